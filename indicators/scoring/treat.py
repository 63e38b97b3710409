"""Outliers: winsorise or take logarithms, decided on a window and then frozen.

Columns are treated in their natural unit, before the direction is applied (the logarithm below is not symmetric). The
procedure is that of the JRC and of COINr: test skewness and kurtosis, winsorise point by point, and go over to a
logarithm where that is not enough (Becker, Caperna, Del Sorbo et al., JOSS 2022; OECD/JRC Handbook 2008, step 4).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.errors import Message, TreatmentError
from indicators.model.arrays import Floats
from indicators.model.definition import Definition
from indicators.model.methods import Treat
from indicators.scoring.selection import sample_rows

LOG_SHIFT = 0.01
"""Share of the range that is added before a logarithm, so that the minimum has one."""


@dataclass(frozen=True)
class Treatment:
    """What was decided about one column: values are brought inside [low, high], then log(x + shift) where there is a
    shift."""

    low: float = -np.inf
    high: float = np.inf
    shift: float | None = None

    def apply(self, values: Floats, name: str) -> Floats:
        """The treated values (same shape, NaN kept). TreatmentError where a value has no logarithm."""
        inside = np.clip(values, self.low, self.high)
        if self.shift is None:
            return inside
        argument = inside + self.shift
        if (argument <= 0).any():
            raise TreatmentError(
                "Component '{name}': {lowest:.6g} lies so far below the window of its treatment that log(x − min + "
                "0.01 · range) does not exist. Widen the window or leave the treatment out.",
                name=name,
                lowest=np.nanmin(inside),
            )
        return np.log(argument)


def skewness(values: Floats) -> float:
    """G1 = √(n(n−1)) / (n−2) · m3 / m2^1.5 of at least three values, as in a spreadsheet; NaN when all are equal."""
    from scipy.stats import skew  # takes long to load, and few definitions treat outliers

    return float(skew(values, bias=False)) if np.ptp(values) else np.nan


def kurtosis(values: Floats) -> float:
    """G2 = (n−1) / ((n−2)(n−3)) · ((n+1) · (m4/m2² − 3) + 6) of at least four values; NaN when all are equal."""
    from scipy.stats import kurtosis

    return float(kurtosis(values, bias=False)) if np.ptp(values) else np.nan


def decide(sample: Floats, treat: Treat, name: str) -> Treatment:
    """The treatment of one column from the values of its window; nothing to do where all of them are equal.

    Raises TreatmentError when there are too few values to judge, or when the last resort does not help either.
    """
    values = sample[~np.isnan(sample)]
    if values.size == 0 or (treat.method == "winsorise" and values.min() == values.max()):
        return Treatment()
    if treat.method == "log":
        return _logarithm(values, Treatment(), name)
    if values.size < 4:
        raise TreatmentError(
            "Component '{id}' has {n} values; skewness and kurtosis need four. Leave its treatment out.",
            id=name,
            n=values.size,
        )
    treatment = _winsorise(values, treat)
    if passes(treatment.apply(values, name), treat):
        return treatment
    if treat.then == "log":
        treatment = _logarithm(values, Treatment(), name)
    elif treat.then == "log_of_winsorised":
        treatment = _logarithm(values, treatment, name)
    if not passes(treatment.apply(values, name), treat):
        raise TreatmentError(
            "Component '{name}' still fails after its treatment (skewness {skewness:.2f}, excess kurtosis "
            "{kurtosis:.2f} before it). Allow more points, choose another 'then', or leave the treatment out.",
            name=name,
            skewness=skewness(values),
            kurtosis=kurtosis(values),
        )
    return treatment


def passes(values: Floats, treat: Treat) -> bool:
    """|skewness| or excess kurtosis below its threshold. Values that are all equal do not pass: nothing is left."""
    return abs(skewness(values)) < treat.skewness or kurtosis(values) < treat.kurtosis


def _winsorise(values: Floats, treat: Treat) -> Treatment:
    """Bounds that move one extreme after the other to its neighbour, at the end the skewness points to.

    Tied extremes move together and count as so many points.
    """
    low, high = -np.inf, np.inf
    current, moved_down, moved_up = values, 0, 0
    while moved_down + moved_up < treat.max_points and not passes(current, treat):
        if current.min() == current.max():
            break
        if skewness(current) >= 0:
            moved_down = int((current == current.max()).sum())
            high = float(current[current < current.max()].max())
        else:
            moved_up = int((current == current.min()).sum())
            low = float(current[current > current.min()].min())
        current = np.clip(values, low, high)
    return Treatment(low, high)


def _logarithm(values: Floats, winsorised: Treatment, name: str) -> Treatment:
    inside = winsorised.apply(values, name)
    span = float(inside.max() - inside.min())
    if span == 0:
        raise TreatmentError(
            "Component '{name}' has one value only in its window, so its logarithm means nothing.", name=name
        )
    return Treatment(winsorised.low, winsorised.high, LOG_SHIFT * span - float(inside.min()))


def decide_columns(values: Floats, definition: Definition, index: pd.Index) -> dict[int, Treatment]:
    """The treatment of each column of `values` (rows × components, in file order) whose component states one."""
    decided = {}
    for column, (name, component) in enumerate(definition.components.items()):
        if component.treat is not None:
            what = Message("the treatment of '{name}'", name=name)
            rows = sample_rows(index, component.treat.window, definition.frozen_window, what)
            decided[column] = decide(values[rows, column], component.treat, name)
    return decided


def apply_columns(values: Floats, decided: dict[int, Treatment], names: list[str]) -> Floats:
    """`values` with the decided columns treated; a new array where there is one."""
    if not decided:
        return values
    treated = values.copy()
    for column, treatment in decided.items():
        treated[:, column] = treatment.apply(values[:, column], names[column])
    return treated
