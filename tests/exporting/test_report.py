"""The HTML report: one file, nothing from elsewhere, text that stays text, numbers of the index, prints uncut."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from indicators.errors import Message
from indicators.exporting.edition import Edition
from indicators.exporting.forms.formats import write
from indicators.exporting.forms.report import events_about_pair, html_report
from indicators.index import Index
from indicators.text import number
from indicators.wording.change import headline_sentence

DRAWS = 64


class Page(HTMLParser):
    """The elements of a page, its scripts and its words."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.words: list[str] = []
        self._within = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        self._within = tag

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within == "script":
            self.scripts.append((self.tags[-1][1], data))
        elif self._within != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def report(edition: Edition) -> str:
    return write(edition, "html", draws=DRAWS).decode()


def test_it_says_what_the_screen_says(report: str, turkiye: Index, edition: Edition) -> None:
    text = Page(report).text
    headline = turkiye.headline
    assert headline is not None
    assert headline_sentence(turkiye, headline) in text
    assert edition.hash in text
    for axis, value in headline.axes.items():
        assert f"{turkiye.definition.label(axis)} {number(value)}" in text
    for name, component in turkiye.definition.components.items():
        assert component.title in text
        assert component.reason in text, name
    for one in edition.sources:
        assert one.licence in text
    for limit in turkiye.definition.limits:
        assert " ".join(limit.split()) in text
    assert "not a forecast interval" in text


def test_the_charts_hold_the_index(report: str, turkiye: Index) -> None:
    (charts,) = [json.loads(text) for said, text in Page(report).scripts if said.get("id") == "charts"]
    assert [chart["id"] for chart in charts[:2]] == ["index", "contributions"]
    assert len(charts) == 2 + len(turkiye.groups) + 1
    (line,) = [trace for trace in charts[0]["data"] if trace.get("name") == "Index"]
    values = np.frombuffer(base64.b64decode(line["y"]["bdata"]), dtype=line["y"]["dtype"])
    given = turkiye.index[turkiye.headline.month - 11 : turkiye.headline.month]
    place = list(line["x"]).index(str(turkiye.headline.month))
    np.testing.assert_allclose(values[place - 11 : place + 1], given, atol=1e-5)


def test_nothing_comes_from_elsewhere_and_only_two_scripts_may_run(report: str) -> None:
    page = Page(report)
    assert not {"a", "img", "link", "iframe", "object", "embed", "form", "base"} & {tag for tag, _ in page.tags}
    for _, attributes in page.tags:
        assert not {"src", "href", "action", "onload", "onerror"} & attributes.keys()
    (policy,) = [said["content"] for tag, said in page.tags if said.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    running = [text for said, text in page.scripts if said.get("type") != "application/json"]
    assert [len(script) > 1_000_000 for script in running] == [True, False], "plotly.js is there once"
    for script in running:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_the_same_edition_gives_the_same_report(edition: Edition, report: str) -> None:
    assert write(edition, "html", draws=DRAWS).decode() == report


def test_without_uncertainty_it_says_why(edition: Edition) -> None:
    text = Page(
        html_report(edition, events=events_about_pair(edition.index), drawn=Message("No draw has a score.")).decode()
    ).text
    assert "No draw has a score." in text


def test_before_there_is_an_index_it_says_why(read: Callable[..., Index]) -> None:
    text = Page(write(Edition.of(read("1985-04-04")), "html", draws=16).decode()).text
    assert "There is no headline" in text
    assert "1985-12 to 2024-12" in text


# --- in a browser ----------------------------------------------------------------------------------


def hostile_report(edition: Edition) -> bytes:
    """A report whose definition and acts try to be more than text."""
    texts = {"title": "<img src=x onerror=window.hit=1>", "reason": "</script><script>window.hit=1</script>"}
    written = edition.index.definition
    definition = written.model_copy(
        update={
            "title": "<svg onload=window.hit=1>",
            "limits": ("x" * 300_000, '<a href="javascript:window.hit=1">click</a>'),
            "components": {
                name: one.model_copy(update=texts | {"unit": "<b>bold</b>"}) for name, one in written.components.items()
            },
            "groups": {name: one.model_copy(update={"title": "<u>group</u>"}) for name, one in written.groups.items()},
        }
    )
    scores = dataclasses.replace(edition.index.scores, definition=definition)
    index = dataclasses.replace(edition.index, definition=definition, scores=scores)
    edition = dataclasses.replace(edition, index=index)
    events = events_about_pair(edition.index)
    events.loc[events.index[-1], "title"] = "</script><script>window.hit=1</script><b>act</b>"
    return html_report(edition, events=events, drawn=Message("none"))


@pytest.mark.browser
@pytest.mark.parametrize("what", ["ordinary", "hostile"])
def test_it_opens_without_a_network_runs_nothing_and_prints_uncut(
    browser: Browser, edition: Edition, report: str, tmp_path: Path, what: str
) -> None:
    file = tmp_path / "report.html"
    file.write_bytes(report.encode() if what == "ordinary" else hostile_report(edition))
    context = browser.new_context(offline=True, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: faults.append(request.url) if not request.url.startswith("file:") else None)
    page.goto(file.as_uri())
    page.wait_for_function("document.querySelectorAll('.main-svg').length >= 9", timeout=60_000)
    assert faults == []
    assert page.evaluate("window.hit") is None
    assert page.locator(".main-svg a, .main-svg tspan[style*='underline']").count() == 0
    if what == "hostile":
        assert page.locator(".main-svg text", has_text="<u>group</u>").count() > 0
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(pdf) < 5_000_000
    # A4 less the margins of the page's own style is 182 mm, 688 pixels wide.
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})
    page.wait_for_timeout(500)
    wide = page.evaluate(
        "[...document.querySelectorAll('body *')].filter(e => !e.closest('svg, script, style')"
        " && e.getBoundingClientRect().right > 688.5).map(e => e.tagName + ' ' + e.className)"
    )
    assert wide == []
    cut = page.evaluate(
        "[...document.querySelectorAll('body *')].filter(e => !e.closest('.js-plotly-plot')"
        " && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'visible').length"
    )
    assert cut == 0
    context.close()


@pytest.mark.browser
def test_a_phone_scrolls_tables_and_not_the_page(browser: Browser, report: str, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(report, encoding="utf-8")
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(file.as_uri())
    page.wait_for_function("document.querySelectorAll('.main-svg').length >= 9", timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()
