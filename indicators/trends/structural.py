"""What is the underlying direction? A local linear trend with its band, and whether its residuals behave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd
from scipy.stats import norm

from indicators.errors import Message
from indicators.model.arrays import Floats
from indicators.trends.fitting import fits
from indicators.trends.results import TrendResult
from indicators.trends.series import TimeSeries, read_series

AT_LEAST = 20
PARTS = {"sigma2.irregular": "irregular", "sigma2.level": "level", "sigma2.trend": "slope"}


@dataclass(frozen=True, eq=False, kw_only=True)
class UnderlyingTrend(TrendResult):
    """The smoothed trend of one series.

    `trend`: one row a period: `observed`, `trend`, `low`, `high` and, for the local linear trend, `slope`,
    `slope_low`, `slope_high` (change per period). `variances` of the parts, in the squared unit of the series.
    `diagnostics`: p-values of the three residual tests. `converged`: whether the likelihood was maximised.
    """

    trend: pd.DataFrame
    variances: dict[str, float]
    log_likelihood: float
    diagnostics: dict[str, float]
    converged: bool
    level: float

    formula: ClassVar[str] = "y_t = μ_t + ε_t;  μ_t = μ_{t−1} + β_{t−1} + η_t;  β_t = β_{t−1} + ζ_t"
    reference: ClassVar[str] = (
        "Harvey (1989) Forecasting, Structural Time Series Models and the Kalman Filter; "
        "Durbin & Koopman (2012) Time Series Analysis by State Space Methods, sections 2.10 and 3.2"
    )

    @property
    def is_the_series(self) -> bool:
        """Whether the irregular part is estimated as zero: the trend then goes through every value."""
        return self.variances["irregular"] < 1e-8 * sum(self.variances.values())

    def to_frame(self) -> pd.DataFrame:
        return self.trend


@fits
def underlying_trend(
    series: pd.Series, *, kind: Literal["trend", "level"] = "trend", level: float = 0.9
) -> UnderlyingTrend:
    """Fit a local linear trend (`kind="level"`: a local level) and smooth it.

    Maximum likelihood with exact diffuse initialisation of the level and the slope, on the series divided by its
    standard deviation so that the tolerance means the same in every unit. The band is that of the smoothed state at
    the estimated variances; it is not the uncertainty of the index and not a forecast. Gaps are allowed.
    Raises SeriesTooShortError below 20 values, TrendError for a series that never changes.
    """
    read = read_series(series, question="An underlying trend", at_least=AT_LEAST, must_vary=True)
    fit, scale = fit_structural(read.values, "lltrend" if kind == "trend" else "llevel")
    variances = {PARTS[name]: float(value) * scale**2 for name, value in zip(fit.param_names, fit.params, strict=True)}
    converged = has_converged(fit)
    diagnostics = _diagnostics(fit, read)
    return UnderlyingTrend(
        trend=_smoothed(fit, read, scale, level),
        variances=variances,
        log_likelihood=float(fit.llf) - (len(read.observed) - fit.nobs_diffuse) * float(np.log(scale)),
        diagnostics=diagnostics,
        converged=converged,
        level=level,
        unit=read.unit,
        name=read.name,
        caveats=_caveats(variances, converged, diagnostics, read),
    )


def fit_structural(values: Floats, kind: Literal["llevel", "lltrend"]) -> tuple[Any, float]:
    """The statsmodels fit of values / scale, and the scale (their standard deviation): variances are in scale².

    Exact diffuse initialisation, complex-step gradients, and moment estimates to start from: of a local level,
    −Cov(Δy_t, Δy_{t−1}) = σ²_ε and Var(Δy) = σ²_η + 2σ²_ε; the slope starts at a thousandth of that. From the library's
    own start the search takes longer and, on smooth series, ends at a worse maximum; with its own finite differences
    it stops short of the maximum.
    """
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    scale = float(np.nanstd(values)) or 1.0
    model = UnobservedComponents(values / scale, kind, use_exact_diffuse=True)
    changes = np.diff(values / scale)
    variance = float(np.nanvar(changes))
    moved = changes - np.nanmean(changes)
    irregular = float(np.clip(-np.nanmean(moved[1:] * moved[:-1]), 0.02 * variance, 0.48 * variance))
    start = np.array([irregular, max(variance - 2 * irregular, 0.02 * variance), 0.001 * variance])
    start = start[: len(model.param_names)]
    options = {"disp": False, "cov_type": "none", "optim_score": "approx", "pgtol": 1e-6, "factr": 1e3, "maxiter": 500}
    return model.fit(start, **options), scale


def has_converged(fit: Any) -> bool:
    """Whether the search ended at a maximum: by its own word, or because the gradient is flat where it stopped."""
    return bool(fit.mle_retvals["converged"]) or float(np.max(np.abs(fit.mle_retvals["gopt"]))) < 1e-4


def _smoothed(fit: Any, read: TimeSeries, scale: float, level: float) -> pd.DataFrame:
    """Smoothed states with a symmetric normal band of the given level."""
    z = float(norm.ppf(0.5 + level / 2))
    columns = {"observed": read.values}
    for state, (name, low, high) in enumerate((("trend", "low", "high"), ("slope", "slope_low", "slope_high"))):
        if state < fit.smoothed_state.shape[0]:
            centre = fit.smoothed_state[state] * scale
            half = z * np.sqrt(np.maximum(fit.smoothed_state_cov[state, state], 0.0)) * scale
            columns |= {name: centre, low: centre - half, high: centre + half}
    return pd.DataFrame(columns, index=read.index)


def _diagnostics(fit: Any, read: TimeSeries) -> dict[str, float]:
    """p-values of the standardised one-step-ahead errors after the diffuse start."""
    per_year = read.per_year or 10
    lags = max(min(2 * per_year, len(read.observed) // 5), 2)
    return {
        "serial correlation": float(fit.test_serial_correlation("ljungbox", lags=[lags])[0, 1, 0]),
        "changing variance": float(fit.test_heteroskedasticity("breakvar")[0, 1]),
        "non-normality": float(fit.test_normality("jarquebera")[0, 1]),
    }


def _caveats(
    variances: dict[str, float], converged: bool, diagnostics: dict[str, float], read: TimeSeries
) -> tuple[Message, ...]:
    caveats: list[Message] = []
    if not converged:
        caveats.append(Message("The likelihood did not reach its maximum: read the trend as a rough guide."))
    if "slope" in variances and variances["slope"] < 1e-8 * sum(variances.values()):
        caveats.append(
            Message("The slope is estimated as constant: the trend is a straight line with a wandering level.")
        )
    if diagnostics["serial correlation"] < 0.05:
        caveats.append(Message("The errors are serially correlated, so the bands are too narrow."))
    if missing := len(read) - len(read.observed):
        caveats.append(
            Message(
                "{n} {unit}s have no value; the trend there is interpolated by the model.", n=missing, unit=read.unit
            )
        )
    return tuple(caveats)
