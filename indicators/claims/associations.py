"""Checks that decide little: what the weights alone return, what moves together, and what no figure can say."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from indicators.claims.evidence import Evidence, Subject
from indicators.claims.finding import Exhibit, Outcome, Refused
from indicators.claims.model import Association, Beyond, Claim, Quantity, WhatIf
from indicators.claims.statistics import LEVEL, all_beyond
from indicators.errors import Message


@dataclass(frozen=True, eq=False, kw_only=True)
class Weighed(Outcome):
    """What events take off a score by the weights of its definition, and their titles."""

    titles: tuple[str, ...]


def what_if(check: WhatIf, claim: Claim, evidence: Evidence) -> Outcome:
    """The index without some events: how many points they take off, which is what the definition says they weigh."""
    subject = evidence.subject(check, claim, whole=True)
    actual = subject.mean(check.window)
    if math.isnan(actual):
        return subject.not_known(check.window)
    events = subject.index.panel.events.set_index("event_id")["title"]
    for id in check.events:
        if id not in events.index:
            return Refused(reason=Message("The index counts no act '{id}'.", id=id))
    otherwise = Subject(subject.index.what_if(never=check.events), subject.node, ())
    return Weighed(
        figure=otherwise.mean(check.window) - actual,
        comparisons=0,
        titles=tuple(events[events.index.isin(check.events)]),
    )


@dataclass(frozen=True, eq=False)
class Correlation:
    """Of levels, of so many yearly changes with its interval, and those changes by year."""

    levels: float
    changes: float
    interval: tuple[float, float]
    frame: pd.DataFrame


@dataclass(frozen=True, eq=False, kw_only=True)
class Correlated(Outcome):
    """The correlations of every figure with every score, as `ways` lists them."""

    correlations: tuple[Correlation, ...]


def ways(check: Association) -> list[tuple[Quantity, str]]:
    """Every figure with every score, those in front first."""
    return [(way, node) for way in (check.of, *check.also) for node in check.nodes]


def association(check: Association, claim: Claim, evidence: Evidence) -> Outcome:
    """Correlation in levels and in yearly changes, for every figure and every score that is named."""
    subjects = [evidence.subject(check, claim, node) for _, node in ways(check)]
    found = tuple(_correlation(check, way, one, evidence) for (way, _), one in zip(ways(check), subjects, strict=True))
    if math.isnan(found[0].changes):
        return Refused(reason=Message("{title}: too few yearly changes are known.", title=_capital(check.of.title)))
    known = [one.interval for one in found if not math.isnan(one.changes)]
    return Correlated(
        # A figure that is not known leaves it open: nothing is said of it.
        holds=all_beyond(known, check.direction, 0) if len(known) == len(found) else None,
        figure=found[0].changes,
        interval=found[0].interval,
        comparisons=len(found),
        left_out=subjects[0].left_out,
        exhibit=Exhibit("points", found[0].frame),
        correlations=found,
    )


def _correlation(check: Association, way: Quantity, subject: Subject, evidence: Evidence) -> Correlation:
    first, last = (int(year) for year in check.years)
    series = {"x": evidence.monthly(way, subject.index.pair), "y": subject.series}
    levels = pd.DataFrame({name: _by_year(one) for name, one in series.items()}).loc[first:last].dropna()
    changes = levels.diff()[levels.index.to_series().diff() == 1]
    of_levels, of_changes = (
        float(np.corrcoef(rows["x"], rows["y"])[0, 1]) if len(rows) >= 5 else math.nan for rows in (levels, changes)
    )
    interval = (math.nan, math.nan) if math.isnan(of_changes) else correlation_interval(of_changes, len(changes))
    frame = changes.assign(label=changes.index.astype(str)).reset_index(drop=True)
    return Correlation(of_levels, of_changes, interval, frame)


def _by_year(series: pd.Series) -> pd.Series:
    """Means of calendar years in which every month has a value."""
    months = series.dropna()
    grouped = months.groupby(months.index.year)
    return grouped.mean()[grouped.size() == 12]


def correlation_interval(r: float, n: int) -> tuple[float, float]:
    """tanh(atanh r ± z / √(n − 3)): Fisher's interval at `LEVEL` (Metron 1, 1921)."""
    r = min(max(r, -1 + 1e-12), 1 - 1e-12)
    half = float(ndtri((1 + LEVEL) / 2)) / math.sqrt(n - 3)
    return math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)


def beyond(check: Beyond, claim: Claim, evidence: Evidence) -> Outcome:
    """What nothing at hand can decide."""
    return Refused(reason=Message(check.why))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
