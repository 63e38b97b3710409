"""Text → records. Well-formed lines go through the standard library's strict reader; the others are repaired by the
one rule that can be checked, the number of cells the other records have, and are named as damaged."""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from indicators.errors import Message
from indicators.importing.bytes.decode import MAX_CELL, MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from indicators.importing.grid.dialect import DELIMITERS, Dialect, detect_dialect, separator_line
from indicators.importing.problems import OUTCOMES, Report, StoppedError

if TYPE_CHECKING:
    import pandas as pd

HEADER, METADATA, BLANK, OBSERVATION, PROBLEM = range(len(OUTCOMES))

_LONGEST_RECORD = 500
"""Physical lines that a quoted cell may run over; a quote that has not closed by then was never meant to open."""

_LONGEST_DOUBTFUL = 20_000
"""Characters of a damaged line within which its reading is searched for."""

_STEPS, _WORK = 5_000, 5_000_000
"""Cells that are tried over all readings of one line, and characters looked at for them."""

_ENDS = 4
"""Places at which one quoted cell is tried to end."""

_Path = tuple[str, "_Path | None"]
_NOT_DOUBLED = Message("a quote inside a cell is not doubled, or never closes")
_NEVER_CLOSES = Message("a quote opens a cell and never closes")
_OTHER_DELIMITER = Message("its cells are divided by another delimiter than those of the other lines")


@dataclass
class Grid:
    """`rows[i]` are the cells of a record that begins at physical line `lines[i]` (from 1) and has `spans[i]` lines.

    Blank lines are not records. `damaged` names the records whose quotes had to be repaired to read them at all;
    `typed` says so where numbers were stored as numbers, not as text: their decimal mark is not in question.
    `outcomes` says what each record turned out to be.
    """

    rows: list[list[str]]
    lines: list[int]
    spans: list[int]
    n_lines: int
    damaged: dict[int, Message] = field(default_factory=dict)
    typed: Message | None = None

    def __post_init__(self) -> None:
        self.outcomes = np.full(len(self.rows), METADATA, np.int8)

    def refuse_unread(self) -> None:
        """Count every line that was not found to be a header or blank as a problem: the file is not read further."""
        self.outcomes[self.outcomes == METADATA] = PROBLEM

    def counts(self) -> dict[str, int]:
        """Physical lines by outcome; they sum to `n_lines`."""
        lines = np.bincount(self.outcomes, weights=self.spans, minlength=len(OUTCOMES)) if self.rows else np.zeros(5)
        counts = {name: int(lines[code]) for code, name in enumerate(OUTCOMES)}
        counts["blank"] += self.n_lines - sum(self.spans)
        return counts

    def frame(self) -> pd.DataFrame:
        """The cells as a frame with columns 0, 1, …, indexed by line; cells that a short row lacks are empty."""
        import pandas as pd

        width = max(map(len, self.rows), default=0)
        rows = [row if len(row) == width else row + [""] * (width - len(row)) for row in self.rows]
        index = pd.Index(self.lines, name="line", dtype="int64")
        return pd.DataFrame(rows, index=index, columns=range(width), dtype="str")


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
        raise StoppedError("too_large.lines", lines=len(lines), limit=MAX_ROWS)
    report.decide("line_ends", _line_ends(text), Message("as found"))
    separator = separator_line(lines[0]) if lines else ""
    how = Message("as set") if delimiter else Message("the first line says so")
    skipped = 1 if separator else 0
    dialect = detect_dialect(lines[skipped:], delimiter or separator, how, report)
    rows, starts, spans, damaged = _Records(lines, dialect, skipped).read()
    if separator:
        rows, starts, spans = [[lines[0]], *rows], [1, *starts], [1, *spans]
        damaged = {record + 1: what for record, what in damaged.items()}
    grid = Grid(rows, starts, spans, len(lines), damaged)
    _check_limits(grid)
    return grid


def _line_ends(text: str) -> str:
    crlf = "\r\n" in text
    bare = text.replace("\r\n", "") if crlf else text
    return " and ".join(["CRLF"] * crlf + [name for name, end in (("LF", "\n"), ("CR", "\r")) if end in bare]) or "none"


