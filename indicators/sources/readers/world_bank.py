"""World Bank, indicators API version 2: one indicator, all countries and years, as `[about, rows]`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from indicators.errors import SourceRefusedError
from indicators.model import Fetch
from indicators.sources.readers.base import Reader, Row, Table, json_of, member, month, number

PLACE = "World Bank"


def read(parts: Sequence[bytes], fetches: Mapping[str, Fetch], day: dt.date) -> Table:
    """Years of the indicator `select.series`; a null is a year without a figure, a row without an alpha-3 code is no
    country. Built against one recorded row of another indicator: the shape is seen, the governance series is not."""
    reply = json_of(parts[0], PLACE)
    if not isinstance(reply, list) or len(reply) != 2:
        said = str(reply[0] if isinstance(reply, list) and reply else reply)[:300]
        raise SourceRefusedError("{place}: {said}", place=PLACE, said=said)
    about, lines = reply
    total = int(number(about.get("total") if isinstance(about, dict) else None, f"{PLACE}:total", ()))
    if not isinstance(lines, list) or total != len(lines):
        raise SourceRefusedError(
            "{place}: {total} rows are announced and {found} were sent.",
            place=PLACE,
            total=total,
            found=len(lines) if isinstance(lines, list) else 0,
        )
    rows: list[Row] = []
    for id, fetch in fetches.items():
        for line, found in enumerate(lines, 1):
            place = f"{PLACE}:{line}"
            name = member(member(found, "indicator", dict, place), "id", str, place)
            if name != fetch.select["series"]:
                raise SourceRefusedError("{place}: is of {name}.", place=place, name=name)
            code = member(found, "countryiso3code", str, place)
            if "value" not in found:
                raise SourceRefusedError("{place}: '{name}' is missing or of another kind.", place=place, name="value")
            if code and found["value"] is not None:
                period = month(member(found, "date", str, place), 1, place)
                rows.append(Row(id, code, "", period, round(number(found["value"], place), 6)))
    return Table(rows, str(about.get("lastupdated", "")))


INDICATOR = Reader("world-bank-v2/1", read)
