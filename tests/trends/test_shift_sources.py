"""What a level shift is made of."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from indicators.errors import TrendError
from indicators.index import Index
from indicators.trends import level_shifts, shift_sources


def test_the_parts_of_a_shift_sum_to_it(turkiye: Index) -> None:
    result = level_shifts(turkiye.index)
    table = shift_sources(result, turkiye.scores.contributions, turkiye.definition)
    sums = table.groupby("shift")["change"].sum()
    np.testing.assert_allclose(sums.to_numpy(), result.shifts["change"].to_numpy(), atol=1e-9)


def test_the_fall_of_2018_is_mostly_coded(turkiye: Index) -> None:
    result = level_shifts(turkiye.index)
    table = shift_sources(result, turkiye.scores.contributions, turkiye.definition)
    fall = table[table["shift"] == result.shifts["date"].iloc[-1]]
    assert set(fall.loc[fall["coded"], "component"]) == {"arms_restrictions", "us_measures", "turkish_measures"}
    assert fall.loc[fall["coded"], "change"].sum() < 0.5 * fall.loc[fall["change"] < 0, "change"].sum()
    assert fall["change"].abs().is_monotonic_decreasing


def test_contributions_of_another_window_are_refused(turkiye: Index) -> None:
    result = level_shifts(turkiye.index)
    with pytest.raises(TrendError, match="no contributions for 1985-12"):
        shift_sources(result, turkiye.scores.contributions["2000":], turkiye.definition)


def test_no_shift_has_no_parts(turkiye: Index) -> None:
    quiet = pd.Series(np.random.default_rng(1).normal(size=100), index=turkiye.index.index[100:200])
    result = level_shifts(quiet, errors="independent")
    assert result.shifts.empty
    assert shift_sources(result, turkiye.scores.contributions, turkiye.definition).empty
