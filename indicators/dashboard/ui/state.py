"""The view as it stands in the address: read when a run begins, written once when it ends, so that Back goes back one
view.

An address holds ids, each under its key, and nothing for what is at its default. What it asks for counts when it is
new: in the first run of a session, by a link to another page, after a step in the browser's history. In every other run
the browser only sends back what was written there, possibly before it heard of the last change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import ParamSpec, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from indicators.dashboard.registry import PageInfo

P = ParamSpec("P")
T = TypeVar("T")

Address = dict[str, list[str]]

URL_KEYS = {
    "definition": "the definition's id, or id@version for one version of it",
    "pair": "two ISO alpha-3 codes, the reference country first",
    "as_of": "a date: what could have been known then",
    "window": "first and last month shown",
}
"""The keys that every page has and what they hold."""

REMEMBERED = 8
"""Addresses written last, which the browser may send back before it has heard of a newer one."""


@dataclass
class State:
    """What a session knows of its address.

    `keys` are those of the page, `address` is what stands there or is about to, `asked` is what this run was asked for
    (None: nothing new), `absent` tells whether a key that is not there asks for the default. `stands` is the browser's
    whole address, `along` tells that it came along to another page, `left` is what each control showed last.
    """

    page: str = ""
    keys: frozenset[str] = frozenset()
    address: Address = field(default_factory=dict)
    asked: Address | None = None
    absent: bool = False
    stands: Address = field(default_factory=dict)
    along: bool = False
    written: list[Address] = field(default_factory=list)
    left: Address = field(default_factory=dict)
    running: bool = False


def _state() -> State:
    state: State = st.session_state.setdefault("_state", State())
    return state


def _now(keys: frozenset[str]) -> Address:
    return {key: st.query_params.get_all(key) for key in st.query_params if key in keys}


def went_in_history() -> bool:
    """Whether this run shows an address that the browser went back or forward to."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def take_along() -> None:
    """Before the navigation is drawn: to a page that is chosen there the browser goes without the keys of the address.
    It is told of them first, so that it goes there with them in one step of its history."""
    state = _state()
    state.along = bool(state.stands) and not st.query_params and not went_in_history()
    if state.along:
        st.query_params.from_dict(state.stands)


@contextmanager
def run(page: PageInfo) -> Iterator[None]:
    """A run of a page: read what its address asks for, and write what it shows when all of it is drawn."""
    state, history = _state(), went_in_history()
    moved, before = state.page != page.id, state.address
    state.page, state.keys, state.running = page.id, frozenset([*URL_KEYS, *page.url_keys]), True
    now = _now(state.keys)
    if history:
        state.written.clear()  # what stands there is meant, now and if this run is cut short
    new = history or (not state.along and (bool(now) if moved else now not in (before, *state.written)))
    state.asked, state.absent = (now if new else None), history or not moved
    state.address = dict(now if new or moved else before)
    try:
        yield
    except BaseException:  # a newer run takes over, which is then asked for the same
        state.address = {} if new else state.address
        raise
    finally:
        state.running, state.asked = False, None
    write()


def write() -> None:
    """Write the address where another one stands, once."""
    state = _state()
    state.written = [*state.written, dict(state.address)][-REMEMBERED:]
    if _now(state.keys) != state.address:
        st.query_params.from_dict(state.address)
    state.stands = {key: st.query_params.get_all(key) for key in st.query_params}


def fragment(part: Callable[P, T]) -> Callable[P, T]:
    """A part of a page that is run by itself, after which what it shows is written to the address."""

    @st.fragment
    @wraps(part)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> T:
        result = part(*args, **kwargs)
        if not _state().running:
            write()
        return result

    return drawn


def asked_for(key: str) -> list[str] | None:
    """What a new address asks for, an empty list for the default; None where it asks for nothing."""
    state = _state()
    if state.asked is None or (key not in state.asked and not state.absent):
        return None
    return state.asked.get(key, [])


def left(key: str) -> list[str]:
    """What the control of this key showed last."""
    return _state().left.get(key, [])


def leave(key: str, values: list[str], default: Sequence[str] = ()) -> None:
    """What a control shows, for the address; nothing where that is its default, which may stand there all the same."""
    state = _state()
    state.left[key] = values
    if values:
        state.address[key] = values
    elif state.address.get(key) != list(default):
        state.address.pop(key, None)


def link(own: Address | None = None) -> Address:
    """The address of this view, with other keys than the page's own where they are given."""
    address = _state().address
    if own is None:
        return dict(address)
    return {key: values for key, values in address.items() if key in URL_KEYS} | own
