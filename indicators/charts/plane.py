"""The two halves of an index against each other: where the relationship went over the years."""

from __future__ import annotations

import numpy as np
import pandas as pd

from indicators.charts.base import COLOURS, GRID, Chart, Trace, figure, letters, values
from indicators.explain import number
from indicators.index import RelationsIndex


def plane_chart(index: RelationsIndex) -> Chart:
    """The first two axes of an index against each other, each December and the headline month, joined in time.

    Every fifth year and both ends are named, so that the direction can be read.
    """
    across, up = index.axes[:2]
    path = _path(index)
    labels = [index.definition.label(axis) for axis in (across, up)]
    years = path.index.year.astype(str)
    named = np.where((path.index.year % 5 == 0) | (np.arange(len(path)) % max(len(path) - 1, 1) == 0), years, "")
    line: Trace = {
        "type": "scatter", "mode": "lines+markers+text", "x": values(path[across]), "y": values(path[up]),
        "text": named, "textposition": "top center", "textfont": {"size": 11},
        "line": {"color": COLOURS[0], "width": 1.5}, "marker": {"size": 6},
        "customdata": path.index.strftime("%b %Y").to_numpy(dtype=str),
        "hovertemplate": "%{customdata}: %{x:.1f}, %{y:.1f}<extra></extra>",
    }  # fmt: skip
    axis: Trace = {
        "range": [0, 100],
        "tickvals": [0, 25, 50, 75, 100],
        "tickformat": "d",
        "gridcolor": GRID,
        "showgrid": True,
    }
    drawn = figure(
        [line],
        height=420,
        hovermode="closest",
        xaxis=axis | {"hoverformat": ".1f", "title": {"text": letters(labels[0])}},
        yaxis=axis | {"title": {"text": letters(labels[1])}},
    )
    alt = f"{labels[1]} against {labels[0]}: no December has both."
    if len(path):
        places = [
            f"{number(row[across])} and {number(row[up])} in {month:%Y}" for month, row in path.iloc[[0, -1]].iterrows()
        ]
        alt = f"{labels[1]} against {labels[0]} year by year, a path from {places[0]} to {places[1]}."
    return Chart(drawn, alt, path.rename_axis("month").reset_index().astype({"month": str}))


def _path(index: RelationsIndex) -> pd.DataFrame:
    both = index.scores.scores.loc[index.index.notna(), list(index.axes[:2])].dropna()
    latest = index.headline.month if index.headline else None
    return both[(both.index.month == 12) | (both.index == latest)]