def _check_limits(grid: Grid) -> None:
    width = max(map(len, grid.rows), default=0)
    if width > MAX_COLUMNS:
        raise StoppedError("too_large.columns", width=width, limit=MAX_COLUMNS)
    if width * len(grid.rows) > MAX_CELLS:
        raise StoppedError("too_large.cells", limit=MAX_CELLS)
    for line, row in zip(grid.lines, grid.rows, strict=True):
        if sum(map(len, row)) > MAX_CELL and any(len(cell) > MAX_CELL for cell in row):
            raise StoppedError("too_large.cell", line, place=line, limit=MAX_CELL)


class _Records:
    """Reads the records of one text."""

    def __init__(self, lines: list[str], dialect: Dialect, skip: int) -> None:
        self.lines = lines
        self.dialect = dialect
        self.skip = skip
        self.width = 0

    def read(self) -> tuple[list[list[str]], list[int], list[int], dict[int, Message]]:
        """Cells, first lines and line counts of all records that are not blank, and which were repaired."""
        regular = self._regular_records()
        widths = Counter(len(cells) for cells, _ in regular.values())
        self.width = max(widths.items(), key=lambda item: (item[1], item[0]))[0] if widths else 0
        rows: list[list[str]] = []
        starts: list[int] = []
        spans: list[int] = []
        damaged: dict[int, Message] = {}
        end = self.skip
        for number in range(self.skip, len(self.lines)):
            if number < end or not self.lines[number].strip():
                continue
            cells, span, what = self._record(number, regular.get(number))
            if what:
                damaged[len(rows)] = what
            rows.append(cells)
            starts.append(number + 1)
            spans.append(span)
            end = number + span
        return rows, starts, spans, damaged

    def _regular_records(self) -> dict[int, tuple[list[str], int]]:
        """First lines of well-formed records → cells and line count, read from the top as if no quote were stray."""
        found = {}
        end = self.skip
        for number in range(self.skip, len(self.lines)):
            if number < end or not self.lines[number].strip():
                continue
            cells = _well_formed(self.lines[number], self.dialect)
            record = (cells, 1) if cells is not None else self._joined(number)
            if record is not None:
                found[number] = record
                end = number + record[1]
        return found

    def _record(self, number: int, regular: tuple[list[str], int] | None) -> tuple[list[str], int, Message | None]:
        """The record that begins in a line: (cells, lines, damage). One over several lines must have full length."""
        text = self.lines[number]
        if regular is not None and (regular[1] == 1 or len(regular[0]) == self.width):
            cells, span = regular
        else:
            single = _well_formed(text, self.dialect)
            if single is None:
                return self._repaired(text)
            cells, span = single, 1
        if len(cells) == 1 and self.width > 2:
            return self._otherwise_delimited(cells)
        return cells, span, None

    def _repaired(self, text: str) -> tuple[list[str], int, Message | None]:
        """A line that is not well-formed, read so that it has as many cells as the others if that can be."""
        if len(text) <= _LONGEST_DOUBTFUL:
            for cells, regular in readings(text, self.dialect):
                if len(cells) == self.width:
                    return cells, 1, None if regular else _NOT_DOUBLED
        delimiter = self.dialect.delimiter
        return text.split(delimiter) if delimiter else [text], 1, _NEVER_CLOSES

    def _otherwise_delimited(self, cells: list[str]) -> tuple[list[str], int, Message | None]:
        """A line without the delimiter, if another one cuts it to the length of the others; prose has spaces too."""
        for delimiter in DELIMITERS:
            if delimiter in cells[0] and delimiter != " ":
                found = _well_formed(cells[0], Dialect(delimiter, self.dialect.quote, self.dialect.escape))
                if found is not None and len(found) == self.width:
                    return found, 1, _OTHER_DELIMITER
        return cells, 1, None

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
                cells = _well_formed("\n".join(self.lines[number : end + 1]), self.dialect)
                return (cells, end - number + 1) if cells is not None else None
        return None

    def _quotes(self, number: int) -> int:
        line, quote, escape = self.lines[number], self.dialect.quote, self.dialect.escape
        return line.count(quote) - (line.count(escape + quote) if escape else 0)


