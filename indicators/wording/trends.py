"""What trends say, in sentences: the answer by type of result, what only the index adds, and what a chart shows."""

from __future__ import annotations

import calendar
import math
from collections.abc import Iterable
from functools import singledispatch
from typing import Any

import numpy as np
import pandas as pd

from indicators.errors import Message
from indicators.text import listing, number, p_text, percent, period_name, signed, significant, spelled
from indicators.trends.factor import LatentFactor
from indicators.trends.forecasting import Forecast
from indicators.trends.interrupted import Intervention
from indicators.trends.pipeline import PipelineNull
from indicators.trends.plot import Histogram, Line, Plot
from indicators.trends.question import Answer
from indicators.trends.ranks import at_least
from indicators.trends.results import TrendResult
from indicators.trends.seasonal import Seasonality
from indicators.trends.sen import SenSlope
from indicators.trends.shift_parts import COVERAGE
from indicators.trends.shifts import SIGNIFICANCE, LevelShifts
from indicators.trends.structural import UnderlyingTrend
from indicators.trends.switching import STATES, Regimes
from indicators.trends.turns import TurningPoints
from indicators.wording.language import Say, translated, translator

WIDE = 1 / 3
"""An interval over more of the series than this cannot be tied to an event."""


def sentences(answer: Answer, *, lang: str = "en") -> list[str]:
    """The answers of the models in words."""
    return [_capital(summary(result, lang=lang)) for result in answer.results]


def also(answer: Answer, *, lang: str = "en") -> list[str]:
    """What stands below the chart: what only the index can add, and how far the model fits."""
    return [text for result in answer.results for text in details(result, lang=lang)]


def beware(answer: Answer, *, lang: str = "en") -> list[str]:
    """What to beware of."""
    return [_capital(translated(caveat, lang)) for caveat in answer.caveats]


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _measured(change: str, result: TrendResult, say: Say) -> str:
    """A change with what it is measured in."""
    return say("{change} {measure}", change=change, measure=result.measure) if result.measure else change


# --- the answers -----------------------------------------------------------------------------------


@singledispatch
def summary(result: TrendResult, *, lang: str = "en") -> str:
    """The answer in words, with its uncertainty; for a result without words of its own, the last row of its table."""
    say = translator(lang)
    table = result.to_frame()
    if table.empty:
        return say("There is nothing to show for {name}.", name=result.name)
    row = table.select_dtypes("number").iloc[-1]
    values = [f"{str(name).replace('_', ' ')} {significant(float(value))}" for name, value in row.items()]
    at = period_name(table.index[-1])
    return say("{name} in {at}: {values}.", name=result.name, at=at, values=listing(values))


@summary.register
def _(result: SenSlope, *, lang: str = "en") -> str:
    say = translator(lang)
    factor, unit = (result.per_year, Message("year")) if result.per_year else (1, result.unit)
    low, high = (significant(edge * factor, sign=True) for edge in (result.low, result.high))
    slope = say("Sen's slope, 95 % {low} to {high}", low=low, high=high)
    change = _measured(significant(abs(result.slope) * factor), result, say)
    known = {"name": result.name, "change": change, "unit": unit, "slope": slope}
    if result.null_p_value is None:
        evidence = say("Mann–Kendall allowing for serial correlation: {p}", p=p_text(result.robust_p_value))
    else:
        evidence = say(
            "series in which nothing happens move as much after the same steps: {p}", p=p_text(result.null_p_value)
        )
    if result.slope > 0:
        return say("{name} rises by {change} a {unit} ({slope}); {evidence}.", evidence=evidence, **known)
    if result.slope < 0:
        return say("{name} falls by {change} a {unit} ({slope}); {evidence}.", evidence=evidence, **known)
    return say("{name} neither rises nor falls ({slope}); {evidence}.", evidence=evidence, **known)


