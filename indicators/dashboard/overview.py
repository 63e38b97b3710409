"""First screen: where relations stand, since when, why and how sure, and the way down to every figure."""

from __future__ import annotations

import math
import re

import pandas as pd
import pyarrow as pa
import streamlit as st

from indicators.charts import Chart, groups_chart, index_chart, named_events, plane_chart
from indicators.dashboard import backend, controls, detail, parts, registry
from indicators.dashboard.backend import Keyed
from indicators.errors import ScoringError
from indicators.explain import headline_sentence, listing, month_name, number, percent, signed, window_sentence
from indicators.index import Headline

SPARK_MONTHS = 120
"""Months in the small line of a metric."""
METRIC_WIDTH = 163
"""Pixels, so that two stand side by side on a phone."""


def render() -> None:
    """Draw the page from top to bottom."""
    view = controls.view()
    st.title(backend.plain(controls.pair_name(view.pair, backend.catalog())), anchor=False)
    index, window = view.index, view.window
    if index.headline is None:
        parts.no_index(index)
        return
    _headline(index)
    _history(index, window)
    _scale(index)
    st.header("Groups", anchor=False)
    parts.under(_groups(index, window), key="groups", name="groups", index=index)
    if len(index.axes) == 2:
        st.header("The two axes, year by year", anchor=False)
        parts.under(_axes(index), key="plane", name="axes", index=index)
    _components(index)
    detail.follow(index, window)


@parts.still
def _headline(index: Keyed) -> None:
    """The answer in words and numbers: how good, why, how sure."""
    headline = index.headline
    assert headline is not None
    definition = index.definition
    st.caption(
        backend.plain(definition.title or definition.id),
        help=f"**0** {backend.plain(definition.zero)}\n\n**100** {backend.plain(definition.hundred)}",
    )
    st.markdown(backend.plain(headline_sentence(index, headline)))
    if index.definition.limits:
        st.caption(backend.plain(index.definition.limits[0]))
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
        backend.plain(label),
        number(value),
        None if math.isnan(change) else signed(change),
        delta_color="normal" if rises > 0 else "inverse" if rises < 0 else "off",
        delta_arrow="up" if rises > 0 else "down" if rises < 0 else "off",
        delta_description="in a year",
        chart_data=series[: headline.month].dropna().iloc[-SPARK_MONTHS:].round(1).tolist(),
        border=True,
        width=METRIC_WIDTH,
    )


def _how_sure(index: Keyed, headline: Headline) -> None:
    try:
        drawn = backend.drawn(index)
    except ScoringError as refused:
        st.markdown(f"**How sure:** {backend.plain(f'other choices cannot be drawn here. {refused}')}")
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
    st.markdown(f"**How sure:** {backend.plain(sentence)}", help=parts.covers(drawn))


@st.fragment
def _history(index: Keyed, window: tuple[str, str]) -> None:
    """The index over time with what happened. An event is chosen in the chart, the box or the table, and told."""
    events, titles = _events(index, window)
    above = st.container()
    _named_events(index, window)
    chosen = controls.choose(
        "Event", ["", *reversed(titles)], "", key="event",
        names=lambda event: titles[event] if event else "Choose one here or in the chart to read about it",
    )  # fmt: skip
    if chosen:
        _event(index, events[events["event_id"] == chosen].iloc[0])
    _all_events(events)
    with above:
        drawn = _chart(index, window, chosen)
        st.plotly_chart(
            drawn.figure,
            key="index_chart",
            alt=drawn.alt,
            config=parts.chart_config("index"),
            on_select=_choose_clicked,
            selection_mode="points",
        )
        parts.under(drawn, key="index_chart", name="index", index=index)
        _change(index, window)


@parts.still
def _chart(index: Keyed, window: tuple[str, str], chosen: str) -> Chart:
    """The index with its axes, named events, and the band of other choices where it can be drawn."""
    try:
        band = backend.drawn(index).bands.rename(columns={"q05": "low", "q95": "high"})
    except ScoringError:  # said in words above
        band = None
    if index.index[window[0] : window[1]].isna().all():
        st.info(
            f"The index has no value between {window[0]} and {window[1]}; choose another window at the side.",
            icon=":material/info:",
        )
    return index_chart(index, window=window, events=_events(index, window)[0], band=band, chosen=chosen)


def _choose_clicked() -> None:
    """The event clicked on, or else the one nearest to the month clicked on."""
    points = st.session_state["index_chart"]["selection"]["points"]
    if not points:
        controls.set_choice("event", "")
        return
    ids = [point["customdata"] for point in points if point.get("customdata")]
    if not ids:
        view = controls.view()
        events, _ = _events(view.index, view.window)
        far = (events["date_start"] - pd.Timestamp(points[0]["x"])).abs()
        ids = events.loc[far == far.min(), "event_id"].to_list()
    if ids:
        controls.set_choice("event", ids[0])


def _change(index: Keyed, window: tuple[str, str]) -> None:
    """What moved the index over the window, with the way to every step."""
    with st.container(border=True):
        first, last = _change_in_words(index, window)
        if first != last and st.button("Every step of this change", icon=":material/waterfall_chart:", type="tertiary"):
            controls.set_choice("start", first)
            controls.set_choice("end", last)
            controls.set_choice("node", index.definition.index)
            st.switch_page(registry.streamlit_page(registry.page("drivers")))


