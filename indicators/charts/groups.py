"""Groups side by side, as small multiples of one window and one scale."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from indicators.charts.base import Chart, Trace, across, colour, figure, letters, months, path, scale, upright
from indicators.index import Index
from indicators.text import month_name, number

Scores = np.ndarray[Any, np.dtype[np.float64]]

ROW = 125
"""Height of a row of panels."""


def groups_chart(index: Index, *, window: tuple[str, str]) -> Chart:
    """The score of every group in a panel of its own, two in a row; what the axes say is written once for all.

    Dotted where no figure stands behind it: a score written before the figures begin.
    """
    groups, definition, matrix = list(index.groups), index.definition, index.panel.matrix
    rows = -(-len(groups) // 2)
    traces, titles, said = [], [], []
    axes: Trace = {}
    # As arrays: the same in pandas takes four times as long, at every change of the window.
    at, scores = months(matrix.index), index.scores.scores[groups].to_numpy(dtype=float, na_value=np.nan)
    known = {name: ~missing for name, missing in zip(matrix, matrix.isna().to_numpy().T, strict=True)}
    inside = (at >= window[0]) & (at <= window[1])
    for place, (group, series) in enumerate(zip(groups, scores.T, strict=True)):
        label, there = definition.label(group), ~np.isnan(series)
        panel = str(place + 1) if place else ""
        here = {"xaxis": f"x{panel}", "yaxis": f"y{panel}"}
        measured = np.any([known[name] for name in definition.leaves(group)], axis=0)
        traces.append(path(at, _only(measured, series), label, color=colour(place)) | here)
        if (written := ~measured & there).any():
            drawn_on = written | np.roll(written, 1)  # to the first measured month, so that none is cut
            dotted = path(at, _only(drawn_on, series), f"{label}, written", color=colour(place), dash="dot")
            traces.append(dotted | here)
        axes[f"xaxis{panel}"] = {"showticklabels": place + 2 >= len(groups)}
        axes[f"yaxis{panel}"] = {"showticklabels": place % 2 == 0}
        titles.append(_title(label, matrix.index, series) | {"xref": f"x{panel} domain", "yref": f"y{panel} domain"})
        said.append(_describe(label, matrix.index, np.where(inside, series, np.nan), window))
    grid = {"rows": rows, "columns": 2, "pattern": "independent", "xgap": 0.08, "ygap": 0.45}
    shared = {
        "xaxis": across(window) | {"nticks": 5},
        "yaxis": upright() | scale({"range": [-3, 103], "tickvals": [0, 50, 100]}, scores),
    }
    drawn = figure(
        traces,
        height=ROW * rows + 30,
        window=window,
        template={"layout": shared},
        showlegend=False,
        grid=grid,
        annotations=titles,
        margin={"l": 8, "r": 8, "t": 30, "b": 8},
        **axes,
    )

    def data() -> pd.DataFrame:
        return index.scores.scores[list(groups)].set_axis(months(index.index.index)).reset_index(names="month")

    return Chart(drawn, " ".join(said), data)


def _only(where: np.ndarray[Any, np.dtype[np.bool_]], scores: Scores) -> np.ndarray[Any, np.dtype[np.float32]]:
    """The scores of some months, in the four bytes that a screen can show."""
    return np.where(where, scores, np.nan).astype("float32")


def _title(label: str, months: pd.PeriodIndex, scores: Scores) -> Trace:
    """The group's name and its latest score, above its panel."""
    given = np.flatnonzero(~np.isnan(scores))
    said = f" {number(scores[given[-1]], 0)} · {months[given[-1]].strftime('%b %Y')}" if len(given) else ""
    return {
        "text": f"<b>{letters(label)}</b>{said}", "x": 0, "y": 1.04, "xanchor": "left", "yanchor": "bottom",
        "showarrow": False, "font": {"size": 12},
    }  # fmt: skip


def _describe(label: str, months: pd.PeriodIndex, scores: Scores, window: tuple[str, str]) -> str:
    given = np.flatnonzero(~np.isnan(scores))
    if not len(given):
        return f"{label}: no score between {window[0]} and {window[1]}."
    first, last = (f"{number(scores[at], 0)} in {month_name(months[at])}" for at in (given[0], given[-1]))
    return f"{label}: {first}, {last}."
