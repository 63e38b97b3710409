"""Checks on the trajectory of a score: higher or lower than before, and whether it moved in a line or in one step."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.claims.evidence import Evidence, Subject
from indicators.claims.finding import Outcome
from indicators.claims.model import Claim, Difference, Trajectory
from indicators.claims.statistics import band, complement, decided, rank_among, settled
from indicators.model.arrays import Bools, Floats, Positions


@dataclass(frozen=True, eq=False, kw_only=True)
class Levels(Outcome):
    """The means of two spans, and the share of draws in which the later one lies where it is claimed to lie."""

    before: float
    after: float
    share: float


def difference(check: Difference, claim: Claim, evidence: Evidence) -> Outcome:
    """The mean of one span against that of an earlier one, under the draws."""
    subject = evidence.subject(check, claim)
    before, after = subject.mean(check.before), subject.mean(check.after)
    if math.isnan(before) or math.isnan(after):
        return subject.not_known(check.before if math.isnan(before) else check.after)
    draws = evidence.draws(subject)
    changes = draws.values(slice(*check.after)) - draws.values(slice(*check.before))
    holds, share = decided(changes, check.direction, claim.settled_at)
    return Levels(
        holds=holds,
        figure=after - before,
        interval=band(changes),
        left_out=subject.left_out,
        carried=subject.carried((check.before[0], check.after[1])),
        caveats=draws.caveats,
        exhibit=subject.exhibit({"before": check.before, "after": check.after}),
        before=before,
        after=after,
        share=share,
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class LineOrStep(Outcome):
    """A line and one step through the months: the levels of the step, its first month, the slope a year before it, and
    which of the two describes the months better.

    Shares of the draws: `line_share` a line in the claimed direction is better, `step_share` the step lies within a
    year, `slope_share` the months before it move the claimed way. `mimicry`: the rank among null replicates with the
    better one of the two in them of how much the other is preferred. Sen's slope a year with two p-values; `groups` has
    the slope of each and whether it is a `discovery`.
    """

    levels: tuple[float, float]
    month: pd.Period
    months: int
    slope_before: float
    line_is_better: bool
    line_share: float
    step_share: float
    slope_share: float
    mimicry: float
    sen: float
    sen_rank: float
    sen_robust: float
    groups: pd.DataFrame


def trajectory(check: Trajectory, claim: Claim, evidence: Evidence) -> Outcome:
    """A straight line against one step between two levels, under the draws; and the months before the step."""
    from indicators.trends import sen_slope

    subject = evidence.subject(check, claim)
    if math.isnan(subject.mean(check.window)):
        return subject.not_known(check.window)
    span = slice(*check.window)
    series, null = subject.series[span], evidence.replicates(subject)[span]
    values = series.to_numpy(dtype=float)
    sen = sen_slope(series, null=null)
    assert sen.null_p_value is not None
    nominal, sign = line_and_step(values[:, None], check.shortest), 1 if check.direction == "up" else -1
    like_step, like_line = mimicry(values, null.dropna(axis=1).to_numpy(), check.shortest, sign)
    draws = evidence.draws(subject)
    drawn = line_and_step(draws.paths[np.asarray(draws.nominal.index.isin(series.index))], check.shortest)
    claimed, share = settled(drawn.line_is_better & (sign * drawn.slope > 0), claim.settled_at)
    other, _ = settled(sign * drawn.slope < 0, claim.settled_at)
    few = complement(claim.settled_at)
    moves = sen.null_p_value <= few
    holds = bool(claimed and moves and like_line <= few)
    fails = bool((claimed is False and like_step <= few) or (other and moves))
    step = int(nominal.step[0])
    month = series.index[step]
    line_is_better = bool(nominal.line_is_better[0])
    before, after = (str(series.index[0]), str(month - 1)), (str(month), str(series.index[-1]))

    def slope(group: Subject) -> tuple[float, float]:
        found = sen_slope(group.series[span], null=evidence.replicates(group)[span])
        assert found.slope_per_year is not None
        assert found.null_p_value is not None
        return found.slope_per_year, found.null_p_value

    return LineOrStep(
        holds=holds if holds or fails else None,
        figure=float(nominal.slope[0]),
        interval=band(drawn.slope),
        comparisons=4 + len(subject.groups),
        left_out=subject.left_out,
        caveats=draws.caveats,
        exhibit=subject.exhibit({"before": before, "after": after}),
        levels=(float(series.iloc[:step].mean()), float(series.iloc[step:].mean())),
        month=month,
        months=len(series),
        slope_before=float(nominal.slope_before[0]),
        line_is_better=line_is_better,
        line_share=share,
        step_share=float(np.mean(np.abs(drawn.step - step) <= 12)),
        slope_share=float(np.mean(sign * drawn.slope_before > 0)),
        mimicry=like_line if line_is_better else like_step,
        sen=sen.slope_per_year or 0.0,
        sen_rank=sen.null_p_value,
        sen_robust=sen.robust_p_value,
        groups=by_group(subject, slope),
    )


def by_group(subject: Subject, measure: Callable[[Subject], tuple[float, float]]) -> pd.DataFrame:
    """What is measured of every group (`value`), and which stand (`discovery`) when as many tests are allowed for."""
    from indicators.trends import false_discoveries

    measured = {group.node: measure(group) for group in subject.groups}
    table = false_discoveries({group: p_value for group, (_, p_value) in measured.items()})
    return table.assign(value=pd.Series({group: value for group, (value, _) in measured.items()}))


@dataclass(frozen=True, eq=False)
class LineAndStep:
    """For each column: by how much BIC prefers one step to a line, the slopes a year of the line and of the months
    before the step, and the first month of the second level."""

    advantage: Floats
    slope: Floats
    slope_before: Floats
    step: Positions

    @property
    def line_is_better(self) -> Bools:
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


def mimicry(values: Floats, null: Floats, shortest: int, sign: int) -> tuple[float, float]:
    """How easily one description passes for the other: (a line for a step, a step for a line).

    BIC takes the months for independent, and sums and decays make slow waves that look like steps, so its preference is
    ranked among null replicates (months × draws), once with the fitted line added and once with the fitted step
    (Williams, Biometrics 26, 1970; Wagenmakers and others, Journal of Mathematical Psychology 48, 2004).
    A line against `sign` is taken as level: a claimed line was then never there.
    """
    found = line_and_step(values[:, None], shortest)
    time = np.arange(len(values)) - (len(values) - 1) / 2
    line = time * found.slope[0] / 12 if sign * found.slope[0] > 0 else np.zeros(len(values))
    first = np.arange(len(values)) < found.step[0]
    step = np.where(first, values[first].mean(), values[~first].mean())
    from_line, from_step = (line_and_step(null + shape[:, None], shortest).advantage for shape in (line, step))
    return rank_among(from_line, found.advantage[0]), rank_among(-from_step, -found.advantage[0])


def _slope(paths: Floats) -> tuple[Floats, Floats]:
    """Slope a year of a straight line through every column, and the sum of squares that it explains."""
    time = np.arange(len(paths)) - (len(paths) - 1) / 2
    product = time @ paths
    return 12 * product / (time @ time), product**2 / (time @ time)
