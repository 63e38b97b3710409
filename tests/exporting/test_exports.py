"""Exports: the numbers of the index in every form, and importing gives back what was exported."""

from __future__ import annotations

import datetime as dt
import io
import json

import numpy as np
import pandas as pd
import pyarrow.parquet as parquet
import pytest
from python_calamine import CalamineWorkbook

from indicators.catalog import Catalog
from indicators.errors import ExportError
from indicators.exporting.edition import Edition
from indicators.exporting.forms import FORMS, TABLES
from indicators.exporting.forms.formats import file_name, write
from indicators.exporting.forms.tables import csv_export, json_export, parquet_export, table_of
from indicators.exporting.forms.workbook import xlsx_export
from indicators.importing import Mapping, preview
from indicators.index import Index
from indicators.model import EventSupport

DRAWS = 64


def test_csv_json_and_parquet_hold_the_numbers_of_the_index_to_the_last_digit(edition: Edition, turkiye: Index) -> None:
    truth = turkiye.frame()
    csv = pd.read_csv(io.BytesIO(csv_export(edition)))
    pd.testing.assert_frame_equal(csv.drop(columns="snapshot"), truth, check_exact=True, check_dtype=False)
    rows = pd.DataFrame(json.loads(json_export(edition))["scores"])
    pd.testing.assert_frame_equal(rows, truth, check_exact=True, check_dtype=False)
    frame = parquet.read_table(io.BytesIO(parquet_export(edition))).to_pandas()
    pd.testing.assert_frame_equal(frame, truth, check_exact=True, check_dtype=False)


def test_every_result_says_which_snapshot_it_belongs_to(edition: Edition) -> None:
    csv = pd.read_csv(io.BytesIO(csv_export(edition, "contributions")))
    assert set(csv["snapshot"]) == {edition.short}
    assert json.loads(json_export(edition))["about"]["hash"] == edition.hash
    said = json.loads(parquet.read_schema(io.BytesIO(parquet_export(edition))).metadata[b"relations_index"])
    assert said["hash"] == edition.hash
    metadata = sheet(xlsx_export(edition), "metadata")
    assert ["hash", edition.hash] in metadata


def test_a_window_cuts_months_and_nothing_else(edition: Edition) -> None:
    whole = table_of(edition, "contributions")
    part = table_of(edition, "contributions", ("2016-01", "2016-12"))
    assert set(part["month"]) == {f"2016-{month:02}" for month in range(1, 13)}
    pd.testing.assert_frame_equal(part, whole[whole["month"].str.startswith("2016")].reset_index(drop=True))
    assert len(table_of(edition, "observations", ("2016-01", "2016-12"))) == len(table_of(edition, "observations"))


# --- the workbook ----------------------------------------------------------------------------------


def sheet(data: bytes, name: str) -> list[list]:
    """The cells of a sheet as a spreadsheet has them."""
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name).to_python()


def test_the_workbook_has_data_metadata_definition_and_sources(edition: Edition, turkiye: Index) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_export(edition)))
    assert book.sheet_names == [*TABLES, "metadata", "definition", "sources"]
    header, *rows = book.get_sheet_by_name("scores").to_python()
    assert header == list(turkiye.frame().columns)
    assert [row[0] for row in rows] == [month.to_timestamp().date() for month in turkiye.index.index]
    values = np.array([row[1] if row[1] != "" else np.nan for row in rows], dtype=float)
    np.testing.assert_allclose(values, turkiye.index.to_numpy(), rtol=1e-15, equal_nan=True)
    definition = book.get_sheet_by_name("definition").to_python()
    assert {row[0] for row in definition[1:]} == {*turkiye.definition.groups, *turkiye.definition.components}
    sources = book.get_sheet_by_name("sources").to_python()
    assert {row[0] for row in sources[1:]} == {one.id for one in edition.sources}
    licence = sources[0].index("licence")
    assert all(row[licence] for row in sources[1:])
    said = {row[0]: row[sources[0].index("note_codes")] for row in sources[1:]}
    assert "F: Read from a copy pulled from the publisher's API in December 2024" in said["lng_exports"]


