"""Why a figure that could be known by its publication lag is not in the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from indicators.catalog import Catalog
from indicators.errors import Message
from indicators.sources import sources
from indicators.store import Store


def why_overdue(store: Store, catalog: Catalog, expected: Mapping[str, dt.date]) -> dict[str, Message]:
    """A reason for each described indicator whose next figure could be known from a day on: why its publisher was last
    refused, else whether its source was read after that day or only before it."""
    asked = store.fetches().groupby("source").last()
    served = {id: one.id for one in sources(catalog) for id in one.indicators}
    why = {}
    for id, day in expected.items():
        indicator, read = catalog.indicators[id], catalog.indicators[id].retrieved
        last = asked.loc[source] if (source := served.get(id)) in asked.index else None
        if last is not None:
            when = last["fetched_at"].date()
            if last["outcome"] in ("refused", "failed"):
                why[id] = Message("Asked on {day}: {reason}", day=when, reason=str(last["reason"]))
                continue
            if last["outcome"] == "discarded":
                why[id] = Message("Asked on {day}: what came was not stored.", day=when)
                continue
            read = max(read, when)
        if read >= day:
            why[id] = Message("The source as read on {day} did not have it.", day=read)
        elif indicator.fetch is None or indicator.fetch.by_hand:
            why[id] = Message("Its source is read by a person, last on {day}.", day=read)
        else:
            why[id] = Message("Its publisher was not asked after {day}.", day=read)
    return why
