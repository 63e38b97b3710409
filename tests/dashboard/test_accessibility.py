"""Whoever cannot see the screen, cannot use a mouse, or holds a phone: every page can be read, reached and operated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from visitor import Visitor

from indicators.dashboard.registry import PAGES

pytestmark = pytest.mark.browser

STREAMLITS_OWN = [
    # The small line of a metric is drawn by Streamlit, with an empty group of marks that stands for the point under the
    # mouse and is announced as a picture without a name. No argument of `st.metric` names or removes it.
    ("svg-img-alt", "_highlighted_points_marks"),
]
"""Findings that cannot be reached from our code: the rule and what the element's selector ends with."""

SCHEMES = [(390, "light"), (390, "dark"), (1440, "light"), (1440, "dark"), (1920, "light")]


def link(id: str) -> str:
    """A page's place in the address: the first is the start page."""
    return "" if id == PAGES[0].id else id


def findings(page: Page) -> list[str]:
    """What axe-core calls serious or critical, each with the element."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
        if not any(violation["id"] == rule and str(node["target"][-1]).endswith(end) for rule, end in STREAMLITS_OWN)
    ]


@pytest.mark.parametrize(("width", "scheme"), SCHEMES)
def test_every_page_fits_and_can_be_read_aloud(
    new_page: Callable[..., Page], dashboard: str, width: int, scheme: str
) -> None:
    visitor = Visitor(new_page(viewport={"width": width, "height": 900}, color_scheme=scheme), dashboard)
    for id in (page.id for page in PAGES):
        visitor.open(link(id))
        visitor.keep(f"{id}-{width}-{scheme}")
        in_order_and_described(visitor.page, f"{id} at {width} px")
        if width != 1920:
            assert findings(visitor.page) == [], f"{id}, {scheme}, {width} px"
        if width == 1440:
            unfold(visitor)
            visitor.keep(f"{id}-unfolded-{scheme}")
            assert findings(visitor.page) == [], f"{id}, unfolded, {scheme}"
            for name in ("Download and cite", "Link to this view"):
                with menu(visitor, name):
                    assert findings(visitor.page) == [], f"{id}, {name}, {scheme}"


def in_order_and_described(page: Page, where: str) -> None:
    """Nothing to scroll sideways, one title, headings in their order, and words for every chart."""
    wide = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{where}: {wide} px too wide"
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels)), f"{where}: headings {levels}"
    for chart in page.get_by_test_id("stPlotlyChart").all():
        assert len(chart.get_attribute("aria-label") or "") > 20, f"{where}: a chart without a description"


def unfold(visitor: Visitor) -> None:
    """Open the first few parts of a page that are folded."""
    folded = visitor.page.locator("[data-testid=stExpander] details:not([open]) > summary")
    for place in reversed(range(min(folded.count(), 3))):
        folded.nth(place).click()
    visitor.page.mouse.move(0, 0)
    visitor.settled()


@contextmanager
def menu(visitor: Visitor, name: str) -> Iterator[None]:
    """The first menu of a name, open, with the mouse away from it: what is under the mouse has the theme's colour."""
    button = visitor.page.get_by_role("button", name=name).first
    if not button.count():
        yield
        return
    button.click()
    expect(visitor.page.get_by_test_id("stPopoverBody")).to_be_visible()
    visitor.page.mouse.move(0, 0)
    visitor.settled()
    visitor.page.wait_for_timeout(500)  # colours fade in
    yield
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.get_by_test_id("stPopoverBody")).to_have_count(0)


FOCUSED = """() => {
  const on = document.activeElement;
  const label = on.getAttribute('aria-label') || on.innerText || '';
  const place = on.closest('[data-testid=stSidebar]') ? 'side' : on.closest('header') ? 'top' : 'page';
  return [place, label.replace(/\\s+/g, ' ').trim().slice(0, 80)];
}"""


def test_the_keyboard_reaches_navigation_controls_and_chart_menus(visitor: Visitor) -> None:
    page = visitor.page
    for id in (page.id for page in PAGES):
        visitor.open(link(id))
        menus = page.get_by_test_id("stMain").get_by_role("button", name="Download and cite").count()
        reached: list[tuple[str, str]] = []
        for _ in range(160):
            page.keyboard.press("Tab")
            place, label = page.evaluate(FOCUSED)
            if label == "Skip to main content":
                continue
            reached.append((place, label))
            if (menus == 0 and place == "page") or "Download and cite" in label:
                break
        labels = {place: [label for where, label in reached if where == place] for place in ("top", "side", "page")}
        assert all(any(info.title in label for label in labels["top"]) for info in PAGES), f"{id}: {labels['top']}"
        for control in ("Definition", "Pair", "Window", "Link to this view"):
            assert any(control in label for label in labels["side"]), f"{id}: {control} is not in {labels['side']}"
        assert labels["page"], f"{id}: nothing on the page can be reached"
        assert not menus or "Download and cite" in reached[-1][1], f"{id}: no chart menu in {labels['page']}"


def test_a_chart_menu_opens_and_gives_its_file_without_a_mouse(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("drivers")
    page.get_by_role("button", name="Download and cite").first.focus()
    page.keyboard.press("Enter")
    file = page.get_by_role("button", name="CSV", exact=True)
    expect(file).to_be_visible()
    file.focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".csv")
