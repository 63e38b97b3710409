"""What every reader gives: figures under the publisher's own codes, and the steps that readers share."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeVar

from indicators.errors import Message, SourceRefusedError
from indicators.model import EventFetch, Fetch

Direction = Literal["", "out", "in"]
Found = TypeVar("Found")

UNPACKED = 512 * 1024 * 1024
"""Bytes that a workbook may unpack to."""


UNFORESEEN = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, StopIteration, RuntimeError)
"""What a reader raises on a shape that nobody thought of: a refusal of the file, not a defect of the program."""


class Row(NamedTuple):
    """One figure. `code` is the publisher's for the area; `direction` says whether the figure runs out to it from the
    home area (`select.home`) or in from it, and is "" for a figure about the area alone."""

    indicator: str
    code: str
    direction: Direction
    period: dt.date
    value: float
    status: str = "A"
    note: str = ""


class Table(NamedTuple):
    """All figures of a reply, and what the publisher says of its own vintage."""

    rows: list[Row]
    stamp: str = ""


Read = Callable[[Sequence[bytes], Mapping[str, Fetch], dt.date], Table]
"""Parts of one reply, the `[fetch]` tables of the indicators served, the day of asking → the figures."""

Following = Callable[[Sequence[bytes], Fetch], str]
"""The parts so far → the address of the next one, "" after the last."""


def listed(parts: Sequence[bytes], fetch: Fetch) -> str:
    """The next of the addresses in `further`."""
    return fetch.further[len(parts) - 1] if len(parts) <= len(fetch.further) else ""


@dataclass(frozen=True)
class Reader:
    """A format: its name and version, as remembered with every fetch; `alone` where one file is the whole reply."""

    name: str
    read: Read
    following: Following = listed
    alone: bool = True


class Candidate(NamedTuple):
    """An act that a publisher has: its id, its days, the country as the publisher names it, and its address."""

    event_id: str
    date_start: dt.date
    date_end: dt.date
    area: str
    title: str
    source_url: str


def _alone(parts: Sequence[bytes], fetch: EventFetch) -> str:
    """One file is the whole answer."""
    return ""


@dataclass(frozen=True)
class EventReader:
    """A format of acts, as `Reader` is one of figures."""

    name: str
    read: Callable[[Sequence[bytes], EventFetch], list[Candidate]]
    following: Callable[[Sequence[bytes], EventFetch], str] = _alone


def unforeseen(source: str, reader: str, error: BaseException) -> Message:
    """The refusal of a file on which a reader stumbled."""
    return Message(
        "{source}: the file has a shape that '{reader}' does not know ({what}).",
        source=source,
        reader=reader,
        what=repr(error)[:200],
    )


def contract(found: Iterable[str], columns: Iterable[str], place: str) -> None:
    """SourceRefusedError where a contract column is missing, or stands there twice."""
    there = list(found)
    for column in columns:
        if there.count(column) != 1:
            raise SourceRefusedError(
                "{place}: the column '{column}' is there {n} times, and must be there once.",
                place=place,
                column=column,
                n=there.count(column),
            )


def number(text: Any, place: str, empty: Sequence[str] = ("",)) -> float:
    """A cell as a number, NaN for the publisher's word for nothing; SourceRefusedError for anything else."""
    if isinstance(text, str) and text.strip() in empty:
        return math.nan
    try:
        value = float(text)
    except (TypeError, ValueError, OverflowError):
        value = math.inf
    if isinstance(text, bool) or not math.isfinite(value):
        raise SourceRefusedError("{place}: '{found}' is no number.", place=place, found=str(text)[:60])
    return value


def month(year: Any, number: Any, place: str) -> dt.date:
    """The first day of a month; SourceRefusedError for what is none."""
    try:
        return dt.date(int(year), int(number), 1)
    except (TypeError, ValueError):
        raise SourceRefusedError(
            "{place}: '{year}' and '{month}' are no month.", place=place, year=str(year)[:60], month=str(number)[:60]
        ) from None


def text_of(body: bytes, encoding: str, place: str) -> str:
    """The text of a body; SourceRefusedError where it is not in this encoding."""
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceRefusedError(
            "{place}: byte {start} is not {encoding}; the file changed its encoding or is damaged.",
            place=place,
            start=error.start,
            encoding=encoding,
        ) from None


def csv_rows(body: bytes, columns: Sequence[str], place: str, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    """The rows of a CSV file by column; SourceRefusedError for a contract column gone or a row of other length."""
    lines = csv.reader(io.StringIO(text_of(body, encoding, place), newline=""), strict=True)
    try:
        rows = [row for row in lines if row]
    except csv.Error as error:
        raise SourceRefusedError(
            "{place}, line {line}: {why}.", place=place, line=lines.line_num, why=str(error)
        ) from None
    header = rows[0] if rows else []
    contract(header, columns, place)
    for line, row in enumerate(rows[1:], 2):
        if len(row) != len(header):
            raise SourceRefusedError(
                "{place}, line {line}: {n} cells where the header has {right}; the file is damaged.",
                place=place,
                line=line,
                n=len(row),
                right=len(header),
            )
    return [dict(zip(header, row, strict=True)) for row in rows[1:]]


def json_of(body: bytes, place: str) -> Any:
    """The JSON of a body; SourceRefusedError where it is none or broken off."""
    try:
        return json.loads(text_of(body, "utf-8", place))
    except (json.JSONDecodeError, RecursionError):
        raise SourceRefusedError("{place}: is no whole JSON; the answer is damaged.", place=place) from None


def member(found: Any, name: str, kind: type, place: str) -> Any:
    """A member of a JSON object; SourceRefusedError where it is missing or of another kind."""
    value = found.get(name) if isinstance(found, dict) else None
    if not isinstance(value, kind):
        raise SourceRefusedError("{place}: '{name}' is missing or of another kind.", place=place, name=name)
    return value


def sheets(body: bytes, place: str) -> list[str]:
    """The names of the sheets of an xls or xlsx workbook; SourceRefusedError where it is none."""
    names, why = _workbook(body, lambda workbook: list(workbook.sheet_names))
    if names is None:
        raise SourceRefusedError("{place}: this is no workbook that can be read ({why}).", place=place, why=why)
    return names


def sheet(body: bytes, name: str, place: str) -> list[list[Any]]:
    """The cells of one sheet of a workbook; SourceRefusedError where there is no such sheet."""
    if name not in (there := sheets(body, place)):
        raise SourceRefusedError(
            "{place}: there is no sheet '{name}', only {there}. It is another file.",
            place=place,
            name=name,
            there=", ".join(there)[:200],
        )
    rows, why = _workbook(body, lambda workbook: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False))
    if rows is None:
        raise SourceRefusedError("{place}: the sheet '{name}' cannot be read ({why}).", place=place, name=name, why=why)
    return rows


def _workbook(body: bytes, of: Callable[[Any], list[Found]]) -> tuple[list[Found] | None, str]:
    """Something of a workbook, or why it cannot be had."""
    from python_calamine import CalamineWorkbook

    if not body:
        return None, Message("the file is empty")
    if body.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(body)) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > UNPACKED:
                    return None, Message("it unpacks to more than {limit} bytes", limit=UNPACKED)
        except Exception as error:  # a damaged archive raises a dozen kinds
            return None, repr(error)[:200]
    try:
        return of(CalamineWorkbook.from_filelike(io.BytesIO(body))), ""
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the reader is compiled code whose panics are no Exception
        return None, str(error)[:200]
