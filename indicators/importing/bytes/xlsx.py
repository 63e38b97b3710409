"""A sheet of a workbook, .xlsx or .xls → the table of text cells that a CSV gives. Values only; limits hold before
unpacking."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

from indicators.errors import Message
from indicators.importing.bytes.decode import MAX_BYTES, MAX_CELL, MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from indicators.importing.bytes.source import as_text
from indicators.importing.grid.records import Grid
from indicators.importing.problems import AS_SET, Report, StoppedError, listing, printable

MAX_ENTRIES = 2_000
MAX_UNPACKED = 512 * 1024 * 1024
MAX_RATIO = 200
"""Entries in the archive, their unpacked size, and unpacked over packed size (a zip bomb has 1000)."""

SPARSE = 1_000_000
"""Cells that a sheet may span beyond a hundred times those it holds: one far cell would cost a full sheet's memory."""

BINARY = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an old binary workbook (.xls) begins."""

_REFERENCE = re.compile(rb'\br="([A-Z]{0,3})(\d{1,9})"')
_CHUNK = 1 << 20


def read_workbook(data: bytes, sheet: str | None, report: Report) -> Grid:
    """The cells of one sheet; StoppedError for a damaged or hostile workbook, or where the sheet must be chosen."""
    if data.startswith(BINARY):
        _check_size(data)
    else:
        _check_archive(data)
    from python_calamine import CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in _visible(workbook)
        }
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the reader is compiled code whose panics are no Exception
        raise StoppedError("workbook.damaged", error=printable(str(error))) from None
    filled = {name: rows for name, rows in sheets.items() if any(cell != "" for row in rows for cell in row)}
    return _grid(filled[_choose(list(filled), sheet, report)], report)


def _visible(workbook: Any) -> list[str]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    kind = (SheetTypeEnum.WorkSheet, SheetVisibleEnum.Visible)
    return [one.name for one in workbook.sheets_metadata if (one.typ, one.visible) == kind]


def _choose(names: list[str], wanted: str | None, report: Report) -> str:
    if wanted is not None and wanted in names:
        report.decide("sheet", printable(wanted), AS_SET)
        return wanted
    choices = listing(map(printable, names), 12)
    if wanted is not None:
        raise StoppedError("sheet.unknown", sheet=printable(wanted), choices=choices)
    if len(names) > 1:
        raise StoppedError("sheet", choices=choices)
    if not names:
        raise StoppedError("empty.workbook")
    report.decide("sheet", printable(names[0]), Message("the only one that is visible and not empty"))
    return names[0]


def _grid(rows: list[list[Any]], report: Report) -> Grid:
    cells = [[as_text(cell) for cell in row] for row in rows]
    if any(len(cell) > MAX_CELL for row in cells for cell in row):
        raise StoppedError("too_large.sheet_cell", limit=MAX_CELL)
    filled = [number for number, row in enumerate(cells) if any(cell.strip() for cell in row)]
    numbers = any(isinstance(cell, float) for row in rows for cell in row)
    typed = Message("the workbook holds numbers, not text") if numbers else None
    report.decide("delimiter", Message("none: a workbook"), Message("its cells are stored apart"))
    lines = [number + 1 for number in filled]
    return Grid([cells[number] for number in filled], lines, [1] * len(filled), len(cells), typed=typed)


def _check_size(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise StoppedError("workbook.too_large", limit=MAX_BYTES // 2**20)


def _check_archive(data: bytes) -> None:
    """Refuse what is not opened. Reads every entry once, counting, so that no declared size is believed."""
    _check_size(data)
    limit = min(MAX_UNPACKED, max(MAX_RATIO * len(data), 10 * _CHUNK))
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if not any(entry.filename == "xl/workbook.xml" for entry in entries):
                raise StoppedError("workbook.archive")
            if len(entries) > MAX_ENTRIES:
                raise StoppedError("workbook.parts", limit=MAX_ENTRIES)
            for entry in entries:
                sheet = bytearray() if entry.filename.startswith("xl/worksheets/") else None
                with archive.open(entry) as part:
                    while chunk := part.read(_CHUNK):
                        total += len(chunk)
                        if total > limit:
                            raise StoppedError("workbook.unpacks")
                        if sheet is not None:
                            sheet += chunk
                if sheet is not None:
                    _check_extent(sheet)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, KeyError) as error:
        raise StoppedError("workbook.damaged", error=printable(str(error))) from None


def _check_extent(sheet: bytearray) -> None:
    """Refuse a sheet whose cells span more than is opened: one cell at the far corner asks for the whole plane."""
    rows, columns, held = 0, 0, 0
    for letters, digits in _REFERENCE.findall(sheet):
        rows = max(rows, int(digits))
        held += bool(letters)
        number = 0
        for letter in letters:
            number = number * 26 + letter - 64
        columns = max(columns, number)
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise StoppedError("workbook.extent", rows=MAX_ROWS, columns=MAX_COLUMNS)
    if rows * columns > SPARSE + 100 * held:
        raise StoppedError("workbook.sparse", cells=held, rows=rows, columns=columns)
