"""The package as it travels: light to import, whole in a wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*command: str, cwd: Path, **environment: str) -> str:
    """The output of a command; the test fails with its error output if it fails."""
    done = subprocess.run(
        command, cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_the_package_loads_nothing_heavy(tmp_path: Path) -> None:
    code = "import sys, indicators, indicators.cli; print(*sorted(sys.modules))"
    loaded = set(run(sys.executable, "-c", code, cwd=tmp_path).split())
    assert not loaded & {"statsmodels", "plotly", "streamlit", "duckdb", "scipy", "jinja2", "xlsxwriter"}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built and unpacked outside the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    run(
        sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir",
        str(folder), str(ROOT), cwd=folder,
    )  # fmt: skip
    (wheel,) = folder.glob("*.whl")
    target = folder / "unpacked"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def test_the_wheel_scores_outside_the_checkout(unpacked: Path, tmp_path: Path) -> None:
    output = run(
        sys.executable, "-c", "import indicators, indicators.cli; print(indicators.__file__); indicators.cli.main()",
        "score", "--format", "csv", "--from", "2020-01", "--to", "2020-12",
        cwd=tmp_path, PYTHONPATH=str(unpacked), RELATIONS_INDEX_DB=str(tmp_path / "store.duckdb"),
        RELATIONS_INDEX_DATA="",
    )  # fmt: skip
    lines = output.splitlines()
    assert Path(lines[0]).is_relative_to(unpacked)
    assert len(lines) == 14


def test_the_wheel_carries_the_licences_and_the_app(unpacked: Path) -> None:
    assert (unpacked / "indicators/_data/README.md").is_file()
    assert (unpacked / "indicators/_app.py").read_bytes() == (ROOT / "app.py").read_bytes()
    assert (unpacked / "indicators/_streamlit/config.toml").is_file()
    (metadata,) = unpacked.glob("*.dist-info/METADATA")
    assert "Each data file carries its own licence" in metadata.read_text(encoding="utf-8")
