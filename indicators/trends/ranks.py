"""Evidence by rank: what a test says of the real series, among what it says of simulated ones."""

from __future__ import annotations

import numpy as np
import pandas as pd

from indicators.errors import TrendError
from indicators.trends.series import TimeSeries


def simulated_on(null: pd.DataFrame, read: TimeSeries) -> np.ndarray:
    """Simulated series, one a column, on the periods where the real one has a value: (values, draws).

    A frame with dates is matched by date, one without by position. Raises TrendError where a value is missing.
    """
    if isinstance(null.index, pd.PeriodIndex) and isinstance(read.index, pd.PeriodIndex):
        null = null.reindex(read.index)
    draws = null.to_numpy(dtype=float)
    if len(draws) != len(read) or draws.shape[1] == 0 or not np.all(np.isfinite(draws[read.observed])):
        raise TrendError(
            "the simulated series do not have a value in every {unit} of {name}, {index} to "
            "{read}. Simulate the same window, one series a column.",
            unit=read.unit,
            name=read.name,
            index=read.index[0],
            read=read.index[-1],
        )
    return draws[read.observed]


def rank_p_value(value: float, simulated: np.ndarray) -> float:
    """(1 + simulated values at least as large) / (1 + simulated values): never zero (Phipson and Smyth 2010)."""
    return float((1 + np.sum(simulated >= value - 1e-12 * max(1.0, abs(value)))) / (1 + len(simulated)))
