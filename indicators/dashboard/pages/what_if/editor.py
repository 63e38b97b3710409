"""The controls of a scenario: each shows what the text in the URL says, and writes it anew."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from indicators.dashboard.pages.what_if import examples
from indicators.dashboard.pages.what_if.draft import Draft, show
from indicators.dashboard.ui import cache, parts
from indicators.dashboard.ui.cache import CachedIndex
from indicators.dashboard.ui.language import say
from indicators.index import needed
from indicators.index import scenario as scenarios
from indicators.index.scenario import Scenario
from indicators.model.steps import Decayed
from indicators.wording import scenario as wording

NORMALISATION = {
    "": "as written",
    "z_score": "z-score (mean 50, standard deviation 15)",
    "ecdf": "share of the months that were no better",
    "min_max": "between the lowest and the highest month",
}
AGGREGATION = {
    "": "as written",
    "geometric": "geometric mean, no score below 5",
    "harmonic": "harmonic mean, no score below 5",
    "minimum": "lowest score",
}
SIDES = {"end": "ends on", "start": "begins on", "never": "had not taken place"}
PRESETS = {"nominal": "As written", "equal": "Equal", "pca": "Principal components"}


def draw(draft: Draft) -> None:
    """Everything that can be changed: examples first, then each thing by itself."""
    with st.container():  # however much is said here, the tabs keep their place, and with it the one that is open
        if refused := st.session_state.pop("_scenario_refused", None):
            st.warning(say("{reason}", reason=refused), icon=":material/block:")
        _changes(draft)
    ready, data, weights, off, methods = st.tabs(
        [say("Examples"), say("Acts and figures"), say("Weights"), say("Components"), say("Methods")]
    )
    with ready:
        examples.draw(draft)
    with data:
        _acts(draft)
        _figures(draft)
        _values(draft)
    with weights:
        _weights(draft)
    with off:
        _components(draft)
    with methods:
        _methods(draft)


def _changes(draft: Draft) -> None:
    """What is changed, each to be taken out, and the reset."""
    texts = list(filter(None, scenarios.encode(draft.scenario).split(";")))
    if not texts:
        st.caption(say("The scenario is empty. It stands in the link as you build it."))
        return
    names = dict(zip(texts, wording.phrases(draft.scenario, draft.index).values(), strict=True))
    key = draft.key("items")
    show(key, texts)
    st.multiselect(
        say("In this scenario"), texts, format_func=names.__getitem__, key=key, on_change=_take_out, args=(draft, key)
    )
    st.button(
        say("Reset"),
        icon=":material/restart_alt:",
        type="tertiary",
        on_click=draft.write,
        args=(Scenario(),),
        key=draft.key("reset"),
        help=say("Take all changes out."),
    )


def _take_out(draft: Draft, key: str) -> None:
    kept, texts = st.session_state[key], scenarios.encode(draft.scenario).split(";")
    if set(kept) <= set(texts):  # else the browser answers a list that has changed since
        draft.write(scenarios.decode(";".join(kept)))


# --- acts and figures ------------------------------------------------------------------------------


def _acts(draft: Draft) -> None:
    acts = _offered(draft.index).acts
    if not acts:
        return
    st.markdown(say("**An act had ended or begun on another day, or never was**"))
    st.selectbox(
        say("Act"),
        list(acts),
        format_func=acts.__getitem__,
        key=draft.key("event"),
        help=say("Acts that the definition counts. Those in force come first, then the latest."),
    )
    left, right = st.columns(2)
    with left:
        side = st.selectbox(say("It"), list(SIDES), format_func=SIDES.__getitem__, key=draft.key("side"))
    with right:
        day = scenarios.year_begin(draft.index).start_time.date()
        st.date_input(
            say("Day"),
            day,
            min_value=dt.date(1960, 1, 1),
            max_value=day.replace(year=day.year + 10),
            format="YYYY-MM-DD",
            key=draft.key("day"),
            disabled=side == "never",
            help=say("At first the beginning of the headline's twelve months, so that the headline shows it in full."),
        )
    _add(draft, "act", _add_act)


def _add_act(draft: Draft) -> None:
    event, side, date = draft.chosen("event"), draft.chosen("side"), draft.chosen("day")
    now = draft.scenario
    never = [other for other in now.never if other != event]
    if side == "never":
        draft.change(events=[one for one in now.events if one.event != event], never=[*never, event])
    elif date is None:
        st.session_state["_scenario_refused"] = say("Choose the day on which the act begins or ends.")
    else:
        others = [one for one in now.events if (one.event, one.side) != (event, side)]
        draft.change(events=[*others, {"event": event, "side": side, "date": date}], never=never)


@dataclass(frozen=True)
class Offered:
    """What of the data can be changed: acts by id, indicators by id, months, the latest first."""

    acts: dict[str, str]
    figures: dict[str, str]
    months: list[str]


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=cache.by_key)
def _offered(index: CachedIndex) -> Offered:
    """What the definition reads about the pair: acts in force first, then the latest; flows before levels."""
    indicators, kinds = needed(index.definition)
    described, table = index.panel.sources.indicators, index.panel.sources.events
    rows = table.frame.iloc[table.rows]
    rows = rows[rows["kind"].isin(kinds) & rows["bilateral"]]
    in_force = (rows["end_status"] == "open") & rows["scope"].notna()
    rows = rows.assign(in_force=in_force).sort_values(["in_force", "date_start"], ascending=False)
    read = index.panel.sources.table.frame
    about = set(read.loc[read["ref_area"].isin([index.pair.a, index.pair.b]), "indicator"].unique())
    return Offered(
        {row.event_id: f"{row.date_start:%Y}: {row.title}" for row in rows.itertuples()},
        {
            name: described[name].title
            for name in sorted(indicators, key=lambda name: name in described and described[name].kind != "flow")
            if name in about and name in described
        },
        [str(month) for month in index.index.dropna().index[::-1]],
    )


def _figures(draft: Draft) -> None:
    titles = _offered(draft.index).figures
    if not titles:
        return
    st.markdown(say("**Figures had been higher or lower**"))
    st.selectbox(say("Figures"), list(titles), format_func=titles.__getitem__, key=draft.key("indicator"))
    left, right = st.columns(2)
    with left:
        st.number_input(
            say("Change in %"),
            -100.0,
            1000.0,
            -30.0,
            5.0,
            format="%g",
            key=draft.key("percent"),
            help=say("−30 multiplies every figure from the month on by 0.7."),
        )
    with right:
        _since(draft, "figures")
    _add(draft, "figures", _add_figures)


def _add_figures(draft: Draft) -> None:
    indicator, factor = draft.chosen("indicator"), round(1 + draft.chosen("percent") / 100, 6)
    others = [one for one in draft.scenario.figures if one.indicator != indicator]
    since = draft.chosen("since", "figures")
    draft.change(figures=[*others, {"indicator": indicator, "factor": factor, "since": since}])


def _values(draft: Draft) -> None:
    definition = draft.index.definition
    names = definition.leaves(definition.index)
    st.markdown(say("**A component had stood at a value**"))
    component = st.selectbox(say("Component"), names, format_func=definition.label, key=draft.key("component"))
    latest = draft.index.panel.matrix[component].dropna()
    unit = definition.components[component].unit or say("its own unit")
    left, right = st.columns(2)
    with left:
        st.number_input(
            say("Value"),
            value=float(f"{latest.iloc[-1]:.4g}") if len(latest) else 0.0,
            format="%g",
            key=draft.key("value", component),
            help=say("In {unit}; the latest is shown.", unit=unit),
        )
    with right:
        _since(draft, "values")
    st.caption(say("In {unit}.", unit=unit))
    _add(draft, "value", _add_value)


def _add_value(draft: Draft) -> None:
    component = draft.chosen("component")
    value, since = draft.chosen("value", component), draft.chosen("since", "values")
    others = [one for one in draft.scenario.values if one.component != component]
    draft.change(values=[*others, {"component": component, "value": value, "since": since}])


def _since(draft: Draft, name: str) -> None:
    months = _offered(draft.index).months
    first = str(scenarios.year_begin(draft.index))
    names = parts.month_names(draft.index.index.index)
    st.selectbox(
        say("From"),
        months,
        months.index(first) if first in months else 0,
        format_func=names.__getitem__,
        key=draft.key("since", name),
    )


def _add(draft: Draft, name: str, add: Callable[[Draft], None]) -> None:
    """The button that takes what the controls say at that moment into the scenario."""
    st.button(say("Add"), icon=":material/add:", on_click=add, args=(draft,), key=draft.key("add", name))


# --- the definition --------------------------------------------------------------------------------


def _weights(draft: Draft) -> None:
    definition = draft.index.definition
    st.markdown(
        say("Start from"), help=say("Equal: within every group. Principal components: from the figures themselves.")
    )
    with st.container(horizontal=True):
        for preset, label in PRESETS.items():
            st.button(label, key=draft.key("preset", preset), on_click=_preset, args=(draft, preset))
    for sentence in st.session_state.pop("_preset_refusals", ()):
        st.caption(say("{sentence}", sentence=sentence))
    inside = set(definition.leaves(definition.index))
    groups = [name for name in reversed(definition.bottom_up()) if set(definition.leaves(name)) <= inside]
    for group in groups:
        children = definition.children(group)
        if len(children) < 2:
            continue
        st.markdown(say("**{group}**", group=definition.label(group)))
        total = sum(_weight(draft, child) for child in children)
        for child in children:
            _slider(draft, child, children, total)


def _weight(draft: Draft, name: str) -> float:
    return draft.scenario.weights.get(name, draft.index.definition.node(name).weight)


def _slider(draft: Draft, name: str, siblings: tuple[str, ...], total: float) -> None:
    definition = draft.index.definition
    written = [definition.node(sibling).weight for sibling in siblings]
    largest = max(*written, *(_weight(draft, sibling) for sibling in siblings))
    top = 1.0 if largest <= 1 else float(10 ** math.ceil(math.log10(largest)))
    weight = float(_weight(draft, name))
    key = draft.key("weight", name)
    show(key, weight)
    share = f"{weight / total:.0%}" if total else "–"
    st.slider(
        say("{component}: {share}", component=definition.label(name), share=share),
        0.0,
        top,
        step=top / 100,
        format="%g",
        key=key,
        on_change=_weigh,
        args=(draft, name, key),
        help=say("{reason}", reason=definition.node(name).reason) or None,
    )


def _weigh(draft: Draft, name: str, key: str) -> None:
    weights = draft.scenario.weights | {name: round(st.session_state[key], 6)}
    if weights[name] == draft.index.definition.node(name).weight:
        del weights[name]
    draft.change(weights=weights)


def _preset(draft: Draft, preset: str) -> None:
    weights, refused = scenarios.preset_weights(draft.index, preset)
    st.session_state["_preset_refusals"] = refused
    draft.change(weights=weights)


def _components(draft: Draft) -> None:
    definition = draft.index.definition
    st.markdown(say("Switched off, a component is left out and its siblings share its weight."))
    for name in definition.leaves(definition.index):
        key = draft.key("on", name)
        show(key, name not in draft.scenario.without)
        st.toggle(
            say("{component}", component=definition.label(name)), key=key, on_change=_switch, args=(draft, name, key)
        )


def _switch(draft: Draft, name: str, key: str) -> None:
    others = [other for other in draft.scenario.without if other != name]
    draft.change(without=others if st.session_state[key] else [*others, name])


def _methods(draft: Draft) -> None:
    definition = draft.index.definition
    _option(draft, "normalisation", "How a figure becomes a score", NORMALISATION)
    _option(draft, "aggregation", "How scores become one", AGGREGATION)
    for name in definition.leaves(definition.index):
        written = next((s.half_life_days for s in definition.components[name].steps if isinstance(s, Decayed)), None)
        if written is None:
            continue
        key = draft.key("half_life", name)
        show(key, float(draft.scenario.half_lives.get(name, written)))
        st.number_input(
            say("Half-life of {component}, days", component=definition.label(name)),
            1.0,
            36500.0,
            step=30.0,
            format="%g",
            key=key,
            on_change=_fade,
            args=(draft, name, written, key),
            help=say("After so many days an act counts half. {days} as written.", days=f"{written:g}"),
        )


def _fade(draft: Draft, name: str, written: float, key: str) -> None:
    others = {other: days for other, days in draft.scenario.half_lives.items() if other != name}
    chosen = st.session_state[key]
    draft.change(half_lives=others if chosen in (None, written) else others | {name: chosen})


def _option(draft: Draft, part: str, label: str, options: dict[str, str]) -> None:
    key = draft.key(part)
    show(key, getattr(draft.scenario, part))
    st.selectbox(
        label, list(options), format_func=options.__getitem__, key=key, on_change=_choose, args=(draft, part, key)
    )


def _choose(draft: Draft, part: str, key: str) -> None:
    draft.change(**{part: st.session_state[key]})