@summary.register
def _(result: UnderlyingTrend, *, lang: str = "en") -> str:
    say = translator(lang)
    last = result.trend.iloc[-1]
    known = {
        "name": result.name,
        "month": period_name(result.trend.index[-1]),
        "level": significant(last["trend"]),
        "band": percent(result.level),
        "low": significant(last["low"]),
        "high": significant(last["high"]),
    }
    sentence = say(
        "The model takes every movement of {name} for trend and none for noise, so the underlying level in {month} is "
        "the value itself, {level}, and has no band"
        if result.is_the_series
        else "The underlying level of {name} in {month} is {level} ({band} band {low} to {high}, which is what the "
        "model leaves open about its own trend)",
        **known,
    )
    if "slope" not in last:
        return f"{sentence}."
    low, high = last["slope_low"], last["slope_high"]
    known = {
        "sentence": sentence,
        "change": _measured(significant(abs(last["slope"])), result, say),
        "unit": result.unit,
        "band": say(
            "{share} band {low} to {high}",
            share=percent(result.level),
            low=significant(low, sign=True),
            high=significant(high, sign=True),
        ),
    }
    if not (low > 0 or high < 0):
        known["band"] = say("{band}; the band does not exclude the other direction", band=known["band"])
    return say(
        "{sentence}; it is rising by {change} a {unit} ({band})."
        if last["slope"] > 0
        else "{sentence}; it is falling by {change} a {unit} ({band}).",
        **known,
    )


@summary.register
def _(result: Seasonality, *, lang: str = "en") -> str:
    say, p = translator(lang), p_text(result.p_value)
    if not result.present:
        return say("There is no evidence of a season in {name} ({p}), so none is taken out.", name=result.name, p=p)
    effect = result.by_season
    high, low = int(effect.idxmax()), int(effect.idxmin())
    names = calendar.month_name if result.unit == "month" else [f"{result.unit} {place}" for place in range(5)]
    return say(
        "{name} has a season of strength {strength:.2f} ({p}): highest in {high} ({most}), lowest in {low} ({least}).",
        name=result.name,
        strength=result.strength,
        p=p,
        high=names[high],
        most=_measured(significant(effect[high], sign=True), result, say),
        low=names[low],
        least=_measured(significant(effect[low], sign=True), result, say),
    )


@summary.register
def _(result: Regimes, *, lang: str = "en") -> str:
    say, name = translator(lang), result.name
    if not result.converged:
        return say("Two regimes cannot be told for {name}: the estimation did not converge.", name=name)
    if not result.differ:
        return say("Two regimes cannot be told for {name}: one state describes it as well as two.", name=name)
    last = result.probabilities.iloc[-1]
    high = last.idxmax() == "high"
    state, other = reversed(STATES) if high else STATES
    now = period_name(result.probabilities.index[-1])
    if result.wanders:
        return say(
            "No regime can be told for {name}: one state that wanders slowly describes it better than two (BIC). If "
            "there were two, their means would be {low} and {high} and {now} would be in the high one; their "
            "probabilities look surer than they are."
            if high
            else "No regime can be told for {name}: one state that wanders slowly describes it better than two (BIC). "
            "If there were two, their means would be {low} and {high} and {now} would be in the low one; their "
            "probabilities look surer than they are.",
            name=name,
            now=now,
            low=significant(result.means["low"]),
            high=significant(result.means["high"]),
        )
    return say(
        "{name} is in its high state in {now} (probability {p:.2f}): mean {mean} against {other} in the other; a stay "
        "lasts {stay} {unit}s on average."
        if high
        else "{name} is in its low state in {now} (probability {p:.2f}): mean {mean} against {other} in the other; a "
        "stay lasts {stay} {unit}s on average.",
        name=name,
        now=now,
        p=last[state],
        mean=significant(result.means[state]),
        other=significant(result.means[other]),
        stay=significant(result.durations[state]),
        unit=result.unit,
    )


@summary.register
def _(result: TurningPoints, *, lang: str = "en") -> str:
    say, turns = translator(lang), result.turns
    reach = say(
        "No turn before {first} or after {last} can be told yet.",
        first=period_name(result.earliest),
        last=period_name(result.latest),
    )
    if turns.empty:
        return say("No turning point in {name}. {reach}", name=result.name, reach=reach)
    peaks, last = int((turns["kind"] == "peak").sum()), turns.iloc[-1]
    troughs = len(turns) - peaks
    return say(
        "{peaks} and {troughs} in {name}; the last is the peak of {month} at {value}. {reach}"
        if last["kind"] == "peak"
        else "{peaks} and {troughs} in {name}; the last is the trough of {month} at {value}. {reach}",
        peaks=say("{n} peak", "{n} peaks", n=peaks) if peaks else say("no peak"),
        troughs=say("{n} trough", "{n} troughs", n=troughs) if troughs else say("no trough"),
        name=result.name,
        month=period_name(last["date"]),
        value=significant(last["value"]),
        reach=reach,
    )


