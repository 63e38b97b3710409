"""What a level shift is made of: each component's part in it, how much of that people coded, and the events around it.

A shift is a difference of two means, so its parts are differences of what each component did to the score, summed from
the first month on. They sum to the shift exactly, with what entry and exit of components did apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from indicators.index import Index
from indicators.model.definition import Definition
from indicators.model.steps import EventsSource
from indicators.scoring.aggregate import effective_weights
from indicators.scoring.decompose import decompose
from indicators.text import listing, month_name, number, percent, signed
from indicators.trends import LevelShifts

COVERAGE = "coverage"
"""The column of what entry, exit and new weights of components did, which is no news."""

WIDE = 1 / 3
"""An interval over more of the series than this cannot be tied to an event."""


def is_coded(definition: Definition, component: str) -> bool:
    """Whether people wrote the component's values down as acts with a kind and a scope, instead of measuring them."""
    node = definition.components[component]
    return isinstance(node.source, EventsSource) or bool(node.codes)


def effects_since_start(index: Index, node: str) -> pd.DataFrame:
    """What each component has done to a node's score since the first month that has one: months × components.

    A last column `coverage` holds what entry, exit and new weights of components did. The columns of a month sum to
    its score less the first one. Neighbouring months are compared on the components that both have, as
    `attribute_change` does, and the steps are added up.
    """
    scores = index.scores
    if node in index.definition.components:
        own = scores.components[node].dropna()
        return pd.DataFrame({node: own - own.iloc[0], COVERAGE: 0.0})
    given = scores.scores[node].dropna()
    rows = scores.scores.index.get_indexer(given.index)
    names = list(scores.components.columns)
    values = scores.components.to_numpy()[rows]
    weights = np.broadcast_to(scores.node_weights, (len(scores.components), scores.node_weights.shape[-1]))[rows]
    used = effective_weights(~np.isnan(values), scores.tree, weights, node) != 0
    both = used[1:] & used[:-1]
    before, after = (np.where(both, part, np.nan) for part in (values[:-1], values[1:]))
    steps, _ = decompose(before, after, scores.tree, weights[:-1], weights[1:], node)
    table = pd.DataFrame(0.0, given.index, [*names, COVERAGE])
    table.iloc[1:, :-1] = steps.cumsum(axis=0)
    table[COVERAGE] = given - given.iloc[0] - table[names].sum(axis=1)
    return table[[*index.definition.leaves(node), COVERAGE]]


def shift_parts(index: Index, node: str, found: LevelShifts) -> pd.DataFrame:
    """Long: one row a shift and component: `shift` (its date), `component` (`coverage` for the rest), `coded`,
    `effect`. The effects of a shift sum to its change."""
    effects = effects_since_start(index, node).loc[found.fitted.dropna().index]
    dates = found.shifts["date"].tolist()
    regime = np.searchsorted(pd.PeriodIndex(dates, freq="M"), effects.index) if dates else np.zeros(len(effects))
    means = effects.groupby(np.asarray(regime)).mean()
    changes = means.diff().iloc[1:].round(10) + 0.0  # no −0.0 for what did not move
    rows = [
        (date, name, name != COVERAGE and is_coded(index.definition, str(name)), effect)
        for date, (_, change) in zip(dates, changes.iterrows(), strict=True)
        for name, effect in change.items()
    ]
    return pd.DataFrame(rows, columns=["shift", "component", "coded", "effect"]).astype({"coded": bool})


def shifts_table(found: LevelShifts, parts: pd.DataFrame) -> pd.DataFrame:
    """The shifts with their parts, `coded`, `measured` and `coverage`, which sum to `change`, and how many `events` lie
    inside each interval."""
    table = found.shifts.copy()
    rest = parts["component"] == COVERAGE
    for column, chosen in (("coded", parts["coded"]), ("measured", ~parts["coded"] & ~rest), (COVERAGE, rest)):
        table[column] = table["date"].map(parts[chosen].groupby("shift")["effect"].sum()).fillna(0.0)
    table["events"] = table["date"].map(found.events.groupby("shift")["event_id"].nunique()).fillna(0).astype(int)
    return table


def shift_sentences(
    index: Index, found: LevelShifts, parts: pd.DataFrame, events: pd.DataFrame | None = None
) -> Iterator[str]:
    """One text a shift: how much of it was coded and how much measured, and which of the events lie in its interval."""
    for shift in found.shifts.itertuples():
        own = parts[parts["shift"] == shift.date].set_index("component")
        around = "" if events is None else f" {_lies_around(index.definition, shift, found, events)}"
        yield f"{_made_of(index.definition, shift, own)}{around}"


def _made_of(definition: Definition, shift: Any, parts: pd.DataFrame) -> str:
    coverage = float(parts.at[COVERAGE, "effect"])
    own = parts.drop(index=COVERAGE)
    coded, measured = own.loc[own["coded"], "effect"], own.loc[~own["coded"], "effect"]
    clauses = [
        f"{signed(float(effects.sum()))} {kind}{_largest(definition, effects) if len(own) > 1 else ''}"
        for effects, kind in ((coded, "coded by people"), (measured, "measured"))
        if len(effects)
    ]
    if abs(coverage) >= 0.05:
        clauses.append(f"{signed(coverage)} no news, since components entered or left")
    return f"After {month_name(shift.date)}: {signed(shift.change)} points, of which {listing(clauses)}."


def _largest(definition: Definition, effects: pd.Series, most: int = 3) -> str:
    """` (Visits −3.9, Arms restrictions −5.1, others +0.3)`: the largest effects; below 0.05 is left out."""
    ordered = effects[effects.abs() >= 0.05].sort_values(key=abs, ascending=False)
    said = [f"{definition.label(str(name))} {signed(effect)}" for name, effect in ordered.iloc[:most].items()]
    if len(ordered) > most:
        said.append(f"others {signed(float(ordered.iloc[most:].sum()))}")
    return f" ({', '.join(said)})" if said else ""


def _lies_around(definition: Definition, shift: Any, found: LevelShifts, events: pd.DataFrame) -> str:
    months, length = len(found.fitted), (shift.high - shift.low).n + 1
    inside = found.events[found.events["shift"] == shift.date]
    if length > WIDE * months:
        return f"Its interval covers {percent(length / months)} of the series: too wide to tie it to any event."
    inside = inside.drop_duplicates("event_id")
    named = inside[inside["event_id"].isin(definition.annotate)]
    words = listing([f"{row.title} ({row.date:%B %Y})" for row in named.itertuples()])
    return (
        f"In its interval {len(inside)} events begin or end (in one as long, "
        f"{number(usual_number(found, events, length), 0)} do on average){f', among them {words}' if words else ''}."
    )


def usual_number(found: LevelShifts, events: pd.DataFrame, length: int) -> float:
    """How many events begin or end in so many months and the one after, each counted once, on average over all places
    in the series."""
    months, span = found.fitted.index, length + 1
    first = np.arange(len(months) - span + 1)[:, None]
    inside = np.zeros((len(first), len(events)), dtype=bool)
    for column in ("date_start", "date_end"):
        month = pd.PeriodIndex(events[column], freq="M").asi8 - months[0].ordinal  # far below zero where empty
        inside |= (month >= first) & (month < first + span)
    return float(inside.sum(axis=1).mean())
