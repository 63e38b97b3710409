"""When did the level shift? Published dates and intervals, and how often the answer is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from indicators.errors import SeriesTooShortError, TrendError
from indicators.trends import level_shifts, level_shifts_by_group
from indicators.wording.trends import summary


def autoregression(random: np.random.Generator, n: int, root: float) -> np.ndarray:
    values, shocks = np.zeros(n + 60), random.normal(size=n + 60)
    for t in range(1, n + 60):
        values[t] = root * values[t - 1] + shocks[t]
    return values[60:]


# --- published results -----------------------------------------------------------------------------------


def test_the_nile_has_one_break_at_1898(nile: pd.Series, published: dict[str, Any]) -> None:
    expected = published["nile_breaks"]
    result = level_shifts(nile)
    assert len(result.shifts) == 1
    shift = result.shifts.iloc[0]
    assert [shift["low"].year, shift["date"].year, shift["high"].year] == [
        expected["low"],
        expected["date"],
        expected["high"],
    ]
    assert result.tests["sup_f"].iloc[0] == pytest.approx(expected["sup_f"], abs=0.005)
    assert result.p_value < 1e-6
    assert shift["before"] == pytest.approx(nile[:"1898"].mean())
    assert shift["after"] == pytest.approx(nile["1899":].mean())
    assert "after 1898 (95 % interval 1895 to 1902)" in summary(result)


def test_driver_deaths_break_after_72_and_156_months(driver_deaths: pd.Series, published: dict[str, Any]) -> None:
    result = level_shifts(driver_deaths, min_share=0.15)
    assert result.shifts["observations_before"].tolist() == published["driver_deaths_breaks"]["observations_before"]
    assert [str(date) for date in result.shifts["date"]] == ["1974-12", "1981-12"]


@pytest.mark.parametrize(
    ("index", "date"),
    [
        (pd.period_range("1871", "1970", freq="Y"), pd.Period("1898", "Y")),
        (pd.date_range("1871-01-01", periods=100, freq="YS"), pd.Period("1898", "Y")),
        (pd.RangeIndex(1871, 1971), 1898),
        (pd.RangeIndex(100), 27),
    ],
    ids=["periods", "dates", "years", "numbers"],
)
def test_the_date_is_a_label_of_the_series(nile: pd.Series, index: pd.Index, date: object) -> None:
    assert level_shifts(nile.set_axis(index)).shifts["date"].iloc[0] == date


# --- how often it is right -------------------------------------------------------------------------------


def test_a_shift_of_known_size_is_inside_its_interval() -> None:
    random = np.random.default_rng(11)
    covered, exactly_one = [], []
    for _ in range(200):
        at = int(random.integers(50, 110))
        values = random.normal(size=160) + 1.5 * (np.arange(160) >= at)
        shifts = level_shifts(pd.Series(values), errors="independent").shifts
        exactly_one.append(len(shifts) == 1)
        covered.append(((shifts["low"] <= at - 1) & (shifts["high"] >= at - 1)).any())
    assert 0.92 <= np.mean(covered) <= 0.99
    assert np.mean(exactly_one) > 0.9


def test_intervals_hold_for_serially_correlated_errors() -> None:
    random = np.random.default_rng(12)
    covered = []
    for _ in range(100):
        values = autoregression(random, 200, 0.5) + 4 * (np.arange(200) >= 100)
        shifts = level_shifts(pd.Series(values)).shifts
        nearest = shifts.iloc[(shifts["date"] - 99).abs().argmin()]
        covered.append(nearest["low"] <= 99 <= nearest["high"])
    assert np.mean(covered) >= 0.9


def test_without_a_shift_the_false_rate_is_the_stated_one() -> None:
    random = np.random.default_rng(13)
    results = [level_shifts(pd.Series(random.normal(size=160)), errors="independent") for _ in range(300)]
    assert 0.02 <= np.mean([result.p_value < 0.05 for result in results]) <= 0.08
    assert np.mean([len(result.shifts) > 0 for result in results]) < 0.06


def test_the_long_run_variance_keeps_the_false_rate_under_correlation() -> None:
    random = np.random.default_rng(14)
    series = [pd.Series(autoregression(random, 200, 0.5)) for _ in range(150)]
    plain = np.mean([level_shifts(one, errors="independent").p_value < 0.05 for one in series])
    robust = np.mean([level_shifts(one, errors="correlated").p_value < 0.05 for one in series])
    assert plain > 0.25
    assert robust < 0.12


def test_chance_is_told_by_simulated_series() -> None:
    random = np.random.default_rng(15)
    null = pd.DataFrame({i: autoregression(random, 150, 0.9) for i in range(99)})
    quiet = [level_shifts(pd.Series(autoregression(random, 150, 0.9)), null=null).p_value for _ in range(30)]
    assert np.mean([p <= 0.1 for p in quiet]) <= 0.25
    assert 0.3 <= np.mean(quiet) <= 0.7
    moved = level_shifts(pd.Series(autoregression(random, 150, 0.9) + 25 * (np.arange(150) >= 70)), null=null)
    assert moved.by_chance > 2
    assert moved.p_value == pytest.approx(0.01)
    largest = moved.shifts.loc[moved.shifts["change"].abs().idxmax()]
    assert largest["p_value"] == pytest.approx(0.01)
    said = summary(moved)
    assert said.startswith("one level shift stands out in the series: after 69 ")
    assert ", p = 0.01)" in said
    assert "Series in which nothing happens show" in said
    assert ("more, after" in said) == (len(moved.shifts) > 1)


def test_what_chance_makes_is_no_headline() -> None:
    """A slow wave without a shift: dates are found, none is sold as one."""
    random = np.random.default_rng(17)
    null = pd.DataFrame({i: autoregression(random, 150, 0.9) for i in range(99)})
    results = [level_shifts(pd.Series(autoregression(random, 150, 0.9)), null=null) for _ in range(20)]
    quiet = [one for one in results if len(one.shifts) and one.shifts["p_value"].min() >= 0.05]
    assert len(quiet) >= 10
    for one in quiet:
        said = summary(one)
        assert said.startswith("No level shift stands out in the series: ")
        assert all(str(date) in said for date in one.shifts["date"])


def test_without_simulated_series_nothing_is_said_to_stand_out(nile: pd.Series) -> None:
    said = summary(level_shifts(nile))
    assert "stands out" not in said
    assert "chance alone makes as much was not simulated" in said
    assert "from 1,098 to 850 (−248)" in said


# --- what is said ----------------------------------------------------------------------------------------


def test_the_reach_of_the_search_is_stated(nile: pd.Series) -> None:
    result = level_shifts(nile)
    assert (str(result.earliest), str(result.latest)) == ("1885", "1955")
    assert "No shift could be found before 1885 or after 1955" in summary(result)
    late = nile.copy()
    late[:] = np.random.default_rng(1).normal(size=100)
    late["1966":] += 30
    assert all(date <= result.latest for date in level_shifts(late).shifts["date"])


def test_events_inside_an_interval_are_listed(nile: pd.Series) -> None:
    events = pd.DataFrame(
        {
            "event_id": ["dam", "late", "law"],
            "kind": ["works", "works", "measure"],
            "title": ["First dam begun", "Elsewhere", "A law ends"],
            "date_start": pd.to_datetime(["1899-02-12", "1950-01-01", "1850-01-01"]),
            "date_end": pd.to_datetime(["1902-12-10", None, "1896-01-01"]),
        }
    )
    inside = level_shifts(nile, events=events).events
    assert inside[["event_id", "what"]].to_numpy().tolist() == [["law", "ends"], ["dam", "begins"], ["dam", "ends"]]
    assert set(inside["shift"]) == {pd.Period("1898", "Y")}
    assert level_shifts(nile, events=events.drop(columns="date_end")).events["event_id"].tolist() == ["dam"]


def test_missing_months_are_left_out_and_said(monthly: Callable[..., pd.Series]) -> None:
    values = np.random.default_rng(5).normal(size=120) + 5 * (np.arange(120) >= 60)
    values[[10, 11, 90]] = np.nan
    result = level_shifts(monthly(values))
    assert str(result.shifts["date"].iloc[0]) == "2004-12"
    assert any("3 months without a value" in sentence for sentence in result.caveats)


def test_a_step_without_noise_is_dated_exactly() -> None:
    result = level_shifts(pd.Series(np.repeat([1.0, 2.0], 40)))
    assert result.shifts[["date", "low", "high"]].iloc[0].tolist() == [39, 39, 39]


def test_groups_are_judged_together() -> None:
    random = np.random.default_rng(16)
    groups = pd.DataFrame({f"quiet_{i}": random.normal(size=120) for i in range(8)})
    groups["moved"] = random.normal(size=120) + 3 * (np.arange(120) >= 60)
    groups["still"] = 100.0
    results, table = level_shifts_by_group(groups, rate=0.1, errors="independent")
    assert table.index.tolist() == list(groups.columns)
    assert table.loc["moved", "discovery"]
    assert table["discovery"].sum() == 1
    assert "nothing changes" in table.loc["still", "refused"]
    assert "still" not in results
    assert (table["q_value"].dropna() >= table["p_value"].dropna()).all()


@pytest.mark.parametrize(
    ("series", "options", "error", "message"),
    [
        (np.arange(10.0), {}, SeriesTooShortError, "needs at least 20 observations"),
        (np.full(50, 3.0), {}, TrendError, "nothing changes"),
        (np.arange(50.0), {"min_share": 0.6}, TrendError, "0.05 to 0.45"),
        (np.arange(50.0), {"null": pd.DataFrame(np.zeros((40, 5)))}, TrendError, "Simulate the same window"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    series: np.ndarray, options: dict[str, Any], error: type[TrendError], message: str
) -> None:
    with pytest.raises(error, match=message):
        level_shifts(pd.Series(series), **options)
