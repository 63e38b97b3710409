"""Scenarios made from what an index reads, to begin with: nobody has to write one to see what one does."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from indicators.errors import RelationsIndexError
from indicators.index import Index
from indicators.index.change import LEAST
from indicators.index.scenario.apply import applied, differences, moves
from indicators.index.scenario.model import HeldValue, MovedEvent, ScaledFigures, Scenario
from indicators.model.steps import Decayed, Deflate, EventsSource, IndicatorSource, InForce

CUT = 0.7
"""Figures that are 30 % lower."""

About = Literal["lifted", "never", "lower", "reached"]
"""A measure in force lifted, an event that had not taken place, lower figures, a round figure reached."""


@dataclass(frozen=True)
class Example:
    """One change, what it is an example of, and the points by which it moves the index of the headline month."""

    about: About
    scenario: Scenario
    points: float


def year_begin(index: Index) -> pd.Period:
    """The first of the twelve months that end with the headline month.

    What has been so from then on shows in full in the headline, sums over a year included.
    """
    if index.headline is None:
        raise ValueError("an index without a headline month has no year to look back on")
    return index.headline.month - 11


def examples(index: Index) -> list[Example]:
    """Measures in force lifted, the latest of the weightiest events taken away, flows cut, money at a round figure.

    Only what moves the headline month by at least 0.05 points, for an index that has one.
    """
    assert index.headline is not None
    found = []
    for about, scenario in _examples(index):
        try:
            points = float(differences(index, applied(scenario, index)).get(index.headline.month, math.nan))
        except RelationsIndexError:  # what this pair's figures do not carry is no example
            continue
        if abs(points) >= LEAST:
            found.append(Example(about, scenario, points))
    return found


def _examples(index: Index) -> Iterator[tuple[About, Scenario]]:
    since = year_begin(index)
    for row in _events(index, InForce, open_only=True).itertuples():
        if row.date_start < since.start_time:
            ended = MovedEvent(event=row.event_id, side="end", date=since.start_time.date())
            yield "lifted", Scenario(events=(ended,))
        else:
            yield "lifted", Scenario(never=(row.event_id,))
    for row in _events(index, Decayed).head(1).itertuples():
        yield "never", Scenario(never=(row.event_id,))
    definition = index.definition
    components = {name: definition.components[name] for name in definition.leaves(definition.index)}
    sources = [node.source.indicator for node in components.values() if isinstance(node.source, IndicatorSource)]
    for name in dict.fromkeys(sources):
        described = index.panel.sources.indicators.get(name)
        if described is not None and described.kind == "flow":
            scaled = ScaledFigures(indicator=name, factor=CUT, since=str(since))
            yield "lower", Scenario(figures=(scaled,))
    for name, node in components.items():
        latest = index.panel.matrix[name].dropna()
        if any(isinstance(step, Deflate) for step in node.steps) and len(latest) and latest.iloc[-1] > 0:
            target = 10.0 ** math.ceil(math.log10(latest.iloc[-1]))
            held = HeldValue(component=name, value=target, since=str(since))
            yield "reached", Scenario(values=(held,))


def _events(index: Index, step: type, *, open_only: bool = False) -> pd.DataFrame:
    """Events that components with a step count, known by the headline month: the weightiest kinds first, then the
    latest."""
    assert index.headline is not None
    weights: dict[str, float] = {}
    for node in index.definition.components.values():
        if isinstance(node.source, EventsSource) and any(isinstance(one, step) for one in node.steps):
            weights |= node.source.events
    table = index.panel.sources.events
    rows = table.frame.iloc[table.rows]
    known = rows["kind"].isin(weights.keys()) & rows["bilateral"]
    known &= rows["date_start"] <= index.headline.month.end_time
    if open_only:
        known &= (rows["end_status"] == "open") & rows["scope"].notna()
    rows = rows[known]
    return rows.assign(weight=[weights[kind] for kind in rows["kind"]]).sort_values(
        ["weight", "date_start"], ascending=False
    )


def brought_forward(scenario: Scenario, index: Index) -> Scenario:
    """The scenario with events that move to a day after the index's last month, and so move nothing, moved to where
    they can show: the first day of the headline's year.

    An event begun long ago that begins after the last month instead, or one ended that ends then, does move the months
    between, and stays.
    """
    day = year_begin(index).start_time.date()
    events = tuple(
        one.model_copy(update={"date": day}) if _shows_later(one, scenario, index) else one for one in scenario.events
    )
    return scenario.model_copy(update={"events": events})


def _shows_later(event: MovedEvent, scenario: Scenario, index: Index) -> bool:
    """Whether an event moves to a day after the index's last month and changes none of the months before."""
    if event.date <= index.index.dropna().index[-1].end_time.date():
        return False
    same = tuple(other for other in scenario.events if other.event == event.event)
    others = tuple(other for other in same if other is not event)
    try:
        return not moves(applied(Scenario(events=others), index), applied(Scenario(events=same), index))
    except RelationsIndexError:  # the scenario does not fit, which whoever applies it is told
        return False
