"""US Treasury, OFAC: the address files of the SDN and Consolidated lists (ADD.CSV, CONS_ADD.CSV). No history: each
answer is the list of its day."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence

from indicators.errors import SourceRefusedError
from indicators.model import Fetch
from indicators.sources.readers.base import Reader, Row, Table, text_of

WIDTH, ENTRY, COUNTRY = 6, 0, 4
EMPTY = "-0-"
NOTE = "as of {day}"


def read(parts: Sequence[bytes], fetches: Mapping[str, Fetch], day: dt.date) -> Table:
    """Entries by country of address at the end of the month of asking; provisional until that month is over. An entry
    counts once for every country in which it has an address; a described country without one has zero."""
    entries: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for number, body in enumerate(parts, 1):
        place = f"ADD.CSV.{number}"
        lines = csv.reader(io.StringIO(text_of(body, "latin-1", place), newline=""), strict=True)
        seen: set[tuple[str, ...]] = set()
        try:
            for row in lines:
                if row in ([], ["\x1a"]):
                    continue
                _check(row, seen, place, lines.line_num)
                if country := row[COUNTRY].strip().removesuffix(EMPTY):
                    entries[country].add((number, row[ENTRY].strip()))
        except csv.Error as error:
            raise SourceRefusedError("{place}: {why}.", place=place, why=str(error)) from None
        if not seen:
            raise SourceRefusedError("{place}: no address is in the file.", place=place)
    period = day.replace(day=1)
    last = (day + dt.timedelta(days=1)).month != day.month
    status, note = ("A", "") if last else ("P", NOTE.format(day=day))
    return Table(
        [
            Row(id, country, "out", period, float(len(entries[country])), status, note)
            for id, fetch in fetches.items()
            for country in sorted(entries.keys() | fetch.areas.keys())
        ]
    )


def _check(row: list[str], seen: set[tuple[str, ...]], place: str, line: int) -> None:
    """An address has six cells, begins with two numbers and stands there once."""
    if len(row) != WIDTH:
        raise SourceRefusedError(
            "{place}, line {line}: {n} cells where an address has {right}.",
            place=place,
            line=line,
            n=len(row),
            right=WIDTH,
        )
    if not (row[0].strip().isdigit() and row[1].strip().isdigit()):
        raise SourceRefusedError("{place}, line {line}: no numbers of an entry.", place=place, line=line)
    if tuple(row) in seen:
        raise SourceRefusedError("{place}, line {line}: stands there twice.", place=place, line=line)
    seen.add(tuple(row))


ADDRESSES = Reader("ofac-addresses-csv/1", read)
