"""The two tables of rows, observations and events: what callers give and get, how it is written, stored and read.

The part of an observation's key that does not change with time is its series; the store numbers each once. A number
is a fifth of the work of four texts: that is what makes a million rows affordable.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from duckdb import DuckDBPyConnection

from indicators.errors import StoreError
from indicators.model import EVENT_COLUMNS, OBSERVATION_COLUMNS, OBSERVATION_KEY
from indicators.model.arrays import Ints

SERIES = ("indicator", "ref_area", "counterpart_area", "freq")


@dataclass(frozen=True, eq=False)
class RowKind:
    """How rows of one kind are given, stored and read.

    `columns` are the callers', with the `types` of those that are not text and the `order` in which rows come back.
    `stored` are the columns of `table`, of which `key` makes a key, and `source` is what it is read from. A column
    without SQL of its own under `written` or `read` is written or read as it is.
    """

    columns: tuple[str, ...]
    types: dict[str, pa.DataType]
    order: tuple[str, ...]
    table: str
    source: str
    stored: tuple[str, ...]
    key: tuple[str, ...]
    written: dict[str, str]
    read: dict[str, str]

    def writing(self, columns: tuple[str, ...]) -> str:
        """The select list that writes columns from what is registered as `incoming`."""
        return ", ".join(f"{self.written.get(name, name)} AS {name}" for name in columns)

    def reading(self, columns: tuple[str, ...]) -> str:
        """The select list that reads columns from `source`."""
        return ", ".join(f"{self.read.get(name, name)} AS {name}" for name in columns)


OBSERVATIONS = RowKind(
    columns=OBSERVATION_COLUMNS,
    types={"time_period": pa.date32(), "obs_value": pa.float64()},
    order=OBSERVATION_KEY,
    table="store.observations",
    source="store.observations JOIN store.series USING (series_id)",
    stored=("series_id", "time_period", "obs_value", "obs_status", "note"),
    key=("series_id", "time_period"),
    written={
        "obs_value": "nullif(obs_value, 'nan'::DOUBLE)",
        "obs_status": "CASE WHEN obs_value IS NULL OR isnan(obs_value) THEN 'M' ELSE obs_status END",
    },
    read={"time_period": "time_period::TIMESTAMP", "known_from": "known_from::TIMESTAMP"},
)

EVENTS = RowKind(
    columns=EVENT_COLUMNS,
    types={"date_start": pa.date32(), "date_end": pa.date32(), "scope": pa.float64(), "bilateral": pa.bool_()},
    order=("date_start", "event_id"),
    table="store.events",
    source="store.events",
    stored=EVENT_COLUMNS,
    key=("event_id",),
    written={},
    read={
        "date_start": "date_start::TIMESTAMP",
        # The end of an act is known from that end.
        "date_end": "CASE WHEN date_end <= $as_of THEN date_end::TIMESTAMP END",
        "end_status": "CASE WHEN date_end > $as_of THEN 'open' ELSE end_status END",
        "known_from": "known_from::TIMESTAMP",
    },
)

_MAY_BE_EMPTY = ("obs_value", "date_end", "scope")


def as_arrow(frame: pd.DataFrame | pa.Table, rows: RowKind) -> pa.Table:
    """The callers' columns as Arrow, which DuckDB reads in place; StoreError where one is missing or unfit."""
    names = frame.column_names if isinstance(frame, pa.Table) else list(frame.columns)
    missing = [name for name in rows.columns if name not in names]
    if missing:
        raise StoreError("Nothing was stored: the columns {missing} are missing; add them.", missing=", ".join(missing))
    try:
        if isinstance(frame, pd.DataFrame):
            for name in frame.select_dtypes(pd.PeriodDtype):
                raise StoreError(
                    "Nothing was stored: {name} holds periods; give the first day of each as a date.", name=name
                )
            frame = pa.Table.from_pandas(frame[list(rows.columns)], preserve_index=False)
        return pa.table({name: _column(frame[name], rows.types.get(name), name) for name in rows.columns})
    except pa.ArrowException as error:
        raise StoreError(
            "Nothing was stored: a column is of mixed or other types ({error}). Correct it.", error=error
        ) from error


def _column(column: pa.ChunkedArray, wanted: pa.DataType | None, name: str) -> pa.ChunkedArray:
    """A column in the type that is wanted, or text, which may be dictionary-encoded."""
    if column.null_count and name not in _MAY_BE_EMPTY:
        raise StoreError("Nothing was stored: {name} is null in {n} rows; fill it in.", name=name, n=column.null_count)
    if wanted is not None:
        return column.cast(wanted)
    found = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if not (pa.types.is_string(found) or pa.types.is_large_string(found) or pa.types.is_null(found)):
        raise StoreError("Nothing was stored: {name} holds {found}; give it as text.", name=name, found=found)
    return column


def register(cursor: DuckDBPyConnection, rows: RowKind, table: pa.Table) -> None:
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


def _series_codes(table: pa.Table) -> tuple[Ints, Ints]:
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
