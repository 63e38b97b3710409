"""Snapshots that version 0.1.0 made, in format 1: they verify in every later version."""

from __future__ import annotations

from pathlib import Path

import pytest

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
