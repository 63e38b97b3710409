"""Sobol indices: which of the choices behind a score moves it by itself, and which together with the others.

The factors are the choices of `uncertainty` and the weights of each group. Their indices need scores at two independent
sets of draws and at the first set with one factor after the other taken from the second. The estimators are those of
Saltelli et al. (2010), "Variance based sensitivity analysis of model output", Computer Physics Communications 181(2),
table 2: (b) for the first order and (f), Jansen's, for the total. They agree with `scipy.stats.sobol_indices` on the
same function values. The intervals come from a bootstrap over the rows of the design, done as one matrix product of
resampling counts and per-row terms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.errors import Message, SensitivityError
from indicators.model.arrays import Floats
from indicators.model.definition import Definition
from indicators.scoring.score import score
from indicators.scoring.selection import Row, given_rows, resampling_counts, row_name
from indicators.scoring.threads import one_blas_thread
from indicators.scoring.uncertainty.choices import Alternatives, Bounds, Choices
from indicators.scoring.uncertainty.design import Design, make_design
from indicators.scoring.uncertainty.ranks import descending_ranks
from indicators.scoring.uncertainty.sample import Sample, draw
from indicators.scoring.uncertainty.simulate import on_common_scale, simulate

RESAMPLES_AT_ONCE = 256
"""Bootstrap resamples held in memory at one time; the result does not depend on it."""


@dataclass(frozen=True)
class SobolIndices:
    """First-order and total indices of each factor with bootstrap intervals (arrays of one value per factor).

    The first-order index is the share of the variance that would go if the factor were known; the total index is the
    share that would stay if everything but the factor were known. Their difference is interaction.
    """

    factors: tuple[str, ...]
    first: Floats
    first_low: Floats
    first_high: Floats
    total: Floats
    total_low: Floats
    total_high: Floats
    variance: float

    def to_frame(self) -> pd.DataFrame:
        """One row per factor: first, first_low, first_high, total, total_low, total_high."""
        columns = ("first", "first_low", "first_high", "total", "total_low", "total_high")
        frame = pd.DataFrame({name: getattr(self, name) for name in columns}, index=pd.Index(self.factors))
        return frame.rename_axis("factor").reset_index()


@dataclass(frozen=True)
class Sensitivity:
    """Sobol indices of the choices for one figure, named by `of`."""

    of: Message
    indices: SobolIndices

    def to_frame(self) -> pd.DataFrame:
        """One row per factor, the most important first: first, first_low, first_high, total, total_low, total_high."""
        return self.indices.to_frame().sort_values("total", ascending=False, ignore_index=True)


@one_blas_thread()
def sensitivity(
    matrix: pd.DataFrame,
    definition: Definition,
    *,
    of: Row | tuple[Row, Row],
    rank: bool = False,
    carried: pd.DataFrame | None = None,
    choices: Choices | None = None,
    alternatives: Alternatives | None = None,
    bounds: Bounds | None = None,
    node: str | None = None,
    n: int = 1024,
    seed: int = 0,
    resamples: int = 999,
    common_scale: bool = True,
) -> Sensitivity:
    """First-order and total Sobol indices of the choices behind one figure, with 95 % intervals.

    `of` is a row (its score, or its rank among all rows if `rank`), a span of rows (its mean), or a pair of them: the
    change from the first to the second. The other arguments are those of `uncertainty`; `n` is the size of one of the
    two sets, so the index is scored n · (factors + 2) times. Raises SensitivityError where nothing varies.
    """
    scores = score(matrix, definition, carried=carried)
    design = make_design(scores, choices or Choices(), alternatives=alternatives, bounds=bounds, node=node)
    both = draw(design, 2 * n, seed)
    first, second = both.take(slice(0, n)), both.take(slice(n, None))
    if not both.factors:
        raise SensitivityError("No choice varies, so there is no variance to explain; give Choices that vary.")
    figure, name = _figure(design, of, rank=rank)

    def value(sample: Sample) -> Floats:
        paths = simulate(design, sample)
        if common_scale:
            factor, shift = on_common_scale(design, paths)
            paths = paths * factor + shift
        return figure(paths)

    exchanged = np.stack([value(first.exchanged(factor, second)) for factor in both.factors])
    indices = sobol_from_values(value(first), value(second), exchanged, both.factors, seed=seed, resamples=resamples)
    return Sensitivity(name, indices)


def _figure(design: Design, of: Row | tuple[Row, Row], *, rank: bool) -> tuple[Callable[[Floats], Floats], Message]:
    """What is read off the paths (rows, draws) → (draws,), and its name."""
    index, label = design.nominal.index, design.scores.definition.label(design.node)
    if isinstance(of, tuple) and index.nlevels == 1:
        if rank:
            raise SensitivityError("A rank is that of one row; name one row, or leave out 'rank' for the change.")
        start, end = (given_rows(design.nominal, row) for row in of)
        return (
            lambda paths: paths[end].mean(axis=0) - paths[start].mean(axis=0),
            Message("{score}, {start} to {end}", score=label, start=row_name(of[0]), end=row_name(of[1])),
        )
    rows = given_rows(design.nominal, of)
    if rank:
        if len(rows) > 1:
            raise SensitivityError("A rank is that of one row, not of a span.")
        name = Message("{score}, rank of {row}", score=label, row=row_name(of))
        return lambda paths: descending_ranks(paths)[rows[0]], name
    return lambda paths: paths[rows].mean(axis=0), Message("{score}, {row}", score=label, row=row_name(of))


@one_blas_thread()
def sobol_from_values(
    at_a: Floats,
    at_b: Floats,
    at_ab: Floats,
    factors: Sequence[str],
    *,
    seed: int | np.random.Generator = 0,
    resamples: int = 999,
    level: float = 0.95,
) -> SobolIndices:
    """Sobol indices from function values at two independent samples A and B, each of n rows.

    `at_ab` has shape (factors, n): row i holds the values at A with factor i taken from B.
    """
    if not (np.isfinite(at_a).all() and np.isfinite(at_b).all() and np.isfinite(at_ab).all()):
        raise SensitivityError("Some results are missing or infinite, so their variance is not defined.")
    both = np.concatenate([at_a, at_b])
    spread = float(np.ptp(both))
    if spread <= 1e-12 * max(1.0, float(np.abs(both).max())):
        raise SensitivityError("The result does not vary with any of the factors, so there is no variance to explain.")
    centre = both.mean()
    terms = _terms(at_a - centre, at_b - centre, at_ab - centre)
    first, total = _indices(terms.mean(axis=0, keepdims=True))
    first_draws, total_draws = _bootstrap(terms, resamples, np.random.default_rng(seed))
    tails = [(1 - level) / 2, (1 + level) / 2]
    first_low, first_high = np.quantile(first_draws, tails, axis=0)
    total_low, total_high = np.quantile(total_draws, tails, axis=0)
    return SobolIndices(
        factors=tuple(factors),
        first=first[0],
        first_low=first_low,
        first_high=first_high,
        total=total[0],
        total_low=total_low,
        total_high=total_high,
        variance=float(both.var()),
    )


def _terms(at_a: Floats, at_b: Floats, at_ab: Floats) -> Floats:
    """What the estimators average, one row per row of the design: (n, 2 + 2 · factors).

    Columns: the mean and the mean square of the two outputs, then f_B (f_AB − f_A) and (f_A − f_AB)² / 2 per factor.
    """
    difference = at_ab - at_a
    return np.vstack([(at_a + at_b) / 2, (at_a**2 + at_b**2) / 2, at_b * difference, difference**2 / 2]).T


def _indices(means: Floats) -> tuple[Floats, Floats]:
    """First-order and total indices, each (samples, factors), from averaged terms (samples, 2 + 2 · factors)."""
    k = (means.shape[1] - 2) // 2
    variance = (means[:, 1] - means[:, 0] ** 2)[:, None]
    return means[:, 2 : 2 + k] / variance, means[:, 2 + k :] / variance


def _bootstrap(terms: Floats, resamples: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """The indices of each resample of rows: a resample is how often it takes each row, so all means are a product."""
    n = len(terms)
    means = np.empty((resamples, terms.shape[1]))
    for start in range(0, resamples, RESAMPLES_AT_ONCE):
        size = min(RESAMPLES_AT_ONCE, resamples - start)
        means[start : start + size] = resampling_counts(rng.integers(0, n, (size, n)), n) @ terms / n
    return _indices(means)
