"""What is to be asked for, and when."""

from __future__ import annotations

import datetime as dt

import pytest

from indicators.catalog import Catalog
from indicators.model import Fetch, Indicator
from indicators.sources import is_due, release_due, sources
from indicators.sources.readers import READERS


@pytest.fixture
def trade(catalog: Catalog) -> Indicator:
    """Monthly trade, out 34 to 40 days after the month."""
    fetch = Fetch.model_validate(
        {
            "reader": "census-country-xlsx",
            "url": "https://example.org/a.xlsx",
            "max_bytes": 1,
            "columns": [],
            "release": {"lag_days": [34, 40]},
        }
    )
    return catalog.indicator("goods_trade").model_copy(update={"fetch": fetch})


def test_the_next_release_is_counted_from_the_end_of_the_month(trade: Indicator) -> None:
    assert release_due(trade, dt.date(2026, 8, 1), dt.date(2026, 10, 20)) == dt.date(2026, 11, 3)
    assert release_due(trade, dt.date(2026, 8, 1), dt.date(2026, 12, 1)) == dt.date(2026, 12, 4)
    assert release_due(trade, None, dt.date(2026, 12, 1)) is None


def test_a_source_is_due_once_a_release_is_out_that_was_not_seen(trade: Indicator) -> None:
    day = dt.date(2026, 11, 3)
    assert not is_due(trade, dt.date(2026, 8, 1), None, day - dt.timedelta(days=1))
    assert is_due(trade, dt.date(2026, 8, 1), dt.date(2026, 11, 2), day)
    assert not is_due(trade, dt.date(2026, 8, 1), day, day)
    assert not is_due(trade.model_copy(update={"fetch": None}), dt.date(2026, 8, 1), None, day)


def test_a_file_without_a_lasting_address_is_never_due(catalog: Catalog) -> None:
    by_hand = catalog.indicator("gas_imports_monthly")
    assert by_hand.fetch is not None
    assert by_hand.fetch.by_hand
    assert not is_due(by_hand, dt.date(2020, 1, 1), None, dt.date(2026, 12, 1))


def test_every_table_names_a_reader_and_what_shares_a_file_agrees(catalog: Catalog) -> None:
    for fallback in (False, True):
        for source in sources(catalog, fallback=fallback):
            assert source.reader in READERS
            for fetch in source.fetches.values():
                whole = {"key", "max_bytes", "further", "by_hand", "covers", "min_interval_days"}
                assert fetch.model_dump(include=whole) == source.first.model_dump(include=whole)
                assert set(fetch.areas.values()) <= catalog.areas.keys()
                assert fetch.select.get("home", "USA") in catalog.areas
    assert [one.id for one in sources(catalog, ["gpr_global"])] == ["gpr_country"]
    assert [one.key for one in sources(catalog, ["lng_exports"], fallback=True)] == ["EIA"]


def test_how_it_is_asked_for_is_no_part_of_a_description(trade: Indicator) -> None:
    assert "fetch" not in trade.model_dump()
