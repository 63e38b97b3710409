"""Checks on the course of a score: higher or lower than before, and whether a movement is a drift or one step."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.claims.evidence import DRAWS, Evidence
from indicators.claims.finding import Exhibit, Outcome
from indicators.claims.model import Claim, Course, Difference
from indicators.claims.subject import Subject, mean_over
from indicators.claims.words import as_share, capital, rank_among, rest, span
from indicators.model.arrays import Floats
from indicators.model.methods import Window
from indicators.text import listing, month_name, number, percent

TINY = 1e-9
"""A change smaller than this is the rounding of floats."""
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
        drawn=" ".join(draws.caveats),
        limits=carried_limit(subject, (check.before[0], check.after[1])),
        left_out=subject.left_out,
        exhibit=lines(subject, {"before": check.before, "after": check.after}),
    )


def course(check: Course, claim: Claim, evidence: Evidence) -> Outcome:
    """A straight line against one step between two levels, under the draws; and the months before the step."""
    from indicators.trends import sen_slope

    subject = evidence.subject_of(check, claim)
    if math.isnan(mean_over(subject.series, check.window)):
        return not_given(subject, check.window)
    series = subject.series[slice(*check.window)]
    worlds = evidence.worlds(subject).loc[slice(*check.window)]
    sen = sen_slope(series, null=worlds)
    nominal = line_and_step(series.to_numpy()[:, None], check.shortest)
    sign, way = (1, "rising") if check.direction == "up" else (-1, "falling")
    like_step, like_line = mimicry(series.to_numpy(), worlds.dropna(axis=1).to_numpy(), check.shortest, sign)
    draws = evidence.drawn(subject)
    drawn = line_and_step(draws.paths[np.asarray(draws.nominal.index.isin(series.index))], check.shortest)
    claimed, share = settled(drawn.line_is_better & (sign * drawn.slope > 0), claim.settled_at)
    other, _ = settled(sign * drawn.slope < 0, claim.settled_at)
    few = rest(claim.settled_at)
    moves = sen.null_p_value is not None and sen.null_p_value <= few
    holds = bool(claimed and moves and like_line <= few)
    fails = bool((claimed is False and like_step <= few) or (other and moves))
    step = int(nominal.step[0])
    month = series.index[step]
    levels = [number(series.iloc[part].mean()) for part in (slice(step), slice(step, None))]
    better, mimics, true, seen = ("worse", like_line, "step", "line")
    if not nominal.line_is_better[0]:
        better, mimics, true, seen = ("better", like_step, f"{way} line", "step")
    return Outcome(
        holds=holds if holds or fails else None,
        sentence=(
            f"Over {span(*check.window)} a straight line through {subject.name} moves by {number(nominal.slope[0], 2)} "
            f"points a year, but one step, from {levels[0]} on average before {month_name(month)} to {levels[1]} from "
            f"then on, describes it {better}. A {way} line is better in {percent(share)} of the draws of other "
            f"choices; {as_share(mimics)} of the simulated worlds with such a {true} in them look as much like a "
            f"{seen}. Before the step it moved by {number(nominal.slope_before[0], 2)} a year."
        ),
        figure=float(nominal.slope[0]),
        interval=band(drawn.slope),
        unit="points a year",
        interval_of=BAND,
        sample=f"{subject.described}, {len(series)} months, {span(*check.window)}.",
        comparisons=4 + len(subject.groups),
        robustness=(
            f"{subject.described}: {percent(float(np.mean(np.abs(drawn.step - step) <= 12)))} of the draws put the "
            f"step within a year of {month_name(month)}; before it, "
            f"{percent(float(np.mean(sign * drawn.slope_before > 0)))} of them move the claimed way.",
            f"Sen's slope is {number(sen.slope_per_year, 2)} a year; {as_share(sen.null_p_value)} of the worlds in "
            "which nothing happens move as much. A textbook test finds trends too often on figures that were summed "
            f"or decay (Hamed and Rao: p = {sen.robust_p_value:.2f}), so the rank among those worlds is the evidence.",
            _slopes_of_groups(subject, check.window, evidence),
        ),
        drawn=" ".join(draws.caveats),
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


def settled(claimed: NDArray[np.bool_], settled_at: float) -> tuple[bool | None, float]:
    """Whether enough draws show what is claimed (True), or enough do not (False), or neither; and the share that do.

    Two standard errors of a share at the threshold come on top, so that no verdict hangs on which draws were taken.
    """
    share = float(np.mean(claimed))
    needed = settled_at + 2 * math.sqrt(settled_at * (1 - settled_at) / len(claimed))
    return (True if share >= needed else False if share <= 1 - needed else None), share


def decided(moved: Floats, direction: str, settled_at: float) -> tuple[bool | None, float]:
    """As `settled`, of draws of a change: whether it has a direction."""
    moved = moved[np.isfinite(moved)]
    return settled(moved > TINY if direction == "up" else moved < -TINY, settled_at)


def band(moved: Floats) -> tuple[float, float]:
    """The 5 and 95 % quantiles of the draws."""
    low, high = np.nanquantile(moved, (0.05, 0.95))
    return float(low), float(high)


@dataclass(frozen=True, eq=False)
class LineAndStep:
    """For each column: by how much BIC prefers one step to a line, the slopes a year of the line and of the months
    before the step, and the first month of the second level."""

    advantage: Floats
    slope: Floats
    slope_before: Floats
    step: NDArray[np.intp]

    @property
    def line_is_better(self) -> NDArray[np.bool_]:
        """Whether BIC prefers the line."""
        return self.advantage < 0


def line_and_step(paths: Floats, shortest: int) -> LineAndStep:
    """Both descriptions by least squares of every column of (months, draws).

    The better one has the lower BIC, n ln(SSR / n) + k ln n, with k = 2 for the line and 3 for two levels and a date.
    Each level spans at least `shortest` months.
    """
    months = len(paths)
    sums, total = np.cumsum(paths, axis=0)[:-1], paths.sum(axis=0)
    before = np.arange(1, months)[:, None]
    explained = sums**2 / before + (total - sums) ** 2 / (months - before)
    allowed = (before >= shortest) & (months - before >= shortest)
    step = np.where(allowed, explained, -np.inf).argmax(axis=0) + 1
    squares = (paths**2).sum(axis=0)
    slope, line_explained = _slope(paths)
    slope_before = np.empty(paths.shape[1])
    for first in np.unique(step):
        slope_before[step == first] = _slope(paths[:first, step == first])[0]
    left_by_step = squares - explained[step - 1, np.arange(paths.shape[1])]
    left_by_line = squares - total**2 / months - line_explained
    tiny = np.finfo(float).tiny
    gain = months * (np.log(np.maximum(left_by_line, tiny)) - np.log(np.maximum(left_by_step, tiny)))
    return LineAndStep(gain - math.log(months), slope, slope_before, step)


def mimicry(values: Floats, worlds: Floats, shortest: int, sign: int) -> tuple[float, float]:
    """How easily one description passes for the other: (a line for a step, a step for a line).

    BIC takes the months for independent, and sums and decays make slow waves that look like steps, so its preference is
    ranked among worlds (months × worlds) in which nothing happens, once with the fitted line added and once with the
    fitted step (Williams, Biometrics 26, 1970; Wagenmakers and others, Journal of Mathematical Psychology 48, 2004).
    A line against `sign` is taken as level: a claimed line was then never there.
    """
    found = line_and_step(values[:, None], shortest)
    time = np.arange(len(values)) - (len(values) - 1) / 2
    line = time * found.slope[0] / 12 if sign * found.slope[0] > 0 else np.zeros(len(values))
    first = np.arange(len(values)) < found.step[0]
    step = np.where(first, values[first].mean(), values[~first].mean())
    from_line, from_step = (line_and_step(worlds + shape[:, None], shortest).advantage for shape in (line, step))
    return rank_among(from_line, found.advantage[0]), rank_among(-from_step, -found.advantage[0])


def _slope(paths: Floats) -> tuple[Floats, Floats]:
    """Slope a year of a straight line through every column, and the sum of squares that it explains."""
    time = np.arange(len(paths)) - (len(paths) - 1) / 2
    product = time @ paths
    return 12 * product / (time @ time), product**2 / (time @ time)


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
