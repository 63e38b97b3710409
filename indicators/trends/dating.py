"""Where the mean of a series shifts: least-squares dates by dynamic programming, their number, their uncertainty.

The model is y_t = μ_j + u_t for the periods t of regime j. The functions here take plain arrays without gaps and know
nothing of dates; `level_shifts` puts the labels on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import brentq
from scipy.special import log_ndtr

from indicators.model.arrays import Floats


@dataclass(frozen=True, eq=False)
class Partitions:
    """The best partition of n values into 1, 2, … regimes of at least `shortest` values.

    `ssr[m]` is the sum of squared residuals with m shifts, `ends[m]` how many values lie before each of them.
    `flat` says that the values never change, up to rounding.
    """

    n: int
    shortest: int
    ssr: Floats
    ends: tuple[tuple[int, ...], ...]
    flat: bool

    @property
    def bic(self) -> Floats:
        """n·(ln(SSR/n) + 1 + ln 2π) + 2(m + 1)·ln n, for m = 0, 1, … shifts (m + 1 means, m dates and σ²)."""
        fit = np.log(np.maximum(self.ssr, np.finfo(float).tiny) / self.n) + 1 + math.log(2 * math.pi)
        return self.n * fit + 2 * np.arange(1, len(self.ssr) + 1) * math.log(self.n)

    @property
    def number(self) -> int:
        """The number of shifts with the lowest BIC."""
        return 0 if self.flat else int(np.argmin(self.bic))

    @property
    def best(self) -> tuple[int, ...]:
        """The dates that go with that number."""
        return self.ends[self.number]

    @property
    def largest_f(self) -> float:
        """The largest over m of ((n − m − 1) / m) · (SSR₀ − SSR_m) / SSR_m: UDmax with independent errors."""
        if self.flat:
            return 0.0
        m = np.arange(1, len(self.ssr))
        inside = np.maximum(self.ssr[1:], np.finfo(float).tiny)
        return float(np.max((self.ssr[0] - self.ssr[1:]) / inside * (self.n - m - 1) / m, initial=0.0))


def most_shifts(n: int, shortest: int) -> int:
    """The most shifts that leave the dates any room: ⌈n / shortest⌉ − 2, as in Bai and Perron (2003)."""
    return max(math.ceil(n / shortest) - 2, 0)


def partitions(values: Floats, shortest: int, most: int | None = None) -> Partitions:
    """Global least squares by dynamic programming (Bai and Perron 2003, section 3), for 0 to `most` shifts.

    `values`: shape (n,), no gaps. The cost of a regime is its sum of squares about its mean, read from cumulative
    sums; the best partition of the first j values with m shifts extends the best one with m − 1.
    """
    n = len(values)
    most = most_shifts(n, shortest) if most is None else min(most, most_shifts(n, shortest))
    cost = _regime_costs(values, shortest)
    best, came_from = cost[0], []
    for _ in range(most):
        through = best[:, None] + cost
        came_from.append(np.argmin(through, axis=0))
        best = np.min(through, axis=0)
    ends: list[tuple[int, ...]] = [()]
    for m in range(1, most + 1):
        path, end = [], n
        for step in reversed(came_from[:m]):
            end = int(step[end])
            path.append(end)
        ends.append(tuple(reversed(path)))
    ssr = np.array([_squares(values, cut) for cut in ends])
    flat = float(np.ptp(values)) <= 1e-12 * max(1.0, float(np.max(np.abs(values))))
    return Partitions(n, shortest, ssr, tuple(ends), flat)


def _regime_costs(values: Floats, shortest: int) -> Floats:
    """cost[i, j]: squares of values i … j−1 about their mean; infinite for a regime that is too short."""
    n = len(values)
    centred = values - values.mean()
    sums = np.concatenate(([0.0], np.cumsum(centred)))
    squares = np.concatenate(([0.0], np.cumsum(centred**2)))
    length = np.arange(n + 1)[None, :] - np.arange(n + 1)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        cost = squares[None, :] - squares[:, None] - (sums[None, :] - sums[:, None]) ** 2 / length
    return np.where(length >= shortest, cost, np.inf)


def regimes_of(n: int, ends: tuple[int, ...]) -> list[slice]:
    """The regimes that these ends cut n values into."""
    cuts = [0, *ends, n]
    return [slice(a, b) for a, b in pairwise(cuts)]


def residuals(values: Floats, ends: tuple[int, ...]) -> Floats:
    """Values less the mean of their regime."""
    left = np.empty(len(values))
    for part in regimes_of(len(values), ends):
        left[part] = values[part] - values[part].mean()
    return left


def gain_of_one_more(values: Floats, ends: tuple[int, ...], shortest: int) -> float:
    """How much the sum of squares falls at best when one shift is added and the others stay; 0 if none fits in."""
    best = 0.0
    for part in regimes_of(len(values), ends):
        regime = values[part] - values[part].mean()
        n = len(regime)
        cut = np.arange(shortest, n - shortest + 1)
        sums = np.cumsum(regime)[cut - 1]
        best = max(best, float(np.max(sums**2 * n / (cut * (n - cut)), initial=0.0)))
    return best


def _squares(values: Floats, ends: tuple[int, ...]) -> float:
    return float(np.sum(residuals(values, ends) ** 2))


def long_run_variance(errors: Floats) -> float:
    """Variance of the errors counted with their autocovariances: what serially correlated errors do to a mean.

    Quadratic spectral kernel after AR(1) prewhitening, bandwidth by Andrews' (1991) AR(1) rule, the prewhitening
    coefficient held below 0.97 (Andrews and Monahan 1992).
    """
    n = len(errors)
    rho = _first_autoregression(errors)
    whitened = errors[1:] - rho * errors[:-1]
    rest = _first_autoregression(whitened)
    bandwidth = max(1.3221 * (4 * rest**2 / (1 - rest) ** 4 * n) ** 0.2, 1e-6)
    lags = np.arange(1, len(whitened))
    x = 6 * np.pi * lags / bandwidth / 5
    kernel = 3 / x**2 * (np.sin(x) / x - np.cos(x))
    covariances = np.correlate(whitened, whitened, "full")[len(whitened) :] / n
    variance = float(np.mean(whitened**2) + 2 * kernel @ covariances)
    return max(variance, 0.05 * float(np.mean(whitened**2))) / (1 - rho) ** 2


def _first_autoregression(errors: Floats) -> float:
    below = float(errors[:-1] @ errors[:-1])
    return float(np.clip(errors[1:] @ errors[:-1] / below, -0.97, 0.97)) if below > 0 else 0.0


# --- the distribution of an estimated date ---------------------------------------------------------


def date_interval(change: float, before: float, after: float, level: float = 0.95) -> tuple[int, int]:
    """The confidence interval of a date, as periods to add to the estimate: (low ≤ 0, high ≥ 0).

    `change`: difference of the two means. `before`, `after`: (long-run) variance of the errors in the regimes on
    either side. Bai (1997), for shifts that shrink with the sample: (δ²/σ₁²)·(estimate − truth) converges to where a
    two-sided Brownian motion with drift has its maximum; that distribution is inverted, so its upper quantile bounds
    the truth from below.
    """
    if change == 0 or before <= 0 or after <= 0:
        return 0, 0
    scale, ratio = change**2 / before, after / before
    tail = (1 - level) / 2
    low = _quantile(tail, ratio) / scale
    high = _quantile(1 - tail, ratio) / scale
    return -math.ceil(high), -math.floor(low)


def _quantile(p: float, ratio: float) -> float:
    low, high = -1.0, 1.0
    while argmax_cdf(low, ratio) > p:
        low *= 2
    while argmax_cdf(high, ratio) < p:
        high *= 2
    return float(brentq(lambda x: argmax_cdf(x, ratio) - p, low, high, xtol=1e-8))


def argmax_cdf(x: float, ratio: float = 1.0) -> float:
    """P(argmax V ≤ x), V two-sided Brownian motion with drift −|s|/2; `ratio` = σ₂²/σ₁² (Bai 1997, appendix B, ξ = 1).

    Products of a large exponential and a small normal tail are taken in logarithms.
    """
    z, phi = abs(x), ratio
    if x <= 0:
        b = 1 / phi
        ends_at, middle = 0.0, phi * (phi + 2) / (phi + 1)
        growth, slope = 0.5 * b * (1 + b) * z, (0.5 + b) * math.sqrt(z)
        weight = (phi + 2) ** 2 / (phi + 1) - 2 + z / 2
        spread, sign = z, -1.0
    else:
        ends_at, middle = 1.0, (2 * phi + 1) / (phi * (phi + 1))
        growth, slope = (phi + 1) / 2 * z, (2 * phi + 1) / (2 * math.sqrt(phi)) * math.sqrt(z)
        weight = (2 * phi + 1) ** 2 / (phi * (phi + 1)) - 2 + z / (2 * phi)
        spread, sign = z / phi, 1.0
    bell = math.sqrt(spread / (2 * math.pi)) * math.exp(-spread / 8)
    hump = middle * math.exp(growth + log_ndtr(-slope))
    tail = weight * math.exp(log_ndtr(-math.sqrt(spread) / 2))
    return ends_at + sign * (bell + hump - tail)
