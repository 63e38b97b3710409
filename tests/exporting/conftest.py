"""An edition and a snapshot of the default pair, and a way to tamper with one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from indicators.catalog import Catalog
from indicators.exporting.edition import Edition
from indicators.exporting.forms.formats import Order
from indicators.exporting.snapshot.pack import pack, unpack
from indicators.exporting.snapshot.snapshot import FILES, Snapshot, take_snapshot
from indicators.index import Index
from indicators.store import Store

DRAWS = 64

Read = Callable[..., Index]


@pytest.fixture(scope="session")
def take(shipped_store: Store, catalog: Catalog, read: Read) -> Callable[..., Snapshot]:
    """A snapshot of an index from the shipped store, with few draws."""

    def snapshot(as_of: str | None = None, **view: str) -> Snapshot:
        return take_snapshot(read(as_of, **view), draws=DRAWS)

    return snapshot


@pytest.fixture(scope="session")
def april(take: Callable[..., Snapshot]) -> Snapshot:
    """What could have been known on 4 April 2022, when the Strategic Mechanism was launched."""
    return take("2022-04-04")


@pytest.fixture(scope="session")
def order(shipped_store: Store, catalog: Catalog, turkiye: Index) -> Order:
    """All that is known of the default pair, to be handed out."""
    return Order(turkiye, draws=DRAWS)


@pytest.fixture(scope="session")
def edition(order: Order) -> Edition:
    """The edition of the default pair."""
    return order.edition


@pytest.fixture(scope="session")
def rewritten() -> Callable[[bytes, Mapping[str, bytes]], bytes]:
    """The same snapshot with other contents of some files, its manifest untouched: what a careless forger does."""

    def rewrite(data: bytes, changed: Mapping[str, bytes]) -> bytes:
        return pack(unpack(data, ("manifest.json", *FILES)) | dict(changed))

    return rewrite
