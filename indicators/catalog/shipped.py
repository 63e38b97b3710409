"""The CSV files that ship → typed frames. Exactly the canonical columns, ISO dates, nothing guessed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from csv import DictReader
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import csv

from indicators.errors import CatalogError
from indicators.model import EVENT_COLUMNS, OBSERVATION_COLUMNS, SUPPORT_COLUMNS, EventSupport

if TYPE_CHECKING:
    import pandas as pd

_DATE = pa.timestamp("us")
_TYPES = {
    "time_period": _DATE,
    "obs_value": pa.float64(),
    "date_start": _DATE,
    "date_end": _DATE,
    "scope": pa.float64(),
    "bilateral": pa.bool_(),
}


def read_observations(path: Path, indicator: str) -> pd.DataFrame:
    """Observations of one indicator: `OBSERVATION_COLUMNS`, time_period datetime64, obs_value float64, the rest str.

    An empty obs_value is NaN. CatalogError where the file is not canonical or holds another indicator's rows.
    """
    frame = _read(path, OBSERVATION_COLUMNS)
    strangers = frame.loc[frame["indicator"] != indicator, "indicator"]
    if len(strangers):
        raise CatalogError(
            "{path}, line {line}: the indicator is '{found}'; this file holds '{id}' only. Move the row or correct it.",
            path=path,
            line=strangers.index[0] + 2,
            found=strangers.iloc[0],
            id=indicator,
        )
    return frame


def read_events(path: Path) -> pd.DataFrame:
    """Events: `EVENT_COLUMNS`, dates datetime64 (NaT where empty), scope float64, bilateral bool, the rest str."""
    return _read(path, EVENT_COLUMNS)


def read_support(path: Path, events: pd.DataFrame) -> dict[str, EventSupport]:
    """What `NAME.sources.csv` says of the events of NAME, by event_id.

    A row names a further page, bounds, or both; an event may have several rows, and its bounds stand in one of them.
    CatalogError with file and line where an event is not in NAME, a page is no address or stands twice, or a bound does
    not hold the day that the event has.
    """
    known = events.set_index("event_id")[["date_start", "date_end"]]
    pages = {id: {str(url)} for id, url in zip(events["event_id"], events["source_url"], strict=True)}
    found: dict[str, EventSupport] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        reader = DictReader(lines, restkey="", restval="")
        if tuple(reader.fieldnames or ()) != SUPPORT_COLUMNS:
            raise CatalogError(
                "{path}: the header must be {right}; it is {found}.",
                path=path,
                right=",".join(SUPPORT_COLUMNS),
                found=",".join(reader.fieldnames or ()),
            )
        for row in reader:
            where: dict[str, object] = {"path": path, "line": reader.line_num, "id": row["event_id"]}
            if row["event_id"] not in known.index:
                raise CatalogError(
                    "{path}, line {line}: there is no event '{id}' in {file}; correct the id.",
                    **where,
                    file=path.name.replace(".sources", ""),
                )
            url, bounds = row["source_url"], {name: _day(row[name], where) for name in SUPPORT_COLUMNS[3:]}
            given = {name: day for name, day in bounds.items() if day is not None}
            if not url and not given:
                raise CatalogError("{path}, line {line}: it has neither a page nor a bound; remove the line.", **where)
            if url and not re.fullmatch(r"https?://[^\s]+", url):
                raise CatalogError("{path}, line {line}: '{url}' is no address; write https://….", **where, url=url)
            if url in pages[row["event_id"]]:
                raise CatalogError("{path}, line {line}: '{id}' has this page already; remove the line.", **where)
            before = found.get(row["event_id"], EventSupport())
            if before.bounds and given:
                raise CatalogError(
                    "{path}, line {line}: '{id}' has bounds in an earlier line; keep them in one.", **where
                )
            began, ended = (None if day != day else day.date() for day in known.loc[row["event_id"]])
            _check_order((bounds["date_start_from"], began, bounds["date_start_to"]), where)
            earliest = bounds["date_start_from"] or began
            _check_order((earliest, bounds["date_end_from"], ended, bounds["date_end_to"]), where)
            pages[row["event_id"]].add(url)
            sources = (*before.sources, (url, row["note"])) if url else before.sources
            found[row["event_id"]] = EventSupport(sources=sources, **(before.bounds | given))
    return found


def _day(cell: str, where: dict[str, object]) -> dt.date | None:
    if not cell:
        return None
    try:
        return dt.datetime.strptime(cell, "%Y-%m-%d").date()
    except ValueError as error:
        raise CatalogError(
            "{path}, line {line}: '{cell}' is no day; write it as 2026-07-08.", **where, cell=cell
        ) from error


def _check_order(bounds: Sequence[dt.date | None], where: dict[str, object]) -> None:
    """Refuse bounds that are out of order or do not hold the day between them."""
    days = [day for day in bounds if day is not None]
    if days != sorted(days):
        raise CatalogError(
            "{path}, line {line}: the bounds of '{id}' are not in order ({days}); the event's day lies between them.",
            **where,
            days=", ".join(map(str, days)),
        )


def _read(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    types = {column: _TYPES.get(column, pa.string()) for column in columns}
    # Text is never null: Namibia's 'NA' and an empty counterpart stay what they are.
    convert = csv.ConvertOptions(
        column_types=types,
        null_values=[""],
        true_values=["true"],
        false_values=["false"],
        strings_can_be_null=False,
        timestamp_parsers=["%Y-%m-%d"],
    )
    try:
        table = csv.read_csv(path, convert_options=convert, parse_options=csv.ParseOptions(newlines_in_values=False))
    except (pa.ArrowInvalid, OSError) as error:
        raise CatalogError("{path} cannot be read: {error}. Correct that line.", path=path, error=error) from error
    if tuple(table.column_names) != tuple(columns):
        raise CatalogError(
            "{path}: the header must be {right}; it is {found}.",
            path=path,
            right=",".join(columns),
            found=",".join(table.column_names),
        )
    return table.to_pandas()
