"""What a turn costs on every page: everything cached (aim: 6 one-line apps), a window nobody looked at (aim: 15),
and how soon the first chart stands in a browser (aim: 2 s).

Nothing is asserted, as the machine may have other work: the tables are printed. A page that computes in the background
pays for that, too, in the first table; the second says when its first chart stands.
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

from indicators.dashboard import backend
from indicators.dashboard.registry import PAGES

APP = str(Path(__file__).parents[2] / "app.py")
FIRST = dict.fromkeys(("data", "snapshots", "method"), "[data-testid=stMain] h2")
"""What counts as the first chart of pages that may have none."""
ROUNDS, CHANGES, VISITS = 20, 8, 3


@pytest.fixture(scope="module")
def store(built_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The file of a store, which the pages in this process read."""
    copy = tmp_path_factory.mktemp("speed") / "relations.duckdb"
    shutil.copyfile(built_file, copy)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RELATIONS_INDEX_DB", str(copy))
        st.cache_resource.clear()
        backend.forget()
        yield copy
        backend.store().close()
        st.cache_resource.clear()
        backend.forget()


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
    copy = tmp_path / "relations.duckdb"
    shutil.copyfile(store, copy)
    print(f"\n{'page':<12} {'first chart':>12} {'all drawn':>10}   seconds after the link was opened")
    with serving(copy) as (address, _):
        for page in PAGES:
            link = "" if page is PAGES[0] else page.id
            charts, whole = [], []
            for visit in range(VISITS + 1):
                visitor = Visitor(browser.new_page(viewport={"width": 1440, "height": 1000}), address)
                start = time.perf_counter()
                visitor.page.goto(f"{address}/{link}")
                visitor.page.locator(FIRST.get(page.id, ".js-plotly-plot .main-svg")).first.wait_for(timeout=120_000)
                seen = time.perf_counter() - start
                visitor.settled()
                if visit:  # the first warms the caches
                    charts.append(seen)
                    whole.append(time.perf_counter() - start)
                visitor.page.close()
            print(f"{page.id:<12} {min(charts):>12.2f} {min(whole):>10.2f}")
