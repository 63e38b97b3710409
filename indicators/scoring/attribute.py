"""Why a score moved: exact effects of figures, coverage, weights and revisions that sum to the change.

Two rows are compared on the components that both use; what entry and exit of components do to the score is one
coverage effect, never spread over the others.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from indicators.errors import AttributionError, Message
from indicators.model.arrays import Floats
from indicators.scoring.aggregate import Tree, aggregate_nodes, effective_weights
from indicators.scoring.decompose import decompose
from indicators.scoring.score import Scores


@dataclass(frozen=True, eq=False)
class Attribution:
    """A change of one node's score, split exactly: `values.sum() + coverage + weights + revision` is `total`.

    `values` has one effect per component that both ends use; `entered` and `left` name those that only one end uses,
    whose effect is `coverage`. `weights` is the effect of weights that changed in between. `revision` is what later
    figures did to the starting score, where a `published` one was given. With kind `revision` both ends are the same
    row, known at two dates, and `values` are the effects of revised figures.
    """

    kind: Literal["change", "revision"]
    node: str
    start: Hashable
    end: Hashable
    start_score: float
    end_score: float
    values: pd.Series
    coverage: float
    weights: float
    revision: float = 0.0
    entered: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """Score at the end less score at the start."""
        return self.end_score - self.start_score

    def to_frame(self) -> pd.DataFrame:
        """One row per effect: term (value, coverage, weights, revision), component (empty but for values), effect."""
        term = "value" if self.kind == "change" else "revision"
        rows = [(term, name, effect) for name, effect in self.values.items()]
        rows += [("coverage", "", self.coverage), ("weights", "", self.weights)]
        if self.kind == "change":
            rows.append(("revision", "", self.revision))
        return pd.DataFrame(rows, columns=["term", "component", "effect"])


@dataclass(frozen=True)
class _End:
    """One end of a comparison: component scores, weights, and the node's score."""

    components: Floats
    weights: Floats
    score: float


def attribute_change(
    scores: Scores, start: Hashable, end: Hashable, *, node: str | None = None, published: Scores | None = None
) -> Attribution:
    """Split the change of a node's score (the index unless named; a group or a component) between two rows.

    `start` and `end` are row labels; a month may be written `2019-01`. With `published` (the scores as they were known
    when the start was read), the change runs from the published starting score and its revision is a term of its own.
    Raises AttributionError where either score is missing or the aggregation has no exact split.
    """
    name = node or scores.definition.index
    first, last = _end(scores, start, name), _end(scores, end, name)
    revision, start_score = 0.0, first.score
    if published is not None:
        _same_definition(published, scores)
        start_score = _end(published, start, name).score
        revision = first.score - start_score
    return _attribution("change", scores, name, (start, end), (first, last), start_score, revision)


def attribute_revision(old: Scores, new: Scores, row: Hashable, *, node: str | None = None) -> Attribution:
    """Split what happened to one row's score between two states of knowledge (two as-of dates) of one definition."""
    _same_definition(old, new)
    name = node or new.definition.index
    first, last = _end(old, row, name), _end(new, row, name)
    return _attribution("revision", new, name, (row, row), (first, last), first.score, 0.0)


def _same_definition(old: Scores, new: Scores) -> None:
    if old.definition != new.definition:
        raise AttributionError(
            "The two scores follow different definitions ({a} version {a_version} and {b} version {b_version}); "
            "score both with the same one.",
            a=old.definition.id,
            a_version=old.definition.version,
            b=new.definition.id,
            b_version=new.definition.version,
        )


def _end(scores: Scores, label: Hashable, node: str) -> _End:
    row = _position(scores, label)
    if node in scores.components.columns:
        value = scores.components[node].iloc[row]
    elif node in scores.scores.columns:
        value = scores.scores[node].iloc[row]
    else:
        raise AttributionError(
            "'{node}' is neither a group nor a component of this definition; name one that is.", node=node
        )
    if np.isnan(value):
        why = scores.reasons.iloc[row] if node == scores.definition.index else Message("Its figures are missing.")
        raise AttributionError(
            "'{title}' has no score in {row}. {why}", title=scores.definition.label(node), row=label, why=why
        )
    weights = scores.node_weights if scores.node_weights.ndim == 1 else scores.node_weights[row]
    return _End(scores.components.to_numpy()[row], weights, float(value))


def _position(scores: Scores, label: Hashable) -> int:
    index = scores.scores.index
    if isinstance(label, str) and isinstance(index, pd.PeriodIndex):
        try:
            label = pd.Period(label, index.freq)
        except ValueError:
            raise AttributionError("'{label}' is not a month; write it as 2019-01.", label=label) from None
    try:
        row = index.get_loc(label)
    except KeyError:
        raise AttributionError(
            "{row} is not among the scored rows ({first} to {last}).", row=label, first=index[0], last=index[-1]
        ) from None
    if not isinstance(row, (int, np.integer)):
        raise AttributionError("{label} names several rows; rows need labels of their own.", label=label)
    return int(row)


def _attribution(
    kind: Literal["change", "revision"],
    scores: Scores,
    node: str,
    labels: tuple[Hashable, Hashable],
    ends: tuple[_End, _End],
    start_score: float,
    revision: float,
) -> Attribution:
    first, last = ends
    names = scores.components.columns
    effects, from_weights, coverage = last.components - first.components, 0.0, 0.0
    if node in scores.definition.components:
        both = at_first = at_last = np.asarray(names == node)
    else:
        tree = scores.tree
        at_first, at_last = (effective_weights(~np.isnan(e.components), tree, e.weights, node) != 0 for e in ends)
        both = at_first & at_last
        if both.any():
            start, end = (np.where(both, e.components, np.nan)[None, :] for e in ends)
            split, weight_effect = decompose(start, end, tree, first.weights, last.weights, node)
            effects, from_weights = split[0], float(weight_effect[0])
        if (at_first != at_last).any():
            coverage = last.score - first.score
            if both.any():
                coverage -= _score_on(end, last.weights, tree, node) - _score_on(start, first.weights, tree, node)
    return Attribution(
        kind=kind,
        node=node,
        start=labels[0],
        end=labels[1],
        start_score=start_score,
        end_score=last.score,
        values=pd.Series(effects[both], index=names[both], name="effect"),
        coverage=coverage,
        weights=from_weights,
        revision=revision,
        entered=tuple(names[at_last & ~both]),
        left=tuple(names[at_first & ~both]),
    )


def _score_on(components: Floats, weights: Floats, tree: Tree, node: str) -> float:
    """The score of a node on the components that are not NaN, whatever its minimum shares."""
    return float(aggregate_nodes(components, tree.bare(node), weights)[0, tree.columns[node]])
