"""A scenario and what it does, in words."""

from __future__ import annotations

import pandas as pd

from indicators.index import Index
from indicators.index.change import LEAST
from indicators.index.scenario import Effect, MovedEvent, Scenario
from indicators.index.scenario import apply as scenarios
from indicators.index.scenario.examples import About
from indicators.text import day_name, listing, month_name, number, percent, signed
from indicators.wording.change import effects_listed
from indicators.wording.language import translator


def example_title(about: About, *, lang: str = "en") -> str:
    """What an example is one of."""
    say = translator(lang)
    return {
        "lifted": say("A measure in force had been lifted"),
        "never": say("An act had not taken place"),
        "lower": say("Figures had been lower"),
        "reached": say("A round figure had been reached"),
    }[about]


def phrases(scenario: Scenario, index: Index, *, lang: str = "en") -> dict[str, str]:
    """Each change of a scenario as a phrase, keyed by the item of the scenario's text that makes it.

    `index` is the one that the scenario is put on.
    """
    say = translator(lang)
    nodes = {**index.definition.groups, **index.definition.components}
    titles = {name: node.title or name for name, node in nodes.items()}
    found: dict[str, str] = {}
    for name, weight in scenario.weights.items():
        title = titles.get(name, name)
        found[f"weight:{name}"] = (
            say("{title} weighs {weight:g}, not {written:g}", title=title, weight=weight, written=nodes[name].weight)
            if name in nodes
            else say("{title} weighs {weight:g}", title=title, weight=weight)
        )
    for name in scenario.without:
        found[f"without:{name}"] = say("without {title}", title=titles.get(name, name))
    for name, days in scenario.half_lives.items():
        found[f"half_life:{name}"] = say(
            "{title}: a half-life of {days:g} days", title=titles.get(name, name), days=days
        )
    if scenario.normalisation:
        found["normalisation"] = {
            "z_score": say("figures scored as z-scores with mean 50 and standard deviation 15"),
            "ecdf": say("figures scored as shares of the months that were no better"),
            "min_max": say("figures scored as positions between the lowest and the highest month"),
        }[scenario.normalisation]
    if scenario.aggregation:
        found["aggregation"] = {
            "geometric": say("scores joined as geometric means (no score below 5)"),
            "harmonic": say("scores joined as harmonic means (no score below 5)"),
            "minimum": say("scores joined as the lowest score of each group"),
        }[scenario.aggregation]
    for moved in scenario.events:
        found[f"{moved.side}:{moved.event}"] = _moved(moved, index, lang)
    for event in scenario.never:
        found[f"never:{event}"] = say("“{title}” had not taken place", title=_title(event, index))
    for figures in scenario.figures:
        described = index.panel.sources.indicators.get(figures.indicator)
        found[f"times:{figures.indicator}"] = say(
            "{title} {change} % from {month} on",
            title=described.title if described else figures.indicator,
            change=signed(100 * (figures.factor - 1), 0),
            month=month_name(pd.Period(figures.since, "M")),
        )
    for held in scenario.values:
        component = index.definition.components.get(held.component)
        found[f"value:{held.component}"] = say(
            "{title} at {value} from {month} on",
            title=titles.get(held.component, held.component),
            value=f"{held.value:g} {component.unit if component else ''}".strip(),
            month=month_name(pd.Period(held.since, "M")),
        )
    return found


def _moved(event: MovedEvent, index: Index, lang: str) -> str:
    say, title, day = translator(lang), _title(event.event, index), day_name(event.date)
    if event.side == "start":
        return say("“{title}” begins on {day}", title=title, day=day)
    return say("“{title}” ends on {day}", title=title, day=day)


def _title(event: str, index: Index) -> str:
    events = index.panel.sources.events.frame
    titles = events.loc[events["event_id"] == event, "title"]
    return str(titles.iloc[0]) if len(titles) else event


