"""Computations in threads of their own, which go on whatever the pages do, and what a page shows while they run."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, wait
from typing import Any, Generic, TypeVar

import streamlit as st

T = TypeVar("T")

Progress = Callable[[float], None]
"""Told the share that is done, 0 to 1."""

_SLOTS = threading.Semaphore(2)
"""How many run at once: they compute in Python, so more would only slow the pages down."""

KEPT = 64
"""Results that are kept, a handful of views with all that was asked about them."""

STEP = 0.1
"""Seconds between two looks at what is done."""


class Work(Generic[T]):
    """One computation, started when it is made. `share` is how much of it is done, None where it does not say."""

    def __init__(self, compute: Callable[[Progress], T]) -> None:
        self.share: float | None = None
        self._future: Future[T] = Future()
        threading.Thread(target=self._run, args=(compute,), daemon=True).start()

    def _run(self, compute: Callable[[Progress], T]) -> None:
        with _SLOTS:
            try:
                self._future.set_result(compute(self._tell))
            except BaseException as error:  # handed to whoever waits
                self._future.set_exception(error)

    def _tell(self, share: float) -> None:
        self.share = share

    def done(self, within: float = 0.0) -> bool:
        """Whether the result is there, or comes within so many seconds."""
        return bool(wait([self._future], timeout=within).done)

    @property
    def failed(self) -> bool:
        """Whether it ended without a result."""
        return self._future.done() and self._future.exception() is not None

    def result(self) -> T:
        """The result. Raises what the computation raised."""
        return self._future.result()


class _Works:
    """The works that are kept, the one asked for last at the end."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Work[Any]] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, key: Hashable, compute: Callable[[Progress], T]) -> Work[T]:
        with self._lock:
            work = self._kept.pop(key, None)
            if work is None or work.failed:
                work = Work(compute)
            self._kept[key] = work
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return work

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()

    def ended(self, key: Hashable) -> bool:
        with self._lock:
            work = self._kept.get(key)
        return work is not None and work.done()


_WORKS = _Works()


def start(key: Hashable, compute: Callable[[Progress], T]) -> Work[T]:
    """The work of this key, started once for all sessions. What failed is tried again when it is next asked for."""
    return _WORKS.start(key, compute)


def forget() -> None:
    """Let go of all works; those that run go on unseen."""
    _WORKS.forget()


def ended(key: Hashable) -> bool:
    """Whether the work of this key has been done, so that nobody has to wait for it."""
    return _WORKS.ended(key)


def wait_for(work: Work[T], what: str) -> T:
    """The result of some work; until it is there, how far it is stands in its place.

    Looking again and again lets a session that has moved on leave at once; the work goes on without it.
    """
    if not work.done(within=STEP):
        place = st.empty()
        while not work.done(within=STEP):
            if work.share is None:
                place.caption(f":material/hourglass_top: {what} …")
            else:
                place.progress(work.share, f"{what} …")
        place.empty()
    return work.result()
