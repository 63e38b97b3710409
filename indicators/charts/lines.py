"""Lines over the months: the index with its axes and named events, a group, a component."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from indicators.charts.base import COLOURS, SHADE, Chart, colour, dash, layout, letters, months, values
from indicators.explain import month_name, number
from indicators.index import RelationsIndex

INDEX_COLOUR = COLOURS[0]


def index_chart(
    index: RelationsIndex,
    *,
    window: tuple[str, str],
    events: pd.DataFrame | None = None,
    band: pd.DataFrame | None = None,
    height: int = 420,
) -> Chart:
    """The index with its axes, months that rest on carried figures dotted.

    `events`: rows of events, `number` is written at the line of those that are named. `band`: columns `low` and
    `high` by month, the uncertainty that comes from the choices behind the index (never a forecast interval).
    """
    series = index.index
    figure = go.Figure()
    if band is not None:
        _add_band(figure, band)
    for place, axis in enumerate(index.axes, start=1):
        line = {"color": colour(place), "dash": dash(place), "width": 1.4}
        label = index.definition.label(axis)
        figure.add_scatter(
            x=months(series.index), y=values(index.scores.scores[axis]), name=letters(label), mode="lines", line=line,
            hovertemplate="%{y:.1f}",
        )  # fmt: skip
    fresh = index.scores.freshness >= index.definition.headline_freshness - 1e-9
    solid = series.where(fresh)
    figure.add_scatter(
        x=months(series.index), y=values(solid), name="Index", mode="lines",
        line={"color": INDEX_COLOUR, "width": 3}, hovertemplate="%{y:.1f}",
    )  # fmt: skip
    # A dotted stretch starts at the last solid month, so that the line does not break.
    dotted = series.where(~fresh | ~fresh.shift(-1, fill_value=True) | ~fresh.shift(1, fill_value=True))
    if (~fresh & series.notna()).any():
        figure.add_scatter(
            x=months(series.index), y=values(dotted), name="Index, mostly carried figures", mode="lines",
            line={"color": INDEX_COLOUR, "width": 2, "dash": "dot"}, hoverinfo="skip",
        )  # fmt: skip
    if events is not None and len(events):
        _add_events(figure, events)
    layout(figure, height=height, window=window)
    figure.update_yaxes(range=[0, 100], dtick=25)
    data = index.frame()
    data = data[data["month"].between(*window)]
    return Chart(figure, _describe(index, window), data)


def named_events(index: RelationsIndex, events: pd.DataFrame, window: tuple[str, str]) -> pd.DataFrame:
    """The events in the window with a `label` for the chart, and a `number` for those that the definition names."""
    start = pd.Period(window[0], "M").to_timestamp()
    end = pd.Period(window[1], "M").to_timestamp(how="end")
    shown = events[events["date_start"].between(start, end)].copy()
    shown["label"] = [
        f"{day:%d %b %Y}: {title}" for day, title in zip(shown["date_start"], shown["title"], strict=True)
    ]
    named = shown["event_id"].isin(index.definition.annotate)
    shown["number"] = named.cumsum().where(named)
    return shown


def _add_band(figure: go.Figure, band: pd.DataFrame) -> None:
    known = band[["low", "high"]].dropna()
    figure.add_scatter(
        x=months(known.index), y=values(known["high"]), mode="lines", line={"width": 0}, showlegend=False,
        hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        x=months(known.index), y=values(known["low"]), mode="lines", line={"width": 0}, fill="tonexty",
        fillcolor=SHADE, name="Uncertainty of the choices (5–95 %)", hoverinfo="skip",
    )  # fmt: skip


def _add_events(figure: go.Figure, events: pd.DataFrame) -> None:
    """A tick at the foot for every event and its number at the head of those that are named."""
    days = events["date_start"].dt.strftime("%Y-%m-%d")
    figure.add_scatter(
        x=days.tolist(), y=[1.5] * len(events), mode="markers", name="Named events",
        marker={"symbol": "line-ns-open", "size": 8, "color": COLOURS[7]},
        text=[letters(label) for label in events["label"]], hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    named = events[events["number"].notna()]
    before, raised = pd.Timestamp(1900, 1, 1), False
    for row in named.itertuples():
        # Numbers of events within a year and a half of one another take turns in two rows.
        raised = not raised if row.date_start - before < pd.Timedelta(days=550) else False
        before = row.date_start
        figure.add_vline(x=days[row.Index], line={"color": COLOURS[7], "width": 1, "dash": "dot"})
        figure.add_annotation(
            x=days[row.Index], y=1, yref="paper", text=str(int(row.number)), showarrow=False, yanchor="bottom",
            yshift=11 if raised else -2, font={"size": 11},
        )  # fmt: skip


def _describe(index: RelationsIndex, window: tuple[str, str]) -> str:
    shown = index.index[window[0] : window[1]].dropna()
    if shown.empty:
        return f"The index of {index.pair}: no value between {window[0]} and {window[1]}."
    low, high = shown.idxmin(), shown.idxmax()
    return (
        f"Line chart of the relations index of {index.pair} from {month_name(shown.index[0])} "
        f"({number(shown.iloc[0])}) to {month_name(shown.index[-1])} ({number(shown.iloc[-1])}), "
        f"on a scale from 0 to 100. "
        f"Lowest in {month_name(low)} ({number(shown[low])}), highest in {month_name(high)} ({number(shown[high])})."
    )


def group_chart(index: RelationsIndex, group: str, *, window: tuple[str, str], place: int = 0) -> Chart:
    """One group's score: a small multiple that shares the window and the scale with the others."""
    series = index.scores.scores[group]
    label = index.definition.label(group)
    figure = go.Figure()
    figure.add_scatter(
        x=months(series.index), y=values(series), name=letters(label), mode="lines",
        line={"color": colour(place), "width": 2}, hovertemplate="%{y:.1f}",
    )  # fmt: skip
    layout(figure, height=150, window=window, showlegend=False)
    figure.update_yaxes(range=[-2, 102], dtick=50)
    shown = series[window[0] : window[1]].dropna()
    alt = f"{label}: no score between {window[0]} and {window[1]}."
    if not shown.empty:
        alt = (
            f"{label}: {number(shown.iloc[0], 0)} in {month_name(shown.index[0])}, "
            f"{number(shown.iloc[-1], 0)} in {month_name(shown.index[-1])}."
        )
    return Chart(figure, alt, pd.DataFrame({"month": series.index.astype(str), group: series.to_numpy()}))


