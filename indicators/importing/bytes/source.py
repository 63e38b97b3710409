"""A source → its bytes: a path, bytes, an open file; or a frame, which is written as a CSV file first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from indicators.errors import Message, UnreadableSourceError
from indicators.importing.bytes.decode import MAX_BYTES
from indicators.importing.problems import listing, printable

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Source:
    """The bytes to read, one past the limit at most; `typed` says so where a frame's numbers are numbers, not text."""

    filename: str
    data: bytes
    typed: Message | None = None
    is_frame: bool = False


def open_source(source: Path | bytes | BinaryIO | pd.DataFrame, filename: str | None) -> Source:
    """The bytes of a source, a frame's as UTF-8 with commas; UnreadableSourceError says why there are none."""
    path = Path(source) if isinstance(source, str | Path) else None
    name = filename or (path.name if path is not None else "table")
    if hasattr(source, "to_csv"):
        return _written(source, name)
    try:
        if path is not None:
            with path.open("rb") as file:
                return Source(name, file.read(MAX_BYTES + 1))
        if isinstance(source, bytes | bytearray | memoryview):
            return Source(name, bytes(source))
        data = cast("BinaryIO", source).read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror
        raise UnreadableSourceError("{filename} cannot be opened ({reason}).", filename=name, reason=reason) from error
    except ValueError as error:
        what = Message("{filename} is closed, or was opened as text; open it in binary mode.", filename=name)
        raise UnreadableSourceError(what) from error
    if not isinstance(data, bytes):
        raise UnreadableSourceError("{filename} was opened as text; open it in binary mode.", filename=name)
    return Source(name, data)


def as_text(cell: Any) -> str:
    """A typed value as text: whole numbers without a fraction, dates as ISO, and no time of day at midnight."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(float(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)


# --- frames ----------------------------------------------------------------------------------------------


def _written(frame: pd.DataFrame, filename: str) -> Source:
    """A frame as a CSV file: its named index levels as columns, dates without a midnight, gaps as empty cells."""
    import pandas as pd

    frame = _with_index_as_columns(frame, filename)
    if frame.columns.nlevels > 1:
        what = Message(
            "{filename} has column names of several levels. Give each column one name by setting frame.columns."
        )
        raise UnreadableSourceError(what, filename=filename)
    names = [_as_text(name, "the column names", filename) for name in frame.columns]
    repeated = listing(printable(name) for name in sorted({name for name in names if name and names.count(name) > 1}))
    if repeated:
        what = Message("{filename} has several columns called {names}. Rename all but one with frame.rename.")
        raise UnreadableSourceError(what, filename=filename, names=repeated)
    series = [frame.iloc[:, place] for place in range(len(names))]
    try:
        written = pd.concat([_as_column(*column, filename) for column in zip(series, names, strict=True)], axis=1)
        written.columns = pd.Index(names)
        data = written.to_csv(index=False, lineterminator="\n").encode()
    except UnicodeEncodeError as error:
        what = Message("{filename} has characters that are no text and cannot be written as UTF-8. Replace them.")
        raise UnreadableSourceError(what, filename=filename) from error
    typed = Message("the frame holds numbers, not text") if any(map(_has_floats, series)) else None
    return Source(filename, data, typed, is_frame=True)


def _with_index_as_columns(frame: pd.DataFrame, filename: str) -> pd.DataFrame:
    """The frame with a default index. Numbers without a name are the numbers of rows; all else needs a name."""
    import pandas as pd

    index = frame.index
    if not len(frame.columns) and not any(name is not None for name in index.names):
        what = Message(
            "{filename} has no columns. Give a frame with columns for the period, the country and the figure."
        )
        raise UnreadableSourceError(what, filename=filename)
    if not len(frame):
        raise UnreadableSourceError("{filename} has no rows, so there is nothing to read.", filename=filename)
    if index.nlevels == 1 and index.name is None and pd.api.types.is_integer_dtype(index.dtype):
        return frame.reset_index(drop=True)
    if any(name is None for name in index.names):
        what = Message(
            "{filename} has {key} in its index, which has no name. Make it a column: frame.reset_index(names=...)."
        )
        raise UnreadableSourceError(what, filename=filename, key=printable(str(index[0])))
    names = [*index.names, *frame.columns]
    repeated = listing(printable(str(name)) for name in dict.fromkeys(index.names) if names.count(name) > 1)
    if repeated:
        what = Message("{filename} has {names} both in its index and as a column. Drop one of them.")
        raise UnreadableSourceError(what, filename=filename, names=repeated)
    return frame.reset_index()


def _has_floats(column: pd.Series) -> bool:
    """Whether a column holds numbers with a decimal mark, which is then a point."""
    import pandas as pd

    return pd.api.types.is_float_dtype(column.dtype) or (
        column.dtype == object and any(isinstance(cell, float) and cell == cell for cell in column)
    )


def _as_column(column: pd.Series, name: str, filename: str) -> pd.Series:
    """A column as it is written: numbers and text as they are, all else as text, cell by cell where types are mixed."""
    import numpy as np
    import pandas as pd

    dtype, types = column.dtype, pd.api.types
    numbers = types.is_numeric_dtype(dtype) and not types.is_complex_dtype(dtype)
    if numbers or isinstance(dtype, pd.StringDtype):
        return column
    if isinstance(dtype, np.dtype) and dtype.kind == "M" and column.equals(column.dt.normalize()):
        days = pd.Series(np.datetime_as_string(column.to_numpy(), unit="D"), dtype="str")
        return days.mask(column.isna(), "")
    return pd.Series([_as_text(cell, name, filename) for cell in column.astype(object)], dtype="str")


def _as_text(cell: Any, column: str, filename: str) -> str:
    """One cell of a frame as text; UnreadableSourceError where it is neither text, number, date nor boolean."""
    import numpy as np
    import pandas as pd

    if pd.api.types.is_scalar(cell) and pd.isna(cell):
        return ""
    if isinstance(cell, np.bool_ | np.datetime64):
        cell = cell.item() if isinstance(cell, np.bool_) else pd.Timestamp(cell)
    if isinstance(cell, dt.datetime) and cell.tzinfo is not None:
        what = Message(
            "{filename} has dates with a time zone in {column}; the day depends on the zone. "
            "Drop it with frame['{column}'].dt.tz_localize(None)."
        )
        raise UnreadableSourceError(what, filename=filename, column=printable(column))
    if isinstance(cell, pd.Period) and cell.freqstr[:2] in ("Q-", "Y-") and not cell.freqstr.endswith("-DEC"):
        what = Message("{filename} has fiscal periods ({freq}) in {column}. Write the month each begins in.")
        raise UnreadableSourceError(what, filename=filename, column=printable(column), freq=cell.freqstr)
    if isinstance(cell, str | bool | int | float | Decimal | np.integer | np.floating | dt.date | pd.Period):
        return as_text(cell)
    what = Message(
        "{filename} has {kind} in {column}. Cells are text, numbers, dates or booleans; convert or drop the column."
    )
    raise UnreadableSourceError(what, filename=filename, column=printable(column), kind=type(cell).__name__)
