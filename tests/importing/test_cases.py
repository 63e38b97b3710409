"""Files as publishers write them, one kind each; and beside each kind a right file that is read as before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from indicators.catalog import Catalog
from indicators.importing import ImportPreview, Mapping, preview

CASES = Path(__file__).parent / "cases"
EXPECTED: dict[str, dict[str, Any]] = json.loads((CASES / "expected.json").read_text(encoding="utf-8"))


def plain(read: ImportPreview) -> list[tuple[Any, ...]]:
    names = ("indicator", "ref_area", "counterpart_area", "freq")
    return sorted(
        (*(row[name] for name in names), f"{row['time_period']:%Y-%m-%d}", row["obs_value"])
        for row in read.observations.to_dict("records")
    )


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_case(name: str, catalog: Catalog) -> None:
    expected = EXPECTED[name]
    answers = Mapping.from_settings(expected["answers"]) if expected["answers"] else None
    got = preview(CASES / name, mapping=answers, catalog=catalog)
    assert got.status == expected["outcome"]
    assert not [problem for problem in got.problems if problem.severity == "error"]
    if expected["rows"]:
        named = all(row[0] for row in expected["rows"])
        start = 0 if named else 1  # where the case leaves the name of the indicator open
        found = sorted(row[start:] for row in plain(got))
        assert found == sorted(tuple(row[start:]) for row in expected["rows"])


def read(text: str, catalog: Catalog, *answers: str) -> ImportPreview:
    mapping = Mapping.from_settings(answers) if answers else None
    return preview(text.encode(), "file.csv", mapping=mapping, catalog=catalog)


def areas(got: ImportPreview) -> set[str]:
    return set(got.observations["ref_area"])


def test_na_among_codes_of_two_letters_is_namibia(catalog: Catalog) -> None:
    assert areas(read("iso2,year,x\nNA,2019,5\nTR,2019,6\n", catalog)) == {"NAM", "TUR"}
    asked = read("country,year,x\nNA,2019,5\nTurkey,2019,6\n", catalog)
    assert (asked.status, [problem.code for problem in asked.problems][-1:]) == ("needs_decision", ["namibia"])


def test_months_beside_a_year_without_a_block_are_periods(catalog: Catalog) -> None:
    got = read("year,Jan,Feb\n2024,1,2\n2025,3,4\n", catalog, "indicator=x", "ref_area=TUR")
    assert [f"{day:%Y-%m}" for day in got.observations["time_period"]] == ["2024-01", "2024-02", "2025-01", "2025-02"]


def test_a_numbered_column_with_a_name_holds_figures(catalog: Catalog) -> None:
    got = read("ships,iso3,date\n0,TUR,2024-01-31\n1,TUR,2024-02-29\n", catalog)
    assert list(got.observations["obs_value"]) == [0, 1]


def test_an_unnamed_column_that_does_not_number_the_lines_is_still_asked_for(catalog: Catalog) -> None:
    assert read(",iso3,date,x\n7,TUR,2024-01-31,1\n9,TUR,2024-02-29,2\n", catalog).status == "needs_decision"


def test_two_filled_columns_of_values_are_still_asked_for(catalog: Catalog) -> None:
    got = read("geo,TIME_PERIOD,OBS_VALUE,Observation value\nTR,2022,1,2\n", catalog, "indicator=x")
    assert [problem.code for problem in got.problems] == ["value_column"]


def test_two_columns_of_countries_without_a_side_are_still_asked_for(catalog: Catalog) -> None:
    got = read("Year,From,To,x\n2018,USA,TUR,1\n2019,USA,TUR,2\n", catalog)
    assert got.status != "ready" or areas(got) == {"USA"}


def test_a_line_that_is_shorter_than_the_others_is_still_named(catalog: Catalog) -> None:
    got = read("year,country,x\n2020,Turkey,1\n2021,Turkey\n2022,Turkey,3\n", catalog)
    assert [(problem.line, problem.code) for problem in got.problems if problem.severity == "error"] == [(3, "ragged")]


def test_a_first_line_of_words_is_the_header_where_the_next_holds_figures(catalog: Catalog) -> None:
    got = read("when it was,how much\n2020-01,5\n2020-02,6\n", catalog, "ref_area=TUR")
    assert list(got.observations["indicator"]) == ["how_much", "how_much"]


def test_groups_are_left_out_with_one_warning_and_an_unknown_name_stays_an_error(catalog: Catalog) -> None:
    got = read("iso3,year,x\nARB,2022,1\nTUR,2022,2\nEUU,2022,3\n", catalog)
    assert (areas(got), got.counts["problem"]) == ({"TUR"}, 0)
    assert [problem.message for problem in got.problems if problem.code == "groups"] == [
        "ARB, EUU: groups, not countries; their lines are left out."
    ]
    got = read("country,year,x\nAtlantis,2022,1\nTurkey,2022,2\nGermany,2022,2\n", catalog)
    assert [(problem.line, problem.code) for problem in got.problems if problem.severity == "error"] == [
        (2, "unknown_area")
    ]


def test_a_header_that_stands_again_is_named_by_its_line(catalog: Catalog) -> None:
    got = read("date,x\n2019-01,1\n\ndate,x\n2019-02,2\n", catalog, "ref_area=USA")
    assert [problem.line for problem in got.problems if problem.code == "header_again"] == [4]
