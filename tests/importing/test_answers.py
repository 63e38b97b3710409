"""Settings that answer questions, and the description of a new indicator."""

from __future__ import annotations

import datetime as dt
import io
import tomllib
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalog import Catalog, load_catalog
from indicators.errors import DescriptionError, MappingError
from indicators.importing import TEMPLATE, Mapping, describe_indicator, preview, write_description
from indicators.model import Indicator

SAID = {
    "title": "Container ships",
    "description": "Ships in both directions.",
    "unit": "ships",
    "freq": "M",
    "kind": "flow",
    "about": "pair",
    "publication_lag_days": 30,
    "source": "Port authority",
    "url": "https://example.org/ships",
    "licence": "CC BY 4.0",
    "citation": "Port authority (2026)",
    "retrieved": dt.date(2026, 1, 2),
}


def test_settings_are_read_as_written() -> None:
    mapping = Mapping.from_settings(
        ["decimal=,", "day_first=true", "indicator=Container Ships", "unit=a=b", "delimiter=;"]
    )
    assert (mapping.decimal, mapping.day_first, mapping.unit, mapping.delimiter) == (",", True, "a=b", ";")
    assert mapping.indicator == "container_ships"


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("colour=red", "'colour=' is not a setting"),
        ("decimal", "is not a setting"),
        ("decimal=x", "decimal"),
        ("freq=W", "freq"),
    ],
)
def test_settings_that_are_none(setting: str, sentence: str) -> None:
    with pytest.raises(MappingError, match=sentence):
        Mapping.from_settings([setting])


def test_an_answer_that_does_not_fit_the_file_is_refused(catalog: Catalog) -> None:
    data = b"date,value\n2019-01,5\n2019-02,6\n"
    with pytest.raises(MappingError, match=r"value_column: 'amount' is not a column.*1: date, 2: value"):
        preview(data, "x.csv", mapping=Mapping(indicator="x", ref_area="USA", value_column="amount"), catalog=catalog)
    with pytest.raises(MappingError, match="ref_area: 'Narnia' is not"):
        preview(data, "x.csv", mapping=Mapping(indicator="x", ref_area="Narnia"), catalog=catalog)


def test_columns_are_named_by_header_or_place(catalog: Catalog) -> None:
    data = b"when,first,second\n2019-01,1,10\n2019-02,2,20\n"
    for column in ("second", "SECOND", "3"):
        mapping = Mapping(indicator="x", ref_area="USA", period_column="when", value_column=column)
        assert preview(data, "x.csv", mapping=mapping, catalog=catalog).observations["obs_value"].tolist() == [
            10.0,
            20.0,
        ]


def test_the_encoding_and_delimiter_can_be_set(catalog: Catalog) -> None:
    data = "Ülke|Yıl|Değer\nİspanya|2019|5\n".encode("iso-8859-9")
    mapping = Mapping(indicator="x", encoding="iso-8859-9", delimiter="|")
    read = preview(data, "x.csv", mapping=mapping, catalog=catalog)
    assert read.observations["ref_area"].tolist() == ["ESP"]
    assert read.decisions["encoding"].how == read.decisions["delimiter"].how == "as set"
    refused = preview(data, "x.csv", mapping=Mapping(encoding="klingon"), catalog=catalog)
    assert [problem.code for problem in refused.problems] == ["encoding"]


def test_hidden_sheets_are_not_read(catalog: Catalog) -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        for name, value in (("Shown", 5), ("Hidden", 6)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["date", "value"])
            sheet.write_row(1, 0, ["2019-01", value])
        sheet.hide()
    mapping = Mapping(indicator="x", ref_area="USA")
    read = preview(data.getvalue(), "x.xlsx", mapping=mapping, catalog=catalog)
    assert read.observations["obs_value"].tolist() == [5.0]
    assert read.decisions["sheet"].value == "Shown"


def test_a_description_is_read_back_by_the_catalogue(tmp_path: Path) -> None:
    path = write_description(tmp_path, "container_ships", **SAID)
    assert path == tmp_path / "indicators" / "container_ships.toml"
    assert load_catalog(extra=tmp_path).indicator("container_ships") == Indicator(id="container_ships", **SAID)
    with pytest.raises(DescriptionError, match="describes 'container_ships' already"):
        write_description(tmp_path, "container_ships", **SAID)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": ""}, "title: is missing"),
        ({"freq": "W"}, "freq"),
        ({"url": "nowhere"}, "url"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_description_that_is_incomplete_says_where(change: dict[str, str], sentence: str) -> None:
    with pytest.raises(DescriptionError, match=f"container_ships: {sentence}"):
        describe_indicator("container_ships", **(SAID | change))


@given(st.text(min_size=1, max_size=40).map(lambda text: f"a{text}z"))
def test_any_title_survives_the_file(title: str) -> None:
    told = {"title": title, "notes": (title,), "note_codes": {title: title}}
    said = tomllib.loads(describe_indicator("container_ships", **(SAID | told)))
    assert said["title"] == title
    assert said["notes"] == [title]
    assert said["note_codes"] == {title: title}


def test_the_template_is_canonical(catalog: Catalog) -> None:
    read = preview(f"{TEMPLATE}exports,USA,TUR,M,2019-01-01,5.5,A,\n".encode(), "x.csv", catalog=catalog)
    assert read.decisions["format"].value == "canonical"
