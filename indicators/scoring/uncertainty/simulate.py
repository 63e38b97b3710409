"""The index of every row under every draw.

Where the whole tree is one kind of mean (arithmetic, geometric or harmonic, with one floor), the index of a draw is
φ⁻¹(Σ w φ(x)) with φ the identity, the logarithm or the reciprocal, and w the products of weights down the tree. Rows
that miss the same figures share their weights, so a pattern of missing figures costs one matrix product for all draws.
Other trees go through `aggregate_array`, draw by draw and group by group.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from indicators.errors import AggregationError, UncertaintyError
from indicators.model.arrays import Floats, Positions
from indicators.scoring.aggregate import Tree, aggregate_array, effective_weights, lifted
from indicators.scoring.uncertainty.design import LEFT_OUT, Design, RowClass
from indicators.scoring.uncertainty.sample import Sample

CELLS_AT_ONCE = 4_000_000
"""Cells of draws × rows × nodes evaluated together under a tree of mixed means; bounds the memory, nothing else."""

_FORWARD: dict[float | None, Callable[[Floats], Floats]] = {1.0: np.asarray, 0.0: np.log, -1.0: np.reciprocal}
_BACK: dict[float | None, Callable[[Floats], object]] = {
    1.0: np.asarray,
    0.0: lambda x: np.exp(x, out=x),
    -1.0: lambda x: np.reciprocal(x, out=x),
}


def simulate(design: Design, sample: Sample) -> Floats:
    """The score of the design's node per row and draw, (rows, draws), on each draw's own scale.

    NaN in rows where the nominal score is not given, and where a draw left nothing to score.
    """
    picked = _columns_taken(design, sample)
    result = np.empty((len(design.nominal), len(sample)))
    for number, tree in enumerate(design.trees):
        if len(design.trees) == 1:
            _fill(design, tree, sample, picked, result)
        elif (draws := np.flatnonzero(sample.labels["aggregation"] == number)).size:
            part = np.empty((len(result), len(draws)))
            _fill(design, tree, sample.take(draws), picked[draws], part)
            result[:, draws] = part
    result[design.nominal.isna().to_numpy()] = np.nan
    return result


def _columns_taken(design: Design, sample: Sample) -> Positions:
    """The score column of each component in each draw, (draws, components)."""
    taken = [
        columns[tuple(sample.labels[name] for name in names)]
        for names, columns in zip(design.columns.choices, design.columns.columns, strict=True)
    ]
    return np.stack([np.broadcast_to(column, len(sample)) for column in taken], axis=1)


def _fill(design: Design, tree: Tree, sample: Sample, picked: Positions, result: Floats) -> None:
    """Score every row and draw under one tree into `result`."""
    branches = tree.below(design.node)
    if len(design.row_classes) > 1 and any(branch.rule.method == "copeland" for branch in branches):
        raise UncertaintyError(
            "Copeland compares all rows under one set of weights, but here the weights change over time or a component "
            "begins late. Take copeland out of the choices."
        )
    rules = {(branch.rule.power, branch.rule.floor) for branch in branches}
    one_mean = len(rules) == 1 and next(iter(rules))[0] in _FORWARD
    for rows in design.row_classes:
        weights = _weights(design, sample, rows)
        (_one_mean if one_mean else _any_tree)(design, tree, weights, picked, rows, result)


def _weights(design: Design, sample: Sample, rows: RowClass) -> Floats:
    """Weights (draws, nodes) with a weight of zero for what a draw leaves out, groups with nothing left included."""
    weights, tree = sample.multipliers * rows.weights, design.trees[0]
    for label in design.options[LEFT_OUT][1:]:
        weights[sample.taken(LEFT_OUT, label), tree.columns[label]] = 0.0
    for entry, components in (("missing", rows.early), ("left out", design.columns.early.any(axis=0))):
        if entry in design.options["entry"]:
            weights[np.ix_(sample.taken("entry", entry), np.flatnonzero(components))] = 0.0
    for branch in tree.branches:
        weights[~weights[:, branch.children].any(axis=1), branch.column] = 0.0
    return weights


def _one_mean(design: Design, tree: Tree, weights: Floats, picked: Positions, rows: RowClass, result: Floats) -> None:
    """A tree that is one kind of mean throughout: one matrix product per pattern of missing figures."""
    rule = tree.below(design.node)[0].rule
    for alike, missing in rows.patterns:
        scores = np.where(missing, 1.0, lifted(design.columns.scores[alike], rule))
        unfit = (scores <= 0).any(axis=0) if rule.power != 1 else np.zeros_like(missing)
        shares = effective_weights(~missing[picked], tree, weights, design.node)
        spread = np.zeros((len(picked), len(missing)))
        np.put_along_axis(spread, picked, shares, axis=1)
        if (unfit & spread.any(axis=0)).any():
            raise AggregationError(
                "The {method} mean of a draw meets a score of zero or less. Give the aggregation a 'floor', or "
                "choose normalisations that stay above zero.",
                method=rule.method,
            )
        where = as_slice(alike)
        into = result[where]  # a view where the rows follow one another, so that the product is written once
        np.matmul(_FORWARD[rule.power](np.where(unfit, 1.0, scores)), spread.T, out=into)
        _BACK[rule.power](into)
        if not shares.any(axis=1).all():
            into[:, ~shares.any(axis=1)] = np.nan
        if not isinstance(where, slice):
            result[where] = into


def _any_tree(design: Design, tree: Tree, weights: Floats, picked: Positions, rows: RowClass, result: Floats) -> None:
    """Any tree: all groups of a block of draws at a time."""
    group = tree.groups.index(design.node)
    by_column = design.columns.scores[rows.rows].T
    size = max(1, CELLS_AT_ONCE // (len(rows.rows) * len(tree.columns)))
    for start in range(0, len(picked), size):
        block = slice(start, start + size)
        values = by_column[picked[block]].swapaxes(1, 2)
        result[rows.rows, block] = aggregate_array(values, tree, weights[block, None, :])[..., group].T


def as_slice(rows: Positions) -> slice | Positions:
    """Rows that follow one another as a slice, which numpy reads and writes in place."""
    return slice(rows[0], rows[-1] + 1) if len(rows) == rows[-1] - rows[0] + 1 else rows


def on_common_scale(design: Design, drawn: Floats) -> tuple[Floats, Floats]:
    """Factor and shift of each draw that give it the mean and the spread of the nominal score in the frozen window.

    Raises UncertaintyError where the score does not vary there, in the nominal score or in a draw.
    """
    nominal = design.nominal.to_numpy()[design.window]
    inside = drawn[as_slice(np.flatnonzero(design.window))]
    mean = inside.mean(axis=0)
    spread = np.sqrt(np.maximum(np.einsum("rd,rd->d", inside, inside) / len(inside) - mean**2, 0.0))
    partly = np.flatnonzero(np.isnan(mean))  # draws that left nothing to score in some rows
    if len(partly):
        if np.isnan(inside[:, partly]).all(axis=0).any():
            raise UncertaintyError(
                "Some draws leave '{node}' without a score in all of {window}. Do not leave components out, or "
                "complete the alternative matrices.",
                node=design.node,
                window=design.window_text,
            )
        mean[partly], spread[partly] = np.nanmean(inside[:, partly], axis=0), np.nanstd(inside[:, partly], axis=0)
    flat = spread <= 1e-6 * np.maximum(1.0, np.abs(mean))
    if nominal.std() <= 1e-6 * max(1.0, abs(nominal.mean())) or flat.any():
        raise UncertaintyError(
            "'{node}' does not vary over {window} in {flat} of {n} draws, so they cannot be put on one spread. Compare "
            "the draws on their own scale (common_scale=False), widen the frozen window, or do not leave components "
            "out.",
            node=design.node,
            window=design.window_text,
            flat=int(flat.sum()),
            n=len(flat),
        )
    factor = nominal.std() / spread
    return factor, nominal.mean() - mean * factor
