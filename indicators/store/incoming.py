"""From the callers' table to the columns that are stored.

The part of an observation's key that does not change with time is its series; the store numbers each once. A number
is a fifth of the work of four texts: that is what makes a million rows affordable.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from indicators.errors import StoreError
from indicators.store.rows import OBSERVATIONS, Rows

SERIES = ("indicator", "ref_area", "counterpart_area", "freq")


def register(cursor: DuckDBPyConnection, rows: Rows, table: pa.Table) -> None:
    """Make a table of `rows.columns` (and others) readable as `incoming` with the columns that are stored.

    Series not seen before are added. StoreError where two rows have the same key: which of them would win is nobody's
    guess.
    """
    stored = _numbered(cursor, table) if rows is OBSERVATIONS else table
    repeated = stored.select(rows.key).to_pandas(date_as_object=False).duplicated().to_numpy()
    if repeated.any():
        (row,) = table.select(rows.order).slice(int(repeated.argmax()), 1).to_pylist()
        named = ", ".join(f"{name} {value}" for name, value in row.items() if value != "")
        raise StoreError("Nothing was stored: {named} is there more than once. Keep one row of each.", named=named)
    cursor.register("incoming", stored)


def _numbered(cursor: DuckDBPyConnection, table: pa.Table) -> pa.Table:
    """Observations with the number of their series in place of its columns."""
    codes, first_rows = _series_codes(table)
    named = table.select(SERIES).take(first_rows).append_column("code", pa.array(np.arange(len(first_rows))))
    key = ", ".join(SERIES)
    cursor.register("named", named)
    cursor.execute(
        f"""
        INSERT INTO store.series
        SELECT (SELECT coalesce(max(series_id), 0) FROM store.series) + row_number() OVER (ORDER BY {key}), *
        FROM (SELECT DISTINCT {key} FROM named ANTI JOIN store.series USING ({key}))
        """
    )
    numbers = cursor.execute(f"SELECT series_id FROM named JOIN store.series USING ({key}) ORDER BY code").fetchnumpy()
    cursor.unregister("named")
    column = pa.array(np.asarray(numbers["series_id"])[codes], pa.int32())
    return table.drop_columns(list(SERIES)).append_column("series_id", column)


def _series_codes(table: pa.Table) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each row the code of its series, 0, 1, …, and for each code the first row that has it."""
    codes = np.zeros(table.num_rows, np.int64)
    for name in SERIES:
        column = table[name] if pa.types.is_dictionary(table[name].type) else table[name].dictionary_encode()
        column = column.unify_dictionaries()
        values = max((len(chunk.dictionary) for chunk in column.chunks), default=0)
        places = np.concatenate([chunk.indices.to_numpy() for chunk in column.chunks] or [codes])
        # Numbering anew after each column keeps the product below rows × values.
        codes, _ = pd.factorize(codes * values + places)
    # Codes are given in the order in which they first appear: each is new where the highest so far rises.
    return codes, np.flatnonzero(np.diff(np.maximum.accumulate(codes), prepend=-1))
