"""Whole answers of publishers, made from shipped figures and changed as a test likes."""

from __future__ import annotations

import io
import json
import zipfile

import pandas as pd
from recordings import workbook

from indicators.errors import NotAnsweredError
from indicators.sources import Progress, Request, Response, Validators


def prices(frame: pd.DataFrame, changed: dict[str, float]) -> bytes:
    """The answer of the bureau of prices: the shipped figures of ten years with others in some months."""
    stored = dict(zip(frame["time_period"].dt.strftime("%Y-%m"), frame["obs_value"], strict=True))
    months = {month: value for month, value in (stored | changed).items() if month >= "2017" and value == value}
    data = [{"year": month[:4], "period": f"M{month[5:]}", "value": str(value)} for month, value in months.items()]
    series = [{"seriesID": "CUUR0000SA0", "data": data}]
    return json.dumps({"status": "REQUEST_SUCCEEDED", "message": [], "Results": {"series": series}}).encode()


MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def trade(frame: pd.DataFrame, codes: dict[str, str], changed: dict[str, float]) -> bytes:
    """The answer of the Census Bureau: the shipped months of every partner, those of US exports to Türkiye with others
    in some months. A month that does not ship is printed 7.0 (the world's 300,000.0), one to come 0.0."""
    figures = {
        (flow, partner, f"{one.time_period:%Y-%m}"): float(one.obs_value)
        for one in frame.itertuples()
        for flow, partner in [("E", one.counterpart_area) if one.ref_area == "USA" else ("I", one.ref_area)]
    }
    figures |= {("E", "TUR", month): value for month, value in changed.items()}
    last = max(month for _, _, month in figures)
    years = range(1985, int(last[:4]) + 1)
    cells: list[list[object]] = [
        ["year", "CTY_CODE", "CTYNAME", *(f"{flow}{month}" for flow in "IE" for month in (*MONTHS, "YR"))]
    ]
    for code, partner in codes.items():
        for year in years:
            line: list[object] = [year, code.zfill(4), partner]
            for flow in "IE":
                months = [
                    figures.get(
                        (flow, partner, f"{year}-{month:02d}"),
                        7.0 if partner != "WLD" else 300_000.0 if year > 1986 else 0.0,
                    )
                    if f"{year}-{month:02d}" <= last
                    else 0.0
                    for month in range(1, 13)
                ]
                line += [*months, round(sum(months), 6)]
            cells.append(line)
    return workbook({"country": cells})


def unpack(body: bytes) -> list[bytes]:
    """The parts of a kept body of several files, in order."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return [archive.read(name) for name in sorted(archive.namelist())]


class Parts:
    """A transport that has the parts of one answer, in order."""

    def __init__(self, bodies: list[bytes]) -> None:
        self.bodies = bodies

    def get(self, request: Request, *, since: Validators | None = None, progress: Progress | None = None) -> Response:
        if request.part > len(self.bodies):
            raise NotAnsweredError("There is no part {part}.", part=request.part, status=404)
        return Response(200, {}, self.bodies[request.part - 1], request.url)


class Publishers:
    """A transport that has one body a source, or what is raised; counts what is asked."""

    def __init__(self, **bodies: bytes | Exception) -> None:
        self.bodies = bodies
        self.asked: list[str] = []

    def get(self, request: Request, *, since: Validators | None = None, progress: Progress | None = None) -> Response:
        self.asked.append(request.source)
        body = self.bodies.get(request.source)
        if body is None:
            raise NotAnsweredError("{host} did not answer.", host=request.host, status=503)
        if isinstance(body, Exception):
            raise body
        if progress:
            progress(len(body), len(body))
        return Response(200, {"etag": '"1"'}, body, request.url)
