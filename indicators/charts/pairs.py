"""Pairs beside one another: lines, ranks with their range, one against another, a plane of two scores."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from indicators.charts.base import (
    COLOURS,
    GRID,
    LEVEL,
    SHADE,
    Chart,
    Trace,
    colour,
    dash,
    figure,
    letters,
    line,
    months,
    on_scale,
    scale,
    values,
)
from indicators.charts.intervals import points, rows_figure
from indicators.text import listing, month_name, number, signed

SCALE: Trace = {"range": [0, 100], "dtick": 25}
Window = tuple[str, str]


def overlay_chart(scores: pd.DataFrame, *, middle: pd.Series, window: Window, label: str) -> Chart:
    """One line a column of `scores`, months × names, over the median of all partners. `label` says what is scored."""
    traces = [line(middle, "Median of all partners", color=LEVEL, width=1.5, dash="dot")]
    traces += [
        line(scores[name], name, color=colour(place), dash=dash(place), width=2.2)
        for place, name in enumerate(scores.columns)
    ]
    upright = scale(SCALE, scores, middle) | {"title": {"text": letters(label)}}
    drawn = figure(traces, height=400, window=window, yaxis=upright)
    shown, told = scores[window[0] : window[1]], label + _ends(scores, middle)
    return Chart(drawn, _lines_described(shown, told), _dated(scores.assign(median=middle)))


def small_chart(scores: pd.DataFrame, middle: pd.Series, *, window: Window, place: int, label: str) -> Chart:
    """The column at `place` as a small multiple, over the median of all partners; window and scale are those of all."""
    score = scores.iloc[:, place]
    traces = [
        line(middle, "Median", color=LEVEL, width=1, dash="dot"),
        line(score, str(score.name), color=colour(place), width=2),
    ]
    upright = scale(SCALE | {"dtick": 50}, scores, middle)
    drawn = figure(traces, height=140, window=window, showlegend=False, xaxis={"nticks": 4}, yaxis=upright)
    shown = score.to_frame()[window[0] : window[1]]
    return Chart(drawn, _lines_described(shown, label + _ends(scores, middle)), _dated(shown))


def difference_chart(first: pd.Series, second: pd.Series, *, window: Window, label: str) -> Chart:
    """The first score less the second, with the line at zero."""
    gap = (first - second).rename("difference")
    named = f"{label}, {first.name} less {second.name}"
    traces = [line(gap, named, hover="%{y:+.1f}", color=COLOURS[0], width=2) | {"fill": "tozeroy", "fillcolor": SHADE}]
    axis = {"zeroline": True, "zerolinecolor": LEVEL, "title": {"text": "points"}}
    drawn = figure(traces, height=280, window=window, yaxis=axis, showlegend=True)
    shown = gap[window[0] : window[1]].dropna()
    alt = f"{named}: no month of the window has both."
    if len(shown):
        alt = (
            f"{named}: {signed(shown.iloc[0])} points in {month_name(shown.index[0])}, "
            f"{signed(shown.iloc[-1])} in {month_name(shown.index[-1])}; lowest {signed(shown.min())} in "
            f"{month_name(shown.idxmin())}, highest {signed(shown.max())} in {month_name(shown.idxmax())}."
        )
    table = pd.DataFrame({str(first.name): first, str(second.name): second, "difference": gap})
    return Chart(drawn, alt, _dated(table))


def ranks_chart(table: pd.DataFrame, *, chosen: Sequence[str], month: str, label: str) -> Chart:
    """Rank and the 5–95 % range of ranks, the first on top; the chosen ones are filled diamonds.

    `table`: `item`, `score`, `rank`, `low`, `high`.
    """
    ranked = table.dropna(subset=["rank"]).reset_index(drop=True)
    picked = ranked["item"].isin(list(chosen)).to_numpy()
    hover = "rank %{x:d}, 5–95 % %{customdata[0]:d} to %{customdata[1]:d}"
    trace = points(
        ranked, "Rank", mid="rank", low="low", high="high", hover=hover,
        symbol=np.where(picked, "diamond", "circle-open").tolist(),
    )  # fmt: skip
    trace["marker"]["color"] = np.where(picked, COLOURS[4], COLOURS[0]).tolist()
    drawn = rows_figure(
        [trace], ranked["item"].tolist(), title="Rank, 1 is the highest", showlegend=False,
        margin={"l": 8, "r": 8, "t": 80, "b": 8},  # the axis below Plotly's buttons
        xaxis={"range": [0.3, len(ranked) + 0.7], "side": "top", "dtick": 5, "tick0": 0},
    )  # fmt: skip
    named = ranked[picked] if picked.any() else ranked.head(3)
    parts = [f"{row.item} {row.rank:.0f} ({row.low:.0f} to {row.high:.0f})" for row in named.itertuples()]
    alt = f"{label}, ranks of {len(ranked)} partners in {month} with their 5–95 % range: {listing(parts)}."
    return Chart(drawn, alt, table)


def rank_path_chart(path: pd.DataFrame, name: str) -> Chart:
    """One pair's rank over the years with the 5–95 % range of its ranks, 1 on top. `path`: rank, low, high, of."""
    at = months(pd.PeriodIndex(path.index))
    edge: Trace = {"type": "scatter", "mode": "lines", "x": at, "line": {"width": 0}, "hoverinfo": "skip"}
    rank = {
        "type": "scatter", "mode": "lines+markers", "name": f"Rank of {letters(name)}", "x": at,
        "y": values(path["rank"]), "line": {"color": COLOURS[0], "width": 2}, "marker": {"size": 6},
        "customdata": path[["low", "high", "of"]].to_numpy(),
        "hovertemplate": "rank %{y:d} of %{customdata[2]:d}, 5–95 % %{customdata[0]:d} to %{customdata[1]:d}"
        "<extra></extra>",
    }  # fmt: skip
    traces = [
        edge | {"y": values(path["low"]), "showlegend": False},
        edge | {"y": values(path["high"]), "fill": "tonexty", "fillcolor": SHADE, "name": "5–95 % of its ranks"},
        rank,
    ]
    most = int(path["of"].max()) if len(path) else 1
    drawn = figure(traces, height=300, yaxis={"range": [most + 0.5, 0.5], "tickvals": [1, *range(10, most, 10), most]})
    alt = f"{name} has no rank."
    if len(path):
        first, last = path.iloc[0], path.iloc[-1]
        alt = (
            f"Rank of {name} with its 5–95 % range: {first['rank']:.0f} of {first['of']:.0f} "
            f"({first['low']:.0f} to {first['high']:.0f}) in {month_name(path.index[0])}, {last['rank']:.0f} of "
            f"{last['of']:.0f} ({last['low']:.0f} to {last['high']:.0f}) in {month_name(path.index[-1])}."
        )
    return Chart(drawn, alt, _dated(path))


