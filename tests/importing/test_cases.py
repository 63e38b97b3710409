"""Files as publishers write them, one kind each; and beside each kind a right file that is read as before."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from indicators.catalog import Catalog
from indicators.errors import MappingError
from indicators.importing import ImportPreview, Mapping, preview

CASES = Path(__file__).parent / "cases"
EXPECTED: dict[str, dict[str, Any]] = json.loads((CASES / "expected.json").read_text(encoding="utf-8"))
REAL: dict[str, dict[str, Any]] = json.loads((CASES / "real" / "expected.json").read_text(encoding="utf-8"))


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
    refused = {problem.code for problem in got.problems if problem.severity == "error"}
    assert refused == ({"no_header"} if expected["outcome"] == "rejected" else set())
    if expected["rows"]:
        named = all(row[0] for row in expected["rows"])
        start = 0 if named else 1  # where the case leaves the name of the indicator open
        found = sorted(row[start:] for row in plain(got))
        assert found == sorted(tuple(row[start:]) for row in expected["rows"])


@pytest.mark.parametrize("name", sorted(REAL))
def test_real_file(name: str, catalog: Catalog) -> None:
    """It asks what only a person can answer, and with the answers its figures are those of the file."""
    expected = REAL[name]
    asked = preview(CASES / "real" / name, catalog=catalog)
    assert sorted({problem.code for problem in asked.problems if problem.severity == "question"}) == expected["asked"]
    answers = Mapping.from_settings(expected["answers"]) if expected["answers"] else None
    got = preview(CASES / "real" / name, mapping=answers, catalog=catalog)
    assert got.status == "ready"
    assert not [problem for problem in got.problems if problem.severity == "error"]
    rows = plain(got)
    assert len(rows) == (expected["rows"] or len(rows))
    assert {tuple(row) for row in expected["checks"]} <= set(rows)


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


def codes(got: ImportPreview, severity: str = "error") -> set[str]:
    return {problem.code for problem in got.problems if problem.severity == severity}


def test_the_world_has_a_code_of_its_own_and_is_no_group(catalog: Catalog) -> None:
    got = read("country,code,year,x\nWorld,WLD,2022,1\nTurkey,TUR,2022,2\nEurope,,2022,3\n", catalog)
    assert (areas(got), codes(got)) == ({"WLD", "TUR"}, set())


def test_a_country_without_its_code_is_read_by_its_name(catalog: Catalog) -> None:
    got = read("country,code,year,x\nGermany,,2022,1\nTurkey,TUR,2022,2\n,,2022,3\n", catalog)
    assert (areas(got), codes(got)) == ({"DEU", "TUR"}, {"no_area"})


SERIES = (
    "coicop,geo,TIME_PERIOD,OBS_VALUE\nCP00,TR,2024-01,1\nCP01,TR,2024-01,2\nCP00,TR,2024-02,3\nCP01,TR,2024-02,4\n"
)


def test_series_are_told_apart_by_an_answer(catalog: Catalog) -> None:
    got = read(SERIES, catalog, "indicator=hicp", "series_column=coicop")
    assert (got.status, set(got.observations["indicator"])) == ("ready", {"hicp_cp00", "hicp_cp01"})
    got = read(SERIES, catalog, "indicator=hicp", "series_column=coicop", "series=cp01")
    assert (set(got.observations["indicator"]), list(got.observations["obs_value"])) == ({"hicp"}, [2, 4])
    with pytest.raises(MappingError, match="CP00, CP01"):
        read(SERIES, catalog, "indicator=hicp", "series_column=coicop", "series=CP02")


def test_two_columns_tell_series_apart_together(catalog: Catalog) -> None:
    lines = [
        f"{item},{sector},TR,{year},{n}" for n, (item, sector, year) in enumerate(product("BP", "ST", (2018, 2019)))
    ]
    text = "item,sector,geo,year,x\n" + "\n".join(
        line.replace(",8,", ",2018,").replace(",9,", ",2019,") for line in lines
    )
    got = read(text, catalog)
    assert "item,sector" in str(next(problem.message for problem in got.problems if problem.code == "series"))
    got = read(text, catalog, "series_column=item,sector")
    assert set(got.observations["indicator"]) == {"x_b_s", "x_b_t", "x_p_s", "x_p_t"}


def test_figures_in_conflict_within_a_series_stay_in_conflict(catalog: Catalog) -> None:
    got = read(SERIES + "CP00,TR,2024-02,5\n", catalog, "indicator=hicp", "series_column=coicop")
    assert [problem.line for problem in got.problems if problem.code == "conflict"] == [4, 6]
    lines = "source,geo,year,x\na,TR,2020,1\nb,TR,2020,2\nc,TR,2021,3\nd,TR,2022,4\n"
    assert codes(read(lines, catalog)) == {"conflict"}


def test_filling_down_is_said_and_a_single_missing_label_is_still_an_error(catalog: Catalog) -> None:
    got = read("country,year,x\nTurkey,2020,1\n,2021,2\nGermany,2020,3\n,2021,4\n", catalog)
    assert (list(got.observations["ref_area"]), codes(got)) == (["TUR", "TUR", "DEU", "DEU"], set())
    assert got.decisions["labels: ref_area"].value == "country, in 2 lines"
    assert list(got.table[0]) == ["country", "Turkey", "", "Germany", ""]  # as it stands in the file
    got = read("country,year,x\nTurkey,2020,1\nTurkey,2021,2\n,2022,3\nGermany,2020,3\n", catalog)
    assert codes(got) == {"no_area"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Türkiye, Republic of", "TUR"),
        ("Iran, Islamic Republic of", "IRN"),
        ("Poland, Republic of", "POL"),
        ("China, P.R.: Hong Kong", "HKG"),
        ("Korea, Democratic People's Rep. of", None),
        ("China, Republic of", "TWN"),
        ("Atlantis, Republic of", None),
    ],
)
def test_names_with_their_form_behind(name: str, code: str | None, catalog: Catalog) -> None:
    got = read(f'country,year,x\n"{name}",2022,1\n"Turkey",2021,1\n"Turkey",2020,1\n', catalog)
    assert areas(got) - {"TUR"} == ({code} - {"TUR"} if code else set())
    assert codes(got) == (set() if code else {"unknown_area"})


def test_gaps_are_said_once_and_a_whole_series_has_none(catalog: Catalog) -> None:
    whole = "date,x\n2019-12,1\n2020-01,2\n2020-02,3\n"
    assert codes(read(whole, catalog, "ref_area=USA"), "warning") == {"not_described"}
    got = read("iso3,year,x\nUSA,2019,1\nUSA,2021,2\nTUR,2015,3\nTUR,2018,3\n", catalog)
    assert [str(problem.message) for problem in got.problems if problem.code == "gap"] == [
        "x: between 2019-01-01 and 2021-01-01 some periods have no figure (3), the first of them 2020-01-01."
    ]


def test_a_file_without_a_header_and_one_column_of_figures_is_read_as_before(catalog: Catalog) -> None:
    got = read("TUR,2020-01,5\nTUR,2020-02,6\n", catalog, "indicator=x")
    assert list(got.observations["obs_value"]) == [5, 6]


def test_the_index_of_a_frame_has_no_name(catalog: Catalog) -> None:
    got = read("date,iso3,x\n0,2020-01,TUR,5\n1,2020-02,TUR,6\n", catalog)
    assert (list(got.observations["obs_value"]), codes(got)) == ([5, 6], set())
    got = read("date,iso3,x\n2020-01,TUR,5,\n2020-02,TUR,6,\n", catalog)  # a delimiter too many
    assert (list(got.observations["obs_value"]), codes(got)) == ([5, 6], set())


def test_na_and_blocks_of_months_can_be_answered(catalog: Catalog) -> None:
    text = "country,year,x\nNA,2019,5\nTurkey,2019,6\n"
    assert areas(read(text, catalog, "na=country")) == {"NAM", "TUR"}
    assert areas(read(text, catalog, "na=missing")) == {"TUR"}
    text = "year,IJAN,IFEB,IYR,EJAN,EFEB,EYR\n2024,1,2,3,4,5,9\n"
    got = read(text, catalog, "ref_area=USA", "indicator=exports", "series=E")
    assert (list(got.observations["obs_value"]), set(got.observations["freq"])) == ([4, 5], {"M"})


def test_texts_of_lines_name_series_only_where_there_is_no_country(catalog: Catalog) -> None:
    got = read(";2020;2021;2022\n3 months;1;2;3\nTotal of all;3;4;5\n", catalog, "ref_area=TUR")
    assert set(got.observations["indicator"]) == {"series_3_months", "total_of_all"}
    assert areas(read("land;2020;2021;2022\nTürkiye;1;2;3\nGermany;3;4;5\n", catalog, "indicator=x")) == {"TUR", "DEU"}
