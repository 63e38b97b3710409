"""What a level shift is made of: each component's part in it, how much of that people coded, and the events around it.

A shift is a difference of two means, so its parts are differences of what each component did to the score, summed from
the first month on. They sum to the shift exactly, with what entry and exit of components did apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from indicators.model.definition import Definition
from indicators.model.steps import EventsSource

if TYPE_CHECKING:
    from indicators.trends.shifts import LevelShifts

COVERAGE = "coverage"
"""The column of what entry, exit and new weights of components did, which is no news."""


@dataclass(frozen=True, eq=False)
class ShiftParts:
    """`effects`: one row a shift and component: `shift` (its date), `component` (`coverage` for the rest), `title`,
    `coded`, `effect`. The effects of a shift sum to its change.

    `around`: one row a shift: `shift`, `share` (of the series that its interval covers), `events` (that begin or end
    in it, each once) and `usual` (how many do in as long a time on average). `named`: those of the events that the
    definition names, with `shift`, `title` and `date`.
    """

    effects: pd.DataFrame
    around: pd.DataFrame
    named: pd.DataFrame


def is_coded(definition: Definition, component: str) -> bool:
    """Whether people wrote the component's values down as acts with a kind and a scope, instead of measuring them."""
    node = definition.components[component]
    return isinstance(node.source, EventsSource) or bool(node.codes)


def shift_parts(found: LevelShifts, effects: pd.DataFrame, definition: Definition, events: pd.DataFrame) -> ShiftParts:
    """`effects`: what each component has done to the score since the first month, months × components, with a column
    `coverage` for the rest. `events`: those that the shifts were found with."""
    effects = effects.loc[found.fitted.dropna().index]
    dates = found.shifts["date"].tolist()
    regime = np.searchsorted(pd.PeriodIndex(dates, freq="M"), effects.index) if dates else np.zeros(len(effects))
    changes = effects.groupby(np.asarray(regime)).mean().diff().iloc[1:].round(10) + 0.0  # no −0.0 for what stayed
    rows = [
        (date, name, _title(definition, name), name != COVERAGE and is_coded(definition, name), effect)
        for date, (_, change) in zip(dates, changes.iterrows(), strict=True)
        for name, effect in change.items()
    ]
    parts = pd.DataFrame(rows, columns=["shift", "component", "title", "coded", "effect"]).astype({"coded": bool})
    inside = found.events.drop_duplicates(["shift", "event_id"])
    numbers = inside.groupby("shift").size()
    around = [
        (shift.date, months / len(found.fitted), int(numbers.get(shift.date, 0)), usual_number(found, events, months))
        for shift in found.shifts.itertuples()
        for months in [(shift.high - shift.low).n + 1]
    ]
    named = inside.loc[inside["event_id"].isin(definition.annotate), ["shift", "title", "date"]]
    return ShiftParts(parts, pd.DataFrame(around, columns=["shift", "share", "events", "usual"]), named)


def _title(definition: Definition, name: str) -> str:
    return "" if name == COVERAGE else definition.label(name)


def shifts_table(found: LevelShifts) -> pd.DataFrame:
    """The shifts with their parts, `coded`, `measured` and `coverage`, which sum to `change`, and how many `events` lie
    inside each interval."""
    assert found.parts is not None
    table, parts = found.shifts.copy(), found.parts.effects
    rest = parts["component"] == COVERAGE
    for column, chosen in (("coded", parts["coded"]), ("measured", ~parts["coded"] & ~rest), (COVERAGE, rest)):
        table[column] = table["date"].map(parts[chosen].groupby("shift")["effect"].sum()).fillna(0.0)
    table["events"] = found.parts.around["events"].to_numpy(dtype=int)
    return table


def usual_number(found: LevelShifts, events: pd.DataFrame, length: int) -> float:
    """How many events begin or end in so many months and the one after, each counted once, on average over all places
    in the series."""
    months, span = found.fitted.index, length + 1
    first = np.arange(len(months) - span + 1)[:, None]
    inside = np.zeros((len(first), len(events)), dtype=bool)
    for column in ("date_start", "date_end"):
        month = pd.PeriodIndex(events[column], freq="M").asi8 - months[0].ordinal  # far below zero where empty
        inside |= (month >= first) & (month < first + span)
    return float(inside.sum(axis=1).mean()) if len(first) else float("nan")
