"""Scores that leave 0 to 100: no chart cuts them off, none speaks of a scale that they leave, panels stay alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from indicators.charts import Chart, group_chart, groups_chart, index_chart, named_events, plane_chart
from indicators.charts.base import on_scale, scale
from indicators.charts.pairs import overlay_chart, scatter_chart, small_chart
from indicators.charts.vintages import as_known_chart, real_time_chart
from indicators.charts.what_if import scenario_chart
from indicators.index import Index

WINDOW = ("1985-12", "2026-08")


def _axes(index: Index) -> pd.DataFrame:
    return index.scores.scores[list(index.axes[:2])]


def _scatter(index: Index) -> Chart:
    table = _axes(index).dropna().iloc[::40].set_axis(["x", "y"], axis=1).reset_index(drop=True)
    return scatter_chart(
        table.assign(name=table.index.astype(str), code="A"), chosen=["0"], labels=("X", "Y"), month="May 2020"
    )


def _real_time(index: Index) -> Chart:
    given = index.index.dropna()
    table = pd.DataFrame({"month": given.index.astype(str), "first": given.to_numpy(), "final": given.to_numpy()})
    return real_time_chart(table.assign(first_known="2026-01-31", revision=0.0), pair="A and B")


DRAW: dict[str, Callable[[Index], Chart]] = {
    "index": lambda index: index_chart(index, window=WINDOW),
    "index with a band": lambda index: index_chart(
        index, window=WINDOW, band=pd.DataFrame({"low": index.index - 20, "high": index.index + 20})
    ),
    "group": lambda index: group_chart(index, "trade", window=WINDOW),
    "groups": lambda index: groups_chart(index, window=WINDOW),
    "plane": plane_chart,
    "scenario": lambda index: scenario_chart(index, index, window=WINDOW),
    "overlay": lambda index: overlay_chart(_axes(index), middle=index.index, window=WINDOW, label="Ties"),
    "small": lambda index: small_chart(_axes(index), index.index, window=WINDOW, place=1, label="Ties"),
    "scatter": _scatter,
    "as known": lambda index: as_known_chart(
        index.index, index.index, date=dt.date(2020, 1, 1), pair="A and B", window=WINDOW
    ),
    "real time": _real_time,
}


def stretched(index: Index, by: float) -> Index:
    """The index with every score times a number."""
    return replace(index, scores=replace(index.scores, scores=index.scores.scores * by))


def cut_off(chart: Chart) -> list[str]:
    """The traces of which a value lies outside the range of its axis."""
    layout = chart.figure.layout
    cut = []
    for trace in chart.figure.data:
        for which in ("x", "y"):
            axis = f"{which}axis{(trace[f'{which}axis'] or which)[1:]}"
            ends = layout[axis].range or layout.template.layout[f"{which}axis"].range
            if ends is None or isinstance(ends[0], str):
                continue
            shown = np.asarray(trace[which], dtype=float)
            if len(shown) and (np.nanmin(shown) < min(ends) or np.nanmax(shown) > max(ends)):
                cut.append(f"{trace.name} on {axis}")
    return cut


def said(chart: Chart) -> str:
    """The words about the scale: those for who cannot see it, and the title of the axis."""
    return f"{chart.alt} {chart.figure.layout.yaxis.title.text}"


@pytest.mark.parametrize("by", [1.0, 3.0, -0.4])
@pytest.mark.parametrize("kind", DRAW)
def test_no_score_is_cut_off(turkiye: Index, kind: str, by: float) -> None:
    assert not cut_off(DRAW[kind](stretched(turkiye, by)))


@pytest.mark.parametrize("kind", DRAW)
def test_a_scale_that_is_left_is_not_named(turkiye: Index, kind: str) -> None:
    assert not any(words in said(DRAW[kind](stretched(turkiye, 3))) for words in ("0 to 100", "0–100"))


@pytest.mark.parametrize("kind", ["index", "overlay", "small", "as known", "real time"])
def test_a_scale_that_is_kept_is_named(turkiye: Index, kind: str) -> None:
    assert any(words in said(DRAW[kind](turkiye)) for words in ("0 to 100", "0–100"))


def test_small_multiples_share_their_scale_beyond_it_too(turkiye: Index) -> None:
    """The first column leaves 0 to 100, the second does not."""
    scores = _axes(turkiye) * [3, 1]
    assert on_scale(scores.iloc[:, 1])
    one, other = (
        small_chart(scores, turkiye.index, window=WINDOW, place=place, label="Ties").figure.layout.yaxis.range
        for place in (0, 1)
    )
    assert one == other


def test_the_scale_is_kept_to_a_tolerance_and_by_nothing_at_all() -> None:
    fixed = {"range": [0, 100], "dtick": 25}
    assert scale(fixed, [0 - 1e-9, 100 + 1e-9, np.nan]) == fixed
    assert scale(fixed, [], [np.nan]) == fixed
    assert scale(fixed, [50.0, 100.1]) != fixed


@pytest.mark.parametrize("scores", [[-18.7, 60.0], [20.0, 504.0], [-2.5, np.nan, 1.5], [-1.0, -1.0]])
def test_beyond_the_scale_the_scores_fill_the_axis(scores: list[float]) -> None:
    """None on its edge, where half of a line would be missing, and no more room than there is around 0 to 100."""
    low, high = scale({"range": [0, 100], "dtick": 25}, scores)["range"]
    assert low < np.nanmin(scores)
    assert high > np.nanmax(scores)
    assert np.nanmax(scores) - np.nanmin(scores) > 0.9 * (high - low) or high - low < 2


@pytest.mark.parametrize("by", [0.03, 3.0])
def test_marks_stand_at_the_foot_and_head_of_any_axis(turkiye: Index, by: float) -> None:
    """Named events in their rows above the lines, the strip of measures below them, whatever the scores span."""
    events = pd.DataFrame({"event_id": ["C007"], "date_start": [pd.Timestamp(2018, 8, 1)], "title": ["a visit"]})
    events = named_events(turkiye, events.assign(event_id=turkiye.definition.annotate[0]), WINDOW)
    other = replace(turkiye, scores=replace(turkiye.scores, scores=(turkiye.scores.scores - 50) * by))
    figures = [index_chart(each, window=WINDOW, events=events).figure for each in (turkiye, other)]
    assert figures[0].layout.yaxis.range != figures[1].layout.yaxis.range
    heights = [
        [
            (np.asarray(trace.y, dtype=float) - drawn.layout.yaxis.range[0]) / np.ptp(drawn.layout.yaxis.range)
            for trace in drawn.data
            if trace.name in ("Measures in force", "Events", "Named events, listed below")
        ]
        for drawn in figures
    ]
    assert len(heights[0]) == 3
    for before, after in zip(*heights, strict=True):
        np.testing.assert_allclose(after, before, atol=1e-6)
