"""One BLAS thread and no warnings inside, whatever overlaps, and everything as it was when the last one has left."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager

import numpy as np
import pytest
import scipy.linalg
from threadpoolctl import ThreadpoolController, threadpool_info, threadpool_limits

from indicators.scoring import threads
from indicators.scoring.threads import one_blas_thread
from indicators.trends.fitting import fits, fitting


def blas_threads() -> set[int]:
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


@pytest.fixture(autouse=True)
def two_threads():
    with threadpool_limits(2, user_api="blas"):
        yield


def test_both_libraries_are_there():
    assert np.linalg.norm([3.0, 4.0]) == scipy.linalg.norm([3.0, 4.0]) == 5
    assert len(ThreadpoolController().select(user_api="blas").lib_controllers) == 2


class Inside:
    """A thread that enters a guard and stays until it is told to leave."""

    def __init__(self, guard: Callable[[], AbstractContextManager[None]]) -> None:
        self._guard, self._entered, self._leave = guard, threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        assert self._entered.wait(10)

    def _run(self) -> None:
        with self._guard():
            self._entered.set()
            self._leave.wait(10)

    def leave(self) -> None:
        self._leave.set()
        self._thread.join(10)


@pytest.mark.parametrize("first", [one_blas_thread, fitting])
@pytest.mark.parametrize("second", [one_blas_thread, fitting])
def test_the_one_that_stays_is_held_and_the_last_one_out_restores(first, second):
    filters = list(warnings.filters)
    one, other = Inside(first), Inside(second)
    assert blas_threads() == {1}
    one.leave()
    assert blas_threads() == {1}
    assert (list(warnings.filters) != filters) == (second is fitting)
    other.leave()
    assert blas_threads() == {2}
    assert list(warnings.filters) == filters


def test_a_library_loaded_in_between_is_held_from_the_next_entry_and_restored(monkeypatch):
    every = ThreadpoolController().select(user_api="blas").lib_controllers
    found = {"yet": every[:1]}
    monkeypatch.setattr(threads, "_libraries", lambda _modules: found["yet"])
    one = Inside(one_blas_thread)
    assert blas_threads() == {1, 2}
    found["yet"] = every
    monkeypatch.setitem(threads.sys.modules, "a_module_with_a_library_of_its_own", threads)
    with one_blas_thread():
        assert blas_threads() == {1}
    assert blas_threads() == {1}
    one.leave()
    assert blas_threads() == {2}


def test_an_error_inside_restores_everything():
    filters = list(warnings.filters)

    @fits
    def fails() -> None:
        assert blas_threads() == {1}
        raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            fails()
    assert blas_threads() == {2}
    assert list(warnings.filters) == filters


def test_a_thread_may_enter_again():
    with one_blas_thread(), fitting():
        with one_blas_thread():
            assert blas_threads() == {1}
        assert blas_threads() == {1}
    assert blas_threads() == {2}
