"""Where is it heading? Published estimates, intervals that hold, and naive unless something beats it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_rel

from indicators.errors import SeriesTooShortError, TrendError
from indicators.trends import candidates, forecast
from indicators.trends.backtest import Record, backtest, origins_of
from indicators.trends.fitting import fitting
from indicators.wording.trends import summary


def simulated(kind: str, random: np.random.Generator, n: int) -> np.ndarray:
    shocks = random.normal(size=n + 100)
    if kind == "random walk":
        return np.cumsum(shocks)[100:]
    if kind == "local level":
        return (np.cumsum(0.3 * shocks) + random.normal(size=n + 100))[100:]
    if kind == "local linear trend":
        slope = np.cumsum(0.02 * random.normal(size=n + 100))
        return (np.cumsum(slope + 0.3 * shocks) + random.normal(size=n + 100))[100:]
    values = np.zeros(n + 100)
    for t in range(1, n + 100):
        values[t] = 0.8 * values[t - 1] + shocks[t]
    return values[100:]


# --- published results -----------------------------------------------------------------------------------


def test_the_airline_model_as_r_and_stata_have_it(airline: pd.Series, published: dict[str, Any]) -> None:
    expected = published["airline"]
    with fitting():
        parameters = candidates.airline(airline.to_numpy(), 12, 12).parameters
    assert parameters["ma.L1"] == pytest.approx(expected["ma"], abs=5e-5)
    assert parameters["ma.S.L12"] == pytest.approx(expected["seasonal_ma"], abs=5e-5)
    assert parameters["sigma2"] == pytest.approx(expected["variance"], rel=1e-4)


def test_the_airline_series_is_forecast_by_its_own_model(airline: pd.Series, published: dict[str, Any]) -> None:
    result = forecast(airline[:"1959"], 12, origins=4)
    assert result.method == "airline model"
    came = airline["1960"]
    assert (result.fan.index == came.index).all()
    assert np.abs(result.fan["forecast"] - came).max() < 0.12
    assert ((result.fan["low_95"] < came) & (came < result.fan["high_95"])).sum() >= 11


# --- intervals -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "candidate", "draws"),
    [
        ("random walk", candidates.naive, 600),
        ("random walk", candidates.drift, 600),
        ("local level", candidates.local_level, 120),
        ("local linear trend", candidates.local_linear_trend, 100),
        ("autoregression", candidates.autoregression, 120),
        ("autoregression", candidates.naive, 600),
        ("random walk", candidates.damped_smoothing, 150),
    ],
    ids=lambda one: getattr(one, "__name__", str(one)),
)
def test_eighty_percent_intervals_hold_eighty_percent(kind: str, candidate: candidates.Candidate, draws: int) -> None:
    random = np.random.default_rng(61)
    inside = []
    with fitting():
        for _ in range(draws):
            values = simulated(kind, random, 162)
            low, high = candidate(values[:150], 12, 12, None).interval(0.8)
            inside.append(np.mean((values[150:] >= low) & (values[150:] <= high)))
    assert 0.75 <= np.mean(inside) <= 0.85


def test_the_shown_intervals_hold_what_they_say_whatever_is_chosen(monthly: Callable[..., pd.Series]) -> None:
    random = np.random.default_rng(62)
    inside = []
    for kind in ("random walk", "local level", "autoregression") * 12:
        values = simulated(kind, random, 78)
        fan = forecast(monthly(values[:72]), 6, origins=3).fan
        inside.append(((values[72:] >= fan["low_80"]) & (values[72:] <= fan["high_80"])).mean())
    assert 0.75 <= np.mean(inside) <= 0.85


def test_benchmarks_have_their_textbook_errors() -> None:
    values = np.random.default_rng(63).normal(size=4000).cumsum()
    ahead = np.arange(1, 13)
    np.testing.assert_allclose(candidates.naive(values, 12, 12).se, np.sqrt(ahead), rtol=0.1)
    np.testing.assert_allclose(candidates.drift(values, 12, 12).se, np.sqrt(ahead), rtol=0.1)
    season = np.tile(np.arange(12.0), 20) + np.random.default_rng(64).normal(size=240) * 0.1
    path = candidates.seasonal_naive(season, 18, 12)
    np.testing.assert_allclose(path.mean, season[228 + np.arange(18) % 12])
    np.testing.assert_allclose(path.se, 0.1 * np.sqrt(2), rtol=0.2)


# --- the choice ------------------------------------------------------------------------------------------


def test_a_random_walk_is_left_to_naive(monthly: Callable[..., pd.Series]) -> None:
    random = np.random.default_rng(65)
    results = [forecast(monthly(simulated("random walk", random, 90)), 6, origins=8) for _ in range(10)]
    assert sum(result.method == "naive" for result in results) >= 8
    shown = next(result for result in results if result.method == "naive")
    said = summary(shown)
    assert "naive is shown" in said
    best = shown.record.iloc[0]
    if best.name == "naive":
        assert "no other method had a lower error" in said
    else:
        assert f"{best.name} had a lower error than naive" in said
        assert best["p_against_naive"] >= 0.05
    assert not shown.beats_naive
    assert (shown.fan["forecast"] == shown.observed.iloc[-1]).all()


def test_a_trend_is_not_left_to_naive(monthly: Callable[..., pd.Series]) -> None:
    values = 0.5 * np.arange(120) + np.random.default_rng(66).normal(size=120)
    result = forecast(monthly(values, name="trade"), 12)
    assert result.beats_naive
    assert result.record.loc[result.method, "mase"] < 0.7 * result.record.loc["naive", "mase"]
    assert result.record["chosen"].sum() == 1
    assert result.fan["forecast"].iloc[-1] == pytest.approx(0.5 * 131, abs=2.5)
    assert set(result.record.index) >= {"naive", "drift", "seasonal naive", "local level", "damped smoothing"}
    assert "trade is expected at" in summary(result)


def test_mase_is_one_for_naive_one_step_ahead() -> None:
    values = np.random.default_rng(67).normal(size=3000).cumsum()
    records, failed = backtest({"naive": candidates.naive}, values, 1, 1, np.arange(1500, 2999), (0.8,))
    assert not failed
    assert records["naive"].mase == pytest.approx(1, abs=0.06)
    assert records["naive"].coverage[0.8] == pytest.approx(0.8, abs=0.04)


def test_a_method_sees_nothing_of_what_came() -> None:
    seen: list[int] = []

    def spy(values: np.ndarray, steps: int, period: int, warm: object) -> candidates.Path:
        seen.append(len(values))
        return candidates.naive(values, steps, period)

    origins = origins_of(100, 6, 24, 16)
    backtest({"spy": spy}, np.random.default_rng(68).normal(size=100), 6, 1, origins, (0.8,))
    assert seen == origins.tolist()
    assert max(seen) + 6 <= 100
    assert min(seen) == 50


def test_beating_needs_more_than_luck() -> None:
    naive = Record(np.full(12, 1.0), {})
    assert not naive.beats(naive)
    assert Record(np.linspace(0.7, 0.9, 12), {}).beats(naive)
    assert not Record(np.resize([0.2, 1.7], 12), {}).beats(naive)
    assert naive.p_against(naive) == 1
    assert not Record(np.array([0.5]), {}).beats(Record(np.array([1.0]), {}))


def test_the_margin_is_a_paired_t_test() -> None:
    random = np.random.default_rng(71)
    one, other = random.uniform(0, 2, 16), random.uniform(0, 2, 16)
    expected = ttest_rel(one, other, alternative="less").pvalue
    assert Record(one, {}).p_against(Record(other, {})) == pytest.approx(expected)


def test_a_method_that_fails_is_left_out_and_named() -> None:
    def broken(values: np.ndarray, steps: int, period: int, warm: object) -> candidates.Path:
        raise np.linalg.LinAlgError("singular")

    values = np.random.default_rng(69).normal(size=60).cumsum()
    records, failed = backtest({"naive": candidates.naive, "broken": broken}, values, 6, 1, np.array([40, 50]), (0.8,))
    assert set(records) == {"naive"}
    assert failed == {"broken": "singular"}


# --- shape and refusals ----------------------------------------------------------------------------------


def test_bounds_cut_the_intervals(monthly: Callable[..., pd.Series]) -> None:
    values = np.clip(95 + np.random.default_rng(70).normal(size=80).cumsum(), 0, 100)
    fan = forecast(monthly(values), 6, bounds=(0, 100), origins=3).fan
    assert fan.to_numpy().max() <= 100
    assert (fan["low_95"] <= fan["low_80"]).all()
    assert (fan["high_80"] <= fan["high_95"]).all()


@pytest.mark.parametrize(
    ("freq", "start", "steps", "last"),
    [("M", "2010-01", 12, "2018-04"), ("Q", "1990Q1", 4, "2012Q4"), ("Y", "1900", 1, "1988")],
)
def test_months_ahead_in_every_frequency(freq: str, start: str, steps: int, last: str) -> None:
    values = np.random.default_rng(71).normal(size=88).cumsum()
    result = forecast(pd.Series(values, index=pd.period_range(start, periods=88, freq=freq)), 12, origins=3)
    assert len(result.fan) == steps
    assert str(result.fan.index[-1]) == last


@pytest.mark.parametrize(
    ("values", "months", "error", "message"),
    [
        (np.arange(20.0), 6, SeriesTooShortError, "at least 24"),
        (np.arange(40.0), 12, SeriesTooShortError, "at least 48 values"),
        (np.arange(60.0), 0, TrendError, "looks ahead"),
        (np.full(60, 2.0), 6, TrendError, "nothing changes"),
        (np.where(np.arange(60) == 30, np.nan, np.arange(60.0)), 6, TrendError, "no value for July 2002"),
    ],
)
def test_what_cannot_be_forecast_is_refused(
    monthly: Callable[..., pd.Series], values: np.ndarray, months: int, error: type[TrendError], message: str
) -> None:
    with pytest.raises(error, match=message):
        forecast(monthly(values), months)
