"""What stands behind a change of the index: what drove it, its extremes, the events, and what rests on a convention."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from indicators.index.index import Index
from indicators.model.steps import EventsSource, InForce
from indicators.panel.events import kinds_seen, lines_for
from indicators.panel.roles import directions
from indicators.scoring.attribute import Attribution

LEAST = 0.05
"""Points that one decimal shows."""


def drivers(change: Attribution, most: int = 3) -> tuple[pd.Series, pd.Series]:
    """Effects by component that pushed up, and those that pulled down, the largest first; none below `LEAST`."""
    values = change.values.dropna().sort_values()
    return values[values >= LEAST][::-1][:most], values[values <= -LEAST][:most]


def extremes(index: Index, start: pd.Period, end: pd.Period) -> tuple[pd.Period, pd.Period] | None:
    """The lowest and the highest month of a span, the earlier first; None where they are its ends."""
    span = index.index[start:end]
    first, last = sorted((span.idxmin(), span.idxmax()))
    return None if (first, last) == (start, end) or first == last else (first, last)


@dataclass(frozen=True, eq=False)
class EventsBehind:
    """The events that moved a component by `effect` points: those that `began`, or those that ended, in between."""

    component: str
    effect: float
    began: bool
    events: pd.DataFrame


def events_behind(index: Index, change: Attribution, start: pd.Period, end: pd.Period) -> list[EventsBehind]:
    """Which events, in force longer in one of two months than in the other, moved a component as it moved.

    Of each component that counts events while they are in force, the largest effect first.
    """
    found = []
    for name, effect in change.values.dropna().sort_values(key=abs, ascending=False).items():
        if abs(effect) < LEAST or not _counts_in_force(index, str(name)):
            continue
        before, after = (index.panel.counted(str(name), month).set_index("event_id") for month in (start, end))
        parts = after["part"].sub(before["part"], fill_value=0.0)
        moved = math.copysign(1, parts.sum())
        both = pd.concat([before, after])
        both = both[~both.index.duplicated(keep="first")]
        events = both[moved * parts[both.index] > 1e-9].reset_index()
        if len(events):
            found.append(EventsBehind(str(name), float(effect), moved > 0, events))
    return found


def _counts_in_force(index: Index, component: str) -> bool:
    return any(isinstance(step, InForce) for step in index.definition.components[component].steps)


@dataclass(frozen=True)
class Convention:
    """A score of a month that no figure says: the one written before figures begin, or (None) no event where nobody
    looked, with the reasons that its file gives."""

    component: str
    month: pd.Period
    written: float | None
    reasons: tuple[str, ...]


def conventions(index: Index, month: pd.Period, components: Iterable[str]) -> list[Convention]:
    """Which scores of a month rest on a convention."""
    found = []
    for name in components:
        component, value = index.definition.components[name], index.panel.matrix.at[month, name]
        score = float(index.scores.components.at[month, name])
        if math.isnan(value):
            if component.before is not None and not math.isnan(score):
                found.append(Convention(name, month, score, (component.before.reason,)))
        elif value == 0 and isinstance(component.source, EventsSource) and component.role is not None:
            seen = kinds_seen(name, component.source, component.role, index.origin.catalog.event_sources)
            reasons = dict.fromkeys(
                line.reason
                for kind, source in seen.items()
                if source is not None
                for line in lines_for(source, kind, index.pair)
                if line.ref_area in (None, *(sender for sender, _ in directions(component.role, index.pair)))
                and line.covered_from <= month.end_time.date()
                and line.covered_to >= month.start_time.date()
                and not any(
                    first <= month.end_time.date() and last >= month.start_time.date() for first, last in line.searched
                )
            )
            if reasons:
                found.append(Convention(name, month, None, tuple(reasons)))
    return found
