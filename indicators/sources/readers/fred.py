"""Federal Reserve Bank of St. Louis, fredgraph.csv: a mirror of other publishers, asked only where they cannot be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from indicators.errors import SourceRefusedError
from indicators.model import Fetch
from indicators.sources.readers.base import Direction, Reader, Row, Table, csv_rows, number

PLACE = "fredgraph.csv"
WAYS: dict[str, Direction] = {">": "out", "<": "in"}


def read(parts: Sequence[bytes], fetches: Mapping[str, Fetch], day: dt.date) -> Table:
    """Series by their FRED names: `select` takes each to an area, with `>` or `<` before it for a flow out to it or in
    from it. Blank and `.` are missing."""
    rows: list[Row] = []
    for id, fetch in fetches.items():
        series = {name: ends for name, ends in fetch.select.items() if name != "home"}
        for line, row in enumerate(csv_rows(parts[0], ("observation_date", *fetch.columns, *series), PLACE), 2):
            try:
                period = dt.date.fromisoformat(row["observation_date"])
            except ValueError:
                raise SourceRefusedError(
                    "{place}, line {line}: '{found}' is no day.",
                    place=PLACE,
                    line=line,
                    found=row["observation_date"][:60],
                ) from None
            for name, ends in series.items():
                value = number(row[name], f"{PLACE}:{line}:{name}", ("", "."))
                if value == value:
                    rows.append(Row(id, ends.lstrip("<>"), WAYS.get(ends[:1], ""), period, value))
    return Table(rows)


GRAPH_CSV = Reader("fred-csv/1", read)
