"""A sheet of a workbook → the same table of text cells that a CSV gives. Values only; limits hold before unpacking."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from typing import Any

from indicators.importing.grid import Grid
from indicators.importing.limits import (
    MAX_BYTES,
    MAX_CELL,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ENTRIES,
    MAX_RATIO,
    MAX_ROWS,
    MAX_UNPACKED,
)
from indicators.importing.problems import Report, StoppedError, listing, shown

_REFERENCE = re.compile(rb'\br="([A-Z]{0,3})(\d{1,9})"')
_CHUNK = 1 << 20


def read_workbook(data: bytes, sheet: str | None, report: Report) -> Grid:
    """The cells of one sheet; StoppedError for a damaged or hostile workbook, or where the sheet must be chosen."""
    refusal = _why_not_unpack(data)
    if refusal:
        raise StoppedError(1, "", "workbook", refusal)
    from python_calamine import CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in _visible(workbook)
        }
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the reader is compiled code whose panics are no Exception
        what = f"The workbook is damaged ({shown(str(error))}). Save it again."
        raise StoppedError(1, "", "workbook", what) from None
    filled = {name: rows for name, rows in sheets.items() if any(cell != "" for row in rows for cell in row)}
    return _grid(filled[_choose(list(filled), sheet, report)], report)


def _visible(workbook: Any) -> list[str]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    kind = (SheetTypeEnum.WorkSheet, SheetVisibleEnum.Visible)
    return [one.name for one in workbook.sheets_metadata if (one.typ, one.visible) == kind]


def _choose(names: list[str], wanted: str | None, report: Report) -> str:
    if wanted is not None and wanted in names:
        report.decide("sheet", shown(wanted), "as set")
        return wanted
    if wanted is not None or len(names) > 1:
        what = f"'{shown(wanted)}' is not a sheet with text in it" if wanted is not None else "Several sheets have text"
        what = f"{what}. Set sheet to one of: {listing(map(shown, names), 12)}."
        raise StoppedError(1, "", "sheet", what, "question")
    if not names:
        raise StoppedError(1, "", "empty", "The workbook has no cells with text in them. Choose another file.")
    report.decide("sheet", shown(names[0]), "the only one that is visible and not empty")
    return names[0]


def _grid(rows: list[list[Any]], report: Report) -> Grid:
    cells = [[_as_text(cell) for cell in row] for row in rows]
    longest = max((len(cell) for row in cells for cell in row), default=0)
    if longest > MAX_CELL:
        raise StoppedError(1, "", "too_large", f"A cell has more than {MAX_CELL:,} characters; shorten it.")
    filled = [number for number, row in enumerate(cells) if any(cell.strip() for cell in row)]
    typed = any(isinstance(cell, float) and not isinstance(cell, bool) for row in rows for cell in row)
    report.decide("delimiter", "none: a workbook", "its cells are stored apart")
    lines = [number + 1 for number in filled]
    return Grid([cells[number] for number in filled], lines, [1] * len(filled), len(cells), typed=typed)


def _as_text(cell: Any) -> str:
    """A stored value as text: whole numbers without a fraction, dates as ISO."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)


def _why_not_unpack(data: bytes) -> str:
    """Why the archive is not opened, or ''. Reads every entry once, counting, so that no declared size is believed."""
    if len(data) > MAX_BYTES:
        return f"The workbook has more than {MAX_BYTES // 2**20} MB. Split it."
    limit = min(MAX_UNPACKED, max(MAX_RATIO * len(data), 10 * _CHUNK))
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if not any(entry.filename == "xl/workbook.xml" for entry in entries):
                return "This is an archive, not a workbook. Unpack it and choose the file inside."
            if len(entries) > MAX_ENTRIES:
                return f"The workbook has more than {MAX_ENTRIES:,} parts; it is not opened."
            for entry in entries:
                sheet = bytearray() if entry.filename.startswith("xl/worksheets/") else None
                with archive.open(entry) as part:
                    while chunk := part.read(_CHUNK):
                        total += len(chunk)
                        if total > limit:
                            return "The workbook unpacks to far more than its size; it is not opened."
                        if sheet is not None:
                            sheet += chunk
                if sheet is not None and _extent_too_large(bytes(sheet)):
                    return f"A sheet spans more than {MAX_ROWS:,} rows, {MAX_COLUMNS:,} columns or the limit of cells."
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, KeyError) as error:
        return f"The workbook is damaged ({shown(str(error))}). Save it again."
    return ""


def _extent_too_large(sheet: bytes) -> bool:
    """Whether the cells of a sheet span more than is opened: one cell at the far corner asks for the whole plane."""
    rows, columns = 0, 0
    for letters, digits in _REFERENCE.findall(sheet):
        rows = max(rows, int(digits))
        number = 0
        for letter in letters:
            number = number * 26 + letter - 64
        columns = max(columns, number)
    return rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS
