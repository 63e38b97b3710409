"""Which regime are we in?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from indicators.errors import SeriesTooShortError, TrendError
from indicators.trends import regimes
from indicators.wording.trends import summary


@pytest.fixture(scope="module")
def fed_funds() -> pd.Series:
    table = pd.read_csv(Path(__file__).parent / "golden" / "fed_funds.csv")
    return pd.Series(table["rate"].to_numpy(), index=pd.PeriodIndex(table["quarter"], freq="Q"), name="fed funds")


def test_the_federal_funds_rate_as_stata_has_it(fed_funds: pd.Series, published: dict[str, Any]) -> None:
    expected, result = published["fed_funds"], regimes(fed_funds)
    assert result.converged
    assert result.means["low"] == pytest.approx(expected["mean_low"], abs=1e-3)
    assert result.means["high"] == pytest.approx(expected["mean_high"], abs=1e-3)
    assert result.variance == pytest.approx(expected["sd"] ** 2, abs=1e-2)
    assert result.staying["low"] == pytest.approx(expected["stay_low"], abs=1e-4)
    assert result.staying["high"] == pytest.approx(1 - expected["stay_high_to_low"], abs=1e-4)
    assert result.log_likelihood == pytest.approx(expected["log_likelihood"], abs=1e-3)
    assert result.durations["low"] == pytest.approx(1 / (1 - expected["stay_low"]), rel=0.01)


def test_a_slow_wandering_is_not_sold_as_regimes(fed_funds: pd.Series) -> None:
    result = regimes(fed_funds)
    assert result.wanders
    assert summary(result).startswith("No regime can be told for fed funds: one state that wanders slowly")


def test_the_state_of_a_switching_series_is_known(monthly: Callable[..., pd.Series]) -> None:
    random = np.random.default_rng(51)
    high = np.zeros(240, dtype=bool)
    for t in range(1, 240):
        high[t] = high[t - 1] ^ (random.random() < 0.04)
    result = regimes(monthly(np.where(high, 70.0, 50.0) + 4 * random.normal(size=240), name="the index"))
    assert result.differ
    assert (result.means["low"], result.means["high"]) == pytest.approx((50, 70), abs=2)
    assert ((result.probabilities["high"] > 0.5) == high).mean() > 0.97
    np.testing.assert_allclose(result.to_frame().sum(axis=1), 1)
    state = "high" if high[-1] else "low"
    assert f"the index is in its {state} state in December 2019" in summary(result)


def test_white_noise_has_no_two_regimes(monthly: Callable[..., pd.Series]) -> None:
    random = np.random.default_rng(52)
    results = [regimes(monthly(random.normal(size=150))) for _ in range(8)]
    assert sum(result.differ for result in results) <= 1
    refused = next(result for result in results if not result.differ)
    assert "cannot be told" in summary(refused)
    assert any("do not differ" in sentence for sentence in refused.caveats)


def test_a_single_step_is_no_more_than_a_level_shift(monthly: Callable[..., pd.Series]) -> None:
    values = np.random.default_rng(53).normal(size=100) + 8 * (np.arange(100) >= 50)
    assert any("level shift" in sentence for sentence in regimes(monthly(values)).caveats)


def test_an_estimation_that_leads_nowhere_is_a_sentence(monthly: Callable[..., pd.Series]) -> None:
    result = regimes(monthly(np.resize([1.0, -1.0], 80), name="x"))
    assert not result.converged
    assert summary(result) == "Two regimes cannot be told for x: the estimation did not converge."


def test_too_short_or_with_gaps_is_refused(monthly: Callable[..., pd.Series]) -> None:
    values = np.random.default_rng(54).normal(size=60)
    with pytest.raises(SeriesTooShortError, match="at least 40"):
        regimes(monthly(values[:39]))
    with pytest.raises(SeriesTooShortError, match="A model of two regimes needs"):
        regimes(monthly(values[:39]))
    values[30] = np.nan
    with pytest.raises(TrendError, match="no value for July 2002"):
        regimes(monthly(values))
