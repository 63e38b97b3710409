"""A running dashboard and a browser to look at it with."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from playwright.sync_api import Browser, ConsoleMessage, Page
from streamlit.testing.v1 import AppTest

from indicators.dashboard import backend

ROOT = Path(__file__).parents[2]


@pytest.fixture
def app(own_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The app without a browser, on a store of its own, with nothing cached."""
    monkeypatch.setenv("RELATIONS_INDEX_DB", str(own_file))
    forget()
    yield AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    forget()


def forget() -> None:
    """Close the cached store and drop every cached result."""
    backend.store().close()
    st.cache_resource.clear()
    backend.forget()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def dashboard_file(built_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store's file behind the running dashboard."""
    copy = tmp_path_factory.mktemp("dashboard") / "relations.duckdb"
    shutil.copyfile(built_file, copy)
    return copy


@pytest.fixture(scope="session")
def dashboard(dashboard_file: Path) -> Iterator[str]:
    """The address of a running dashboard."""
    port = free_port()
    environment = os.environ | {"RELATIONS_INDEX_DB": str(dashboard_file)}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        address = f"http://localhost:{port}"
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
                break
            except (urllib.error.URLError, OSError):
                if time.monotonic() > deadline or server.poll() is not None:
                    server.kill()
                    raise
                time.sleep(0.2)
        yield address
        server.terminate()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test on a console error or a request that leaves this machine."""
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if is_fault(message) else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: faults.append(request.url) if not is_local(request.url) else None)
    yield page
    page.close()
    assert not faults


def is_fault(message: ConsoleMessage) -> bool:
    """Whether a console message is an error. Streamlit looks for its server below a page's path before its root."""
    return message.type == "error" and not re.search(r"/\w+/_stcore/(health|host-config)$", message.location["url"])


def is_local(url: str) -> bool:
    """Whether a request stays on this machine."""
    return url.startswith(("http://localhost:", "ws://localhost:", "data:", "blob:"))
