"""Evidence by rank: what a test says of the real series, among what it says of simulated ones; and of many tests."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control

from indicators.errors import TrendError
from indicators.model.arrays import Floats
from indicators.trends.series import TimeSeries


def simulated_on(null: pd.DataFrame, read: TimeSeries) -> Floats:
    """Simulated series, one a column, on the periods where the real one has a value: (values, draws).

    A frame with dates is matched by date, one without by position. Raises TrendError where a value is missing.
    """
    if isinstance(null.index, pd.PeriodIndex) and isinstance(read.index, pd.PeriodIndex):
        null = null.reindex(read.index)
    draws: Floats = null.to_numpy(dtype=float)
    if len(draws) != len(read) or draws.shape[1] == 0 or not np.all(np.isfinite(draws[read.observed])):
        raise TrendError(
            "the simulated series do not have a value in every {unit} of {name}, {first} to "
            "{last}. Simulate the same window, one series a column.",
            unit=read.unit,
            name=read.name,
            first=read.index[0],
            last=read.index[-1],
        )
    return draws[read.observed]


def rank_p_value(value: float, simulated: Floats) -> float:
    """(1 + simulated values at least as large) / (1 + simulated values): never zero (Phipson and Smyth 2010).

    What differs by rounding only is as large.
    """
    return (1 + at_least(value, simulated)) / (1 + len(simulated))


def at_least(value: float, simulated: Floats) -> int:
    """How many simulated values are at least as large, up to rounding."""
    return int(np.sum(simulated >= value - 1e-12 * max(1.0, abs(value))))


def false_discoveries(p_values: Mapping[str, float], rate: float = 0.1) -> pd.DataFrame:
    """Which of several tests to believe when a share `rate` of the believed ones may be false.

    Rows in the order given: `p_value`, `q_value` (the lowest rate at which the test would be believed) and
    `discovery`. Benjamini and Hochberg (1995); valid under the positive dependence that groups of one index have
    (Benjamini and Yekutieli 2001).
    """
    p = pd.Series(dict(p_values), dtype=float, name="p_value")
    q = false_discovery_control(p) if len(p) else p.to_numpy()
    return pd.DataFrame({"p_value": p, "q_value": q, "discovery": q <= rate + 1e-12})
