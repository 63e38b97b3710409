"""Federal Register, documents found by a search: orders, notices of sanctions, arms sales sent to Congress."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from indicators.errors import SourceRefusedError
from indicators.model import EventFetch
from indicators.sources.readers.base import Candidate, EventReader, contract, json_of, member

PLACE = "Federal Register"
MOST = 2_000
"""Documents that one search gives at most, however many there are."""


def read(parts: Sequence[bytes], fetch: EventFetch) -> list[Candidate]:
    """Every document with its day of publication, which is weeks after that of a notice to Congress."""
    documents: list[Any] = []
    count = 0
    for body in parts:
        page = json_of(body, PLACE)
        count = member(page, "count", int, PLACE)
        documents += member(page, "results", list, PLACE)
    if count > MOST or count != len(documents):
        raise SourceRefusedError(
            "{place}: {total} documents are announced and {found} were sent.",
            place=PLACE,
            total=count,
            found=len(documents),
        )
    found = []
    for number, document in enumerate(documents, 1):
        place = f"{PLACE}:{number}"
        contract(document, ("document_number", "publication_date", "title", "type", "html_url"), place)
        id, day, title, url = (
            member(document, name, str, place) for name in ("document_number", "publication_date", "title", "html_url")
        )
        try:
            published = dt.date.fromisoformat(day)
        except ValueError:
            raise SourceRefusedError("{place}: '{found}' is no day.", place=place, found=day[:60]) from None
        found.append(Candidate(id, published, published, "", title, url))
    if len({one.event_id for one in found}) != len(found):
        raise SourceRefusedError("{place}: a document stands there twice.", place=PLACE)
    return found


def next_page(parts: Sequence[bytes], fetch: EventFetch) -> str:
    """The address of the next page, on the same host, or nothing."""
    address = str((json_of(parts[-1], PLACE) or {}).get("next_page_url") or "")
    if address and urlsplit(address)[:2] != urlsplit(fetch.url)[:2]:
        raise SourceRefusedError("{place}: the next page is on another host.", place=PLACE)
    return address


DOCUMENTS = EventReader("federal-register/1", read, next_page)
