"""A definition in words and formulas: each rule that its file writes as a sentence, with the file's own numbers."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from indicators.catalog import Catalog
from indicators.model.definition import Component, Definition, Group, Variant
from indicators.model.methods import Normalise, Treat
from indicators.model.steps import EventsSource, IndicatorSource, Role, Step
from indicators.text import MINUS, listing, month_name, percent

AGGREGATED = {
    "arithmetic": "Σ w·x / Σ w",
    "geometric": "exp(Σ w·ln x / Σ w)",
    "harmonic": "Σ w / Σ (w / x)",
    "generalised": "(Σ w·x^p / Σ w)^(1/p)",
    "median": "the median of the children that are there",
    "minimum": "the lowest of the children that are there",
    "copeland": "wins less losses of each row against every other, child by child",
    "mpi": "M − S²/M (M + S²/M for a negative phenomenon), M and S the mean and spread of the children",
}

NORMALISED = {
    "min_max": "low + (high − low) · (x − min) / (max − min)",
    "z_score": "mean + sd · (x − x̄) / s",
    "rank": "1 + the number of values that are lower",
    "percentile_rank": "the number of values that are lower / (n − 1)",
    "borda": "the number of values that are lower",
    "distance_to_maximum": "1 − (max − x) / (max − min)",
    "distance_to_reference": "1 − (r − x) / (r − min), r the value of the reference",
    "distance_to_target": "1 − (target − x) / (target − min)",
    "share_of_maximum": "x / max",
    "ecdf": "low + (high − low) · the share of the values at or below x",
    "none": "x",
}
"""Formulas of the methods that place a value among others; x is first multiplied by the direction."""

_SCALED = {"linear": "{}", "log": "ln {}", "log1p": "ln(1 + {})"}
_WEIGHTED = {
    "given": "as written",
    "equal": "equal",
    "pca": "loadings of the first principal component",
    "correlation": "such that each child's correlation with the score is proportional to its written weight",
}


def score_formula(normalise: Normalise) -> str:
    """`100 · (ln x − ln 4) / (ln 60 − ln 4), kept between 0 and 100`"""
    if normalise.method != "goalposts":
        return f"{NORMALISED[normalise.method]}{_placed(normalise)}"

    def f(value: object) -> str:
        return _SCALED[normalise.scale].format(value)

    worst, best = f(f"{normalise.worst:g}"), f(f"{normalise.best:g}")
    size = f"{normalise.high - normalise.low:g}"
    top, bottom = f"{f('x')} − {worst}", f"{best} − {worst}"
    start = f"{normalise.low:g} + " if normalise.low else ""
    ends = {
        True: f", kept between {normalise.low:g} and {normalise.high:g}",
        False: ", and beyond both ends",
        "best": f", at most {normalise.high:g}",
        "worst": f", at least {normalise.low:g}",
    }
    return f"{start}{size} · ({top}) / ({bottom}){ends[normalise.clip]}"


def _placed(normalise: Normalise) -> str:
    """The settings of a method that places a value among others, as far as its formula names them."""
    named = {name: getattr(normalise, name) for name in ("low", "high", "mean", "sd")}
    named = {name: value for name, value in named.items() if f"{name} " in f"{NORMALISED[normalise.method]} "}
    told = settings(named | {name: getattr(normalise, name) for name in ("reference", "target", "window")})
    return f" ({told})" if told else ""


def settings(values: Mapping[str, Any]) -> str:
    """`half life days 365, by scope yes`: what stands in a file beside a method's name, without what is empty."""

    def text(value: Any) -> str:
        if isinstance(value, (tuple, list)):
            return " to ".join(map(str, value))
        return "yes" if value is True else f"{value:g}" if isinstance(value, float) else str(value)

    kept = {key: value for key, value in values.items() if value not in (None, "", ()) and value is not False}
    return ", ".join(f"{key.replace('_', ' ')} {text(value)}" for key, value in kept.items())


def step_rows(steps: tuple[Step, ...]) -> Iterator[tuple[str, str, str]]:
    """Each step's name, its published formula, and its settings."""
    for step in steps:
        formula, *_ = (inspect.getdoc(step) or "").split("\n\n")
        yield step.step.replace("_", " "), formula.replace("`", ""), settings(step.model_dump(exclude={"step"}))


def role_text(role: Role, a: str, b: str) -> str:
    """What a role reads, with the names of the two countries."""
    return {
        "a_to_b": f"from {a} to {b}",
        "b_to_a": f"from {b} to {a}",
        "pair": f"between {a} and {b}, both directions together",
        "a": f"about {a}",
        "b": f"about {b}",
        "gap": f"the distance |{a} − {b}| of the figures about the two",
        "world": "about the world",
    }[role]


