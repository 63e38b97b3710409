"""What was not known yet on the as-of date, and what it does to the index."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from indicators.charts import Chart
from indicators.charts.vintages import as_known_chart
from indicators.dashboard.pages.indicators import stored_series
from indicators.dashboard.ui import cache, parts
from indicators.dashboard.ui.cache import CachedIndex
from indicators.dashboard.ui.controls import View
from indicators.dashboard.ui.language import say
from indicators.dashboard.ui.table import Column, table
from indicators.errors import RelationsIndexError
from indicators.text import day_name
from indicators.wording.vintages import index_moves

BEFORE = 36
"""Months shown before the as-of date; what lies further back hardly moves."""

AGO = {1: "A year ago", 5: "Five years ago", 10: "Ten years ago"}

SERIES = (
    Column("series", "Series", "text", "large"),
    Column("then", "Last figure then", "text", 120),
    Column("now", "Last figure now", "text", 120),
    Column("since", "Figures since", "localized", 110),
)


def draw(view: View) -> None:
    """The revision that the date makes; without one, dates to begin with."""
    if view.as_of is None:
        st.markdown(
            say(
                "All that is stored counts now. Choose a date under “As of” at the side, or one of these, to see what "
                "was not known then and what that does to the index."
            )
        )
        with st.container(horizontal=True):
            for years, name in AGO.items():
                day = (pd.Timestamp.today() - pd.DateOffset(years=years)).date()
                st.button(say(name), on_click=_look, args=(day,), key=f"ago_{years}")
        return
    st.button(say("Back to all that is stored"), icon=":material/undo:", on_click=_look, args=(None,))
    since = _since(stored_series.key(view), view)
    if since.empty:
        st.info(say("Nothing about this pair became known since: the date changes nothing."), icon=":material/info:")
        return
    try:
        then, now = view.index, cache.index(view.definition, view.pair, None)
    except RelationsIndexError as refused:
        st.info(say("There is no index to compare: {reason}", reason=refused.message), icon=":material/info:")
    else:
        if now.index.notna().any():
            chart = _revision(then, now, view.asked)
            parts.under(chart, key="revision", name=f"as-of-{view.as_of}", index=now)
    alt = say("Series with figures that became known since the as-of date, with the last figure then and now.")
    table(since, SERIES, placeholder="–", alt=alt)


def _look(day: dt.date | None) -> None:
    st.session_state["as_of"] = day


@parts.still
def _revision(then: CachedIndex, now: CachedIndex, asked: tuple[str, str]) -> Chart:
    """What the index was then and is now."""
    assert then.as_of is not None
    pair = cache.catalog().pair_name(then.pair)
    st.markdown(
        say(
            "What became known after {day} does this to the index of {pair}: {moves}.",
            day=day_name(then.as_of),
            pair=pair,
            moves=index_moves(then.index, now.index) or say("no month moves"),
        )
    )
    around = (str(pd.Period(then.as_of, "M") - BEFORE), str(now.index.last_valid_index()))
    window = (max(asked[0], around[0]), min(asked[1], around[1]))
    if window[0] >= window[1]:
        window = around
    return parts.chart(as_known_chart(then.index, now.index, date=then.as_of, pair=pair, window=window), "revision")


@parts.still
def _since(key: str, _view: View) -> pd.DataFrame:
    """The series in which figures became known since the as-of date: the last one then and now, and how many."""
    before = stored_series.known(_view.pair, _view.as_of)
    rows = []
    for name, one in stored_series.known(_view.pair, None).items():
        old = before[name].figures if name in before else one.figures.iloc[:0]
        if more := int(one.figures.count() - old.count()):
            then, now = (figures.last_valid_index() for figures in (old, one.figures))
            last = None if then is None else stored_series.short(then)
            rows.append((stored_series.label(one), last, stored_series.short(now), more))
    return pd.DataFrame(rows, columns=[column.id for column in SERIES]).sort_values("since", ascending=False)
