"""Checks on the course of a score: higher or lower than before, and whether a movement is a drift or one step."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from indicators.claims.evidence import DRAWS, Evidence
from indicators.claims.finding import Exhibit, Outcome
from indicators.claims.model import Claim, Course, Difference
from indicators.claims.subject import Subject, mean_over
from indicators.claims.words import as_share, capital, span
from indicators.explain import listing, month_name, number, percent
from indicators.methods import Window
from indicators.scoring.aggregate import Floats

BAND = f"90 % of {DRAWS:,} draws of other weights and methods"


def difference(check: Difference, claim: Claim, evidence: Evidence) -> Outcome:
    """The mean of one span against that of an earlier one, under the draws."""
    subject = evidence.subject_of(check, claim)
    before, after = (mean_over(subject.series, window) for window in (check.before, check.after))
    if math.isnan(before) or math.isnan(after):
        return not_given(subject, check.before if math.isnan(before) else check.after)
    draws = evidence.drawn(subject)
    moved = draws.values(slice(*check.after)) - draws.values(slice(*check.before))
    holds, share = decided(moved, check.direction, claim.settled_at)
    return Outcome(
        holds=holds,
        sentence=(
            f"{capital(subject.name)} was {number(abs(after - before))} points "
            f"{'higher' if after > before else 'lower'} in {span(*check.after)} than in {span(*check.before)} "
            f"({number(after)} against {number(before)}); {percent(share)} of the draws of other choices have it "
            f"{'higher' if check.direction == 'up' else 'lower'}."
        ),
        figure=after - before,
        interval=band(moved),
        unit="points",
        interval_of=BAND,
        sample=f"{subject.described}, {span(*check.before)} and {span(*check.after)}.",
        drawn=draws.covers,
        limits=carried_limit(subject, (check.before[0], check.after[1])),
        left_out=subject.left_out,
        exhibit=lines(subject, {"before": check.before, "after": check.after}),
    )


def course(check: Course, claim: Claim, evidence: Evidence) -> Outcome:
    """Sen's slope, the largest single step, and how the months before that step move."""
    from indicators.trends import sen_slope

    subject = evidence.subject_of(check, claim)
    if math.isnan(mean_over(subject.series, check.window)):
        return not_given(subject, check.window)
    series = subject.series[slice(*check.window)]
    sen = sen_slope(series, null=evidence.worlds(subject).loc[slice(*check.window)])
    step, slope = step_and_slope(series.to_numpy()[:, None], check.shortest)
    draws = evidence.drawn(subject)
    inside = np.asarray(draws.nominal.index.isin(series.index))
    steps, slopes = step_and_slope(draws.paths[inside], check.shortest)
    holds, share = decided(slopes, check.direction, claim.settled_at)
    month = series.index[step[0]]
    levels = [number(series.iloc[part].mean()) for part in (slice(step[0]), slice(step[0], None))]
    near = float(np.mean(np.abs(steps - step[0]) <= 12))
    return Outcome(
        holds=holds,
        sentence=(
            f"Over {span(*check.window)} {subject.name} moved by {number(sen.slope_per_year, 2)} points a year (Sen's "
            f"slope; {as_share(sen.null_p_value)} of the worlds in which nothing happens move as much). Its largest "
            f"step is that of {month_name(month)}, from {levels[0]} on average before to {levels[1]} after. Before the "
            f"step it moved by {number(float(slope[0]), 2)} a year, and {percent(share)} of the draws have it "
            f"{'rising' if check.direction == 'up' else 'falling'} there."
        ),
        figure=float(slope[0]),
        interval=band(slopes),
        unit="points a year before the step",
        interval_of=BAND,
        sample=f"{subject.described}, {len(series)} months, {span(*check.window)}.",
        comparisons=2 + len(subject.groups),
        robustness=(
            f"{percent(near)} of the draws put the largest step within a year of {month_name(month)}.",
            _slopes_of_groups(subject, check.window, evidence),
            "A textbook test finds trends too often on figures that were summed or decay "
            f"(Hamed and Rao: p = {sen.robust_p_value:.2f}), so the rank among simulated worlds is the evidence.",
        ),
        drawn=draws.covers,
        left_out=subject.left_out,
        exhibit=lines(
            subject, {"before": (str(series.index[0]), str(month - 1)), "after": (str(month), str(series.index[-1]))}
        ),
    )


