"""Every overdue figure has a reason: what was asked last, or when its source was read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from indicators.catalog import Catalog
from indicators.index.overdue import why_overdue
from indicators.model import FetchRecord
from indicators.sources import sources
from indicators.store import Store

ID = "consumer_prices"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store.open(tmp_path / "empty.duckdb") as store:
        yield store


def asked(store: Store, catalog: Catalog, day: dt.date, outcome: str, reason: str = "") -> None:
    """Remember that the publisher was asked."""
    moment = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    [source] = sources(catalog, [ID])
    record = FetchRecord(source.id, source.url, 200, "", "", "0" * 64, 1, "", source.reader, moment, outcome, reason)  # type: ignore[arg-type]
    store.note_fetch(record)


def test_it_is_said_whether_the_source_was_read_after_the_day(store: Store, catalog: Catalog) -> None:
    read, day = catalog.indicator(ID).retrieved, dt.timedelta(days=1)
    assert why_overdue(store, catalog, {ID: read})[ID] == f"The source as read on {read} did not have it."
    assert why_overdue(store, catalog, {ID: read + day})[ID] == f"Its publisher was not asked after {read}."
    by_hand = next(one for one in catalog.indicators.values() if one.fetch is None)
    said = why_overdue(store, catalog, {by_hand.id: by_hand.retrieved + day})[by_hand.id]
    assert said == f"Its source is read by a person, last on {by_hand.retrieved}."


def test_what_the_publisher_last_answered_is_said(store: Store, catalog: Catalog) -> None:
    day = catalog.indicator(ID).retrieved + dt.timedelta(days=30)
    for at, outcome, reason, said in (
        (day, "unchanged", "", f"The source as read on {day} did not have it."),
        (day + dt.timedelta(days=1), "refused", "The unit slipped.", "The unit slipped."),
        (day + dt.timedelta(days=2), "discarded", "", "what came was not stored"),
    ):
        asked(store, catalog, at, outcome, reason)
        why = why_overdue(store, catalog, {ID: day})[ID]
        assert said in why
        assert str(at) in why


def test_nothing_overdue_has_no_reason(store: Store, catalog: Catalog) -> None:
    assert why_overdue(store, catalog, {}) == {}