def beyond_goalposts(scenario: Scenario, index: Index, *, lang: str = "en") -> list[str]:
    """A sentence for each value that lies outside the goalposts of its component, where more or less counts no more."""
    components, say = index.definition.components, translator(lang)
    return [
        say(
            "{title} at {value:g} scores what {end:g} {unit} scores: the definition's goalposts end there.",
            title=components[held.component].title or held.component,
            value=held.value,
            end=end,
            unit=components[held.component].unit,
        )
        for held, end in scenarios.beyond_goalposts(scenario, index)
    ]


def difference_sentence(baseline: Index, scenario: Index, month: pd.Period, *, lang: str = "en") -> str:
    """What the index of a month would be, and through which components: their contributions sum to the difference."""
    say, old, new = translator(lang), baseline.index[month], scenario.index[month]
    places = {"month": month_name(month), "old": number(old), "new": number(new), "points": signed(new - old)}
    if abs(new - old) < LEAST:
        return say("In {month} the index would be where it is, at {old}.", **places)
    parts = scenarios.contribution_changes(baseline, scenario, month)
    if parts.empty:
        return say("In {month} the index would be {new} instead of {old}: {points} points.", **places)
    if len(parts) == 1:
        return say(
            "In {month} the index would be {new} instead of {old}: {points} points, all of it through {component}.",
            component=baseline.definition.label(str(parts.index[0])),
            **places,
        )
    return say(
        "In {month} the index would be {new} instead of {old}: {points} points, of which {components}.",
        components=effects_listed(parts.iloc[:4], baseline.definition),
        **places,
    )


def others_in_force(baseline: Index, scenario: Index, month: pd.Period, *, lang: str = "en") -> list[str]:
    """For each component that loses events in force in a month, a sentence that says which others count in it then."""
    say, found = translator(lang), []
    for name, titles in scenarios.others_in_force(baseline, scenario, month).items():
        node = baseline.definition.components[name]
        title, events = node.title or name, listing([f"“{title}”" for title in titles])
        if titles:
            found.append(
                say(
                    "{n} other act counts in {title}: {events}.",
                    "{n} other acts count in {title}: {events}.",
                    n=len(titles),
                    title=title,
                    events=events,
                )
            )
        else:
            about = node.description
            found.append(say("No other act counts in {title}, which is made of: {about}", title=title, about=about))
    return found


def effect_sentence(effect: Effect, *, lang: str = "en") -> str:
    """How many draws there are, where 90 % of the effects lie, and how many draws agree on the direction."""
    say, (low, high), (up, down) = translator(lang), effect.range, effect.shares
    if not up and not down:
        return say("none of {n:,} indices that other defensible choices give moves in this month.", n=len(effect.drawn))
    rise, fall = say("{share} rise", share=percent(up)), say("{share} fall", share=percent(down))
    shares = [(up, rise), (down, fall)] if effect.nominal >= 0 else [(down, fall), (up, rise)]
    places = {"n": len(effect.drawn), "low": signed(low), "high": signed(high)}
    places |= {"shares": listing([phrase for share, phrase in shares if share])}
    if up + down >= 1:
        sentence = say(
            "of {n:,} indices that other defensible choices give, 90 % change by {low} to {high} points in the "
            "scenario; {shares}.",
            **places,
        )
    elif effect.left_out:
        sentence = say(
            "of {n:,} indices that other defensible choices give, 90 % change by {low} to {high} points in the "
            "scenario; {shares}, the rest leave out what the scenario moves.",
            **places,
        )
    else:
        sentence = say(
            "of {n:,} indices that other defensible choices give, 90 % change by {low} to {high} points in the "
            "scenario; {shares}, the rest do not move.",
            **places,
        )
    if not effect.exact or abs(effect.nominal) >= LEAST:
        return sentence
    error = say("What is held at a value has no error of measurement; as it is it has one.")
    return f"{sentence} {error}"
