"""Is there a season? STL, with a season drawn only where a test finds one."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy.stats import friedmanchisquare

from indicators.errors import TrendError
from indicators.trends.fitting import fits
from indicators.trends.results import TrendResult, figure, p_text
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
    unit: str
    name: str

    formula: ClassVar[str] = "y_t = T_t + S_t + R_t;  strength = max(0, 1 − Var(R) / Var(S + R))"
    reference: ClassVar[str] = (
        "Cleveland, Cleveland, McRae & Terpenning (1990) Journal of Official Statistics 6; "
        "Wang, Smith & Hyndman (2006) Data Mining and Knowledge Discovery 13; Friedman (1937) JASA 32"
    )

    def to_frame(self) -> pd.DataFrame:
        return self.decomposition

    def summary_sentence(self) -> str:
        if not self.present:
            return f"There is no evidence of a season in {self.name} ({p_text(self.p_value)}), so none is taken out."
        high, low = int(self.by_season.idxmax()), int(self.by_season.idxmin())
        names = calendar.month_name if self.unit == "month" else [f"{self.unit} {place}" for place in range(5)]
        return (
            f"{self.name} has a season of strength {self.strength:.2f} ({p_text(self.p_value)}): highest in "
            f"{names[high]} ({self.measured(figure(self.by_season[high], sign=True))}), lowest in {names[low]} "
            f"({self.measured(figure(self.by_season[low], sign=True))})."
        )


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
        warnings=_warnings(read, period),
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
    """Robust STL with a periodic season, and the strength of that season."""
    from statsmodels.tsa.seasonal import STL

    fit = STL(read.values, period=period, seasonal=6 * period + 1, robust=True).fit()
    table = pd.DataFrame(
        {"observed": read.values, "trend": fit.trend, "seasonal": fit.seasonal, "remainder": fit.resid},
        index=read.index,
    )
    both = float(np.var(fit.seasonal + fit.resid))
    strength = max(0.0, 1.0 - float(np.var(fit.resid)) / both) if both > 0 else 0.0
    return table, strength


def _warnings(read: TimeSeries, period: int) -> tuple[str, ...]:
    cycles = len(read) / period
    if cycles < 5:
        return (f"Only {cycles:.1f} years: a season can be seen, not how it changes.",)
    return ()
