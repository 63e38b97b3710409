"""Office of the Historian, HistoryAtState: trips of presidents and secretaries, visits to the United States, as XML."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence

from indicators.errors import SourceRefusedError
from indicators.model import EventFetch
from indicators.sources.readers.base import Candidate, EventReader, text_of

PLACE = "HistoryAtState"


def read(parts: Sequence[bytes], fetch: EventFetch) -> list[Candidate]:
    """Every `select.row`, whose country stands in `select.country` and whose title in `select.title`. Ids are those
    that shipped events have: `select.ids` before the publisher's number. A DTD is refused before anything is parsed."""
    text = text_of(parts[0], "utf-8", PLACE)
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise SourceRefusedError("{place}: the file declares entities (a DTD); it was not read.", place=PLACE)
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        raise SourceRefusedError("{place}: is no whole XML ({why}).", place=PLACE, why=str(error)) from None
    found = list(_events(root, fetch))
    if not found or len({one.event_id for one in found}) != len(found):
        raise SourceRefusedError("{place}: no event is there, or one stands there twice.", place=PLACE)
    return found


def _events(root: ET.Element, fetch: EventFetch) -> Iterator[Candidate]:
    for number, row in enumerate(root.iter(fetch.select["row"]), 1):
        country, id, title = row.find(fetch.select["country"]), row.findtext("id"), row.findtext(fetch.select["title"])
        start, end = (row.findtext(name) or "" for name in ("start-date", "end-date"))
        place = f"{PLACE}:{number}"
        if country is None or not country.get("id") or not id or not title:
            raise SourceRefusedError("{place}: no country, number or name.", place=place)
        try:
            first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end or start)
        except ValueError:
            raise SourceRefusedError("{place}: '{found}' is no day.", place=place, found=(start or end)[:60]) from None
        what = " ".join(f"{title}, {row.findtext('locale') or country.text or ''}".split())
        yield Candidate(f"{fetch.select['ids']}-{id}", first, last, country.get("id", ""), what, fetch.url)


EVENTS = EventReader("history-at-state-xml/1", read)
