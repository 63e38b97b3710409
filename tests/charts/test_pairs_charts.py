"""Charts of pairs: valid, true to the figures, and readable without seeing them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from indicators.charts import Chart
from indicators.charts.pairs import (
    difference_chart,
    overlay_chart,
    rank_path_chart,
    ranks_chart,
    scatter_chart,
    small_chart,
)

MONTHS = pd.period_range("2020-01", "2021-12", freq="M", name="month")
WINDOW = ("2020-01", "2021-12")
TIES = "Ties & trade"


def checked(chart: Chart) -> go.Figure:
    """The figure, after Plotly has checked it property by property."""
    go.Figure(chart.figure.to_plotly_json())
    return chart.figure


@pytest.fixture
def scores() -> pd.DataFrame:
    """Two partners, one rising from 20 to 66, the other at 50 throughout."""
    return pd.DataFrame({"A & B": 20.0 + 2 * np.arange(24), "C": np.full(24, 50.0)}, MONTHS)


def test_lines_differ_in_more_than_colour(scores: pd.DataFrame) -> None:
    chart = overlay_chart(scores, middle=scores.median(axis=1), window=WINDOW, label=TIES)
    figure = checked(chart)
    assert len({each.line.dash for each in figure.data}) == 3
    assert [each.name for each in figure.data] == ["Median of all partners", "A &amp; B", "C"]
    assert "A & B 20.0 in January 2020, 66.0 in December 2021" in chart.alt
    assert chart.alt.startswith("Line chart of Ties & trade, 0 to 100: ")
    assert figure.layout.yaxis.title.text == "Ties &amp; trade"
    assert list(chart.data.columns) == ["month", "A & B", "C", "median"]


def test_a_small_multiple_has_the_scale_of_the_others(scores: pd.DataFrame) -> None:
    figure = checked(small_chart(scores, scores.median(axis=1), window=WINDOW, place=1, label=TIES))
    assert figure.layout.yaxis.range == (0, 100)
    assert figure.layout.xaxis.range == WINDOW


def test_the_difference_is_first_less_second(scores: pd.DataFrame) -> None:
    chart = difference_chart(scores["A & B"], scores["C"], window=WINDOW, label=TIES)
    line = checked(chart).data[0]
    assert line.y[0] == -30
    assert line.y[-1] == 16
    assert line.name == "Ties &amp; trade, A &amp; B less C"
    assert "Ties & trade, A & B less C: −30.0 points in January 2020, +16.0 in December 2021" in chart.alt


def test_numbers_of_pairs_are_of_all_months_and_can_be_cut_to_the_window(scores: pd.DataFrame) -> None:
    half = ("2020-01", "2020-06")
    for chart in (
        overlay_chart(scores, middle=scores.median(axis=1), window=half, label=TIES),
        difference_chart(scores["A & B"], scores["C"], window=half, label=TIES),
    ):
        assert len(chart.data) == 24
        assert len(chart.within(half)) == 6


def test_a_difference_without_common_months_says_so(scores: pd.DataFrame) -> None:
    early, late = scores["C"].where(MONTHS < "2021-01"), scores["A & B"].where(MONTHS >= "2021-01")
    chart = difference_chart(early, late, window=WINDOW, label=TIES)
    checked(chart)
    assert "no month of the window has both" in chart.alt


def test_ranks_stand_with_their_range_and_the_chosen_by_symbol() -> None:
    table = pd.DataFrame(
        {
            "item": ["A", "B", "C"],
            "score": [70.0, 60.0, np.nan],
            "rank": [1.0, 2.0, np.nan],
            "low": [1.0, 1.0, np.nan],
            "high": [2.0, 2.0, np.nan],
        }
    )
    chart = ranks_chart(table, chosen=["B"], month="December 2021", label=TIES)
    figure = checked(chart)
    assert list(figure.data[0].marker.symbol) == ["circle-open", "diamond"]
    assert figure.layout.yaxis.ticktext == ("A", "B")
    assert chart.alt == "Ties & trade, ranks of 2 partners in December 2021 with their 5–95 % range: B 2 (1 to 2)."


def test_the_first_rank_is_on_top() -> None:
    path = pd.DataFrame(
        {"score": [50.0, 40.0], "rank": [9.0, 25.0], "low": [7.0, 15.0], "high": [20.0, 35.0], "of": [25, 40]},
        pd.PeriodIndex(["1993-12", "2024-12"], freq="M", name="month"),
    )
    chart = rank_path_chart(path, "C")
    bottom, top = checked(chart).layout.yaxis.range
    assert bottom > top
    assert "9 of 25 (7 to 20) in December 1993, 25 of 40 (15 to 35) in December 2024" in chart.alt


def test_a_scatter_names_its_points_and_tells_the_correlation() -> None:
    table = pd.DataFrame(
        {
            "name": ["A", "B", "C <i>", "D"],
            "code": ["AAA", "BBB", "<i>", "DDD"],
            "x": [0.0, 50.0, 100.0, np.nan],
            "y": [100.0, 50.0, 0.0, 10.0],
        }
    )
    chart = scatter_chart(table, chosen=["B"], labels=("Size", "Affinity"), month="December 2021")
    others, chosen = checked(chart).data
    assert list(others.text) == ["AAA", "&lt;i&gt;"]
    assert list(chosen.text) == ["BBB"]
    assert others.marker.symbol != chosen.marker.symbol
    assert "3 partners, correlation −1.00; B 50.0, 50.0" in chart.alt


def test_labels_of_a_crowd_cover_neither_points_nor_one_another() -> None:
    spot = np.array([0.0, 0.5, 1.0, 0.2, 0.7, 90.0])
    table = pd.DataFrame({"name": list("ABCDEF"), "code": list("abcdef"), "x": spot, "y": spot})
    others, chosen = checked(scatter_chart(table, chosen=["E"], labels=("Size", "Affinity"), month="May 2021")).data
    assert list(chosen.text) == ["e"]
    assert "f" in others.text
    assert "" in others.text