@parts.still
def _change_in_words(index: Keyed, window: tuple[str, str]) -> tuple[str, str]:
    first, last = parts.ends(index, window)
    if first == last:
        st.markdown("Too few months of this window have an index that is fresh enough to tell a change.")
        return first, last
    with backend.sentences():
        sentence = window_sentence(index, pd.Period(first, "M"), pd.Period(last, "M"))
        st.markdown(f"**In this window:** {backend.plain(sentence)}")
        parts.conventions(index, index.change(first, last), first, last)
    parts.how_sure_of_change(index, first, last)
    return first, last


@parts.still
def _events(index: Keyed, window: tuple[str, str]) -> tuple[pd.DataFrame, dict[str, str]]:
    """The events that began in the window, and their lines by their ids."""
    events = named_events(index, backend.events(index.pair, index.as_of), window)
    return events, dict(zip(events["event_id"], events["label"], strict=True))


@parts.still
def _named_events(index: Keyed, window: tuple[str, str]) -> None:
    """The numbered events in words."""
    inside = [
        f"**{int(row.number)}** {row.date_start:%b %Y} {backend.plain(row.title)}"
        for row in _events(index, window)[0].dropna(subset="number").itertuples()
    ]
    if inside:
        half = -(-len(inside) // 2)
        for column, lines in zip(st.columns(2), (inside[:half], inside[half:]), strict=True):
            column.markdown("  \n".join(lines))


def _event(index: Keyed, event: pd.Series) -> None:
    """What is recorded of one event, and where the index stood around it."""
    kind = backend.catalog().kind(event["kind"])[1].title
    ended = "" if pd.isna(event["date_end"]) else f" to {event['date_end']:%d %B %Y}"
    url = str(event["source_url"])
    source = f" · [Source]({url})" if re.fullmatch(r"https?://[^\s<>()]+", url) else ""
    month = event["date_start"].to_period("M")
    stood = index.index.reindex([month - 1, month, month + 12]).dropna()
    values = listing([f"{number(value)} in {month_name(at)}" for at, value in stood.items()])
    with st.container(border=True):
        st.markdown(f"**{backend.plain(event['title'])}**")
        st.markdown(f"{event['date_start']:%d %B %Y}{ended} · {backend.plain(kind)}{source}")
        if values:
            st.markdown(backend.plain(f"The index stood at {values}. This says when, not why."))


def _all_events(events: pd.DataFrame) -> None:
    """All events of the window, read only when asked for."""
    with st.expander(
        f"All {len(events)} events in the window", icon=":material/event:", key="all_events", on_change="rerun"
    ) as asked:
        if not asked.open:
            return
        listed = events.iloc[::-1]

        def follow() -> None:
            rows = st.session_state["event_table"]["selection"]["rows"]
            controls.set_choice("event", listed["event_id"].iloc[rows[0]] if rows else "")

        st.dataframe(
            backend.cells(backend.kinds_in_words(listed[["date_start", "date_end", "kind", "title", "source_url"]])),
            hide_index=True,
            key="event_table",
            on_select=follow,
            selection_mode="single-row",
            column_config={
                "date_start": st.column_config.DateColumn("From", format="YYYY-MM-DD"),
                "date_end": st.column_config.DateColumn("To", format="YYYY-MM-DD"),
                "kind": "Kind",
                "title": st.column_config.TextColumn("What happened", width="large"),
                "source_url": st.column_config.LinkColumn("Source"),
            },
            alt="Events that concern the pair, the latest first, with dates, kind and source.",
        )


@parts.still
def _scale(index: Keyed) -> None:
    definition = index.definition
    with st.expander("What 0 and 100 stand for, and what the index cannot see", icon=":material/straighten:"):
        limits = [f"- {backend.plain(limit)}" for limit in definition.limits]
        st.markdown(
            f"{backend.plain(definition.description)}\n\n**0** {backend.plain(definition.zero)}\n\n"
            f"**100** {backend.plain(definition.hundred)}\n\n" + "\n".join(limits)
        )


@parts.still
def _groups(index: Keyed, window: tuple[str, str]) -> Chart:
    """One small chart a group, all with the same window and scale."""
    return parts.chart(groups_chart(index, window=window), "groups")


@parts.still
def _axes(index: Keyed) -> Chart:
    """The two axes against each other: the same index can come from opposite corners."""
    definition, weights = index.definition, index.definition.nominal_weights()
    said = "Each point is a December, darker the later it is. "
    if all(name in weights for axis in index.axes for name in definition.leaves(axis)):
        shares = {axis: sum(weights[name] for name in definition.leaves(axis)) for axis in index.axes}
        told = [f"{definition.label(axis)} {percent(share)}" for axis, share in shares.items()]
        said += f"Weight in the index: {listing(told)}; the same index can come from different corners."
    else:
        said += "Neither is a part of the index: both stand beside it."
    st.markdown(backend.plain(said))
    return parts.chart(plane_chart(index), "plane")


@parts.still
def _month_table(index: Keyed) -> pa.Table:
    assert index.headline is not None
    table = index.month_table(index.headline.month)
    carried = table["carried"].map({True: "carried", False: ""})
    figures = table["value"].map(lambda value: float(f"{value:.4g}"))  # as `explain.figure` writes them
    return pa.Table.from_pandas(table.assign(carried=carried, value=figures), preserve_index=False)


def _components(index: Keyed) -> None:
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
