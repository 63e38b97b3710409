"""First screen: where relations stand, since when, why and how sure, and the way down to every figure."""

from __future__ import annotations

import math

import pandas as pd
import pyarrow as pa
import streamlit as st

from indicators.charts import Chart, groups_chart, plane_chart
from indicators.dashboard.pages.drivers import detail
from indicators.dashboard.pages.overview import history
from indicators.dashboard.ui import cache, controls, parts
from indicators.dashboard.ui.cache import CachedIndex
from indicators.errors import ScoringError
from indicators.index import Headline
from indicators.model.definition import Definition
from indicators.text import listing, month_name, number, percent, signed
from indicators.wording.change import headline_sentence

SPARK_MONTHS = 120
"""Months in the small line of a metric."""
METRIC_WIDTH = 163
"""Pixels, so that two stand side by side on a phone."""


def render() -> None:
    """Draw the page from top to bottom."""
    view = controls.view()
    st.title(cache.plain(cache.catalog().pair_name(view.pair)), anchor=False)
    index, window = view.index, view.window
    if index.headline is None:
        parts.no_index(index)
        return
    _headline(index)
    history.draw(index, window)
    _scale(index)
    st.header("Groups", anchor=False)
    parts.under(_groups(index, window), key="groups", name="groups", index=index)
    if len(index.axes) == 2:
        st.header("The two axes, year by year", anchor=False)
        parts.under(_axes(index), key="plane", name="axes", index=index)
    _components(index)
    detail.follow(index, window)


@parts.still
def _headline(index: CachedIndex) -> None:
    """The answer in words and numbers: how good, why, how sure."""
    headline = index.headline
    assert headline is not None
    definition = index.definition
    st.caption(
        cache.plain(definition.title or definition.id),
        help=_ends(definition) or None,
    )
    st.markdown(cache.plain(headline_sentence(index, headline)))
    if index.definition.limits:
        st.caption(cache.plain(index.definition.limits[0]))
    with st.container(horizontal=True):
        _metric(f"Index, {month_name(headline.month)}", index.index, headline)
        for axis in index.axes:
            _metric(index.definition.label(axis), index.scores.scores[axis], headline)
        st.metric(
            "Coverage",
            percent(headline.coverage),
            f"{percent(headline.freshness)} fresh",
            delta_color="off",
            delta_arrow="off",
            border=True,
            width=METRIC_WIDTH,
            height="stretch",
            help="The share of the index's weight whose components have a usable value. Fresh: the share whose figure "
            "belongs to the month and was not carried from an earlier one.",
        )
        with st.container():
            _how_sure(index, headline)


def _metric(label: str, series: pd.Series, headline: Headline) -> None:
    value = series[headline.month]
    change = math.nan if headline.before is None else value - series[headline.before]
    rises = 0 if math.isnan(change) else round(change, 1)
    # Streamlit tells a fall by another minus sign than the one that people read.
    st.metric(
        cache.plain(label),
        number(value),
        None if math.isnan(change) else signed(change),
        delta_color="normal" if rises > 0 else "inverse" if rises < 0 else "off",
        delta_arrow="up" if rises > 0 else "down" if rises < 0 else "off",
        delta_description="in a year",
        chart_data=series[: headline.month].dropna().iloc[-SPARK_MONTHS:].round(1).tolist(),
        border=True,
        width=METRIC_WIDTH,
    )


def _how_sure(index: CachedIndex, headline: Headline) -> None:
    try:
        drawn = cache.drawn(index)
    except ScoringError as refused:
        st.markdown(f"**How sure:** {cache.plain(f'other choices cannot be drawn here. {refused}')}")
        return
    month = str(headline.month)
    low, high = drawn.bands.loc[headline.month, ["q05", "q95"]]
    sentence = (
        f"of {drawn.draws:,} indices that other defensible choices give, 90 % lie between {number(low)} and "
        f"{number(high)} in {month_name(headline.month)}, {percent(drawn.share_below(month))} below the one shown."
    )
    if headline.before is not None:
        rise = drawn.probability(month, above=str(headline.before))
        sentence += f" {percent(rise)} of them rose from {month_name(headline.before)}."
    st.markdown(f"**How sure:** {cache.plain(sentence)}", help=parts.covers(drawn))


