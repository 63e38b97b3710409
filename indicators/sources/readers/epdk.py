"""EPDK, monthly report of the gas market: the Excel appendix, imports by supplier, which a person fetches."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from indicators.errors import SourceRefusedError
from indicators.model import Fetch
from indicators.sources.readers.base import Reader, Row, Table, month, number, sheet

PLACE = "EPDK"
MONTHS = (
    "ocak", "şubat", "mart", "nisan", "mayıs", "haziran", "temmuz", "ağustos", "eylül", "ekim", "kasım", "aralık",
)  # fmt: skip
TOTAL, SPOT, LONG = "genel toplam", "spot", "uzun dönemli ithalat lisansı"
MILLION = 1e6
SLACK = 0.01
"""Million cubic metres by which the suppliers of a month may miss the printed total."""


def read(parts: Sequence[bytes], fetches: Mapping[str, Fetch], day: dt.date) -> Table:
    """Months of every supplier in million cubic metres, spot and long-term together, and their total (`select.total`).

    Built against the layout that a public program reads, without a recorded report: on the sheet `select.sheet` a row
    with the year, one with the names of the months, then the suppliers under each kind of licence, then the total, all
    in cubic metres. The suppliers must sum to the total; a month whose total is empty or 0 is to come.
    """
    rows: list[Row] = []
    for id, fetch in fetches.items():
        cells = sheet(parts[0], fetch.select["sheet"], PLACE)
        tables = [(line, cells[line]) for line in range(1, len(cells)) if len(_months(cells[line])) > 0]
        found = [
            (line, body) for line, _ in tables if (body := _body(cells, line)) and SPOT in {_low(b[0]) for b in body}
        ]
        if len(found) != 1:
            raise SourceRefusedError("{place}: {n} tables by supplier and licence.", place=PLACE, n=len(found))
        line, body = found[0]
        for column, name in _months(cells[line]).items():
            period = month(str(cells[line - 1][1]).removesuffix(".0"), MONTHS.index(name) + 1, f"{PLACE}:{line}")
            suppliers: dict[str, float] = defaultdict(float)
            for number_of_row, row in enumerate(body, line + 2):
                value = number(row[column], f"{PLACE}:{number_of_row}:{name}", ("", "-")) / MILLION
                label = " ".join(str(row[0]).split())
                if _low(label) not in (SPOT, LONG) and label and not math.isnan(value):
                    suppliers[fetch.select["total"] if _low(label) == TOTAL else label] += value
            total = suppliers.get(fetch.select["total"], 0.0)
            if not total:
                continue
            parts_of_it = sum(suppliers.values()) - total
            if abs(parts_of_it - total) > SLACK:
                raise SourceRefusedError(
                    "{place}: the suppliers of {period} sum to {found}, the total is printed as {total}.",
                    place=PLACE,
                    period=period.isoformat(),
                    found=round(parts_of_it, 3),
                    total=round(total, 3),
                )
            rows += [Row(id, code, "in", period, round(value, 5)) for code, value in suppliers.items()]
    return Table(rows)


def _low(cell: Any) -> str:
    """Small letters, as Turkish has them."""
    return " ".join(str(cell).replace("İ", "i").replace("I", "ı").lower().split())


def _months(row: Sequence[Any]) -> dict[int, str]:
    """Columns that are headed by the name of a month."""
    return {place: _low(cell) for place, cell in enumerate(row) if _low(cell) in MONTHS}


def _body(cells: list[list[Any]], line: int) -> list[list[Any]]:
    """The rows under a heading, to the total; nothing where there is no total."""

    def rows() -> Iterator[list[Any]]:
        for row in cells[line + 1 :]:
            yield row
            if _low(row[0]) == TOTAL:
                return

    found = list(rows())
    return found if found and _low(found[-1][0]) == TOTAL else []


APPENDIX = Reader("epdk-appendix-xlsx/1", read)
