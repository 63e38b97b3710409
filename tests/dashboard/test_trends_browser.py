"""The Trends page in a real browser: panels fill in beside one another, and controls stand in the URL."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from indicators.index import Index
from indicators.trends.question import QUESTIONS

pytestmark = pytest.mark.browser


def test_every_panel_fills_in(page: Page, dashboard: str, turkiye: Index) -> None:
    page.goto(f"{dashboard}/trends")
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text("How this was computed")).to_have_count(len(QUESTIONS), timeout=120_000)
    expect(page.locator(".js-plotly-plot")).to_have_count(len(QUESTIONS) + 1)
    expect(page.get_by_text("Series in which nothing happens show")).to_be_visible()
    expect(page.get_by_text("Forecast interval, 80 %").first).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth") <= 0


def test_the_chosen_series_stands_in_the_url_and_comes_back(page: Page, dashboard: str) -> None:
    page.goto(f"{dashboard}/trends?series=trade&months=24")
    expect(page.get_by_text("in the score of Trade").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text("How this was computed")).to_have_count(len(QUESTIONS), timeout=120_000)
    page.get_by_text("Test all groups together").click()
    expect(page.get_by_text("shifts are to be believed in")).to_be_visible(timeout=120_000)
    assert {"series=trade", "months=24", "groups=true"} == set(page.url.partition("?")[2].split("&"))
