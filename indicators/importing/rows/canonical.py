"""The fast path: a file that is already canonical goes from bytes to the store without a Python object per cell.

Canonical means UTF-8, commas, the SDMX column names, ISO dates on the first day of their period, areas as ISO
alpha-3, no key twice. Anything else, however small, is left to the lenient reader, which explains it line by line.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from indicators.importing.bytes.decode import MAX_CELL
from indicators.importing.columns.periods import FIRST_YEAR, is_first_day
from indicators.model import OBS_STATUS, OBSERVATION_COLUMNS, OBSERVATION_KEY
from indicators.text.cells import restored

REQUIRED = ("indicator", "ref_area", "freq", "time_period", "obs_value")
_CODES = pa.dictionary(pa.int32(), pa.string())
_TYPES = {"time_period": pa.date32(), "obs_value": pa.float64()}
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,79}")


def read_canonical(data: bytes, areas: Collection[str]) -> pa.Table | None:
    """Observations of a canonical file as an Arrow table, or None when the file is not canonical in every cell.

    The table has OBSERVATION_COLUMNS in order; time_period is date32, obs_value float64 (null = missing), the others
    are dictionary-encoded strings. `areas` are the known alpha-3 codes.
    """
    body = data.removeprefix(b"\xef\xbb\xbf")
    header = body[:1000].split(b"\n", 1)[0].rstrip(b"\r").split(b",")
    names = [name.decode("ascii", "replace") for name in header]
    if not set(REQUIRED) <= set(names) <= set(OBSERVATION_COLUMNS) or len(set(names)) < len(names):
        return None
    table = _parse(body, names)
    if table is None or not _one_line_each(body, table.num_rows):
        return None
    table = _with_optional_columns(table)
    return table if _codes_are_known(table, areas) and _periods_fit(table) and _keys_are_unique(table) else None


def freqs_of(table: pa.Table) -> set[tuple[str, str]]:
    """The (indicator, freq) that occur in a canonical table."""
    codes, indicators = _dictionary(table, "indicator")
    freq_codes, freqs = _dictionary(table, "freq")
    combined = np.unique(codes * len(freqs) + freq_codes)
    return {(indicators[code // len(freqs)], freqs[code % len(freqs)]) for code in combined}


def _parse(body: bytes, names: list[str]) -> pa.Table | None:
    """Arrow's strict reader: a ragged row, a wrong type or a byte that is not UTF-8 ends it."""
    options = csv.ConvertOptions(
        column_types={name: _TYPES.get(name, _CODES) for name in names},
        null_values=[""],
        strings_can_be_null=False,
        auto_dict_max_cardinality=None,
    )
    parse = csv.ParseOptions(newlines_in_values=False, ignore_empty_lines=False)
    try:
        table = csv.read_csv(pa.py_buffer(body), convert_options=options, parse_options=parse)
    except pa.ArrowInvalid:
        return None
    return table.unify_dictionaries().combine_chunks() if table.num_rows else None


def _one_line_each(body: bytes, rows: int) -> bool:
    """Whether the file has one physical line per row and one for the header, all ended alike."""
    ends = body.count(b"\n")
    if body.count(b"\r") not in (0, ends) or (b"\r" in body and body.count(b"\r\n") != ends):
        return False
    return ends + (not body.endswith(b"\n")) == rows + 1


def _with_optional_columns(table: pa.Table) -> pa.Table:
    """OBSERVATION_COLUMNS in order. Without a status column a figure is normal and an empty value missing."""
    for name in OBSERVATION_COLUMNS:
        if name not in table.column_names:
            if name == "obs_status":
                codes = pc.cast(pc.is_null(table["obs_value"].combine_chunks()), pa.int32())
                column = pa.DictionaryArray.from_arrays(codes, pa.array(["A", "M"]))
            else:
                column = pa.DictionaryArray.from_arrays(np.zeros(table.num_rows, np.int32), pa.array([""]))
            table = table.append_column(name, column)
    return table.select(OBSERVATION_COLUMNS)


def _dictionary(table: pa.Table, name: str) -> tuple[np.ndarray, list[str]]:
    """A column's codes (one per row) and the values they stand for."""
    array = table[name].combine_chunks()
    array = array.chunk(0) if isinstance(array, pa.ChunkedArray) else array
    return array.indices.to_numpy(), array.dictionary.to_pylist()


def _codes_are_known(table: pa.Table, areas: Collection[str]) -> bool:
    """Checks the distinct values only, and that no row pairs an area with itself."""
    rules: dict[str, Callable[[str], bool]] = {
        "indicator": lambda value: bool(_IDENTIFIER.fullmatch(value)),
        "ref_area": lambda value: value in areas,
        "counterpart_area": lambda value: value == "" or value in areas,
        "freq": lambda value: value in ("A", "Q", "M", "D"),
        "obs_status": lambda value: value in OBS_STATUS,
        "note": lambda value: value == "" or _is_plain(value),
    }
    for name, is_known in rules.items():
        if not all(is_known(value) for value in _dictionary(table, name)[1]):
            return False
    ref_codes, ref_names = _dictionary(table, "ref_area")
    other_codes, other_names = _dictionary(table, "counterpart_area")
    same = np.array([other_names.index(name) if name in other_names else -1 for name in ref_names])
    return not (same[ref_codes] == other_codes).any()


def _is_plain(note: str) -> bool:
    return note.isprintable() and note == note.strip() == restored(note) and len(note) < MAX_CELL


def _periods_fit(table: pa.Table) -> bool:
    """Every date is the first day of a period of its freq, neither ancient nor in the future; values are finite."""
    if table["time_period"].null_count or pc.any(pc.invert(pc.is_finite(table["obs_value"]))).as_py():
        return False
    freq_codes, freqs = _dictionary(table, "freq")
    days = table["time_period"].combine_chunks().cast(pa.int32()).to_numpy()
    epoch = dt.date(1970, 1, 1).toordinal()
    today = dt.date.today()
    for combined in pc.unique(pa.array(days.astype(np.int64) * len(freqs) + freq_codes)).to_pylist():
        ordinal, code = divmod(combined, len(freqs))
        if not 1 <= ordinal + epoch <= dt.date.max.toordinal():
            return False
        day = dt.date.fromordinal(ordinal + epoch)
        if not is_first_day(day, freqs[code]) or day > today or day.year < FIRST_YEAR:
            return False
    return True


def _keys_are_unique(table: pa.Table) -> bool:
    """No two rows share indicator, areas, freq and period."""
    key = np.zeros(table.num_rows, np.int64)
    size = 1
    for name in OBSERVATION_KEY:
        if name == "time_period":
            codes = table[name].combine_chunks().cast(pa.int32()).to_numpy().astype(np.int64)
            codes -= codes.min()
            count = int(codes.max()) + 1
        else:
            codes, values = _dictionary(table, name)
            count = len(values)
        size *= count
        if size > 2**62:
            return False
        key = key * count + codes
    if size <= 2**28:
        seen = np.zeros(size, bool)
        seen[key] = True
        return int(seen.sum()) == len(key)
    key.sort()
    return not (key[1:] == key[:-1]).any()
