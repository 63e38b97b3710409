"""Snapshots and exports from the command line: the same figures, exit codes, nothing overwritten."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indicators.cli import main
from indicators.exporting.forms import FORMS

Run = Callable[..., Result]


@pytest.fixture
def run(own_file: Path) -> Run:
    """Run a command on a store of its own."""

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["--db", str(own_file), *arguments], catch_exceptions=False)

    return invoke


@pytest.fixture
def taken(run: Run, tmp_path: Path) -> Path:
    """A snapshot of April 2022 in a folder."""
    result = run("snapshot", "--as-of", "2022-04-04", "--out", str(tmp_path), "--draws", "32")
    assert result.exit_code == 0, result.stderr
    (file,) = tmp_path.glob("*.zip")
    assert result.stdout.strip().startswith(file.stem[-12:])
    return file


def test_snapshot_writes_the_same_bytes_again_and_overwrites_nothing(run: Run, taken: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.zip"
    assert run("snapshot", "--as-of", "2022-04-04", "--out", str(again), "--draws", "32").exit_code == 0
    assert again.read_bytes() == taken.read_bytes()
    refused = run("snapshot", "--as-of", "2022-04-04", "--out", str(again), "--draws", "32")
    assert refused.exit_code == 2
    assert "exists already" in refused.stderr
    assert run("snapshot").exit_code == 2


def test_verify_needs_no_store_and_says_what_it_did(taken: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--db", "/nowhere/at/all.duckdb", "verify", str(taken)], catch_exceptions=False)
    assert result.exit_code == 0
    assert "every number is the same to 1e-9" in result.stdout
    assert not Path("/nowhere").exists()


def test_verify_of_a_changed_file_is_exit_code_1_with_the_place(run: Run, taken: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.zip"
    data = taken.read_bytes()
    at = data.index(b"\n2016-05,", data.index(b"month,index,coverage")) + len("\n2016-05,")
    changed.write_bytes(data[:at] + b"9" + data[at + 1 :])
    result = run("verify", str(changed))
    assert result.exit_code == 1
    assert result.stderr.startswith("relations-index: scores.csv, row 377 (2016-05), column index: expected ")
    assert "Traceback" not in result.output
    other = run("verify", str(taken), "--hash", "0" * 12)
    assert other.exit_code == 1
    assert "another snapshot" in other.stderr


def test_kept_snapshots_are_listed_and_compared(run: Run, taken: Path) -> None:
    assert run("snapshot", "--keep", "--note", "now", "--draws", "32").exit_code == 0
    (row,) = json.loads(run("snapshots", "--format", "json").stdout)
    assert (row["pair"], row["as_of"], row["note"]) == ("USA-TUR", "latest", "now")
    result = run("compare", str(taken), row["name"], "--format", "csv")
    assert result.exit_code == 0
    moved = list(csv.DictReader(io.StringIO(result.stdout)))
    for one in moved:
        if one["change"]:
            parts = sum(float(one[term]) for term in ("revision", "new_data", "weights", "method"))
            assert parts == pytest.approx(float(one["change"]), abs=1e-9)
    assert "new data" in result.stderr
    assert run("compare", str(taken), "nothing").exit_code == 1


def test_export_writes_what_score_prints(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "scores.csv"
    result = run("export", "--out", str(target))
    assert result.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(target.read_text())))
    snapshots = {row.pop("snapshot") for row in rows}
    assert rows == list(csv.DictReader(io.StringIO(run("score", "--format", "csv").stdout)))
    assert len(snapshots) == 1
    assert snapshots.pop() in result.stderr
    assert run("export", "--out", str(target)).exit_code == 2


@pytest.mark.parametrize("form", FORMS)
def test_export_writes_every_form_under_the_name_of_the_snapshot(run: Run, tmp_path: Path, form: str) -> None:
    result = run(
        "export", "--out", str(tmp_path), "--as", form, "--draws", "32", "--from", "2016-01", "--to", "2016-12"
    )
    assert result.exit_code == 0, result.stderr
    (file,) = tmp_path.glob(f"*.{form}")
    assert file.stat().st_size > 100
    assert file.name == "CITATION.cff" or file.name.startswith("USA-TUR_strategic-mechanism@1_latest_")


def test_export_asks_for_the_form_it_cannot_see(run: Run, tmp_path: Path) -> None:
    result = run("export", "--out", str(tmp_path / "scores.doc"))
    assert result.exit_code == 2
    assert "csv, xlsx" in result.stderr
    assert list(tmp_path.glob("scores.doc")) == []


def test_an_exported_table_can_be_imported(run: Run, tmp_path: Path) -> None:
    """Nothing is new in it, so the index does not move."""
    before = run("score", "--format", "csv").stdout
    target = tmp_path / "figures.csv"
    assert run("export", "--out", str(target), "--table", "observations").exit_code == 0
    assert run("import", str(target)).exit_code == 0
    assert run("score", "--format", "csv").stdout == before


def test_cite_prints_the_hash_of_the_export(run: Run, tmp_path: Path) -> None:
    text = run("cite", "--as-of", "2022-04-04").stdout
    assert "(2022)" in text
    said = run("export", "--as-of", "2022-04-04", "--out", str(tmp_path / "x.bib")).stderr
    assert said.strip().split()[-1] in text
    assert run("cite", "--as", "cff").stdout.startswith('cff-version: "1.2.0"')


def test_vintages_print_the_triangle_of_2022(run: Run) -> None:
    result = run("vintages", "--from", "2022-01", "--to", "2022-12", "--known-to", "2022-12", "--format", "csv")
    assert result.exit_code == 0
    assert "Pseudo-real-time" in result.stderr
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["month"] for row in rows] == [f"2022-{month:02}" for month in range(1, 13)]
    for row in rows:
        for date, value in row.items():
            if date != "month" and date[:7] < row["month"]:
                assert value == "", "known before the month was over"
    known = [row["month"] for row in rows if row["2022-04-30"]]
    assert known == ["2022-01", "2022-02", "2022-03", "2022-04"]
    as_of = run("score", "--as-of", "2022-04-30", "--from", "2022-01", "--format", "csv").stdout
    printed = {row["month"]: row["index"] for row in csv.DictReader(io.StringIO(as_of))}
    assert {row["month"]: row["2022-04-30"] for row in rows if row["2022-04-30"]} == {m: printed[m] for m in known}


def test_vintages_against_final_and_what_moved(run: Run) -> None:
    asked = ("--from", "2022-01", "--to", "2022-06", "--known-from", "2021-12", "--format", "csv")
    table = list(csv.DictReader(io.StringIO(run("vintages", *asked, "--real-time").stdout)))
    assert [row["first_known"] for row in table][:2] == ["2022-01-31", "2022-02-28"]
    moved = run("revisions", "--since", "2022-03-31", "--until", "2022-04-30", "--format", "csv")
    assert "goods_trade USA→TUR 2022-02 (known from 2022-04-09" in moved.stdout
    assert "Pseudo-real-time" in moved.stderr
