"""Lines over the months: the index with its axes and named events, a group, a component."""

from __future__ import annotations

import numpy as np
import pandas as pd

from indicators.charts.base import COLOURS, SHADE, Chart, Trace, colour, dash, figure, letters, line, months, values
from indicators.explain import month_name, number
from indicators.index import RelationsIndex

NEAR = pd.Timedelta(days=550)
"""Events closer than this take turns in two rows of numbers."""


def index_chart(
    index: RelationsIndex,
    *,
    window: tuple[str, str],
    events: pd.DataFrame | None = None,
    band: pd.DataFrame | None = None,
    height: int = 420,
) -> Chart:
    """The index with its axes, months that rest on carried figures dotted.

    `events`: rows of `named_events`. `band`: columns `low` and `high` by month, the uncertainty that comes from the
    choices behind the index (never a forecast interval).
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
    if events is not None and len(events):
        traces += [_all_events(events), _numbered_events(events)]
    drawn = figure(traces, height=height, window=window, yaxis={"range": [0, 112], "tickvals": [0, 25, 50, 75, 100]})
    data = index.frame()
    return Chart(drawn, _describe(index, window), data[data["month"].between(*window)])


def named_events(index: RelationsIndex, events: pd.DataFrame, window: tuple[str, str]) -> pd.DataFrame:
    """The events in the window with a `label` for the chart, and a `number` for those that the definition names."""
    start = pd.Period(window[0], "M").to_timestamp()
    end = pd.Period(window[1], "M").to_timestamp(how="end")
    shown = events[events["date_start"].between(start, end)].copy()
    shown["label"] = shown["date_start"].dt.strftime("%d %b %Y: ") + shown["title"]
    named = shown["event_id"].isin(index.definition.annotate)
    shown["number"] = named.cumsum().where(named)
    return shown


def _band(band: pd.DataFrame) -> list[Trace]:
    known = band[["low", "high"]].dropna()
    edge = {"type": "scatter", "mode": "lines", "x": months(known.index), "line": {"width": 0}, "hoverinfo": "skip"}
    return [
        edge | {"y": values(known["high"]), "showlegend": False},
        edge
        | {
            "y": values(known["low"]),
            "fill": "tonexty",
            "fillcolor": SHADE,
            "name": "Uncertainty of the choices (5–95 %)",
        },
    ]


def _all_events(events: pd.DataFrame) -> Trace:
    """A tick at the foot for every event."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "Events",
        "x": np.datetime_as_string(events["date_start"].to_numpy(), unit="D"),
        "y": np.full(len(events), 1.5, dtype="float32"),
        "marker": {"symbol": "line-ns-open", "size": 8, "color": COLOURS[7]},
        "text": [letters(label) for label in events["label"]],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _numbered_events(events: pd.DataFrame) -> Trace:
    """A line and a number for every event that is named, all in one trace with gaps."""
    named = events[events["number"].notna()]
    x: list[str | None] = []
    y: list[float | None] = []
    text: list[str] = []
    before, raised = pd.Timestamp(1900, 1, 1), False
    for day, number_ in zip(named["date_start"], named["number"], strict=True):
        raised = not raised and day - before < NEAR
        before = day
        x += [f"{day:%Y-%m-%d}"] * 2 + [None]
        y += [0, 106 if raised else 101, None]
        text += ["", str(int(number_)), ""]
    return {
        "type": "scatter",
        "mode": "lines+text",
        "name": "Named events, listed below",
        "x": x,
        "y": y,
        "text": text,
        "textposition": "top center",
        "textfont": {"size": 11},
        "line": {"color": COLOURS[7], "width": 1, "dash": "dot"},
        "hoverinfo": "skip",
    }


def _describe(index: RelationsIndex, window: tuple[str, str]) -> str:
    shown = index.index[window[0] : window[1]].dropna()
    if shown.empty:
        return f"The index of {index.pair}: no value between {window[0]} and {window[1]}."
    low, high = shown.idxmin(), shown.idxmax()
    return (
        f"Line chart of the relations index of {index.pair} from {month_name(shown.index[0])} "
        f"({number(shown.iloc[0])}) to {month_name(shown.index[-1])} ({number(shown.iloc[-1])}), "
        f"on a scale from 0 to 100. "
        f"Lowest in {month_name(low)} ({number(shown[low])}), highest in {month_name(high)} ({number(shown[high])})."
    )


def group_chart(index: RelationsIndex, group: str, *, window: tuple[str, str], place: int = 0) -> Chart:
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
        yaxis={"range": [-3, 103], "tickvals": [0, 50, 100]},
    )
    shown = series[window[0] : window[1]].dropna()
    alt = f"{label}: no score between {window[0]} and {window[1]}."
    if not shown.empty:
        alt = (
            f"{label}: {number(shown.iloc[0], 0)} in {month_name(shown.index[0])}, "
            f"{number(shown.iloc[-1], 0)} in {month_name(shown.index[-1])}."
        )
    return Chart(drawn, alt, pd.DataFrame({"month": months(series.index), group: series.to_numpy()}))


def component_chart(index: RelationsIndex, component: str, *, window: tuple[str, str]) -> Chart:
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
