"""A table of dated events → events."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np
import pandas as pd

from indicators.catalog import Catalog
from indicators.catalog.areas import fold
from indicators.errors import Message
from indicators.importing.columns.areas import read_areas
from indicators.importing.columns.cells import Bools, Cells, Days, Distinct, Floats, Texts, spread
from indicators.importing.columns.figures import read_value
from indicators.importing.columns.periods import read_period
from indicators.importing.columns.time_column import WHY_NOT, as_date, day_order
from indicators.importing.columns.vocabulary import as_identifier, kind_names
from indicators.importing.grid.records import METADATA, OBSERVATION, PROBLEM
from indicators.importing.layout.layout import Layout
from indicators.importing.problems import StoppedError
from indicators.importing.rows.duplicates import settle_duplicates
from indicators.model import EVENT_COLUMNS
from indicators.text.cells import restored

_YES, _NO = ("true", "1", "yes", "evet", "t", "y", ""), ("false", "0", "no", "hayir", "f", "n")
_ENDS = ("ended", "open", "unknown")
_NEEDS_DAY = Message("An act needs its day. Write it as 2019-07-31.")


def read_events(layout: Layout) -> pd.DataFrame:
    """The events of a table as a frame with EVENT_COLUMNS; StoppedError without a column for the kind or the date.

    Without columns for them an event has the end status `unknown` (or `ended` where an end is given), is bilateral and
    gets an id from its kind, areas and date. Marks what became of each record in the grid.
    """
    if not layout.has("kind"):
        raise StoppedError("kind.missing", 1, "kind")
    if not layout.has("date_start"):
        raise StoppedError("date_start", 1, "date_start")
    layout.values = [layout.roles["date_start"]]
    cells = Cells(layout)
    refs, counterparts = read_areas(cells)
    if not any(refs) and not layout.has("ref_area"):
        cells.report.add("ref_area.event")
        cells.bad[:] = True
    starts, ends = _read_dates(cells)
    frame = pd.DataFrame(
        {
            "kind": _read_kinds(cells),
            "ref_area": refs,
            "counterpart_area": counterparts,
            "date_start": starts.astype("datetime64[s]"),
            "date_end": ends.astype("datetime64[s]"),
            "scope": _read_scope(cells),
            "bilateral": _read_bilateral(cells),
            "end_status": _read_end_status(cells, ends),
            **{name: _plain(cells, name) for name in ("grade", "types", "title", "source_url", "event_id")},
            "place": np.arange(len(cells)),
        }
    )
    _order_undirected(frame, cells.catalog)
    values = [name for name in EVENT_COLUMNS if name != "event_id"]
    good = settle_duplicates(_with_ids(frame[~cells.bad]), ["event_id"], values, cells)
    outcomes = layout.grid.outcomes
    outcomes[layout.body] = METADATA
    outcomes[cells.records] = OBSERVATION
    outcomes[cells.records[cells.bad]] = PROBLEM
    typed = {"date_start": "datetime64[us]", "date_end": "datetime64[us]", "scope": "float64", "bilateral": "bool"}
    return good[list(EVENT_COLUMNS)].astype(dict.fromkeys(EVENT_COLUMNS, "str") | typed).reset_index(drop=True)


def _plain(cells: Cells, role: str) -> Texts:
    """The text of a column, as it was before an export kept it from being run as a formula."""
    return cells.text_or_empty(role).each(restored)


def _read_kinds(cells: Cells) -> Texts:
    texts = cells.text_or_empty("kind")
    names = kind_names(cells.catalog)
    kinds = texts.each(lambda text: as_identifier(text, names))
    cells.refuse(kinds == "", cells.layout.label("kind"), "kind", text=texts)
    return kinds


def _read_dates(cells: Cells) -> tuple[Days, Days]:
    """Start and end of every event, datetime64[D]; NaT where no end is given. Both columns have one order of dates."""
    label = cells.layout.label
    texts = Distinct.of(np.concatenate([_plain(cells, "date_start"), _plain(cells, "date_end")]))
    periods = texts.read(read_period)
    choices = [(period, "") for period in periods]
    day_first = day_order(cells, choices, np.tile(cells.lines, 2), texts.codes, label("date_start"))
    settled = [as_date(period, day_first) for period in periods]
    reasons = [WHY_NOT[period.error] if period.error else _NEEDS_DAY for period in settled]
    starts = [np.datetime64(period.start if period.freq == "D" else "NaT", "D") for period in settled]
    days: list[Days] = []
    for role, codes in zip(("date_start", "date_end"), np.split(texts.codes, 2), strict=True):
        days.append(spread(codes, starts, "datetime64[D]"))
        given = spread(codes, [text != "" for text in texts.texts], bool)
        unread = np.isnat(days[-1]) & (given | (role == "date_start"))
        cells.bad |= unread
        where = unread & ~spread(codes, [period.freq == "open" for period in settled], bool)
        reason = spread(codes, reasons)
        cells.refuse(where, label(role), "date", text=Distinct(codes, texts.texts), reason=reason)
    start, end = days
    cells.refuse(end < start, label("date_end"), "end_before_start", start=start)
    cells.refuse(start > np.datetime64(dt.date.today(), "D"), label("date_start"), "future.event", day=start)
    return start, end


def _read_scope(cells: Cells) -> Floats:
    texts = cells.text_or_empty("scope")
    written = texts.read(read_value)
    values = [float("nan") if one.missing else one.value(".") for one in written]
    wrong = [value is None or bool(one.error) for value, one in zip(values, written, strict=True)]
    label = cells.layout.label("scope")
    cells.refuse(texts.spread(wrong, bool), label, "scope", text=texts)
    return texts.spread([np.nan if value is None else value for value in values], float)


def _read_bilateral(cells: Cells) -> Bools:
    texts = cells.text_or_empty("bilateral")
    wrong = texts.each(lambda text: fold(text) not in (*_YES, *_NO), bool)
    cells.refuse(wrong, cells.layout.label("bilateral"), "bilateral")
    return texts.each(lambda text: fold(text) in _YES, bool)


def _read_end_status(cells: Cells, ends: Days) -> Texts:
    given = cells.text_or_empty("end_status").each(lambda text: fold(restored(text)))
    wrong = ~np.isin(given, ["", *_ENDS])
    cells.refuse(wrong, cells.layout.label("end_status"), "end_status")
    return np.where(given != "", given, np.where(np.isnat(ends), "unknown", "ended"))


def _order_undirected(frame: pd.DataFrame, catalog: Catalog) -> None:
    """An undirected event has its areas in the order of the alphabet: it is one event whoever is named first."""
    kinds = {name: kind for source in catalog.event_sources.values() for name, kind in source.kinds.items()}
    undirected = frame["kind"].map(lambda name: name in kinds and not kinds[name].directed).astype(bool)
    swap = undirected & (frame["counterpart_area"] != "") & (frame["ref_area"] > frame["counterpart_area"])
    areas = ["ref_area", "counterpart_area"]
    frame.loc[swap, areas] = frame.loc[swap, areas[::-1]].to_numpy()


def _with_ids(frame: pd.DataFrame) -> pd.DataFrame:
    """Give an id to events that have none; those of one kind, between the same areas, on one day are numbered."""
    frame = frame.copy()
    without = frame["event_id"] == ""
    seen: Counter[str] = Counter()
    ids = []
    for event in frame[without].itertuples():
        name = f"{event.kind}-{event.ref_area}-{event.counterpart_area}-{event.date_start:%Y-%m-%d}"
        seen[name] += 1
        ids.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    frame.loc[without, "event_id"] = np.array(ids, dtype=object)
    return frame
