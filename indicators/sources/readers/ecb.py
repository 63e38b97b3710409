"""European Central Bank, reference rates: eurofxref-hist.zip (or its CSV), one row a working day, units per euro."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence

from indicators.errors import SourceRefusedError
from indicators.model import Fetch
from indicators.sources.readers.base import Reader, Row, Table, csv_rows, number

PLACE = "eurofxref-hist.csv"
LARGEST = 32 * 1024 * 1024


def read(parts: Sequence[bytes], fetches: Mapping[str, Fetch], day: dt.date) -> Table:
    """Mean of the daily ratios of two currencies in every month that has ended, from `select.from` on: `select.above`
    per `select.below`, both quoted per euro. `N/A` is a day without a rate."""
    body = _unzipped(parts[0])
    rows: list[Row] = []
    days: list[dt.date] = []
    for id, fetch in fetches.items():
        above, below = fetch.select["above"], fetch.select["below"]
        ratios: dict[dt.date, list[float]] = defaultdict(list)
        days = []
        for line, row in enumerate(csv_rows(body, ("Date", *fetch.columns), PLACE), 2):
            place = f"{PLACE}:{line}"
            try:
                days.append(dt.date.fromisoformat(row["Date"]))
            except ValueError:
                raise SourceRefusedError("{place}: '{found}' is no day.", place=place, found=row["Date"][:60]) from None
            upper, lower = (number(row[name], f"{place}:{name}", ("N/A", "")) for name in (above, below))
            if upper == upper and lower == lower:
                ratios[days[-1].replace(day=1)].append(upper / lower)
        if len(set(days)) != len(days):
            raise SourceRefusedError("{place}: a day stands there twice.", place=PLACE)
        first = dt.date.fromisoformat(fetch.select["from"])
        this = day.replace(day=1)
        # The first month of an extract is a part of a month.
        begun = min(days, default=day)
        for period, found in sorted(ratios.items()):
            if first <= period and (period < this or period > day) and (period > begun or period == first):
                rows.append(Row(id, fetch.select["code"], "", period, round(sum(found) / len(found), 6)))
    return Table(rows, max(days).isoformat() if days else "")


def _unzipped(body: bytes) -> bytes:
    """The one CSV of the archive, or a CSV as it is."""
    if not body.startswith(b"PK"):
        return body
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            (entry,) = archive.infolist()
            if entry.file_size <= LARGEST:
                with archive.open(entry) as file:
                    return file.read(LARGEST)
    except Exception:  # a damaged archive raises a dozen kinds
        pass
    raise SourceRefusedError("{place}: the archive is damaged or holds something else.", place=PLACE)


HIST = Reader("ecb-eurofxref-hist/1", read)