@summary.register
def _(result: Forecast, *, lang: str = "en") -> str:
    say, record = translator(lang), result.record
    last, mine, best = result.fan.iloc[-1], record.loc[result.method], record.iloc[0]
    opening = say(
        "By {month} {name} is expected at {value} (80 % interval {low} to {high}; {method}).",
        month=period_name(result.fan.index[-1]),
        name=result.name,
        value=significant(last["forecast"]),
        low=significant(last["low_80"]),
        high=significant(last["high_80"]),
        method=result.method,
    )
    known = {
        "opening": opening,
        "n": result.origins,
        "best": best.name,
        "mase": best["mase"],
        "naive": record.at["naive", "mase"],
        "held": 100 * mine["coverage_80"],
    }
    if result.beats_naive:
        return say(
            "{opening} In {n} backtests its MASE was {mase:.2f} against {naive:.2f} for naive, and its 80 % intervals "
            "held {held:.0f} % of the values.",
            **known | {"mase": mine["mase"]},
        )
    if best.name == "naive":
        return say(
            "{opening} In {n} backtests no other method had a lower error (MASE {mase:.2f}), so naive is shown (the "
            "last value stays); its 80 % intervals held {held:.0f} % of the values.",
            **known,
        )
    return say(
        "{opening} In {n} backtests {best} had a lower error than naive, MASE {mase:.2f} against {naive:.2f}, but by "
        "no more than chance makes (paired t-test, {p}), so naive is shown (the last value stays); its 80 % intervals "
        "held {held:.0f} % of the values.",
        p=p_text(best["p_against_naive"]),
        **known,
    )


@summary.register
def _(result: LatentFactor, *, lang: str = "en") -> str:
    say, n = translator(lang), len(result.loadings)
    names = listing([result.titles.get(name, name) for name in result.left_out])
    built = (
        say(
            "A common factor of {n} component (without {names})",
            "A common factor of {n} components (without {names})",
            n=n,
            names=names,
        )
        if names
        else say("A common factor of {n} component", "A common factor of {n} components", n=n)
    )
    r, table = result.correlation, result.factor
    if r is None:
        return say("{factor} was estimated; there is no index to compare it with.", factor=built)
    if r >= 0.7:
        agrees = say("{factor} agrees with the index (r = {r:.2f})", factor=built, r=r)
    elif r >= 0.3:
        agrees = say("{factor} moves loosely with the index (r = {r:.2f})", factor=built, r=r)
    elif r >= -0.3:
        agrees = say("{factor} has little to do with the index (r = {r:.2f})", factor=built, r=r)
    else:
        agrees = say("{factor} contradicts the index (r = {r:.2f})", factor=built, r=r)
    apart = int(table["apart"].sum())
    return say(
        "{agrees}; the two are more than a standard deviation apart in {apart} of {months}.",
        agrees=agrees,
        apart=say("{n} month", "{n} months", n=apart) if apart else say("no month"),
        months=int(table["index"].notna().sum()),
    )


@summary.register
def _(result: Intervention, *, lang: str = "en") -> str:
    say, row = translator(lang), result.effects.loc["difference"]
    name = result.name
    if result.left_out:
        left_out = listing(list(result.left_out))
        name = say("{name}, without {left_out} (which code the event)", name=name, left_out=left_out)
    evidence = []
    if np.isfinite(row["placebo_date_p"]):
        others = result.placebo_dates["difference"].abs().to_numpy()
        evidence.append(
            say(
                "{n} of {dates} other dates show as much, and they hold about {windows:.0f} independent windows "
                "({p} at best)",
                n=at_least(abs(row["estimate"]), others),
                dates=len(others),
                windows=result.independent_placebos,
                p=p_text(max(row["placebo_date_p"], row["lowest_p"])),
            )
        )
    if np.isfinite(row["placebo_pair_p"]):
        pairs, p = len(result.placebo_pairs), p_text(row["placebo_pair_p"])
        evidence.append(say("rank among {pairs} other pairs {p}", pairs=pairs, p=p))
    return say(
        "In the {window} {unit}s from {date} on, {name} is on average {change} above the {window} before; {evidence}."
        if row["estimate"] > 0
        else "In the {window} {unit}s from {date} on, {name} is on average {change} below the {window} before; "
        "{evidence}.",
        window=result.window,
        unit=result.unit,
        date=period_name(result.date),
        name=name,
        change=_measured(significant(abs(row["estimate"])), result, say),
        evidence=listing(evidence) or say("there is nothing to compare with"),
    )


