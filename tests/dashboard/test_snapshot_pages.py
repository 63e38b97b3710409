"""Snapshots and vintages as a person finds them: keep, note, compare, build a file, check one from elsewhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from indicators.catalog import Catalog
from indicators.exporting.edition import Edition
from indicators.exporting.snapshot.snapshot import take_snapshot
from indicators.index import Index
from indicators.store import Store

HOSTILE = '=HYPERLINK("http://evil") <img src=x onerror=alert(1)> [click](http://evil)'


def go_to(app: AppTest, page: str) -> None:
    """Open another page. AppTest's own switch_page knows pages that are files only; ours are functions."""
    app._page_hash = calc_hash(page)
    app.run()


def words(app: AppTest) -> str:
    """All the words on the page, without the marks that keep them plain."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "error", "warning", "info", "success", "code")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(app, kind)).replace("\\", "")


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    assert not app.error


def test_the_hash_of_the_view_is_on_screen(
    app: AppTest, shipped_store: Store, catalog: Catalog, turkiye: Index
) -> None:
    app.run()
    go_to(app, "snapshots")
    assert not app.exception
    edition = Edition.of(turkiye)
    assert edition.name in words(app)
    assert edition.hash in words(app)


def test_keep_two_and_compare_them(app: AppTest, own_file: Path) -> None:
    app.query_params["as_of"] = "2022-04-04"
    app.run()
    go_to(app, "snapshots")
    assert "No snapshot is kept yet" in words(app)
    next(field for field in app.text_input if field.label == "Note").set_value(HOSTILE)
    press(app, "Keep this view")
    assert "is kept" in words(app)
    app.date_input(key="as_of").set_value(None).run()
    assert "moved: 6." in words(app)
    assert "new data" in words(app)
    tables = [table.value for table in app.dataframe if "note" in table.value.columns]
    assert tables[0]["note"].tolist() == [f"'{HOSTILE}"], "the table can be saved as CSV from the screen"
    press(app, "Verify")
    assert "every number is the same to 1e-9" in words(app)


def test_building_a_file_leaves_nothing_behind(
    app: AppTest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    empty = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(empty))
    app.run()
    go_to(app, "snapshots")
    press(app, "Build the file")
    assert any("xlsx" in str(element.label) for element in app.get("download_button"))
    assert list(empty.iterdir()) == []


def test_vintages_of_2022_are_called_pseudo_real_time(app: AppTest) -> None:
    app.query_params["from"] = "2021-12"
    app.query_params["to"] = "2022-12"
    app.run()
    go_to(app, "vintages")
    assert not app.exception
    assert words(app).count("Pseudo-real-time") >= 2
    (triangle,) = [table.value for table in app.dataframe if "2022-04-30" in table.value.columns]
    known = triangle.set_index("month")["2022-04-30"].dropna()
    assert f"{known.index[-1]:%Y-%m}" == "2022-04"


@pytest.mark.browser
def test_a_snapshot_from_elsewhere_is_computed_again(
    page: Page, dashboard: str, shipped_store: Store, catalog: Catalog, turkiye: Index, tmp_path: Path
) -> None:
    snapshot = take_snapshot(turkiye, draws=32)
    good, bad = tmp_path / snapshot.file_name, tmp_path / "changed.zip"
    good.write_bytes(snapshot.data)
    at = snapshot.data.index(b"goods_trade,USA,TUR,M,2016-05-01,") + len("goods_trade,USA,TUR,M,2016-05-01,")
    bad.write_bytes(snapshot.data[:at] + b"9" + snapshot.data[at + 1 :])
    page.goto(f"{dashboard}/snapshots")
    page.wait_for_selector("h1", timeout=60_000)
    page.locator("input[type=file]").set_input_files(good)
    expect(page.get_by_text("every number is the same to 1e-9")).to_be_visible(timeout=60_000)
    page.reload()
    page.wait_for_selector("h1", timeout=60_000)
    page.locator("input[type=file]").set_input_files(bad)
    expect(page.get_by_text("(2016-05, trade_volume), column figure: expected")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("observations.csv was changed")).to_be_visible()


@pytest.mark.browser
def test_the_file_that_is_downloaded_is_the_one_of_the_command_line(
    page: Page, dashboard: str, tmp_path: Path, turkiye: Index, shipped_store: Store, catalog: Catalog
) -> None:
    from indicators.exporting.forms.formats import write

    page.goto(f"{dashboard}/snapshots?form=csv&table=contributions")
    page.wait_for_selector("h1", timeout=60_000)
    page.get_by_role("button", name="Build the file").click()
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="Download USA-TUR").click()
    target = tmp_path / download.value.suggested_filename
    shutil.move(download.value.path(), target)
    assert target.name.endswith("_contributions.csv")
    assert target.read_bytes() == write(Edition.of(turkiye), "csv", table="contributions")
