"""One source: ask, read, check. Nothing is stored here, and a source that drifted is refused alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import pandas as pd

from indicators.catalog import Catalog
from indicators.errors import Message, NotAnsweredError, SourceRefusedError
from indicators.model import FetchRecord
from indicators.model.fetch import Outcome
from indicators.sources import checks
from indicators.sources.plan import Source
from indicators.sources.readers import READERS, Reader
from indicators.sources.readers.base import UNFORESEEN, unforeseen
from indicators.sources.transport import Progress, Request, Response, Transport, Validators, pack

KNOWN: tuple[Outcome, ...] = ("new", "unchanged")
"""Outcomes after which the publisher's last reply is in the store."""


@dataclass(frozen=True, eq=False)
class Reply:
    """What came of asking one source. `frame` has `OBSERVATION_COLUMNS`, all figures of the reply for the indicators
    served, and is empty unless the outcome is "new". `gone` has the keys of stored figures that the reply no longer
    holds. `body` is what was sent (several files as one archive), kept by the caller also where it was refused."""

    record: FetchRecord
    frame: pd.DataFrame
    gone: pd.DataFrame
    body: bytes = b""
    refusals: tuple[Message, ...] = ()


def ask(
    source: Source,
    catalog: Catalog,
    transport: Transport,
    *,
    since: FetchRecord | None = None,
    stored: pd.DataFrame,
    progress: Progress | None = None,
    now: dt.datetime,
) -> Reply:
    """Ask one source and check what it sends. `since` is the last fetch of it, `stored` the stored observations of the
    indicators it serves, `now` is in UTC.

    What a publisher does wrong is an outcome ("failed", "refused"), never an exception; MissingKeyError and
    OfflineError are for the person who asks.
    """
    reader = READERS[source.reader]
    since = since if since is not None and since.outcome in KNOWN and since.reader == reader.name else None
    parts: list[bytes] = []
    last: Response | None = None
    refusals: list[Message] = []
    outcome: Outcome = "new"
    status, stamp = 0, ""
    frame = checks.to_frame([], {}, catalog)
    gone = frame[checks.KEY]
    try:
        for last in _answers(source, reader, transport, since, progress, parts):
            status = last.status
        if status == 304 or (since and since.sha256 == sha256(pack(parts)).hexdigest()):
            outcome = "unchanged"
        else:
            table = reader.read(parts, source.fetches, now.date())
            stamp = table.stamp
            read = checks.to_frame(table.rows, source.fetches, catalog)
            refusals = checks.refusals(read, stored, source.fetches, catalog, now.date())
            if not refusals:
                frame, gone = read, checks.gone(read, stored, source.fetches)
    except NotAnsweredError as error:
        outcome, status, refusals = "failed", error.message.values["status"], [error.message]
    except SourceRefusedError as error:
        refusals = [error.message]
    except UNFORESEEN as error:
        refusals = [unforeseen(source.id, reader.name, error)]
    if refusals and outcome == "new":
        outcome = "refused"
    body = pack(parts) if parts else b""
    headers = last.headers if last else {}
    kept = since if outcome == "unchanged" else None
    record = FetchRecord(
        source=source.id,
        url=source.url,
        status=status,
        etag=headers.get("etag", kept.etag if kept else ""),
        last_modified=headers.get("last-modified", kept.last_modified if kept else ""),
        sha256=kept.sha256 if kept else sha256(body).hexdigest() if body else "",
        bytes=kept.bytes if kept else len(body),
        publisher_stamp=kept.publisher_stamp if kept else stamp,
        reader=reader.name,
        fetched_at=now,
        outcome=outcome,
        reason=" ".join(refusals),
    )
    return Reply(record, frame, gone, body, tuple(refusals))


def _answers(
    source: Source,
    reader: Reader,
    transport: Transport,
    since: FetchRecord | None,
    progress: Progress | None,
    parts: list[bytes],
) -> Iterator[Response]:
    """Every file of one reply; its body is in `parts` before it is looked at, so that a refused one is kept."""
    url = source.url
    while url:
        # Files after the first have no validators of their own: their change would be overlooked.
        alone = since is not None and not parts and reader.alone and not source.first.further
        validators = Validators(since.etag, since.last_modified) if since and alone else None
        request = Request(source.id, url, source.max_bytes, source.key, len(parts) + 1, source.first.by_hand)
        response = transport.get(request, since=validators, progress=progress)
        if response.status != 304:
            parts.append(response.body)
            checks.refuse_html(response.body, response.final_url.partition("?")[0])
        yield response
        url = "" if response.status == 304 else reader.following(parts, source.first)
