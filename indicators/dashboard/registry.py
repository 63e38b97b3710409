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

    def render(self) -> None:
        """Import the page when it is first shown and draw it."""
        import_module(f"indicators.dashboard.{self.id}").render()


PAGES = (
    PageInfo(
        "overview",
        "Overview",
        ":material/monitoring:",
        "Where do relations stand, since when, why, and how sure is that?",
        {"component": "the component followed down to its figures", "month": "the month it is followed in"},
    ),
    PageInfo(
        "drivers",
        "Drivers",
        ":material/waterfall_chart:",
        "What made the index, and what moved it between two months?",
        {"start": "first month compared", "end": "second month compared", "node": "the group whose change is shown"},
    ),
    PageInfo(
        "data",
        "Data",
        ":material/database:",
        "What is stored, where is it from, and how do I add to it?",
    ),
)


def streamlit_page(page: PageInfo) -> Any:
    """The page as Streamlit's navigation wants it; the first one is the start page."""
    run: Callable[[], None] = page.render
    return st.Page(run, title=page.title, icon=page.icon, url_path=page.id, default=page is PAGES[0])
