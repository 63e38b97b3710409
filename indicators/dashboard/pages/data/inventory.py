"""What the store holds: indicators and how fresh they are, those to describe, events, the months with figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from indicators.charts import Chart
from indicators.charts.coverage import years_chart
from indicators.dashboard.pages.indicators import stored_series
from indicators.dashboard.pages.indicators.stored_series import FREQ
from indicators.dashboard.ui import cache, parts
from indicators.dashboard.ui.cache import plain
from indicators.dashboard.ui.controls import View
from indicators.dashboard.ui.download import Origin
from indicators.dashboard.ui.language import say, text
from indicators.dashboard.ui.table import Column, table
from indicators.errors import RelationsIndexError
from indicators.importing import write_description
from indicators.index.overdue import why_overdue
from indicators.index.series import monthly_coverage
from indicators.model import Indicator, known_from

KINDS = {"flow": "a flow: so much in a period", "level": "a level: so much at a time"}
ABOUT = {"pair": "a pair, from one area to another", "area": "one area", "world": "the world"}

INDICATORS = (
    Column("title", "Title", "text", 225, pinned=True),
    Column("unit", "Unit", "text", 130),
    Column("freq", "Freq", "text", 75),
    Column("first", "First", "text", 75),
    Column("last", "Last", "text", 75),
    Column("figures", "Figures", "localized", 65),
    Column("lag", "Lag, days", "%d", 75),
    Column("next", "Next from", "day in words", 95),
    Column("overdue", "Overdue, days", "localized", 105),
    Column("why", "Why overdue", "text", 260),
    Column("source", "Source", "text", 180),
    Column("licence", "Licence", "text", 180),
    Column("url", "Link", "open", 55),
    Column("indicator", "Id", "text", 150),
)
EVENT_SOURCES = (
    Column("title", "Title", "text", 225, pinned=True),
    Column("kinds", "Kinds", "text", 215),
    Column("covered_from", "Collected from", "day in words", 110),
    Column("covered_to", "Collected to", "day in words", 105, "Between the two days no act means that there was none."),
    Column("source", "Source", "text", 150),
    Column("licence", "Licence", "text", 110),
    Column("url", "Link", "open", 55),
)


def indicators() -> None:
    """Every indicator with its source and when its next figure could be known; those not described yet, to describe."""
    _indicators(cache.version(), dt.date.today())
    if message := st.session_state.pop("_described", None):
        st.success(message, icon=":material/check_circle:")
    known, held = cache.catalog().indicators, cache.coverage()
    for row in held[~held["indicator"].isin(known)].drop_duplicates("indicator").itertuples():
        describe(row.indicator, freq=row.freq)


@parts.still
def _indicators(version: str, today: dt.date) -> None:
    known, held = cache.catalog().indicators, cache.coverage()
    rows = pd.DataFrame([_row(row, known.get(row.indicator), today) for row in held.itertuples()]).sort_values("title")
    late = rows[rows["overdue"] > 0].sort_values("overdue")
    reasons = why_overdue(cache.store(), cache.catalog(), late.set_index("indicator")["next"].to_dict())
    rows["why"] = ""
    rows.loc[late.index, "why"] = [text("{why}", why=reasons[id]) for id in late["indicator"]]
    values = {"fresh": len(rows) - len(late), "count": len(rows)}
    if len(late):
        st.markdown(
            say(
                "{fresh} of {count} hold the latest figure that could be known today. Longest overdue: {title}, whose "
                "last figure is of {last}.",
                title=late["title"].iloc[-1],
                last=late["last"].iloc[-1],
                **values,
            )
        )
    else:
        st.markdown(say("{fresh} of {count} hold the latest figure that could be known today.", **values))
    alt = say("Indicators in the store with unit, periods covered, next figure, publication lag, source and licence.")
    table(rows, INDICATORS, placeholder="–", alt=alt)
    st.caption(
        say(
            "Next from: the day on which the period after the last one could be known, by its publication lag. "
            "Overdue: a publisher that stopped or is late, or a file that nobody brought up to date."
        )
    )


def _row(held: Any, described: Indicator | None, today: dt.date) -> dict[str, Any]:
    """One line of the catalogue; without first and last where all that is stored says that figures are missing."""
    first, last = (None if pd.isna(day) else stored_series.period(day, held.freq) for day in (held.first, held.last))
    row = {
        "indicator": held.indicator,
        "freq": FREQ[held.freq],
        "first": first and stored_series.short(first),
        "last": last and stored_series.short(last),
        "figures": held.figures,
        **dict.fromkeys(("lag", "next", "overdue")),
    }
    if described is None:
        title = text("{indicator}, not described yet", indicator=held.indicator)
        return row | {"title": title, "unit": "", "source": text("imported"), "licence": "", "url": ""}
    row |= {name: getattr(described, name) for name in ("title", "unit", "source", "licence")}
    row |= {"url": str(described.url), "lag": described.publication_lag_days}
    if last:
        day = pd.Timestamp(known_from(described, [(last + 1).start_time])[0]).date()
        row |= {"next": day, "overdue": max((today - day).days, 0) or None}
    return row


def describe(name: str, *, freq: str = "M", about: str = "pair") -> None:
    """Ask what an indicator is and write the answers beside the store. It can be used without, but has no unit then."""
    with (
        st.expander(say("Describe {name}, which is new", name=name), icon=":material/edit_note:"),
        st.form(f"describe_{name}", border=False),
    ):
        left, right = st.columns(2)
        answers = {
            "title": left.text_input(say("Title"), placeholder=say("Goods trade")),
            "unit": right.text_input(say("Unit"), placeholder=say("million USD")),
            "kind": left.selectbox(say("Kind"), list(KINDS), format_func=KINDS.__getitem__),
            "freq": right.selectbox(say("Frequency"), list(FREQ), list(FREQ).index(freq), format_func=FREQ.__getitem__),
            "about": left.selectbox(say("About"), list(ABOUT), list(ABOUT).index(about), format_func=ABOUT.__getitem__),
            "publication_lag_days": right.number_input(say("Days from the end of a period to its figure"), 0, 3650, 30),
            "source": left.text_input(say("Publisher")),
            "url": right.text_input(say("Address of the source"), placeholder="https://…"),
            "licence": left.text_input(say("Licence")),
            "citation": right.text_input(say("How to cite it"), placeholder=say("Publisher, title of the table, year")),
            "description": st.text_input(say("What it measures, in a sentence")),
        }
        if st.form_submit_button(say("Write it down"), icon=":material/save:"):
            try:
                path = write_description(cache.store().extra, name, **answers)
            except RelationsIndexError as error:
                st.error(plain(str(error)), icon=":material/block:")
                return
            st.session_state["_described"] = say("{name} is described in {path}.", name=name, path=str(path))
            st.rerun()


@parts.still
def event_sources(version: str) -> None:
    """Files of dated events."""
    rows = [
        {
            "title": source.title,
            "kinds": ", ".join(kind.title for kind in source.kinds.values()),
            "covered_from": min((line.covered_from for line in source.coverage), default=None),
            "covered_to": max((line.covered_to for line in source.coverage), default=None),
            "source": source.source,
            "licence": source.licence,
            "url": str(source.url),
        }
        for source in cache.catalog().event_sources.values()
    ]
    alt = say("Files of dated acts with their kinds, the days between which they were collected, source and licence.")
    table(pd.DataFrame(rows), EVENT_SOURCES, placeholder="–", alt=alt)


def coverage(view: View) -> None:
    """The months with a figure about the pair, year by year, and what stands under the map."""
    known = stored_series.known(view.pair, view.as_of)
    if not known:
        st.info(
            say("Nothing about this pair was known on the as-of date. Choose a later date, or add figures above."),
            icon=":material/info:",
        )
        return
    chart = _coverage(stored_series.key(view), view.asked, view)
    described = {one.described.id: one.described for one in known.values() if one.described}
    about = {"pair": str(view.pair), "as_of": view.as_of and view.as_of.isoformat()}
    origin = Origin.of_sources(list(described.values()), about)
    parts.below(chart, key="coverage", name=f"coverage-{view.pair}", origin=origin)


@parts.still
def _coverage(key: str, window: tuple[str, str], _view: View) -> Chart:
    st.markdown(
        say(
            "Share of a year's months that have a figure about {pair} or the world; an annual figure has all months "
            "for which it stands. What ends early an index carries on for a while, marked as such.",
            pair=cache.catalog().pair_name(_view.pair),
        )
    )
    years = range(int(window[0][:4]), int(window[1][:4]) + 1)
    known = stored_series.known(_view.pair, _view.as_of).values()
    shares = pd.DataFrame([monthly_coverage(one, years) for one in known])
    return parts.chart(years_chart(shares.groupby([one.title for one in known]).mean()), "coverage_years")
