"""Two long parts of the method: each component from its source to its score, and each file of dated acts."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from indicators.dashboard.ui import cache, parts
from indicators.dashboard.ui.cache import CachedIndex, plain
from indicators.dashboard.ui.language import language, say
from indicators.dashboard.ui.table import Column, table
from indicators.model import Covered, EventSource, Sourced
from indicators.model.definition import Component, Definition
from indicators.model.steps import EventsSource, IndicatorSource
from indicators.panel.events import kinds_seen
from indicators.text import listing
from indicators.wording import rules
from indicators.wording.bands import bands_table


@parts.still
def goalposts(index: CachedIndex) -> None:
    """The values that score 0 and 100, each with its reason."""
    table = goalposts_table(index.definition)
    if table.empty:
        st.markdown("No component has any: each is scored by its place among its own months.")
        return
    st.markdown(
        "The values that score 0 and 100 are written in the definition, so a new figure moves no score of another "
        "month. What lies beyond a goalpost scores as the goalpost does, unless its component says otherwise."
    )
    st.dataframe(
        cache.cells(table),
        hide_index=True,
        height="content",
        column_config={
            "component": st.column_config.TextColumn("Component", pinned=True),
            "unit": "Unit",
            "worst": st.column_config.NumberColumn("Scores 0", format="%g"),
            "best": st.column_config.NumberColumn("Scores 100", format="%g"),
            "scale": "Scale",
            "reason": st.column_config.TextColumn("Why", width="large"),
        },
        alt="Components with the values that score 0 and 100 and the reasons for them.",
    )


BANDS = [
    Column("group", "Axis"),
    Column("band", "Word"),
    Column("low", "From", "%g"),
    Column("high", "To", "%g"),
    Column("anchored", "As in"),
]


@parts.still
def bands(index: CachedIndex) -> None:
    """The words for stretches of a scale, the months that they are anchored in, and why they are cut there."""
    for group, words in index.definition.bands.items():
        st.markdown(
            say(
                "**{group}.** {reason} A word is left only {points} points beyond a cut.",
                group=index.definition.label(group),
                reason=words.reason,
                points=f"{words.beyond:g}",
            )
        )
    table(
        bands_table(index.definition, lang=language()),
        BANDS,
        alt=say("Words for stretches of the scale of an axis, with the months that each is anchored in."),
    )


def goalposts_table(definition: Definition) -> pd.DataFrame:
    """One row per component with goalposts: `component`, `unit`, `worst`, `best`, `scale`, `reason`."""
    return pd.DataFrame(
        [
            {
                "component": definition.label(name),
                "unit": component.unit,
                "worst": component.normalise.worst,
                "best": component.normalise.best,
                "scale": component.normalise.scale,
                "reason": component.normalise.reason,
            }
            for name, component in definition.components.items()
            if component.normalise.method == "goalposts"
        ]
    )


@parts.still
def components(index: CachedIndex) -> None:
    """One fold per component, under the names of their groups."""
    definition = index.definition
    st.caption("Each from its source to its score.")
    for group in definition.groups:
        inside = [name for name in definition.children(group) if name in definition.components]
        if inside:
            st.markdown(f"**{plain(definition.label(group))}**")
        for name in inside:
            with st.expander(plain(definition.label(name)), icon=":material/function:"):
                _component(definition.components[name], index)


def _component(component: Component, index: CachedIndex) -> None:
    catalog = cache.catalog()
    st.markdown(plain(component.description))
    a, b = (catalog.areas[code].name_en for code in (index.pair.a, index.pair.b))
    if component.source is not None and component.role is not None:
        where = rules.role_text(component.role, a, b)
        text = rules.source_text(component.source, catalog)
        st.markdown(f"**Reads** {plain(f'{text}, {where}.')} {_publishers(component, index)}")
    _steps(component)
    normalise, unit = component.normalise, f" ({component.unit})" if component.unit else ""
    higher = "more is better" if component.direction == 1 else "less is better"
    st.markdown(f"**Score** {plain(f'{rules.score_formula(normalise)}; x is the result{unit}, {higher}.')}")
    lines = [f"Goalposts: {normalise.reason}" if normalise.reason else "", f"Weight: {component.reason}"]
    lines += [rules.treat_text(component.treat) if component.treat else "", rules.carry_text(component)]
    lines += [rules.before_text(component), rules.weights_text(component)]
    if component.codes:
        lines.append(f"It codes {', '.join(component.codes)} itself; no claim about these is tested on it.")
    st.markdown("\n".join(f"- {plain(line)}" for line in lines if line))
    if component.variants:
        st.markdown("**Other defensible ways to count it**, drawn for the uncertainty")
        rows = [rules.variant_row(variant, catalog) for variant in component.variants]
        st.table(pd.DataFrame(rows).map(plain), border="horizontal", hide_index=True)


def _publishers(component: Component, index: CachedIndex) -> str:
    """Links to the publishers of what a component's own source reads."""
    catalog = cache.catalog()
    match component.source:
        case IndicatorSource(indicator=name):
            found: list[Sourced] = [catalog.indicators[name]] if name in catalog.indicators else []
        case EventsSource(events=weights):
            found = list({catalog.kind(kind)[0].id: catalog.kind(kind)[0] for kind in weights}.values())
        case _:
            found = []
    return " ".join(f"Source: [{plain(one.source)}]({one.url})." for one in found)


