"""What was known when: the revision triangle, real time against final, and what moved which month."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from indicators.charts import Chart, real_time_chart
from indicators.dashboard.ui import cache, controls, parts
from indicators.dashboard.ui.background import start as start_work
from indicators.dashboard.ui.background import wait_for
from indicators.dashboard.ui.cache import CachedIndex
from indicators.errors import RelationsIndexError
from indicators.index.vintages import PSEUDO, Vintages, month_ends, moves, vintages
from indicators.text import month_name

STEPS = {"1": "every month", "3": "every three months", "12": "every year"}


def render() -> None:
    """Draw the page from top to bottom."""
    index = controls.view().index
    st.title("What was known when", anchor=False)
    st.markdown(
        f"{PSEUDO} True vintages begin with the snapshots that are kept: each holds the figures as they were then."
    )
    if index.index.dropna().empty:
        parts.no_index(index)
        return
    first, last = _span(index)
    left, middle, right = st.columns(3)
    names = parts.month_names(pd.period_range(first, last, freq="M"))
    months = list(names)
    with left:
        start = controls.choose("Known from", months, _default(months, -24), key="from", names=names.__getitem__)
    with middle:
        end = controls.choose("Known to", months, months[-1], key="to", names=names.__getitem__)
    with right:
        every = controls.choose("In steps of", list(STEPS), "1", key="every", names=STEPS.__getitem__)
    if start >= end:
        st.info("Choose a later month to end with.", icon=":material/info:")
        return
    with cache.sentences():
        known = _known(index, start, end, int(every))
        span = (start, end, every, str(known.dates[-1]))
        if (chart := _real_time(index, span, known)) is not None:
            parts.under(chart, key="real_time", name="real-time", index=index)
        _triangle(index, span, known)
        _moves(index, known)


def _span(index: CachedIndex) -> tuple[pd.Period, pd.Period]:
    """From the first month with an index to the month of the as-of date, or of the last figure."""
    last = pd.Period(index.as_of, "M") if index.as_of is not None else pd.Period(dt.date.today(), "M")
    return index.index.dropna().index[0], last


def _default(months: list[str], place: int) -> str:
    return months[max(len(months) + place, 0)]


def _known(index: CachedIndex, start: str, end: str, every: int) -> Vintages:
    """The index as known at the ends of months, computed once for all sessions."""
    dates = month_ends(pd.Period(start, "M"), pd.Period(end, "M"), every)
    latest = index.as_of or dt.date.today()
    dates = sorted({min(date, latest) for date in dates})
    origin = cache.origin()
    work = start_work(
        ("vintages", index.key, tuple(dates)),
        lambda tell: vintages(origin, index.definition, index.pair, dates, progress=lambda share, _what: tell(share)),
    )
    return wait_for(work, f"Computing the index as known on {len(dates)} dates")


@parts.still
def _real_time(index: CachedIndex, span: tuple[str, ...], _vintages: Vintages) -> Chart | None:
    st.header("Real time against final", anchor=False)
    if _vintages.real_time.empty:
        st.info("No month became known between these dates; choose wider ones.", icon=":material/info:")
        return None
    chart = real_time_chart(_vintages.real_time, pair=str(index.pair))
    st.markdown(cache.plain(chart.alt))
    return parts.chart(chart, "real_time")


@parts.still
def _triangle(index: CachedIndex, span: tuple[str, ...], _vintages: Vintages) -> None:
    st.header("Revision triangle", anchor=False)
    triangle = _vintages.triangle
    months = triangle.index[triangle.iloc[:, -1].notna() & (triangle.index >= pd.Period(span[0], "M"))]
    if months.empty:
        months = triangle.index[-24:]
    table = _vintages.between(str(months[0]), str(months[-1]))
    table = table.assign(month=pd.to_datetime(table["month"]))
    st.dataframe(
        table,
        hide_index=True,
        placeholder="",
        column_config={
            "month": st.column_config.DateColumn("Month", format="MMM YYYY", pinned=True),
            **{str(date): st.column_config.NumberColumn(f"{date:%d %b %y}", format="%.1f") for date in _vintages.dates},
        },
        alt="The index of each month (down) as known on each date (across); empty where it was not known yet.",
    )
    st.caption("Down: the month measured. Across: the date on which it could have been known. Pseudo-real-time.")


def _last_move(known: Vintages) -> int:
    """The place of the latest date on which a month that was known before had moved; else of the last date."""
    moved = known.triangle.diff(axis=1).abs().gt(5e-3).any()
    return int(moved.to_numpy().nonzero()[0].max(initial=0)) or len(moved) - 1


def _and_more(months: pd.PeriodIndex) -> str:
    return f" to {month_name(months[-1])}, {len(months):,} months" if len(months) > 1 else ""


def _moves(index: CachedIndex, known: Vintages) -> None:
    st.header("What moved which month", anchor=False)
    names = {str(date): f"{date.day} {date:%B %Y}" for date in known.dates}
    dates = list(names)
    last = _last_move(known)
    left, right = st.columns(2)
    with left:
        since = controls.choose("Since", dates, dates[last - 1], key="since", names=names.__getitem__)
    with right:
        until = controls.choose("Until", dates, dates[last], key="until", names=names.__getitem__)
    if since >= until:
        st.info("Choose a later date to end with.", icon=":material/info:")
        return
    _moved(*(cache.index(index.definition, index.pair, dt.date.fromisoformat(date)) for date in (since, until)))


@parts.still
def _moved(old: CachedIndex, new: CachedIndex) -> None:
    """The months that moved from one index to the other, and why."""
    try:
        table = moves(old, new)
    except RelationsIndexError as error:
        st.warning(cache.plain(str(error)), icon=":material/warning:")
        return
    added = new.index.dropna().index.difference(old.index.dropna().index)
    if len(added):
        st.markdown(f"Became known: {month_name(added[0])}{_and_more(added)}.")
    if table.empty:
        st.markdown("No month that was known before moved.")
        return
    table["component"] = [new.definition.label(name) if name else "came or went" for name in table["component"]]
    table["month"] = pd.to_datetime(table["month"].astype(str))
    st.dataframe(
        cache.cells(table.iloc[::-1]),
        hide_index=True,
        column_config={
            "month": st.column_config.DateColumn("Month", format="MMM YYYY"),
            "before": st.column_config.NumberColumn("Before", format="%.2f"),
            "after": st.column_config.NumberColumn("After", format="%.2f"),
            "component": "Component",
            "effect": st.column_config.NumberColumn("Effect", format="%+.2f"),
            "because": st.column_config.TextColumn("Because of", width="large"),
        },
        alt="Months that moved between the two dates, with the figures and acts that became known and their batch.",
    )
