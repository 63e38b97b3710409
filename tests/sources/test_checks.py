"""Figures beside those that are stored: what is news, what is a revision, and what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from indicators.catalog import Catalog
from indicators.model import Fetch
from indicators.sources.checks import gone, refusals, to_frame
from indicators.sources.readers.base import Row

TODAY = dt.date(2024, 6, 15)
TABLE = {
    "reader": "fred-csv",
    "url": "https://example.org/",
    "max_bytes": 1,
    "columns": [],
    "iso": True,
    "select": {"home": "USA"},
}


def fetch(**changes: Any) -> dict[str, Fetch]:
    """The table of trade, with changes."""
    return {"goods_trade": Fetch.model_validate({**TABLE, **changes})}


def figures(
    catalog: Catalog, months: int = 60, scale: float = 1.0, areas: tuple[str, ...] = ("TUR", "GRC")
) -> pd.DataFrame:
    """Exports of some months from January 2019 on."""
    days = pd.date_range("2019-01-01", periods=months, freq="MS")
    rows = [
        Row("goods_trade", area, "out", day.date(), round((100 + number) * scale, 1))
        for area in areas
        for number, day in enumerate(days)
    ]
    return to_frame(rows, fetch(), catalog)


def said(catalog: Catalog, new: pd.DataFrame, old: pd.DataFrame, **changes: Any) -> str:
    """All refusals, as one text."""
    return " ".join(refusals(new, old, fetch(**changes), catalog, TODAY))


def test_more_months_and_small_revisions_are_news(catalog: Catalog) -> None:
    old = figures(catalog)
    new = figures(catalog, 62)
    new.loc[:10, "obs_value"] += 3.0
    assert said(catalog, new, old) == ""
    assert gone(new, old, fetch()).empty


def test_rounding_is_no_revision(catalog: Catalog) -> None:
    old = figures(catalog)
    assert said(catalog, old.assign(obs_value=old["obs_value"] + 0.04), old) == ""


@pytest.mark.parametrize("factor", [1000, 0.001])
def test_another_unit_is_refused(catalog: Catalog, factor: float) -> None:
    assert "another unit" in said(catalog, figures(catalog, scale=factor), figures(catalog), changed_share=1)


def test_more_than_a_fifth_of_the_old_figures_changed(catalog: Catalog) -> None:
    old, new = figures(catalog), figures(catalog)
    new.loc[: len(new) // 4, "obs_value"] *= 1.05
    assert "31 of 120 old figures changed" in said(catalog, new, old)
    assert said(catalog, new, old, changed_share=0.3) == ""


def test_fewer_rows_or_an_earlier_end_are_refused(catalog: Catalog) -> None:
    old = figures(catalog)
    assert "the reply ends with 2023-11-01" in said(catalog, figures(catalog, 59), old)
    assert "of 120 stored figures the reply holds 60" in said(catalog, figures(catalog, areas=("TUR",)), old)
    one_less = old.drop(index=5)
    assert said(catalog, one_less, old) == ""
    assert len(gone(one_less, old, fetch())) == 1


def test_a_window_is_held_against_what_it_reaches(catalog: Catalog) -> None:
    old = figures(catalog)
    window = old[old["time_period"] >= "2023-01-01"]
    assert said(catalog, window, old, covers="window") == ""
    assert gone(window, old, fetch(covers="window")).empty
    holes = window.drop(index=window.index[1])
    assert "the reply holds" in said(catalog, holes, old, covers="window")


def test_a_window_after_the_stored_figures_is_held_against_the_last_of_them(catalog: Catalog) -> None:
    old = figures(catalog)
    month = pd.Timestamp("2024-01-01").as_unit("us")
    later = old[old["time_period"] == old["time_period"].max()].assign(time_period=month)
    assert said(catalog, later, old, covers="window") == ""
    assert "another unit" in said(catalog, later.assign(obs_value=later["obs_value"] * 3), old, covers="window")
    assert "of 2 stored figures the reply holds 1" in said(catalog, later[:1], old, covers="window")


def test_a_last_month_of_zeros_and_months_to_come_are_refused(catalog: Catalog) -> None:
    old = figures(catalog)
    new = figures(catalog, 61)
    new.loc[new["time_period"] == "2024-01-01", "obs_value"] = 0.0
    assert "not published yet" in said(catalog, new, old)
    assert "periods to come, USA-GRC 2024-06-01 first" in said(catalog, figures(catalog, 66), old)


def test_a_home_area_is_no_partner_of_itself_and_what_is_not_believed_is_dropped(catalog: Catalog) -> None:
    frame = figures(catalog, 3, areas=("TUR", "USA"))
    assert set(frame["counterpart_area"]) == {"TUR"}
    drop = [{"ref_area": "USA", "counterpart_area": "TUR", "first": "2019-01-01", "last": "2019-02-01"}]
    rows = [Row("goods_trade", "TUR", "out", dt.date(2019, month, 1), 1.0) for month in (1, 2, 3)]
    assert to_frame(rows, fetch(drop=drop), catalog)["time_period"].dt.month.tolist() == [3]
