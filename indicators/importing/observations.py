"""A table of figures → observations: who, when, how much; what cannot be read is named at its line."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from indicators.importing.amounts import Amounts, read_amounts
from indicators.importing.cells import Cells, groups
from indicators.importing.duplicates import settle_duplicates
from indicators.importing.grid import METADATA, OBSERVATION, PROBLEM, Grid
from indicators.importing.layout import Layout
from indicators.importing.naming import as_identifier, indicator_names
from indicators.importing.problems import Report, Severity, listing, shown
from indicators.importing.sides import read_sides
from indicators.importing.units import check_units
from indicators.importing.when import read_when
from indicators.model import OBS_STATUS, OBSERVATION_COLUMNS, OBSERVATION_KEY
from indicators.text.cells import restored

if TYPE_CHECKING:
    from indicators.catalog import Catalog
    from indicators.importing.mapping import Mapping


def read_observations(grid: Grid, layout: Layout, mapping: Mapping, catalog: Catalog, report: Report) -> pd.DataFrame:
    """The observations of a table as a frame with OBSERVATION_COLUMNS. Marks what became of each record in the grid."""
    cells = Cells(grid, layout, report)
    indicators = _read_indicators(cells, mapping, catalog)
    refs, counterparts = read_sides(cells, mapping, catalog)
    amounts = read_amounts(cells, mapping)
    freqs, days = read_when(cells, indicators, mapping, catalog)
    statuses, notes = _read_statuses(cells, amounts)
    _refuse_future(cells, days, statuses)
    keep = check_units(cells, indicators, mapping, catalog)
    _ask_what_is_missing(cells, indicators, refs, counterparts, catalog)
    frame = pd.DataFrame(
        {
            "indicator": indicators,
            "ref_area": refs,
            "counterpart_area": counterparts,
            "freq": freqs,
            "time_period": days.astype("datetime64[s]"),
            "obs_value": amounts.values,
            "obs_status": statuses,
            "note": notes,
            "place": np.arange(len(cells)),
        }
    )
    good = frame[keep & ~cells.bad]
    good = settle_duplicates(good, OBSERVATION_KEY, ("obs_value", "obs_status"), cells)
    _mark_records(cells, keep)
    text = dict.fromkeys((name for name in OBSERVATION_COLUMNS if name not in ("time_period", "obs_value")), "str")
    columns = list(OBSERVATION_COLUMNS)
    return good[columns].astype(text | {"time_period": "datetime64[us]"}).reset_index(drop=True)


def _read_indicators(cells: Cells, mapping: Mapping, catalog: Catalog) -> np.ndarray:
    """The indicator of every figure: of the setting, the header or the column; '' where none of them says."""
    layout = cells.layout
    texts = cells.headers() if layout.across == "indicators" else cells.text("indicator")
    if mapping.indicator is not None and (texts is None or len(texts.texts) <= 1):
        cells.report.decide("indicator", mapping.indicator, "as set")
        return np.full(len(cells), mapping.indicator, dtype=object)
    if texts is None:
        return np.full(len(cells), "", dtype=object)
    known = indicator_names(catalog)
    ids = texts.read(lambda text: as_identifier(text, known))
    read = texts.spread(ids)
    label = "header" if layout.across == "indicators" else layout.label("indicator")
    cells.refuse(
        read == "",
        label,
        "indicator",
        lambda place: (
            f"'{shown(texts.texts[texts.codes[place]])}' cannot be the name of an indicator. "
            "Use letters, digits and underscores, beginning with a letter."
        ),
    )
    renamed = [f"{shown(text)} = {id}" for text, id in zip(texts.texts, ids, strict=True) if id and id != text]
    if renamed:
        cells.report.decide(
            "indicator readings", listing(renamed, 12), "names of indicators have no spaces or capitals"
        )
    return read


def _read_statuses(cells: Cells, amounts: Amounts) -> tuple[np.ndarray, np.ndarray]:
    """obs_status and note: those of the file's columns; else of the footnote flags beside the figures."""
    statuses, notes = amounts.statuses.copy(), np.full(len(cells), "", dtype=object)
    column = cells.text("obs_status")
    flags = amounts.flags
    if column is not None:
        codes = column.spread([text.split(":")[0].strip().upper() for text in column.texts])
        known = np.isin(codes, list(OBS_STATUS))
        statuses = np.where(known & (codes != ""), codes, statuses)
        given = column.spread(column.texts)
        flags = np.where(known, flags, np.where(flags == "", given, flags + " " + given))
    unexplained = np.array(
        [bool(flag) and status in "AM" for flag, status in zip(flags, statuses, strict=True)], dtype=bool
    )
    notes[unexplained] = [f"flag {shown(flag.strip(), 20)}" for flag in flags[unexplained]]
    column = cells.text("note")
    if column is not None:
        given = column.spread(column.read(restored))
        notes = np.where(notes == "", given, np.where(given == "", notes, given + "; " + notes))
    statuses = np.where(np.isnan(amounts.values) & (statuses == "A"), "M", statuses)
    return statuses, notes


def _refuse_future(cells: Cells, days: np.ndarray, statuses: np.ndarray) -> None:
    """A period that has not begun has no figure, unless its status says that it is a forecast."""
    today = np.datetime64(dt.date.today(), "D")
    cells.refuse(
        (days > today) & (statuses != "F"),
        "header" if cells.layout.across == "periods" else cells.layout.label("time_period"),
        "future",
        lambda place: f"{days[place]} has not come yet. Correct the period, or give a forecast the status F.",
    )


def _ask_what_is_missing(
    cells: Cells, indicators: np.ndarray, refs: np.ndarray, counterparts: np.ndarray, catalog: Catalog
) -> None:
    """Ask for what the whole file does not say: which indicator, which country, which partner."""
    layout, report = cells.layout, cells.report
    if not len(cells):
        return
    if not any(indicators) and "indicator" not in layout.roles and layout.across != "indicators":
        what = "The file does not say what is measured. Set indicator to its name."
        report.add(cells.line(0), "", "indicator", "question", what)
        cells.bad[:] = True
    if not any(refs) and "ref_area" not in layout.roles and layout.across != "ref_area":
        what = "The file does not say which country it is about. Set ref_area."
        report.add(cells.line(0), "", "ref_area", "question", what)
        cells.bad[:] = True
    for indicator, places in groups(indicators):
        described = catalog.indicators.get(indicator)
        alone = places[(counterparts[places] == "") & ~cells.bad[places]]
        if described is not None and described.about == "pair" and len(alone):
            what = f"{indicator} is measured between two countries, and here one is given. Set counterpart_area."
            severity: Severity = "error" if "counterpart_area" in layout.roles else "question"
            report.add(cells.line(alone[0]), layout.label("counterpart_area"), "counterpart_area", severity, what)
            cells.bad[alone] = True


def _mark_records(cells: Cells, keep: np.ndarray) -> None:
    """Every record of the body: a problem if a figure of it is one, an observation if it gave any, else metadata."""
    outcomes = cells.grid.outcomes
    outcomes[cells.layout.body] = METADATA
    outcomes[cells.records[keep]] = OBSERVATION
    outcomes[cells.records[cells.bad]] = PROBLEM
    empty = sorted(set(cells.layout.body) - set(cells.records))
    for record in empty:
        label = next(shown(cell) for cell in cells.grid.rows[record] if cell.strip())
        line = cells.grid.lines[record]
        cells.report.add(line, "", "no_figures", "warning", f"The line '{label}' holds no figures.")
