"""What the models accept, and what they refuse before they begin."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from indicators.errors import SeriesTooShortError, TrendError
from indicators.trends.series import as_regular, read_series


def read(series: object, at_least: int = 3, **options: bool) -> object:
    return read_series(series, question="A question", at_least=at_least, **options)


@pytest.mark.parametrize(
    ("index", "freq", "first"),
    [
        (pd.period_range("2001-01", periods=30, freq="M"), "M", "2001-01"),
        (pd.date_range("2001-01-01", periods=30, freq="MS"), "M", "2001-01"),
        (pd.date_range("2001-01-31", periods=30, freq="ME"), "M", "2001-01"),
        (pd.Index([f"{2001 + i // 12}-{i % 12 + 1:02d}" for i in range(30)]), "M", "2001-01"),
        (pd.date_range("2001-01-01", periods=30, freq="QS"), "Q", "2001Q1"),
        (pd.Index([f"{2001 + i // 4}Q{i % 4 + 1}" for i in range(30)]), "Q", "2001Q1"),
        (pd.period_range("2001", periods=30, freq="Y"), "Y", "2001"),
        (pd.date_range("2001-12-31", periods=30, freq="YE"), "Y", "2001"),
        (pd.Index([str(2001 + i) for i in range(30)]), "Y", "2001"),
        (pd.RangeIndex(2001, 2031), None, "2001"),
        (pd.Index([2001.0 + i for i in range(30)]), None, "2001"),
    ],
    ids=str,
)
def test_every_usual_index_is_read_as_periods_or_numbers(index: pd.Index, freq: str | None, first: str) -> None:
    series = read(pd.Series(np.arange(30.0), index=index))
    assert series.freq == freq
    assert str(series.index[0]) == first
    np.testing.assert_array_equal(series.values, np.arange(30.0))


def test_order_and_missing_rows_do_not_matter() -> None:
    whole = pd.Series(np.arange(10.0), index=pd.period_range("2020-01", periods=10, freq="M"))
    shuffled = whole.sample(frac=1, random_state=1).drop(pd.Period("2020-04", "M"))
    series = read(shuffled)
    assert list(series.index) == list(whole.index)
    assert np.isnan(series.values[3])
    np.testing.assert_array_equal(series.observed, [0, 1, 2, 4, 5, 6, 7, 8, 9])


def test_empty_ends_are_cut_off() -> None:
    series = read(pd.Series([np.nan, np.nan, 1.0, 2.0, 3.0, np.nan], index=pd.RangeIndex(6)))
    assert list(series.index) == [2, 3, 4]


def test_a_short_series_is_refused_with_both_numbers() -> None:
    with pytest.raises(SeriesTooShortError, match=r"needs at least 20 months with a value; trade has 5"):
        read(pd.Series(np.arange(5.0), index=pd.period_range("2020-01", periods=5, freq="M"), name="trade"), 20)


@pytest.mark.parametrize("values", [[], [np.nan, np.nan]])
def test_a_series_without_any_value_is_too_short(values: list[float]) -> None:
    with pytest.raises(SeriesTooShortError, match="has 0"):
        read(pd.Series(values, dtype=float))


@pytest.mark.parametrize(
    ("series", "message"),
    [
        (pd.Series([1.0, np.inf, 2.0]), "infinite"),
        (pd.Series(["a", "b", "c"]), "needs numbers"),
        (pd.Series([1.0, 2.0], index=pd.PeriodIndex(["2020-01", "2020-01"], freq="M")), "two values for 2020-01"),
        (pd.Series([1.0, 2.0], index=pd.date_range("2020-01-01", periods=2, freq="D")), "1 days apart"),
        (pd.Series([1.0, 2.0], index=pd.period_range("2020-01-01", periods=2, freq="D")), "by month, quarter or year"),
        (pd.Series([1.0, 2.0], index=["spring", "summer"]), "is not dates"),
        (pd.Series([1.0, 2.0], index=[2001.0, 2001.5]), "fractions"),
    ],
)
def test_what_cannot_be_read_says_why(series: pd.Series, message: str) -> None:
    with pytest.raises(TrendError, match=message):
        read(series, 1)


def test_a_gap_is_refused_where_the_method_needs_every_month() -> None:
    series = pd.Series([1.0, np.nan, 3.0, 4.0], index=pd.period_range("2020-01", periods=4, freq="M"))
    assert len(read(series)) == 4
    with pytest.raises(TrendError, match="no value for February 2020"):
        read(series, gaps=False)


def test_a_series_that_never_changes_has_no_answer() -> None:
    with pytest.raises(TrendError, match="nothing changes"):
        read(pd.Series([0.1] * 30), must_vary=True)


def test_positions_are_found_by_any_spelling_of_a_period() -> None:
    series = read(pd.Series(np.arange(24.0), index=pd.period_range("2020-01", periods=24, freq="M")))
    assert {series.position(when) for when in ("2020-03", pd.Period("2020-03", "M"), pd.Timestamp("2020-03-17"))} == {2}
    with pytest.raises(TrendError, match="runs from January 2020 to December 2021"):
        series.position("2031-01")


def test_frames_become_regular_too() -> None:
    frame = pd.DataFrame({"x": [1.0, 2.0]}, index=pd.PeriodIndex(["2020-01", "2020-03"], freq="M"))
    assert as_regular(frame)["x"].isna().tolist() == [False, True, False]
