"""Checks on events: how many there were, and whether they became more or fewer. Silence is not absence."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from itertools import count as count_from

import numpy as np
import pandas as pd

from indicators.claims.evidence import Evidence
from indicators.claims.finding import Exhibit, NotKnown, Outcome
from indicators.claims.model import Claim, Count, Counting, Days, Rate
from indicators.claims.statistics import LEVEL, all_beyond
from indicators.model import Pair
from indicators.model.methods import Window


@dataclass(frozen=True, eq=False, kw_only=True)
class FromRecord(Outcome):
    """What rests on a record of events: by kind, the periods in which it was collected, and the spans asked about, each
    with its kind, in which nobody looked."""

    collected: dict[str, tuple[Days, ...]]
    gaps: tuple[tuple[str, tuple[Days, ...]], ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class Counted(FromRecord):
    """The events of a span, which is cut at the as-of date; `whole` where it is not."""

    between: Days
    whole: bool
    events: pd.DataFrame


def count(check: Count, claim: Claim, evidence: Evidence) -> Outcome:
    """How many events of some kinds are on record, one by one, and for which kinds the record is silent."""
    # As of a day inside the span, more may still come.
    between = (check.between[0], min(check.between[1], evidence.as_of or dt.date.max))
    if between[1] < between[0]:
        return NotKnown()
    events = within(evidence.events(check.kinds, claim.areas), between)
    if check.types:
        events = events[[bool(set(check.types) & set(flags.split())) for flags in events["types"]]]
    collected = _collected(evidence, check.kinds, claim.areas)
    gaps, whole = _gaps(collected, between), between == check.between
    complete = whole and not gaps and bool(check.none_missing)
    return Counted(
        holds=counted(len(events), check.at_least, check.at_most, complete=complete),
        figure=float(len(events)),
        # With flags it is a part of the events that another check shows.
        exhibit=None if check.types else _timeline(events, collected, between),
        collected=collected,
        gaps=gaps,
        between=between,
        whole=whole,
        events=events,
    )


def _timeline(events: pd.DataFrame, collected: dict[str, tuple[Days, ...]], between: Days) -> Exhibit:
    """The events, and when each kind was collected inside the span."""
    inside = [
        (kind, max(first, between[0]), min(last, between[1]))
        for kind, periods in collected.items()
        for first, last in periods
        if first <= between[1] and last >= between[0]
    ]
    frame = events[["date_start", "title", "kind"]].rename(columns={"kind": "label"})
    return Exhibit("events", frame, pd.DataFrame(inside, columns=["label", "start", "end"]))


def counted(found: int, at_least: int, at_most: int | None, *, complete: bool) -> bool | None:
    """Whether so many events lie in the range, given whether more could be missing: None where that decides."""
    if at_most is not None and found > at_most:
        return False
    if found < at_least:
        return False if complete else None
    return True if complete or at_most is None else None


def within(events: pd.DataFrame, between: Days) -> pd.DataFrame:
    """The events that begin between two days, both inside."""
    return events[events["date_start"].between(pd.Timestamp(between[0]), pd.Timestamp(between[1]))]


def _collected(evidence: Evidence, kinds: tuple[str, ...], pair: Pair) -> dict[str, tuple[Days, ...]]:
    return {kind: tuple(evidence.collected(kind, pair)) for kind in kinds}


def _gaps(collected: dict[str, tuple[Days, ...]], *spans: Days) -> tuple[tuple[str, tuple[Days, ...]], ...]:
    """The kinds that were not collected in all of each span, with the days that lack."""
    found, day = [], dt.timedelta(days=1)
    for start, end in spans:
        for kind, periods in collected.items():
            gaps, begin = [], start
            for first, last in periods:
                if begin < first and begin <= end:
                    gaps.append((begin, min(first - day, end)))
                begin = max(begin, last + day)
            if begin <= end:
                gaps.append((begin, end))
            if gaps:
                found.append((kind, tuple(gaps)))
    return tuple(found)


# --- rates -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """By one way of counting: the events before and after, their ratio with its interval, those with all partners
    together; and how few or how many later ones would have been beyond chance."""

    before: int
    after: int
    ratio: float
    interval: tuple[float, float]
    together: tuple[int, int] | None
    fewer: int | None
    more: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Rates(FromRecord):
    """Events a year in two spans of so many years, by every way of counting."""

    years: tuple[float, float]
    ways: tuple[Way, ...]


def rate(check: Rate, claim: Claim, evidence: Evidence) -> Outcome:
    """Events a year before and after, by every way of counting, alone or as a share of those of all partners."""
    spans = (_days(check.before), _days(check.after))
    if evidence.as_of is not None and evidence.as_of < spans[1][1]:
        return NotKnown()
    before, after = (len(pd.period_range(*months, freq="M")) / 12 for months in (check.before, check.after))
    ways = tuple(_way(check, counting, claim.areas, evidence, (before, after)) for counting in check.countings)
    kinds = tuple(dict.fromkeys(kind for counting in check.countings for kind in counting.kinds))
    collected = _collected(evidence, kinds, claim.areas)
    gaps, first = _gaps(collected, *spans), ways[0]
    return Rates(
        holds=None if gaps else all_beyond((way.interval for way in ways), check.direction, 1),
        figure=None if math.isnan(first.ratio) else first.ratio,
        interval=first.interval if math.isfinite(first.interval[1]) else None,
        comparisons=len(ways),
        # The events themselves are shown where they are counted alone.
        exhibit=None if check.among else Exhibit("bars", _by_year(evidence, check, claim.areas)),
        collected=collected,
        gaps=gaps,
        years=(before, after),
        ways=ways,
    )


def _way(check: Rate, counting: Counting, pair: Pair, evidence: Evidence, years: tuple[float, float]) -> Way:
    def numbers(pair: Pair) -> tuple[int, int]:
        events = evidence.events(counting.kinds, pair, check.once_within_days)
        return len(within(events, _days(check.before))), len(within(events, _days(check.after)))

    before, after = numbers(pair)
    together = None
    if check.among:
        each = [numbers(Pair(a=pair.a, b=area)) for area in check.among]
        together = sum(one for one, _ in each), sum(one for _, one in each)
        ratio, *interval = share_ratio(before, together[0], after, together[1])
    else:
        ratio, *interval = rate_ratio(before, years[0], after, years[1])
    return Way(before, after, ratio, (interval[0], interval[1]), together, *beyond_chance(before, *years))


def _days(months: Window) -> Days:
    """First and last day of a span of months."""
    return pd.Period(months[0], "M").start_time.date(), pd.Period(months[1], "M").end_time.date()


def _by_year(evidence: Evidence, check: Rate, pair: Pair) -> pd.DataFrame:
    """Events by the first way of counting in every twelve months of the two spans; a label is `2022-03 2023-02`."""
    events = evidence.events(check.countings[0].kinds, pair, check.once_within_days)
    rows = []
    for months, emphasis in ((check.before, False), (check.after, True)):
        for first in pd.period_range(*months, freq="M")[::12]:
            last = min(first + 11, pd.Period(months[1], "M"))
            rows.append((f"{first} {last}", len(within(events, _days((str(first), str(last))))), emphasis))
    return pd.DataFrame(rows, columns=["label", "value", "emphasis"])


def rate_ratio(before: int, years_before: float, after: int, years_after: float) -> tuple[float, float, float]:
    """Ratio of two Poisson rates, after to before, with its exact interval at `LEVEL`.

    Given the total, the later number is binomial with p = ρ t₁ / (ρ t₁ + t₀); p has Clopper and Pearson's bounds
    (Przyborowski and Wilenski, Biometrika 31, 1940). NaN within (0, ∞) where there was no event at all.
    """
    from scipy.stats import binomtest

    if before + after == 0:
        return math.nan, 0.0, math.inf
    bounds = binomtest(after, before + after).proportion_ci(LEVEL, method="exact")
    scale = years_before / years_after
    low, high = (scale * p / (1 - p) if p < 1 else math.inf for p in (bounds.low, bounds.high))
    return (scale * after / before if before else math.inf), low, high


def beyond_chance(before: int, years_before: float, years_after: float) -> tuple[int | None, int]:
    """The largest later number whose interval of the ratio lies below 1 (None: not even zero does), and the smallest
    whose interval lies above 1.

    Clopper and Pearson's bound excludes p exactly where the binomial tail at p is smaller than (1 − `LEVEL`) / 2.
    """
    from scipy.stats import binom

    p, tail = years_after / (years_before + years_after), (1 - LEVEL) / 2
    more = next(later for later in count_from(0) if binom.sf(later - 1, before + later, p) < tail)
    fewer = [later for later in range(more) if binom.cdf(later, before + later, p) < tail]
    return (fewer[-1] if fewer else None), more


def share_ratio(before: int, all_before: int, after: int, all_after: int) -> tuple[float, float, float]:
    """Ratio of the odds that an event is one's own, after to before, with its exact interval at `LEVEL`.

    Conditional maximum likelihood and Fisher's exact interval (Cornfield, Journal of the National Cancer Institute 11,
    1951). NaN within (0, ∞) where there was no own event, or none at all on one side.
    """
    from scipy.stats.contingency import odds_ratio

    if before + after == 0 or 0 in (all_before, all_after):
        return math.nan, 0.0, math.inf
    result = odds_ratio(np.array([[after, all_after - after], [before, all_before - before]]))
    bounds = result.confidence_interval(LEVEL)
    return float(result.statistic), float(bounds.low), float(bounds.high)
