"""Stored series in FRED's units and frequencies, held against what the sources themselves publish."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.catalog import Catalog
from indicators.errors import SeriesError
from indicators.index import Origin
from indicators.index.series import (
    UNITS,
    StoredSeries,
    aggregated,
    bases,
    in_unit,
    monthly_coverage,
    read_series,
    stretches,
)
from indicators.model import OBSERVATION_COLUMNS, Pair
from indicators.store import Store
from indicators.text import period_name

TURKIYE = Pair(a="USA", b="TUR")


@pytest.fixture(scope="module")
def series(shipped_store: Store, catalog: Catalog) -> dict[str, StoredSeries]:
    """All series of the United States and Türkiye."""
    return read_series(Origin(shipped_store, catalog), shipped_store.indicators(), TURKIYE)


def monthly(*values: float, start: str = "2020-01") -> pd.Series:
    """Figures of consecutive months."""
    return pd.Series(values, index=pd.period_range(start, periods=len(values), freq="M"), dtype=float)


# --- published values ------------------------------------------------------------------------------


@pytest.mark.parametrize(("month", "percent"), [("1990-12", 6.1), ("2022-06", 9.1), ("2022-12", 6.5)])
def test_inflation_is_what_the_bureau_of_labor_statistics_announced(
    series: dict[str, StoredSeries], month: str, percent: float
) -> None:
    assert round(series["consumer_prices.M.a"].shown("percent_change_from_year_ago")[month], 1) == percent


def test_prices_rose_by_1_4_percent_in_june_2022(series: dict[str, StoredSeries]) -> None:
    assert round(series["consumer_prices.M.a"].shown("percent_change")["2022-06"], 1) == 1.4


@pytest.mark.parametrize(("year", "mean"), [("2022", 292.655), ("2023", 304.702)])
def test_the_yearly_price_index_is_the_published_annual_average(
    series: dict[str, StoredSeries], year: str, mean: float
) -> None:
    assert round(series["consumer_prices.M.a"].shown(freq="A")[year], 3) == pytest.approx(mean, abs=0.0011)


def test_the_shutdown_of_october_2025_leaves_a_gap_and_no_year(series: dict[str, StoredSeries]) -> None:
    prices = series["consumer_prices.M.a"]
    assert np.isnan(prices.figures["2025-10"])
    assert np.isnan(prices.shown("percent_change")["2025-11"])
    assert np.isnan(prices.shown(freq="Q")["2025Q4"])
    assert np.isnan(prices.shown(freq="A")["2025"])


# --- identities ------------------------------------------------------------------------------------

FLOWS = st.lists(st.floats(0.1, 1e6), min_size=25, max_size=60).map(lambda values: monthly(*values))


@settings(deadline=None)
@given(FLOWS)
def test_quarters_and_months_of_a_flow_give_the_same_year(figures: pd.Series) -> None:
    by_quarter = aggregated(aggregated(figures, "Q", "flow"), "A", "flow")
    pd.testing.assert_series_equal(by_quarter, aggregated(figures, "A", "flow"))


@settings(deadline=None)
@given(FLOWS)
def test_a_coarse_series_cannot_be_made_finer(figures: pd.Series) -> None:
    years = aggregated(figures, "A", "level")
    assert aggregated(years, "Q", "level") is years


@settings(deadline=None)
@given(FLOWS)
def test_twelve_changes_are_the_change_from_a_year_ago(figures: pd.Series) -> None:
    summed = in_unit(figures, "change").rolling(12).sum()
    yearly = in_unit(figures, "change_from_year_ago")
    np.testing.assert_allclose(summed[12:], yearly[12:], rtol=0, atol=1e-6)


@settings(deadline=None)
@given(FLOWS)
def test_a_logarithm_grows_by_the_logarithm_of_the_percent_change(figures: pd.Series) -> None:
    growth = np.log1p(in_unit(figures, "percent_change") / 100)
    np.testing.assert_allclose(in_unit(figures, "log").diff()[1:], growth[1:], rtol=0, atol=1e-7)


@settings(deadline=None)
@given(FLOWS)
def test_an_index_is_100_on_average_in_its_base(figures: pd.Series) -> None:
    assert in_unit(figures, "index_to", "2021")["2021"].mean() == pytest.approx(100)
    assert in_unit(figures, "index_to", "2020-03")["2020-03"] == pytest.approx(100)


@pytest.mark.parametrize("freq", ["Q", "Y"])
@pytest.mark.parametrize("unit", ["change", "percent_change"])
def test_a_change_is_from_one_period_to_the_next_whatever_its_length(freq: str, unit: str) -> None:
    figures = pd.Series([100.0, 110.0, 99.0], index=pd.period_range("2020", periods=3, freq=freq))
    expected = [10.0, -11.0] if unit == "change" else [10.0, -10.0]
    np.testing.assert_allclose(in_unit(figures, unit)[1:], expected)


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit != "index_to"])
def test_a_gap_is_never_filled(unit: str) -> None:
    figures = monthly(*range(1, 31))
    figures["2021-06"] = np.nan
    assert np.isnan(in_unit(figures, unit)["2021-06"])


def test_formulas_are_those_of_the_steps() -> None:
    assert UNITS["percent_change_from_year_ago"].formula == "100 · (x_t / x_{t−12} − 1)"
    assert UNITS["change"].formula == "x_t − x_{t−months}"


# --- refusals --------------------------------------------------------------------------------------


def test_no_logarithm_of_zero() -> None:
    with pytest.raises(SeriesError, match=r"Gas: there is no logarithm of 0 \(February 2020\)"):
        in_unit(monthly(1, 0, 2), "log", name="Gas")


@pytest.mark.parametrize(("base", "why"), [("2019", "no figure"), ("2020-02", "not above zero")])
def test_an_index_needs_a_base_above_zero_with_figures(base: str, why: str) -> None:
    with pytest.raises(SeriesError, match=why):
        in_unit(monthly(1, -2, 2), "index_to", base)


def test_bases_are_years_then_months_in_which_all_have_figures() -> None:
    years = pd.Series([1.0, 2.0], index=pd.period_range("2020", periods=2, freq="Y"))
    found = bases([years, monthly(*range(14), start="2020-11")])
    assert found[0] == "2021"
    assert found[1:3] == ("2021-12", "2021-11")
    assert found[-1] == "2020-11"


# --- reading ---------------------------------------------------------------------------------------


def test_keys_are_the_same_for_every_pair(shipped_store: Store, catalog: Catalog) -> None:
    greece = read_series(Origin(shipped_store, catalog), shipped_store.indicators(), Pair(a="USA", b="GRC"))
    assert {"goods_trade.M.a.b", "goods_trade.M.b.a", "un_ideal_point.A.b"} <= greece.keys()
    assert greece["goods_trade.M.b.a"].ref_area == "GRC"


def test_a_figure_is_there_from_the_day_it_could_be_known(shipped_store: Store, catalog: Catalog) -> None:
    lag = catalog.indicator("consumer_prices").publication_lag_days
    known = dt.date(2022, 6, 30) + dt.timedelta(days=lag)
    before = read_series(
        Origin(shipped_store, catalog), shipped_store.indicators(), TURKIYE, known - dt.timedelta(days=1)
    )["consumer_prices.M.a"]
    after = read_series(Origin(shipped_store, catalog), shipped_store.indicators(), TURKIYE, known)[
        "consumer_prices.M.a"
    ]
    assert str(before.figures.index[-1]) == "2022-05"
    assert str(after.figures.index[-1]) == "2022-06"


def test_what_nobody_described_is_read_as_a_level_and_days_are_months(own_file: Path, catalog: Catalog) -> None:
    days = pd.date_range("2024-01-01", "2024-03-15")
    rows = pd.DataFrame({"time_period": days, "obs_value": days.month.astype(float)})
    rows = rows.assign(indicator="hotel_prices", ref_area="TUR", counterpart_area="", freq="D", obs_status="A", note="")
    with Store.open(own_file) as store:
        store.add_observations(rows[list(OBSERVATION_COLUMNS)], title="hotels", sha256="0" * 64)
        found = read_series(Origin(store, catalog), store.indicators(), TURKIYE)["hotel_prices.D.b"]
    assert found.described is None
    assert found.unit_shown("change") == "unit not described"
    assert found.figures.tolist() == [1, 2, 3]


def test_summary_names_the_period_of_each_extreme(series: dict[str, StoredSeries]) -> None:
    troops = series["us_troops.A.a.b"].summary
    assert troops.last is not None
    assert troops.previous is not None
    assert troops.last[0] > troops.previous[0]
    assert troops.high is not None
    assert troops.high[1] == series["us_troops.A.a.b"].figures.max()
    assert period_name(pd.Period("2008Q3")) == "Q3 2008"


# --- where figures stand ---------------------------------------------------------------------------


def test_a_session_of_the_united_nations_stands_from_october(series: dict[str, StoredSeries]) -> None:
    votes = series["un_ideal_point.A.b"]
    last = stretches(votes).iloc[-1]
    assert last["state"] == "figure"
    assert str(last["end"]) == f"{votes.figures.index[-1].year + 1}-09"


def test_stretches_of_a_yearly_figure_with_gaps_are_its_calendar_years(series: dict[str, StoredSeries]) -> None:
    found = stretches(series["wgi_rule_of_law.A.b"])
    assert found["state"].tolist()[:5] == ["figure", "missing", "figure", "missing", "figure"]
    assert (str(found["start"][1]), str(found["end"][1])) == ("1997-01", "1997-12")


def test_a_year_without_the_october_of_the_shutdown_has_eleven_months(series: dict[str, StoredSeries]) -> None:
    prices = monthly_coverage(series["consumer_prices.M.a"], range(2023, 2026))
    assert prices.tolist() == pytest.approx([1, 1, 11 / 12])
    governance = monthly_coverage(series["wgi_rule_of_law.A.b"], range(1995, 2000))  # published every other year then
    assert governance.tolist() == [0, 1, 0, 1, 0]


def test_carried_months_follow_the_last_figure_and_never_replace_one(series: dict[str, StoredSeries]) -> None:
    trade = series["goods_trade.M.a.b"]
    last = trade.figures.index[-1]
    carried = pd.Series(True, index=pd.period_range(last - 3, last + 2, freq="M"))
    found = stretches(trade, carried)
    assert found["state"].tolist() == ["figure", "carried"]
    assert (found["start"][1], found["end"][1]) == (last + 1, last + 2)
