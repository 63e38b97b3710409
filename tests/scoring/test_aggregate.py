"""Properties that every aggregation has, whatever the figures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from indicators.errors import AggregationError, WeightError
from indicators.model.definition import Definition
from indicators.scoring.aggregate import aggregate_array, compile_tree, effective_weights

METHODS = ["arithmetic", "geometric", "harmonic", "generalised", "median", "minimum", "copeland", "mpi"]
MEANS = [method for method in METHODS if method not in ("copeland", "mpi")]
WEIGHTS = (1.0, 2.0, 0.5, 3.0)


def two_levels(method: str, **rule) -> Definition:
    """Four components in two groups under an index, all aggregated in one way."""
    aggregate = {"method": method, **({"p": 2.0} if method == "generalised" else {}), **rule}
    groups = {"index": {"aggregate": {"method": "arithmetic"} if method in ("copeland", "mpi") else aggregate}}
    groups |= {name: {"parent": "index", "aggregate": aggregate} for name in ("one", "two")}
    components = {f"c{i}": {"parent": ("one", "one", "two", "one")[i], "weight": w} for i, w in enumerate(WEIGHTS)}
    return Definition.model_validate({"groups": groups, "components": components})


def scores_of(definition: Definition, values: np.ndarray) -> np.ndarray:
    return aggregate_array(values, compile_tree(definition))


figures = hnp.arrays(float, st.tuples(st.integers(2, 7), st.just(4)), elements=st.floats(1, 100) | st.just(np.nan))


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=40, deadline=None)
@given(values=figures, seed=st.integers(0, 1000))
def test_scores_do_not_depend_on_the_order_of_rows_when_values_are_missing(method, values, seed):
    order = np.random.default_rng(seed).permutation(len(values))
    definition = two_levels(method)
    np.testing.assert_allclose(scores_of(definition, values[order]), scores_of(definition, values)[order], rtol=1e-12)


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=40, deadline=None)
@given(values=figures, seed=st.integers(0, 1000))
def test_scores_do_not_depend_on_the_order_of_columns(method, values, seed):
    definition = two_levels(method)
    names = list(definition.components)
    order = np.random.default_rng(seed).permutation(4)
    shuffled = {names[i]: definition.components[names[i]] for i in order}
    other = definition.model_copy(update={"components": shuffled})
    np.testing.assert_allclose(
        scores_of(other, values[:, order]), scores_of(definition, values), rtol=1e-11, atol=1e-11
    )


@pytest.mark.parametrize("method", MEANS)
@settings(max_examples=40, deadline=None)
@given(values=figures)
def test_a_mean_lies_between_the_lowest_and_the_highest_child(method, values):
    index = scores_of(two_levels(method), values)[:, 0]
    there = ~np.isnan(values).all(axis=1)
    assert (np.isnan(index) == ~there).all()
    assert (index[there] >= np.nanmin(values[there], axis=1) - 1e-9).all()
    assert (index[there] <= np.nanmax(values[there], axis=1) + 1e-9).all()


@settings(max_examples=40, deadline=None)
@given(values=figures)
def test_means_are_in_the_order_of_their_power(values):
    minimum, harmonic, geometric, arithmetic, quadratic = (
        scores_of(two_levels(method), values)[:, 0]
        for method in ("minimum", "harmonic", "geometric", "arithmetic", "generalised")
    )
    for smaller, larger in (
        (minimum, harmonic),
        (harmonic, geometric),
        (geometric, arithmetic),
        (arithmetic, quadratic),
    ):
        assert not (smaller > larger + 1e-9).any()


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=20, deadline=None)
@given(values=figures, weights=hnp.arrays(float, (3, 7), elements=st.floats(0.1, 5)))
def test_weights_by_draw_score_like_one_draw_after_another(method, values, weights):
    tree = compile_tree(two_levels(method))
    together = aggregate_array(values, tree, weights[:, None, :])
    for draw, single in enumerate(weights):
        np.testing.assert_allclose(together[draw], aggregate_array(values, tree, single), rtol=1e-12)


@settings(max_examples=40, deadline=None)
@given(values=figures)
def test_effective_weights_times_scores_are_the_arithmetic_index(values):
    tree = compile_tree(two_levels("arithmetic"))
    weights = effective_weights(~np.isnan(values), tree)
    there = ~np.isnan(values).all(axis=1)
    np.testing.assert_allclose(weights.sum(axis=1), there, atol=1e-12)
    product = (weights * np.nan_to_num(values)).sum(axis=1)
    np.testing.assert_allclose(product[there], aggregate_array(values, tree)[there, 0], rtol=1e-12)


@settings(max_examples=40, deadline=None)
@given(values=hnp.arrays(float, st.tuples(st.integers(2, 7), st.just(4)), elements=st.floats(1, 100)))
def test_copeland_scores_of_complete_rows_sum_to_zero(values):
    assert (scores_of(two_levels("copeland"), values)[:, 1:].sum(axis=0) == 0).all()


def test_a_copeland_tie_is_a_tie_in_decimals_that_binary_cannot_hold():
    definition = Definition.model_validate(
        {
            "groups": {"index": {"aggregate": {"method": "copeland"}}},
            "components": {f"c{i}": {"parent": "index", "weight": w} for i, w in enumerate((0.1, 0.2, 0.3))},
        }
    )
    assert scores_of(definition, np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])).ravel().tolist() == [0, 0]


def test_mazziotta_pareto_takes_imbalance_off_the_mean():
    definition = two_levels("mpi")
    balanced, unbalanced = np.full((1, 4), 100.0), np.array([[90.0, 105.0, 100.0, 100.0]])
    assert scores_of(definition, balanced)[0].tolist() == [100, 100, 100]
    mean, variance = 100.0, (1 * 10**2 + 2 * 5**2) / 6
    np.testing.assert_allclose(scores_of(definition, unbalanced)[0, 1], mean - variance / mean)
    raised = two_levels("mpi", polarity="negative")
    np.testing.assert_allclose(scores_of(raised, unbalanced)[0, 1], mean + variance / mean)


@pytest.mark.parametrize(
    ("rule", "has_score"),
    [
        ({"min_share": 2 / 3}, True),
        ({"min_share": 0.67}, False),
        ({"min_weight": 4 / 6}, True),
        ({"min_weight": 0.67}, False),
    ],
)
def test_a_group_below_its_share_of_children_or_of_weight_is_missing(rule, has_score):
    without_one = np.array([[50.0, np.nan, 10.0, 70.0]])  # two of the three children of 'one', 4 of its weight of 6
    found = scores_of(two_levels("arithmetic", **rule), without_one)[0, 1]
    assert found == 65 if has_score else np.isnan(found)


@pytest.mark.parametrize("method", ["geometric", "harmonic"])
def test_a_zero_is_refused_or_lifted_to_a_floor(method):
    row = np.array([[0.0, 50.0, 50.0, 50.0]])
    with pytest.raises(AggregationError, match="'c0' goes down to 0"):
        scores_of(two_levels(method), row)
    assert scores_of(two_levels(method, floor=5), row)[0, 1] > 5


def test_mazziotta_pareto_refuses_a_mean_that_is_not_above_zero():
    with pytest.raises(AggregationError, match="mean above zero"):
        scores_of(two_levels("mpi"), np.array([[-1.0, -1.0, 1.0, 1.0]]))


def test_copeland_refuses_a_single_row_without_rows_to_compare():
    with pytest.raises(AggregationError, match="Copeland"):
        scores_of(two_levels("copeland"), np.ones(4))


def test_weights_that_cancel_out_are_refused():
    tree = compile_tree(two_levels("arithmetic"))
    weights = tree.weights.copy()
    weights[[0, 1, 3]] = (1.0, 1.0, -2.0)
    with pytest.raises(WeightError, match="sum to zero"):
        aggregate_array(np.ones((1, 4)), tree, weights)


def test_a_weight_of_zero_takes_a_child_out_of_a_median():
    tree = compile_tree(two_levels("median"))
    weights = tree.weights.copy()
    weights[1] = 0
    row = np.array([[10.0, 90.0, 50.0, 30.0]])
    assert aggregate_array(row, tree, weights)[0, 1] == 20
    assert aggregate_array(row, tree)[0, 1] == 30
