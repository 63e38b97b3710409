"""A running dashboard and a browser to look at it with."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from playwright.sync_api import Browser, Page
from server import serving
from streamlit.testing.v1 import AppTest
from visitor import Visitor, is_fault, is_local

from indicators.dashboard import MAIN
from indicators.dashboard.ui import cache


@pytest.fixture
def app(own_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The app without a browser, on a store of its own, with nothing cached."""
    monkeypatch.setenv("RELATIONS_INDEX_DB", str(own_file))
    forget()
    yield AppTest.from_file(str(MAIN), default_timeout=120)
    forget()


def forget() -> None:
    """Close the cached store and drop every cached result."""
    cache.store().close()
    st.cache_resource.clear()
    cache.forget()


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


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes pages, each in a context of its own. A console error or a request that leaves this machine on any of them
    fails the test."""
    pages: list[Page] = []
    faults: list[str] = []

    def make(**options: Any) -> Page:
        page = browser.new_page(**{"viewport": {"width": 1440, "height": 1000}} | options)
        page.on("console", lambda message: faults.append(message.text) if is_fault(message) else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: faults.append(request.url) if not is_local(request.url) else None)
        pages.append(page)
        return page

    yield make
    for page in pages:
        page.close()
    assert not faults


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page as wide as a desk's screen."""
    return new_page()


@pytest.fixture
def visitor(page: Page, dashboard: str) -> Visitor:
    """A person at the shared dashboard."""
    return Visitor(page, dashboard)