@parts.still
def _scale(index: CachedIndex) -> None:
    definition = index.definition
    with st.expander("What 0 and 100 stand for, and what the index cannot see", icon=":material/straighten:"):
        limits = [f"- {cache.plain(limit)}" for limit in definition.limits]
        st.markdown(f"{cache.plain(definition.description)}\n\n{_ends(definition)}\n\n" + "\n".join(limits))


def _ends(definition: Definition) -> str:
    """What the file says that 0 and 100 stand for."""
    ends = {"0": definition.zero, "100": definition.hundred}
    return "\n\n".join(f"**{score}** {cache.plain(said)}" for score, said in ends.items() if said)


@parts.still
def _groups(index: CachedIndex, window: tuple[str, str]) -> Chart:
    """One small chart a group, all with the same window and scale."""
    return parts.chart(groups_chart(index, window=window), "groups")


@parts.still
def _axes(index: CachedIndex) -> Chart:
    """The two axes against each other: the same index can come from opposite corners."""
    definition, weights = index.definition, index.definition.nominal_weights()
    said = "Each point is a December, darker the later it is. "
    if all(name in weights for axis in index.axes for name in definition.leaves(axis)):
        shares = {axis: sum(weights[name] for name in definition.leaves(axis)) for axis in index.axes}
        told = [f"{definition.label(axis)} {percent(share)}" for axis, share in shares.items()]
        said += f"Weight in the index: {listing(told)}; the same index can come from different corners."
    else:
        said += "Neither is a part of the index: both stand beside it."
    st.markdown(cache.plain(said))
    return parts.chart(plane_chart(index), "plane")


@parts.still
def _month_table(index: CachedIndex) -> pa.Table:
    assert index.headline is not None
    table = index.month_table(index.headline.month)
    carried = table["carried"].map({True: "carried", False: ""})
    figures = table["value"].map(lambda value: float(f"{value:.4g}"))  # as `explain.figure` writes them
    return pa.Table.from_pandas(table.assign(carried=carried, value=figures), preserve_index=False)


def _components(index: CachedIndex) -> None:
    assert index.headline is not None
    table = _month_table(index)
    st.header(f"What makes the index in {month_name(index.headline.month)}", anchor=False)
    st.dataframe(
        table,
        height="content",
        hide_index=True,
        key="component_table",
        on_select=_follow_selected,
        selection_mode="single-row",
        column_config=COLUMNS,
        column_order=list(COLUMNS),
        alt="Components of the index in the headline month: figure, score, weight and contribution; the points sum to "
        "the index.",
    )
    total = number(sum(part or 0 for part in table["contribution"].to_pylist()))
    st.caption(f"The points sum to the index: {total}. Choose a row to follow it down to its figures.")


COLUMNS = {
    "component": st.column_config.TextColumn("Component", width=280),
    "contribution": st.column_config.NumberColumn("Points", format="%.1f", width=60),
    "effect": st.column_config.NumberColumn("In a year", format="%+.1f", width=70),
    "score": st.column_config.ProgressColumn("Score", min_value=0, max_value=100, format="%.0f", width=95),
    "weight": st.column_config.NumberColumn("Weight", format="percent", width=65),
    "value": st.column_config.NumberColumn("Figure", format="localized", width=75),
    "unit": st.column_config.TextColumn("Unit", width=145),
    "carried": st.column_config.TextColumn("Carried", width=70),
    "group": st.column_config.TextColumn("Group", width=105),
}
"""What matters first, so that a phone shows it. The effects are those of twelve months."""


def _follow_selected() -> None:
    rows = st.session_state["component_table"]["selection"]["rows"]
    if rows:
        controls.set_choice("component", _month_table(controls.view().index)["id"][rows[0]].as_py())
