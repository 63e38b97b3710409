"""What makes the index: contributions stacked over time, and the steps from one month to another."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from indicators.charts.base import COLOURS, DOWN, LEVEL, UP, Chart, colour, layout, letters, months, values
from indicators.explain import listing, month_name, number, signed
from indicators.index import RelationsIndex


def contributions_chart(index: RelationsIndex, *, window: tuple[str, str]) -> Chart:
    """The contributions of the groups, stacked; together they are the index."""
    contributions = index.scores.contributions.where(index.index.notna(), axis=0)
    parts = pd.DataFrame(
        {group: contributions[list(index.definition.leaves(group))].sum(axis=1, min_count=1) for group in index.groups}
    )
    figure = go.Figure()
    patterns = ("", "/", ".", "x", "-", "+")
    for place, group in enumerate(parts):
        figure.add_bar(
            x=months(parts.index), y=values(parts[group]), name=letters(index.definition.label(group)),
            marker={"color": colour(place), "line": {"width": 0}, "pattern": {"shape": patterns[place % 6], "size": 4}},
            hovertemplate="%{y:.1f}",
        )  # fmt: skip
    figure.add_scatter(
        x=months(parts.index), y=values(index.index), name="Index", mode="lines",
        line={"color": COLOURS[7], "width": 2}, hovertemplate="%{y:.1f}",
    )  # fmt: skip
    layout(figure, height=360, window=window, barmode="stack", bargap=0)
    last = parts.dropna(how="all").iloc[-1] if parts.notna().any(axis=None) else parts.sum()
    alt = (
        f"Stacked contributions of {len(parts.columns)} groups to the index of {index.pair}; in the last month "
        + listing([f"{index.definition.label(group)} {number(part)}" for group, part in last.items()])
        + "."
    )
    return Chart(figure, alt, parts.reset_index(names="month").astype({"month": str}))


def waterfall_chart(index: RelationsIndex, start: pd.Period, end: pd.Period, node: str | None = None) -> Chart:
    """The steps from one month's score to another's: one bar per component, one for what is no news."""
    name = node or index.definition.index
    series = index.scores.scores[name]
    change = index.change(start, end, node)
    steps = change.to_frame()
    steps = steps[steps["effect"].abs() > 1e-12]
    heights = series[start] + steps["effect"].cumsum()
    low, high = min(series[start], heights.min()), max(series[start], heights.max())
    labels = [
        index.definition.label(row.component) if row.component else row.term.capitalize() for row in steps.itertuples()
    ]
    figure = go.Figure(
        go.Waterfall(
            orientation="h",
            y=[month_name(start), *map(letters, labels), month_name(end)],
            x=[series[start], *steps["effect"], 0],
            measure=["absolute", *["relative"] * len(steps), "total"],
            text=[number(series[start]), *(signed(effect) for effect in steps["effect"]), number(series[end])],
            textposition="outside",
            increasing={"marker": {"color": UP}},
            decreasing={"marker": {"color": DOWN}},
            totals={"marker": {"color": LEVEL}},
            connector={"line": {"width": 0.5, "color": LEVEL}},
            cliponaxis=False,
            hovertemplate="%{y}: %{text}<extra></extra>",
        )
    )
    layout(figure, height=110 + 28 * (len(steps) + 2), showlegend=False)
    figure.update_layout(hovermode="closest", dragmode=False)
    figure.update_xaxes(range=[low - 0.35 * (high - low) - 1, high + 0.2 * (high - low) + 1])
    figure.update_yaxes(autorange="reversed")
    alt = (
        f"Waterfall from {number(series[start])} in {month_name(start)} to {number(series[end])} in {month_name(end)}: "
        + listing([f"{label} {signed(effect)}" for label, effect in zip(labels, steps["effect"], strict=True)])
        + "."
    )
    return Chart(figure, alt, steps)
