"""Lines over the months: the index with its axes and named events, a group, a component."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from indicators.charts.base import (
    COLOURS,
    DOWN,
    SHADE,
    Chart,
    Trace,
    colour,
    dash,
    figure,
    letters,
    line,
    months,
    on_scale,
    scale,
    values,
)
from indicators.errors import PanelError
from indicators.index import Index
from indicators.text import month_name, number

SCALE: Trace = {"range": [-5, 117], "tickvals": [0, 25, 50, 75, 100]}
"""The axis of the index, with room for marks at the foot and for numbers at the head."""
NEAR = pd.Timedelta(days=550)
"""Named events closer than this take turns in two rows of numbers, at these heights on the scale of the index."""
LOW, HIGH = 102.0, 109.0


def index_chart(
    index: Index,
    *,
    window: tuple[str, str],
    events: pd.DataFrame | None = None,
    band: pd.DataFrame | None = None,
    chosen: str = "",
    height: int = 420,
) -> Chart:
    """The index with its axes, months that rest on carried figures dotted.

    `events`: rows of `named_events`; their points carry the event's id as `customdata`, and the one `chosen` is
    marked. `band`: columns `low` and `high` by month, the uncertainty that comes from the choices behind the index
    (never a forecast interval).
    """
    series, definition = index.index, index.definition
    fresh = index.scores.freshness >= definition.headline_freshness - 1e-9
    traces = [line(series.where(fresh), "Index", color=COLOURS[0], width=3)]
    if (~fresh & series.notna()).any():
        # A dotted stretch starts at the last solid month, so that the line does not break.
        dotted = series.where(~fresh | ~fresh.shift(-1, fill_value=True) | ~fresh.shift(1, fill_value=True))
        traces.append(line(dotted, "Index, mostly carried figures", color=COLOURS[0], width=2, dash="dot"))
        traces[-1] |= {"hoverinfo": "skip", "hovertemplate": None}
    traces += [
        line(index.scores.scores[axis], definition.label(axis), color=colour(place), dash=dash(place), width=1.4)
        for place, axis in enumerate(index.axes, start=1)
    ]
    if band is not None:
        traces += _band(band)
    marks = _in_force(index)
    if events is not None and len(events):
        marks += [*_chosen_event(events, chosen), _all_events(events), *_numbered_events(events)]
    scores = _scores(index, [definition.index, *index.axes])
    ranges = [] if band is None else [band[["low", "high"]].to_numpy(dtype=float, na_value=np.nan)]
    upright = scale(SCALE, scores, *ranges)
    drawn = figure([*traces, *_placed(marks, upright)], height=height, window=window, yaxis=upright)
    return Chart(drawn, _describe(index, window, on_scale(scores)), index.frame)


def plot(index: Index, node: str | None = None) -> Any:
    """A Plotly figure of the index with its axes and named events, or of a group or component; PanelError for none."""
    definition, months = index.definition, index.index.index
    window = str(months[0]), str(months[-1])
    events = named_events(index, index.origin.events_about(index.pair.b, index.as_of), window)
    if node is None or node == definition.index:
        return index_chart(index, window=window, events=events).figure
    if node in definition.components:
        return component_chart(index, node, window=window).figure
    if node in definition.groups:
        return group_chart(index, node, window=window).figure
    raise PanelError(
        "'{node}' is not in {id}; there are {known}.",
        node=node,
        id=definition.id,
        known=", ".join((*definition.groups, *definition.components)),
    )


def _placed(marks: list[Trace], upright: Trace) -> list[Trace]:
    """Marks, which are at heights from 0 to 100, at the same heights on the axis drawn."""
    if upright is SCALE:
        return marks
    (foot, head), (low, high) = SCALE["range"], upright["range"]
    step = (high - low) / (head - foot)
    return [mark | {"y": low + step * (np.asarray(mark["y"], dtype=float) - foot)} for mark in marks]


def _scores(index: Index, groups: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return index.scores.scores[list(groups)].to_numpy(dtype=float, na_value=np.nan)


def named_events(index: Index, events: pd.DataFrame, window: tuple[str, str]) -> pd.DataFrame:
    """`labelled_events` that began in the window."""
    return begun_within(labelled_events(index, events), window)


def labelled_events(index: Index, events: pd.DataFrame) -> pd.DataFrame:
    """Events with a `label` for the chart, and a `number` for those that the definition names."""
    named = events["event_id"].isin(index.definition.annotate)
    label = events["date_start"].dt.strftime("%d %b %Y: ") + events["title"]
    return events.assign(label=label, number=named.cumsum().where(named))


def begun_within(events: pd.DataFrame, window: tuple[str, str]) -> pd.DataFrame:
    """The events that began in the window."""
    month = events["date_start"].to_numpy().astype("datetime64[M]")
    return events[(month >= np.datetime64(window[0])) & (month <= np.datetime64(window[1]))]


def _band(band: pd.DataFrame) -> list[Trace]:
    unseen = {"hoverinfo": "skip", "hovertemplate": None}
    high, low = (line(band[edge], "Uncertainty of the choices (5–95 %)", width=0) | unseen for edge in ("high", "low"))
    return [high | {"showlegend": False}, low | {"fill": "tonexty", "fillcolor": SHADE}]


def _in_force(index: Index) -> list[Trace]:
    """A strip at the foot over the months in which an act that the index counts by its duration was in force."""
    components = index.definition.components.items()
    counted = [name for name, component in components if any(step.step == "in_force" for step in component.steps)]
    force = index.panel.matrix[counted].gt(0).any(axis=1)
    shown = index.panel.matrix.index[force]
    if shown.empty:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": "Measures in force",
            "x": months(shown),
            "y": np.full(len(shown), -3, dtype="float32"),
            "marker": {"symbol": "square", "size": 5, "color": DOWN},
            "unselected": {"marker": {"opacity": 1}},
            "hoverinfo": "skip",
        }
    ]


def _all_events(events: pd.DataFrame) -> Trace:
    """A tick at the foot for every event."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "Events",
        "x": _days(events),
        "y": np.full(len(events), 1.5, dtype="float32"),
        "marker": {"symbol": "line-ns-open", "size": 8, "color": COLOURS[7]},
        "unselected": {"marker": {"opacity": 1}},
        "customdata": events["event_id"].to_numpy(dtype=str),
        "text": np.array([letters(label) for label in events["label"]]),
        "hovertemplate": "%{text}<extra></extra>",
    }


