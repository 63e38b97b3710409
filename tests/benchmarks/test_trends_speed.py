"""A trend with intervals in under 0.2 s for 500 months, and hardly slower than the bare library fit."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
import pytest

from indicators.trends import level_shifts, seasonality, underlying_trend
from indicators.trends.fitting import fitting

MONTHS = pd.period_range("1985-01", periods=500, freq="M")


def best_of(run: Callable[[], object], times: int = 5) -> float:
    """Processor seconds of the fastest of several runs, after one to warm up: other work on the machine counts not."""
    run()
    seconds = []
    for _ in range(times):
        begin = time.process_time()
        run()
        seconds.append(time.process_time() - begin)
    return min(seconds)


@pytest.fixture(scope="module")
def series() -> list[pd.Series]:
    """Wandering levels under little, some and much noise."""
    made = []
    for seed in range(6):
        random = np.random.default_rng(seed)
        values = 50 + np.cumsum(0.5 * random.normal(size=500)) + (0.3 + seed % 3) * random.normal(size=500)
        made.append(pd.Series(values, index=MONTHS))
    return made


def test_a_trend_takes_hardly_longer_than_the_library(series: list[pd.Series]) -> None:
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    def library(one: pd.Series) -> object:
        with fitting():
            return UnobservedComponents(one, "lltrend").fit(disp=False)

    ours = [best_of(partial(underlying_trend, one)) for one in series]
    bare = [best_of(partial(library, one)) for one in series]
    assert max(ours) < 0.2
    assert sum(ours) <= 1.3 * sum(bare)


def test_shifts_and_season_are_quick(series: list[pd.Series]) -> None:
    assert best_of(lambda: level_shifts(series[0])) < 0.1
    assert best_of(lambda: seasonality(series[0])) < 0.2
