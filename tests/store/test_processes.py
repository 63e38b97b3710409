"""Two processes, one file: a reader does not keep a writer out, and whoever does is named."""

from __future__ import annotations

import random
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from indicators.errors import StoreLockedError
from indicators.store import Store, database

PRELUDE = """
import sys, time
from pathlib import Path
import numpy as np, pandas as pd
from indicators.store import Store
path = Path(sys.argv[1])
def figures(name, rows, value):
    return pd.DataFrame(dict(indicator=name, ref_area="USA", counterpart_area="TUR", freq="D",
        time_period=pd.date_range("1900-01-01", periods=rows), obs_value=float(value), obs_status="A", note=""))
"""


@contextmanager
def other(code: str, path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that runs `code` and has said that it is ready; killed at the end if it still runs."""
    command = [sys.executable, "-c", PRELUDE + textwrap.dedent(code), str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


def let_go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def finish(process: subprocess.Popen[str]) -> str:
    out, _ = process.communicate("\n", timeout=60)
    assert process.returncode == 0
    return out


READS_AND_WRITES = """
store = Store.open(path)
print("ready", flush=True)
sys.stdin.readline()
print(store.observations(["trade"])["obs_value"].tolist(), store.data_version)
store.add_observations(figures("imported", 10, 5), title="b", sha256="b")
print(store.data_version)
"""
WRITES_TEN = """
store = Store.open(path)
print("ready", flush=True)
sys.stdin.readline()
for number in range(10):
    store.add_observations(figures(f"figure_{number}", 100, number), title="b", sha256="b")
    store.observations([f"figure_{number}"])
"""
HOLDS = """
import duckdb
connection = duckdb.connect(str(path))
print("ready", flush=True)
sys.stdin.readline()
"""
HOLDS_FOR_A_SECOND = """
import duckdb
connection = duckdb.connect(str(path))
print("ready", flush=True)
time.sleep(1)
connection.close()
"""
WRITES_FOREVER = """
store = Store.open(path)
count = len(store.batches())
print("ready", flush=True)
while True:
    count += 1
    store.add_observations(figures("trade", 20_000 + count, count), title="x", sha256="x")
    print(count, flush=True)
"""


def test_with_the_store_open_here_another_process_reads_and_writes(store, observations):
    store.add_observations(observations({"2020-01": 1.0}), title="a", sha256="a")
    before = store.data_version
    with other(READS_AND_WRITES, store.path) as process:
        read, after = finish(process).splitlines()
    assert read == f"[1.0] {before}"
    assert store.data_version == after
    assert after != before
    assert len(store.observations(["imported"])) == 10


def test_two_processes_that_write_at_once_both_succeed(store):
    with other(WRITES_TEN, store.path) as first, other(WRITES_TEN, store.path) as second:
        let_go(first)
        let_go(second)
        finish(first)
        finish(second)
    assert store.batches()["batch_id"].tolist() == list(range(1, 21))


def test_a_process_that_holds_the_file_is_named(store, monkeypatch, observations):
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 0.2)
    with other(HOLDS, store.path) as process:
        sentence = rf"process {process.pid} \(.*python.*\)\. Let it finish or end it"
        with pytest.raises(StoreLockedError, match=sentence):
            store.batches()
        with pytest.raises(StoreLockedError, match=sentence):
            store.add_observations(observations({"2020-01": 1.0}), title="a", sha256="a")
        finish(process)
    assert store.batches().empty


def test_a_short_write_by_another_process_is_waited_for(store):
    with other(HOLDS_FOR_A_SECOND, store.path) as process:
        began = time.monotonic()
        assert store.batches().empty
        assert 0.3 < time.monotonic() - began < database.PATIENCE_SECONDS
        finish(process)


def test_a_program_that_opened_the_file_in_this_process_is_a_sentence(store, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 0.1)
    with duckdb.connect(str(store.path)), pytest.raises(StoreLockedError, match="held by"):
        store.batches()


def test_a_kill_at_any_moment_leaves_whole_batches_only(tmp_path):
    """Each row of a batch has the batch's number as its value; batches differ in length."""
    path = tmp_path / "store.duckdb"
    Store.open(path).close()
    moments = random.Random(7)
    before = 0
    rows = "SELECT batch_id, count(*), min(obs_value), max(obs_value) FROM store.observations GROUP BY 1 ORDER BY 1"
    for _ in range(6):
        with other(WRITES_FOREVER, path) as process:
            assert process.stdout is not None
            recorded = [int(process.stdout.readline()) for _ in range(2)]
            time.sleep(moments.uniform(0, 0.5))
            process.kill()
        with Store.open(path) as store:
            numbers = store.batches()["batch_id"].tolist()
            lengths = store.batches()["rows_observations"].tolist()
            with store._file.reading() as cursor:
                stored = cursor.execute(rows).fetchall()
        assert numbers == list(range(1, len(numbers) + 1))
        assert lengths == [20_000 + number for number in numbers]
        assert stored == [(number, 20_000 + number, number, number) for number in numbers]
        assert recorded == [before + 1, before + 2]
        assert len(numbers) >= recorded[-1]  # what was said to be stored is there
        before = len(numbers)
