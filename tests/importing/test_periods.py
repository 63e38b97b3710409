"""What periods people write stand for."""

from __future__ import annotations

import datetime as dt

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalog import Catalog
from indicators.importing import Mapping, preview
from indicators.importing.columns.periods import date_of, first_day, is_first_day, is_last_day, read_period
from indicators.importing.columns.time_column import infer_freq

days = st.dates(dt.date(1800, 1, 1), dt.date(2199, 12, 31))


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "freq", "start"),
    [
        ("2019", "A", "2019-01-01"),
        ("2019.0", "A", "2019-01-01"),
        ("YR2019", "A", "2019-01-01"),
        ("2019 [YR2019]", "A", "2019-01-01"),
        ("2019-A1", "A", "2019-01-01"),
        ("2019Q3", "Q", "2019-07-01"),
        ("2019-q3", "Q", "2019-07-01"),
        ("Q3 2019", "Q", "2019-07-01"),
        ("3Q2019", "Q", "2019-07-01"),
        ("2019-Ç3", "Q", "2019-07-01"),
        ("Ç3 2019", "Q", "2019-07-01"),
        ("3. Çeyrek 2019", "Q", "2019-07-01"),
        ("2019 III. ÇEYREK", "Q", "2019-07-01"),
        ("3rd quarter 2019", "Q", "2019-07-01"),
        ("2019-III", "Q", "2019-07-01"),
        ("III/2019", "Q", "2019-07-01"),
        ("2019 Q-III", "Q", "2019-07-01"),
        ("2019M07", "M", "2019-07-01"),
        ("2019-M7", "M", "2019-07-01"),
        ("2019-07", "M", "2019-07-01"),
        ("2019/7", "M", "2019-07-01"),
        ("201907", "M", "2019-07-01"),
        ("07.2019", "M", "2019-07-01"),
        ("Tem 2019", "M", "2019-07-01"),
        ("TEM.2019", "M", "2019-07-01"),
        ("2019 Temmuz", "M", "2019-07-01"),
        ("TEMMUZ 2019", "M", "2019-07-01"),
        ("July 2019", "M", "2019-07-01"),
        ("Jul-19", "M", "2019-07-01"),
        ("Şub-99", "M", "1999-02-01"),
        ("ŞUBAT 2019", "M", "2019-02-01"),
        ("subat 2019", "M", "2019-02-01"),
        ("Kasim 2019", "M", "2019-11-01"),
        ("KASIM 2019", "M", "2019-11-01"),
        ("2018/11", "M", "2018-11-01"),
        ("2019-07-31", "D", "2019-07-31"),
        ("20190731", "D", "2019-07-31"),
        ("31.07.2019", "D", "2019-07-31"),
        ("31.07.2019 00:00", "D", "2019-07-31"),
        ("2019-07-31T00:00:00Z", "D", "2019-07-31"),
        ("2019-07-31 14:30", "D", "2019-07-31"),
        ("31 Temmuz 2019", "D", "2019-07-31"),
        ("July 31, 2019", "D", "2019-07-31"),
        ("31-Jul-2019", "D", "2019-07-31"),
        ("43677", "serial", "2019-07-31"),
    ],
)
def test_periods_that_are_clear(text: str, freq: str, start: str) -> None:
    period = read_period(text)
    assert (period.freq, period.start) == (freq, d(start))


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "no_period"),
        ("2019-02-30", "no_such_date"),
        ("2019-13", "no_such_date"),
        ("31.02.2019", "no_such_date"),
        ("45/45/2019", "no_such_date"),
        ("0999", "year_out_of_range"),
        ("9999-01", "year_out_of_range"),
        ("2019-01-31T21:00:00Z", "time_zone"),
        ("W05 2019", "other_period"),
        ("2019 5. Hafta", "other_period"),
        ("2019-B2", "other_period"),
        ("1H 2019", "other_period"),
        ("2019 1. Yarıyıl", "other_period"),
        ("V/2019", "not_a_period"),
        ("2019-W05", "other_period"),
        ("2019-S1", "other_period"),
        ("H1 2019", "other_period"),
        ("2018-2019", "other_period"),
        ("next year", "not_a_period"),
        ("2019.1", "not_a_period"),
        ("99999", "not_a_period"),
        ("x" * 500, "not_a_period"),
    ],
)
def test_what_is_no_period(text: str, error: str) -> None:
    assert read_period(text).error == error


