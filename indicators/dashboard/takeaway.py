"""Take the view away: a file in any form, and how to cite it."""

from __future__ import annotations

import io
import json

import pandas as pd
import streamlit as st

from indicators.charts import Chart
from indicators.dashboard import backend, controls
from indicators.dashboard.backend import Keyed
from indicators.dashboard.background import Work, wait_for
from indicators.exporting.citation import bibtex, citation, citation_cff
from indicators.exporting.edition import Edition
from indicators.exporting.formats import FORMS, Order, file_name, write
from indicators.exporting.tables import TABLES
from indicators.index import RelationsIndex
from indicators.output import records, render


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


def numbers(drawn: Chart, name: str, index: RelationsIndex, *, key: str) -> None:
    """The numbers of one chart as CSV, XLSX and JSON; of an index that is stored, also how to cite it."""
    forms = {
        "csv": (FORMS["csv"].mime, lambda: render(drawn.data, "csv").encode()),
        "xlsx": (FORMS["xlsx"].mime, lambda: sheet(drawn.data)),
        "json": (FORMS["json"].mime, lambda: described(drawn, index)),
    }
    with st.container(horizontal=True):
        for form, (mime, data) in forms.items():
            st.download_button(form.upper(), data, f"{name}.{form}", mime, key=f"{key}_{form}", on_click="ignore")
    st.caption("The numbers shown, in full precision. As a picture: the camera above the chart.")
    if isinstance(index, Keyed):
        st.code(citation(edition(index)), language=None, wrap_lines=True)


def described(drawn: Chart, index: RelationsIndex) -> bytes:
    """The numbers of a chart as JSON, with what they are."""
    content = {
        "shows": drawn.alt,
        "pair": str(index.pair),
        "definition": index.definition.id,
        "definition_version": index.definition.version,
        "as_of": index.as_of and index.as_of.isoformat(),
        "data_version": index.data_version,
        "numbers": records(drawn.data),
    }
    return json.dumps(content, ensure_ascii=False, default=str).encode()


def sheet(table: pd.DataFrame) -> bytes:
    """A table as XLSX, in which no text is a formula."""
    buffer = io.BytesIO()
    plain = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs=plain) as writer:
        table.to_excel(writer, sheet_name="numbers", index=False)
    return buffer.getvalue()


def cite(index: Keyed) -> None:
    """The citation as text, BibTeX and CFF."""
    one = edition(index)
    text, bib, cff = st.tabs(["Text", "BibTeX", "CITATION.cff"])
    for tab, content in ((text, citation(one)), (bib, bibtex(one)), (cff, citation_cff(one))):
        with tab:
            st.code(content, language=None, wrap_lines=True)
