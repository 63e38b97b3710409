"""Take the view away: a file in any form, and how to cite it."""

from __future__ import annotations

import streamlit as st

from indicators.dashboard import backend, controls
from indicators.dashboard.backend import Keyed
from indicators.dashboard.background import Work, wait_for
from indicators.exporting.citation import bibtex, citation, citation_cff
from indicators.exporting.edition import Edition
from indicators.exporting.formats import FORMS, Order, file_name, write
from indicators.exporting.tables import TABLES


def edition(index: Keyed) -> Edition:
    """The edition of an index, with the hash that stands in every export of it."""
    return _edition(index.key, index)


@st.cache_resource(show_spinner="Gathering figures and sources …", max_entries=8)
def _edition(key: str, _index: Keyed) -> Edition:
    return Edition.of(backend.store(), backend.catalog(), _index)


def draw(index: Keyed, window: tuple[str, str]) -> None:
    """Choose a form, build the file on click, download it."""
    left, right = st.columns(2)
    with left:
        form = controls.choose("Form", list(FORMS), "xlsx", key="form", names=lambda name: FORMS[name].title)
    table, cut = "scores", None
    with right:
        if FORMS[form].one_table:
            table = controls.choose("Table", list(TABLES), "scores", key="table", names=str.capitalize)
            st.caption(f"{TABLES[table].about}.")
    if form in ("csv", "xlsx", "json", "parquet", "html") and st.toggle("Only the window on screen", key="cut"):
        cut = window
    order = Order(backend.store(), backend.catalog(), index, table, cut)
    key = (edition(index).hash, form, table, cut)
    if st.button("Build the file", icon=":material/build:", type="primary"):
        work = Work(lambda tell: write(order, form, lambda share, _what: tell(share)))
        st.session_state["_built"] = (key, wait_for(work, "Building the file"))
    built = st.session_state.get("_built")
    if built is not None and built[0] == key:
        name = file_name(edition(index), form, table)
        st.download_button(
            f"Download {name} ({len(built[1]) / 1024:,.0f} kB)", built[1], name, FORMS[form].mime,
            icon=":material/download:", on_click="ignore", key="download_built",
        )  # fmt: skip


def cite(index: Keyed) -> None:
    """The citation as text, BibTeX and CFF."""
    one = edition(index)
    text, bib, cff = st.tabs(["Text", "BibTeX", "CITATION.cff"])
    for tab, content in ((text, citation(one)), (bib, bibtex(one)), (cff, citation_cff(one))):
        with tab:
            st.code(content, language=None, wrap_lines=True, height=220)
