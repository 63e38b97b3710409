"""One indicator has one unit. Figures in several are not one series, and which is meant is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from indicators.catalog.areas import fold
from indicators.errors import MappingError
from indicators.importing.cells import Cells, groups
from indicators.importing.problems import listing, shown

if TYPE_CHECKING:
    from indicators.catalog import Catalog
    from indicators.importing.mapping import Mapping


def check_units(cells: Cells, indicators: np.ndarray, mapping: Mapping, catalog: Catalog) -> np.ndarray:
    """Which figures to keep: all, where each indicator has one unit; those of the unit that was set; else a question.

    A unit is what the unit column says, with the multiplier of SDMX; without such a column the currency or percent
    sign beside a figure.
    """
    units = _units(cells)
    if mapping.unit is not None and any(units):
        return _keep(cells, units, mapping.unit)
    for indicator, places in groups(indicators):
        several = list(dict.fromkeys(units[places[~cells.bad[places]]]))
        if len(several) > 1:
            other = int(places[units[places] == several[1]][0])
            what = listing(unit or "no unit" for unit in several)
            cells.report.add(
                cells.line(other),
                cells.layout.label("unit"),
                "mixed_units",
                "question",
                f"{indicator or 'The figures'}: there are figures in {what}; they cannot be one series. "
                "Set unit to the one to keep, or give each unit an indicator of its own.",
            )
            cells.bad[places] = True
        elif several and several[0]:
            cells.report.decide("unit", several[0], "as in the file")
            _compare(cells, indicator, several[0], catalog)
    return np.ones(len(cells), dtype=bool)


def _keep(cells: Cells, units: np.ndarray, wanted: str) -> np.ndarray:
    """The figures in the unit that was set; MappingError where there are none."""
    keep = np.array([fold(unit) == fold(wanted) for unit in units], dtype=bool)
    if not keep.any():
        found = listing(unit or "no unit" for unit in dict.fromkeys(units))
        raise MappingError(
            "unit: no figure is in '{shown}'; the file has figures in {found}.", shown=shown(wanted), found=found
        )
    cells.report.decide("unit", wanted, f"as set; {int((~keep).sum()):,} figures in other units are left out")
    return keep


def _units(cells: Cells) -> np.ndarray:
    """The unit of every figure; '' where none is given."""
    column, multiplier = cells.text("unit"), cells.text("unit_mult")
    if column is not None:
        units = column.spread(column.texts)
        if multiplier is not None:
            units = units + multiplier.spread(
                [f" x 10^{text}" if text not in ("", "0") else "" for text in multiplier.texts]
            )
        return units
    marks = cells.figures.spread([one.unit for one in cells.written])
    missing = cells.figures.spread([one.missing for one in cells.written], bool)
    # A gap has no sign beside it and no unit of its own: it takes that of the first figure.
    known = np.flatnonzero(~missing)
    return np.where(missing, marks[known[0]] if len(known) else "", marks)


def _compare(cells: Cells, indicator: str, unit: str, catalog: Catalog) -> None:
    """A warning where the file's unit shares no word with the one the indicator is described in."""
    described = catalog.indicators.get(indicator)
    if described is not None and not set(fold(unit).split()) & set(fold(described.unit).split()):
        what = (
            f"{indicator} is in {described.unit}; the file says '{shown(unit)}'. Convert the figures if these differ."
        )
        cells.report.add(1, cells.layout.label("unit"), "unit_differs", "warning", what)
