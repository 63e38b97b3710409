"""Which line names the columns, what it calls them, and what their cells look like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Literal

from indicators.catalog.areas import fold
from indicators.errors import MappingError, Message
from indicators.importing.columns.figures import read_value
from indicators.importing.columns.periods import read_period
from indicators.importing.columns.vocabulary import event_role_of, role_of
from indicators.importing.grid.records import HEADER, Grid
from indicators.importing.problems import Report, listing, printable
from indicators.model import OBSERVATION_COLUMNS

if TYPE_CHECKING:
    from indicators.catalog import Catalog

_HEADER_WITHIN = 100
_SAMPLE = 200


class Columns:
    """The columns of a table: `names` as read, `cells(column)` a sample of filled body cells."""

    def __init__(self, names: Sequence[str], body: Sequence[Sequence[str]], catalog: Catalog) -> None:
        self.names = list(names)
        self.catalog = catalog
        step = max(1, len(body) // _SAMPLE)
        self._sample = body[::step][: 2 * _SAMPLE]

    def label(self, column: int) -> str:
        """The header of a column, or its place where it has none."""
        return printable(self.names[column]) or f"column {column + 1}"

    def choices(self, columns: Collection[int]) -> Message:
        """Columns for a question: `1: date, 2: value`."""
        return listing((f"{column + 1}: {self.label(column)}" for column in columns), 12)

    def cells(self, column: int) -> list[str]:
        """Filled cells of a sample of the body."""
        return [row[column] for row in self._sample if column < len(row) and row[column].strip()]

    def others(self, used: Collection[int]) -> list[int]:
        """The columns that are not among those used."""
        return [column for column in range(len(self.names)) if column not in used]

    def find(self, wanted: str, setting: str) -> int:
        """The column that a setting names, by header or by its place from 1; MappingError where there is none."""
        matches = [column for column, name in enumerate(self.names) if fold(name) == fold(wanted) and name.strip()]
        if len(matches) == 1:
            return matches[0]
        if wanted.isdecimal() and 1 <= int(wanted) <= len(self.names):
            return int(wanted) - 1
        names = listing((f"{number}: {printable(name)}" for number, name in enumerate(self.names, 1)), 12)
        if matches:
            what = Message(
                "{setting}: '{column}' names several columns. Name one by its header or its number: {names}."
            )
            raise MappingError(what, setting=setting, column=printable(wanted), names=names)
        what = Message("{setting}: '{column}' is not a column. Name one by its header or its number: {names}.")
        raise MappingError(what, setting=setting, column=printable(wanted), names=names)

    def share(self, column: int, test: Literal["period", "number", "area"]) -> float:
        """The share of sampled cells that are a period, a number or an area; 0 without any."""
        cells = self.cells(column)
        return sum(self._is(cell, test) for cell in cells) / len(cells) if cells else 0.0

    def hold_two_sides(self, columns: Sequence[int]) -> bool:
        """Whether columns of countries name different ones in most lines, not one by its name and its code."""
        code = self.catalog.names.code
        rows = [[code(row[column]) for column in columns if column < len(row)] for row in self._sample]
        known = [set(codes) for codes in rows if len(codes) > 1 and all(codes)]
        return len(known) > 0 and sum(len(codes) > 1 for codes in known) > len(known) / 2

    def is_numeric(self, column: int) -> bool:
        """Whether most filled cells are figures or gaps, and at least one is a figure."""
        cells = [read_value(cell) for cell in self.cells(column)]
        figures = sum(not cell.error and not cell.missing for cell in cells)
        return figures > 0 and sum(not cell.error for cell in cells) >= 0.6 * len(cells)

    def are_canonical(self) -> bool:
        """Whether the cells are, column by column, what OBSERVATION_COLUMNS names."""
        place = OBSERVATION_COLUMNS.index
        if not place("obs_value") < len(self.names) <= len(OBSERVATION_COLUMNS):
            return False
        freqs = self.cells(place("freq"))
        areas = [self.share(place(name), "area") for name in ("ref_area", "counterpart_area")]
        shares = (*areas, self.share(place("time_period"), "period"), self.share(place("obs_value"), "number"))
        return set(freqs) <= set("AQMD") and bool(freqs) and min(shares) >= 0.8

    def _is(self, cell: str, test: str) -> bool:
        if test == "area":
            return bool(self.catalog.names.code(cell))
        if test == "period":
            period = read_period(cell)
            return not period.error and period.freq != "serial"
        value = read_value(cell)
        return not value.error and not value.missing


def split_key_column(grid: Grid, report: Report) -> None:
    """Eurostat's tables by tabs hold several columns in the first one: `freq,unit,geo\\TIME_PERIOD`."""
    key, across, _ = grid.rows[0][0].partition("\\")
    if not across or len(grid.rows[0]) < 2:
        return
    names = key.split(",")
    grid.rows[0] = [*names, *grid.rows[0][1:]]
    for record, row in enumerate(grid.rows[1:], 1):
        keys = row[0].split(",")
        if len(keys) == len(names):
            grid.rows[record] = [*keys, *row[1:]]
    how = Message("'{key}' names several columns divided by commas", key=printable(key))
    report.decide("first column", listing(names, 10), how)


