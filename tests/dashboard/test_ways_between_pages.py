"""What leads from one page to another takes along what is chosen for all pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from visitor import Visitor

pytestmark = pytest.mark.browser


def test_every_step_of_a_change_is_shown_for_the_same_window_and_day(visitor: Visitor) -> None:
    visitor.open("?window=2016-01&window=2020-12&as_of=2024-05-01")
    with visitor.asking():
        visitor.page.get_by_role("link", name="Every step of this change").click()
    expect(visitor.page.get_by_role("heading", name="What drives the index")).to_be_visible()
    month = {"start": ["2016-01"], "end": ["2020-12"], "node": ["index"]}
    assert visitor.asked() == {"window": ["2016-01", "2020-12"], "as_of": ["2024-05-01"]} | month
    expect(visitor.page.get_by_text("From January 2016 to December 2020 the index")).to_be_visible()


def test_the_whole_change_is_shown_where_the_page_itself_would_begin_with_the_last_year(visitor: Visitor) -> None:
    visitor.open()
    with visitor.asking():
        visitor.page.get_by_role("link", name="Every step of this change").click()
    assert visitor.asked()["start"] == ["1985-12"]
    expect(visitor.page.get_by_text("From December 1985 to December 2025 the index")).to_be_visible()


def test_a_component_that_somebody_chose_goes_along_even_where_it_moved_most(visitor: Visitor) -> None:
    component = visitor.page.get_by_role("combobox", name="Component", exact=True)
    visitor.open()
    visitor.choose("Component", "LNG from the United States")
    visitor.choose("Month", "January 2022")
    visitor.go("Drivers")
    assert visitor.asked() == {"component": ["lng"], "month": ["2022-01"]}
    visitor.choose("From", "January 2018")
    visitor.choose("To", "December 2019")
    expect(component).to_have_value("LNG from the United States")
    visitor.go("Overview")
    expect(component).to_have_value("LNG from the United States")
    assert visitor.asked().items() >= {"component": ["lng"], "month": ["2022-01"]}.items()
