"""Weights that a rule gives, to start from: those in the file, equal ones, or principal components."""

from __future__ import annotations

from indicators.errors import Message, WeightError
from indicators.index import Index
from indicators.model.definition import Definition, Group
from indicators.model.methods import Weighting
from indicators.scoring.weight import resolve_weights

PRESETS = ("nominal", "equal", "pca")


def preset_weights(index: Index, preset: str) -> tuple[dict[str, float], list[Message]]:
    """Weights of the nodes under the index that differ from those written, and why groups keep theirs.

    `equal`: the children of each group weigh the same. `pca`: loadings of the first principal component over the
    frozen window (`scoring.weight.pca_weights`), from the lowest groups up; a group whose children oppose one another
    has none and keeps the weights written, with a sentence. The children of a group weigh together what they did.
    """
    definition = index.definition
    if preset == "nominal":
        return {}, []
    chosen: dict[str, Group] = {}
    kept: list[Message] = []
    shares: dict[str, float] = {}
    for group in definition.bottom_up():
        inside = set(definition.leaves(group)) <= set(definition.leaves(definition.index))
        if not inside or len(definition.children(group)) < 2:
            continue
        trial = chosen | {group: _weighted(definition, group, preset)}
        try:
            shares = _resolved(definition.model_copy(update={"groups": definition.groups | trial}), index)
            chosen = trial
        except WeightError as error:
            label = definition.label(group)
            kept.append(Message("{group} keeps its weights: {why}", group=label, why=error.message))
    return {
        name: weight
        for group in chosen
        for name, weight in _on_the_old_scale(definition, group, shares).items()
        if weight != definition.node(name).weight
    }, kept


def _weighted(definition: Definition, group: str, preset: str) -> Group:
    weighting = Weighting.model_validate({"method": preset})
    return definition.groups[group].model_copy(update={"weighting": weighting})


def _resolved(definition: Definition, index: Index) -> dict[str, float]:
    """The weight of every node under a definition's own rules, in the last month."""
    scores = index.scores
    weights = resolve_weights(definition, scores.tree, scores.components.to_numpy(), scores.matrix.index)
    latest = weights if weights.ndim == 1 else weights[-1]
    return {name: float(latest[place]) for name, place in scores.tree.columns.items()}


def _on_the_old_scale(definition: Definition, group: str, shares: dict[str, float]) -> dict[str, float]:
    """The new weights of a group's children, to three digits of their old sum."""
    children = definition.children(group)
    written = sum(definition.node(child).weight for child in children)
    new = sum(shares[child] for child in children)
    return {child: float(f"{written * shares[child] / new:.3g}") for child in children}
