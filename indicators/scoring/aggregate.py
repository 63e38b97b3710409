"""Scores of children become the score of their group, up a tree of any depth.

Every method skips missing children and renormalises the weights of those that are there; none depends on the order of
rows or columns. All functions work on plain arrays whose last axis runs over nodes, with any number of leading axes
(rows, or draws × rows), so that one call scores one panel or ten thousand draws of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from indicators.errors import AggregationError, WeightError
from indicators.model.arrays import Bools, Floats, Positions
from indicators.model.definition import Definition
from indicators.model.methods import Aggregate

ROUNDING = 1e-12
"""Shares and outranking weights are compared with this tolerance: 0.1 + 0.2 and 0.3 must count as equal."""


@dataclass(frozen=True)
class Branch:
    """One group with its children, as columns of the node array."""

    group: str
    column: int
    names: tuple[str, ...]
    children: Positions
    rule: Aggregate

    @cached_property
    def bare(self) -> Branch:
        """The same without its minimum shares."""
        return replace(self, rule=self.rule.model_copy(update={"min_share": 0.0, "min_weight": 0.0}))


@dataclass(frozen=True, eq=False)
class Tree:
    """A definition compiled for arrays. Node columns are the components, then the groups, both in file order.

    `branches` has every group after its children; `weights` holds each node's weight as written, which means
    something relative to its siblings only.
    """

    components: tuple[str, ...]
    groups: tuple[str, ...]
    index: str
    branches: tuple[Branch, ...]
    weights: Floats

    @cached_property
    def columns(self) -> dict[str, int]:
        """Column of each node, components first."""
        return {name: column for column, name in enumerate((*self.components, *self.groups))}

    def below(self, node: str) -> tuple[Branch, ...]:
        """The branches of a group and of all groups under it, each after its children."""
        inside = {node}
        for branch in reversed(self.branches):
            if branch.group in inside:
                inside.update(branch.names)
        return tuple(branch for branch in self.branches if branch.group in inside)

    def bare(self, node: str) -> Tree:
        """The tree of a group alone, whatever the minimum shares of its groups."""
        return replace(self, branches=tuple(branch.bare for branch in self.below(node)))


def compile_tree(definition: Definition) -> Tree:
    """The tree of a definition with child columns resolved, for `aggregate_array` and `effective_weights`."""
    components, groups = tuple(definition.components), tuple(definition.groups)
    columns = {name: column for column, name in enumerate((*components, *groups))}
    branches = []
    for group in definition.bottom_up():
        names = definition.children(group)
        children = np.array([columns[name] for name in names], dtype=np.intp)
        branches.append(Branch(group, columns[group], names, children, definition.groups[group].aggregate))
    weights = np.array([definition.node(name).weight for name in columns], dtype=float)
    return Tree(components, groups, definition.index, tuple(branches), weights)


def aggregate_array(values: Floats, tree: Tree, weights: Floats | None = None) -> Floats:
    """Group scores from component scores.

    `values` is (…, components), NaN where missing. `weights` is (…, nodes) in the order of `tree.columns` (components,
    then groups) and broadcasts against `values` without its last axis: (nodes,) for one set of weights, (rows, nodes)
    where weights change over time, (draws, 1, nodes) for draws × rows. Omitted, they are those of the definition; a
    weight of zero takes a node out. Returns (…, groups) in the order of `tree.groups`, NaN where a group is missing.
    Copeland compares along the last but one axis, so it needs rows there. Raises AggregationError, WeightError.
    """
    nodes = aggregate_nodes(values, tree, weights)
    return nodes[..., len(tree.components) :]


def aggregate_nodes(values: Floats, tree: Tree, weights: Floats | None = None) -> Floats:
    """As `aggregate_array`, with the component scores in front: (…, nodes) in the order of `tree.columns`."""
    weights = tree.weights if weights is None else weights
    leading = np.broadcast_shapes(values.shape[:-1], weights.shape[:-1])
    nodes = np.empty((*leading, len(tree.columns)))
    nodes[..., : len(tree.components)] = values
    for branch in tree.branches:
        nodes[..., branch.column] = aggregate_group(nodes[..., branch.children], branch, weights[..., branch.children])
    return nodes


def aggregate_group(scores: Floats, branch: Branch, weights: Floats) -> Floats:
    """One group: `scores` and `weights` are (…, children), the result (…)."""
    rule = branch.rule
    present = ~np.isnan(scores) & (weights != 0)
    if rule.method == "copeland":
        result = _copeland(scores, weights, present, branch.group)
    elif rule.method == "median":
        result = _median(scores, present)
    elif rule.method == "minimum":
        result = np.where(present, scores, np.inf).min(axis=-1)
    elif rule.method == "mpi":
        result = _mazziotta_pareto(scores, weights, present, branch)
    elif rule.power is not None:
        result = _power_mean(lifted(scores, rule), weights, present, branch, rule.power)
    else:
        raise AggregationError(
            "'{method}', the aggregation of '{group}', is not known.", method=rule.method, group=branch.group
        )
    return np.where(enough(present, weights, rule), result, np.nan)


def enough(present: Bools, weights: Floats, rule: Aggregate) -> Bools:
    """Whether a group has a score: a child is there, and so are `min_share` of the children and `min_weight` of the
    weight. Children of weight zero do not count."""
    met = _any_child(present)
    if rule.min_share:
        met &= present.sum(axis=-1) >= rule.min_share * (weights != 0).sum(axis=-1) - ROUNDING
    if rule.min_weight:
        size = np.abs(weights)
        met &= (size * present).sum(axis=-1) >= (rule.min_weight - ROUNDING) * size.sum(axis=-1)
    return met


def shares(present: Bools, weights: Floats, group: str) -> Floats:
    """Weights of the children that are present, summing to one; all zero where none is."""
    kept = np.where(present, weights, 0.0)
    total = (kept @ np.ones(kept.shape[-1]))[..., None]
    nothing = ~_any_child(present)[..., None]
    if ((total == 0) & ~nothing).any():
        raise WeightError(
            "The weights of the children of '{group}' sum to zero; correct the negative ones.", group=group
        )
    return kept / np.where(nothing, 1.0, total)


def _any_child(present: Bools) -> Bools:
    """`present.any(axis=-1)`; a product is several times faster over the few children of a group."""
    return np.asarray(present @ np.ones(present.shape[-1], dtype=bool))


def effective_weights(present: Bools, tree: Tree, weights: Floats | None = None, group: str | None = None) -> Floats:
    """Weight of each component in a group's score (the index unless named) after renormalising for what is missing.

    `present` is (…, components), `weights` as in `aggregate_array`; returns (…, components): the product of the
    children's shares down the tree, summing to one where the group has a score and to zero where it has none. For a
    tree of arithmetic means, Σ weight × score is the group's score.
    """
    weights = tree.weights if weights is None else weights
    leading = np.broadcast_shapes(present.shape[:-1], weights.shape[:-1])
    there = np.zeros((*leading, len(tree.columns)), dtype=bool)
    there[..., : len(tree.components)] = present
    share: dict[str, Floats] = {}
    for branch in tree.branches:
        own = weights[..., branch.children]
        used = there[..., branch.children] & (own != 0)
        there[..., branch.column] = enough(used, own, branch.rule)
        share[branch.group] = shares(used, own, branch.group)
    top = tree.columns[group or tree.index]
    product = np.zeros(there.shape)
    for branch in reversed(tree.branches):
        if branch.column == top:
            product[..., top] = there[..., top]
        product[..., branch.children] = product[..., branch.column, None] * share[branch.group]
    return product[..., : len(tree.components)]


def lifted(scores: Floats, rule: Aggregate) -> Floats:
    """Scores with the group's `floor` applied."""
    return scores if rule.floor is None else np.maximum(scores, rule.floor)


