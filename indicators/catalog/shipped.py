"""The CSV files that ship → typed frames. Exactly the canonical columns, ISO dates, nothing guessed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import csv

from indicators.errors import CatalogError
from indicators.model import EVENT_COLUMNS, OBSERVATION_COLUMNS

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
