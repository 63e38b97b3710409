"""Snapshots that version 0.1.0 made, in format 1: they verify in every later version."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from indicators.exporting import inputs
from indicators.exporting.edition import identity_hash
from indicators.exporting.inputs import Inputs
from indicators.exporting.snapshot.snapshot import IDENTITY_FILES, Snapshot, read_snapshot
from indicators.exporting.snapshot.verify import verify

FILES = Path(__file__).parent / "format_1"


@pytest.mark.parametrize(
    ("name", "figures", "digest"),
    [
        ("latest", 3_949, "ec8279112848121669350228413b89e360ecfd95134c6bb52372f144fe555bf3"),
        ("2022-04-04", 3_499, "2efab04d7d05b0e8a81bd2813f0ec1303fd1e3ec25a440fd5c1f5983bf5f4b54"),
        ("partner", 2_639, "ef1b512562b63a07e28f59452b9577b77e8fd0f2856dfa4cf93eb92faf472e69"),
        ("import", 3_949, "20886eb22a5ffb930e620c5bff8a1b25d807728b538c16fc5810e8d48a002508"),
    ],
)
def test_a_snapshot_of_version_0_1_verifies(name: str, figures: int, digest: str) -> None:
    verified = verify(FILES / f"{name}.zip", expected_hash=digest)
    assert len(verified.snapshot.inputs.rows) == figures


@pytest.fixture(scope="module")
def old() -> Snapshot:
    """A snapshot in format 1, opened."""
    return read_snapshot(FILES / "2022-04-04.zip")


def test_it_keeps_its_bytes_and_the_number_of_its_format_in_its_hash(old: Snapshot) -> None:
    assert old.data == (FILES / "2022-04-04.zip").read_bytes()
    manifest = old.manifest
    digests = {name: manifest.files[name].sha256 for name in IDENTITY_FILES}
    assert identity_hash(manifest.pair, manifest.as_of, digests, 1) == manifest.hash
    assert identity_hash(manifest.pair, manifest.as_of, digests) != manifest.hash


def test_what_is_written_now_names_its_format_version_and_method(april: Snapshot) -> None:
    assert (april.manifest.format, april.manifest.uncertainty.method) == (2, 2)
    assert april.manifest.definition == april.definition.full_id == "strategic-mechanism@1"


def test_columns_that_came_later_are_empty_in_it_and_not_written_back(
    old: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = {"confidence": pa.string(), "seen": pa.timestamp("us"), "share": pa.float64()}
    monkeypatch.setattr(inputs, "EVENT_TYPES", inputs.EVENT_TYPES | later)
    read = Inputs.read(old.files, format=1)
    assert read.acts["confidence"].eq("").all()
    assert read.acts[["seen", "share"]].isna().all(axis=None)
    assert pd.api.types.is_datetime64_dtype(read.acts["seen"].dtype)
    assert pd.api.types.is_float_dtype(read.acts["share"].dtype)
    assert read.files()["events.csv"] == old.files["events.csv"]
