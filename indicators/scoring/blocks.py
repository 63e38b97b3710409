"""Score millions of rows (all pairs × all months) in bounded memory, a few thousand rows at a time.

The same scores as `score`, for definitions whose rows do not depend on one another: goalposts, min_max or none, and no
treatment or rule by month. A block stays in the processor's cache; trees of arithmetic means cost two matrix products
(weights × scores and weights × presence) and a few cheap passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from indicators.errors import ScoringError
from indicators.model.definition import Definition
from indicators.scoring.aggregate import ROUNDING, Bools, Floats, Tree, aggregate_array, compile_tree
from indicators.scoring.score import nominal_shares

BLOCK_ROWS = 2048

LARGEST = float(np.finfo(np.float64).max)
"""Floor and ceiling of a column that is not clipped: fmin and fmax put it in the place of NaN, which a mask of zeros
then turns into 0, as it could not do with infinity."""


@dataclass(frozen=True)
class _Lines:
    """Scores as straight lines: factor · (f(x) − shift, kept between least and most), f the logarithm of the columns in
    `logs`. `factor` is (components,); the others are repeated for each row of a block, which is faster."""

    factor: Floats
    shift: Floats
    least: Floats
    most: Floats
    logs: tuple[tuple[int, np.ufunc], ...]


@dataclass(frozen=True)
class _Means:
    """A tree of arithmetic means as matrices. Groups are ordered bottom up; `levels` are runs of groups that do not
    depend on one another. `component_weights` is (parents, components), with as many of the groups as have components
    directly under them or come before one that has; `group_weights` is (groups, groups). `nominal` is the share of the
    index's weight in the components directly under each parent."""

    component_weights: Floats
    group_weights: Floats
    nominal: Floats
    levels: tuple[slice, ...]
    least_weight: Floats
    least_count: Floats
    file_order: list[int]


def score_blocks(blocks: Floats | Iterable[Floats], definition: Definition) -> Iterator[Floats]:
    """Group scores, piece by piece in row order: arrays (rows of the piece, groups in file order), NaN where missing.

    `blocks` is one float64 array (rows, components in file order; a memory map will do) or an iterable of such arrays,
    each figure finite or NaN. A definition's frozen window is not looked at: there are no months.
    min_max takes its extremes from all rows in a first pass, so it needs an array or a list. Raises ScoringError for
    what needs more than a row at a time; use `score` for that.
    """
    _refuse_what_needs_more(definition)
    tree = compile_tree(definition)
    if isinstance(blocks, np.ndarray):
        blocks = [blocks]
    lines = _lines(definition, blocks)
    means = _means(tree) if _all_arithmetic(tree) else None
    nominal = nominal_shares(tree, tree.weights)
    columns = len(tree.components)
    offsets, present = np.empty((2, BLOCK_ROWS, columns))
    space = np.empty((3, len(tree.groups), BLOCK_ROWS))
    for block in blocks:
        if block.ndim != 2 or block.shape[1] != columns:
            raise ScoringError(
                "A block has the shape {shape}; it needs {columns} columns, one per component.",
                shape=block.shape,
                columns=columns,
            )
        for first in range(0, len(block), BLOCK_ROWS):
            piece = np.ascontiguousarray(block[first : first + BLOCK_ROWS], dtype=np.float64)
            off, there = offsets[: len(piece)], present[: len(piece)]
            _offsets(piece, lines, off, there)
            if means is not None:
                groups, coverage = _aggregate(off, there, lines.factor, means, space)
            else:
                groups = aggregate_array(np.where(there > 0, off * lines.factor, np.nan), tree)
                coverage = there @ nominal
            _withhold(groups, coverage, definition, tree)
            yield groups


