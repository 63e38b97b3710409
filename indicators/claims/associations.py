"""Checks that decide little: what the weights alone return, what moves together, and what no figure can say."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy.special import ndtri

from indicators.claims.evidence import Evidence
from indicators.claims.finding import Exhibit, Outcome, shown
from indicators.claims.model import Beyond, Claim, Link, Quantity, WhatIf
from indicators.claims.subject import Subject, mean_over
from indicators.claims.trajectories import not_given
from indicators.claims.words import LEVEL, capital, span
from indicators.text import listing, number


def what_if(check: WhatIf, claim: Claim, evidence: Evidence) -> Outcome:
    """The index without some acts: how many points they take off, which is what the definition says they weigh."""
    subject = evidence.subject(claim.definition, claim.areas, check.node)
    as_is = mean_over(subject.series, check.window)
    if math.isnan(as_is):
        return not_given(subject, check.window)
    acts = subject.index.panel.events
    for id in check.events:
        if not (acts["event_id"] == id).any():
            return Outcome(holds=None, sentence=f"The index counts no act '{id}'.", comparisons=0)
    had_not_been = evidence.had_not_been(subject.index, check.events).scores[subject.node]
    effect = mean_over(had_not_been, check.window) - as_is
    titles = [f"“{title}”" for title in acts.loc[acts["event_id"].isin(check.events), "title"]]
    return Outcome(
        holds=None,
        sentence=(
            f"By the weights of the definition {listing(titles)} took {number(effect)} points "
            f"off {subject.name} in {span(*check.window)}: arithmetic, not evidence."
        ),
        figure=effect,
        unit="points",
        interval_of="none: arithmetic",
        sample=f"{subject.described}, {span(*check.window)}.",
        comparisons=0,
    )


def link(check: Link, claim: Claim, evidence: Evidence) -> Outcome:
    """Correlation in levels and in yearly changes, for every figure and every score that is named."""
    ways = [(way, node) for way in (check.of, *check.also) for node in check.nodes]
    topics = (*claim.about, *check.without)
    subjects = [evidence.subject(claim.definition, claim.areas, node, topics) for _, node in ways]
    found = [_correlations(check, way, one, evidence) for (way, _), one in zip(ways, subjects, strict=True)]
    (levels, n, changes, frame), way, subject = found[0], check.of, subjects[0]
    if math.isnan(changes):
        return Outcome(holds=None, sentence=f"{capital(way.title)}: too few yearly changes are known.", comparisons=0)
    intervals = [correlation_interval(one[2], one[1]) for one in found if not math.isnan(one[2])]
    low, high = intervals[0]
    label = subject.index.definition.label
    others = [
        f"{other.title} with {label(node)} {number(one[2], 2)}"
        for one, (other, node) in zip(found[1:], ways[1:], strict=True)
    ]
    return Outcome(
        # A figure that is not known leaves it open: nothing is said of it.
        holds=shown(intervals, check.direction, 0) if len(intervals) == len(found) else None,
        sentence=(
            f"{capital(way.title)} and {subject.name} correlate at {number(levels, 2)} in levels, where both drift, "
            f"and at {number(changes, 2)} in changes from year to year ({n} of them, 90 %: {number(low, 2)} to "
            f"{number(high, 2)}). A correlation is not a cause."
        ),
        figure=changes,
        interval=(low, high),
        unit="correlation of yearly changes",
        interval_of=f"{round(100 * LEVEL)} %, Fisher's z, years taken as independent",
        sample=f"{capital(way.title)} and {subject.name}, {claim.pair}, year means {' to '.join(check.years)}.",
        comparisons=len(found),
        robustness=(f"The other correlations of yearly changes that were looked at: {listing(others)}.",)
        if others
        else (),
        left_out=subject.left_out,
        exhibit=Exhibit("points", frame, f"change of {subject.name}", x_unit=f"change of {way.title}"),
    )


def _correlations(
    check: Link, way: Quantity, subject: Subject, evidence: Evidence
) -> tuple[float, int, float, pd.DataFrame]:
    """Correlation of levels, number of changes, correlation of changes, and the changes by year."""
    first, last = (int(year) for year in check.years)
    series = {"x": evidence.monthly(way, subject.index.pair), "y": subject.series}
    levels = pd.DataFrame({name: _by_year(one) for name, one in series.items()}).loc[first:last].dropna()
    changes = levels.diff()[levels.index.to_series().diff() == 1]
    r_levels, r_changes = (
        float(np.corrcoef(rows["x"], rows["y"])[0, 1]) if len(rows) >= 5 else math.nan for rows in (levels, changes)
    )
    frame = changes.assign(label=changes.index.astype(str)).reset_index(drop=True)
    return r_levels, len(changes), r_changes, frame


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
    return Outcome(holds=None, sentence=check.why, comparisons=0)
