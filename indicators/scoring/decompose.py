"""The difference between two points of a tree, split exactly among its components.

Going down the tree, the change of a group's score is written as Σ gain × change of child + one effect of changed
weights. For power means (arithmetic, geometric, harmonic, generalised) with S = φ⁻¹(Σ w φ(x)) the gain of a child is
its mean weight times the slope of φ between its two scores over the slope of φ between the group's two scores; for the
geometric mean these are the logarithmic-mean weights of the additive LMDI-I decomposition (Ang, Energy Policy 32,
2004). For median, minimum and Mazziotta–Pareto the children's effects are Shapley values over the switch of each child
from one point to the other (Shapley 1953; Shorrocks, Journal of Economic Inequality 11, 2013). Copeland depends on all
rows at once and is refused.
"""

from __future__ import annotations

from math import comb

import numpy as np

from indicators.errors import AttributionError
from indicators.model.arrays import Floats
from indicators.scoring.aggregate import (
    Branch,
    Tree,
    aggregate_group,
    aggregate_nodes,
    effective_weights,
    lifted,
    shares,
)

REFERENCE = 100.0
"""Contributions under non-arithmetic means are measured against the point where every component scores this much."""

MOST_PLAYERS = 12
"""Shapley values need 2^children scores; beyond this many children they are refused."""

_CELLS = 4_000_000


def contributions_to(components: Floats, tree: Tree, weights: Floats) -> Floats:
    """What each component adds to the index, (rows, components); zero where missing, rows sum to the index.

    Under arithmetic means effective weight × score. Otherwise effective weight × REFERENCE plus the component's part
    of the difference between the row and the reference point, which is the same thing for arithmetic means. Raises
    AttributionError.
    """
    share = effective_weights(~np.isnan(components), tree, weights)
    used = np.where(share != 0, components, np.nan)
    if all(branch.rule.power == 1 and branch.rule.floor is None for branch in tree.below(tree.index)):
        return share * np.where(share != 0, components, 0.0)
    reference = np.where(np.isnan(used), np.nan, REFERENCE)
    effects, _ = decompose(reference, used, tree, weights, weights, tree.index)
    return share * REFERENCE + effects


def decompose(
    start: Floats, end: Floats, tree: Tree, start_weights: Floats, end_weights: Floats, node: str
) -> tuple[Floats, Floats]:
    """Split a group's score at `end` less that at `start` into effects of components and of weights.

    `start` and `end` are (rows, components) with the same cells missing; the weights are (nodes,) or (rows, nodes).
    Returns the components' effects (rows, components; zero where missing) and the effect of the weights (rows,), which
    sum to the difference exactly. The groups' minimum shares are not applied. Raises AttributionError.
    """
    bare = tree.bare(node)
    first, second = aggregate_nodes(start, bare, start_weights), aggregate_nodes(end, bare, end_weights)
    gain = np.zeros(first.shape)
    gain[:, tree.columns[node]] = 1.0
    from_weights = np.zeros(len(first))
    for branch in reversed(bare.branches):
        a, b = first[:, branch.children], second[:, branch.children]
        weights = tuple(np.broadcast_to(w, first.shape)[:, branch.children] for w in (start_weights, end_weights))
        scores = first[:, branch.column], second[:, branch.column]
        split = _split_power_mean if branch.rule.power is not None else _split_shapley
        gains, weight_effect = split(a, b, scores, weights, branch)
        above = gain[:, branch.column]
        gain[:, branch.children] = above[:, None] * gains
        from_weights += above * weight_effect
    columns = slice(0, len(tree.components))
    change = np.where(np.isnan(start), 0.0, end - start)
    return gain[:, columns] * change, from_weights


