"""A running dashboard and a browser to look at it with."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from server import serving
from streamlit.runtime.caching import cache_resource_api
from streamlit.testing.v1 import AppTest
from visitor import Visitor, is_fault, is_local

from indicators.claims import evidence
from indicators.dashboard import MAIN
from indicators.dashboard.ui import background, cache
from indicators.errors import RelationsIndexError

WIDE: ViewportSize = {"width": 1440, "height": 1000}
"""A desk's screen."""

REPLICATES = 39
"""Null replicates behind a statement, for speed. As many as the product simulates are behind the browser's pages and
in the tests of `claims`."""


class Kept:
    """What a dashboard in this process keeps between two runs: its store, cached results, works in the background."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.resources = cache_resource_api.ResourceCaches()
        self.works = background._Works()
        self.ready: set[str] = set()

    def use(self, patch: pytest.MonkeyPatch) -> None:
        """Let the app keep everything here and nowhere else, until the patch is taken back."""
        patch.setenv("RELATIONS_INDEX_DB", str(self.file))
        patch.setattr(cache_resource_api, "_resource_caches", self.resources)
        patch.setattr(background, "_WORKS", self.works)
        patch.setattr(cache, "_ready", self.ready)
        patch.setattr(evidence, "REPLICATES", REPLICATES)

    def close(self) -> None:
        """Let go of the store."""
        with pytest.MonkeyPatch.context() as patch:
            self.use(patch)
            cache.store().close()


@pytest.fixture(scope="session")
def kept_for_all(built_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """What all tests share that only look: an answer is computed for the first that asks."""
    copy = tmp_path_factory.mktemp("looked-at") / "relations.duckdb"
    shutil.copyfile(built_file, copy)
    kept = Kept(copy)
    yield kept
    kept.close()


@pytest.fixture
def looking(kept_for_all: Kept, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The app shows the shipped data, with what was computed before; a test that writes fails."""
    kept_for_all.use(monkeypatch)
    before = cache.version()
    yield
    assert cache.version() == before, "a test that writes asks for own_file"
    assert not list(kept_for_all.file.parent.glob("*.snapshots")), "a test that writes asks for own_file"


@pytest.fixture
def fresh(own_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The app is on a store of its own, `own_file`, with nothing cached."""
    kept = Kept(own_file)
    kept.use(monkeypatch)
    yield
    with suppress(RelationsIndexError):  # the file may be no store
        kept.close()


@pytest.fixture
def app(request: pytest.FixtureRequest) -> AppTest:
    """The app without a browser: for a test that asks for `own_file`, on that and with nothing cached; for all others,
    which only look, with what was computed before."""
    request.getfixturevalue("fresh" if "own_file" in request.fixturenames else "looking")
    return AppTest.from_file(str(MAIN), default_timeout=300)


@pytest.fixture(scope="session")
def dashboard_file(built_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store's file behind the running dashboard."""
    copy = tmp_path_factory.mktemp("dashboard") / "relations.duckdb"
    shutil.copyfile(built_file, copy)
    return copy


@pytest.fixture(scope="session")
def dashboard(dashboard_file: Path) -> Iterator[str]:
    """The address of a dashboard that all tests share: leave it as you found it."""
    with serving(dashboard_file) as (address, _):
        yield address


@pytest.fixture(scope="module")
def writable_dashboard(built_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard whose store the tests of a module may change."""
    copy = tmp_path_factory.mktemp("writable") / "relations.duckdb"
    shutil.copyfile(built_file, copy)
    with serving(copy) as (address, _):
        yield address


@pytest.fixture(scope="session")
def serve() -> Callable[[Path], AbstractContextManager[tuple[str, int]]]:
    """Runs a dashboard on a store's file, with its address and the id of its process."""
    return serving


class Tabs:
    """Makes pages, and notes every console error and every request that leaves this machine."""

    def __init__(self, desk: BrowserContext) -> None:
        self.desk = desk
        self._faults: list[str] = []
        self._pages: list[Page] = []

    def make(self, *, viewport: ViewportSize = WIDE, **options: Any) -> Page:
        """A page, so large; with other options in a context of its own."""
        if options:
            assert self.desk.browser is not None
            page = self.desk.browser.new_page(viewport=viewport, reduced_motion="reduce", **options)
        else:
            page = self.desk.new_page()
            page.set_viewport_size(viewport)
        page.on("console", lambda message: self._faults.append(message.text) if is_fault(message) else None)
        page.on("pageerror", lambda error: self._faults.append(str(error)))
        page.on("request", lambda request: self._faults.append(request.url) if not is_local(request.url) else None)
        self._pages.append(page)
        return page

    def close(self) -> None:
        """Close all pages, on which nothing may have gone wrong."""
        for page in self._pages:
            page.close()
        assert not self._faults


@pytest.fixture(scope="session")
def desk(browser: Browser, dashboard: str) -> Iterator[BrowserContext]:
    """Where all pages are opened: what one has loaded and compiled the next need not, for which one stays open."""
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
    context.new_page().goto(f"{dashboard}/_stcore/health")
    yield context
    context.close()


@pytest.fixture
def new_page(desk: BrowserContext) -> Iterator[Callable[..., Page]]:
    """Makes pages. A console error or a request that leaves this machine on any of them fails the test."""
    tabs = Tabs(desk)
    yield tabs.make
    tabs.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page as wide as a desk's screen."""
    return new_page()


@pytest.fixture
def visitor(page: Page, dashboard: str) -> Visitor:
    """A person at the shared dashboard."""
    return Visitor(page, dashboard)


@pytest.fixture(scope="module")
def stays(desk: BrowserContext, dashboard: str) -> Iterator[Visitor]:
    """A person who stays for all tests of a module."""
    tabs = Tabs(desk)
    yield Visitor(tabs.make(), dashboard)
    tabs.close()
