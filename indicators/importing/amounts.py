"""The figures of a file: one decimal mark and, for each indicator, one unit; what is open is asked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from indicators.areas import fold
from indicators.importing.cells import Cells, Distinct
from indicators.importing.figures import Written
from indicators.importing.problems import listing, shown

if TYPE_CHECKING:
    from indicators.catalog import Catalog
    from indicators.importing.mapping import Mapping

_WHY = {
    "formula": "is a formula; a file of figures holds values. Paste the values and save again",
    "formula_error": "is an error value of a spreadsheet. Correct the cell it comes from or leave it empty",
    "infinite": "is not a finite number. Correct it or leave it empty",
    "not_a_number": "is not a number. Correct it, or leave the cell empty where there is no figure",
    "other_mark": "does not fit the decimal mark of the other figures",
}


@dataclass
class Amounts:
    """A figure, the status its footnote flag stands for and the flag itself, for every entry."""

    values: np.ndarray
    statuses: np.ndarray
    flags: np.ndarray


def read_amounts(cells: Cells, mapping: Mapping, canonical_names: bool) -> Amounts:
    """Figures as float64, NaN where one is missing. `canonical_names`: the columns are called as SDMX calls them."""
    texts, written = cells.figures, cells.written
    decimal = _decimal_mark(cells, texts, written, mapping, canonical_names)
    values = [_value(one, decimal) for one in written]
    grouped = next((one for one in written if decimal and one.grouping(decimal)), None)
    if grouped:
        cells.report.decide("thousands", grouped.grouping(decimal), f"groups digits, as in '{grouped.digits}'")
    errors = [_error(one, value, decimal) for one, value in zip(written, values, strict=True)]
    spread = texts.spread(errors)
    cells.refuse(spread != "", None, "value", lambda place: f"'{shown(cells.values[place])}' {_WHY[spread[place]]}.")
    unread = texts.spread([value is None and not error for value, error in zip(values, errors, strict=True)], bool)
    cells.bad |= unread  # waits for the answer to the question about the decimal mark
    figures = texts.spread([np.nan if value is None else value for value in values], float)
    return Amounts(figures, texts.spread([one.status for one in written]), texts.spread([one.flag for one in written]))


def _value(written: Written, decimal: str) -> float | None:
    if written.missing:
        return float("nan")
    if written.error:
        return None
    if not decimal:  # only figures that are the same under either mark are read
        return written.value(".") if written.speaks_for == "" else None
    return written.value(decimal)


def _error(written: Written, value: float | None, decimal: str) -> str:
    if value is None:
        return written.error or ("other_mark" if decimal else "")
    return "infinite" if math.isinf(value) else ""


def _decimal_mark(
    cells: Cells, texts: Distinct, written: list[Written], mapping: Mapping, canonical_names: bool
) -> str:
    """'.' or ',' as set or as the figures prove; '' after asking where they do not, or contradict one another."""
    report = cells.report
    if mapping.decimal:
        report.decide("decimal", mapping.decimal, "as set")
        return mapping.decimal
    if cells.grid.typed:
        report.decide("decimal", ".", "the workbook holds numbers, not text")
        return "."
    examples: dict[str, int] = {}
    for code, one in enumerate(written):
        if one.speaks_for and not one.error:
            examples.setdefault(one.speaks_for, code)
    where = {mark: int(np.flatnonzero(texts.codes == code)[0]) for mark, code in examples.items()}
    if "." in where and "," in where:
        point, comma = (f"'{shown(cells.values[where[mark]])}' in line {cells.lines[where[mark]]}" for mark in ".,")
        _ask(cells, where[","], f"{point} has a decimal point and {comma} a decimal comma. Which one is right?")
        return ""
    proven = next((mark for mark in ".," if mark in where), "")
    if proven:
        example = shown(cells.values[where[proven]])
        report.decide("decimal", proven, f"proven by '{example}' in line {cells.lines[where[proven]]}")
        return proven
    if "?" not in where:
        report.decide("decimal", ".", "no figure has a decimal mark")
        return "."
    if canonical_names and cells.report.decisions["delimiter"].value == "comma":
        report.decide("decimal", ".", "the columns have the names of SDMX, which writes a point")
        return "."
    example = shown(cells.values[where["?"]])
    _ask(cells, where["?"], f"'{example}' can be read with a decimal mark or with a mark of thousands. Which is it?")
    return ""


def _ask(cells: Cells, place: int, what: str) -> None:
    label = cells.layout.columns.label(int(cells.value_columns[place]))
    cells.report.add(int(cells.lines[place]), label, "decimal", "question", f"{what} Set decimal to . or ,")


def check_units(cells: Cells, indicators: np.ndarray, mapping: Mapping, catalog: Catalog) -> np.ndarray:
    """Which figures to keep: all, where each indicator has one unit; those of the unit that was set; else a question.

    A unit is what the unit column says, with the multiplier of SDMX, and a currency or percent sign beside a figure.
    """
    units = _units(cells)
    found = {
        indicator: list(dict.fromkeys(units[(indicators == indicator) & ~cells.bad]))
        for indicator in dict.fromkeys(indicators)
    }
    keep = np.ones(len(cells), dtype=bool)
    for indicator, several in found.items():
        mine = indicators == indicator
        if len(several) > 1 and mapping.unit is not None:
            keep &= ~mine | np.array([fold(unit) == fold(mapping.unit) for unit in units], dtype=bool)
            left_out = int((mine & ~keep).sum())
            cells.report.decide("unit", mapping.unit, f"as set; {left_out:,} figures in other units are left out")
        elif len(several) > 1:
            other = int(np.flatnonzero(mine & (units == several[1]))[0])
            cells.report.add(
                int(cells.lines[other]),
                cells.layout.label("unit"),
                "mixed_units",
                "question",
                f"{indicator or 'The figures'}: there are figures in {listing(unit or 'no unit' for unit in several)}; "
                "they cannot be one series. Set unit to the one to keep, or give each unit an indicator of its own.",
            )
            cells.bad |= mine
        elif several and several[0]:
            cells.report.decide("unit", several[0], "as in the file")
            _compare(cells, indicator, several[0], catalog)
    if mapping.unit is not None and not any(len(several) > 1 for several in found.values()):
        cells.report.decide("unit", mapping.unit, "as set")
    return keep


def _units(cells: Cells) -> np.ndarray:
    column = cells.text("unit")
    named = column.spread(column.texts) if column is not None else np.full(len(cells), "", dtype=object)
    multiplier = cells.text("unit_mult")
    if multiplier is not None:
        powers = multiplier.spread(["" if text in ("", "0") else f" x 10^{text}" for text in multiplier.texts])
        named = named + powers
    if column is not None:
        return named
    marks = cells.figures.spread([one.unit for one in cells.written])
    missing = cells.figures.spread([one.missing for one in cells.written], bool)
    # A gap has no sign beside it and no unit of its own: it takes that of the first figure.
    known = np.flatnonzero(~missing)
    return np.where(missing, marks[known[0]] if len(known) else "", marks)


def _compare(cells: Cells, indicator: str, unit: str, catalog: Catalog) -> None:
    """A warning where the file's unit shares no word with the one the indicator is described in."""
    described = catalog.indicators.get(indicator)
    if described is not None and not set(fold(unit).split()) & set(fold(described.unit).split()):
        cells.report.add(
            1,
            cells.layout.label("unit"),
            "unit_differs",
            "warning",
            f"{indicator} is in {described.unit}; the file says '{shown(unit)}'. Convert the figures if these differ.",
        )
