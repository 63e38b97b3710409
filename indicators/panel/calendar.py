"""Months as numbers, so that a series is an array and a lag is a subtraction.

A month is its count from 1970-01, which is also pandas' ordinal of a monthly period and numpy's `datetime64[M]`; a
day is its count from 1970-01-01.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from indicators.model.arrays import Floats, Ints


def month_of(day: dt.date) -> int:
    """The month that a day lies in."""
    return (day.year - 1970) * 12 + day.month - 1


def first_whole_month(day: dt.date) -> int:
    """The first month that begins on this day or later."""
    return month_of(day) if day.day == 1 else month_of(day) + 1


def last_whole_month(day: dt.date) -> int:
    """The last month that has ended when this day is over."""
    return month_of(day + dt.timedelta(days=1)) - 1


def month_number(text: str) -> int:
    """`2015-01` as a number."""
    return (int(text[:4]) - 1970) * 12 + int(text[5:7]) - 1


def month_text(month: int) -> str:
    """A month as `2015-01`."""
    return f"{1970 + month // 12}-{month % 12 + 1:02d}"


def base_months(base: str) -> range:
    """The months of a base year (`2015`) or the one base month (`2015-01`)."""
    if len(base) == 4:
        return range(month_number(f"{base}-01"), month_number(f"{base}-12") + 1)
    return range(month_number(base), month_number(base) + 1)


@dataclass(frozen=True)
class Grid:
    """The months on which the series of one panel are computed, from `first` to `last`, both included."""

    first: int
    last: int

    @property
    def size(self) -> int:
        """How many months."""
        return self.last - self.first + 1

    @cached_property
    def edges(self) -> Ints:
        """The first day of every month and of the month after the last: `size` + 1 days."""
        months = np.arange(self.first, self.last + 2).astype("datetime64[M]")
        return months.astype("datetime64[D]").astype(np.int64)

    def position(self, month: int) -> int | None:
        """Where a month stands in the arrays, or None outside them."""
        return month - self.first if self.first <= month <= self.last else None

    def empty(self) -> Floats:
        """A series without a single value."""
        return np.full(self.size, np.nan)

    def periods(self, start: int, end: int) -> pd.PeriodIndex:
        """The months from `start` to `end` as pandas has them."""
        return pd.PeriodIndex.from_ordinals(np.arange(start, end + 1), freq="M", name="month")


def carry(values: Floats, max_age: int) -> Ints:
    """For each position, the one whose value stands there: itself, an earlier one at most `max_age` before, or −1.

    `values` is NaN where a month has no value of its own.
    """
    here = np.arange(len(values))
    latest = np.maximum.accumulate(np.where(np.isnan(values), -1, here))
    return np.where((latest >= 0) & (here - latest <= max_age), latest, -1)


def take(values: Floats, positions: Ints) -> Floats:
    """`values` at `positions`, NaN where the position is −1."""
    return np.where(positions >= 0, values[positions], np.nan)
