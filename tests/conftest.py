"""What all tests share: a catalogue, a store built from it once per run, and one browser.

The data are those that shipped in November 2026, unpacked once, for this process and those it starts: what a page shows
or a golden file holds does not move when new figures ship. Tests about what ships now read `SHIPPED` instead.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import shutil
import socket
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from shipping import SHIPPED

from indicators.catalog import Catalog, load_catalog
from indicators.index import Index, Origin, index_of
from indicators.store import Store

DATA = Path(__file__).parent / "support" / "data-2026-11.zip"

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # One process draws all pages of a site, so that Streamlit and Plotly are compiled once; nothing is drawn in 3D.
    "--process-per-site",
    "--disable-extensions",
    "--disable-software-rasterizer",
]


def pytest_configure(config: pytest.Config) -> None:
    """Let everything read the data of November 2026 until the tests have ended."""
    folder = tempfile.TemporaryDirectory(prefix="data-")
    config.add_cleanup(folder.cleanup)
    with zipfile.ZipFile(DATA) as archive:
        archive.extractall(folder.name)
    shutil.copyfile(SHIPPED / "areas.csv", Path(folder.name) / "areas.csv")  # names are no figures
    os.environ["RELATIONS_INDEX_DATA"] = folder.name


def _is_local(address: object) -> bool:
    """Whether an address of a socket is on this machine: a path, a loopback address or its name."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    try:
        return host in ("", "localhost") or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _nobody_outside_is_asked() -> Iterator[None]:
    """No test opens a connection that leaves this machine: what tries is told so, whoever it is."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(way: Callable[..., Any]) -> Callable[..., Any]:
        def call(self: socket.socket, address: Any) -> Any:
            if not _is_local(address):
                raise AssertionError(f"a test opens a connection to {address}")
            return way(self, address)

        return call

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(connect))
        patch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
        yield


@pytest.fixture(scope="session")
def of_november() -> Catalog:
    """The catalogue of November 2026. Nothing shared is built on `catalog`, which some folders have of their own."""
    return load_catalog()


@pytest.fixture(scope="session")
def catalog(of_november: Catalog) -> Catalog:
    """The catalogue of a test: that of November 2026, or where the tests are about what ships, that."""
    return of_november


@pytest.fixture(scope="session")
def built_file(tmp_path_factory: pytest.TempPathFactory, of_november: Catalog) -> Path:
    """A store's file with all data of the catalogue, closed; copy it before writing."""
    path = tmp_path_factory.mktemp("store") / "relations.duckdb"
    with Store.open(path) as store:
        store.sync(of_november)
    return path


@pytest.fixture(scope="session")
def shipped_store(built_file: Path) -> Iterator[Store]:
    """The shipped data, to be read only."""
    with Store.open(built_file) as store:
        yield store


@pytest.fixture
def own_file(built_file: Path, tmp_path: Path) -> Path:
    """A copy of the built store's file that a test may change."""
    copy = tmp_path / "own.duckdb"
    shutil.copyfile(built_file, copy)
    return copy


@pytest.fixture(scope="session")
def turkiye(shipped_store: Store, of_november: Catalog) -> Index:
    """The default index: United States and Türkiye, all that is known."""
    return index_of(Origin(shipped_store, of_november), "strategic-mechanism", "USA-TUR")


@pytest.fixture(scope="session")
def read(shipped_store: Store, of_november: Catalog) -> Callable[..., Index]:
    """An index from the shipped store: `read("2022-04-04")`, `read(pair="USA-GBR", definition="us-partners")`."""

    def index(as_of: str | None = None, *, definition: str = "strategic-mechanism", pair: str = "USA-TUR") -> Index:
        day = dt.date.fromisoformat(as_of) if as_of else None
        return index_of(Origin(shipped_store, of_november), definition, pair, as_of=day)

    return index


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Under CI it may not be missing."""
    executable = shutil.which("chromium")
    if executable is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is not installed, and under CI a browser test may not be skipped")
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        expect.set_options(timeout=120_000)  # a busy machine is no fault of a page
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()