def _slopes_of_groups(subject: Subject, window: Window, evidence: Evidence) -> str:
    """Which groups move over the window, allowing for as many tests as there are groups."""
    from indicators.trends import false_discoveries, sen_slope

    slopes, p_values = {}, {}
    for group in subject.groups:
        worlds = evidence.worlds(evidence.group_of(subject, group)).loc[slice(*window)]
        result = sen_slope(subject.scores.scores[group][slice(*window)], null=worlds)
        assert result.slope_per_year is not None
        assert result.null_p_value is not None
        slopes[group], p_values[group] = result.slope_per_year, result.null_p_value
    return in_groups(
        subject, {group: number(slope, 2) for group, slope in slopes.items()}, false_discoveries(p_values), "a year"
    )


# --- shared ------------------------------------------------------------------------------------------


def decided(moved: Floats, direction: str, settled_at: float) -> tuple[bool | None, float]:
    """Whether enough draws move in a direction (True), in the other one (False) or neither; and the share that do."""
    moved = moved[np.isfinite(moved)]
    share = float(np.mean(moved > 0 if direction == "up" else moved < 0))
    return (True if share >= settled_at else False if share <= 1 - settled_at else None), share


def band(moved: Floats) -> tuple[float, float]:
    """The 5 and 95 % quantiles of the draws."""
    low, high = np.nanquantile(moved, (0.05, 0.95))
    return float(low), float(high)


def step_and_slope(paths: Floats, shortest: int) -> tuple[np.ndarray, Floats]:
    """For each column of (months, draws): the first month of the second of two levels that fit best by least squares,
    and the slope a year of the months before it."""
    months = len(paths)
    before = np.arange(1, months)[:, None]
    sums, total = np.cumsum(paths, axis=0)[:-1], paths.sum(axis=0)
    explained = sums**2 / before + (total - sums) ** 2 / (months - before)
    allowed = (before >= shortest) & (months - before >= shortest)
    steps = np.where(allowed, explained, -np.inf).argmax(axis=0) + 1
    slopes = np.empty(paths.shape[1])
    for step in np.unique(steps):
        time = np.arange(step) - (step - 1) / 2
        slopes[steps == step] = 12 * time @ paths[:step, steps == step] / (time @ time)
    return steps, slopes


def in_groups(subject: Subject, said: dict[str, str], found: pd.DataFrame, unit: str) -> str:
    """What every group does, and which of them stand when as many tests are allowed for."""
    label = subject.index.definition.label
    kept = [f"“{label(str(group))}”" for group in found.index[found["discovery"]]]
    values = ", ".join(f"“{label(group)}” {value}" for group, value in said.items())
    return (
        f"By group, in points {unit}: {values}. Allowing for {len(said)} tests (Benjamini and Hochberg, 10 %), "
        f"{listing(kept) or 'none'} moved more than chance does."
    )


def not_given(subject: Subject, window: Window) -> Outcome:
    """The score is not given in every month that is needed."""
    months = subject.series.reindex(pd.period_range(*window, freq="M"))
    first = months.index[months.isna().to_numpy()][0]
    known = f" as of {subject.index.as_of}" if subject.index.as_of else ""
    return Outcome(
        holds=None,
        sentence=f"{capital(subject.name)} is not known for {month_name(first)}{known}; {span(*window)} is needed.",
        comparisons=0,
        left_out=subject.left_out,
    )


def carried_limit(subject: Subject, window: Window) -> tuple[str, ...]:
    """How many months of a span stand mostly on carried figures, in a sentence."""
    freshness = subject.scores.freshness[slice(*window)]
    stale = int((freshness < subject.index.definition.headline_freshness - 1e-9).sum())
    if not stale:
        return ()
    return (f"In {stale} of the {len(freshness)} months compared, much of the weight stands on carried figures.",)


def lines(subject: Subject, spans: dict[str, Window], around: int = 36) -> Exhibit:
    """The score with the means of its spans, and some months on either side."""
    first = min(pd.Period(window[0], "M") for window in spans.values())
    last = max(pd.Period(window[1], "M") for window in spans.values())
    shown = subject.series[first - around : last + around].dropna()
    rows = [(label, *window, mean_over(subject.series, window)) for label, window in spans.items()]
    return Exhibit(
        "lines",
        pd.DataFrame({"month": shown.index.astype(str), "value": shown.to_numpy()}),
        "score",
        spans=pd.DataFrame(rows, columns=["label", "start", "end", "mean"]),
    )
