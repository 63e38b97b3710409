"""A scenario as one line of text, for the URL.

Items joined by `;`, each `word:NAME=VALUE`, with names percent-quoted:

    weight:trade=30                 a group or component weighs this among its siblings
    without:lng                     a component is switched off
    half_life:contact=180           days
    normalisation:z_score           z_score, ecdf, min_max
    aggregation:geometric           geometric, harmonic, minimum
    start:S024=2021-06-01           an event begins on this day
    end:S024=2026-01-01             an event ends on this day
    never:S024                      an event had not taken place
    times:lng_exports=0.7@2025-01   figures multiplied from this month on
    value:trade_volume=100@2025-01  a component held at this value from this month on

An empty text is the scenario that changes nothing.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

from indicators.errors import ScenarioError
from indicators.index.scenario.model import Scenario

LONGEST = 4000
"""Characters of a text that is still read."""

_DICTS = {"weight": "weights", "half_life": "half_lives"}
_LABELS = ("normalisation", "aggregation")
_LISTS = ("without", "never")
_WORDS = ("weight", "half_life", *_LISTS, *_LABELS, "start", "end", "times", "value")


def encode(scenario: Scenario) -> str:
    """The scenario as text; `decode` gives the same scenario back."""
    items = [f"weight:{_name(name)}={_number(value)}" for name, value in scenario.weights.items()]
    items += [f"without:{_name(name)}" for name in scenario.without]
    items += [f"half_life:{_name(name)}={_number(value)}" for name, value in scenario.half_lives.items()]
    items += [f"{word}:{label}" for word in _LABELS if (label := getattr(scenario, word))]
    items += [f"{one.side}:{_name(one.event)}={one.date.isoformat()}" for one in scenario.events]
    items += [f"never:{_name(name)}" for name in scenario.never]
    items += [f"times:{one.indicator}={_number(one.factor)}@{one.since}" for one in scenario.figures]
    items += [f"value:{_name(one.component)}={_number(one.value)}@{one.since}" for one in scenario.values]
    return ";".join(items)


def decode(text: str) -> Scenario:
    """The scenario of a text. ScenarioError says in a sentence which item cannot be read."""
    if len(text) > LONGEST:
        raise ScenarioError(
            "The scenario has {n:,} characters; {longest:,} are read. Make it shorter.", n=len(text), longest=LONGEST
        )
    fields: dict[str, Any] = {"weights": {}, "half_lives": {}} | {
        name: [] for name in (*_LISTS, "events", "figures", "values")
    }
    seen: set[str] = set()
    for item in filter(None, text.split(";")):
        word, colon, rest = item.partition(":")
        if not colon or word not in _WORDS:
            raise ScenarioError(
                "The scenario's item '{item}' begins with none of {words}.", item=item[:80], words=", ".join(_WORDS)
            )
        quoted, equals, value = rest.partition("=")
        if bool(equals) == (word in (*_LISTS, *_LABELS)):
            raise ScenarioError(
                "The scenario's item '{item}' cannot be read; see how '{word}' is written.", item=item[:80], word=word
            )
        key = f"{word}:{quoted}" if word not in _LABELS else word
        if key in seen:
            raise ScenarioError("The scenario says '{key}' twice; keep one of the two.", key=key[:80])
        seen.add(key)
        _add(fields, word, unquote(quoted), value)
    return Scenario.of(**fields)


def _add(fields: dict[str, Any], word: str, name: str, value: str) -> None:
    """Put one item in its place; the model checks what it says."""
    amount, _, since = value.partition("@")
    if word in _DICTS:
        fields[_DICTS[word]][name] = value
    elif word in _LISTS:
        fields[word].append(name)
    elif word in _LABELS:
        fields[word] = name
    elif word in ("start", "end"):
        fields["events"].append({"event": name, "side": word, "date": value})
    elif word == "times":
        fields["figures"].append({"indicator": name, "factor": amount, "since": since})
    else:
        fields["values"].append({"component": name, "value": amount, "since": since})


def _name(name: str) -> str:
    return quote(name, safe="")


def _number(value: float) -> str:
    return repr(value).removesuffix(".0")
