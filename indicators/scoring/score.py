"""`score(matrix, definition)`: raw figures in, scores of every group out, and what each component adds to the index."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from indicators.errors import Message, ScoringError
from indicators.model.arrays import Bools, Floats
from indicators.model.definition import Definition
from indicators.scoring.aggregate import ROUNDING, Tree, aggregate_nodes, compile_tree, effective_weights
from indicators.scoring.decompose import contributions_to
from indicators.scoring.normalise import normalise_columns
from indicators.scoring.selection import months_needed
from indicators.scoring.treat import apply_columns, decide_columns
from indicators.scoring.weight import resolve_weights


@dataclass(frozen=True, eq=False)
class Scores:
    """A scored matrix. All frames have the rows of the matrix.

    `matrix` holds the raw figures, `components` their scores (with `before` applied), `scores` one column per group,
    the index among them. `coverage` is the share of the index's weight with a usable score, `freshness` the
    share that was not carried either; both 0 to 1. `reasons` says in a Message why the index is not given and is empty
    where it is. `node_weights` are the weights of all nodes in the order of `tree.columns`: (nodes,), or (rows, nodes)
    where they change over time.
    """

    definition: Definition
    matrix: pd.DataFrame
    scores: pd.DataFrame
    components: pd.DataFrame
    coverage: pd.Series
    freshness: pd.Series
    reasons: pd.Series
    tree: Tree
    node_weights: Floats

    @cached_property
    def effective_weights(self) -> pd.DataFrame:
        """Rows × components: each component's weight in the index after renormalising for what is missing.

        They sum to one in every row that has an index, are zero for a component that is missing there, and NaN in rows
        without an index. Under arithmetic means, weight × score is the contribution.
        """
        present = ~np.isnan(self.components.to_numpy())
        weights = effective_weights(present, self.tree, self.node_weights)
        return self._where_given(weights)

    @cached_property
    def contributions(self) -> pd.DataFrame:
        """Rows × components: what each component adds to the index; the rows sum to it.

        Effective weight × score under arithmetic means, logarithmic-mean weights against `decompose.REFERENCE` under
        geometric ones, Shapley values under the others. NaN in rows without an index. Raises AttributionError where
        the aggregation has no exact contributions.
        """
        return self._where_given(contributions_to(self.components.to_numpy(), self.tree, self.node_weights))

    def _where_given(self, values: Floats) -> pd.DataFrame:
        given = self.scores[self.definition.index].notna().to_numpy()[:, None]
        return pd.DataFrame(np.where(given, values, np.nan), self.components.index, self.components.columns)


def score(matrix: pd.DataFrame, definition: Definition, *, carried: pd.DataFrame | None = None) -> Scores:
    """Score a matrix of raw figures.

    `matrix` has one column per component in its natural unit (further columns are not looked at) and any rows: months
    (a monthly PeriodIndex), pairs × months, countries. NaN is a missing figure. `carried` marks figures that do not
    belong to their row's month. Direction, treatment, normalisation and aggregation follow the definition; the index is
    withheld where coverage is below `min_coverage`, a required group is missing or a group's own rules say so. Raises
    ScoringError or the subclass of the step that cannot be applied.
    """
    values = _figures(matrix, definition)
    names = list(definition.components)
    treated = apply_columns(values, decide_columns(values, definition, matrix.index), names)
    components = normalise_columns(treated, definition, matrix.index)
    not_carried = ~_carried(carried, matrix, names)
    _apply_before(components, not_carried, definition, matrix.index)

    tree = compile_tree(definition)
    weights = resolve_weights(definition, tree, components, matrix.index)
    nodes = aggregate_nodes(components, tree, weights)
    present = ~np.isnan(components)
    nominal = nominal_shares(tree, weights)
    coverage, freshness = _share(present, nominal), _share(present & not_carried, nominal)
    reasons = _withhold(nodes, coverage, present, definition, tree)

    rows = matrix.index
    return Scores(
        definition=definition,
        matrix=matrix,
        scores=pd.DataFrame(nodes[:, len(names) :], rows, list(tree.groups), copy=False),
        components=pd.DataFrame(components, rows, names, copy=False),
        coverage=pd.Series(coverage, rows, name="coverage"),
        freshness=pd.Series(freshness, rows, name="freshness"),
        reasons=pd.Series(reasons, rows, dtype=object, name="reason"),
        tree=tree,
        node_weights=weights,
    )


def why_withheld(present: Bools, scores: Scores) -> list[Message]:
    """Why the index would be withheld where only these components (rows × components) had a score, under the weights of
    the last row; an empty text where it would not."""
    tree, weights = scores.tree, scores.node_weights
    weights = weights if weights.ndim == 1 else weights[-1]
    nodes = aggregate_nodes(np.where(present, 50.0, np.nan), tree, weights)
    coverage = _share(present, nominal_shares(tree, weights))
    return _withhold(nodes, coverage, present, scores.definition, tree)


def nominal_shares(tree: Tree, weights: Floats) -> Floats:
    """Each component's share of the index's weight when nothing is missing, (components,) or (rows, components);
    negative weights count by their size."""
    sizes = np.abs(weights)
    everything = np.ones((*weights.shape[:-1], len(tree.components)), dtype=bool)
    return effective_weights(everything, tree, sizes)


def _share(chosen: Bools, nominal: Floats) -> Floats:
    """The weight of the chosen components in each row, free of rounding: exactly 1 where all are chosen."""
    total = chosen @ nominal if nominal.ndim == 1 else (chosen * nominal).sum(axis=1)
    return np.round(total, 12)


def _figures(matrix: pd.DataFrame, definition: Definition) -> Floats:
    names = list(definition.components)
    absent = [name for name in names if name not in matrix.columns]
    if absent:
        raise ScoringError(
            "The matrix has no column for {absent}. Add it (empty where there are no figures) or take the "
            "component out of the definition.",
            absent=", ".join(absent),
        )
    if matrix.columns.has_duplicates:
        raise ScoringError("The matrix has two columns of one name; remove one.")
    try:
        values: Floats = matrix[names].to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError) as problem:
        raise ScoringError(
            "The matrix holds something that is not a number ({problem}); correct it.", problem=problem
        ) from None
    if np.isinf(values).any():
        name = names[int(np.argmax(np.isinf(values).any(axis=0)))]
        raise ScoringError("Component '{name}' holds an infinite figure; correct it or leave it empty.", name=name)
    return values


def _carried(carried: pd.DataFrame | None, matrix: pd.DataFrame, names: list[str]) -> Bools:
    if carried is None:
        return np.zeros((len(matrix), len(names)), dtype=bool)
    if not carried.index.equals(matrix.index):
        raise ScoringError("'carried' and the matrix have different rows; mark the cells of the same rows.")
    return np.asarray(carried.reindex(columns=names, fill_value=False), dtype=bool)


def _apply_before(components: Floats, not_carried: Bools, definition: Definition, index: pd.Index) -> None:
    """Put the written score in the months up to and including `before.until`, in place; it counts as fresh."""
    for column, (name, component) in enumerate(definition.components.items()):
        if component.before is not None:
            months = months_needed(index, Message("'before' of '{name}'", name=name))
            early = np.asarray(months <= pd.Period(component.before.until, "M"))
            components[early, column] = component.before.score
            not_carried[early, column] = True


def _withhold(nodes: Floats, coverage: Floats, present: Bools, definition: Definition, tree: Tree) -> list[Message]:
    """Take the index out of `nodes` where the definition's rules forbid it; say why, row by row."""
    top = tree.columns[tree.index]
    required = [tree.columns[name] for name in definition.required]
    thin = coverage < definition.min_coverage - ROUNDING
    lacking = np.isnan(nodes[:, required])
    nodes[thin | lacking.any(axis=1), top] = np.nan
    reasons = [Message("")] * len(nodes)
    for row in np.flatnonzero(np.isnan(nodes[:, top])):
        missing = ", ".join(definition.label(name) for name in np.array(tree.components)[~present[row]])
        if lacking[row].any():
            names = ", ".join(definition.label(definition.required[i]) for i in np.flatnonzero(lacking[row]))
            why = Message("A required group has no score: {names}.", names=names)
        elif thin[row]:
            why = Message(
                "The figures there are carry {share:.3g} % of the weight; the index is given from {least:.3g} %.",
                share=coverage[row] * 100,
                least=definition.min_coverage * 100,
            )
        elif not present[row].any():
            why, missing = Message("No component has a figure."), ""
        else:
            why = Message("Too few children of '{group}' have a score.", group=definition.label(tree.index))
        reasons[row] = Message("{why} Missing: {missing}.", why=why, missing=missing) if missing else why
    return reasons
