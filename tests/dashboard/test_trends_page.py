"""The Trends page without a browser: what it says of the index, a group, a component, and what it refuses."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from indicators.dashboard import MAIN
from indicators.dashboard.pages.trends import panel
from indicators.dashboard.ui import background, cache
from indicators.dashboard.ui.background import Work
from indicators.errors import TrendError
from indicators.index import Index, trend
from indicators.index.trend_series import trend_series
from indicators.trends.question import QUESTIONS, question
from indicators.wording.trends import also, sentences

APP = str(MAIN)

Open = Callable[..., AppTest]


@pytest.fixture
def opened(looking: None) -> Open:
    """The Trends page with these keys in the URL."""

    def open_page(**keys: str) -> AppTest:
        app = AppTest.from_file(APP, default_timeout=300)
        for key, value in keys.items():
            app.query_params[key] = value
        app._page_hash = calc_hash("trends")
        return app.run()

    return open_page


def said(app: AppTest, kind: str = "markdown") -> str:
    """All the words of one kind, as they are read."""
    return "\n".join(str(element.value) for element in getattr(app, kind)).replace("\\", "")


def test_every_question_has_a_panel_with_a_sentence_a_chart_and_its_method(opened: Open) -> None:
    app = opened()
    assert not app.exception
    assert not app.error
    assert not app.info
    assert [heading.value for heading in app.header] == [question(id).title for id in QUESTIONS]
    assert len(app.get("plotly_chart")) == len(QUESTIONS) + 1
    methods = [box for box in app.expander if box.label == "How this was computed"]
    assert len(methods) == len(QUESTIONS)
    assert "Bai & Perron (2003)" in said(app, "caption")


def test_the_shifts_are_said_with_chance_what_was_coded_and_what_lies_around(opened: Open, turkiye: Index) -> None:
    words = said(opened())
    found = trend.ask("shifts", turkiye, "index", events=cache.events(turkiye.pair, None))
    for text in also(found):
        assert text in words
    headline = next(text for text in words.split("\n") if "Series in which nothing happens show" in text)
    shifts = found.results[0].shifts
    assert all(f"{date:%B %Y}" in headline for date in shifts["date"])
    # Acts are simulated on days on which somebody searched, and then no shift is more than chance makes.
    assert headline.startswith("No level shift stands out in the index: four are dated, after ")
    assert words.count("coded by people") == len(found.table)


def test_the_numbers_are_those_of_the_command_line(opened: Open, turkiye: Index) -> None:
    found = trend.ask("shifts", turkiye, "index", events=cache.events(turkiye.pair, None)).table
    shown = next(table.value for table in opened().dataframe if "coded" in table.value.columns)
    assert shown["date"].dt.strftime("%Y-%m").tolist() == found["date"].tolist()
    assert shown["coded"].tolist() == pytest.approx(found["coded"].tolist())
    assert shown["p_value"].between(0, 1, inclusive="right").all()


@pytest.mark.parametrize(("node", "name"), [("trade", "the score of Trade"), ("troops", "the score of US forces")])
def test_a_link_chooses_a_group_or_a_component(opened: Open, node: str, name: str) -> None:
    app = opened(series=node)
    assert not app.exception
    assert not app.error
    assert f"in {name}" in said(app)


def test_a_link_with_an_unknown_series_shows_the_index(opened: Open) -> None:
    app = opened(series="=1+1", months="1000", date="yesterday")
    assert not app.exception
    assert "level shift stands out in the index" in said(app)


def test_a_series_that_is_too_short_gets_the_sentence_why(opened: Open) -> None:
    app = opened(as_of="1987-06-30")
    assert not app.exception
    assert not app.error
    assert len(app.info) == len(QUESTIONS)
    assert "needs at least 20 months with a value" in said(app, "info")
    assert not app.get("plotly_chart")


def test_a_series_that_never_changes_gets_the_sentence_why(opened: Open) -> None:
    app = opened(as_of="2005-06-30", series="frictions")
    assert not app.exception
    assert said(app, "info").count("nothing changes") == 6


def test_before_there_was_an_index_the_page_says_what_to_do(opened: Open) -> None:
    app = opened(as_of="1985-02-01")
    assert not app.exception
    assert "There is no index" in said(app, "info")


def test_the_window_is_the_series(opened: Open, turkiye: Index) -> None:
    """The slider's bounds are bound to the URL; the series asked about is cut to them."""
    app = opened(window=["2005-01", "2020-12"])
    assert not app.exception
    series = trend_series(turkiye, "index", ("2005-01", "2020-12"))
    turns = trend.ask("turns", turkiye, "index", ("2005-01", "2020-12"))
    assert len(series) == 192
    assert sentences(turns)[0] in said(app)


def test_what_is_known_is_drawn_without_a_pause(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same words, tables and charts at a rerun, with nothing computed, built or waited for again."""
    app = opened()

    def never(*_: object) -> None:
        raise AssertionError("not at a rerun")

    monkeypatch.setattr(panel, "trend_charts", never)
    monkeypatch.setattr(panel, "_numbers", never)
    monkeypatch.setattr(panel, "_beside_others", never)
    monkeypatch.setattr(background, "Work", never)
    again = app.run()
    assert not again.exception
    assert said(again) == said(app)
    assert len(again.get("plotly_chart")) == len(QUESTIONS) + 1
    assert len(again.dataframe) == len(app.dataframe) > len(QUESTIONS)


# --- work in the background ------------------------------------------------------------------------


def test_work_goes_on_and_tells_how_far_it_is() -> None:
    half, go = threading.Event(), threading.Event()

    def compute(tell: background.Progress) -> int:
        tell(0.5)
        half.set()
        go.wait(10)
        return 42

    work = Work(compute)
    assert half.wait(10)
    assert work.share == 0.5
    assert not work.done()
    go.set()
    assert work.done(within=10)
    assert work.result() == 42


def test_what_goes_wrong_in_the_background_is_raised_where_it_is_waited_for() -> None:
    def compute(_: background.Progress) -> None:
        raise TrendError("too short")

    work = Work(compute)
    assert work.done(within=10)
    for _ in range(2):
        with pytest.raises(TrendError, match="too short"):
            work.result()


def test_what_failed_is_tried_again() -> None:
    ended: list[str] = []

    def compute(_: background.Progress) -> None:
        ended.append("once")
        if len(ended) == 1:
            raise TrendError("the file is held by another process")

    assert background.start(("again",), compute).done(within=10)
    second = background.start(("again",), compute)
    assert second.done(within=10)
    assert not second.failed
    assert background.start(("again",), compute) is second
    assert len(ended) == 2


def test_the_same_work_is_started_once() -> None:
    started: list[str] = []

    def start(key: str) -> Work[None]:
        return background.start((key,), lambda _: started.append(key))

    first, again, other = start("a"), start("a"), start("b")
    assert first is again
    assert first is not other
    assert first.done(within=10)
    assert other.done(within=10)
    assert sorted(started) == ["a", "b"]


def test_whether_one_has_to_wait_is_known_without_starting() -> None:
    go = threading.Event()
    assert not background.ended(("quiet",))
    work = background.start(("quiet",), lambda _: go.wait(10))
    assert not background.ended(("quiet",))
    go.set()
    assert work.done(within=10)
    assert background.ended(("quiet",))


def test_only_the_last_results_are_kept() -> None:
    for number in range(background.KEPT + 1):
        assert background.start(("many", number), lambda _: None).done(within=10)
    assert not background.ended(("many", 0))
    assert background.ended(("many", 1))
