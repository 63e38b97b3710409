"""The two halves of an index against each other: where the relationship went over the years."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from indicators.charts.base import (
    COLOURS,
    GRID,
    LEVEL,
    Chart,
    Trace,
    by_month,
    figure,
    letters,
    on_scale,
    scale,
    values,
)
from indicators.index import Index
from indicators.wording.charts import plane_alt

APART = 12.0
"""Hundredths of an axis between two years that are named, so that the names can be read."""


def plane_chart(index: Index, *, lang: str = "en") -> Chart:
    """The first two axes of an index against each other, each December and the headline month, joined in time.

    Years are named where the path has moved on, and both ends; later years are darker.
    """
    across, up = index.axes[:2]
    path = _path(index)
    fixed: Trace = {"range": [0, 100], "tickvals": [0, 25, 50, 75, 100], "tickformat": "d"}
    aside, upright = scale(fixed, path[across]), scale(fixed, path[up])
    labels = [index.definition.label(axis) for axis in (across, up)]
    line: Trace = {
        "type": "scatter", "mode": "lines+markers+text", "x": values(path[across]), "y": values(path[up]),
        "text": _names(path, aside["range"], upright["range"]), "textposition": "top center", "textfont": {"size": 11},
        "line": {"color": LEVEL, "width": 1},
        "marker": {"size": 8, "color": path.index.year.to_numpy(), "colorscale": [[0, "#a8d0ea"], [1, COLOURS[0]]]},
        "customdata": path.index.strftime("%b %Y").to_numpy(dtype=str),
        "hovertemplate": "%{customdata}: %{x:.1f}, %{y:.1f}<extra></extra>",
    }  # fmt: skip
    axis: Trace = {"gridcolor": GRID, "showgrid": True, "constrain": "domain"}
    # A square, unless an axis leaves the scale: one that reaches far would press the other flat.
    square = {"scaleanchor": "x"} if on_scale(path) else {}
    drawn = figure(
        [line],
        height=420,
        hovermode="closest",
        xaxis=aside | axis | {"title": {"text": letters(labels[0])}, "hoverformat": ""},
        yaxis=upright | axis | {"title": {"text": letters(labels[1])}} | square,
    )
    return Chart(drawn, plane_alt(labels, path, lang=lang), by_month(path))


def _path(index: Index) -> pd.DataFrame:
    both = index.scores.scores.loc[index.index.notna(), list(index.axes[:2])].dropna()
    latest = index.headline.month if index.headline else None
    return both[(both.index.month == 12) | (both.index == latest)]


def _names(path: pd.DataFrame, *ranges: Sequence[float]) -> list[str]:
    """The year beside a point that lies apart from all named before it; both ends always."""
    places = path.to_numpy() * [100 / (high - low) for low, high in ranges]
    named = [0, len(path) - 1] if len(path) else []
    for place in range(len(path)):
        if np.hypot(*(places[named] - places[place]).T).min() >= APART:
            named.append(place)
    return [str(year) if place in named else "" for place, year in enumerate(path.index.year)]
