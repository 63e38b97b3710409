"""Small files with one defect each, and what must become of them: written by hand, before the reader."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from indicators.catalog import Catalog
from indicators.errors import NotReadyError
from indicators.importing import ImportPreview, Mapping, commit, preview

CORPUS = Path(__file__).parent / "corpus"
EXPECTED: dict[str, dict[str, Any]] = json.loads((CORPUS / "expected.json").read_text(encoding="utf-8"))


def read(name: str, catalog: Catalog) -> ImportPreview:
    mapping = EXPECTED[name].get("mapping")
    return preview(CORPUS / name, name, mapping=Mapping(**mapping) if mapping else None, catalog=catalog)


def outcome(read: ImportPreview) -> str:
    if read.status == "rejected":
        return "reject"
    if read.status == "needs_decision":
        return "question"
    return "row_errors" if any(problem.severity == "error" for problem in read.problems) else "accept"


def plain_observations(frame: pd.DataFrame) -> list[list[Any]]:
    columns = ["indicator", "ref_area", "counterpart_area", "freq"]
    return [
        [
            *(row[name] for name in columns),
            f"{row['time_period']:%Y-%m-%d}",
            None if pd.isna(row["obs_value"]) else row["obs_value"],
        ]
        for row in frame.to_dict("records")
    ]


def plain_events(frame: pd.DataFrame) -> list[list[Any]]:
    return [
        [
            *(row[name] for name in ("event_id", "kind", "ref_area", "counterpart_area")),
            *(None if pd.isna(row[name]) else f"{row[name]:%Y-%m-%d}" for name in ("date_start", "date_end")),
        ]
        for row in frame.to_dict("records")
    ]


def physical_lines(data: bytes) -> int:
    """Lines as an editor counts them, whatever ends them."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16").encode()
    elif data[1:2] == b"\x00":
        data = data.decode("utf-16-le").encode()
    return len(re.findall(rb"\r\n|\r|\n", data)) + bool(data and data[-1:] not in (b"\r", b"\n"))


def test_the_corpus_is_described_file_by_file() -> None:
    files = {path.name for path in CORPUS.iterdir()} - {"expected.json"}
    assert files == set(EXPECTED)
    assert len(files) >= 60


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_outcome(name: str, catalog: Catalog) -> None:
    expected, got = EXPECTED[name], read(name, catalog)
    found = sorted((problem.line, problem.code) for problem in got.problems if problem.severity != "warning")
    assert (outcome(got), found) == (expected["outcome"], sorted(map(tuple, expected.get("problems", []))))
    if "observations" in expected:
        assert plain_observations(got.observations) == expected["observations"]
    if "events" in expected:
        assert plain_events(got.events) == expected["events"]
    for key, value in expected.get("decisions", {}).items():
        assert got.decisions[key].value == value


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_line_is_counted_once(name: str, catalog: Catalog) -> None:
    got = read(name, catalog)
    data = (CORPUS / name).read_bytes()
    if name.endswith((".csv", ".tsv")) and (
        b"\x00" not in data or data[1:2] == b"\x00" or data[:2] == b"\xff\xfe" or "nul" in name
    ):
        assert sum(got.counts.values()) == physical_lines(data)
    assert set(got.counts) == {"header", "metadata", "blank", "observation", "problem"}
    if outcome(got) == "accept":
        assert got.counts["problem"] == 0


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_only_what_is_ready_is_stored(name: str, catalog: Catalog, recording: Any) -> None:
    got = read(name, catalog)
    if got.status == "ready":
        commit(got, recording)
        assert [(kind, len(frame)) for kind, frame, _, _ in recording.added] == [
            (got.kind, len(got.observations) + len(got.events))
        ]
    else:
        with pytest.raises(NotReadyError):
            commit(got, recording)
        assert recording.added == []


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_problems_are_sentences_with_a_place(name: str, catalog: Catalog) -> None:
    for problem in read(name, catalog).problems:
        assert problem.line >= 1
        assert problem.message.endswith((".", ",", "?"))
        assert problem.message.isprintable()
        assert problem.severity in ("error", "warning", "question")
