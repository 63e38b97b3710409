"""Scenarios to begin with, each a tick away, and what an act after the last figures would have done before them."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from indicators.dashboard.pages.what_if.draft import Draft, show
from indicators.dashboard.ui import cache
from indicators.dashboard.ui.cache import CachedIndex
from indicators.dashboard.ui.language import say
from indicators.errors import RelationsIndexError
from indicators.index import scenario as scenarios
from indicators.index.scenario import Example, Scenario
from indicators.text import listing, month_name, signed
from indicators.wording import scenario as wording


def draw(draft: Draft) -> None:
    """The examples with the points by which each alone moves the headline."""
    index = draft.index
    assert index.headline is not None
    examples = _examples(index)
    if not examples:
        st.caption(
            say("Nothing in force and no flow of this pair moves the index; build a scenario in the other tabs.")
        )
        return
    month, since = month_name(index.headline.month), month_name(scenarios.year_begin(index))
    st.markdown(
        say(
            "Tick what had been otherwise. In points: what it alone does to {month}, the latest month with enough "
            "figures.",
            month=month,
        )
    )
    st.caption(
        say(
            "Changes begin in {month} to show in full by then; another day is set under “Acts and figures”.",
            month=since,
        )
    )
    chosen = _items(draft)
    for about, some in groupby(examples, key=lambda example: example.about):
        st.caption(wording.example_title(about))
        for example in some:
            text = scenarios.encode(example.scenario)
            (change,) = wording.phrases(example.scenario, index).values()
            label = say("{change}: **{points}**", change=change, points=signed(example.points))
            key = draft.key("example", text)
            show(key, text in chosen)
            st.checkbox(label, key=key, on_change=_tick, args=(draft, text, key))


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=cache.by_key)
def _examples(index: CachedIndex) -> list[Example]:
    return scenarios.examples(index)


def _items(draft: Draft) -> list[str]:
    return [item for item in scenarios.encode(draft.scenario).split(";") if item]


def _tick(draft: Draft, text: str, key: str) -> None:
    """Put the example into the scenario in place of another value of the same thing, or take it out."""
    others = [item for item in _items(draft) if item.partition("=")[0] != text.partition("=")[0]]
    draft.write(scenarios.decode(";".join([*others, text] if st.session_state[key] else others)))


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=cache.by_key)
def _earlier(index: CachedIndex, text: str) -> Scenario:
    """A scenario, from its text, with its acts brought forward; it takes two panels for each that is late."""
    return scenarios.brought_forward(scenarios.decode(text), index)


def beyond(draft: Draft) -> None:
    """Where an act moved beyond the last figures moves nothing: say so, and what it would have done before them."""
    index, scenario = draft.index, draft.scenario
    earlier = _earlier(index, scenarios.encode(scenario))
    if earlier == scenario or index.headline is None:
        return
    moved = [event for event in scenario.events if event not in earlier.events]
    names = wording.phrases(scenario.model_copy(update={"events": tuple(moved)}), index)
    late = [names[f"{event.side}:{event.event}"] for event in moved]
    since, last = scenarios.year_begin(index), index.index.dropna().index[-1]
    try:
        difference = wording.difference_sentence(index, scenarios.applied(earlier, index), index.headline.month)
    except RelationsIndexError:  # the scenario itself is refused, which is said below
        return
    with st.container(border=True):
        st.markdown(
            say(
                "{changes}: after the last figures, those of {last}, so it moves nothing yet. Had it been so since "
                "{since}: {difference}",
                changes=listing(late),
                last=month_name(last),
                since=month_name(since),
                difference=difference,
            )
        )
        st.button(
            say("Put it in {month}", month=month_name(since)),
            icon=":material/history:",
            on_click=draft.write,
            args=(earlier,),
            key=draft.key("earlier"),
        )
