"""The figures agree with what was published elsewhere, with one another, and respect the traps of their sources."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from shipping import SHIPPED

from indicators.catalog import Catalog
from indicators.catalog.shipped import read_observations

GOLDEN = Path(__file__).parent / "golden"
YEAR_TOTALS = pd.read_csv(GOLDEN / "turkiye_goods_trade_by_year.csv")
PUBLISHED = pd.read_csv(GOLDEN / "published_values.csv", keep_default_na=False, dtype={"counterpart_area": str})


@pytest.fixture(scope="module")
def figures(catalog: Catalog) -> dict[str, pd.Series]:
    """All shipped figures: per indicator a series by ref_area, counterpart_area, time_period."""
    key = ["ref_area", "counterpart_area", "time_period"]
    return {id: frame.set_index(key)["obs_value"] for id, frame, _ in catalog.shipped_observations()}


def _across(series: pd.Series, level: str) -> pd.DataFrame:
    """The areas or periods of one level as columns."""
    return series.unstack(level)  # noqa: PD010 (pivot_table would average)


@pytest.mark.parametrize("row", list(YEAR_TOTALS.itertuples()), ids=lambda row: str(row.year))
def test_months_of_trade_with_turkiye_sum_to_the_published_year(row: tuple, figures: dict[str, pd.Series]) -> None:
    year = str(row.year)
    assert len(figures["goods_trade"]["USA", "TUR"].loc[year]) == 12
    assert figures["goods_trade"]["USA", "TUR"].loc[year].sum() == pytest.approx(row.exports, abs=0.3)
    assert figures["goods_trade"]["TUR", "USA"].loc[year].sum() == pytest.approx(row.imports, abs=0.3)


@pytest.mark.parametrize(("year", "total"), [("2020", 20_960), ("2021", 27_794)])
def test_total_trade_with_turkiye(year: str, total: float, figures: dict[str, pd.Series]) -> None:
    both = figures["goods_trade"]["USA", "TUR"].loc[year].sum() + figures["goods_trade"]["TUR", "USA"].loc[year].sum()
    assert both == pytest.approx(total, abs=1)


@pytest.mark.parametrize("row", list(PUBLISHED.itertuples()), ids=lambda row: f"{row.indicator}-{row.first_period}")
def test_figures_published_elsewhere(row: tuple, figures: dict[str, pd.Series]) -> None:
    series = figures[row.indicator][row.ref_area, row.counterpart_area]
    assert series.loc[row.first_period : row.last_period].sum() == pytest.approx(row.published, abs=row.tolerance)


def test_trade_with_turkiye_has_every_month_since_1985(figures: dict[str, pd.Series]) -> None:
    months = pd.date_range("1985-01-01", "2026-08-01", freq="MS")
    for pair in (("USA", "TUR"), ("TUR", "USA")):
        assert figures["goods_trade"][pair].index.equals(pd.DatetimeIndex(months, dtype="datetime64[us]", freq=None))


def test_partners_never_trade_more_than_the_world(figures: dict[str, pd.Series]) -> None:
    for exports in (True, False):
        flow = figures["goods_trade"].xs("USA", level=0 if exports else 1)
        flow = _across(flow, "counterpart_area" if exports else "ref_area")
        assert (flow.drop(columns="WLD").sum(axis=1) < flow["WLD"]).loc[flow["WLD"].notna()].all()


def test_lng_destinations_sum_to_the_world_where_all_are_known(figures: dict[str, pd.Series]) -> None:
    shipments = _across(figures["lng_exports"]["USA"], "counterpart_area").loc["2021-10":"2024-09"]
    difference = shipments.drop(columns="WLD").sum(axis=1) - shipments["WLD"]
    assert difference.abs().max() <= 4


def test_gas_suppliers_never_deliver_more_than_all_of_them(figures: dict[str, pd.Series]) -> None:
    for id in ("gas_imports_annual", "gas_imports_monthly", "gas_imports_energy"):
        imports = _across(figures[id], "ref_area")
        known = imports["WLD"].notna()
        assert (imports.drop(columns="WLD").sum(axis=1) <= imports["WLD"])[known].all()


def test_gas_suppliers_reach_the_total_in_every_whole_month() -> None:
    rows = read_observations(SHIPPED / "indicators" / "gas_imports_by_supplier.csv", "gas_imports_by_supplier")
    rows = rows.set_index(["time_period", "ref_area"])
    whole = rows["note"].str.startswith("all")
    months = _across(rows.loc[whole, "obs_value"], "ref_area")
    assert set(pd.date_range("2025-01-01", "2026-02-01", freq="MS")) < set(months.index)
    assert not set(months.index) & set(rows.index[~whole].get_level_values("time_period"))
    suppliers = months.drop(columns="WLD").sum(axis=1)
    assert ((suppliers - months["WLD"]).abs() <= 0.01 * months["WLD"]).all()
    others = _across(rows.loc[~whole, "obs_value"], "ref_area").dropna(subset="WLD")
    assert (others.drop(columns="WLD").sum(axis=1) <= others["WLD"]).all()


def test_liquefied_gas_is_a_part_of_all_gas(figures: dict[str, pd.Series]) -> None:
    assert (figures["lng_imports_energy"] < figures["gas_imports_energy"].loc[["WLD"]]).all()


def test_listings_move_by_additions_and_removals(figures: dict[str, pd.Series]) -> None:
    moved = figures["ofac_listed_entities"].groupby("counterpart_area").diff().dropna()
    net = (figures["ofac_additions"] - figures["ofac_removals"]).loc[moved.index]
    assert len(moved) == 40 * 47
    assert (moved == net).all()


def test_september_stock_of_forces_is_the_third_quarter_s(figures: dict[str, pd.Series]) -> None:
    annual, quarterly = figures["us_troops"], figures["us_troops_quarterly"].reset_index()
    september = quarterly[quarterly["time_period"].dt.month == 7].copy()
    september["time_period"] -= pd.DateOffset(months=6)
    september = september.set_index(["ref_area", "counterpart_area", "time_period"])["obs_value"]
    both = annual.index.intersection(september.index)
    assert len(both) > 700
    assert (annual[both] == september[both]).all()


def test_bounds_hold_the_estimate(figures: dict[str, pd.Series], catalog: Catalog) -> None:
    bounded = [indicator for indicator in catalog.indicators.values() if indicator.low and indicator.high]
    assert bounded
    for indicator in bounded:
        assert (figures[indicator.low] <= figures[indicator.id]).all()
        assert (figures[indicator.id] <= figures[indicator.high]).all()


def test_shares_and_indices_stay_in_their_range(figures: dict[str, pd.Series]) -> None:
    for id in ("un_agreement", "vdem_libdem", "vdem_polyarchy"):
        assert figures[id].between(0, 1).all()
    assert figures["us_favourability"].between(0, 100).all()
    assert set(figures["ambassador_in_post"]) == {0.0, 1.0}


def test_no_member_votes_with_the_united_states_as_israel_does(figures: dict[str, pd.Series]) -> None:
    mean = figures["un_agreement"]["USA"].loc[:, "2000":].groupby("counterpart_area").mean()
    assert mean.idxmax() == "ISR"


def test_a_dollar_costs_lira_and_not_the_reverse(figures: dict[str, pd.Series]) -> None:
    rate = figures["exchange_rate_usd"]["TUR", ""]
    assert 1.3 < rate["2005-01-01"] < 1.4
    assert 13 < rate["2021-12-01"] < 14


class TestTraps:
    def test_prices_of_october_2025_were_never_collected(self, figures: dict[str, pd.Series]) -> None:
        prices = figures["consumer_prices"]["USA", ""].loc["2025-09":"2025-11"]
        assert prices.index.month.tolist() == [9, 11]

    def test_sessions_that_are_not_whole_are_left_out_for_all(self, figures: dict[str, pd.Series]) -> None:
        """The session of 2023 lacks Türkiye's votes in the file of June 2024; that of 2024 has 6 to 8 votes."""
        for id, last in {"un_ideal_point": "2023", "un_agreement": "2022"}.items():
            assert figures[id].index.get_level_values("time_period").max() == pd.Timestamp(f"{last}-01-01")

    def test_an_ideal_point_lies_inside_its_interval(self, figures: dict[str, pd.Series]) -> None:
        point, low, high = (figures[f"un_ideal_point{side}"] for side in ("", "_low", "_high"))
        assert point.index.equals(low.index)
        assert point.index.equals(high.index)
        assert (low < high).all()
        assert ((low <= point) & (point <= high)).mean() > 0.999

    def test_sessions_with_fewer_than_twenty_votes_are_left_out(self, catalog: Catalog) -> None:
        agreement = next(frame for id, frame, _ in catalog.shipped_observations() if id == "un_agreement")
        assert agreement["note"].str.removeprefix("n=").astype(int).min() >= 20

    def test_areas_without_an_iso_code_are_left_out(self, figures: dict[str, pd.Series]) -> None:
        for series in figures.values():
            areas = set(series.index.get_level_values(0)) | set(series.index.get_level_values(1))
            assert not areas & {"YAR", "YUG", "CSK", "DDR", "ANT", "XKX"}

    def test_israel_has_no_figures_where_the_published_file_has_a_hole(self, figures: dict[str, pd.Series]) -> None:
        assert figures["goods_trade"]["USA", "ISR"].loc["1989"].index.month.tolist() == [9, 10, 11, 12]
        assert figures["goods_trade"]["ISR", "USA"].loc["1989"].index.month.tolist() == [7, 8, 9, 10, 11, 12]

    def test_incomplete_fiscal_years_of_aid_are_left_out(self, figures: dict[str, pd.Series]) -> None:
        for id in ("foreign_aid_obligations", "foreign_aid_disbursements"):
            assert figures[id].index.get_level_values("time_period").max() == pd.Timestamp("2020-01-01")

    def test_figures_that_will_be_revised_are_provisional(self, catalog: Catalog) -> None:
        trade = next(frame for id, frame, _ in catalog.shipped_observations() if id == "goods_trade")
        assert set(trade.loc[trade["time_period"] >= "2026", "obs_status"]) == {"P"}

    def test_no_shipments_of_gas_are_known_before_2016(self, figures: dict[str, pd.Series]) -> None:
        assert figures["lng_exports"]["USA", "TUR"].index.min() == pd.Timestamp("2016-01-01")

    def test_the_embassy_in_ankara_was_vacant_from_bass_to_satterfield(self, figures: dict[str, pd.Series]) -> None:
        """Bass left on 15 October 2017; Satterfield presented his credentials on 28 August 2019."""
        post = figures["ambassador_in_post"]["USA", "TUR"]
        assert (post.loc["2017-10":"2019-07"] == 0).all()
        assert post["2017-09-01"] == post["2019-08-01"] == 1
