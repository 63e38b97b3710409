"""Text → records. Well-formed lines go through the standard library's strict reader; the others are repaired by the
one rule that can be checked, the number of cells the other records have, and are named as damaged."""

from __future__ import annotations

import csv
from collections import Counter

from indicators.importing.dialect import DELIMITERS, Dialect, detect_dialect, said_delimiter, separator_line
from indicators.importing.grid import Grid
from indicators.importing.limits import MAX_CELL, MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from indicators.importing.problems import Report, StoppedError
from indicators.importing.repair import readings

_LONGEST_RECORD = 500
"""Physical lines that a quoted cell may run over; a quote that has not closed by then was never meant to open."""

_LONGEST_DOUBTFUL = 20_000
"""Characters of a damaged line within which its reading is searched for."""


def physical_lines(text: str) -> list[str]:
    """The lines of a text ended by CR, LF or CRLF, mixed as they may be. An end at the very end opens no new line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    return lines


def read_text(text: str, delimiter: str | None, report: Report) -> Grid:
    """The records of a text; StoppedError when it is larger than the limits."""
    lines = physical_lines(text)
    if len(lines) > MAX_ROWS:
        raise StoppedError(1, "", "too_large", f"The file has {len(lines):,} lines, more than {MAX_ROWS:,}. Split it.")
    ends = [name for name, end in (("CRLF", "\r\n"), ("LF", "\n"), ("CR", "\r")) if end in text]
    if "CRLF" in ends:
        bare = text.replace("\r\n", "")
        ends = ["CRLF", *(name for name, end in (("LF", "\n"), ("CR", "\r")) if end in bare)]
    report.decide("line_ends", " and ".join(ends) or "none", "as found")
    first = lines[0] if lines else ""
    said = separator_line(first)
    known, how = (delimiter, "as set") if delimiter else said_delimiter(first)
    dialect = detect_dialect(lines[bool(said) :], known, how, report)
    rows, starts, spans, damaged = Records(lines, dialect, skip=bool(said)).read()
    if said:
        rows, starts, spans = [[lines[0]], *rows], [1, *starts], [1, *spans]
        damaged = {record + 1: what for record, what in damaged.items()}
    grid = Grid(rows, starts, spans, len(lines), damaged)
    _check_limits(grid)
    return grid


def _check_limits(grid: Grid) -> None:
    width = max(map(len, grid.rows), default=0)
    if width > MAX_COLUMNS:
        what = f"The file has {width:,} columns, more than {MAX_COLUMNS:,}. Keep those you need."
        raise StoppedError(1, "", "too_large", what)
    if width * len(grid.rows) > MAX_CELLS:
        raise StoppedError(1, "", "too_large", f"The file has more than {MAX_CELLS:,} cells. Split it.")
    for line, row in zip(grid.lines, grid.rows, strict=True):
        if sum(map(len, row)) > MAX_CELL and any(len(cell) > MAX_CELL for cell in row):
            what = f"A cell in line {line} has more than {MAX_CELL:,} characters; shorten it."
            raise StoppedError(line, "", "too_large", what)


class Records:
    """Reads the records of one text."""

    def __init__(self, lines: list[str], dialect: Dialect, skip: int = 0) -> None:
        self.lines = lines
        self.dialect = dialect
        self.start = skip
        self.damaged: dict[int, str] = {}

    def read(self) -> tuple[list[list[str]], list[int], list[int], dict[int, str]]:
        """Cells, first lines and line counts of all records that are not blank, and which were repaired."""
        regular = self._regular_records()
        widths = Counter(len(cells) for cells, _ in regular.values())
        self.width = max(widths.items(), key=lambda item: (item[1], item[0]))[0] if widths else 0
        rows: list[list[str]] = []
        starts: list[int] = []
        spans: list[int] = []
        end = self.start
        for number in range(self.start, len(self.lines)):
            if number < end or not self.lines[number].strip():
                continue
            cells, span, what = self._record(number, regular.get(number))
            if what:
                self.damaged[len(rows)] = what
            rows.append(cells)
            starts.append(number + 1)
            spans.append(span)
            end = number + span
        return rows, starts, spans, self.damaged

    def _regular_records(self) -> dict[int, tuple[list[str], int]]:
        """First lines of well-formed records → cells and line count, read from the top as if no quote were stray."""
        found = {}
        end = self.start
        for number in range(self.start, len(self.lines)):
            if number < end or not self.lines[number].strip():
                continue
            cells = self._strict(self.lines[number])
            record = (cells, 1) if cells is not None else self._joined(number)
            if record is not None:
                found[number] = record
                end = number + record[1]
        return found

    def _record(self, number: int, regular: tuple[list[str], int] | None) -> tuple[list[str], int, str]:
        """The record that begins in a line: (cells, lines, damage). One over several lines must have full length."""
        if regular is not None and (regular[1] == 1 or len(regular[0]) == self.width):
            cells, span = regular
        else:
            single = self._strict(self.lines[number])
            if single is None:
                return self._repaired(self.lines[number])
            cells, span = single, 1
        if len(cells) == 1 and self.width > 2:
            return self._otherwise_delimited(cells)
        return cells, span, ""

    def _strict(self, text: str) -> list[str] | None:
        """The cells of a well-formed record, or None."""
        delimiter, quote, escape = self.dialect.delimiter, self.dialect.quote, self.dialect.escape
        if escape and escape in text:
            return next((cells for cells, regular in readings(text, self.dialect) if regular), None)
        if quote not in text:
            return text.split(delimiter) if delimiter else [text]
        try:
            rows = list(
                csv.reader(
                    [text],
                    delimiter=delimiter[:1] or "\x1f",
                    quotechar=quote,
                    strict=True,
                    skipinitialspace=len(delimiter) > 1,
                )
            )
        except csv.Error:
            return None
        return rows[0] if len(rows) == 1 else None

    def _repaired(self, text: str) -> tuple[list[str], int, str]:
        """A line that is not well-formed, read so that it has as many cells as the others if that can be."""
        if len(text) <= _LONGEST_DOUBTFUL:
            for cells, regular in readings(text, self.dialect):
                if len(cells) == self.width:
                    return cells, 1, "" if regular else "a quote inside a cell is not doubled, or never closes"
        delimiter = self.dialect.delimiter
        return text.split(delimiter) if delimiter else [text], 1, "a quote opens a cell and never closes"

    def _otherwise_delimited(self, cells: list[str]) -> tuple[list[str], int, str]:
        """A line without the delimiter, if another one cuts it to the length of the others; prose has spaces too."""
        for delimiter in DELIMITERS:
            if delimiter in cells[0] and delimiter != " ":
                other = Dialect(delimiter, self.dialect.quote, self.dialect.escape)
                found = Records(cells, other)._strict(cells[0])
                if found is not None and len(found) == self.width:
                    return found, 1, "its cells are divided by another delimiter than those of the other lines"
        return cells, 1, ""

    def _joined(self, number: int) -> tuple[list[str], int] | None:
        """A well-formed record whose quoted cell runs over several lines: its cells and how many lines."""
        if not self._quotes(number) % 2:
            return None
        length = len(self.lines[number])
        for end in range(number + 1, min(number + _LONGEST_RECORD, len(self.lines))):
            length += len(self.lines[end])
            if length > 4 * MAX_CELL:
                return None
            if self._quotes(end) % 2:
                cells = self._strict("\n".join(self.lines[number : end + 1]))
                return (cells, end - number + 1) if cells is not None else None
        return None

    def _quotes(self, number: int) -> int:
        line, quote, escape = self.lines[number], self.dialect.quote, self.dialect.escape
        return line.count(quote) - (line.count(escape + quote) if escape else 0)