def _chosen_event(events: pd.DataFrame, chosen: str) -> list[Trace]:
    """A full line where the chosen event began."""
    day = _days(events[events["event_id"] == chosen])
    if not len(day):
        return []
    return [
        {
            "type": "scatter", "mode": "lines", "name": "Chosen event", "x": np.repeat(day[:1], 2), "y": [0.0, HIGH],
            "line": {"color": DOWN, "width": 2}, "hoverinfo": "skip", "showlegend": False,
        }
    ]  # fmt: skip


def _days(events: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.str_]]:
    return np.datetime_as_string(events["date_start"].to_numpy(), unit="D")


def _numbered_events(events: pd.DataFrame) -> list[Trace]:
    """A line for every event that is named, all in one trace with gaps, and its number at the head."""
    named = events[events["number"].notna()]
    days = _days(named)
    heads: list[float] = []
    before = pd.Timestamp(1900, 1, 1)
    for day in named["date_start"]:
        raised = bool(heads) and heads[-1] == LOW and day - before < NEAR
        heads.append(HIGH if raised else LOW)
        before = day
    feet, gaps = [0.0] * len(heads), [np.nan] * len(heads)
    lines = {
        "type": "scatter",
        "mode": "lines",
        "name": "Named events, listed below",
        "x": np.repeat(days, 3),
        "y": np.column_stack([feet, heads, gaps]).astype("float32").ravel(),
        "line": {"color": COLOURS[7], "width": 1, "dash": "dot"},
        "hoverinfo": "skip",
    }
    numbers = {
        "type": "scatter",
        "mode": "markers+text",
        "x": days,
        "y": np.array(heads, dtype="float32") + 3,
        "marker": {"size": 18, "color": SHADE, "line": {"width": 1, "color": COLOURS[7]}},
        "unselected": {"marker": {"opacity": 1}, "textfont": {"color": "#7a7a7a"}},
        "customdata": named["event_id"].to_numpy(dtype=str),
        "text": named["number"].map("{:.0f}".format).to_numpy(dtype=str),
        "textposition": "middle center",
        "textfont": {"size": 11},
        "cliponaxis": False,  # on a phone the upper ones reach over the edge
        "hoverinfo": "none",
        "showlegend": False,
    }
    return [lines, numbers]


