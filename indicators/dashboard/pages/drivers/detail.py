"""Down to the figures: a component, its value in every step, and the rows with their sources."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from indicators.charts import Chart, component_chart
from indicators.dashboard.pages.indicators import stored_series
from indicators.dashboard.ui import cache, controls, parts, state
from indicators.dashboard.ui.cache import CachedIndex
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
    st.header("Down to the figures", anchor="figures")
    definition = index.definition
    options = ["", *definition.leaves(definition.index)]
    left, right = st.columns([2, 1])
    with left:
        component = controls.choose(
            "Component", options, default if default in options else "", key="component", moving=True,
            names=lambda name: definition.label(name) if name else "Choose one to see the figures it is made of",
        )  # fmt: skip
    if not component:
        state.leave("month", [])
        return
    names = parts.month_names(index.index.index)
    months = list(reversed(names))
    latest = str(index.headline.month) if index.headline else months[0]
    with right:
        month = controls.choose("Month", months, latest, key="month", names=names.__getitem__)
    _made(index, component, month)
    parts.under(
        _chart(index, component, window), key="component_chart", name=component, index=index, component=component
    )
    _behind(index, component, month)


@parts.still
def _made(index: CachedIndex, component: str, month: str) -> None:
    """What a component is, the month's own figure with its publisher, and how the month's points were made of it."""
    node = index.definition.components[component]
    st.markdown(cache.plain(f"{node.description} {node.reason}"))
    trace = index.panel.trace(component, month)
    if trace.belongs_to is None:
        _nothing(index, trace)
        return
    if trace.belongs_to != trace.month:
        st.info(
            cache.plain(f"The value of {month_name(trace.belongs_to)} is carried to {month_name(trace.month)}."),
            icon=":material/redo:",
        )
    _own_figure(index, trace)
    st.table(_from_raw_to_points(index, trace), border="horizontal", hide_index=True)


@parts.still
def _chart(index: CachedIndex, component: str, window: tuple[str, str]) -> Chart:
    return parts.chart(component_chart(index, component, window=window), "component_chart")


@parts.still
def _behind(index: CachedIndex, component: str, month: str) -> None:
    """The rows that a month's points rest on."""
    trace = index.panel.trace(component, month)
    if trace.belongs_to is None:
        return
    if isinstance(index.definition.components[component].source, EventsSource):
        _acts(trace.events)
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
        described = known.get(row["indicator"])
        unit, publisher, link = ("", "", "")
        if described is not None:
            unit, publisher, link = described.unit, f" Publisher: {described.source}.", f" [Source]({described.url})"
        said = f"{figure(row['obs_value'])} {unit}, {between}. {notes[place]}".rstrip(". ")
        st.markdown(cache.plain(f"{period_name(period)}: {said}.{publisher}") + link)


ACT_COLUMNS = [
    "date_start", "date_end", "kind", "grade", "scope", "title", "weight", "part", "end_status", "source_url",
]  # fmt: skip


def _nothing(index: CachedIndex, trace: Trace) -> None:
    """Why there is no value, or the score that is written for the months before the figures begin."""
    before = index.definition.components[trace.component].before
    written = index.scores.components.loc[trace.month, trace.component]
    if before is not None and not pd.isna(written):
        sentence = f"Before its figures begin the score is written: {number(written)}. {before.reason}"
        st.info(cache.plain(sentence), icon=":material/edit_note:")
    else:
        sentence = f"No value in {month_name(trace.month)}: {trace.reason.rstrip('.')}."
        st.info(cache.plain(sentence), icon=":material/info:")


def _from_raw_to_points(index: CachedIndex, trace: Trace) -> pd.DataFrame:
    """Raw → each step → score → points, as a table that reads downwards."""
    name, month, scores = trace.component, trace.month, index.scores
    node = index.definition.components[name]
    rows = [
        (step.step.replace("_", " "), step.formula, _settings(step.settings, index.pair), step.value)
        for step in trace.steps
    ]
    between = ""
    if node.normalise.method == "goalposts":
        between = f"{node.normalise.worst:g} scores 0, {node.normalise.best:g} scores 100. {node.normalise.reason}"
    weight = f"effective weight {number(100 * scores.effective_weights.loc[month, name])} %"
    rows += [
        ("score", node.normalise.method.replace("_", " "), between, scores.components.loc[month, name]),
        ("points", "effective weight · score", weight, scores.contributions.loc[month, name]),
    ]
    return pd.DataFrame(
        [[*map(cache.plain, row[:3]), figure(row[3])] for row in rows], columns=["Step", "Formula", "With", "Value"]
    )


