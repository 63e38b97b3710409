"""Is there a monotone trend?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau, theilslopes

from indicators.errors import SeriesTooShortError
from indicators.trends import sen_slope
from indicators.wording.trends import summary


def test_slope_and_statistic_against_scipy(nile: pd.Series) -> None:
    result = sen_slope(nile)
    slope, _, low, high = theilslopes(nile.to_numpy(), alpha=0.95)
    assert result.slope == pytest.approx(slope)
    assert (result.low, result.high) == pytest.approx((low, high), abs=0.01)
    ties = np.unique(nile, return_counts=True)[1]
    pairs, tied = 100 * 99 / 2, np.sum(ties * (ties - 1) / 2)
    tau = kendalltau(np.arange(100), nile.to_numpy()).statistic
    assert result.s == round(tau * np.sqrt(pairs * (pairs - tied)))


def test_z_as_gilbert_works_it() -> None:
    # no ties: Var(S) = n(n − 1)(2n + 5)/18, z = (S − 1)/√Var(S) for S > 0
    values = pd.Series([10.0, 22, 21, 30, 22.5, 30.5, 23, 38, 24, 40])
    result = sen_slope(values)
    s = sum(np.sign(values[j] - values[i]) for i in range(10) for j in range(i + 1, 10))
    assert result.s == s
    assert result.z == pytest.approx((s - 1) / np.sqrt(10 * 9 * 25 / 18))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-20, 20), min_size=10, max_size=25), st.integers(-5, 5))
def test_a_line_added_is_a_slope_added(numbers: list[int], added: int) -> None:
    values = np.array(numbers, dtype=float)
    plain, tilted = (sen_slope(pd.Series(one)) for one in (values, values + added * np.arange(len(values))))
    assert tilted.slope == pytest.approx(plain.slope + added, abs=1e-9)
    mirrored = sen_slope(pd.Series(-values))
    assert (mirrored.s, mirrored.slope) == (-plain.s, pytest.approx(-plain.slope))
    assert mirrored.p_value == pytest.approx(plain.p_value)


def test_gaps_keep_their_length() -> None:
    line = pd.Series(np.arange(60.0) * 2, index=pd.period_range("2010-01", periods=60, freq="M"))
    line.iloc[10:30] = np.nan
    assert sen_slope(line).slope == pytest.approx(2)
    assert sen_slope(line).slope_per_year == pytest.approx(24)


def test_the_false_rates_are_those_stated() -> None:
    random = np.random.default_rng(31)
    white = [sen_slope(pd.Series(random.normal(size=80))) for _ in range(300)]
    assert 0.02 <= np.mean([one.p_value < 0.05 for one in white]) <= 0.08
    assert 0.92 <= np.mean([one.low <= 0 <= one.high for one in white]) <= 0.98
    correlated = []
    for _ in range(200):
        values, shocks = np.zeros(180), random.normal(size=180)
        for t in range(1, 180):
            values[t] = 0.5 * values[t - 1] + shocks[t]
        correlated.append(sen_slope(pd.Series(values[60:])))
    plain = np.mean([one.p_value < 0.05 for one in correlated])
    robust = np.mean([one.robust_p_value < 0.05 for one in correlated])
    assert plain > 0.18
    assert robust < 0.75 * plain


def test_negative_correlation_makes_no_trend_more_certain() -> None:
    values = np.resize([1.0, -1.0], 60) + 0.001 * np.arange(60)
    result = sen_slope(pd.Series(values))
    assert result.inflation == 1
    assert result.robust_p_value == result.p_value


def test_a_series_that_never_changes_has_no_trend() -> None:
    result = sen_slope(pd.Series(np.full(30, 4.0), name="post"))
    assert (result.slope, result.s, result.p_value, result.hac_p_value) == (0, 0, 1, 1)
    assert summary(result).startswith("post neither rises nor falls")


def test_simulated_series_give_the_rank() -> None:
    random = np.random.default_rng(32)
    null = pd.DataFrame(random.normal(size=(60, 99)).cumsum(axis=0))
    quiet = sen_slope(pd.Series(random.normal(size=60).cumsum()), null=null)
    steep = sen_slope(pd.Series(random.normal(size=60).cumsum() + 3 * np.arange(60)), null=null)
    assert quiet.null_p_value is not None
    assert quiet.null_p_value > 0.02
    assert steep.null_p_value == pytest.approx(0.01)
    assert "series in which nothing happens" in summary(steep)


def test_the_line_stands_in_the_frame(monthly: Callable[..., pd.Series]) -> None:
    result = sen_slope(monthly(5 + 0.25 * np.arange(48)))
    np.testing.assert_allclose(result.to_frame()["line"], result.to_frame()["observed"])
    assert result.hac_slope == pytest.approx(0.25)


def test_nine_values_are_too_few() -> None:
    with pytest.raises(SeriesTooShortError, match="at least 10"):
        sen_slope(pd.Series(np.arange(9.0)))


def test_the_interval_takes_the_ranks_that_r_takes() -> None:
    """`trend::sens.slope`: 45 values without ties have 990 slopes and C = 1.96 · √10450; ranks 395 and 596 of them."""
    values = np.random.default_rng(6).normal(size=45)
    result = sen_slope(pd.Series(values, index=pd.period_range("1965", periods=45, freq="Y")))
    first, second = np.triu_indices(45, 1)
    slopes = np.sort((values[second] - values[first]) / (second - first))
    assert result.low == pytest.approx(slopes[395 - 1])
    assert result.high == pytest.approx(slopes[596 - 1])
