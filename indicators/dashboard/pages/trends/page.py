"""What the index does over time: one panel a question, each with its sentence, chart, numbers and method."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from indicators.dashboard.pages.trends.answers import Answers
from indicators.dashboard.pages.trends.panel import panel
from indicators.dashboard.ui import cache, controls, parts
from indicators.dashboard.ui.cache import CachedIndex
from indicators.dashboard.ui.language import say
from indicators.errors import TrendError
from indicators.index import Index
from indicators.index.trend_series import series_ids, trend_series
from indicators.trends.question import QUESTIONS, Question, question

HORIZONS = ("6", "12", "24", "36")
ROOM = 24
"""Months before and after a date that an intervention compares."""


def render() -> None:
    """Draw the page from top to bottom; what takes long fills in when it is ready."""
    view = controls.view()
    st.title(say("Trends"), anchor=False)
    if view.index.headline is None:
        parts.no_index(view.index)
        return
    st.markdown(
        say(
            "Each panel asks one question of the series, and says so when the figures cannot answer it. The figures "
            "were summed, faded and held before they were scored, which alone makes waves; so the evidence is how "
            "often worlds in which nothing happens show as much after the same steps."
        )
    )
    answers = Answers(view, _series(view.index), cache.events(view.pair, view.as_of))
    for place, asked in enumerate(map(question, QUESTIONS)):
        with st.container(border=True):
            st.header(say(asked.title), anchor=False)
            option, together = _option(answers, asked), asked.id == "shifts" and _together()
            panel(answers, asked, option, together=together, first=place == 0)


def _series(index: Index) -> str:
    """Which series is asked about."""
    definition, ids = index.definition, series_ids(index)

    def name(node: str) -> str:
        if node in definition.groups:
            return definition.label(node)
        return f"{definition.label(definition.components[node].parent)}: {definition.label(node)}"

    help = say(
        "The index, an axis, a group or a component, as scores from 0 to 100 within the window. A series ends where "
        "too much of its weight is carried from earlier months."
    )
    return controls.choose("Series", ids, ids[0], key="series", names=name, help=help)


def _together() -> bool:
    """Whether all groups are tested together, which takes a while."""
    help = say("One group after another finds something. Takes some seconds.")
    return controls.toggle("Test all groups together", key="groups", help=help)


def _option(answers: Answers, asked: Question) -> str:
    """What a question asks for beside the series."""
    if "months" in asked.options:
        return controls.choose("Months ahead", HORIZONS, "12", key="months", names=str)
    return _date(answers) if "month" in asked.options else ""


def _date(answers: Answers) -> str:
    """A month of the series, the named events beside theirs; at first the latest of these with room around it."""
    months, first, names = _dates(answers.view.index, answers.node, answers.view.window, answers.events)
    help = say("The first month in which what happened can show. Components that code it are left out by name.")
    return controls.choose("Date", months, first, key="date", names=names.__getitem__, help=help)


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=cache.by_key)
def _dates(
    index: CachedIndex, node: str, window: tuple[str, str], _events: pd.DataFrame
) -> tuple[list[str], str, dict[str, str]]:
    """The months that can be asked about, the latest first; which of them at first; how they are written."""
    try:
        names = parts.month_names(trend_series(index, node, window).index)
    except TrendError:
        names = parts.month_names(index.index.index)
    named = _events[_events["event_id"].isin(index.definition.annotate)]
    titles = dict(zip(named["date_start"].dt.to_period("M").astype(str), named["title"], strict=True))
    months = list(names)
    inside = months[ROOM : len(months) - ROOM + 1] or months
    labels = {month: f"{names[month]}: {titles[month]}" if month in titles else names[month] for month in inside}
    first = next((month for month in reversed(inside) if month in titles), inside[len(inside) // 2])
    return inside[::-1], first, labels
