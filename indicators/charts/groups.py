"""Groups side by side, as small multiples of one window and one scale."""

from __future__ import annotations

import numpy as np
import pandas as pd

from indicators.charts.base import Chart, Trace, across, colour, figure, letters, line, months, upright
from indicators.explain import month_name, number
from indicators.index import RelationsIndex

ROW = 125
"""Height of a row of panels."""


def groups_chart(index: RelationsIndex, *, window: tuple[str, str]) -> Chart:
    """The score of every group in a panel of its own, two in a row; what the axes say is written once for all.

    Dotted where no figure stands behind it: a score written before the figures begin.
    """
    groups = index.groups
    rows = -(-len(groups) // 2)
    traces, titles, said = [], [], []
    known = index.panel.matrix.notna()
    axes: Trace = {}
    for place, group in enumerate(groups):
        series, label = index.scores.scores[group], index.definition.label(group)
        panel = str(place + 1) if place else ""
        here = {"xaxis": f"x{panel}", "yaxis": f"y{panel}"}
        measured = known[list(index.definition.leaves(group))].to_numpy().any(axis=1)
        traces.append(line(series.where(measured), label, color=colour(place)) | here)
        if (written := ~measured & series.notna().to_numpy()).any():
            drawn_on = written | np.roll(written, 1)  # to the first measured month, so that none is cut
            traces.append(line(series.where(drawn_on), f"{label}, written", color=colour(place), dash="dot") | here)
        axes[f"xaxis{panel}"] = {"showticklabels": place + 2 >= len(groups)}
        axes[f"yaxis{panel}"] = {"showticklabels": place % 2 == 0}
        titles.append(_title(label, series) | {"xref": f"x{panel} domain", "yref": f"y{panel} domain"})
        said.append(_describe(label, series, window))
    grid = {"rows": rows, "columns": 2, "pattern": "independent", "xgap": 0.08, "ygap": 0.45}
    shared = {
        "xaxis": across(window) | {"nticks": 5},
        "yaxis": upright() | {"range": [-3, 103], "tickvals": [0, 50, 100]},
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


def _title(label: str, series: pd.Series) -> Trace:
    """The group's name and its latest score, above its panel."""
    latest = series.last_valid_index()
    said = "" if latest is None else f" {number(series[latest], 0)} · {latest.strftime('%b %Y')}"
    return {
        "text": f"<b>{letters(label)}</b>{said}", "x": 0, "y": 1.04, "xanchor": "left", "yanchor": "bottom",
        "showarrow": False, "font": {"size": 12},
    }  # fmt: skip


def _describe(label: str, series: pd.Series, window: tuple[str, str]) -> str:
    shown = series[window[0] : window[1]].dropna()
    if shown.empty:
        return f"{label}: no score between {window[0]} and {window[1]}."
    return (
        f"{label}: {number(shown.iloc[0], 0)} in {month_name(shown.index[0])}, "
        f"{number(shown.iloc[-1], 0)} in {month_name(shown.index[-1])}."
    )
