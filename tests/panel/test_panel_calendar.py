"""Months, periods that hold, and what is carried how far."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import PanelError
from indicators.panel.calendar import (
    Grid,
    carry,
    first_whole_month,
    last_whole_month,
    month_number,
    month_of,
    month_text,
    take,
)

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 30))
LEVEL = {"source": {"indicator": "x"}, "role": "a"}


@settings(deadline=None, max_examples=60)
@given(DAYS)
def test_a_month_is_pandas_ordinal_and_reads_back(day):
    assert month_of(day) == pd.Period(day, "M").ordinal
    assert month_number(month_text(month_of(day))) == month_of(day)


@settings(deadline=None, max_examples=60)
@given(DAYS)
def test_whole_months_end_on_their_last_day_and_begin_on_their_first(day):
    ends = (day + dt.timedelta(days=1)).day == 1
    assert last_whole_month(day) == month_of(day) - (0 if ends else 1)
    assert first_whole_month(day) == month_of(day) + (0 if day.day == 1 else 1)


def test_the_edges_of_a_grid_are_the_first_days_of_its_months_leap_years_included():
    grid = Grid(month_number("2023-12"), month_number("2024-03"))
    days = [dt.date(2023, 12, 1), dt.date(2024, 1, 1), dt.date(2024, 2, 1), dt.date(2024, 3, 1), dt.date(2024, 4, 1)]
    assert grid.edges.tolist() == [(day - dt.date(1970, 1, 1)).days for day in days]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(st.none(), st.floats(-9, 9)), min_size=1, max_size=60), st.integers(0, 12))
def test_nothing_is_carried_longer_than_allowed_nor_across_a_newer_value(values, max_age):
    array = np.array([np.nan if value is None else value for value in values])
    positions = carry(array, max_age)
    stood = take(array, positions)
    for month, position in enumerate(positions):
        if position < 0:
            assert np.isnan(array[max(0, month - max_age) : month + 1]).all()
            assert np.isnan(stood[month])
        else:
            assert 0 <= month - position <= max_age
            assert np.isnan(array[position + 1 : month + 1]).all()
            assert stood[month] == array[position]


@pytest.mark.parametrize(
    ("freq", "shift", "first", "last"),
    [
        ("A", 0, "2015-01", "2015-12"),
        ("A", 9, "2015-10", "2016-09"),
        ("A", -3, "2014-10", "2015-09"),
        ("Q", 0, "2015-01", "2015-03"),
        ("Q", 2, "2015-03", "2015-05"),
        ("M", 0, "2015-01", "2015-01"),
    ],
)
def test_a_figure_stands_for_its_period_from_when_it_was_measured(panel, rows, indicator, freq, shift, first, last):
    built = panel(
        {"x": LEVEL},
        [rows("x", "USA", "", {"2015-01-01": 7.0}, freq)],
        indicators=[indicator("x", freq=freq, kind="level", about="area", valid_from_months=shift)],
        start="2014-01",
        end="2017-12",
    )
    stands = built.matrix["x"].dropna()
    assert (str(stands.index[0]), str(stands.index[-1])) == (first, last)
    assert (stands == 7).all()
    assert not built.carried["x"].any()


@pytest.mark.parametrize(("kind", "expected"), [("level", 2.0), ("flow", 6.0)])
def test_days_become_the_months_mean_or_sum(panel, rows, indicator, kind, expected):
    days = {"2015-01-05": 1.0, "2015-01-06": 2.0, "2015-01-07": 3.0, "2015-02-27": float("nan"), "2015-03-02": 9.0}
    built = panel(
        {"x": LEVEL},
        [rows("x", "USA", "", days, "D")],
        indicators=[indicator("x", freq="D", kind=kind, about="area")],
    )
    assert built.matrix["x"].to_list() == pytest.approx([expected, np.nan, 9.0], nan_ok=True)


def test_a_month_of_days_counts_when_it_is_over(panel, rows, indicator):
    settings = {"indicators": [indicator("x", freq="D", kind="level", about="area")]}
    days = rows("x", "USA", "", {"2015-01-05": 1.0, "2015-02-02": 2.0}, "D")
    assert list(panel({"x": LEVEL}, [days], as_of="2015-02-27", **settings).matrix["x"]) == [1.0]
    assert list(panel({"x": LEVEL}, [days], as_of="2015-02-28", **settings).matrix["x"]) == [1.0, 2.0]


def test_the_result_is_carried_and_not_the_figure_before_the_steps(panel, rows, run, indicator):
    # A figure of 12 carried into the mean of three months would raise it every month without any news.
    built = panel(
        {
            "mean": {**LEVEL, "steps": [{"step": "mean", "months": 3}], "max_age_months": 2},
            "clock": {"source": {"indicator": "clock"}, "role": "a"},
        },
        [rows("x", "USA", "", run("2015-01", 0, 0, 12)), rows("clock", "USA", "", run("2015-01", *range(1, 8)))],
    )
    assert built.matrix["mean"].to_list() == pytest.approx([np.nan, np.nan, 4, 4, 4, np.nan, np.nan], nan_ok=True)
    assert built.carried["mean"].to_list() == [False, False, False, True, True, False, False]


def test_a_gap_is_carried_over_like_an_end(panel, rows, run):
    built = panel(
        {"x": {**LEVEL, "max_age_months": 1}},
        [rows("x", "USA", "", {**run("2015-01", 1), **run("2015-04", 4)})],
    )
    assert built.matrix["x"].to_list() == pytest.approx([1, 1, np.nan, 4], nan_ok=True)
    assert built.carried["x"].to_list() == [False, True, False, False]


def test_the_panel_ends_where_the_latest_figure_was_measured(panel, rows, run, indicator):
    # A September stock stands until the next August, but no month later than its year has been seen yet.
    built = panel(
        {
            "stock": {"source": {"indicator": "stock"}, "role": "a", "max_age_months": 24},
            "flow": {"source": {"indicator": "flow"}, "role": "a", "max_age_months": 3},
        },
        [rows("stock", "USA", "", {"2015-01-01": 5.0}, "A"), rows("flow", "USA", "", run("2015-01", 1, 2))],
        indicators=[indicator("stock", freq="A", kind="level", about="area", valid_from_months=8)],
    )
    assert str(built.matrix.index[0]) == "2015-01"
    assert str(built.matrix.index[-1]) == "2015-12"


def test_start_and_end_are_the_definitions_or_those_asked_for(panel, rows, run):
    figures = [rows("x", "USA", "", run("2015-01", 1, 2, 3, 4))]
    begun = panel({"x": LEVEL}, figures, definition={"start": "2014-11"})
    assert [str(month) for month in begun.matrix.index[[0, -1]]] == ["2014-11", "2015-04"]
    asked = panel({"x": LEVEL}, figures, definition={"start": "2014-11"}, start="2015-02", end="2015-06")
    assert asked.matrix["x"].to_list() == pytest.approx([2, 3, 4, np.nan, np.nan], nan_ok=True)
    assert asked.matrix.index.name == "month"


def test_no_month_after_the_as_of_day_exists(panel, rows, run):
    figures = [rows("x", "USA", "", run("2015-01", 1, 2, 3, 4))]
    built = panel({"x": LEVEL}, figures, as_of="2015-03-10", end="2015-12")
    assert str(built.matrix.index[-1]) == "2015-03"


def test_two_figures_for_one_month_are_refused(panel, rows):
    doubled = rows("x", "USA", "", {"2015-01-01": 1.0})
    with pytest.raises(PanelError, match=r"'x' \(USA\) has two figures for 2015-01-01"):
        panel({"x": LEVEL}, [doubled, doubled])
    with pytest.raises(PanelError, match="two figures that both stand for 2015-06"):
        panel({"x": LEVEL}, [rows("x", "USA", "", {"2015-01-01": 1.0, "2015-06-01": 2.0}, "A")])


def test_a_span_that_is_empty_or_has_no_figures_is_refused_with_a_way_out(panel, rows, run):
    figures = [rows("x", "USA", "", run("2015-01", 1, 2))]
    with pytest.raises(PanelError, match="begin in 2016-01 and end in 2015-02; choose an earlier start"):
        panel({"x": LEVEL}, figures, start="2016-01")
    with pytest.raises(PanelError, match="No component of 'unnamed' has a value for USA-TUR"):
        panel({"x": LEVEL})
    with pytest.raises(PanelError, match=r"2020-01 is not a month of this panel; it runs from 2015-01 to 2015-02"):
        panel({"x": LEVEL}, figures).trace("x", "2020-01")


def test_the_panel_never_goes_past_the_end_of_the_definition(panel, rows, run):
    figures = [rows("x", "USA", "", run("2015-01", 1, 2, 3, 4))]
    for asked in ({}, {"end": "2015-04"}):
        built = panel({"x": LEVEL}, figures, definition={"end": "2015-02"}, **asked)
        assert built.matrix["x"].to_list() == [1, 2]


def test_a_component_that_is_not_there_is_named_with_those_that_are(panel, rows, run):
    built = panel({"x": LEVEL}, [rows("x", "USA", "", run("2015-01", 1))])
    with pytest.raises(PanelError, match="no component 'y' in this panel; it has x"):
        built.why_missing("y", "2015-01")