@summary.register
def _(result: PipelineNull, *, lang: str = "en") -> str:
    row = result.to_frame().iloc[0]
    return translator(lang)(
        "In {n} world where nothing happens, after the same steps, the {title} still moves by {median:.0f} points "
        "between its lowest and highest month (90 % of worlds: {low:.0f} to {high:.0f}), {first} to {last}.",
        "In {n} worlds where nothing happens, after the same steps, the {title} still moves by {median:.0f} points "
        "between its lowest and highest month (90 % of worlds: {low:.0f} to {high:.0f}), {first} to {last}.",
        n=result.values.shape[2],
        title=result.title,
        first=period_name(result.months[0]),
        last=period_name(result.months[-1]),
        **row[["median", "low", "high"]],
    )


# --- level shifts ----------------------------------------------------------------------------------


@summary.register
def _(result: LevelShifts, *, lang: str = "en") -> str:
    say = translator(lang)
    first, last = period_name(result.earliest), period_name(result.latest)
    reach = say("No shift could be found before {first} or after {last}.", first=first, last=last)
    if result.shifts.empty:
        return say("No level shift in {name}. {reach}", name=result.name, reach=reach)
    found = _dated(result, say) if result.by_chance is None else _against_chance(result, say)
    return f"{found} {reach}"


def _dated(result: LevelShifts, say: Say) -> str:
    """What the search dates, where nothing tells it from chance."""
    largest = next(result.shifts.iloc[[result.shifts["change"].abs().argmax()]].itertuples())
    return say(
        "{number} level shift is dated in {name}: {shift}. How often chance alone makes as much was not simulated.",
        "{number} level shifts are dated in {name}; the largest: {shift}. How often chance alone makes as much was not "
        "simulated.",
        n=len(result.shifts),
        number=spelled(len(result.shifts)),
        name=result.name,
        shift=_shift(result, largest, say),
    )


def _against_chance(result: LevelShifts, say: Say) -> str:
    """What stands out from the simulated series first; the rest is what chance makes."""
    stand_out = result.shifts[result.shifts["p_value"] < SIGNIFICANCE]
    rest = result.shifts.drop(index=stand_out.index)
    known = {
        "n": len(rest),
        "number": spelled(len(rest)),
        "dates": listing([period_name(date) for date in rest["date"]]),
    }
    parts = []
    if len(stand_out):
        shifts = [_shift(result, row, say) for row in stand_out.itertuples()]
        number = spelled(len(shifts))
        parts.append(
            say(
                "{number} level shift stands out in {name}: {shifts}.",
                "{number} level shifts stand out in {name}: {shifts}.",
                n=len(shifts),
                number=number,
                name=result.name,
                shifts=listing(shifts),
            )
        )
        if len(rest):
            more = say(
                "{number} more, after {dates}, is no larger than what chance alone makes.",
                "{number} more, after {dates}, are no larger than what chance alone makes.",
                **known,
            )
            parts.append(_capital(more))
    else:
        parts.append(
            say(
                "No level shift stands out in {name}: {number} is dated, after {dates}, no larger than what chance "
                "alone makes ({p}).",
                "No level shift stands out in {name}: {number} are dated, after {dates}, no larger than what chance "
                "alone makes (at best {p}).",
                name=result.name,
                p=p_text(rest["p_value"].min()),
                **known,
            )
        )
    chance = say(
        "Series in which nothing happens show {shifts:.1f} on average after the same steps; p is the share of them "
        "that hold a change as large. The fit of the whole search has {p}.",
        shifts=result.by_chance,
        p=p_text(result.p_value),
    )
    return " ".join([*parts, chance])


def _shift(result: LevelShifts, shift: Any, say: Say) -> str:
    """`after June 2018 (95 % interval …) the mean goes from … to … (−16.2 points, p = 0.04)`"""
    size = math.floor(math.log10(max(abs(shift.before), abs(shift.after), 1e-4)))
    digits = max(0, 3 - size)  # a decimal less for the change, so that what is shown adds up
    change = _measured(signed(shift.change, max(0, digits - 1)), result, say)
    return say(
        "after {date} (95 % interval {low} to {high}) the mean goes from {before} to {after} ({change})",
        date=period_name(shift.date),
        low=period_name(shift.low),
        high=period_name(shift.high),
        before=number(shift.before, digits),
        after=number(shift.after, digits),
        change=change if np.isnan(shift.p_value) else f"{change}, {p_text(shift.p_value)}",
    )


