"""Down to the figures: a component, its value in every step, and the rows with their sources."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from indicators.charts import component_chart
from indicators.dashboard import backend, controls, parts
from indicators.explain import month_name, number, percent
from indicators.index import RelationsIndex
from indicators.panel import Trace
from indicators.steps import EventsSource


def follow(index: RelationsIndex, window: tuple[str, str]) -> None:
    """Choose a component and a month, and see the score made step by step from the rows it rests on."""
    definition = index.definition
    inside = definition.leaves(definition.index)
    months = [str(month) for month in index.index.index]
    latest = str(index.headline.month) if index.headline else months[-1]
    left, right = st.columns([2, 1])
    with left:
        component = controls.choose("Component", inside, inside[0], key="component", names=definition.label)
    with right:
        month = controls.choose("Month", months[::-1], latest, key="month", names=parts.pretty_month)
    node = definition.components[component]
    st.markdown(backend.plain(f"{node.description} {node.reason}"))
    chart = component_chart(index, component, window=window)
    parts.show(chart, key="component_chart", name=component, index=index, component=component)
    trace = index.panel.trace(component, month)
    _from_raw_to_points(index, trace)
    _rows(index, trace)


def _from_raw_to_points(index: RelationsIndex, trace: Trace) -> None:
    """Raw → each step → score → points, as a table that reads downwards."""
    node, name, month = index.definition.components[trace.component], trace.component, trace.month
    if trace.belongs_to is None:
        written = index.scores.components.loc[month, name]
        if node.before is not None and not pd.isna(written):
            st.info(
                backend.plain(
                    f"Before its figures begin the score is written: {number(written)}. {node.before.reason}"
                ),
                icon=":material/edit_note:",
            )
        else:
            st.info(backend.plain(f"No value in {month_name(month)}: {trace.reason}."), icon=":material/info:")
        return
    if trace.belongs_to != month:
        st.info(
            backend.plain(f"The value of {month_name(trace.belongs_to)} is carried to {month_name(month)}."),
            icon=":material/redo:",
        )
    rows = [(step.step.replace("_", " "), step.formula, _settings(step.settings), step.value) for step in trace.steps]
    normalise, scores = node.normalise, index.scores
    between = ""
    if normalise.method == "goalposts":
        between = f"{normalise.worst:g} scores 0, {normalise.best:g} scores 100. {normalise.reason}"
    rows += [
        ("score", normalise.method.replace("_", " "), between, scores.components.loc[month, name]),
        (
            "points",
            "effective weight · score",
            f"effective weight {percent(scores.effective_weights.loc[month, name])}",
            scores.contributions.loc[month, name],
        ),
    ]
    st.dataframe(
        pd.DataFrame(rows, columns=["step", "formula", "with", "value"]),
        hide_index=True,
        column_config={
            "step": st.column_config.TextColumn("Step", width="small"),
            "formula": st.column_config.TextColumn("Formula", width="large"),
            "with": st.column_config.TextColumn("With", width="medium"),
            "value": st.column_config.NumberColumn("Value", format="%.4g"),
        },
        alt=f"From the raw figure to the points of {index.definition.label(name)} in {month_name(month)}.",
    )


def _settings(settings: dict[str, object]) -> str:
    return ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in settings.items() if value not in (None, ""))


def _rows(index: RelationsIndex, trace: Trace) -> None:
    """The observations or acts behind the value, each with its source."""
    if isinstance(index.definition.components[trace.component].source, EventsSource):
        _acts(trace)
        return
    rows = trace.observations
    if rows.empty:
        return
    st.markdown(f"**{len(rows)} figures behind it**")
    columns = ["use", "indicator", "ref_area", "counterpart_area", "time_period", "obs_value", "obs_status", "note"]
    st.dataframe(
        rows.sort_values(["use", "time_period"], ascending=[True, False])[columns],
        hide_index=True,
        column_config={
            "use": "Use",
            "indicator": "Indicator",
            "ref_area": "From",
            "counterpart_area": "To",
            "time_period": st.column_config.DateColumn("Period", format="YYYY-MM-DD"),
            "obs_value": st.column_config.NumberColumn("Figure", format="localized"),
            "obs_status": "Status",
            "note": st.column_config.TextColumn("Note", width="medium"),
        },
        alt="Observations behind the value, with period, figure and note.",
    )
    known = backend.catalog().indicators
    for name in rows["indicator"].unique():
        if name in known:
            described = known[name]
            st.caption(
                f"{backend.plain(f'{described.title}, {described.unit}. {described.citation} {described.licence}.')} "
                f"[Source]({described.url})"
            )
        else:
            st.caption(backend.plain(f"{name}: imported, not described yet."))


def _acts(trace: Trace) -> None:
    acts = trace.events
    if acts.empty:
        st.markdown("No act counts in this month: inside the period that was collected, no row means none.")
        return
    st.markdown(f"**{len(acts)} acts behind it**")
    st.dataframe(
        acts[
            ["date_start", "date_end", "kind", "grade", "scope", "title", "weight", "part", "end_status", "source_url"]
        ],
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
