"""Facts about the charts of an index: they show its numbers, say them, mark what is carried, and run nothing."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from plotly.io.json import to_json_plotly

from indicators.charts import (
    Chart,
    component_chart,
    contributions_chart,
    group_chart,
    groups_chart,
    index_chart,
    named_events,
    plane_chart,
    waterfall_chart,
)
from indicators.charts.base import figure, line, months
from indicators.index import Index
from indicators.text import number, signed

WINDOW = ("1985-12", "2026-08")
HOSTILE = '<b>bold</b> <a href="https://example.org/">link</a> <img src=x onerror=alert(1)> &lt; $x$ %{y}'
DRAW: dict[str, Callable[[Index], Chart]] = {
    "index": lambda index: index_chart(index, window=WINDOW, events=named_events(index, act("a visit"), WINDOW)),
    "contributions": lambda index: contributions_chart(index, window=WINDOW),
    "waterfall": lambda index: waterfall_chart(index, pd.Period("2016-06", "M"), pd.Period("2025-12", "M")),
    "group": lambda index: group_chart(index, "trade", window=WINDOW),
    "groups": lambda index: groups_chart(index, window=WINDOW),
    "plane": lambda index: plane_chart(index),
    "component": lambda index: component_chart(index, "un_votes", window=WINDOW),
}


def act(title: str) -> pd.DataFrame:
    return pd.DataFrame({"event_id": ["C007"], "date_start": [pd.Timestamp(2018, 8, 1)], "title": [title]})


def y_of(chart: Chart, name: str) -> pd.Series:
    """The values of a trace by its months, as a browser reads them."""
    (trace,) = [trace for trace in chart.figure.data if trace.name == name]
    return pd.Series(np.asarray(trace.y, dtype=float), index=pd.PeriodIndex(trace.x, freq="M"))


@pytest.mark.parametrize("kind", DRAW)
def test_plotly_accepts_every_property(turkiye: Index, kind: str) -> None:
    go.Figure(DRAW[kind](turkiye).figure.to_dict())


def test_plotly_would_refuse_a_property_that_is_not_one() -> None:
    drawn = figure([{"type": "scatter", "colour": "red"}], height=100)
    with pytest.raises(ValueError, match="colour"):
        go.Figure(drawn.to_dict())


def test_the_index_chart_shows_the_index(turkiye: Index) -> None:
    chart = DRAW["index"](turkiye)
    solid = y_of(chart, "Index").dropna()
    np.testing.assert_allclose(solid, turkiye.index[solid.index], rtol=1e-6)
    assert str(solid.index[-1]) == str(turkiye.headline.month)
    assert str(turkiye.index.last_valid_index()) == str(y_of(chart, "Index, mostly carried figures").index[-1])


def test_a_strip_marks_the_months_with_measures_in_force(turkiye: Index) -> None:
    strip = y_of(DRAW["index"](turkiye), "Measures in force")
    kinds = {"arms_restrictions", "us_measures", "turkish_measures"}
    expected = turkiye.panel.matrix[list(kinds)].sum(axis=1) > 0
    assert list(strip.index) == list(expected[expected].index)
    assert str(strip.index[0]) == "2017-10", "visa services were suspended on 8 October 2017"


@pytest.mark.parametrize("kind", DRAW)
def test_numbers_are_cut_to_the_window_where_the_picture_is(turkiye: Index, kind: str) -> None:
    chart = DRAW[kind](turkiye)
    shown = chart.within(("2016-01", "2016-12"))
    assert len(shown) == (len(chart.data) if kind in ("waterfall", "plane") else 12)


def test_contributions_sum_to_the_index_line(turkiye: Index) -> None:
    chart = DRAW["contributions"](turkiye)
    areas = [trace.name for trace in chart.figure.data if trace.stackgroup]
    stacked = sum(y_of(chart, name) for name in areas)
    index = y_of(chart, "Index")
    assert len(areas) == len(turkiye.groups)
    np.testing.assert_allclose(stacked, index, atol=1e-4)
    np.testing.assert_allclose(chart.data[list(turkiye.groups)].sum(axis=1), turkiye.index.dropna(), atol=1e-9)


def test_the_steps_of_a_waterfall_lead_from_one_month_to_the_other(turkiye: Index) -> None:
    chart = DRAW["waterfall"](turkiye)
    (bars,) = chart.figure.data
    assert sum(bars.x) == pytest.approx(turkiye.index["2025-12"], abs=1e-9)
    assert bars.text[0] == number(turkiye.index["2016-06"])
    assert bars.text[-1] == number(turkiye.index["2025-12"])
    steps = list(bars.x[1:-1])
    assert list(bars.text[1:-1]) == [signed(step) for step in steps]
    assert steps == sorted(steps, reverse=True)


def test_two_components_of_one_title_are_two_bars(turkiye: Index) -> None:
    components = {
        name: component.model_copy(update={"title": "The same"})
        for name, component in turkiye.definition.components.items()
    }
    definition = turkiye.definition.model_copy(update={"components": components})
    chart = DRAW["waterfall"](dataclasses.replace(turkiye, definition=definition))
    (bars,) = chart.figure.data
    assert len(set(bars.y)) == len(bars.x)


@pytest.mark.parametrize("kind", DRAW)
def test_the_alternative_text_states_the_numbers(turkiye: Index, kind: str) -> None:
    alt = DRAW[kind](turkiye).alt
    expected = {
        "index": [number(turkiye.index["1985-12"]), number(turkiye.index.min()), number(turkiye.index.max())],
        "contributions": [
            number(turkiye.scores.contributions.loc["2026-06", list(turkiye.definition.leaves(group))].sum())
            for group in turkiye.groups
        ],
        "waterfall": [number(turkiye.index["2016-06"]), number(turkiye.index["2025-12"])],
        "group": [number(turkiye.scores.scores["trade"].dropna().iloc[-1], 0)],
        "groups": [number(turkiye.scores.scores[group].dropna().iloc[-1], 0) for group in turkiye.groups],
        "plane": [
            number(turkiye.scores.scores.at[month, axis])
            for axis in turkiye.axes
            for month in (pd.Period("1985-12", "M"), turkiye.headline.month)
        ],
        "component": [f"{turkiye.panel.carried['un_votes'].sum()} months are carried"],
    }
    for text in expected[kind]:
        assert text in alt
    assert alt.endswith(".")


def test_months_are_written_as_months(turkiye: Index) -> None:
    assert months(pd.period_range("1999-11", "2000-02", freq="M")).tolist() == [
        "1999-11",
        "1999-12",
        "2000-01",
        "2000-02",
    ]
    assert list(DRAW["component"](turkiye).figure.data[0].x[:2]) == ["1985-01", "1985-02"]


def test_carried_months_are_marked(turkiye: Index) -> None:
    chart = DRAW["component"](turkiye)
    marked = y_of(chart, "carried from an earlier month")
    carried = turkiye.panel.carried["un_votes"]
    assert list(marked.index) == list(carried[carried].index)
    np.testing.assert_allclose(marked, turkiye.panel.matrix["un_votes"][marked.index], rtol=1e-6)
    assert list(chart.data["carried"]) == carried.tolist()


def test_missing_months_leave_a_gap() -> None:
    series = pd.Series([np.nan, 1.0, np.nan, 2.0, np.nan], pd.period_range("2000-01", periods=5, freq="M"))
    trace = line(series, "x")
    assert trace["x"].tolist() == ["2000-02", "2000-03", "2000-04"]
    np.testing.assert_array_equal(trace["y"], np.float32([1, np.nan, 2]))
    assert line(series * np.nan, "x")["y"].size == 0


def test_three_lines_of_500_months_take_at_most_60_kilobytes() -> None:
    random = np.random.default_rng(1)
    index = pd.period_range("1985-01", periods=500, freq="M")
    lines = [line(pd.Series(random.uniform(0, 100, 500), index), f"line {place}") for place in range(3)]
    sent = to_json_plotly(figure(lines, height=400).to_dict())
    assert len(sent.encode()) <= 60_000
    assert len(json.loads(sent)["data"][0]["x"]) == 500


def test_text_from_files_is_shown_letter_by_letter(turkiye: Index) -> None:
    """Plotly reads tags and entities in any text: none of a file's may reach it."""
    title = {"title": HOSTILE}
    definition = turkiye.definition.model_copy(
        update={
            "groups": {name: group.model_copy(update=title) for name, group in turkiye.definition.groups.items()},
            "components": {
                name: component.model_copy(update=title | {"unit": HOSTILE})
                for name, component in turkiye.definition.components.items()
            },
        }
    )
    hostile = dataclasses.replace(turkiye, definition=definition)
    charts = [draw(hostile) for draw in DRAW.values()]
    charts.append(index_chart(hostile, window=WINDOW, events=named_events(hostile, act(HOSTILE), WINDOW)))
    for chart in charts:
        sent = chart.figure.to_dict()
        sent["layout"].pop("template")
        said = json.loads(to_json_plotly(sent))
        texts = [text for text in strings(said) if "onerror" in text]
        assert texts, "the title is somewhere in every chart"
        for text in texts:
            plain = text.replace("<br>", " ").replace("<b>", "").replace("</b>", "")  # ours
            assert "<" not in plain
            assert "&lt;b&gt;" in plain


