"""What is the underlying direction?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from indicators.errors import SeriesTooShortError, TrendError
from indicators.trends import underlying_trend
from indicators.wording.trends import details, summary


def test_the_local_level_of_the_nile(nile: pd.Series, published: dict[str, Any]) -> None:
    result = underlying_trend(nile, kind="level")
    expected = published["nile_level"]
    assert result.variances["irregular"] == pytest.approx(expected["irregular"], rel=1e-5)
    assert result.variances["level"] == pytest.approx(expected["level"], rel=1e-4)
    assert result.converged
    assert set(result.trend.columns) == {"observed", "trend", "low", "high"}


def test_the_unit_changes_nothing_but_the_unit(nile: pd.Series) -> None:
    one, other = underlying_trend(nile), underlying_trend(nile / 1000)
    for part, variance in one.variances.items():
        assert other.variances[part] == pytest.approx(variance / 1e6, rel=1e-3, abs=1e-9)
    np.testing.assert_allclose(other.trend["trend"] * 1000, one.trend["trend"], rtol=1e-4)
    # a density changes with the unit of what it is a density of; the two diffuse states count no value
    assert other.log_likelihood == pytest.approx(one.log_likelihood + 98 * np.log(1000), abs=1e-3)


def test_the_log_likelihood_is_that_of_statsmodels_on_the_series_as_it_is(nile: pd.Series) -> None:
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    result = underlying_trend(nile, kind="level")
    model = UnobservedComponents(nile.to_numpy(), "llevel", use_exact_diffuse=True)
    assert result.log_likelihood == pytest.approx(
        model.loglike([result.variances[part] for part in ("irregular", "level")])
    )


def test_the_band_holds_the_true_trend_as_often_as_it_says(monthly: Callable[..., pd.Series]) -> None:
    random = np.random.default_rng(21)
    inside, slopes = [], []
    for _ in range(25):
        slope = 0.1 + np.cumsum(random.normal(size=200) * 0.02)
        truth = np.cumsum(slope)
        result = underlying_trend(monthly(truth + random.normal(size=200)), level=0.9)
        inside.append(((result.trend["low"] <= truth) & (truth <= result.trend["high"])).mean())
        slopes.append(
            ((result.trend["slope_low"][:-1] <= slope[1:]) & (slope[1:] <= result.trend["slope_high"][:-1])).mean()
        )
    assert 0.84 <= np.mean(inside) <= 0.95
    assert 0.80 <= np.mean(slopes) <= 0.97


def test_a_straight_line_is_told_as_one(monthly: Callable[..., pd.Series]) -> None:
    noise = np.random.default_rng(22).normal(size=150)
    result = underlying_trend(monthly(0.5 * np.arange(150) + noise, name="the index"))
    last = result.trend.iloc[-1]
    assert last["slope"] == pytest.approx(0.5, abs=0.03)
    assert last["slope_low"] > 0
    assert "rising by 0.5" in summary(result)
    assert "the index" in summary(result)
    assert "other direction" not in summary(result)


def test_a_trend_without_noise_claims_no_band(monthly: Callable[..., pd.Series]) -> None:
    """A walk whose steps go on: the trend is the series, and a band of no width would look like certainty."""
    steps = np.cumsum(np.random.default_rng(27).normal(size=200))
    result = underlying_trend(monthly(np.cumsum(steps) / 10, name="trade"))
    assert result.is_the_series
    np.testing.assert_allclose(result.trend["trend"], result.trend["observed"], atol=1e-3)
    said = summary(result)
    assert "is the value itself" in said
    assert "has no band" in said


def test_the_residual_tests_reject_as_rarely_as_they_say(monthly: Callable[..., pd.Series]) -> None:
    random = np.random.default_rng(26)
    results = [underlying_trend(monthly(random.normal(size=120).cumsum() + random.normal(size=120))) for _ in range(60)]
    for test in ("serial correlation", "changing variance", "non-normality"):
        assert np.mean([result.diagnostics[test] < 0.05 for result in results]) <= 0.13
    clean = next(result for result in results if min(result.diagnostics.values()) >= 0.05)
    assert details(clean)[0].startswith("The one-step-ahead errors show nothing that the model leaves out")


def test_a_smooth_series_is_fitted_better_than_from_the_library_start() -> None:
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    random = np.random.default_rng(3)
    smooth = 50 + np.cumsum(np.cumsum(random.normal(0, 0.05, 300))) + random.normal(0, 0.3, 300)
    result = underlying_trend(pd.Series(smooth))
    library = UnobservedComponents(smooth, "lltrend", use_exact_diffuse=True).fit(disp=False)
    assert result.log_likelihood >= library.llf - 1e-4


def test_what_the_model_leaves_out_is_said(monthly: Callable[..., pd.Series]) -> None:
    season = 5 * np.sin(np.arange(180) * 2 * np.pi / 12)
    result = underlying_trend(monthly(season + np.random.default_rng(23).normal(size=180)))
    assert result.diagnostics["serial correlation"] < 0.01
    assert "serial correlation" in details(result)[0]
    assert any("too narrow" in sentence for sentence in result.caveats)


def test_gaps_are_bridged_and_said(monthly: Callable[..., pd.Series]) -> None:
    values = np.cumsum(np.random.default_rng(24).normal(size=100))
    values[40:46] = np.nan
    result = underlying_trend(monthly(values))
    assert result.trend["trend"].notna().all()
    width = result.trend["high"] - result.trend["low"]
    assert width.iloc[43] > 2 * width.iloc[20] or width.iloc[20] < 1e-6
    assert any(sentence.startswith("6 months have no value") for sentence in result.caveats)


@pytest.mark.parametrize(("values", "error"), [(np.arange(19.0), SeriesTooShortError), (np.full(40, 7.0), TrendError)])
def test_too_short_or_constant_is_refused(values: np.ndarray, error: type[TrendError]) -> None:
    with pytest.raises(error):
        underlying_trend(pd.Series(values))


def test_the_frame_is_the_trend_by_period(nile: pd.Series) -> None:
    frame = underlying_trend(nile).to_frame()
    assert list(frame.index) == list(nile.index)
    assert ((frame["low"] <= frame["trend"]) & (frame["trend"] <= frame["high"])).all()
