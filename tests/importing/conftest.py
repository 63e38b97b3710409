"""A store that only keeps what it is given."""

from __future__ import annotations

from typing import Any

import pytest


class RecordingStore:
    """Records (kind, frame, title, sha256) of every call, as one batch each."""

    def __init__(self) -> None:
        self.added: list[tuple[str, Any, str, str]] = []

    def add_observations(self, frame: Any, *, title: str, sha256: str) -> str:
        self.added.append(("observations", frame, title, sha256))
        return title

    def add_events(self, frame: Any, *, title: str, sha256: str) -> str:
        self.added.append(("events", frame, title, sha256))
        return title


@pytest.fixture
def recording() -> RecordingStore:
    return RecordingStore()
