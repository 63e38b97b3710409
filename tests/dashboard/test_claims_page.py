"""The page of statements as a person finds it: verdicts, one statement in full, another day, an own file."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash


@pytest.fixture
def app(app: AppTest) -> AppTest:
    """The app on the page."""
    app._page_hash = calc_hash("claims")
    return app


def texts(app: AppTest) -> str:
    """All the words on the page."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "error", "warning", "info", "success")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(app, kind)).replace("\\", "")


def test_the_page_counts_verdicts_and_shows_one_statement_in_full(app: AppTest) -> None:
    app.query_params["claim"] = "two_meetings"
    app.run()
    assert not app.exception
    counts = {metric.label.split(" ", 1)[1]: int(metric.value) for metric in app.metric}
    assert counts == {"Supported": 3, "Partly supported": 0, "Not supported": 0, "Cannot be settled": 11}
    table = app.dataframe[0].value
    assert len(table) == 14
    words = texts(app)
    assert "the two presidents had met twice" in words
    assert "14 June 2021" in words
    assert "collected 1 December 2015" in words
    assert "Source: Office of the Historian" in words
    assert "What could be said on 12 May 2022" in words
    assert "Rule: more acts than allowed: fails." in words


def test_what_could_be_said_on_the_day_stands_beside_what_can_be_said_now(app: AppTest) -> None:
    app.query_params["claim"] = "russia_balances"
    app.run()
    assert not app.exception
    words = texts(app)
    assert "**Now:** :material/help: **Cannot be settled**" in words
    assert "number 28 of 31" in words
    assert "**What could be said on 12 May 2022:** :material/help: **Cannot be settled**" in words
    assert "March 2022 to February 2024 is needed" in words
    row = app.dataframe[0].value.set_index("title").loc["Russia's war moves the two closer"]
    assert (row["verdict"], row["then"]) == ("? cannot be settled", "? cannot be settled")


def test_the_as_of_date_is_the_clock(app: AppTest) -> None:
    app.query_params["claim"] = "mechanism_2022"
    app.query_params["as_of"] = "2022-05-13"
    app.run()
    assert not app.exception
    words = texts(app)
    assert "As of 13 May 2022" in words
    assert "There is nothing to draw" in words


def test_a_wrong_file_of_ones_own_is_named_and_the_page_stands(app: AppTest, own_file: Path) -> None:
    folder = own_file.with_suffix(".descriptions") / "claims"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text('title = "Nothing"\n')
    app.run()
    assert not app.exception
    assert any("mine.toml" in warning.value.replace("\\", "") for warning in app.warning)
    assert len(app.dataframe[0].value) == 14
