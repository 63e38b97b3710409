"""Pairs beside one another: lines, ranks with their range, one against another, a plane of two scores."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from indicators.charts.base import (
    COLOURS,
    GRID,
    LEVEL,
    SHADE,
    Chart,
    Trace,
    Window,
    area,
    by_month,
    colour,
    dash,
    figure,
    letters,
    line,
    on_scale,
    scale,
    values,
)
from indicators.charts.intervals import points, rows_figure
from indicators.wording import charts as wording
from indicators.wording.language import translator

Floats = npt.NDArray[np.float64]

SCALE: Trace = {"range": [0, 100], "dtick": 25}


def overlay_chart(scores: pd.DataFrame, *, middle: pd.Series, window: Window, label: str, lang: str = "en") -> Chart:
    """One line a column of `scores`, months × names, over the median of all partners. `label` says what is scored."""
    traces = [line(middle, translator(lang)("Median of all partners"), color=LEVEL, width=1.5, dash="dot")]
    traces += [
        line(scores[name], name, color=colour(place), dash=dash(place), width=2.2)
        for place, name in enumerate(scores.columns)
    ]
    upright = scale(SCALE, scores, middle) | {"title": {"text": letters(label)}}
    alt = wording.pairs_alt(scores[window[0] : window[1]], label, on_scale(scores, middle), lang=lang)
    drawn = figure(traces, height=400, window=window, yaxis=upright)
    return Chart(drawn, alt, by_month(scores.assign(median=middle)))


def small_chart(
    scores: pd.DataFrame, middle: pd.Series, *, window: Window, place: int, label: str, lang: str = "en"
) -> Chart:
    """The column at `place` as a small multiple, over the median of all partners; window and scale are those of all."""
    score = scores.iloc[:, place]
    traces = [
        line(middle, translator(lang)("Median"), color=LEVEL, width=1, dash="dot"),
        line(score, str(score.name), color=colour(place), width=2),
    ]
    upright = scale(SCALE | {"dtick": 50}, scores, middle)
    drawn = figure(traces, height=140, window=window, showlegend=False, xaxis={"nticks": 4}, yaxis=upright)
    inside = score.to_frame()[window[0] : window[1]]
    return Chart(drawn, wording.pairs_alt(inside, label, on_scale(scores, middle), lang=lang), by_month(inside))


def difference_chart(first: pd.Series, second: pd.Series, *, window: Window, label: str, lang: str = "en") -> Chart:
    """The first score less the second, with the line at zero."""
    say, gap = translator(lang), first - second
    title = say("{label}, {first} less {second}", label=label, first=first.name, second=second.name)
    below = line(gap, title, hover="%{y:+.1f}", color=COLOURS[0], width=2) | {"fill": "tozeroy", "fillcolor": SHADE}
    axis = {"zeroline": True, "zerolinecolor": LEVEL, "title": {"text": say("points")}}
    drawn = figure([below], height=280, window=window, yaxis=axis, showlegend=True)
    alt = wording.difference_alt(gap[window[0] : window[1]].dropna(), title, lang=lang)
    return Chart(
        drawn, alt, by_month(pd.DataFrame({str(first.name): first, str(second.name): second, "difference": gap}))
    )


def ranks_chart(table: pd.DataFrame, *, chosen: Sequence[str], month: str, label: str, lang: str = "en") -> Chart:
    """Rank and the 5–95 % range of ranks, the first on top; the chosen ones are filled diamonds.

    `table`: `item`, `score`, `rank`, `low`, `high`.
    """
    say, ranked = translator(lang), table.dropna(subset=["rank"]).reset_index(drop=True)
    picked = ranked["item"].isin(list(chosen)).to_numpy()
    hover = say("rank %{x:d}, 5–95 % %{customdata[0]:d} to %{customdata[1]:d}")
    trace = points(
        ranked, say("Rank"), mid="rank", low="low", high="high", hover=hover,
        symbol=np.where(picked, "diamond", "circle-open").tolist(),
    )  # fmt: skip
    trace["marker"]["color"] = np.where(picked, COLOURS[4], COLOURS[0]).tolist()
    drawn = rows_figure(
        [trace], ranked["item"].tolist(), title=say("Rank, 1 is the highest"), showlegend=False,
        margin={"l": 8, "r": 8, "t": 80, "b": 8},  # the axis below Plotly's buttons
        xaxis={"range": [0.3, len(ranked) + 0.7], "side": "top", "dtick": 5, "tick0": 0},
    )  # fmt: skip
    named = ranked[picked] if picked.any() else ranked.head(3)
    return Chart(drawn, wording.ranks_alt(named, len(ranked), month, label, lang=lang), table)


def rank_path_chart(path: pd.DataFrame, name: str, *, lang: str = "en") -> Chart:
    """One pair's rank over the years with the 5–95 % range of its ranks, 1 on top. `path`: rank, low, high, of."""
    say = translator(lang)
    hover = say("rank %{y:d} of %{customdata[2]:d}, 5–95 % %{customdata[0]:d} to %{customdata[1]:d}<extra></extra>")
    rank = line(path["rank"], say("Rank of {name}", name=name), hover=hover, color=COLOURS[0], width=2)
    rank |= {"mode": "lines+markers", "marker": {"size": 6}, "customdata": path[["low", "high", "of"]].to_numpy()}
    most = int(path["of"].max()) if len(path) else 1
    drawn = figure(
        [*area(path, say("5–95 % of its ranks")), rank],
        height=300,
        yaxis={"range": [most + 0.5, 0.5], "tickvals": [1, *range(10, most, 10), most]},
    )
    return Chart(drawn, wording.rank_path_alt(path, name, lang=lang), by_month(path))


