"""The sources of the shipped catalogue, and recorded answers asked for through `ask`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas as pd
import pytest
from recordings import Recording
from shipping import SHIPPED

from indicators.catalog import Catalog, load_catalog
from indicators.errors import NotAnsweredError
from indicators.sources import Progress, Reply, Request, Response, Source, Validators, ask, sources

KEY = ["indicator", "ref_area", "counterpart_area", "freq", "time_period"]
Asked = Callable[..., Reply]


class Bodies:
    """A transport that has these bodies, in order."""

    def __init__(self, bodies: Sequence[bytes]) -> None:
        self.bodies = bodies

    def get(self, request: Request, *, since: Validators | None = None, progress: Progress | None = None) -> Response:
        if request.part > len(self.bodies):
            raise NotAnsweredError("There is no part {part}.", part=request.part, status=404)
        return Response(200, {"etag": '"1"'}, self.bodies[request.part - 1], request.url)


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The catalogue that ships now."""
    return load_catalog(SHIPPED)


@pytest.fixture(scope="session")
def shipped(catalog: Catalog) -> dict[str, pd.DataFrame]:
    """The shipped figures of every indicator that can be asked for."""
    fetched = {id for id, one in catalog.indicators.items() if one.fetch}
    return {id: frame for id, frame, _ in catalog.shipped_observations() if id in fetched}


@pytest.fixture(scope="session")
def source_of(catalog: Catalog) -> Callable[[Recording], Source]:
    """The source that a recording is an answer of, narrowed to what was recorded."""

    def found(recording: Recording) -> Source:
        (source,) = (one for one in sources(catalog, fallback=recording.fallback) if one.id == recording.source)
        if recording.name == "bls":  # the excerpt is shorter than any answer
            return replace(source, fetches={source.id: source.first.model_copy(update={"least": 6})})
        if recording.name != "fred":
            return source
        # What was recorded is a series of another kind: it stands in for the one that is asked for.
        fetch = source.first.model_copy(update={"select": {"FEDFUNDS": "USA"}})
        return replace(source, fetches={source.id: fetch})

    return found


@pytest.fixture(scope="session")
def asked(catalog: Catalog, source_of: Callable[[Recording], Source]) -> Asked:
    """Ask for the bodies of a recording, beside stored figures."""

    def reply(recording: Recording, bodies: Sequence[bytes], stored: pd.DataFrame) -> Reply:
        now = dt.datetime.combine(recording.day, dt.time(12), dt.UTC)
        return ask(source_of(recording), catalog, Bodies(bodies), stored=stored, now=now)

    return reply
