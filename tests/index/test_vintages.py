"""What was known when: the triangle is made of as-of readings, and what moved a month is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from indicators.catalog import Catalog
from indicators.errors import ExportError, PanelError
from indicators.index import Index, Origin, index_of
from indicators.index.vintages import PSEUDO, Vintages, month_ends, moves, vintages
from indicators.model import Pair
from indicators.store import Store
from indicators.wording.change import moves_table

PAIR = Pair(a="USA", b="TUR")


@pytest.fixture(scope="module")
def year(shipped_store: Store, catalog: Catalog) -> Vintages:
    """2022 as known at the end of each of its months and of the next ones."""
    dates = month_ends(pd.Period("2021-12"), pd.Period("2023-06"))
    return vintages(Origin(shipped_store, catalog), catalog.definition("strategic-mechanism"), PAIR, dates)


def test_month_ends_always_have_the_last_one() -> None:
    assert month_ends(pd.Period("2021-12"), pd.Period("2022-02")) == [
        dt.date(2021, 12, 31), dt.date(2022, 1, 31), dt.date(2022, 2, 28),
    ]  # fmt: skip
    assert month_ends(pd.Period("2022-01"), pd.Period("2022-06"), 4) == [dt.date(2022, 2, 28), dt.date(2022, 6, 30)]


def test_the_triangle_of_2022_shows_what_could_have_been_known(year: Vintages, read: Callable[..., Index]) -> None:
    """No month is known before it is over, and each column is the reading of its date."""
    table = year.between("2022-01", "2022-12").set_index("month")
    assert list(table.index) == [f"2022-{month:02}" for month in range(1, 13)]
    for date in year.dates:
        column = table[str(date)]
        assert column[column.index > f"{date:%Y-%m}"].isna().all()
        index = read(str(date)).index
        for month in column.dropna().index:
            assert column[month] == index[month]
    assert table["2022-04-30"].last_valid_index() == "2022-04"
    assert table["2022-03-31"].last_valid_index() == "2022-03"
    assert "Pseudo-real-time" in PSEUDO
    assert "today's revision" in PSEUDO


def test_a_month_moves_when_a_figure_of_it_is_published_and_only_then(year: Vintages) -> None:
    """Of February 2022: trade came out 40 days after its end, the year's V-Dem in March 2023, nothing in September."""
    february = year.triangle.loc["2022-02"]
    assert february[dt.date(2022, 4, 30)] != february[dt.date(2022, 3, 31)]
    assert february[dt.date(2022, 9, 30)] == february[dt.date(2022, 8, 31)]
    assert february[dt.date(2023, 3, 31)] != february[dt.date(2023, 2, 28)]


def test_real_time_is_the_first_value_of_each_month(year: Vintages) -> None:
    table = year.real_time.set_index("month")
    assert "2021-11" not in table.index, "it was known on the first of the dates already"
    for month, row in table.iterrows():
        values = year.triangle.loc[month].dropna()
        assert row["first"] == values.iloc[0]
        assert row["first_known"] == str(values.index[0])
        assert row["final"] == values.iloc[-1]
        assert row["revision"] == pytest.approx(values.iloc[-1] - values.iloc[0], abs=1e-12)


def test_what_moved_a_month_is_named_with_its_date(read: Callable[..., Index]) -> None:
    old, new = read("2022-03-31"), read("2022-04-30")
    table = moves_table(moves(old, new))
    for month, rows in table.groupby("month"):
        assert rows["effect"].sum() == pytest.approx(new.index[month] - old.index[month], abs=1e-9)
    february = table[(table["month"] == "2022-02") & (table["component"] == "trade_volume")]
    assert "goods_trade USA→TUR 2022-02 (known from 2022-04-09, batch 1)" in february["because"].item()


def test_a_batch_that_moved_a_month_is_named(own_file: Path, catalog: Catalog) -> None:
    row = {
        "indicator": "goods_trade", "ref_area": "USA", "counterpart_area": "TUR", "freq": "M",
        "time_period": pd.Timestamp("2020-01-01"), "obs_value": 90000.0, "obs_status": "A", "note": "",
    }  # fmt: skip
    moment = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
    with Store.open(own_file, clock=lambda: moment) as store:
        batch = store.add_observations(pd.DataFrame([row]), title="a correction", sha256="1" * 64)
        old, new = (
            index_of(Origin(store, catalog), "strategic-mechanism", "USA-TUR", as_of=dt.date(2026, 10, 31) + day)
            for day in (dt.timedelta(0), dt.timedelta(1))
        )
        table = moves_table(moves(old, new))
    assert table["month"].min() == "2020-01"
    assert table["month"].max() == "2020-12"
    assert table["because"].str.contains(f"known from 2026-11-01, batch {batch.batch_id}").all()


def test_a_date_before_anything_was_known_is_an_empty_column(shipped_store: Store, catalog: Catalog) -> None:
    definition = catalog.definition("strategic-mechanism")
    dates = [dt.date(1950, 1, 1), dt.date(2022, 4, 30)]
    triangle = vintages(Origin(shipped_store, catalog), definition, PAIR, dates).triangle
    assert list(triangle.columns) == dates
    assert triangle[dates[0]].isna().all()
    with pytest.raises(PanelError):
        vintages(Origin(shipped_store, catalog), definition, PAIR, [dt.date(1940, 1, 1), dt.date(1950, 1, 1)])


def test_too_few_and_too_many_dates_are_refused(shipped_store: Store, catalog: Catalog) -> None:
    definition = catalog.definition("strategic-mechanism")
    many = [dt.date(1990, 1, 1) + dt.timedelta(days) for days in range(601)]
    for dates in ([dt.date(2022, 1, 1)], many):
        with pytest.raises(ExportError, match="choose from 2 to 600"):
            vintages(Origin(shipped_store, catalog), definition, PAIR, dates)


def test_progress_reaches_every_date(shipped_store: Store, catalog: Catalog) -> None:
    told: list[tuple[float, str]] = []
    dates = month_ends(pd.Period("2022-01"), pd.Period("2022-04"))
    definition = catalog.definition("strategic-mechanism")
    vintages(
        Origin(shipped_store, catalog), definition, PAIR, dates, progress=lambda share, what: told.append((share, what))
    )
    assert [what for _, what in told] == [f"As known on {date}" for date in dates]
    assert np.all(np.diff([share for share, _ in told]) > 0)
