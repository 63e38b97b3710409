"""A scenario put on an index: another definition, other rows, the same pair and the same months."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas as pd
from pydantic import ValidationError

from indicators.definition import Definition
from indicators.errors import ScenarioError
from indicators.index import RelationsIndex
from indicators.model import Pair, one_sentence
from indicators.panel import Panel, build_panel
from indicators.scenario.model import AGGREGATIONS, NORMALISATIONS, ScaledFigures, Scenario
from indicators.scoring.score import score


def applied(scenario: Scenario, index: RelationsIndex) -> RelationsIndex:
    """The index as it would be under a scenario, in the months of `index`.

    Everything happens on the rows that `index` was made from, in memory; nothing is stored. Raises ScenarioError, or
    the error of a method that cannot be applied.
    """
    definition = scenario_definition(scenario, index.definition)
    sources, months = index.panel.sources, index.panel.matrix.index
    panel = build_panel(
        definition,
        index.pair,
        _scaled(sources.table.frame, index.pair, scenario.figures),
        _moved(sources.events.frame, scenario),
        indicators=sources.indicators,
        event_sources=sources.event_sources,
        as_of=index.as_of,
        start=str(months[0]),
        end=str(months[-1]),
    )
    panel = _held(panel, scenario)
    scores = score(panel.matrix, definition, carried=panel.carried)
    return RelationsIndex(definition, index.pair, index.as_of, panel, scores, index.data_version)


# --- the definition --------------------------------------------------------------------------------


def scenario_definition(scenario: Scenario, definition: Definition) -> Definition:
    """The definition with a scenario's weights, components, half-lives and methods; ScenarioError if it refuses."""
    if not scenario.changes_definition:
        return definition
    for name in (*scenario.weights, *scenario.without, *scenario.half_lives):
        if name not in definition.components and (name not in definition.groups or name not in scenario.weights):
            raise ScenarioError(
                f"The scenario changes '{name}', which is not in {definition.id}; take it out, or choose the "
                "definition that the scenario was made for."
            )
    said = definition.model_dump()
    for name, weight in scenario.weights.items():
        _node(said, name)["weight"] = weight
        _node(said, name)["weights_from"] = ()
    for name, days in scenario.half_lives.items():
        _set_half_life(said["components"][name], name, days)
    if scenario.normalisation:
        _set_normalisation(said, scenario)
    if scenario.aggregation:
        _set_aggregation(said, scenario)
    _leave_out(said, definition, scenario.without)
    try:
        return Definition.model_validate(said)
    except ValidationError as error:
        raise ScenarioError(f"The scenario gives no index: {one_sentence(error)}.") from error


def _node(said: dict[str, Any], name: str) -> dict[str, Any]:
    node: dict[str, Any] = said["groups"].get(name) or said["components"][name]
    return node


def _set_half_life(component: dict[str, Any], name: str, days: float) -> None:
    fading = [step for step in component["steps"] if step["step"] == "decayed"]
    if not fading:
        raise ScenarioError(f"'{name}' does not fade, so it has no half-life; take half_life:{name} out.")
    for step in fading:
        step["half_life_days"] = days


def _set_normalisation(said: dict[str, Any], scenario: Scenario) -> None:
    method = NORMALISATIONS[scenario.normalisation].model_dump()
    for component in said["components"].values():
        if component["before"] is None:
            component["normalise"] = method


def _set_aggregation(said: dict[str, Any], scenario: Scenario) -> None:
    method = AGGREGATIONS[scenario.aggregation].model_dump()
    for group in said["groups"].values():
        own = group["aggregate"]
        group["aggregate"] = method | {key: own[key] for key in ("min_share", "min_weight")}


def _leave_out(said: dict[str, Any], definition: Definition, names: Iterable[str]) -> None:
    """Take components out, and every group that is left without children."""
    gone = set(names)
    for group in definition.bottom_up():
        if gone.issuperset(definition.children(group)):
            gone.add(group)
    if definition.index in gone:
        raise ScenarioError("The scenario switches every component off, so there is no index; keep one.")
    for part in ("groups", "components"):
        said[part] = {name: node for name, node in said[part].items() if name not in gone}
    for key in ("required", "axes"):
        said[key] = tuple(name for name in said[key] if name not in gone)


# --- the data --------------------------------------------------------------------------------------


def _scaled(rows: pd.DataFrame, pair: Pair, changes: Iterable[ScaledFigures]) -> pd.DataFrame:
    """The observations with the pair's figures multiplied."""
    areas = (pair.a, pair.b)
    for change in changes:
        about = rows["ref_area"].isin(areas) & rows["counterpart_area"].isin([*areas, ""])
        hit = about & (rows["indicator"] == change.indicator)
        if not hit.any():
            raise ScenarioError(
                f"This index of {pair} reads no figures of '{change.indicator}' about the two; take "
                f"times:{change.indicator} out of the scenario."
            )
        hit &= rows["time_period"] >= pd.Timestamp(change.since)
        if not hit.any():
            raise ScenarioError(
                f"The figures of '{change.indicator}' end before {change.since}; choose an earlier month."
            )
        rows = rows.assign(obs_value=rows["obs_value"].where(~hit, rows["obs_value"] * change.factor))
    return rows


def _moved(events: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """The events without some of them, and others beginning or ending on another day."""
    said = [(f"{act.side}:{act.event}", act.event) for act in scenario.acts]
    for item, event in [*said, *((f"never:{event}", event) for event in scenario.never)]:
        if not (events["event_id"] == event).any():
            raise ScenarioError(
                f"There is no act '{event}' among those that this index counts; take {item} out of the scenario."
            )
    events = events.copy()
    for act in scenario.acts:
        hit = events["event_id"] == act.event
        events.loc[hit, f"date_{act.side}"] = pd.Timestamp(act.date)
        if act.side == "end":
            events.loc[hit, "end_status"] = "ended"
    for act in scenario.acts:
        row = events[events["event_id"] == act.event].iloc[0]
        if row["date_end"] < row["date_start"]:
            raise ScenarioError(
                f"The act '{act.event}' would end on {row['date_end']:%Y-%m-%d}, before it begins on "
                f"{row['date_start']:%Y-%m-%d}; choose a later end, or let it never have been (never:{act.event})."
            )
    return events[~events["event_id"].isin(scenario.never)]


def _held(panel: Panel, scenario: Scenario) -> Panel:
    """The panel with components held at a value, which counts as a figure of every month."""
    if not scenario.values:
        return panel
    matrix, carried = panel.matrix.copy(), panel.carried.copy()
    for held in scenario.values:
        if held.component not in panel.definition.components:
            raise ScenarioError(
                f"The scenario holds '{held.component}', which is not a component of this index; take "
                f"value:{held.component} out."
            )
        before = panel.definition.components[held.component].before
        if before is not None and held.since <= before.until:
            raise ScenarioError(
                f"The score of '{held.component}' is written up to {before.until}; hold it from a later month."
            )
        months = matrix.index >= pd.Period(held.since, "M")
        if not months.any():
            raise ScenarioError(f"The index ends in {matrix.index[-1]}, before {held.since}; choose an earlier month.")
        matrix.loc[months, held.component] = held.value
        carried.loc[months, held.component] = False
    return replace(panel, matrix=matrix, carried=carried)
