"""Batches: one import or update, one row here; its rows in the tables of figures; undone by a row in `retractions`."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import asdict, dataclass
from typing import Literal

import pyarrow as pa
from duckdb import DuckDBPyConnection

from indicators.errors import BatchNotFoundError, RetractionRefusedError, StoreError, StoreVersionError
from indicators.store.database import SCHEMA_VERSION
from indicators.store.tables import EVENTS, OBSERVATIONS, RowKind, register


@dataclass(frozen=True)
class Batch:
    """What one import or update recorded. `sha256` is of the file, the publisher's reply, or all that ships."""

    batch_id: int
    kind: Literal["shipped", "import", "update"]
    title: str
    recorded_at: dt.datetime
    sha256: str
    rows_observations: int
    rows_events: int


@dataclass(frozen=True)
class State:
    """What a store holds, in four words.

    `version` differs whenever the figures may differ, and is the same for the same batches in any process.
    `one_batch`: all rows are of one batch that stands. `reshipped`: rows came with the shipped data more than once.
    `shipped` is the SHA-256 of the shipped data last taken in.
    """

    version: str
    one_batch: bool
    reshipped: bool
    shipped: str


LIST = """
    SELECT batch_id, kind, title, recorded_at, sha256, rows_observations, rows_events, retracted_at,
           coalesce(reason, '') AS reason
    FROM store.batches LEFT JOIN store.retractions USING (batch_id)
    ORDER BY batch_id
"""


def read_state(cursor: DuckDBPyConnection) -> State:
    """Read the state; StoreVersionError where the file has another schema or is somebody else's database."""
    schema_version(cursor)
    listed = cursor.execute(LIST).fetchall()
    digest = hashlib.sha256()
    retracted, shipped = 0, ""
    filled = {"shipped": 0, "import": 0, "update": 0}
    for batch_id, kind, _, recorded_at, sha256, observations, events, retracted_at, _ in listed:
        # Shipped rows are known from their own dates, others from the moment they were recorded or asked for.
        moment = "" if kind == "shipped" else recorded_at
        digest.update(f"{batch_id} {kind} {moment} {sha256} {retracted_at}\n".encode())
        retracted += retracted_at is not None
        filled[kind] += observations + events > 0
        shipped = sha256 if kind == "shipped" else shipped
    version = f"b{len(listed)}-r{retracted}-{digest.hexdigest()[:10]}"
    one_batch = sum(filled.values()) <= 1 and not retracted
    return State(version, one_batch, reshipped=filled["shipped"] > 1, shipped=shipped)


def schema_version(cursor: DuckDBPyConnection) -> int:
    """The schema of the file; StoreVersionError where it is somebody else's database or can be neither read nor
    migrated."""
    ((file,),) = cursor.execute("SELECT path FROM duckdb_databases() WHERE database_name = 'store'").fetchall()
    if not cursor.execute("FROM duckdb_tables() WHERE database_name = 'store' AND table_name = 'about'").fetchall():
        raise StoreVersionError(
            "{file} is a DuckDB database but not a store of this product. Choose another name.", file=file
        )
    ((found,),) = cursor.execute("SELECT max(schema_version) FROM store.about").fetchall()
    if found is not None and 1 <= found <= SCHEMA_VERSION:
        return int(found)
    raise StoreVersionError(
        "{file} was written by a newer version of this product: its schema is {found}, not {known}. Update this "
        "product to read it."
        if found is not None and found > SCHEMA_VERSION
        else "{file} is no whole store: its schema is {found}, not {known}. Move it away: the shipped figures are then "
        "built anew, and imports can be repeated.",
        file=file,
        found=found,
        known=SCHEMA_VERSION,
    )


def add_batch(cursor: DuckDBPyConnection, batch: Batch) -> None:
    """Record a batch; its rows are added beside."""
    values = asdict(batch) | {"recorded_at": batch.recorded_at.astimezone(dt.UTC).replace(tzinfo=None)}
    cursor.execute("INSERT INTO store.batches VALUES (?, ?, ?, ?, ?, ?, ?)", list(values.values()))


def next_id(cursor: DuckDBPyConnection) -> int:
    """The number of the next batch."""
    ((last,),) = cursor.execute("SELECT coalesce(max(batch_id), 0) FROM store.batches").fetchall()
    return int(last) + 1


def import_rows(
    cursor: DuckDBPyConnection, rows: RowKind, table: pa.Table, *, title: str, sha256: str, now: dt.datetime
) -> Batch:
    """Add the rows of one file as one batch, known from the moment it is recorded.

    It counts as had after all that is there, whatever the clock says: a person saw that and wants it otherwise.
    """
    if not table.num_rows:
        raise StoreError("Nothing was stored: '{title}' has no rows.", title=title)
    register(cursor, rows, table)
    batch = Batch(
        batch_id=next_id(cursor),
        kind="import",
        title=title,
        recorded_at=now,
        sha256=sha256,
        rows_observations=table.num_rows if rows is OBSERVATIONS else 0,
        rows_events=table.num_rows if rows is EVENTS else 0,
    )
    add_batch(cursor, batch)
    cursor.execute(
        f"""
        INSERT INTO {rows.table}
        SELECT {rows.writing(rows.stored)}, $day::DATE AS known_from, false AS by_rule,
               greatest($day::DATE, (SELECT coalesce(max(had_on), $day::DATE) FROM {rows.table})) AS had_on,
               false AS removed, $batch_id AS batch_id
        FROM incoming
        """,
        {"day": now.astimezone(dt.UTC).date(), "batch_id": batch.batch_id},
    )
    return batch


def retract(cursor: DuckDBPyConnection, batch_id: int, reason: str, now: dt.datetime) -> None:
    """Record that an import or update no longer counts; the shipped data cannot be taken back."""
    listed = {row[0]: row for row in cursor.execute(LIST).fetchall()}
    if batch_id not in listed:
        raise BatchNotFoundError(
            "There is no batch {id}; {n} are recorded. List them to find its number.", id=batch_id, n=len(listed)
        )
    kind, retracted_at = listed[batch_id][1], listed[batch_id][7]
    if kind == "shipped":
        raise RetractionRefusedError(
            "Batch {id} came with the shipped data and cannot be undone. To correct a figure, import it.", id=batch_id
        )
    if retracted_at is not None:
        raise RetractionRefusedError("Batch {id} was undone on {day:%Y-%m-%d} already.", id=batch_id, day=retracted_at)
    moment = now.astimezone(dt.UTC).replace(tzinfo=None)
    cursor.execute("INSERT INTO store.retractions VALUES (?, ?, ?)", [batch_id, moment, reason])
