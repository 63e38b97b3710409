"""US Department of Defense, DMDC: the list of the quarterly reports, then the newest report of personnel by place."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from indicators.errors import SourceRefusedError
from indicators.model import Fetch
from indicators.sources.readers.base import Reader, Row, Table, json_of, number, sheet, sheets

PLACE = "DMDC"
NAME = re.compile(r"DMDC_Website_Location_Report_(\d{2})(03|06|09|12)\.xlsx")
AS_OF = re.compile(r"as of ([a-z]+) \d{1,2}, (\d{4})", re.IGNORECASE)
MONTHS = {"march": 3, "june": 6, "september": 9, "december": 12}
FIRST, PLACES, ALL = "UNITED STATES TOTAL", "OVERSEAS TOTAL", "GRAND TOTAL"
HIDDEN = ("*", "N/A", "")


def read(parts: Sequence[bytes], fetches: Mapping[str, Fetch], day: dt.date) -> Table:
    """Active-duty persons (the column `select.column` under ACTIVE DUTY) in every place overseas on the report's day.

    Built against the documented layout, without a recorded report: headings are found by their words. A starred place
    has cells that are not published; it is left out. The rest must not exceed the printed total, and must reach it
    where nothing is left out. `select.month`, where given, takes the reports of that month only, as a year's figure.
    """
    names = sheets(parts[-1], PLACE)
    cells = [[_words(cell) for cell in line] for line in sheet(parts[-1], names[0], PLACE)]
    year, number_of_month = _as_of(cells)
    rows: list[Row] = []
    for id, fetch in fetches.items():
        if fetch.select.get("month", str(number_of_month)) != str(number_of_month):
            continue
        whole = "month" in fetch.select
        period = dt.date(year, 1 if whole else number_of_month - 2, 1)
        found = list(_places(cells, fetch.select["column"].upper()))
        counted = sum(value for _, value in found if not math.isnan(value))
        total = next(value for name, value in found if name == PLACES)
        counted -= total
        hidden = any(math.isnan(value) for _, value in found)
        if counted > total or (not hidden and counted != total):
            raise SourceRefusedError(
                "{place}: the places sum to {found}, the total is printed as {total}.",
                place=PLACE,
                found=round(counted),
                total=round(total),
            )
        rows += [
            Row(id, name, "out", period, value) for name, value in found if name != PLACES and not math.isnan(value)
        ]
    return Table(rows, f"{year}-{number_of_month:02d}")


def newest(parts: Sequence[bytes], fetch: Fetch) -> str:
    """After the list of reports, the address of the newest one; nothing after a report."""
    if len(parts) > 1 or parts[0].startswith(b"PK"):
        return ""
    found: dict[tuple[str, str], str] = {}
    for one in _walk(json_of(parts[0], PLACE)):
        match = NAME.fullmatch(str(one.get("fileName", "")))
        if one.get("groupName") == fetch.select["group"] and match and one.get("fileId"):
            if match.groups() in found:
                raise SourceRefusedError("{place}: two reports of one quarter are listed.", place=PLACE)
            found[match[1], match[2]] = str(one["fileId"])
    if not found:
        raise SourceRefusedError("{place}: no report of the known name is listed.", place=PLACE)
    root = fetch.url.split("/page?")[0]
    return f"{root}/downloadZ?fileId={quote(found[max(found)], safe='')}&groupName={fetch.select['group']}"


def _walk(found: Any) -> Iterator[dict[str, Any]]:
    """Every object of a JSON document."""
    if isinstance(found, dict):
        yield found
    for inner in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from _walk(inner)


def _words(cell: Any) -> str:
    return " ".join(str(cell).split()).upper()


def _as_of(cells: list[list[str]]) -> tuple[int, int]:
    """Year and month of the line `As of March 31, 2026`."""
    for line in cells:
        match = AS_OF.fullmatch(line[0]) if line else None
        if match and match[1].lower() in MONTHS:
            return int(match[2]), MONTHS[match[1].lower()]
    raise SourceRefusedError("{place}: no line says of which quarter the report is.", place=PLACE)


def _places(cells: list[list[str]], wanted: str) -> Iterator[tuple[str, float]]:
    """Every place overseas and the printed total under `wanted`, NaN where it is not published."""
    head = next((line for line, row in enumerate(cells) if "ACTIVE DUTY" in row), -1)
    groups = [place for place, cell in enumerate(cells[head]) if cell] if head >= 0 else []
    start = cells[head].index("ACTIVE DUTY") if head >= 0 else 0
    end = min((place for place in groups if place > start), default=len(cells[head]))
    columns = [place for place in range(start, end) if head >= 0 and cells[head + 1][place].rstrip("*") == wanted]
    if len(columns) != 1:
        raise SourceRefusedError(
            "{place}: the column '{column}' is there {n} times, and must be there once.",
            place=PLACE,
            column=wanted,
            n=len(columns),
        )
    marks = {mark: [line for line, row in enumerate(cells) if row[0] == mark] for mark in (FIRST, PLACES, ALL)}
    if any(len(lines) != 1 for lines in marks.values()) or not marks[FIRST] < marks[PLACES] < marks[ALL]:
        raise SourceRefusedError("{place}: the totals that divide the report are not where they were.", place=PLACE)
    for line in range(marks[FIRST][0] + 1, marks[PLACES][0] + 1):
        name = PLACES if line == marks[PLACES][0] else cells[line][1]
        if name:
            yield name.rstrip("*").strip(), number(cells[line][columns[0]], f"{PLACE}:{line + 1}", HIDDEN)


REPORT = Reader("dmdc-location-xlsx/1", read, newest, alone=False)
