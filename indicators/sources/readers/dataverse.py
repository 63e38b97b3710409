"""Harvard Dataverse, ideal points from votes in the UN General Assembly: the list of the files, then the table."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence

from indicators.errors import SourceRefusedError
from indicators.model import Fetch
from indicators.sources.readers.base import Reader, Row, Table, contract, json_of, member, month, number, text_of

PLACE = "Idealpointestimates.tab"
LISTING = "Dataverse"


def read(parts: Sequence[bytes], fetches: Mapping[str, Fetch], day: dt.date) -> Table:
    """Sessions to `select.until`, by the year in which they open, with at least `select.votes` votes of a country.

    Every release estimates all sessions anew on its own scale, so its figures replace the whole series.
    """
    table = csv.reader(io.StringIO(text_of(parts[-1], "utf-8-sig", PLACE), newline=""), delimiter="\t", strict=True)
    try:
        header, *lines = [row for row in table if row]
    except (csv.Error, ValueError):
        raise SourceRefusedError("{place}, line {line}: is no table.", place=PLACE, line=table.line_num) from None
    rows: list[Row] = []
    for id, fetch in fetches.items():
        contract(header, ("iso3c", "year", "NVotesFP", *fetch.columns, fetch.select["series"]), PLACE)
        code, year, votes, value = map(header.index, ("iso3c", "year", "NVotesFP", fetch.select["series"]))
        for line, row in enumerate(lines, 2):
            place = f"{PLACE}:{line}"
            if len(row) != len(header):
                raise SourceRefusedError("{place}: has {n} cells.", place=place, n=len(row))
            period = month(row[year], 1, place)
            usable = number(row[votes], place) >= float(fetch.select["votes"])
            if usable and not fetch.select["until"] < row[year] <= str(day.year):
                rows.append(Row(id, row[code], "", period, round(number(row[value], place, ()), 6)))
    return Table(rows, _version(parts[0]) if len(parts) > 1 else "")


def table_of(parts: Sequence[bytes], fetch: Fetch) -> str:
    """After the list of files, the address of the one whose name begins with `select.file`; nothing after a table."""
    if len(parts) > 1 or not parts[0].lstrip().startswith(b"{"):
        return ""
    version = member(member(json_of(parts[0], LISTING), "data", dict, LISTING), "latestVersion", dict, LISTING)
    files = [member(one, "dataFile", dict, LISTING) for one in member(version, "files", list, LISTING)]
    wanted = [one for one in files if member(one, "filename", str, LISTING).startswith(fetch.select["file"])]
    if len(wanted) != 1:
        raise SourceRefusedError(
            "{place}: {n} files begin with '{name}'.", place=LISTING, n=len(wanted), name=fetch.select["file"]
        )
    root = fetch.url.split("/api/")[0]
    return f"{root}/api/access/datafile/{member(wanted[0], 'id', int, LISTING)}"


def _version(listing: bytes) -> str:
    version = member(member(json_of(listing, LISTING), "data", dict, LISTING), "latestVersion", dict, LISTING)
    return str(version.get("releaseTime", ""))


IDEAL_POINTS = Reader("dataverse-ideal-points/1", read, table_of, alone=False)
