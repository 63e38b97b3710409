"""A page on another site cannot reach the dashboard by having its own name lead to this machine."""

from __future__ import annotations

import asyncio
import http.client
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest
from streamlit import config
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from indicators.dashboard.ui.hosts import REFUSED, Hosts

PATHS = ["/", "/drivers", "/_stcore/health", "/_stcore/host-config", "/media/0.csv", "/static/none.js"]


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hosts]:
    """The middleware of somebody who serves under two names of their own."""
    before = config.get_option("server.allowedHosts")
    config.set_option("server.allowedHosts", ["Relations.example", "*.team.example"])

    async def page(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "answered"})

    yield Hosts(page)
    config.set_option("server.allowedHosts", before)


def answers(hosts: Hosts, kind: str, *names: str) -> list[dict[str, Any]]:
    """What is sent for a request with these Host headers."""
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": kind, "headers": [(b"host", name.encode()) for name in names]}
    with ThreadPoolExecutor(1) as thread:  # a browser test before this one leaves a loop running in the main thread
        thread.submit(lambda: asyncio.run(hosts(scope, None, send))).result()  # type: ignore[arg-type]
    return sent


@pytest.mark.parametrize(
    "name",
    ["localhost", "LOCALHOST:8501", "127.0.0.1:8501", "[::1]:8501", "[::1]", "localhost.", "relations.example:443",
     "a.team.example"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_names_of_ours_are_served(hosts: Hosts, kind: str, name: str) -> None:
    assert answers(hosts, kind, name) == [{"type": "answered"}]


@pytest.mark.parametrize(
    "names",
    [["evil.example"], ["evil.example:8501"], ["localhost.evil.example"], ["evil@localhost"], ["localhost/.evil"],
     ["team.example"], ["::1"], ["localhost:x"], [""], [], ["localhost", "evil.example"]],
)  # fmt: skip
@pytest.mark.parametrize(("kind", "prefix"), [("http", "http"), ("websocket", "websocket.http")])
def test_other_names_are_refused(hosts: Hosts, kind: str, prefix: str, names: list[str]) -> None:
    start, body = answers(hosts, kind, *names)
    assert (start["type"], start["status"]) == (f"{prefix}.response.start", 403)
    assert body["body"].decode() == REFUSED


def test_what_is_not_a_request_is_let_through(hosts: Hosts) -> None:
    assert answers(hosts, "lifespan") == [{"type": "answered"}]


def test_streamlit_itself_goes_by_the_same_names(hosts: Hosts) -> None:
    assert config.get_option("server.allowedHosts") == hosts.names


@pytest.mark.browser
def test_the_running_dashboard_answers_to_its_own_names_only(dashboard: str) -> None:
    port = int(dashboard.rpartition(":")[2])
    for path in PATHS:
        assert asked(port, path, "evil.example")[0] == 403
        assert asked(port, path, f"evil.example:{port}") == (403, REFUSED)
    for name in ("localhost", f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}"):
        for path in ("/", "/drivers", "/_stcore/health"):
            assert asked(port, path, name)[0] == 200
    with pytest.raises(InvalidStatus) as refused:
        shake_hands(port, f"evil.example:{port}")
    assert refused.value.response.status_code == 403
    for name in (f"localhost:{port}", f"127.0.0.1:{port}"):
        shake_hands(port, name)


def asked(port: int, path: str, host: str) -> tuple[int, str]:
    """What a server answers to a request under a name: status and text."""
    with closing(http.client.HTTPConnection("localhost", port, timeout=30)) as connection:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")


def shake_hands(port: int, host: str) -> None:
    """Open a websocket as a page under a name would, and close it."""
    address, options = f"ws://{host}/_stcore/stream", {"origin": f"http://{host}", "subprotocols": ["streamlit"]}
    with socket.create_connection(("localhost", port)) as way, connect(address, sock=way, proxy=None, **options):
        pass
