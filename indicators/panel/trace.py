"""A cell of the panel → the rows behind it and its value after every step."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from indicators.errors import Message
from indicators.model.arrays import Floats, Ints
from indicators.model.definition import Component, Definition
from indicators.model.steps import Deflate, EventsSource, IndexTo, IndicatorSource, Per, Role, ShareOf, Step
from indicators.panel.calendar import base_months, carry
from indicators.panel.events import disputes, parts
from indicators.panel.sources import Sources
from indicators.panel.steps import DEFLATOR_GAP, counting_step, offsets, through_steps

Read = tuple[Ints, str]
"""Positions of rows in the observations frame, and what they are used for."""


@dataclass(frozen=True)
class TraceStep:
    """A step with its published formula, its settings, and the value after it (NaN where missing)."""

    step: str
    formula: str
    settings: dict[str, Any]
    value: float


@dataclass(frozen=True)
class Trace:
    """What stands behind one cell.

    `belongs_to` is the month whose value stands in `month`: the same, an earlier one (the value is carried), or None
    (it is missing, and `reason` says why). `steps` begins with the figure as it is read; its values are those of
    `belongs_to`. `observations` has the rows behind the value and their `use` (figure, deflator, base, denominator);
    `events` those that were counted, with their `weight` and the `part` that each adds to the figure of the month.
    """

    component: str
    month: pd.Period
    value: float
    carried: bool
    belongs_to: pd.Period | None
    reason: Message
    steps: tuple[TraceStep, ...]
    observations: pd.DataFrame
    events: pd.DataFrame


def trace(
    name: str, component: Component, sources: Sources, *, asked: int, stands: int, carried: bool, reason: Message
) -> Trace:
    """Trace the cell of the month `asked`, whose value is at the grid position `stands` (−1: it is missing)."""
    position = stands if stands >= 0 else asked - sources.grid.first
    month = sources.grid.first + position
    values = [float(series.values[position]) for series in through_steps(name, component, sources)]
    behind = _Behind(name, component, sources)
    return Trace(
        component=name,
        month=pd.Period(ordinal=asked, freq="M"),
        value=values[-1],
        carried=carried,
        belongs_to=pd.Period(ordinal=month, freq="M") if stands >= 0 else None,
        reason=reason,
        steps=tuple(_described(component, values)),
        observations=behind.observations(month),
        events=behind.events(month),
    )


def events_counted(name: str, component: Component, sources: Sources, month: int) -> pd.DataFrame:
    """The events counted in a month's value, as in `Trace.events`; no rows where the component counts none."""
    return _Behind(name, component, sources).events(month)


def rows_read(definition: Definition, sources: Sources) -> tuple[Ints, Ints]:
    """Positions of all observations and of all events that the components of a definition read, ascending."""
    months = np.arange(sources.grid.first, sources.grid.last + 1)
    figures, events = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for name, component in definition.components.items():
        behind = _Behind(name, component, sources)
        figures += [rows for rows, _ in behind.reads(months)]
        events.append(behind.counted(months)[0])
        if isinstance(component.source, EventsSource) and component.source.strained is not None:
            events.append(sources.events.rows[disputes(sources.events, component.source.strained)])
    return np.unique(np.concatenate(figures)), np.unique(np.concatenate(events))


def _described(component: Component, values: list[float]) -> Iterator[TraceStep]:
    if isinstance(component.source, IndicatorSource):
        settings = {"indicator": component.source.indicator, "role": component.role}
        yield TraceStep("source", "x_t: the figure that stands for the month", settings, values[0])
        values = values[1:]
    for step, value in zip(component.steps, values, strict=True):
        formula, *_ = (inspect.getdoc(step) or "").split("\n\n")
        yield TraceStep(step.step, formula, step.model_dump(exclude={"step"}), value)


