"""From a file to the store: what was read, what is wrong, what would change, then store it or leave it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from indicators.dashboard.pages.data import description, difference, reading
from indicators.dashboard.ui import cache
from indicators.errors import RelationsIndexError
from indicators.importing import TEMPLATE, ImportPreview, Mapping, commit, preview

STATUS = {
    "ready": (st.success, ":material/check_circle:"),
    "needs_decision": (st.warning, ":material/help:"),
    "rejected": (st.error, ":material/block:"),
}


@st.fragment
def draw() -> None:
    """The upload and, for each file, what it would do."""
    st.markdown(
        "A CSV or XLSX file of yours: figures by month, quarter or year, or dated acts. Nothing is stored until you "
        "say so, and every import can be taken back. Imports are shared by all who use this server."
    )
    files = st.file_uploader("Files", type=["csv", "tsv", "txt", "xlsx"], accept_multiple_files=True, key="files")
    st.download_button(
        "Empty table with the columns this store has", TEMPLATE.encode(), "relations-index-template.csv", "text/csv",
        icon=":material/download:", type="tertiary", on_click="ignore",
    )  # fmt: skip
    before: dict[str, ImportPreview] = st.session_state.get("_read", {})
    now = st.session_state["_read"] = {}
    for file in files:
        with st.container(border=True), cache.sentences():
            if message := st.session_state.get(f"_stored_{file.file_id}"):
                st.success(message, icon=":material/check_circle:")
                continue
            mapping = st.session_state.get(f"_mapping_{file.file_id}")
            key = f"{file.file_id};{mapping};{cache.version()}"
            now[key] = before.get(key) or _read(file.name, file.getvalue(), mapping)
            _one_file(file.file_id, key, now[key], mapping)


def _read(name: str, data: bytes, mapping: Mapping | None) -> ImportPreview:
    """Read a file, showing how far it is. Kept for the session, so that nothing is read twice."""
    place = st.empty()
    bar = place.progress(0.0, cache.plain(f"Reading {name}"))

    def tell(share: float, what: str) -> None:
        bar.progress(min(max(share, 0.0), 1.0), cache.plain(f"{name}: {what}"))

    read = preview(data, name, mapping=mapping, catalog=cache.catalog(), progress=tell)
    place.empty()
    return read


def _one_file(file: str, key: str, read: ImportPreview, mapping: Mapping | None) -> None:
    show, icon = STATUS["needs_decision" if read.status == "ready" and read.counts["problem"] else read.status]
    show(cache.plain(read.summary()), icon=icon)
    reading.questions(read)
    reading.problems(read)
    reading.decisions(file, read, mapping)
    if read.status != "ready":
        st.caption("Nothing was stored.")
        return
    if read.kind == "observations":
        difference.against_the_store(key, read)
        difference.effect(key, read)
        description.undescribed(read)
    else:
        difference.acts(read)
    _store(file, read)


def _store(file: str, read: ImportPreview) -> None:
    agreed = True
    if left_out := read.counts["problem"]:
        agreed = st.checkbox(f"Leave out the {left_out:,} lines with problems and store the others", key=f"skip_{file}")
    if st.button("Store this file", key=f"commit_{file}", type="primary", icon=":material/save:", disabled=not agreed):
        _commit(file, read)
    st.caption("Nothing was stored yet. To discard the file, remove it above or leave the page.")


def _commit(file: str, read: ImportPreview) -> None:
    """Store a file, then draw the whole page anew, for the store has changed."""
    try:
        batch: Any = commit(read, cache.store())
    except RelationsIndexError as error:
        st.error(cache.plain(str(error)), icon=":material/error:")
        return
    st.session_state[f"_stored_{file}"] = (
        f"{cache.plain(read.filename)} is stored as batch {batch.batch_id}. It can be taken back under Imports below."
    )
    st.rerun()
