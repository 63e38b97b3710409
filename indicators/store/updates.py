"""Updates: what publishers were asked, and what their answers changed in the figures that stand."""

from __future__ import annotations

import datetime as dt
import gzip
import uuid
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from duckdb import DuckDBPyConnection

from indicators.catalog import Catalog
from indicators.model import OBSERVATION_COLUMNS, OBSERVATION_KEY, FetchRecord, known_from
from indicators.model.arrays import Floats
from indicators.store.batches import Batch, State, add_batch, next_id
from indicators.store.reads import read_frame, standing
from indicators.store.tables import OBSERVATIONS, SERIES, as_arrow, register

LONGEST_WATCH = 35
"""Days after an asking in which a new figure counts as seen when it came out, where the publication lag is longer."""

FETCH = tuple(field.name for field in fields(FetchRecord))
FETCHES = "SELECT * FROM store.fetches ORDER BY fetched_at, source"

# Asked since an update was undone, or the publisher has to be asked for everything again.
LAST = f"""
    SELECT {", ".join(FETCH)} FROM store.fetches
    WHERE source = $source AND outcome IN ('new', 'unchanged') AND fetched_at > ALL (
        SELECT retracted_at FROM store.retractions JOIN store.fetches undone USING (batch_id)
        WHERE undone.source = $source
    )
    ORDER BY fetched_at DESC LIMIT 1
"""

_TOLERANCE = 1e-9
"""A relative difference that arises from adding up numbers, and is no revision."""


