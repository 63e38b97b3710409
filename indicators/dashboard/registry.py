"""The pages there are, in the order of the navigation. The documentation's table is made from this."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import streamlit as st


@dataclass(frozen=True)
class PageInfo:
    """A page: its place in the URL, its title, what it answers, and the URL keys of its own controls."""

    id: str
    title: str
    icon: str
    answers: str
    url_keys: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Its place in the address: the first page is the start page, which stands at the root alone."""
        return "/" if self is PAGES[0] else f"/{self.id}"

    def render(self) -> None:
        """Import the page when it is first shown and draw it."""
        import_module(f"indicators.dashboard.pages.{self.id}.page").render()


PAGES = (
    PageInfo(
        "overview",
        "Overview",
        ":material/monitoring:",
        "Where do relations stand, since when, why, and how sure is that?",
        {
            "event": "the event told",
            "component": "the component followed down to its figures",
            "month": "the month it is followed in",
        },
    ),
    PageInfo(
        "indicators",
        "Indicators",
        ":material/query_stats:",
        "What does each published series say, in any unit and frequency, and where is it from?",
        {
            "shown": "the series drawn, one key each: indicator.frequency.from.to, as seen by the pair (trade.M.a.b)",
            "unit": "published, change, change_from_year_ago, percent_change, percent_change_from_year_ago, log or "
            "index_to",
            "freq": "own, Q or A",
            "layout": "overlay or multiples",
            "base": "year or month that an index is 100 in",
        },
    ),
    PageInfo(
        "drivers",
        "Drivers",
        ":material/waterfall_chart:",
        "What made the index, and what moved it between two months?",
        {
            "start": "first month compared",
            "end": "second month compared",
            "node": "the group whose change is shown",
            "component": "the component followed down to its figures, if not the one that moved most",
            "month": "the month it is followed in",
        },
    ),
    PageInfo(
        "what_if",
        "What if",
        ":material/experiment:",
        "What would the index be with other weights, methods, figures or acts, and how robust is it?",
        {"scenario": "all that is changed, in one line of text", "audit": "`true` computes how robust the index is"},
    ),
    PageInfo(
        "trends",
        "Trends",
        ":material/trending_up:",
        "What does it do over time: shifts, direction, season, regimes, turns, forecast, a second opinion, a date?",
        {
            "series": "the index, an axis, a group or a component",
            "groups": "`true` tests all groups together",
            "months": "how many months the forecast looks ahead",
            "date": "the first month in which an event can show",
        },
    ),
    PageInfo(
        "claims",
        "Claims",
        ":material/fact_check:",
        "What was said about relations, and does it hold?",
        {"claim": "the statement shown"},
    ),
    PageInfo(
        "validity",
        "Validity",
        ":material/verified:",
        "Does the index measure relations: what was expected beforehand, and what came out?",
    ),
    PageInfo(
        "pairs",
        "Pairs",
        ":material/compare_arrows:",
        "How close are the ties with one partner beside those with others, and how sure is the order?",
        {
            "partners": "the pairs drawn, one key each",
            "draw": "overlay or multiples",
            "first": "one of the two whose difference is shown",
            "second": "the other one",
            "ranks": "the month of the ranking",
            "position": "the pair whose rank is shown over the years",
            "across": "the score across",
            "up": "the score upwards",
            "at": "the month of the two scores",
        },
    ),
    PageInfo(
        "data",
        "Data",
        ":material/database:",
        "What is stored, where is it from, and how do I add to it?",
    ),
    PageInfo(
        "snapshots",
        "Snapshots",
        ":material/archive:",
        "How do I hand this on so that a sceptic can check it, and what differs from what was handed on before?",
        {
            "form": "the form of the file to build",
            "table": "the table in it",
            "cut": "`true` writes only the months of the window",
            "kept": "the kept snapshot shown",
            "old": "one of the two compared",
            "new": "the other one",
        },
    ),
    PageInfo(
        "vintages",
        "Vintages",
        ":material/history:",
        "What could have been known on any date, and what moved which month since?",
        {
            "from": "first month-end looked from",
            "to": "last one",
            "every": "months from one to the next",
            "since": "first of the two dates compared",
            "until": "second of them",
        },
    ),
    PageInfo(
        "method",
        "Method",
        ":material/menu_book:",
        "How is the index made, by which rules, from which sources, and how is it cited?",
    ),
)


def page(id: str) -> PageInfo:
    """The page of an id; StopIteration where there is none."""
    return next(page for page in PAGES if page.id == id)


def streamlit_page(page: PageInfo) -> Any:
    """The page as Streamlit's navigation wants it; the first one is the start page."""
    run: Callable[[], None] = page.render
    return st.Page(run, title=page.title, icon=page.icon, url_path=page.id, default=page is PAGES[0])
