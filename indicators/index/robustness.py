"""How much of an index rests on the choices that made it: a definition's variants and measurement errors, put to work.

`indicators.scoring` draws, varies and compares matrices; here the panel gives it those that other half-lives, windows
and sources would have made.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pandas as pd

from indicators.index import Index, read_panel
from indicators.index.doubt import figure_bounds, labels_of, records, with_bounds
from indicators.model import Indicator
from indicators.model.definition import Component, Definition
from indicators.model.methods import DRAWS, SEED, Holds
from indicators.model.steps import IndicatorSource
from indicators.scoring.uncertainty import Uncertainty, uncertainty
from indicators.scoring.uncertainty.choices import AS_DEFINED, Alternatives, Bounds

if TYPE_CHECKING:
    from indicators.scoring.uncertainty.sensitivity import Sensitivity


def index_uncertainty(
    index: Index, node: str | None = None, *, holds: Holds = "choices", draws: int = DRAWS, seed: int = SEED
) -> Uncertainty:
    """The index of a pair, or a group, under joint draws of its choices, or of its choices and its data."""
    both = holds == "choices and data"
    choices = alternatives(index)
    return uncertainty(
        index.panel.matrix,
        index.definition,
        carried=index.panel.carried,
        alternatives=records(index, choices, seed) if both else choices,
        bounds=figure_bounds(index) if both else None,
        node=node,
        draws=draws,
        seed=seed,
        scale=_scale(index.definition),
    )


def _scale(definition: Definition) -> tuple[float, float] | None:
    """The ends of the scale on which every component is scored by goalposts; None where it has none."""
    ways = [component.normalise for component in definition.components.values()]
    if any(one.method != "goalposts" for one in ways):
        return None
    return min(one.low for one in ways), max(one.high for one in ways)


def choices_and_intervals(
    index: Index, node: str | None = None, *, draws: int = DRAWS, seed: int = SEED
) -> Uncertainty:
    """Under its choices with the published intervals, draws not bounded: as the first method of snapshots drew it."""
    return uncertainty(
        index.panel.matrix,
        index.definition,
        carried=index.panel.carried,
        alternatives=alternatives(index),
        bounds=bounds(index),
        node=node,
        draws=draws,
        seed=seed,
    )


def index_sensitivity(
    index: Index,
    *,
    of: str | tuple[str, str],
    draws: int = 512,
    seed: int = SEED,
) -> Sensitivity:
    """Which of the choices moves the index of a month (`2025-12`), or a change between two months, with intervals."""
    from indicators.scoring.uncertainty.sensitivity import sensitivity

    return sensitivity(
        index.panel.matrix,
        index.definition,
        carried=index.panel.carried,
        alternatives=alternatives(index),
        bounds=bounds(index),
        of=of,
        n=draws,
        seed=seed,
    )


def alternatives(index: Index) -> Alternatives:
    """The matrices that the variants of the definition's components give, keyed as `uncertainty` wants them.

    Choices that change the same component come together, with every combination. A month in which a variant has no
    value keeps the value of the component as written.
    """
    definition = index.definition
    return {
        choices: {
            labels: _columns(index, set(labels) - {AS_DEFINED})
            for labels in product(*(labels_of(definition, choice) for choice in choices))
            if set(labels) != {AS_DEFINED}
        }
        for choices in _together(definition)
    }


def _together(definition: Definition) -> list[tuple[str, ...]]:
    """Names of the choices, those that meet in a component in one tuple."""
    sets: list[set[str]] = []
    for component in definition.components.values():
        met = {variant.choice for variant in component.variants}
        if met:
            touching = [other for other in sets if other & met]
            sets = [other for other in sets if not other & met]
            sets.append(met.union(*touching))
    return [tuple(sorted(names)) for names in sets]


def _columns(index: Index, ids: set[str]) -> pd.DataFrame:
    """The columns of the components that have a variant of these ids, counted so."""
    changed: dict[str, Component] = {
        name: component.as_variant(*ids)
        for name, component in index.definition.components.items()
        if any(variant.id in ids for variant in component.variants)
    }
    components = {**index.definition.components, **changed}
    definition = index.definition.model_copy(update={"components": components})
    panel = read_panel(index.origin, definition, index.pair, as_of=index.as_of)
    nominal = index.panel.matrix[list(changed)]
    return panel.matrix[list(changed)].reindex(nominal.index).fillna(nominal)


def bounds(index: Index) -> Bounds | None:
    """The measurement intervals of the components whose indicator publishes one, in the unit of the matrix."""
    described = {
        name: with_bounds(index.origin.catalog, component) for name, component in index.definition.components.items()
    }
    measured = {name: indicator for name, indicator in described.items() if indicator is not None}
    if not measured:
        return None
    low, high = (_bound(index, measured, side) for side in ("low", "high"))
    return Bounds(low, high)


def _bound(index: Index, measured: dict[str, Indicator], side: str) -> pd.DataFrame:
    """The panel of the components with one of their bounds in the place of the figure."""
    components = dict(index.definition.components)
    for name, indicator in measured.items():
        source = IndicatorSource(indicator=getattr(indicator, side))
        components[name] = components[name].model_copy(update={"source": source, "variants": ()})
    definition = index.definition.model_copy(update={"components": components})
    panel = read_panel(index.origin, definition, index.pair, as_of=index.as_of)
    return panel.matrix[list(measured)].reindex(index.panel.matrix.index)
