"""Groups: one by itself, and all side by side as small multiples of one window and one scale."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from indicators.charts.base import (
    Chart,
    Trace,
    Values,
    Window,
    across,
    colour,
    figure,
    letters,
    line,
    months,
    path,
    scale,
    upright,
)
from indicators.index import Index
from indicators.text import number
from indicators.wording.charts import group_alt
from indicators.wording.language import translator

ROW = 125
"""Height of a row of panels."""

SCALE: Trace = {"range": [-3, 103], "tickvals": [0, 50, 100]}


def groups_chart(index: Index, *, window: Window, lang: str = "en") -> Chart:
    """The score of every group in a panel of its own, two in a row; what the axes say is written once for all.

    Dotted where no figure stands behind it: a score written before the figures begin.
    """
    say, groups, definition, matrix = translator(lang), list(index.groups), index.definition, index.panel.matrix
    traces, titles, alts = [], [], []
    axes: Trace = {}
    # As arrays: the same in pandas takes four times as long, at every change of the window.
    at, scores = months(matrix.index), _scores(index)
    known = {name: ~missing for name, missing in zip(matrix, matrix.isna().to_numpy().T, strict=True)}
    inside = (at >= window[0]) & (at <= window[1])
    for place, (group, series) in enumerate(zip(groups, scores.T, strict=True)):
        label, there = definition.label(group), ~np.isnan(series)
        panel = str(place + 1) if place else ""
        here = {"xaxis": f"x{panel}", "yaxis": f"y{panel}"}
        measured = np.any([known[name] for name in definition.leaves(group)], axis=0)
        traces.append(path(at, _only(measured, series), label, color=colour(place)) | here)
        if (written := ~measured & there).any():
            joined = written | np.roll(written, 1)  # to the first measured month, so that none is cut
            name = say("{group}, written", group=label)
            traces.append(path(at, _only(joined, series), name, color=colour(place), dash="dot") | here)
        axes[f"xaxis{panel}"] = {"showticklabels": place + 2 >= len(groups)}
        axes[f"yaxis{panel}"] = {"showticklabels": place % 2 == 0}
        latest = f" {number(series[there][-1], 0)} · {matrix.index[there][-1].strftime('%b %Y')}" if there.any() else ""
        titles.append(
            {
                "text": f"<b>{letters(label)}</b>{latest}", "x": 0, "y": 1.04, "xanchor": "left", "yanchor": "bottom",
                "showarrow": False, "font": {"size": 12}, "xref": f"x{panel} domain", "yref": f"y{panel} domain",
            }
        )  # fmt: skip
        alts.append(group_alt(label, matrix.index, np.where(inside, series, np.nan), window, lang=lang))
    rows = -(-len(groups) // 2)
    shared = {"xaxis": across(window) | {"nticks": 5}, "yaxis": upright() | scale(SCALE, scores)}
    drawn = figure(
        traces,
        height=ROW * rows + 30,
        window=window,
        template={"layout": shared},
        showlegend=False,
        grid={"rows": rows, "columns": 2, "pattern": "independent", "xgap": 0.08, "ygap": 0.45},
        annotations=titles,
        **axes,
    )

    def data() -> pd.DataFrame:
        return index.scores.scores[groups].set_axis(at).reset_index(names="month")

    return Chart(drawn, " ".join(alts), data)


def group_chart(index: Index, group: str, *, window: Window, place: int = 0, lang: str = "en") -> Chart:
    """One group's score: a small multiple that shares the window and the scale with the others."""
    say, series, label = translator(lang), index.scores.scores[group], index.definition.label(group)
    title = f"<b>{letters(label)}</b>"
    if (latest := series.last_valid_index()) is not None:
        values = {"score": number(series[latest], 0), "month": latest.strftime("%b %Y")}
        title = say("{title} {score} in {month}", title=title, **values)
    drawn = figure(
        [line(series, label, color=colour(place), width=2)],
        height=160,
        window=window,
        showlegend=False,
        title={"text": title, "font": {"size": 14}, "x": 0, "y": 0.97, "yanchor": "top"},
        margin={"l": 8, "r": 8, "t": 34, "b": 8},
        xaxis={"nticks": 5},
        yaxis=scale(SCALE, _scores(index)),
    )
    inside = series[window[0] : window[1]]
    alt = group_alt(label, inside.index, inside.to_numpy(dtype=float, na_value=np.nan), window, lang=lang)
    return Chart(drawn, alt, pd.DataFrame({"month": series.index, group: series.to_numpy()}))


def _scores(index: Index) -> npt.NDArray[np.float64]:
    scores: npt.NDArray[np.float64] = index.scores.scores[list(index.groups)].to_numpy(dtype=float, na_value=np.nan)
    return scores


def _only(where: npt.NDArray[np.bool_], scores: npt.NDArray[np.float64]) -> Values:
    """The scores of some months, in the four bytes that a screen can show."""
    return np.where(where, scores, np.nan).astype("float32")
