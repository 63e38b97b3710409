"""The stored series of a pair: read once, named with its countries, and listed with what stands out in each."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from indicators.dashboard.ui import cache, controls, parts
from indicators.dashboard.ui.controls import View
from indicators.dashboard.ui.download import camera
from indicators.index.series import StoredSeries, Summary, read_series
from indicators.model import Pair
from indicators.text import number, period_name

Known = dict[str, StoredSeries]
"""Series by key."""

SHOWN = "shown"
"""The key of the address that says which series are drawn."""

MOST = 12
"""Series that can be drawn at once."""

SPARK = 60
"""Figures in the small line of a series."""

FREQ = {"A": "annual", "Q": "quarterly", "M": "monthly", "D": "daily"}


def known(pair: Pair, as_of: dt.date | None) -> Known:
    """All series about a pair, as known on a date."""
    return _read(cache.version(), str(pair), pair, as_of)


def labels(pair: Pair, as_of: dt.date | None) -> dict[str, str]:
    """The labels of all series about a pair, by key."""
    return _labels(cache.version(), str(pair), pair, as_of)


@st.cache_resource(show_spinner=False, max_entries=16)
def _labels(version: str, pair: str, _pair: Pair, as_of: dt.date | None) -> dict[str, str]:
    return {name: label(one) for name, one in known(_pair, as_of).items()}


def key(view: View) -> str:
    """A text that differs whenever the stored series, what an index makes of them or their pictures may."""
    return f"{cache.index_key(view.definition, view.pair, view.as_of)};{camera()}"


@st.cache_resource(show_spinner="Reading the series …", max_entries=16)
def _read(version: str, pair: str, _pair: Pair, as_of: dt.date | None) -> Known:
    return read_series(cache.origin(), cache.store().indicators(), _pair, as_of)


def label(one: StoredSeries) -> str:
    """`Goods trade, United States → Türkiye`"""
    areas = cache.catalog().areas
    where = [areas[code].name_en if code in areas else code for code in _areas(one)]
    title = one.title if one.described else f"{one.title} (not described yet)"
    return title if one.key.ref == "world" and not one.key.counterpart else f"{title}, {' → '.join(where)}"


def head(one: StoredSeries) -> str:
    """`USA → TUR Goods trade`: what tells one series from another in the first letters of a narrow column."""
    return f"{' → '.join(_areas(one))} {one.title}"


def _areas(one: StoredSeries) -> list[str]:
    return [code for code in (one.ref_area, one.counterpart_area) if code]


@parts.still
def _rows(key: str, _view: View) -> pd.DataFrame:
    """One row per stored series, for the screen."""
    rows = []
    for name, one in known(_view.pair, _view.as_of).items():
        described = one.described
        rows.append(
            {
                "id": name,
                **standing(label(one), one.unit, one.figures),
                "freq": FREQ[one.key.freq],
                "begins": short(one.figures.index[0]),
                "recent": one.figures.dropna().iloc[-SPARK:].tolist(),
                "source": described.source if described else "imported, not described yet",
                "licence": described.licence if described else "",
            }
        )
    return cache.cells(pd.DataFrame(rows))


def standing(name: str, unit: str, figures: pd.Series) -> dict[str, Any]:
    """What stands out in figures, as a row of a table with COLUMNS."""
    found, digits = Summary.of(figures), places(figures)
    letter = figures.index.freqstr[0].replace("Y", "A")
    row: dict[str, Any] = {"series": name, "unit": unit, "freq": FREQ[letter]}
    for what in ("last", "previous", "high", "low"):
        at = getattr(found, what)
        row |= {what: at and number(at[1], digits), f"{what} in": at and short(at[0])}
    return row | {"figures": found.figures, "missing": found.missing}


def period(day: pd.Timestamp, freq: str) -> pd.Period:
    """The period of a frequency that begins on a day."""
    return pd.Period(day, freq.replace("A", "Y"))


def short(period: pd.Period) -> str:
    """`Aug 2026`, `Q3 2008`, `2024`"""
    return period.strftime("%b %Y") if period.freqstr[0] in "MD" else period_name(period)


def table(view: View) -> None:
    """All series, from which some can be chosen to be drawn."""
    st.caption("Choose rows to draw those series.")
    st.dataframe(
        _rows(key(view), view),
        hide_index=True,
        placeholder="–",
        key="series_table",
        on_select=_draw_selected,
        selection_mode="multi-row",
        column_order=[name for name in COLUMNS if name != "id"],
        column_config=COLUMNS,
        alt="All stored series of the pair with unit, last, previous, highest and lowest figure, periods and source.",
    )


def _draw_selected() -> None:
    rows = st.session_state["series_table"]["selection"]["rows"]
    if rows:
        view = controls.view()
        ids = _rows(key(view), view)["id"]
        controls.set_choice(SHOWN, [ids.iloc[row] for row in rows[:MOST]])


def places(figures: pd.Series) -> int:
    """Decimal places for all figures of a series, so that they stand below one another: as many as were published, or
    as give five digits of the largest."""
    for digits in range(4):
        if np.allclose(figures, figures.round(digits), rtol=0, atol=1e-9, equal_nan=True):
            return digits
    return max(4 - int(np.floor(np.log10(figures.abs().max()))), 0)


def _figure(title: str, help: str | None = None) -> Any:
    return st.column_config.TextColumn(title, width=105, alignment="right", help=help)


def _period(title: str) -> Any:
    return st.column_config.TextColumn(title, width=75)


def _count(title: str, help: str | None = None) -> Any:
    return st.column_config.NumberColumn(title, width=65, format="localized", help=help)


ALL = "Of all periods, not only those in the window"

COLUMNS = {
    "id": None,
    "series": st.column_config.TextColumn("Series", pinned=True, width=215),
    "recent": st.column_config.LineChartColumn(f"Last {SPARK}", width="small"),
    "unit": st.column_config.TextColumn("Unit", width=100),
    "last": _figure("Last"),
    "last in": _period("Of"),
    "previous": _figure("Previous"),
    "previous in": _period("Of"),
    "high": _figure("High", ALL),
    "high in": _period("In"),
    "low": _figure("Low", ALL),
    "low in": _period("In"),
    "freq": st.column_config.TextColumn("Freq", width=75),
    "begins": _period("Begins"),
    "figures": _count("Figures"),
    "missing": _count("Missing", "Periods without a figure"),
    "source": st.column_config.TextColumn("Source", width=250),
    "licence": st.column_config.TextColumn("Licence", width=250),
}
"""How series are listed, by column."""
