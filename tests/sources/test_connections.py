"""Only the transport opens a connection, and only when it is asked to."""

from __future__ import annotations

import ast
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import indicators.errors

PACKAGE = Path(indicators.errors.__file__).parent
OPENING = {"urllib.request", "urllib3", "http.client", "requests", "httpx", "socket", "ftplib", "smtplib", "aiohttp"}
WATCHED = """
import sys
asked = []
def hook(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
        asked.append((event, args[1:] if event == "socket.connect" else args))
sys.addaudithook(hook)
import indicators, indicators.sources, indicators.cli
with indicators.open() as ws:
    scores = ws.index("USA-TUR", as_of="2015-06-30").frame
assert scores is not None
print(asked)
"""


def test_only_the_transport_imports_what_opens_connections() -> None:
    for path in PACKAGE.rglob("*.py"):
        names = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        found = {name for name in names if any(name == one or name.startswith(f"{one}.") for one in OPENING)}
        assert not found or path == PACKAGE / "sources" / "transport.py", f"{path} imports {sorted(found)}"


def test_importing_opening_and_scoring_ask_nobody(built_file: Path, tmp_path: Path) -> None:
    store = tmp_path / "store.duckdb"
    store.write_bytes(built_file.read_bytes())
    done = subprocess.run(
        [sys.executable, "-c", WATCHED],
        env=os.environ | {"RELATIONS_INDEX_DB": str(store)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_the_guard_of_these_tests_lets_nobody_out() -> None:
    with socket.socket() as one, pytest.raises(AssertionError, match="opens a connection"):
        one.connect(("192.0.2.1", 80))
