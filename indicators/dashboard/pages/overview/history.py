"""The index over time with what happened: a chart and a list of events that choose each other, and what moved it."""

from __future__ import annotations

import re

import pandas as pd
import streamlit as st

from indicators.charts import Chart, begun_within, index_chart, labelled_events
from indicators.dashboard import registry
from indicators.dashboard.ui import cache, controls, parts, state
from indicators.dashboard.ui.cache import CachedIndex
from indicators.text import day_name, listing, month_name, number
from indicators.wording.change import window_sentence


@state.fragment
def draw(index: CachedIndex, window: tuple[str, str]) -> None:
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
def _chart(index: CachedIndex, window: tuple[str, str], chosen: str) -> Chart:
    """The index with its axes, named events, and the band of other choices where it can be drawn."""
    if index.index[window[0] : window[1]].isna().all():
        st.info(
            f"The index has no value between {window[0]} and {window[1]}; choose another window at the side.",
            icon=":material/info:",
        )
    return index_chart(index, window=window, events=_events(index, window)[0], band=parts.band(index), chosen=chosen)


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


def _change(index: CachedIndex, window: tuple[str, str]) -> None:
    """What moved the index over the window, with the way to every step."""
    with st.container(border=True):
        first, last = _change_in_words(index, window)
        if first != last:
            st.page_link(
                registry.streamlit_page(registry.page("drivers")),
                label="Every step of this change",
                icon=":material/waterfall_chart:",
                query_params=state.link({"start": [first], "end": [last], "node": [index.definition.index]}),
            )


@parts.still
def _change_in_words(index: CachedIndex, window: tuple[str, str]) -> tuple[str, str]:
    first, last = parts.ends(index, window)
    if first == last:
        st.markdown("Too few months of this window have an index that is fresh enough to tell a change.")
        return first, last
    with cache.sentences():
        change = index.change(first, last)
        sentence = window_sentence(index, change, pd.Period(first, "M"), pd.Period(last, "M"))
        st.markdown(f"**In this window:** {cache.plain(sentence)}")
        parts.behind(index, change, first, last)
    parts.how_sure_of_change(index, first, last)
    return first, last


@parts.still
def _events(index: CachedIndex, window: tuple[str, str]) -> tuple[pd.DataFrame, dict[str, str]]:
    """The events that began in the window, and their lines by their ids."""
    events = begun_within(_all(index), window)
    return events, dict(zip(events["event_id"], events["label"], strict=True))


@parts.still
def _all(index: CachedIndex) -> pd.DataFrame:
    return labelled_events(index, cache.events(index.pair, index.as_of))


@parts.still
def _named_events(index: CachedIndex, window: tuple[str, str]) -> None:
    """The numbered events in words."""
    events, _ = _events(index, window)
    named = events[events["number"].notna()]
    inside = [
        f"**{int(at)}** {day:%b %Y} {cache.plain(title)}"
        for at, day, title in zip(named["number"], named["date_start"], named["title"], strict=True)
    ]
    if inside:
        half = -(-len(inside) // 2)
        for column, lines in zip(st.columns(2), (inside[:half], inside[half:]), strict=True):
            column.markdown("  \n".join(lines))


def _event(index: CachedIndex, event: pd.Series) -> None:
    """What is recorded of one event, and where the index stood around it."""
    kind = cache.catalog().kind(event["kind"])[1].title
    ended = "" if pd.isna(event["date_end"]) else f" to {day_name(event['date_end'])}"
    url = str(event["source_url"])
    source = f" · [Source]({url})" if re.fullmatch(r"https?://[^\s<>()]+", url) else ""
    month = event["date_start"].to_period("M")
    stood = index.index.reindex([month - 1, month, month + 12]).dropna()
    values = listing([f"{number(value)} in {month_name(at)}" for at, value in stood.items()])
    with st.container(border=True):
        st.markdown(f"**{cache.plain(event['title'])}**")
        st.markdown(f"{day_name(event['date_start'])}{ended} · {cache.plain(kind)}{source}")
        if values:
            st.markdown(cache.plain(f"The index stood at {values}. This says when, not why."))


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
            cache.cells(cache.kinds_in_words(listed[["date_start", "date_end", "kind", "title", "source_url"]])),
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
