"""ForeignAssistance.gov, data by country: JSON pages, one row a country, kind of transaction and fiscal year."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from indicators.errors import SourceRefusedError
from indicators.model import Fetch
from indicators.sources.readers.base import Reader, Row, Table, json_of, member, number

PLACE = "ForeignAssistance.gov"
QUARTER = "1976tq"
"""The quarter between two fiscal years, which belongs to neither."""


def read(parts: Sequence[bytes], fetches: Mapping[str, Fetch], day: dt.date) -> Table:
    """Fiscal years that are over, in USD: `select.amount` of the transactions `select.kind`, summed over the rows of a
    country. A row without a country code is of a region and left out.

    Built against the documented shape, without a recorded answer. Constant prices are of a year that the publisher
    moves; the unit check of the indicator refuses another one.
    """
    lines: list[Any] = []
    total = 0
    for part, body in enumerate(parts, 1):
        reply = json_of(body, f"{PLACE}.{part}")
        total = member(_pages(reply), "total_records", int, PLACE)
        lines += member(reply, "data", list, PLACE)
    if total != len(lines):
        raise SourceRefusedError(
            "{place}: {total} rows are announced and {found} were sent.", place=PLACE, total=total, found=len(lines)
        )
    seen: set[str] = set()
    sums: dict[tuple[str, str, dt.date], float] = defaultdict(float)
    for line, row in enumerate(lines, 1):
        place = f"{PLACE}:{line}"
        if (key := repr(row)) in seen:
            raise SourceRefusedError("{place}: stands there twice.", place=place)
        seen.add(key)
        kind, year = member(row, "transaction_type_name", str, place), member(row, "fiscal_year", str, place)
        if year == QUARTER:
            continue
        if not re.fullmatch(r"\d{4}", year):
            raise SourceRefusedError("{place}: '{found}' is no fiscal year.", place=place, found=year[:60])
        if "country_code" not in row:
            raise SourceRefusedError(
                "{place}: '{name}' is missing or of another kind.", place=place, name="country_code"
            )
        for id, fetch in fetches.items():
            over = int(year) > day.year or dt.date(int(year), 9, 30) <= day
            if kind == fetch.select["kind"] and row["country_code"] and over:
                amount = number(row.get(fetch.select["amount"], ""), place, ())
                sums[id, member(row, "country_code", str, place), dt.date(int(year), 1, 1)] += amount
    return Table([Row(id, code, "out", period, round(value)) for (id, code, period), value in sums.items()])


def next_page(parts: Sequence[bytes], fetch: Fetch) -> str:
    """The address of the page after these, or nothing."""
    if len(parts) >= member(_pages(json_of(parts[-1], PLACE)), "total_pages", int, PLACE):
        return ""
    return re.sub(r"([?&]page=)\d+", rf"\g<1>{len(parts) + 1}", fetch.url)


def _pages(reply: Any) -> dict[str, Any]:
    found: dict[str, Any] = member(reply, "page_info", dict, PLACE)
    return found


BY_COUNTRY = Reader("foreign-assistance-json/1", read, next_page, alone=False)
