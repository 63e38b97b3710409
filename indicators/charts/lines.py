"""Lines over the months: the index with its axes and named events, a component."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from indicators.charts.base import (
    COLOURS,
    DOWN,
    SHADE,
    SILENT,
    Chart,
    Texts,
    Trace,
    Window,
    area,
    colour,
    dash,
    edges,
    figure,
    letters,
    line,
    marks,
    months,
    on_scale,
    path,
    scale,
    values,
)
from indicators.charts.groups import group_chart
from indicators.errors import PanelError
from indicators.index import Index
from indicators.wording.charts import component_alt, index_alt
from indicators.wording.language import Say, translator

SCALE: Trace = {"range": [-5, 117], "tickvals": [0, 25, 50, 75, 100]}
"""The axis of the index, with room for marks at the foot and for numbers at the head."""
NEAR = pd.Timedelta(days=550)
"""Named events closer than this take turns in two rows of numbers, at these heights on the scale of the index."""
LOW, HIGH = 102.0, 109.0
FULL: Trace = {"marker": {"opacity": 1}}
"""Marks that stay as they are while others are selected."""


def index_chart(
    index: Index,
    *,
    window: Window,
    events: pd.DataFrame | None = None,
    band: pd.DataFrame | None = None,
    wider: pd.DataFrame | None = None,
    chosen: str = "",
    height: int = 420,
    lang: str = "en",
) -> Chart:
    """The index with its axes, months that rest on carried figures dotted.

    `events`: rows of `named_events`; their points carry the event's id as `customdata`, and the one `chosen` is
    marked. `band`: columns `low` and `high` by month, the uncertainty that comes from the choices behind the index,
    `wider` that of the choices and the data (neither is a forecast interval).
    """
    say, series, definition = translator(lang), index.index, index.definition
    fresh = index.scores.freshness >= definition.headline_freshness - 1e-9
    traces = [line(series.where(fresh), say("Index"), color=COLOURS[0], width=3)]
    if (~fresh & series.notna()).any():
        # A dotted stretch starts at the last solid month, so that the line does not break.
        dotted = series.where(~fresh | ~fresh.shift(-1, fill_value=True) | ~fresh.shift(1, fill_value=True))
        traces.append(line(dotted, say("Index, mostly carried figures"), color=COLOURS[0], width=2, dash="dot"))
        traces[-1] |= SILENT
    traces += [
        line(index.scores.scores[axis], definition.label(axis), color=colour(place), dash=dash(place), width=1.4)
        for place, axis in enumerate(index.axes, start=1)
    ]
    if band is not None:
        traces += area(band, say("Uncertainty of the choices (5–95 %)"))
    if wider is not None:
        traces += edges(wider, say("Uncertainty of choices and data (5–95 %)"))
    marked = _in_force(index, say)
    if events is not None and len(events):
        marked += [*_chosen_event(events, chosen, say), _all_events(events, say), *_numbered_events(events, say)]
    drawn = [definition.index, *index.axes]
    scores: npt.NDArray[np.float64] = index.scores.scores[drawn].to_numpy(dtype=float, na_value=np.nan)
    shaded = [one[["low", "high"]] for one in (band, wider) if one is not None]
    ranges = [one.to_numpy(dtype=float, na_value=np.nan) for one in shaded]
    upright = scale(SCALE, scores, *ranges)
    return Chart(
        figure([*traces, *_placed(marked, upright)], height=height, window=window, yaxis=upright),
        index_alt(index, window, on_scale(scores), lang=lang),
        index.frame,
    )


def plot(index: Index, node: str | None = None, *, lang: str = "en") -> Any:
    """A Plotly figure of the index with its axes and named events, or of a group or component; PanelError for none."""
    definition, months = index.definition, index.index.index
    window = str(months[0]), str(months[-1])
    if node is None or node == definition.index:
        events = named_events(index, index.origin.events_about(index.pair.b, index.as_of), window)
        return index_chart(index, window=window, events=events, lang=lang).figure
    if node in definition.components:
        return component_chart(index, node, window=window, lang=lang).figure
    if node in definition.groups:
        return group_chart(index, node, window=window, lang=lang).figure
    known = ", ".join((*definition.groups, *definition.components))
    raise PanelError("'{node}' is not in {id}; there are {known}.", node=node, id=definition.id, known=known)


def _placed(marked: list[Trace], upright: Trace) -> list[Trace]:
    """Marks, which are at heights from 0 to 100, at the same heights on the axis drawn."""
    if upright is SCALE:
        return marked
    (foot, head), (low, high) = SCALE["range"], upright["range"]
    step = (high - low) / (head - foot)
    return [mark | {"y": low + step * (np.asarray(mark["y"], dtype=float) - foot)} for mark in marked]


def named_events(index: Index, events: pd.DataFrame, window: Window) -> pd.DataFrame:
    """`labelled_events` that began in the window."""
    return begun_within(labelled_events(index, events), window)


def labelled_events(index: Index, events: pd.DataFrame) -> pd.DataFrame:
    """Events with a `label` for the chart, and a `number` for those that the definition names."""
    named = events["event_id"].isin(index.definition.annotate)
    label = events["date_start"].dt.strftime("%d %b %Y: ") + events["title"]
    return events.assign(label=label, number=named.cumsum().where(named))


def begun_within(events: pd.DataFrame, window: Window) -> pd.DataFrame:
    """The events that began in the window."""
    month = events["date_start"].to_numpy().astype("datetime64[M]")
    return events[(month >= np.datetime64(window[0])) & (month <= np.datetime64(window[1]))]


def _in_force(index: Index, say: Say) -> list[Trace]:
    """A strip at the foot over the months in which an event that the index counts by its duration was in force."""
    components = index.definition.components.items()
    counted = [name for name, component in components if any(step.step == "in_force" for step in component.steps)]
    found = index.panel.matrix.index[index.panel.matrix[counted].gt(0).any(axis=1)]
    foot, square = np.full(len(found), -3, dtype="float32"), {"symbol": "square", "size": 5, "color": DOWN}
    strip = marks(months(found), foot, say("Measures in force"), marker=square, unselected=FULL, hoverinfo="skip")
    return [strip] if len(found) else []


def _all_events(events: pd.DataFrame, say: Say) -> Trace:
    """A tick at the foot for every event."""
    return marks(
        _days(events),
        np.full(len(events), 1.5, dtype="float32"),
        say("Events"),
        marker={"symbol": "line-ns-open", "size": 8, "color": COLOURS[7]},
        unselected=FULL,
        customdata=events["event_id"].to_numpy(dtype=str),
        text=np.array([letters(label) for label in events["label"]]),
        hovertemplate="%{text}<extra></extra>",
    )


def _chosen_event(events: pd.DataFrame, chosen: str, say: Say) -> list[Trace]:
    """A full line where the chosen event began."""
    day, heights = _days(events[events["event_id"] == chosen]), np.array([0, HIGH], dtype="float32")
    upright = path(np.repeat(day[:1], 2), heights, say("Chosen event"), color=DOWN, width=2)
    return [upright | SILENT | {"showlegend": False}] if len(day) else []


def _days(events: pd.DataFrame) -> Texts:
    return np.datetime_as_string(np.asarray(events["date_start"], dtype="datetime64[D]"))


def _numbered_events(events: pd.DataFrame, say: Say) -> list[Trace]:
    """A line for every event that is named, all in one trace with gaps, and its number at the head."""
    named = events[events["number"].notna()]
    days = _days(named)
    heads: list[float] = []
    before = pd.Timestamp(1900, 1, 1)
    for day in named["date_start"]:
        raised = bool(heads) and heads[-1] == LOW and day - before < NEAR
        heads.append(HIGH if raised else LOW)
        before = day
    upright = np.array([(0.0, head, np.nan) for head in heads], dtype="float32").ravel()
    grey: Trace = {"width": 1, "color": COLOURS[7]}
    numbers = marks(
        days,
        np.array(heads, dtype="float32") + np.float32(3),
        mode="markers+text",
        marker={"size": 18, "color": SHADE, "line": grey},
        unselected=FULL | {"textfont": {"color": "#7a7a7a"}},
        customdata=named["event_id"].to_numpy(dtype=str),
        text=named["number"].map("{:.0f}".format).to_numpy(dtype=str),
        textposition="middle center",
        textfont={"size": 11},
        cliponaxis=False,  # on a phone the upper ones reach over the edge
        hoverinfo="none",
        showlegend=False,
    )
    return [path(np.repeat(days, 3), upright, say("Named events, listed below"), **grey, dash="dot") | SILENT, numbers]


def component_chart(index: Index, component: str, *, window: Window, lang: str = "en") -> Chart:
    """A component in its own unit after the steps, with carried months marked."""
    say, unit, label = translator(lang), index.definition.components[component].unit, index.definition.label(component)
    series, carried = index.panel.matrix[component], index.panel.carried[component]
    traces = [line(series, label, hover=f"%{{y:,.4~r}} {letters(unit)}", color=COLOURS[0], width=2)]
    if carried.any():
        kept, ring = series[carried], {"symbol": "circle-open", "size": 5, "color": COLOURS[4]}
        name = say("carried from an earlier month")
        traces.append(marks(months(kept.index), values(kept), name, marker=ring, hoverinfo="skip"))
    given = series[window[0] : window[1]].dropna()
    return Chart(
        figure(traces, height=260, window=window, yaxis={"title": {"text": letters(unit)}}),
        component_alt(label, unit, given, int(carried.sum()), window, lang=lang),
        pd.DataFrame({"month": months(series.index), component: series.to_numpy(), "carried": carried.to_numpy()}),
    )
