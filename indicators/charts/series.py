"""Stored series, drawn: over one another on at most two axes, or below one another in one window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from indicators.charts.base import (
    GRID,
    Chart,
    Trace,
    Window,
    colour,
    dash,
    figure,
    letters,
    line,
    marks,
    months,
    values,
)
from indicators.errors import SeriesError
from indicators.index.series import months_per_period
from indicators.wording.charts import series_alt
from indicators.wording.language import translator

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
class SeriesLine:
    """A series to draw: its id, its label, the unit it is in, its figures by period (NaN: none)."""

    id: str
    label: str
    unit: str
    figures: pd.Series

    def within(self, window: Window) -> pd.Series:
        """The figures of the periods that begin in a window of months."""
        begins = self.figures.index.asfreq("M", how="start")
        return self.figures[(begins >= pd.Period(window[0], "M")) & (begins <= pd.Period(window[1], "M"))]


def overlay_chart(series: Sequence[SeriesLine], *, window: Window, lang: str = "en") -> Chart:
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
    say, traces, more = translator(lang), [], dict[str, Any]()
    for place, one in enumerate(series):
        right = one.unit != units[0]
        name = say("{label} (right axis)", label=one.label) if right else one.label
        traces += _traces(one, name, place, dash(place), window, "y2" if right else "y")
    if len(units) == 2:
        more["yaxis2"] = {
            "overlaying": "y", "side": "right", "showgrid": False, "zeroline": False, "automargin": True,
            "tickmode": "auto", "separatethousands": True, "title": {"text": letters(units[1])},
        }  # fmt: skip
    title = {"title": {"text": letters(units[0]) if units else ""}, "separatethousands": True}
    drawn = figure(traces, height=380 + 20 * len(series), window=window, yaxis=title, **more)
    return _chart(drawn, series, window, lang)


def multiples_chart(series: Sequence[SeriesLine], *, window: Window, lang: str = "en") -> Chart:
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
    return _chart(drawn, series, window, lang)


def _chart(drawn: go.Figure, series: Sequence[SeriesLine], window: Window, lang: str) -> Chart:
    """The numbers have columns that say what they are: `Label [unit]`."""
    names = {one.id: f"{one.label} [{one.unit}]" for one in series}
    alt = series_alt([(one.label, one.unit, one.within(window)) for one in series], window, lang=lang)
    return Chart(drawn, alt, lambda: table(series).rename(columns=names))


def table(series: Sequence[SeriesLine], window: Window | None = None) -> pd.DataFrame:
    """The figures that are drawn: `period`, and a column per series by id; all periods where no window is given.

    Series of one frequency share its periods (`2008Q3`); of several, rows are months in which a period begins.
    """
    same = len({one.figures.index.freqstr for one in series}) == 1
    columns = {}
    for one in series:
        column = one.within(window) if window else one.figures
        columns[one.id] = column if same else column.set_axis(column.index.asfreq("M", how="start"))
    wide = pd.DataFrame(columns).dropna(how="all").sort_index()
    return wide.set_axis(wide.index.astype(str)).rename_axis("period").reset_index()


def _traces(one: SeriesLine, name: str, place: int, dash: str, window: Window, axis: str) -> list[Trace]:
    """The line of the n-th series, and points where a figure has no neighbour to be joined to."""
    inside = one.within(window)
    by_month = inside.set_axis(inside.index.asfreq("M", how="start"))
    known = by_month.notna().to_numpy()
    alone = known & ~np.append(known[1:], False) & ~np.insert(known[:-1], 0, False)
    hover = f"%{{y:,.4~r}} {letters(one.unit)}"
    drawn = line(by_month, name, hover=hover, color=colour(place), dash=dash, width=2) | {"yaxis": axis}
    if months_per_period(one.figures) > 1:
        drawn |= {"mode": "lines+markers", "marker": {"size": 4, "color": colour(place)}}
        return [drawn]
    if not alone.any():
        return [drawn]
    points = marks(
        months(by_month.index[alone]),
        values(by_month[alone]),
        marker={"size": 5, "color": colour(place)},
        hoverinfo="skip",
        showlegend=False,
        yaxis=axis,
    )
    return [drawn, points]
