"""The shipped data → a batch that holds only what changed since the last one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from duckdb import DuckDBPyConnection
from numpy.typing import ArrayLike

from indicators.catalog import Catalog
from indicators.errors import Message
from indicators.model import known_from
from indicators.store.batches import Batch, add_batch, next_id
from indicators.store.tables import EVENTS, OBSERVATIONS, RowKind, as_arrow, register

Progress = Callable[[float, str], None]

_NAMED = 3
"""How many of the changed indicators and kinds of events a batch's title names."""


@dataclass(frozen=True)
class Shipped:
    """All that ships: both tables with the days from which each row could be known and on which it was had, and the
    SHA-256 of the whole."""

    observations: pa.Table
    events: pa.Table
    sha256: str


def read_shipped(catalog: Catalog, progress: Progress) -> Shipped:
    """Read the shipped files, one after the other."""
    files = max(1, len(catalog.indicators) + len(catalog.event_sources))
    observations: list[pa.Table] = []
    events: list[pa.Table] = []
    for name, frame, _ in catalog.shipped_observations():
        progress(0.8 * len(observations) / files, Message("Reading {name}", name=name))
        described = catalog.indicator(name)
        known = known_from(described, frame["time_period"])
        observations.append(dated(frame, OBSERVATIONS, known, described.retrieved))
    for name, frame, _ in catalog.shipped_events():
        progress(0.8 * (len(observations) + len(events)) / files, Message("Reading {name}", name=name))
        source = catalog.event_sources[name]
        lag = np.timedelta64(source.publication_lag_days, "D")
        events.append(dated(frame, EVENTS, frame["date_start"].to_numpy() + lag, source.retrieved))
    return Shipped(_joined(observations, OBSERVATIONS), _joined(events, EVENTS), catalog.content_hash)


def record_changes(cursor: DuckDBPyConnection, shipped: Shipped, now: dt.datetime) -> Batch:
    """Add the rows that are new or different as one batch, and a `removed` row for each that no longer ships."""
    batch_id = next_id(cursor)
    observations = _add_changes(cursor, OBSERVATIONS, shipped.observations, batch_id)
    events = _add_changes(cursor, EVENTS, shipped.events, batch_id)
    batch = Batch(batch_id, "shipped", _title(cursor, batch_id), now, shipped.sha256, observations, events)
    add_batch(cursor, batch)
    return batch


def dated(frame: pd.DataFrame, rows: RowKind, known: ArrayLike, had_on: dt.date) -> pa.Table:
    """The rows of one file with the day from which each could be known and the day on which the file was had."""
    table = as_arrow(frame, rows).append_column("known_from", pa.array(known, pa.timestamp("us")).cast(pa.date32()))
    return table.append_column("had_on", pa.array([had_on] * table.num_rows, pa.date32()))


def _joined(tables: list[pa.Table], rows: RowKind) -> pa.Table:
    nothing = dated(pd.DataFrame(columns=list(rows.columns)), rows, [], dt.date.min)
    return pa.concat_tables([nothing, *tables], promote_options="default")


def _add_changes(cursor: DuckDBPyConnection, rows: RowKind, table: pa.Table, batch_id: int) -> int:
    """Add what `table` changes in the shipped rows; how many rows that took.

    A row that is as it was is written again where the publisher was asked in between and it was had after that.
    """
    register(cursor, rows, table)
    key = ", ".join(rows.key)
    added = cursor.execute(
        f"""
        INSERT INTO {rows.table}
        WITH ships AS (
            SELECT {rows.writing(rows.stored)}, known_from, true AS by_rule, had_on, false AS removed FROM incoming
        ),
        shipped AS (
            SELECT * FROM {rows.table}
            WHERE batch_id IN (SELECT batch_id FROM store.batches WHERE kind = 'shipped')
            QUALIFY batch_id = max(batch_id) OVER (PARTITION BY {key})
        ),
        updated AS (
            SELECT {key}, had_on FROM {rows.table}
            WHERE batch_id IN (SELECT batch_id FROM store.batches WHERE kind = 'update')
        ),
        changed AS (
            SELECT * EXCLUDE (had_on) FROM ships EXCEPT SELECT * EXCLUDE (had_on, batch_id) FROM shipped
        ),
        overtaken AS (
            SELECT {key} FROM ships JOIN shipped USING ({key}) JOIN updated USING ({key})
            WHERE updated.had_on BETWEEN shipped.had_on AND ships.had_on AND shipped.had_on < ships.had_on
        ),
        gone AS (
            SELECT * EXCLUDE (batch_id) REPLACE (true AS removed)
            FROM shipped ANTI JOIN ships USING ({key}) WHERE NOT removed
        )
        SELECT *, $batch_id AS batch_id
        FROM (
            FROM ships SEMI JOIN (SELECT {key} FROM changed UNION FROM overtaken) USING ({key}) UNION ALL FROM gone
        )
        ORDER BY {key}
        """,
        {"batch_id": batch_id},
    ).fetchall()
    cursor.unregister("incoming")
    return int(added[0][0])


def _title(cursor: DuckDBPyConnection, batch_id: int) -> str:
    """Names what a batch changed, so that the list of batches can be read."""
    found = cursor.execute(
        f"""
        SELECT DISTINCT indicator FROM {OBSERVATIONS.source} WHERE batch_id = $batch_id
        UNION ALL SELECT DISTINCT kind FROM {EVENTS.source} WHERE batch_id = $batch_id ORDER BY 1
        """,
        {"batch_id": batch_id},
    ).fetchall()
    if not found:
        return "Shipped data: no figure changed"
    named, more = ", ".join(name for (name,) in found[:_NAMED]), len(found) - _NAMED
    title = "Shipped data: {names} and {more} more" if more > 0 else "Shipped data: {names}"
    return title.format(names=named, more=more)