def component_chart(index: RelationsIndex, component: str, *, window: tuple[str, str]) -> Chart:
    """A component in its own unit after the steps, with carried months marked."""
    node = index.definition.components[component]
    series = index.panel.matrix[component]
    carried = index.panel.carried[component]
    label = index.definition.label(component)
    figure = go.Figure()
    figure.add_scatter(
        x=months(series.index), y=values(series), name=letters(label), mode="lines",
        line={"color": COLOURS[0], "width": 2}, hovertemplate=f"%{{y:,.3~f}} {letters(node.unit)}",
    )  # fmt: skip
    if carried.any():
        figure.add_scatter(
            x=months(series.index), y=values(series.where(carried)), name="carried from an earlier month",
            mode="markers", marker={"symbol": "circle-open", "size": 5, "color": COLOURS[4]}, hoverinfo="skip",
        )  # fmt: skip
    layout(figure, height=240, window=window)
    figure.update_yaxes(title=letters(node.unit) or None)
    shown = series[window[0] : window[1]].dropna()
    alt = f"{label}: no figure between {window[0]} and {window[1]}."
    if not shown.empty:
        alt = (
            f"{label} in {node.unit or 'its own unit'}: {number(shown.iloc[0], 2)} in {month_name(shown.index[0])}, "
            f"{number(shown.iloc[-1], 2)} in {month_name(shown.index[-1])}; {int(carried.sum())} months are carried."
        )
    data = pd.DataFrame(
        {"month": series.index.astype(str), component: series.to_numpy(), "carried": carried.to_numpy()}
    )
    return Chart(figure, alt, data)