def _describe(index: Index, window: tuple[str, str], to_hundred: bool) -> str:
    shown = index.index[window[0] : window[1]].dropna()
    if shown.empty:
        return f"The index of {index.pair}: no value between {window[0]} and {window[1]}."
    low, high = shown.idxmin(), shown.idxmax()
    return (
        f"Line chart of the relations index of {index.pair} from {month_name(shown.index[0])} "
        f"({number(shown.iloc[0])}) to {month_name(shown.index[-1])} ({number(shown.iloc[-1])})"
        f"{', on a scale from 0 to 100' if to_hundred else ''}. "
        f"Lowest in {month_name(low)} ({number(shown[low])}), highest in {month_name(high)} ({number(shown[high])})."
    )


def group_chart(index: Index, group: str, *, window: tuple[str, str], place: int = 0) -> Chart:
    """One group's score: a small multiple that shares the window and the scale with the others."""
    series = index.scores.scores[group]
    label = index.definition.label(group)
    latest = series.last_valid_index()
    said = "" if latest is None else f" {number(series[latest], 0)} in {latest.strftime('%b %Y')}"
    drawn = figure(
        [line(series, label, color=colour(place), width=2)],
        height=160,
        window=window,
        showlegend=False,
        title={"text": f"<b>{letters(label)}</b>{said}", "font": {"size": 14}, "x": 0, "y": 0.97, "yanchor": "top"},
        margin={"l": 8, "r": 8, "t": 34, "b": 8},
        xaxis={"nticks": 5},
        yaxis=scale({"range": [-3, 103], "tickvals": [0, 50, 100]}, _scores(index, index.groups)),
    )
    shown = series[window[0] : window[1]].dropna()
    alt = f"{label}: no score between {window[0]} and {window[1]}."
    if not shown.empty:
        alt = (
            f"{label}: {number(shown.iloc[0], 0)} in {month_name(shown.index[0])}, "
            f"{number(shown.iloc[-1], 0)} in {month_name(shown.index[-1])}."
        )
    return Chart(drawn, alt, pd.DataFrame({"month": series.index, group: series.to_numpy()}))


def component_chart(index: Index, component: str, *, window: tuple[str, str]) -> Chart:
    """A component in its own unit after the steps, with carried months marked."""
    unit = index.definition.components[component].unit
    series = index.panel.matrix[component]
    carried = index.panel.carried[component]
    label = index.definition.label(component)
    traces = [line(series, label, hover=f"%{{y:,.4~r}} {letters(unit)}", color=COLOURS[0], width=2)]
    if carried.any():
        marks = series[carried]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": "carried from an earlier month",
                "x": months(marks.index),
                "y": values(marks),
                "marker": {"symbol": "circle-open", "size": 5, "color": COLOURS[4]},
                "hoverinfo": "skip",
            }
        )
    drawn = figure(traces, height=260, window=window, yaxis={"title": {"text": letters(unit)}})
    shown = series[window[0] : window[1]].dropna()
    alt = f"{label}: no figure between {window[0]} and {window[1]}."
    if not shown.empty:
        alt = (
            f"{label} in {unit or 'its own unit'}: {number(shown.iloc[0], 2)} in {month_name(shown.index[0])}, "
            f"{number(shown.iloc[-1], 2)} in {month_name(shown.index[-1])}; {int(carried.sum())} months are carried."
        )
    data = pd.DataFrame({"month": months(series.index), component: series.to_numpy(), "carried": carried.to_numpy()})
    return Chart(drawn, alt, data)
