"""Points with a range, one below the other: the common form of ranks, sensitivities and what leaving out does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from indicators.charts.base import COLOURS, GRID, LEVEL, Trace, broken, figure, letters

ROW, TWO_LINES = 22, 32
"""Height of a row in pixels, with labels of one line and of two."""
WIDTH = 30
"""Letters in a line of a label."""


def points(
    table: pd.DataFrame,
    name: str,
    *,
    mid: str,
    low: str,
    high: str,
    hover: str,
    colour: str = COLOURS[0],
    symbol: str | Sequence[str] = "circle",
    shift: float = 0.0,
) -> Trace:
    """One point a row of `table` at `mid`, with a bar from `low` to `high`; `shift` moves it off the row's middle.

    `hover` is Plotly's template; `%{customdata[0]}` and `[1]` are the ends.
    """
    middle, least, most = (table[column].to_numpy(dtype=float) for column in (mid, low, high))
    return {
        "type": "scatter", "mode": "markers", "name": letters(name), "x": middle, "y": np.arange(len(table)) + shift,
        "marker": {"color": colour, "symbol": symbol if isinstance(symbol, str) else list(symbol), "size": 9},
        "error_x": {
            "type": "data", "symmetric": False, "array": most - middle, "arrayminus": middle - least,
            "color": colour, "thickness": 2, "width": 3,
        },
        "customdata": np.column_stack([least, most]), "hovertemplate": hover + "<extra></extra>",
    }  # fmt: skip


def rows_figure(
    traces: Sequence[Trace], labels: Sequence[str], *, title: str, mark: float | None = None, **more: Any
) -> go.Figure:
    """The figure of some `points`, the first row on top; `mark` draws a dotted upright line."""
    upright = {"type": "line", "x0": mark, "x1": mark, "yref": "paper", "y0": 0, "y1": 1}
    shapes = [] if mark is None else [upright | {"line": {"color": LEVEL, "width": 1, "dash": "dot"}}]
    row = TWO_LINES if max(map(len, labels), default=0) > WIDTH else ROW
    height = 100 + row * len(labels)
    legend = {"orientation": "h", "yanchor": "top", "y": -60 / (height - 60), "x": 0, "traceorder": "normal"}
    return figure(
        traces,
        height=height,
        hovermode="closest",
        shapes=shapes,
        legend=legend,
        xaxis={"showgrid": True, "gridcolor": GRID, "zeroline": False, "title": {"text": letters(title)}}
        | more.pop("xaxis", {}),
        yaxis={
            "range": [len(labels) - 0.4, -0.6],
            "showgrid": False,
            "tickvals": list(range(len(labels))),
            "ticktext": [broken(label, WIDTH) for label in labels],
        },
        **more,
    )
