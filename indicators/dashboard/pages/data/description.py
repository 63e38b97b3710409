"""A new indicator described on screen: its TOML is written beside the store."""

from __future__ import annotations

import streamlit as st

from indicators.dashboard.pages.indicators.stored_series import FREQ
from indicators.dashboard.ui import cache
from indicators.errors import RelationsIndexError
from indicators.importing import ImportPreview, write_description

KINDS = {"flow": "a flow: so much in a period", "level": "a level: so much at a time"}
ABOUT = {"pair": "a pair, from one area to another", "area": "one area", "world": "the world"}


def undescribed(read: ImportPreview) -> None:
    """A form for every indicator of a file that nobody has described yet."""
    rows = read.observations
    for name in sorted(set(rows["indicator"]) - cache.catalog().indicators.keys()):
        own = rows[rows["indicator"] == name]
        about = "pair" if (own["counterpart_area"] != "").any() else "area"
        form(name, freq=str(own["freq"].iloc[0]), about=about)


def form(name: str, *, freq: str = "M", about: str = "pair") -> None:
    """Ask what an indicator is and write the answers down. It can be used without them, but has no unit or source."""
    with (
        st.expander(f"Describe {cache.plain(name)}, which is new", icon=":material/edit_note:"),
        st.form(f"describe_{name}", border=False),
    ):
        left, right = st.columns(2)
        said = {
            "title": left.text_input("Title", placeholder="Goods trade"),
            "unit": right.text_input("Unit", placeholder="million USD"),
            "kind": left.selectbox("Kind", list(KINDS), format_func=KINDS.__getitem__),
            "freq": right.selectbox("Frequency", list(FREQ), list(FREQ).index(freq), format_func=FREQ.__getitem__),
            "about": left.selectbox("About", list(ABOUT), list(ABOUT).index(about), format_func=ABOUT.__getitem__),
            "publication_lag_days": right.number_input("Days from the end of a period to its figure", 0, 3650, 30),
            "source": left.text_input("Publisher"),
            "url": right.text_input("Address of the source", placeholder="https://…"),
            "licence": left.text_input("Licence"),
            "citation": right.text_input("How to cite it", placeholder="Publisher, title of the table, year"),
            "description": st.text_input("What it measures, in a sentence"),
        }
        if st.form_submit_button("Write it down", icon=":material/save:"):
            try:
                path = write_description(cache.store().extra, name, **said)
            except RelationsIndexError as error:
                st.error(cache.plain(str(error)), icon=":material/block:")
                return
            st.session_state["_described"] = f"{name} is described in {path}."
            st.rerun()


def say_what_was_done() -> None:
    """After a description was written: where it is."""
    if message := st.session_state.pop("_described", None):
        st.success(cache.plain(message), icon=":material/check_circle:")
