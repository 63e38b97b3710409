"""Kept snapshots: a row and a zip each, notes that are added and not overwritten, files that are watched."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from indicators.errors import SnapshotNotKeptError
from indicators.exporting.snapshot.archive import COLUMNS, SnapshotArchive
from indicators.exporting.snapshot.snapshot import Snapshot
from indicators.store import Store

NOTE = '=HYPERLINK("http://x") <img src=x onerror=alert(1)> [a](http://b) ' + "x" * 300_000


@pytest.fixture
def kept(own_file: Path):
    clock = iter(dt.datetime(2026, 11, day, tzinfo=dt.UTC) for day in range(1, 28))
    with Store.open(own_file, clock=lambda: next(clock)) as store:
        yield SnapshotArchive(store)


def test_what_is_kept_comes_back_byte_for_byte(kept: SnapshotArchive, april: Snapshot) -> None:
    assert kept.list().empty
    assert list(kept.list().columns) == list(COLUMNS)
    assert kept.save(april, "the launch of the Mechanism")
    (row,) = kept.list().to_dict("records")
    assert (row["pair"], row["definition"], row["as_of"]) == ("USA-TUR", "strategic-mechanism@1", "2022-04-04")
    assert row["note"] == "the launch of the Mechanism"
    assert kept.read(april.manifest.name).data == april.data
    assert [file.name for file in kept.folder.iterdir()] == [april.file_name]


def test_keeping_it_again_adds_a_note_and_nothing_else(kept: SnapshotArchive, april: Snapshot) -> None:
    kept.save(april, "first")
    moment = kept.list()["recorded_at"].item()
    assert not kept.save(april)
    assert kept.list()["note"].item() == "first"
    assert not kept.save(april, "second")
    assert kept.list()["note"].item() == "second"
    kept.note(april.manifest.name, NOTE)
    assert kept.list()["note"].item() == NOTE
    assert kept.list()["recorded_at"].item() == moment
    assert kept.read(april.manifest.name).sha256 == april.sha256


def test_a_changed_or_removed_file_is_named(kept: SnapshotArchive, april: Snapshot) -> None:
    kept.save(april)
    file = kept.folder / april.file_name
    file.write_bytes(april.data.replace(b"2016-05,", b"2016-06,", 1))
    with pytest.raises(SnapshotNotKeptError, match="was changed after it was kept"):
        kept.read(april.manifest.name)
    file.write_bytes(b"no zip")
    with pytest.raises(SnapshotNotKeptError, match=r"cannot be read: .* not a zip"):
        kept.read(april.manifest.name)
    file.unlink()
    with pytest.raises(SnapshotNotKeptError, match="gone"):
        kept.read(april.manifest.name)
    assert kept.save(april), "it is written again where its file is gone"
    assert kept.read(april.manifest.name).data == april.data


@pytest.mark.parametrize("name", ["nothing", "../../etc/passwd", "", "a" * 300])
def test_what_is_not_kept_is_refused_with_a_sentence(kept: SnapshotArchive, name: str) -> None:
    with pytest.raises(SnapshotNotKeptError, match="Choose one from the list"):
        kept.read(name)


def test_a_folder_that_cannot_be_written_leaves_no_row(kept: SnapshotArchive, april: Snapshot) -> None:
    kept.folder.write_text("a file where the folder should be")
    from indicators.errors import ExportError

    with pytest.raises(ExportError, match="cannot be written"):
        kept.save(april)
    assert kept.list().empty