@dataclass(frozen=True, eq=False)
class Changes:
    """What a reply changes in the publisher's figures that stand. `rows` has one row for each figure that is new,
    revised or gone: OBSERVATION_COLUMNS, `old_value`, `status`, `known_from`, `by_rule` and `removed`; `unchanged`
    counts the others."""

    rows: pd.DataFrame
    unchanged: int

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have each status."""
        return {status: int((self.rows["status"] == status).sum()) for status in ("new", "revised", "gone")}


def compare(
    cursor: DuckDBPyConnection,
    frame: pd.DataFrame,
    gone: pd.DataFrame,
    record: FetchRecord,
    catalog: Catalog,
    state: State,
) -> Changes:
    """Every figure of a reply, and each that is gone, against what is stored of it.

    A figure printed with fewer decimals than before is not revised by that. A revised one is known from the day of the
    fetch. So is a new one where the source was asked shortly before and did not have it; else it is known from the day
    that the publication lag says, and the rule is noted.
    """
    day = _utc(record.fetched_at).date()
    asked = last_fetch(cursor, record.source)
    since = (day - _utc(asked.fetched_at).date()).days if asked else None
    rule = np.full(len(frame), np.datetime64("NaT"), "datetime64[us]")
    watched = np.zeros(len(frame), bool)
    grain = np.zeros(len(frame))
    for id, lines in frame.groupby("indicator").indices.items():
        described = catalog.indicator(str(id))
        rule[lines] = known_from(described, frame["time_period"].iloc[lines])
        grain[lines] = _grain(frame["obs_value"].iloc[lines].to_numpy(dtype=np.float64))
        watched[lines] = since is not None and since <= min(described.publication_lag_days, LONGEST_WATCH)
    table = as_arrow(frame, OBSERVATIONS)
    for name, column in {"rule": pa.array(rule).cast(pa.date32()), "watched": watched, "grain": grain}.items():
        table = table.append_column(name, pa.array(column))
    cursor.register("incoming", table)
    cursor.register("left_out", pa.Table.from_pandas(gone[list(OBSERVATION_KEY)], preserve_index=False))
    key = ", ".join(OBSERVATION_KEY)
    served = standing(OBSERVATIONS, "list_contains($served::VARCHAR[], indicator)", state, published=True)
    rows = read_frame(
        cursor,
        f"""
        WITH given AS (SELECT {OBSERVATIONS.writing(OBSERVATION_COLUMNS)}, rule, watched, grain FROM incoming),
        stored AS ({served}),
        begun AS (SELECT series_id, {", ".join(SERIES)}, min(time_period) AS first FROM stored GROUP BY ALL),
        compared AS (
            SELECT given.*, stored.obs_value AS old_value,
                   CASE WHEN stored.batch_id IS NULL THEN 'new'
                        WHEN given.obs_status = stored.obs_status AND (
                             given.obs_value IS NOT DISTINCT FROM stored.obs_value
                             OR abs(given.obs_value - stored.obs_value)
                                <= greatest(grain, {_TOLERANCE} * abs(stored.obs_value)))
                        THEN 'unchanged' ELSE 'revised' END AS status,
                   status = 'new' AND rule <= $day::DATE AND NOT coalesce(watched AND given.time_period > first, false)
                   AS by_rule
            FROM given LEFT JOIN stored USING ({key}) LEFT JOIN begun USING ({", ".join(SERIES)})
        )
        SELECT {OBSERVATIONS.reading(OBSERVATION_COLUMNS)}, old_value, status,
               CASE WHEN by_rule THEN rule ELSE $day::DATE END::TIMESTAMP AS known_from, by_rule, false AS removed
        FROM compared
        UNION ALL
        SELECT {OBSERVATIONS.reading(OBSERVATION_COLUMNS)}, obs_value, 'gone', $day::TIMESTAMP, false, true
        FROM stored SEMI JOIN left_out USING ({key})
        ORDER BY {key}
        """,
        {"served": sorted({*frame["indicator"], *gone["indicator"]}), "as_of": dt.date.max, "day": day},
    )
    for name in ("incoming", "left_out"):
        cursor.unregister(name)
    changed = rows["status"] != "unchanged"
    return Changes(rows[changed].reset_index(drop=True), int((~changed).sum()))


def _grain(values: Floats) -> float:
    """Half a unit of the last decimal in which a publisher gives these figures; 0 where they have more than six."""
    for places in range(7):
        if np.allclose(values, np.round(values, places), rtol=1e-12, atol=0, equal_nan=True):
            return 0.5 * 10.0**-places * (1 + 1e-6)
    return 0.0


def add_update(
    cursor: DuckDBPyConnection, changes: Changes, record: FetchRecord, title: str, now: dt.datetime
) -> Batch | None:
    """Add what is new, revised or gone as one batch and note the fetch; None where the figures stand there already."""
    if changes.rows.empty:
        note_fetch(cursor, record, outcome="unchanged")
        return None
    batch = Batch(next_id(cursor), "update", title, now, record.sha256, len(changes.rows), 0)
    add_batch(cursor, batch)
    table = as_arrow(changes.rows, OBSERVATIONS)
    for name in ("known_from", "by_rule", "removed"):
        table = table.append_column(name, pa.array(changes.rows[name]))
    register(cursor, OBSERVATIONS, table)
    cursor.execute(
        f"""
        INSERT INTO {OBSERVATIONS.table} BY NAME
        SELECT {OBSERVATIONS.writing(OBSERVATIONS.stored)}, known_from::DATE AS known_from, by_rule,
               $day::DATE AS had_on, removed, $batch_id AS batch_id
        FROM incoming
        """,
        {"day": _utc(record.fetched_at).date(), "batch_id": batch.batch_id},
    )
    cursor.unregister("incoming")
    note_fetch(cursor, record, counts=changes.counts, batch_id=batch.batch_id)
    return batch


def note_fetch(
    cursor: DuckDBPyConnection,
    record: FetchRecord,
    *,
    outcome: str = "",
    counts: dict[str, int] | None = None,
    batch_id: int | None = None,
) -> None:
    """Remember one asking, with another outcome where one is given."""
    values = asdict(record) | {"fetched_at": _utc(record.fetched_at), "outcome": outcome or record.outcome}
    rows = [(counts or {}).get(status, 0) for status in ("new", "revised", "gone")]
    row = [*values.values(), *rows, batch_id]
    cursor.execute(f"INSERT INTO store.fetches VALUES ({', '.join('?' * len(row))})", row)


def last_fetch(cursor: DuckDBPyConnection, source: str) -> FetchRecord | None:
    """The last time that this source was asked and its answer is in the store; None also after an undone update."""
    found = cursor.execute(LAST, {"source": source}).fetchall()
    if not found:
        return None
    values = dict(zip(FETCH, found[0], strict=True))
    return FetchRecord(**values | {"fetched_at": values["fetched_at"].replace(tzinfo=dt.UTC)})


def keep_body(folder: Path, sha256: str, body: bytes) -> None:
    """Keep what a publisher sent under its hash, whole or not at all."""
    kept = folder / f"{sha256}.gz"
    if kept.exists() or not body:
        return
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{uuid.uuid4().hex}"
    try:
        draft.write_bytes(gzip.compress(body, mtime=0))
        draft.replace(kept)
    finally:
        draft.unlink(missing_ok=True)


def _utc(moment: dt.datetime) -> dt.datetime:
    """A moment in UTC, as the store writes it."""
    return moment.astimezone(dt.UTC).replace(tzinfo=None)
