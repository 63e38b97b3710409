"""What a trend chart must show, and what it must never be taken for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from indicators import trends
from indicators.charts.base import SHADE, Chart
from indicators.charts.trends import trend_charts
from indicators.trends.question import Answer, question
from indicators.trends.results import TrendResult


@pytest.fixture(scope="module")
def series() -> pd.Series:
    """Twelve years around 40, then twelve around 65, with a season."""
    months = pd.period_range("2000-01", periods=288, freq="M", name="month")
    level = np.where(np.arange(288) < 144, 40.0, 65.0) + 3 * np.sin(np.arange(288) / 12 * 2 * np.pi)
    return pd.Series(level + np.random.default_rng(2).normal(0, 0.3, 288), index=months, name="the score of a test")


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    """One event inside the series and one long before it."""
    days = pd.to_datetime(["1990-05-01", "2012-01-15"])
    return pd.DataFrame({"date_start": days, "label": ["Before <b>all</b>", "In & out"]})


def charts(id: str, *results: TrendResult, events: pd.DataFrame | None = None) -> tuple[Chart, ...]:
    """What is drawn of the results of a question."""
    return trend_charts(Answer(question(id), results, pd.DataFrame(), pd.DataFrame()), events)


def named(chart: Chart, name: str) -> list[Any]:
    """The traces of this name."""
    return [trace for trace in chart.figure.data if trace.name == name]


def test_every_shift_has_its_interval_with_the_date_inside(series: pd.Series, events: pd.DataFrame) -> None:
    found = trends.level_shifts(series)
    chart = charts("shifts", found, events=events)[0]
    bars = named(chart, "95 % interval of each date")
    assert len(bars) == len(found.shifts) >= 1
    for bar, shift in zip(bars, found.shifts.itertuples(), strict=True):
        assert list(bar.x) == [str(shift.low), str(shift.date), str(shift.high)]
        assert bar.yaxis == "y2"
        assert f"{shift.date:%B %Y}" in chart.alt
    assert sum(bar.showlegend for bar in bars) == 1


def test_events_outside_the_series_do_not_stretch_the_chart(series: pd.Series, events: pd.DataFrame) -> None:
    chart = charts("shifts", trends.level_shifts(series), events=events)[0]
    (ticks,) = named(chart, "Named events")
    assert list(ticks.x) == ["2012-01-15"]
    assert list(ticks.text) == ["In &amp; out"]


def test_no_shift_is_said(events: pd.DataFrame) -> None:
    months = pd.period_range("2000-01", periods=120, freq="M")
    noise = pd.Series(np.random.default_rng(1).normal(50, 1, 120), index=months, name="noise")
    chart = charts("shifts", trends.level_shifts(noise), events=events)[0]
    assert chart.alt.endswith("No level shift.")
    assert not named(chart, "95 % interval of each date")


def test_a_forecast_is_never_drawn_as_the_uncertainty_of_the_index(series: pd.Series) -> None:
    found = trends.forecast(series, 12, bounds=(0, 100))
    chart = charts("forecast", found)[0]
    (fan,) = named(chart, "Forecast interval, 80 %")
    assert fan.fillpattern.shape == "/"
    assert np.allclose(fan.y[1:], found.fan["low_80"], atol=1e-4)
    for trace in chart.figure.data:
        assert trace.fillcolor != SHADE
        assert "ncertainty" not in (trace.name or "")


def test_the_fan_starts_at_the_last_value_and_ends_with_the_horizon(series: pd.Series) -> None:
    chart = charts("forecast", trends.forecast(series, 6, bounds=(0, 100)))[0]
    (line,) = named(chart, "Forecast")
    assert line.x[0] == str(series.index[-1])
    assert line.y[0] == pytest.approx(series.iloc[-1], abs=1e-3)
    assert line.x[-1] == str(series.index[-1] + 6)


def test_a_band_of_a_trend_is_two_lines_without_a_fill(series: pd.Series) -> None:
    random = np.random.default_rng(1)
    noise, walk = random.normal(0, 2, len(series)), random.normal(0, 0.5, len(series)).cumsum()
    noisy = pd.Series(50 + noise + walk, index=series.index, name="noisy")
    chart = charts("direction", trends.sen_slope(noisy), trends.underlying_trend(noisy))[0]
    edges = named(chart, "Band of the trend (90 %)")
    assert len(edges) == 2
    assert all(edge.fill is None and edge.line.dash == "dot" for edge in edges)
    low, high = (np.array(edge.y, dtype=float) for edge in edges)
    assert np.all(low <= high)


def test_a_trend_without_noise_has_no_band(series: pd.Series) -> None:
    trend = trends.underlying_trend(series)
    assert trend.is_the_series
    assert not named(charts("direction", trends.sen_slope(series), trend)[0], "Band of the trend (90 %)")


def test_a_season_is_bars_by_month_and_none_is_the_series_alone(series: pd.Series) -> None:
    chart = charts("season", trends.seasonality(series))[0]
    (bars,) = chart.figure.data
    assert next(iter(bars.x)) == "Jan"
    assert "highest in Apr" in chart.alt
    noise = pd.Series(np.random.default_rng(1).normal(50, 1, 120), index=series.index[:120], name="noise")
    assert "No season was found" in charts("season", trends.seasonality(noise))[0].alt


def test_probabilities_have_a_scale_of_their_own(series: pd.Series) -> None:
    chart = charts("regimes", trends.regimes(series))[0]
    (chance,) = named(chart, "Probability of the high state")
    assert chance.yaxis == "y2"
    assert 0 <= min(chance.y) <= max(chance.y) <= 1
    assert tuple(chart.figure.layout.yaxis.range) == (0, 100)


def test_turns_stand_at_their_values(series: pd.Series) -> None:
    found = trends.turning_points(series)
    chart = charts("turns", found)[0]
    peaks, troughs = named(chart, "Peaks")[0], named(chart, "Troughs")[0]
    assert len(peaks.x) + len(troughs.x) == len(found.turns) > 0
    assert peaks.marker.symbol != troughs.marker.symbol
    for trace in (peaks, troughs):
        assert np.allclose(trace.y, series[list(trace.x)], atol=1e-4)


def test_an_intervention_is_drawn_at_its_date_and_among_other_dates(series: pd.Series) -> None:
    found = trends.intervention(series, "2012-01")
    chart, placebo = charts("intervention", found)
    assert chart.figure.layout.shapes[0].x0 == "2012-01"
    assert named(chart, "Line before")[0].x[-1] == "2011-12"
    assert named(chart, "Line from the date on")[0].x[0] == "2012-01"
    assert len(placebo.figure.data[0].x) == len(found.placebo_dates)
    assert placebo.figure.layout.shapes[0].x0 == found.difference


def test_where_factor_and_index_part_is_marked() -> None:
    rng = np.random.default_rng(4)
    months = pd.period_range("2000-01", periods=120, freq="M")
    common = rng.normal(0, 1, 120).cumsum()
    panel = pd.DataFrame({name: common + rng.normal(0, 1, 120) for name in "abcd"}, index=months)
    index = pd.Series(50 + common + rng.normal(0, 2, 120), index=months, name="the index")
    found = trends.latent_factor(panel, index=index)
    chart = charts("factor", found)[0]
    (marks,) = named(chart, "More than a standard deviation apart")
    assert len(marks.x) == int(found.factor["apart"].sum())


def test_the_numbers_of_a_chart_have_their_months_in_front(series: pd.Series) -> None:
    for chart in (
        charts("direction", trends.sen_slope(series), trends.underlying_trend(series))[0],
        charts("turns", trends.turning_points(series))[0],
    ):
        assert chart.data.columns[0] == "month"
        assert chart.data["month"].str.fullmatch(r"\d{4}-\d{2}").all()
