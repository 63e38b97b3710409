"""What trends say, drawn: the series first, the model as lines and marks of its own.

A grey band is the uncertainty of the index and stands for nothing here. A trend's band is two dotted lines, a forecast
a hatched fan, and the interval of a date a bar below the series.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from indicators.charts.base import COLOURS, DOWN, LEVEL, UP, Chart, Trace, figure, letters, line, months, values
from indicators.text import number, signed
from indicators.trends import (
    Forecast,
    Intervention,
    LatentFactor,
    LevelShifts,
    Regimes,
    Seasonality,
    SenSlope,
    TurningPoints,
    UnderlyingTrend,
)
from indicators.trends.results import written

SERIES: Trace = {"color": COLOURS[0], "width": 2}
MODEL: Trace = {"color": COLOURS[4], "width": 2, "dash": "dash"}
EDGE: Trace = {"color": COLOURS[4], "width": 1, "dash": "dot"}
UNTOLD: Trace = {"hoverinfo": "skip", "hovertemplate": None}
"""A line that the box at the pointer leaves out, so that the box covers little of the others."""
FAN = COLOURS[1]
HATCHED: Trace = {
    "fill": "tonexty",
    "fillcolor": "rgba(0,0,0,0)",
    "fillpattern": {"shape": "/", "fgcolor": FAN, "bgcolor": "rgba(0,0,0,0)", "size": 6, "solidity": 0.15},
}
SCORES: Trace = {"range": [0, 100], "dtick": 25}
HEIGHT = 320
STRIP = 0.22
"""Share of the height for marks below the series."""


def shifts_chart(found: LevelShifts, observed: pd.Series, events: pd.DataFrame) -> Chart:
    """The series with the mean of each level; below, the 95 % interval of each date, and the named events as ticks.

    `events`: rows with `date_start` and `label`.
    """
    shifts = list(found.shifts.itertuples())
    events = events[events["date_start"].between(observed.index[0].start_time, observed.index[-1].end_time)]
    intervals = [_interval(shift, len(shifts) - place) for place, shift in enumerate(shifts)]
    ticks = {
        "type": "scatter", "mode": "markers", "name": "Named events", "yaxis": "y2",
        "x": events["date_start"].dt.strftime("%Y-%m-%d").tolist(), "y": [0] * len(events),
        "marker": {"symbol": "line-ns-open", "size": 8, "color": LEVEL},
        "text": [letters(label) for label in events["label"]], "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip
    traces = [line(observed, "Score", **SERIES), line(found.fitted, "Mean of each level", **MODEL, shape="hv")]
    dates = ", ".join(f"{written(shift.date)} ({written(shift.low)} to {written(shift.high)})" for shift in shifts)
    return Chart(
        _with_strip([*traces, *intervals, ticks], [-0.7, len(shifts) + 0.7]),
        f"{_described(observed)} {f'Level shifts after {dates}' if shifts else 'No level shift'}.",
        _table(observed=observed, level=found.fitted),
    )


def _interval(shift: Any, row: int) -> Trace:
    """The interval of a date as a bar with the date as a diamond; the first stands for all in the legend."""
    date, low, high = (written(getattr(shift, name)) for name in ("date", "low", "high"))
    return {
        "type": "scatter", "mode": "lines+markers", "name": "95 % interval of each date", "yaxis": "y2",
        "x": [str(shift.low), str(shift.date), str(shift.high)], "y": [row] * 3,
        "line": {"color": COLOURS[4], "width": 3},
        "marker": {"symbol": ["line-ns-open", "diamond", "line-ns-open"], "size": [8, 9, 8], "color": COLOURS[4]},
        "legendgroup": "interval", "showlegend": shift.Index == 0,
        "hovertemplate": f"shift after {date}: {low} to {high}<extra></extra>",
    }  # fmt: skip


def direction_chart(trend: UnderlyingTrend, sen: SenSlope) -> Chart:
    """The series, its smoothed trend with a band between dotted lines, and Sen's straight line."""
    table = trend.to_frame()
    straight = sen.to_frame()["line"]
    traces = [
        line(table["observed"], "Score", **SERIES),
        *([] if trend.is_the_series else _edges(table, f"Band of the trend ({100 * trend.level:.0f} %)")),
        line(table["trend"], "Underlying trend", **MODEL),
        line(straight, "Sen's slope", color=COLOURS[2], width=2, dash="dashdot"),
    ]
    alt = (
        f"{_described(table['observed'])} Sen's line runs from {number(straight.iloc[0])} to "
        f"{number(straight.iloc[-1])}; the underlying trend ends at {number(table['trend'].iloc[-1])}."
    )
    return Chart(figure(traces, height=HEIGHT, yaxis=SCORES), alt, _table(**table, sen_line=straight))


