"""What other choices and other figures would make of an index: scenario, sources of uncertainty, importance."""

from __future__ import annotations

import pandas as pd

from indicators.charts.base import COLOURS, LEVEL, SHADE, Chart, Trace, Window, area, by_month, figure, line, scale
from indicators.charts.intervals import points, rows_figure
from indicators.index import Index
from indicators.wording import charts as wording
from indicators.wording.language import translator

STRIP = 0.24
"""Share of the height for the difference below the two lines."""


def scenario_chart(
    baseline: Index, scenario: Index, *, window: Window, band: pd.DataFrame | None = None, lang: str = "en"
) -> Chart:
    """The index as it is and as it would be; below, the difference.

    `band`: columns `low` and `high` by month, the uncertainty of the index as it is (never a forecast interval).
    """
    say, old, new = translator(lang), baseline.index, scenario.index
    gap = (new - old).rename("difference")
    moved = gap.abs() > 1e-9
    # The scenario's line begins in the last month that it shares with the index, so that the two hang together.
    parted = new.where(moved | moved.shift(-1, fill_value=False) | moved.shift(1, fill_value=False) | old.isna())
    table = pd.DataFrame({"as it is": old, "scenario": new, "difference": gap})
    ranges: list[pd.DataFrame] = []
    traces: list[Trace] = []
    if band is not None:
        ranges = [band[["low", "high"]]]
        traces = area(ranges[0].dropna(), say("Uncertainty of the choices, as it is (5–95 %)"))
        table = table.join(ranges[0])
    traces += [
        line(old, say("As it is"), color=COLOURS[0], width=3),
        line(parted, say("Scenario, where it differs"), color=COLOURS[4], width=2.5, dash="dash"),
        line(gap, say("Difference (below)"), hover="%{y:+.1f}", color=LEVEL, width=1.5)
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
    alt = wording.scenario_alt(str(baseline.pair), table[window[0] : window[1]], lang=lang)
    return Chart(drawn, alt, by_month(table))


def sources_chart(table: pd.DataFrame, *, nominal: float, month: str, lang: str = "en") -> Chart:
    """The 5–95 % range of one month's index when one kind of choice varies and the others stay.

    `table`: `source`, `low`, `median`, `high`.
    """
    say = translator(lang)
    hover = say("median %{x:.1f}, 5–95 % %{customdata[0]:.1f} to %{customdata[1]:.1f}")
    trace = points(table, say("Median"), mid="median", low="low", high="high", hover=hover)
    title = say("Index, {month}", month=month)
    drawn = rows_figure([trace], table["source"].tolist(), title=title, mark=nominal, showlegend=False)
    return Chart(drawn, wording.sources_alt(table, nominal, month, lang=lang), table)


def sobol_chart(table: pd.DataFrame, of: str, *, lang: str = "en") -> Chart:
    """First-order and total Sobol indices with their 95 % intervals; `table` as `Sensitivity.to_frame` gives it."""
    say = translator(lang)
    traces = [
        points(
            table, say("Alone"), mid="first", low="first_low", high="first_high", shift=-0.16,
            hover=say("Alone %{x:.0%} (%{customdata[0]:.0%} to %{customdata[1]:.0%})"),
        ),
        points(
            table, say("With interactions"), mid="total", low="total_low", high="total_high", shift=0.16,
            colour=COLOURS[4], symbol="diamond-open",
            hover=say("With interactions %{x:.0%} (%{customdata[0]:.0%} to %{customdata[1]:.0%})"),
        ),
    ]  # fmt: skip
    title = say("Share of the variance")
    drawn = rows_figure(traces, table["factor"].tolist(), title=title, mark=0.0, xaxis={"tickformat": ".0%"})
    return Chart(drawn, wording.sobol_alt(table, of, lang=lang), table)


def left_out_chart(table: pd.DataFrame, *, nominal: float, month: str, lang: str = "en") -> Chart:
    """The index of one month without each component. `table`: `component`, `value`."""
    say = translator(lang)
    ends = table.assign(low=table["value"].clip(upper=nominal), high=table["value"].clip(lower=nominal))
    hover = say("without it %{x:.1f}")
    trace = points(ends, say("Without it"), mid="value", low="low", high="high", hover=hover)
    labels, title = (
        [say("without {name}", name=name) for name in table["component"]],
        say("Index, {month}", month=month),
    )
    drawn = rows_figure([trace], labels, title=title, mark=nominal, showlegend=False)
    return Chart(drawn, wording.left_out_alt(table, nominal, month, lang=lang), table)


def importance_chart(table: pd.DataFrame, *, lang: str = "en") -> Chart:
    """Nominal weight of each component against the share of the index's variance that it carries, with its interval.

    `table`: `component`, `weight`, `share`, `share_low`, `share_high`.
    """
    say = translator(lang)
    moves = say("moves %{x:.0%} (%{customdata[0]:.0%} to %{customdata[1]:.0%})")
    traces = [
        points(
            table, say("Share of the movement (90 %)"), mid="share", low="share_low", high="share_high", hover=moves
        ),
        points(
            table, say("Weight in the file"), mid="weight", low="weight", high="weight", hover=say("weighs %{x:.0%}"),
            colour=COLOURS[4], symbol="diamond-open",
        ),
    ]  # fmt: skip
    title = say("Share of the index")
    drawn = rows_figure(traces, table["component"].tolist(), title=title, mark=0.0, xaxis={"tickformat": ".0%"})
    return Chart(drawn, wording.importance_alt(table, lang=lang), table)
