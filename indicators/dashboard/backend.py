"""What the pages read, computed once for all sessions of a server: the store, the catalogue, the indices.

Every cache key carries the store's data version, so that a figure on screen is never older than the store.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
import streamlit as st
from pydantic import ValidationError

from indicators.catalog import Catalog, load_catalog
from indicators.definition import Definition
from indicators.errors import RelationsIndexError
from indicators.index import RelationsIndex, needed, relations_index
from indicators.model import Pair, one_sentence
from indicators.robustness import index_uncertainty
from indicators.scoring.uncertainty import Uncertainty
from indicators.store import Store


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The store of this process."""
    return Store.open()


@st.cache_resource(show_spinner=False)
def catalog() -> Catalog:
    """All descriptions, with the user's own."""
    return load_catalog(extra=store().extra)


def prepare() -> bool:
    """Bring the store up to date with the shipped data, showing progress; False where it cannot be opened."""
    with sentences():
        if not _is_ready():
            bar = st.progress(0.0, "Building the store from the shipped figures …")
            store().sync(catalog(), lambda done, what: _show(bar, done, what))
            bar.empty()
            _ready.add(str(store().path))
        return True
    return False


_ready: set[str] = set()


def _is_ready() -> bool:
    return str(store().path) in _ready


def _show(bar: Any, done: float, what: str) -> None:
    bar.progress(min(max(done, 0.0), 1.0), what)


@contextmanager
def sentences() -> Iterator[None]:
    """Show what a user can act on as a sentence, never as a traceback."""
    try:
        yield
    except RelationsIndexError as error:
        st.error(plain(str(error)), icon=":material/error:")


def plain(text: str) -> str:
    """Text from a file as Markdown that shows it as it stands: no link, no picture, no formula, no colour."""
    return "".join(f"\\{letter}" if letter in r"\`*_{}[]()<>#+-.!|$~:&" else letter for letter in text)


def index(definition: Definition, pair: Pair, as_of: dt.date | None) -> RelationsIndex:
    """The index of a pair, from the cache unless the data or the definition changed."""
    return _index(store().data_version, definition.model_dump_json(), str(pair), as_of, definition, pair)


@st.cache_resource(show_spinner="Computing the index …", max_entries=64)
def _index(
    version: str, text: str, name: str, as_of: dt.date | None, _definition: Definition, _pair: Pair
) -> RelationsIndex:
    return relations_index(store(), catalog(), _definition, _pair, as_of=as_of)


def drawn(index: RelationsIndex) -> Uncertainty:
    """The index of a pair under joint draws of its choices."""
    return _drawn(index.data_version, index.definition.model_dump_json(), str(index.pair), index.as_of, index)


@st.cache_resource(show_spinner="Drawing other choices …", max_entries=16)
def _drawn(version: str, text: str, name: str, as_of: dt.date | None, _index: RelationsIndex) -> Uncertainty:
    return index_uncertainty(store(), catalog(), _index)


@st.cache_resource(show_spinner=False, max_entries=64)
def _events(version: str, area: str, as_of: dt.date | None) -> pd.DataFrame:
    kinds = [kind for source in catalog().event_sources.values() for kind in source.kinds]
    rows = store().events(kinds, None, as_of)
    return rows[(rows["ref_area"] == area) | (rows["counterpart_area"] == area)].sort_values("date_start")


def events(pair: Pair, as_of: dt.date | None) -> pd.DataFrame:
    """All events that concern the pair's second country, by day."""
    return _events(store().data_version, pair.b, as_of)


def sources(definition: Definition, component: str | None = None) -> list[str]:
    """The publishers behind a definition's figures or those of one component, each once."""
    known = catalog()
    names, kinds = needed(definition, component)
    found = [known.indicators[name].source for name in names if name in known.indicators]
    found += [known.kind(kind)[0].source for kind in kinds]
    return list(dict.fromkeys(found))


def coverage() -> pd.DataFrame:
    """What is stored of each indicator: `indicator`, `freq`, `first`, `last`, `figures`."""
    return _coverage(store().data_version)


@st.cache_resource(show_spinner=False, max_entries=4)
def _coverage(version: str) -> pd.DataFrame:
    return store().coverage()


def refusal(error: ValueError) -> str:
    """A sentence for what a model refused."""
    return one_sentence(error) if isinstance(error, ValidationError) else str(error)


def forget() -> None:
    """Check the store against the shipped data again at the next run."""
    _ready.clear()
