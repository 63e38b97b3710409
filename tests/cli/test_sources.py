"""Figures of today from the command line: what is asked and stored, what it says, and its exit codes."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from replies import prices

from indicators.catalog import Catalog, data_root
from indicators.cli import main

Run = Callable[..., Result]
ID = "consumer_prices"


@pytest.fixture
def run(own_file: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on a store of its own, and ask nobody."""
    monkeypatch.setenv("RELATIONS_INDEX_OFFLINE", "1")

    def invoke(*arguments: str, answers: str = "") -> Result:
        runner = CliRunner()
        return runner.invoke(main, ["--db", str(own_file), *arguments], input=answers, catch_exceptions=False)

    return invoke


@pytest.fixture
def replies(tmp_path: Path, catalog: Catalog) -> Path:
    """A folder with an answer that revises a month and adds one, and one that is no data."""
    folder = tmp_path / "replies"
    folder.mkdir()
    shipped = next(frame for name, frame, _ in catalog.shipped_observations() if name == ID)
    (folder / f"{ID}.json").write_bytes(prices(shipped, {"2025-01": 400.0, "2026-09": 336.0}))
    (folder / "gpr_country.xls").write_bytes(b"<html>")
    return folder


def batches(run: Run) -> list[str]:
    return [row["kind"] for row in json.loads(run("batches", "--format", "json").stdout)]


def test_what_is_new_is_shown_and_stored_and_undone(run: Run, replies: Path) -> None:
    result = run("update", ID, "--offline", str(replies), "--yes", "--format", "json")
    assert result.exit_code == 0, result.stderr
    assert [row["status"] for row in json.loads(result.stdout)] == ["revised", "new"]
    assert f"{ID}: 1 new, 1 revised" in result.stderr
    assert "its headline month" in result.stderr
    assert "undo 2" in result.stderr
    assert batches(run) == ["shipped", "update"]
    (row,) = (row for row in json.loads(run("sources", "--format", "json").stdout) if row["source"] == ID)
    assert row["outcome"] == "new"
    assert row["last"].startswith("2026-09")
    assert run("undo", "2").exit_code == 0
    again = run("update", ID, "--offline", str(replies), "--dry-run")
    assert f"{ID}: 1 new, 1 revised" in again.stderr
    assert "2025-01-01" in again.stdout
    assert batches(run) == ["shipped", "update"]


@pytest.mark.parametrize(
    ("ids", "code", "stored"), [([ID, "gpr_country"], 3, True), (["gpr_country"], 1, False), ([], 3, True)]
)
def test_a_refused_source_is_an_exit_code_and_the_others_go_on(run, replies, ids, code, stored) -> None:
    result = run("update", *ids, "--offline", str(replies), "--yes")
    assert result.exit_code == code
    assert "gpr_country: refused: " in result.stderr
    assert batches(run) == (["shipped", "update"] if stored else ["shipped"])


def test_nobody_is_asked_and_nothing_stored_without_a_yes(run: Run, replies: Path) -> None:
    declined = run("update", ID, answers="n\n")
    assert declined.exit_code == 1
    assert "api.bls.gov" in declined.stderr
    assert "Nobody was asked" in declined.stderr
    result = run("update", ID, "--offline", str(replies), answers="n\n")
    assert result.exit_code == 0
    assert "Nothing was stored" in result.stderr
    assert batches(run) == ["shipped"]
    offline = run("update", ID, "--yes")
    assert offline.exit_code == 1
    assert "RELATIONS_INDEX_OFFLINE" in offline.stderr


def test_a_file_that_a_person_fetched_is_read_in_the_same_way(run: Run, replies: Path) -> None:
    file = str(replies / f"{ID}.json")
    assert run("update", "--from-file", file).exit_code == 2
    assert run("update", ID, "--from-file", file, "--yes").exit_code == 0
    assert batches(run) == ["shipped", "update"]


def test_watch_tells_what_moved_since_the_last_kept_snapshot(run: Run, replies: Path) -> None:
    missing = run("watch")
    assert missing.exit_code == 1
    assert "snapshot --keep" in missing.stderr
    assert run("snapshot", "--keep", "--draws", "16").exit_code == 0
    quiet = run("watch", "--above", "0.01", "--format", "json")
    assert (quiet.exit_code, json.loads(quiet.stdout)) == (0, [])
    run("update", ID, "--offline", str(replies), "--yes")
    moved = run("watch", "--above", "0", "--format", "json")
    assert moved.exit_code == 3
    changes = [abs(row["change"]) for row in json.loads(moved.stdout)]
    assert changes == sorted(changes, reverse=True)
    assert run("watch", "--above", "99").exit_code == 0


def test_what_ships_is_written_again_with_the_same_bytes(tmp_path, replies, catalog) -> None:
    shipped = next(frame for name, frame, _ in catalog.shipped_observations() if name == ID)
    (replies / f"{ID}.json").write_bytes(prices(shipped, {}))
    folder = tmp_path / "rebuilt"
    folder.mkdir()
    command = ["rebuild", ID, "--offline", str(replies), "--into", str(folder)]
    assert CliRunner().invoke(main, command, catch_exceptions=False).exit_code == 0
    assert (folder / f"{ID}.csv").read_bytes() == (data_root() / "indicators" / f"{ID}.csv").read_bytes()
    assert CliRunner().invoke(main, command, catch_exceptions=False).stdout == ""
    (folder / f"{ID}.toml").write_text("title = 'x'\nretrieved = 2026-01-01\n", encoding="utf-8")
    (replies / f"{ID}.json").write_bytes(prices(shipped, {"2026-09": 336.5}))
    written = CliRunner().invoke(main, command, catch_exceptions=False).stdout.split()
    assert [Path(name).name for name in written] == [f"{ID}.csv", f"{ID}.toml"]
    assert (folder / f"{ID}.csv").read_text().endswith(f"\n{ID},USA,,M,2026-09-01,336.5,A,\n")
    assert "2026-01-01" not in (folder / f"{ID}.toml").read_text()
    assert CliRunner().invoke(main, ["rebuild", "gpr_country", *command[2:]]).exit_code == 1


def test_every_file_that_ships_is_written_as_it_stands(shipped_store, catalog) -> None:
    from indicators.exporting.shipped import shipped_text

    for name in catalog.indicators:
        assert shipped_text(shipped_store.observations([name])) == (
            catalog.root / "indicators" / f"{name}.csv"
        ).read_text(encoding="utf-8"), name


def test_the_changes_of_a_fallback_are_those_of_the_second_publisher(run, replies, catalog) -> None:
    shipped = next(frame for name, frame, _ in catalog.shipped_observations() if name == ID)
    body = "observation_date,CPIAUCNS\n" + "".join(
        f"{row.time_period:%Y-%m-%d},{row.obs_value}\n" for row in shipped.dropna().itertuples()
    )
    file = replies / "fred.csv"
    file.write_text(body + "2026-09-01,336.1\n", encoding="utf-8")
    result = run("update", ID, "--fallback", "--from-file", str(file), "--yes", "--format", "csv")
    assert result.exit_code == 0, result.stderr
    table = pd.read_csv(io.StringIO(result.stdout))
    assert table["obs_value"].tolist() == [336.1]
