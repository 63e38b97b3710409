"""Krippendorff's α as its author publishes it, and two codings of events as the script reads them."""

from __future__ import annotations

import importlib.util
import math
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "docs" / "agreement.py"


@pytest.fixture(scope="module")
def agreement() -> ModuleType:
    spec = importlib.util.spec_from_file_location("agreement", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): two observers of five categories, α = 0.692; four
# observers with values missing, α = 0.743 nominal and 0.815 ordinal.
TWO = ["aabbdcccedda", "babbbccceddd"]
FOUR = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]


def units(observers: list[str]) -> list[list[str]]:
    return [[value for value in unit if value != "."] for unit in zip(*observers, strict=True)]


@pytest.mark.parametrize(
    ("observers", "ordinal", "published"), [(TWO, False, 0.692), (FOUR, False, 0.743), (FOUR, True, 0.815)]
)
def test_the_published_examples(agreement: ModuleType, observers: list[str], ordinal: bool, published: float) -> None:
    assert agreement.alpha(units(observers), ordinal) == pytest.approx(published, abs=5e-4)


def test_full_agreement_is_one_and_no_variation_is_not_a_number(agreement: ModuleType) -> None:
    assert agreement.alpha(["aa", "bb", "bb"]) == 1
    assert math.isnan(agreement.alpha(["aa", "aa"]))
    assert math.isnan(agreement.alpha(["a", "b"])), "nobody coded the same event twice"


HEADER = "event_id,kind,scope\n"


def run(folder: Path, first: str, second: str, *fields: str) -> subprocess.CompletedProcess[str]:
    files = [folder / "first.csv", folder / "second.csv"]
    for file, text in zip(files, (first, second), strict=True):
        file.write_text(HEADER + text, encoding="utf-8")
    command = [sys.executable, str(SCRIPT), *map(str, files), *fields]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env={"PYTHONUTF8": "1"})


def test_events_are_matched_by_id_and_an_empty_cell_is_not_coded(tmp_path: Path) -> None:
    done = run(tmp_path, "A,x,1\nB,y,2\nC,x,\n", "C,x,3\nB,y,2\nA,x,1\nD,x,3\n", "kind", "scope:ordinal")
    assert done.stdout.splitlines() == ["kind\t3 events\tα 1.000", "scope\t2 events\tα 1.000"]


def test_an_event_that_stands_twice_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path, "A,x,1\nA,y,2\n", "A,x,1\n", "kind")
    assert done.returncode != 0
    assert "first.csv: an event stands twice" in done.stderr
