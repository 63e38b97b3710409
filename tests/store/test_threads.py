"""Many threads, one store: every one gets its own rows."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

THREADS, QUESTIONS = 16, 50


def test_sixteen_threads_ask_fifty_questions_each_and_get_eight_hundred_right_answers(store, observations):
    values = {
        f"figure_{number}": np.arange(30, dtype=float) + 1000 * number for number in range(THREADS * QUESTIONS // 10)
    }
    months = pd.period_range("2020-01", periods=30, freq="M").astype(str)
    frames = [observations(dict(zip(months, column, strict=True)), name) for name, column in values.items()]
    store.add_observations(pd.concat(frames), title="a", sha256="a")
    together = threading.Barrier(THREADS)

    def ask(thread: int) -> int:
        together.wait()
        right = 0
        for question in range(QUESTIONS):
            name = f"figure_{(thread * QUESTIONS + question) % len(values)}"
            frame = store.observations([name], ["USA", "TUR"])
            right += frame["obs_value"].tolist() == values[name].tolist() and set(frame["indicator"]) == {name}
        return right

    with ThreadPoolExecutor(THREADS) as pool:
        assert sum(pool.map(ask, range(THREADS))) == THREADS * QUESTIONS


def test_readers_see_a_batch_whole_or_not_at_all_while_it_is_written(store, observations):
    months = pd.period_range("1900-01", periods=1200, freq="M").astype(str)
    done = threading.Event()
    seen: list[tuple[int, int]] = []

    def read() -> None:
        while not done.is_set():
            frame = store.observations(["trade"])
            seen.append((len(frame), frame["obs_value"].nunique()))

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        for number in range(8):
            store.add_observations(observations(dict.fromkeys(months, float(number))), title="a", sha256="a")
        done.set()
        for reader in readers:
            reader.result()
    assert set(seen) <= {(0, 0), (1200, 1)}
    assert store.observations(["trade"])["obs_value"].unique().tolist() == [7.0]


def test_threads_that_write_at_once_get_a_batch_each(store, observations):
    def add(number: int) -> int:
        frame = observations({"2020-01": float(number)}, f"figure_{number}")
        return store.add_observations(frame, title=str(number), sha256="a").batch_id

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(add, range(24)))
    assert sorted(numbers) == list(range(1, 25))
    assert len(store.indicators()) == 24
