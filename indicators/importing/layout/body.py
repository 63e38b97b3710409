"""Which records below the header are figures, and which are blank, repeated headers, totals or footers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from indicators.catalog.areas import fold
from indicators.errors import Message
from indicators.importing.columns.figures import read_value
from indicators.importing.columns.periods import read_period
from indicators.importing.columns.vocabulary import FOOTNOTE_STARTS, TOTALS
from indicators.importing.grid.records import BLANK, HEADER, METADATA, PROBLEM, Grid
from indicators.importing.problems import Report, StoppedError, printable

_UNSEEN = "\ufffd"
_FOOTER_WITHIN = 100
_DIGIT = re.compile(r"\d")


def classify_body(
    grid: Grid, header: int | None, names: Sequence[str], role_of: Callable[[str], str], report: Report
) -> list[int]:
    """The records to read. The others are marked in the grid; StoppedError where a second table begins."""
    first = 0 if header is None else header + 1
    last = _last_of_table(grid, first, len(names))
    _describe_margins(grid, header, last, report)
    body = []
    for record in range(first, last):
        row = grid.rows[record]
        text = "".join(row)
        is_words = not _DIGIT.search(text)
        if not text.strip():
            grid.outcomes[record] = BLANK
        elif header is not None and _is_repeated(row, names):
            report.add("header_again", grid.lines[record])
            grid.outcomes[record] = HEADER
        elif header is not None and is_words and _begins_table(grid, record, len(names), role_of):
            first, second = grid.lines[header], grid.lines[record]
            raise StoppedError("two_tables", second, second=second, first=first)
        elif _is_total(row):
            label = printable(next(cell for cell in row if cell.strip()))
            report.add("total", grid.lines[record], label=label)
        elif not _is_damaged(grid, record, text, len(names), report):
            body.append(record)
    return body


def _is_repeated(row: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a row is the header again."""
    begins_alike = row[0].strip() == names[0]
    return begins_alike and [cell.strip() for cell in row[: len(names)]] == list(names) and not any(row[len(names) :])


def _last_of_table(grid: Grid, first: int, width: int) -> int:
    """One past the last record of the table: what follows are lines of a single text, sources and notes."""
    last = len(grid.rows)
    for record in range(max(first, last - _FOOTER_WITHIN), last):
        if _starts_footer(grid.rows[record]):
            last = record
            break
    while last > first and last - 1 not in grid.damaged and _is_footer(grid.rows[last - 1], width):
        last -= 1
    return last


def _starts_footer(row: Sequence[str]) -> bool:
    """Whether a line of a single text begins as the notes below a table do: those that follow are notes as well."""
    filled = [cell for cell in row if cell.strip()]
    return len(filled) == 1 and bool(row[0].strip()) and fold(filled[0]).startswith(FOOTNOTE_STARTS)


def _is_footer(row: Sequence[str], width: int) -> bool:
    filled = [cell for cell in row if cell.strip()]
    if not filled:
        return True
    if fold(filled[0]).startswith(FOOTNOTE_STARTS) and len(filled) <= max(1, width - 1):
        return True
    return len(filled) == 1 and width > 1 and bool(row[0].strip()) and not _is_figure(filled[0])


def _is_figure(cell: str) -> bool:
    return not read_value(cell).error or not read_period(cell).error


def _describe_margins(grid: Grid, header: int | None, last: int, report: Report) -> None:
    """Say which lines above and below the table were not read, and count the blank ones among them as such."""
    for record in [*range(header or 0), *range(last, len(grid.rows))]:
        filled = any(cell.strip() for cell in grid.rows[record])
        grid.outcomes[record] = METADATA if filled else BLANK
    if header:
        lines = Message("line {first} to {last}", first=grid.lines[0], last=grid.lines[header] - 1)
        report.decide("preamble", lines, Message("stands above the header"))
    if last < len(grid.rows):
        report.decide("footer", Message("from line {line}", line=grid.lines[last]), Message("text below the table"))


def _begins_table(grid: Grid, record: int, width: int, role_of: Callable[[str], str]) -> bool:
    """Whether a line of words is the header of another table: by known names, or below a gap and above figures."""
    filled = [cell for cell in grid.rows[record] if cell.strip()]
    known = sum(1 for cell in filled if role_of(cell))
    if known >= 2 and known >= len(filled) / 2:
        return True
    if record == 0 or record + 1 == len(grid.rows):
        return False
    before = grid.rows[record - 1]
    gap = grid.lines[record] > grid.lines[record - 1] + grid.spans[record - 1] or not any(map(str.strip, before))
    words = [cell for cell in filled if not read_value(cell).missing]
    return gap and len(words) >= max(2, width / 2) and _DIGIT.search("".join(grid.rows[record + 1])) is not None


def _is_total(row: Sequence[str]) -> bool:
    """Whether the first words of a row say that it adds up others."""
    return _is_word_for_total(next((cell for cell in row if cell.strip() and not _DIGIT.search(cell)), ""))


@lru_cache(maxsize=10_000)
def _is_word_for_total(words: str) -> bool:
    return fold(words) in TOTALS


def _is_damaged(grid: Grid, record: int, text: str, width: int, report: Report) -> bool:
    """Note what makes a record unreadable as a whole: its quotes, its length, characters that are none."""
    row, line = grid.rows[record], grid.lines[record]
    if record in grid.damaged:
        report.add("quote", line, damage=grid.damaged[record], text=printable(text))
    elif len(row) < width or (len(row) > width and any(cell.strip() for cell in row[width:])):
        report.add("ragged", line, cells=len(row), width=width)
    elif _UNSEEN in text or "\x00" in text:
        report.add("damaged_text", line, text=printable(text))
    else:
        return False
    grid.outcomes[record] = PROBLEM
    return True
