"""What callers read: figures as of a date, and how a file differs from what is stored.

A row counts when its batch was not retracted by then and its `known_from` had come. A shipped row takes the place of
all earlier shipped rows of its key at any date, because what ships is today's revision of what was published by then.
Of the rows of one key that are left, the one that was had last wins, of one day the one recorded last; where it says
`removed`, the key has no row.

When a row was had: a shipped one when its file was retrieved, not when it was installed, so that a newer package never
pushes older figures over newer fetched ones; one of an update when the publisher was asked; an imported one when it
was recorded, whatever it was made on and never before what was there, because a person meant it to count from then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
from duckdb import DuckDBPyConnection

from indicators.store.batches import State
from indicators.store.tables import OBSERVATIONS, RowKind


def read_rows(
    cursor: DuckDBPyConnection,
    rows: RowKind,
    column: str,
    wanted: Sequence[str],
    areas: Sequence[str] | None,
    as_of: dt.date | None,
    state: State,
    *,
    published: bool = False,
) -> pd.DataFrame:
    """Rows whose `column` is wanted and whose two areas are among those given (any, when None), in their order."""
    condition = f"list_contains($wanted::VARCHAR[], {column})"
    parameters: dict[str, object] = {"wanted": list(wanted), "as_of": as_of or dt.date.max}
    if areas is not None:
        condition += " AND list_contains($areas, ref_area) AND list_contains($areas, counterpart_area)"
        parameters["areas"] = [*areas, ""]
    columns = rows.reading((*rows.columns, "batch_id", "known_from"))
    found = standing(rows, condition, state, published=published)
    return read_frame(cursor, f"SELECT {columns} FROM ({found}) ORDER BY {', '.join(rows.order)}", parameters)


def read_vintages(cursor: DuckDBPyConnection, wanted: Sequence[str], areas: Sequence[str]) -> pd.DataFrame:
    """Every value that was recorded of figures of which an update has one, by key and the day it was known from."""
    key = ", ".join(OBSERVATIONS.key)
    return read_frame(
        cursor,
        f"""
        WITH recorded AS (
            SELECT rows.*, kind = 'update' AS updated
            FROM {OBSERVATIONS.table} rows JOIN store.batches USING (batch_id)
            WHERE batch_id NOT IN (SELECT batch_id FROM store.retractions) AND NOT removed
        )
        SELECT {OBSERVATIONS.reading(OBSERVATIONS.order)}, obs_value, known_from::TIMESTAMP AS known_from, by_rule,
               batch_id
        FROM recorded JOIN store.series USING (series_id)
        WHERE list_contains($wanted::VARCHAR[], indicator)
          AND list_contains($areas, ref_area) AND list_contains($areas, counterpart_area)
          AND ({key}) IN (SELECT ({key}) FROM recorded WHERE updated)
        ORDER BY {", ".join(OBSERVATIONS.order)}, known_from, batch_id
        """,
        {"wanted": list(wanted), "areas": [*areas, ""]},
    )


def read_coverage(cursor: DuckDBPyConnection, state: State) -> pd.DataFrame:
    """What is stored of each indicator: `indicator`, `freq`, `first` and `last` period with a figure, `figures`."""
    found = standing(OBSERVATIONS, "true", state)
    return read_frame(
        cursor,
        f"""
        SELECT indicator, freq,
               min(time_period::TIMESTAMP) FILTER (obs_value IS NOT NULL) AS first,
               max(time_period::TIMESTAMP) FILTER (obs_value IS NOT NULL) AS last,
               count(obs_value) AS figures
        FROM ({found}) GROUP BY ALL ORDER BY ALL
        """,
        {"as_of": dt.date.max},
    )


def read_difference(cursor: DuckDBPyConnection, table: pa.Table, state: State) -> pd.DataFrame:
    """For each observation of `table`, in its order: the key, the value, `status` and `old_value`."""
    key = ", ".join(OBSERVATIONS.order)
    cursor.register("incoming", table.append_column("line", pa.array(np.arange(table.num_rows))))
    found = standing(OBSERVATIONS, "indicator IN (SELECT indicator FROM incoming)", state)
    return read_frame(
        cursor,
        f"""
        WITH given AS (SELECT {OBSERVATIONS.writing(OBSERVATIONS.columns)}, line FROM incoming),
        stored AS ({found})
        SELECT {OBSERVATIONS.reading(OBSERVATIONS.order)}, given.obs_value,
               CASE WHEN stored.batch_id IS NULL THEN 'new'
                    WHEN given.obs_value IS NOT DISTINCT FROM stored.obs_value
                     AND given.obs_status = stored.obs_status THEN 'unchanged'
                    ELSE 'revised' END AS status,
               stored.obs_value AS old_value
        FROM given LEFT JOIN stored USING ({key})
        ORDER BY line
        """,
        {"as_of": dt.date.max},
    )


def standing(rows: RowKind, condition: str, state: State, *, published: bool = False) -> str:
    """A query for the rows that stand on `$as_of` among those that meet a condition; `published` leaves out imports."""
    if published:
        condition += " AND batch_id IN (SELECT batch_id FROM store.batches WHERE kind <> 'import')"
    if state.one_batch:  # and so no key is there twice
        return f"SELECT * FROM {rows.source} WHERE known_from <= $as_of AND {condition}"
    same = " AND ".join(f"later.{name} = row.{name}" for name in rows.key)
    revised = ""
    if state.reshipped:
        revised = f"""AND NOT EXISTS (
            SELECT 1 FROM recorded later
            WHERE {same} AND later.batch_id > row.batch_id AND later.shipped AND row.shipped
        )"""
    # An anti-join is a third faster here than a window over the keys.
    return f"""
        WITH recorded AS (
            SELECT *, batch_id IN (SELECT batch_id FROM store.batches WHERE kind = 'shipped') AS shipped
            FROM {rows.source}
            WHERE {condition}
              AND batch_id NOT IN (SELECT batch_id FROM store.retractions WHERE retracted_at::DATE <= $as_of)
        ),
        known AS (
            SELECT * FROM recorded row
            WHERE known_from <= $as_of {revised}
        )
        SELECT * FROM known row
        WHERE NOT removed AND NOT EXISTS (
            SELECT 1 FROM known later
            WHERE {same} AND (later.had_on, later.batch_id) > (row.had_on, row.batch_id)
        )
    """


def read_frame(cursor: DuckDBPyConnection, query: str, parameters: dict[str, object] | None = None) -> pd.DataFrame:
    """The whole result: text as str, days as datetime64[us], a missing figure as NaN."""
    # Arrow to pandas is a third faster here than DuckDB's own frames, and makes the columns pandas makes of a file.
    table = cursor.sql(query, params=parameters or {}).to_arrow_table()
    return table.to_pandas(use_threads=False)
