"""A server that is used all day: no memory and no open files are left behind."""

from __future__ import annotations

import itertools
import os
import shutil
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.sync.client import ClientConnection, connect

Serve = Callable[[Path], AbstractContextManager[tuple[str, int]]]

RERUNS = 500
WARM = 150
"""Reruns after which every view was drawn more than once, so that nothing is left to be cached."""
VISITORS = 4
"""Who stay all the while: what belongs to a visitor Streamlit keeps for two minutes after they left."""
GROWTH = 30
"""Megabytes that the process may have grown by at the end: 90 kB a rerun. A view that is kept costs more."""

VIEWS = [
    (page, f"{view}&{window}")
    for view, window in itertools.product(
        ("pair=USA-TUR", "definition=us-partners&pair=USA-GRC", "component=lng&month=2022-01&start=2016-01"),
        ("window=1990-01&window=2024-12", "window=2005-01&window=2020-12"),
    )
    for page in ("overview", "drivers", "indicators", "what_if", "data", "vintages", "method", "snapshots")
]


def rerun(session: ClientConnection, page: str, query: str) -> int:
    """Ask for a view as a browser does, and take all that the server sends. The number of elements drawn."""
    asked = BackMsg()
    asked.rerun_script.page_script_hash = "" if page == "overview" else calc_hash(page)
    asked.rerun_script.query_string = query
    session.send(asked.SerializeToString())
    drawn = 0
    while True:
        said = ForwardMsg.FromString(session.recv(timeout=60))
        kind = said.WhichOneof("type")
        if kind == "delta" and said.delta.WhichOneof("type") == "new_element":
            drawn += 1
            assert said.delta.new_element.WhichOneof("type") != "exception", said
        if kind == "script_finished":
            return drawn


def megabytes(process: int) -> float:
    """Memory of a process that is its own."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def open_files(process: int) -> list[str]:
    """What a process has open, but for the connections to visitors."""
    found = []
    for entry in Path(f"/proc/{process}/fd").iterdir():
        try:
            found.append(str(entry.readlink()))
        except FileNotFoundError:  # closed in between
            continue
    return sorted(name for name in found if not name.startswith("socket:"))


def visits(address: str) -> Generator[int, None, None]:
    """Reruns by several visitors in turn, through all views again and again; how many elements each drew."""
    stream = f"{address.replace('http', 'ws')}/_stcore/stream"
    with ExitStack() as open_until_the_end:
        sessions = [open_until_the_end.enter_context(connect(stream, max_size=None)) for _ in range(VISITORS)]
        for session, (page, query) in zip(itertools.cycle(sessions), itertools.cycle(VIEWS), strict=False):
            yield rerun(session, page, query)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc to look into another process")
def test_five_hundred_reruns_leave_nothing_behind(serve: Serve, built_file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "relations.duckdb"
    shutil.copyfile(built_file, copy)
    with serve(copy) as (address, process):
        drawing = visits(address)
        for drawn in itertools.islice(drawing, WARM):
            assert drawn > 5
        before, opened = megabytes(process), open_files(process)
        for drawn in itertools.islice(drawing, RERUNS - WARM):
            assert drawn > 5
        after, still_open = megabytes(process), open_files(process)
        drawing.close()
    print(f"\n{before:.0f} MB after {WARM} reruns, {after:.0f} MB after {RERUNS}; {len(still_open)} open files")
    assert len(still_open) <= len(opened) + 1, Counter(still_open) - Counter(opened)
    assert after - before < GROWTH
