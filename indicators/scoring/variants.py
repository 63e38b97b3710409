"""Every form that a component's score can take under the choices, each computed once.

A component's column depends on a few choices only: its normalisation, its treatment, the matrix it comes from, its
entry, the error of its measurement. All columns stand side by side in one array, and a draw picks one per component.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.errors import UncertaintyError
from indicators.model.definition import Component, Definition
from indicators.model.methods import Normalise
from indicators.scoring.aggregate import Bools, Floats
from indicators.scoring.choices import AS_DEFINED, Alternative, Bounds, Choices, error_deviates
from indicators.scoring.draws import DrawTable, Labels
from indicators.scoring.normalise import normalise_columns
from indicators.scoring.rows import in_window, months_of
from indicators.scoring.score import Scores
from indicators.scoring.treat import apply_columns, decide_columns

ERROR_OF = "measurement of "


@dataclass(frozen=True, eq=False)
class Variants:
    """All score columns, and how a draw finds its own.

    `scores` is (rows, columns), NaN where missing. For component number i, `choices[i]` are the choices its column
    depends on and `columns[i]` the column per combination of their label numbers. `early` is (rows, components): the
    months before a component with a `before` rule begins. `kept` names components that an alternative normalisation
    cannot score, so that they keep their own in every draw.
    """

    options: Mapping[str, tuple[str, ...]]
    scores: Floats
    choices: tuple[tuple[str, ...], ...]
    columns: tuple[Labels, ...]
    early: Bools
    kept: tuple[str, ...]

    def picked(self, table: DrawTable) -> Labels:
        """The column of each component in each draw, (draws, components)."""
        picked = np.empty((len(table), len(self.columns)), dtype=np.intp)
        for component, (names, columns) in enumerate(zip(self.choices, self.columns, strict=True)):
            picked[:, component] = columns[tuple(table.labels[name] for name in names)]
        return picked


def build_variants(
    scores: Scores, names: tuple[str, ...], choices: Choices, alternatives: list[Alternative], bounds: Bounds | None
) -> Variants:
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
    found: list[Labels] = []
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
    return Variants(options, np.column_stack(columns), tuple(depends), tuple(found), early, tuple(kept))


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
        inside = in_window(self.raw.index, window, f"component '{self.name}'")
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
        return raw.to_numpy(copy=True)

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


def _early(component: Component, index: pd.Index) -> NDArray[np.bool_]:
    months = months_of(index)
    if component.before is None or months is None:
        return np.zeros(len(index), dtype=bool)
    return np.asarray(months <= pd.Period(component.before.until, "M"))
