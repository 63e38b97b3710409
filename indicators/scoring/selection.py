"""What the rows of a matrix are: months, pairs × months, or anything else (countries), and which lie in a window."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pandas as pd

from indicators.errors import Message, ScoringError
from indicators.model.arrays import Bools, Floats, Ints, Positions
from indicators.model.methods import Window

Row = Hashable | slice
"""A row by its label (`"2025-12"`, `"TUR"`, `("USA-TUR", "2025-12")`), or a span of rows by its first and last label
(`slice("2003-01", "2003-12")`)."""

BESIDE = "beside"
"""Name of a level of the rows. Rows in which it is True lie in no window: they are put on a scale that the other rows
make, and leave it as it is."""


def months_of(index: pd.Index) -> pd.PeriodIndex | None:
    """The month of each row, from a monthly PeriodIndex or the level of a MultiIndex that is one; else None."""
    for level in range(index.nlevels):
        values = index.levels[level] if isinstance(index, pd.MultiIndex) else index
        if isinstance(values, pd.PeriodIndex) and values.freqstr == "M":
            return pd.PeriodIndex(index.get_level_values(level))
    return None


def months_needed(index: pd.Index, what: Message) -> pd.PeriodIndex:
    """The month of each row; ScoringError naming `what` needs them where rows are not months."""
    months = months_of(index)
    if months is None:
        raise ScoringError(
            "{what} needs rows that are months, but the rows are {kind}. Give the matrix a monthly PeriodIndex, or "
            "take the months out of the definition.",
            what=what,
            kind=type(index).__name__,
        )
    return months


def sample_rows(index: pd.Index, stated: Window | None, frozen: Window | None, what: Message) -> Bools | slice:
    """The rows on which something is decided: those of the window stated for it; else, where rows are months, those of
    the definition's frozen window; else all."""
    return in_window(index, stated or (frozen if months_of(index) is not None else None), what)


def in_window(index: pd.Index, window: Window | None, what: Message) -> Bools | slice:
    """Selects the rows inside a window, first and last month included; all rows where no window is stated. Rows that
    are `BESIDE` the others are in none."""
    own = ~index.get_level_values(BESIDE).to_numpy(dtype=bool) if BESIDE in index.names else None
    if window is None:
        return slice(None) if own is None else own
    months = months_needed(index, Message("The window {a} to {b} of {what}", a=window[0], b=window[1], what=what))
    inside = np.asarray((months >= pd.Period(window[0], "M")) & (months <= pd.Period(window[1], "M")))
    if own is not None:
        inside &= own
    if not inside.any():
        raise ScoringError(
            "No row lies in the window {a} to {b} of {what}; state another window.", a=window[0], b=window[1], what=what
        )
    return inside


def months_covered(index: pd.Index) -> Message:
    """First and last month of the rows as `1985-12 to 2024-12`, or `all rows` where they are not months."""
    months = months_of(index)
    if months is None:
        return Message("all rows")
    return Message("{start} to {end}", start=months.min(), end=months.max())


def rows_at(index: pd.Index, at: Row) -> Positions:
    """Numbers of the rows that a label or a span names, at least one. ScoringError where there is none."""
    try:
        if isinstance(index, pd.MultiIndex) and isinstance(at, tuple):
            dated = [isinstance(level, pd.PeriodIndex) for level in index.levels]
            at = tuple(pd.Period(part, "M") if month else part for part, month in zip(at, dated, strict=True))
        found = index.slice_indexer(at.start, at.stop) if isinstance(at, slice) else index.get_loc(at)
    except (KeyError, ValueError, TypeError):
        found = slice(0, 0)
    rows: Positions = np.arange(len(index))[found].ravel()
    if not len(rows):
        raise ScoringError(
            "{row} is not among the rows, which run from {first} to {last}.",
            row=row_name(at),
            first=row_name(index[0]),
            last=row_name(index[-1]),
        )
    return rows


def given_rows(score: pd.Series, at: Row) -> Positions:
    """As `rows_at`, only rows in which the score is given."""
    rows = rows_at(score.index, at)
    rows = np.asarray(rows[score.notna().to_numpy()[rows]])
    if not len(rows):
        raise ScoringError(
            "'{name}' has no score in {row}; choose a row that has one.", name=score.name, row=row_name(at)
        )
    return rows


def row_name(label: Row) -> str:
    """A row's label, or a span, as a person writes it: `2024-12`, `TUR`, `USA-TUR, 2024-12`, `2003-01 to 2003-12`."""
    if isinstance(label, slice):
        return f"{label.start} to {label.stop}"
    return ", ".join(map(str, label)) if isinstance(label, tuple) else str(label)


def resampling_counts(rows: Ints, n: int) -> Floats:
    """How often each of n rows is taken by each resample: (resamples, n) from chosen row numbers (resamples, taken)."""
    flat = rows + n * np.arange(len(rows))[:, None]
    return np.bincount(flat.ravel(), minlength=n * len(rows)).reshape(len(rows), n).astype(float)
