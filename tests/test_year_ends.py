"""docs/year-ends.md is what is computed, and every change above a point has its reasons."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def year_ends() -> ModuleType:
    spec = importlib.util.spec_from_file_location("year_ends", ROOT / "docs" / "year_ends.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_file_is_what_is_computed_and_names_why(year_ends: ModuleType) -> None:
    text = year_ends.text()
    assert year_ends.FILE.read_text(encoding="utf-8") == text, "run `python docs/year_ends.py` to write it anew"
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if re.match(r"\| \d{4}", line)]
    assert [row[0] for row in rows] == [str(year) for year in range(1985, 2026)]
    for line in text.splitlines():
        if not re.match(r"\| \d{4}", line):
            continue
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        for change, why in ((cells[3], cells[4]), (cells[6], cells[7])):
            assert bool(why) == (abs(float(change.replace("−", "-"))) > 1.0), line
    given = {*year_ends.RECORD} | {*year_ends.VERSION}
    definition = next(one for one in year_ends._indices(ROOT / "data", "strategic-mechanism@2")).definition
    named = set(re.findall(r"([A-Z][^;|]*?) [+−]\d", text))
    known = {node.title: name for name, node in definition.components.items()} | {"Ambassador in post": "ambassador"}
    assert {known[title] for title in named} <= given
