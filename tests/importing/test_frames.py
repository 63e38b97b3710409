"""A frame is read as the CSV file it is written as, and what cannot be written so is refused with a sentence."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from indicators.catalog import Catalog
from indicators.errors import UnreadableSourceError
from indicators.importing import ImportPreview, Mapping, commit, preview
from indicators.model import OBSERVATION_COLUMNS

MONTHS = pd.to_datetime(["2019-01-01", "2019-02-01", "2019-03-01"])
SHIPS = Mapping(indicator="ships", ref_area="USA", counterpart_area="TUR")


def ships(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"date": MONTHS, "value": [5.0, 6.5, np.nan]} | columns)


def read(frame: pd.DataFrame, catalog: Catalog, mapping: Mapping | None = SHIPS) -> ImportPreview:
    return preview(frame, "ships", mapping=mapping, catalog=catalog)


def refusal(frame: pd.DataFrame, catalog: Catalog) -> str:
    with pytest.raises(UnreadableSourceError) as raised:
        read(frame, catalog)
    message = str(raised.value)
    assert message.startswith("ships has ")
    assert message.endswith(".")
    return message


def test_a_frame_is_read_as_the_file_it_is_written_as(catalog: Catalog, recording: Any) -> None:
    got = read(ships(), catalog)
    written = b"date,value\n2019-01-01,5.0\n2019-02-01,6.5\n2019-03-01,\n"
    assert got.sha256 == hashlib.sha256(written).hexdigest()
    assert got.table.to_numpy().tolist() == [line.split(",") for line in written.decode().split("\n")[:-1]]
    pd.testing.assert_frame_equal(
        got.observations, preview(written, "x.csv", mapping=SHIPS, catalog=catalog).observations
    )
    commit(got, recording)
    assert [(kind, title, sha256) for kind, _, title, sha256 in recording.added] == [
        ("observations", "ships", got.sha256)
    ]


def test_a_canonical_frame_takes_the_canonical_path(catalog: Catalog) -> None:
    values = ["ships", "USA", "TUR", "M", dt.date(2019, 1, 1), 5.0, "A", ""]
    got = read(pd.DataFrame([values], columns=list(OBSERVATION_COLUMNS)), catalog, mapping=None)
    assert got.decisions["format"].value == "canonical"
    assert got.observations.to_numpy().tolist()[0][5] == 5.0


def test_observations_given_back_as_a_frame_are_the_same(catalog: Catalog) -> None:
    first = read(ships(), catalog).observations
    pd.testing.assert_frame_equal(read(first, catalog, mapping=None).observations, first)


def test_events_can_be_a_frame(catalog: Catalog) -> None:
    events = pd.DataFrame(
        {
            "kind": ["leader_visit"],
            "ref_area": ["USA"],
            "counterpart_area": ["TUR"],
            "date_start": [pd.Timestamp("2019-11-13")],
            "bilateral": [False],
        }
    )
    got = read(events, catalog, mapping=None)
    assert got.status == "ready"
    assert got.events[["date_start", "bilateral"]].to_numpy().tolist() == [[pd.Timestamp("2019-11-13"), False]]


def test_the_same_refusals_as_in_a_file(catalog: Catalog) -> None:
    got = read(pd.DataFrame({"country": ["Narnia", "TUR"], "year": [2019, 2020], "value": [np.inf, 5.0]}), catalog)
    assert [(problem.line, problem.code) for problem in got.problems if problem.severity == "error"] == [
        (2, "unknown_area"),
        (2, "value"),
    ]


@pytest.mark.parametrize(
    ("dates", "written"),
    [
        (MONTHS, ["2019-01-01", "2019-02-01", "2019-03-01"]),
        (MONTHS.to_period("M"), ["2019-01", "2019-02", "2019-03"]),
        (pd.PeriodIndex(["2019Q1", "2019Q2", "2019Q3"], freq="Q"), ["2019Q1", "2019Q2", "2019Q3"]),
        ([dt.date(2019, 1, 1), dt.date(2019, 2, 1), dt.date(2019, 3, 1)], ["2019-01-01", "2019-02-01", "2019-03-01"]),
        (
            pd.to_datetime(["2019-01-01", None, "2019-01-02 14:30"], format="mixed"),
            ["2019-01-01", "", "2019-01-02 14:30:00"],
        ),
        (["Jan 2019", "Feb 2019", "Mar 2019"], ["Jan 2019", "Feb 2019", "Mar 2019"]),
        ([2019, 2020, 2021], ["2019", "2020", "2021"]),
    ],
)
def test_dates_and_periods_are_written_as_text_without_a_midnight(
    dates: Any, written: list[str], catalog: Catalog
) -> None:
    assert read(ships(date=dates), catalog).table[0].tolist()[1:] == written


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ([1, 2, 3], ["1", "2", "3"]),
        ([1.234, 2.345, np.nan], ["1.234", "2.345", ""]),
        (pd.array([1, None, 3], dtype="Int64"), ["1", "", "3"]),
        (pd.array([1.5, None, 3], dtype="Float64"), ["1.5", "", "3.0"]),
        (np.array([0.1, 0.2, 0.3], dtype="float32"), ["0.1", "0.2", "0.3"]),
        ([Decimal("1.50"), 2, None], ["1.50", "2", ""]),
        ([np.float64(1.25), np.int64(2), pd.NA], ["1.25", "2", ""]),
        (pd.Categorical(["1", "2", None]), ["1", "2", ""]),
        (["5 p", ":", "7"], ["5 p", ":", "7"]),
    ],
)
def test_figures_are_written_with_a_point(values: Any, written: list[str], catalog: Catalog) -> None:
    got = read(ships(value=values), catalog)
    assert got.table[1].tolist()[1:] == written
    assert got.status == "ready"


def test_the_decimal_mark_of_numbers_is_not_in_question_and_that_of_text_is(catalog: Catalog) -> None:
    assert read(ships(value=[1.234, 5.678, 9.123]), catalog).observations["obs_value"].tolist() == [1.234, 5.678, 9.123]
    asked = read(ships(value=["1.234", "5.678", "9.123"]), catalog)
    assert [problem.code for problem in asked.problems if problem.severity == "question"] == ["decimal"]


def test_text_with_commas_quotes_and_lines_stays_in_its_cell(catalog: Catalog) -> None:
    notes = ['a, "b"; c', "two\nlines", ""]
    got = read(ships(note=notes), catalog)
    assert got.table[2].tolist()[1:] == notes


# --- the index ---------------------------------------------------------------------------------------


def test_named_index_levels_become_columns(catalog: Catalog) -> None:
    frame = ships(country="TUR").set_index(["country", "date"])
    got = read(frame, catalog, Mapping(indicator="ships"))
    assert got.table.loc[1].tolist() == ["country", "date", "value"]
    assert got.observations["ref_area"].tolist() == ["TUR"] * 3


def test_numbers_of_rows_are_left_out(catalog: Catalog) -> None:
    frame = ships()
    assert read(frame[frame["value"] > 5], catalog).table.to_numpy().tolist()[1:] == [["2019-02-01", "6.5"]]


@pytest.mark.parametrize("index", [MONTHS, ["a", "b", "c"], [0.5, 1.5, 2.5], MONTHS.to_period("M")])
def test_a_key_in_an_index_without_a_name_is_refused(index: Any, catalog: Catalog) -> None:
    message = refusal(ships().set_axis(index, axis="index"), catalog)
    assert "index" in message
    assert "frame.reset_index(names=...)" in message


def test_a_level_without_a_name_is_refused(catalog: Catalog) -> None:
    frame = ships().set_index([pd.Index(["a", "b", "c"]), "date"])
    assert "frame.reset_index(names=...)" in refusal(frame, catalog)


def test_a_name_both_in_the_index_and_as_a_column_is_refused(catalog: Catalog) -> None:
    assert "date both in its index and as a column" in refusal(ships().set_index("date", drop=False), catalog)


# --- what cannot be written --------------------------------------------------------------------------


def test_column_names_that_are_there_twice_are_refused(catalog: Catalog) -> None:
    frame = ships().set_axis(["value", "value"], axis="columns")
    assert "several columns called value" in refusal(frame, catalog)


def test_column_names_of_several_levels_are_refused(catalog: Catalog) -> None:
    frame = ships()
    frame.columns = pd.MultiIndex.from_product([["x"], frame.columns])
    assert "several levels" in refusal(frame, catalog)


@pytest.mark.parametrize("mixed", [False, True])
def test_dates_with_a_time_zone_are_refused(mixed: bool, catalog: Catalog) -> None:
    dates = MONTHS.tz_localize("Europe/Istanbul")
    frame = ships(date=pd.Series(dates, dtype=object) if mixed else dates)
    assert "frame['date'].dt.tz_localize(None)" in refusal(frame, catalog)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ([1, 2], "list"),
        ({"a": 1}, "dict"),
        (1 + 2j, "complex"),
        (pd.Timedelta(days=1), "Timedelta"),
        (b"x", "bytes"),
        (pd.Interval(0, 1), "Interval"),
    ],
)
def test_cells_of_other_types_are_refused(cell: Any, kind: str, catalog: Catalog) -> None:
    assert f"{kind} in value" in refusal(ships(value=[cell, cell, cell]), catalog)


def test_fiscal_periods_are_refused(catalog: Catalog) -> None:
    frame = ships(date=pd.PeriodIndex(["2019Q1", "2019Q2", "2019Q3"], freq="Q-MAR"))
    assert "fiscal periods (Q-MAR) in date" in refusal(frame, catalog)


def test_no_rows_and_no_columns_are_refused(catalog: Catalog) -> None:
    assert "no rows" in refusal(ships().head(0), catalog)
    assert "no columns" in refusal(pd.DataFrame(), catalog)
    assert "no columns" in refusal(pd.DataFrame(index=range(3)), catalog)


def test_characters_that_are_no_text_are_refused(catalog: Catalog) -> None:
    assert "UTF-8" in refusal(ships(note=pd.Series(["\ud800", "", ""], dtype=object)), catalog)


def test_a_name_is_given_where_none_is(catalog: Catalog, tmp_path: Any) -> None:
    path = tmp_path / "ships.csv"
    path.write_bytes(b"date,value\n2019-01,5\n")
    assert preview(path, mapping=SHIPS, catalog=catalog).filename == "ships.csv"
    assert preview(ships(), mapping=SHIPS, catalog=catalog).filename == "table"


def test_two_levels_of_one_name_are_refused(catalog: Catalog) -> None:
    frame = ships(country="TUR").set_index(["country", "date"]).rename_axis(index=["date", "date"])
    assert "date both in its index and as a column" in refusal(frame, catalog)
