"""Figures of today on screen: who would be asked, what is new, stored or left source by source, and undone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from replies import Publishers, prices
from screen import look, words
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from indicators.catalog import Catalog
from indicators.dashboard.pages.data import today
from indicators.dashboard.ui import cache
from indicators.index import Index, needed

ID = "consumer_prices"


@pytest.fixture
def publishers(monkeypatch: pytest.MonkeyPatch, catalog: Catalog) -> Publishers:
    """Who answers in the place of the publishers: one with news, one with a web page, nobody else."""
    shipped = next(frame for name, frame, _ in catalog.shipped_observations() if name == ID)
    found = Publishers(consumer_prices=prices(shipped, {"2025-01": 400.0, "2026-09": 336.0}), gpr_country=b"<html>")
    monkeypatch.setattr(today, "transport", lambda: found)
    monkeypatch.delenv("RELATIONS_INDEX_OFFLINE", raising=False)
    return found


@pytest.fixture
def data(own_file: Path, app: AppTest) -> AppTest:
    """The app on the page, on a store of its own."""
    app._page_hash = calc_hash("data")
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key).click()
    return look(app)


def test_nobody_is_asked_before_a_yes_and_figures_are_stored_after_another(data, publishers) -> None:
    look(data)
    assert "may have figures that are not here yet" in words(data)
    press(data, "check")
    assert "api.bls.gov" in words(data)
    assert publishers.asked == []
    press(data, "ask")
    assert ID in publishers.asked
    assert f"{ID}: 1 new, 1 revised" in words(data)
    assert "gpr_country: refused" in words(data)
    assert "not answered" in words(data)
    assert "its headline month" in words(data)
    changes = next(frame.value for frame in data.dataframe if "old_value" in frame.value)
    assert changes["status"].tolist() == ["new", "revised"]
    assert cache.store().batches()["kind"].tolist() == ["shipped"]
    press(data, "update_store")
    assert "Stored as batch 2" in words(data)
    assert cache.store().batches()["kind"].tolist() == ["shipped", "update"]
    assert cache.store().observations([ID])["obs_value"].iloc[-1] == 336.0
    data._page_hash = calc_hash("vintages")
    look(data)
    assert "1 value was seen to come out or to be revised" in words(data)
    vintages = next(frame.value for frame in data.dataframe if "how" in frame.value)
    assert vintages["how"].tolist() == ["by rule", "real: seen on that day", "by rule"]
    data._page_hash = calc_hash("data")
    look(data)
    next(button for button in data.button if button.label == "Take back").click()
    look(data)
    assert "Batch 2 is taken back" in words(data)
    assert cache.store().observations([ID])["obs_value"].iloc[-1] == 334.98


def test_what_is_discarded_is_not_stored(data, publishers) -> None:
    look(data)
    for key in ("check_all", "ask_nobody", "check_all", "ask", "update_discard"):
        press(data, key)
    assert len(set(publishers.asked)) == len(publishers.asked)
    assert cache.store().batches()["kind"].tolist() == ["shipped"]
    assert "discarded" in cache.store().fetches()["outcome"].tolist()
    assert "may have figures that are not here yet" in words(data)


def test_where_nobody_may_be_asked_there_is_no_button(data, publishers, monkeypatch) -> None:
    monkeypatch.setenv("RELATIONS_INDEX_OFFLINE", "1")
    look(data)
    assert "RELATIONS_INDEX_OFFLINE is set" in words(data)
    assert "check" not in {button.key for button in data.button}
    assert publishers.asked == []


def test_every_page_says_how_fresh_its_figures_are(app: AppTest, turkiye: Index) -> None:
    for page in ("overview", "method"):
        app._page_hash = calc_hash("" if page == "overview" else page)
        look(app)
        (badge,) = [str(one.value) for one in app.markdown if "Figures to" in str(one.value)]
        held = cache.coverage()
        last = held.loc[held["indicator"].isin(needed(turkiye.definition)[0]), "last"].max()
        assert f"Figures to {last:%B %Y}" in badge
        day = badge.partition("next release ")[2].rstrip("]")
        assert pd.Timestamp(day).date() >= dt.date.today()
