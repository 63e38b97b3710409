"""The two kinds of rows, observations and events: what callers give and get, and how it is written and read."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from indicators.errors import StoreError
from indicators.model import EVENT_COLUMNS, OBSERVATION_COLUMNS, OBSERVATION_KEY


@dataclass(frozen=True, eq=False)
class Rows:
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


OBSERVATIONS = Rows(
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

EVENTS = Rows(
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


def as_arrow(frame: pd.DataFrame | pa.Table, rows: Rows) -> pa.Table:
    """The callers' columns as Arrow, which DuckDB reads in place; StoreError where one is missing or unfit."""
    names = frame.column_names if isinstance(frame, pa.Table) else list(frame.columns)
    missing = [name for name in rows.columns if name not in names]
    if missing:
        raise StoreError("Nothing was stored: the columns {missing} are missing; add them.", missing=", ".join(missing))
    try:
        if isinstance(frame, pd.DataFrame):
            _refuse_periods(frame)
            frame = pa.Table.from_pandas(frame[list(rows.columns)], preserve_index=False)
        return pa.table({name: _column(frame[name], rows.types.get(name), name) for name in rows.columns})
    except pa.ArrowException as error:
        raise StoreError(
            "Nothing was stored: a column is of mixed or other types ({error}). Correct it.", error=error
        ) from error


def _refuse_periods(frame: pd.DataFrame) -> None:
    for name in frame.columns:
        if isinstance(frame[name].dtype, pd.PeriodDtype):
            raise StoreError(
                "Nothing was stored: {name} holds periods; give the first day of each as a date.", name=name
            )


def _column(column: pa.ChunkedArray, wanted: pa.DataType | None, name: str) -> pa.ChunkedArray:
    """A column in the type that is wanted, or text, which may be dictionary-encoded."""
    if column.null_count and name not in _MAY_BE_EMPTY:
        raise StoreError(
            "Nothing was stored: {name} is null in {null_count} rows; fill it in.",
            name=name,
            null_count=column.null_count,
        )
    if wanted is not None:
        return column.cast(wanted)
    found = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if not (pa.types.is_string(found) or pa.types.is_large_string(found) or pa.types.is_null(found)):
        raise StoreError("Nothing was stored: {name} holds {found}; give it as text.", name=name, found=found)
    return column
