"""What other choices and other figures would make of an index: scenario, sources of uncertainty, importance."""

from __future__ import annotations

import pandas as pd

from indicators.charts.base import COLOURS, LEVEL, SHADE, Chart, Trace, figure, line, months, scale, values
from indicators.charts.intervals import points, rows_figure
from indicators.index import Index
from indicators.text import listing, month_name, number, percent, signed

STRIP = 0.24
"""Share of the height for the difference below the two lines."""


def scenario_chart(
    baseline: Index,
    scenario: Index,
    *,
    window: tuple[str, str],
    band: pd.DataFrame | None = None,
) -> Chart:
    """The index as it is and as it would be; below, the difference.

    `band`: columns `low` and `high` by month, the uncertainty of the index as it is (never a forecast interval).
    """
    old, new = baseline.index, scenario.index
    gap = (new - old).rename("difference")
    moved = gap.abs() > 1e-9
    # The scenario's line begins in the last month that it shares with the index, so that the two hang together.
    parted = new.where(moved | moved.shift(-1, fill_value=False) | moved.shift(1, fill_value=False) | old.isna())
    ranges = [] if band is None else [band[["low", "high"]]]
    traces: list[Trace] = [] if band is None else _band(band)
    traces += [
        line(old, "As it is", color=COLOURS[0], width=3),
        line(parted, "Scenario, where it differs", color=COLOURS[4], width=2.5, dash="dash"),
        line(gap, "Difference (below)", hover="%{y:+.1f}", color=LEVEL, width=1.5)
        | {"yaxis": "y2", "fill": "tozeroy", "fillcolor": SHADE},
    ]
    reach = max(float(gap.abs().max()) if gap.notna().any() else 0.0, 1.0) * 1.15
    drawn = figure(
        traces,
        height=430,
        window=window,
        xaxis={"anchor": "y2"},
        yaxis=scale({"range": [0, 100], "dtick": 25}, old, new, *ranges) | {"domain": [STRIP + 0.05, 1]},
        yaxis2={
            "domain": [0, STRIP], "range": [-reach, reach], "nticks": 3, "showgrid": False, "zeroline": True,
            "zerolinecolor": LEVEL, "tickformat": "~g", "automargin": True,
        },
    )  # fmt: skip
    table = pd.DataFrame({"as it is": old, "scenario": new, "difference": gap})
    if band is not None:
        table = table.join(band[["low", "high"]])
    shown = table[window[0] : window[1]]
    return Chart(drawn, _describe(baseline, shown), table.set_axis(table.index.astype(str)).reset_index(names="month"))


def _band(band: pd.DataFrame) -> list[Trace]:
    known = band[["low", "high"]].dropna()
    edge = {"type": "scatter", "mode": "lines", "x": months(known.index), "line": {"width": 0}, "hoverinfo": "skip"}
    name = "Uncertainty of the choices, as it is (5–95 %)"
    return [
        edge | {"y": values(known["high"]), "showlegend": False},
        edge | {"y": values(known["low"]), "fill": "tonexty", "fillcolor": SHADE, "name": name},
    ]


def _describe(index: Index, shown: pd.DataFrame) -> str:
    gap = shown["difference"].dropna()
    if gap.empty:
        return f"The index of {index.pair} as it is and in a scenario: no month has both."
    last, far = gap.index[-1], gap.abs().idxmax()
    return (
        f"Line chart of the index of {index.pair} as it is and in a scenario, with their difference below. In "
        f"{month_name(last)}: {number(shown['as it is'][last])} as it is, {number(shown['scenario'][last])} in the "
        f"scenario. The largest difference is {signed(gap[far])} in {month_name(far)}."
    )


def sources_chart(table: pd.DataFrame, *, nominal: float, month: str) -> Chart:
    """The 5–95 % range of one month's index when one kind of choice varies and the others stay.

    `table`: `source`, `low`, `median`, `high`.
    """
    trace = points(
        table, "Median", mid="median", low="low", high="high",
        hover="median %{x:.1f}, 5–95 % %{customdata[0]:.1f} to %{customdata[1]:.1f}",
    )  # fmt: skip
    drawn = rows_figure(
        [trace], table["source"].tolist(), title=f"Index, {month}", mark=nominal,
        showlegend=False,
    )  # fmt: skip
    parts = [f"{row.source} {number(row.low)} to {number(row.high)}" for row in table.itertuples()]
    return Chart(drawn, f"Ranges of the index in {month}, {number(nominal)} as it is: {listing(parts)}.", table)


def sobol_chart(table: pd.DataFrame, of: str) -> Chart:
    """First-order and total Sobol indices with their 95 % intervals; `table` as `Sensitivity.to_frame` gives it."""
    traces = [
        points(
            table, name, mid=kind, low=f"{kind}_low", high=f"{kind}_high", colour=colour, symbol=symbol, shift=shift,
            hover=name + " %{x:.0%} (%{customdata[0]:.0%} to %{customdata[1]:.0%})",
        )
        for name, kind, colour, symbol, shift in (
            ("Alone", "first", COLOURS[0], "circle", -0.16),
            ("With interactions", "total", COLOURS[4], "diamond-open", 0.16),
        )
    ]  # fmt: skip
    drawn = rows_figure(
        traces, table["factor"].tolist(), title="Share of the variance", mark=0.0, xaxis={"tickformat": ".0%"}
    )
    parts = [f"{row.factor} {percent(max(row.total, 0.0))}" for row in table.head(5).itertuples()]
    return Chart(drawn, f"Shares of the variance of {of}, interactions included: {listing(parts)}.", table)


def left_out_chart(table: pd.DataFrame, *, nominal: float, month: str) -> Chart:
    """The index of one month without each component. `table`: `component`, `value`."""
    ends = table.assign(nominal=nominal)
    ends = ends.assign(low=ends[["value", "nominal"]].min(axis=1), high=ends[["value", "nominal"]].max(axis=1))
    trace = points(ends, "Without it", mid="value", low="low", high="high", hover="without it %{x:.1f}")
    drawn = rows_figure(
        [trace], [f"without {name}" for name in table["component"]],
        title=f"Index, {month}", mark=nominal, showlegend=False,
    )  # fmt: skip
    parts = [f"without {row.component} {number(row.value)}" for row in table.itertuples()]
    return Chart(drawn, f"The index in {month}, {number(nominal)} as it is: {listing(parts)}.", table)


def importance_chart(table: pd.DataFrame) -> Chart:
    """Nominal weight of each component against the share of the index's variance that it carries, with its interval.

    `table`: `component`, `weight`, `share`, `share_low`, `share_high`.
    """
    meant = table.assign(low=table["weight"], high=table["weight"])
    traces = [
        points(
            table, "Share of the movement (90 %)", mid="share", low="share_low", high="share_high",
            hover="moves %{x:.0%} (%{customdata[0]:.0%} to %{customdata[1]:.0%})",
        ),
        points(
            meant, "Weight in the file", mid="weight", low="low", high="high", colour=COLOURS[4],
            symbol="diamond-open", hover="weighs %{x:.0%}",
        ),
    ]  # fmt: skip
    drawn = rows_figure(
        traces, table["component"].tolist(), title="Share of the index", mark=0.0, xaxis={"tickformat": ".0%"}
    )
    parts = [f"{row.component} weighs {row.weight:.0%} and moves {row.share:.0%}" for row in table.itertuples()]
    return Chart(drawn, f"Weight against realised importance: {listing(parts)}.", table)
