"""Charts of scenarios and of robustness: valid, true to the figures, and readable without seeing them."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import pytest

from indicators.charts import Chart
from indicators.charts.what_if import importance_chart, left_out_chart, scenario_chart, sobol_chart, sources_chart
from indicators.index import Index
from indicators.index.scenario import Scenario, applied, decode

WINDOW = ("1985-12", "2026-06")


def checked(chart: Chart) -> go.Figure:
    """The figure, after Plotly has checked it property by property."""
    go.Figure(chart.figure.to_plotly_json())
    return chart.figure


def trace(figure: go.Figure, name: str) -> go.Scatter:
    """The trace of this name."""
    return next(each for each in figure.data if each.name and each.name.startswith(name))


def test_a_lifted_measure_shows_as_a_second_line_and_a_difference(turkiye: Index) -> None:
    lifted = applied(decode("end:S024=2026-01-01"), turkiye)
    band = pd.DataFrame({"low": turkiye.index - 5, "high": turkiye.index + 5})
    chart = scenario_chart(turkiye, lifted, window=WINDOW, band=band)
    figure = checked(chart)
    line = pd.Series(trace(figure, "Scenario").y, trace(figure, "Scenario").x)
    assert line.first_valid_index() == "2025-12"
    assert line["2026-06"] == pytest.approx(lifted.index["2026-06"], abs=0.001)
    assert trace(figure, "Scenario").line.dash != trace(figure, "As it is").line.dash
    assert trace(figure, "Difference").y[-1] == pytest.approx(6.5, abs=0.001)
    assert "+6.5" in chart.alt
    assert list(chart.data.columns) == ["month", "as it is", "scenario", "difference", "low", "high"]


def test_nothing_changed_draws_one_line(turkiye: Index) -> None:
    same = applied(Scenario(), turkiye)
    figure = checked(scenario_chart(turkiye, same, window=WINDOW))
    assert not len(trace(figure, "Scenario").x)
    assert set(trace(figure, "Difference").y) == {0.0}


def test_ranges_reach_from_low_to_high() -> None:
    table = pd.DataFrame(
        {"source": ["weights", "<b>entry</b>"], "low": [50.0, 58.0], "median": [60.0, 59.0], "high": [70.0, 61.0]}
    )
    chart = sources_chart(table, nominal=61.0, month="June 2026")
    figure = checked(chart)
    points = figure.data[0]
    assert list(points.x - points.error_x.arrayminus) == [50.0, 58.0]
    assert list(points.x + points.error_x.array) == [70.0, 61.0]
    assert figure.layout.yaxis.ticktext == ("weights", "&lt;b&gt;entry&lt;/b&gt;")
    assert figure.layout.shapes[0].x0 == 61.0
    assert "weights 50.0 to 70.0" in chart.alt


def test_sensitivities_stand_beside_one_another_with_other_symbols() -> None:
    table = pd.DataFrame(
        {
            "factor": ["normalisation", "weights: Trade"], "first": [0.2, 0.0], "first_low": [0.1, -0.05],
            "first_high": [0.3, 0.05], "total": [0.4, 0.1], "total_low": [0.3, 0.0], "total_high": [0.5, 0.2],
        }
    )  # fmt: skip
    chart = sobol_chart(table, "the index")
    alone, joint = checked(chart).data
    assert alone.marker.symbol != joint.marker.symbol
    assert (joint.x >= alone.x).all()
    assert "normalisation 40 %" in chart.alt


def test_leaving_out_is_measured_from_the_index_as_it_is() -> None:
    table = pd.DataFrame({"component": ["Visits", "Trade"], "value": [68.0, 55.0]})
    chart = left_out_chart(table, nominal=61.0, month="June 2026")
    points = checked(chart).data[0]
    assert list(points.x - points.error_x.arrayminus) == [61.0, 55.0]
    assert list(points.x + points.error_x.array) == [68.0, 61.0]
    assert "without Trade 55.0" in chart.alt


def test_importance_shows_what_was_meant_and_what_became_of_it() -> None:
    table = pd.DataFrame(
        {"component": ["Visits"], "weight": [0.19], "share": [0.4], "share_low": [0.3], "share_high": [0.6]}
    )
    chart = importance_chart(table)
    moved, meant = checked(chart).data
    assert moved.x[0] == 0.4
    assert meant.x[0] == 0.19
    assert "Visits weighs 19% and moves 40%" in chart.alt
