"""The controls that choose what every page shows: pair, definition, window, as-of date. All of them live in the URL.

A page switch drops a bound key that the new page does not draw, so these are drawn on every page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from indicators.catalog import Catalog
from indicators.dashboard.ui import cache, state
from indicators.dashboard.ui.language import say, text
from indicators.dashboard.ui.state import URL_KEYS as URL_KEYS
from indicators.dashboard.ui.state import asked_for, leave, left
from indicators.errors import DefinitionError, UnknownDefinitionError
from indicators.model import Pair
from indicators.model.definition import Definition
from indicators.text import day_name


@dataclass(frozen=True)
class View:
    """What is looked at. `asked` is the window as the control has it."""

    definition: Definition
    pair: Pair
    as_of: dt.date | None
    asked: tuple[str, str]

    @cached_property
    def index(self) -> cache.CachedIndex:
        """The index of the pair; PanelError or ScoringError where there can be none."""
        return cache.index(self.definition, self.pair, self.as_of)

    @cached_property
    def window(self) -> tuple[str, str]:
        """The part of the window for which there can be an index; the window itself where there is none."""
        series = self.index.index
        first = max(self.asked[0], str(series.first_valid_index() or series.index[0]))
        last = min(self.asked[1], str(series.index[-1]))
        return (first, last) if first <= last else self.asked

    @property
    def key(self) -> str:
        """A text that differs whenever what is shown may."""
        return f"{self.index.key};{self.window}"


def view() -> View:
    """The view that the controls of this run chose."""
    chosen: View = st.session_state["_view"]
    return chosen


def draw() -> None:
    """Draw the controls in the sidebar and keep the view that they choose for the page."""
    st.session_state["_notes"] = st.container()
    catalog = cache.catalog()
    with st.sidebar:
        definition = _definition(catalog)
        pair = _pair(catalog, definition)
        as_of = _as_of()
        window = _window(catalog)
        st.session_state["_view"] = View(definition, pair, as_of, window)
        with st.popover(
            "Link to this view", icon=":material/link:", width="stretch", key="link", on_change="rerun"
        ) as box:
            if box.open:
                st.caption(
                    "This link pins the version of the definition, the window and the as-of date, so it shows the same "
                    "view later."
                )
                st.code(_link(), language=None, wrap_lines=True)


def note(key: str, asked: Sequence[str], shown: Sequence[str], why: str = "which is not there") -> None:
    """Say at the head of the page that the URL asks for what cannot be shown, and why."""
    meaning = f" ({URL_KEYS[key]})" if key in URL_KEYS else ""
    st.session_state["_notes"].warning(
        say(
            "The link asks for {key} = {asked}, {why}; the page shows {shown} instead.",
            key=key,
            asked=", ".join(asked)[:80],
            why=f"{why}{meaning}",
            shown=", ".join(shown) or say("nothing"),
        ),
        icon=":material/link_off:",
    )


def choose(
    label: str,
    options: Sequence[str],
    default: str,
    *,
    key: str,
    names: Callable[[str], str],
    help: str | None = None,
    moving: bool = False,
    spelled: Mapping[str, str] | None = None,
) -> str:
    """A selectbox whose option ids, not their titles, stand in the URL. What the URL asks for and is not there is left,
    with a note.

    Streamlit's own binding writes the titles, which change with the language and the file. `moving`: the default
    changes with other controls, so that what somebody chose stands in the URL even while it is the default. `spelled`:
    options as the URL may write them otherwise.
    """
    widget, own = _widget(key), f"_own_{key}"
    if (asked := asked_for(key)) is not None:
        asked = [(spelled or {}).get(one, one) for one in asked]
        st.session_state[own] = bool(asked)
        st.session_state[widget] = asked[-1] if asked else default
        if asked and asked[-1] not in options:
            note(key, asked, [names(default)] if default else [])
    elif widget not in st.session_state and left(key):
        st.session_state[widget] = left(key)[-1]  # a page without it was shown in between
    elif not (moving and st.session_state.get(own)) and (
        st.session_state.get(widget) == st.session_state.get(f"_default_{key}")
    ):
        st.session_state[widget] = default  # nobody chose, so what other controls make the default is followed
    if st.session_state.get(widget) not in options:
        st.session_state[own] = False
        st.session_state[widget] = default
    st.session_state[f"_default_{key}"] = default
    chosen: str = st.selectbox(
        label,
        options,
        format_func=names,
        key=widget,
        help=help,
        persist_state="session",
        on_change=_chosen,
        args=(key,),
    )
    kept = chosen != default or (moving and st.session_state.get(own))
    leave(key, [chosen] if kept else [], [default])
    return chosen


def _chosen(key: str) -> None:
    """Remember that somebody chose, and did not choose nothing."""
    st.session_state[f"_own_{key}"] = bool(st.session_state[_widget(key)])


def choose_many(
    label: str,
    options: Collection[str],
    default: list[str],
    *,
    key: str,
    names: Callable[[str], str],
    most: int,
    help: str,
) -> list[str]:
    """As `choose`, for several, each with a key of its own in the URL; with none chosen, the default."""
    widget = _widget(key)
    now = st.session_state.get(widget)
    if (asked := asked_for(key)) is not None:
        known = [one for one in dict.fromkeys(asked) if one in options]
        now = known[:most]
        if strange := [one for one in asked if one not in options]:
            note(key, strange, [names(one) for one in now or default])
        if known[most:]:
            note(key, known[most:], [names(one) for one in now], why=f"more than the {most} that can be shown at once")
    elif now is None:
        now = left(key)  # a page without it was shown in between
    elif now == st.session_state.get(f"_default_{key}"):
        now = default
    st.session_state[widget] = [one for one in now if one in options] or default
    st.session_state[f"_default_{key}"] = default
    chosen: list[str] = st.multiselect(
        label, list(options), format_func=names, key=widget, max_selections=most, persist_state="session", help=help
    )
    leave(key, [] if chosen == default else chosen, default)
    return chosen


def toggle(label: str, *, key: str, help: str | None = None) -> bool:
    """A switch that stands in the address as `true`, and a note where the address asks for something else."""
    asked = asked_for(key)
    if asked is not None or key not in st.session_state:
        st.session_state[key] = (left(key) if asked is None else asked)[-1:] == ["true"]
    on = st.toggle(label, key=key, help=help)
    if any(value not in ("true", "false") for value in asked or ()):
        note(key, asked or [], ["true" if on else "false"])
    leave(key, ["true"] if on else [], ["false"])
    return on


def set_choice(key: str, value: str | list[str]) -> None:
    """Choose for the user, in a callback."""
    st.session_state[_widget(key)] = value
    st.session_state[f"_own_{key}"] = bool(value)


def _widget(key: str) -> str:
    return f"chosen_{key}"


def _definition(catalog: Catalog) -> Definition:
    """The newest version of a definition, which the address names by its id, or one that it pins as id@version."""
    default, newest = catalog.defaults.definition, catalog.definitions
    options = sorted(newest, key=lambda name: (name != default, name))
    options += [name for name, one in catalog.versions.items() if newest[one.id] is not one]
    asked, spelled = (asked_for("definition") or left("definition") or [default])[-1], {}
    if "@" in asked:
        try:
            spelled = {asked: catalog.definition(asked).full_id}
            options = list(dict.fromkeys([*options, *spelled.values()]))
        except UnknownDefinitionError as error:
            st.session_state["_notes"].warning(say("{error}", error=error.message), icon=":material/link_off:")
    chosen = choose(
        "Definition",
        options,
        default,
        key="definition",
        names=lambda name: _version_title(catalog.definition(name), pinned="@" in name),
        help="The file that says which figures make the index, and with what weight.",
        spelled=spelled,
    )
    return catalog.definition(chosen)


def _version_title(definition: Definition, *, pinned: bool) -> str:
    title = definition.title or definition.id
    return text("{title}, version {version}", title=title, version=definition.version) if pinned else title


def _pair(catalog: Catalog, definition: Definition) -> Pair:
    names = {str(pair): catalog.pair_name(pair) for pair in catalog.pairs(definition)}
    if not names:
        raise DefinitionError(
            "{id} names no pair, so there is nothing to show; write 'reference' and 'partners' in its "
            "file, or choose another definition.",
            id=definition.id,
        )
    options = sorted(names, key=names.__getitem__)
    default = catalog.defaults.pair if catalog.defaults.pair in names else options[0]
    chosen = choose("Pair", options, default, key="pair", names=names.__getitem__)
    return Pair(a=chosen[:3], b=chosen[4:])


def _as_of() -> dt.date | None:
    """The date asked for, None for the latest figures."""
    earliest, today = dt.date(1985, 1, 1), dt.date.today()
    if (asked := asked_for("as_of")) is not None:
        day = _day(asked[-1]) if asked else None
        st.session_state["as_of"] = day if day and earliest <= day <= today else None
        if asked and st.session_state["as_of"] is None:
            note("as_of", asked, ["the latest"])
    as_of: dt.date | None = st.date_input(
        "As of",
        value=None,
        min_value=earliest,
        max_value="today",
        key="as_of",
        format="YYYY-MM-DD",
        help="What could have been known on this date: figures count from the end of their period plus their "
        "publication lag, imported ones from the moment they were recorded. It is timing, not vintage: the figures "
        "are those of today's revision.",
    )
    if as_of:
        st.caption(say("What was published by {day}, in today's revision.", day=day_name(as_of)))
    else:
        st.caption(say("All that is recorded, in today's revision."))
    leave("as_of", [as_of.isoformat()] if as_of else [])
    return as_of


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _window(catalog: Catalog) -> tuple[str, str]:
    """The window asked for. Its months do not depend on pair, definition, weights or data, so none of them moves it."""
    starts = [definition.start for definition in catalog.definitions.values() if definition.start]
    months = _months(min(starts, default="1985-01"), f"{dt.date.today():%Y-%m}")
    whole = (months[0], months[-1])
    if (asked := asked_for("window")) is not None:
        known = len(asked) == 2 and set(asked) <= set(months)
        st.session_state["window"] = (min(asked), max(asked)) if known else whole
        if asked and list(st.session_state["window"]) != asked:
            note("window", asked, st.session_state["window"])
    chosen = st.select_slider(
        "Window",
        months,
        value=whole,
        key="window",
        help="The months shown, as far as there are figures. It stays when weights, pair or data change.",
    )
    leave("window", list(chosen) if chosen != whole else [], whole)
    spans = {"All": whole} | {f"{years} y": (months[-12 * years], months[-1]) for years in (20, 10, 5)}
    st.session_state["_span"] = next((name for name, span in spans.items() if span == chosen), None)
    st.segmented_control(
        "Window of the last years",
        list(spans),
        key="_span",
        on_change=_set_window,
        args=(spans,),
        width="stretch",
        label_visibility="collapsed",
    )
    return chosen[0], chosen[1]


def _set_window(spans: dict[str, tuple[str, str]]) -> None:
    if chosen := st.session_state["_span"]:
        st.session_state["window"] = spans[chosen]


@lru_cache(maxsize=4)
def _months(first: str, last: str) -> list[str]:
    return [str(month) for month in pd.period_range(first, last, freq="M")]


def _link() -> str:
    """The address of the view with everything that moves with time pinned."""
    now = view()
    pinned = {
        "definition": [now.definition.full_id],
        "pair": [str(now.pair)],
        "as_of": [f"{now.as_of or dt.date.today():%Y-%m-%d}"],
        "window": list(now.asked),
    }
    return f"{(st.context.url or '').split('?')[0]}?{urlencode(state.link() | pinned, doseq=True)}"
