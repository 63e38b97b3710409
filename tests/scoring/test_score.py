"""What a score says about itself: coverage, freshness, written scores, effective weights, contributions and reasons."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from indicators.errors import AttributionError, ScoringError
from indicators.model.definition import Definition
from indicators.scoring import propose_goalposts, score

NAN = float("nan")


def definition(**rules: Any) -> Definition:
    """Trade (a, weight 1; b, weight 3) and politics (c) at equal weights, with a group of one component beside them."""
    methods = rules.pop("methods", {})
    components = rules.pop("components", {})
    groups = {
        "index": {"title": "The index"},
        "trade": {"parent": "index"},
        "politics": {"parent": "index", "title": "Politics"},
        "beside": {},
    }
    for name, aggregate in methods.items():
        groups[name] = {**groups[name], "aggregate": aggregate}
    nodes = {
        "a": {"parent": "trade", "weight": 1, "title": "Exports"},
        "b": {"parent": "trade", "weight": 3},
        "c": {"parent": "politics"},
        "d": {"parent": "beside"},
    }
    for name, extra in components.items():
        nodes[name] = {**nodes[name], **extra}
    return Definition.model_validate({"groups": groups, "components": nodes, **rules})


@pytest.fixture
def matrix(months) -> pd.DataFrame:
    return months(a=[10, NAN, NAN, NAN], b=[50, 50, NAN, NAN], c=[80, 80, 80, NAN], d=[1, 2, 3, NAN])


def test_a_mean_drops_missing_children_and_renormalises(matrix):
    scores = score(matrix, definition()).scores
    assert list(scores) == ["index", "trade", "politics", "beside"]
    np.testing.assert_allclose(scores["trade"], [40, 50, NAN, NAN])
    np.testing.assert_allclose(scores["index"], [60, 65, 80, NAN])
    np.testing.assert_allclose(scores["beside"], [1, 2, 3, NAN])


def test_coverage_is_the_share_of_the_indexs_weight_with_a_score(matrix):
    assert score(matrix, definition()).coverage.tolist() == [1, 0.875, 0.5, 0]


def test_freshness_leaves_out_what_was_carried(matrix):
    carried = pd.DataFrame(False, matrix.index, ["b", "c"])
    carried.loc["2000-02":, "c"] = True
    assert score(matrix, definition(), carried=carried).freshness.tolist() == [1, 0.375, 0, 0]


def test_a_score_written_for_the_months_before_counts_as_usable_and_fresh(matrix):
    early = {"before": {"until": "2000-03", "score": 0, "reason": "no gas was bought"}}
    carried = pd.DataFrame(True, matrix.index, ["a"])
    scores = score(matrix, definition(components={"a": early}), carried=carried)
    np.testing.assert_allclose(scores.components["a"], [0, 0, 0, NAN])
    assert scores.coverage.tolist() == [1, 1, 0.625, 0]
    assert scores.freshness.tolist() == [1, 1, 0.625, 0]


def test_the_index_is_withheld_below_its_coverage_with_the_reason(matrix):
    scores = score(matrix, definition(min_coverage=0.875))
    np.testing.assert_allclose(scores.scores["index"], [60, 65, NAN, NAN])
    np.testing.assert_allclose(scores.scores["politics"], [80, 80, 80, NAN])
    assert scores.reasons.tolist()[:2] == ["", ""]
    assert scores.reasons.iloc[2] == (
        "The figures there are carry 50 % of the weight; the index is given from 87.5 %. Missing: Exports, b."
    )


def test_the_index_is_withheld_without_a_required_group_with_the_reason(matrix):
    scores = score(matrix, definition(required=["trade"]))
    np.testing.assert_allclose(scores.scores["index"], [60, 65, NAN, NAN])
    assert scores.reasons.iloc[2] == "A required group has no score: trade. Missing: Exports, b."


def test_the_index_is_missing_by_the_rules_of_its_own_group_with_the_reason(matrix):
    scores = score(matrix, definition(methods={"index": {"method": "arithmetic", "min_share": 1}}))
    np.testing.assert_allclose(scores.scores["index"], [60, 65, NAN, NAN])
    assert scores.reasons.iloc[2] == "Too few children of 'The index' have a score. Missing: Exports, b."
    assert scores.reasons.iloc[3] == "No component has a figure."
    assert scores.reasons.iloc[2].template == "{why} Missing: {missing}."
    assert scores.reasons.iloc[2].values["why"].values == {"group": "The index"}


def test_effective_weights_follow_what_is_there(matrix):
    weights = score(matrix, definition()).effective_weights
    np.testing.assert_allclose(weights.iloc[:3], [[0.125, 0.375, 0.5, 0], [0, 0.5, 0.5, 0], [0, 0, 1, 0]])
    assert weights.iloc[3].isna().all()


def test_contributions_are_effective_weight_times_score(matrix):
    contributions = score(matrix, definition()).contributions
    np.testing.assert_allclose(contributions.iloc[:3], [[1.25, 18.75, 40, 0], [0, 25, 40, 0], [0, 0, 80, 0]])
    assert contributions.iloc[3].isna().all()


methods = st.sampled_from(
    [
        {"method": "arithmetic"},
        {"method": "geometric"},
        {"method": "harmonic"},
        {"method": "generalised", "p": 2.5},
        {"method": "generalised", "p": -3.0},
        {"method": "arithmetic", "floor": 20},
        {"method": "geometric", "floor": 30},
        {"method": "median"},
        {"method": "minimum"},
        {"method": "mpi"},
    ]
)


@settings(max_examples=60, deadline=None)
@given(
    values=hnp.arrays(float, (5, 4), elements=st.floats(30, 100) | st.just(NAN)),
    trade=methods,
    politics=methods,
    index=methods,
)
def test_contributions_sum_to_the_index_under_any_mix_of_aggregations(values, trade, politics, index):
    chosen = definition(methods={"trade": trade, "politics": politics, "index": index})
    scores = score(pd.DataFrame(values, columns=[*"abcd"]), chosen)
    sums = scores.contributions.sum(axis=1, min_count=1)
    np.testing.assert_allclose(sums, scores.scores["index"], atol=1e-9)
    assert (scores.contributions.fillna(0)["d"] == 0).all()


def test_a_copeland_index_has_no_contributions(matrix):
    scores = score(matrix, definition(methods={"trade": {"method": "copeland"}}))
    with pytest.raises(AttributionError, match="Copeland"):
        _ = scores.contributions


def test_rows_may_be_pairs_by_month():
    index = pd.MultiIndex.from_product(
        [["USA-TUR", "USA-GRC"], pd.period_range("2000-01", periods=2, freq="M")], names=["pair", "month"]
    )
    matrix = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [1.0, 2, 3, 4], "c": [5.0, 6, 7, 8], "d": NAN}, index=index)
    early = {"before": {"until": "2000-01", "score": 100, "reason": "test"}}
    scores = score(matrix, definition(components={"c": early}))
    assert scores.components["c"].tolist() == [100, 6, 100, 8]
    assert scores.scores.loc[("USA-GRC", pd.Period("2000-02", "M")), "index"] == 6


@settings(max_examples=30, deadline=None)
@given(values=hnp.arrays(float, (6, 4), elements=st.floats(1, 100) | st.just(NAN)), seed=st.integers(0, 99))
def test_scores_follow_their_rows_and_columns(values, seed):
    rng = np.random.default_rng(seed)
    matrix = pd.DataFrame(values, columns=[*"abcd"])
    chosen = definition(min_coverage=0.4)
    expected = score(matrix, chosen)
    shuffled = score(matrix.iloc[rng.permutation(6), rng.permutation(4)], chosen)
    pd.testing.assert_frame_equal(shuffled.scores.sort_index(), expected.scores)
    pd.testing.assert_frame_equal(shuffled.contributions.sort_index(), expected.contributions)


def test_what_is_not_a_matrix_of_figures_is_refused(matrix):
    for wrong, message in (
        (matrix.drop(columns="c"), "no column for c"),
        (matrix.assign(a="1,5"), "not a number"),
        (matrix.assign(a=np.inf), "infinite"),
        (pd.concat([matrix, matrix[["a"]]], axis=1), "two columns"),
    ):
        with pytest.raises(ScoringError, match=message):
            score(wrong, definition())
    with pytest.raises(ScoringError, match="different rows"):
        score(matrix, definition(), carried=pd.DataFrame(False, matrix.index[:2], ["a"]))


def test_scoring_leaves_the_matrix_as_it_was(matrix):
    before = matrix.copy()
    score(
        matrix,
        definition(
            components={"d": {"treat": {"method": "log"}, "before": {"until": "2000-01", "score": 1, "reason": "x"}}}
        ),
    )
    pd.testing.assert_frame_equal(matrix, before)


def test_goalposts_are_proposed_from_the_quantiles_of_a_window(months):
    chosen = definition(
        components={"b": {"direction": -1, "normalise": {"method": "goalposts", "worst": 90, "best": 20}}}
    )
    matrix = months(a=range(101), b=range(101), c=[NAN] * 101, d=range(101))
    proposed = propose_goalposts(
        matrix.astype(float), chosen, window=("2000-01", "2008-05"), low=0.1, high=0.9
    ).set_index("component")
    assert proposed.loc["a", ["rows", "worst", "best"]].tolist() == [101, 10, 90]
    assert proposed.loc["b", ["worst", "best", "written_worst", "written_best"]].tolist() == [90, 10, 90, 20]
    np.testing.assert_allclose(proposed.loc["b", "outside"], 30 / 101)
    assert proposed.loc["c"].isna().sum() == 5
    with pytest.raises(ScoringError, match="quantiles"):
        propose_goalposts(matrix, chosen, window=("2000-01", "2000-05"), low=0.9, high=0.1)
