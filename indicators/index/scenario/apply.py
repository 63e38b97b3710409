"""A scenario put on an index: another definition, other rows, the same pair and the same months."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas as pd
from pydantic import ValidationError

from indicators.errors import ScenarioError
from indicators.index import Index
from indicators.index.change import LEAST
from indicators.index.scenario.model import AGGREGATIONS, NORMALISATIONS, HeldValue, Scenario
from indicators.index.scenario.rows import changed, check_events, check_figures, check_values, held, moved, scaled
from indicators.model import one_sentence
from indicators.model.definition import Definition
from indicators.model.steps import InForce
from indicators.panel import build_panel
from indicators.scoring.score import score


def applied(scenario: Scenario, index: Index) -> Index:
    """The index as it would be under a scenario, in the months of `index`.

    Everything happens on the rows that `index` was made from, in memory; nothing is stored. Raises ScenarioError, or
    the error of a method that cannot be applied.
    """
    definition = scenario_definition(scenario, index.definition)
    sources, months = index.panel.sources, index.panel.matrix.index
    check_figures(sources.table.frame, index.pair, scenario.figures)
    check_events(sources.events.frame, scenario)
    panel = build_panel(
        definition,
        index.pair,
        scaled(sources.table.frame, index.pair, scenario.figures),
        moved(sources.events.frame, scenario),
        indicators=sources.indicators,
        event_sources=sources.event_sources,
        as_of=index.as_of,
        start=str(months[0]),
        end=str(months[-1]),
    )
    check_values(panel, scenario.values)
    panel = replace(
        panel, matrix=held(panel.matrix, scenario.values), carried=held(panel.carried, scenario.values, put=False)
    )
    scores = score(panel.matrix, definition, carried=panel.carried)
    origin = changed(index.origin, scenario, index.pair)
    return Index(origin, definition, index.pair, index.as_of, panel, scores, index.data_version)


def beyond_goalposts(scenario: Scenario, index: Index) -> list[tuple[HeldValue, float]]:
    """Each value outside the goalposts of its component, where more counts no more, with the end that counts."""
    found = []
    for held_value in scenario.values:
        component = index.definition.components.get(held_value.component)
        if component is None or scenario.normalisation or component.normalise.method != "goalposts":
            continue
        ends = sorted(end for end in (component.normalise.worst, component.normalise.best) if end is not None)
        if component.normalise.clip is True and not ends[0] <= held_value.value <= ends[-1]:
            found.append((held_value, ends[0] if held_value.value < ends[0] else ends[-1]))
    return found


def contribution_changes(baseline: Index, scenario: Index, month: pd.Period) -> pd.Series:
    """What the contributions of a month add to the index in the scenario, by component, the largest first; what one
    decimal does not show is left out."""
    old, new = (one.scores.contributions.loc[month] for one in (baseline, scenario))
    changes = new.sub(old, fill_value=0.0)
    return changes[changes.abs() >= LEAST].sort_values(key=abs, ascending=False)


def others_in_force(baseline: Index, scenario: Index, month: pd.Period) -> dict[str, list[str]]:
    """Of each component that loses events in force in a month, the titles of the others that count in it then."""
    found = {}
    for name, node in baseline.definition.components.items():
        if name not in scenario.definition.components or not any(isinstance(step, InForce) for step in node.steps):
            continue
        before, after = (one.panel.counted(name, month) for one in (baseline, scenario))
        if not before["event_id"].isin(after["event_id"]).all():
            found[name] = list(after["title"])
    return found


def differences(baseline: Index, scenario: Index) -> pd.Series:
    """Scenario less baseline by month, where both are given."""
    return (scenario.index - baseline.index).dropna()


def moves(baseline: Index, scenario: Index) -> bool:
    """Whether any month differs by as much as one decimal shows."""
    return bool((differences(baseline, scenario).abs() >= LEAST).any())


def scenario_definition(scenario: Scenario, definition: Definition) -> Definition:
    """The definition with a scenario's weights, components, half-lives and methods; ScenarioError if it refuses."""
    if not scenario.changes_definition:
        return definition
    for name in (*scenario.weights, *scenario.without, *scenario.half_lives):
        if name not in definition.components and (name not in definition.groups or name not in scenario.weights):
            raise ScenarioError(
                "The scenario changes '{name}', which is not in {id}; take it out, or choose the "
                "definition that the scenario was made for.",
                name=name,
                id=definition.id,
            )
    fields = definition.model_dump()
    for name, weight in scenario.weights.items():
        _node(fields, name)["weight"] = weight
        _node(fields, name)["weights_from"] = ()
    for name, days in scenario.half_lives.items():
        _set_half_life(fields["components"][name], name, days)
    if scenario.normalisation:
        _set_normalisation(fields, scenario)
    if scenario.aggregation:
        _set_aggregation(fields, scenario)
    _leave_out(fields, definition, scenario.without)
    try:
        return Definition.model_validate(fields)
    except ValidationError as error:
        raise ScenarioError("The scenario gives no index: {one_sentence}.", one_sentence=one_sentence(error)) from error


def _node(fields: dict[str, Any], name: str) -> dict[str, Any]:
    node: dict[str, Any] = fields["groups"].get(name) or fields["components"][name]
    return node


def _set_half_life(component: dict[str, Any], name: str, days: float) -> None:
    fading = [step for step in component["steps"] if step["step"] == "decayed"]
    if not fading:
        raise ScenarioError("'{name}' does not fade, so it has no half-life; take half_life:{name} out.", name=name)
    for step in fading:
        step["half_life_days"] = days


def _set_normalisation(fields: dict[str, Any], scenario: Scenario) -> None:
    method = NORMALISATIONS[scenario.normalisation].model_dump()
    for component in fields["components"].values():
        if component["before"] is None:
            component["normalise"] = method


def _set_aggregation(fields: dict[str, Any], scenario: Scenario) -> None:
    method = AGGREGATIONS[scenario.aggregation].model_dump()
    for group in fields["groups"].values():
        own = group["aggregate"]
        group["aggregate"] = method | {key: own[key] for key in ("min_share", "min_weight")}


def _leave_out(fields: dict[str, Any], definition: Definition, names: Iterable[str]) -> None:
    """Take components out, and every group that is left without children."""
    gone = set(names)
    for group in definition.bottom_up():
        if gone.issuperset(definition.children(group)):
            gone.add(group)
    if definition.index in gone:
        raise ScenarioError("The scenario switches every component off, so there is no index; keep one.")
    for part in ("groups", "components"):
        fields[part] = {name: node for name, node in fields[part].items() if name not in gone}
    for key in ("required", "axes"):
        fields[key] = tuple(name for name in fields[key] if name not in gone)
