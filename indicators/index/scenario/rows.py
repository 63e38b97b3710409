"""What a scenario makes of figures, events and components: the rows it changes, and what it cannot change."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from indicators.errors import ScenarioError
from indicators.index import Origin
from indicators.index.scenario.model import HeldValue, ScaledFigures, Scenario
from indicators.model import Pair
from indicators.panel import Panel


def scaled(rows: pd.DataFrame, pair: Pair, changes: Iterable[ScaledFigures]) -> pd.DataFrame:
    """The observations with the pair's figures multiplied."""
    for change in changes:
        hit = _about(rows, pair, change.indicator) & (rows["time_period"] >= pd.Timestamp(change.since))
        rows = rows.assign(obs_value=rows["obs_value"].where(~hit, rows["obs_value"] * change.factor))
    return rows


def moved(events: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """The events without some of them, and others beginning or ending on another day."""
    events = events.copy()
    for one in scenario.events:
        hit = events["event_id"] == one.event
        events.loc[hit, f"date_{one.side}"] = pd.Timestamp(one.date)
        if one.side == "end":
            events.loc[hit, "end_status"] = "ended"
    return events[~events["event_id"].isin(scenario.never)]


def held(matrix: pd.DataFrame, values: Iterable[HeldValue], put: float | None = None) -> pd.DataFrame:
    """The columns that are held, from their months on at their values, or at `put` where it is given."""
    matrix = matrix.copy()
    for one in values:
        if one.component in matrix.columns:
            matrix.loc[matrix.index >= pd.Period(one.since, "M"), one.component] = one.value if put is None else put
    return matrix


def changed(origin: Origin, scenario: Scenario, pair: Pair) -> Origin:
    """Figures and events as they would read had the scenario been so.

    What multiplies a figure multiplies the bounds of its measurement.
    """
    changes = list(scenario.figures)
    for change in scenario.figures:
        described = origin.catalog.indicators.get(change.indicator)
        bounds = filter(None, (described.low, described.high)) if described else ()
        changes += [change.model_copy(update={"indicator": bound}) for bound in bounds]
    return origin.changed(
        observations=lambda rows: scaled(rows, pair, changes), events=lambda events: moved(events, scenario)
    )


def _about(rows: pd.DataFrame, pair: Pair, indicator: str) -> pd.Series:
    """Which rows are figures of an indicator about the pair or one of its two countries."""
    areas = (pair.a, pair.b)
    about = rows["ref_area"].isin(areas) & rows["counterpart_area"].isin([*areas, ""])
    return about & (rows["indicator"] == indicator)


# --- what cannot be changed ------------------------------------------------------------------------


def check_figures(rows: pd.DataFrame, pair: Pair, changes: Iterable[ScaledFigures]) -> None:
    """ScenarioError where there is no figure to multiply."""
    for change in changes:
        about = _about(rows, pair, change.indicator)
        if not about.any():
            raise ScenarioError(
                "This index of {pair} reads no figures of '{indicator}' about the two; take "
                "times:{indicator} out of the scenario.",
                pair=pair,
                indicator=change.indicator,
            )
        if not (about & (rows["time_period"] >= pd.Timestamp(change.since))).any():
            raise ScenarioError(
                "The figures of '{indicator}' end before {since}; choose an earlier month.",
                indicator=change.indicator,
                since=change.since,
            )


def check_events(events: pd.DataFrame, scenario: Scenario) -> None:
    """ScenarioError for an event that the index does not count, or that would end before it begins."""
    items = {f"{one.side}:{one.event}": one.event for one in scenario.events}
    for item, event in (items | {f"never:{event}": event for event in scenario.never}).items():
        if not (events["event_id"] == event).any():
            raise ScenarioError(
                "There is no act '{event}' among those that this index counts; take {item} out of the scenario.",
                event=event,
                item=item,
            )
    after = moved(events, scenario.model_copy(update={"never": ()}))
    for one in scenario.events:
        row = after[after["event_id"] == one.event].iloc[0]
        if row["date_end"] < row["date_start"]:
            raise ScenarioError(
                "The act '{event}' would end on {row:%Y-%m-%d}, before it begins on "
                "{value:%Y-%m-%d}; choose a later end, or let it never have been (never:{event}).",
                event=one.event,
                row=row["date_end"],
                value=row["date_start"],
            )


def check_values(panel: Panel, values: Iterable[HeldValue]) -> None:
    """ScenarioError for a component that the index lacks, or that cannot be held from that month on."""
    months = panel.matrix.index
    for one in values:
        if one.component not in panel.definition.components:
            raise ScenarioError(
                "The scenario holds '{component}', which is not a component of this index; take value:{component} out.",
                component=one.component,
            )
        before = panel.definition.components[one.component].before
        if before is not None and one.since <= before.until:
            raise ScenarioError(
                "The score of '{component}' is written up to {until}; hold it from a later month.",
                component=one.component,
                until=before.until,
            )
        if not np.asarray(months >= pd.Period(one.since, "M")).any():
            raise ScenarioError(
                "The index ends in {months}, before {since}; choose an earlier month.",
                months=months[-1],
                since=one.since,
            )