# --- what only the index adds ----------------------------------------------------------------------


@singledispatch
def details(result: TrendResult, *, lang: str = "en") -> list[str]:
    """What is said below the chart of a result."""
    return []


@details.register
def _(result: UnderlyingTrend, *, lang: str = "en") -> list[str]:
    """What Ljung–Box, the heteroskedasticity test and Jarque–Bera say of the one-step-ahead errors."""
    say = translator(lang)
    tests = ", ".join(f"{translated(test, lang)} {p_text(p)}" for test, p in result.diagnostics.items())
    faults = [translated(test, lang) for test, p in result.diagnostics.items() if p < 0.05]
    if not faults:
        return [say("The one-step-ahead errors show nothing that the model leaves out ({tests}).", tests=tests)]
    faults_text = listing(faults)
    return [
        say(
            "The one-step-ahead errors show {faults} that the model leaves out ({tests}).",
            faults=faults_text,
            tests=tests,
        )
    ]


@details.register
def _(result: LevelShifts, *, lang: str = "en") -> list[str]:
    """One text a shift: how much of it was coded and how much measured, and which events lie in its interval."""
    say = translator(lang)
    if result.parts is None:
        return []
    effects, around, named = result.parts.effects, result.parts.around, result.parts.named
    return [
        f"{_made_of(shift, effects[effects['shift'] == shift.date], say)} "
        f"{_lies_around(place, named[named['shift'] == shift.date], say)}"
        for shift, place in zip(result.shifts.itertuples(), around.itertuples(), strict=True)
    ]


def _made_of(shift: Any, effects: pd.DataFrame, say: Say) -> str:
    own = effects[effects["component"] != COVERAGE]
    coverage = float(effects.loc[effects["component"] == COVERAGE, "effect"].sum())
    coded, measured = own[own["coded"]], own[~own["coded"]]
    clauses = []
    if len(coded):
        points, largest = _sum_and_largest(coded, len(own), say)
        clauses.append(say("{points} coded by people{largest}", points=points, largest=largest))
    if len(measured):
        points, largest = _sum_and_largest(measured, len(own), say)
        clauses.append(say("{points} measured{largest}", points=points, largest=largest))
    if abs(coverage) >= 0.05:
        clauses.append(say("{points} no news, since components entered or left", points=signed(coverage)))
    return say(
        "After {month}: {change} points, of which {parts}.",
        month=period_name(shift.date),
        change=signed(shift.change),
        parts=listing(clauses),
    )


def _sum_and_largest(parts: pd.DataFrame, components: int, say: Say, most: int = 3) -> tuple[str, str]:
    """The sum, and ` (Visits −3.9, Arms restrictions −5.1, others +0.3)`: the largest; below 0.05 is left out."""
    total, effects = signed(float(parts["effect"].sum())), parts.set_index("title")["effect"]
    ordered = effects[effects.abs() >= 0.05].sort_values(key=abs, ascending=False)
    largest = [f"{title} {signed(effect)}" for title, effect in ordered.iloc[:most].items()]
    if len(ordered) > most:
        largest.append(say("others {points}", points=signed(float(ordered.iloc[most:].sum()))))
    return total, f" ({', '.join(largest)})" if largest and components > 1 else ""


def _lies_around(place: Any, named: pd.DataFrame, say: Say) -> str:
    if place.share > WIDE:
        share = percent(place.share)
        return say("Its interval covers {share} of the series: too wide to tie it to any event.", share=share)
    known = {"n": place.events, "usual": number(place.usual, 0)}
    if named.empty:
        return say("In its interval {n} events begin or end (in one as long, {usual} do on average).", **known)
    events = [f"{event.title} ({period_name(event.date.to_period('M'))})" for event in named.itertuples()]
    return say(
        "In its interval {n} events begin or end (in one as long, {usual} do on average), among them {events}.",
        events=listing(events),
        **known,
    )


# --- what a chart shows ----------------------------------------------------------------------------


