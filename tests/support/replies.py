"""Whole answers of publishers, made from shipped figures and changed as a test likes."""

from __future__ import annotations

import json

import pandas as pd

from indicators.errors import NotAnsweredError
from indicators.sources import Progress, Request, Response, Validators


def prices(frame: pd.DataFrame, changed: dict[str, float]) -> bytes:
    """The answer of the bureau of prices: the shipped figures of ten years with others in some months."""
    stored = dict(zip(frame["time_period"].dt.strftime("%Y-%m"), frame["obs_value"], strict=True))
    months = {month: value for month, value in (stored | changed).items() if month >= "2017" and value == value}
    data = [{"year": month[:4], "period": f"M{month[5:]}", "value": str(value)} for month, value in months.items()]
    series = [{"seriesID": "CUUR0000SA0", "data": data}]
    return json.dumps({"status": "REQUEST_SUCCEEDED", "message": [], "Results": {"series": series}}).encode()


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
