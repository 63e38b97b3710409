"""What a turn costs on every page: everything cached (aim: 6 one-line apps), a window nobody looked at (aim: 15),
and how soon the first chart stands in a browser (aim: 2 s), when a page is turned to and when a link is opened.

Nothing is asserted, as the machine may have other work: the tables are printed. A page that computes in the background
pays for that, too, in the first table. An opened link has a new browser load Streamlit and Plotly first: what a
one-line app with one chart takes for that stands beside it.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
import streamlit as st
from playwright.sync_api import Browser
from server import serving
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash
from visitor import Visitor

from indicators.dashboard import MAIN
from indicators.dashboard.registry import PAGES
from indicators.dashboard.ui import cache

APP = str(MAIN)
CHART = ".js-plotly-plot{new} .main-svg"
FIRST = dict.fromkeys(("data", "snapshots", "method"), "[data-testid=stMain] h2{new}")
"""What counts as the first chart of pages that may have none."""
MARK = "document.querySelectorAll('.js-plotly-plot, h2').forEach(shown => shown.dataset.old = 1)"
"""Tells what stands on the page before from what is drawn anew."""
ROUNDS, CHANGES, VISITS = 20, 8, 3


@pytest.fixture(scope="module")
def store(built_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The file of a store, which the pages in this process read."""
    copy = tmp_path_factory.mktemp("speed") / "relations.duckdb"
    shutil.copyfile(built_file, copy)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RELATIONS_INDEX_DB", str(copy))
        st.cache_resource.clear()
        cache.forget()
        yield copy
        cache.store().close()
        st.cache_resource.clear()
        cache.forget()


def best(run: Callable[[], object], times: int) -> float:
    """Seconds of the fastest of some runs: what it costs when nothing else asks for the processor."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def test_a_turn_of_every_page_beside_a_one_line_app(store: Path) -> None:
    bare = AppTest.from_string("import streamlit as st\nst.write('x')").run()
    windows = iter(product(range(1986, 2010), range(2015, 2026)))
    print(f"\n{'page':<12} {'cached':>8} {'changed':>8}   × a one-line app")
    for page in PAGES:
        app = AppTest.from_file(APP, default_timeout=300)
        app._page_hash = "" if page is PAGES[0] else calc_hash(page.id)
        app.run().run()

        def change(app: AppTest = app) -> None:
            first, last = next(windows)
            app.select_slider(key="window").set_value((f"{first}-01", f"{last}-12")).run()

        one_line = best(bare.run, ROUNDS)
        cached, changed = best(app.run, ROUNDS), best(change, CHANGES)
        one_line = min(one_line, best(bare.run, ROUNDS))
        assert not app.exception
        print(f"{page.id:<12} {cached / one_line:>8.1f} {changed / one_line:>8.1f}   one line: {1e3 * one_line:.1f} ms")


def test_the_first_chart_of_every_page_in_a_browser(store: Path, browser: Browser, tmp_path: Path) -> None:
    copy, bare = tmp_path / "relations.duckdb", tmp_path / "bare.py"
    shutil.copyfile(store, copy)
    bare.write_text("import plotly.graph_objects as go, streamlit as st\nst.plotly_chart(go.Figure(go.Bar(y=[1])))")
    with serving(copy, str(bare)) as (address, _):
        print(f"\na one-line app with one chart, link opened: {best(lambda: opened(browser, address), VISITS):.2f} s")
    with serving(copy) as (address, _):
        visitor = Visitor(browser.new_page(viewport={"width": 1440, "height": 1000}), address)
        visitor.open()
        print(f"{'page':<12} {'turned to':>10} {'opened':>10}   seconds to the first chart")
        for page in PAGES:
            visitor.go(page.title)  # warms the caches
            visitor.settled()
            turns = []
            for _ in range(VISITS):
                visitor.go("Overview" if page is not PAGES[0] else "Drivers")
                visitor.settled()
                visitor.page.evaluate(
                    "document.querySelectorAll('.js-plotly-plot, h2').forEach(x => x.dataset.old = 1)"
                )
                start = time.perf_counter()
                visitor.page.get_by_role("link", name=page.title, exact=True).click()
                visitor.page.locator(FIRST.get(page.id, CHART).replace("{new}", ":not([data-old])")).first.wait_for()
                turns.append(time.perf_counter() - start)
            link = f"{address}/{'' if page is PAGES[0] else page.id}"
            seen = best(lambda page=page, link=link: opened(browser, link, page.id), VISITS)
            print(f"{page.id:<12} {min(turns):>10.2f} {seen:>10.2f}")
        visitor.page.close()


def opened(browser: Browser, link: str, id: str = "") -> None:
    """Open a link in a new browser and wait for the first chart."""
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.goto(link)
    page.locator(FIRST.get(id, CHART).replace("{new}", "")).first.wait_for(timeout=120_000)
    page.close()
