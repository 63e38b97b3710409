"""Is there a season?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from indicators.errors import SeriesTooShortError, TrendError
from indicators.trends import seasonality
from indicators.wording.trends import summary


def test_driver_deaths_peak_in_december(driver_deaths: pd.Series) -> None:
    result = seasonality(driver_deaths)
    assert result.present
    assert result.by_season.idxmax() == 12
    assert result.strength > 0.7
    assert "highest in December" in summary(result)


def test_carbon_dioxide_peaks_in_may() -> None:
    import statsmodels.api as sm

    weekly = sm.datasets.co2.load_pandas().data["co2"]
    measured = weekly.resample("MS").mean().interpolate()["1960":"1995"].rename("CO2")
    result = seasonality(measured)
    assert result.present
    assert (result.by_season.idxmax(), result.by_season.idxmin()) in {(5, 9), (5, 10)}
    assert result.by_season[5] == pytest.approx(3.0, abs=0.3)  # Mauna Loa: about 3 ppm above the yearly mean


def test_the_season_is_the_same_in_every_year(airline: pd.Series) -> None:
    """As R's `stl(s.window = "periodic")` means it, on a series whose season grows."""
    frame = seasonality(airline).to_frame()
    by_month = frame["seasonal"].groupby(frame.index.month)
    assert np.allclose(by_month.max(), by_month.min())
    assert by_month.first().std() > 0.1  # logarithms


def test_parts_sum_to_the_series(airline: pd.Series) -> None:
    frame = seasonality(airline).to_frame()
    np.testing.assert_allclose(frame["trend"] + frame["seasonal"] + frame["remainder"], frame["observed"])


def test_a_season_is_found_rarely_where_there_is_none(monthly: Callable[..., pd.Series]) -> None:
    random = np.random.default_rng(41)
    noise = [seasonality(monthly(random.normal(size=120))) for _ in range(60)]
    walks = [seasonality(monthly(random.normal(size=120).cumsum())) for _ in range(60)]
    assert np.mean([one.present for one in noise]) <= 0.05
    assert np.mean([one.present for one in walks]) <= 0.05
    without = next(one for one in walks if not one.present)
    assert (without.to_frame()["seasonal"] == 0).all()
    assert "no evidence of a season" in summary(without)


def test_quarters_have_seasons_too() -> None:
    random = np.random.default_rng(42)
    values = np.tile([3.0, 0, -2, -1], 15) + random.normal(size=60) * 0.5
    result = seasonality(pd.Series(values, index=pd.period_range("2001Q1", periods=60, freq="Q"), name="trade"))
    assert result.present
    assert (result.unit, result.by_season.idxmax(), result.by_season.idxmin()) == ("quarter", 1, 3)


def test_two_full_years_are_needed(monthly: Callable[..., pd.Series]) -> None:
    values = np.random.default_rng(43).normal(size=25)
    with pytest.raises(SeriesTooShortError, match="at least 25 months"):
        seasonality(monthly(values[:24]))
    assert any("Only 2.1 years" in sentence for sentence in seasonality(monthly(values)).caveats)


@pytest.mark.parametrize("index", [pd.period_range("1950", periods=60, freq="Y"), pd.RangeIndex(60)])
def test_years_and_numbers_have_no_season(index: pd.Index) -> None:
    with pytest.raises(TrendError, match="monthly or quarterly"):
        seasonality(pd.Series(np.random.default_rng(44).normal(size=60), index=index))
