"""What a forecast can be made with: models, and the plain benchmarks that a model has to beat.

Each takes the values so far and returns the expected value and standard error of the next ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy.stats import norm

from indicators.model.arrays import Floats
from indicators.trends.structural import fit_structural, has_converged


@dataclass(frozen=True, eq=False)
class Path:
    """Expected values and standard errors for 1, 2, … periods ahead, and the parameters that they came from."""

    mean: Floats
    se: Floats
    parameters: dict[str, float]
    converged: bool = True

    def interval(self, level: float) -> tuple[Floats, Floats]:
        """The central normal interval of this level."""
        half = float(norm.ppf(0.5 + level / 2)) * self.se
        return self.mean - half, self.mean + half


Candidate = Callable[[Floats, int, int, "Path | None"], Path]
"""(values, steps, period, path of an earlier origin to start the search from) → Path"""


# --- benchmarks ------------------------------------------------------------------------------------


def naive(values: Floats, steps: int, period: int, warm: Path | None = None) -> Path:
    """The last value; standard error by how far apart values h periods apart have been (root mean square)."""
    return Path(np.full(steps, values[-1]), _spread_by_step(values, steps), {})


def seasonal_naive(values: Floats, steps: int, period: int, warm: Path | None = None) -> Path:
    """The value of the same season a year before; standard error as for naive, over whole years."""
    ahead = np.arange(steps)
    whole_years = (ahead // period + 1) * period
    mean = values[len(values) - period + ahead % period]
    return Path(mean, _spread_by_step(values, int(whole_years[-1]))[whole_years - 1], {})


def drift(values: Floats, steps: int, period: int, warm: Path | None = None) -> Path:
    """The line through the first and last value; standard error as for naive about that line, times √(1 + h/(n−1))
    for the slope."""
    n, ahead = len(values), np.arange(1, steps + 1)
    slope = float(values[-1] - values[0]) / (n - 1)
    spread = _spread_by_step(values - slope * np.arange(n), steps)
    return Path(values[-1] + slope * ahead, spread * np.sqrt(1 + ahead / (n - 1)), {"slope": slope})


def _spread_by_step(values: Floats, steps: int) -> Floats:
    """Root mean square of all changes over 1, 2, … steps: right for a random walk and for a return to the mean."""
    return np.array([np.sqrt(np.mean((values[h:] - values[:-h]) ** 2)) for h in range(1, steps + 1)])


# --- models ----------------------------------------------------------------------------------------


def local_level(values: Floats, steps: int, period: int, warm: Path | None = None) -> Path:
    """A wandering level with noise (state space)."""
    return _structural("llevel", values, steps)


def local_linear_trend(values: Floats, steps: int, period: int, warm: Path | None = None) -> Path:
    """A wandering level with a wandering slope and noise (state space)."""
    return _structural("lltrend", values, steps)


def autoregression(values: Floats, steps: int, period: int, warm: Path | None = None) -> Path:
    """A return to the mean: AR(1) with a constant (state space)."""
    return _sarima(values, steps, warm, order=(1, 0, 0), trend="c")


def airline(values: Floats, steps: int, period: int, warm: Path | None = None) -> Path:
    """SARIMA(0,1,1)(0,1,1): the airline model of Box and Jenkins (state space)."""
    return _sarima(values, steps, warm, order=(0, 1, 1), seasonal_order=(0, 1, 1, period))


def damped_smoothing(values: Floats, steps: int, period: int, warm: Path | None = None) -> Path:
    """Exponential smoothing with a damped trend, ETS(A,Ad,N)."""
    return _smoothing(values, steps, seasonal=None)


def seasonal_smoothing(values: Floats, steps: int, period: int, warm: Path | None = None) -> Path:
    """Exponential smoothing with a damped trend and a season, ETS(A,Ad,A)."""
    return _smoothing(values, steps, seasonal="add", seasonal_periods=period)


BENCHMARKS: dict[str, Candidate] = {"naive": naive, "drift": drift}
SEASONAL_BENCHMARKS: dict[str, Candidate] = BENCHMARKS | {"seasonal naive": seasonal_naive}
MODELS: dict[str, Candidate] = {
    "local level": local_level,
    "local linear trend": local_linear_trend,
    "autoregression": autoregression,
    "damped smoothing": damped_smoothing,
}
SEASONAL_MODELS: dict[str, Candidate] = {"airline model": airline, "seasonal smoothing": seasonal_smoothing}


def _structural(kind: Literal["llevel", "lltrend"], values: Floats, steps: int) -> Path:
    fit, scale = fit_structural(values, kind)
    return _ahead(fit, steps, scale, np.asarray(fit.params) * scale**2)


def _sarima(values: Floats, steps: int, warm: Path | None, **kind: Any) -> Path:
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    model = SARIMAX(values, **kind)
    start = np.array(list(warm.parameters.values())) if warm is not None else model.start_params
    fit = model.fit(start, disp=False, cov_type="none", optim_score="approx", maxiter=200)
    return _ahead(fit, steps, 1.0, np.asarray(fit.params))


def _ahead(fit: Any, steps: int, scale: float, parameters: Floats) -> Path:
    ahead = fit.get_forecast(steps)
    return Path(
        np.asarray(ahead.predicted_mean) * scale,
        np.asarray(ahead.se_mean) * scale,
        dict(zip(fit.param_names, map(float, parameters), strict=True)),
        has_converged(fit),
    )


def _smoothing(values: Floats, steps: int, **season: Any) -> Path:
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    n = len(values)
    model = ETSModel(pd.Series(values), error="add", trend="add", damped_trend=True, **season)
    fit = model.fit(disp=False)
    ahead = fit.get_prediction(start=n, end=n + steps - 1).summary_frame(alpha=0.05)
    half = (ahead["pi_upper"] - ahead["pi_lower"]).to_numpy() / 2
    return Path(
        ahead["mean"].to_numpy(),
        half / float(norm.ppf(0.975)),
        dict(zip(fit.param_names, map(float, fit.params), strict=True)),
        bool(fit.mle_retvals["converged"]),
    )
