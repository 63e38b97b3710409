"""A table of figures → observations: who, when, how much; what cannot be read is named at its line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from indicators.catalog.areas import fold
from indicators.errors import MappingError, Message
from indicators.importing.columns.amounts import Amounts, check_units, read_amounts
from indicators.importing.columns.areas import read_areas
from indicators.importing.columns.cells import Bools, Cells, Days, Distinct, Texts, groups
from indicators.importing.columns.time_column import read_time_column
from indicators.importing.columns.vocabulary import as_identifier, indicator_names
from indicators.importing.grid.records import METADATA, OBSERVATION, PROBLEM
from indicators.importing.layout.layout import Layout
from indicators.importing.problems import AS_SET, listing, printable
from indicators.importing.rows.duplicates import settle_duplicates
from indicators.model import OBS_STATUS, OBSERVATION_COLUMNS, OBSERVATION_KEY
from indicators.text.cells import restored

_MOST_FREE = 10
"""Columns that are not read among which those are searched that tell series apart."""


def read_observations(layout: Layout) -> pd.DataFrame:
    """The observations of a table as a frame with OBSERVATION_COLUMNS. Marks what became of each record in the grid."""
    cells = Cells(layout)
    indicators = _read_indicators(cells)
    refs, counterparts = read_areas(cells)
    amounts = read_amounts(cells)
    freqs, days = read_time_column(cells, indicators)
    statuses, notes = _read_statuses(cells, amounts)
    _refuse_future(cells, days, statuses)
    keep = check_units(cells, indicators) & ~cells.left_out
    _ask_what_is_missing(cells, indicators, refs, counterparts)
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
    good = _ask_series(frame[keep & ~cells.bad], cells)
    good = settle_duplicates(good, OBSERVATION_KEY, ("obs_value", "obs_status"), cells)
    _warn_of_gaps(good, cells)
    _mark_records(cells, keep)
    types = dict.fromkeys(OBSERVATION_COLUMNS, "str") | {"time_period": "datetime64[us]", "obs_value": "float64"}
    return good[list(OBSERVATION_COLUMNS)].astype(types).reset_index(drop=True)


def _read_indicators(cells: Cells) -> Texts:
    """The indicator of every figure, with the texts that tell its series apart, unless one of them is set."""
    indicators = _named_indicators(cells)
    wanted = cells.mapping.series
    if not cells.layout.series:
        return indicators
    columns = [cells.column(column) for column in cells.layout.series]
    texts = columns[0].spread(columns[0].texts)
    for column in columns[1:]:
        texts = texts + "," + column.spread(column.texts)
    series = Distinct.of(texts)
    if wanted is not None:
        kept = series.each(lambda text: fold(text) == fold(wanted), bool)
        if not kept.any():
            what = Message("series: no line has '{series}'; the file has {found}.")
            raise MappingError(what, series=printable(wanted), found=listing(map(printable, series.texts), 12))
        how = Message("as set; {others:,} figures of other series are left out", others=int((~kept).sum()))
        cells.report.decide("series", wanted, how)
        cells.left_out |= ~kept
        return indicators
    ids = Distinct.of(indicators + " " + texts)
    names = ids.read(lambda text: _as_indicator(text.strip(), {}))
    cells.refuse(ids.spread([not name for name in names], bool), cells.layout.label("series"), "indicator", text=ids)
    cells.decide_readings("series", ids, names, Message("the texts of the column become part of the indicator"))
    return ids.spread(names)


def _as_indicator(text: str, known: Mapping[str, str]) -> str:
    """The name of an indicator; one that begins with a digit (`1 Aya Kadar Vadeli`) has `series_` put before it."""
    return as_identifier(f"series {text}" if text[:1].isdigit() and fold(text) not in known else text, known)


def _named_indicators(cells: Cells) -> Texts:
    """The indicator of every figure: of the setting, the header or the column; '' where none of them says."""
    layout, indicator = cells.layout, cells.mapping.indicator
    across = layout.across == "indicators"
    texts = cells.headers() if across else cells.text("indicator")
    if indicator is not None and (texts is None or len(texts.texts) <= 1):
        cells.report.decide("indicator", indicator, AS_SET)
        return cells.filled(indicator)
    if texts is None:
        return cells.filled("")
    known = indicator_names(cells.catalog)
    ids = texts.read(lambda text: _as_indicator(text, known))
    label = "header" if across else layout.label("indicator")
    cells.refuse(texts.spread([not id for id in ids], bool), label, "indicator", text=texts)
    how = Message("names of indicators have no spaces or capitals")
    cells.decide_readings("indicator", texts, ids, how)
    return texts.spread(ids)


def _read_statuses(cells: Cells, amounts: Amounts) -> tuple[Texts, Texts]:
    """obs_status and note: those of the file's columns; else of the footnote flags beside the figures."""
    statuses, notes = amounts.statuses.copy(), cells.filled("")
    column = cells.text("obs_status")
    flags = amounts.flags
    if column is not None:
        codes = column.each(lambda text: text.split(":")[0].strip().upper())
        known = np.isin(codes, list(OBS_STATUS))
        statuses = np.where(known & (codes != ""), codes, statuses)
        given = column.spread(column.texts)
        flags = np.where(known, flags, np.where(flags == "", given, flags + " " + given))
    unexplained = (flags != "") & np.isin(statuses, ["A", "M"])
    notes[unexplained] = [f"flag {printable(flag.strip(), 20)}" for flag in flags[unexplained]]
    column = cells.text("note")
    if column is not None:
        given = column.each(restored)
        notes = np.where(notes == "", given, np.where(given == "", notes, given + "; " + notes))
    statuses = np.where(np.isnan(amounts.values) & (statuses == "A"), "M", statuses)
    return statuses, notes


