"""Which of the choices behind the index its uncertainty comes from.

The factors are the choices of `uncertainty` and the weights of each group. Their Sobol indices (see `sobol`) need
scores at two independent sets of draws and at the first set with one factor after the other taken from the second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.errors import SensitivityError
from indicators.model.definition import Definition
from indicators.scoring.aggregate import Floats
from indicators.scoring.choices import Alternatives, Bounds, Choices
from indicators.scoring.draws import DrawTable
from indicators.scoring.paths import on_common_scale, paths
from indicators.scoring.plan import Plan, make_plan
from indicators.scoring.ranks import descending_ranks
from indicators.scoring.rows import Row, given_rows, row_name
from indicators.scoring.score import score
from indicators.scoring.sobol import SobolIndices, sobol_from_values
from indicators.scoring.threads import one_blas_thread


@dataclass(frozen=True)
class Sensitivity:
    """Sobol indices of the choices for one figure, named by `of`."""

    of: str
    indices: SobolIndices

    def to_frame(self) -> pd.DataFrame:
        """One row per factor, the most important first: first, first_low, first_high, total, total_low, total_high."""
        return self.indices.to_frame().sort_values("total", ascending=False, ignore_index=True)

    def sentence(self) -> str:
        """What matters most, and how much of it is interaction."""
        return f"{self.of}: {self.indices.sentence()}"


@one_blas_thread()
def sensitivity(
    matrix: pd.DataFrame,
    definition: Definition,
    *,
    of: Row | tuple[Row, Row],
    rank: bool = False,
    carried: pd.DataFrame | None = None,
    choices: Choices | None = None,
    alternatives: Alternatives | None = None,
    bounds: Bounds | None = None,
    node: str | None = None,
    n: int = 1024,
    seed: int = 0,
    resamples: int = 999,
    common_scale: bool = True,
) -> Sensitivity:
    """First-order and total Sobol indices of the choices behind one figure, with 95 % intervals.

    `of` is a row (its score, or its rank among all rows if `rank`), a span of rows (its mean), or a pair of them: the
    change from the first to the second. The other arguments are those of `uncertainty`; `n` is the size of one of the
    two sets, so the index is scored n · (factors + 2) times. Raises SensitivityError where nothing varies.
    """
    scores = score(matrix, definition, carried=carried)
    plan = make_plan(scores, choices or Choices(), alternatives=alternatives, bounds=bounds, node=node)
    both = plan.draw(2 * n, seed)
    first, second = both.take(slice(0, n)), both.take(slice(n, None))
    if not both.factors:
        raise SensitivityError("No choice varies, so there is no variance to explain; give Choices that vary.")
    figure, name = _figure(plan, of, rank=rank)

    def value(table: DrawTable) -> Floats:
        drawn = paths(plan, table)
        if common_scale:
            factor, shift = on_common_scale(plan, drawn)
            drawn = drawn * factor + shift
        return figure(drawn)

    exchanged = np.stack([value(first.exchanged(factor, second)) for factor in both.factors])
    indices = sobol_from_values(value(first), value(second), exchanged, both.factors, seed=seed, resamples=resamples)
    return Sensitivity(name, indices)


def _figure(plan: Plan, of: Row | tuple[Row, Row], *, rank: bool) -> tuple[Callable[[Floats], Floats], str]:
    """What is read off the paths (rows, draws) → (draws,), and its name."""
    index, label = plan.nominal.index, plan.scores.definition.label(plan.node)
    if isinstance(of, tuple) and index.nlevels == 1:
        if rank:
            raise SensitivityError("A rank is that of one row; name one row, or leave out 'rank' for the change.")
        start, end = (given_rows(plan.nominal, row) for row in of)
        return (
            lambda drawn: drawn[end].mean(axis=0) - drawn[start].mean(axis=0),
            f"{label}, {row_name(of[0])} to {row_name(of[1])}",
        )
    rows = given_rows(plan.nominal, of)
    if rank:
        if len(rows) > 1:
            raise SensitivityError("A rank is that of one row, not of a span.")
        return lambda drawn: descending_ranks(drawn)[rows[0]], f"{label}, rank of {row_name(of)}"
    return lambda drawn: drawn[rows].mean(axis=0), f"{label}, {row_name(of)}"
