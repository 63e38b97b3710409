"""Is there a season? STL, with a season drawn only where a test finds one."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy.stats import friedmanchisquare

from indicators.errors import Message, TrendError
from indicators.trends.fitting import fits
from indicators.trends.plot import Bars, Line, Plot
from indicators.trends.question import Question, by_month
from indicators.trends.results import TrendResult
from indicators.trends.series import TimeSeries, read_series

CYCLES = 2
SIGNIFICANCE = 0.01


@dataclass(frozen=True, eq=False, kw_only=True)
class Seasonality(TrendResult):
    """The season of one series, or the finding that there is none.

    `present`: whether the test finds a season (Friedman, p below 0.01). `strength`: 0 none, 1 all of the detrended
    variation. `decomposition`: `observed`, `trend`, `seasonal`, `remainder` by period; without a season `seasonal` is
    zero throughout, and so nothing is taken out of the series. `by_season`: mean seasonal effect of each month or
    quarter, 1 first.
    """

    present: bool
    strength: float
    p_value: float
    period: int
    decomposition: pd.DataFrame
    by_season: pd.Series

    formula: ClassVar[str] = "y_t = T_t + S_t + R_t;  strength = max(0, 1 − Var(R) / Var(S + R))"
    reference: ClassVar[str] = (
        "Cleveland, Cleveland, McRae & Terpenning (1990) Journal of Official Statistics 6; "
        "Wang, Smith & Hyndman (2006) Data Mining and Knowledge Discovery 13; Friedman (1937) JASA 32"
    )

    def to_frame(self) -> pd.DataFrame:
        return self.decomposition


@fits
def seasonality(series: pd.Series) -> Seasonality:
    """Look for a season of twelve months or four quarters.

    The evidence is Friedman's test on the ranks of the period-on-period changes within each year: it needs neither a
    normal nor a stationary series. Raises SeriesTooShortError below two full years and TrendError for an annual or
    undated series, a gap, or a series that never changes.
    """
    question = "A season"
    read = read_series(series, question=question, at_least=4, gaps=False, must_vary=True)
    period = read.per_year
    if period is None or period == 1:
        raise TrendError(
            "{question} is looked for in monthly or quarterly series; {name} is neither.",
            question=question,
            name=read.name,
        )
    # a year of changes needs the value before it
    read_series(series, question=f"{question} of {period} {read.unit}s", at_least=CYCLES * period + 1)
    p_value = _friedman(read, period)
    decomposition, strength = _decompose(read, period)
    present = p_value < SIGNIFICANCE
    if not present:
        decomposition = decomposition.assign(seasonal=0.0, remainder=decomposition["observed"] - decomposition["trend"])
    season = getattr(read.index, read.unit)
    return Seasonality(
        present=present,
        strength=strength,
        p_value=p_value,
        period=period,
        decomposition=decomposition,
        by_season=decomposition["seasonal"].groupby(np.asarray(season)).mean().rename_axis(read.unit),
        unit=read.unit,
        name=read.name,
        caveats=_caveats(read, period),
    )


def _friedman(read: TimeSeries, period: int) -> float:
    """p-value that changes rank alike in every year; years are the blocks, counted back from the last value."""
    changes = np.diff(read.values)
    years = len(changes) // period
    blocks = changes[-years * period :].reshape(years, period)
    if np.all(np.ptp(blocks, axis=1) == 0):
        return 1.0
    p_value = float(friedmanchisquare(*blocks.T).pvalue)
    return p_value if np.isfinite(p_value) else 1.0


def _decompose(read: TimeSeries, period: int) -> tuple[pd.DataFrame, float]:
    """Robust STL with a periodic season, and the strength of that season.

    Periodic as in R's `stl(s.window = "periodic")`: cycles smoothed by means over 10 n + 1 values, and the season of a
    month its mean over the years, so that it is the same in every year.
    """
    from statsmodels.tsa.seasonal import STL

    fit = STL(read.values, period=period, seasonal=10 * len(read.values) + 1, seasonal_deg=0, robust=True).fit()
    place = np.arange(len(read.values)) % period
    seasonal = np.array([fit.seasonal[place == one].mean() for one in range(period)])[place]
    remainder = read.values - fit.trend - seasonal
    table = pd.DataFrame(
        {"observed": read.values, "trend": fit.trend, "seasonal": seasonal, "remainder": remainder}, index=read.index
    )
    both = float(np.var(seasonal + remainder))
    strength = max(0.0, 1.0 - float(np.var(remainder)) / both) if both > 0 else 0.0
    return table, strength


def _caveats(read: TimeSeries, period: int) -> tuple[Message, ...]:
    years = len(read) / period
    if years < 5:
        return (Message("Only {years:.1f} years: a season can be seen, not how it changes.", years=years),)
    return ()


def _numbers(found: Seasonality) -> pd.DataFrame:
    effect = found.by_season.rename("points").reset_index()
    return effect if found.present else effect.iloc[:0]


def _chart(found: Seasonality) -> tuple[Plot, ...]:
    """The mean effect by month where there is a season, the series and its trend where there is none."""
    table = found.decomposition
    if not found.present:
        return (Plot(table, (Line("observed", "Score", "series"), Line("trend", "Trend (STL)"))),)
    names = [calendar.month_abbr[place] if found.period == 12 else f"Q{place}" for place in found.by_season.index]
    return (Plot(found.by_season.set_axis(names).to_frame("effect"), (Bars("effect"),), data=by_month(table)),)


QUESTION = Question(
    "season", Message("Is there a season?"), lambda subject: (seasonality(subject.series()),), _chart, numbers=_numbers
)
