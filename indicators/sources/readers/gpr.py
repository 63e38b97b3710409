"""Caldara and Iacoviello, geopolitical risk: data_gpr_export.xls, one row a month, one column a series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from indicators.errors import SourceRefusedError
from indicators.model import Fetch
from indicators.sources.readers.base import Reader, Row, Table, contract, number, sheet

PLACE = "data_gpr_export.xls"


def read(parts: Sequence[bytes], fetches: Mapping[str, Fetch], day: dt.date) -> Table:
    """Every column that begins with `select.series` is one area, whose code follows it; a single series stands for
    `select.code`. Empty cells are months before a series begins."""
    cells = sheet(parts[0], "Sheet1", PLACE)
    header = [str(cell) for cell in cells[0]] if cells else []
    rows: list[Row] = []
    for id, fetch in fetches.items():
        contract(header, ("month", *fetch.columns), PLACE)
        prefix, code = fetch.select["series"], fetch.select.get("code", "")
        series = {
            place: code or name.removeprefix(prefix)
            for place, name in enumerate(header)
            if (name == prefix if code else name.startswith(prefix))
        }
        for line, row in enumerate(cells[1:], 2):
            period = row[header.index("month")]
            if not isinstance(period, dt.date) or period.day != 1:
                raise SourceRefusedError("{place}, row {row}: no first day of a month.", place=PLACE, row=line)
            for place, area in series.items():
                if row[place] != "":
                    value = number(row[place], f"{PLACE}:{line}:{header[place]}")
                    rows.append(Row(id, area, "", dt.date(period.year, period.month, 1), round(value, 6)))
    return Table(rows)


EXPORT_XLS = Reader("gpr-export-xls/1", read)