def _settings(settings: dict[str, Any], pair: Pair) -> str:
    """What a step was told, with the titles of indicators and the names of countries."""
    catalog = cache.catalog()
    names = {area: catalog.areas[area].name_en for area in (pair.a, pair.b)}
    told = dict(settings)
    for key in ("indicator", "by"):
        if told.get(key) in catalog.indicators:
            told[key] = catalog.indicators[told[key]].title
    if "role" in told:
        counterpart = told.pop("counterpart", None)
        other = catalog.areas[counterpart].name_en if counterpart in catalog.areas else names[pair.b]
        told["figures"] = rules.role_text(told.pop("role"), names[pair.a], other)
    return rules.settings(told)


MOST_ROWS = 30
"""Figures shown without scrolling inside the table."""


def _figures(trace: Trace) -> None:
    """The observations behind the value, those it is made of first, and the indicators they belong to."""
    rows = trace.observations
    if rows.empty:
        return
    st.markdown(f"**{len(rows)} {'figure' if len(rows) == 1 else 'figures'} behind it**")
    known = cache.catalog().indicators
    columns = ["use", "indicator", "ref_area", "counterpart_area", "time_period", "obs_value", "obs_status", "note"]
    ordered = rows.assign(first=rows["use"] != "figure").sort_values(
        ["first", "use", "time_period"], ascending=[True, True, False]
    )
    titles = ordered["indicator"].map(lambda name: known[name].title if name in known else name)
    words = cache.catalog().in_words(ordered)
    st.dataframe(
        cache.cells(ordered[columns].assign(indicator=titles, **words)),
        hide_index=True,
        height="content" if len(rows) <= MOST_ROWS else "auto",
        column_config={
            "use": "Use",
            "indicator": "Indicator",
            "ref_area": "From",
            "counterpart_area": "To",
            "time_period": st.column_config.DateColumn("Period", format="YYYY-MM-DD"),
            "obs_value": st.column_config.NumberColumn("Figure", format="localized"),
            "obs_status": "Status",
            "note": st.column_config.TextColumn("About this figure", width="large"),
        },
        alt="Observations behind the value, with period, figure, status and, where it is recorded, how it was read.",
    )
    for name in ordered["indicator"].unique():
        if name in known:
            described = known[name]
            said = f"{described.title}, {described.unit}. Publisher: {described.source}. {described.licence}. "
            st.caption(f"{cache.plain(f'{said}Cite as: {described.citation}')} [Source]({described.url})")
        else:
            st.caption(cache.plain(f"{name}: imported, not described yet."))


def _acts(acts: pd.DataFrame) -> None:
    """The acts behind the value."""
    if acts.empty:
        st.markdown("No act counts in this month: inside the period that was collected, no row means none.")
        return
    st.markdown(f"**{len(acts)} {'act' if len(acts) == 1 else 'acts'} behind it**")
    st.dataframe(
        cache.cells(cache.kinds_in_words(acts[ACT_COLUMNS])),
        hide_index=True,
        column_config={
            "date_start": st.column_config.DateColumn("From", format="YYYY-MM-DD"),
            "date_end": st.column_config.DateColumn("To", format="YYYY-MM-DD"),
            "kind": "Kind",
            "grade": "Grade",
            "scope": st.column_config.NumberColumn("Scope", format="%d"),
            "title": st.column_config.TextColumn("Act", width="large"),
            "weight": st.column_config.NumberColumn("Weight", format="%.2f"),
            "part": st.column_config.NumberColumn("Adds", format="%.3f"),
            "end_status": "End",
            "source_url": st.column_config.LinkColumn("Source"),
        },
        alt="Acts behind the value with their dates, weight and source.",
    )
