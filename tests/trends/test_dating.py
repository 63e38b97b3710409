"""Dates of shifts: against strucchange, against brute force, and the distribution of a date against simulation."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.trends.dating import (
    argmax_cdf,
    date_interval,
    gain_of_one_more,
    long_run_variance,
    most_shifts,
    partitions,
    residuals,
)


def test_the_nile_as_strucchange_has_it(nile: pd.Series, published: dict[str, Any]) -> None:
    expected = published["nile_breaks"]
    parts = partitions(nile.to_numpy(), 15)
    assert [list(ends) for ends in parts.ends] == expected["ends"]
    np.testing.assert_array_equal(parts.ssr.round(), expected["rss"])
    np.testing.assert_array_equal(parts.bic.round(), expected["bic"])
    assert parts.number == 1


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-50, 50), min_size=12, max_size=18), st.integers(2, 4))
def test_no_partition_has_a_smaller_sum_of_squares(numbers: list[int], shortest: int) -> None:
    values = np.array(numbers, dtype=float)
    parts = partitions(values, shortest)
    for shifts in range(1, min(most_shifts(len(values), shortest), 3) + 1):
        cuts = [
            ends
            for ends in combinations(range(1, len(values)), shifts)
            if min(np.diff([0, *ends, len(values)])) >= shortest
        ]
        best = min(float(np.sum(residuals(values, ends) ** 2)) for ends in cuts)
        assert parts.ssr[shifts] == pytest.approx(best, abs=1e-8)


def test_scale_and_level_change_no_date() -> None:
    values = np.random.default_rng(2).normal(size=90).cumsum()
    assert partitions(values, 10).ends == partitions(1e6 + 37 * values, 10).ends


def test_a_series_that_never_changes_has_no_shift() -> None:
    parts = partitions(np.full(60, 0.1), 9)
    assert parts.number == 0
    assert parts.largest_f == 0


def test_one_more_shift_gains_what_the_best_partition_of_a_regime_gains() -> None:
    values = np.random.default_rng(3).normal(size=80)
    parts = partitions(values, 10)
    assert gain_of_one_more(values, (), 10) == pytest.approx(parts.ssr[0] - parts.ssr[1])
    held = gain_of_one_more(values, parts.ends[1], 10)
    assert 0 <= held <= parts.ssr[1] - parts.ssr[2] + 1e-9


def test_long_run_variance_of_white_noise_and_of_an_autoregression() -> None:
    shocks = np.random.default_rng(4).normal(size=4000)
    wandering = np.zeros_like(shocks)
    for t in range(1, len(shocks)):
        wandering[t] = 0.6 * wandering[t - 1] + shocks[t]
    assert long_run_variance(shocks) == pytest.approx(1.0, rel=0.15)
    assert long_run_variance(wandering) == pytest.approx(1 / (1 - 0.6) ** 2, rel=0.25)


# --- how sure a date is ----------------------------------------------------------------------------------


def test_the_published_quantiles_of_the_argmax(published: dict[str, Any]) -> None:
    expected = published["argmax_quantiles"]
    assert argmax_cdf(expected["q90"]) - argmax_cdf(-expected["q90"]) == pytest.approx(0.90, abs=0.002)
    assert argmax_cdf(expected["q95"]) - argmax_cdf(-expected["q95"]) == pytest.approx(0.95, abs=0.002)


@pytest.mark.parametrize("ratio", [0.25, 1.0, 4.0])
def test_the_argmax_has_a_distribution(ratio: float) -> None:
    x = np.concatenate([np.linspace(-3000, -1e-6, 500), np.linspace(1e-6, 3000, 500)])
    cdf = np.array([argmax_cdf(one, ratio) for one in x])
    assert cdf[0] == pytest.approx(0, abs=1e-9)
    assert cdf[-1] == pytest.approx(1, abs=1e-9)
    assert np.all(np.diff(cdf) >= -1e-9)
    assert argmax_cdf(-1e-9, ratio) == pytest.approx(argmax_cdf(1e-9, ratio), abs=1e-4)


def test_an_estimated_date_strays_into_the_noisier_regime() -> None:
    # the truth then lies on the quiet side of the estimate, and so does the longer arm of the interval
    random = np.random.default_rng(6)
    strayed = []
    for _ in range(300):
        values = random.normal(size=400) * np.repeat([1.0, 3.0], 200) + np.repeat([0.0, 1.0], 200)
        strayed.append(partitions(values, 60, most=1).ends[1][0] - 200)
    low, high = date_interval(1.0, before=1.0, after=9.0)
    assert np.mean(strayed) > 5
    assert -low > high > 0
    assert np.mean([low <= -stray <= high for stray in strayed]) >= 0.9
    assert date_interval(-1.0, before=1.0, after=9.0) == (low, high)
    assert date_interval(3.0, before=9.0, after=1.0) == tuple(-side for side in reversed(date_interval(3.0, 1.0, 9.0)))


def test_a_larger_shift_is_dated_more_closely() -> None:
    widths = [np.diff(date_interval(change, 1.0, 1.0))[0] for change in (0.5, 1.0, 2.0, 4.0)]
    assert widths == sorted(widths, reverse=True)
    assert date_interval(5.0, 0.0, 0.0) == (0, 0)
