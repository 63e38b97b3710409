"""Snapshots that are kept: a row in the store for each, and its zip in a folder beside the store.

The zip is kept because the store alone could not give it back: an as-of reading is made in today's revision.
"""

from __future__ import annotations

import re
import secrets
from contextlib import suppress
from pathlib import Path

import pandas as pd

from indicators.errors import ExportError, SnapshotNotKeptError, SnapshotRefusedError
from indicators.exporting.inputs import json_text
from indicators.exporting.snapshot.snapshot import Snapshot, read_snapshot
from indicators.store import Store

COLUMNS = ("name", "sha256", "pair", "definition", "as_of", "note", "recorded_at")


class SnapshotArchive:
    """The kept snapshots of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.folder: Path = store.path.with_suffix(".snapshots")

    def save(self, snapshot: Snapshot, note: str = "") -> bool:
        """Keep a snapshot; False where it was kept before, and then only a note is added."""
        name, path = snapshot.manifest.name, self._path(snapshot.manifest.name)
        if path.exists() and name in set(self._store.snapshots()["name"]):
            if note:
                self.note(name, note)
            return False
        _write(path, snapshot.data)
        manifest = json_text(snapshot.manifest.model_dump(mode="json"))
        self._store.save_snapshot(name, snapshot.sha256, manifest, note)
        return True

    def note(self, name: str, note: str) -> None:
        """Put another note in the place of the last one, which stays in the record."""
        row = self._row(name)
        self._store.save_snapshot(name, str(row["sha256"]), str(row["manifest"]), note)

    def list(self) -> pd.DataFrame:
        """The kept snapshots, the latest first: COLUMNS, with the last note and the moment (UTC) it was first kept."""
        rows = self._store.snapshots()
        last = rows.groupby("name", sort=False).last()
        table = last.assign(recorded_at=rows.groupby("name", sort=False)["recorded_at"].first()).reset_index()
        parts = table["name"].str.split("_", n=3, expand=True).reindex(columns=range(4)).astype("str")
        table = table.assign(pair=parts[0], definition=parts[1], as_of=parts[2])
        return table.sort_values("recorded_at", ascending=False, ignore_index=True)[list(COLUMNS)]

    def read(self, name: str) -> Snapshot:
        """A kept snapshot; SnapshotNotKeptError where there is none, or where its file was changed or removed."""
        row = self._row(name)
        path = self._path(name)
        if not path.exists():
            raise SnapshotNotKeptError(
                "The file of the snapshot {name} is gone from {folder}; take it again.", name=name, folder=self.folder
            )
        try:
            snapshot = read_snapshot(path)
        except SnapshotRefusedError as error:
            why = error.message
            raise SnapshotNotKeptError("The kept snapshot {name} cannot be read: {why}", name=name, why=why) from error
        if snapshot.sha256 != row["sha256"]:
            values = {"name": name, "expected": str(row["sha256"])[:16], "found": snapshot.sha256[:16]}
            raise SnapshotNotKeptError(
                "The file of the snapshot {name} was changed after it was kept: expected SHA-256 {expected}…, found "
                "{found}…. Verify it to see where.",
                **values,
            )
        return snapshot

    def _row(self, name: str) -> pd.Series:
        rows = self._store.snapshots()
        rows = rows[rows["name"] == name]
        if rows.empty:
            raise SnapshotNotKeptError("There is no kept snapshot '{name}'. Choose one from the list.", name=name[:120])
        return rows.iloc[-1]

    def _path(self, name: str) -> Path:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_@.-]{0,199}", name):
            named = name[:120]
            raise SnapshotNotKeptError("'{name}' is not the name of a snapshot. Choose one from the list.", name=named)
        return self.folder / f"{name}.zip"


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and leave nothing else behind."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(content)
            part.replace(path)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
    except OSError as error:
        values = {"path": path, "why": error.strerror}
        raise ExportError("{path} cannot be written ({why}). Choose a folder that can be.", **values) from error
