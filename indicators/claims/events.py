"""Checks on acts: how many there were, and whether they became more or fewer. Silence is not absence."""

from __future__ import annotations

import datetime as dt
import math
from itertools import count as count_from

import numpy as np
import pandas as pd

from indicators.claims.evidence import Evidence
from indicators.claims.finding import Exhibit, Outcome, shown
from indicators.claims.model import Claim, Count, Counting, Days, Rate
from indicators.claims.words import LEVEL, area_name, capital, day, days, listed, ratio, span
from indicators.model import Pair
from indicators.model.methods import Window
from indicators.text import listing, number


def count(check: Count, claim: Claim, evidence: Evidence) -> Outcome:
    """How many acts of some kinds are on record, one by one, and for which kinds the record is silent."""
    # As of a day inside the span, more may still come.
    between = (check.between[0], min(check.between[1], evidence.as_of or dt.date.max))
    if between[1] < between[0]:
        return _not_yet(check.what, days(*check.between))
    acts = within(evidence.acts(check.kinds, claim.areas), between)
    if check.types:
        acts = acts[[bool(set(check.types) & set(flags.split())) for flags in acts["types"]]]
    found, silent = len(acts), _silent(evidence, check.kinds, claim.areas, between)
    text = f"{found or 'No'} {check.what} on record from {days(*between)}"
    if found:
        text += f": {listing([day(when) for when in acts['date_start']]) if check.types else listed(acts)}"
    known = between == check.between and not silent
    holds = counted(found, check.at_least, check.at_most, complete=known and bool(check.none_missing))
    if silent:
        text += f". {silent}"
    elif known and holds is None:
        text += ". Nothing shows that the record lacks none"
    return Outcome(
        holds=holds,
        sentence=f"{text}.",
        figure=float(found),
        unit=check.what,
        interval_of="none: a count",
        sample=f"{_coverage(evidence, check.kinds, claim.areas)} {check.none_missing}".rstrip(),
        acts=acts,
        # With flags it is a part of the acts that another check shows.
        exhibit=None if check.types else _timeline(evidence, acts, check.kinds, claim.areas, between),
    )


def _timeline(evidence: Evidence, acts: pd.DataFrame, kinds: tuple[str, ...], pair: Pair, between: Days) -> Exhibit:
    """The acts, and when each kind was collected inside the span."""
    titles = {kind: evidence.catalog.kind(kind)[1].title for kind in kinds}
    collected = [
        (titles[kind], max(first, between[0]), min(last, between[1]))
        for kind in kinds
        for first, last in evidence.collected(kind, pair)
        if first <= between[1] and last >= between[0]
    ]
    return Exhibit(
        "acts",
        acts[["date_start", "title"]].assign(label=[titles[kind] for kind in acts["kind"]]),
        "",
        spans=pd.DataFrame(collected, columns=["label", "start", "end"]),
    )


def _not_yet(what: str, when: str) -> Outcome:
    return Outcome(holds=None, sentence=f"{capital(what)}: not known yet, {when} lies ahead.", comparisons=0)


def counted(found: int, at_least: int, at_most: int | None, *, complete: bool) -> bool | None:
    """Whether so many acts lie in the range, given whether more could be missing: None where that decides."""
    if at_most is not None and found > at_most:
        return False
    if found < at_least:
        return False if complete else None
    return True if complete or at_most is None else None


def within(acts: pd.DataFrame, between: Days) -> pd.DataFrame:
    """The acts that begin between two days, both inside."""
    return acts[acts["date_start"].between(pd.Timestamp(between[0]), pd.Timestamp(between[1]))]


def _silent(evidence: Evidence, kinds: tuple[str, ...], pair: Pair, *spans: Days) -> str:
    """A sentence on the kinds that were not collected in all of the spans and the days for which nobody looked."""
    by_gap: dict[str, list[str]] = {}
    for between in spans:
        for kind, gap in _gaps(evidence, kinds, pair, between).items():
            by_gap.setdefault(gap, []).append(f"“{evidence.catalog.kind(kind)[1].title}”")
    said = [f"{listing(named)} from {gap}" for gap, named in by_gap.items()]
    return f"The record is silent on {'; on '.join(said)}: silence is not absence" if said else ""


