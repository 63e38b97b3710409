"""Publishers of acts: what they have is what ships, what is known is not offered again, and what drifted is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pandas as pd
import pytest
from recordings import FOLDER

from indicators.catalog import Catalog
from indicators.errors import SourceRefusedError
from indicators.model import EventSource
from indicators.sources import Progress, Request, Response, Validators, candidates

TRAVELS = (FOLDER / "history_at_state_travels.xml").read_bytes()
VISITS = (FOLDER / "history_at_state_visits.xml").read_bytes()
PAGE = json.loads((FOLDER / "federal_register.json").read_bytes())


class Addresses:
    """A transport that answers by a word in the address."""

    def __init__(self, bodies: dict[str, bytes]) -> None:
        self.bodies = bodies

    def get(self, request: Request, *, since: Validators | None = None, progress: Progress | None = None) -> Response:
        return Response(200, {}, next(body for word, body in self.bodies.items() if word in request.url), request.url)


@pytest.fixture(scope="module")
def contacts(catalog: Catalog) -> pd.DataFrame:
    """The shipped contacts."""
    return next(frame for name, frame, _ in catalog.shipped_events() if name == "contacts")


def pages(*bodies: object) -> dict[str, bytes]:
    """Answers of the Federal Register: the first page, then `page=2` …"""
    numbered = {f"page={number}": json.dumps(body).encode() for number, body in enumerate(bodies, 1)}
    first = numbered.pop("page=1")
    return {**numbered, "federalregister": first}


def of(catalog: Catalog, name: str) -> EventSource:
    """A file of events, as the catalogue describes it."""
    return catalog.event_sources[name]


def test_recorded_trips_and_visits_are_those_that_ship(catalog: Catalog, contacts: pd.DataFrame) -> None:
    transport = Addresses({"travels": TRAVELS, "visits": VISITS})
    found = list(candidates(of(catalog, "contacts"), catalog, transport, contacts[:0]))
    assert len(found) == 16
    ships = contacts.set_index("event_id")
    for one in found:
        row = ships.loc[one.event_id]
        assert (row["date_start"].date(), row["date_end"].date()) == (one.date_start, one.date_end)
        assert one.area in (row["ref_area"], row["counterpart_area"])
    # The publisher has written the country in two ways; both are one.
    assert "TUR" in {one.area for one in found}
    assert list(candidates(of(catalog, "contacts"), catalog, transport, contacts)) == []


def test_documents_come_page_by_page_and_known_ones_are_left_out(catalog: Catalog, contacts: pd.DataFrame) -> None:
    results = PAGE["results"]
    first = {"count": 5, "results": results[:3], "next_page_url": "https://www.federalregister.gov/x?page=2"}
    transport = Addresses(pages(first, {"count": 5, "results": results[3:]}))
    source = of(catalog, "arms_sales")
    found = list(candidates(source, catalog, transport, contacts[:0]))
    assert [one.event_id for one in found] == [one["document_number"] for one in results]
    assert str(found[0].date_start) == "2026-04-21"
    known = contacts[:1].assign(source_url=found[0].source_url)
    assert [one.event_id for one in candidates(source, catalog, transport, known)] == [
        one.event_id for one in found[1:]
    ]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda body: body.replace(b"<trips>", b'<!DOCTYPE t [<!ENTITY a "b">]><trips>'), "DTD"),
        (lambda body: body.replace(b"start-date", b"begin"), "no day"),
        (lambda body: body.replace(b"<country ", b"<land ").replace(b"</country>", b"</land>"), "no country"),
        (lambda body: body.replace(b"<id>4282</id>", b"<id>4281</id>"), "twice"),
        (lambda body: body.replace(b"<trip ", b"<journey ").replace(b"</trip>", b"</journey>"), "no event"),
        (lambda body: body[: len(body) // 2], "no whole XML"),
        (lambda body: body.decode().encode("utf-16"), "not utf-8"),
        (lambda body: b"<!DOCTYPE html><html></html>", "web page"),
        (lambda body: b"", "no whole XML"),
    ],
)
def test_tampered_trips_are_refused(
    catalog: Catalog, contacts: pd.DataFrame, change: Callable[[bytes], bytes], says: str
) -> None:
    transport = Addresses({"travels": change(TRAVELS), "visits": VISITS})
    with pytest.raises(SourceRefusedError, match=says):
        list(candidates(of(catalog, "contacts"), catalog, transport, contacts))


@pytest.mark.parametrize(
    ("bodies", "says"),
    [
        ([{**PAGE, "next_page_url": None}], "110 documents are announced and 5"),
        ([{**PAGE, "count": 5, "next_page_url": "https://elsewhere.example/?page=2"}], "another host"),
        ([{"count": 5, "results": [{**one, "title": None} for one in PAGE["results"]]}], "'title' is missing"),
        ([{"count": 5, "results": [{"title": "A"}] * 5}], "document_number"),
        ([{"count": 2, "results": PAGE["results"][:1] * 2}], "twice"),
        ([{"results": []}], "'count' is missing"),
        ([["a", "list"]], "has a shape"),
        ([{"count": 1, "results": [7]}], "has a shape"),
    ],
)
def test_tampered_documents_are_refused(
    catalog: Catalog, contacts: pd.DataFrame, bodies: Sequence[object], says: str
) -> None:
    with pytest.raises(SourceRefusedError, match=says):
        list(candidates(of(catalog, "arms_sales"), catalog, Addresses(pages(*bodies)), contacts))
