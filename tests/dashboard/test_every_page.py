"""Every page in every state that a link brings it to: other pair or definition, nonsense, nothing known, too short."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from indicators.dashboard import MAIN
from indicators.dashboard.pages.trends import answers
from indicators.dashboard.registry import PAGES
from indicators.dashboard.ui.controls import URL_KEYS

APP = str(MAIN)

Look = Callable[..., AppTest]

NONSENSE = ["nowhere", "<script>alert(1)</script>", "=HYPERLINK(1)", "x" * 5000, "2024-13", "-1", "ı\u202e\x00"]

KEYS = {page.id: [*URL_KEYS, *page.url_keys] for page in PAGES}


@pytest.fixture
def look(looking: None) -> Look:
    """A page with these keys in its address."""

    def look(page: str, **keys: str | list[str]) -> AppTest:
        app = AppTest.from_file(APP, default_timeout=300)
        for key, value in keys.items():
            app.query_params[key] = value
        app._page_hash = "" if page == PAGES[0].id else calc_hash(page)
        app.run()
        assert not app.exception, app.exception[0].value
        assert app.title or app.error
        return app

    return look


def words(app: AppTest, *kinds: str) -> str:
    """The words of some kinds of element, without the marks that keep them plain."""
    said = "\n".join(str(element.value) for kind in kinds for element in getattr(app, kind))
    return re.sub(r"\\(.)", r"\1", said)


@pytest.mark.parametrize("page", KEYS)
@pytest.mark.parametrize(
    "view",
    [
        {},
        {"definition": "us-partners"},
        {"definition": "us-partners", "pair": "USA-GRC"},
        {"as_of": "2019-06-30", "window": ["2005-01", "2018-12"]},
    ],
    ids=["default", "other definition", "other pair", "other day"],
)
def test_a_page_draws(look: Look, page: str, view: dict[str, str | list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    if view:  # how often chance does as much is not looked at here; for the default view it is, elsewhere
        monkeypatch.setattr(answers, "REPLICATES", 19)
    app = look(page, **view)
    assert not app.error
    assert "link asks for" not in words(app, "warning")


@pytest.mark.parametrize("page", KEYS)
def test_nonsense_in_a_link_is_said_and_left(look: Look, page: str) -> None:
    """Every key that the documentation names, with everything that people and machines put into addresses."""
    for nonsense in NONSENSE:
        app = look(page, **dict.fromkeys(KEYS[page], nonsense))
        said = words(app, "warning", "info")
        for key in ("pair", "definition"):
            assert f"{key} = " in said, f"{page}: {key} = {nonsense[:20]} is not mentioned in {said[:500]}"
        assert len(said) < 5000, f"{page} repeats a long text"
        assert "<script>" not in "".join(block.value for block in app.markdown if block.allow_html)


@pytest.mark.parametrize("page", KEYS)
@pytest.mark.parametrize("day", ["1985-01-05", "1985-02-01"])
def test_before_anything_was_known_the_page_says_so(look: Look, page: str, day: str) -> None:
    app = look(page, as_of=day)
    assert words(app, "error", "warning", "info", "markdown", "caption")
    if page in ("overview", "drivers", "what_if", "trends", "vintages", "snapshots"):
        assert re.search(r"[Cc]hoose|later|not known|no index", words(app, "error", "warning", "info")), page


@pytest.mark.parametrize("page", KEYS)
@pytest.mark.parametrize("window", [["2025-10", "2026-01"], ["1985-01", "1985-03"], ["2020-05", "2020-05"]])
def test_a_window_of_a_few_months_is_drawn_or_refused_with_a_sentence(look: Look, page: str, window: list[str]) -> None:
    app = look(page, window=window)
    assert not app.error
    if page == "trends":
        assert re.search("needs at least|no value of the index", words(app, "info"))


@pytest.mark.parametrize("page", [page for page in PAGES if page.url_keys], ids=lambda page: page.id)
def test_every_list_on_a_page_stands_in_the_documented_keys(look: Look, page) -> None:
    """A list that changes what is shown has its key in the registry, or a copied link would show something else."""
    app = look(page.id, component="trade_volume", unit="index_to")
    lists = {str(box.key).removeprefix("chosen_") for box in [*app.selectbox, *app.multiselect]}
    ours = {key for key in lists if not key.startswith(("scenario_", "None"))}
    everywhere = {"component", "month"}  # the way down to the figures stands on several pages
    assert ours <= {*KEYS[page.id], *everywhere}


def test_every_chart_is_small_enough_to_be_sent(look: Look) -> None:
    """At most 60 kB for three lines of 500 months: months as YYYY-MM, values in four bytes."""
    measured = 0
    for page in KEYS:
        for chart in look(page).get("plotly_chart"):
            spec = chart.proto.spec
            traces = json.loads(spec)["data"]
            points = [max(count(trace.get("x")), count(trace.get("y"))) for trace in traces]
            assert len(spec) <= 60_000 * max(1.0, sum(points) / 1_500), f"{page}: {len(spec):,} bytes, {points} points"
            assert not re.search(r'"\d{4}-\d{2}-\d{2}T', spec), f"{page}: months with hours"
            long = [trace for trace, number in zip(traces, points, strict=True) if number > 100]
            assert all(trace["y"]["dtype"] == "f4" for trace in long if "bdata" in trace.get("y", ())), page
            measured += 1
    assert measured > 10


def count(values: list[object] | dict[str, str] | None) -> int:
    """How many values a chart holds, written out or in bytes."""
    if isinstance(values, dict):
        return len(base64.b64decode(values["bdata"])) // int(values["dtype"][-1])
    return len(values or ())
