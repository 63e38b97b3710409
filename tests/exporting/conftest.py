"""An edition and a snapshot of the default pair, and a way to tamper with one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from indicators.exporting.edition import Edition
from indicators.exporting.snapshot.pack import pack, unpack
from indicators.exporting.snapshot.snapshot import FILES, Snapshot, take_snapshot
from indicators.index import Index

DRAWS = 64

Read = Callable[..., Index]


@pytest.fixture(scope="session")
def take(read: Read) -> Callable[..., Snapshot]:
    """A snapshot of an index from the shipped store, with few draws."""

    def snapshot(as_of: str | None = None, **view: str) -> Snapshot:
        return take_snapshot(read(as_of, **view), draws=DRAWS)

    return snapshot


@pytest.fixture(scope="session")
def april(take: Callable[..., Snapshot]) -> Snapshot:
    """What could have been known on 4 April 2022, when the Strategic Mechanism was launched."""
    return take("2022-04-04")


@pytest.fixture(scope="session")
def edition(turkiye: Index) -> Edition:
    """All that is known of the default pair, to be handed out."""
    return Edition.of(turkiye)


@pytest.fixture(scope="session")
def rewritten() -> Callable[[bytes, Mapping[str, bytes]], bytes]:
    """The same snapshot with other contents of some files, its manifest untouched: what a careless forger does."""

    def rewrite(data: bytes, changed: Mapping[str, bytes]) -> bytes:
        return pack(unpack(data, ("manifest.json", *FILES)) | dict(changed))

    return rewrite
