"""`relations-index claims`: what the page says, for a script."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indicators.claims import VERDICTS, Finding
from indicators.cli import main
from indicators.wording.claims import finding_record

Run = Callable[..., Result]


@pytest.fixture
def run(own_file: Path) -> Run:
    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["--db", str(own_file), "claims", *arguments], catch_exceptions=False)

    return invoke


def test_json_is_a_list_of_findings(run: Run, now: dict[str, Finding]) -> None:
    result = run("--format", "json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert [item["id"] for item in found] == list(now)
    for item in found:
        assert {"id", "verdict", "figure", "interval", "sentence", "sample"} <= item.keys()
        assert item["verdict"] in VERDICTS
        assert item == json.loads(json.dumps(finding_record(now[item["id"]])))


def test_one_claim_as_of_a_date(run: Run) -> None:
    found = json.loads(run("trade_2021_up_30", "--as-of", "2022-05-13", "--format", "json").stdout)
    assert len(found) == 1
    assert found[0]["verdict"] == "supported"
    assert round(found[0]["figure"], 1) == 32.6
    assert found[0]["as_of"] == "2022-05-13"


def test_the_table_is_followed_by_the_sentences(run: Run) -> None:
    output = run("two_meetings").stdout
    assert "The presidents met twice, on the margins of summits: supported." in output
    assert "14 June 2021" in output


def test_an_unknown_claim_is_refused_with_those_there_are(run: Run) -> None:
    result = run("nothing")
    assert result.exit_code == 1
    assert "two_meetings" in result.stderr


def test_a_wrong_file_beside_the_store_is_named_and_the_others_are_tested(run: Run, own_file: Path) -> None:
    folder = own_file.with_suffix(".descriptions") / "claims"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text('title = "Nothing"\n')
    result = run("two_meetings", "--format", "json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)[0]["verdict"] == "supported"
    assert "mine.toml" in result.stderr
