"""How a figure becomes a score: formulas, directions, frozen windows and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy import stats

from indicators.errors import NormalisationError, ScoringError
from indicators.model.definition import Component, Definition
from indicators.scoring import score
from indicators.scoring.normalise import normalise_column

SAMPLED = ["min_max", "z_score", "rank", "percentile_rank", "borda", "distance_to_maximum", "ecdf"]


def component(direction: int = 1, **normalise: Any) -> Component:
    return Component.model_validate({"parent": "index", "direction": direction, "normalise": normalise})


def scored(values: list[float], direction: int = 1, **normalise: Any) -> np.ndarray:
    return normalise_column(np.array(values, dtype=float), component(direction, **normalise), "x")


def definition(**normalise: Any) -> Definition:
    direction = normalise.pop("direction", 1)
    return Definition.model_validate(
        {
            "groups": {"index": {}},
            "components": {"x": {"parent": "index", "direction": direction, "normalise": normalise}},
        }
    )


@pytest.mark.parametrize("method", SAMPLED)
@settings(max_examples=40, deadline=None)
@given(values=st.lists(st.integers(-50, 50) | st.just(float("nan")), min_size=4, max_size=12), seed=st.integers(0, 99))
def test_scores_rise_with_the_figure_and_follow_their_rows(method, values, seed):
    values = np.array([*values, 60.0, 61.0])
    found = scored(values.tolist(), method=method)
    order = np.random.default_rng(seed).permutation(len(values))
    np.testing.assert_array_equal(scored(values[order].tolist(), method=method), found[order])
    np.testing.assert_array_equal(np.isnan(found), np.isnan(values))
    there = ~np.isnan(values)
    sorted_scores = found[there][np.argsort(values[there], kind="stable")]
    assert (np.diff(sorted_scores) >= 0).all()


@pytest.mark.parametrize("method", ["min_max", "z_score", "distance_to_maximum"])
@settings(max_examples=20, deadline=None)
@given(values=st.lists(st.integers(-50, 50), min_size=4, max_size=12, unique=True))
def test_a_negative_direction_scores_the_mirrored_figure(method, values):
    mirrored = scored([-value for value in values], method=method)
    np.testing.assert_allclose(scored(values, direction=-1, method=method), mirrored)


def test_ranks_are_those_of_scipy_with_ties_at_the_lowest():
    values = [3.0, 1.0, 3.0, np.nan, 7.0, 1.0]
    expected = stats.rankdata(values, method="min", nan_policy="omit")
    np.testing.assert_array_equal(scored(values, method="rank"), expected)
    np.testing.assert_array_equal(scored(values, method="borda"), expected - 1)
    np.testing.assert_array_equal(scored(values, method="percentile_rank"), (expected - 1) / 4)


def test_z_score_uses_the_sample_standard_deviation():
    values = [1.0, 4.0, 4.0, 9.0]
    np.testing.assert_allclose(scored(values, method="z_score"), stats.zscore(values, ddof=1))
    shifted = scored(values, method="z_score", mean=100, sd=10)
    np.testing.assert_allclose([shifted.mean(), shifted.std(ddof=1)], [100, 10])


def test_ecdf_is_the_share_of_the_window_at_or_below():
    window, later = np.array([1.0, 2.0, 2.0, 8.0]), np.array([0.0, 2.0, 9.0, np.nan])
    found = normalise_column(later, component(method="ecdf"), "x", sample=window)
    np.testing.assert_allclose(found, [0, 75, 100, np.nan])
    np.testing.assert_allclose(found[:3], 100 * stats.ecdf(window).cdf.evaluate(later[:3]))


def test_goalposts_score_between_worst_and_best_in_the_components_own_unit():
    assert scored([500, 1250, 2000], method="goalposts", worst=500, best=2000).tolist() == [0, 50, 100]
    assert scored([4, 1, 0], direction=-1, method="goalposts", worst=4, best=0).tolist() == [0, 75, 100]
    np.testing.assert_allclose(scored([1, 10, 100], method="goalposts", worst=1, best=100, scale="log"), [0, 50, 100])
    halfway = np.expm1(np.log1p(8) / 2)
    np.testing.assert_allclose(scored([0, halfway], method="goalposts", worst=0, best=8, scale="log1p"), [0, 50])


@pytest.mark.parametrize(
    ("clip", "expected"), [(True, [0, 100]), (False, [-50, 150]), ("best", [-50, 100]), ("worst", [0, 150])]
)
def test_goalposts_are_clipped_where_asked(clip, expected):
    assert scored([5, 25], method="goalposts", worst=10, best=20, clip=clip).tolist() == expected


def test_direction_and_goalposts_must_agree():
    with pytest.raises(ValidationError, match="contradicts goalposts"):
        component(direction=-1, method="goalposts", worst=0, best=4)


def test_distance_to_a_target_is_mirrored_for_a_negative_direction():
    np.testing.assert_allclose(scored([1, 3, 5], method="distance_to_target", target=3), [0, 1, 2])
    np.testing.assert_allclose(scored([1, 3, 5], direction=-1, method="distance_to_target", target=3), [2, 1, 0])
    capped = scored([1, 3, 5], direction=-1, method="distance_to_target", target=3, cap=True)
    np.testing.assert_allclose(capped, [1, 1, 0])


@pytest.mark.parametrize("method", SAMPLED)
def test_a_later_month_never_moves_a_score_measured_against_a_frozen_window(method, months):
    figures = [3.0, 8.0, np.nan, 5.0, 1.0, 6.0]
    frozen = definition(method=method, window=("2000-01", "2000-05"))
    before = score(months(x=figures), frozen).components["x"]
    after = score(months(x=[*figures, 1000.0]), frozen).components["x"]
    pd.testing.assert_series_equal(after.iloc[:-1], before, check_freq=False)
    moved = score(months(x=[*figures, 1000.0]), definition(method=method)).components["x"]
    assert method in ("rank", "borda") or not np.allclose(moved.iloc[:-1], before, equal_nan=True)


def test_a_definitions_frozen_window_stands_in_for_one_that_is_not_stated(months):
    matrix = months(x=[0.0, 10.0, 40.0])
    frozen = definition(method="min_max").model_copy(update={"frozen_window": ("2000-01", "2000-02")})
    assert score(matrix, frozen).components["x"].tolist() == [0, 100, 400]
    countries = matrix.set_axis(["AUT", "BEL", "CHN"])
    assert score(countries, frozen).components["x"].tolist() == [0, 25, 100]


@pytest.mark.parametrize(
    ("values", "normalise", "message"),
    [
        ([2, 2, np.nan], {"method": "min_max"}, "all values are equal"),
        ([2, 2], {"method": "z_score"}, "all values are equal"),
        ([2, np.nan], {"method": "percentile_rank"}, "one value"),
        ([-3, 0], {"method": "share_of_maximum"}, "the maximum is zero"),
        ([3, 5], {"method": "distance_to_target", "target": 3}, "above the worst"),
        ([0, 5], {"method": "goalposts", "worst": 1, "best": 10, "scale": "log"}, "no place on a log scale"),
    ],
)
def test_a_method_that_has_no_meaning_for_the_column_is_refused(values, normalise, message):
    with pytest.raises(NormalisationError, match=message):
        scored(values, **normalise)


def test_a_reference_that_is_not_there_is_refused():
    matrix = pd.DataFrame({"x": [1.0, 2.0, np.nan]}, index=["AUT", "BEL", "CHN"])
    scored_to_bel = score(matrix, definition(method="distance_to_reference", reference="BEL")).components["x"]
    np.testing.assert_allclose(scored_to_bel, [0, 1, np.nan])
    for reference, message in (("XXX", "is not a row"), ("CHN", "has no value")):
        with pytest.raises(NormalisationError, match=message):
            score(matrix, definition(method="distance_to_reference", reference=reference))


def test_a_window_needs_months_and_rows_inside_it(months):
    with pytest.raises(ScoringError, match="months"):
        score(pd.DataFrame({"x": [1.0, 2.0]}), definition(method="min_max", window=("2000-01", "2000-02")))
    with pytest.raises(ScoringError, match="No row lies in the window"):
        score(months(x=[1.0, 2.0]), definition(method="min_max", window=("1990-01", "1990-02")))


def test_a_column_without_figures_stays_missing():
    assert np.isnan(scored([np.nan, np.nan], method="min_max")).all()
