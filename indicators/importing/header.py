"""Which line names the columns, and what it calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indicators.importing.grid import HEADER, Grid
from indicators.importing.periods import read_period
from indicators.importing.problems import Report, listing, shown
from indicators.importing.roles import Columns
from indicators.importing.vocabulary import event_role_of, role_of
from indicators.model import OBSERVATION_COLUMNS

if TYPE_CHECKING:
    from indicators.catalog import Catalog

_HEADER_WITHIN = 100


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
    report.decide("first column", listing(names, 10), f"'{shown(key)}' names several columns divided by commas")


def find_header(grid: Grid) -> int | None:
    """The record that names the columns: two known names, or one and periods; else a row of words above figures."""
    first = [index for index in range(min(_HEADER_WITHIN, len(grid.rows))) if index not in grid.damaged]
    for index in first:
        if _names_columns(grid.rows[index]):
            return index
    width = max((len(row) for row in grid.rows[:_HEADER_WITHIN]), default=0)
    for index in first:
        filled = [cell for cell in grid.rows[index] if cell.strip()]
        if len(grid.rows[index]) == width and len(filled) > width / 2:
            words = all(not any(character.isdigit() for character in cell) or len(cell) > 12 for cell in filled)
            return index if words or any(role_of(cell) for cell in filled) else None
    return None


def _names_columns(row: list[str]) -> bool:
    filled = [cell for cell in row if cell.strip()]
    known = sum(1 for cell in filled if role_of(cell) or event_role_of(cell) in ("kind", "date_start", "date_end"))
    periods = sum(1 for cell in filled if not role_of(cell) and not read_period(cell).error)
    return known >= 2 or (known >= 1 and periods >= 2) or (periods >= 3 and periods >= len(filled) - 2)


def column_names(grid: Grid, header: int | None, catalog: Catalog, report: Report) -> list[str]:
    """The column names; without a header the columns have none. Blank and repeated names are pointed out."""
    if header is None:
        width = max(map(len, grid.rows))
        if _in_canonical_order(Columns([""] * width, grid.rows), catalog):
            report.decide("header", "none", "the columns are in the order of the template")
            return list(OBSERVATION_COLUMNS[:width])
        report.decide("header", "none", "the first line is not a line of names")
        return [""] * width
    names = [cell.strip() for cell in grid.rows[header]]
    while len(names) > 1 and not names[-1] and all(not "".join(row[len(names) - 1 :]).strip() for row in grid.rows):
        names.pop()
    grid.outcomes[header] = HEADER
    line = grid.lines[header]
    report.decide("header", f"line {line}", "the first line with the names of columns")
    blank = [str(column + 1) for column, name in enumerate(names) if not name]
    if blank:
        report.add(line, "", "blank_header", "warning", f"Column {listing(blank)} has no name; give it one to use it.")
    repeated = sorted({name for name in names if name and names.count(name) > 1})
    if repeated:
        what = listing(shown(name) for name in repeated)
        report.add(line, shown(repeated[0]), "repeated_header", "warning", f"Several columns are called {what}.")
    return names


def _in_canonical_order(columns: Columns, catalog: Catalog) -> bool:
    """Whether the cells are, column by column, what OBSERVATION_COLUMNS names."""
    width = len(columns.names)
    if not OBSERVATION_COLUMNS.index("obs_value") < width <= len(OBSERVATION_COLUMNS):
        return False
    freqs = columns.cells(OBSERVATION_COLUMNS.index("freq"))
    tests = {"ref_area": "area", "counterpart_area": "area", "time_period": "period", "obs_value": "number"}
    shares = [columns.share(OBSERVATION_COLUMNS.index(name), test, catalog) for name, test in tests.items()]
    return set(freqs) <= set("AQMD") and bool(freqs) and min(shares) >= 0.8
