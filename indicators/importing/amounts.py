"""The figures of a file, under one decimal mark, which they prove or which is asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from indicators.importing.cells import Cells, Distinct
from indicators.importing.figures import Written
from indicators.importing.problems import shown

if TYPE_CHECKING:
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


def read_amounts(cells: Cells, mapping: Mapping) -> Amounts:
    """Figures as float64, NaN where one is missing."""
    texts, written = cells.figures, cells.written
    decimal = _decimal_mark(cells, texts, written, mapping)
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


def _decimal_mark(cells: Cells, texts: Distinct, written: list[Written], mapping: Mapping) -> str:
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
    names = {name.lower() for name in cells.layout.columns.names}
    if {"time_period", "obs_value"} <= names and report.decisions["delimiter"].value == "comma":
        report.decide("decimal", ".", "the columns have the names of SDMX, which writes a point")
        return "."
    example = shown(cells.values[where["?"]])
    _ask(cells, where["?"], f"'{example}' can be read with a decimal mark or with a mark of thousands. Which is it?")
    return ""


def _ask(cells: Cells, place: int, what: str) -> None:
    what = f"{what} Set decimal to . or ,"
    cells.report.add(cells.line(place), cells.value_label(place), "decimal", "question", what)
