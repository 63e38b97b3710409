"""What all charts share: the result type, colours that do not rely on hue alone, and the one way to make a figure.

A figure is made in one call from plain dictionaries. Built up by Plotly's `add_` and `update_` methods it costs ten
times as much, and checked property by property three times as much: the tests check every figure instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from textwrap import wrap
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

# Okabe and Ito's colours (2008), which stay apart under colour blindness, and on light and dark grounds alike.
COLOURS = ("#0f7fc0", "#d98a00", "#009e73", "#cc79a7", "#d55e00", "#4da3d9", "#8a7f00", "#8c8c8c")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
PATTERNS = ("", "/", ".", "x", "-", "\\")
UP, DOWN, LEVEL = COLOURS[0], COLOURS[4], COLOURS[7]
GRID = "rgba(128,128,128,0.22)"
SHADE = "rgba(128,128,128,0.3)"
EDGE = "rgba(120, 120, 120, 0.9)"

Trace = dict[str, Any]
"""A trace as Plotly's reference describes it."""

Texts = npt.NDArray[np.str_]
Values = npt.NDArray[np.float32]
Window = tuple[str, str]
"""The first and the last month shown, as `YYYY-MM`."""

SILENT: Trace = {"hoverinfo": "skip", "hovertemplate": None}
"""A trace that the box at the pointer leaves out, so that the box covers little of the others."""


@dataclass(frozen=True, eq=False)
class Chart:
    """A figure, the text that stands for it where it cannot be seen, and the numbers it shows.

    The numbers may be given as a function, called when somebody asks for them.
    """

    figure: go.Figure
    alt: str
    numbers: pd.DataFrame | Callable[[], pd.DataFrame]

    @property
    def data(self) -> pd.DataFrame:
        """The numbers as a table, of all periods."""
        return self.numbers() if callable(self.numbers) else self.numbers

    def within(self, window: Window) -> pd.DataFrame:
        """What the figure shows in a window of months: the rows whose `month` or `period` begins in it, or all where it
        has neither or its own axis is not cut to months."""
        table, span = self.data, self.figure.layout.xaxis.range
        if span is None or not isinstance(span[0], str):
            return table
        for name in ("month", "period"):
            if name in table:
                starts = table[name].map(lambda text: str(pd.Period(str(text)).asfreq("M", "start")))
                return table[starts.between(*window)].reset_index(drop=True)
        return table


class FixedFigure(go.Figure):
    """A figure that nobody changes, so that its dictionary is made once.

    Streamlit asks for it at every rerun of a chart that can be clicked.
    """

    def to_dict(self) -> dict[str, Any]:
        """As Plotly's, the same object every time."""
        if "_once" not in self.__dict__:
            self._once: dict[str, Any] = super().to_dict()
        return self._once


def letters(text: str) -> str:
    """Text that Plotly shows letter by letter: it would read tags and entities in it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def broken(text: str, width: int = 24) -> str:
    """Text for an axis, broken into lines between words."""
    return "<br>".join(map(letters, wrap(text, width)))


def colour(position: int) -> str:
    """The colour of the n-th series."""
    return COLOURS[position % len(COLOURS)]


def dash(position: int) -> str:
    """The dash of the n-th series, so that colour is never the only carrier of meaning."""
    return DASHES[position % len(DASHES)]


def pattern(position: int) -> Trace:
    """The pattern of the n-th area, for the same reason."""
    return {
        "shape": PATTERNS[position % len(PATTERNS)], "bgcolor": colour(position), "fgcolor": "rgba(255,255,255,0.55)",
        "solidity": 0.15, "size": 7,
    }  # fmt: skip


def months(index: pd.PeriodIndex) -> Texts:
    """Months as `YYYY-MM`, which Plotly reads as dates."""
    return _as_text(index.asi8.tobytes())


@lru_cache(maxsize=32)
def _as_text(ordinals: bytes) -> Texts:
    """All lines of a page share their months, so these are written once."""
    return np.datetime_as_string(np.frombuffer(ordinals, dtype="datetime64[M]"))


def values(series: pd.Series) -> Values:
    """Values in the four bytes that a screen can show."""
    numbers: Values = series.to_numpy(dtype="float32", na_value=np.nan)
    return numbers


def line(series: pd.Series, name: str, *, hover: str = "%{y:.1f}", **style: Any) -> Trace:
    """One value a month, drawn as a line from the first one there is to the last; `style` is Plotly's: color, width,
    dash."""
    return path(months(series.index), values(series), name, hover=hover, **style)


def path(at: Texts, heights: Values, name: str, *, hover: str = "%{y:.1f}", **style: Any) -> Trace:
    """As `line`, from arrays as `months` and `values` give them."""
    known = np.flatnonzero(~np.isnan(heights))
    there = slice(known[0], known[-1] + 1) if len(known) else slice(0)
    trace = {"type": "scatter", "mode": "lines", "name": letters(name), "x": at[there], "y": heights[there]}
    return trace | {"line": style, "hovertemplate": hover}


def marks(at: Texts, heights: Values, name: str = "", **more: Any) -> Trace:
    """A mark at each place; `more` is Plotly's."""
    return {"type": "scatter", "mode": "markers", "name": name, "x": at, "y": heights} | more


