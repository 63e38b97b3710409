"""What was known when: the index as first known against the index as it stands."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from indicators.charts.base import COLOURS, SHADE, Chart, layout, values
from indicators.explain import month_name, number, signed


def real_time_chart(real_time: pd.DataFrame, *, pair: str) -> Chart:
    """The first value of each month against its final one, the gap between them shaded.

    `real_time` has a row per month: `month` (YYYY-MM), `first_known`, `first`, `final`, `revision`.
    """
    figure = go.Figure()
    figure.add_scatter(
        x=real_time["month"].tolist(), y=values(real_time["final"]), name="As it stands on the last date",
        mode="lines", line={"color": COLOURS[0], "width": 3}, hovertemplate="%{y:.1f}",
    )  # fmt: skip
    figure.add_scatter(
        x=real_time["month"].tolist(), y=values(real_time["first"]), name="As first known (pseudo-real-time)",
        mode="lines", line={"color": COLOURS[4], "width": 1.8, "dash": "dash"}, fill="tonexty", fillcolor=SHADE,
        text=real_time["first_known"].tolist(), hovertemplate="%{y:.1f}, known on %{text}",
    )  # fmt: skip
    layout(figure, height=360)
    return Chart(figure, _describe(real_time, pair), real_time)


def _describe(real_time: pd.DataFrame, pair: str) -> str:
    if real_time.empty:
        return f"The index of {pair} as first known: no month became known between the dates."
    worst = real_time.loc[real_time["revision"].abs().idxmax()]
    return (
        f"The index of {pair} as first known and as it stands, {len(real_time)} months from "
        f"{month_name(pd.Period(real_time['month'].iloc[0], 'M'))} to "
        f"{month_name(pd.Period(real_time['month'].iloc[-1], 'M'))}: on average it moved by "
        f"{number(real_time['revision'].abs().mean(), 2)} points after it was first known, the most for "
        f"{month_name(pd.Period(worst['month'], 'M'))} ({number(worst['first'])} → {number(worst['final'])}, "
        f"{signed(worst['revision'])})."
    )