def _refuse_future(cells: Cells, days: Days, statuses: Texts) -> None:
    """A period that has not begun has no figure, unless its status says that it is a forecast."""
    label = "header" if cells.layout.across == "periods" else cells.layout.label("time_period")
    cells.refuse((days > np.datetime64(dt.date.today(), "D")) & (statuses != "F"), label, "future", day=days)


def _ask_what_is_missing(cells: Cells, indicators: Texts, refs: Texts, counterparts: Texts) -> None:
    """Ask for what the whole file does not say: which indicator, which country, which partner."""
    layout, report = cells.layout, cells.report
    if not len(cells):
        return
    if not any(indicators) and not layout.has("indicator") and layout.across != "indicators":
        report.add("indicator.missing", cells.line(0))
        cells.bad[:] = True
    if not any(refs) and not layout.has("ref_area") and layout.across != "ref_area":
        report.add("ref_area", cells.line(0))
        cells.bad[:] = True
    for indicator, places in groups(indicators):
        described = cells.catalog.indicators.get(indicator)
        alone = places[(counterparts[places] == "") & ~cells.bad[places]]
        if described is not None and described.about == "pair" and len(alone):
            name = "counterpart_area" if layout.has("counterpart_area") else "counterpart_area.missing"
            report.add(name, cells.line(alone[0]), layout.label("counterpart_area"), indicator=indicator)
            cells.bad[alone] = True


def _ask_series(frame: pd.DataFrame, cells: Cells) -> pd.DataFrame:
    """The frame without figures that only a column which is not read tells apart; that column is asked about.

    It, or two together, must settle every difference, and its texts must come back in other periods: else the figures
    are in conflict.
    """
    key, layout = list(OBSERVATION_KEY), cells.layout
    several = frame[frame.duplicated(key, keep=False) & ~frame.duplicated([*key, "obs_value"], keep=False)]
    if several.empty:
        return frame
    free = layout.columns.others({*layout.roles.values(), *layout.values, *layout.series})
    texts = {}
    for column in free[:_MOST_FREE]:
        read = cells.column(column)
        if 1 < len(read.texts) <= len(cells) / 2 and all(read.texts):
            texts[column] = read
    for chosen in [*combinations(texts, 1), *combinations(texts, 2)]:
        codes = [texts[column].codes[several["place"]] for column in chosen]
        apart = several[key].assign(**{f"series {number}": one for number, one in enumerate(codes)})
        if apart.duplicated().any():
            continue
        found = listing((printable(text) for column in chosen for text in texts[column].texts), 12)
        names = ",".join(layout.columns.label(column) for column in chosen)
        line = cells.line(int(several["place"].iloc[0]))
        cells.report.add("series", line, layout.columns.label(chosen[0]), column=names, series=found)
        cells.bad[several["place"]] = True
        return frame.drop(several.index)
    return frame


def _warn_of_gaps(frame: pd.DataFrame, cells: Cells) -> None:
    """One warning for each indicator whose years, quarters or months are not all there between a first and a last."""
    steps = frame["freq"].map({"A": 12, "Q": 3, "M": 1})
    dated = frame[steps.notna()]
    if dated.empty:
        return
    steps = steps[steps.notna()].astype(int)
    numbers = (dated["time_period"].dt.year * 12 + dated["time_period"].dt.month - 1) // steps
    series = [dated[name] for name in ("indicator", "ref_area", "counterpart_area", "freq")]
    spans = numbers.groupby(series, sort=False).agg(["min", "max", "nunique"])
    spans["gaps"] = spans["max"] - spans["min"] + 1 - spans["nunique"]
    for indicator, found in spans[spans["gaps"] > 0].groupby(level=0, sort=False):
        one = found.index[0]
        of_one = np.logical_and.reduce([column == name for column, name in zip(series, one, strict=True)])
        here, step = set(numbers[of_one]), int(steps[of_one].iloc[0])
        first, last = int(found["min"].iloc[0]), int(found["max"].iloc[0])
        missing = next(number for number in range(first, last + 1) if number not in here)
        days = {
            name: dt.date(number * step // 12, number * step % 12 + 1, 1)
            for name, number in (("first", first), ("last", last), ("missing", missing))
        }
        cells.report.add("gap", 1, indicator=indicator, count=int(found["gaps"].sum()), **days)


def _mark_records(cells: Cells, keep: Bools) -> None:
    """Every record of the body: a problem if a figure of it is one, an observation if it gave any, else metadata."""
    grid, body = cells.grid, cells.layout.body
    grid.outcomes[body] = METADATA
    grid.outcomes[cells.records[keep]] = OBSERVATION
    grid.outcomes[cells.records[cells.bad]] = PROBLEM
    for record in sorted(set(body) - set(cells.records)):
        label = next(printable(cell) for cell in grid.rows[record] if cell.strip())
        cells.report.add("no_figures", grid.lines[record], label=label)