def area(edges: pd.DataFrame, name: str) -> list[Trace]:
    """The area between the columns `low` and `high` of a table by month, which no box at the pointer names."""
    high, low = (line(edges[edge], name, width=0) | SILENT for edge in ("high", "low"))
    return [high | {"showlegend": False}, low | {"fill": "tonexty", "fillcolor": SHADE}]


def edges(limits: pd.DataFrame, name: str) -> list[Trace]:
    """The columns `low` and `high` of a table by month as two thin lines, so that an area inside them stays seen."""
    style: Trace = {"color": EDGE, "width": 1, "dash": "dot"}
    high, low = (line(limits[edge], name, **style) | SILENT for edge in ("high", "low"))
    return [high | {"showlegend": False}, low]


def by_month(table: pd.DataFrame) -> pd.DataFrame:
    """A table by month as numbers to take away, with the column `month` as text."""
    return table.set_axis(table.index.astype(str)).rename_axis("month").reset_index()


def across(window: Window | None = None) -> Trace:
    """An axis of months; `window` is the span shown."""
    axis: Trace = {"showgrid": False, "automargin": True, "hoverformat": "%b %Y"}
    return axis if window is None else axis | {"range": list(window)}


def upright() -> Trace:
    """An axis of values."""
    return {"gridcolor": GRID, "zeroline": False, "automargin": True}


def on_scale(*scores: npt.ArrayLike) -> bool:
    """Whether no score lies outside 0 to 100. Definitions that normalise otherwise than to goalposts leave it."""
    low, high = _ends(scores)
    return low >= -1e-6 and high <= 100 + 1e-6


def scale(fixed: Trace, *scores: npt.ArrayLike) -> Trace:
    """The axis of some scores: `fixed`, a range and its ticks, where all lie in 0 to 100.

    Else the axis follows them, the lowest close to where 0 would be and the highest to where 100 would, so that none is
    cut off and the panels that are given the same ones stay alike.
    """
    if on_scale(*scores):
        return fixed
    low, high = _ends(scores)
    step = (high - low) / 100 or 0.01
    first, last = fixed["range"]
    return {"range": [low + step * (first - 2), low + step * (last + 2)]}


def _ends(scores: Sequence[npt.ArrayLike]) -> tuple[float, float]:
    """The lowest and the highest; missing ones are neither, where all are missing the ends lie beyond one another."""
    every = [np.asarray(each, dtype=float).ravel() for each in scores]
    low = min((float(np.fmin.reduce(each, initial=np.inf)) for each in every), default=np.inf)
    high = max((float(np.fmax.reduce(each, initial=-np.inf)) for each in every), default=-np.inf)
    return low, high


def figure(
    traces: Sequence[Trace],
    *,
    height: int,
    window: Window | None = None,
    xaxis: Trace | None = None,
    yaxis: Trace | None = None,
    **more: Any,
) -> go.Figure:
    """The figure of some traces, in the layout that every chart has; `window` is the span of months shown.

    Dragging does nothing, so that a finger can scroll the page; the window is the control for zooming.
    """
    layout: Trace = {
        # Any template of ours keeps Plotly's own away, which is larger than most figures.
        "template": {"layout": {"colorway": COLOURS}},
        "height": height,
        # Plotly's buttons stand above the picture, always so on a phone.
        "margin": {"l": 8, "r": 8, "t": 30, "b": 8},
        "hovermode": "x unified",
        "dragmode": False,
        "legend": {
            "orientation": "h", "yanchor": "top", "y": -44 / (height - 60), "x": 0, "traceorder": "normal",
        },
        "xaxis": across(window) | (xaxis or {}),
        "yaxis": upright() | (yaxis or {}),
    }  # fmt: skip
    return FixedFigure(list(traces), layout | more, _validate=False)
