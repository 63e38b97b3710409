"""What a chart shows, for those who do not see it: its alternative text, by chart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from indicators.index import Index
from indicators.text import day_name, figure, listing, month_name, number, percent, period_name, signed
from indicators.wording.language import translator

Window = tuple[str, str]


def _span(series: pd.Series, write: Callable[[Any], str] = number) -> dict[str, str]:
    """The first, last, lowest and highest value of a series without gaps, each with its period."""
    places = {"first": 0, "last": -1, "low": int(series.argmin()), "high": int(series.argmax())}
    found = {name: write(series.iloc[place]) for name, place in places.items()}
    return found | {f"{name}_in": period_name(series.index[place]) for name, place in places.items()}


# --- the index and its parts -----------------------------------------------------------------------


def index_alt(index: Index, window: Window, to_hundred: bool, *, lang: str = "en") -> str:
    """From where to where the index went, its lowest and its highest month."""
    say = translator(lang)
    given = index.index[window[0] : window[1]].dropna()
    if given.empty:
        return say(
            "The index of {pair}: no value between {start} and {end}.", pair=index.pair, start=window[0], end=window[1]
        )
    if to_hundred:
        return say(
            "Line chart of the relations index of {pair} from {first_in} ({first}) to {last_in} ({last}), on a scale "
            "from 0 to 100. Lowest in {low_in} ({low}), highest in {high_in} ({high}).",
            pair=index.pair,
            **_span(given),
        )
    return say(
        "Line chart of the relations index of {pair} from {first_in} ({first}) to {last_in} ({last}). Lowest in "
        "{low_in} ({low}), highest in {high_in} ({high}).",
        pair=index.pair,
        **_span(given),
    )


def group_alt(
    label: str, months: pd.PeriodIndex, scores: npt.NDArray[np.float64], window: Window, *, lang: str = "en"
) -> str:
    """The first and the last score of a group; `scores`, by month, are missing outside the window."""
    say = translator(lang)
    given = np.flatnonzero(~np.isnan(scores))
    if not len(given):
        return say("{label}: no score between {start} and {end}.", label=label, start=window[0], end=window[1])
    ends = {"first": number(scores[given[0]], 0), "last": number(scores[given[-1]], 0)}
    names = {"first_in": month_name(months[given[0]]), "last_in": month_name(months[given[-1]])}
    return say("{label}: {first} in {first_in}, {last} in {last_in}.", label=label, **ends, **names)


def component_alt(label: str, unit: str, given: pd.Series, carried: int, window: Window, *, lang: str = "en") -> str:
    """The first and the last figure of a component in the window, and how many of all its months are carried."""
    say = translator(lang)
    if given.empty:
        return say("{label}: no figure between {start} and {end}.", label=label, start=window[0], end=window[1])
    values = {"label": label, "n": carried, **_span(given, lambda value: number(value, 2))}
    if unit:
        return say(
            "{label} in {unit}: {first} in {first_in}, {last} in {last_in}; {n} month is carried.",
            "{label} in {unit}: {first} in {first_in}, {last} in {last_in}; {n} months are carried.",
            unit=unit,
            **values,
        )
    return say(
        "{label} in its own unit: {first} in {first_in}, {last} in {last_in}; {n} month is carried.",
        "{label} in its own unit: {first} in {first_in}, {last} in {last_in}; {n} months are carried.",
        **values,
    )


def contributions_alt(index: Index, parts: pd.DataFrame, window: Window, *, lang: str = "en") -> str:
    """What each group adds in the last month of the window that has an index; `parts`: months × groups."""
    say = translator(lang)
    if parts.empty:
        return say(
            "Stacked contributions to the index of {pair}: none between {start} and {end}.",
            pair=index.pair,
            start=window[0],
            end=window[1],
        )
    return say(
        "Stacked contributions of {count} groups to the index of {pair}; in {month} {parts}.",
        count=len(parts.columns),
        pair=index.pair,
        month=month_name(parts.index[-1]),
        parts=listing([f"{index.definition.label(group)} {number(part)}" for group, part in parts.iloc[-1].items()]),
    )


def waterfall_alt(series: pd.Series, effects: Sequence[tuple[str, str]], *, lang: str = "en") -> str:
    """From one month's score to another's, with what each component did: its label and its signed effect."""
    return translator(lang)(
        "Waterfall from {first} in {first_in} to {last} in {last_in}: {effects}.",
        effects=listing([f"{label} {effect}" for label, effect in effects]),
        **_span(series),
    )


def plane_alt(labels: Sequence[str], path: pd.DataFrame, *, lang: str = "en") -> str:
    """Both ends of the path of two axes, whose labels are those of the columns."""
    say, (across, up) = translator(lang), labels
    if path.empty:
        return say("{up} against {across}: no December has both.", up=up, across=across)
    (start, first), (end, last) = path.iloc[[0, -1]].iterrows()
    return say(
        "{up} against {across} year by year, a path from {x} and {y} in {start:%Y} to {later_x} and {later_y} in "
        "{end:%Y}.",
        up=up,
        across=across,
        **dict(zip(("x", "y"), map(number, first), strict=True)),
        **dict(zip(("later_x", "later_y"), map(number, last), strict=True)),
        start=start,
        end=end,
    )


# --- stored series ---------------------------------------------------------------------------------


def series_alt(lines: Sequence[tuple[str, str, pd.Series]], window: Window, *, lang: str = "en") -> str:
    """Of each series, by label, unit and figures in the window: its first, last, lowest and highest figure."""
    say = translator(lang)
    start, end = (month_name(pd.Period(month, "M")) for month in window)
    sentences = [say("Line chart.")]
    for label, unit, figures in lines:
        if (known := figures.dropna()).empty:
            sentences.append(say("{label}: no figure between {start} and {end}.", label=label, start=start, end=end))
        else:
            sentences.append(
                say(
                    "{label}, in {unit}: from {first} ({first_in}) to {last} ({last_in}), lowest {low} ({low_in}), "
                    "highest {high} ({high_in}).",
                    label=label,
                    unit=unit,
                    **_span(known, figure),
                )
            )
    return " ".join(sentences)


def coverage_alt(names: Sequence[str], stretches: Sequence[pd.DataFrame], *, lang: str = "en") -> str:
    """Between which months each series has figures, and how many gaps; for each name, the frame of `stretches`."""
    say, found = translator(lang), []
    if not names:
        return say("No series.")
    for name, rows in zip(names, stretches, strict=True):
        figures, gaps = rows[rows["state"] == "figure"], int((rows["state"] == "missing").sum())
        if figures.empty:
            found.append(say("{name}: no figure", name=name))
            continue
        ends = {"start": month_name(figures["start"].min()), "end": month_name(figures["end"].max())}
        if gaps:
            found.append(
                say(
                    "{name}: figures from {start} to {end} with {n} gap",
                    "{name}: figures from {start} to {end} with {n} gaps",
                    name=name,
                    n=gaps,
                    **ends,
                )
            )
        else:
            found.append(say("{name}: figures from {start} to {end}", name=name, **ends))
    return say("Months for which figures stand. {series}.", series=listing(found))


def years_alt(shares: pd.DataFrame, *, lang: str = "en") -> str:
    """How many indicators have all months, and which have the least; `shares`: names × years."""
    means = shares.mean(axis=1).sort_values()
    return translator(lang)(
        "Map of the share of months with a figure, {count} indicators, {first} to {last}: {complete} have all months; "
        "the least {least}.",
        count=len(shares),
        first=shares.columns[0],
        last=shares.columns[-1],
        complete=int((means == 1).sum()),
        least=listing([f"{name} {percent(share)}" for name, share in means.head(3).items()]),
    )


# --- what was known when ---------------------------------------------------------------------------


def real_time_alt(real_time: pd.DataFrame, pair: str, *, lang: str = "en") -> str:
    """How far months moved after they were first known."""
    say = translator(lang)
    if real_time.empty:
        return say("The index of {pair} as first known: no month became known between the dates.", pair=pair)
    worst = real_time.loc[real_time["revision"].abs().idxmax()]
    months = {"start": real_time["month"].iloc[0], "end": real_time["month"].iloc[-1], "worst": worst["month"]}
    return say(
        "The index of {pair} as first known and as it stands, {count} months from {start} to {end}: on average it "
        "moved by {mean} points after it was first known, the most for {worst} ({first} → {final}, {revision}).",
        pair=pair,
        count=len(real_time),
        mean=number(real_time["revision"].abs().mean(), 2),
        first=number(worst["first"]),
        final=number(worst["final"]),
        revision=signed(worst["revision"]),
        **{name: month_name(pd.Period(month, "M")) for name, month in months.items()},
    )


def as_known_alt(then: pd.Series, now: pd.Series, date: dt.date, pair: str, *, lang: str = "en") -> str:
    """Which month moved most between what was known on a date and what is stored."""
    say, gap = translator(lang), (now - then).dropna()
    if gap.empty:
        return say(
            "The index of {pair} as of {day} and with all that is stored: no month has both.",
            pair=pair,
            day=day_name(date),
        )
    most = gap.abs().idxmax()
    return say(
        "The index of {pair} as of {day} and with all that is stored: {count} months have both, {month} moved most "
        "({old} → {new}, {change}).",
        pair=pair,
        day=day_name(date),
        count=len(gap),
        month=month_name(most),
        old=number(then[most]),
        new=number(now[most]),
        change=signed(gap[most]),
    )


def comparison_alt(changes: pd.DataFrame, terms: Mapping[str, str], pair: str, *, lang: str = "en") -> str:
    """The mean change between two snapshots and of which terms it is made; `terms`: column → its name."""
    say = translator(lang)
    means = {name: changes[term].mean() for term, name in terms.items()}
    parts = [f"{name.lower()} {signed(mean, 2)}" for name, mean in means.items() if abs(mean) > 5e-4]
    mean = signed(changes["change"].mean(), 2)
    if not parts:
        return say(
            "The change of the index of {pair} between two snapshots in {count} months; on average {mean}.",
            pair=pair,
            count=len(changes),
            mean=mean,
        )
    return say(
        "The change of the index of {pair} between two snapshots in {count} months; on average {mean}, of which "
        "{parts}.",
        pair=pair,
        count=len(changes),
        mean=mean,
        parts=listing(parts),
    )


# --- pairs -----------------------------------------------------------------------------------------


def pairs_alt(scores: pd.DataFrame, label: str, to_hundred: bool, *, lang: str = "en") -> str:
    """The first and the last score of every column of `scores`, months × names; `label` says what is scored."""
    say = translator(lang)
    lines = [
        say("{name} {first} in {first_in}, {last} in {last_in}", name=name, **_span(known))
        for name, score in scores.items()
        if len(known := score.dropna())
    ]
    if to_hundred:
        lines = lines or [say("none in this window")]
        return say("Line chart of {label}, 0 to 100: {lines}.", label=label, lines=listing(lines))
    return say("Line chart of {label}: {lines}.", label=label, lines=listing(lines) or say("none in this window"))


def difference_alt(gap: pd.Series, title: str, *, lang: str = "en") -> str:
    """How far apart two pairs stand; `title` says which and by what score."""
    say = translator(lang)
    if gap.empty:
        return say("{title}: no month of the window has both.", title=title)
    return say(
        "{title}: {first} points in {first_in}, {last} in {last_in}; lowest {low} in {low_in}, highest {high} in "
        "{high_in}.",
        title=title,
        **_span(gap, signed),
    )


def ranks_alt(named: pd.DataFrame, count: int, month: str, label: str, *, lang: str = "en") -> str:
    """The ranks of some of `count` partners with their ranges; `named`: `item`, `rank`, `low`, `high`."""
    say = translator(lang)
    ranks = [
        say("{item} {rank:.0f} ({low:.0f} to {high:.0f})", item=row.item, rank=row.rank, low=row.low, high=row.high)
        for row in named.itertuples()
    ]
    return say(
        "{label}, ranks of {count} partners in {month} with their 5–95 % range: {ranks}.",
        label=label,
        count=count,
        month=month,
        ranks=listing(ranks),
    )


def rank_path_alt(path: pd.DataFrame, name: str, *, lang: str = "en") -> str:
    """The first and the last rank of a pair with their ranges; `path`: `rank`, `low`, `high`, `of`, by month."""
    say = translator(lang)
    if path.empty:
        return say("{name} has no rank.", name=name)
    ends = [
        say("{rank:.0f} of {of:.0f} ({low:.0f} to {high:.0f}) in {month}", **row, month=month_name(month))
        for month, row in path.iloc[[0, -1]].iterrows()
    ]
    return say("Rank of {name} with its 5–95 % range: {first}, {last}.", name=name, first=ends[0], last=ends[1])


def scatter_alt(known: pd.DataFrame, labels: tuple[str, str], month: str, *, lang: str = "en") -> str:
    """How two scores go together, and those of the pairs chosen; `known`: `name`, `x`, `y`, `picked`."""
    say = translator(lang)
    values = {"across": labels[0], "up": labels[1], "month": month}
    if len(known) < 3:
        return say("Scatter of {up} against {across} in {month}: fewer than three partners have both.", **values)
    chosen = [f"{row.name} {number(row.x)}, {number(row.y)}" for row in known[known["picked"]].itertuples()]
    return say(
        "Scatter of {up} against {across} in {month}, {count} partners, correlation {r}; {chosen}.",
        count=len(known),
        r=number(float(known["x"].corr(known["y"])), 2),
        chosen=listing(chosen) or say("none is chosen"),
        **values,
    )


# --- other choices ---------------------------------------------------------------------------------


def scenario_alt(pair: str, table: pd.DataFrame, *, lang: str = "en") -> str:
    """The last month of an index and of a scenario, and where they differ most; `table`: two scores, `difference`."""
    say, known = translator(lang), table.dropna(subset=["difference"])
    if known.empty:
        return say("The index of {pair} as it is and in a scenario: no month has both.", pair=pair)
    old, new, _ = known.iloc[-1, :3]
    gap = known["difference"]
    most = gap.abs().idxmax()
    return say(
        "Line chart of the index of {pair} as it is and in a scenario, with their difference below. In {last}: {old} "
        "as it is, {new} in the scenario. The largest difference is {gap} in {most}.",
        pair=pair,
        last=month_name(gap.index[-1]),
        old=number(old),
        new=number(new),
        gap=signed(gap[most]),
        most=month_name(most),
    )


def sources_alt(table: pd.DataFrame, nominal: float, month: str, *, lang: str = "en") -> str:
    """The range that each kind of choice gives; `table`: `source`, `low`, `high`."""
    say = translator(lang)
    ranges = [
        say("{source} {low} to {high}", source=row.source, low=number(row.low), high=number(row.high))
        for row in table.itertuples()
    ]
    return say(
        "Ranges of the index in {month}, {nominal} as it is: {ranges}.",
        month=month,
        nominal=number(nominal),
        ranges=listing(ranges),
    )


def sobol_alt(table: pd.DataFrame, of: str, *, lang: str = "en") -> str:
    """The five largest shares of the variance; `table`: `factor`, `total`."""
    shares = [f"{row.factor} {percent(max(row.total, 0.0))}" for row in table.head(5).itertuples()]
    return translator(lang)(
        "Shares of the variance of {of}, interactions included: {shares}.", of=of, shares=listing(shares)
    )


def left_out_alt(table: pd.DataFrame, nominal: float, month: str, *, lang: str = "en") -> str:
    """The index without each component; `table`: `component`, `value`."""
    say = translator(lang)
    values = [
        say("without {component} {value}", component=row.component, value=number(row.value))
        for row in table.itertuples()
    ]
    return say(
        "The index in {month}, {nominal} as it is: {values}.",
        month=month,
        nominal=number(nominal),
        values=listing(values),
    )


def importance_alt(table: pd.DataFrame, *, lang: str = "en") -> str:
    """What each component weighs and moves; `table`: `component`, `weight`, `share`."""
    say = translator(lang)
    parts = [
        say(
            "{component} weighs {weight:.0%} and moves {share:.0%}",
            component=row.component,
            weight=row.weight,
            share=row.share,
        )
        for row in table.itertuples()
    ]
    return say("Weight against realised importance: {parts}.", parts=listing(parts))
