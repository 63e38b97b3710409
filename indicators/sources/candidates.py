"""Publishers of acts asked for what is not in a file of events yet. A person reads each and writes it down, or not."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from indicators.catalog import Catalog
from indicators.errors import SourceRefusedError, UnknownAreaError
from indicators.model import EventFetch, EventSource
from indicators.sources import checks
from indicators.sources.readers import EVENT_READERS, Candidate
from indicators.sources.readers.base import UNFORESEEN, unforeseen
from indicators.sources.transport import Progress, Request, Transport


def candidates(
    source: EventSource, catalog: Catalog, transport: Transport, known: pd.DataFrame, progress: Progress | None = None
) -> Iterator[Candidate]:
    """What the publishers of a file of events have and `known` events do not, by id and by address.

    `area` is an ISO code where the publisher's name of the country is known, else the publisher's own. NotAnsweredError
    and SourceRefusedError as `ask` has them; they are raised here, because nothing waits for the next source.
    """
    ids, addresses = set(known["event_id"]), " ".join(known["source_url"])
    asked = 0
    for fetch in source.fetch:
        reader = EVENT_READERS[fetch.reader]
        try:
            parts = _ask(source.id, fetch, transport, progress, asked)
            read = reader.read(parts, fetch)
        except UNFORESEEN as error:
            raise SourceRefusedError(unforeseen(source.id, reader.name, error)) from error
        asked += len(parts)
        for found in read:
            if found.event_id not in ids and found.event_id not in addresses:
                yield found._replace(area=_area(found.area, catalog))


def _ask(id: str, fetch: EventFetch, transport: Transport, progress: Progress | None, before: int) -> list[bytes]:
    """All files of one table; they are numbered on from those of the tables before."""
    parts: list[bytes] = []
    url = fetch.url
    while url:
        response = transport.get(Request(id, url, fetch.max_bytes, part=before + len(parts) + 1), progress=progress)
        checks.refuse_html(response.body, response.final_url.partition("?")[0])
        parts.append(response.body)
        url = EVENT_READERS[fetch.reader].following(parts, fetch)
    return parts


def _area(code: str, catalog: Catalog) -> str:
    try:
        return catalog.area(code.replace("-", " ")).code
    except UnknownAreaError:
        return code
