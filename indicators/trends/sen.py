"""Is there a monotone trend? Sen's slope with the Mann–Kendall test, plain and allowing for serial correlation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy.stats import norm, rankdata

from indicators.errors import Message
from indicators.model.arrays import Floats
from indicators.text import significant
from indicators.trends.fitting import fits
from indicators.trends.ranks import rank_p_value, simulated_on
from indicators.trends.results import TrendResult
from indicators.trends.series import read_series

AT_LEAST = 10


@dataclass(frozen=True, eq=False, kw_only=True)
class SenSlope(TrendResult):
    """Slopes are per period of the series; `low` and `high` bound Sen's slope at 95 %.

    `s`, `z`, `p_value`: plain Mann–Kendall. `robust_z`, `robust_p_value`: with the variance of Hamed and Rao,
    `inflation` times the plain one. `null_p_value`: rank of the slope's size among simulated series (None without).
    `hac_slope`, `hac_p_value`: a straight line with Newey–West errors of `hac_lags`.
    """

    slope: float
    intercept: float
    low: float
    high: float
    s: int
    z: float
    p_value: float
    robust_z: float
    robust_p_value: float
    inflation: float
    null_p_value: float | None
    hac_slope: float
    hac_p_value: float
    hac_lags: int
    observed: pd.Series
    per_year: int | None

    formula: ClassVar[str] = "slope = median of (y_j − y_i)/(j − i), i < j;  S = Σ_{i<j} sign(y_j − y_i)"
    reference: ClassVar[str] = (
        "Sen (1968) JASA 63; Mann (1945) Econometrica 13; Kendall (1975) Rank Correlation Methods; "
        "Hamed & Rao (1998) Journal of Hydrology 204; Newey & West (1994) Review of Economic Studies 61"
    )

    @property
    def slope_per_year(self) -> float | None:
        """Sen's slope per year; None for a series without dates."""
        return None if self.per_year is None else self.slope * self.per_year

    def to_frame(self) -> pd.DataFrame:
        """One row a period: the observed value and Sen's line."""
        line = self.intercept + self.slope * np.arange(len(self.observed))
        return pd.DataFrame({"observed": self.observed, "line": line})


@fits
def sen_slope(series: pd.Series, *, null: pd.DataFrame | None = None) -> SenSlope:
    """Sen's slope and what speaks for it.

    Gaps are allowed: pairs are compared over the time that really lies between them. `null`: simulated series without
    a trend, one a column (see `pipeline_null`). The other p-values describe; on a series that was summed, decayed or
    held over a year even the robust one finds trends that are not there, and the rank is the evidence.
    Raises SeriesTooShortError below 10 values, TrendError for a null that does not match.
    """
    read = read_series(series, question="Sen's slope", at_least=AT_LEAST)
    at = read.observed
    values, n = read.values[at], len(at)
    first, second = np.triu_indices(n, 1)
    apart = at[second] - at[first]
    change = values[second] - values[first]
    slopes = np.sort(change / apart)
    slope = float(np.median(slopes))
    null_p_value = None
    if null is not None:
        simulated = [np.median((draw[second] - draw[first]) / apart) for draw in simulated_on(null, read).T]
        null_p_value = rank_p_value(abs(slope), np.abs(simulated))
    s = int(np.sign(change).sum())
    variance = _variance_of_s(values)
    inflation = _hamed_rao(values - slope * at)
    z, robust_z = (_standardised(s, variance * factor) for factor in (1.0, inflation))
    low, high = _bounds(slopes, variance)
    hac_slope, hac_p_value, lags = _hac_line(at.astype(float), values)
    return SenSlope(
        slope=slope,
        intercept=float(np.median(values - slope * at)),
        low=low,
        high=high,
        s=s,
        z=z,
        p_value=_two_sided(z),
        robust_z=robust_z,
        robust_p_value=_two_sided(robust_z),
        inflation=inflation,
        null_p_value=null_p_value,
        hac_slope=hac_slope,
        hac_p_value=hac_p_value,
        hac_lags=lags,
        observed=read.series(),
        unit=read.unit,
        per_year=read.per_year,
        name=read.name,
        caveats=_caveats(inflation, z, robust_z),
    )


def _variance_of_s(values: Floats) -> float:
    """Variance of S without a trend, ties taken out (Kendall 1975)."""
    n = len(values)
    ties = np.unique(values, return_counts=True)[1]
    return float(n * (n - 1) * (2 * n + 5) - np.sum(ties * (ties - 1) * (2 * ties + 5))) / 18


def _standardised(s: int, variance: float) -> float:
    """z with the continuity correction; 0 where nothing varies."""
    return float((s - np.sign(s)) / np.sqrt(variance)) if variance > 0 else 0.0


def _two_sided(z: float) -> float:
    return float(2 * norm.sf(abs(z)))


def _bounds(slopes: Floats, variance: float) -> tuple[float, float]:
    """95 % interval of Sen's slope: the pair slopes that lie z·√Var(S)/2 ranks off the middle (Sen 1968).

    Ranks are rounded as R's `trend::sens.slope` does: M1 = (N − C)/2 and M2 + 1 = (N + C)/2 + 1 to the nearest one.
    """
    half = float(norm.ppf(0.975)) * np.sqrt(variance)
    last = len(slopes) - 1
    low = int(np.clip(round((len(slopes) - half) / 2) - 1, 0, last))
    high = int(np.clip(round((len(slopes) + half) / 2), 0, last))
    return float(slopes[low]), float(slopes[high])


def _hamed_rao(detrended: Floats) -> float:
    """n/n*: how much serial correlation inflates the variance of S (Hamed and Rao 1998, equation 12).

    Autocorrelations of the ranks of the detrended values; only those outside ±1.96/√n count. The factor is not let
    below 1, so that negative correlation never makes a trend more certain than independence would.
    """
    n = len(detrended)
    ranks = rankdata(detrended) - (n + 1) / 2
    squares = float(ranks @ ranks)
    if squares == 0:
        return 1.0
    lag = np.arange(1, n - 2)
    r = np.correlate(ranks, ranks, "full")[n : 2 * n - 3] / squares
    r[np.abs(r) < norm.ppf(0.975) / np.sqrt(n)] = 0
    total = float(np.sum((n - lag) * (n - lag - 1) * (n - lag - 2) * r))
    return max(1 + 2 * total / (n * (n - 1) * (n - 2)), 1.0)


def _hac_line(time: Floats, values: Floats) -> tuple[float, float, int]:
    """Slope of a straight line, its Newey–West p-value, and the lags: ⌊4(n/100)^(2/9)⌋, at least 12 where n allows."""
    import statsmodels.api as sm

    n = len(values)
    lags = int(min(max(4 * (n / 100) ** (2 / 9), 12), n // 4))
    if np.ptp(values) == 0:
        return 0.0, 1.0, lags
    fit = sm.OLS(values, sm.add_constant(time)).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True})
    return float(fit.params[1]), float(fit.pvalues[1]), lags


def _caveats(inflation: float, z: float, robust_z: float) -> tuple[Message, ...]:
    caveats: list[Message] = []
    if inflation > 1:
        caveats.append(
            Message(
                "Serial correlation makes the variance of the Mann–Kendall statistic {times} times as large.",
                times=significant(inflation),
            )
        )
    if abs(z) >= norm.ppf(0.975) > abs(robust_z):
        caveats.append(
            Message("The plain Mann–Kendall test rejects at 5 % and the one allowing for serial correlation does not.")
        )
    return tuple(caveats)
