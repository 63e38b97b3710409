"""Around every fit: one BLAS thread, and no library warning on the user's screen.

The matrices are tiny, so more threads only fight over them (and over the other sessions of one server). What a
library would print as a warning, a model reads from the fit itself (`converged`) and says in a sentence.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from threadpoolctl import threadpool_limits

P = ParamSpec("P")
T = TypeVar("T")

_lock = threading.Lock()
_held = ExitStack()
_holders = 0


@contextmanager
def fitting() -> Iterator[None]:
    """Hold BLAS at one thread and library warnings back, until the last of the threads inside has left.

    Both are settings of the whole process, so the first thread in sets them and the last one out restores them.
    """
    import scipy.linalg.blas  # noqa: F401 (only a library that is loaded can be held)

    global _holders
    with _lock:
        if _holders == 0:
            _held.enter_context(threadpool_limits(limits=1, user_api="blas"))
            _held.enter_context(warnings.catch_warnings())
            warnings.simplefilter("ignore")
        _holders += 1
    try:
        yield
    finally:
        with _lock:
            _holders -= 1
            if _holders == 0:
                _held.close()


def fits(function: Callable[P, T]) -> Callable[P, T]:
    """Run a model's public function inside `fitting()`."""

    @wraps(function)
    def inside(*args: P.args, **kwargs: P.kwargs) -> T:
        with fitting():
            return function(*args, **kwargs)

    return inside
