"""How far other defensible choices agree on what a scenario does: the same draws of the index with and without it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.errors import Message, ScenarioError
from indicators.index import Index
from indicators.index.robustness import alternatives, bounds
from indicators.index.scenario.apply import applied, differences
from indicators.index.scenario.model import Scenario
from indicators.index.scenario.rows import held
from indicators.model.arrays import Bools, Floats
from indicators.model.methods import DRAWS, SEED
from indicators.scoring.selection import BESIDE
from indicators.scoring.uncertainty import Uncertainty, quantiles, uncertainty
from indicators.scoring.uncertainty.choices import Bounds
from indicators.scoring.uncertainty.design import ERROR_OF, LEFT_OUT
from indicators.scoring.uncertainty.propagation import TIE

AS_IS, SCENARIO = False, True
"""First labels of the rows of `drawn_beside`, at their level `BESIDE`."""


@dataclass(frozen=True, eq=False)
class Effect:
    """What a scenario adds to the index of a month: `nominal` under the choices as they are, `drawn` (draws,) under
    others, NaN in draws that left nothing to score. `left_out`: whether the draws that do not move are just those that
    leave out every component whose figure the scenario changes. `exact`: whether it holds at a value what is measured
    with an error, so that draws differ even where the value is the figure. `caveats` say what the draws stand for.
    """

    month: pd.Period
    nominal: float
    drawn: Floats
    left_out: bool
    exact: bool
    caveats: tuple[Message, ...]

    @property
    def range(self) -> tuple[float, float]:
        """The 5 % and 95 % quantiles over the draws."""
        low, high = quantiles(self.drawn[None, :], (0.05, 0.95))[0]
        return float(low), float(high)

    @property
    def shares(self) -> tuple[float, float]:
        """Shares of the draws in which the scenario lies above the index as it is, and below it; equal is neither."""
        given = self.drawn[~np.isnan(self.drawn)]
        return float((given > TIE).mean()), float((given < -TIE).mean())


def scenario_effect(
    index: Index,
    scenario: Scenario,
    month: pd.Period | str,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Effect:
    """What a scenario adds to the index of a month, in points, under joint draws of other choices, draw by draw.

    The draws are those of `Index.uncertainty`. Raises ScenarioError for a scenario that changes the definition, whose
    draws cannot be paired, and for a month without an index, or the error of `applied`.
    """
    month = pd.Period(month, "M")
    both = drawn_beside(index, scenario, month, draws=draws, seed=seed)
    new, old = (SCENARIO, month), (AS_IS, month)
    drawn = both.values(new) - both.values(old)
    left_out = np.array_equal(np.abs(drawn) <= TIE, _leaving_out(both, month))
    exact = any(ERROR_OF + one.component in both.sample.options for one in scenario.values)
    return Effect(month, float(both.nominal[new] - both.nominal[old]), drawn, left_out, exact, both.caveats)


def drawn_beside(
    index: Index,
    scenario: Scenario,
    month: pd.Period,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Uncertainty:
    """The index in all its months, rows (AS_IS, month), and the scenario in one, row (SCENARIO, month), drawn together.

    As rows of one matrix both take the same choices in each draw, and whatever a draw measures on the frozen window
    (the spread of a z-score, the common scale) it measures on the figures as they are: the row of the scenario is in no
    window, so the draws of the others are those of `choices_and_intervals`. The variants of components and the bounds
    of measurement are those of the scenario's own figures and events.
    """
    if scenario.changes_definition:
        raise ScenarioError(
            "The scenario changes weights, components or methods. Other choices are drawn around those that are "
            "written, so a draw of the scenario has no counterpart among those of the index as it is."
        )
    after = applied(scenario, index)
    if month not in differences(index, after).index:
        raise ScenarioError(
            "There is no index of {month} both as it is and in the scenario; choose another month.", month=month
        )

    def beside(old: pd.DataFrame, new: pd.DataFrame, put: float | None = None) -> pd.DataFrame:
        """Rows of both; what the scenario holds at a value is so in its variants too."""
        new = held(new, scenario.values, put)
        return pd.concat([old, new[new.index == month]], keys=[AS_IS, SCENARIO], names=[BESIDE, "month"])

    old, new = alternatives(index), alternatives(after)
    errors, new_errors = bounds(index), bounds(after)
    both = uncertainty(
        beside(index.panel.matrix, after.panel.matrix),
        index.definition,
        alternatives={
            choices: {labels: beside(frame, new[choices][labels]) for labels, frame in frames.items()}
            for choices, frames in old.items()
        },
        # What is held at a value has no error of measurement.
        bounds=errors
        and new_errors
        and Bounds(beside(errors.low, new_errors.low, np.nan), beside(errors.high, new_errors.high, np.nan)),
        draws=draws,
        seed=seed,
    )
    if abs(both.nominal[SCENARIO, month] - after.index[month]) > 1e-6:
        raise ScenarioError(
            "The definition measures its scores on the months whose figures the scenario changes, so the scale changes "
            "with them and a draw of the scenario has no counterpart among those of the index as it is."
        )
    return both


def _leaving_out(both: Uncertainty, month: pd.Period) -> Bools:
    """The draws that leave out every component whose figure in a month the scenario changes: by itself, or with all
    that are written before they begin."""
    table, components = both.sample, both.scores.definition.components
    old, new = (both.scores.matrix.loc[(case, month), list(components)] for case in (AS_IS, SCENARIO))

    def took(choice: str, label: str) -> Bools:
        return table.taken(choice, label) if label in table.options[choice] else np.zeros(len(table), dtype=bool)

    out = np.ones(len(table), dtype=bool)
    for name in new.index[(new != old) & ~(new.isna() & old.isna())]:
        begins_late = components[name].before is not None
        out &= took(LEFT_OUT, name) | (took("entry", "left out") & begins_late)
    return out
