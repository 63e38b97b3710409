"""The words of the report: its headings, what stands under them, and its figures with their labels."""

from __future__ import annotations

from typing import Any

import pandas as pd

from indicators.index import Index
from indicators.model import Sourced
from indicators.text import month_name, number, percent, signed
from indicators.wording.language import translator


def report_texts(index: Index, *, lang: str = "en") -> dict[str, str]:
    """The headings and fixed sentences of the report of an index, by their place in its page."""
    say = translator(lang)
    definition, headline = index.definition, index.headline
    reasons = index.scores.reasons
    return {
        "definition": say(
            "{index}, version {version}.", index=definition.title or definition.id, version=definition.version
        ),
        "snapshot": say("Snapshot"),
        "no_headline": say("There is no headline: {reason}", reason=next(iter(reasons[reasons != ""].iloc[::-1]), "")),
        "index": say("The index, its axes and the named events"),
        "makes": say("What makes it"),
        "points": say(
            "Each component adds its effective weight times its score; in every month these points sum to the index."
        ),
        "moved": say("What moved it in twelve months"),
        "groups": say("Groups"),
        "components": say("Components in {month}", month=month_name(headline.month)) if headline else "",
        "component": say("Component"),
        "figure": say("Figure"),
        "unit": say("Unit"),
        "score": say("Score"),
        "weight": say("Weight"),
        "contribution": say("Points"),
        "effect": say("12 m."),
        "sum": say("The points sum to the index. “Carried” figures do not belong to the month."),
        "stands": say("What 0 and 100 stand for, and what the index cannot see"),
        "method": say("Method"),
        "how": say(
            "A figure goes through its steps to one value a month, is carried at most so long as its component allows, "
            "and becomes a score between the two raw values that score 0 and 100. Scores are averaged up the tree with "
            "the weights below; what is missing is dropped and the others' weights are renormalised. The index is "
            "given where components with at least {share} of the weight have a value.",
            share=percent(definition.min_coverage),
        ),
        "node": say("Group or component"),
        "share": say("Of index"),
        "worst": say("0 at"),
        "best": say("100 at"),
        "why": say("Why"),
        "missing": say("What is missing"),
        "start": say("From"),
        "end": say("To"),
        "sources": say("Sources and licences"),
        "cite": say("Cite and check"),
        "check": say("To compute every figure again: write the snapshot and let another machine check it."),
    }


def metrics(index: Index, *, lang: str = "en") -> list[tuple[str, str, str]]:
    """The headline figures, each with its label and what stands beside it; none where there is no headline."""
    headline = index.headline
    if headline is None:
        return []
    say = translator(lang)
    change = "" if headline.change is None else say("{points} on 12 months before", points=signed(headline.change))
    fresh = say("{share} fresh", share=percent(headline.freshness))
    return [
        (say("Index, {month}", month=month_name(headline.month)), number(headline.value), change),
        *((index.definition.label(axis), number(value), "") for axis, value in headline.axes.items()),
        (say("Coverage"), percent(headline.coverage), fresh),
    ]


def component_rows(index: Index, *, lang: str = "en") -> list[dict[str, Any]]:
    """The components of the headline month with their figures as text; none where there is no headline."""
    if index.headline is None:
        return []
    say = translator(lang)
    return [
        {
            "component": say("{component} (carried)", component=row["component"])
            if row["carried"]
            else row["component"],
            "value": number(row["value"], 2),
            "unit": row["unit"],
            "score": number(row["score"]),
            "weight": percent(row["weight"]),
            "contribution": number(row["contribution"]),
            "effect": "–" if pd.isna(row["effect"]) else signed(row["effect"]),
        }
        for row in index.month_table(index.headline.month).to_dict("records")
    ]


def reason_with_goalposts(reason: str, goalposts: str, *, lang: str = "en") -> str:
    """Why a node of the tree has its weight, and its goalposts their values where it has any."""
    say = translator(lang)
    return say("{reason} Goalposts: {goalposts}", reason=reason, goalposts=goalposts) if goalposts else reason


def source_terms(one: Sourced, *, lang: str = "en") -> str:
    """Where a source is, under which licence, and when it was read."""
    return translator(lang)(
        "{url}. Licence: {licence}. Retrieved {day}.", url=one.url, licence=one.licence, day=one.retrieved
    )


def hash_sentence(hash: str, *, lang: str = "en") -> str:
    """The hash that the report carries."""
    return translator(lang)("Hash {hash}.", hash=hash)
