"""Take the view away: a file in any form, and how to cite it."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from indicators.charts import Chart
from indicators.dashboard.ui import controls
from indicators.dashboard.ui.background import Work, wait_for
from indicators.dashboard.ui.cache import CachedIndex
from indicators.exporting.edition import Edition
from indicators.exporting.forms import FORMS, TABLES
from indicators.exporting.forms.citation import bibtex, citation, citation_cff, source_bibtex
from indicators.exporting.forms.formats import file_name, write
from indicators.model import Sourced
from indicators.text import listing
from indicators.text.tables import records, render


def edition(index: CachedIndex) -> Edition:
    """The edition of an index, with the hash that stands in every export of it."""
    return _edition(index.key, index)


@st.cache_resource(show_spinner="Gathering figures and sources …", max_entries=8)
def _edition(key: str, _index: CachedIndex) -> Edition:
    return Edition.of(_index)


def draw(index: CachedIndex, window: tuple[str, str]) -> None:
    """Choose a form, build the file on click, download it."""
    left, right = st.columns(2)
    with left:
        form = controls.choose("Form", list(FORMS), "xlsx", key="form", names=lambda name: FORMS[name].title)
    table, cut = "scores", None
    with right:
        if FORMS[form].one_table:
            table = controls.choose("Table", list(TABLES), "scores", key="table", names=str.capitalize)
            st.caption(f"{TABLES[table].about}.")
    if form in ("csv", "xlsx", "json", "parquet", "html") and controls.toggle("Only the window on screen", key="cut"):
        cut = window
    one = edition(index)
    key = (one.hash, form, table, cut)
    if st.button("Build the file", icon=":material/build:", type="primary"):
        work = Work(lambda tell: write(one, form, table=table, window=cut, progress=lambda share, _what: tell(share)))
        st.session_state["_built"] = (key, wait_for(work, "Building the file"))
    built = st.session_state.get("_built")
    if built is not None and built[0] == key:
        name = file_name(one, form, table)
        st.download_button(
            f"Download {name} ({len(built[1]) / 1024:,.0f} kB)",
            built[1],
            name,
            FORMS[form].mime,
            icon=":material/download:",
            on_click="ignore",
            key="download_built",
        )


@dataclass(frozen=True)
class Origin:
    """Where the numbers of a chart are from: a line of text, what a file with them says, and how to cite them."""

    line: str
    about: Mapping[str, Any]
    cite: Callable[[], tuple[str, str]]
    """The citation as text and as BibTeX, made when asked for."""

    @classmethod
    def of_index(cls, index: CachedIndex, line: str) -> Origin:
        """Of numbers computed from one index."""
        about = {
            "pair": str(index.pair),
            "definition": index.definition.id,
            "definition_version": index.definition.version,
            "as_of": index.as_of and index.as_of.isoformat(),
            "data_version": index.data_version,
        }
        today = dt.date.today()
        return cls(line, about, lambda: (citation(edition(index), today), bibtex(edition(index), today)))

    @classmethod
    def of_sources(cls, sources: Sequence[Sourced], about: Mapping[str, Any]) -> Origin:
        """Of numbers as they were published."""
        publishers = list(dict.fromkeys(one.source for one in sources))
        line = f"Source: {listing(publishers)}."
        if len(publishers) > 3:
            line = f"{len(publishers)} sources, named on the Method page."
        text = "\n".join(f"{one.citation} {one.url}" for one in sources)
        return cls(line, about, lambda: (text, "\n".join(source_bibtex(one) for one in sources)))


def numbers(drawn: Chart, name: str, origin: Origin, *, key: str) -> None:
    """The numbers of one chart as CSV, XLSX and JSON, in the window or all; the picture's form; how to cite it."""
    window = controls.view().asked
    shown, everything = drawn.within(window), drawn.data
    if len(shown) < len(everything):
        spans = {"shown": f"As shown, {window[0]} to {window[1]}", "all": "All months"}
        span = st.radio("Numbers", list(spans), format_func=spans.__getitem__, key=f"{key}_span")
        table, name = (everything, name) if span == "all" else (shown, f"{name}-{window[0]}-{window[1]}")
    else:
        table = everything
    forms = {
        "csv": (FORMS["csv"].mime, lambda: render(table, "csv").encode()),
        "xlsx": (FORMS["xlsx"].mime, lambda: sheet(table)),
        "json": (FORMS["json"].mime, lambda: described(drawn, table, origin)),
    }
    with st.container(horizontal=True):
        for form, (mime, data) in forms.items():
            st.download_button(form.upper(), data, f"{name}.{form}", mime, key=f"{key}_{form}", on_click="ignore")
    st.caption("In full precision.")
    picture = f"{key}_picture"
    st.session_state[picture] = camera()
    st.radio(
        "Picture, by the camera above the chart",
        ["svg", "png"],
        format_func=str.upper,
        horizontal=True,
        key=picture,
        on_change=_set_camera,
        args=(picture,),
    )
    if st.session_state.pop("_other_camera", False):
        st.rerun()  # for the charts outside the fragment of this one
    text, bib = origin.cite()
    for tab, content in zip(st.tabs(["Cite", "BibTeX"]), (text, bib), strict=True):
        tab.code(content, language=None, wrap_lines=True)


def camera() -> str:
    """The form in which the camera above a chart saves it: `svg` or `png`."""
    return str(st.session_state.get("_camera", "svg"))


def _set_camera(picture: str) -> None:
    st.session_state["_camera"] = st.session_state[picture]
    st.session_state["_other_camera"] = True


def described(drawn: Chart, table: pd.DataFrame, origin: Origin) -> bytes:
    """Numbers of a chart as JSON, with what they are."""
    content = {"shows": drawn.alt, **origin.about, "source": origin.line, "numbers": records(table)}
    return json.dumps(content, ensure_ascii=False, default=str).encode()


def sheet(table: pd.DataFrame) -> bytes:
    """A table as XLSX, in which no text is a formula."""
    buffer = io.BytesIO()
    plain = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs=plain) as writer:
        table.to_excel(writer, sheet_name="numbers", index=False)
    return buffer.getvalue()


def cite(index: CachedIndex) -> None:
    """The citation as text, BibTeX and CFF."""
    texts = _citations(index.key, index)
    for tab, content in zip(st.tabs(["Text", "BibTeX", "CITATION.cff"]), texts, strict=True):
        tab.code(content, language=None, wrap_lines=True)


@st.cache_resource(show_spinner=False, max_entries=8)
def _citations(key: str, _index: CachedIndex) -> tuple[str, str, str]:
    one = edition(_index)
    return citation(one), bibtex(one), citation_cff(one)
