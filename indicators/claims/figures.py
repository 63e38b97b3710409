"""Checks on figures: how much something changed, whether it was a record, which place a supplier has."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.claims.evidence import Evidence, by_month
from indicators.claims.finding import Exhibit, NotKnown, Outcome
from indicators.claims.model import Change, Claim, Quantity, Rank, Record
from indicators.model import Pair


@dataclass(frozen=True, eq=False, kw_only=True)
class Changed(Outcome):
    """A figure at two times, and its changes: by every way of counting, the smallest and the largest that the published
    measurement interval allows, those of other pairs by their label, and of the peers how many there are, their median
    and how many changed by more."""

    start: float
    end: float
    changes: tuple[float, ...]
    measured: tuple[float, ...]
    beside: dict[str, float]
    peers: tuple[int, float, int] | None


def change(check: Change, claim: Claim, evidence: Evidence) -> Outcome:
    """A figure at two times, by every way of counting."""
    pair, ways = claim.areas, (check.of, *check.also)
    changes = tuple(_change(evidence, way, pair, check) for way in ways)
    for way, value in zip(ways, changes, strict=True):
        if not math.isfinite(value):
            return NotKnown(lacking=way.title, window=(check.start, check.end))
    start, end = _ends(evidence, check.of, pair, check)
    measured = _measured(evidence, check, pair)
    low, high = min(*changes, *measured, changes[0]), max(*changes, *measured, changes[0])
    beside = {
        label: _change(evidence, check.of, Pair(a=other[:3], b=other[4:]), check)
        for label, other in check.beside.items()
    }
    others = [Pair(a=pair.a, b=area) for area in check.peers if area != pair.b]
    known = pd.Series([_change(evidence, check.of, one, check) for one in others], dtype=float).dropna()
    peers = (len(known), float(known.median()), int((known > changes[0]).sum())) if check.peers else None
    bars = [*zip((way.title for way in ways), changes, strict=True), *beside.items()]
    bars += [("", peers[1])] if peers else []
    frame = pd.DataFrame(bars, columns=["label", "value"]).assign(emphasis=np.arange(len(bars)) < len(ways))
    return Changed(
        holds=within_range(low, high, check.at_least, check.at_most) if check.decides else None,
        figure=changes[0],
        interval=(low, high) if low < high else None,
        comparisons=len(ways),
        exhibit=Exhibit("bars", frame) if len(bars) > 1 else _both_ends(evidence.monthly(check.of, pair), check),
        start=start,
        end=end,
        changes=changes,
        measured=measured,
        beside=beside,
        peers=peers,
    )


def within_range(low: float, high: float, at_least: float, at_most: float) -> bool | None:
    """Whether all that a change may be lies in a range (True) or on one side of it (False): None where they overlap."""
    if at_least <= low and high <= at_most:
        return True
    return False if high < at_least or low > at_most else None


def last_month(period: str) -> pd.Period:
    """The month for which a period stands: a year for its December."""
    return pd.Period(period).asfreq("M", "end")


def _both_ends(series: pd.Series, check: Change) -> Exhibit:
    """The figure by month, with its two ends."""
    ends = [(period, last_month(period)) for period in (check.start, check.end)]
    rows = [(label, str(month), str(month), float(series[month])) for label, month in ends]
    spans = pd.DataFrame(rows, columns=["label", "start", "end", "mean"])
    return Exhibit("lines", by_month(series[ends[0][1] - 60 :]), spans)


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
    bounds = [_ends(evidence, bound, pair, check) for bound in evidence.measured(check.of)]
    if len(bounds) < 2:
        return ()
    (low_start, low_end), (high_start, high_end) = bounds
    return _difference(check, high_start, low_end), _difference(check, low_start, high_end)


# --- records and ranks -------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, kw_only=True)
class YearAmongYears(Outcome):
    """By every way of counting the figures of the years, and the highest other year."""

    years: tuple[pd.Series, ...]
    highest_other: tuple[str, ...]


def record(check: Record, claim: Claim, evidence: Evidence) -> Outcome:
    """A year among all years up to it, by every way of counting."""
    ways = (check.of, *check.also)
    years = tuple(_years(evidence, way, claim.areas, check) for way in ways)
    for way, one in zip(ways, years, strict=True):
        if check.year not in one.index or len(one) < 2:
            return NotKnown(lacking=way.title, window=(check.year, check.year))
    others = tuple(str(one.drop(check.year).idxmax()) for one in years)
    highest = [bool(one[check.year] > one[other]) for one, other in zip(years, others, strict=True)]
    bars = {"label": years[0].index, "value": years[0].to_numpy(), "emphasis": years[0].index == check.year}
    return YearAmongYears(
        holds=True if all(highest) else False if not any(highest) else None,
        figure=float(years[0][check.year]),
        comparisons=len(ways),
        exhibit=Exhibit("bars", pd.DataFrame(bars)),
        years=years,
        highest_other=others,
    )


def _years(evidence: Evidence, quantity: Quantity, pair: Pair, check: Record) -> pd.Series:
    """Figures by year (what stands in December), from `since` to the year of the check."""
    series = evidence.monthly(quantity, pair).dropna()
    series = series[series.index.month == 12]
    return series.set_axis(series.index.year.astype(str))[check.since : check.year]


@dataclass(frozen=True, eq=False, kw_only=True)
class PlaceAmongSuppliers(Outcome):
    """What each known supplier sold, the largest first, of how much in all, and what is left without a supplier."""

    suppliers: pd.Series
    total: float
    rest: float
    worst: int


def rank(check: Rank, claim: Claim, evidence: Evidence) -> Outcome:
    """The best and the worst place that the known suppliers and the rest of the total leave."""
    known = _suppliers(evidence, check)
    if known.get(check.area, 0) <= 0 or check.total not in known:
        return NotKnown(lacking=check.area if known.get(check.area, 0) <= 0 else check.total)
    own, total, suppliers = float(known[check.area]), float(known[check.total]), known.drop(check.total)
    others = suppliers.drop(check.area)
    rest = total - own - float(others.sum())
    best = int((others > own).sum()) + 1
    worst = best + max(math.ceil(rest / own) - 1, 0)  # so many unknown suppliers can each have sold more
    bars = pd.concat([suppliers, pd.Series({"": rest})]).sort_values(ascending=False)
    return PlaceAmongSuppliers(
        holds=True if best == worst == check.rank else None if best <= check.rank <= worst else False,
        figure=float(best),
        interval=(float(best), float(worst)) if worst > best else None,
        exhibit=Exhibit(
            "bars",
            pd.DataFrame({"label": bars.index, "value": bars.to_numpy(), "emphasis": bars.index == check.area}),
        ),
        suppliers=suppliers,
        total=total,
        rest=rest,
        worst=worst,
    )


def _suppliers(evidence: Evidence, check: Rank) -> pd.Series:
    """What each supplier and the world sold in the period, the largest first."""
    rows = evidence.origin.figures.observations([check.indicator], None, evidence.as_of)
    start, freq = pd.Period(check.period).start_time, "A" if len(check.period) == 4 else "M"
    asked = (rows["time_period"] == start) & (rows["freq"] == freq) & (rows["counterpart_area"] == check.to)
    return rows[asked].set_index("ref_area")["obs_value"].dropna().sort_values(ascending=False)
