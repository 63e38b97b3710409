"""A rerun of the first screen against a rerun of a one-line app, both in AppTest and in one run.

`extra_info` holds the ratios: with everything cached (aim: 6), after a window nobody looked at before (aim: 15), and
with a component followed down to its figures. The least time of many runs stands for each, for it is what the code
costs when nothing else asks for the processor.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from indicators.dashboard import MAIN
from indicators.dashboard.ui import cache

APP = str(MAIN)
ROUNDS = 40


@pytest.fixture
def app(own_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The dashboard, drawn once."""
    import streamlit as st

    monkeypatch.setenv("RELATIONS_INDEX_DB", str(own_file))
    st.cache_resource.clear()
    cache.forget()
    yield AppTest.from_file(APP, default_timeout=120).run()
    cache.store().close()
    st.cache_resource.clear()
    cache.forget()


def one_line() -> float:
    """Seconds of a one-line app's rerun."""
    app = AppTest.from_string("import streamlit as st\nst.write('x')").run()
    return min(timed(app.run) for _ in range(ROUNDS))


def timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def compare(benchmark, run: Callable[[], object]) -> None:
    before = one_line()
    benchmark.pedantic(run, rounds=ROUNDS)
    benchmark.extra_info["one_line_ms"] = round(1e3 * min(before, one_line()), 2)
    benchmark.extra_info["ratio"] = round(1e3 * benchmark.stats["min"] / benchmark.extra_info["one_line_ms"], 1)


@pytest.mark.benchmark(group="first screen")
def test_everything_cached(benchmark, app: AppTest) -> None:
    compare(benchmark, app.run)
    assert not app.exception
    assert app.metric


@pytest.mark.benchmark(group="first screen")
def test_a_new_window(benchmark, app: AppTest) -> None:
    windows = ((f"{first}-01", f"{last}-12") for first, last in product(range(1986, 2010), range(2015, 2026)))

    def change() -> None:
        app.select_slider(key="window").set_value(next(windows)).run()

    compare(benchmark, change)
    assert not app.exception
    assert app.metric


@pytest.mark.benchmark(group="first screen")
def test_a_component_followed_everything_cached(benchmark, app: AppTest) -> None:
    app.selectbox(key="chosen_component").select("lng").run()
    compare(benchmark, app.run)
    assert not app.exception
    assert app.table


@pytest.mark.benchmark(group="first screen")
def test_starts(benchmark, tmp_path: Path) -> None:
    """A new process to the first chart: without a store (aim: 15 s in all) and with one (aim: 2 s beyond a one-line
    app's own start)."""
    begin = "from streamlit.testing.v1 import AppTest\napp = AppTest.from_"
    whole = (
        f"{begin}file({APP!r}, default_timeout=120).run()\nassert app.metric and not app.exception and not app.error"
    )

    def start(script: str = whole) -> None:
        environment = os.environ | {"RELATIONS_INDEX_DB": str(tmp_path / "first.duckdb")}
        command = [sys.executable, "-W", "ignore", "-c", script]
        subprocess.run(command, env=environment, check=True, capture_output=True)

    benchmark.extra_info["first_start_s"] = round(timed(start), 1)
    benchmark.pedantic(start, rounds=3)
    bare = min(timed(lambda: start(f"{begin}string('import streamlit as st').run()")) for _ in range(3))
    benchmark.extra_info["beyond_a_one_line_app_s"] = round(benchmark.stats["min"] - bare, 1)
