"""Frames → CSV text and back: one form for every file, the same bytes for the same frame, no cell that runs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv

from indicators.errors import ExportError
from indicators.text.cells import defused, restored

DECIMALS = 10
"""Decimals of computed numbers in a snapshot. Figures that were read keep all their digits."""


def csv_text(frame: pd.DataFrame, *, decimals: int | None = None) -> str:
    """A frame as CSV: UTF-8 to be, commas, `\\n` line ends, ISO dates, a missing value empty.

    Numbers are written with so many decimals, or with as many digits as it takes to read the same number back. Text
    that a spreadsheet would run as a formula is defused.
    """
    columns = [_cells(frame[name], decimals) for name in frame.columns]
    lines = [",".join(_quoted(str(name)) for name in frame.columns)]
    lines += [",".join(row) for row in zip(*columns, strict=True)]
    return "\n".join(lines) + "\n"


def _cells(column: pd.Series, decimals: int | None) -> list[str]:
    if pd.api.types.is_bool_dtype(column.dtype):
        return ["true" if value else "false" for value in column]
    if pd.api.types.is_datetime64_dtype(column.dtype):
        return list(column.dt.strftime("%Y-%m-%d").fillna(""))
    if pd.api.types.is_float_dtype(column.dtype):
        return _numbers(column.to_numpy(dtype=np.float64, na_value=np.nan), decimals)
    if pd.api.types.is_integer_dtype(column.dtype):
        return [str(value) for value in column]
    texts = column.astype("str").fillna("").to_numpy(dtype=object)
    written = {text: _quoted(defused(text)) for text in set(texts)}
    return [written[text] for text in texts]


def _numbers(values: np.ndarray, decimals: int | None) -> list[str]:
    """Numbers as text, NaN empty. There is no negative zero: it would tell two equal results apart."""
    if decimals is not None:
        zero = f"{-0.0:.{decimals}f}"
        texts = ["" if value != value else f"{value:.{decimals}f}" for value in values.tolist()]
        return [zero[1:] if text == zero else text for text in texts]
    return ["" if value != value else repr(value) for value in values.tolist()]


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(letter in text for letter in ',"\r\n') else text


def read_csv(data: bytes, types: Mapping[str, pa.DataType], name: str) -> pd.DataFrame:
    """A file that `csv_text` wrote, with exactly these columns, as a frame; ExportError with a sentence otherwise."""
    table = _parsed(data, types, name)
    if tuple(table.column_names) != tuple(types):
        must, are = ", ".join(types), ", ".join(table.column_names)[:300]
        raise ExportError("{name}: the columns must be {must}; they are {are}.", name=name, must=must, are=are)
    frame = table.to_pandas()
    for column, kind in types.items():
        if pa.types.is_string(kind):
            frame[column] = frame[column].map({text: restored(text) for text in frame[column].unique()}).astype("str")
        elif pa.types.is_floating(kind) and np.isinf(frame[column]).any():
            raise ExportError(
                "{name}: the column {id} holds an infinite number; leave it empty or correct it.", name=name, id=column
            )
    return frame


def read_texts(data: bytes, name: str) -> tuple[list[str], list[tuple[str, ...]]]:
    """The header and the rows of a file as they stand, every cell as text; ExportError with a sentence otherwise."""
    table = _parsed(data, None, name)
    columns = [column.to_pylist() for column in table.columns]
    return table.column_names, list(zip(*columns, strict=True))


def _parsed(data: bytes, types: Mapping[str, pa.DataType] | None, name: str) -> pa.Table:
    """Arrow's strict reader; without types every column is text."""
    parse = csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False)
    read = csv.ReadOptions(block_size=len(data) + 1, use_threads=False)
    try:
        if types is None:
            header = csv.open_csv(pa.py_buffer(data), read_options=read, parse_options=parse).schema.names
            types = dict.fromkeys(header, pa.string())
        convert = csv.ConvertOptions(
            column_types=dict(types),
            null_values=[""],
            strings_can_be_null=False,
            true_values=["true"],
            false_values=["false"],
            timestamp_parsers=["%Y-%m-%d"],
        )
        return csv.read_csv(pa.py_buffer(data), read_options=read, parse_options=parse, convert_options=convert)
    except pa.ArrowInvalid as error:
        why = str(error)[:300]
        raise ExportError("{name} is not a table that can be read: {why}.", name=name, why=why) from error