def scatter_chart(table: pd.DataFrame, *, chosen: Sequence[str], labels: tuple[str, str], month: str) -> Chart:
    """Two scores of every pair against each other, labelled where there is room; the chosen ones are filled diamonds.

    `table`: `name`, `code` (the label), `x`, `y`.
    """
    known = table.dropna(subset=["x", "y"])
    known = known.assign(picked=known["name"].isin(list(chosen))).sort_values("picked", ascending=False, kind="stable")
    fixed: Trace = {"range": [-4, 106], "dtick": 25}
    across, up = scale(fixed, known["x"]), scale(fixed, known["y"])
    known["place"] = _label_places(_in_points(known["x"], across), _in_points(known["y"], up))
    groups = []
    for name, picked, symbol, paint in (
        ("Other partners", False, "circle-open", COLOURS[0]),
        ("Chosen", True, "diamond", COLOURS[4]),
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
    alt = f"Scatter of {labels[1]} against {labels[0]} in {month}: fewer than three partners have both."
    if len(known) > 2:
        parts = [f"{row.name} {number(row.x)}, {number(row.y)}" for row in known[known["picked"]].itertuples()]
        alt = (
            f"Scatter of {labels[1]} against {labels[0]} in {month}, {len(known)} partners, correlation "
            f"{number(float(known['x'].corr(known['y'])), 2)}; {listing(parts) or 'none is chosen'}."
        )
    return Chart(drawn, alt, table)


def _in_points(scores: pd.Series, axis: Trace) -> np.ndarray:
    """Scores as points of a scale of 110, whatever their axis spans."""
    return scores.to_numpy() * 110 / (axis["range"][1] - axis["range"][0])


def _label_places(x: np.ndarray, y: np.ndarray) -> list[str]:
    """Where the label of each point stands so that it covers no point and no label before it; empty: nowhere.

    Sizes are in points of the scale, for a chart some 900 pixels wide.
    """
    label, point = np.array([3.2, 3.0]), np.array([1.4, 2.4])
    steps = {"top center": (0, 3.2), "bottom center": (0, -3.2), "middle right": (2.6, 0), "middle left": (-2.6, 0)}
    points, taken, places = np.column_stack([x, y]), np.empty((0, 2)), []
    for at in points:
        others = points[(points != at).any(axis=1)]

        def free(middle: np.ndarray, others: np.ndarray = others, taken: np.ndarray = taken) -> bool:
            on_label = (np.abs(taken - middle) < label).all(axis=1)
            on_point = (np.abs(others - middle) < (label + point) / 2).all(axis=1)
            return not (on_label.any() or on_point.any())

        place = next((place for place, step in steps.items() if free(at + step)), "")
        if place:
            taken = np.vstack([taken, at + steps[place]])
        places.append(place)
    return places


def _lines_described(shown: pd.DataFrame, label: str) -> str:
    parts = []
    for name, score in shown.items():
        known = score.dropna()
        if len(known):
            parts.append(
                f"{name} {number(known.iloc[0])} in {month_name(known.index[0])}, {number(known.iloc[-1])} in "
                f"{month_name(known.index[-1])}"
            )
    return f"Line chart of {label}: {listing(parts) or 'none in this window'}."


def _ends(scores: pd.DataFrame, middle: pd.Series) -> str:
    return ", 0 to 100" if on_scale(scores, middle) else ""


def _dated(table: pd.DataFrame) -> pd.DataFrame:
    return table.set_axis(table.index.astype(str)).rename_axis("month").reset_index()