def _split_power_mean(
    a: Floats, b: Floats, scores: tuple[Floats, Floats], weights: tuple[Floats, ...], branch: Branch
) -> tuple[Floats, Floats]:
    """Gains (rows, children) and weight effect (rows,) of one power mean."""
    power = branch.rule.power if branch.rule.power is not None else 1.0
    present = ~np.isnan(a) & ((weights[0] != 0) | (weights[1] != 0))
    there = present.any(axis=1)
    first, second = (shares(present & (w != 0), w, branch.group) for w in weights)
    low, high = lifted(a, branch.rule), lifted(b, branch.rule)
    unit = np.where(there, np.maximum(*scores), 1.0)
    unit = np.where(unit > 0, unit, 1.0) if power != 1 else np.ones(len(a))
    group_slope = _slope(scores[0] / unit, scores[1] / unit, power)
    slope = _slope(low / unit[:, None], high / unit[:, None], power)
    group_slope = np.where(there & (group_slope != 0) & np.isfinite(group_slope), group_slope, 1.0)
    gains = (first + second) / 2 * slope / group_slope[:, None] * _lifted_part(a, b, low, high)
    moved = (second - first) * _mean_transformed(low, high, power, unit[:, None])
    weight_effect = np.where(present, moved, 0.0).sum(axis=1) * unit / group_slope
    return np.where(present & np.isfinite(gains), gains, 0.0), weight_effect


def _slope(a: Floats, b: Floats, power: float) -> Floats:
    """(φ(b) − φ(a)) / (b − a) with φ(x) = x^p, or ln x for p = 0; the derivative where a = b. Positive scores."""
    if power == 1:
        return np.ones(a.shape)
    top = np.maximum(a, b)
    with np.errstate(divide="ignore", invalid="ignore"):
        step = (np.minimum(a, b) - top) / top
        growth = np.log1p(step) if power == 0 else np.expm1(power * np.log1p(step))
        relative = np.where(step == 0, 1.0 if power == 0 else power, growth / step)
        return relative * (1 / top if power == 0 else top ** (power - 1))


def _mean_transformed(a: Floats, b: Floats, power: float, unit: Floats) -> Floats:
    """(φ(a) + φ(b)) / 2 in units of the group's score."""
    if power == 1:
        return (a + b) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        x, y = a / unit, b / unit
        return (np.log(x) + np.log(y)) / 2 if power == 0 else (x**power + y**power) / 2


def _lifted_part(a: Floats, b: Floats, low: Floats, high: Floats) -> Floats:
    """The part of a child's change that a floor lets through; 1 without a floor."""
    change = b - a
    still = change == 0
    return np.where(still, 1.0, (high - low) / np.where(still, 1.0, change))


def _split_shapley(
    a: Floats, b: Floats, scores: tuple[Floats, Floats], weights: tuple[Floats, ...], branch: Branch
) -> tuple[Floats, Floats]:
    """Gains and weight effect of a median, minimum or Mazziotta–Pareto group: the mean of the Shapley values under
    the first and under the second weights; what is left is the effect of the weights."""
    if branch.rule.method == "copeland":
        raise AttributionError(
            "'{group}' is a Copeland score: it depends on all rows at once, so no exact part of it belongs to "
            "one component. Use a mean for attribution.",
            group=branch.group,
        )
    if len(branch.names) > MOST_PLAYERS:
        raise AttributionError(
            "'{group}' has {n} children under {method}; exact Shapley values are given up to {most}. Split the group "
            "or use a mean.",
            group=branch.group,
            n=len(branch.names),
            method=branch.rule.method,
            most=MOST_PLAYERS,
        )
    effects = (_shapley(a, b, weights[0], branch) + _shapley(a, b, weights[1], branch)) / 2
    still = (b == a) | np.isnan(a)
    gains = np.where(still, 0.0, effects / np.where(still, 1.0, b - a))
    difference = np.where(np.isnan(scores[0]), 0.0, scores[1] - scores[0])
    return gains, difference - effects.sum(axis=1)


def _shapley(a: Floats, b: Floats, weights: Floats, branch: Branch) -> Floats:
    """Shapley value (rows, children) of switching each child from `a` to `b`; zero where it is missing."""
    rows, children = a.shape
    switched = (np.arange(2**children)[:, None] >> np.arange(children)) & 1 == 1
    size = switched.sum(axis=1)
    effects = np.zeros(a.shape)
    block = max(1, _CELLS // (len(switched) * children))
    for first in range(0, rows, block):
        part = slice(first, first + block)
        mixed = np.where(switched[:, None, :], b[part], a[part])
        worth = np.nan_to_num(aggregate_group(mixed, branch, weights[part]))
        for child in range(children):
            without = np.flatnonzero(~switched[:, child])
            chance = np.array([1 / (children * comb(children - 1, int(n))) for n in size[without]])
            effects[part, child] = chance @ (worth[without | (1 << child)] - worth[without])
    return effects