@dataclass(frozen=True)
class _Behind:
    """The rows behind a component's values."""

    name: str
    component: Component
    sources: Sources

    def observations(self, month: int) -> pd.DataFrame:
        """The observations behind one month's value, each with its first `use`."""
        uses: dict[int, str] = {}
        for rows, use in self.reads(np.array([month])):
            for row in rows.tolist():
                uses.setdefault(row, use)
        return self.sources.table.frame.iloc[list(uses)].assign(use=list(uses.values()))

    def events(self, month: int) -> pd.DataFrame:
        """The events counted in one month's value, the one with the largest part first."""
        rows, weight, part = self.counted(np.array([month]))
        events = self.sources.events.frame.iloc[rows].assign(weight=weight, part=part)
        return events.sort_values("part", key=abs, ascending=False, kind="stable")

    def counted(self, months: Ints) -> tuple[Ints, Floats, Floats]:
        """The events that the values of some months count: positions, weights, and what each adds in the last month."""
        source, role, grid = self.component.source, self.component.role, self.sources.grid
        if not isinstance(source, EventsSource) or role is None:
            return np.empty(0, np.int64), np.empty(0), np.empty(0)
        count, later = counting_step(self.component), self.component.steps[1:]
        events = self.sources.events_counted(self.name, source, role, count)
        for step in reversed(later):
            months = _back(step, months)
        at = months[(months >= grid.first) & (months <= grid.last)] - grid.first
        shares = parts(events, count, grid.edges[at], grid.edges[at + 1])
        used = np.flatnonzero((shares != 0).any(axis=1))
        return self.sources.events.rows[events.at[used]], events.weight[used], shares[used, -1]

    def reads(self, months: Ints) -> list[Read]:
        """The observations behind the values of some months, and what they are used for."""
        source, role = self.component.source, self.component.role
        indicator = source.indicator if isinstance(source, IndicatorSource) else None
        return [*self._walk(indicator, role, None, self.component.steps, months, "figure")]

    def _walk(
        self,
        indicator: str | None,
        role: Role | None,
        counterpart: str | None,
        steps: Sequence[Step],
        months: Ints,
        use: str,
    ) -> Iterator[Read]:
        """From the months of a result back through its steps to the rows of its source, other sources on the way."""
        for number in reversed(range(len(steps))):
            step = steps[number]
            match step:
                case Deflate(by=by, role=of):
                    yield self._rows(by, of, None, self._deflator_months(step, months)), "deflator"
                    yield self._rows(by, of, None, np.array(base_months(step.base))), "base of the deflator"
                case ShareOf(indicator=other, role=of, counterpart=place):
                    yield from self._walk(other, of, place, steps[:number], months, "denominator")
                case Per(indicator=other, role=of):
                    yield self._rows(other, of, None, months), "denominator"
                case IndexTo(base=base):
                    months = np.union1d(months, base_months(base))
            months = _back(step, months)
        if indicator is not None and role is not None:
            yield self._rows(indicator, role, counterpart, months), use

    def _deflator_months(self, step: Deflate, months: Ints) -> Ints:
        """The months whose deflator stands in some months: the same, or up to two before."""
        grid = self.sources.grid
        positions = carry(self.sources.monthly(self.name, step.by, step.role).values, DEFLATOR_GAP)
        inside = months[(months >= grid.first) & (months <= grid.last)]
        return positions[inside - grid.first] + grid.first

    def _rows(self, indicator: str, role: Role, counterpart: str | None, months: Ints) -> Ints:
        figures, _ = self.sources.figures(self.name, indicator, role, counterpart)
        shift = self.sources.valid_from(indicator)
        rows = [one.rows[np.isin(one.held_months(shift), months).any(axis=1)] for one in figures]
        return np.concatenate(rows) if rows else np.empty(0, np.int64)


def _back(step: Step, months: Ints) -> Ints:
    """The months that the results of a step for some months are made of."""
    return np.unique(months[:, None] - np.array(offsets(step)))
