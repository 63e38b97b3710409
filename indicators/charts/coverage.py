"""Where stored figures stand: month by month for some series, year by year for many."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from indicators.charts.base import COLOURS, GRID, LEVEL, Chart, Trace, Window, broken, figure
from indicators.errors import Message
from indicators.wording.charts import coverage_alt, years_alt
from indicators.wording.language import translator

STATES: dict[str, tuple[str, Trace]] = {
    "figure": (Message("a figure stands"), {"color": COLOURS[0], "width": 11}),
    "missing": (Message("no figure"), {"color": LEVEL, "width": 1.5, "dash": "dot"}),
    "carried": (Message("carried in the index"), {"color": COLOURS[1], "width": 6, "dash": "dot"}),
}
"""How a stretch of months is drawn: thickness and dash tell the states apart, not hue alone."""


def coverage_chart(
    names: Sequence[str], stretches: Sequence[pd.DataFrame], *, window: Window, lang: str = "en"
) -> Chart:
    """In which months each series stands, lacks a figure, or is carried by the index.

    `stretches` has, for each name, the frame of `indicators.index.series.stretches`.
    """
    say, traces, count = translator(lang), [], len(names)
    rows = [table.assign(series=name, row=row) for row, (name, table) in enumerate(zip(names, stretches, strict=True))]
    every = pd.concat(rows, ignore_index=True).astype({"start": str, "end": str})
    inside = every[(every["end"] >= window[0]) & (every["start"] <= window[1])]
    for state, (title, style) in STATES.items():
        x: list[str | None] = []
        y: list[int | None] = []
        for stretch in inside[inside["state"] == state].itertuples():
            x += [stretch.start, str(pd.Period(stretch.end, "M") + 1), None]
            y += [stretch.row, stretch.row, None]
        trace = {"type": "scatter", "mode": "lines", "name": say(title), "x": x, "y": y, "line": style}
        traces += [trace | {"hoverinfo": "skip"}] if x else []
    drawn = figure(
        traces,
        height=100 + 46 * count,
        window=window,
        hovermode=False,
        showlegend=True,
        xaxis={"type": "date", "showgrid": True, "gridcolor": GRID},
        yaxis={"range": [count - 0.4, -0.6], "tickvals": list(range(count)), "ticktext": list(map(broken, names)),
               "showgrid": False},
    )  # fmt: skip
    return Chart(drawn, coverage_alt(names, stretches, lang=lang), every[["series", "state", "start", "end"]])


def years_chart(shares: pd.DataFrame, *, lang: str = "en") -> Chart:
    """Share of each year's months for which a figure stands, as a map of names × years; the stronger, the more."""
    grid = {
        "type": "heatmap", "x": shares.columns.tolist(), "y": [broken(str(name), 30) for name in shares.index],
        "z": shares.to_numpy(dtype="float32").round(3), "zmin": 0, "zmax": 1, "xgap": 1, "ygap": 2,
        "colorscale": [[0, "rgba(128,128,128,0.1)"], [1e-6, "rgba(15,127,192,0.25)"], [1, "rgba(15,127,192,1)"]],
        "colorbar": {
            "orientation": "h", "tickvals": [0, 0.5, 1], "tickformat": ".0%", "thickness": 8, "len": 0.4, "x": 0,
            "xanchor": "left", "y": 0, "yanchor": "top",
        },
        "hovertemplate": translator(lang)("%{y}, %{x}: %{z:.0%} of the months<extra></extra>"),
    }  # fmt: skip
    drawn = figure(
        [grid],
        height=100 + 26 * len(shares),
        hovermode="closest",
        margin={"l": 8, "r": 8, "t": 60, "b": 8},  # the years below Plotly's buttons
        xaxis={"side": "top", "tickformat": "d", "tickangle": 0},
        yaxis={"autorange": "reversed", "showgrid": False, "tickfont": {"size": 10}},
    )
    table = shares.set_axis(shares.columns.astype(str), axis=1).rename_axis("indicator").reset_index()
    return Chart(drawn, years_alt(shares, lang=lang), table)