def season_chart(found: Seasonality) -> Chart:
    """The mean seasonal effect by month where there is a season, the series and its trend where there is none."""
    table = found.decomposition
    if not found.present:
        traces = [line(table["observed"], "Score", **SERIES), line(table["trend"], "Trend (STL)", **MODEL)]
        alt = f"{_described(table['observed'])} No season was found."
        return Chart(figure(traces, height=HEIGHT, yaxis=SCORES), alt, _table(**table))
    effect = found.by_season
    names = [pd.Period(f"2000-{place:02}", "M").strftime("%b") for place in effect.index]
    bars = {
        "type": "bar", "x": names, "y": values(effect), "hovertemplate": "%{y:+.2f}<extra></extra>",
        "marker": {"color": [UP if each > 0 else DOWN for each in effect]},
    }  # fmt: skip
    alt = (
        f"Mean seasonal effect by month: highest in {names[int(np.argmax(effect))]} ({number(effect.max())}), lowest "
        f"in {names[int(np.argmin(effect))]} ({number(effect.min())})."
    )
    return Chart(figure([bars], height=HEIGHT - 80), alt, _table(**table))


def regimes_chart(found: Regimes, observed: pd.Series) -> Chart:
    """The series with the mean of each state; below, the probability of the high state."""
    high = found.probabilities["high"]
    means = [
        line(pd.Series(found.means[state], index=high.index), f"Mean of the {state} state", **(MODEL | {"dash": dash}))
        | UNTOLD
        for state, dash in (("high", "dash"), ("low", "dot"))
    ]
    chance = line(high, "Probability of the high state", hover="%{y:.2f}", color=COLOURS[2], width=1.5) | {
        "yaxis": "y2", "fill": "tozeroy", "fillcolor": "rgba(0,158,115,0.25)",
    }  # fmt: skip
    alt = (
        f"{_described(observed)} Two states with means {number(found.means['low'])} and "
        f"{number(found.means['high'])}; the probability of the high state ends at {high.iloc[-1]:.2f}."
    )
    traces = [line(observed, "Score", **SERIES), *means, chance]
    return Chart(_with_strip(traces, [0, 1.05]), alt, _table(observed=observed, **found.probabilities))


def turns_chart(found: TurningPoints) -> Chart:
    """The series with its peaks and troughs."""
    traces = [line(found.observed, "Score", **SERIES)]
    for kind, symbol, paint in (("peak", "triangle-down", UP), ("trough", "triangle-up", DOWN)):
        turns = found.turns[found.turns["kind"] == kind]
        marks: Trace = {
            "type": "scatter", "mode": "markers", "name": f"{kind.capitalize()}s",
            "x": turns["date"].astype(str).tolist(), "y": values(turns["value"]),
            "marker": {"symbol": symbol, "size": 10, "color": paint}, "hovertemplate": "%{y:.1f}",
        }  # fmt: skip
        traces.append(marks)
    dates = ", ".join(f"{turn.kind} {written(turn.date)}" for turn in found.turns.itertuples())
    alt = f"{_described(found.observed)} Turning points: {dates or 'none'}."
    return Chart(
        figure(traces, height=HEIGHT, yaxis=SCORES),
        alt,
        found.turns.astype({"date": str}).rename(columns={"date": "month"}),
    )


def forecast_chart(found: Forecast, *, years: int = 10) -> Chart:
    """The last years and the fan of the forecast: hatched, with edges, so that nobody takes it for the index's band."""
    recent = found.observed.iloc[-12 * years :]
    now = recent.loc[[recent.last_valid_index()]]
    traces = [line(recent, "Score", **SERIES)]
    for level, dash in ((95, "dot"), (80, "solid")):
        edge: Trace = {"color": FAN, "width": 1, "dash": dash}
        low, high = (pd.concat([now, found.fan[f"{side}_{level}"]]) for side in ("low", "high"))
        hatched = HATCHED if level == 80 else {}
        traces += [
            line(high, f"{level} %", **edge) | {"showlegend": False},
            line(low, f"Forecast interval, {level} %", **edge) | hatched,
        ]
    traces.append(line(pd.concat([now, found.fan["forecast"]]), "Forecast", color=FAN, width=2.5, dash="dash"))
    last = found.fan.iloc[-1]
    alt = (
        f"{_described(recent)} Forecast for {written(found.fan.index[-1])}: {number(last['forecast'])}, 80 % interval "
        f"{number(last['low_80'])} to {number(last['high_80'])}."
    )
    return Chart(figure(traces, height=HEIGHT, yaxis=SCORES), alt, _table(**found.fan))


