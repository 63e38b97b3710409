"""Every page as a person finds it, without a browser: default, other pair, hostile link, empty and broken stores."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from indicators.dashboard.registry import PAGES
from indicators.dashboard.ui import cache, state
from indicators.index import Index
from indicators.model import EventSupport
from indicators.text import MINUS, number, signed
from indicators.wording.check import ending_sentence


def go_to(app: AppTest, page: str) -> None:
    """Open another page. AppTest's own switch_page knows pages that are files only; ours are functions."""
    app._page_hash = calc_hash(page)
    app.run()


def texts(app: AppTest) -> str:
    """All the words on the page."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "error", "warning", "info", "success")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(app, kind))


def test_first_screen_answers_how_good_since_when_why_and_how_sure(app: AppTest, turkiye: Index) -> None:
    app.run()
    assert not app.exception
    labels = {metric.label: metric for metric in app.metric}
    headline = turkiye.headline
    assert headline is not None
    index = labels[f"Index, {headline.month.strftime('%B %Y')}"]
    assert index.value == number(headline.value)
    assert headline.change is not None
    assert index.delta == signed(headline.change)
    assert {"Economic axis", "Political axis"} <= labels.keys()
    assert ending_sentence(turkiye.check()) in plain(texts(app))
    assert "index rose by" in texts(app) or "index fell by" in texts(app)


@pytest.mark.parametrize("page", [page.id for page in PAGES[1:]])
def test_every_page_draws_without_a_traceback(app: AppTest, page: str) -> None:
    app.run()
    go_to(app, page)
    assert not app.exception
    assert not app.error
    assert app.title


def test_a_link_pins_a_version_of_the_definition(app: AppTest) -> None:
    app.query_params["definition"] = "us-partners@1.0"
    app.run()
    assert not app.warning
    assert app.query_params["definition"] in ("us-partners@1", ["us-partners@1"])
    assert app.selectbox(key="chosen_definition").value == "us-partners@1"
    app.query_params["definition"] = "us-partners@9"
    app.run()
    assert not app.exception
    assert any(
        "no version '9' of 'us-partners'. Those there are: us-partners@1." in plain(w.value) for w in app.warning
    )


def plain(markdown: str) -> str:
    """Markdown without its escapes."""
    return markdown.replace("\\", "")


def test_a_link_with_wrong_values_says_so_and_shows_the_default(app: AppTest) -> None:
    app.query_params["pair"] = "TUR-USA"
    app.query_params["definition"] = "=HYPERLINK(1)"
    app.query_params["as_of"] = "yesterday"
    app.run()
    assert not app.exception
    said = "\n".join(warning.value for warning in app.warning).replace("\\", "")
    assert "pair = TUR-USA" in said
    assert "definition = =HYPERLINK(1)" in said
    assert "as_of = yesterday" in said


@pytest.mark.parametrize(("page", "key"), [("overview", "event"), ("overview", "component"), ("drivers", "node")])
def test_a_wrong_value_of_a_page_is_said_once(app: AppTest, page: str, key: str) -> None:
    app.query_params[key] = "<b>nowhere</b>"
    app.run()
    if page != PAGES[0].id:
        go_to(app, page)
    (note,) = [warning.value.replace("\\", "") for warning in app.warning]
    assert f"{key} = <b>nowhere</b>, which is not there" in note
    assert "Choose one" not in note, "an invitation is nothing that is shown"
    app.run()
    assert not app.warning


def test_more_than_can_be_drawn_is_said(app: AppTest) -> None:
    partners = [f"USA-{code}" for code in ("TUR", "GRC", "DEU", "FRA", "GBR", "ITA", "ESP", "POL", "NLD", "BEL")]
    app.query_params["partners"] = partners
    app.run()
    go_to(app, "pairs")
    (note,) = [warning.value.replace("\\", "") for warning in app.warning]
    assert "partners = USA-NLD, USA-BEL, more than the 8 that can be shown at once" in note


@pytest.mark.parametrize(("page", "key"), [("what_if", "audit"), ("trends", "groups"), ("snapshots", "cut")])
def test_a_switch_that_is_asked_for_something_else_says_so(app: AppTest, page: str, key: str) -> None:
    app.query_params[key] = "banana"
    app.run()
    go_to(app, page)
    (note,) = [warning.value.replace("\\", "") for warning in app.warning]
    assert f"{key} = banana, which is not there" in note
    assert "false instead" in note


def test_a_month_without_a_component_does_not_stay_in_the_link(app: AppTest) -> None:
    app.query_params |= {"component": "lng", "month": "2022-01"}
    app.run()
    app.selectbox(key="chosen_component").select("").run()
    assert "month" not in app.query_params
    assert "component" not in app.query_params


def test_nobodys_choice_follows_what_moved_most(app: AppTest) -> None:
    go_to(app, "drivers")
    app.selectbox(key="chosen_start").select("2018-01").run()
    app.selectbox(key="chosen_end").select("2019-12").run()
    assert app.selectbox(key="chosen_component").value == "arms_restrictions"
    assert "component" not in app.query_params


def test_the_figure_of_a_year_is_named_by_it(app: AppTest) -> None:
    app.query_params |= {"component": "troops", "month": "2024-06"}
    app.run()
    assert "2023: 1,778 persons, USA → TUR. Publisher: US Department of Defense" in texts(app), (
        "stands from September on"
    )


def test_text_from_a_file_is_shown_as_it_stands() -> None:
    assert cache.plain("A visit\r\n\n    # of state") == "A visit       # of state", "no line begins with it"
    assert cache.plain("# a *b* [c](d) :red[e] $f$ <g> `h`") == (r"\# a \*b\* \[c\](d) \:red\[e\] \$f\$ \<g\> \`h\`")
    assert cache.plain("one :white_check_mark: or :+1:") == r"one \:white\_check\_mark\: or \:+1\:", "no sign"
    for begins, shown in (("1. one", r"1\. one"), ("- one", r"\- one"), ("  + one", r"\+ one"), ("\ufeff# x", r"\# x")):
        assert cache.plain(begins) == shown, "no list, no heading"
    assert cache.plain("    one") == "one", "no code"
    assert cache.plain("Arms (F-35): 25 %, D.C.") == "Arms (F-35): 25 %, D.C.", "nothing that would be read aloud"


def test_the_figure_of_a_month_is_told_with_the_way_it_came(app: AppTest) -> None:
    app.query_params |= {"component": "lng", "month": "2022-01"}
    app.run()
    said = texts(app).replace("\\", "")
    assert "January 2022: 45,081 million cubic feet, USA → TUR. Read from a copy pulled" in said, "EIA, January 2022"
    assert "**12 figures behind it**" in said
    assert "figures from United States to Türkiye" in app.table[0].value["With"].iloc[0].replace("\\", "")


def test_what_a_link_chose_stays_on_other_pages(app: AppTest) -> None:
    app.query_params["component"] = "lng"
    app.run()
    go_to(app, "data")
    go_to(app, "drivers")
    assert next(box for box in app.selectbox if box.label == "Component").value == "lng"


def test_going_back_in_the_browser_takes_a_choice_back(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    app.query_params["definition"] = "us-partners"
    app.run()
    next(box for box in app.selectbox if box.label == "Pair").set_value("USA-GRC").run()
    assert app.query_params["pair"] == "USA-GRC"
    del app.query_params["pair"]
    with monkeypatch.context() as patch:
        patch.setattr(state, "went_in_history", lambda: True)
        app.run()
    assert next(box for box in app.selectbox if box.label == "Pair").value == "USA-TUR"
    assert "pair" not in app.query_params


def test_the_form_of_the_picture_is_one_for_all_charts(app: AppTest) -> None:
    app.run()
    app.session_state["index_chart_away"] = app.session_state["groups_away"] = True
    app.run()
    for key, form in (("index_chart_picture", "png"), ("groups_picture", "svg")):
        app.radio(key=key).set_value(form).run()
        assert {radio.value for radio in app.radio if radio.key.endswith("_picture")} == {form}
        assert all(f'"format": "{form}"' in chart.proto.config for chart in app.get("plotly_chart"))


def test_an_event_in_the_link_is_told_with_the_index_around_it(app: AppTest, turkiye: Index) -> None:
    app.query_params["event"] = "S024"
    app.run()
    assert not app.warning
    said = texts(app).replace("\\", "")
    assert "14 December 2020 · Sanction" in said
    assert f"{number(turkiye.index['2020-11'])} in November 2020" in said


def test_further_pages_and_bounds_of_an_event_are_told_with_it(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    page = "https://example.org/second"
    support = EventSupport(
        sources=((page, ""),), date_start_from=dt.date(2020, 12, 13), date_end_to=dt.date(2027, 1, 2)
    )
    monkeypatch.setitem(cache.catalog().__dict__, "support", {"S024": support})
    app.query_params["event"] = "S024"
    app.run()
    said = texts(app).replace("\\", "")
    assert f"[Source]({page})" in said
    assert "It began on 13 December 2020 or later. It ended by 2 January 2027." in said


def test_a_figure_says_in_words_where_it_was_read(app: AppTest) -> None:
    """Shipments of January 2022 stand in the copy of December 2024; those of August 2021 were read in a later one."""
    app.query_params["component"] = "lng"
    app.query_params["month"] = "2022-01"
    app.run()
    (table,) = [shown.value for shown in app.dataframe if "obs_status" in shown.value.columns]
    rows = table.set_index(table["time_period"].dt.strftime("%Y-%m"))
    assert set(rows["indicator"]) == {"US LNG shipments"}
    assert rows.at["2022-01", "obs_value"] == 45081
    assert rows.at["2022-01", "obs_status"] == "normal value"
    assert "API in December 2024" in rows.at["2022-01", "note"]
    assert "release of 30 September 2026" in rows.at["2021-08", "note"]
    assert "Publisher: US Energy Information Administration" in texts(app).replace("\\", "")


def test_acts_behind_a_value_say_their_kind_by_its_title(app: AppTest) -> None:
    app.query_params["component"] = "us_measures"
    app.query_params["month"] = "2019-01"
    app.run()
    (table,) = [shown.value for shown in app.dataframe if "grade" in shown.value.columns]
    assert set(table["kind"]) == {"Tariff against the other country"}, "the doubled duty on steel of August 2018"


def test_a_link_with_an_as_of_date_shows_that_day(app: AppTest) -> None:
    app.query_params["as_of"] = "2022-04-04"
    app.run()
    assert not app.exception
    assert "published by 4 April 2022" in texts(app)
    assert not app.warning


@pytest.mark.parametrize(
    ("key", "asked"),
    [
        ("window", ["2099-01", "2099-12"]),
        ("window", ["2020-01"]),
        ("pair", ["USA-TUR", "USA-GRC"]),
        ("component", ["<script>alert(1)</script>"]),
        ("month", ["9999-99"]),
        ("as_of", ["0001-01-01"]),
        ("definition", ["../../etc/passwd"]),
        ("nothing", ["x" * 5000]),
    ],
)
def test_no_link_breaks_the_page(app: AppTest, key: str, asked: list[str]) -> None:
    app.query_params[key] = asked
    app.run()
    assert not app.exception
    assert not app.error
    assert app.metric[0].label.startswith("Index, ")
    assert app.session_state["window"] == ("1985-01", app.session_state["window"][1])


def test_a_fall_is_drawn_as_one(app: AppTest) -> None:
    app.query_params["definition"] = "us-partners"
    app.query_params["pair"] = "USA-RUS"
    app.run()
    index = app.metric[0]
    assert index.delta.startswith(MINUS)
    assert index.proto.direction == index.proto.MetricDirection.DOWN
    assert index.proto.color == index.proto.MetricColor.RED


def test_an_index_of_ties_says_so(app: AppTest) -> None:
    app.query_params["definition"] = "us-partners"
    app.run()
    assert "It measures ties, not relations" in texts(app)
    assert {"Size of ties", "Affinity"} <= {metric.label for metric in app.metric}


def test_a_change_that_cannot_be_divided_is_said_and_the_rest_stands(app: AppTest) -> None:
    app.query_params |= {"definition": "us-partners", "pair": "USA-MNE", "start": "2012-12", "node": "size"}
    app.run()
    go_to(app, "drivers")
    assert not app.exception
    assert any(header.value == "Down to the figures" for header in app.header)


def test_months_the_wrong_way_round_are_said_and_the_rest_stands(app: AppTest) -> None:
    app.query_params |= {"start": "2025-01", "end": "2016-01"}
    app._page_hash = calc_hash("drivers")
    app.run()
    assert not app.exception
    assert any("Choose a later month" in info.value for info in app.info)
    assert any(header.value == "Down to the figures" for header in app.header)


def test_where_other_choices_cannot_be_drawn_the_method_is_still_told(app: AppTest) -> None:
    app.query_params["as_of"] = "1985-06-01"
    app._page_hash = calc_hash("method")
    app.run()
    assert not app.error
    assert "Other choices cannot be drawn here" in texts(app)
    assert "How to cite" in texts(app)


def test_where_no_index_can_be_built_other_pages_still_are(app: AppTest) -> None:
    app.query_params["as_of"] = "1985-01-05"
    app.run()
    assert "later end or as-of date" in app.error[0].value.replace("\\", "")
    go_to(app, "data")
    assert not app.error
    assert app.dataframe


def test_a_window_before_the_figures_is_said(app: AppTest) -> None:
    app.query_params["window"] = ["1985-01", "1985-06"]
    app.run()
    assert not app.exception
    assert "no value between" in app.get("plotly_chart")[0].proto.alt
    assert "choose another window" in app.info[0].value


def test_before_anything_was_known_the_page_says_what_to_do(app: AppTest) -> None:
    app.query_params["as_of"] = "1985-02-01"
    app.run()
    assert not app.exception
    assert any("There is no index" in info.value.replace("\\", "") for info in app.info)


def test_a_file_that_is_no_store_is_refused_with_a_sentence(app: AppTest, own_file: Path) -> None:
    own_file.write_text("these are notes, not a database")
    app.run()
    assert not app.exception
    assert len(app.error) == 1
    assert "it is no DuckDB file" in app.error[0].value