def _gaps(evidence: Evidence, kinds: tuple[str, ...], pair: Pair, between: Days) -> dict[str, str]:
    """The kinds that were not collected in all of a span, each with the days that lack."""
    found = {}
    for kind in kinds:
        gaps, begin = [], between[0]
        for first, last in evidence.collected(kind, pair):
            if begin < first and begin <= between[1]:
                gaps.append(days(begin, min(first - dt.timedelta(days=1), between[1])))
            begin = max(begin, last + dt.timedelta(days=1))
        if begin <= between[1]:
            gaps.append(days(begin, between[1]))
        if gaps:
            found[kind] = listing(gaps)
    return found


def _coverage(evidence: Evidence, kinds: tuple[str, ...], pair: Pair) -> str:
    """When each kind was collected, kinds of the same period together."""
    by_period: dict[str, list[str]] = {}
    for kind in kinds:
        periods = [days(first, last) for first, last in evidence.collected(kind, pair)]
        when = f"collected {listing(periods)}" if periods else "never collected"
        by_period.setdefault(when, []).append(f"“{evidence.catalog.kind(kind)[1].title}”")
    source = evidence.catalog.kind(kinds[0])[0]
    return f"{source.title}: {'; '.join(f'{listing(named)} {when}' for when, named in by_period.items())}."


# --- rates -------------------------------------------------------------------------------------------


def rate(check: Rate, claim: Claim, evidence: Evidence) -> Outcome:
    """Acts a year before and after, by every way of counting, alone or as a share of those of all partners."""
    spans = (_days(check.before), _days(check.after))
    if evidence.as_of is not None and evidence.as_of < spans[1][1]:
        return _not_yet(check.countings[0].title, f"a part of {span(*check.after)}")
    ways = [_one_way(check, counting, claim.areas, evidence) for counting in check.countings]
    ratios = [ratio_ for _, ratio_ in ways]
    kinds = tuple(dict.fromkeys(kind for counting in check.countings for kind in counting.kinds))
    silent = _silent(evidence, kinds, claim.areas, *spans)
    text = " ".join([text for text, _ in ways] + ([f"{silent}."] if silent else []))
    value, low, high = ratios[0]
    return Outcome(
        holds=None if silent else shown(((low, high) for _, low, high in ratios), check.direction, 1),
        sentence=text,
        figure=None if math.isnan(value) else value,
        interval=(low, high) if math.isfinite(high) else None,
        unit="ratio of odds, after to before" if check.among else "ratio of rates, after to before",
        interval_of=f"{round(100 * LEVEL)} %, exact, for counts that vary by chance alone",
        sample=f"{_coverage(evidence, kinds, claim.areas)[:-1]}; {span(*check.before)} and {span(*check.after)}.",
        comparisons=len(ways),
        robustness=()
        if check.among
        else tuple(_needed(check, counting, claim, evidence) for counting in check.countings),
        # The acts themselves are shown where they are counted alone.
        exhibit=None
        if check.among
        else Exhibit("bars", _by_year(evidence, check, claim.areas), f"{check.countings[0].title}, a year"),
    )


def _needed(check: Rate, counting: Counting, claim: Claim, evidence: Evidence) -> str:
    """What the test could have found: how many acts in the later span would have been beyond chance."""
    before, _ = _numbers(check, counting, claim.areas, evidence)
    fewer, more = beyond_chance(before, *_years(check))
    fall = "no number a fall" if fewer is None else f"{fewer} or fewer a fall" if fewer else "none at all a fall"
    return (
        f"{capital(counting.title)}: after {before} in {span(*check.before)}, {more} or more in {span(*check.after)} "
        f"would have been a rise beyond chance, and {fall}."
    )


