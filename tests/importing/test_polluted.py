"""One clean table, damaged at every cell in turn: the other records stay as they were, and the damage is named.

The pollutions are those of Vitagliano et al., "Pollock: a data loading benchmark" (2023), on a table of our own.
"""

from __future__ import annotations

import csv
import io

import pytest

from indicators.importing.grid.records import read_text
from indicators.importing.problems import Report

CLEAN = [
    ["DATE", "CODE", "PRICE", "PRODUCT", "TEXT", "NOTE"],
    ["28/01/2018", "MG-8769", "74.69", "Men's boots", "Rugged, light and quick.", ""],
    ["29/01/2018", "RI-3895", "29.81", 'Table, round 48"', "Made here; for all weather, all year.", ""],
    ["30/01/2018", "RI-8070", "80.08", "Trail shoes", "Great grip.", "new"],
    ["31/01/2018", "YY-5315", "5.39", 'Boxer, 5" inseam', "Breathable, quick drying.", ""],
    ["13/02/2018", "CC-9259", "48.00", "Throw pillow", "Adds a pop of fun, and more.", ""],
]
PLACES = [(row, column) for row in range(len(CLEAN)) for column in range(len(CLEAN[0]))]


def written(delimiter: str = ",", quote: str = '"', escape: str = "", end: str = "\r\n") -> list[str]:
    """The lines of the clean table; prose is quoted."""

    def cell(text: str) -> str:
        if not any(mark in text for mark in (delimiter, quote, " ")):
            return text
        return quote + text.replace(quote, (escape or quote) + quote) + quote

    return [delimiter.join(map(cell, row)) + end for row in CLEAN]


def read(text: str) -> list[list[str]]:
    return read_text(text, None, Report()).rows


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", ", "])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_delimiters_and_line_ends(delimiter: str, end: str) -> None:
    assert read("".join(written(delimiter, end=end))) == CLEAN


@pytest.mark.parametrize(("quote", "escape"), [('"', ""), ("'", ""), ('"', "\\")])
def test_quotes_and_escapes(quote: str, escape: str) -> None:
    assert read("".join(written(quote=quote, escape=escape))) == CLEAN


def test_quotes_that_were_not_escaped() -> None:
    lines = [line.replace('""', '"') for line in written()]
    assert read("".join(lines)) == CLEAN


@pytest.mark.parametrize("tail", ["", "\r\n\r\n"])
def test_the_end_of_the_file(tail: str) -> None:
    assert read("".join(written()).rstrip() + tail) == CLEAN


@pytest.mark.parametrize(("row", "column"), PLACES)
def test_a_stray_quote_damages_one_record_only(row: int, column: int) -> None:
    cells = next(csv.reader(io.StringIO(written()[row])))
    quoted = [f'"{cell.replace(chr(34), chr(34) * 2)}"' if "," in cell or '"' in cell else cell for cell in cells]
    quoted[column] = '"' + quoted[column]
    lines = written()
    lines[row] = ",".join(quoted) + "\r\n"
    got = read("".join(lines))
    assert len(got) == len(CLEAN)
    assert [cells for number, cells in enumerate(got) if number != row] == CLEAN[:row] + CLEAN[row + 1 :]
    expected = list(CLEAN[row])
    expected[column] = '"' + expected[column]
    assert got[row] == expected


@pytest.mark.parametrize(("row", "column"), PLACES)
def test_an_extra_delimiter_adds_one_cell_to_one_record(row: int, column: int) -> None:
    lines = written()
    cells = list(CLEAN[row])
    cells.insert(column, "")
    out = io.StringIO(newline="")
    csv.writer(out).writerow(cells)
    lines[row] = out.getvalue()
    assert read("".join(lines)) == [*CLEAN[:row], cells, *CLEAN[row + 1 :]]


@pytest.mark.parametrize("row", range(1, len(CLEAN)))
def test_one_line_with_another_delimiter(row: int) -> None:
    lines = written()
    lines[row] = "|".join(CLEAN[row]).replace('"', "") + "\r\n"
    got = read("".join(lines))
    assert [cells for number, cells in enumerate(got) if number != row] == CLEAN[:row] + CLEAN[row + 1 :]


def test_two_tables_keep_their_cells() -> None:
    wider = 'a,b,c,d,e,f,g,h\r\n1,2,3,4,5,6,7,"8, 9"\r\n'
    assert read("".join(written()) + "\r\n" + wider)[-1] == ["1", "2", "3", "4", "5", "6", "7", "8, 9"]


def test_damage_is_named() -> None:
    lines = written()
    lines[2] = '29/01/2018,"RI-3895,29.81,Table,Made here,\r\n'
    grid = read_text("".join(lines), None, Report())
    assert list(grid.damaged) == [2]
    assert grid.lines[2] == 3
