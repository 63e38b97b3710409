"""A figure becomes a score: one column at a time, on the values of a stated window or on all of them.

All methods but goalposts first multiply by the component's direction. The scale is that of the source of the method:
`low` to `high` (0 to 100) for goalposts, min_max and ecdf; `mean` and `sd` for z_score; 0 to 1 for percentile_rank and
the distances; counts for rank and borda (OECD/JRC Handbook 2008, step 5; COINr 1.1.14). With a window, the sample
that a score is measured against is frozen: a later month is placed in it and never moves it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from indicators.errors import Message, ModelError, NormalisationError
from indicators.model.arrays import Floats
from indicators.model.definition import Component, Definition
from indicators.model.methods import Normalise
from indicators.scoring.selection import sample_rows


def normalise_columns(values: Floats, definition: Definition, index: pd.Index) -> Floats:
    """Normalise `values` (rows × components, in file order, treated); returns a new array of that shape."""
    scored = np.empty(values.shape)
    for column, (name, component) in enumerate(definition.components.items()):
        spec = component.normalise
        sample, reference = None, None
        if spec.method not in ("goalposts", "none"):
            rows = sample_rows(
                index, spec.window, definition.frozen_window, Message("the normalisation of '{name}'", name=name)
            )
            sample = values[rows, column]
        if spec.method == "distance_to_reference":
            reference = _reference_value(values[:, column], index, spec, name)
        scored[:, column] = normalise_column(values[:, column], component, name, sample=sample, reference=reference)
    return scored


def normalise_column(
    values: Floats, component: Component, name: str, *, sample: Floats | None = None, reference: float | None = None
) -> Floats:
    """One column of raw values (any shape, NaN kept) as scores.

    `sample` holds the values of the frozen window (default: `values` themselves), `reference` the raw value of the
    reference row where the method needs one. Raises NormalisationError where the method has no meaning for the column
    (no spread, a target below the minimum, a logarithm of nothing).
    """
    spec = component.normalise
    if spec.method == "goalposts":
        return goalposts(values, spec, name)
    directed = component.direction * values
    if spec.method == "none":
        return directed
    drawn = directed if sample is None else component.direction * sample
    ordered = np.sort(drawn[~np.isnan(drawn)], axis=None)
    if ordered.size == 0:
        if np.isnan(values).all():
            return np.full(values.shape, np.nan)
        raise NormalisationError(
            "Component '{name}' has no value in its window; state a window that has some.", name=name
        )
    try:
        if spec.method in _AGAINST:
            goal = spec.target if spec.method == "distance_to_target" else reference
            if goal is None:
                raise ModelError("no reference value was given")
            return _distance(directed, ordered[0], component.direction * goal, cap=spec.cap)
        return _METHODS[spec.method](directed, ordered, spec)
    except ValueError as problem:
        raise NormalisationError(
            "Component '{name}': {method} cannot be applied, {why}.", name=name, method=spec.method, why=problem.args[0]
        ) from None


def goalposts(values: Floats, spec: Normalise, name: str) -> Floats:
    """low + (high − low) · (f(x) − f(worst)) / (f(best) − f(worst)), f the identity, ln x or ln(1 + x); clipped at
    both ends, at one of them, or not at all."""
    if spec.worst is None or spec.best is None:
        raise NormalisationError("Component '{name}' has no goalposts; write 'worst' and 'best'.", name=name)
    worst, best, scaled = spec.worst, spec.best, values
    if spec.scale != "linear":
        floor, function = (0.0, np.log) if spec.scale == "log" else (-1.0, np.log1p)
        if (values <= floor).any():
            raise NormalisationError(
                "Component '{name}' goes down to {lowest:.6g}, which has no place on a {scale} scale. "
                "Use the linear scale or correct the figure.",
                name=name,
                lowest=np.nanmin(values),
                scale=spec.scale,
            )
        worst, best, scaled = float(function(worst)), float(function(best)), function(values)
    score = (scaled - worst) / (best - worst) * (spec.high - spec.low) + spec.low
    if spec.clip is True or spec.clip == "best":
        score = np.minimum(score, spec.high)
    if spec.clip is True or spec.clip == "worst":
        score = np.maximum(score, spec.low)
    return score


def _reference_value(values: Floats, index: pd.Index, spec: Normalise, name: str) -> float:
    rows = [row for row, label in enumerate(index) if str(label) == spec.reference]
    if len(rows) != 1 or np.isnan(values[rows[0]]):
        raise NormalisationError(
            "The reference '{reference}' of component '{name}' is not a row; name another one."
            if not rows
            else "The reference '{reference}' of component '{name}' names several rows; name another one."
            if len(rows) > 1
            else "The reference '{reference}' of component '{name}' has no value; name another one.",
            reference=spec.reference,
            name=name,
        )
    return float(values[rows[0]])


def _min_max(x: Floats, ordered: Floats, spec: Normalise) -> Floats:
    return np.asarray((x - ordered[0]) / _span(ordered) * (spec.high - spec.low) + spec.low)


def _z_score(x: Floats, ordered: Floats, spec: Normalise) -> Floats:
    _span(ordered)
    return np.asarray((x - ordered.mean()) / ordered.std(ddof=1) * spec.sd + spec.mean)


def _borda(x: Floats, ordered: Floats, spec: Normalise) -> Floats:
    """The number of values of the sample that are lower: ties share the lowest rank."""
    return np.where(np.isnan(x), np.nan, np.searchsorted(ordered, x, side="left"))


def _rank(x: Floats, ordered: Floats, spec: Normalise) -> Floats:
    return _borda(x, ordered, spec) + 1


def _percentile_rank(x: Floats, ordered: Floats, spec: Normalise) -> Floats:
    if ordered.size < 2:
        raise ModelError("one value has no percentile rank")
    return _borda(x, ordered, spec) / (ordered.size - 1)


def _ecdf(x: Floats, ordered: Floats, spec: Normalise) -> Floats:
    """low + (high − low) · share of the sample at or below x."""
    share = np.searchsorted(ordered, x, side="right") / ordered.size
    return np.where(np.isnan(x), np.nan, spec.low + (spec.high - spec.low) * share)


def _distance_to_maximum(x: Floats, ordered: Floats, spec: Normalise) -> Floats:
    return np.asarray(1 - (ordered[-1] - x) / _span(ordered))


def _share_of_maximum(x: Floats, ordered: Floats, spec: Normalise) -> Floats:
    if ordered[-1] == 0:
        raise ModelError("the maximum is zero")
    return np.asarray(x / ordered[-1])


def _distance(x: Floats, minimum: float, goal: float, *, cap: bool) -> Floats:
    """1 − (goal − x) / (goal − minimum), capped at 1 if asked."""
    if goal <= minimum:
        raise ModelError("the value to be reached does not lie above the worst value seen")
    score = 1 - (goal - x) / (goal - minimum)
    return np.minimum(score, 1.0) if cap else score


def _span(ordered: Floats) -> float:
    span = float(ordered[-1] - ordered[0])
    if span == 0:
        raise ModelError("all values are equal")
    return span


_AGAINST = ("distance_to_target", "distance_to_reference")
_METHODS: dict[str, Callable[[Floats, Floats, Normalise], Floats]] = {
    "min_max": _min_max,
    "z_score": _z_score,
    "rank": _rank,
    "percentile_rank": _percentile_rank,
    "borda": _borda,
    "ecdf": _ecdf,
    "distance_to_maximum": _distance_to_maximum,
    "share_of_maximum": _share_of_maximum,
}
