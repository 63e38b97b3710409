"""The Data page without a browser: the catalogue and its freshness, undo, what an as-of date changes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from screen import look, words
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from indicators.catalog import Catalog
from indicators.dashboard.ui import cache
from indicators.index import Index, Origin, index_of
from indicators.model import OBSERVATION_COLUMNS
from indicators.store import Store
from indicators.text import month_name, number


@pytest.fixture
def data(app: AppTest) -> AppTest:
    """The app on the page."""
    app._page_hash = calc_hash("data")
    return app


def table(app: AppTest, column: str) -> pd.DataFrame:
    """The table that has a column."""
    return next(frame.value for frame in app.dataframe if column in frame.value)


def test_the_catalogue_says_from_when_the_next_figure_could_be_known(data: AppTest, catalog: Catalog) -> None:
    rows = table(look(data), "overdue").set_index("indicator")
    trade, lag = rows.loc["goods_trade"], catalog.indicator("goods_trade").publication_lag_days
    following = pd.Period(trade["last"], "M") + 1
    assert trade["next"] == following.end_time.date() + dt.timedelta(days=lag)
    late = rows["next"] < dt.date.today()
    assert (rows["overdue"] > 0).equals(late)
    assert (rows["why"] != "").equals(late)
    assert f"{(~late).sum()} of {len(rows)} hold the latest figure" in words(data)


def test_an_import_taken_back_is_said_and_its_reason_kept(data: AppTest, own_file: Path) -> None:
    rows = pd.DataFrame({"time_period": pd.date_range("2024-01-01", periods=2, freq="MS"), "obs_value": [1.0, 2]})
    rows = rows.assign(indicator="hotels", ref_area="TUR", counterpart_area="", freq="M", obs_status="A", note="")
    batch = cache.store().add_observations(rows[list(OBSERVATION_COLUMNS)], title="hotels", sha256="0" * 64)
    look(data)
    assert "hotels, not described yet" in table(data, "overdue")["title"].tolist()
    next(field for field in data.text_input if field.label == "Reason").set_value("a trial")
    next(button for button in data.button if button.label == "Take back").click()
    look(data)
    assert f"Batch {batch.batch_id} is taken back" in words(data)
    kept = table(data, "sha256").set_index("batch_id").loc[batch.batch_id]
    assert kept["reason"] == "a trial"
    assert "There is no import or update to take back" in words(data)


def test_an_as_of_date_says_what_was_not_known_and_what_that_did_to_the_index(
    data: AppTest, shipped_store: Store, catalog: Catalog, turkiye: Index
) -> None:
    day = dt.date(2022, 4, 4)
    data.query_params["as_of"] = str(day)
    look(data)
    then = index_of(Origin(shipped_store, catalog), turkiye.definition, turkiye.pair, as_of=day)
    most = (turkiye.index - then.index).abs().idxmax()
    said = f"the most {month_name(most)}: {number(then.index[most])} → {number(turkiye.index[most])}"
    assert "What became known after 4 April 2022" in words(data)
    assert said in words(data)
    since = table(data, "since").set_index("series")
    trade = since.loc["Goods trade, United States → Türkiye"]
    stored = shipped_store.observations(["goods_trade"], ["USA", "TUR"])
    later = stored["time_period"] > "2022-01-01"
    assert trade["then"] == "Jan 2022"
    assert trade["since"] == (later & (stored["ref_area"] == "USA")).sum()
    next(button for button in data.button if button.label == "Back to all that is stored").click()
    look(data)
    assert "All that is stored counts now" in words(data)


def test_a_date_is_one_click_away(data: AppTest) -> None:
    look(data)
    data.button(key="ago_5").click()
    look(data)
    assert str(dt.date.today().year - 5) in str(data.query_params["as_of"])
    assert "What became known after" in words(data)


def test_before_there_was_an_index_the_page_says_so_and_keeps_the_rest(data: AppTest) -> None:
    data.query_params["as_of"] = "1985-01-05"
    look(data)
    assert "There is no index to compare" in words(data)
    assert len(table(data, "since")) > 20
    assert len(table(data, "overdue")) > 20
