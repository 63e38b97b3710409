"""The panel: a month × component matrix, which of its values were carried, and why the others are missing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd

from indicators.errors import PanelError
from indicators.model import Pair
from indicators.model.definition import Definition
from indicators.panel.calendar import Bools, Floats, Ints, carry, month_text, take
from indicators.panel.sources import Monthly, Sources
from indicators.panel.trace import Trace, acts_counted, rows_read, trace


@dataclass(frozen=True)
class Column:
    """One component on the grid.

    `series` has the values that belong to their months, `values` those that stand in the panel, `positions` where
    each of them belongs (−1: nowhere) and `carried` which of them do not belong to their month.
    """

    series: Monthly
    positions: Ints
    values: Floats
    carried: Bools
    max_age: int

    @classmethod
    def of(cls, series: Monthly, max_age: int) -> Column:
        """Carry the result of the steps forward over at most `max_age` months without a value."""
        positions = carry(series.values, max_age)
        values = take(series.values, positions)
        carried = (positions >= 0) & (positions != np.arange(len(positions)))
        if series.provisional is not None:
            carried |= series.provisional & (positions >= 0)
        return cls(series, positions, values, carried, max_age)

    def own(self) -> Ints:
        """The positions that have a value of their own, not standing on a carried deflator."""
        return np.flatnonzero((self.positions >= 0) & ~self.carried)

    def why_missing(self, position: int, first: int) -> str:
        """Why no value stands at a position of a grid that begins with the month `first`."""
        if self.positions[position] >= 0:
            return ""
        series = self.series
        if series.reason:
            return series.reason
        own = np.flatnonzero(~np.isnan(series.values))
        span = f"the figures that it needs begin in {month_text(series.first)}"
        if not len(own):
            return f"{span} and end in {month_text(series.last)}: too few, or with too many gaps, for its steps"
        if position < own[0]:
            return f"no value before {month_text(first + int(own[0]))}: {span}"
        may = f"may be carried {self.max_age} months" if self.max_age else "is not carried"
        if position < own[-1]:
            before = int(own[own < position][-1])
            return f"no figure, or none that its steps can use; the value of {month_text(first + before)} {may}"
        if series.collected_to is not None:
            return f"the source was collected to {series.collected_to}; the value of its last whole month {may}"
        return f"the last value is of {month_text(first + int(own[-1]))} and {may}"


@dataclass(frozen=True)
class Panel:
    """The components of a definition for one pair, month by month, in natural units after their steps.

    `matrix` has months (PeriodIndex) × component ids in the definition's order, NaN where a value is missing;
    `carried` has the same shape and is true where a value does not belong to the month: it was carried after its own
    period, or stands on a deflator that was.
    """

    definition: Definition
    pair: Pair
    as_of: dt.date | None
    matrix: pd.DataFrame
    carried: pd.DataFrame
    columns: dict[str, Column] = field(repr=False)
    sources: Sources = field(repr=False)

    def why_missing(self, component: str, month: pd.Period | str) -> str:
        """Why a component has no value in a month of the panel, or an empty text where it has one."""
        return self._column(component).why_missing(self._position(month), self.sources.grid.first)

    @cached_property
    def missing(self) -> pd.DataFrame:
        """The gaps, one row each: `component`, `start`, `end` (months), `reason`."""
        gaps = []
        for component in self.matrix.columns:
            empty = self.matrix[component].isna().to_numpy()
            reasons = [
                self.why_missing(component, month) if gap else ""
                for month, gap in zip(self.matrix.index, empty, strict=True)
            ]
            edges = [0, *(i for i in range(1, len(reasons)) if reasons[i] != reasons[i - 1]), len(reasons)]
            for start, end in pairwise(edges):
                if reasons[start]:
                    gaps.append((component, self.matrix.index[start], self.matrix.index[end - 1], reasons[start]))
        return pd.DataFrame(gaps, columns=["component", "start", "end", "reason"])

    def trace(self, component: str, month: pd.Period | str) -> Trace:
        """The way from a cell back to its figures: the rows behind it and its value after every step."""
        column, position = self._column(component), self._position(month)
        return trace(
            component,
            self.definition.components[component],
            self.sources,
            asked=self.sources.grid.first + position,
            stands=int(column.positions[position]),
            carried=bool(column.carried[position]),
            reason=self.why_missing(component, month),
        )

    def acts(self, component: str, month: pd.Period | str) -> pd.DataFrame:
        """The acts behind a cell, as in its `trace`, without the way there."""
        asked = self._position(month)
        stands = int(self._column(component).positions[asked])
        at = self.sources.grid.first + (stands if stands >= 0 else asked)
        return acts_counted(component, self.definition.components[component], self.sources, at)

    @cached_property
    def observations(self) -> pd.DataFrame:
        """The rows of the observations frame that the components read, in the frame's order."""
        return self.sources.table.frame.iloc[rows_read(self.definition, self.sources)[0]]

    @cached_property
    def events(self) -> pd.DataFrame:
        """The rows of the events frame that the components count, in the frame's order."""
        return self.sources.events.frame.iloc[rows_read(self.definition, self.sources)[1]]

    def _column(self, component: str) -> Column:
        if component not in self.columns:
            raise PanelError(
                "There is no component '{component}' in this panel; it has {columns}.",
                component=component,
                columns=", ".join(self.columns),
            )
        return self.columns[component]

    def _position(self, month: pd.Period | str) -> int:
        period = pd.Period(month, "M")
        if period not in self.matrix.index:
            first, last = self.matrix.index[0], self.matrix.index[-1]
            raise PanelError(
                "{period} is not a month of this panel; it runs from {first} to {last}.",
                period=period,
                first=first,
                last=last,
            )
        return int(period.ordinal) - self.sources.grid.first
