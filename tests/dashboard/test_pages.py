"""Every page as a person finds it, without a browser: default, other pair, hostile link, empty and broken stores."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from indicators.dashboard import backend
from indicators.dashboard.registry import PAGES
from indicators.explain import number, signed
from indicators.index import RelationsIndex

APP = str(Path(__file__).parents[2] / "app.py")


@pytest.fixture
def app(own_file: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The app on a store of its own, with nothing cached."""
    monkeypatch.setenv("RELATIONS_INDEX_DB", str(own_file))
    forget()
    yield AppTest.from_file(APP, default_timeout=120)
    forget()


def forget() -> None:
    """Close the cached store and drop every cached result."""
    import streamlit as st

    backend.store().close()
    st.cache_resource.clear()
    backend.forget()


def go_to(app: AppTest, page: str) -> None:
    """Open another page. AppTest's own switch_page knows pages that are files only; ours are functions."""
    app._page_hash = calc_hash(page)
    app.run()


def texts(app: AppTest) -> str:
    """All the words on the page."""
    kinds = ("title", "subheader", "markdown", "caption", "error", "warning", "info", "success")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(app, kind))


def test_first_screen_answers_how_good_since_when_why_and_how_sure(app: AppTest, turkiye: RelationsIndex) -> None:
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
    assert "index rose by" in texts(app) or "index fell by" in texts(app)


@pytest.mark.parametrize("page", [page.id for page in PAGES[1:]])
def test_every_page_draws_without_a_traceback(app: AppTest, page: str) -> None:
    app.run()
    go_to(app, page)
    assert not app.exception
    assert not app.error
    assert app.title


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


def test_a_link_with_an_as_of_date_shows_that_day(app: AppTest) -> None:
    app.query_params["as_of"] = "2022-04-04"
    app.run()
    assert not app.exception
    assert "published by 04 April 2022" in texts(app)
    assert not app.warning


def test_before_anything_was_known_the_page_says_what_to_do(app: AppTest) -> None:
    app.query_params["as_of"] = "1985-02-01"
    app.run()
    assert not app.exception
    assert any("There is no index" in info.value.replace("\\", "") for info in app.info)


def test_a_file_that_is_no_store_is_refused_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import streamlit as st

    broken = tmp_path / "notes.duckdb"
    broken.write_text("these are notes, not a database")
    monkeypatch.setenv("RELATIONS_INDEX_DB", str(broken))
    st.cache_resource.clear()
    backend.forget()
    app = AppTest.from_file(APP, default_timeout=60)
    app.run()
    st.cache_resource.clear()
    backend.forget()
    assert not app.exception
    assert len(app.error) == 1
    assert "notes" in app.error[0].value
