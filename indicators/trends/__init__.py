"""What an index does over time: one question a module, each with a refusal when the figures cannot answer it.

series, results, fitting                          what a model reads and returns; one BLAS thread around every fit
structural, monotone, seasonal, turns, switching  direction, season, turning points and states
dating, shift_tests, shifts, shift_parts          when the level shifted, and what the shift is made of
candidates, backtest, forecasting                 where it is heading, beside the record of the method
factor, interrupted                               a second opinion; the effect of a date
simulate, pipeline, ranks                         what chance alone shows after the same steps

The names below load on first use, and statsmodels only when a model is fitted.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from indicators.trends.factor import LatentFactor, factor_news, latent_factor
    from indicators.trends.forecasting import Forecast, forecast
    from indicators.trends.interrupted import Intervention, components_that_code, intervention
    from indicators.trends.monotone import SenSlope, sen_slope
    from indicators.trends.pipeline import PipelineNull, pipeline_null
    from indicators.trends.results import TrendResult
    from indicators.trends.seasonal import Seasonality, seasonality
    from indicators.trends.shift_parts import shift_sources
    from indicators.trends.shift_tests import false_discoveries
    from indicators.trends.shifts import LevelShifts, level_shifts, level_shifts_by_group
    from indicators.trends.structural import UnderlyingTrend, underlying_trend
    from indicators.trends.switching import Regimes, regimes
    from indicators.trends.turns import TurningPoints, turning_points

_HOME = {
    "Forecast": "forecasting",
    "Intervention": "interrupted",
    "LatentFactor": "factor",
    "LevelShifts": "shifts",
    "PipelineNull": "pipeline",
    "Regimes": "switching",
    "Seasonality": "seasonal",
    "SenSlope": "monotone",
    "TrendResult": "results",
    "TurningPoints": "turns",
    "UnderlyingTrend": "structural",
    "components_that_code": "interrupted",
    "factor_news": "factor",
    "false_discoveries": "shift_tests",
    "forecast": "forecasting",
    "intervention": "interrupted",
    "latent_factor": "factor",
    "level_shifts": "shifts",
    "level_shifts_by_group": "shifts",
    "pipeline_null": "pipeline",
    "regimes": "switching",
    "seasonality": "seasonal",
    "sen_slope": "monotone",
    "shift_sources": "shift_parts",
    "turning_points": "turns",
    "underlying_trend": "structural",
}

__all__ = [
    "Forecast",
    "Intervention",
    "LatentFactor",
    "LevelShifts",
    "PipelineNull",
    "Regimes",
    "Seasonality",
    "SenSlope",
    "TrendResult",
    "TurningPoints",
    "UnderlyingTrend",
    "components_that_code",
    "factor_news",
    "false_discoveries",
    "forecast",
    "intervention",
    "latent_factor",
    "level_shifts",
    "level_shifts_by_group",
    "pipeline_null",
    "regimes",
    "seasonality",
    "sen_slope",
    "shift_sources",
    "turning_points",
    "underlying_trend",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
