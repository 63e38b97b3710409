"""What is stored, where it is from, and how to add to it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from indicators.dashboard import backend, upload
from indicators.errors import RelationsIndexError


def render() -> None:
    """Draw the page from top to bottom."""
    st.title("Data", anchor=False)
    st.subheader("Add figures", anchor=False)
    upload.draw()
    st.subheader("Imports", anchor=False)
    _batches()
    st.subheader("Indicators", anchor=False)
    _indicators()
    st.subheader("Events", anchor=False)
    _event_sources()


def _batches() -> None:
    table = backend.store().batches()
    st.dataframe(
        backend.cells(table.iloc[::-1]),
        hide_index=True,
        column_config={
            "batch_id": st.column_config.NumberColumn("Batch", format="%d"),
            "kind": "Kind",
            "title": "Title",
            "recorded_at": st.column_config.DatetimeColumn("Recorded (UTC)", format="YYYY-MM-DD HH:mm"),
            "sha256": st.column_config.TextColumn("SHA-256", width="small"),
            "rows_observations": st.column_config.NumberColumn("Figures", format="localized"),
            "rows_events": st.column_config.NumberColumn("Acts", format="localized"),
            "retracted_at": st.column_config.DatetimeColumn("Taken back (UTC)", format="YYYY-MM-DD HH:mm"),
            "reason": "Reason",
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
    catalog = backend.catalog()
    stored = backend.coverage()
    rows = []
    for row in stored.itertuples():
        known = catalog.indicators.get(row.indicator)
        rows.append(
            {
                "indicator": row.indicator,
                "title": known.title if known else "not described yet",
                "unit": known.unit if known else "",
                "freq": row.freq,
                "first": row.first,
                "last": row.last,
                "figures": row.figures,
                "lag": known.publication_lag_days if known else None,
                "source": known.source if known else "imported",
                "licence": known.licence if known else "",
                "url": str(known.url) if known else None,
            }
        )
    st.dataframe(
        backend.cells(pd.DataFrame(rows)),
        hide_index=True,
        column_config={
            "indicator": "Indicator",
            "title": st.column_config.TextColumn("Title", width="medium"),
            "unit": "Unit",
            "freq": "Freq",
            "first": st.column_config.DateColumn("From", format="YYYY-MM"),
            "last": st.column_config.DateColumn("To", format="YYYY-MM"),
            "figures": st.column_config.NumberColumn("Figures", format="localized"),
            "lag": st.column_config.NumberColumn("Lag, days", format="%d"),
            "source": "Source",
            "licence": "Licence",
            "url": st.column_config.LinkColumn("Link", display_text="open"),
        },
        alt="Indicators in the store with unit, period covered, publication lag, source and licence.",
    )


def _event_sources() -> None:
    rows = [
        {
            "title": source.title,
            "kinds": ", ".join(kind.title for kind in source.kinds.values()),
            "covered_to": max(line.covered_to for line in source.coverage) if source.coverage else None,
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
            "title": "Title",
            "kinds": st.column_config.TextColumn("Kinds", width="large"),
            "covered_to": st.column_config.DateColumn("Collected to", format="YYYY-MM-DD"),
            "source": "Source",
            "licence": "Licence",
            "url": st.column_config.LinkColumn("Link", display_text="open"),
        },
        alt="Files of dated acts with their kinds, the day they were collected to, source and licence.",
    )
