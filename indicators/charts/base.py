"""What all charts share: the result type, colours that do not rely on hue alone, and the layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

# Okabe and Ito's colours (2008), which stay apart under colour blindness, and on light and dark grounds alike.
COLOURS = ("#0f7fc0", "#d98a00", "#009e73", "#cc79a7", "#d55e00", "#4da3d9", "#8a7f00", "#8c8c8c")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
UP, DOWN, LEVEL = COLOURS[0], COLOURS[4], COLOURS[7]
GRID = "rgba(128,128,128,0.22)"
SHADE = "rgba(128,128,128,0.16)"


@dataclass(frozen=True)
class Chart:
    """A figure, the text that stands for it where it cannot be seen, and the numbers it shows."""

    figure: go.Figure
    alt: str
    data: pd.DataFrame


def letters(text: str) -> str:
    """Text that Plotly shows letter by letter: it would read tags and entities in it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def colour(position: int) -> str:
    """The colour of the n-th series."""
    return COLOURS[position % len(COLOURS)]


def dash(position: int) -> str:
    """The dash of the n-th series, so that colour is never the only carrier of meaning."""
    return DASHES[position % len(DASHES)]


def months(index: pd.Index) -> list[str]:
    """Months as `YYYY-MM`, which Plotly reads as dates."""
    return index.astype(str).tolist()


def values(series: pd.Series) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Values in the four bytes that a screen can show."""
    return series.to_numpy(dtype="float32", na_value=np.nan)


def layout(figure: go.Figure, *, height: int, window: tuple[str, str] | None = None, **more: Any) -> go.Figure:
    """The layout that every chart has; `window` is the span of months shown."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 28, "b": 8},
        hovermode="x unified",
        legend={"orientation": "h", "yanchor": "top", "y": -44 / (height - 60), "x": 0, "title": None},
        dragmode="pan",
        **more,
    )
    figure.update_xaxes(showgrid=False, automargin=True)
    figure.update_yaxes(gridcolor=GRID, zeroline=False, automargin=True)
    if window is not None:
        figure.update_xaxes(range=list(window))
    return figure
