"""Stored series, drawn: over one another on at most two axes, or below one another in one window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.charts.base import GRID, Chart, Trace, colour, dash, figure, letters, line, values
from indicators.errors import SeriesError
from indicators.index.series import months_per_period
from indicators.text import figure as figure_text
from indicators.text import month_name, period_name

MOST = 4
"""Series that can be told apart over one another."""

ROW = 160
"""Height of one of the charts below one another."""

TITLE: Trace = {
    "x": 0, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top", "align": "left", "showarrow": False,
    "font": {"size": 11},
}  # fmt: skip
"""Where the title of one of the charts below one another stands."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """A series as it is drawn: its id, its label, the unit it is in, its figures by period (NaN: none)."""

    id: str
    label: str
    unit: str
    figures: pd.Series

    def within(self, window: tuple[str, str]) -> pd.Series:
        """The figures of the periods that begin in a window of months, labelled with their first months."""
        by_month = self.figures.set_axis(self.figures.index.asfreq("M", how="start"))
        return by_month[window[0] : window[1]]


def overlay_chart(series: Sequence[Drawn], *, window: tuple[str, str]) -> Chart:
    """Up to four series over one another; a second unit has an axis of its own on the right. Gaps stay gaps.

    SeriesError where more series or more units are asked for.
    """
    units = list(dict.fromkeys(one.unit for one in series))
    if len(series) > MOST or len(units) > 2:
        raise SeriesError(
            "{n} series in {n_units} units do not fit over one another: {most} series and two units do. "
            "Take some away, choose a common unit such as an index, or draw them below one another.",
            n=len(series),
            n_units=len(units),
            most=MOST,
        )
    traces = []
    for place, one in enumerate(series):
        right = one.unit != units[0]
        name = f"{one.label} (right axis)" if right else one.label
        traces += _traces(one, name, place, dash(place), window, "y2" if right else "y")
    more: Trace = {}
    if len(units) == 2:
        more["yaxis2"] = {
            "overlaying": "y", "side": "right", "showgrid": False, "zeroline": False, "automargin": True,
            "tickmode": "auto", "separatethousands": True, "title": {"text": letters(units[1])},
        }  # fmt: skip
    title = {"title": {"text": letters(units[0]) if units else ""}, "separatethousands": True}
    drawn = figure(traces, height=380 + 20 * len(series), window=window, yaxis=title, **more)
    return Chart(drawn, _describe(series, window), lambda: _named(series))


def multiples_chart(series: Sequence[Drawn], *, window: tuple[str, str]) -> Chart:
    """Each series in a chart of its own, below one another, with one window for all."""
    share = 1 / len(series)
    traces, axes, titles = [], {}, []
    for place, one in enumerate(series):
        top, axis = 1 - place * share, "" if place == 0 else str(place + 1)
        traces += _traces(one, one.label, place, "solid", window, f"y{axis}")
        axes[f"yaxis{axis}"] = {
            "domain": [top - share * 0.9, top - share * 0.24], "anchor": "x", "gridcolor": GRID, "zeroline": False,
            "automargin": True, "nticks": 4, "separatethousands": True,
        }  # fmt: skip
        titles.append(TITLE | {"text": f"<b>{letters(one.label)}</b><br>{letters(one.unit)}", "y": top})
    last = "y" if len(series) == 1 else f"y{len(series)}"
    drawn = figure(
        traces,
        height=ROW * len(series) + 30,
        window=window,
        xaxis={"anchor": last},
        yaxis=axes.pop("yaxis"),
        showlegend=False,
        hoversubplots="axis",
        annotations=titles,
        **axes,
    )
    return Chart(drawn, _describe(series, window), lambda: _named(series))


def table(series: Sequence[Drawn], window: tuple[str, str] | None = None) -> pd.DataFrame:
    """The figures that are drawn: `period`, and a column per series by id; all periods where no window is given.

    Series of one frequency share its periods (`2008Q3`); of several, rows are months in which a period begins.
    """
    same = len({one.figures.index.freqstr for one in series}) == 1
    columns = {}
    for one in series:
        column = one.within(window or ("0001-01", "9999-12"))
        columns[one.id] = column.set_axis(column.index.asfreq(one.figures.index.freq)) if same else column
    wide = pd.DataFrame(columns).dropna(how="all").sort_index()
    return wide.set_axis(wide.index.astype(str)).rename_axis("period").reset_index()


def _named(series: Sequence[Drawn]) -> pd.DataFrame:
    """The table of all periods, with columns that say what they are: `Label [unit]`."""
    return table(series).rename(columns={one.id: f"{one.label} [{one.unit}]" for one in series})


def _traces(one: Drawn, name: str, place: int, dash: str, window: tuple[str, str], axis: str) -> list[Trace]:
    """The line of the n-th series, and points where a figure has no neighbour to be joined to."""
    shown = one.within(window)
    known = shown.notna().to_numpy()
    alone = known & ~np.append(known[1:], False) & ~np.insert(known[:-1], 0, False)
    hover = f"%{{y:,.4~r}} {letters(one.unit)}"
    drawn = line(shown, name, hover=hover, color=colour(place), dash=dash, width=2) | {"yaxis": axis}
    if months_per_period(one.figures) > 1:
        drawn |= {"mode": "lines+markers", "marker": {"size": 4, "color": colour(place)}}
        return [drawn]
    if not alone.any():
        return [drawn]
    points = {
        "type": "scatter", "mode": "markers", "x": shown.index[alone].astype(str).tolist(), "y": values(shown[alone]),
        "marker": {"size": 5, "color": colour(place)}, "hoverinfo": "skip", "showlegend": False, "yaxis": axis,
    }  # fmt: skip
    return [drawn, points]


def _describe(series: Sequence[Drawn], window: tuple[str, str]) -> str:
    first, last = (pd.Period(month, "M") for month in window)
    parts = []
    for one in series:
        inside = one.within(window).notna().to_numpy()
        begins = one.figures.index.asfreq("M", how="start")
        shown = one.figures[(begins >= first) & (begins <= last)].dropna()
        if not inside.any():
            parts.append(f"{one.label}: no figure between {month_name(first)} and {month_name(last)}.")
            continue
        low, high = shown.idxmin(), shown.idxmax()
        parts.append(
            f"{one.label}, in {one.unit}: from {figure_text(shown.iloc[0])} ({period_name(shown.index[0])}) to "
            f"{figure_text(shown.iloc[-1])} ({period_name(shown.index[-1])}), lowest {figure_text(shown[low])} "
            f"({period_name(low)}), highest {figure_text(shown[high])} ({period_name(high)})."
        )
    return "Line chart. " + " ".join(parts)
