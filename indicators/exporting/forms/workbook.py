"""An edition as a workbook: data, metadata, definition and sources on sheets of their own.

Every text is written as a text cell, so that none becomes a formula or a link; every number as a number; days and
months as dates.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.workbook import Format, Workbook
from xlsxwriter.worksheet import Worksheet

from indicators.errors import ExportError
from indicators.exporting.edition import Edition
from indicators.exporting.forms import TABLES
from indicators.exporting.forms.tables import about, definition_frame, sources_frame, table_of

MAX_ROWS = 1_048_576
MAX_TEXT = 32_767
"""What a sheet and a cell can hold."""

_CUT = " … (cut: the whole text is in the CSV export)"
_OPTIONS = {"in_memory": True} | dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
_WIDTHS = {"month": 9, "component": 20, "indicator": 22, "note": 40, "title": 60, "source_url": 40, "event_id": 18}

Progress = Callable[[float, str], None]


def xlsx_export(edition: Edition, window: tuple[str, str] | None = None, progress: Progress | None = None) -> bytes:
    """The whole edition as XLSX; ExportError where a table is larger than a sheet."""
    tell = progress or (lambda _share, _what: None)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"title": edition.name, "comments": edition.hash, "created": dt.datetime(1980, 1, 1)})
        writer = _Writer(book)
        for done, name in enumerate(TABLES):
            tell(0.8 * done / len(TABLES), f"Writing {name}")
            writer.table(name, table_of(edition, name, window))
        tell(0.8, "Writing what it rests on")
        writer.table("metadata", _flat(about(edition)))
        writer.table("definition", definition_frame(edition.index.definition))
        writer.table("sources", sources_frame(edition))
        tell(0.9, "Closing the workbook")
    return buffer.getvalue()


class _Writer:
    """Writes frames to sheets, each cell by its kind."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self.month = book.add_format({"num_format": "yyyy-mm", "align": "left"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.numbers = {kind: book.add_format({"num_format": kind}) for kind in ("0.00", "0%", "#,##0.00##", "0")}

    def table(self, name: str, frame: pd.DataFrame) -> None:
        """A frame on a sheet of its own: bold header, frozen panes, a filter."""
        if len(frame) >= MAX_ROWS:
            raise ExportError(
                "{name} has {n:,} rows, more than a sheet holds. Export it as CSV or Parquet.", name=name, n=len(frame)
            )
        sheet = self.book.add_worksheet(name)
        frozen = 1 if "month" in frame.columns else 0
        sheet.freeze_panes(1, frozen)
        sheet.autofilter(0, 0, max(len(frame), 1), max(len(frame.columns) - 1, 0))
        for place, column in enumerate(frame.columns):
            sheet.write_string(0, place, str(column), self.head)
            sheet.set_column(place, place, _WIDTHS.get(str(column), 13))
            number = self._format(str(column))
            for row, value in enumerate(frame[column].to_numpy(dtype=object), start=1):
                if column == "month":
                    sheet.write_datetime(row, place, dt.datetime.strptime(value, "%Y-%m"), self.month)
                else:
                    self._cell(sheet, row, place, value, number)

    def _cell(self, sheet: Worksheet, row: int, place: int, value: Any, number: Format) -> None:
        match value:
            case None:
                return
            case bool() | np.bool_():
                sheet.write_boolean(row, place, bool(value))
            case int() | float() | np.number():
                if value == value:
                    sheet.write_number(row, place, value, number)
            case dt.datetime() if not pd.isna(value):
                sheet.write_datetime(row, place, value, self.day)
            case str() if value:
                cut = value[: MAX_TEXT - len(_CUT)] + _CUT
                sheet.write_string(row, place, value if len(value) <= MAX_TEXT else cut)

    def _format(self, name: str) -> Format:
        if name in ("coverage", "freshness", "weight", "share"):
            return self.numbers["0%"]
        if name in ("figure", "obs_value", "worst", "best"):
            return self.numbers["#,##0.00##"]
        return self.numbers["0"] if name in ("scope", "lag_days") else self.numbers["0.00"]


def _flat(content: dict[str, Any]) -> pd.DataFrame:
    rows: list[tuple[str, str]] = []
    for key, value in content.items():
        parts = value.items() if isinstance(value, dict) else [("", value)]
        rows += [(f"{key} {part}".strip().replace("_", " "), "" if one is None else str(one)) for part, one in parts]
    return pd.DataFrame(rows, columns=["what", "value"])
