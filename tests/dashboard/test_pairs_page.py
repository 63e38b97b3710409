"""The pairs page as a person finds it: which definition compares, ranks only with their range, choices in the link."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from indicators.catalog import Catalog
from indicators.index import relations_index
from indicators.store import Store


@pytest.fixture
def app(app: AppTest) -> AppTest:
    """The app on the page."""
    app._page_hash = calc_hash("pairs")
    return app


def words(app: AppTest) -> str:
    """All the words on the page, without the marks that keep them plain."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "error", "warning", "info")
    said = "\n".join(str(element.value) for kind in kinds for element in getattr(app, kind))
    return re.sub(r"\\(.)", r"\1", said)


def test_a_definition_with_one_partner_says_which_one_compares(
    app: AppTest, shipped_store: Store, catalog: Catalog
) -> None:
    app.query_params["partners"] = ["USA-TUR", "USA-GRC", "USA-DEU"]
    app.run()
    assert not app.exception
    assert not app.error
    assert "“Strategic Mechanism” has one partner" in words(app)
    assert "It measures ties, not relations" in words(app)
    for pair in ("USA-TUR", "USA-GRC", "USA-DEU"):
        latest = relations_index(shipped_store, catalog, "us-partners", pair).index["2024-12"]
        assert f"{latest:.1f}" in words(app)
    assert app.selectbox(key="chosen_first").value == "USA-TUR"
    assert app.selectbox(key="chosen_second").value == "USA-DEU", "the partner added last"
    assert "A rank stands only with its range" in words(app)
    table = next(frame.value for frame in app.dataframe if "range" in frame.value.columns)
    assert len(table) == 40
    assert table["range"].str.fullmatch(r"\d+–\d+").all()
    sure = re.search(r"Türkiye stands above Germany in (\d+) % of 1,000 draws for December 2024", words(app))
    ranks = table.set_index("item")["rank"]
    assert sure is not None
    assert (int(sure[1]) > 50) == (ranks["Türkiye"] < ranks["Germany"])
    app.button(key="use_comparable").click().run()
    assert app.selectbox(key="chosen_definition").value == "us-partners"
    assert "has one partner" not in words(app)
    assert not app.exception


def test_a_link_with_wrong_values_shows_what_is_there(app: AppTest) -> None:
    app.query_params["definition"] = "us-partners"
    app.query_params["partners"] = ["USA-GRC", "USA-XXX", "<b>", "USA-GRC"]
    app.query_params["first"] = "USA-USA"
    app.query_params["ranks"] = "2024-13"
    app.query_params["across"] = "=1+1"
    app.query_params["at"] = "never"
    app.query_params["draw"] = "sideways"
    app.query_params["position"] = "USA-XXX"
    app.run()
    assert not app.exception
    assert app.multiselect(key="chosen_partners").value == ["USA-GRC"]
    assert app.selectbox(key="chosen_ranks").value == "2024-12"
    assert app.selectbox(key="chosen_across").value == "size"
    assert not any(wrong in str(asked) for wrong in ("sideways", "XXX", "never") for asked in app.query_params.values())
    for wrong in ("USA-XXX", "USA-USA", "2024-13", "=1+1", "never", "sideways"):
        assert any(wrong in warning.value.replace("\\", "") for warning in app.warning), wrong
    assert app.query_params["partners"] in ("USA-GRC", ["USA-GRC"])


def test_multiples_and_a_position_over_time_come_from_the_link(app: AppTest) -> None:
    app.query_params["definition"] = "us-partners"
    app.query_params["partners"] = ["USA-GRC", "USA-DEU"]
    app.query_params["draw"] = "multiples"
    app.query_params["position"] = "USA-FRA"
    app.query_params["window"] = ["2025-06", "2026-01"]
    app.run()
    assert not app.exception
    assert not app.warning
    assert app.selectbox(key="chosen_draw").value == "multiples"
    assert app.selectbox(key="chosen_position").value == "USA-FRA"
    assert "all months are shown: January 1993 to December 2024" in words(app)


def test_without_a_partner_those_of_the_beginning_are_drawn(app: AppTest) -> None:
    app.query_params["definition"] = "us-partners"
    app.run()
    begun = app.multiselect(key="chosen_partners").value
    app.multiselect(key="chosen_partners").set_value([]).run()
    assert not app.exception
    assert app.multiselect(key="chosen_partners").value == begun
    assert "partners" not in app.query_params


def test_before_anything_was_known_the_page_says_what_to_do(app: AppTest) -> None:
    app.query_params["as_of"] = "1985-02-01"
    app.run()
    assert not app.exception
    assert "There is no index" in words(app) or "No pair has an index" in words(app) or app.error
