"""Around every fit: one BLAS thread, and no library warning on the user's screen.

What a library would print as a warning, a model reads from the fit itself (`converged`) and says in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from indicators.scoring.threads import one_blas_thread


@contextmanager
def fitting() -> Iterator[None]:
    """Hold BLAS at one thread and library warnings back, until the last of the threads inside has left."""
    import scipy.linalg.blas  # noqa: F401 (only a library that is loaded can be held)

    with one_blas_thread(quiet=True):
        yield


fits = fitting()
"""Runs a model's public function inside `fitting()`: a decorator."""
