"""Charts of stored series: every figure drawn, gaps left open, two axes at most, words that say the same."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from indicators.charts.coverage import coverage_chart, years_chart
from indicators.charts.series import SeriesLine, multiples_chart, overlay_chart, table
from indicators.errors import SeriesError

WINDOW = ("2020-01", "2021-12")


def drawn(id: str, unit: str, values: list[float], freq: str = "M", start: str = "2020") -> SeriesLine:
    """A series of consecutive periods."""
    return SeriesLine(
        id, f"Series <{id}>", unit, pd.Series(values, pd.period_range(start, periods=len(values), freq=freq))
    )


@pytest.fixture
def three() -> list[SeriesLine]:
    """Two units, a gap, a point alone, a yearly series."""
    return [
        drawn("gas", "m³", [1, 2, np.nan, 4, np.nan, 6, 7]),
        drawn("oil", "barrels", [10, 20, 30]),
        drawn("votes", "m³", [5, 6], freq="Y"),
    ]


def test_figures_are_valid_for_plotly(three: list[SeriesLine]) -> None:
    for make in (overlay_chart, multiples_chart):
        checked = go.Figure(make(three, window=WINDOW).figure.to_dict())  # raises at an unknown property
        assert len(checked.data) == 4


def test_a_gap_stays_open_and_a_lone_figure_is_a_point(three: list[SeriesLine]) -> None:
    gas, points = overlay_chart(three, window=WINDOW).figure.data[:2]
    assert np.isnan(gas.y[2])
    assert points.mode == "markers"
    assert list(points.x) == ["2020-04"]


def test_the_second_unit_has_an_axis_of_its_own_with_its_name(three: list[SeriesLine]) -> None:
    figure = overlay_chart(three, window=WINDOW).figure
    axes = {trace.name: trace.yaxis for trace in figure.data if trace.name}
    assert axes["Series &lt;oil&gt; (right axis)"] == "y2"
    assert axes["Series &lt;votes&gt;"] == "y"
    assert figure.layout.yaxis.title.text == "m³"
    assert figure.layout.yaxis2.title.text == "barrels"


@pytest.mark.parametrize("units", [["a", "b", "c"], ["a"] * 5])
def test_a_third_axis_or_a_fifth_series_is_refused(units: list[str]) -> None:
    series = [drawn(f"s{place}", unit, [1, 2]) for place, unit in enumerate(units)]
    with pytest.raises(SeriesError, match="below one another"):
        overlay_chart(series, window=WINDOW)


def test_small_multiples_share_one_window_and_do_not_overlap(three: list[SeriesLine]) -> None:
    layout = multiples_chart(three, window=WINDOW).figure.to_dict()["layout"]
    domains = [layout[axis]["domain"] for axis in ("yaxis", "yaxis2", "yaxis3")]
    assert all(lower[1] < upper[0] for upper, lower in pairwise(domains))
    assert {layout[axis]["anchor"] for axis in ("yaxis", "yaxis2", "yaxis3")} == {"x"}
    assert layout["xaxis"]["range"] == list(WINDOW)


def test_words_and_table_say_what_is_drawn(three: list[SeriesLine]) -> None:
    chart = overlay_chart(three[:2], window=("2020-02", "2020-06"))
    assert "Series <oil>, in barrels: from 20.00 (February 2020) to 30.00 (March 2020)" in chart.alt
    shown = chart.within(("2020-02", "2020-06"))
    assert shown["period"].tolist() == ["2020-02", "2020-03", "2020-04", "2020-06"]
    assert shown["Series <oil> [barrels]"].tolist()[:2] == [20, 30]


def test_series_of_one_frequency_keep_its_periods_and_others_meet_on_months(three: list[SeriesLine]) -> None:
    assert table([three[2]])["period"].tolist() == ["2020", "2021"]
    assert table([three[1], three[2]])["period"].tolist() == ["2020-01", "2020-02", "2020-03", "2021-01"]


def test_outside_its_figures_a_series_says_that_there_is_none(three: list[SeriesLine]) -> None:
    chart = overlay_chart([three[1]], window=("1990-01", "1995-12"))
    assert "no figure between January 1990 and December 1995" in chart.alt
    assert chart.within(("1990-01", "1995-12")).empty


def test_coverage_tells_states_apart_without_colour() -> None:
    months = pd.period_range("2020-01", periods=6, freq="M")
    stands = pd.DataFrame(
        {
            "state": ["figure", "missing", "figure", "carried"],
            "start": months[[0, 1, 2, 4]],
            "end": months[[0, 1, 3, 5]],
        }
    )
    chart = coverage_chart(["Gas"], [stands], window=WINDOW)
    styles = {trace.name: (trace.line.width, trace.line.dash) for trace in chart.figure.data}
    assert len(set(styles.values())) == 3
    assert list(chart.figure.data[0].x) == ["2020-01", "2020-02", None, "2020-03", "2020-05", None]
    assert "figures from January 2020 to April 2020 with 1 gap" in chart.alt
    assert len(go.Figure(chart.figure.to_dict()).data) == 3


def test_a_map_of_years_names_the_emptiest_and_counts_the_full() -> None:
    shares = pd.DataFrame({2020: [1.0, 0.0], 2021: [1.0, 0.5]}, ["Gas <b>", "Oil"])
    chart = years_chart(shares)
    go.Figure(chart.figure.to_dict())
    assert "1 have all months; the least Oil 25 %" in chart.alt
    assert "Gas &lt;b&gt;" in chart.figure.data[0].y
    assert chart.data["2021"].tolist() == [1.0, 0.5]
