"""Events → one figure a month: a rate of contact that decays, or measures in force.

An event source says in which periods each kind of event was collected. Inside them no row is zero; outside them nothing
is known, and a month counts only when all of its days are inside.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from indicators.errors import PanelError
from indicators.model import Covered, EventSource, Pair
from indicators.model.arrays import Bools, Floats, Ints
from indicators.model.steps import Decayed, EventsSource, InForce, Role, Strained
from indicators.panel.calendar import Grid, first_whole_month, last_whole_month

_NEVER = np.iinfo(np.int64).max
DAYS_PER_YEAR = 365.25

Interval = tuple[dt.date, dt.date]


class EventTable:
    """The events between the two areas of a pair, in order of date; `rows` are their positions in the frame."""

    def __init__(self, frame: pd.DataFrame, pair: Pair) -> None:
        self.frame = frame
        ref, counterpart = _objects(frame["ref_area"]), _objects(frame["counterpart_area"])
        between = ((ref == pair.a) & (counterpart == pair.b)) | ((ref == pair.b) & (counterpart == pair.a))
        rows = np.flatnonzero(between)
        ids, start = _objects(frame["event_id"])[rows], _days(frame["date_start"])[rows]
        order = np.lexsort((ids.astype(str), start))
        self.rows = rows[order]
        self.id = ids[order]
        self.start = start[order]
        self.end = _days(frame["date_end"])[self.rows]
        self.sender = ref[self.rows]
        self.kind, self.grade, self.end_status, self.types = (
            _objects(frame[column])[self.rows] for column in ("kind", "grade", "end_status", "types")
        )
        self.scope = frame["scope"].to_numpy(dtype=np.float64, na_value=np.nan)[self.rows]
        self.bilateral = frame["bilateral"].to_numpy(dtype=bool)[self.rows]


@dataclass(frozen=True)
class Collected:
    """When events of one kind between one pair were collected.

    `classes` holds the periods of each class of grades whose collection differs: a month counts when it is inside a
    period of every class, because events of all of them are counted together. `grades` are those that were collected
    at all, None for every grade.
    """

    classes: tuple[tuple[Interval, ...], ...]
    grades: frozenset[str] | None

    def until(self, latest: dt.date) -> Collected:
        """The same, as far as it could have been known on a day."""
        cut = (tuple((start, min(end, latest)) for start, end in lines if start <= latest) for lines in self.classes)
        return replace(self, classes=tuple(cut))

    def months(self, grid: Grid) -> Bools:
        """Whether each month of a grid lies wholly inside the collected periods."""
        inside = np.zeros(grid.size, dtype=bool)
        for start, end in self.periods:
            first, last = first_whole_month(start) - grid.first, last_whole_month(end) - grid.first
            inside[max(first, 0) : max(last + 1, 0)] = True
        return inside

    @property
    def periods(self) -> tuple[Interval, ...]:
        """The periods in which all classes were collected, first and last days."""
        found = self.classes[0]
        for lines in self.classes[1:]:
            both = [(max(a, c), min(b, d)) for a, b in found for c, d in lines]
            found = tuple((first, last) for first, last in both if first <= last)
        return found

    @property
    def last_day(self) -> dt.date | None:
        """The day up to which all classes were collected, or None where they never were at once."""
        return self.periods[-1][1] if self.periods else None


def collected(
    source: EventSource, kind: str, pair: Pair, sender: str | None = None, *, searched: bool = False
) -> Collected:
    """When a kind was collected for a pair, or when acts of one side were; `searched`: without the parts in which
    nobody looked. Coverage lines of the same grades join to longer periods."""
    lines = [line for line in lines_for(source, kind, pair) if sender is None or line.ref_area in (None, sender)]
    general = [line for line in lines if not line.grades]
    named = sorted({grade for line in lines for grade in line.grades})
    classes = [[line for line in lines if not line.grades or grade in line.grades] for grade in named]
    if general or not named:
        classes.append(general)
    return Collected(
        classes=tuple(_joined(of_class, searched) for of_class in classes), grades=None if general else frozenset(named)
    )


def lines_for(source: EventSource, kind: str, pair: Pair) -> list[Covered]:
    """The coverage lines of a source that speak of a kind and a pair: those that name it go before those that name
    none."""
    lines = [line for line in source.coverage if not line.kinds or kind in line.kinds]
    spellings = {f"{pair.a}-{pair.b}", f"{pair.b}-{pair.a}"}
    return [line for line in lines if spellings & set(line.pairs)] or [line for line in lines if not line.pairs]


NOT_COLLECTED = Collected(classes=((),), grades=None)
"""What is known of a kind that no source describes."""


def _joined(lines: list[Covered], searched: bool) -> tuple[Interval, ...]:
    parts = [part for line in lines for part in (line.searched if searched else [(line.covered_from, line.covered_to)])]
    periods: list[Interval] = []
    for first, last in sorted(parts):
        if periods and first <= periods[-1][1] + dt.timedelta(days=1):
            periods[-1] = (periods[-1][0], max(periods[-1][1], last))
        else:
            periods.append((first, last))
    return tuple(periods)


@dataclass(frozen=True)
class Counted:
    """The events that a component counts, in order of date: positions in the event table, days and weights.

    `end` is the day on which an event stopped (that day is no longer in force), or the largest integer.
    """

    at: Ints
    start: Ints
    end: Ints
    weight: Floats


def kinds_seen(
    component: str, source: EventsSource, role: Role, event_sources: Mapping[str, EventSource]
) -> dict[str, EventSource | None]:
    """The kinds that weigh something and that a role sees, each with the source that describes it, or None.

    Undirected kinds are seen by the role `pair` only. PanelError where nothing is left to count.
    """
    seen = {}
    for kind, weight in source.events.items():
        described = next((one for one in event_sources.values() if kind in one.kinds), None)
        undirected = described is not None and not described.kinds[kind].directed
        if weight != 0 and (role == "pair" or not undirected):
            seen[kind] = described
    if not seen:
        raise PanelError(
            "The component '{component}' counts no events: every kind weighs 0 or is undirected, which only the role "
            "'pair' sees. Give a kind a weight, or change the role.",
            component=component,
        )
    return seen


def select(
    component: str,
    source: EventsSource,
    role: Role,
    pair: Pair,
    table: EventTable,
    event_sources: Mapping[str, EventSource],
) -> Counted:
    """The events that a component counts, with their weights; PanelError where `by_scope` meets one without scope."""
    weight = np.zeros(len(table.rows))
    direction = table.sender.copy()
    for kind, described in kinds_seen(component, source, role, event_sources).items():
        if described is None:
            continue
        mask = table.kind == kind
        if not described.kinds[kind].directed:
            direction[mask] = ""
        grades = collected(described, kind, pair).grades
        if grades is not None:
            mask &= np.isin(table.grade, list(grades))
        weight[mask] = source.events[kind]
    for word, weights in source.tagged.items():
        has = np.array([word in str(types).split() for types in table.types], dtype=bool)
        for kind, lower in weights.items():
            mask = has & (table.kind == kind) & (weight != 0)
            weight[mask] = np.minimum(weight[mask], lower)
    if source.strained is not None:
        weight[_in_dispute(table, source.strained)] = 0
    if role != "pair":
        weight[table.sender != (pair.a if role == "a_to_b" else pair.b)] = 0
    if source.bilateral_only:
        weight[~table.bilateral] = 0
    at = np.flatnonzero(weight)
    if source.by_scope:
        weight[at] *= _scopes(component, table, at)
    if source.once_within_days is not None:
        at = _once(at, direction, table.start, weight, source.once_within_days)
    return Counted(at, table.start[at], table.end[at], weight[at])


def disputes(table: EventTable, strained: Strained) -> Bools:
    """Which events of a table open a dispute: acts of its kinds that are aimed at the other and have a known end."""
    known = (table.end != _NEVER) | (table.end_status != "unknown")
    return np.asarray(np.isin(table.kind, strained.events) & table.bilateral & known)


def _in_dispute(table: EventTable, strained: Strained) -> Bools:
    """Which events begin while a dispute is open: on its first day, and then until it ends or is too old."""
    opened = disputes(table, strained)
    first = table.start[opened]
    last = np.maximum(np.minimum(table.end[opened] - 1, first + strained.within_days), first)
    day = table.start[:, None]
    return np.asarray(((first <= day) & (day <= last)).any(axis=1))


def in_force_until(component: str, events: Counted, table: EventTable, as_of: dt.date | None) -> Counted:
    """Events with their ends settled: an unknown end is not in force, an open one is in force as far as was collected.

    As of a day, one that ended later is read without its end and counts as open.
    """
    status = table.end_status[events.at]
    endless = events.end == _NEVER
    if as_of is None and (endless & (status == "ended")).any():
        event = table.id[events.at][endless & (status == "ended")][0]
        raise PanelError(
            "The component '{component}' counts the event '{event}', which is said to have ended but has no date_end; "
            "write the day, or set end_status to open or unknown.",
            component=component,
            event=event,
        )
    known = ~(endless & (status == "unknown"))
    return Counted(events.at[known], events.start[known], events.end[known], events.weight[known])


def rate(events: Counted, step: Decayed, grid: Grid) -> Floats:
    """Σ w · 0.5^(days since / half-life) · ln 2 / half-life in years, at the last day of every month of a grid.

    The sum of one month is that of the month before, decayed, and the events of the month: each is touched once.
    """
    last_days = grid.edges[1:] - 1
    month = np.searchsorted(last_days, events.start)
    inside = month < grid.size
    since = last_days[month[inside]] - events.start[inside]
    new = np.bincount(month[inside], events.weight[inside] * 0.5 ** (since / step.half_life_days), grid.size)
    fade = 0.5 ** (np.diff(grid.edges) / step.half_life_days)
    total = 0.0
    sums = [total := total * kept + added for kept, added in zip(fade.tolist(), new.tolist(), strict=True)]
    return np.asarray(np.array(sums) * per_year(step))


def in_force(events: Counted, grid: Grid) -> Floats:
    """Σ w × the share of each month's days on which the event was in force, its first day counted and its end not."""
    return np.asarray(_share_of_days(events, grid.edges[:-1], grid.edges[1:]).sum(axis=0))


