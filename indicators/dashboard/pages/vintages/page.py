"""What was known when: the revision triangle, real time against final, and what moved which month."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from indicators.charts import Chart, real_time_chart
from indicators.dashboard.ui import background, cache, controls, parts
from indicators.dashboard.ui.cache import CachedIndex, plain
from indicators.dashboard.ui.language import language, say, text
from indicators.dashboard.ui.table import Column, table
from indicators.errors import RelationsIndexError
from indicators.index import areas_of, needed
from indicators.index.vintages import PSEUDO, Vintages, month_ends, moves, vintages
from indicators.text import day_name
from indicators.wording.change import moves_table
from indicators.wording.vintages import became_known, vintages_sentence

STEPS = {"1": "every month", "3": "every three months", "12": "every year"}

MOVES = (
    Column("month", "Month", "month"),
    Column("before", "Before", "%.2f"),
    Column("after", "After", "%.2f"),
    Column("component", "Component"),
    Column("effect", "Effect", "%+.2f"),
    Column("because", "Because of", "text", "large"),
)

RECORDED = (
    Column("indicator", "Indicator", "text", 220),
    Column("ref_area", "From", "text", 60),
    Column("counterpart_area", "To", "text", 60),
    Column("time_period", "Period from", "day in words", 110),
    Column("obs_value", "Value", "localized", 110),
    Column("known_from", "Known from", "day in words", 110),
    Column("how", "How that day is known", "text", 170),
    Column("batch_id", "Batch", "%d", 60),
)

MOST = 500
"""Rows of a long list that are shown."""


def render() -> None:
    """Draw the page from top to bottom."""
    index = controls.view().index
    st.title(say("What was known when"), anchor=False)
    st.markdown(
        say(
            "{timing} Real vintages begin with the first update and the first kept snapshot.",
            timing=PSEUDO,
        )
    )
    given = index.index.dropna()
    if given.empty:
        parts.no_index(index)
        return
    # From the first month with an index to the month of the as-of date, or of today.
    names = parts.month_names(pd.period_range(given.index[0], index.as_of or dt.date.today(), freq="M"))
    months = list(names)
    left, middle, right = st.columns(3)
    with left:
        start = controls.choose(say("Known from"), months, months[-24:][0], key="from", names=names.__getitem__)
    with middle:
        end = controls.choose(say("Known to"), months, months[-1], key="to", names=names.__getitem__)
    with right:
        every = controls.choose(say("In steps of"), list(STEPS), "1", key="every", names=lambda step: say(STEPS[step]))
    if start >= end:
        st.info(say("Choose a later month to end with."), icon=":material/info:")
        return
    with cache.sentences():
        known = _known(index, start, end, int(every))
        span = (start, end, every, str(known.dates[-1]))
        if (chart := _real_time(index, span, known)) is not None:
            parts.under(chart, key="real_time", name="real-time", index=index)
        _triangle(index, span, known)
        _moves(index, known)
    _recorded(index, cache.version())


def _known(index: CachedIndex, start: str, end: str, every: int) -> Vintages:
    """The index as known at the ends of months, computed once for all sessions."""
    latest = index.as_of or dt.date.today()
    dates = sorted({min(date, latest) for date in month_ends(pd.Period(start, "M"), pd.Period(end, "M"), every)})
    origin = cache.origin()
    work = background.start(
        ("vintages", index.key, tuple(dates)),
        lambda tell: vintages(origin, index.definition, index.pair, dates, progress=lambda share, _what: tell(share)),
    )
    return background.wait_for(work, say("Computing the index as known on {count} dates", count=len(dates)))


@parts.still
def _real_time(index: CachedIndex, span: tuple[str, ...], _vintages: Vintages) -> Chart | None:
    st.header(say("Real time against final"), anchor=False)
    if _vintages.real_time.empty:
        st.info(say("No month became known between these dates; choose wider ones."), icon=":material/info:")
        return None
    chart = real_time_chart(_vintages.real_time, pair=str(index.pair))
    st.markdown(plain(chart.alt))
    return parts.chart(chart, "real_time")


@parts.still
def _triangle(index: CachedIndex, span: tuple[str, ...], _vintages: Vintages) -> None:
    st.header(say("Revision triangle"), anchor=False)
    triangle = _vintages.triangle
    months = triangle.index[triangle.iloc[:, -1].notna() & (triangle.index >= pd.Period(span[0], "M"))]
    if months.empty:
        months = triangle.index[-24:]
    rows = _vintages.between(str(months[0]), str(months[-1]))
    table(
        rows.assign(month=pd.to_datetime(rows["month"])),
        [
            Column("month", "Month", "month", pinned=True),
            *(Column(str(date), f"{date:%d %b %y}", "%.1f") for date in _vintages.dates),
        ],
        placeholder="",
        alt=say("The index of each month (down) as known on each date (across); empty where it was not known yet."),
    )
    st.caption(say("Down: the month measured. Across: the date on which it could have been known. Pseudo-real-time."))


@parts.still
def _recorded(index: CachedIndex, version: str) -> None:
    """The values that updates recorded, beside those they took the place of: real vintages, and days by rule."""
    st.header(say("Real vintages"), anchor=False)
    names, areas = needed(index.definition)[0], areas_of(index.definition, index.pair)
    rows = cache.store().vintages(names, areas)
    st.markdown(say("{sentence}", sentence=vintages_sentence(rows, lang=language())))
    if rows.empty:
        return
    titles = {id: one.title for id, one in cache.catalog().indicators.items()}
    rows = (
        rows.iloc[::-1]
        .head(MOST)
        .assign(
            indicator=lambda found: found["indicator"].map(lambda id: titles.get(id, id)),
            how=lambda found: found["by_rule"].map({True: text("by rule"), False: text("real: seen on that day")}),
        )
    )
    table(rows, RECORDED, placeholder="–", alt=say("Values of figures that updates brought, with the day known from."))


def _moves(index: CachedIndex, known: Vintages) -> None:
    st.header(say("What moved which month"), anchor=False)
    names = {str(date): day_name(date) for date in known.dates}
    dates = list(names)
    # The latest date on which a month that was known before had moved, else the last date.
    moved = known.triangle.diff(axis=1).abs().gt(5e-3).any()
    last = int(moved.to_numpy().nonzero()[0].max(initial=0)) or len(moved) - 1
    left, right = st.columns(2)
    with left:
        since = controls.choose(say("Since"), dates, dates[last - 1], key="since", names=names.__getitem__)
    with right:
        until = controls.choose(say("Until"), dates, dates[last], key="until", names=names.__getitem__)
    if since >= until:
        st.info(say("Choose a later date to end with."), icon=":material/info:")
        return
    _moved(*(cache.index(index.definition, index.pair, dt.date.fromisoformat(date)) for date in (since, until)))


@parts.still
def _moved(old: CachedIndex, new: CachedIndex) -> None:
    """The months that moved from one index to the other, and why."""
    try:
        rows = moves_table(moves(old, new))
    except RelationsIndexError as error:
        st.warning(plain(str(error)), icon=":material/warning:")
        return
    added = new.index.dropna().index.difference(old.index.dropna().index)
    if len(added):
        st.markdown(plain(became_known(added)))
    if rows.empty:
        st.markdown(say("No month that was known before moved."))
        return
    rows["component"] = [new.definition.label(name) if name else say("came or went") for name in rows["component"]]
    rows["month"] = pd.to_datetime(rows["month"].astype(str))
    alt = say("Months that moved between the two dates, with the figures and acts that became known and their batch.")
    table(rows.iloc[::-1], MOVES, alt=alt)