def factor_chart(found: LatentFactor) -> Chart:
    """The index and the factor on its scale, with a band between dotted lines and the months in which they part."""
    table = found.factor
    apart = table.index[table["apart"]]
    marks = {
        "type": "scatter", "mode": "markers", "name": "More than a standard deviation apart", "hoverinfo": "skip",
        "x": months(apart), "y": [2] * len(apart), "marker": {"symbol": "square", "size": 4, "color": LEVEL},
    }  # fmt: skip
    traces = [
        line(table["index"], "Index", **SERIES),
        *_edges(table, "Band of the factor (90 %)"),
        line(table["factor"], "Common factor", **MODEL),
        marks,
    ]
    alt = (
        f"{_described(table['index'])} A common factor on the same scale ends at {number(table['factor'].iloc[-1])}; "
        f"the two are apart in {len(apart)} months."
    )
    return Chart(figure(traces, height=HEIGHT, yaxis=SCORES), alt, _table(**table))


def intervention_chart(found: Intervention) -> Chart:
    """The series around a date, with a line fitted to the months before it and one to those from it on."""
    at = found.observed.index.get_loc(found.date)
    around = found.observed.iloc[max(at - 3 * found.window, 0) : at + 3 * found.window]
    fitted = found.fitted.reindex(around.index)
    fit = MODEL | {"dash": "solid"}
    traces = [
        line(around, "Score", **SERIES),
        line(fitted.loc[: found.date - 1], "Line before", **fit),
        line(fitted.loc[found.date :], "Line from the date on", **fit),
    ]
    drawn = figure(traces, height=HEIGHT, yaxis=SCORES, shapes=[_upright(str(found.date))])
    alt = (
        f"{_described(around)} From {written(found.date)} on the mean is {signed(found.difference)} points from that "
        "before."
    )
    return Chart(drawn, alt, _table(observed=around, fitted=fitted))


def placebo_chart(found: Intervention) -> Chart:
    """How large the same difference is at every other date, and at this one."""
    others = found.placebo_dates["difference"]
    bars = {"type": "histogram", "x": values(others), "nbinsx": 40, "marker": {"color": LEVEL}, "hovertemplate": "%{y}"}
    mark = _upright(found.difference) | {"line": {"color": COLOURS[4], "width": 3}}
    drawn = figure(
        [bars],
        height=220,
        hovermode="closest",
        shapes=[mark],
        bargap=0.05,
        xaxis={"title": {"text": "Difference of the two means, in points; the line is this date"}},
        yaxis={"title": {"text": "Other dates"}},
    )
    alt = (
        f"Histogram of the difference at {len(others)} other dates, {number(others.min())} to {number(others.max())}; "
        f"at {written(found.date)} it is {number(found.difference)}."
    )
    return Chart(drawn, alt, _table(difference=others))


# --- parts -----------------------------------------------------------------------------------------


def _edges(table: pd.DataFrame, name: str) -> list[Trace]:
    """A band as two dotted lines without a fill."""
    low, high = (line(table[side], name, **EDGE) | UNTOLD for side in ("low", "high"))
    return [low, high | {"showlegend": False}]


def _upright(at: str | float) -> Trace:
    return {
        "type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1,
        "line": {"color": LEVEL, "width": 1, "dash": "dot"},
    }  # fmt: skip


def _with_strip(traces: Sequence[Trace], span: list[float]) -> go.Figure:
    """Scores from 0 to 100, and below them a strip with an axis of its own for the traces on `y2`."""
    below = {"domain": [0, STRIP], "range": span, "visible": False, "fixedrange": True, "anchor": "x"}
    above = SCORES | {"domain": [STRIP + 0.05, 1]}
    return figure(traces, height=HEIGHT + 60, xaxis={"anchor": "y2"}, yaxis=above, yaxis2=below)


def _described(series: pd.Series) -> str:
    known = series.dropna()
    return (
        f"Line chart of {series.name or 'the score'} from {written(known.index[0])} ({number(known.iloc[0])}) to "
        f"{written(known.index[-1])} ({number(known.iloc[-1])})."
    )


def _table(**columns: pd.Series) -> pd.DataFrame:
    """The numbers in a chart, with the months as text in front."""
    table = pd.DataFrame(columns)
    return table.set_axis(table.index.astype(str)).rename_axis("month").reset_index()
