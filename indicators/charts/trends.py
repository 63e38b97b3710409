"""What trends say, drawn: the series first, the model as lines and marks of its own.

A grey band is the uncertainty of the index and stands for nothing here. A trend's band is two dotted lines, a forecast
a hatched fan, and the interval of a date a bar below the series.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from indicators.charts.base import COLOURS, DOWN, LEVEL, UP, Chart, Trace, figure, letters, line, values
from indicators.text import period_name
from indicators.trends.plot import Band, Bars, Histogram, Interval, Line, NamedEvents, Part, Plot, Points, Upright
from indicators.trends.question import Answer, by_month
from indicators.wording.trends import chart_text

MODEL: Trace = {"color": COLOURS[4], "width": 2, "dash": "dash"}
FAN: Trace = {"color": COLOURS[1], "width": 1}
LINES: dict[str, Trace] = {
    "series": {"color": COLOURS[0], "width": 2},
    "model": MODEL,
    "level": MODEL | {"shape": "hv"},
    "straight": {"color": COLOURS[2], "width": 2, "dash": "dashdot"},
    "line": MODEL | {"dash": "solid"},
    "high state": MODEL,
    "low state": MODEL | {"dash": "dot"},
    "chance": {"color": COLOURS[2], "width": 1.5},
    "edge": {"color": COLOURS[4], "width": 1, "dash": "dot"},
    "fan edge": FAN | {"dash": "dot"},
    "fan": FAN | {"dash": "solid"},
    "forecast": {"color": COLOURS[1], "width": 2.5, "dash": "dash"},
}
"""How a line of each look is drawn."""
UNTOLD: Trace = {"hoverinfo": "skip", "hovertemplate": None}
"""A line that the box at the pointer leaves out, so that the box covers little of the others."""
MORE: dict[str, Trace] = {
    "high state": UNTOLD,
    "low state": UNTOLD,
    "edge": UNTOLD,
    "chance": {"fill": "tozeroy", "fillcolor": "rgba(0,158,115,0.25)", "hovertemplate": "%{y:.2f}"},
    "fan": {
        "fill": "tonexty",
        "fillcolor": "rgba(0,0,0,0)",
        "fillpattern": {
            "shape": "/", "fgcolor": COLOURS[1], "bgcolor": "rgba(0,0,0,0)", "size": 6, "solidity": 0.15,
        },
    },
}  # fmt: skip
"""What a look has besides its line."""
MARKS: dict[str, Trace] = {
    "peak": {"marker": {"symbol": "triangle-down", "size": 10, "color": UP}, "hovertemplate": "%{y:.1f}"},
    "trough": {"marker": {"symbol": "triangle-up", "size": 10, "color": DOWN}, "hovertemplate": "%{y:.1f}"},
    "apart": {"marker": {"symbol": "square", "size": 4, "color": LEVEL}, "hoverinfo": "skip"},
}
SCORES: Trace = {"range": [0, 100], "dtick": 25}
HEIGHT = 320
STRIP = 0.22
"""Share of the height for marks below the series."""


def trend_charts(answer: Answer, events: pd.DataFrame | None = None) -> tuple[Chart, ...]:
    """The charts of an answer. `events`: the named ones, with `date_start` and `label`, where a chart has room for
    them."""
    return tuple(_chart(answer, plot, events) for plot in answer.plots)


def _chart(answer: Answer, plot: Plot, events: pd.DataFrame | None) -> Chart:
    traces = list(_traces(plot, events))
    layout: dict[str, Any] = {"height": HEIGHT}
    kinds = {type(part) for part in plot.parts}
    if Histogram in kinds:
        (part,) = (part for part in plot.parts if isinstance(part, Histogram))
        layout = {"height": 220, "hovermode": "closest", "bargap": 0.05}
        layout |= {"xaxis": {"title": {"text": part.across}}, "yaxis": {"title": {"text": part.upright}}}
    elif Bars in kinds:
        layout["height"] = HEIGHT - 80
    elif plot.strip is not None:
        below = {"domain": [0, STRIP], "range": list(plot.strip), "visible": False, "fixedrange": True, "anchor": "x"}
        above = SCORES | {"domain": [STRIP + 0.05, 1]}
        layout = {"height": HEIGHT + 60, "xaxis": {"anchor": "y2"}, "yaxis": above, "yaxis2": below}
    else:
        layout["yaxis"] = SCORES
    if marks := [mark for part in plot.parts for mark in _uprights(part)]:
        layout["shapes"] = marks
    data = by_month(plot.table) if plot.data is None else plot.data
    return Chart(figure(traces, **layout), chart_text(answer, plot), data)


def _traces(plot: Plot, events: pd.DataFrame | None) -> Iterator[Trace]:
    """What is drawn of each part, in their order."""
    table = plot.table
    intervals = [part for part in plot.parts if isinstance(part, Interval)]
    for part in plot.parts:
        match part:
            case Line(column, name, look, strip):
                style = MORE.get(look, {}) | ({"yaxis": "y2"} if strip else {})
                yield line(table[column], name, **LINES[look]) | style
            case Band(low, high, name, "edge"):
                for column, more in ((low, {}), (high, {"showlegend": False})):
                    yield line(table[column], name, **LINES["edge"]) | UNTOLD | more
            case Band(low, high, name, look):  # the area is filled up to the line before
                yield line(table[high], name.rpartition(", ")[2], **LINES[look]) | {"showlegend": False}
                yield line(table[low], name, **LINES[look]) | MORE.get(look, {})
            case Points(column, name, look):
                there = table[column].dropna()
                at = {"x": there.index.astype(str).tolist(), "y": values(there)}
                yield {"type": "scatter", "mode": "markers", "name": name, **at, **MARKS[look]}
            case Bars(column):
                yield {
                    "type": "bar", "x": table.index.tolist(), "y": values(table[column]),
                    "hovertemplate": "%{y:+.2f}<extra></extra>",
                    "marker": {"color": [UP if each > 0 else DOWN for each in table[column]]},
                }  # fmt: skip
            case Histogram(column):
                yield {
                    "type": "histogram", "x": values(table[column]), "nbinsx": 40, "marker": {"color": LEVEL},
                    "hovertemplate": "%{y}",
                }  # fmt: skip
            case Interval():
                place = intervals.index(part)
                yield _interval(part, len(intervals) - place) | {"showlegend": place == 0}
            case NamedEvents() if events is not None:
                yield _ticks(events, table.index)


def _interval(part: Interval, row: int) -> Trace:
    """The interval of a date as a bar with the date as a diamond; the first stands for all in the legend."""
    low, date, high = map(period_name, (part.low, part.date, part.high))
    return {
        "type": "scatter", "mode": "lines+markers", "name": "95 % interval of each date", "yaxis": "y2",
        "x": [str(part.low), str(part.date), str(part.high)], "y": [row] * 3,
        "line": {"color": COLOURS[4], "width": 3},
        "marker": {"symbol": ["line-ns-open", "diamond", "line-ns-open"], "size": [8, 9, 8], "color": COLOURS[4]},
        "legendgroup": "interval", "hovertemplate": f"shift after {date}: {low} to {high}<extra></extra>",
    }  # fmt: skip


def _ticks(events: pd.DataFrame, months: pd.PeriodIndex) -> Trace:
    """The named events within the series as ticks in the strip."""
    events = events[events["date_start"].between(months[0].start_time, months[-1].end_time)]
    return {
        "type": "scatter", "mode": "markers", "name": "Named events", "yaxis": "y2",
        "x": events["date_start"].dt.strftime("%Y-%m-%d").tolist(), "y": [0] * len(events),
        "marker": {"symbol": "line-ns-open", "size": 8, "color": LEVEL},
        "text": [letters(label) for label in events["label"]], "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def _uprights(part: Part) -> Iterator[Trace]:
    mark = {"type": "line", "yref": "paper", "y0": 0, "y1": 1}
    if isinstance(part, Upright):
        yield mark | {"x0": part.at, "x1": part.at, "line": {"color": LEVEL, "width": 1, "dash": "dot"}}
    if isinstance(part, Histogram):
        yield mark | {"x0": part.at, "x1": part.at, "line": {"color": COLOURS[4], "width": 3}}
