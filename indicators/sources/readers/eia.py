"""US Energy Information Administration, natural gas exports by destination: the open workbook, or API pages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from indicators.errors import SourceRefusedError
from indicators.model import Fetch
from indicators.sources.readers.base import Reader, Row, Table, contract, json_of, member, month, number, sheet, sheets

PLACE = "NG_MOVE_EXPC_S1_M.xls"
PAGE = "EIA.{part}"


def read_workbook(parts: Sequence[bytes], fetches: Mapping[str, Fetch], day: dt.date) -> Table:
    """Sheets `Data 1`, `Data 2` …: source keys in the second row, names with units in the third, then one row a month.

    Built against the documented shape, without a recorded workbook. A series is known by its key (`select.series`, with
    `…` for the code of the area), never by its name or place. An empty cell is a month without a figure.
    """
    names = [name for name in sheets(parts[0], PLACE) if name.startswith("Data ")]
    rows: list[Row] = []
    found: set[str] = set()
    for name in names:
        cells = sheet(parts[0], name, PLACE)
        place = f"{PLACE}:{name}"
        if len(cells) < 3 or str(cells[1][0]).strip() != "Sourcekey" or str(cells[2][0]).strip() != "Date":
            raise SourceRefusedError("{place}: no source keys in the second row.", place=place)
        keys = [str(cell).strip() for cell in cells[1]]
        for id, fetch in fetches.items():
            for column, code in _series(keys, fetch).items():
                contract(keys, (keys[column],), place)
                found.add(keys[column])
                for line, row in enumerate(cells[3:], 4):
                    if set(row) == {""}:
                        continue
                    period = _month(row[0], f"{place}:{line}")
                    if row[column] != "":
                        value = number(row[column], f"{place}:{line}:{keys[column]}")
                        rows.append(Row(id, code, "out", period, value))
    for fetch in fetches.values():
        contract(found, fetch.columns, PLACE)
    return Table(rows, _released(parts[0]))


def read_pages(parts: Sequence[bytes], fetches: Mapping[str, Fetch], day: dt.date) -> Table:
    """All pages of the API, version 2: a page holds 5,000 rows at most, and the rows must reach the total that each
    page prints. Values are texts; null is a month without a figure."""
    lines: list[Any] = []
    total = 0
    for part, body in enumerate(parts, 1):
        place = PAGE.format(part=part)
        response = _response(body, place)
        total, page = _total(response, place), member(response, "data", list, place)
        lines += page
    if total != len(lines):
        raise SourceRefusedError(
            "EIA says that there are {total} rows and sent {found}: a part is missing.", total=total, found=len(lines)
        )
    if lines:
        contract(lines[0], ("period", "series", "value", "units"), PAGE.format(part=1))
    rows: list[Row] = []
    for id, fetch in fetches.items():
        names = [member(line, "series", str, f"EIA:{place}") for place, line in enumerate(lines, 1)]
        for line, code in _series(names, fetch).items():
            place = f"EIA:{line + 1}"
            if (unit := member(lines[line], "units", str, place)) != fetch.select["unit"]:
                raise SourceRefusedError("{place}: the unit is '{found}'.", place=place, found=unit)
            period = re.fullmatch(r"(\d{4})-(\d{2})", member(lines[line], "period", str, place))
            if period is None:
                raise SourceRefusedError("{place}: the period is no month.", place=place)
            if lines[line].get("value") is not None:
                value = number(lines[line]["value"], place)
                if value == value:
                    rows.append(Row(id, code, "out", month(period[1], period[2], place), value))
    return Table(rows)


def next_page(parts: Sequence[bytes], fetch: Fetch) -> str:
    """The address of the page after these, "" once the printed total is reached or a page is empty."""
    place = PAGE.format(part=len(parts))
    responses = [_response(body, place) for body in parts]
    sizes = [len(member(response, "data", list, place)) for response in responses]
    if not sizes[-1] or sum(sizes) >= _total(responses[-1], place):
        return ""
    return re.sub(r"offset=\d*", f"offset={sum(sizes)}", fetch.url)


def _response(body: bytes, place: str) -> dict[str, Any]:
    reply = json_of(body, place)
    if isinstance(reply, dict) and "error" in reply:
        raise SourceRefusedError("{place}: {said}", place=place, said=str(reply["error"])[:300])
    found: dict[str, Any] = member(reply, "response", dict, place)
    return found


def _total(response: dict[str, Any], place: str) -> int:
    return int(number(response.get("total"), f"{place}:total", ()))


def _series(keys: Sequence[str], fetch: Fetch) -> dict[int, str]:
    """Places of the series of this indicator → the code of the area."""
    before, marked, after = fetch.select["series"].partition("…")
    if not marked:
        return {place: fetch.select["code"] for place, key in enumerate(keys) if key == before}
    pattern = re.compile(re.escape(before) + "([A-Z0-9]{3})" + re.escape(after))
    return {place: match[1] for place, key in enumerate(keys) if (match := pattern.fullmatch(key))}


def _month(cell: Any, place: str) -> dt.date:
    """Months are dated by a day in their middle."""
    if not isinstance(cell, dt.date):
        raise SourceRefusedError("{place}: '{found}' is no day.", place=place, found=str(cell)[:60])
    return dt.date(cell.year, cell.month, 1)


def _released(body: bytes) -> str:
    """The day of release that the first sheet prints, or nothing."""
    for row in sheet(body, "Contents", PLACE):
        texts = [str(cell).strip() for cell in row]
        if "Release Date:" in texts[:-1]:
            return texts[texts.index("Release Date:") + 1]
    return ""


WORKBOOK = Reader("eia-dnav-xls/1", read_workbook)
API_V2 = Reader("eia-api-v2/1", read_pages, next_page, alone=False)
