"""The controls that choose what every page shows: pair, definition, window, as-of date. All of them live in the URL.

A page switch drops a bound key that the new page does not draw, so these are drawn on every page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from indicators.dashboard import backend
from indicators.definition import Definition
from indicators.model import Pair

DEFAULT_DEFINITION = "strategic-mechanism"
DEFAULT_PAIR = "USA-TUR"

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


def draw() -> None:
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
        chosen = View(definition, pair, as_of, window)
        st.session_state["_view"] = chosen
        with st.popover("Link to this view", icon=":material/link:", width="stretch"):
            st.caption("This link pins the window and the as-of date, so it shows the same view later.")
            st.code(_link(chosen), language=None, wrap_lines=True)
        if as_of:
            st.caption(f"Clock: published by {as_of:%d %B %Y}, in today's revision.")
        else:
            st.caption("Clock: all that is recorded, in today's revision.")
    _note_what_was_ignored(asked, chosen)


def choose(
    label: str, options: Sequence[str], default: str, *, key: str, names: Callable[[str], str], help: str | None = None
) -> str:
    """A selectbox whose option ids, not their titles, stand in the URL. What the URL asks for and is not there is left.

    Streamlit's own binding writes the titles, which change with the language and the file.
    """
    widget = _widget(key)
    if widget not in st.session_state:
        st.session_state[widget] = st.query_params.get(key)
    if st.session_state[widget] not in options:
        st.session_state[widget] = default
    chosen: str = st.selectbox(
        label, options, format_func=names, key=widget, help=help, required=True, persist_state="session"
    )
    if chosen == default:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != chosen:
        st.query_params[key] = chosen
    return chosen


def set_choice(key: str, value: str) -> None:
    """Choose for the user, in a callback."""
    st.session_state[_widget(key)] = value


def _widget(key: str) -> str:
    return f"chosen_{key}"


def _asked() -> dict[str, list[str]]:
    """What the URL asked for when the session began, and nothing later."""
    if "_asked" in st.session_state:
        return {}
    st.session_state["_asked"] = True
    return {key: st.query_params.get_all(key) for key in URL_KEYS if key in st.query_params}


def _definition() -> Definition:
    known = backend.catalog().definitions
    chosen = choose(
        "Definition",
        sorted(known, key=lambda name: (name != DEFAULT_DEFINITION, name)),
        DEFAULT_DEFINITION,
        key="definition",
        names=lambda name: known[name].title or name,
        help="The file that says which figures make the index, and with what weight.",
    )
    return known[chosen]


def _pair(definition: Definition) -> Pair:
    areas = backend.catalog().areas
    pairs = sorted(backend.catalog().pairs(definition), key=lambda pair: areas[pair.b].name_en)
    names = [str(pair) for pair in pairs]
    default = DEFAULT_PAIR if DEFAULT_PAIR in names else names[0]
    chosen = choose("Pair", names, default, key="pair", names=pair_name)
    return pairs[names.index(chosen)]


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
    parameters = _parameters(chosen, chosen.as_of or dt.date.today())
    for key in st.query_params:
        if key not in URL_KEYS:
            parameters[key] = st.query_params.get_all(key)
    return f"{(st.context.url or '').split('?')[0]}?{urlencode(parameters, doseq=True)}"


def _parameters(chosen: View, as_of: dt.date | None) -> dict[str, list[str]]:
    """A view as the URL writes it."""
    return {
        "definition": [chosen.definition.id],
        "pair": [str(chosen.pair)],
        "as_of": [f"{as_of:%Y-%m-%d}"] if as_of else [],
        "window": list(chosen.window),
    }


def _note_what_was_ignored(asked: dict[str, list[str]], chosen: View) -> None:
    shown = _parameters(chosen, chosen.as_of)
    for key, values in asked.items():
        if values != shown[key]:
            st.warning(
                backend.plain(
                    f"The link asks for {key} = {', '.join(values)[:80]}, which is not there ({URL_KEYS[key]}); "
                    f"the page shows {', '.join(shown[key]) or 'the latest'} instead."
                ),
                icon=":material/link_off:",
            )
