"""Where stored figures stand: month by month for some series, year by year for many."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from indicators.charts.base import COLOURS, GRID, LEVEL, Chart, Trace, broken, figure
from indicators.text import listing, month_name, percent

STATES: dict[str, tuple[str, Trace]] = {
    "figure": ("a figure stands", {"color": COLOURS[0], "width": 11}),
    "missing": ("no figure", {"color": LEVEL, "width": 1.5, "dash": "dot"}),
    "carried": ("carried in the index", {"color": COLOURS[1], "width": 6, "dash": "dot"}),
}
"""How a stretch of months is drawn: thickness and dash tell the states apart, not hue alone."""


def coverage_chart(names: Sequence[str], stands: Sequence[pd.DataFrame], *, window: tuple[str, str]) -> Chart:
    """In which months each series stands, lacks a figure, or is carried by the index.

    `stands` has, for each name, the frame of `indicators.index.series.stretches`.
    """
    traces: list[Trace] = []
    for state, (title, style) in STATES.items():
        x: list[str | None] = []
        y: list[int | None] = []
        for row, one in enumerate(stands):
            inside = (one["end"].astype(str) >= window[0]) & (one["start"].astype(str) <= window[1])
            for stretch in one[inside & (one["state"] == state)].itertuples():
                x += [str(stretch.start), str(stretch.end + 1), None]
                y += [row, row, None]
        trace = {"type": "scatter", "mode": "lines", "name": title, "x": x, "y": y, "line": style, "hoverinfo": "skip"}
        traces += [trace] if x else []
    places = list(range(len(names)))
    drawn = figure(
        traces,
        height=100 + 46 * len(names),
        window=window,
        hovermode=False,
        showlegend=True,
        xaxis={"type": "date", "showgrid": True, "gridcolor": GRID},
        yaxis={"range": [len(names) - 0.4, -0.6], "tickvals": places, "ticktext": [broken(name) for name in names],
               "showgrid": False},
    )  # fmt: skip
    named = zip(names, stands, strict=True)
    data = pd.concat([one.assign(series=name) for name, one in named])[["series", "state", "start", "end"]]
    return Chart(drawn, _where(names, stands), data.astype({"start": str, "end": str}).reset_index(drop=True))


def _where(names: Sequence[str], stands: Sequence[pd.DataFrame]) -> str:
    parts = []
    for name, one in zip(names, stands, strict=True):
        figures = one[one["state"] == "figure"]
        holes = int((one["state"] == "missing").sum())
        if figures.empty:
            parts.append(f"{name}: no figure")
            continue
        text = f"{name}: figures from {month_name(figures['start'].min())} to {month_name(figures['end'].max())}"
        parts.append(text + (f" with {holes} gap{'s' if holes > 1 else ''}" if holes else ""))
    return f"Months for which figures stand. {listing(parts)}." if parts else "No series."


def years_chart(shares: pd.DataFrame) -> Chart:
    """Share of each year's months for which a figure stands, as a map of names × years; the stronger, the more."""
    grid = {
        "type": "heatmap", "x": shares.columns.tolist(), "y": [broken(str(name), 30) for name in shares.index],
        "z": shares.to_numpy(dtype="float32").round(3), "zmin": 0, "zmax": 1, "xgap": 1, "ygap": 2,
        "colorscale": [[0, "rgba(128,128,128,0.1)"], [1e-6, "rgba(15,127,192,0.25)"], [1, "rgba(15,127,192,1)"]],
        "colorbar": {
            "orientation": "h", "tickvals": [0, 0.5, 1], "tickformat": ".0%", "thickness": 8, "len": 0.4, "x": 0,
            "xanchor": "left", "y": 0, "yanchor": "top",
        },
        "hovertemplate": "%{y}, %{x}: %{z:.0%} of the months<extra></extra>",
    }  # fmt: skip
    drawn = figure(
        [grid],
        height=100 + 26 * len(shares),
        hovermode="closest",
        margin={"l": 8, "r": 8, "t": 60, "b": 8},  # the years below Plotly's buttons
        xaxis={"side": "top", "tickformat": "d", "tickangle": 0},
        yaxis={"autorange": "reversed", "showgrid": False, "tickfont": {"size": 10}},
    )
    means = shares.mean(axis=1).sort_values()
    least = [f"{name} {percent(share)}" for name, share in means.head(3).items()]
    alt = (
        f"Map of the share of months with a figure, {len(shares)} indicators, {shares.columns[0]} to "
        f"{shares.columns[-1]}: {int((means == 1).sum())} have all months; the least {listing(least)}."
    )
    return Chart(drawn, alt, shares.set_axis(shares.columns.astype(str), axis=1).rename_axis("indicator").reset_index())
