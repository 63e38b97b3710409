"""The score that a check looks at: a group of an index, without what would answer the question by construction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.errors import ClaimError
from indicators.index import Index
from indicators.model.definition import Definition
from indicators.model.methods import Window
from indicators.scoring.score import Scores
from indicators.text import listing


@dataclass(frozen=True, eq=False)
class Subject:
    """The score that a check looks at: a group of an index, and the components under it that were left out."""

    index: Index
    node: str
    left_out: tuple[str, ...]
    scores: Scores

    @property
    def series(self) -> pd.Series:
        """The score by month."""
        return self.scores.scores[self.node]

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of the index that still have components."""
        return tuple(group for group in self.index.groups if group in self.scores.definition.groups)

    @property
    def name(self) -> str:
        """How it is called inside a sentence."""
        definition = self.index.definition
        name = "the index" if self.node == definition.index else f"the score of “{definition.label(self.node)}”"
        if not self.left_out:
            return name
        return f"{name} without {listing([f'“{definition.label(left)}”' for left in self.left_out])}"

    @property
    def described(self) -> str:
        """The same with pair and definition, as it stands in a description of the sample."""
        name = f"{self.name} of {self.index.pair} ({self.index.definition.id})"
        return name[:1].upper() + name[1:]


def without(definition: Definition, names: Sequence[str]) -> Definition:
    """A definition without some components, and without the groups that then have none."""
    components = {name: component for name, component in definition.components.items() if name not in names}
    if not components:
        raise ClaimError(
            "Nothing is left of {id} without {names}; test another definition.",
            id=definition.id,
            names=", ".join(names),
        )
    groups = {
        name: group
        for name, group in definition.groups.items()
        if any(leaf in components for leaf in definition.leaves(name))
    }
    kept = {key: tuple(name for name in getattr(definition, key) if name in groups) for key in ("required", "axes")}
    return Definition.model_validate(
        {**{name: getattr(definition, name) for name in Definition.model_fields}, **kept}
        | {"groups": groups, "components": components}
    )


def mean_over(series: pd.Series, window: Window) -> float:
    """The mean of a monthly series over a span, NaN unless every month of it has a value."""
    months = pd.period_range(window[0], window[1], freq="M")
    values = series.reindex(months).to_numpy(dtype=float)
    return float(values.mean()) if len(values) and np.isfinite(values).all() else float("nan")
