"""What callers read: figures as of a date, and how a file differs from what is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
from duckdb import DuckDBPyConnection

from indicators.store.rows import OBSERVATIONS, Rows


def read_rows(
    cursor: DuckDBPyConnection,
    rows: Rows,
    column: str,
    wanted: Sequence[str],
    areas: Sequence[str] | None,
    as_of: dt.date | None,
    *,
    one_batch: bool,
) -> pd.DataFrame:
    """Rows whose `column` is wanted and whose two areas are among those given (any, when None), in their order."""
    condition = f"{column} IN (SELECT unnest($wanted::VARCHAR[]))"
    parameters: dict[str, object] = {"wanted": list(wanted), "as_of": as_of or dt.date.max}
    if areas is not None:
        condition += " AND ref_area IN (SELECT unnest($areas)) AND counterpart_area IN (SELECT unnest($areas))"
        parameters["areas"] = [*areas, ""]
    standing = rows.standing(condition, one_batch=one_batch)
    return _frame(cursor, f"SELECT {rows.reading()} FROM ({standing}) ORDER BY {', '.join(rows.order)}", parameters)


def read_indicators(cursor: DuckDBPyConnection, *, one_batch: bool) -> list[str]:
    """Ids of all indicators that have a row."""
    standing = OBSERVATIONS.standing("true", one_batch=one_batch)
    found = cursor.execute(f"SELECT DISTINCT indicator FROM ({standing}) ORDER BY 1", {"as_of": dt.date.max})
    return [name for (name,) in found.fetchall()]


def read_difference(cursor: DuckDBPyConnection, table: pa.Table, *, one_batch: bool) -> pd.DataFrame:
    """For each observation of `table`, in its order: the key, the value, `status` and `old_value`."""
    key = ", ".join(OBSERVATIONS.key)
    cursor.register("incoming", table.append_column("line", pa.array(np.arange(table.num_rows))))
    standing = OBSERVATIONS.standing("indicator IN (SELECT indicator FROM incoming)", one_batch=one_batch)
    return _frame(
        cursor,
        f"""
        WITH given AS (SELECT {OBSERVATIONS.writing()}, line FROM incoming),
        stored AS ({standing})
        SELECT {key.replace("time_period", "time_period::TIMESTAMP AS time_period")}, given.obs_value,
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


def _frame(cursor: DuckDBPyConnection, query: str, parameters: dict[str, object]) -> pd.DataFrame:
    """The whole result: text as str, days as datetime64[us], a missing figure as NaN."""
    # Arrow to pandas is a third faster here than DuckDB's own frames, and makes the columns pandas makes of a file.
    table = cursor.sql(query, params=parameters).to_arrow_table()
    return table.to_pandas(use_threads=False)


def read_table(cursor: DuckDBPyConnection, query: str) -> pd.DataFrame:
    """The rows of a query without parameters."""
    return _frame(cursor, query, {})