def _steps(component: Component) -> None:
    rows = pd.DataFrame(rules.step_rows(component.steps), columns=["Step", "Formula", "With"])
    if rows.empty:
        st.markdown("**Steps** none: the figure that stands for the month.")
        return
    st.table(rows.map(plain), border="horizontal", hide_index=True)


@parts.still
def events(index: CachedIndex) -> None:
    """One fold per file of dated acts: its kinds, who counts them, and when they were collected."""
    st.markdown(
        "Inside the period in which a kind was collected, no row means none. Outside it nothing is known, and what "
        "counts the kind is missing."
    )
    definition, catalog = index.definition, cache.catalog()
    counted: dict[str, list[str]] = {}
    for name, component in definition.components.items():
        if isinstance(component.source, EventsSource) and component.role is not None:
            for kind in kinds_seen(name, component.source, component.role, catalog.event_sources):
                weight = component.source.events[kind]
                counted.setdefault(kind, []).append(f"{definition.label(name)} ({weight:g})")
    for source in catalog.event_sources.values():
        with st.expander(plain(source.title), icon=":material/event:"):
            st.markdown(f"{plain(source.description)} [{plain(source.source)}]({source.url}). {plain(source.licence)}.")
            st.dataframe(
                cache.cells(_kinds(source, counted)),
                hide_index=True,
                column_config={"What": st.column_config.TextColumn(width="large")},
                alt=f"Kinds of acts in {source.title} and the components that count them.",
            )
            st.markdown("**Collected**\n" + "\n".join(f"- {_covered(source, line)}" for line in source.coverage))
            if source.notes:
                st.markdown("**Notes**\n" + "\n".join(f"- {plain(note)}" for note in source.notes))


def _kinds(source: EventSource, counted: dict[str, list[str]]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Kind": kind.title,
                "What": kind.description,
                "Direction": "from one to the other" if kind.directed else "none",
                "Counted in (weight)": ", ".join(counted.get(name, [])) or "not in this index",
            }
            for name, kind in source.kinds.items()
        ]
    )


def _covered(source: EventSource, line: Covered) -> str:
    """Which kinds, grades and pairs were collected from when to when, and why this is said."""
    what = listing([source.kinds[kind].title for kind in line.kinds]) or "All kinds"
    only = [f"grades {listing(list(line.grades))}"] if line.grades else []
    only += [", ".join(line.pairs)] if line.pairs else []
    where = f" ({'; '.join(only)})" if only else ""
    first, last = (f"{day.day} {day:%B %Y}" for day in (line.covered_from, line.covered_to))
    return f"**{plain(what + where)}** {plain(f'{first} to {last}. {line.reason}')}"