def test_slashed_dates_wait_for_their_order() -> None:
    period = read_period("03/04/2019")
    assert (period.freq, period.parts) == ("slash", (3, 4, 2019))
    assert date_of((3, 4, 2019), day_first=True) == d("2019-04-03")
    assert date_of((3, 4, 2019), day_first=False) == d("2019-03-04")
    assert date_of((13, 4, 2019), day_first=False) is None


def test_a_split_year_waits_for_its_column() -> None:
    assert read_period("2010/11").freq == "split"
    assert read_period("2018/19").freq == "split"


@given(days)
def test_iso_dates_are_read_back(day: dt.date) -> None:
    assert read_period(day.isoformat()) == read_period(f"{day:%Y%m%d}") == read_period(f"{day:%d.%m.%Y}")
    assert read_period(day.isoformat()).start == day


@given(days, st.sampled_from(["en", "tr"]), st.sampled_from(["LLLL yyyy", "LLL yyyy", "yyyy LLLL"]))
def test_months_are_read_as_cldr_writes_them(day: dt.date, language: str, pattern: str) -> None:
    period = read_period(format_date(day, pattern, locale=language))
    assert (period.freq, period.start) == ("M", day.replace(day=1))


@given(days, st.sampled_from("AQMD"))
def test_the_first_day_of_a_period_is_one(day: dt.date, freq: str) -> None:
    assert is_first_day(first_day(day, freq), freq)
    assert first_day(day, freq) <= day
    assert is_last_day(day, freq) == is_first_day(day + dt.timedelta(1), freq)


@given(st.text(max_size=30))
def test_any_text_is_read_as_something(text: str) -> None:
    period = read_period(text)
    assert bool(period.error) == (period.freq == "")


@pytest.mark.parametrize(
    ("dates", "freq"),
    [
        (["2019-01-01", "2019-02-01"], "M"),
        (["2019-01-31", "2019-02-28", "2019-06-30"], "M"),
        (["2019-01-01", "2019-04-01", "2019-07-01"], "Q"),
        (["2019-03-31", "2019-06-30", "2019-09-30"], "Q"),
        (["2017-01-01", "2018-01-01", "2019-01-01"], "A"),
        (["2017-12-31", "2018-12-31", "2019-12-31"], "A"),
        (["2019-01-01", "2019-01-02"], "D"),
        (["2019-01-15", "2019-01-18"], "D"),
        (["2019-01-01"], ""),
        (["2018-01-01", "2019-01-01"], ""),
        (["2019-01-07", "2019-01-14", "2019-01-21"], ""),
        (["2019-02-01", "2019-05-01", "2019-08-01"], ""),
    ],
)
def test_the_distance_between_dates_gives_their_frequency_or_leaves_it_open(dates: list[str], freq: str) -> None:
    assert infer_freq([d(date) for date in dates]) == freq


@pytest.mark.parametrize(("numerals", "freq"), [(("I", "II", "III", "IV"), "Q"), (("IV", "V", "XI", "XII"), "M")])
def test_roman_numerals_are_quarters_unless_one_is_above_four(
    numerals: tuple[str, ...], freq: str, catalog: Catalog
) -> None:
    text = "\n".join(["date,value", *(f"{numeral}/2019,{number}" for number, numeral in enumerate(numerals, 1))])
    read = preview(text.encode(), "x.csv", mapping=Mapping(indicator="x", ref_area="TUR"), catalog=catalog)
    assert read.status == "ready"
    assert set(read.observations["freq"]) == {freq}
    months = [4, 5, 11, 12] if freq == "M" else [1, 4, 7, 10]
    assert read.observations["time_period"].dt.month.tolist() == months
    assert ("Roman numerals" in read.decisions) == (freq == "M")
