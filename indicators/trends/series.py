"""What the trend models read: one regular series, whatever index it came with.

A model states its question and how many observations it needs; a series that cannot answer is refused here, with a
sentence, so that no model has to check for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from indicators.errors import Message, SeriesTooShortError, TrendError
from indicators.model.arrays import Floats, Positions
from indicators.text import period_name

Data = TypeVar("Data", pd.Series, pd.DataFrame)

PERIODS_PER_YEAR = {"M": 12, "Q": 4, "Y": 1}
UNITS = {"M": Message("month"), "Q": Message("quarter"), "Y": Message("year"), None: Message("observation")}


@dataclass(frozen=True, eq=False)
class TimeSeries:
    """A regular series: float values, NaN where one is missing inside, and a label for every period.

    `index` holds Periods (monthly, quarterly or annual) or consecutive integers when the series came without dates.
    """

    values: Floats
    index: pd.Index
    name: str

    def __len__(self) -> int:
        return len(self.values)

    @property
    def freq(self) -> str | None:
        """M, Q or Y; None for a series without dates."""
        return self.index.freqstr[0] if isinstance(self.index, pd.PeriodIndex) else None

    @property
    def unit(self) -> Message:
        return UNITS[self.freq]

    @property
    def per_year(self) -> int | None:
        """Periods in a year; None for a series without dates."""
        return PERIODS_PER_YEAR[self.freq] if self.freq else None

    @property
    def observed(self) -> Positions:
        """Positions that have a value."""
        return np.flatnonzero(np.isfinite(self.values))

    @property
    def varies(self) -> bool:
        present = self.values[self.observed]
        spread = float(np.ptp(present))
        return spread > 1e-12 * max(1.0, float(np.max(np.abs(present))))

    def series(self, values: Floats | None = None) -> pd.Series:
        """These values (or others, on the same periods) as a pandas Series."""
        return pd.Series(self.values if values is None else values, index=self.index, name=self.name)

    def position(self, when: Any) -> int:
        """The position of a period, given as a Period, date, text or (without dates) a whole number."""
        try:
            label = pd.Period(when, freq=self.index.freq) if isinstance(self.index, pd.PeriodIndex) else int(when)
            return int(self.index.get_loc(label))
        except (KeyError, TypeError, ValueError):
            raise TrendError(
                "'{when}' is not a {unit} of this series, which runs from {written} to {index}. Name one inside it.",
                when=when,
                unit=self.unit,
                written=period_name(self.index[0]),
                index=period_name(self.index[-1]),
            ) from None


def read_series(series: Any, *, question: str, at_least: int, gaps: bool = True, must_vary: bool = False) -> TimeSeries:
    """Normalise a series and refuse what cannot answer the question.

    `series`: a pandas Series (Period, Datetime, integer or ISO text index) or a one-dimensional array. Empty ends are
    cut off. Raises SeriesTooShortError below `at_least` observations, and TrendError for an index without a regular
    frequency, values that are not finite numbers, gaps where the method allows none, and a series that never changes
    where the method needs it to.
    """
    if not isinstance(series, pd.Series):
        series = pd.Series(np.asarray(series, dtype=float).ravel())
    name = str(series.name) if series.name is not None else "the series"
    try:
        numbers = pd.to_numeric(series).astype(float)
    except (TypeError, ValueError):
        raise TrendError(
            "{question} needs numbers, and {name} holds something else. Pass one numeric column.",
            question=question,
            name=name,
        ) from None
    if np.isinf(numbers).any():
        raise TrendError("{name} has an infinite value. Leave it empty or correct it.", name=name)
    numbers.index = _regular_index(numbers.index, name)
    numbers = _every_period(numbers, name)
    first, last = numbers.first_valid_index(), numbers.last_valid_index()
    numbers = numbers.loc[first:last] if first is not None else numbers.iloc[:0]
    read = TimeSeries(numbers.to_numpy(), numbers.index, name)
    present = len(read.observed)
    if present < at_least:
        raise SeriesTooShortError(
            "{question} needs at least {at_least} {unit}s with a value; {name} has {present}. "
            "Choose a longer window or another series.",
            question=question,
            at_least=at_least,
            unit=read.unit,
            name=name,
            present=present,
        )
    if not gaps and present < len(read):
        hole = read.index[int(np.flatnonzero(np.isnan(read.values))[0])]
        raise TrendError(
            "{question} needs every {unit} from {written} to {index}; {name} "
            "has no value for {hole}. Choose a window without gaps.",
            question=question,
            unit=read.unit,
            written=period_name(read.index[0]),
            index=period_name(read.index[-1]),
            name=name,
            hole=period_name(hole),
        )
    if must_vary and not read.varies:
        raise TrendError(
            "{name} is {values:g} in every {unit}: nothing changes, so there is no answer.",
            name=name,
            values=read.values[0],
            unit=read.unit,
        )
    return read


def as_regular(data: Data, name: str = "the series") -> Data:
    """A series or frame on every period between its first and its last, with a Period (or whole-number) index."""
    return _every_period(data.set_axis(_regular_index(data.index, name)), name)


def _regular_index(index: pd.Index, name: str) -> pd.Index:
    """Periods for dates and ISO text, whole numbers for numbers."""
    if isinstance(index, pd.PeriodIndex):
        periods = index
    elif isinstance(index, pd.DatetimeIndex):
        periods = index.to_period(_frequency_of_dates(index, name))
    elif pd.api.types.is_numeric_dtype(index):
        whole = index.to_numpy(dtype=float)
        if np.any(whole != np.floor(whole)):
            raise TrendError("{name} is numbered in fractions. Give it dates, or number it 0, 1, 2, …", name=name)
        return pd.Index(whole.astype(int), name=index.name)
    else:
        try:
            text = [str(label) for label in index]
            periods = pd.PeriodIndex(text, freq={4: "Y", 6: "Q", 7: "M"}[max(map(len, text))])
        except (KeyError, ValueError):
            raise TrendError(
                "the index of {name} is not dates. Use 2015, 2015Q1 or 2015-01 labels, or a PeriodIndex.", name=name
            ) from None
    if periods.freqstr[0] not in PERIODS_PER_YEAR:
        raise TrendError(
            "{name} has the frequency {freqstr}; trends are read by month, quarter or year.",
            name=name,
            freqstr=periods.freqstr,
        )
    return periods


def _frequency_of_dates(dates: pd.DatetimeIndex, name: str) -> str:
    """The frequency whose usual length in days is nearest to the shortest step between two dates."""
    if len(dates) < 2:
        return "M"
    step = float(np.min(np.diff(np.sort(dates.to_numpy()).astype("datetime64[D]").astype(float))))
    for freq, low, high in (("M", 28, 31), ("Q", 89, 93), ("Y", 364, 366)):
        if low <= step <= high:
            return freq
    raise TrendError(
        "the dates of {name} are {step:g} days apart; trends are read by month, quarter or year.", name=name, step=step
    )


def _every_period(data: Data, name: str) -> Data:
    """Sorted, each period once, NaN for a period without a row."""
    if data.empty:
        return data
    if data.index.has_duplicates:
        twice = data.index[data.index.duplicated()][0]
        raise TrendError("{name} has two values for {twice}. Keep one.", name=name, twice=twice)
    first, last = data.index.min(), data.index.max()
    if isinstance(data.index, pd.PeriodIndex):
        return data.reindex(pd.period_range(first, last, name=data.index.name))
    return data.reindex(pd.RangeIndex(first, last + 1, name=data.index.name))
