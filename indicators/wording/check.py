"""Until when an index can be given, in a sentence."""

from __future__ import annotations

from indicators.index.check import Check
from indicators.text import listing, month_name
from indicators.wording.language import translator


def ending_sentence(check: Check, *, lang: str = "en") -> str:
    """The last month with an index if nothing new comes, and the components that end it."""
    say, last = translator(lang), month_name(check.ends - 1)
    if check.by_definition:
        return say("The definition ends the index with {month}.", month=last)
    return say(
        "If nothing new comes, {month} is the last month with an index: {components} has no value after it.",
        "If nothing new comes, {month} is the last month with an index: {components} have no value after it.",
        n=len(check.components),
        month=last,
        components=listing([check.index.definition.label(name) for name in check.components]),
    )
