"""The whole view stands in the address: what a person set on a page, another finds by the link, on every page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from visitor import Visitor

from indicators.dashboard.registry import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Act = Callable[[Visitor], None]

PARTNERS = "definition=us-partners&pair=USA-GRC&as_of=2025-06-30&window=2000-01&window=2021-12"


def choices(*made: tuple[str, str]) -> Act:
    """Choose in some lists, one after another."""

    def act(visitor: Visitor) -> None:
        for label, option in made:
            visitor.choose(label, option)

    return act


def reweigh(visitor: Visitor) -> None:
    """Move a weight and have the audit computed; which tab of the controls is open is no part of the view."""
    visitor.page.get_by_role("tab", name="Weights").click()
    visitor.turn(visitor.page.get_by_role("slider", name="Trade").first, "ArrowRight", 3)
    visitor.page.get_by_role("tab").first.click()
    with visitor.asking():
        visitor.page.get_by_text("Compute the audit").click()
    expect(visitor.page.get_by_role("heading", name="Without each component")).to_be_visible(timeout=60_000)


def overlay(visitor: Visitor) -> None:
    """Draw three series in another unit."""
    visitor.choose("Series", "Goods trade, United States → Greece")
    choices(("Unit", "Index"), ("Frequency", "Annual"), ("Draw", "Below one another"), ("Base", "2010"))(visitor)


def cut(visitor: Visitor) -> None:
    """Choose a table and only the months of the window."""
    choices(("Form", "CSV"), ("Table", "Contributions"))(visitor)
    with visitor.asking():
        visitor.page.get_by_text("Only the window on screen", exact=True).click()


def nothing(_: Visitor) -> None:
    """A page without controls of its own."""


ACTS: dict[str, tuple[str, Act, set[str]]] = {
    "overview": (
        "as_of=2025-06-30&window=2000-01&window=2021-12",
        choices(("Event", "CAATSA"), ("Component", "US forces in Türkiye"), ("Month", "June 2019")),
        {"event", "component", "month"},
    ),
    "indicators": (PARTNERS, overlay, {"shown", "unit", "freq", "layout", "base"}),
    "drivers": (
        PARTNERS,
        choices(("From", "March 2010"), ("To", "March 2018"), ("Of", "Size of ties"), ("Component", "Visits")),
        {"start", "end", "node", "component"},
    ),
    "what_if": (PARTNERS, reweigh, {"scenario", "audit"}),
    "trends": (PARTNERS, choices(("Series", "Affinity"), ("Months ahead", "24")), {"series", "months"}),
    "claims": (
        "definition=us-partners&pair=USA-GRC&window=2000-01&window=2021-12",
        choices(("Statement", "Russia's war moves the two closer")),
        {"claim"},
    ),
    "pairs": (
        PARTNERS,
        choices(
            ("Partners", "France"), ("Draw", "Side by side"), ("First", "Germany"), ("Second", "Poland"),
            ("Ranks in", "December 2015"), ("Partner", "Italy"), ("Across", "Trade"), ("Up", "Visits"),
            ("In", "May 2012"),
        ),
        {"partners", "draw", "first", "second", "ranks", "position", "across", "up", "at"},
    ),
    "data": (PARTNERS, nothing, set()),
    "snapshots": (PARTNERS, cut, {"form", "table", "cut"}),
    "vintages": (
        "as_of=2025-06-30&window=2000-01&window=2021-12",
        choices(("Known from", "June 2020"), ("Known to", "December 2021"), ("In steps of", "every three months")),
        {"from", "to", "every"},
    ),
    "method": (PARTNERS, nothing, set()),
    "validity": (PARTNERS, nothing, set()),
}  # fmt: skip
"""For each page: what is asked for everywhere, what a person sets on the page, and the keys that then stand there."""


def test_no_page_is_left_out() -> None:
    assert set(ACTS) == {page.id for page in PAGES}


@pytest.mark.parametrize("id", list(ACTS))
def test_what_one_sets_another_finds_by_the_link(
    visitor: Visitor, new_page: Callable[..., Page], dashboard: str, id: str
) -> None:
    everywhere, act, keys = ACTS[id]
    visitor.open(f"{'' if id == PAGES[0].id else id}?{everywhere}")
    act(visitor)
    visitor.page.mouse.move(0, 0)
    view, link = visitor.view(), visitor.page.url
    asked = visitor.asked()
    assert keys <= asked.keys()
    assert asked.items() >= Visitor.read(everywhere).items()
    visitor.keep(f"link-{id}")

    other = Visitor(new_page(), dashboard)
    other.open(link)
    assert other.view() == view
    assert other.asked() == asked


def test_the_same_address_asked_for_again_shows_the_same(visitor: Visitor) -> None:
    """In the tab where it was set; in the tab of another it is looked at for every page."""
    everywhere, act, _ = ACTS["drivers"]
    visitor.open(f"drivers?{everywhere}")
    act(visitor)
    visitor.page.mouse.move(0, 0)
    view = visitor.view()
    visitor.reload()
    assert visitor.view() == view


def test_the_view_goes_along_from_page_to_page(visitor: Visitor) -> None:
    """The next page is turned to as soon as one is there: what stands on it is looked at above."""
    asked = Visitor.read(PARTNERS)
    visitor.open(f"?{PARTNERS}")
    for page in PAGES[1:]:
        visitor.page.get_by_role("link", name=page.title, exact=True).click()
        visitor.page.wait_for_url(lambda url, id=page.id: f"/{id}?" in url and is_asked(url, asked), timeout=60_000)
        expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()


def is_asked(url: str, asked: dict[str, list[str]]) -> bool:
    """Whether an address asks for all of this."""
    return Visitor.read(url.partition("?")[2]).items() >= asked.items()


def test_a_copied_link_pins_the_day_and_the_window(
    visitor: Visitor, new_page: Callable[..., Page], dashboard: str
) -> None:
    visitor.open("drivers?start=2010-03&window=2005-01&window=2020-12")
    visitor.page.get_by_role("button", name="Link to this view").click()
    link = visitor.page.get_by_test_id("stPopoverBody").locator("code").inner_text()
    pinned = Visitor.read(link.partition("?")[2])
    assert pinned.keys() >= {"as_of", "window", "pair", "definition", "start"}

    other = Visitor(new_page(), dashboard)
    other.open(link)
    expect(other.page.get_by_role("combobox", name="From", exact=True)).to_have_value("March 2010")
    expect(other.page.get_by_test_id("stAlert")).to_have_count(0)
    assert other.asked()["window"] == ["2005-01", "2020-12"]


def test_what_a_link_asks_for_and_is_not_there_is_said(visitor: Visitor) -> None:
    visitor.open("?pair=USA-XXX&window=1890-01&window=1891-01&as_of=yesterday")
    said = visitor.page.get_by_test_id("stAlert")
    for key in ("pair = USA-XXX", "window = 1890-01, 1891-01", "as_of = yesterday"):
        expect(said.filter(has_text=key)).to_be_visible()


def back(visitor: Visitor) -> None:
    """Go back in the browser by one entry."""
    with visitor.asking():
        visitor.page.evaluate("history.back()")


def test_back_goes_back_one_view(visitor: Visitor) -> None:
    """Three controls of different kinds, on a pair, a day and a switch that are not the first ones."""
    page = visitor.page
    visitor.open("what_if?pair=USA-GRC&definition=us-partners&as_of=2025-06-30&audit=true")
    views, links = [visitor.view()], [page.url]

    def seen() -> None:
        views.append(visitor.view())
        links.append(page.url)

    visitor.choose("Pair", "Germany")
    seen()
    with visitor.asking():
        page.get_by_text("Compute the audit").click()
    seen()
    with visitor.asking():
        page.get_by_text("10 y", exact=True).click()
    seen()
    assert len(set(links)) == 4
    for view, link in list(zip(views, links, strict=True))[-2::-1]:
        back(visitor)
        assert page.url == link
        assert visitor.view() == view
    with visitor.asking():
        page.evaluate("history.forward()")
    assert (page.url, visitor.view()) == (links[1], views[1])


def test_back_goes_back_one_page(visitor: Visitor) -> None:
    """By the navigation and by a link in the page, from and to pages with controls of their own."""
    visitor.open("?pair=USA-TUR&as_of=2024-05-01")
    visitor.choose("Event", "CAATSA")
    links = [visitor.page.url]
    for title in ("Data", "Overview"):
        visitor.go(title)
        links.append(visitor.page.url)
    with visitor.asking():
        visitor.page.get_by_role("link", name="Every step of this change").click()
    assert visitor.asked().keys() == {"pair", "as_of", "start", "end", "node"}
    for link in links[::-1]:
        back(visitor)
        assert visitor.page.url == link
    expect(visitor.page.get_by_role("combobox", name="Event", exact=True)).not_to_have_value("")
