"""What all draws share: every form that a component's score can take, one tree per aggregation, the rows, the choices.

A component's column depends on a few choices only: its normalisation, its treatment, the matrix it comes from, its
entry, the error of its measurement. All columns are computed once and stand side by side in one array; a draw picks
one per component.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

import numpy as np
import pandas as pd

from indicators.errors import Message, UncertaintyError
from indicators.model.arrays import Bools, Floats, Positions
from indicators.model.definition import Component, Definition
from indicators.model.methods import Aggregate, Normalise
from indicators.scoring.aggregate import Branch, Tree
from indicators.scoring.normalise import normalise_columns
from indicators.scoring.score import Scores
from indicators.scoring.selection import in_window, months_covered, months_of
from indicators.scoring.treat import apply_columns, decide_columns
from indicators.scoring.uncertainty.choices import (
    AS_DEFINED,
    Alternative,
    Alternatives,
    Bounds,
    Choices,
    error_deviates,
    read_alternatives,
)

LEFT_OUT = "component left out"
NONE = "none"
ERROR_OF = "measurement of "


@dataclass(frozen=True, eq=False)
class RowClass:
    """Rows under the same nominal weights (nodes,), before the same components begin (`early`, components).

    `patterns` divides the rows by the score columns that are missing there: numbers of rows, missing (columns,).
    """

    rows: Positions
    weights: Floats
    early: Bools
    patterns: list[tuple[Positions, Bools]]


@dataclass(frozen=True, eq=False)
class Design:
    """A score to be drawn, prepared.

    `node` is the group whose score is drawn, the index or any other. `trees` has one tree per aggregation. `weights`
    are the nominal ones of every row, (rows, nodes); where they change over time, a draw multiplies those of all rows
    alike.
    """

    scores: Scores
    node: str
    choices: Choices
    options: dict[str, tuple[str, ...]]
    columns: ScoreColumns
    trees: tuple[Tree, ...]
    weights: Floats

    @property
    def nominal(self) -> pd.Series:
        """The score under the choices as they are."""
        return self.scores.scores[self.node]

    @property
    def branches(self) -> tuple[Branch, ...]:
        """The node and the groups below it, each after its children."""
        return self.trees[0].below(self.node)

    @cached_property
    def window(self) -> Bools:
        """Rows in the frozen window (all where rows are not months, or no window is stated) with a nominal score."""
        index = self.nominal.index
        window = self.scores.definition.frozen_window if months_of(index) is not None else None
        inside = np.zeros(len(index), dtype=bool)
        inside[in_window(index, window, Message("the definition"))] = True
        inside &= self.nominal.notna().to_numpy()
        if not inside.any():
            raise UncertaintyError(
                "'{node}' has no score in the frozen window, so draws cannot be compared.", node=self.node
            )
        return inside

    @property
    def window_text(self) -> Message:
        """The frozen window in words."""
        return months_covered(self.nominal.index[self.window])

    @cached_property
    def row_classes(self) -> list[RowClass]:
        """Rows under the same weights."""
        kinds, kind = np.unique(np.hstack([self.weights, self.columns.early]), axis=0, return_inverse=True)
        nodes = self.weights.shape[1]
        classes = []
        for number, row in enumerate(kinds):
            rows = np.flatnonzero(kind == number)
            patterns, pattern = np.unique(np.isnan(self.columns.scores[rows]), axis=0, return_inverse=True)
            alike = [(rows[pattern == i], missing) for i, missing in enumerate(patterns)]
            classes.append(RowClass(rows, row[:nodes], row[nodes:].astype(bool), alike))
        return classes


def make_design(
    scores: Scores,
    choices: Choices,
    *,
    alternatives: Alternatives | None = None,
    bounds: Bounds | None = None,
    node: str | None = None,
) -> Design:
    """Compute every form of every component once. Raises UncertaintyError, or the error of a method that a choice
    cannot apply."""
    definition, tree = scores.definition, scores.tree
    node = node or definition.index
    if node not in definition.groups:
        raise UncertaintyError(
            "'{node}' is not a group of this definition; name one of {known}.", node=node, known=", ".join(tree.groups)
        )
    leaves = definition.leaves(node)
    columns = score_columns(scores, leaves, choices, read_alternatives(alternatives, scores.matrix), bounds)
    options = dict(columns.options)
    options["aggregation"] = (AS_DEFINED, *choices.aggregation)
    weights = np.broadcast_to(scores.node_weights, (len(scores.matrix), len(tree.columns)))
    weighing = [name for name in leaves if weights[:, tree.columns[name]].any()]
    alone = not choices.leave_one_out or len(weighing) < 2
    options[LEFT_OUT] = (NONE,) if alone else (NONE, *sorted(weighing))
    trees = (tree, *(_with_rule(tree, rule, node) for rule in choices.aggregation.values()))
    return Design(scores, node, choices, options, columns, trees, weights)


def _with_rule(tree: Tree, rule: Aggregate, node: str) -> Tree:
    """The tree with another aggregation at and below a node; each group keeps its minimum shares."""
    below = {branch.group for branch in tree.below(node)}
    branches = []
    for branch in tree.branches:
        kept = {"min_share": branch.rule.min_share, "min_weight": branch.rule.min_weight}
        branches.append(replace(branch, rule=rule.model_copy(update=kept)) if branch.group in below else branch)
    return replace(tree, branches=tuple(branches))


@dataclass(frozen=True, eq=False)
class ScoreColumns:
    """All score columns, and how a draw finds its own.

    `scores` is (rows, columns), NaN where missing. For component number i, `choices[i]` are the choices its column
    depends on and `columns[i]` the column per combination of their label numbers. `early` is (rows, components): the
    months before a component with a `before` rule begins. `kept` names components that an alternative normalisation
    cannot score, so that they keep their own in every draw.
    """

    options: Mapping[str, tuple[str, ...]]
    scores: Floats
    choices: tuple[tuple[str, ...], ...]
    columns: tuple[Positions, ...]
    early: Bools
    kept: tuple[str, ...]


def score_columns(
    scores: Scores, names: tuple[str, ...], choices: Choices, alternatives: list[Alternative], bounds: Bounds | None
) -> ScoreColumns:
    """Compute every column that the components `names` need; the others keep the one they have."""
    definition, index = scores.definition, scores.matrix.index
    early = np.column_stack([_early(component, index) for component in definition.components.values()])
    options: dict[str, tuple[str, ...]] = {
        "normalisation": (AS_DEFINED, *choices.normalisation),
        "treatment": (AS_DEFINED, *choices.treatment),
        "entry": choices.entry if early.any() else choices.entry[:1],
    }
    for alternative in alternatives:
        options |= dict(zip(alternative.names, alternative.labels, strict=True))
    columns: list[Floats] = []
    depends: list[tuple[str, ...]] = []
    found: list[Positions] = []
    kept: list[str] = []
    for number, (name, component) in enumerate(definition.components.items()):
        if name not in names:
            depends.append(())
            found.append(np.array(len(columns)))
            columns.append(scores.components[name].to_numpy())
            continue
        own_matrix = next((one for one in alternatives if name in one.columns), None)
        own_error = bounds if bounds is not None and name in bounds.low.columns else None
        raw = scores.matrix[name].astype(float)
        forms = _Forms(name, component, definition, raw, early[:, number], choices, own_matrix, own_error)
        options |= forms.own_options
        if choices.normalisation and not forms.can_be_renormalised:
            kept.append(name)
        shape = [len(options[choice]) for choice in forms.depends]
        depends.append(forms.depends)
        found.append(np.arange(len(columns), len(columns) + int(np.prod(shape))).reshape(shape))
        labels = product(*(options[choice] for choice in forms.depends))
        columns.extend(forms.column(dict(zip(forms.depends, taken, strict=True))) for taken in labels)
    return ScoreColumns(options, np.column_stack(columns), tuple(depends), tuple(found), early, tuple(kept))


@dataclass(frozen=True, eq=False)
class _Forms:
    """The forms of one component; `raw` are its figures, `early` the months before it begins."""

    name: str
    component: Component
    definition: Definition
    raw: pd.Series
    early: Bools
    choices: Choices
    alternative: Alternative | None
    bounds: Bounds | None

    @property
    def own_options(self) -> dict[str, tuple[str, ...]]:
        """Choices that are this component's alone: the error of its measurement."""
        return {ERROR_OF + self.name: tuple(f"{d:+.2f} sd" for d in error_deviates())} if self.bounds else {}

    @cached_property
    def can_be_renormalised(self) -> bool:
        """A method measured on a window needs a column that varies there, and a written score needs a raw value."""
        if self.component.before is not None and self.component.normalise.method != "goalposts":
            return False
        window = self.definition.frozen_window if months_of(self.raw.index) is not None else None
        inside = in_window(self.raw.index, window, Message("component '{name}'", name=self.name))
        return bool(self.raw[inside].min() < self.raw[inside].max())

    @cached_property
    def depends(self) -> tuple[str, ...]:
        """The choices that the column depends on."""
        return (
            *(("normalisation",) if self.choices.normalisation and self.can_be_renormalised else ()),
            *(("treatment",) if self.choices.treatment else ()),
            *(self.alternative.names if self.alternative else ()),
            *(("entry",) if self.early.any() else ()),
            *self.own_options,
        )

    def column(self, taken: Mapping[str, str]) -> Floats:
        """The scores of all rows under the labels taken."""
        values = self._figures(taken)
        normalise = self.choices.normalisation.get(taken.get("normalisation", AS_DEFINED))
        as_written = taken.get("entry", "as written") == "as written"
        before = self.component.before
        if before is not None and not as_written:
            values[self.early] = np.nan
        elif before is not None and normalise is not None:
            values[self.early] = raw_of_score(self.component.normalise, before.score)
        scored = self._scored(values, normalise, taken.get("treatment", AS_DEFINED))
        if before is not None and as_written and normalise is None:
            scored[self.early] = before.score
        return scored

    def _figures(self, taken: Mapping[str, str]) -> Floats:
        raw = self.raw
        if self.alternative:
            frame = self.alternative.frames[tuple(taken[name] for name in self.alternative.names)]
            raw = frame[self.name].astype(float) if self.name in frame else raw
        if self.bounds:
            labels = self.own_options[ERROR_OF + self.name]
            raw = self.bounds.shifted(raw, float(error_deviates()[labels.index(taken[ERROR_OF + self.name])]))
        return np.array(raw, dtype=float)

    def _scored(self, values: Floats, normalise: Normalise | None, treatment: str) -> Floats:
        changed: dict[str, object] = {}
        if normalise is not None:
            changed["normalise"] = normalise
        if treatment != AS_DEFINED:
            changed["treat"] = self.choices.treatment[treatment]
        one = self.definition.model_copy(update={"components": {self.name: self.component.model_copy(update=changed)}})
        table = values[:, None]
        table = apply_columns(table, decide_columns(table, one, self.raw.index), [self.name])
        return normalise_columns(table, one, self.raw.index)[:, 0]


def raw_of_score(spec: Normalise, score: float) -> float:
    """The raw value that has this score under goalposts: f⁻¹(f(worst) + share · (f(best) − f(worst)))."""
    if spec.method != "goalposts" or spec.worst is None or spec.best is None:
        raise UncertaintyError("A score has a raw value under goalposts only, not under {method}.", method=spec.method)
    share = (score - spec.low) / (spec.high - spec.low)
    if spec.scale == "log":
        return float(spec.worst ** (1 - share) * spec.best**share)
    if spec.scale == "log1p":
        return float((1 + spec.worst) ** (1 - share) * (1 + spec.best) ** share - 1)
    return spec.worst + share * (spec.best - spec.worst)


def _early(component: Component, index: pd.Index) -> Bools:
    months = months_of(index)
    if component.before is None or months is None:
        return np.zeros(len(index), dtype=bool)
    return np.asarray(months <= pd.Period(component.before.until, "M"))
