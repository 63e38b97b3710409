"""The controls that choose what every page shows: pair, definition, window, as-of date. All of them live in the URL.

A page switch drops a bound key that the new page does not draw, so these are drawn on every page.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from indicators.dashboard import backend
from indicators.definition import Definition
from indicators.model import Pair

DEFAULT_DEFINITION = "strategic-mechanism"

URL_KEYS = {
    "definition": "the definition's id",
    "pair": "two ISO alpha-3 codes, the reference country first",
    "as_of": "a date: what could have been known then",
    "window": "first and last month shown",
}
"""The keys of the global controls and what they hold."""


@dataclass(frozen=True)
class View:
    """What is looked at."""

    definition: Definition
    pair: Pair
    as_of: dt.date | None
    window: tuple[str, str]


def view() -> View:
    """The view that the controls of this run chose."""
    chosen: View = st.session_state["_view"]
    return chosen


def draw(pages: dict[str, Any]) -> None:
    """Draw the controls in the sidebar and keep the view for the page."""
    asked = _asked()
    with st.sidebar:
        definition = _definition()
        pair = _pair(definition)
        as_of = st.date_input(
            "As of",
            value=None,
            min_value=dt.date(1985, 1, 1),
            max_value="today",
            key="as_of",
            bind="query-params",
            format="YYYY-MM-DD",
            help="What could have been known on this date: figures count from the end of their period plus their "
            "publication lag, imported ones from the moment they were recorded. It is timing, not vintage: the figures "
            "are those of today's revision.",
        )
        window = _window(definition, pair, as_of)
        st.session_state["_view"] = View(definition, pair, as_of, window)
        with st.popover("Link to this view", icon=":material/link:", width="stretch"):
            st.caption("This link pins the window and the as-of date, so it shows the same view later.")
            st.code(_link(st.session_state["_view"]), language=None, wrap_lines=True)
        if as_of:
            st.caption(f"Clock: published by {as_of:%d %B %Y}, in today's revision.")
        else:
            st.caption("Clock: all that is recorded, in today's revision.")
    _note_what_was_ignored(asked)


def _asked() -> dict[str, list[str]]:
    """What the URL asked for when the session began, and nothing later."""
    if "_asked" in st.session_state:
        return {}
    st.session_state["_asked"] = True
    return {key: st.query_params.get_all(key) for key in URL_KEYS if key in st.query_params}


def _definition() -> Definition:
    known = backend.catalog().definitions
    ids = sorted(known, key=lambda name: (name != DEFAULT_DEFINITION, name))
    chosen = st.selectbox(
        "Definition",
        ids,
        format_func=lambda name: known[name].title or name,
        key="definition",
        bind="query-params",
        required=True,
        help="The file that says which figures make the index, and with what weight.",
    )
    return known[chosen]


def _pair(definition: Definition) -> Pair:
    pairs = backend.catalog().pairs(definition)
    areas = backend.catalog().areas
    # The first pair shown is Türkiye's wherever the definition has it, so that a change of definition keeps it.
    pairs.sort(key=lambda pair: areas[pair.b].name_en)
    default = next((place for place, pair in enumerate(pairs) if str(pair) == st.session_state.get("_pair")), 0)
    chosen = st.selectbox(
        "Pair",
        [str(pair) for pair in pairs],
        index=default,
        format_func=lambda name: pair_name(name),
        key="pair",
        bind="query-params",
        required=True,
    )
    return next(pair for pair in pairs if str(pair) == chosen)


def pair_name(pair: Pair | str) -> str:
    """`United States – Türkiye`"""
    areas = backend.catalog().areas
    a, b = str(pair).split("-")
    return f"{areas[a].name_en} – {areas[b].name_en}"


def _window(definition: Definition, pair: Pair, as_of: dt.date | None) -> tuple[str, str]:
    index = backend.index(definition, pair, as_of).index
    given = index.dropna()
    first = given.index[0] if len(given) else index.index[0]
    months = [str(month) for month in pd.period_range(first, index.index[-1], freq="M")]
    chosen = st.select_slider(
        "Window",
        months,
        value=(months[0], months[-1]),
        key="window",
        bind="query-params",
        help="The months shown. It stays when weights, pair or data change.",
    )
    return chosen[0], chosen[1]


def _link(chosen: View) -> str:
    parameters: list[tuple[str, str]] = [
        ("definition", chosen.definition.id),
        ("pair", str(chosen.pair)),
        ("as_of", f"{chosen.as_of or dt.date.today():%Y-%m-%d}"),
        *(("window", month) for month in chosen.window),
    ]
    known = {key for key, _ in parameters}
    for key in st.query_params:
        if key not in known:
            parameters += [(key, value) for value in st.query_params.get_all(key)]
    base = (st.context.url or "").split("?")[0]
    return f"{base}?{urlencode(parameters)}"


def _note_what_was_ignored(asked: dict[str, list[str]]) -> None:
    for key, values in asked.items():
        got = st.session_state.get(key)
        shown = [str(item) for item in got] if isinstance(got, (tuple, list)) else [str(got)]
        if values != shown:
            st.warning(
                backend.plain(
                    f"The link asks for {key} = {', '.join(values)[:80]}, which is not there ({URL_KEYS[key]}); "
                    f"the page shows {', '.join(shown) if got is not None else 'the latest'} instead."
                ),
                icon=":material/link_off:",
            )
