"""What an index does over time: one question a file, each with a refusal when the figures cannot answer it.

question, plot, results                           the registry of questions, what is drawn of one, what a model returns
series, fitting                                   what a model reads; one BLAS thread around every fit
direction: structural, sen                        the smoothed trend; Sen's slope
shifts: dating, sup_f, shift_parts                when the level shifted, and what the shift is made of
seasonal, switching, turns                        season, states and turning points
forecasting: candidates, backtest                 where it is heading, beside the record of the method
factor, interrupted                               a second opinion; the effect of a date
simulate, pipeline, ranks                         what chance alone shows after the same steps

The names below load on first use, and statsmodels only when a model is fitted.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from indicators.trends.factor import LatentFactor as LatentFactor
    from indicators.trends.factor import factor_news as factor_news
    from indicators.trends.factor import latent_factor as latent_factor
    from indicators.trends.forecasting import Forecast as Forecast
    from indicators.trends.forecasting import forecast as forecast
    from indicators.trends.interrupted import Intervention as Intervention
    from indicators.trends.interrupted import components_that_code as components_that_code
    from indicators.trends.interrupted import intervention as intervention
    from indicators.trends.pipeline import PipelineNull as PipelineNull
    from indicators.trends.pipeline import pipeline_null as pipeline_null
    from indicators.trends.ranks import false_discoveries as false_discoveries
    from indicators.trends.ranks import rank_p_value as rank_p_value
    from indicators.trends.results import TrendResult as TrendResult
    from indicators.trends.seasonal import Seasonality as Seasonality
    from indicators.trends.seasonal import seasonality as seasonality
    from indicators.trends.sen import SenSlope as SenSlope
    from indicators.trends.sen import sen_slope as sen_slope
    from indicators.trends.shifts import LevelShifts as LevelShifts
    from indicators.trends.shifts import level_shifts as level_shifts
    from indicators.trends.shifts import level_shifts_by_group as level_shifts_by_group
    from indicators.trends.structural import UnderlyingTrend as UnderlyingTrend
    from indicators.trends.structural import underlying_trend as underlying_trend
    from indicators.trends.switching import Regimes as Regimes
    from indicators.trends.switching import regimes as regimes
    from indicators.trends.turns import TurningPoints as TurningPoints
    from indicators.trends.turns import turning_points as turning_points

_FILES = "factor forecasting interrupted pipeline ranks results seasonal sen shifts structural switching turns"


def __getattr__(name: str) -> Any:
    """A public name, from the file that defines it (PEP 562)."""
    for file in () if name.startswith("_") else _FILES.split():
        module = import_module(f"{__name__}.{file}")
        if getattr(vars(module).get(name), "__module__", None) == module.__name__:
            return vars(module)[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
