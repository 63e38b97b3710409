"""What a person does at the dashboard, from the question to the answer, with a picture of every answer."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect
from visitor import Visitor

from indicators.catalog import Catalog
from indicators.cli import main
from indicators.index import Index, Origin, index_of
from indicators.store import Store
from indicators.text import number

pytestmark = pytest.mark.browser


def test_first_look(visitor: Visitor, turkiye: Index) -> None:
    """Where do relations stand, since when, why, how sure?"""
    visitor.open()
    headline = turkiye.headline
    assert headline is not None
    index = visitor.metric(f"Index, {headline.month.strftime('%B %Y')}")
    expect(index).to_contain_text(number(headline.value))
    expect(index).to_contain_text("in a year")
    for axis in turkiye.axes:
        at = turkiye.scores.scores.at[headline.month, axis]
        expect(visitor.metric(turkiye.definition.label(axis))).to_contain_text(number(at))
    expect(visitor.page.get_by_text("How sure:").first).to_be_visible()
    expect(visitor.page.get_by_text(re.compile(r"the index (rose|fell) by")).first).to_be_visible()
    expect(visitor.page.locator(".js-plotly-plot").first).to_be_visible()
    visitor.keep("first-look")


def test_change_the_pair(visitor: Visitor, shipped_store: Store, catalog: Catalog) -> None:
    """And how do they stand with Greece, and on what is that measured?"""
    visitor.open()
    visitor.choose("Definition", "US partners")
    visitor.choose("Pair", "United States – Greece")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("United States – Greece")
    expect(visitor.page.get_by_text("It measures ties, not relations").first).to_be_visible()
    headline = index_of(Origin(shipped_store, catalog), "us-partners", "USA-GRC").headline
    assert headline is not None
    expect(visitor.metric(f"Index, {headline.month.strftime('%B %Y')}")).to_contain_text(number(headline.value))
    assert visitor.asked() == {"definition": ["us-partners"], "pair": ["USA-GRC"]}
    visitor.keep("other-pair")


def test_zoom_in_and_change_a_weight(visitor: Visitor) -> None:
    """The window stays where it was set while weights change and when the page is changed."""
    visitor.open()
    with visitor.asking():
        visitor.page.get_by_test_id("stSidebar").get_by_role("radio", name="10 y").click()
    window = visitor.asked()["window"]
    assert len(pd.period_range(*window, freq="M")) == 120
    visitor.keep("zoomed-in")
    visitor.go("What if")
    visitor.page.get_by_role("tab", name="Weights").click()
    slider = visitor.page.get_by_role("slider", name="Economic axis")
    before = slider.input_value()
    visitor.turn(slider, "ArrowRight", times=3)
    assert float(slider.input_value()) > float(before)
    assert visitor.asked()["window"] == window
    assert visitor.asked()["scenario"] == [f"weight:economic={float(slider.input_value()):g}"]
    expect(visitor.page.get_by_text(re.compile(r"Economic axis weighs \d+, not 25")).first).to_be_visible()
    shown = visitor.page.evaluate(
        "document.querySelector('.js-plotly-plot').layout.xaxis.range.map(d => d.slice(0, 7))"
    )
    assert shown[0] == window[0]
    visitor.keep("zoomed-in-reweighed")


def test_drill_down_to_a_figure(visitor: Visitor) -> None:
    """Where does the figure of January 2022 for liquefied gas come from?"""
    visitor.open()
    visitor.go("Drivers")
    lng = "LNG from the United States"
    expect(visitor.page.get_by_role("combobox", name="Component", exact=True)).to_have_value(lng)  # it moved most
    visitor.choose("Month", "January 2022")
    assert visitor.asked() == {"month": ["2022-01"]}
    expect(visitor.page.get_by_text("January 2022: 45,081 million cubic feet")).to_be_visible()
    expect(visitor.page.get_by_text("figures behind it")).to_be_visible()
    steps = visitor.page.get_by_test_id("stTable")
    expect(steps.get_by_role("row").last).to_contain_text("points")
    source = visitor.page.get_by_role("link", name="Source").last
    assert re.match(r"https://www\.eia\.gov/", source.get_attribute("href") or "")
    source.scroll_into_view_if_needed()
    visitor.keep("down-to-the-figure")


def test_a_scenario_becomes_a_definition_of_ones_own(page: Page, writable_dashboard: str) -> None:
    """What would it be with other weights? Then use them everywhere."""
    visitor = Visitor(page, writable_dashboard)
    visitor.open("what_if")
    visitor.page.get_by_role("tab", name="Weights").click()
    visitor.turn(visitor.page.get_by_role("slider", name="Economic axis"), "ArrowRight", times=4)
    visitor.keep("what-if")
    visitor.page.get_by_text("Save as an own definition").click()
    visitor.page.get_by_label("Id", exact=True).fill("even-axes")
    visitor.page.get_by_label("Title", exact=True).fill("Even axes")
    with visitor.asking():
        visitor.page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("“Even axes” is now among the definitions")).to_be_visible()
    written = visitor.metric("Index, ").first.inner_text()

    visitor.go("Overview")
    as_shipped = visitor.metric("Index, ").first.inner_text()
    visitor.choose("Definition", "Even axes")
    assert visitor.asked()["definition"] == ["even-axes"]
    own = visitor.metric("Index, ").first.inner_text()
    assert own != as_shipped
    assert re.search(r"\d+\.\d", own)[0] == re.search(r"\d+\.\d", written)[0]
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    visitor.keep("own-definition")


def test_a_turkish_file_to_the_store_and_back(page: Page, writable_dashboard: str, tmp_path: Path) -> None:
    """A file from a Turkish office: what it holds is asked, shown, described, stored, and taken back."""
    visitor = Visitor(page, writable_dashboard)
    file = tmp_path / "ihracat.csv"
    file.write_text("Ülke;Dönem;Değer\nTürkiye;Ocak 2020;1.234,5\nTürkiye;Şubat 2020;987,1\n", encoding="cp1254")
    visitor.open("data")
    page.locator("input[type=file]").first.set_input_files(file)
    expect(page.get_by_text("The file does not say what is measured")).to_be_visible()
    visitor.keep("turkish-question")
    page.get_by_role("textbox", name="Indicator", exact=True).fill("ihracat")
    page.get_by_role("button", name="Read again").click()
    expect(page.get_by_text("Against the store:")).to_contain_text("2 new")
    page.get_by_text("What changes (2 of 2)").click()
    visitor.keep("turkish-read")
    page.get_by_text("Describe ihracat, which is new").click()
    for label, said in {
        "Title": "İhracat",
        "Unit": "milyon USD",
        "Publisher": "TÜİK",
        "Address of the source": "https://data.tuik.gov.tr/",
        "Licence": "açık",
        "How to cite it": "TÜİK, Dış Ticaret",
        "What it measures, in a sentence": "İhracat, aylık.",
    }.items():
        page.get_by_label(label, exact=True).fill(said)
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("ihracat is described in")).to_be_visible()
    page.get_by_role("button", name="Store this file").click()
    expect(page.get_by_text(re.compile(r"is stored as batch \d+"))).to_be_visible()
    visitor.keep("turkish-stored")
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("There is no import or update to take back")).to_be_visible()


def test_a_revised_figure_is_stored_and_taken_back(page: Page, writable_dashboard: str, tmp_path: Path) -> None:
    """A figure that the index uses: what it would do is said before it is stored."""
    visitor = Visitor(page, writable_dashboard)
    file = tmp_path / "trade.csv"
    file.write_text(
        "indicator,ref_area,counterpart_area,freq,time_period,obs_value,obs_status,note\n"
        "goods_trade,USA,TUR,M,2020-01-01,9999,A,a test\n"
    )
    visitor.open("data")
    page.locator("input[type=file]").first.set_input_files(file)
    expect(page.get_by_text("Against the store:")).to_contain_text("1 revised")
    expect(page.get_by_text("Effect on the index")).to_be_visible()
    visitor.keep("upload")
    page.get_by_role("button", name="Store this file").click()
    expect(page.get_by_text(re.compile(r"is stored as batch \d+"))).to_be_visible()
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("There is no import or update to take back")).to_be_visible()
    visitor.keep("taken-back")


def test_compare_pairs(visitor: Visitor, shipped_store: Store, catalog: Catalog) -> None:
    """How do ties with Türkiye compare with those with Greece and Germany?"""
    page = visitor.page
    visitor.open()
    visitor.go("Pairs")
    expect(page.get_by_text("has one partner").first).to_be_visible()
    latest = index_of(Origin(shipped_store, catalog), "us-partners", "USA-TUR").index["2024-12"]
    expect(page.get_by_text(f"Türkiye {number(latest)}, Greece").first).to_be_visible()
    expect(page.get_by_text(re.compile(r"Rank of 40.*Türkiye \d+ \(\d+–\d+\), Greece")).first).to_be_visible()
    expect(page.locator(".js-plotly-plot").first).to_contain_text("Germany")
    expect(page.get_by_text(re.compile("Türkiye stood .* points (above|below) Greece"))).to_be_visible()
    visitor.keep("pairs")
    visitor.choose("Partners", "France")
    assert visitor.asked()["partners"] == ["USA-TUR", "USA-GRC", "USA-DEU", "USA-FRA"]
    expect(page.get_by_text(re.compile("Türkiye stood .* points (above|below) France"))).to_be_visible()
    with visitor.asking():
        page.get_by_role("button", name="Remove Greece", exact=True).click()
    assert visitor.asked()["partners"] == ["USA-TUR", "USA-DEU", "USA-FRA"]
    visitor.choose("Second", "Germany")
    expect(page.get_by_text(re.compile("Türkiye stood .* points (above|below) Germany"))).to_be_visible()
    page.get_by_text("A rank stands only with its range").scroll_into_view_if_needed()
    visitor.keep("pairs-ranked")


def test_hand_it_on_so_that_another_can_check_it(page: Page, writable_dashboard: str, tmp_path: Path) -> None:
    """Keep a snapshot, download it, and compute it again elsewhere from the file alone."""
    visitor = Visitor(page, writable_dashboard)
    visitor.open("?as_of=2024-06-30")
    month, shown = re.search(r"Index, (\w+ \d{4})\s+([\d.]+)", visitor.metric("Index, ").first.inner_text()).groups()
    visitor.go("Snapshots")
    page.get_by_role("textbox", name="Note").fill("for the report of 2024")
    page.get_by_role("button", name="Keep this view").click()
    expect(page.get_by_text("is kept.")).to_be_visible(timeout=60_000)
    visitor.settled()
    visitor.keep("snapshot-kept")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download", exact=True).click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    result = CliRunner().invoke(main, ["--db", str(tmp_path / "elsewhere.duckdb"), "verify", str(file)])
    assert result.exit_code == 0, result.stderr
    assert "every number is the same to 1e-9" in result.output
    with zipfile.ZipFile(file) as members:
        (name,) = [name for name in members.namelist() if Path(name).name == "scores.csv"]
        scores = pd.read_csv(io.BytesIO(members.read(name))).set_index("month")
    assert number(scores.at[f"{pd.Period(month, 'M')}", "index"]) == shown


def test_on_a_phone(new_page: Callable[..., Page], dashboard: str) -> None:
    """On a phone: the headline first, the controls a tap away, and nothing to scroll sideways."""
    visitor = Visitor(new_page(viewport={"width": 390, "height": 844}, has_touch=True), dashboard)
    page = visitor.page
    visitor.open()
    expect(page.get_by_test_id("stMetric").first).to_be_in_viewport()
    pair = page.get_by_role("combobox", name="Pair", exact=True)
    expect(pair).not_to_be_in_viewport()
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(pair).to_be_in_viewport()
    visitor.keep("phone-controls")
    visitor.choose("Definition", "US partners")
    visitor.choose("Pair", "United States – Germany")
    page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    expect(pair).not_to_be_in_viewport()
    expect(page.get_by_role("heading", level=1)).to_have_text("United States – Germany")
    expect(page.get_by_text(re.compile("stood at")).first).to_be_in_viewport()
    assert page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth") <= 0
    visitor.keep("phone")


def test_take_the_numbers_of_a_chart_away(visitor: Visitor, turkiye: Index) -> None:
    """Every form that the menu under a chart offers holds the numbers of the chart."""
    page = visitor.page
    visitor.open()
    page.get_by_role("button", name="Download and cite").first.click()
    files = {}
    for form in ("CSV", "XLSX", "JSON"):
        with page.expect_download() as download:
            page.get_by_role("button", name=form, exact=True).click()
        files[form] = download.value.path()
        assert download.value.suggested_filename == f"index-USA-TUR-strategic-mechanism.{form.lower()}"
    visitor.keep("take-away")
    shown = turkiye.frame()
    pd.testing.assert_frame_equal(pd.read_csv(files["CSV"], dtype={"month": "str"}), shown, check_exact=True)
    pd.testing.assert_frame_equal(pd.read_excel(files["XLSX"], engine="calamine"), shown, rtol=1e-14)
    said = json.loads(files["JSON"].read_text(encoding="utf-8"))
    assert said["pair"] == "USA-TUR"
    assert [row["index"] for row in said["numbers"]] == shown["index"].astype(object).where(
        shown["index"].notna(), None
    ).to_list()
