"""Weights that are equal, found by principal components, balanced by correlation, or change from a month on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from indicators.errors import ScoringError, WeightError
from indicators.model.definition import Definition
from indicators.scoring import score


def definition(method: str, names: str = "abc", **extra: Any) -> Definition:
    weights = extra.pop("weights", {})
    dated = extra.pop("weights_from", {})
    window = extra.pop("window", None)
    aggregate = extra.pop("aggregate", {})
    components = {
        name: {"parent": "index", "weight": weights.get(name, 1.0), "weights_from": dated.get(name, ())}
        for name in names
    }
    group = {"weighting": {"method": method, "window": window}, "aggregate": aggregate}
    return Definition.model_validate({"groups": {"index": group}, "components": components, **extra})


def figures(seed: int = 4, rows: int = 60, children: int = 3) -> pd.DataFrame:
    """Columns that share a part and differ in spread."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(rows, 1))
    own = rng.normal(size=(rows, children))
    return pd.DataFrame(
        50 + (common + own * [0.4, 0.8, 1.2][:children]) * [10, 2, 5][:children], columns=[*"abc"[:children]]
    )


def weights_of(matrix: pd.DataFrame, chosen: Definition) -> np.ndarray:
    return score(matrix, chosen).effective_weights.iloc[0].to_numpy()


def test_equal_weights_leave_the_written_ones_aside():
    np.testing.assert_allclose(weights_of(figures(), definition("equal", weights={"a": 7})), [1 / 3] * 3)


def test_pca_weights_are_the_loadings_of_the_first_principal_component():
    matrix = figures()
    standardised = ((matrix - matrix.mean()) / matrix.std()).to_numpy()
    direction = np.linalg.svd(standardised)[2][0]
    np.testing.assert_allclose(weights_of(matrix, definition("pca")), direction / direction.sum())


def test_pca_weights_use_complete_rows_only():
    matrix = figures()
    holes = pd.concat([matrix, matrix.iloc[:20].assign(a=np.nan, c=0.0)], ignore_index=True)
    np.testing.assert_allclose(weights_of(holes, definition("pca")), weights_of(matrix, definition("pca")))


def test_pca_refuses_a_negative_weight_unless_it_is_asked_for():
    matrix = figures().assign(c=lambda frame: 100 - frame.a + np.arange(60) % 7)
    with pytest.raises(WeightError, match="c a negative weight"):
        score(matrix, definition("pca"))
    assert weights_of(matrix, definition("pca", allow_negative_weights=True))[2] < 0


def test_pca_refuses_too_few_rows_and_columns_that_do_not_vary():
    for matrix in (figures(rows=3), figures().assign(b=1.0)):
        with pytest.raises(WeightError, match="principal components need"):
            score(matrix, definition("pca"))


def test_balanced_weights_give_every_child_the_same_correlation_with_the_group():
    matrix = figures()
    scores = score(matrix, definition("correlation"))
    correlation = matrix.corrwith(scores.scores["index"])
    assert np.ptp(correlation) < 1e-7
    exact = np.linalg.solve(matrix.corr(), np.ones(3)) / matrix.std()
    np.testing.assert_allclose(weights_of(matrix, definition("correlation")), exact / exact.sum(), rtol=1e-5)


def test_balanced_correlations_are_proportional_to_the_written_weights():
    matrix = figures()
    chosen = definition("correlation", weights={"a": 1.0, "b": 0.9, "c": 0.8})
    correlation = matrix.corrwith(score(matrix, chosen).scores["index"])
    np.testing.assert_allclose(correlation / correlation["a"], [1.0, 0.9, 0.8], rtol=1e-6)


def test_balanced_weights_hold_with_missing_figures_and_a_geometric_mean():
    matrix = figures().mask(np.random.default_rng(1).random((60, 3)) < 0.1)
    chosen = definition("correlation", aggregate={"method": "geometric"})
    correlation = matrix.corrwith(score(matrix, chosen).scores["index"])
    assert np.ptp(correlation) < 1e-7


def test_an_optimiser_that_stops_early_says_so():
    matrix = figures().assign(c=lambda frame: frame.a + frame.b * 5 + np.arange(60) % 3)
    with pytest.raises(WeightError, match=r"optimiser stopped after \d+ steps"):
        score(matrix, definition("correlation"))


def test_weights_from_data_are_decided_on_their_window_and_hold_for_every_month():
    matrix = figures().set_index(pd.period_range("2000-01", periods=60, freq="M"))
    chosen = definition("pca", window=("2000-01", "2002-12"))
    longer = pd.concat(
        [matrix, (matrix.iloc[:30] * [1, 30, -1]).set_index(pd.period_range("2005-01", periods=30, freq="M"))]
    )
    np.testing.assert_array_equal(weights_of(longer, chosen), weights_of(matrix, chosen))
    assert not np.allclose(
        weights_of(longer, definition("pca", allow_negative_weights=True)), weights_of(matrix, chosen)
    )


def test_weights_of_an_upper_group_are_found_from_the_scores_of_the_lower_ones():
    matrix = figures()
    tree = Definition.model_validate(
        {
            "groups": {"index": {"weighting": {"method": "pca"}}, "pair": {"parent": "index"}},
            "components": {"a": {"parent": "pair"}, "b": {"parent": "pair"}, "c": {"parent": "index"}},
        }
    )
    flat = definition("pca", names="xy")
    children = pd.DataFrame({"x": matrix[["a", "b"]].mean(axis=1), "y": matrix["c"]})
    np.testing.assert_allclose(score(matrix, tree).scores["index"], score(children, flat).scores["index"])


def test_a_weight_with_a_date_holds_from_its_month_on(months):
    matrix = months(a=[0, 0, 0, 0], b=[100, 100, 100, 100])
    changes = {
        "b": [
            {"month": "2000-04", "weight": 9, "reason": "second"},
            {"month": "2000-02", "weight": 3, "reason": "first"},
        ]
    }
    scores = score(matrix, definition("given", names="ab", weights_from=changes))
    assert scores.scores["index"].tolist() == [50, 75, 75, 90]
    assert scores.effective_weights["b"].tolist() == [0.5, 0.75, 0.75, 0.9]
    with pytest.raises(ScoringError, match="needs rows that are months"):
        score(matrix.reset_index(drop=True), definition("given", names="ab", weights_from=changes))


def test_a_dated_weight_is_refused_where_weights_are_not_the_written_ones(months):
    changes = {"b": [{"month": "2000-02", "weight": 3, "reason": "later"}]}
    with pytest.raises(WeightError, match="weights_from"):
        score(months(a=[1, 2], b=[3, 4]), definition("equal", names="ab", weights_from=changes))


def test_a_month_in_which_no_child_has_a_weight_is_refused(months):
    gone = {name: [{"month": "2000-02", "weight": 0, "reason": "gone"}] for name in "ab"}
    with pytest.raises(WeightError, match="2000-02"):
        score(months(a=[1, 2], b=[3, 4]), definition("given", names="ab", weights_from=gone))


def test_negative_weights_are_refused_unless_asked_for():
    with pytest.raises(ValidationError, match="allow_negative_weights"):
        definition("given", weights={"a": -1.0})
    asked = definition("given", weights={"a": -1.0}, allow_negative_weights=True)
    matrix = pd.DataFrame({"a": [10.0], "b": [20.0], "c": [30.0]})
    assert score(matrix, asked).scores["index"].tolist() == [40]
