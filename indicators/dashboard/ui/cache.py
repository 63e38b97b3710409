"""What the pages read, computed once for all sessions of a server: the store, the catalogue, the indices.

Every cache key carries the store's data version and the state of the user's own descriptions, so that a figure on
screen is never older than either.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cached_property
from operator import attrgetter
from typing import Any

import pandas as pd
import streamlit as st
from pydantic import ValidationError

from indicators.catalog import Catalog
from indicators.dashboard.ui import background
from indicators.errors import RelationsIndexError
from indicators.index import Index, Origin, index_of, needed
from indicators.index.workspace import Workspace
from indicators.model import Pair, Sourced, one_sentence
from indicators.model.definition import Definition
from indicators.model.methods import Holds
from indicators.scoring.uncertainty import Uncertainty
from indicators.store import Store
from indicators.text.cells import defused


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The store of this process, held also where a file of the user's stands in the way of the workspace."""
    return Store.open()


@st.cache_resource(show_spinner=False)
def workspace() -> Workspace:
    """The workspace of this process."""
    return Workspace(store())


def catalog() -> Catalog:
    """All descriptions, with the user's own as they stood when a run of the app began."""
    return workspace().catalog


def origin() -> Origin:
    """What indices are made from."""
    return Origin(store(), catalog())


def version() -> str:
    """Changes with every batch, retraction and description."""
    return f"{store().data_version};{workspace().own_files}"


def prepare() -> bool:
    """Bring the store up to date with the shipped data, showing progress; False where it cannot be opened."""
    place = st.empty()  # in every run: what stands below would be drawn anew, and tabs would close, when the bar goes
    with sentences():
        workspace().refresh()
        if str(store().path) not in _ready:
            bar = place.progress(0.0, "Building the store from the shipped figures …")
            workspace().sync(lambda done, what: _show(bar, done, what))
            place.empty()
            _ready.add(str(store().path))
        return True
    return False


_ready: set[str] = set()


def _show(bar: Any, done: float, what: str) -> None:
    bar.progress(min(max(done, 0.0), 1.0), what)


def forget() -> None:
    """Check the store against the shipped data again at the next run, and keep nothing from the background."""
    _ready.clear()
    background.forget()


@contextmanager
def sentences() -> Iterator[None]:
    """Show what a user can act on as a sentence, never as a traceback."""
    try:
        yield
    except RelationsIndexError as error:
        st.error(plain(str(error)), icon=":material/error:")


def plain(text: str, begins: bool = True) -> str:
    """Text from a file as Markdown that shows it as it stands: no block, no picture, no formula, no colour, no sign of
    one. An address of the web or of mail alone is made a link whatever is done.

    Only what would be read as markup is escaped, since screen readers read the label of a control with its escapes.
    `begins`: it stands at the beginning of a line, where a number with a point begins a list.
    """
    inline = _INLINE.sub(lambda found: _EACH.sub(r"\\\g<0>", found[0]), text.translate(_BROKEN).lstrip())
    return _AT_THE_START.sub(r"\1\\\2", inline) if begins else inline


# Broken lines would begin a block of their own; a byte order mark hides a beginning.
_BROKEN = str.maketrans({"\r": " ", "\n": " ", "\ufeff": None})
_INLINE = re.compile(r":[\w+-]+:|[\\`*_\[\]<>$~|&]|:(?=\S)")
_EACH = re.compile(r"[\\`*_\[\]<>$~|&:]")
_AT_THE_START = re.compile(r"^(\d*)([-+#=.)])")


def cells(table: pd.DataFrame) -> pd.DataFrame:
    """A table with texts from files, for the screen, from which it can be downloaded: no spreadsheet runs them, and
    what stands in a column of addresses is an address of the web or nothing."""
    texts = table.select_dtypes(include="str")
    safe = {name: texts[name].map(defused, na_action="ignore") for name in texts}
    safe |= {name: texts[name].where(texts[name].str.match("https?://")) for name in texts if name.endswith("url")}
    return table.assign(**safe)


def refusal(error: ValueError) -> str:
    """A sentence for what a model refused."""
    return one_sentence(error) if isinstance(error, ValidationError) else str(error)


# --- indices ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CachedIndex(Index):
    """An index with the key under which it is cached: a text for all that it depends on."""

    key: str

    @cached_property
    def publishers(self) -> list[str]:
        """Of all that the index reads, each once."""
        return sources(self.definition)


def index(definition: Definition, pair: Pair, as_of: dt.date | None) -> CachedIndex:
    """The index of a pair, from the cache unless the data or the definition changed."""
    return _index(index_key(definition, pair, as_of), definition, pair, as_of)


def index_key(definition: Definition, pair: Pair, as_of: dt.date | None) -> str:
    """A short text that differs whenever the index may."""
    text = definition.full_id
    if catalog().versions.get(text) is not definition:  # the version covers those of the catalogue
        text = hashlib.sha256(definition.model_dump_json().encode()).hexdigest()
    return f"{version()};{text};{pair};{as_of}"


@st.cache_resource(show_spinner="Computing the index …", max_entries=64)
def _index(key: str, _definition: Definition, _pair: Pair, _as_of: dt.date | None) -> CachedIndex:
    found = index_of(origin(), _definition, _pair, as_of=_as_of)
    return CachedIndex(**{field.name: getattr(found, field.name) for field in fields(found)}, key=key)


by_key: dict[str | type, Callable[[Any], Any]] = {CachedIndex: attrgetter("key")}
"""How a cached function tells one index from another: `st.cache_resource(hash_funcs=by_key)`."""


@st.cache_resource(show_spinner="Drawing other choices …", max_entries=16, hash_funcs=by_key)
def drawn(index: CachedIndex, holds: Holds = "choices", node: str | None = None) -> Uncertainty:
    """The index, or a group, under joint draws of its choices, or of these and its data; UncertaintyError where they
    cannot be drawn."""
    return index.uncertainty(node, holds=holds)


def events(pair: Pair, as_of: dt.date | None) -> pd.DataFrame:
    """All events that concern the pair's second country, by day."""
    return _events(version(), pair.b, as_of)


@st.cache_resource(show_spinner=False, max_entries=64)
def _events(version: str, area: str, as_of: dt.date | None) -> pd.DataFrame:
    return origin().events_about(area, as_of)


def kinds_in_words(acts: pd.DataFrame) -> pd.DataFrame:
    """Acts with the titles of their kinds and, where any has one, a second page (`source_2`)."""
    support = catalog().support
    second = [next((url for url, _ in support[id].sources), "") if id in support else "" for id in acts["event_id"]]
    named = acts.assign(kind=acts["kind"].map(lambda kind: catalog().kind(kind)[1].title))
    return named.assign(source_2=second) if any(second) else named


# --- what is stored --------------------------------------------------------------------------------


def described(definition: Definition, component: str | None = None) -> list[Sourced]:
    """What is known of the files behind a definition or one of its components, each once."""
    known = catalog()
    names, kinds = needed(definition, component)
    found: list[Sourced] = [known.indicators[name] for name in names if name in known.indicators]
    found += [known.kind(kind)[0] for kind in kinds]
    return list({one.id: one for one in found}.values())


def sources(definition: Definition, component: str | None = None) -> list[str]:
    """Their publishers, each once."""
    return list(dict.fromkeys(one.source for one in described(definition, component)))


def coverage() -> pd.DataFrame:
    """What is stored of each indicator: `indicator`, `freq`, `first`, `last`, `figures`."""
    return _coverage(store().data_version)


@st.cache_resource(show_spinner=False, max_entries=4)
def _coverage(version: str) -> pd.DataFrame:
    return store().coverage()
