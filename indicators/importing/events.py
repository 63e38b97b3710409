"""A table of dated acts → events."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from indicators.catalog.areas import fold
from indicators.importing.cells import Cells, Distinct
from indicators.importing.duplicates import settle_duplicates
from indicators.importing.figures import read_value
from indicators.importing.grid import METADATA, OBSERVATION, PROBLEM, Grid
from indicators.importing.layout import Layout
from indicators.importing.naming import as_identifier, kind_names
from indicators.importing.periods import read_period
from indicators.importing.problems import Report, StoppedError, shown
from indicators.importing.sides import read_sides
from indicators.importing.when import WHY_NOT, as_date, day_order
from indicators.model import EVENT_COLUMNS
from indicators.text.cells import restored

if TYPE_CHECKING:
    from indicators.catalog import Catalog
    from indicators.importing.mapping import Mapping

_YES, _NO = ("true", "1", "yes", "evet", "t", "y", ""), ("false", "0", "no", "hayir", "f", "n")
_ENDS = ("ended", "open", "unknown")


def read_events(grid: Grid, layout: Layout, mapping: Mapping, catalog: Catalog, report: Report) -> pd.DataFrame:
    """The events of a table as a frame with EVENT_COLUMNS; StoppedError without a column for the kind or the date.

    Without columns for them an act has the end status `unknown` (or `ended` where an end is given), is bilateral and
    gets an id from its kind, areas and date. Marks what became of each record in the grid.
    """
    for role, what in (("kind", "what kind of act each line is"), ("date_start", "when each act began")):
        if role not in layout.roles:
            raise StoppedError(1, role, role, f"The file does not say {what}. Add a column '{role}'.")
    layout.values = [layout.roles["date_start"]]
    cells = Cells(grid, layout, report)
    refs, counterparts = read_sides(cells, mapping, catalog)
    if not any(refs) and "ref_area" not in layout.roles:
        report.add(1, "", "ref_area", "question", "The file does not say which country acts. Set ref_area.")
        cells.bad[:] = True
    starts, ends = _read_dates(cells, mapping)
    frame = pd.DataFrame(
        {
            "kind": _read_kinds(cells, catalog),
            "ref_area": refs,
            "counterpart_area": counterparts,
            "date_start": starts.astype("datetime64[s]"),
            "date_end": ends.astype("datetime64[s]"),
            "scope": _read_scope(cells),
            "bilateral": _read_yes(cells),
            "end_status": _read_end_status(cells, ends),
            **{name: _plain(cells, name) for name in ("grade", "types", "title", "source_url", "event_id")},
            "place": np.arange(len(cells)),
        }
    )
    _order_undirected(frame, catalog)
    good = _with_ids(frame[~cells.bad])
    said = [name for name in EVENT_COLUMNS if name != "event_id"]
    good = settle_duplicates(good, ["event_id"], said, cells)
    outcomes = grid.outcomes
    outcomes[layout.body] = METADATA
    outcomes[cells.records] = OBSERVATION
    outcomes[cells.records[cells.bad]] = PROBLEM
    typed = {"date_start": "datetime64[us]", "date_end": "datetime64[us]", "scope": "float64", "bilateral": "bool"}
    types = {name: typed.get(name, "str") for name in EVENT_COLUMNS}
    return good[list(EVENT_COLUMNS)].astype(types).reset_index(drop=True)


def _plain(cells: Cells, role: str) -> np.ndarray:
    """The text of a column, as it was before an export kept it from being run as a formula."""
    texts = cells.text(role)
    return texts.spread(texts.read(restored)) if texts is not None else np.full(len(cells), "", dtype=object)


def _read_kinds(cells: Cells, catalog: Catalog) -> np.ndarray:
    texts = cells.text("kind") or cells.constant("")
    names = kind_names(catalog)
    kinds = texts.spread(texts.read(lambda text: as_identifier(text, names)))
    label = cells.layout.label("kind")
    cells.refuse(
        kinds == "",
        label,
        "kind",
        lambda place: (
            f"'{shown(texts.texts[texts.codes[place]])}' cannot be the name of a kind. "
            "Use letters, digits and underscores, beginning with a letter."
        ),
    )
    return kinds


def _read_dates(cells: Cells, mapping: Mapping) -> tuple[np.ndarray, np.ndarray]:
    """Start and end of every act, datetime64[D]; NaT where no end is given. Both columns have one order of dates."""
    roles = ("date_start", "date_end")
    columns = [_plain(cells, role) for role in roles]
    texts = Distinct.of(np.concatenate(columns))
    periods = texts.read(read_period)
    choices = [(period, "") for period in periods]
    label, lines = cells.layout.label("date_start"), np.tile(cells.lines, 2)
    day_first = day_order(choices, lines, texts.codes, label, mapping, cells.report)
    settled = [as_date(period, day_first) for period in periods]
    both = texts.spread([np.datetime64(p.start if p.freq == "D" else "NaT", "D") for p in settled], "datetime64[D]")
    why = [WHY_NOT[p.error] if p.error else "An act needs its day. Write it as 2019-07-31." for p in settled]
    days = np.split(both, 2)
    for role, column, found, codes in zip(roles, columns, days, np.split(texts.codes, 2), strict=True):
        unread = np.isnat(found) & ((column != "") | (role == "date_start"))
        cells.bad |= unread
        reasons = [f"'{shown(text)}': {why[code]}" for text, code in zip(column, codes, strict=True)]
        open_order = np.array([settled[code].freq == "open" for code in codes], dtype=bool)
        cells.refuse(unread & ~open_order, cells.layout.label(role), "date", reasons.__getitem__)
    start, end = days
    cells.refuse(
        end < start, cells.layout.label("date_end"), "end_before_start", lambda place: f"It ends before {start[place]}."
    )
    cells.refuse(
        start > np.datetime64(dt.date.today(), "D"),
        label,
        "future",
        lambda place: f"{start[place]} has not come yet. Correct the date, or leave the line out until it has.",
    )
    return start, end


def _read_scope(cells: Cells) -> np.ndarray:
    texts = cells.text("scope") or cells.constant("")
    written = texts.read(read_value)
    values = [float("nan") if one.missing else one.value(".") for one in written]
    wrong = texts.spread([value is None or bool(one.error) for value, one in zip(values, written, strict=True)], bool)
    cells.refuse(
        wrong,
        cells.layout.label("scope"),
        "scope",
        lambda place: f"'{shown(texts.texts[texts.codes[place]])}' is no number.",
    )
    return texts.spread([np.nan if value is None else value for value in values], float)


def _read_yes(cells: Cells) -> np.ndarray:
    texts = cells.text("bilateral") or cells.constant("")
    folded = texts.read(fold)
    wrong = texts.spread([text not in (*_YES, *_NO) for text in folded], bool)
    cells.refuse(wrong, cells.layout.label("bilateral"), "bilateral", lambda place: "Write true or false.")
    return texts.spread([text in _YES for text in folded], bool)


def _read_end_status(cells: Cells, ends: np.ndarray) -> np.ndarray:
    given = np.array([fold(text) for text in _plain(cells, "end_status")], dtype=object)
    wrong = np.array([text != "" and text not in _ENDS for text in given], dtype=bool)
    cells.refuse(wrong, cells.layout.label("end_status"), "end_status", lambda place: "Write ended, open or unknown.")
    return np.where(given != "", given, np.where(np.isnat(ends), "unknown", "ended"))


def _order_undirected(frame: pd.DataFrame, catalog: Catalog) -> None:
    """An undirected act has its areas in the order of the alphabet, so that it is one act whoever is named first."""
    kinds = {name: kind for source in catalog.event_sources.values() for name, kind in source.kinds.items()}
    undirected = frame["kind"].map(lambda name: name in kinds and not kinds[name].directed).astype(bool)
    swap = undirected & (frame["counterpart_area"] != "") & (frame["ref_area"] > frame["counterpart_area"])
    areas = ["ref_area", "counterpart_area"]
    frame.loc[swap, areas] = frame.loc[swap, areas[::-1]].to_numpy()


def _with_ids(frame: pd.DataFrame) -> pd.DataFrame:
    """Give an id to acts that have none; acts of one kind, between the same areas, on one day are numbered."""
    frame = frame.copy()
    without = frame["event_id"] == ""
    seen: Counter[str] = Counter()
    ids = []
    for act in frame[without].itertuples():
        name = f"{act.kind}-{act.ref_area}-{act.counterpart_area}-{act.date_start:%Y-%m-%d}"
        seen[name] += 1
        ids.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    frame.loc[without, "event_id"] = np.array(ids, dtype=object)
    return frame
