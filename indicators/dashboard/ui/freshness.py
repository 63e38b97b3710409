"""How fresh the figures behind a view are, and when the next ones are due: one line, and nobody is asked."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from indicators.dashboard.ui import cache
from indicators.dashboard.ui.language import Markdown, say
from indicators.index import needed
from indicators.model.definition import Definition
from indicators.sources import release_due
from indicators.text import day_name, month_name


def badge(definition: Definition) -> None:
    """The line, where anything that the definition reads is stored."""
    if line := _line(cache.version(), dt.date.today(), tuple(sorted(needed(definition)[0]))):
        st.badge(line, icon=":material/update:", color="gray")


@st.cache_resource(show_spinner=False, max_entries=16)
def _line(version: str, today: dt.date, names: tuple[str, ...]) -> Markdown | None:
    """The latest month with a figure among these indicators, and the first day on which one of them has news."""
    known, held = cache.catalog().indicators, cache.coverage()
    last = {
        row.indicator: row.last.date()
        for row in held[held["indicator"].isin(names) & held["last"].notna()].itertuples()
        if row.indicator in known and row.freq == known[row.indicator].freq
    }
    if not last:
        return None
    month = month_name(pd.Period(max(last.values()), "M"))
    days = [day for name, period in last.items() if (day := release_due(known[name], period, today))]
    if not days:
        return say("Figures to {month}", month=month)
    return say("Figures to {month} · next release {day}", month=month, day=day_name(min(days)))
