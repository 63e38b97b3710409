"""Outliers: measured as a spreadsheet does, winsorised point by point, frozen on a window."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from indicators.errors import TreatmentError
from indicators.model.definition import Definition
from indicators.model.methods import Treat
from indicators.scoring import score
from indicators.scoring.treat import decide, kurtosis, passes, skewness

OUTLIERS = [*range(1, 11), 30.0, 100.0]


def treated(values: list[float], **treat: Any) -> np.ndarray:
    array = np.array(values, dtype=float)
    return decide(array, Treat(**{"method": "winsorise", **treat}), "x").apply(array, "x")


def definition(**treat: Any) -> Definition:
    return Definition.model_validate(
        {"groups": {"index": {}}, "components": {"x": {"parent": "index", "treat": {"method": "winsorise", **treat}}}}
    )


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-100, 100), min_size=4, max_size=20).filter(lambda v: np.std(v) > 1e-3))
def test_skewness_and_kurtosis_are_the_unbiased_ones(values):
    array = np.array(values)
    np.testing.assert_allclose(skewness(array), pd.Series(array).skew(), atol=1e-6)
    np.testing.assert_allclose(kurtosis(array), pd.Series(array).kurt(), atol=1e-6)


def test_winsorising_moves_one_point_at_a_time_to_its_neighbour():
    assert not passes(np.array(OUTLIERS), Treat(method="winsorise"))
    assert treated(OUTLIERS).tolist() == [*range(1, 11), 30, 30]
    assert treated([-x for x in OUTLIERS]).tolist() == [-x for x in [*range(1, 11), 30, 30]]


def test_tied_extremes_move_together_and_count_as_so_many_points():
    values = [*range(1, 31), 500.0, 500.0]
    assert treated(values, max_points=2).tolist() == [*range(1, 31), 30, 30]
    with pytest.raises(TreatmentError, match="still fails"):
        treated([*range(1, 31), 400.0, 500.0], max_points=1)


def test_a_column_that_passes_is_not_touched():
    values = [1.0, 2.0, np.nan, 4.0, 5.0]
    np.testing.assert_array_equal(treated(values), values)


def test_the_logarithm_is_of_the_original_or_of_the_winsorised_column():
    values = np.exp(stats.norm.ppf(np.linspace(0.02, 0.98, 40)) * 2)
    of_original = treated(values.tolist(), then="log", max_points=1)
    np.testing.assert_allclose(of_original, np.log(values - values.min() + 0.01 * np.ptp(values)))
    capped = np.minimum(values, np.sort(values)[-2])
    of_winsorised = treated(values.tolist(), then="log_of_winsorised", max_points=1)
    np.testing.assert_allclose(of_winsorised, np.log(capped - capped.min() + 0.01 * np.ptp(capped)))


def test_a_treatment_is_decided_on_its_window_and_then_holds_for_every_month(months):
    matrix = months(x=[*OUTLIERS, 80.0, 12.0])
    frozen = score(matrix, definition(window=("2000-01", "2000-12"))).components["x"]
    assert frozen.tolist() == [*range(1, 11), 30, 30, 30, 12]


def test_a_figure_without_a_logarithm_outside_the_window_is_refused(months):
    with pytest.raises(TreatmentError, match="below the window"):
        score(months(x=[1.0, 2.0, 3.0, -9.0]), definition(method="log", window=("2000-01", "2000-03")))


@pytest.mark.parametrize(
    ("values", "treat", "message"),
    [
        ([1.0, 2.0, 3.0], {}, "need four"),
        ([7.0, 7.0], {"method": "log"}, "one value only"),
        ([0.0] * 20 + [1.0, 50.0, 900.0], {"max_points": 1}, "still fails"),
    ],
)
def test_a_treatment_that_cannot_be_applied_is_refused(values, treat, message):
    with pytest.raises(TreatmentError, match=message):
        treated(values, **treat)
