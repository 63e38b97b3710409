"""Write docs/year-ends.md: the index of USA-TUR every December, before and after record and definition changed.

Run `python docs/year_ends.py` after figures, acts or definitions changed; a test holds the file to what is computed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

import indicators
from indicators.index import Index

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs" / "year-ends.md"
BEFORE = ROOT / "tests" / "support" / "data-2026-11.zip"
NAMED = 1.0
"""Changes above so many points have their reasons beside them, components that moved by at least half as much."""

RECORD = {
    "contact": "the prime minister's visit of 9 November 2017 and the secretary of state's of 17 October 2018, added",
    "un_votes": "UN ideal points of the edition 1946–2025, with goalposts fitted on it",
    "arms_restrictions": "restrictions of 1994–95, 2018 and 2025–26 and the bar of February 2019, added",
    "us_measures": "the visa stop counts as eased from 6 November 2017",
    "turkish_measures": "the visa stop counts as eased from 6 November 2017",
}
VERSION = {
    "contact": "margins count half on both sides, visits in an open dispute nothing; the whole of engagement",
    "ambassador": "no longer a part",
    "arms_restrictions": "defence weighs 12.5 instead of 15",
    "troops": "defence weighs 12.5 instead of 15",
    "un_votes": "alignment weighs 12.5 instead of 15",
    "liberal_democracy": "alignment weighs 12.5 instead of 15",
    "us_measures": "10 instead of 13 points",
    "turkish_measures": "5 instead of 7 points",
    "base_disputes": "new: 6.25 points",
    "hostile_votes": "new: 3.75 points",
}


@contextmanager
def _data(folder: Path) -> Iterator[None]:
    """Let everything read the data in a folder."""
    before = os.environ.get("RELATIONS_INDEX_DATA")
    os.environ["RELATIONS_INDEX_DATA"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["RELATIONS_INDEX_DATA"]
        else:
            os.environ["RELATIONS_INDEX_DATA"] = before


def _indices(folder: Path, *definitions: str) -> list[Index]:
    with _data(folder), tempfile.TemporaryDirectory() as store, indicators.open(Path(store) / "a.duckdb") as workspace:
        return [workspace.index("USA-TUR", definition) for definition in definitions]


def _points(index: Index) -> pd.DataFrame:
    """What each component adds to the index, months × components."""
    return index.scores.contributions[index.index.notna()]


def _moved(old: Index, new: Index, month: pd.Period) -> tuple[float, str]:
    """How far a month's index moved, and the components that did it, where it moved by more than a point."""
    change = float(new.index[month] - old.index[month])
    parts = _points(new).loc[month].sub(_points(old).loc[month], fill_value=0.0)
    if abs(change) <= NAMED:
        return change, ""
    known = {**old.definition.components, **new.definition.components}
    large = parts[parts.abs() >= NAMED / 2].sort_values(key=abs, ascending=False)
    return change, "; ".join(
        f"{known[str(name)].title} {value:+.1f}".replace("-", "−") for name, value in large.items()
    )


def text() -> str:
    """The document."""
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(BEFORE).extractall(folder)
        shutil.copyfile(ROOT / "data" / "areas.csv", Path(folder) / "areas.csv")
        (first,) = _indices(Path(folder), "strategic-mechanism@1")
    record, second = _indices(ROOT / "data", "strategic-mechanism@1.1", "strategic-mechanism@2")
    lines = []
    for year in range(1985, 2026):
        month = pd.Period(f"{year}-12", "M")
        one, why = _moved(first, record, month)
        two, other = _moved(record, second, month)
        values = [f"{index.index[month]:.1f}" for index in (first, record, second)]
        cells = [str(year), values[0], values[1], f"{one:+.1f}", why, values[2], f"{two:+.1f}", other]
        lines.append("| " + " | ".join(cell.replace("-", "−") for cell in cells) + " |")
    titles = {**record.definition.components, **second.definition.components}
    return "\n".join(
        [
            "# The index at every year's end, before and after",
            "",
            "United States and Türkiye. Version 1 with the figures and acts of November 2026; version 1.1 with those",
            "that ship now (the record changed, and the goalposts of UN votes); version 2 with the same figures and",
            "acts (the definition changed). Where the index moved by more than a point, the components that moved it",
            "by half a point or more are named.",
            "Written by `python docs/year_ends.py`; a test computes it again.",
            "",
            "| December | 1 | 1.1 | change | moved by | 2 | change | moved by |",
            "| --- | --- | --- | --- | --- | --- | --- | --- |",
            *lines,
            "",
            "Why components moved from version 1 to 1.1:",
            "",
            *(f"- {titles[name].title}: {why}." for name, why in RECORD.items()),
            "",
            "Why from 1.1 to 2:",
            "",
            *(f"- {titles[name].title}: {why}." for name, why in VERSION.items()),
            "",
        ]
    )


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
