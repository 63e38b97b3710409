"""A scenario and what it does, in words."""

from __future__ import annotations

import pandas as pd

from indicators.index import Index
from indicators.index.scenario.model import MovedAct, Scenario
from indicators.model.steps import InForce
from indicators.text import day_name, listing, month_name, number, signed

NAMES = {
    "z_score": "z-scores with mean 50 and standard deviation 15",
    "ecdf": "shares of the months that were no better",
    "min_max": "positions between the lowest and the highest month",
    "geometric": "geometric means (no score below 5)",
    "harmonic": "harmonic means (no score below 5)",
    "minimum": "the lowest score of each group",
}
"""The methods a scenario can choose."""


def in_words(scenario: Scenario, index: Index) -> dict[str, str]:
    """Each change of a scenario as a phrase, keyed by the item of the scenario's text that makes it.

    `index` is the one that the scenario is put on.
    """
    nodes = {**index.definition.groups, **index.definition.components}
    titles = {name: node.title or name for name, node in nodes.items()}
    said: dict[str, str] = {}
    for name, weight in scenario.weights.items():
        instead = f", not {nodes[name].weight:g}" if name in nodes else ""
        said[f"weight:{name}"] = f"{titles.get(name, name)} weighs {weight:g}{instead}"
    for name in scenario.without:
        said[f"without:{name}"] = f"without {titles.get(name, name)}"
    for name, days in scenario.half_lives.items():
        said[f"half_life:{name}"] = f"{titles.get(name, name)}: a half-life of {days:g} days"
    if scenario.normalisation:
        said["normalisation"] = f"figures scored as {NAMES[scenario.normalisation]}"
    if scenario.aggregation:
        said["aggregation"] = f"scores joined as {NAMES[scenario.aggregation]}"
    for act in scenario.acts:
        said[f"{act.side}:{act.event}"] = _act_in_words(act, index)
    for event in scenario.never:
        said[f"never:{event}"] = f"“{_title(event, index)}” had not taken place"
    for figures in scenario.figures:
        described = index.panel.sources.indicators.get(figures.indicator)
        title = described.title if described else figures.indicator
        change = signed(100 * (figures.factor - 1), 0)
        said[f"times:{figures.indicator}"] = f"{title} {change} % from {_month(figures.since)} on"
    for held in scenario.values:
        component = index.definition.components.get(held.component)
        amount = f"{held.value:g} {component.unit if component else ''}".strip()
        said[f"value:{held.component}"] = (
            f"{titles.get(held.component, held.component)} at {amount} from {_month(held.since)} on"
        )
    return said


def _act_in_words(act: MovedAct, index: Index) -> str:
    return f"“{_title(act.event, index)}” {'begins' if act.side == 'start' else 'ends'} on {day_name(act.date)}"


def _title(event: str, index: Index) -> str:
    events = index.panel.sources.events.frame
    titles = events.loc[events["event_id"] == event, "title"]
    return str(titles.iloc[0]) if len(titles) else event


def beyond_goalposts(scenario: Scenario, index: Index) -> list[str]:
    """A sentence for each value that lies outside the goalposts of its component, where more or less counts no more."""
    said = []
    for held in scenario.values:
        component = index.definition.components.get(held.component)
        if component is None or scenario.normalisation or component.normalise.method != "goalposts":
            continue
        ends = sorted(end for end in (component.normalise.worst, component.normalise.best) if end is not None)
        if component.normalise.clip is True and not ends[0] <= held.value <= ends[-1]:
            end = ends[0] if held.value < ends[0] else ends[-1]
            title = component.title or held.component
            said.append(
                f"{title} at {held.value:g} scores what {end:g} {component.unit} scores: the definition's goalposts "
                "end there."
            )
    return said


def difference_sentence(baseline: Index, scenario: Index, month: pd.Period) -> str:
    """What the index of a month would be, and through which components: their contributions sum to the difference."""
    old, new = baseline.index[month], scenario.index[month]
    if abs(new - old) < 0.05:
        return f"In {month_name(month)} the index would be where it is, at {number(old)}."
    joined = scenario.scores.contributions.loc[month].sub(baseline.scores.contributions.loc[month], fill_value=0.0)
    parts = joined[joined.abs() >= 0.05].sort_values(key=abs, ascending=False)
    label = baseline.definition.label
    through = [f"{label(str(name))} ({signed(value)})" for name, value in parts.iloc[:4].items()]
    rest = f", of which {listing(through)}" if len(parts) > 1 else f", all of it through {label(str(parts.index[0]))}"
    return (
        f"In {month_name(month)} the index would be {number(new)} instead of {number(old)}: {signed(new - old)} points"
        f"{rest if len(parts) else ''}."
    )


def others_in_force(baseline: Index, scenario: Index, month: pd.Period) -> list[str]:
    """For each component that loses acts in force in a month, a sentence that says which others count in it then."""
    said = []
    for name, node in baseline.definition.components.items():
        if name not in scenario.definition.components or not any(isinstance(step, InForce) for step in node.steps):
            continue
        before, after = (one.panel.counted(name, month) for one in (baseline, scenario))
        if before["event_id"].isin(after["event_id"]).all():
            continue
        others, title = [f"“{title}”" for title in after["title"]], node.title or name
        many = f"{len(others)} other acts count" if len(others) > 1 else "1 other act counts"
        none = f"No other act counts in {title}, which is made of: {node.description}"
        said.append(f"{many} in {title}: {listing(others)}." if others else none)
    return said


def _month(text: str) -> str:
    return month_name(pd.Period(text, "M"))
