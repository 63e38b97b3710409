"""Rows of an observations frame → one series of figures for each indicator and direction, in one pass.

The rows are sorted once by a number made of their key; every series is then a slice. Nothing here walks over rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.errors import PanelError
from indicators.model import MONTHS_PER_PERIOD
from indicators.model.arrays import Floats, Ints
from indicators.panel.calendar import Grid, month_text

_KEY = ("indicator", "ref_area", "counterpart_area", "freq")


@dataclass(frozen=True)
class Figures:
    """The figures of one indicator in one direction at one frequency, without the missing ones.

    `rows` are positions in the frame, `months` the first month of each period, `label` what messages call it.
    """

    label: str
    freq: str
    rows: Ints
    months: Ints
    values: Floats

    @property
    def span(self) -> tuple[int, int]:
        """The months in which the first and the last period begin."""
        return int(self.months.min()), int(self.months.max())

    def monthly(self, grid: Grid, valid_from: int, kind: str) -> Floats:
        """The figures on the months of a grid, NaN where none stands.

        A monthly figure belongs to its month; days become the month's mean (`level`) or sum (`flow`); an annual or
        quarterly figure stands for its whole period, beginning `valid_from` months after the period's first month.
        """
        if self.freq == "D":
            return self._from_days(grid, valid_from, kind)
        at = self.held_months(valid_from)
        values = np.repeat(self.values, at.shape[1])
        at = at.ravel() - grid.first
        inside = (at >= 0) & (at < grid.size)
        at, values = at[inside], values[inside]
        self._refuse_overlap(at, grid)
        held = grid.empty()
        held[at] = values
        return held

    def held_months(self, valid_from: int) -> Ints:
        """Figures × months of a period: the months for which each figure stands."""
        return self.months[:, None] + valid_from + np.arange(MONTHS_PER_PERIOD[self.freq])

    def _from_days(self, grid: Grid, valid_from: int, kind: str) -> Floats:
        at = self.months + valid_from - grid.first
        inside = (at >= 0) & (at < grid.size)
        days = np.bincount(at[inside], minlength=grid.size)
        total = np.bincount(at[inside], weights=self.values[inside], minlength=grid.size)
        divisor = days if kind == "level" else np.ones(grid.size)
        return np.divide(total, divisor, out=grid.empty(), where=days > 0)

    def _refuse_overlap(self, at: Ints, grid: Grid) -> None:
        counts = np.bincount(at, minlength=1)
        if counts.max() > 1:
            raise PanelError(
                "{label} has two figures that both stand for {month}; remove one, or correct its time_period to the "
                "first day of its period.",
                label=self.label,
                month=month_text(grid.first + int(counts.argmax())),
            )


class FigureTable:
    """An observations frame, ready to hand out its series by key."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        codes, self._labels = zip(*(_factorise(frame[column]) for column in _KEY), strict=True)
        self._sizes = [max(len(labels), 1) for labels in self._labels]
        key = np.ravel_multi_index(codes, self._sizes) if len(frame) else np.empty(0, np.int64)
        self._order = np.argsort(key, kind="stable")
        self._sorted = key[self._order]
        self._times = frame["time_period"].to_numpy()
        self._months = self._times.astype("datetime64[M]").astype(np.int64)
        self._values = frame["obs_value"].to_numpy(dtype=np.float64)

    @property
    def span(self) -> tuple[int, int] | None:
        """The first and last month in which any period begins."""
        return (int(self._months.min()), int(self._months.max())) if len(self._months) else None

    def find(self, indicator: str, ref_area: str, counterpart_area: str) -> dict[str, Figures]:
        """The figures of one indicator in one direction, by frequency; empty where there are none."""
        found = {}
        where = f"{ref_area}→{counterpart_area}" if counterpart_area else ref_area
        for freq in self._labels[3]:
            rows = self._rows((indicator, ref_area, counterpart_area, freq))
            rows = rows[~np.isnan(self._values[rows])]
            if len(rows):
                # In time order, so that nothing computed from them depends on the order of the rows.
                rows = rows[np.argsort(self._times[rows], kind="stable")]
                self._refuse_doubles(rows, f"'{indicator}' ({where})")
                found[freq] = Figures(f"'{indicator}' ({where})", freq, rows, self._months[rows], self._values[rows])
        return found

    def _refuse_doubles(self, rows: Ints, label: str) -> None:
        times = self._times[rows]
        doubled = times[1:][times[1:] == times[:-1]]
        if len(doubled):
            day = doubled[0].astype("datetime64[D]")
            raise PanelError("{label} has two figures for {day}; remove one of them.", label=label, day=day)

    def _rows(self, key: tuple[str, str, str, str]) -> Ints:
        codes = [labels.get(part) for labels, part in zip(self._labels, key, strict=True)]
        if None in codes:
            return np.empty(0, np.int64)
        number = np.ravel_multi_index(codes, self._sizes)
        lo, hi = np.searchsorted(self._sorted, [number, number + 1])
        return self._order[lo:hi]


def _factorise(column: pd.Series) -> tuple[Ints, dict[str, int]]:
    codes, labels = pd.factorize(column, use_na_sentinel=False)
    return codes, {label: code for code, label in enumerate(labels)}
