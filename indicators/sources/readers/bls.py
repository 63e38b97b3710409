"""US Bureau of Labor Statistics, public API version 1: one series, ten years at most, without a key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from indicators.errors import SourceRefusedError
from indicators.model import Fetch
from indicators.sources.readers.base import Reader, Row, Table, json_of, member, month, number

PLACE = "BLS"


def read(parts: Sequence[bytes], fetches: Mapping[str, Fetch], day: dt.date) -> Table:
    """Months of the series `select.series`. M13 is the mean of the year and is passed over; `-` is a month without a
    figure. A status other than REQUEST_SUCCEEDED comes with the publisher's own words."""
    reply = json_of(parts[0], PLACE)
    status = member(reply, "status", str, PLACE)
    if status != "REQUEST_SUCCEEDED":
        said = "; ".join(map(str, member(reply, "message", list, PLACE)))[:300]
        raise SourceRefusedError("{place}: {status}: {said}", place=PLACE, status=status, said=said)
    series = member(member(reply, "Results", dict, PLACE), "series", list, PLACE)
    rows: list[Row] = []
    for id, fetch in fetches.items():
        wanted = [one for one in series if member(one, "seriesID", str, PLACE) == fetch.select["series"]]
        if len(wanted) != 1:
            name = fetch.select["series"]
            raise SourceRefusedError("{place}: the series {name} is not there.", place=PLACE, name=name)
        for line, found in enumerate(member(wanted[0], "data", list, PLACE), 1):
            place = f"{PLACE}:{line}"
            year, period = member(found, "year", str, place), member(found, "period", str, place)
            value = number(member(found, "value", str, place), place, ("-", ""))
            if period != "M13" and value == value:
                rows.append(Row(id, fetch.select["code"], "", month(year, period.removeprefix("M"), place), value))
    return Table(rows)


API_V1 = Reader("bls-api-v1/1", read)
