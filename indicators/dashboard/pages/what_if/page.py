"""What the index would be, made otherwise or from other figures. The whole scenario is one line of text in the URL."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from indicators.charts import Chart
from indicators.charts.what_if import scenario_chart
from indicators.dashboard.pages.what_if import editor, examples, robustness
from indicators.dashboard.pages.what_if.draft import Draft
from indicators.dashboard.ui import background, cache, controls, download, parts
from indicators.dashboard.ui.background import Work
from indicators.dashboard.ui.cache import CachedIndex
from indicators.dashboard.ui.controls import View
from indicators.dashboard.ui.language import say
from indicators.errors import RelationsIndexError
from indicators.index import Index
from indicators.index import scenario as scenarios
from indicators.index.scenario import Effect
from indicators.text import month_name, number, signed
from indicators.wording import rules, scoring
from indicators.wording import scenario as wording


def render() -> None:
    """Draw the page from top to bottom."""
    view = controls.view()
    st.title(say("What if"), anchor=False)
    with st.empty():  # a place for the spinner: what stands below would move, and tabs would close, when it goes
        _ = view.index
    if view.index.headline is None:
        parts.no_index(view.index)
        return
    st.markdown(
        say(
            "Change how the index is made, or what the figures and acts had been, and see what the index would be. "
            "**This is arithmetic, not evidence:** it says what the definition makes of other inputs, not what would "
            "happen. Nothing here is stored as data."
        )
    )
    draft = Draft.of(view.index)
    result, settings = st.columns([3, 2], gap="medium")
    with settings, st.container(border=True):
        editor.draw(draft)
    with result:
        examples.beyond(draft)
        text = scenarios.encode(draft.scenario)
        changed, month = _result(view.index, text)
        if changed is not None and month is not None:
            _how_sure(view.index, text, month)
        drawn = _course(view.index, changed or view.index, text, view.window)
        origin = download.Origin.of_index(view.index, parts.source_line(view.index, None))
        parts.below(
            drawn,
            key="scenario_chart",
            name=f"what-if-{view.pair}-{view.definition.id}",
            origin=replace(origin, about={**origin.about, "scenario": text}),
        )
    if changed is not None:
        _save(view, draft, changed)
    st.header(say("How robust is it?"), anchor=False)
    robustness.draw(view)


@parts.cached_fragment
def _result(index: CachedIndex, text: str) -> tuple[Index | None, pd.Period | None]:
    """What the scenario does to the month told. Returns the index as it would be, None where nothing is changed, and
    the month, None where none moves or has an index."""
    scenario = scenarios.decode(text)
    changed: Index = index
    changes: dict[str, str] = {}
    try:
        changed = scenarios.applied(scenario, index)
        changes = wording.phrases(scenario, index)
    except RelationsIndexError as error:
        refused = say("{error} The scenario is not shown; change it or reset it.", error=error.message)
        st.error(refused, icon=":material/error:")
    if changes:
        st.markdown(say("**If** {changes}:", changes="; ".join(changes.values())))
    elif not scenario:
        nothing = say("Nothing is changed yet. Tick an example, or change a figure or a weight.")
        st.info(nothing, icon=":material/tune:")
    month = _numbers(index, changed, anything=bool(changes))
    return (changed if changes else None), month


@parts.cached_fragment
def _course(index: CachedIndex, _changed: Index, text: str, window: tuple[str, str]) -> Chart:
    """The chart of the scenario beside the index as it is, and what limits the comparison."""
    drawn = parts.chart(scenario_chart(index, _changed, window=window, band=parts.band(index)), "scenario_chart")
    scenario = scenarios.decode(text)
    for sentence in wording.beyond_goalposts(scenario, index) if _changed is not index else []:
        st.caption(say("{sentence}", sentence=sentence))
    if scenario.normalisation or scenario.aggregation:
        st.caption(
            say(
                "Other ways to score or to join put the index on another scale: compare the course of the two lines, "
                "not their level. A component with a written score before its figures begin keeps its own way."
            )
        )
    return drawn


@st.fragment(parallel=True)
def _how_sure(index: CachedIndex, text: str, month: pd.Period) -> None:
    """How far other choices agree on what the scenario does; fills in when the draws are there."""
    work: Work[Effect] = background.start(
        (index.key, "effect", text, month), lambda _: scenarios.scenario_effect(index, scenarios.decode(text), month)
    )
    try:
        effect = background.wait_for(work, say("Drawing other choices"))
    except RelationsIndexError as refused:
        st.markdown(say("**How sure:** no range can be given. {reason}", reason=refused.message))
        return
    covers = rules.readable(scoring.covers(effect), index.definition)
    st.markdown(
        say("**How sure:** {effect}", effect=wording.effect_sentence(effect)), help=say("{covers}", covers=covers)
    )


def _numbers(index: Index, changed: Index, *, anything: bool) -> pd.Period | None:
    """What the index would be in the month told: that of the headline, or the latest where it tells another story.

    Returns the month, or None where no month moves.
    """
    gap = scenarios.differences(index, changed)
    if gap.empty:
        st.warning(say("No month has an index in the scenario: it takes too much away."), icon=":material/warning:")
        return None
    latest = gap.index[-1]
    headline = index.headline.month if index.headline and index.headline.month in gap.index else latest
    told = latest if abs(gap[latest] - gap[headline]) >= 0.5 else headline
    if anything:
        _difference(index, changed, gap, told)
    with st.container(horizontal=True):
        _metric(say("Index, {month}", month=f"{told:%b %Y}"), changed.index[told], gap[told])
        for axis in changed.axes:
            score, title = changed.scores.scores.at[told, axis], changed.definition.label(axis)
            label = say("{axis}, {month}", axis=title, month=f"{told:%b %Y}")
            _metric(label, score, score - index.scores.scores.at[told, axis])
    return told if scenarios.moves(index, changed) else None


def _difference(index: Index, changed: Index, gap: pd.Series, told: pd.Period) -> None:
    """Through what a month differs, what else is in force there, and which months differ."""
    sentences = [wording.difference_sentence(index, changed, told), *wording.others_in_force(index, changed, told)]
    st.markdown(say("{sentences}", sentences=" ".join(sentences)))
    latest = gap.index[-1]
    if len(moved := gap[gap.abs() >= 0.05]):
        far = moved.abs().idxmax()
        counts = {"count": len(moved), "months": len(gap), "first": month_name(moved.index[0])}
        # Where no month differs by more than the one told, as far as it is shown, naming another tells nothing.
        if signed(moved[far]) == signed(gap[told]):
            sentence = say(
                "It differs in {count} of {months} months, first in {first}. The figures end in {last}.",
                **counts,
                last=month_name(latest),
            )
        else:
            sentence = say(
                "It differs in {count} of {months} months, first in {first}, most in {most} ({points}). The figures "
                "end in {last}.",
                **counts,
                most=month_name(far),
                points=signed(moved[far]),
                last=month_name(latest),
            )
        st.caption(sentence)
    else:
        none = say("No month moves. The figures end in {last}: what begins later cannot show.", last=month_name(latest))
        st.caption(none)


def _metric(label: str, value: float, gap: float) -> None:
    still = abs(gap) < 0.05
    st.metric(
        label,
        number(value),
        say("as it is") if still else signed(gap),
        delta_color="off",
        delta_arrow="off" if still else "down" if gap < 0 else "up",  # "auto" looks for a hyphen, not a minus
        border=True,
    )


def _save(view: View, draft: Draft, changed: Index) -> None:
    """Keep the changed definition as one's own."""
    if kept := st.session_state.pop("_saved_definition", None):
        st.success(
            say("Saved. “{title}” is now among the definitions at the left, on every page.", title=kept),
            icon=":material/check_circle:",
        )
    with st.expander(say("Save as an own definition"), icon=":material/save:"):
        if not draft.scenario.changes_definition:
            st.markdown(
                say(
                    "A definition says how figures become an index. This scenario changes figures or acts only, so "
                    "there is nothing to save; its link keeps it."
                )
            )
            return
        st.markdown(
            say(
                "The weights, components and methods chosen here become a definition of your own, a file beside the "
                "store."
            )
            + (say(" The changes of figures and acts stay out of it.") if draft.scenario.changes_data else "")
        )
        with st.form("save_definition", border=False):
            hint = say("a–z, 0–9 and hyphens")
            id = st.text_input(say("Id"), value=f"{view.definition.id}-own", max_chars=80, help=hint)
            title = st.text_input(say("Title"), value=f"{view.definition.title} (own)", max_chars=120)
            if st.form_submit_button(say("Save"), icon=":material/save:", type="primary"):
                _keep(draft, changed, id.strip(), title.strip())


def _keep(draft: Draft, changed: Index, id: str, title: str) -> None:
    only = draft.scenario.model_copy(update={"events": (), "never": (), "figures": (), "values": ()})
    changes = "; ".join(wording.phrases(only, draft.index).values())
    base = draft.index.definition
    with cache.sentences():
        cache.workspace().save_definition(
            changed.definition,
            id=id,
            title=title or id,
            made=f"Made from {base.id}, version {base.version}, in the dashboard: {changes}.",
        )
        st.session_state["_saved_definition"] = title or id
        st.rerun()