def _refuse_what_needs_more(definition: Definition) -> None:
    for name, component in definition.components.items():
        normalise = component.normalise
        if normalise.method not in ("goalposts", "min_max", "none") or normalise.window or component.treat:
            raise ScoringError(
                "Component '{name}' is treated or normalised on a sample of rows; use score instead.", name=name
            )
        if component.before or component.weights_from:
            raise ScoringError(
                "Component '{name}' has rules by month, which blocks do not know; use score instead.", name=name
            )
    for name, group in definition.groups.items():
        if group.weighting.method != "given" or group.weights_from or group.aggregate.method == "copeland":
            raise ScoringError("Group '{name}' depends on other rows or on the month; use score instead.", name=name)


def _lines(definition: Definition, blocks: Iterable[Floats]) -> _Lines:
    spread = any(component.normalise.method == "min_max" for component in definition.components.values())
    extremes = _extremes(blocks) if spread else None
    rows: list[tuple[float, float, float, float]] = []
    logs: list[tuple[int, np.ufunc]] = []
    for column, (name, component) in enumerate(definition.components.items()):
        spec = component.normalise
        if spec.method == "none":
            rows.append((float(component.direction), 0.0, -LARGEST, LARGEST))
            continue
        if extremes is not None and spec.method == "min_max":
            worst, best = (float(end[column]) for end in extremes[:: component.direction])
            if worst == best or np.isnan(worst):
                raise ScoringError(
                    "Component '{name}' has no two different values, so min_max cannot be applied.", name=name
                )
        else:
            worst, best = float(spec.worst or 0.0), float(spec.best or 0.0)
        if spec.scale != "linear":
            function = np.log if spec.scale == "log" else np.log1p
            logs.append((column, function))
            worst, best = float(function(worst)), float(function(best))
        factor = (spec.high - spec.low) / (best - worst)
        clipped = spec.method == "goalposts"
        at_worst = spec.low / factor if clipped and spec.clip in (True, "worst") else -LARGEST * np.sign(factor)
        at_best = spec.high / factor if clipped and spec.clip in (True, "best") else LARGEST * np.sign(factor)
        rows.append((factor, worst - spec.low / factor, min(at_worst, at_best), max(at_worst, at_best)))
    factor, *others = np.array(rows).T
    shift, least, most = (np.tile(row, (BLOCK_ROWS, 1)) for row in others)
    return _Lines(factor, shift, least, most, tuple(logs))


def _extremes(blocks: Iterable[Floats]) -> tuple[Floats, Floats]:
    """Smallest and largest value of each column over all blocks."""
    if isinstance(blocks, Iterator):
        raise ScoringError("min_max reads all rows twice; give an array or a list of blocks, or write goalposts.")
    pieces = [np.stack([np.fmin.reduce(block, axis=0), np.fmax.reduce(block, axis=0)]) for block in blocks]
    together = np.stack(pieces)
    return np.fmin.reduce(together[:, 0]), np.fmax.reduce(together[:, 1])


def _offsets(piece: Floats, lines: _Lines, offsets: Floats, present: Floats) -> None:
    """Fill `offsets` (scores before the factor; zero where missing) and `present` (one or zero) for one piece."""
    rows = len(piece)
    np.copyto(present, piece == piece)
    if lines.logs:
        piece = piece.copy()
        for column, function in lines.logs:
            if (piece[:, column] <= (0.0 if function is np.log else -1.0)).any():
                raise ScoringError(
                    "Column {column} holds a figure that has no logarithm; correct it.", column=column + 1
                )
            piece[:, column] = function(piece[:, column])
    np.subtract(piece, lines.shift[:rows], out=offsets)
    np.fmin(offsets, lines.most[:rows], out=offsets)
    np.fmax(offsets, lines.least[:rows], out=offsets)
    np.multiply(offsets, present, out=offsets)


def _all_arithmetic(tree: Tree) -> bool:
    plain = all(branch.rule.power == 1 and branch.rule.floor is None for branch in tree.branches)
    return plain and bool((tree.weights >= 0).all())


