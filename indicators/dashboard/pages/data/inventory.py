"""What the store holds: its indicators and how fresh they are, its acts, and the months that have figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from indicators.charts import Chart
from indicators.charts.coverage import years_chart
from indicators.dashboard.pages.data import description
from indicators.dashboard.pages.indicators import stored_series
from indicators.dashboard.ui import cache, parts
from indicators.dashboard.ui.controls import View
from indicators.dashboard.ui.download import Origin
from indicators.index.series import monthly_coverage
from indicators.model import Indicator, known_from


def indicators() -> None:
    """Every indicator with its source and when its next figure could be known; those not described yet, to describe."""
    _indicators(cache.version(), dt.date.today())
    description.say_what_was_done()
    known, held = cache.catalog().indicators, cache.coverage()
    for row in held[~held["indicator"].isin(known)].drop_duplicates("indicator").itertuples():
        description.form(row.indicator, freq=row.freq)


@parts.still
def _indicators(version: str, today: dt.date) -> None:
    known, held = cache.catalog().indicators, cache.coverage()
    rows = pd.DataFrame([_row(row, known.get(row.indicator), today) for row in held.itertuples()]).sort_values("title")
    late = rows[rows["overdue"] > 0].sort_values("overdue")
    said = f"{len(rows) - len(late)} of {len(rows)} hold the latest figure that could be known today."
    if len(late):
        said += f" Longest overdue: {late['title'].iloc[-1]}, whose last figure is of {late['last'].iloc[-1]}."
    st.markdown(cache.plain(said))
    st.dataframe(
        cache.cells(rows),
        hide_index=True,
        placeholder="–",
        column_config={
            "title": st.column_config.TextColumn("Title", width=225, pinned=True),
            "unit": st.column_config.TextColumn("Unit", width=130),
            "freq": st.column_config.TextColumn("Freq", width=75),
            "first": st.column_config.TextColumn("First", width=75),
            "last": st.column_config.TextColumn("Last", width=75),
            "figures": st.column_config.NumberColumn("Figures", format="localized", width=65),
            "lag": st.column_config.NumberColumn("Lag, days", format="%d", width=75),
            "next": st.column_config.DateColumn("Next from", format="D MMM YYYY", width=95),
            "overdue": st.column_config.NumberColumn("Overdue, days", format="localized", width=105),
            "source": st.column_config.TextColumn("Source", width=180),
            "licence": st.column_config.TextColumn("Licence", width=180),
            "url": st.column_config.LinkColumn("Link", display_text="open", width=55),
            "indicator": st.column_config.TextColumn("Id", width=150),
        },
        alt="Indicators in the store with unit, periods covered, next figure, publication lag, source and licence.",
    )
    st.caption(
        "Next from: the day on which the period after the last one could be known, by its publication lag. Overdue: a "
        "publisher that stopped or is late, or a file that nobody brought up to date."
    )


def _row(held: Any, described: Indicator | None, today: dt.date) -> dict[str, Any]:
    """One line of the catalogue; without first and last where all that is stored says that figures are missing."""
    first, last = (None if pd.isna(day) else stored_series.period(day, held.freq) for day in (held.first, held.last))
    row = {
        "title": described.title if described else f"{held.indicator}, not described yet",
        "unit": described.unit if described else "",
        "freq": stored_series.FREQ[held.freq],
        "first": first and stored_series.short(first),
        "last": last and stored_series.short(last),
        "figures": held.figures,
        "lag": described.publication_lag_days if described else None,
        "next": None,
        "overdue": None,
        "source": described.source if described else "imported",
        "licence": described.licence if described else "",
        "url": str(described.url) if described else "",
        "indicator": held.indicator,
    }
    if described and last:
        day = pd.Timestamp(known_from(described, [(last + 1).start_time])[0]).date()
        row |= {"next": day, "overdue": max((today - day).days, 0) or None}
    return row


def event_sources() -> None:
    """Files of dated acts."""
    _event_sources(cache.version())


@parts.still
def _event_sources(version: str) -> None:
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
    day = "D MMM YYYY"
    st.dataframe(
        cache.cells(pd.DataFrame(rows)),
        hide_index=True,
        placeholder="–",
        column_config={
            "title": st.column_config.TextColumn("Title", width=225, pinned=True),
            "kinds": st.column_config.TextColumn("Kinds", width=215),
            "covered_from": st.column_config.DateColumn("Collected from", format=day, width=110),
            "covered_to": st.column_config.DateColumn(
                "Collected to", format=day, width=105, help="Between the two days no act means that there was none."
            ),
            "source": st.column_config.TextColumn("Source", width=150),
            "licence": st.column_config.TextColumn("Licence", width=110),
            "url": st.column_config.LinkColumn("Link", display_text="open", width=55),
        },
        alt="Files of dated acts with their kinds, the days between which they were collected, source and licence.",
    )


def coverage(view: View) -> None:
    """The months with a figure about the pair, year by year, and what stands under the map."""
    known = stored_series.known(view.pair, view.as_of)
    if not known:
        st.info(
            "Nothing about this pair was known on the as-of date. Choose a later date, or add figures above.",
            icon=":material/info:",
        )
        return
    drawn = _coverage(stored_series.key(view), view.asked, view)
    described = {one.described.id: one.described for one in known.values() if one.described}
    about = {"pair": str(view.pair), "as_of": view.as_of and view.as_of.isoformat()}
    parts.below(
        drawn, key="coverage", name=f"coverage-{view.pair}", origin=Origin.of_sources(list(described.values()), about)
    )


@parts.still
def _coverage(key: str, window: tuple[str, str], _view: View) -> Chart:
    st.markdown(
        cache.plain(
            f"Share of a year's months that have a figure about {cache.catalog().pair_name(_view.pair)} or "
            "the world; an annual figure has all months for which it stands. What ends early an index carries on for "
            "a while, marked as such."
        )
    )
    years = range(int(window[0][:4]), int(window[1][:4]) + 1)
    known = stored_series.known(_view.pair, _view.as_of).values()
    shares = pd.DataFrame([monthly_coverage(one, years) for one in known])
    return parts.chart(years_chart(shares.groupby([one.title for one in known]).mean()), "coverage_years")
