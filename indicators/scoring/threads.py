"""Around heavy calculations: one BLAS thread, and for fits no library warning on the user's screen.

The matrices are small, so more threads only wait for one another (and for the other sessions of one server). Both are
settings of the whole process: the first thread in sets them, the last one out restores them.
"""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache

from threadpoolctl import LibController, OpenBLASController, ThreadpoolController

_lock = threading.Lock()
_inside = _quiet = _modules = 0
_found: dict[str, tuple[LibController, int]] = {}
"""The libraries that are held, by file, each with the number of threads that it had."""
_filters = ExitStack()


@contextmanager
def one_blas_thread(*, quiet: bool = False) -> Iterator[None]:
    """Hold BLAS at one thread until the last of the threads inside has left; also a decorator.

    A library that came with a module imported since the first thread entered is held from the next entry on. Warnings
    are held back as long as one of those inside is `quiet`.
    """
    global _inside, _quiet, _modules
    with _lock:
        if not _inside or _modules != len(sys.modules):
            _modules = len(sys.modules)
            for library in _libraries(_modules):
                if library.filepath not in _found:
                    _found[library.filepath] = library, library.num_threads
                    _set(library, 1)
        if quiet and not _quiet:
            _filters.enter_context(warnings.catch_warnings())
            warnings.simplefilter("ignore")
        _inside += 1
        _quiet += quiet
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            _quiet -= quiet
            if quiet and not _quiet:
                _filters.close()
            if not _inside:
                for library, number in _found.values():
                    _set(library, number)
                _found.clear()


@lru_cache(maxsize=1)
def _libraries(modules: int) -> list[LibController]:
    """The BLAS there is once so many modules are loaded: finding it takes longer than limiting it."""
    return list(ThreadpoolController().select(user_api="blas").lib_controllers)


def _set(library: LibController, number: int) -> None:
    """Set the threads of a library. threadpoolctl lets one thread do so at a time and ignores the others, but here the
    last one out need not be the first one in."""
    OpenBLASController.clear_controlling_thread(force=True)
    library.set_num_threads(number)
    OpenBLASController.clear_controlling_thread(force=True)
