"""Down to the figures: a component, its value in every step, and the rows with their sources."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from indicators.charts import Chart, component_chart
from indicators.dashboard.pages.indicators import stored_series
from indicators.dashboard.ui import cache, controls, parts, state
from indicators.dashboard.ui.cache import CachedIndex
from indicators.dashboard.ui.language import Markdown, say
from indicators.dashboard.ui.table import Column, table
from indicators.model import Pair
from indicators.model.steps import EventsSource
from indicators.panel import Trace
from indicators.text import figure, month_name, number, period_name
from indicators.wording import rules


@state.fragment
def follow(index: CachedIndex, window: tuple[str, str], default: str = "") -> None:
    """Choose a component and a month, and see the score made step by step from the rows it rests on.

    `default` is the component shown until one is chosen; the empty text shows none.
    """
    st.header(say("Down to the figures"), anchor="figures")
    definition = index.definition
    options = ["", *definition.leaves(definition.index)]
    left, right = st.columns([2, 1])
    with left:
        component = controls.choose(
            say("Component"),
            options,
            default if default in options else "",
            key="component",
            moving=True,
            names=lambda name: definition.label(name) if name else say("Choose one to see the figures it is made of"),
        )
    if not component:
        state.leave("month", [])
        return
    names = parts.month_names(index.index.index)
    months = list(reversed(names))
    latest = str(index.headline.month) if index.headline else months[0]
    with right:
        month = controls.choose(say("Month"), months, latest, key="month", names=names.__getitem__)
    _made(index, component, month)
    parts.under(
        _chart(index, component, window), key="component_chart", name=component, index=index, component=component
    )
    _behind(index, component, month)


@parts.cached_fragment
def _made(index: CachedIndex, component: str, month: str) -> None:
    """What a component is, the month's own figure with its publisher, and how the month's points were made of it."""
    node = index.definition.components[component]
    st.markdown(say("{description} {reason}", description=node.description, reason=node.reason))
    trace = index.panel.trace(component, month)
    if trace.belongs_to is None:
        _nothing(index, trace)
        return
    if trace.belongs_to != trace.month:
        st.info(
            say(
                "The value of {own} is carried to {month}.",
                own=month_name(trace.belongs_to),
                month=month_name(trace.month),
            ),
            icon=":material/redo:",
        )
    _own_figure(index, trace)
    st.table(_from_raw_to_points(index, trace), border="horizontal", hide_index=True)


@parts.cached_fragment
def _chart(index: CachedIndex, component: str, window: tuple[str, str]) -> Chart:
    return parts.chart(component_chart(index, component, window=window), "component_chart")


@parts.cached_fragment
def _behind(index: CachedIndex, component: str, month: str) -> None:
    """The rows that a month's points rest on."""
    trace = index.panel.trace(component, month)
    if trace.belongs_to is None:
        return
    if isinstance(index.definition.components[component].source, EventsSource):
        _events(trace.events)
    else:
        _figures(trace)


def _own_figure(index: CachedIndex, trace: Trace) -> None:
    """The figure that stands for the month itself, not those of other months that it is summed or compared with."""
    known, rows = cache.catalog().indicators, trace.observations
    assert trace.belongs_to is not None
    notes = cache.catalog().in_words(rows)["note"]
    for place, row in rows[rows["use"].eq("figure") & rows["freq"].ne("D")].iterrows():
        period = stored_series.period(row["time_period"], row["freq"])
        shift = index.panel.sources.valid_from(row["indicator"])
        if not period.asfreq("M", "start") <= trace.belongs_to - shift <= period.asfreq("M", "end"):
            continue
        between = " → ".join(area for area in (row["ref_area"], row["counterpart_area"]) if area)
        one = known.get(row["indicator"])
        text = f"{figure(row['obs_value'])} {one.unit if one else ''}, {between}. {notes[place]}".rstrip(". ")
        if one is None:
            st.markdown(say("{period}: {figure}.", period=period_name(period), figure=text))
        else:
            st.markdown(
                say(
                    "{period}: {figure}. Publisher: {publisher}. [Source]({url})",
                    period=period_name(period),
                    figure=text,
                    publisher=one.source,
                    url=Markdown(one.url),
                )
            )


def _nothing(index: CachedIndex, trace: Trace) -> None:
    """Why there is no value, or the score that is written for the months before the figures begin."""
    before = index.definition.components[trace.component].before
    written = index.scores.components.loc[trace.month, trace.component]
    if before is not None and not pd.isna(written):
        sentence = say(
            "Before its figures begin the score is written: {score}. {reason}",
            score=number(written),
            reason=before.reason,
        )
        st.info(sentence, icon=":material/edit_note:")
    else:
        sentence = say("No value in {month}: {reason}.", month=month_name(trace.month), reason=trace.reason.rstrip("."))
        st.info(sentence, icon=":material/info:")