def chart_text(answer: Answer, plot: Plot, *, lang: str = "en") -> str:
    """What a chart of an answer shows, for those who do not see it."""
    say = translator(lang)
    first = next((part for part in plot.parts if isinstance(part, Line)), None)
    about = shows(answer.results[0], answer, plot, lang=lang)
    if first is None:
        return about
    known = plot.table[first.column].dropna()
    line = say(
        "Line chart of {name} from {first} ({start}) to {last} ({end}).",
        name=answer.results[0].name or say("the score"),
        first=period_name(known.index[0]),
        last=period_name(known.index[-1]),
        start=number(known.iloc[0]),
        end=number(known.iloc[-1]),
    )
    return f"{line} {about}".rstrip()


@singledispatch
def shows(result: TrendResult, answer: Answer, plot: Plot, *, lang: str = "en") -> str:
    """What a chart shows besides the series."""
    names: Iterable[str] = (part.name for part in plot.parts[1:] if isinstance(part, Line))
    names = listing(list(names))
    return translator(lang)("Beside it: {names}.", names=names) if names else ""


@shows.register
def _(result: LevelShifts, answer: Answer, plot: Plot, *, lang: str = "en") -> str:
    say = translator(lang)
    if result.shifts.empty:
        return say("No level shift.")
    dates = [
        say("{date} ({low} to {high})", date=date, low=low, high=high)
        for date, low, high in result.shifts[["date", "low", "high"]].map(period_name).itertuples(index=False)
    ]
    return say("Level shifts after {dates}.", dates=", ".join(dates))


@shows.register
def _(result: SenSlope, answer: Answer, plot: Plot, *, lang: str = "en") -> str:
    line, trend = plot.table["sen_line"], plot.table["trend"]
    return translator(lang)(
        "Sen's line runs from {first} to {last}; the underlying trend ends at {trend}.",
        first=number(line.iloc[0]),
        last=number(line.iloc[-1]),
        trend=number(trend.iloc[-1]),
    )


@shows.register
def _(result: Seasonality, answer: Answer, plot: Plot, *, lang: str = "en") -> str:
    say = translator(lang)
    if not result.present:
        return say("No season was found.")
    effect = plot.table["effect"]
    return say(
        "Mean seasonal effect by month: highest in {high} ({most}), lowest in {low} ({least}).",
        high=effect.idxmax(),
        most=number(effect.max()),
        low=effect.idxmin(),
        least=number(effect.min()),
    )


@shows.register
def _(result: Regimes, answer: Answer, plot: Plot, *, lang: str = "en") -> str:
    return translator(lang)(
        "Two states with means {low} and {high}; the probability of the high state ends at {p:.2f}.",
        low=number(result.means["low"]),
        high=number(result.means["high"]),
        p=result.probabilities["high"].iloc[-1],
    )


@shows.register
def _(result: TurningPoints, answer: Answer, plot: Plot, *, lang: str = "en") -> str:
    say = translator(lang)
    if result.turns.empty:
        return say("Turning points: none.")
    turns = [
        say("peak {month}" if turn.kind == "peak" else "trough {month}", month=period_name(turn.date))
        for turn in result.turns.itertuples()
    ]
    return say("Turning points: {turns}.", turns=", ".join(turns))


@shows.register
def _(result: Forecast, answer: Answer, plot: Plot, *, lang: str = "en") -> str:
    last = result.fan.iloc[-1]
    return translator(lang)(
        "Forecast for {month}: {value}, 80 % interval {low} to {high}.",
        month=period_name(result.fan.index[-1]),
        value=number(last["forecast"]),
        low=number(last["low_80"]),
        high=number(last["high_80"]),
    )


@shows.register
def _(result: LatentFactor, answer: Answer, plot: Plot, *, lang: str = "en") -> str:
    return translator(lang)(
        "A common factor on the same scale ends at {value}; the two are apart in {months} months.",
        value=number(result.factor["factor"].iloc[-1]),
        months=int(result.factor["apart"].sum()),
    )


@shows.register
def _(result: Intervention, answer: Answer, plot: Plot, *, lang: str = "en") -> str:
    say, date = translator(lang), period_name(result.date)
    if not isinstance(plot.parts[0], Histogram):
        change = signed(result.difference)
        return say("From {date} on the mean is {change} points from that before.", date=date, change=change)
    others = result.placebo_dates["difference"]
    return say(
        "Histogram of the difference at {dates} other dates, {low} to {high}; at {date} it is {change}.",
        dates=len(others),
        low=number(others.min()),
        high=number(others.max()),
        date=date,
        change=number(result.difference),
    )