def _power_mean(scores: Floats, weights: Floats, present: Bools, branch: Branch, power: float) -> Floats:
    """(Σ w x^p / Σ w)^(1/p), with exp(Σ w ln x / Σ w) for p = 0: arithmetic 1, geometric 0, harmonic −1.

    Values are divided by the one that dominates, so that no power overflows.
    """
    share = shares(present, weights, branch.group)
    if power == 1:
        return np.asarray((share * np.where(present, scores, 0.0)).sum(axis=-1))
    _refuse_unless_positive(scores, present, branch, zero_allowed=power > 0)
    if power == 0:
        return np.asarray(np.exp((share * np.log(np.where(present, scores, 1.0))).sum(axis=-1)))
    dominant = np.fmax if power > 0 else np.fmin
    unit = dominant.reduce(np.where(present, scores, np.nan), axis=-1)
    unit = np.where(unit > 0, unit, 1.0)
    ratio = np.where(present, scores, 1.0) / unit[..., None]
    mean = np.where(present.any(axis=-1), (share * ratio**power).sum(axis=-1), 1.0)
    return unit * mean ** (1.0 / power)


def _refuse_unless_positive(scores: Floats, present: Bools, branch: Branch, *, zero_allowed: bool) -> None:
    bad = present & ((scores < 0) if zero_allowed else (scores <= 0))
    if not bad.any():
        return
    child = int(np.argmax(bad.reshape(-1, bad.shape[-1]).any(axis=0)))
    lowest = scores[..., child][bad[..., child]].min()
    raise AggregationError(
        "The {method} mean of '{group}' needs scores above zero, but '{name}' goes down to {lowest:.6g}. Give the "
        "group a 'floor', normalise to a scale that starts above zero, or use another aggregation.",
        method=branch.rule.method,
        group=branch.group,
        name=branch.names[child],
        lowest=lowest,
    )


