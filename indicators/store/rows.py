"""The two tables of figures, observations and events: their columns, their keys, and how each is written and read."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from indicators.errors import StoreError
from indicators.model import EVENT_COLUMNS, OBSERVATION_COLUMNS, OBSERVATION_KEY


@dataclass(frozen=True, eq=False)
class Rows:
    """A table: the columns that callers see, those that make a key, and the SQL that writes and reads a column.

    A column without SQL of its own is written and read as it is. `order` is how rows come back.
    """

    table: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    order: tuple[str, ...]
    written: dict[str, str]
    read: dict[str, str]

    def writing(self) -> str:
        """The select list from a frame registered as `incoming` to the table's columns."""
        return ", ".join(f"{self.written.get(name, name)} AS {name}" for name in self.columns)

    def reading(self) -> str:
        """The select list from the table to what callers get."""
        return ", ".join(f"{self.read.get(name, name)} AS {name}" for name in (*self.columns, "batch_id", "known_from"))


OBSERVATIONS = Rows(
    table="store.observations",
    columns=OBSERVATION_COLUMNS,
    key=OBSERVATION_KEY,
    order=OBSERVATION_KEY,
    written={
        "time_period": "time_period::DATE",
        "obs_value": "nullif(obs_value::DOUBLE, 'nan'::DOUBLE)",
        "obs_status": "CASE WHEN obs_value IS NULL OR isnan(obs_value::DOUBLE) THEN 'M' ELSE obs_status END",
    },
    read={"time_period": "time_period::TIMESTAMP", "known_from": "known_from::TIMESTAMP"},
)

EVENTS = Rows(
    table="store.events",
    columns=EVENT_COLUMNS,
    key=("event_id",),
    order=("date_start", "event_id"),
    written={
        "date_start": "date_start::DATE",
        "date_end": "date_end::DATE",
        "scope": "scope::DOUBLE",
        "bilateral": "bilateral::BOOLEAN",
    },
    read={
        "date_start": "date_start::TIMESTAMP",
        # The end of an act is known from that end.
        "date_end": "CASE WHEN date_end <= $as_of THEN date_end::TIMESTAMP END",
        "end_status": "CASE WHEN date_end > $as_of THEN 'open' ELSE end_status END",
        "known_from": "known_from::TIMESTAMP",
    },
)


def as_arrow(frame: pd.DataFrame | pa.Table, rows: Rows) -> pa.Table:
    """The columns of a table as Arrow, which DuckDB reads in place; StoreError where one is missing or unfit."""
    names = frame.column_names if isinstance(frame, pa.Table) else list(frame.columns)
    missing = [name for name in rows.columns if name not in names]
    if missing:
        raise StoreError(f"Nothing was stored: the columns {', '.join(missing)} are missing; add them.")
    if isinstance(frame, pa.Table):
        return frame.select(rows.columns)
    columns = frame[list(rows.columns)]
    periods = [name for name in rows.columns if isinstance(columns[name].dtype, pd.PeriodDtype)]
    if periods:
        raise StoreError(f"Nothing was stored: {periods[0]} holds periods; give the first day of each as a date.")
    try:
        return pa.Table.from_pandas(columns, preserve_index=False)
    except pa.ArrowException as error:
        raise StoreError(f"Nothing was stored: a column mixes types ({error}). Give it one type.") from error
