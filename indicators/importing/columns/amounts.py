"""The figures of a file: under one decimal mark and in one unit, which they prove or which is asked for."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from indicators.catalog.areas import fold
from indicators.errors import MappingError, Message
from indicators.importing.columns.cells import Bools, Cells, Floats, Texts, groups
from indicators.importing.columns.figures import Written
from indicators.importing.problems import AS_SET, listing, printable


@dataclass
class Amounts:
    """A figure, the status its footnote flag stands for and the flag itself, for every entry."""

    values: Floats
    statuses: Texts
    flags: Texts


def read_amounts(cells: Cells) -> Amounts:
    """Figures as float64, NaN where one is missing."""
    texts, written = cells.figures, cells.written
    decimal = _decimal_mark(cells)
    values = [_value(one, decimal) for one in written]
    grouped = next((one for one in written if decimal and one.grouping(decimal)), None)
    if grouped:
        how = Message("groups digits, as in '{digits}'", digits=grouped.digits)
        cells.report.decide("thousands", grouped.grouping(decimal), how)
    errors = [_error(one, value, decimal) for one, value in zip(written, values, strict=True)]
    why = texts.spread(errors)
    cells.refuse(why != "", None, lambda place: f"value.{why[place]}", text=texts)
    unread = [value is None and not error for value, error in zip(values, errors, strict=True)]
    cells.bad |= texts.spread(unread, bool)  # waits for the answer to the question about the decimal mark
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


def _decimal_mark(cells: Cells) -> str:
    """'.' or ',' as set or as the figures prove; '' after asking where they do not, or contradict one another."""
    report = cells.report
    if cells.mapping.decimal:
        report.decide("decimal", cells.mapping.decimal, AS_SET)
        return cells.mapping.decimal
    if cells.grid.typed:
        report.decide("decimal", ".", cells.grid.typed)
        return "."
    examples: dict[str, int] = {}
    for code, one in enumerate(cells.written):
        if one.speaks_for and not one.error:
            examples.setdefault(one.speaks_for, code)
    where = {mark: int(np.flatnonzero(cells.figures.codes == code)[0]) for mark, code in examples.items()}
    example = {mark: printable(cells.values[place]) for mark, place in where.items()}
    line = {mark: cells.line(place) for mark, place in where.items()}
    if "." in where and "," in where:
        both = {"point": example["."], "point_line": line["."], "comma": example[","], "comma_line": line[","]}
        report.add("decimal.both", line[","], cells.value_label(where[","]), **both)
        return ""
    proven = next((mark for mark in ".," if mark in where), "")
    if proven:
        how = Message("proven by '{example}' in line {line}", example=example[proven], line=line[proven])
        report.decide("decimal", proven, how)
        return proven
    if "?" not in where:
        report.decide("decimal", ".", Message("no figure has a decimal mark"))
        return "."
    names = {name.lower() for name in cells.layout.columns.names}
    if {"time_period", "obs_value"} <= names and report.decisions["delimiter"].value == "comma":
        report.decide("decimal", ".", Message("the columns have the names of SDMX, which writes a point"))
        return "."
    report.add("decimal", line["?"], cells.value_label(where["?"]), example=example["?"])
    return ""


# --- units: figures in several are not one series, and which is meant is asked ------------------------


def check_units(cells: Cells, indicators: Texts) -> Bools:
    """Which figures to keep: all, where each indicator has one unit; those of the unit that was set; else a question.

    A unit is what the unit column says, with the multiplier of SDMX; without such a column the currency or percent
    sign beside a figure.
    """
    units = _units(cells)
    label = cells.layout.label("unit")
    if cells.mapping.unit is not None and any(units):
        return _in_unit(cells, units, cells.mapping.unit)
    for indicator, places in groups(indicators):
        several = list(dict.fromkeys(units[places[~cells.bad[places]]]))
        if len(several) > 1:
            line = cells.line(places[units[places] == several[1]][0])
            found = _named(several)
            if indicator:
                cells.report.add("mixed_units", line, label, indicator=indicator, units=found)
            else:
                cells.report.add("mixed_units.unnamed", line, label, units=found)
            cells.bad[places] = True
        elif several and several[0]:
            cells.report.decide("unit", several[0], Message("as in the file"))
            described = cells.catalog.indicators.get(indicator)
            if described is not None and not set(fold(several[0]).split()) & set(fold(described.unit).split()):
                cells.report.add(
                    "unit_differs", 1, label, indicator=indicator, described=described.unit, unit=printable(several[0])
                )
    return np.ones(len(cells), dtype=bool)


def _in_unit(cells: Cells, units: Texts, wanted: str) -> Bools:
    """The figures in the unit that was set; MappingError where there are none."""
    keep = np.array([fold(unit) == fold(wanted) for unit in units], dtype=bool)
    if not keep.any():
        what = Message("unit: no figure is in '{unit}'; the file has figures in {found}.")
        raise MappingError(what, unit=printable(wanted), found=_named(dict.fromkeys(units)))
    how = Message("as set; {others:,} figures in other units are left out", others=int((~keep).sum()))
    cells.report.decide("unit", wanted, how)
    return keep


def _named(units: Iterable[str]) -> Message:
    return listing(unit or Message("no unit") for unit in units)


def _units(cells: Cells) -> Texts:
    """The unit of every figure; '' where none is given."""
    column, multiplier = cells.text("unit"), cells.text("unit_mult")
    if column is not None:
        units = column.spread(column.texts)
        if multiplier is not None:
            units = units + multiplier.each(lambda text: f" x 10^{text}" if text not in ("", "0") else "")
        return units
    marks = cells.figures.spread([one.unit for one in cells.written])
    missing = cells.figures.spread([one.missing for one in cells.written], bool)
    # A gap has no sign beside it and no unit of its own: it takes that of the first figure.
    known = np.flatnonzero(~missing)
    return np.where(missing, marks[known[0]] if len(known) else "", marks)
