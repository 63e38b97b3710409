"""Checks on figures: how much something changed, whether it was a record, which place a supplier has."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from indicators.claims.evidence import Evidence
from indicators.claims.finding import Exhibit, Outcome
from indicators.claims.model import Change, Claim, Quantity, Rank, Record
from indicators.claims.words import area_name, capital, change_of, last_month, period_name, span
from indicators.model import Pair
from indicators.text import listing, number


def change(check: Change, claim: Claim, evidence: Evidence) -> Outcome:
    """A figure at two times, by every way of counting."""
    of, ways = check.of, (check.of, *check.also)
    changes = [_change(evidence, way, claim.areas, check) for way in ways]
    for way, value in zip(ways, changes, strict=True):
        if not math.isfinite(value):
            return _no_figure(evidence, way, span(check.start, check.end))
    start, end = _ends(evidence, of, claim.areas, check)
    measured = _measured(evidence, check, claim.areas)
    low, high = min(*changes, *measured, changes[0]), max(*changes, *measured, changes[0])
    text = (
        f"{capital(of.title)} went from {number(start, of.digits)} in {period_name(check.start)} to "
        f"{number(end, of.digits)} in {period_name(check.end)} ({of.unit}): "
        f"{change_of(changes[0], check.measure, of.digits)}"
    )
    if measured:
        text += f" (measurement: {' to '.join(change_of(edge, check.measure, of.digits) for edge in measured)})"
    for way, value in zip(check.also, changes[1:], strict=True):
        text += f"; {way.title} {change_of(value, check.measure, way.digits)}"
    beside, bars = _beside(evidence, check, claim.areas, changes[0])
    bars = pd.concat([pd.DataFrame({"label": [way.title for way in ways], "value": changes}), bars], ignore_index=True)
    return Outcome(
        holds=within_range(low, high, check.at_least, check.at_most) if check.decides else None,
        sentence=f"{text}.{beside}",
        figure=changes[0],
        interval=(low, high) if low < high else None,
        unit="%" if check.measure == "percent" else of.unit,
        interval_of="published measurement interval, worst case at both ends" if measured else _ways(ways),
        sample=_sample(evidence, of, claim, check.start, check.end),
        comparisons=len(ways),
        exhibit=_compared(bars, len(ways), check)
        if len(bars) > 1
        else _ends_in_course(evidence.monthly(of, claim.areas), check),
    )


def within_range(low: float, high: float, at_least: float, at_most: float) -> bool | None:
    """Whether all that a change may be lies in a range (True) or on one side of it (False): None where they overlap."""
    if at_least <= low and high <= at_most:
        return True
    return False if high < at_least or low > at_most else None


def _compared(bars: pd.DataFrame, own: int, check: Change) -> Exhibit:
    """The change by every way of counting, and those beside it."""
    unit = "% change" if check.measure == "percent" else f"change, {check.of.unit}"
    return Exhibit("bars", bars.assign(emphasis=np.arange(len(bars)) < own), unit)


def _ends_in_course(series: pd.Series, check: Change) -> Exhibit:
    """The figure by month, with its two ends."""
    ends = [(period_name(period), str(last_month(period))) for period in (check.start, check.end)]
    shown = series[pd.Period(ends[0][1], "M") - 60 :].dropna()
    return Exhibit(
        "lines",
        pd.DataFrame({"month": shown.index.astype(str), "value": shown.to_numpy()}),
        check.of.unit,
        spans=pd.DataFrame(
            [(label, month, month, float(series[month])) for label, month in ends],
            columns=["label", "start", "end", "mean"],
        ),
    )


def _ends(evidence: Evidence, quantity: Quantity, pair: Pair, check: Change) -> tuple[float, float]:
    series = evidence.monthly(quantity, pair)
    start, end = (float(series.get(last_month(period), math.nan)) for period in (check.start, check.end))
    return start, end


def _change(evidence: Evidence, quantity: Quantity, pair: Pair, check: Change) -> float:
    return _difference(check, *_ends(evidence, quantity, pair, check))


def _difference(check: Change, start: float, end: float) -> float:
    return 100 * (end / start - 1) if check.measure == "percent" else end - start


def _measured(evidence: Evidence, check: Change, pair: Pair) -> tuple[float, ...]:
    """The smallest and the largest change that two measurement intervals allow; nothing where none is published."""
    bounds = evidence.measured(check.of)
    if bounds is None:
        return ()
    (low_start, low_end), (high_start, high_end) = (_ends(evidence, bound, pair, check) for bound in bounds)
    return _difference(check, high_start, low_end), _difference(check, low_start, high_end)


def _beside(evidence: Evidence, check: Change, pair: Pair, own: float) -> tuple[str, pd.DataFrame]:
    """The same change in other pairs, in sentences and as bars."""
    text, rows = "", []
    for label, other in check.beside.items():
        value = _change(evidence, check.of, Pair(a=other[:3], b=other[4:]), check)
        text += f" {label}: {change_of(value, check.measure, check.of.digits)}."
        rows.append((label, value))
    if check.peers:
        values = [_change(evidence, check.of, Pair(a=pair.a, b=area), check) for area in check.peers if area != pair.b]
        peers = pd.Series(values, dtype=float).dropna()
        middle = float(peers.median())
        text += (
            f" With {len(peers)} other partners the median is {change_of(middle, check.measure, check.of.digits)}, "
            f"with a larger change for {int((peers > own).sum()) or 'none'} of them."
        )
        rows.append((f"median of {len(peers)} other partners", middle))
    return text, pd.DataFrame(rows, columns=["label", "value"])


def record(check: Record, claim: Claim, evidence: Evidence) -> Outcome:
    """A year among all years up to it, by every way of counting."""
    ways = (check.of, *check.also)
    totals = [_years(evidence, way, claim.areas, check) for way in ways]
    texts, highest = [], []
    for way, years in zip(ways, totals, strict=True):
        if check.year not in years.index or len(years) < 2:
            return _no_figure(evidence, way, check.year)
        best = str(years.drop(check.year).idxmax())
        highest.append(bool(years[check.year] > years[best]))
        texts.append(
            f"{way.title}: {number(years[check.year], way.digits)} {way.unit} in {check.year}, against "
            f"{number(years[best], way.digits)} in {best}, the highest year from {years.index[0]} to {years.index[-2]}"
        )
    years = totals[0]
    return Outcome(
        holds=True if all(highest) else False if not any(highest) else None,
        sentence=f"{capital('; '.join(texts))}.",
        figure=float(years[check.year]),
        unit=f"{check.of.unit} in {check.year}",
        interval_of="none: published totals, no sampling",
        sample=_sample(evidence, check.of, claim, years.index[0], check.year),
        comparisons=len(ways),
        exhibit=Exhibit(
            "bars",
            pd.DataFrame({"label": years.index, "value": years.to_numpy(), "emphasis": years.index == check.year}),
            check.of.unit,
        ),
    )


def _years(evidence: Evidence, quantity: Quantity, pair: Pair, check: Record) -> pd.Series:
    """Figures by year (what stands in December), from `since` to the year of the check."""
    series = evidence.monthly(quantity, pair).dropna()
    series = series[series.index.month == 12]
    return series.set_axis(series.index.year.astype(str))[check.since : check.year]


def rank(check: Rank, claim: Claim, evidence: Evidence) -> Outcome:
    """The best and the worst place that the known suppliers and the rest of the total leave."""
    indicator, when = evidence.catalog.indicator(check.indicator), period_name(check.period)
    name = area_name(evidence.catalog, check.area)
    known = _suppliers(evidence, check)
    if known.get(check.area, 0) <= 0 or check.total not in known:
        lacking = f"of what came from {name}" if known.get(check.area, 0) <= 0 else "of the total"
        return Outcome(holds=None, sentence=f"{indicator.title}: no figure for {when} {lacking}.", comparisons=0)
    own, total = float(known[check.area]), float(known[check.total])
    others = known.drop([check.area, check.total])
    rest = total - own - float(others.sum())
    best = int((others > own).sum()) + 1
    worst = best + max(math.ceil(rest / own) - 1, 0)  # so many unknown suppliers can each have sold more
    suppliers = known.drop(check.total)
    names = {code: area_name(evidence.catalog, str(code)) for code in suppliers.index}
    sold = [f"{names[code]} {number(value, 0)}" for code, value in suppliers.items()]
    shown = pd.concat([suppliers, pd.Series({"": rest})]).sort_values(ascending=False)
    return Outcome(
        holds=True if best == worst == check.rank else None if best <= check.rank <= worst else False,
        sentence=(
            f"{capital(when)}, {indicator.unit} from {listing(sold)}, of {number(total, 0)} in total; no supplier is "
            f"known for {number(rest, 0)}. {name}: place {best if best == worst else f'{best} to {worst}'}."
        ),
        figure=float(best),
        interval=(float(best), float(worst)) if worst > best else None,
        unit="rank",
        interval_of="bounds: the part without a known supplier goes to one or to several",
        sample=f"{indicator.title} ({indicator.source}), {when}: {len(others) + 1} suppliers.",
        exhibit=Exhibit(
            "bars",
            pd.DataFrame(
                {
                    "label": [names.get(c, "supplier not known") for c in shown.index],
                    "value": shown.to_numpy(),
                    "emphasis": shown.index == check.area,
                }
            ),
            f"{indicator.unit}, {when}",
        ),
    )


def _suppliers(evidence: Evidence, check: Rank) -> pd.Series:
    """What each supplier and the world sold in the period, the largest first."""
    rows = evidence.origin.figures.observations([check.indicator], None, evidence.as_of)
    yearly = len(check.period) == 4
    start = pd.Timestamp(f"{check.period}-01-01" if yearly else f"{check.period}-01")
    asked = (rows["time_period"] == start) & (rows["freq"] == ("A" if yearly else "M"))
    rows = rows[asked & (rows["counterpart_area"] == check.to)]
    return rows.set_index("ref_area")["obs_value"].dropna().sort_values(ascending=False)


def _no_figure(evidence: Evidence, quantity: Quantity, when: str) -> Outcome:
    known = f", as of {evidence.as_of}" if evidence.as_of else ""
    return Outcome(holds=None, sentence=f"{capital(quantity.title)}: not known for {when}{known}.", comparisons=0)


def _sample(evidence: Evidence, quantity: Quantity, claim: Claim, first: str, last: str) -> str:
    indicator = evidence.catalog.indicator(quantity.source.indicator)
    return f"{indicator.title}, {claim.pair}, {span(first, last)} ({indicator.source})."


def _ways(ways: tuple[Quantity, ...]) -> str:
    return f"{len(ways)} ways of counting" if len(ways) > 1 else "none: published figures, no sampling"