def _from_raw_to_points(index: CachedIndex, trace: Trace) -> pd.DataFrame:
    """Raw → each step → score → points, as a table that reads downwards."""
    name, month, scores = trace.component, trace.month, index.scores
    node = index.definition.components[name]
    rows = [
        (step.step.replace("_", " "), step.formula, _settings(step.settings, index.pair), step.value)
        for step in trace.steps
    ]
    between, weight = "", number(100 * scores.effective_weights.loc[month, name])
    if node.normalise.method == "goalposts":
        ends = {"worst": f"{node.normalise.worst:g}", "best": f"{node.normalise.best:g}"}
        between = say("{worst} scores 0, {best} scores 100. {reason}", **ends, reason=node.normalise.reason)
    rows += [
        (say("score"), node.normalise.method.replace("_", " "), between, scores.components.loc[month, name]),
        (
            say("points"),
            say("effective weight · score"),
            say("effective weight {share} %", share=weight),
            scores.contributions.loc[month, name],
        ),
    ]
    return pd.DataFrame(
        [[*(say("{cell}", cell=cell) for cell in cells), figure(value)] for *cells, value in rows],
        columns=[say("Step"), say("Formula"), say("With"), say("Value")],
    )


def _settings(settings: dict[str, Any], pair: Pair) -> str:
    """The settings of a step, with the titles of indicators and the names of countries."""
    catalog = cache.catalog()
    names = {area: catalog.areas[area].name_en for area in (pair.a, pair.b)}
    readable = dict(settings)
    for key in ("indicator", "by"):
        if readable.get(key) in catalog.indicators:
            readable[key] = catalog.indicators[readable[key]].title
    if "role" in readable:
        counterpart = readable.pop("counterpart", None)
        other = catalog.areas[counterpart].name_en if counterpart in catalog.areas else names[pair.b]
        readable["figures"] = rules.role_text(readable.pop("role"), names[pair.a], other)
    return rules.settings(readable)


MOST_ROWS = 30
"""Figures shown without scrolling inside the table."""

FIGURES = [
    Column("use", "Use"),
    Column("indicator", "Indicator"),
    Column("ref_area", "From"),
    Column("counterpart_area", "To"),
    Column("time_period", "Period", "day"),
    Column("obs_value", "Figure", "localized"),
    Column("obs_status", "Status"),
    Column("note", "About this figure", "text", "large"),
]

EVENTS = [
    Column("date_start", "From", "day"),
    Column("date_end", "To", "day"),
    Column("kind", "Kind"),
    Column("grade", "Grade"),
    Column("scope", "Scope", "%d"),
    Column("title", "Act", "text", "large"),
    Column("weight", "Weight", "%.2f"),
    Column("part", "Adds", "%.3f"),
    Column("end_status", "End"),
    Column("source_url", "Source", "link"),
    Column("source_2", "Second source", "link"),
]


def _figures(trace: Trace) -> None:
    """The observations behind the value, those it is made of first, and the indicators they belong to."""
    rows = trace.observations
    if rows.empty:
        return
    st.markdown(say("**{n} figure behind it**", "**{n} figures behind it**", n=len(rows)))
    known = cache.catalog().indicators
    ordered = rows.assign(first=rows["use"] != "figure").sort_values(
        ["first", "use", "time_period"], ascending=[True, True, False]
    )
    titles = ordered["indicator"].map(lambda name: known[name].title if name in known else name)
    table(
        ordered.assign(indicator=titles, **cache.catalog().in_words(ordered)),
        FIGURES,
        alt=say(
            "Observations behind the value, with period, figure, status and, where it is recorded, how it was read."
        ),
        height="content" if len(rows) <= MOST_ROWS else "auto",
    )
    for name in ordered["indicator"].unique():
        if one := known.get(name):
            st.caption(
                say(
                    "{title}, {unit}. Publisher: {publisher}. {licence}. Cite as: {citation} [Source]({url})",
                    title=one.title,
                    unit=one.unit,
                    publisher=one.source,
                    licence=one.licence,
                    citation=one.citation,
                    url=Markdown(one.url),
                )
            )
        else:
            st.caption(say("{name}: imported, not described yet.", name=name))


def _events(events: pd.DataFrame) -> None:
    """The events behind the value."""
    if events.empty:
        st.markdown(say("No act counts in this month: inside the period that was collected, no row means none."))
        return
    st.markdown(say("**{n} act behind it**", "**{n} acts behind it**", n=len(events)))
    alt = say("Acts behind the value with their dates, weight and source.")
    table(cache.kinds_in_words(events), EVENTS, alt=alt)
