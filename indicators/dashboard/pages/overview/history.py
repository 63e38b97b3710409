"""The index over time with what happened: a chart and a list of events that choose each other, and what moved it."""

from __future__ import annotations

import re

import pandas as pd
import streamlit as st

from indicators.charts import Chart, begun_within, index_chart, labelled_events
from indicators.dashboard import registry
from indicators.dashboard.ui import cache, controls, parts, state
from indicators.dashboard.ui.cache import CachedIndex
from indicators.dashboard.ui.language import Markdown, say
from indicators.dashboard.ui.table import Column, table
from indicators.model import EventSupport
from indicators.text import day_name, listing, month_name, number
from indicators.wording.change import window_sentence


@state.fragment
def draw(index: CachedIndex, window: tuple[str, str]) -> None:
    """The index over time with what happened. An event is chosen in the chart, the box or the table, and told."""
    events, titles = _events(index, window)
    above = st.container()
    _named_events(index, window)
    chosen = controls.choose(
        say("Event"),
        ["", *reversed(titles)],
        "",
        key="event",
        names=lambda event: titles.get(event) or say("Choose one here or in the chart to read about it"),
    )
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


@parts.cached_fragment
def _chart(index: CachedIndex, window: tuple[str, str], chosen: str) -> Chart:
    """The index with its axes, named events, and the band of other choices where it can be drawn."""
    if index.index[window[0] : window[1]].isna().all():
        st.info(
            say(
                "The index has no value between {start} and {end}; choose another window at the side.",
                start=window[0],
                end=window[1],
            ),
            icon=":material/info:",
        )
    return index_chart(
        index,
        window=window,
        events=_events(index, window)[0],
        band=parts.band(index),
        wider=parts.band(index, "choices and data"),
        chosen=chosen,
    )


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
                label=say("Every step of this change"),
                icon=":material/waterfall_chart:",
                query_params=state.link({"start": [first], "end": [last], "node": [index.definition.index]}),
            )


@parts.cached_fragment
def _change_in_words(index: CachedIndex, window: tuple[str, str]) -> tuple[str, str]:
    first, last = parts.ends(index, window)
    if first == last:
        st.markdown(say("Too few months of this window have an index that is fresh enough to tell a change."))
        return first, last
    with cache.sentences():
        change = index.change(first, last)
        sentence = window_sentence(index, change, pd.Period(first, "M"), pd.Period(last, "M"))
        st.markdown(say("**In this window:** {sentence}", sentence=sentence))
        parts.behind(index, change, first, last)
    parts.how_sure_of_change(index, first, last)
    return first, last


@parts.cached_fragment
def _events(index: CachedIndex, window: tuple[str, str]) -> tuple[pd.DataFrame, dict[str, str]]:
    """The events that began in the window, and their lines by their ids."""
    events = begun_within(_all(index), window)
    return events, dict(zip(events["event_id"], events["label"], strict=True))


@parts.cached_fragment
def _all(index: CachedIndex) -> pd.DataFrame:
    return labelled_events(index, cache.events(index.pair, index.as_of))


@parts.cached_fragment
def _named_events(index: CachedIndex, window: tuple[str, str]) -> None:
    """The numbered events in words."""
    events, _ = _events(index, window)
    named = events[events["number"].notna()]
    inside = [
        say("**{number}** {month} {title}", number=int(at), month=f"{day:%b %Y}", title=title)
        for at, day, title in zip(named["number"], named["date_start"], named["title"], strict=True)
    ]
    if inside:
        half = -(-len(inside) // 2)
        for column, lines in zip(st.columns(2), (inside[:half], inside[half:]), strict=True):
            column.markdown("  \n".join(lines))


def _event(index: CachedIndex, event: pd.Series) -> None:
    """What is recorded of one event, and where the index stood around it."""
    kind = cache.catalog().kind(event["kind"])[1].title
    began, ended, url = day_name(event["date_start"]), event["date_end"], str(event["source_url"])
    when = began if pd.isna(ended) else say("{start} to {end}", start=began, end=day_name(ended))
    line = say("{when} · {kind}", when=when, kind=kind)
    support = cache.catalog().support.get(event["event_id"], EventSupport())
    pages = [
        page for page in (url, *(page for page, _ in support.sources)) if re.fullmatch(r"https?://[^\s<>()]+", page)
    ]
    source = "".join(say(" · [Source]({url})", url=Markdown(page)) for page in pages)
    month = event["date_start"].to_period("M")
    around = index.index.reindex([month - 1, month, month + 12]).dropna()
    values = [say("{value} in {month}", value=number(value), month=month_name(at)) for at, value in around.items()]
    with st.container(border=True):
        st.markdown(say("**{title}**", title=event["title"]))
        st.markdown(line + source)
        if support.bounds:
            st.caption(" ".join(_bounds(support)))
        if values:
            text = Markdown(listing([*values]))
            st.markdown(say("The index stood at {values}. This says when, not why.", values=text))


def _bounds(support: EventSupport) -> list[str]:
    """Between which days an event began and ended, where the days of its row are not certain."""
    known = {name: day_name(day) for name, day in support.bounds.items()}
    sentences: list[str] = []
    match known.get("date_start_from"), known.get("date_start_to"):
        case str(first), str(last):
            sentences.append(say("It began between {first} and {last}.", first=first, last=last))
        case str(first), None:
            sentences.append(say("It began on {first} or later.", first=first))
        case None, str(last):
            sentences.append(say("It began by {last}.", last=last))
    match known.get("date_end_from"), known.get("date_end_to"):
        case str(first), str(last):
            sentences.append(say("It ended between {first} and {last}.", first=first, last=last))
        case str(first), None:
            sentences.append(say("It ended on {first} or later.", first=first))
        case None, str(last):
            sentences.append(say("It ended by {last}.", last=last))
    return sentences


COLUMNS = [
    Column("date_start", "From", "day"),
    Column("date_end", "To", "day"),
    Column("kind", "Kind"),
    Column("title", "What happened", "text", "large"),
    Column("source_url", "Source", "link"),
    Column("source_2", "Second source", "link"),
]


def _all_events(events: pd.DataFrame) -> None:
    """All events of the window, read only when asked for."""
    title = say("All {count} events in the window", count=len(events))
    with st.expander(title, icon=":material/event:", key="all_events", on_change="rerun") as box:
        if box.open:
            rows = events.iloc[::-1]
            table(
                cache.kinds_in_words(rows),
                COLUMNS,
                alt=say("Events that concern the pair, the latest first, with dates, kind and source."),
                key="event_table",
                on_select=lambda at: controls.set_choice("event", rows["event_id"].iloc[at[0]] if at else ""),
            )