def source_text(source: IndicatorSource | EventsSource, catalog: Catalog) -> str:
    """An indicator's title, or the kinds of acts with their weights and the rules by which they are counted."""
    if isinstance(source, IndicatorSource):
        described = catalog.indicators.get(source.indicator)
        return f"{described.title} ({described.unit})" if described else f"{source.indicator}, not described yet"
    weights = [f"{catalog.kind(kind)[1].title} ({weight:g})" for kind, weight in source.events.items()]
    rules = ["each times its scope (1 to 3)"] if source.by_scope else []
    if source.once_within_days is not None:
        rules.append(f"those of one direction within {source.once_within_days} days once, at the highest weight")
    rules.append("acts between the two only" if source.bilateral_only else "acts that are not between the two as well")
    return f"acts with their weights: {listing(weights)}; {'; '.join(rules)}"


def carry_text(component: Component) -> str:
    """For how long the last value stands in."""
    if not component.max_age_months:
        return "Not carried: a month without a value of its own is missing."
    return (
        f"The last value is carried for at most {component.max_age_months} months after its own period, marked as such."
    )


def treat_text(treat: Treat) -> str:
    """What is done about outliers."""
    if treat.method == "log":
        return "Outliers: log(x − min + 0.01 · range)."
    return (
        f"Outliers: where |skewness| is {treat.skewness:g} or more and excess kurtosis {treat.kurtosis:g} or more, at "
        f"most {treat.max_points} points move to their neighbours; then {treat.then.replace('_', ' ')}."
    )


def before_text(component: Component) -> str:
    """The score that is written for the months before the figures begin, with its reason; empty where there is none."""
    if component.before is None:
        return ""
    until = month_name_of(component.before.until)
    return f"Until {until} the score is written: {component.before.score:g}. {component.before.reason}"


def weights_text(component: Component | Group) -> str:
    """Weights that hold from a month on."""
    later = [f"from {month_name_of(one.month)} {one.weight:g} ({one.reason})" for one in component.weights_from]
    return f"The weight changes: {'; '.join(later)}." if later else ""


def variant_row(variant: Variant, catalog: Catalog) -> dict[str, str]:
    """What a variant counts otherwise, and why it is defensible."""
    parts = [source_text(variant.source, catalog)] if variant.source else []
    parts += [f"{name}: {said}" if said else name for name, _, said in step_rows(variant.steps)]
    choice = f"{variant.choice.replace('_', ' ')}: {variant.id.replace('_', ' ')}"
    return {"Choice": choice, "Counted instead": "; ".join(parts), "Reason": variant.reason}


def group_text(definition: Definition, name: str) -> str:
    """How the children of a group become its score, and when it is missing."""
    group = definition.groups[name]
    how, needs = group.aggregate, []
    if how.min_share:
        needs.append(f"{percent(how.min_share)} of its children" if how.min_share < 1 else "all of its children")
    if how.min_weight:
        needs.append(f"{percent(how.min_weight)} of their weight")
    formula = AGGREGATED[how.method] + (f", p = {how.p:g}" if how.p is not None else "")
    parts = [
        f"{definition.label(name)} = {formula}, weights {_WEIGHTED[group.weighting.method]}.",
        f"It needs {listing(needs) or 'one of its children'}.",
        f"Children count as at least {how.floor:g}." if how.floor is not None else "",
        weights_text(group),
        f"Its weight: {group.reason}" if group.reason else "",
    ]
    return " ".join(part for part in parts if part)


def missing_text(definition: Definition) -> list[str]:
    """When the index of a month is given, and which month is the headline."""
    rules = [
        "A missing child is dropped and the weights of the others are renormalised, as far as its group allows it.",
        f"The index is not given below a coverage of {percent(definition.min_coverage)} of its weight.",
    ]
    if definition.required:
        rules.append(
            f"Nor where one of these is missing: {listing([definition.label(n) for n in definition.required])}."
        )
    rules.append(
        f"The headline month is the latest in which {percent(definition.headline_freshness)} of the weight rests on "
        "figures of the month itself."
    )
    if definition.start:
        rules.append(f"The index begins in {month_name_of(definition.start)} at the earliest.")
    if definition.end:
        rules.append(f"It ends in {month_name_of(definition.end)}: after that the pairs are no longer measured alike.")
    return rules


def readable(text: str, definition: Definition) -> str:
    """A sentence of the scoring, which knows rows and ids only, with months, titles and minus signs as people write
    them."""
    nodes = {*definition.groups, *definition.components}

    def title(found: re.Match[str]) -> str:
        return f"of {definition.label(found[1])}" if found[1] in nodes else found[0]

    text = re.sub(r"\b(?:19|20)\d\d-(?:0[1-9]|1[0-2])\b", lambda found: month_name_of(found[0]), text)
    text = re.sub(r"\bof (\w+)\b", title, text).replace("the rows", "the months").replace("_", " ")
    return re.sub(r"(?<![\w-])-(?=\d)", MINUS, text)


def month_name_of(text: str) -> str:
    """`2016-11` → `November 2016`"""
    return month_name(pd.Period(text, "M"))
