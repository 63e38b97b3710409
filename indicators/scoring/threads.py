"""One BLAS thread around many small matrix products, where more threads only wait for one another."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController

_lock = threading.Lock()
_held = ExitStack()
_inside = 0


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Hold BLAS at one thread; also a decorator.

    This is a setting of the whole process: the first one in sets it, the last one out restores it.
    """
    global _inside
    with _lock:
        if not _inside:
            _held.enter_context(_libraries().limit(limits=1, user_api="blas"))
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside:
                _held.close()


@cache
def _libraries() -> ThreadpoolController:
    return ThreadpoolController()