def strings(node: object) -> list[str]:
    """All texts in a figure."""
    if isinstance(node, str):
        return [node]
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
    return [text for child in children for text in strings(child)]


def test_a_window_without_values_is_said(turkiye: Index) -> None:
    before = ("1985-01", "1985-06")
    assert "no value between 1985-01 and 1985-06" in index_chart(turkiye, window=before).alt
    assert "none between" in contributions_chart(turkiye, window=before).alt
    assert index_chart(turkiye, window=before).within(before)["index"].isna().all()


def test_the_numbers_within_a_window_are_the_periods_that_begin_in_it() -> None:
    for periods, inside in {
        ("2019", "2020", "2021"): ["2020"],
        ("2019-Q4", "2020-Q1", "2020-Q4", "2021-Q1"): ["2020-Q1", "2020-Q4"],
        ("2019-12", "2020-01", "2020-12", "2021-01"): ["2020-01", "2020-12"],
    }.items():
        table = pd.DataFrame({"period": list(periods)})
        chart = Chart(figure([], height=100, window=("2020-01", "2020-12")), "", table)
        assert chart.within(("2020-01", "2020-12"))["period"].to_list() == inside
        assert Chart(figure([], height=100), "", table).within(("2020-01", "2020-12")) is table, "its axis shows all"


def test_the_chosen_event_has_a_line_of_its_own(turkiye: Index) -> None:
    shown = named_events(turkiye, act("Something happened").assign(kind="x"), WINDOW)
    chosen = index_chart(turkiye, window=WINDOW, events=shown, chosen="C007")
    (mark,) = [trace for trace in chosen.figure.data if trace.name == "Chosen event"]
    assert set(mark.x) == {"2018-08-01"}
    left = index_chart(turkiye, window=WINDOW, events=shown, chosen="C999")
    assert "Chosen event" not in [trace.name for trace in left.figure.data]


def test_numbers_of_named_events_do_not_change_with_the_window(turkiye: Index) -> None:
    named = list(turkiye.definition.annotate[:3])
    days = pd.to_datetime(["1991-01-01", "1999-02-01", "2018-08-01"])
    events = pd.DataFrame({"event_id": named, "date_start": days, "title": ["a", "b", "c"]})
    assert named_events(turkiye, events, WINDOW)["number"].tolist() == [1, 2, 3]
    assert named_events(turkiye, events, ("1995-01", "2020-01"))["number"].tolist() == [2, 3]
