"""First screen: where relations stand, since when, why and how sure, and the way down to every figure."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from indicators.charts import group_chart, index_chart, named_events
from indicators.dashboard import backend, controls, detail, parts
from indicators.explain import headline_sentence, month_name, number, percent, signed
from indicators.index import RelationsIndex
from indicators.scoring.uncertainty import Uncertainty


def render() -> None:
    """Draw the page from top to bottom."""
    view = controls.view()
    index = backend.index(view.definition, view.pair, view.as_of)
    st.title(backend.plain(controls.pair_name(view.pair)), anchor=False)
    if index.headline is None:
        parts.no_index(index)
        return
    st.markdown(backend.plain(headline_sentence(index, index.headline)))
    _headline(index)
    events = named_events(index, backend.events(view.pair, view.as_of), view.window)
    drawn = backend.drawn(index)
    band = drawn.bands.rename(columns={"q05": "low", "q95": "high"})
    chart = index_chart(index, window=view.window, events=events, band=band)
    parts.show(chart, key="index_chart", name="index", index=index)
    _how_sure(index, drawn)
    _events(events)
    with st.expander("What 0 and 100 stand for, and what the index cannot see", icon=":material/straighten:"):
        _scale(index)
    st.subheader("Groups", anchor=False)
    _groups(index, view.window)
    st.subheader(f"What makes the index in {month_name(index.headline.month)}", anchor=False)
    _components(index, index.headline.month)
    st.subheader("Down to the figures", anchor=False)
    detail.follow(index, view.window)


def _headline(index: RelationsIndex) -> None:
    headline = index.headline
    assert headline is not None
    recent = index.index[: headline.month].dropna().iloc[-120:]
    with st.container(horizontal=True):
        st.metric(
            f"Index, {month_name(headline.month)}",
            number(headline.value),
            None if headline.change is None else f"{signed(headline.change)} on 12 months before",
            chart_data=recent.round(1).tolist(),
            border=True,
            width="stretch",
            help="On the scale from 0 to 100 that is described below the chart.",
        )
        for axis, value in headline.axes.items():
            series = index.scores.scores[axis][: headline.month].dropna().iloc[-120:]
            change = None
            if headline.before is not None:
                change = (
                    f"{signed(float(index.change(headline.before, headline.month, axis).total))} on 12 months before"
                )
            st.metric(
                index.definition.label(axis), number(value), change, chart_data=series.round(1).tolist(),
                border=True, width="stretch",
            )  # fmt: skip
        st.metric(
            "Coverage and freshness",
            f"{percent(headline.coverage)} · {percent(headline.freshness)}",
            border=True,
            width="stretch",
            help="Coverage: the share of the index's weight whose components have a usable value. Freshness: the share "
            "whose figure belongs to the month and was not carried from an earlier one.",
        )


def _events(events: pd.DataFrame) -> None:
    """The numbered events in words, and all the others on demand."""
    named = events[events["number"].notna()].sort_values("number")
    if len(named):
        st.markdown(
            "  \n".join(
                f"**{int(row.number)}** {row.date_start:%b %Y} {backend.plain(row.title)}" for row in named.itertuples()
            )
        )
    with st.expander(f"All {len(events)} events in the window", icon=":material/event:"):
        st.dataframe(
            events[["date_start", "date_end", "kind", "title", "source_url"]].iloc[::-1],
            hide_index=True,
            column_config={
                "date_start": st.column_config.DateColumn("From", format="YYYY-MM-DD"),
                "date_end": st.column_config.DateColumn("To", format="YYYY-MM-DD"),
                "kind": "Kind",
                "title": st.column_config.TextColumn("What happened", width="large"),
                "source_url": st.column_config.LinkColumn("Source"),
            },
            alt="Events that concern the pair, the latest first, with dates, kind and source.",
        )


def _how_sure(index: RelationsIndex, drawn: Uncertainty) -> None:
    headline = index.headline
    assert headline is not None
    low, high = drawn.bands.loc[headline.month, ["q05", "q95"]]
    sentence = (
        f"How sure: under {drawn.draws:,} other defensible choices, 90 % of the values for "
        f"{month_name(headline.month)} lie between {number(low)} and {number(high)}"
    )
    if headline.before is not None:
        rise = drawn.probability(str(headline.month), above=str(headline.before))
        sentence += f", and {percent(rise)} of them lie above {month_name(headline.before)}"
    st.markdown(backend.plain(f"{sentence}."), help=drawn.covers)


def _scale(index: RelationsIndex) -> None:
    definition = index.definition
    st.markdown(backend.plain(definition.description))
    st.markdown(f"**0** {backend.plain(definition.zero)}")
    st.markdown(f"**100** {backend.plain(definition.hundred)}")
    st.markdown("\n".join(f"- {backend.plain(limit)}" for limit in definition.limits))


def _groups(index: RelationsIndex, window: tuple[str, str]) -> None:
    groups = index.groups
    for row in range(0, len(groups), 3):
        for column, group in zip(st.columns(3), groups[row : row + 3], strict=False):
            with column:
                score = index.scores.scores[group].dropna()
                latest = f" {number(score.iloc[-1], 0)} in {score.index[-1].strftime('%b %Y')}" if len(score) else ""
                st.markdown(f"**{backend.plain(index.definition.label(group))}**{latest}")
                chart = group_chart(index, group, window=window, place=groups.index(group))
                st.plotly_chart(
                    chart.figure, key=f"group_{group}", alt=chart.alt, config={"displayModeBar": False}, height=150
                )


def _components(index: RelationsIndex, month: pd.Period) -> None:
    table = index.month_table(month)
    st.dataframe(
        table,
        hide_index=True,
        key="component_table",
        on_select=_follow_selected,
        selection_mode="single-row",
        column_config={
            "group": "Group",
            "component": "Component",
            "id": None,
            "value": st.column_config.NumberColumn("Figure", format="%.2f"),
            "unit": "Unit",
            "carried": st.column_config.CheckboxColumn("Carried"),
            "score": st.column_config.ProgressColumn("Score", min_value=0, max_value=100, format="%.0f"),
            "weight": st.column_config.NumberColumn("Weight", format="percent"),
            "contribution": st.column_config.NumberColumn("Points", format="%.1f"),
            "effect": st.column_config.NumberColumn("Effect in 12 months", format="%+.1f"),
        },
        alt="Components of the index in the headline month: figure, score, weight and contribution; the points sum to "
        "the index.",
    )
    total = number(float(table["contribution"].sum()))
    st.caption(f"The points sum to the index: {total}. Choose a row to follow it down to its figures.")


def _follow_selected() -> None:
    rows = st.session_state["component_table"]["selection"]["rows"]
    view = controls.view()
    index = backend.index(view.definition, view.pair, view.as_of)
    if rows and index.headline is not None:
        controls.set_choice("component", index.month_table(index.headline.month)["id"].iloc[rows[0]])