def _means(tree: Tree) -> _Means:
    """The matrices of a tree of arithmetic means with positive weights."""
    height: dict[int, int] = {}
    for branch in tree.branches:
        height[branch.column] = 1 + max(height.get(int(child), 0) for child in branch.children)
    ordered = sorted(tree.branches, key=lambda branch: height[branch.column])
    place = {branch.column: number for number, branch in enumerate(ordered)}
    components, groups = len(tree.components), len(ordered)
    from_components, from_groups = np.zeros((groups, components)), np.zeros((groups, groups))
    least_weight, least_count = np.full(groups, ROUNDING), np.zeros(groups)
    for number, branch in enumerate(ordered):
        weights = tree.weights[branch.children]
        for child, weight in zip(branch.children, weights / weights.sum(), strict=True):
            if child < components:
                from_components[number, child] = weight
            else:
                from_groups[number, place[int(child)]] = weight
        least_weight[number] = max(branch.rule.min_weight - ROUNDING, ROUNDING)
        if branch.rule.min_share:
            least_count[number] = branch.rule.min_share * (weights > 0).sum() - ROUNDING
    heights = np.array([height[branch.column] for branch in ordered])
    edges = [0, *(np.flatnonzero(np.diff(heights)) + 1).tolist(), groups]
    parents = int(np.flatnonzero(from_components.any(axis=1))[-1]) + 1
    direct = from_components[:parents].sum(axis=1)
    nominal = (from_components[:parents] > 0) @ nominal_shares(tree, tree.weights)
    return _Means(
        component_weights=from_components[:parents],
        group_weights=from_groups,
        nominal=np.divide(nominal, direct, out=np.zeros(parents), where=direct > 0),
        levels=tuple(slice(start, stop) for start, stop in pairwise(edges)),
        least_weight=least_weight,
        least_count=least_count,
        file_order=[place[tree.columns[group]] for group in tree.groups],
    )


def _aggregate(offsets: Floats, present: Floats, factor: Floats, means: _Means, space: Floats) -> tuple[Floats, Floats]:
    """Group scores of one piece in file order, NaN where missing, and the coverage of the index.

    Groups run over the first axis while they are computed, so that every pass is over contiguous memory; `space`
    (3, groups, rows at least) is used again and again for the same reason.
    """
    parents = len(means.component_weights)
    sums, weight, there = space[:, :, : len(offsets)]
    sums[parents:] = weight[parents:] = 0.0
    np.matmul(means.component_weights * factor, offsets.T, out=sums[:parents])
    np.matmul(means.component_weights, present.T, out=weight[:parents])
    coverage = means.nominal @ weight[:parents]
    count = _count(present, means) if means.least_count.any() else None
    for level in means.levels:
        if level.start:
            part = means.group_weights[level, : level.start]
            sums[level] += part @ sums[: level.start]
            weight[level] += part @ there[: level.start]
            if count is not None:
                count[level] += (part > 0) @ there[: level.start]
        lacking: Bools = weight[level] < means.least_weight[level, None]
        if count is not None:
            lacking |= count[level] < means.least_count[level, None]
        sums[level][lacking] = 0.0
        weight[level][lacking] = 1.0
        sums[level] /= weight[level]
        np.subtract(1.0, lacking, out=there[level])
    sums[there == 0] = np.nan
    return sums[means.file_order].T, coverage


def _count(present: Floats, means: _Means) -> Floats:
    """How many of each group's components are there; groups are added level by level."""
    count = np.zeros((len(means.group_weights), len(present)))
    count[: len(means.component_weights)] = (means.component_weights > 0).astype(float) @ present.T
    return count


def _withhold(groups: Floats, coverage: Floats, definition: Definition, tree: Tree) -> None:
    """Take the index out where its coverage is too low or a required group is missing."""
    top = tree.groups.index(tree.index)
    required = [tree.groups.index(name) for name in definition.required]
    thin = coverage < definition.min_coverage - ROUNDING
    groups[thin | np.isnan(groups[:, required]).any(axis=1), top] = np.nan
