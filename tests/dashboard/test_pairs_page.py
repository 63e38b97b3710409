"""The pairs page as a person finds it: which definition compares, ranks only with their range, choices in the link."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from indicators.catalog import Catalog
from indicators.index import Origin, index_of
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
        latest = index_of(Origin(shipped_store, catalog), "us-partners", pair).index["2024-12"]
        assert f"{latest:.1f}" in words(app)
    assert app.selectbox(key="chosen_first").value == "USA-TUR"
    assert app.selectbox(key="chosen_second").value == "USA-GRC", "the first that the file names"
    assert "A rank stands only with its range" in words(app)
    table = next(frame.value for frame in app.dataframe if "range" in frame.value.columns)
    assert len(table) == 40
    assert table["range"].str.fullmatch(r"\d+–\d+").all()
    assert set(table["item"].iloc[:3]) == {"Türkiye", "Greece", "Germany"}, "the chosen ones are seen first"
    assert table["rank"].iloc[3:].is_monotonic_increasing
    sure = re.search(r"Türkiye stands above Greece in (\d+) % of 1,000 draws for December 2024", words(app))
    ranks = table.set_index("item")["rank"]
    assert sure is not None
    assert (int(sure[1]) > 50) == (ranks["Türkiye"] < ranks["Greece"])
    app.button(key="use_comparable").click().run()
    assert app.selectbox(key="chosen_definition").value == "us-partners"
    assert "has one partner" not in words(app)
    assert not app.exception


def test_the_page_begins_with_the_partners_that_the_file_names_and_answers_how_they_compare(
    app: AppTest, shipped_store: Store, catalog: Catalog
) -> None:
    app.run()
    assert app.multiselect(key="chosen_partners").value == ["USA-TUR", "USA-GRC", "USA-DEU"]
    assert "Greece: Neighbour and ally of Türkiye" in app.multiselect(key="chosen_partners").help
    assert "partners" not in app.query_params
    scores = {
        name: index_of(Origin(shipped_store, catalog), "us-partners", f"USA-{code}").index["2024-12"]
        for name, code in {"Türkiye": "TUR", "Greece": "GRC", "Germany": "DEU"}.items()
    }
    one, two, three = (f"{name} {score:.1f}" for name, score in scores.items())
    assert f"Ties with the United States, December 2024:** {one}, {two} and {three} of 100" in words(app)
    near, far = (f"{scores[name] - scores['Türkiye']:.1f} below {name}" for name in ("Greece", "Germany"))
    assert f"In points, Türkiye stands {near} and {far}." in words(app)
    said = re.search(
        r"Rank of 40\*\*.*: Türkiye (\d+) \((.*?)\), Greece (\d+) \((.*?)\) and Germany (\d+) \((.*?)\)", words(app)
    )
    table = next(frame.value for frame in app.dataframe if "range" in frame.value.columns).set_index("item")
    assert said is not None
    for place, name in enumerate(scores):
        assert (int(said[2 * place + 1]), said[2 * place + 2]) == (table.at[name, "rank"], table.at[name, "range"])


def test_the_two_numbers_of_a_pair_are_told_apart(app: AppTest, shipped_store: Store, catalog: Catalog) -> None:
    app.run()
    side, here = (
        index_of(Origin(shipped_store, catalog), name, "USA-TUR").headline
        for name in ("strategic-mechanism", "us-partners")
    )
    assert side is not None
    assert here is not None
    assert (
        f"The two numbers of Türkiye are not to be compared: {side.value:.1f} under Strategic Mechanism, "
        f"{side.month:%B %Y}; {here.value:.1f} here, {here.month:%B %Y}."
    ) in words(app)


def test_beside_another_pair_the_same_partners_are_drawn_and_itself_once(app: AppTest) -> None:
    app.query_params |= {"definition": "us-partners", "pair": "USA-DEU"}
    app.run()
    assert app.multiselect(key="chosen_partners").value == ["USA-DEU", "USA-GRC"]
    app.selectbox(key="chosen_pair").set_value("USA-FRA").run()
    assert app.multiselect(key="chosen_partners").value == ["USA-FRA", "USA-GRC", "USA-DEU"]
    assert app.selectbox(key="chosen_second").value == "USA-GRC"
    app.multiselect(key="chosen_partners").set_value(["USA-GRC", "USA-POL", "USA-FRA", "USA-ITA"]).run()
    assert app.selectbox(key="chosen_first").value == "USA-FRA", "the pair looked at"
    assert app.selectbox(key="chosen_second").value == "USA-ITA", "the partner added last"
    assert not app.exception


def test_words_and_ranks_are_of_one_month_that_the_window_has(app: AppTest) -> None:
    app.query_params |= {"definition": "us-partners", "window": ["2001-03", "2015-06"]}
    app.run()
    assert "Ties with the United States, December 2014:" in words(app)
    assert re.search(r"Rank of 40.*Türkiye", words(app))
    app.select_slider(key="window").set_value(("2015-02", "2015-06")).run()
    assert "Ties with the United States, June 2015:" in words(app)
    assert "Rank of 40" not in words(app), "there are ranks at the ends of years only"
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


def test_before_ranks_can_be_drawn_the_page_says_so_once_and_shows_the_rest(app: AppTest, catalog: Catalog) -> None:
    app.query_params |= {"definition": "us-partners", "as_of": "1995-06-30"}
    app.run()
    assert not app.exception
    assert not app.error
    window = catalog.definition("us-partners").frozen_window
    assert window is not None
    since = pd.Period(window[0], "M").strftime("%B %Y")
    assert words(app).count(f"Ranks and ranges need figures from {since} on; choose a later as-of date.") == 1
    assert "No row lies" not in words(app)
    assert "A rank stands only" not in words(app)
    assert "How sure" not in words(app)
    assert re.search(r"Türkiye [\d.]+ points (above|below) Greece|Türkiye stood [\d.]+ points", words(app))


def test_a_partner_without_a_score_is_named_as_such(app: AppTest) -> None:
    """North Macedonia became a state in 1991, so that its trade has no five years behind it."""
    app.query_params |= {
        "definition": "us-partners", "partners": ["USA-MKD", "USA-GRC"], "window": ["1993-01", "1994-06"],
    }  # fmt: skip
    app.run()
    assert not app.exception
    answer = next(each.value for each in app.markdown if "the median of" in each.value)
    assert re.search(r"\*\* Greece [\d.]+ of 100; no score of North Macedonia in that month; the median of", answer)
    assert "–" not in answer
