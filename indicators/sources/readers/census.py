"""US Census Bureau, goods by country: country.xlsx, all partners and months since 1985 in one sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from indicators.errors import SourceRefusedError
from indicators.model import Fetch
from indicators.sources.readers.base import Direction, Reader, Row, Table, contract, month, number, sheet

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
FLOWS: tuple[tuple[str, Direction], ...] = (("I", "in"), ("E", "out"))
COLUMNS = ("year", "CTY_CODE", "CTYNAME", *(flow + name for flow, _ in FLOWS for name in (*MONTHS, "YR")))
SLACK = 1.5
"""Million USD by which twelve rounded months may miss the printed year."""


def read(parts: Sequence[bytes], fetches: Mapping[str, Fetch], day: dt.date) -> Table:
    """Months of every partner in million USD. A month to come is printed 0.0: a month is published once the world total
    (`select.world`) is not 0. The twelve months must sum to the printed year."""
    cells = sheet(parts[0], "country", "country.xlsx")
    # Each June the years before are revised; what came after the last revision is provisional.
    provisional = day.year if day.month > 6 else day.year - 1
    rows: list[Row] = []
    for id, fetch in fetches.items():
        header = [str(cell) for cell in cells[0]] if cells else []
        contract(header, (*COLUMNS, *fetch.columns), "country.xlsx")
        lines = [dict(zip(header, line, strict=True)) for line in cells[1:]]
        months = {line: list(_months(lines[line], f"country.xlsx:{line + 2}")) for line in range(len(lines))}
        world = {
            (direction, period)
            for line, found in months.items()
            if _code(lines[line]) == fetch.select["world"]
            for direction, period, value in found
            if value
        }
        if not world:
            raise SourceRefusedError("country.xlsx: no row of the world ({code}).", code=fetch.select["world"])
        first = min(period for _, period in world)
        for line, found in months.items():
            code = _code(lines[line])
            for direction, period, value in found:
                if (direction, period) in world or period < first:
                    rows.append(Row(id, code, direction, period, value, "P" if period.year >= provisional else "A"))
                elif value:
                    raise SourceRefusedError(
                        "country.xlsx, row {row}: a figure in {period}, for which the world has none.",
                        row=line + 2,
                        period=period.isoformat(),
                    )
    return Table(rows)


def _code(line: dict[str, Any]) -> str:
    """`0015`, 15 and 15.0 are the same code."""
    text = str(line["CTY_CODE"]).strip().removesuffix(".0")
    return text.lstrip("0") or "0"


def _months(line: dict[str, Any], place: str) -> Iterator[tuple[Direction, dt.date, float]]:
    """Direction, month and value of one row: one partner in one year."""
    for flow, direction in FLOWS:
        values = [number(line[flow + name] or 0, f"{place}:{flow}{name}") for name in MONTHS]
        total = number(line[f"{flow}YR"] or 0, f"{place}:{flow}YR")
        if abs(sum(values) - total) > SLACK + 1e-3 * abs(total):
            raise SourceRefusedError(
                "{place}: the months sum to {found}, the year is printed as {total}.",
                place=place,
                found=round(sum(values), 1),
                total=round(total, 1),
            )
        for index, value in enumerate(values, 1):
            yield direction, month(str(line["year"]).removesuffix(".0"), index, place), value


COUNTRY_XLSX = Reader("census-country-xlsx/1", read)
