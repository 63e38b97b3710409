"""The stored series of a pair: read once, named with its countries, and listed with what stands out in each."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from indicators.dashboard import backend, controls, parts
from indicators.dashboard.backend import Keyed
from indicators.model import Pair
from indicators.series import StoredSeries, Summary, period_name, read_series

Known = dict[str, StoredSeries]
"""Series by key."""

SHOWN = "chosen_shown"
"""Where a session keeps which series are drawn."""

MOST = 12
"""Series that can be drawn at once."""

SPARK = 60
"""Figures in the small line of a series."""


def known(index: Keyed) -> Known:
    """All series of the index's pair, as known on its as-of date."""
    return _read(backend.version(), str(index.pair), index.pair, index.as_of)


@st.cache_resource(show_spinner="Reading the series …", max_entries=16)
def _read(version: str, pair: str, _pair: Pair, as_of: dt.date | None) -> Known:
    return read_series(backend.store(), backend.catalog(), _pair, as_of)


def label(one: StoredSeries) -> str:
    """`Goods trade, United States → Türkiye`"""
    areas = backend.catalog().areas
    where = [areas[code].name_en if code in areas else code for code in (one.ref_area, one.counterpart_area) if code]
    title = one.title if one.described else f"{one.title} (not described yet)"
    return title if one.key.ref == "world" and not one.key.counterpart else f"{title}, {' → '.join(where)}"


@parts.still
def _rows(index: Keyed) -> pd.DataFrame:
    """One row per stored series."""
    rows = []
    for name, one in known(index).items():
        described = one.described
        rows.append(
            {
                "id": name,
                **standing(label(one), one.unit, one.figures),
                "freq": one.key.freq,
                "begins": str(one.figures.index[0]),
                "recent": one.figures.dropna().iloc[-SPARK:].tolist(),
                "source": described.source if described else "imported, not described yet",
                "licence": described.licence if described else "",
            }
        )
    return pd.DataFrame(rows)


def standing(name: str, unit: str, figures: pd.Series) -> dict[str, Any]:
    """What stands out in figures, as a row of a table with COLUMNS."""
    found = Summary.of(figures)
    row: dict[str, Any] = {"series": name, "unit": unit}
    for what in ("last", "previous", "high", "low"):
        period, value = getattr(found, what) or (None, None)
        row |= {what: value, f"{what} in": "" if period is None else period_name(period)}
    return row | {"figures": found.figures, "missing": found.missing}


def table(index: Keyed) -> None:
    """All series, from which some can be chosen to be drawn."""
    st.caption("Choose rows to draw those series.")
    st.dataframe(
        backend.cells(_rows(index)),
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
        ids = _rows(controls.view().index)["id"]
        st.session_state[SHOWN] = [ids.iloc[row] for row in rows[:MOST]]


def _number(title: str, help: str | None = None) -> Any:
    return st.column_config.NumberColumn(title, format="localized", help=help)


COLUMNS = {
    "id": None,
    "series": st.column_config.TextColumn("Series", pinned=True, width="medium"),
    "recent": st.column_config.LineChartColumn(f"Last {SPARK}", width="small"),
    "last": _number("Last"),
    "last in": "Of",
    "unit": "Unit",
    "previous": _number("Previous"),
    "previous in": "Of",
    "high": _number("High"),
    "high in": "In",
    "low": _number("Low"),
    "low in": "In",
    "freq": st.column_config.TextColumn("Freq", help="A annual, Q quarterly, M monthly, D daily"),
    "begins": "Begins",
    "figures": _number("Figures"),
    "missing": _number("Missing", "Periods without a figure"),
    "source": "Source",
    "licence": "Licence",
}
"""How series are listed, by column."""