def test_the_workbook_is_frozen_under_its_header_and_formats_its_numbers(edition: Edition) -> None:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(xlsx_export(edition))) as book:
        first = book.read("xl/worksheets/sheet1.xml").decode()
        styles = book.read("xl/styles.xml").decode()
    assert 'state="frozen"' in first
    assert 'ySplit="1"' in first
    assert "<autoFilter" in first
    for form in ("yyyy-mm", "yyyy-mm-dd", "#,##0.00##"):
        assert f'formatCode="{form}"' in styles


def test_the_workbook_is_the_same_for_the_same_edition(edition: Edition) -> None:
    assert xlsx_export(edition) == xlsx_export(edition)


# --- back through importing ------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if table.imports])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_importing_an_export_gives_back_what_was_exported(
    edition: Edition, catalog: Catalog, name: str, form: str
) -> None:
    data = csv_export(edition, name) if form == "csv" else xlsx_export(edition)
    mapping = Mapping(sheet=name) if form == "xlsx" else None
    read = preview(data, f"{name}.{form}", mapping=mapping, catalog=catalog)
    assert read.status == "ready"
    got = read.observations if name == "observations" else read.events
    expected = table_of(edition, name)
    key = list(expected.columns)
    pd.testing.assert_frame_equal(
        got.sort_values(key, ignore_index=True),
        expected.sort_values(key, ignore_index=True),
        rtol=0 if form == "csv" else 1e-15,  # a workbook holds sixteen digits
        atol=0,
    )


# --- forms -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_written_and_tells_how_far_it_is(edition: Edition, form: str) -> None:
    told: list[float] = []
    content = write(edition, form, draws=DRAWS, progress=lambda share, _what: told.append(share))
    assert content
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)
    name = file_name(edition, form)
    assert name == "CITATION.cff" or edition.short in name
    assert name.endswith(f".{form}")
    if form not in ("csv", "xlsx", "parquet", "html"):
        text = content if form != "zip" else content[: content.index(b"definition.json")]
        assert edition.hash.encode() in text


def test_what_does_not_exist_is_refused_with_what_does(edition: Edition) -> None:
    with pytest.raises(ExportError, match="csv, xlsx, json"):
        write(edition, "doc")
    with pytest.raises(ExportError, match="scores, components"):
        table_of(edition, "forecasts")


def test_no_form_leaves_a_file_behind(edition: Edition, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for form in FORMS:
        write(edition, form, draws=DRAWS)
    assert list(tmp_path.iterdir()) == []


def test_the_as_of_date_is_in_every_name(edition: Edition, read) -> None:
    early = Edition.of(read("2022-04-04"))
    assert file_name(early, "csv").startswith("USA-TUR_strategic-mechanism@1_2022-04-04_")
    held = json.loads(json_export(early))["about"]["holds"]
    assert held == "what was published by 4 April 2022, in today's revision (pseudo-real-time)"
    assert early.index.as_of == dt.date(2022, 4, 4)


def test_further_pages_and_bounds_of_the_acts_are_handed_out(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    day = dt.date(2022, 4, 4)
    first, last = edition.inputs.acts["event_id"].iloc[[0, -1]]
    support = {
        first: EventSupport(sources=(("https://example.org/a", "1/2"), ("https://example.org/b", "")), date_end_to=day),
        last: EventSupport(date_start_from=day),
        "of no act here": EventSupport(sources=(("https://example.org/c", ""),)),
    }
    monkeypatch.setitem(edition.index.origin.catalog.__dict__, "support", support)
    rows = pd.read_csv(io.BytesIO(csv_export(edition, "pages")), dtype=str, keep_default_na=False)
    assert rows.drop(columns="snapshot").to_numpy().tolist() == [
        [first, "https://example.org/a", "1/2", "", "", "", "2022-04-04"],
        [first, "https://example.org/b", "", "", "", "", ""],
        [last, "", "", "2022-04-04", "", "", ""],
    ]
