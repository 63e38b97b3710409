"""What a person does, in a real browser: look, follow a link, go down to a figure, add a file and take it back."""

from __future__ import annotations

import json
import os
import re
import urllib.parse
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

from indicators.dashboard.registry import PAGES
from indicators.explain import number
from indicators.index import RelationsIndex

pytestmark = pytest.mark.browser

PICTURES = Path(os.environ.get("RELATIONS_INDEX_PICTURES", Path(__file__).parents[2] / ".artefacts"))


def arrive(page: Page, address: str) -> None:
    """Open an address and wait until the page has finished drawing."""
    page.goto(address)
    settled(page)


def settled(page: Page) -> None:
    """Wait until nothing runs any more."""
    page.wait_for_selector("[data-testid=stAppViewContainer] h1", timeout=60_000)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=60_000)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=60_000)


def keep(page: Page, name: str) -> None:
    """A picture for whoever reads the run."""
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")


def test_first_look(page: Page, dashboard: str, turkiye: RelationsIndex) -> None:
    arrive(page, dashboard)
    headline = turkiye.headline
    assert headline is not None
    metric = page.get_by_test_id("stMetric").filter(has_text=f"Index, {headline.month.strftime('%B %Y')}")
    expect(metric).to_contain_text(number(headline.value))
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    expect(page.get_by_text("How sure:")).to_be_visible()
    keep(page, "first-look")


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1440, "dark"), (1920, "light")])
def test_every_page_fits_and_can_be_read_aloud(browser: Browser, dashboard: str, width: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    for info in PAGES:
        arrive(page, f"{dashboard}/{'' if info is PAGES[0] else info.id}")
        keep(page, f"{info.id}-{width}-{scheme}")
        wide = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{info.id} is {wide} px wider than {width}"
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])")
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(below - above <= 1 for above, below in pairwise(levels)), f"{info.id}: headings {levels}"
        for chart in page.get_by_test_id("stPlotlyChart").all():
            assert len(chart.get_attribute("aria-label") or "") > 20, f"{info.id}: a chart without a description"
    page.close()


def test_a_link_brings_the_same_view_back(page: Page, dashboard: str) -> None:
    link = "?definition=us-partners&pair=USA-GRC&as_of=2024-06-30&window=2000-01&window=2020-12"
    arrive(page, f"{dashboard}/{link}")
    expect(page.get_by_role("heading", level=1)).to_have_text("United States – Greece")
    asked = urllib.parse.parse_qs(link[1:])
    assert urllib.parse.parse_qs(urllib.parse.urlparse(page.url).query) == asked
    page.get_by_role("link", name="Drivers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What drives the index")
    settled(page)
    assert urllib.parse.parse_qs(urllib.parse.urlparse(page.url).query).items() >= asked.items()
    page.reload()
    settled(page)
    assert urllib.parse.parse_qs(urllib.parse.urlparse(page.url).query).items() >= asked.items()


def test_down_to_the_figure_and_its_source(page: Page, dashboard: str) -> None:
    arrive(page, f"{dashboard}/?component=lng&month=2022-01")
    expect(page.get_by_text("figures behind it")).to_be_visible()
    source = page.get_by_role("link", name="Source").last
    assert re.match(r"https://www\.eia\.gov/", source.get_attribute("href") or "")
    keep(page, "down-to-the-figure")


def test_a_component_chosen_stands_in_the_link(page: Page, dashboard: str) -> None:
    arrive(page, dashboard)
    page.get_by_role("combobox", name="Component").click()
    page.get_by_role("option", name="LNG from the United States").click()
    expect(page.get_by_text("figures behind it")).to_be_visible()
    page.wait_for_url("**component=lng**")
    page.reload()
    expect(page.get_by_text("figures behind it")).to_be_visible()


def test_take_the_numbers_of_a_chart_away(page: Page, dashboard: str, turkiye: RelationsIndex) -> None:
    arrive(page, dashboard)
    page.get_by_role("button", name="Take away").first.click()
    files = {}
    for form in ("CSV", "XLSX", "JSON"):
        with page.expect_download() as download:
            page.get_by_role("button", name=form, exact=True).click()
        files[form] = download.value.path()
        assert download.value.suggested_filename == f"index-USA-TUR-strategic-mechanism.{form.lower()}"
    keep(page, "take-away")
    shown = turkiye.frame()
    pd.testing.assert_frame_equal(pd.read_csv(files["CSV"], dtype={"month": "str"}), shown, check_exact=True)
    pd.testing.assert_frame_equal(pd.read_excel(files["XLSX"], engine="calamine"), shown, rtol=1e-14)
    said = json.loads(files["JSON"].read_text(encoding="utf-8"))
    assert said["pair"] == "USA-TUR"
    assert [row["index"] for row in said["numbers"]] == shown["index"].astype(object).where(
        shown["index"].notna(), None
    ).to_list()


def test_a_turkish_file_from_its_question_to_a_described_indicator_and_back(
    page: Page, dashboard: str, tmp_path: Path
) -> None:
    file = tmp_path / "ihracat.csv"
    file.write_text("Ülke;Dönem;Değer\nTürkiye;Ocak 2020;1.234,5\nTürkiye;Şubat 2020;987,1\n", encoding="cp1254")
    arrive(page, f"{dashboard}/data")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("The file does not say what is measured")).to_be_visible()
    keep(page, "turkish-question")
    page.get_by_role("textbox", name="Indicator", exact=True).fill("ihracat")
    page.get_by_role("button", name="Read again").click()
    expect(page.get_by_text("Against the store:")).to_contain_text("2 new")
    page.get_by_text("What changes (2 of 2)").click()
    keep(page, "turkish-read")
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
    keep(page, "turkish-stored")
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("There is no import to take back")).to_be_visible()


def test_add_a_file_and_take_it_back(page: Page, dashboard: str, tmp_path: Path) -> None:
    file = tmp_path / "trade.csv"
    file.write_text(
        "indicator,ref_area,counterpart_area,freq,time_period,obs_value,obs_status,note\n"
        "goods_trade,USA,TUR,M,2020-01-01,9999,A,a test\n"
    )
    arrive(page, f"{dashboard}/data")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("Against the store:")).to_contain_text("1 revised")
    expect(page.get_by_text("Effect on the index")).to_be_visible()
    keep(page, "upload")
    page.get_by_role("button", name="Store this file").click()
    expect(page.get_by_text(re.compile(r"is stored as batch \d+"))).to_be_visible()
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("There is no import to take back")).to_be_visible()
    keep(page, "taken-back")
