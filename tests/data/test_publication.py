"""The day from which a shipped figure counts as known is not before the day on which it was published."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from indicators.catalog import Catalog
from indicators.model import Indicator, known_from

RELEASES = [
    # US trade (FT-900): January, February and November 2022, December 2023
    ("goods_trade", "2022-01-01", "2022-03-08"),
    ("goods_trade", "2022-02-01", "2022-04-05"),
    ("goods_trade", "2022-11-01", "2023-01-05"),
    ("goods_trade", "2023-12-01", "2024-02-07"),
    # US consumer prices: December 2021, January 2023
    ("consumer_prices", "2021-12-01", "2022-01-12"),
    ("consumer_prices", "2023-01-01", "2023-02-14"),
    # EIA Natural Gas Monthly with figures of July 2026
    ("lng_exports", "2026-07-01", "2026-09-30"),
    # V-Dem versions 13, 14 and 15
    ("vdem_libdem", "2022-01-01", "2023-03-02"),
    ("vdem_libdem", "2023-01-01", "2024-03-07"),
    ("vdem_libdem", "2024-01-01", "2025-03-13"),
    # UN votes of session 77 (2022) in the file of June 2023, Pew's spring survey of 2025
    ("un_ideal_point", "2022-01-01", "2023-06-30"),
    ("us_favourability", "2025-01-01", "2025-06-11"),
]


def _known(indicator: Indicator, period: str) -> dt.date:
    return known_from(indicator, [np.datetime64(period)])[0].astype("datetime64[D]").item()


@pytest.mark.parametrize(("id", "period", "released"), RELEASES)
def test_no_figure_is_known_before_its_release_nor_much_later(
    id: str, period: str, released: str, catalog: Catalog
) -> None:
    wait = _known(catalog.indicator(id), period) - dt.date.fromisoformat(released)
    assert dt.timedelta(0) <= wait <= dt.timedelta(days=35)


def test_january_s_trade_is_known_by_the_middle_of_march(catalog: Catalog) -> None:
    assert _known(catalog.indicator("goods_trade"), "2026-01-01") == dt.date(2026, 3, 12)


def test_a_stock_is_measured_at_the_start_of_the_period_for_which_it_stands(catalog: Catalog) -> None:
    """The forces of 30 September 2021 stand until August 2022 and are known before the end of 2021."""
    assert dt.date(2021, 11, 15) < _known(catalog.indicator("us_troops"), "2021-01-01") < dt.date(2021, 12, 31)


def test_a_fiscal_year_is_counted_from_its_end_in_september(catalog: Catalog) -> None:
    indicator = catalog.indicator("foreign_aid_obligations").model_copy(update={"publication_lag_days": 0})
    assert _known(indicator, "2020-01-01") == dt.date(2020, 9, 30)


@pytest.mark.parametrize(("freq", "last_day"), [("D", "2024-02-01"), ("M", "2024-02-29"), ("A", "2025-01-31")])
def test_the_lag_counts_from_the_last_day_of_the_period(freq: str, last_day: str, catalog: Catalog) -> None:
    indicator = catalog.indicator("gpr_global").model_copy(update={"freq": freq, "publication_lag_days": 0})
    assert _known(indicator, "2024-02-01") == dt.date.fromisoformat(last_day)
