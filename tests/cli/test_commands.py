"""The command line: the numbers of the screen, exit codes a script can use, sentences for what is refused."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indicators.cli import main
from indicators.index import Index

Run = Callable[..., Result]


@pytest.fixture
def run(own_file: Path) -> Run:
    """Run a command on a store of its own."""

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["--db", str(own_file), *arguments], catch_exceptions=False)

    return invoke


def rows(result: Result) -> list[dict[str, str]]:
    """CSV output as rows."""
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_score_has_one_row_a_month_from_1985_on(run: Run, turkiye: Index) -> None:
    table = rows(run("score", "--pair", "USA-TUR", "--format", "csv"))
    months = [row["month"] for row in table]
    assert months[0] == "1985-01"
    assert months == sorted(set(months))
    assert len(months) == (int(months[-1][:4]) - 1985) * 12 + int(months[-1][5:])
    assert {"index", "coverage", "freshness", "economic", "political", "trade", "frictions"} <= table[0].keys()
    assert table[0]["index"] == ""
    for row in table:
        value = turkiye.index[row["month"]]
        assert row["index"] == "" if value != value else float(row["index"]) == value


def test_contributions_sum_to_the_index_in_every_month(run: Run) -> None:
    index = {row["month"]: row["index"] for row in rows(run("score", "--format", "csv"))}
    total: dict[str, float] = {}
    for row in rows(run("contributions", "--format", "csv")):
        total[row["month"]] = total.get(row["month"], 0.0) + float(row["contribution"])
    given = {month: float(value) for month, value in index.items() if value}
    assert total.keys() == given.keys()
    assert max(abs(total[month] - value) for month, value in given.items()) < 1e-9


def test_as_of_shows_nothing_published_later(run: Run) -> None:
    table = rows(run("score", "--as-of", "2022-04-04", "--format", "csv"))
    assert table[-1]["month"] <= "2022-03"
    assert any(row["index"] for row in table)


def test_window_cuts_what_is_shown_and_changes_nothing(run: Run) -> None:
    whole = {row["month"]: row for row in rows(run("score", "--format", "csv"))}
    part = rows(run("score", "--from", "2016-01", "--to", "2016-12", "--format", "csv"))
    assert [row["month"] for row in part] == [f"2016-{month:02}" for month in range(1, 13)]
    assert all(whole[row["month"]] == row for row in part)


def test_json_and_csv_say_the_same(run: Run) -> None:
    table = rows(run("score", "--format", "csv"))
    objects = json.loads(run("score", "--format", "json").stdout)
    assert [item["month"] for item in objects] == [row["month"] for row in table]
    assert [item["index"] for item in objects] == [float(row["index"]) if row["index"] else None for row in table]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("score", "--pair", "TUR-USA"), "USA-TUR"),
        (("score", "--pair", "USA"), "not a pair"),
        (("score", "--definition", "nothing"), "strategic-mechanism"),
        (("score", "--definition", "us-partners@9"), "Those there are: us-partners@1"),
        (("undo", "999"), "999"),
        (("undo", "1"), "shipped"),
    ],
)
def test_refusals_are_sentences_with_exit_code_1(run: Run, arguments: tuple[str, ...], says: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 1
    assert result.stderr.startswith("relations-index: ")
    assert says in result.stderr
    assert "Traceback" not in result.output


def test_check_tells_a_script_that_the_index_ends(run: Run) -> None:
    result = run("check", "--as-of", "2022-04-04", "--horizon", "36", "--format", "json")
    assert result.exit_code == 4
    assert {row["ends_index"] for row in json.loads(result.stdout)} > {""}
    assert result.stderr.startswith("If nothing new comes, ")
    ended = run("check", "--definition", "us-partners@1", "--pair", "USA-GBR", "--format", "csv")
    assert ended.exit_code == 0
    assert "The definition ends the index" in ended.stderr


def test_wrong_usage_is_exit_code_2(run: Run) -> None:
    assert run("score", "--as-of", "yesterday").exit_code == 2
    assert run("score", "--from", "2016").exit_code == 2


CANONICAL = "indicator,ref_area,counterpart_area,freq,time_period,obs_value,obs_status,note\n"


def test_import_moves_the_index_and_undo_moves_it_back(run: Run, tmp_path: Path) -> None:
    before = run("score", "--format", "csv").stdout
    file = tmp_path / "own.csv"
    file.write_text(CANONICAL + "goods_trade,USA,TUR,M,2020-01-01,90000,A,a test\n")
    stored = run("import", str(file))
    assert stored.exit_code == 0
    assert run("score", "--format", "csv").stdout != before
    batch = rows(run("batches", "--format", "csv"))[-1]
    assert batch["kind"] == "import"
    assert run("undo", batch["batch_id"], "--reason", "a test").exit_code == 0
    assert run("score", "--format", "csv").stdout == before
    assert rows(run("batches", "--format", "csv"))[-1]["reason"] == "a test"


def test_dry_run_stores_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(CANONICAL + "goods_trade,USA,TUR,M,2020-01-01,90000,A,\n")
    assert run("import", str(file), "--dry-run").exit_code == 0
    assert rows(run("batches", "--format", "csv"))[-1]["kind"] == "shipped"


def test_an_indicator_that_is_not_described_is_stored_with_a_warning(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "tourists.csv"
    file.write_text(CANONICAL + "tourist_arrivals,USA,TUR,A,2020-01-01,148000,A,\n")
    result = run("import", str(file))
    assert result.exit_code == 0
    assert "not described yet" in result.output


def test_a_broken_file_changes_nothing_and_is_explained_by_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "broken.csv"
    file.write_text(
        CANONICAL
        + "goods_trade,USA,TUR,M,2020-01-01,100,A,\n"
        + "goods_trade,USA,Atlantis,M,2020-02-01,100,A,\n"
        + "goods_trade,USA,TUR,M,2020-03-01,many,A,\n"
    )
    result = run("import", str(file), "--format", "json")
    assert result.exit_code == 1
    problems = json.loads(result.stdout)
    assert {3, 4} <= {problem["line"] for problem in problems if problem["severity"] == "error"}
    assert rows(run("batches", "--format", "csv"))[-1]["kind"] == "shipped"


def test_definition_check_finds_nothing_wrong_with_what_ships(run: Run, catalog) -> None:
    for file in (catalog.root / "definitions").glob("*.toml"):
        assert run("definition", "check", str(file)).exit_code == 0


def test_definition_check_names_the_key_that_is_wrong(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[groups.index]\n[components.x]\nparent = "idnex"\n')
    result = run("definition", "check", str(file))
    assert result.exit_code == 1
    assert "idnex" in result.stderr


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_has_help(run: Run, command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert main.commands[command].help
