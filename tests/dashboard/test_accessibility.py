"""Whoever cannot see the screen, cannot use a mouse, or holds a phone: every page can be read, reached and operated."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from visitor import Visitor

from indicators.dashboard.registry import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Scheme = Literal["light", "dark"]

STREAMLITS_OWN = [
    # The small line of a metric is drawn by Streamlit, with an empty group of marks that stands for the point under the
    # mouse and is announced as a picture without a name. No argument of `st.metric` names or removes it.
    ("svg-img-alt", "_highlighted_points_marks"),
]
"""Findings that cannot be reached from our code: the rule and what the element's selector ends with."""

LOOKS: list[tuple[int, Scheme]] = [(1920, "light"), (1440, "light"), (1440, "dark"), (390, "dark"), (390, "light")]
"""Widths of a screen and the colours that its owner prefers."""

RULES: dict[Scheme, list[str] | None] = {"light": None, "dark": ["color-contrast", "link-in-text-block"]}
"""The rules for what is opened on a page: all of them, and those about colours, since what else there is stays."""


def link(id: str) -> str:
    """A page's place in the address: the first is the start page."""
    return "" if id == PAGES[0].id else id


def findings(page: Page, part: str | None = None, rules: list[str] | None = None) -> list[str]:
    """What axe-core calls serious or critical, each with the element: on all of a page or in the first of a part, by
    all rules or by some."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    found = Axe().run(page, context=part, options=options).response["violations"]
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
        if not any(violation["id"] == rule and str(node["target"][-1]).endswith(end) for rule, end in STREAMLITS_OWN)
    ]


@pytest.fixture(scope="module", params=[page.id for page in PAGES])
def opened(request: pytest.FixtureRequest, stays: Visitor) -> Visitor:
    """Each page, opened once for all that is looked at on it."""
    look(stays, 1440, "light")
    stays.open(link(request.param))
    return stays


def look(visitor: Visitor, width: int, scheme: Scheme) -> None:
    """Look at what is open on a screen so wide, in these colours."""
    visitor.page.set_viewport_size({"width": width, "height": 900})
    visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    visitor.page.wait_for_function(IS_IN, arg=scheme)
    visitor.page.evaluate("document.querySelector('h1')?.scrollIntoView()")
    visitor.rest()


IS_IN = """scheme => {
  const app = document.querySelector('[data-testid=stApp]');
  return !app || (getComputedStyle(app).backgroundColor.match(/\\d+/)[0] < 128) === (scheme === 'dark');
}"""
"""Whether the app, where there is one, is drawn in these colours."""


FOCUSED = """() => {
  const on = document.activeElement;
  const label = on.getAttribute('aria-label') || on.innerText || '';
  const place = on.closest('[data-testid=stSidebar]') ? 'side' : on.closest('header') ? 'top' : 'page';
  return [place, label.replace(/\\s+/g, ' ').trim().slice(0, 80)];
}"""


def test_the_keyboard_reaches_navigation_controls_and_chart_menus(opened: Visitor) -> None:
    page = opened.page
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
    assert all(any(info.title in label for label in labels["top"]) for info in PAGES), labels["top"]
    for control in ("Definition", "Pair", "Window", "Link to this view"):
        assert any(control in label for label in labels["side"]), f"{control} is not in {labels['side']}"
    assert labels["page"], "nothing on the page can be reached"
    assert not menus or "Download and cite" in reached[-1][1], f"no chart menu in {labels['page']}"


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_a_page_fits_and_can_be_read_aloud(opened: Visitor, width: int, scheme: Scheme) -> None:
    look(opened, width, scheme)
    opened.keep(f"{opened.place}-{width}-{scheme}")
    in_order_and_described(opened.page)
    if width != 1920:
        assert findings(opened.page) == []


def in_order_and_described(page: Page) -> None:
    """Nothing to scroll sideways, one title, headings in their order, and words for every chart."""
    assert page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth") <= 0, "too wide"
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels)), f"headings {levels}"
    for chart in page.get_by_test_id("stPlotlyChart").all():
        assert len(chart.get_attribute("aria-label") or "") > 20, "a chart without a description"


def test_what_is_folded_can_be_read_aloud(opened: Visitor) -> None:
    """The first few parts of a page that are folded."""
    opened.page.set_viewport_size({"width": 1440, "height": 900})
    folded = opened.page.locator("[data-testid=stExpander] details:not([open]) > summary")
    for number in reversed(range(min(folded.count(), 3))):
        folded.nth(number).click()
    opened.page.mouse.move(0, 0)
    opened.settled()
    in_both_colours(opened)
    opened.keep(f"{opened.place}-unfolded")


@pytest.mark.parametrize("name", ["Download and cite", "Link to this view"])
def test_an_open_menu_can_be_read_aloud(opened: Visitor, name: str) -> None:
    """The first menu of a name, with the mouse away from it: what is under the mouse has the theme's colour."""
    opened.page.set_viewport_size({"width": 1440, "height": 900})
    button = opened.page.get_by_role("button", name=name).first
    if not opened.page.get_by_test_id("stPlotlyChart").count() and name == "Download and cite":
        return  # no chart, no menu
    button.click()
    body = opened.page.get_by_test_id("stPopoverBody")
    expect(body).to_be_visible()
    opened.page.mouse.move(0, 0)
    opened.settled()
    in_both_colours(opened, "[data-testid=stPopoverBody]")
    opened.page.keyboard.press("Escape")
    expect(body).to_have_count(0)


def in_both_colours(visitor: Visitor, part: str | None = None) -> None:
    """All of a page or a part of it: by all rules in light, and in dark by those about colours."""
    now: Scheme = "dark" if visitor.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
    for scheme in sorted(RULES, key=now.__ne__):  # the colours at hand first
        look(visitor, 1440, scheme)
        assert findings(visitor.page, part, RULES[scheme]) == [], scheme


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
