"""Why a score moved: the parts sum to the change, and each says what it means."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from indicators.errors import AttributionError
from indicators.model.definition import Definition
from indicators.scoring import attribute_change, attribute_revision, score

NAN = float("nan")
RULES = [
    {"method": "arithmetic"},
    {"method": "geometric"},
    {"method": "harmonic"},
    {"method": "generalised", "p": 3.0},
    {"method": "geometric", "floor": 40},
    {"method": "arithmetic", "min_weight": 0.5},
    {"method": "median"},
    {"method": "minimum", "min_share": 0.5},
    {"method": "mpi"},
]
rules = st.sampled_from(RULES)


def definition(index: Any = None, trade: Any = None, politics: Any = None, **later: Any) -> Definition:
    """Five components in two groups; `later` gives components another weight from 2000-02 on."""
    aggregate = {"index": index, "trade": trade, "politics": politics}
    groups = {name: {"aggregate": rule or {"method": "arithmetic"}} for name, rule in aggregate.items()}
    groups["trade"]["parent"] = groups["politics"]["parent"] = "index"
    components: dict[str, Any] = {}
    for name, weight in zip("abcde", (1, 2, 3, 1, 2), strict=True):
        changes = [{"month": "2000-02", "weight": later[name], "reason": "changed"}] if name in later else []
        components[name] = {"parent": "trade" if name < "d" else "politics", "weight": weight, "weights_from": changes}
    return Definition.model_validate({"groups": groups, "components": components})


def two_months(start: list[float], end: list[float]) -> pd.DataFrame:
    index = pd.period_range("2000-01", periods=2, freq="M", name="month")
    return pd.DataFrame([start, end], index=index, columns=[*"abcde"], dtype=float)


def parts(attribution) -> float:
    return attribution.values.sum() + attribution.coverage + attribution.weights + attribution.revision


rows = hnp.arrays(float, (2, 5), elements=st.floats(30, 100) | st.just(NAN))


@settings(max_examples=150, deadline=None)
@given(values=rows, index=rules, trade=rules, politics=rules, later=st.floats(0.5, 5))
def test_the_parts_sum_to_the_change_at_every_node(values, index, trade, politics, later):
    scores = score(two_months(*values), definition(index, trade, politics, a=later, e=1.0))
    for node in ("index", "trade", "politics", "a"):
        ends = (scores.scores.get(node, scores.components.get(node))).to_numpy()
        if np.isnan(ends).any():
            continue
        found = attribute_change(scores, "2000-01", "2000-02", node=node)
        assert abs(found.total - (ends[1] - ends[0])) < 1e-10
        assert abs(parts(found) - found.total) < 1e-10
        assert abs(found.to_frame().effect.sum() - found.total) < 1e-10


def test_an_arithmetic_change_is_weight_times_change_of_score():
    scores = score(two_months([10, 20, 30, 40, 50], [16, 20, 30, 40, 41]), definition())
    found = attribute_change(scores, "2000-01", "2000-02")
    expected = [6 * 0.5 / 6, 0, 0, 0, -9 * 0.5 * 2 / 3]
    np.testing.assert_allclose(found.values, expected, atol=1e-12)
    assert found.coverage == 0
    assert found.weights == 0
    assert found.entered == found.left == ()


def test_a_geometric_change_has_logarithmic_mean_weights():
    geometric = {"method": "geometric"}
    start, end = np.array([10.0, 20, 30, 40, 50]), np.array([20.0, 20, 15, 44, 50])
    scores = score(two_months(start, end), definition(geometric, geometric, geometric))
    found = attribute_change(scores, "2000-01", "2000-02")
    first, last = scores.scores["index"]
    mean = (last - first) / np.log(last / first)
    shares = scores.effective_weights.iloc[0].to_numpy()
    np.testing.assert_allclose(found.values, mean * shares * np.log(end / start), atol=1e-12)


def test_a_component_that_did_not_move_has_no_effect():
    for rule in RULES:
        scores = score(two_months([10, 20, 30, 40, 50], [10, 90, 30, 40, 50]), definition(rule, rule, rule))
        values = attribute_change(scores, "2000-01", "2000-02").values
        assert values.drop("b").abs().max() < 1e-12, rule


def test_entry_of_a_component_is_coverage_and_not_news():
    scores = score(two_months([50, NAN, 50, 50, 50], [50, 90, 50, 50, 50]), definition())
    found = attribute_change(scores, "2000-01", "2000-02")
    assert found.entered == ("b",)
    assert found.left == ()
    assert list(found.values.index) == ["a", "c", "d", "e"]
    assert found.values.abs().max() == 0
    np.testing.assert_allclose(found.coverage, found.total)
    assert found.total > 0


def test_a_group_that_falls_below_its_minimum_share_leaves_the_comparison():
    rule = {"method": "arithmetic", "min_share": 0.6}
    scores = score(two_months([50, 50, 50, 10, 20], [NAN, NAN, 99, 10, 26]), definition(trade=rule))
    found = attribute_change(scores, "2000-01", "2000-02")
    assert found.left == ("a", "b", "c")
    np.testing.assert_allclose(found.values, [0, 4])
    np.testing.assert_allclose(found.coverage, found.total - 4)


def test_a_comparison_without_a_common_component_is_all_coverage():
    scores = score(two_months([50, NAN, NAN, NAN, NAN], [NAN, NAN, NAN, 70, NAN]), definition())
    found = attribute_change(scores, "2000-01", "2000-02")
    assert found.values.empty
    assert found.coverage == found.total == 20


def test_changed_weights_have_an_effect_of_their_own():
    still = [10.0, 20, 30, 40, 50]
    found = attribute_change(score(two_months(still, still), definition(c=9)), "2000-01", "2000-02")
    assert found.values.abs().max() == 0
    np.testing.assert_allclose(found.weights, found.total)
    np.testing.assert_allclose(found.total, 0.5 * ((10 + 40 + 270) / 12 - (10 + 40 + 90) / 6))


def test_a_revision_of_one_month_is_attributed_to_the_revised_figures():
    old = score(two_months([10, 20, 30, 40, NAN], [1, 2, 3, 4, 5]), definition())
    new = score(two_months([16, 20, 30, 40, 60], [1, 2, 3, 4, 5]), definition())
    found = attribute_revision(old, new, "2000-01")
    assert found.kind == "revision"
    np.testing.assert_allclose(found.values[["a", "b"]], [0.5, 0])
    assert found.entered == ("e",)
    assert abs(parts(found) - found.total) < 1e-10
    assert set(found.to_frame().term) == {"revision", "coverage", "weights"}


def test_a_change_from_a_published_score_names_its_revision():
    published = score(two_months([10, 20, 30, 40, 50], [0, 0, 0, 0, 0]), definition())
    scores = score(two_months([16, 20, 30, 40, 50], [16, 20, 30, 40, 41]), definition())
    found = attribute_change(scores, "2000-01", "2000-02", published=published)
    np.testing.assert_allclose([found.revision, found.values["e"]], [0.5, -3.0])
    np.testing.assert_allclose(found.total, scores.scores["index"].iloc[1] - published.scores["index"].iloc[0])
    assert abs(parts(found) - found.total) < 1e-10


def test_comparing_two_definitions_is_refused():
    matrix = two_months([10, 20, 30, 40, 50], [1, 2, 3, 4, 5])
    with pytest.raises(AttributionError, match="different definitions"):
        attribute_revision(score(matrix, definition()), score(matrix, definition(RULES[1])), "2000-01")


def test_rows_and_nodes_that_are_not_there_are_refused():
    scores = score(two_months([10, 20, 30, 40, 50], [NAN] * 5), definition())
    for arguments, message in (
        (("2000-01", "2000-03"), "not among the scored rows"),
        (("2000-01", "yesterday"), "not a month"),
        (("2000-01", "2000-02"), "No component has a figure"),
    ):
        with pytest.raises(AttributionError, match=message):
            attribute_change(scores, *arguments)
    with pytest.raises(AttributionError, match="neither a group nor a component"):
        attribute_change(scores, "2000-01", "2000-01", node="z")


def test_copeland_is_refused_in_a_sentence():
    scores = score(two_months([10, 20, 30, 40, 50], [11, 20, 30, 40, 50]), definition(trade={"method": "copeland"}))
    with pytest.raises(AttributionError, match="depends on all rows"):
        attribute_change(scores, "2000-01", "2000-02")
    assert abs(parts(found := attribute_change(scores, "2000-01", "2000-02", node="politics")) - found.total) < 1e-12


def test_shapley_values_are_refused_beyond_twelve_children():
    names = [f"c{i}" for i in range(13)]
    wide = Definition.model_validate(
        {
            "groups": {"index": {"aggregate": {"method": "median"}}},
            "components": {name: {"parent": "index"} for name in names},
        }
    )
    scores = score(pd.DataFrame(np.arange(26.0).reshape(2, 13), columns=names), wide)
    with pytest.raises(AttributionError, match="13 children"):
        attribute_change(scores, 0, 1)