def find_header(grid: Grid) -> int | None:
    """The record that names the columns: two known names, or one and periods; else a row of words above figures."""
    first = [index for index in range(min(_HEADER_WITHIN, len(grid.rows))) if index not in grid.damaged]
    for index in first:
        if _names_columns(grid.rows[index]):
            return index
    widths = Counter(len(row) for row in grid.rows[:_HEADER_WITHIN])
    width = max(widths, key=lambda one: (widths[one], one), default=0)
    unnamed = None
    for index in first:
        filled = [cell for cell in grid.rows[index] if cell.strip()]
        shorter = index == 0 and len(grid.rows[index]) == width - 1 > 0  # the index of a frame has no name
        if (len(grid.rows[index]) == width or shorter) and len(filled) > width / 2:
            if any(role_of(cell) for cell in filled):
                return index
            words = all(not any(character.isdigit() for character in cell) or len(cell) > 12 for cell in filled)
            if not words:
                return unnamed
            unnamed = index if unnamed is None else unnamed
    return unnamed


def _names_columns(row: list[str]) -> bool:
    filled = [cell for cell in row if cell.strip()]
    known = sum(1 for cell in filled if role_of(cell) or event_role_of(cell) in ("kind", "date_start", "date_end"))
    periods = [cell for cell in filled if not role_of(cell) and not read_period(cell).error]
    figures = [cell for cell in filled if cell not in periods and _is_figure(cell)]
    if len(set(periods)) < len(periods) or len(figures) >= max(known, 1):
        return False  # a line of figures, with a side table beside it: a header names each period once
    return known >= 2 or (known >= 1 and len(periods) >= 2) or (len(periods) >= 3 and len(periods) >= len(filled) - 2)


def _is_figure(cell: str) -> bool:
    value = read_value(cell)
    return not value.error and not value.missing


def column_names(grid: Grid, header: int | None, catalog: Catalog, report: Report) -> list[str]:
    """The column names; without a header the columns have none. Blank and repeated names are pointed out."""
    if header is None:
        width = max(map(len, grid.rows))
        if Columns([""] * width, grid.rows, catalog).are_canonical():
            report.decide("header", Message("none"), Message("the columns are in the order of the template"))
            return list(OBSERVATION_COLUMNS[:width])
        report.decide("header", Message("none"), Message("the first line is not a line of names"))
        return [""] * width
    names = [cell.strip() for cell in grid.rows[header]]
    while len(names) > 1 and not names[-1] and all(not "".join(row[len(names) - 1 :]).strip() for row in grid.rows):
        names.pop()
    below = [len(row) for row in grid.rows[header + 1 :]]
    if below and set(below) == {len(names) + 1} and any(row[-1].strip() for row in grid.rows[header + 1 :]):
        report.add("header_shorter", grid.lines[header])
        names.insert(0, "")
    if len(below) > 1 and max(below) == len(names) - 1:
        report.add("header_longer", grid.lines[header], printable(names[-1]), name=printable(names.pop()))
    grid.outcomes[header] = HEADER
    line = grid.lines[header]
    report.decide("header", Message("line {line}", line=line), Message("the first line with the names of columns"))
    blank = listing(column + 1 for column, name in enumerate(names) if not name)
    if blank:
        report.add("blank_header", line, columns=blank)
    repeated = [printable(name) for name in sorted({name for name in names if name and names.count(name) > 1})]
    if repeated:
        report.add("repeated_header", line, repeated[0], names=listing(repeated))
    return names
