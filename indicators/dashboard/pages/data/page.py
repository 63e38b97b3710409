"""What is stored, where it is from, and how to add to it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from indicators.dashboard.pages.data import inventory, upload
from indicators.dashboard.pages.vintages import revision
from indicators.dashboard.ui import cache, controls, parts
from indicators.errors import RelationsIndexError


def render() -> None:
    """Draw the page from top to bottom."""
    st.title("Data", anchor=False)
    st.header("Add figures", anchor=False)
    upload.draw()
    st.header("Imports", anchor=False)
    _batches()
    st.header("Indicators", anchor=False)
    inventory.indicators()
    st.header("Events", anchor=False)
    inventory.event_sources()
    view = controls.view()
    st.header("Months with a figure", anchor=False)
    inventory.coverage(view)
    st.header("What the as-of date changes", anchor=False)
    revision.draw(view)


@parts.still
def _listed(version: str) -> pd.DataFrame:
    """All batches, the latest first."""
    table = cache.store().batches()
    st.dataframe(
        cache.cells(table.iloc[::-1]),
        hide_index=True,
        placeholder="–",
        column_config={
            "batch_id": st.column_config.NumberColumn("Batch", format="%d", width=60),
            "kind": st.column_config.TextColumn("Kind", width=75),
            "title": st.column_config.TextColumn("Title", width=260),
            "recorded_at": st.column_config.DatetimeColumn("Recorded (UTC)", format="D MMM YYYY, HH:mm", width=140),
            "sha256": st.column_config.TextColumn("SHA-256", width=80),
            "rows_observations": st.column_config.NumberColumn("Figures", format="localized", width=75),
            "rows_events": st.column_config.NumberColumn("Acts", format="localized", width=60),
            "retracted_at": st.column_config.DatetimeColumn("Taken back (UTC)", format="D MMM YYYY, HH:mm", width=140),
            "reason": st.column_config.TextColumn("Reason", width=120),
        },
        alt="Batches in the store, the latest first.",
    )
    return table


def _batches() -> None:
    table = _listed(cache.version())
    if message := st.session_state.pop("_taken_back", None):
        st.success(cache.plain(message), icon=":material/undo:")
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
                cache.store().retract(int(batch), reason)
            except RelationsIndexError as error:
                st.error(cache.plain(str(error)))
            else:
                st.session_state["_taken_back"] = f"Batch {batch} is taken back: its rows no longer count in any index."
                st.rerun()
