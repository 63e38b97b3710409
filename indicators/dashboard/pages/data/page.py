"""What is stored, where it is from, and how to add to it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from indicators.dashboard.pages.data import inventory, revision, today, upload
from indicators.dashboard.ui import cache, controls, parts
from indicators.dashboard.ui.cache import plain
from indicators.dashboard.ui.language import say
from indicators.dashboard.ui.table import Column, table
from indicators.errors import RelationsIndexError

BATCHES = (
    Column("batch_id", "Batch", "%d", 60),
    Column("kind", "Kind", "text", 75),
    Column("title", "Title", "text", 260),
    Column("recorded_at", "Recorded (UTC)", "moment", 140),
    Column("sha256", "SHA-256", "text", 80),
    Column("rows_observations", "Figures", "localized", 75),
    Column("rows_events", "Acts", "localized", 60),
    Column("retracted_at", "Taken back (UTC)", "moment", 140),
    Column("reason", "Reason", "text", 120),
)


def render() -> None:
    """Draw the page from top to bottom."""
    st.title(say("Data"), anchor=False)
    st.header(say("Figures of today"), anchor=False)
    today.draw()
    st.header(say("Add figures"), anchor=False)
    upload.draw()
    st.header(say("Batches"), anchor=False)
    _batches()
    st.header(say("Indicators"), anchor=False)
    inventory.indicators()
    st.header(say("Events"), anchor=False)
    inventory.event_sources(cache.version())
    view = controls.view()
    st.header(say("Months with a figure"), anchor=False)
    inventory.coverage(view)
    st.header(say("What the as-of date changes"), anchor=False)
    revision.draw(view)


@parts.still
def _listed(version: str) -> pd.DataFrame:
    """All batches, the latest first."""
    batches = cache.store().batches()
    table(batches.iloc[::-1], BATCHES, placeholder="–", alt=say("Batches in the store, the latest first."))
    return batches


def _batches() -> None:
    batches = _listed(cache.version())
    if message := st.session_state.pop("_taken_back", None):
        st.success(message, icon=":material/undo:")
    undoable = batches[(batches["kind"] != "shipped") & batches["retracted_at"].isna()]
    if undoable.empty:
        st.caption(say("There is no import or update to take back; the shipped figures stay."))
        return
    titles = dict(zip(undoable["batch_id"], undoable["title"], strict=True))
    with st.form("undo", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        options = sorted(titles, reverse=True)
        batch = st.selectbox(say("Take back"), options, format_func=lambda batch: f"{batch}: {titles[batch]}")
        reason = st.text_input(say("Reason"), placeholder=say("kept with the retraction"))
        if st.form_submit_button(say("Take back"), icon=":material/undo:"):
            try:
                cache.store().retract(int(batch), reason)
            except RelationsIndexError as error:
                st.error(plain(str(error)))
            else:
                st.session_state["_taken_back"] = say(
                    "Batch {batch} is taken back: its rows no longer count in any index.", batch=batch
                )
                st.rerun()
