"""Sobol indices: which factor moves a result by itself, and which together with the others.

The design and the estimators are those of Saltelli et al. (2010), "Variance based sensitivity analysis of model
output", Computer Physics Communications 181(2), table 2: (b) for the first order and (f), Jansen's, for the total.
They agree with `scipy.stats.sobol_indices` on the same function values. The intervals come from a bootstrap over the
rows of the design, done as one matrix product of resampling counts and per-row terms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.errors import SensitivityError
from indicators.scoring.threads import one_blas_thread

Values = NDArray[np.float64]

RESAMPLES_AT_ONCE = 256
"""Bootstrap resamples held in memory at one time; the result does not depend on it."""


@dataclass(frozen=True)
class SobolIndices:
    """First-order and total indices of each factor with bootstrap intervals (arrays of one value per factor).

    The first-order index is the share of the variance that would go if the factor were known; the total index is the
    share that would stay if everything but the factor were known. Their difference is interaction.
    """

    factors: tuple[str, ...]
    first: Values
    first_low: Values
    first_high: Values
    total: Values
    total_low: Values
    total_high: Values
    variance: float
    samples: int
    level: float

    def to_frame(self) -> pd.DataFrame:
        """One row per factor: first, first_low, first_high, total, total_low, total_high."""
        columns = ("first", "first_low", "first_high", "total", "total_low", "total_high")
        frame = pd.DataFrame({name: getattr(self, name) for name in columns}, index=pd.Index(self.factors))
        return frame.rename_axis("factor").reset_index()

    def sentence(self) -> str:
        """The factor that matters most by itself, and how much of the variance is interaction."""
        top = int(np.argmax(self.first))
        alone = float(np.clip(self.first.sum(), 0.0, 1.0))
        return (
            f"'{self.factors[top]}' alone explains {self.first[top]:.0%} of the variance "
            f"({self.first_low[top]:.0%} to {self.first_high[top]:.0%}); all factors one by one explain {alone:.0%}, "
            f"the rest is interaction between them."
        )


def sobol(
    function: Callable[[Values], Values],
    factors: int | Sequence[str],
    *,
    n: int = 1024,
    seed: int = 0,
    resamples: int = 999,
    level: float = 0.95,
) -> SobolIndices:
    """Sobol indices of `function`, which takes an array (points, factors) in [0, 1] and returns (points,).

    The design is a scrambled Sobol' sequence of 2 · factors columns; the function is called once, with
    n · (factors + 2) points. `n` is a power of two. Raises SensitivityError for any other `n`, for a result of the
    wrong shape or that is not finite, and where the result does not vary at all.
    """
    names = tuple(f"x{i + 1}" for i in range(factors)) if isinstance(factors, int) else tuple(factors)
    k = len(names)
    if k < 1:
        raise SensitivityError("There is no factor to vary; name at least one.")
    if n < 2 or n & (n - 1):
        raise SensitivityError("n is {n}; a Sobol' sequence is balanced only for a power of two, such as 1024.", n=n)
    from scipy.stats import qmc  # half a second to load, and only this function needs it

    rng = np.random.default_rng(seed)
    points = qmc.Sobol(2 * k, rng=rng, bits=64).random(n)
    a, b = points[:, :k], points[:, k:]
    design = np.broadcast_to(a, (k + 2, n, k)).copy()
    design[1] = b
    design[np.arange(k) + 2, :, np.arange(k)] = b.T
    values = np.asarray(function(design.reshape(-1, k)), dtype=float)
    if values.shape != ((k + 2) * n,):
        raise SensitivityError(
            "The function returned the shape {shape}; it must return one value per point, {n}.",
            shape=values.shape,
            n=((k + 2) * n,),
        )
    values = values.reshape(k + 2, n)
    return sobol_from_values(values[0], values[1], values[2:], names, seed=rng, resamples=resamples, level=level)


@one_blas_thread()
def sobol_from_values(
    at_a: Values,
    at_b: Values,
    at_ab: Values,
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
        samples=len(at_a),
        level=level,
    )


def _terms(at_a: Values, at_b: Values, at_ab: Values) -> Values:
    """What the estimators average, one row per row of the design: (n, 2 + 2 · factors).

    Columns: the mean and the mean square of the two outputs, then f_B (f_AB − f_A) and (f_A − f_AB)² / 2 per factor.
    """
    difference = at_ab - at_a
    return np.vstack([(at_a + at_b) / 2, (at_a**2 + at_b**2) / 2, at_b * difference, difference**2 / 2]).T


def _indices(means: Values) -> tuple[Values, Values]:
    """First-order and total indices, each (samples, factors), from averaged terms (samples, 2 + 2 · factors)."""
    k = (means.shape[1] - 2) // 2
    variance = (means[:, 1] - means[:, 0] ** 2)[:, None]
    return means[:, 2 : 2 + k] / variance, means[:, 2 + k :] / variance


def _bootstrap(terms: Values, resamples: int, rng: np.random.Generator) -> tuple[Values, Values]:
    """The indices of each resample of rows: a resample is how often it takes each row, so all means are a product."""
    n = len(terms)
    means = np.empty((resamples, terms.shape[1]))
    for start in range(0, resamples, RESAMPLES_AT_ONCE):
        size = min(RESAMPLES_AT_ONCE, resamples - start)
        means[start : start + size] = resampling_counts(rng.integers(0, n, (size, n)), n) @ terms / n
    return _indices(means)


def resampling_counts(rows: NDArray[np.int64], n: int) -> Values:
    """How often each of n rows is taken by each resample: (resamples, n) from chosen row numbers (resamples, taken)."""
    flat = rows + n * np.arange(len(rows))[:, None]
    return np.bincount(flat.ravel(), minlength=n * len(rows)).reshape(len(rows), n).astype(float)
