"""The panel: a month × component matrix, which of its values were carried, and why the others are missing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd

from indicators.errors import Message, PanelError
from indicators.model import Pair
from indicators.model.arrays import Bools, Floats, Ints
from indicators.model.definition import Definition
from indicators.panel.calendar import carry, month_text, take
from indicators.panel.sources import Monthly, Sources
from indicators.panel.trace import Trace, events_counted, rows_read, trace


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

    def why_missing(self, position: int, first: int) -> Message:
        """Why no value stands at a position of a grid that begins with the month `first`; empty where one does."""
        if self.positions[position] >= 0:
            return Message("")
        series = self.series
        if series.reason:
            return series.reason
        own = np.flatnonzero(~np.isnan(series.values))
        if series.collected_to is not None and len(own) and position < own[-1]:
            return Message("nobody searched for acts of its kinds in all of this month")
        begin, end = month_text(series.first), month_text(series.last)
        if not len(own):
            return Message(
                "the figures that it needs begin in {begin} and end in {end}: too few, or with too many gaps, for its "
                "steps",
                begin=begin,
                end=end,
            )
        if position < own[0]:
            month = month_text(first + int(own[0]))
            return Message(
                "no value before {month}: the figures that it needs begin in {begin}", month=month, begin=begin
            )
        last, n, day = month_text(first + int(own[own <= position][-1])), self.max_age, series.collected_to
        if position < own[-1]:
            return Message(
                "no figure, or none that its steps can use; the value of {month} may be carried {n} months"
                if n
                else "no figure, or none that its steps can use; the value of {month} is not carried",
                month=last,
                n=n,
            )
        if day is not None:
            return Message(
                "the source was collected to {day}; the value of its last whole month may be carried {n} months"
                if n
                else "the source was collected to {day}; the value of its last whole month is not carried",
                day=day,
                n=n,
            )
        return Message(
            "the last value is of {month} and may be carried {n} months"
            if n
            else "the last value is of {month} and is not carried",
            month=last,
            n=n,
        )


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

    def why_missing(self, component: str, month: pd.Period | str) -> Message:
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

    def counted(self, component: str, month: pd.Period | str) -> pd.DataFrame:
        """The events behind a cell, as in its `trace`, without the way there."""
        asked = self._position(month)
        stands = int(self._column(component).positions[asked])
        at = self.sources.grid.first + (stands if stands >= 0 else asked)
        return events_counted(component, self.definition.components[component], self.sources, at)

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
            known = ", ".join(self.columns)
            raise PanelError("There is no component '{id}' in this panel; it has {known}.", id=component, known=known)
        return self.columns[component]

    def _position(self, month: pd.Period | str) -> int:
        period = pd.Period(month, "M")
        if period not in self.matrix.index:
            first, last = self.matrix.index[[0, -1]]
            raise PanelError(
                "{month} is not a month of this panel; it runs from {a} to {b}.", month=period, a=first, b=last
            )
        return int(period.ordinal) - self.sources.grid.first
