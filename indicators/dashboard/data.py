"""What is stored, where it is from, and how to add to it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from indicators.dashboard import backend, describe, upload
from indicators.errors import RelationsIndexError


def render() -> None:
    """Draw the page from top to bottom."""
    st.title("Data", anchor=False)
    st.header("Add figures", anchor=False)
    upload.draw()
    st.header("Imports", anchor=False)
    _batches()
    st.header("Indicators", anchor=False)
    _indicators()
    st.header("Events", anchor=False)
    _event_sources()


def _batches() -> None:
    table = backend.store().batches()
    st.dataframe(
        backend.cells(table.iloc[::-1]),
        hide_index=True,
        column_config={
            "batch_id": st.column_config.NumberColumn("Batch", format="%d", width=60),
            "kind": st.column_config.TextColumn("Kind", width=75),
            "title": st.column_config.TextColumn("Title", width=260),
            "recorded_at": st.column_config.DatetimeColumn("Recorded (UTC)", format="YYYY-MM-DD HH:mm", width=135),
            "sha256": st.column_config.TextColumn("SHA-256", width=80),
            "rows_observations": st.column_config.NumberColumn("Figures", format="localized", width=75),
            "rows_events": st.column_config.NumberColumn("Acts", format="localized", width=60),
            "retracted_at": st.column_config.DatetimeColumn("Taken back (UTC)", format="YYYY-MM-DD HH:mm", width=135),
            "reason": st.column_config.TextColumn("Reason", width=120),
        },
        alt="Batches in the store, the latest first.",
    )
    undoable = table[(table["kind"] == "import") & table["retracted_at"].isna()]
    if undoable.empty:
        st.caption("There is no import to take back; the shipped figures stay.")
        return
    titles = dict(zip(undoable["batch_id"], undoable["title"], strict=True))
    with st.form("undo", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        batch = st.selectbox("Take back", sorted(titles, reverse=True), format_func=lambda b: f"{b}: {titles[b]}")
        reason = st.text_input("Reason", placeholder="kept with the retraction")
        if st.form_submit_button("Take back", icon=":material/undo:"):
            try:
                backend.store().retract(int(batch), reason)
            except RelationsIndexError as error:
                st.error(backend.plain(str(error)))
            else:
                st.rerun()


def _indicators() -> None:
    known, stored = backend.catalog().indicators, backend.coverage()
    rows = [
        {
            "title": described.title if described else f"{row.indicator}, not described yet",
            "unit": described.unit if described else "",
            "freq": row.freq,
            "first": row.first,
            "last": row.last,
            "figures": row.figures,
            "lag": described.publication_lag_days if described else None,
            "source": described.source if described else "imported",
            "licence": described.licence if described else "",
            "url": str(described.url) if described else "",
            "indicator": row.indicator,
        }
        for row in stored.itertuples()
        for described in [known.get(row.indicator)]
    ]
    st.dataframe(
        backend.cells(pd.DataFrame(rows)),
        hide_index=True,
        column_config={
            "title": st.column_config.TextColumn("Title", width=220),
            "unit": st.column_config.TextColumn("Unit", width=130),
            "freq": st.column_config.TextColumn("Freq", width=50),
            "first": st.column_config.DateColumn("From", format="YYYY-MM", width=70),
            "last": st.column_config.DateColumn("To", format="YYYY-MM", width=70),
            "figures": st.column_config.NumberColumn("Figures", format="localized", width=70),
            "lag": st.column_config.NumberColumn("Lag, days", format="%d", width=75),
            "source": st.column_config.TextColumn("Source", width=180),
            "licence": st.column_config.TextColumn("Licence", width=110),
            "url": st.column_config.LinkColumn("Link", display_text="open", width=55),
            "indicator": st.column_config.TextColumn("Id", width=150),
        },
        alt="Indicators in the store with unit, period covered, publication lag, source and licence.",
    )
    describe.say_what_was_done()
    undescribed = stored[~stored["indicator"].isin(known)].drop_duplicates("indicator")
    for row in undescribed.itertuples():
        describe.form(row.indicator, freq=row.freq)


def _event_sources() -> None:
    rows = [
        {
            "title": source.title,
            "kinds": ", ".join(kind.title for kind in source.kinds.values()),
            "covered_to": max((line.covered_to for line in source.coverage), default=None),
            "source": source.source,
            "licence": source.licence,
            "url": str(source.url),
        }
        for source in backend.catalog().event_sources.values()
    ]
    st.dataframe(
        backend.cells(pd.DataFrame(rows)),
        hide_index=True,
        column_config={
            "title": st.column_config.TextColumn("Title", width=260),
            "kinds": st.column_config.TextColumn("Kinds", width=260),
            "covered_to": st.column_config.DateColumn("Collected to", format="YYYY-MM-DD", width=95),
            "source": st.column_config.TextColumn("Source", width=180),
            "licence": st.column_config.TextColumn("Licence", width=110),
            "url": st.column_config.LinkColumn("Link", display_text="open", width=55),
        },
        alt="Files of dated acts with their kinds, the day they were collected to, source and licence.",
    )
