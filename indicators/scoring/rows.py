"""What the rows of a matrix are: months, pairs × months, or anything else (countries), and which lie in a window."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.errors import ScoringError
from indicators.methods import Window


def months_of(index: pd.Index) -> pd.PeriodIndex | None:
    """The month of each row, from a monthly PeriodIndex or the level of a MultiIndex that is one; else None."""
    for level in range(index.nlevels):
        values = index.levels[level] if isinstance(index, pd.MultiIndex) else index
        if isinstance(values, pd.PeriodIndex) and values.freqstr == "M":
            return pd.PeriodIndex(index.get_level_values(level))
    return None


def months_needed(index: pd.Index, what: str) -> pd.PeriodIndex:
    """The month of each row; ScoringError naming `what` needs them where rows are not months."""
    months = months_of(index)
    if months is None:
        raise ScoringError(
            f"{what} needs rows that are months, but the rows are {type(index).__name__}. Give the matrix a monthly "
            "PeriodIndex, or take the months out of the definition."
        )
    return months


def sample_rows(index: pd.Index, stated: Window | None, frozen: Window | None, what: str) -> NDArray[np.bool_] | slice:
    """The rows on which something is decided: those of the window stated for it; else, where rows are months, those of
    the definition's frozen window; else all."""
    return in_window(index, stated or (frozen if months_of(index) is not None else None), what)


def in_window(index: pd.Index, window: Window | None, what: str) -> NDArray[np.bool_] | slice:
    """Selects the rows inside a window, first and last month included; all rows where no window is stated."""
    if window is None:
        return slice(None)
    months = months_needed(index, f"The window {window[0]} to {window[1]} of {what}")
    inside = np.asarray((months >= pd.Period(window[0], "M")) & (months <= pd.Period(window[1], "M")))
    if not inside.any():
        raise ScoringError(f"No row lies in the window {window[0]} to {window[1]} of {what}; state another window.")
    return inside
