"""First screen: where relations stand, since when, why and how sure, and the way down to every figure."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from indicators.charts import Chart, groups_chart, plane_chart
from indicators.dashboard.pages.drivers import detail
from indicators.dashboard.pages.overview import history
from indicators.dashboard.ui import cache, controls, parts
from indicators.dashboard.ui.cache import CachedIndex
from indicators.dashboard.ui.language import language, say
from indicators.dashboard.ui.table import Column, table
from indicators.index import Headline
from indicators.model.definition import Definition
from indicators.text import listing, month_name, number, percent, signed
from indicators.wording.bands import reach, standing
from indicators.wording.change import headline_sentence
from indicators.wording.check import ending_sentence

SPARK_MONTHS = 120
"""Months in the small line of a metric."""
METRIC_WIDTH = 163
"""Pixels, so that two stand side by side on a phone."""


def render() -> None:
    """Draw the page from top to bottom."""
    view = controls.view()
    st.title(say("{pair}", pair=cache.catalog().pair_name(view.pair)), anchor=False)
    index, window = view.index, view.window
    if index.headline is None:
        parts.no_index(index)
        return
    _headline(index)
    history.draw(index, window)
    _scale(index)
    st.header(say("Groups"), anchor=False)
    parts.under(_groups(index, window), key="groups", name="groups", index=index)
    if len(index.axes) == 2:
        st.header(say("The two axes, year by year"), anchor=False)
        parts.under(_axes(index), key="plane", name="axes", index=index)
    _components(index)
    detail.follow(index, window)


@parts.cached_fragment
def _headline(index: CachedIndex) -> None:
    """The answer in words and numbers: how good, why, how sure."""
    headline = index.headline
    assert headline is not None
    definition = index.definition
    st.caption(say("{title}", title=definition.title or definition.id), help=_ends(definition) or None)
    _standing(index)
    st.markdown(say("{sentence}", sentence=headline_sentence(index, headline)))
    st.caption(say("{sentence}", sentence=ending_sentence(index.check(), lang=language())))
    for limit in definition.limits[:1]:
        st.caption(say("{limit}", limit=limit))
    with st.container(horizontal=True):
        _metric(say("Index, {month}", month=month_name(headline.month)), index.index, headline)
        for axis in index.axes:
            _metric(say("{axis}", axis=definition.label(axis)), index.scores.scores[axis], headline)
        st.metric(
            say("Coverage"),
            percent(headline.coverage),
            say("{share} fresh", share=percent(headline.freshness)),
            delta_color="off",
            delta_arrow="off",
            border=True,
            width=METRIC_WIDTH,
            height="stretch",
            help=say(
                "The share of the index's weight whose components have a usable value. Fresh: the share whose figure "
                "belongs to the month and was not carried from an earlier one."
            ),
        )
        with st.container():
            _how_sure(index, headline)


def _standing(index: CachedIndex) -> None:
    """The word for each group that has bands; the first as what is read first."""
    for place, group in enumerate(index.bands):
        if line := standing(index, group, lang=language()):
            st.markdown(say("**{line}**", line=line) if place == 0 else say("{line}", line=line))


def _metric(label: str, series: pd.Series, headline: Headline) -> None:
    value = series[headline.month]
    change = math.nan if headline.before is None else value - series[headline.before]
    rises = 0 if math.isnan(change) else round(change, 1)
    # Streamlit tells a fall by another minus sign than the one that people read.
    st.metric(
        label,
        number(value),
        None if math.isnan(change) else signed(change),
        delta_color="normal" if rises > 0 else "inverse" if rises < 0 else "off",
        delta_arrow="up" if rises > 0 else "down" if rises < 0 else "off",
        delta_description=say("in a year"),
        chart_data=series[: headline.month].dropna().iloc[-SPARK_MONTHS:].round(1).tolist(),
        border=True,
        width=METRIC_WIDTH,
    )


def _how_sure(index: CachedIndex, headline: Headline) -> None:
    if (drawn := parts.draws(index)) is None:
        return
    month = str(headline.month)
    low, high = drawn.bands.loc[headline.month, ["q05", "q95"]]
    first = say(
        "**How sure:** of {draws} indices that other defensible choices give, 90 % lie between {low} and {high} in "
        "{month}, {below} below the one shown.",
        draws=f"{drawn.draws:,}",
        low=number(low),
        high=number(high),
        month=month_name(headline.month),
        below=percent(drawn.share_below(month)),
    )
    second = ""
    if headline.before is not None:
        rise = percent(drawn.probability(month, above=str(headline.before)))
        second = say(" {share} of them rose from {month}.", share=rise, month=month_name(headline.before))
    third = ""
    if (wider := parts.band(index, "choices and data")) is not None:
        low, high = wider.loc[headline.month, ["low", "high"]]
        third = say(" With what figures and acts may have wrong: {low} to {high}.", low=number(low), high=number(high))
    st.markdown(first + second + third, help=parts.covers(drawn))
    for group in list(index.bands)[:1]:
        if line := reach(index, group, parts.drawn_widely(index, group), lang=language()):
            st.caption(say("{line}", line=line))


@parts.cached_fragment
def _scale(index: CachedIndex) -> None:
    definition = index.definition
    with st.expander(say("What 0 and 100 stand for, and what the index cannot see"), icon=":material/straighten:"):
        description = say("{description}", description=definition.description)
        st.markdown(f"{description}\n\n{_ends(definition)}\n\n{parts.bullets(definition.limits)}")


def _ends(definition: Definition) -> str:
    """What the file says that 0 and 100 stand for."""
    ends = {0: definition.zero, 100: definition.hundred}
    return "\n\n".join(say("**{score}** {meaning}", score=score, meaning=text) for score, text in ends.items() if text)


@parts.cached_fragment
def _groups(index: CachedIndex, window: tuple[str, str]) -> Chart:
    """One small chart a group, all with the same window and scale."""
    return parts.chart(groups_chart(index, window=window), "groups")


@parts.cached_fragment
def _axes(index: CachedIndex) -> Chart:
    """The two axes against each other: the same index can come from opposite corners."""
    definition, weights = index.definition, index.definition.nominal_weights()
    if all(name in weights for axis in index.axes for name in definition.leaves(axis)):
        shares = {axis: sum(weights[name] for name in definition.leaves(axis)) for axis in index.axes}
        text = say(
            "Each point is a December, darker the later it is. Weight in the index: {shares}; the same index can come "
            "from different corners.",
            shares=listing([f"{definition.label(axis)} {percent(share)}" for axis, share in shares.items()]),
        )
    else:
        text = say(
            "Each point is a December, darker the later it is. Neither is a part of the index: both stand beside it."
        )
    st.markdown(text)
    return parts.chart(plane_chart(index), "plane")


@parts.cached_fragment
def _month_table(index: CachedIndex) -> pd.DataFrame:
    assert index.headline is not None
    table = index.month_table(index.headline.month)
    carried = table["carried"].map({True: say("carried"), False: ""})
    return table.assign(carried=carried, value=table["value"].map(lambda value: float(f"{value:.4g}")))  # as `figure`


COLUMNS = [
    Column("component", "Component", "text", 280),
    Column("contribution", "Points", "%.1f", 60),
    Column("effect", "In a year", "%+.1f", 70),
    Column("score", "Score", "bar", 95, scale=(0, 100)),
    Column("weight", "Weight", "percent", 65),
    Column("value", "Figure", "localized", 75),
    Column("unit", "Unit", "text", 145),
    Column("carried", "Carried", "text", 70),
    Column("group", "Group", "text", 105),
]
"""What matters first, so that a phone shows it. The effects are those of twelve months."""


def _components(index: CachedIndex) -> None:
    assert index.headline is not None
    rows = _month_table(index)
    st.header(say("What makes the index in {month}", month=month_name(index.headline.month)), anchor=False)
    table(
        rows,
        COLUMNS,
        alt=say(
            "Components of the index in the headline month: figure, score, weight and contribution; the points sum to "
            "the index."
        ),
        key="component_table",
        height="content",
        on_select=lambda at: controls.set_choice("component", rows["id"].iloc[at[0]]) if at else None,
    )
    total = number(rows["contribution"].sum())
    st.caption(say("The points sum to the index: {total}. Choose a row to follow it down to its figures.", total=total))
