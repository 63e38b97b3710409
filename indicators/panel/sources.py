"""What a component reads, put on the months of one grid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from indicators.errors import Message, PanelError
from indicators.model import MONTHS_PER_PERIOD, EventSource, Indicator, Pair
from indicators.model.arrays import Bools, Floats
from indicators.model.steps import Decayed, EventsSource, InForce, Role
from indicators.panel.calendar import Grid, last_whole_month
from indicators.panel.events import (
    NOT_COLLECTED,
    Collected,
    Counted,
    EventTable,
    collected,
    in_force,
    in_force_until,
    kinds_seen,
    rate,
    select,
)
from indicators.panel.figures import Figures, FigureTable
from indicators.panel.roles import check_event_role, check_role, directions

NEVER = -(10**9)
"""A month before all months."""
_GIVEN = Message("")


@dataclass(frozen=True)
class Monthly:
    """A series on the months of a grid, NaN where a month has no value of its own.

    `period` is for how many months one figure of the source stands (1, 3, 12). `provisional` marks months that are
    there only because a deflator was carried. `known_to` is the last month that was over when the latest figure was
    measured: a value that goes on holding after it does not make a month exist. `first` and `last` are the months
    for which the source's figures stand, and `collected_to` the day to which events were collected; they are for
    messages. `reason` says why there is no value at all, where that is so.
    """

    values: Floats
    period: int = 1
    provisional: Bools | None = None
    known_to: int = NEVER
    first: int = NEVER
    last: int = NEVER
    collected_to: dt.date | None = None
    reason: Message = _GIVEN

    def given(self, values: Floats) -> Monthly:
        """The same source with other values."""
        return replace(self, values=values)

    def without(self, reason: Message) -> Monthly:
        """The same source without any value."""
        return replace(self, values=np.full_like(self.values, np.nan), provisional=None, reason=self.reason or reason)


@dataclass(frozen=True)
class Sources:
    """All that a panel is built from, for one pair and as of one day."""

    pair: Pair
    as_of: dt.date | None
    indicators: Mapping[str, Indicator]
    event_sources: Mapping[str, EventSource]
    table: FigureTable
    events: EventTable
    grid: Grid

    # --- indicators ------------------------------------------------------------------------------

    def figures(
        self, component: str, indicator: str, role: Role, counterpart: str | None = None
    ) -> tuple[list[Figures], Message]:
        """The one or two series of figures that a role reads, or none and the reason.

        An indicator that nobody has described yet is read at the frequency of its rows.
        """
        described = self.indicators.get(indicator)
        if described is not None:
            check_role(component, role, described)
        found = []
        for ref_area, other in directions(role, self.pair, counterpart):
            by_freq = self.table.find(indicator, ref_area, other)
            where = f"{ref_area}→{other}" if other else ref_area
            if not by_freq:
                return [], Message("there is no figure of '{id}' for {where}", id=indicator, where=where)
            listed = " and ".join(sorted(by_freq))
            if described is None and len(by_freq) > 1:
                raise PanelError(
                    "The component '{component}' reads '{indicator}', whose rows for {where} have the frequencies "
                    "{listed}; describe the indicator in a TOML file to say which is meant.",
                    component=component,
                    indicator=indicator,
                    where=where,
                    listed=listed,
                )
            freq = described.freq if described is not None else next(iter(by_freq))
            if freq not in by_freq:
                return [], Message(
                    "the figures of '{indicator}' for {where} have the frequency {listed}, its description says {freq}",
                    indicator=indicator,
                    where=where,
                    listed=listed,
                    freq=freq,
                )
            found.append(by_freq[freq])
        return found, Message("")

    def valid_from(self, indicator: str) -> int:
        """By how many months the figures of an indicator are shifted to where they stand."""
        described = self.indicators.get(indicator)
        return described.valid_from_months if described is not None else 0

    def monthly(self, component: str, indicator: str, role: Role, counterpart: str | None = None) -> Monthly:
        """An indicator in a role, by month: missing where one of two directions or countries is missing."""
        found, reason = self.figures(component, indicator, role, counterpart)
        if not found:
            return Monthly(self.grid.empty(), reason=reason)
        described, shift = self.indicators.get(indicator), self.valid_from(indicator)
        kind = described.kind if described is not None else "level"
        values, *other = [figures.monthly(self.grid, shift, kind) for figures in found]
        if other:
            values = np.abs(values - other[0]) if role == "gap" else values + other[0]
        if self.as_of is not None and any(figures.freq == "D" for figures in found):
            # A month of days counts when it is over.
            values[max(last_whole_month(self.as_of) + 1 - self.grid.first, 0) :] = np.nan
        period = max(MONTHS_PER_PERIOD[figures.freq] for figures in found)
        first = max(figures.span[0] for figures in found)
        last = min(figures.span[1] for figures in found)
        return Monthly(
            values,
            period=period,
            known_to=last + period - 1 + min(shift, 0),
            first=first + shift,
            last=last + shift + period - 1,
        )

    # --- events ----------------------------------------------------------------------------------

    def events_counted(self, component: str, source: EventsSource, role: Role, step: Decayed | InForce) -> Counted:
        """The events that a component counts, with their weights."""
        counted = select(component, source, role, self.pair, self.events, self.event_sources)
        if isinstance(step, InForce):
            counted = in_force_until(component, counted, self.events, self.as_of)
        return counted

    def counted(self, component: str, source: EventsSource, role: Role, step: Decayed | InForce) -> Monthly:
        """Events as a figure a month, where all kinds that weigh something were collected."""
        check_event_role(component, role)
        covered = self.collections(component, source, role)
        for kind, one in covered.items():
            if one.last_day is None:
                pair = self.pair
                never = Message(
                    "no source says when events of the kind '{kind}' were collected for {pair}", kind=kind, pair=pair
                )
                return Monthly(self.grid.empty(), reason=never)
        events = self.events_counted(component, source, role, step)
        values = rate(events, step, self.grid) if isinstance(step, Decayed) else in_force(events, self.grid)
        inside = np.logical_and.reduce([one.months(self.grid) for one in covered.values()])
        if not inside.any():
            never = Message("its kinds of events were never collected in the same months")
            return Monthly(self.grid.empty(), reason=never)
        values[~inside] = np.nan
        at = np.flatnonzero(inside)
        first, last = self.grid.first + int(at[0]), self.grid.first + int(at[-1])
        until = min(one.last_day for one in covered.values() if one.last_day is not None)
        return Monthly(values, known_to=last, first=first, last=last, collected_to=until)

    def collections(self, component: str, source: EventsSource, role: Role) -> dict[str, Collected]:
        """When each kind that a component counts was collected, as far as it could have been known."""
        searched = source.unsearched == "missing"
        covered = {}
        for kind, described in kinds_seen(component, source, role, self.event_sources).items():
            sides = [
                self.collected(described, kind, sender, searched=searched) for sender, _ in directions(role, self.pair)
            ]
            classes = dict.fromkeys(chain.from_iterable(side.classes for side in sides))
            covered[kind] = replace(sides[0], classes=tuple(classes))
        return covered

    def collected(self, described: EventSource | None, kind: str, sender: str, *, searched: bool) -> Collected:
        """When acts of a kind by one side were collected (or searched for), as far as it could have been known."""
        if described is None:
            return NOT_COLLECTED
        one = collected(described, kind, self.pair, sender, searched=searched)
        if self.as_of is None:
            return one
        return one.until(self.as_of - dt.timedelta(days=described.publication_lag_days))
