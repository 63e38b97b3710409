"""What all draws share: the score columns, one tree per aggregation, the rows and the choices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from indicators.errors import UncertaintyError
from indicators.model.methods import Aggregate
from indicators.scoring.aggregate import Bools, Floats, Tree
from indicators.scoring.choices import AS_DEFINED, Alternatives, Bounds, Choices, read_alternatives
from indicators.scoring.draws import DrawTable, Labels, branches_of, draw_table
from indicators.scoring.rows import in_window, months_covered, months_of
from indicators.scoring.score import Scores
from indicators.scoring.variants import Variants, build_variants

LEFT_OUT = "component left out"
NONE = "none"


@dataclass(frozen=True, eq=False)
class RowClass:
    """Rows under the same nominal weights (nodes,), before the same components begin (`early`, components).

    `patterns` divides the rows by the score columns that are missing there: numbers of rows, missing (columns,).
    """

    rows: Labels
    weights: Floats
    early: Bools
    patterns: list[tuple[Labels, Bools]]


@dataclass(frozen=True, eq=False)
class Plan:
    """A score to be drawn, prepared.

    `node` is the group whose score is drawn, the index or any other. `weights` are the nominal ones of every row,
    (rows, nodes); where they change over time, a draw multiplies those of all rows alike.
    """

    scores: Scores
    node: str
    choices: Choices
    options: dict[str, tuple[str, ...]]
    variants: Variants
    trees: tuple[Tree, ...]
    weights: Floats

    @property
    def nominal(self) -> pd.Series:
        return self.scores.scores[self.node]

    @cached_property
    def window(self) -> Bools:
        """Rows in the frozen window (all where rows are not months, or no window is stated) with a nominal score."""
        index = self.nominal.index
        window = self.scores.definition.frozen_window if months_of(index) is not None else None
        inside = np.zeros(len(index), dtype=bool)
        inside[in_window(index, window, "the definition")] = True
        inside &= self.nominal.notna().to_numpy()
        if not inside.any():
            raise UncertaintyError(
                "'{node}' has no score in the frozen window, so draws cannot be compared.", node=self.node
            )
        return inside

    @property
    def window_text(self) -> str:
        """The frozen window in words."""
        return months_covered(self.nominal.index[self.window])

    @cached_property
    def row_classes(self) -> list[RowClass]:
        """Rows under the same weights."""
        kinds, kind = np.unique(np.hstack([self.weights, self.variants.early]), axis=0, return_inverse=True)
        nodes = self.weights.shape[1]
        classes = []
        for number, row in enumerate(kinds):
            rows = np.flatnonzero(kind == number)
            patterns, pattern = np.unique(np.isnan(self.variants.scores[rows]), axis=0, return_inverse=True)
            alike = [(rows[pattern == i], missing) for i, missing in enumerate(patterns)]
            classes.append(RowClass(rows, row[:nodes], row[nodes:].astype(bool), alike))
        return classes

    def draw(self, draws: int, seed: int) -> DrawTable:
        """A table of draws."""
        return draw_table(
            self.trees[0],
            self.weights[-1],
            self.options,
            node=self.node,
            concentration=self.choices.concentration,
            draws=draws,
            seed=seed,
        )


def make_plan(
    scores: Scores,
    choices: Choices,
    *,
    alternatives: Alternatives | None = None,
    bounds: Bounds | None = None,
    node: str | None = None,
) -> Plan:
    """Compute every form of every component once. Raises UncertaintyError, or the error of a method that a choice
    cannot apply."""
    definition, tree = scores.definition, scores.tree
    node = node or definition.index
    if node not in definition.groups:
        raise UncertaintyError(
            "'{node}' is not a group of this definition; name one of {groups}.",
            node=node,
            groups=", ".join(tree.groups),
        )
    leaves = definition.leaves(node)
    variants = build_variants(scores, leaves, choices, read_alternatives(alternatives, scores.matrix), bounds)
    options = dict(variants.options)
    options["aggregation"] = (AS_DEFINED, *choices.aggregation)
    weights = np.broadcast_to(scores.node_weights, (len(scores.matrix), len(tree.columns)))
    weighing = [name for name in leaves if weights[:, tree.columns[name]].any()]
    alone = not choices.leave_one_out or len(weighing) < 2
    options[LEFT_OUT] = (NONE,) if alone else (NONE, *sorted(weighing))
    trees = (tree, *(_with_rule(tree, rule, node) for rule in choices.aggregation.values()))
    return Plan(scores, node, choices, options, variants, trees, weights)


def _with_rule(tree: Tree, rule: Aggregate, node: str) -> Tree:
    """The tree with another aggregation at and below a node; each group keeps its minimum shares."""
    below = {branch.group for branch in branches_of(tree, node)}
    branches = []
    for branch in tree.branches:
        kept = {"min_share": branch.rule.min_share, "min_weight": branch.rule.min_weight}
        branches.append(replace(branch, rule=rule.model_copy(update=kept)) if branch.group in below else branch)
    return replace(tree, branches=tuple(branches))