def _well_formed(text: str, dialect: Dialect) -> list[str] | None:
    """The cells of a well-formed record, or None."""
    delimiter, quote = dialect.delimiter, dialect.quote
    if dialect.escape and dialect.escape in text:
        return next((cells for cells, regular in readings(text, dialect) if regular), None)
    if quote not in text:
        return text.split(delimiter) if delimiter else [text]
    mark, spaced = delimiter[:1] or "\x1f", len(delimiter) > 1
    try:
        rows = list(csv.reader([text], delimiter=mark, quotechar=quote, strict=True, skipinitialspace=spaced))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


# --- the ways in which one line with doubtful quotes can be read -------------------------------------


def readings(text: str, dialect: Dialect) -> Iterator[tuple[list[str], bool]]:
    """Ways to cut one record into cells, those with the fewest irregular cells first; each with whether it has none.

    A cell that begins with a quote ends at a quote before a delimiter or the end of the text: regularly at the first
    one that is neither doubled nor escaped, irregularly at another, or the opening quote is text.
    """
    delimiter, quote = dialect.delimiter or "\n", dialect.quote
    ends = re.compile(re.escape(quote) + r"(?=[ ]*(?:" + re.escape(delimiter) + r"|$))")
    closing = [match.start() for match in ends.finditer(text)]
    order = count()
    open_paths: list[tuple[int, int, int | None, _Path | None]] = [(0, next(order), 0, None)]
    for _ in range(min(_STEPS, _WORK // max(1, len(text)))):
        if not open_paths:
            return
        irregular, _, place, path = heappop(open_paths)
        if place is None:
            yield _unwind(path), not irregular
            continue
        for cell, after, cost in _cells_at(text, place, closing, dialect):
            heappush(open_paths, (irregular + cost, next(order), after, (cell, path)))


def _unwind(path: _Path | None) -> list[str]:
    cells = []
    while path is not None:
        cell, path = path
        cells.append(cell)
    return cells[::-1]


def _cells_at(text: str, place: int, closing: list[int], dialect: Dialect) -> list[tuple[str, int | None, int]]:
    """The ways to read the cell that begins at `place`: its text, where the next one begins, irregular quotes in it."""
    delimiter, quote, escape = dialect.delimiter or "\n", dialect.quote, dialect.escape
    ways: list[tuple[str, int | None, int]] = []
    opens = text.startswith(quote, place)
    if opens:
        first = bisect_right(closing, place)
        following = closing[first : first + 4 * _ENDS]
        ordered = sorted(following, key=lambda end: not _is_regular(text[place + 1 : end], quote, escape))
        for end in ordered[:_ENDS]:
            inside = text[place + 1 : end]
            cost = 0 if _is_regular(inside, quote, escape) else 1
            ways.append((_unescape(inside, dialect), _next(text.find(delimiter, end), delimiter), cost))
    after = text.find(delimiter, place)
    while escape and after > 0 and text[after - 1] == escape:
        after = text.find(delimiter, after + 1)
    cell = text[place:] if after < 0 else text[place:after]
    cost = int(opens) + cell.rstrip().endswith(quote)
    ways.append((_unescape(cell, dialect) if escape else cell, _next(after, delimiter), cost))
    return ways


def _next(after: int, delimiter: str) -> int | None:
    return None if after < 0 else after + len(delimiter)


def _is_regular(inside: str, quote: str, escape: str) -> bool:
    """Whether every quote inside a quoted cell is doubled or escaped, so that the next one closes it."""
    if escape:
        inside = re.sub(re.escape(escape) + ".", "", inside)
        if inside.endswith(escape):
            return False
    return quote not in inside.replace(quote * 2, "")


def _unescape(inside: str, dialect: Dialect) -> str:
    if dialect.escape:
        special = re.escape(dialect.quote + dialect.escape + dialect.delimiter[:1])
        inside = re.sub(f"{re.escape(dialect.escape)}([{special}])", r"\1", inside)
    return inside.replace(dialect.quote * 2, dialect.quote)