def _numbers(check: Rate, counting: Counting, pair: Pair, evidence: Evidence) -> tuple[int, int]:
    """The acts of both spans, a delegation once."""
    acts = evidence.acts(counting.kinds, pair, check.once_within_days)
    return len(within(acts, _days(check.before))), len(within(acts, _days(check.after)))


def _years(check: Rate) -> tuple[float, float]:
    """The length of both spans."""
    before, after = (len(pd.period_range(*months, freq="M")) / 12 for months in (check.before, check.after))
    return before, after


def _one_way(check: Rate, counting: Counting, pair: Pair, evidence: Evidence) -> tuple[str, tuple[float, float, float]]:
    """By one way of counting: the sentence, and the ratio with its interval."""
    before, after = _numbers(check, counting, pair, evidence)
    if not check.among:
        years = _years(check)
        found = rate_ratio(before, years[0], after, years[1])
        text = (
            f"{counting.title}: {before} in {span(*check.before)}, {after} in {span(*check.after)}, "
            f"{number(before / years[0])} and {number(after / years[1])} a year: ratio "
        )
    else:
        each = [_numbers(check, counting, Pair(a=pair.a, b=area), evidence) for area in check.among]
        totals = [sum(both) for both in zip(*each, strict=True)]
        found = share_ratio(before, totals[0], after, totals[1])
        text = (
            f"{counting.title}, {len(check.among)} partners together: {totals[0]}, then {totals[1]}. The share of "
            f"{area_name(evidence.catalog, pair.b)} went from {_percent(before, totals[0])} to "
            f"{_percent(after, totals[1])}: ratio of the odds "
        )
    return f"{capital(text)}{ratio(found[0])} (90 %: {ratio(found[1])} to {ratio(found[2])}).", found


def _percent(part: int, total: int) -> str:
    return f"{number(100 * part / total)} %" if total else "none"


def _days(months: Window) -> Days:
    """First and last day of a span of months."""
    return pd.Period(months[0], "M").start_time.date(), pd.Period(months[1], "M").end_time.date()


def _by_year(evidence: Evidence, check: Rate, pair: Pair) -> pd.DataFrame:
    """Acts by the first way of counting in every twelve months of the two spans."""
    acts = evidence.acts(check.countings[0].kinds, pair, check.once_within_days)
    rows = []
    for months, emphasis in ((check.before, False), (check.after, True)):
        for first in pd.period_range(*months, freq="M")[::12]:
            last = min(first + 11, pd.Period(months[1], "M"))
            number_ = len(within(acts, _days((str(first), str(last)))))
            rows.append((f"{first:%b %Y} – {last:%b %Y}", number_, emphasis))
    return pd.DataFrame(rows, columns=["label", "value", "emphasis"])


def rate_ratio(before: int, years_before: float, after: int, years_after: float) -> tuple[float, float, float]:
    """Ratio of two Poisson rates, after to before, with its exact interval at `LEVEL`.

    Given the total, the later number is binomial with p = ρ t₁ / (ρ t₁ + t₀); p has Clopper and Pearson's bounds
    (Przyborowski and Wilenski, Biometrika 31, 1940). NaN within (0, ∞) where there was no act at all.
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
    """Ratio of the odds that an act is one's own, after to before, with its exact interval at `LEVEL`.

    Conditional maximum likelihood and Fisher's exact interval (Cornfield, Journal of the National Cancer Institute 11,
    1951). NaN within (0, ∞) where there was no own act, or none at all on one side.
    """
    from scipy.stats.contingency import odds_ratio

    if before + after == 0 or 0 in (all_before, all_after):
        return math.nan, 0.0, math.inf
    result = odds_ratio(np.array([[after, all_after - after], [before, all_before - before]]))
    bounds = result.confidence_interval(LEVEL)
    return float(result.statistic), float(bounds.low), float(bounds.high)