def _median(scores: Floats, present: Bools) -> Floats:
    """Plain median of the children that are present; the weights say only which take part."""
    count = present.sum(axis=-1, keepdims=True)
    ordered = np.sort(np.where(present, scores, np.inf), axis=-1)
    below = np.take_along_axis(ordered, np.maximum(count - 1, 0) // 2, axis=-1)
    above = np.take_along_axis(ordered, np.minimum(count // 2, scores.shape[-1] - 1), axis=-1)
    return (np.where(count > 0, below, 0.0) + np.where(count > 0, above, 0.0))[..., 0] / 2


def _mazziotta_pareto(scores: Floats, weights: Floats, present: Bools, branch: Branch) -> Floats:
    """M − S²/M for a positive phenomenon, M + S²/M for a negative one, with M and S the mean and the population
    standard deviation of the children: imbalance costs (Mazziotta and Pareto 2016; children on a scale like 100 ± 10).
    """
    share = shares(present, weights, branch.group)
    filled = np.where(present, scores, 0.0)
    mean = (share * filled).sum(axis=-1)
    if (present.any(axis=-1) & (mean <= 0)).any():
        raise AggregationError(
            "The Mazziotta–Pareto index of '{group}' needs children with a mean above zero. Normalise them "
            "to a scale such as z_score with mean 100 and sd 10.",
            group=branch.group,
        )
    variance = (share * (filled - mean[..., None]) ** 2).sum(axis=-1)
    penalty = variance / np.where(mean > 0, mean, 1.0)
    return np.asarray(mean - penalty if branch.rule.polarity == "positive" else mean + penalty)


def _copeland(scores: Floats, weights: Floats, present: Bools, group: str) -> Floats:
    """For each row, the rows it beats less the rows that beat it.

    A row beats another when it is higher on children with more than half the weight of those that both have (ties
    count half): the sign of Σ w · sign(x_row − x_other) over these children.
    """
    if scores.ndim < 2 or (weights.ndim > 1 and weights.shape[-2] > 1):
        raise AggregationError(
            "Copeland compares the rows of '{group}' with one another under one set of weights; it can neither score "
            "a row alone nor follow weights that change from row to row.",
            group=group,
        )
    balance = np.zeros((*scores.shape[:-1], scores.shape[-2]))
    weight_sum = np.abs(weights).sum(axis=-1)[..., None]
    for child in range(scores.shape[-1]):
        column = np.where(present[..., child], scores[..., child], np.nan)
        higher = np.sign(column[..., :, None] - column[..., None, :])
        balance += weights[..., child][..., None] * np.where(np.isnan(higher), 0.0, higher)
    beats = np.sign(np.where(np.abs(balance) <= ROUNDING * weight_sum, 0.0, balance))
    return np.asarray(beats.sum(axis=-1))