def parts(events: Counted, step: Decayed | InForce, begin: Ints, close: Ints) -> Floats:
    """Events × months: what each event adds to the months that run from the days `begin` to before the days `close`."""
    if isinstance(step, InForce):
        return _share_of_days(events, begin, close)
    since = close - 1 - events.start[:, None]
    decayed = events.weight[:, None] * 0.5 ** (np.maximum(since, 0) / step.half_life_days) * per_year(step)
    return np.where(since >= 0, decayed, 0.0)


def _share_of_days(events: Counted, begin: Ints, close: Ints) -> Floats:
    days = np.minimum(close, events.end[:, None]) - np.maximum(begin, events.start[:, None])
    return np.asarray(events.weight[:, None] * np.maximum(days, 0) / (close - begin))


def per_year(step: Decayed) -> float:
    """ln 2 / half-life in years: turns a decayed sum into a rate per year."""
    return float(np.log(2) * DAYS_PER_YEAR / step.half_life_days)


def _once(at: Ints, direction: npt.NDArray[np.object_], start: Ints, weight: Floats, within: int) -> Ints:
    """Of the events of one direction that begin within some days of the first of them, the heaviest (the earliest)."""
    kept: dict[tuple[object, int], int] = {}
    opened: dict[object, int] = {}
    for position in at.tolist():
        side = direction[position]
        if side not in opened or start[position] - opened[side] > within:
            opened[side] = int(start[position])
        group = (side, opened[side])
        if group not in kept or weight[position] > weight[kept[group]]:
            kept[group] = position
    return np.array(sorted(kept.values()), dtype=np.int64)


def _scopes(component: str, table: EventTable, at: Ints) -> Floats:
    scopes: Floats = table.scope[at]
    if np.isnan(scopes).any():
        raise PanelError(
            "The component '{component}' weighs events by scope, but '{at}' has none; write its scope from 1 to 3.",
            component=component,
            at=table.id[at][np.isnan(scopes)][0],
        )
    return scopes


def _objects(column: pd.Series) -> npt.NDArray[np.object_]:
    return np.asarray(column, dtype=object)


def _days(column: pd.Series) -> Ints:
    days = column.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), _NEVER, days.astype(np.int64))
