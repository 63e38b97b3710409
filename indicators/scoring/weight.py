"""Where the weights of a group's children come from: written, equal, from principal components, or balanced.

Weights mean something relative to their siblings only. Those that data decide are decided on a stated window and then
hold for every row.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from indicators.errors import Message, WeightError
from indicators.model.arrays import Floats
from indicators.model.definition import Definition
from indicators.scoring.aggregate import Branch, Tree, aggregate_group
from indicators.scoring.selection import months_needed, sample_rows

BALANCE_TOLERANCE = 1e-8
"""Largest difference allowed between the correlations (per unit of target) of a balanced group."""


def resolve_weights(definition: Definition, tree: Tree, components: Floats, index: pd.Index) -> Floats:
    """Weights of all nodes in the order of `tree.columns`: (nodes,), or (rows, nodes) where they change over time.

    `components` are the component scores (rows × components). Raises WeightError.
    """
    methods = {name: group.weighting.method for name, group in definition.groups.items()}
    weights = tree.weights.copy()
    for branch in tree.branches:
        if methods[branch.group] == "equal":
            weights[branch.children] = 1.0
    weights = _with_dates(definition, tree, weights, index)
    if not {"pca", "correlation"} & set(methods.values()):
        return weights
    nodes = np.full((len(components), len(tree.columns)), np.nan)
    nodes[:, : len(tree.components)] = components
    for branch in tree.branches:
        scores = nodes[:, branch.children]
        if methods[branch.group] in ("pca", "correlation"):
            stated = definition.groups[branch.group].weighting.window
            rows = sample_rows(
                index, stated, definition.frozen_window, Message("the weights of '{group}'", group=branch.group)
            )
            if methods[branch.group] == "pca":
                found = pca_weights(scores[rows], branch, allow_negative=definition.allow_negative_weights)
            else:
                found = balanced_weights(scores[rows], branch, tree.weights[branch.children])
            weights[..., branch.children] = found
        nodes[:, branch.column] = aggregate_group(scores, branch, weights[..., branch.children])
    return weights


def _with_dates(definition: Definition, tree: Tree, weights: Floats, index: pd.Index) -> Floats:
    """Put the weights that hold from a month on in place of the ones before."""
    dated = [name for name in tree.columns if definition.node(name).weights_from]
    if not dated:
        return weights
    months = months_needed(index, Message("'weights_from' of '{name}'", name=dated[0]))
    by_row = np.tile(weights, (len(index), 1))
    for name in dated:
        node = definition.node(name)
        method = definition.groups[node.parent].weighting.method if node.parent else "given"
        if method != "given":
            raise WeightError(
                "'{name}' has weights_from, but the weights of '{parent}' are {method}. Remove one of the two.",
                name=name,
                parent=node.parent,
                method=method,
            )
        for later in sorted(node.weights_from, key=lambda change: change.month):
            by_row[months >= pd.Period(later.month, "M"), tree.columns[name]] = later.weight
    for branch in tree.branches:
        empty = ~by_row[:, branch.children].any(axis=1)
        if empty.any():
            raise WeightError(
                "In {month} all children of '{group}' have the weight 0; give one a weight.",
                month=months[int(np.argmax(empty))],
                group=branch.group,
            )
    return by_row


def pca_weights(scores: Floats, branch: Branch, *, allow_negative: bool = False) -> Floats:
    """Loadings of the first principal component of the children's correlation matrix, summing to one.

    `scores` is (rows, children); rows with a missing child are left out. A child that loads against the others would
    get a negative weight, which is refused unless allowed (OECD/JRC Handbook 2008, step 6; COINr `get_PCA`).
    """
    complete = scores[~np.isnan(scores).any(axis=1)]
    correlation = _correlations(complete, branch)
    loadings = np.linalg.eigh(correlation).eigenvectors[:, -1]
    if abs(loadings.sum()) < BALANCE_TOLERANCE:
        raise WeightError(
            "The first principal component of '{group}' sets its children against one another, so its loadings cannot "
            "be weights. Turn the direction of a component or give the weights.",
            group=branch.group,
        )
    weights: Floats = loadings / loadings.sum()
    against = [name for name, weight in zip(branch.names, weights, strict=True) if weight < 0]
    if against and not allow_negative:
        raise WeightError(
            "Principal components give {against} a negative weight in '{group}'. Turn its "
            "direction, take it out, or write allow_negative_weights = true if it is meant.",
            against=", ".join(against),
            group=branch.group,
        )
    return weights


def balanced_weights(scores: Floats, branch: Branch, targets: Floats) -> Floats:
    """Positive weights, summing to one, under which each child's correlation with the group's score is proportional to
    its target (the weight written for it): Becker, Saisana, Paruolo and Vandecasteele, Ecological Indicators 80 (2017).

    `scores` is (rows, children); a row enters a correlation where child and group both have a value. Raises
    WeightError, saying how far it came, when no positive weights bring the correlations within BALANCE_TOLERANCE.
    """
    from scipy.optimize import least_squares

    if (targets <= 0).any():
        raise WeightError(
            "Balanced weights of '{group}' need a written weight above zero for every child.", group=branch.group
        )
    if len(branch.names) == 1:
        return np.ones(1)

    def imbalance(log_weights: Floats) -> Floats:
        weights = np.exp(log_weights - log_weights.max())
        ratio = (
            _correlations_with(scores, aggregate_group(scores, branch.bare, weights), branch) / targets * targets.mean()
        )
        return np.append(ratio - ratio.mean(), log_weights.mean())

    found = least_squares(imbalance, np.log(targets / targets.sum()), xtol=1e-15, ftol=1e-15, gtol=1e-15)
    gap = float(np.ptp(found.fun[:-1]))
    if gap > BALANCE_TOLERANCE:
        raise WeightError(
            "No positive weights balance '{group}': the optimiser stopped after {steps} steps with correlations "
            "{gap:.2g} apart ({allowed:g} allowed). Take out a child that runs against the others or give the weights.",
            group=branch.group,
            steps=found.nfev,
            gap=gap,
            allowed=BALANCE_TOLERANCE,
        )
    weights = np.exp(found.x - found.x.max())
    return np.asarray(weights / weights.sum())


def _correlations(complete: Floats, branch: Branch) -> Floats:
    rows, children = complete.shape
    if rows <= children or (np.ptp(complete, axis=0) == 0).any():
        raise WeightError(
            "'{group}' has {rows} rows in which all of its {children} children have a value; principal "
            "components need more rows than children, and children that vary. Widen the window or give the weights.",
            group=branch.group,
            rows=rows,
            children=children,
        )
    return np.atleast_2d(np.corrcoef(complete, rowvar=False))


def _correlations_with(scores: Floats, group: Floats, branch: Branch) -> Floats:
    """Pearson correlation of each child with the group's score over the rows where both have a value."""
    both = ~np.isnan(scores) & ~np.isnan(group)[:, None]
    count = np.maximum(both.sum(axis=0), 1)
    child = np.where(both, scores, 0.0)
    whole = np.where(both, group[:, None], 0.0)
    child = np.where(both, child - child.sum(axis=0) / count, 0.0)
    whole = np.where(both, whole - whole.sum(axis=0) / count, 0.0)
    spread = np.sqrt((child**2).sum(axis=0) * (whole**2).sum(axis=0))
    if (spread == 0).any():
        still = branch.names[int(np.argmax(spread == 0))]
        raise WeightError(
            "'{name}' in '{group}' does not vary, so it has no correlation to balance.", name=still, group=branch.group
        )
    return np.asarray((child * whole).sum(axis=0) / spread)