def scatter_chart(
    table: pd.DataFrame, *, chosen: Sequence[str], labels: tuple[str, str], month: str, lang: str = "en"
) -> Chart:
    """Two scores of every pair against each other, labelled where there is room; the chosen ones are filled diamonds.

    `table`: `name`, `code` (the label), `x`, `y`.
    """
    say, known = translator(lang), table.dropna(subset=["x", "y"])
    known = known.assign(picked=known["name"].isin(list(chosen))).sort_values("picked", ascending=False, kind="stable")
    fixed: Trace = {"range": [-4, 106], "dtick": 25}
    across, up = scale(fixed, known["x"]), scale(fixed, known["y"])
    known["place"] = _label_places(_in_points(known["x"], across), _in_points(known["y"], up))
    groups = []
    for name, picked, symbol, paint in (
        (say("Other partners"), False, "circle-open", COLOURS[0]),
        (say("Chosen"), True, "diamond", COLOURS[4]),
    ):
        part = known[known["picked"] == picked]
        groups.append(
            {
                "type": "scatter", "mode": "markers+text", "name": name, "x": values(part["x"]), "y": values(part["y"]),
                "text": [letters(row.code) if row.place else "" for row in part.itertuples()],
                "textposition": [place or "top center" for place in part["place"]],
                "textfont": {"size": 10}, "marker": {"symbol": symbol, "color": paint, "size": 9},
                "customdata": [letters(each) for each in part["name"]],
                "hovertemplate": "%{customdata}: %{x:.1f}, %{y:.1f}<extra></extra>",
            }
        )  # fmt: skip
    drawn = figure(
        groups,
        height=520,
        hovermode="closest",
        xaxis=across | {"showgrid": True, "gridcolor": GRID, "zeroline": False, "title": {"text": letters(labels[0])}},
        yaxis=up | {"title": {"text": letters(labels[1])}},
    )
    return Chart(drawn, wording.scatter_alt(known, labels, month, lang=lang), table)


def _in_points(scores: pd.Series, axis: Trace) -> Floats:
    """Scores as points of a scale of 110, whatever their axis spans."""
    low, high = axis["range"]
    points: Floats = scores.to_numpy(dtype=float) * 110 / (high - low)
    return points


def _label_places(x: Floats, y: Floats) -> list[str]:
    """Where the label of each point stands so that it covers no point and no label before it; empty: nowhere.

    Sizes are in points of the scale, for a chart some 900 pixels wide.
    """
    label, point = np.array([3.2, 3.0]), np.array([1.4, 2.4])
    steps = {"top center": (0, 3.2), "bottom center": (0, -3.2), "middle right": (2.6, 0), "middle left": (-2.6, 0)}
    points, taken, places = np.column_stack([x, y]), np.empty((0, 2)), []
    for at in points:
        others = points[(points != at).any(axis=1)]

        def free(middle: Floats, others: Floats = others, taken: Floats = taken) -> bool:
            on_label = (np.abs(taken - middle) < label).all(axis=1)
            on_point = (np.abs(others - middle) < (label + point) / 2).all(axis=1)
            return not (on_label.any() or on_point.any())

        place = next((place for place, step in steps.items() if free(at + step)), "")
        if place:
            taken = np.vstack([taken, at + steps[place]])
        places.append(place)
    return places
