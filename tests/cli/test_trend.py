"""`relations-index trend`: numbers on standard output, sentences and warnings on standard error."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indicators import trends
from indicators.cli import main
from indicators.index import Index
from indicators.index.trend_series import trend_series
from indicators.trends.question import QUESTIONS

Run = Callable[..., Result]


@pytest.fixture
def run(built_file: Path) -> Run:
    """Run the command on the shipped data, with few worlds."""

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["--db", str(built_file), "trend", *arguments], catch_exceptions=False)

    return invoke


def rows(result: Result) -> list[dict[str, str]]:
    """CSV output as rows."""
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_shifts_are_those_of_the_index_with_what_they_are_made_of(run: Run, turkiye: Index) -> None:
    result = run("--question", "shifts", "--draws", "9", "--format", "csv")
    table = rows(result)
    found = trends.level_shifts(trend_series(turkiye, "index")).shifts
    assert [row["date"] for row in table] == found["date"].astype(str).tolist()
    for row, change in zip(table, found["change"], strict=True):
        parts = sum(float(row[part]) for part in ("coded", "measured", "coverage"))
        assert float(row["change"]) == pytest.approx(change)
        assert parts == pytest.approx(change, abs=1e-6)
        assert 0 < float(row["p_value"]) <= 1
    assert "Series in which nothing happens show" in result.stderr
    assert "coded by people" in result.stderr
    assert "Its interval" in result.stderr


def test_without_worlds_there_is_no_rank(run: Run) -> None:
    result = run("--question", "shifts", "--draws", "0", "--format", "csv")
    assert all(row["p_value"] == "" for row in rows(result))
    assert "nothing happens" not in result.stderr


@pytest.mark.parametrize("question", [question for question in QUESTIONS if question != "shifts"])
def test_every_question_answers_in_csv_and_json(run: Run, question: str) -> None:
    asked = ["--question", question, "--series", "trade", "--draws", "5", "--date", "2010-01"]
    table = run(*asked, "--format", "csv")
    objects = json.loads(run(*asked, "--format", "json").stdout)
    assert len(objects) == len(rows(table)) > 0
    assert list(objects[0]) == list(rows(table)[0])
    assert table.stderr.strip()
    assert "Traceback" not in table.output


def test_the_window_is_the_series(run: Run) -> None:
    table = rows(
        run("--question", "direction", "--from", "2001-01", "--to", "2010-12", "--draws", "0", "--format", "csv")
    )
    assert (table[0]["month"], table[-1]["month"], len(table)) == ("2001-01", "2010-12", 120)


def test_a_forecast_begins_after_the_last_month_and_is_as_long_as_asked(run: Run, turkiye: Index) -> None:
    result = run("--question", "forecast", "--months", "6", "--format", "csv")
    table = rows(result)
    last = turkiye.headline.month
    assert [row["month"] for row in table] == [str(last + step) for step in range(1, 7)]
    assert all(float(row["low_95"]) <= float(row["low_80"]) <= float(row["forecast"]) for row in table)


def test_the_record_stands_beside_the_fan(run: Run) -> None:
    result = run("--question", "forecast", "--series", "trade")
    assert "mase" in result.stderr
    assert "naive" in result.stderr


def test_groups_can_be_tested_together(run: Run, turkiye: Index) -> None:
    table = rows(run("--question", "shifts", "--series", "groups", "--draws", "5", "--format", "csv"))
    assert [row["group"] for row in table] == [turkiye.definition.label(group) for group in turkiye.groups]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--question", "shifts", "--series", "friction"), "frictions"),
        (("--question", "season", "--from", "2020-01", "--to", "2020-12"), "needs at least"),
        (("--question", "shifts", "--series", "lng", "--to", "2010-12"), "no value"),
        (("--question", "regimes", "--series", "frictions", "--to", "2010-12"), "nothing changes"),
        (("--question", "intervention", "--series", "frictions", "--date", "2018-08"), "which code what happened"),
        (("--question", "turns", "--pair", "TUR-USA"), "USA-TUR"),
    ],
)
def test_what_cannot_be_answered_is_a_sentence_and_exit_code_1(run: Run, arguments: tuple[str, ...], says: str) -> None:
    result = run(*arguments, "--draws", "0")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("relations-index: ")
    assert says in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [(), ("--question", "fate"), ("--question", "intervention"), ("--question", "forecast", "--months", "0")],
)
def test_wrong_usage_is_exit_code_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2
