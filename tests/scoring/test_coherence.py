"""The statistical audit, on figures whose correlations and shares of variance are known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import ScoringError
from indicators.model.definition import Definition
from indicators.scoring import score
from indicators.scoring.coherence import coherence, cronbach_alpha, principal_components, removal

MONTHS = 96


def tree(weights: dict[str, float], parents: dict[str, str] | None = None, **rules: Any) -> Definition:
    """An index of columns used as they stand, each under the index or under the group named."""
    parents = parents or {}
    groups: dict[str, Any] = {"index": {}} | {group: {"parent": "index"} for group in dict.fromkeys(parents.values())}
    components = {n: {"parent": parents.get(n, "index"), "weight": w} for n, w in weights.items()}
    return Definition.model_validate({"groups": groups, "components": components, **rules})


def waves(*multiples: int) -> list[np.ndarray]:
    """Cosines over whole periods: uncorrelated, each of variance one half."""
    return [np.cos(2 * np.pi * k * np.arange(MONTHS) / MONTHS) for k in multiples]


def frame(**columns: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(columns, pd.period_range("2000-01", periods=MONTHS, freq="M", name="month"))


def test_uncorrelated_components_share_the_variance_by_their_squared_weights_and_spreads() -> None:
    a, b = waves(1, 3)
    audit = coherence(score(frame(a=4 * a, b=b), tree({"a": 1, "b": 2})))
    table = audit.to_frame().set_index("element")
    assert table["weight"].tolist() == pytest.approx([1 / 3, 2 / 3])
    assert table["share"].tolist() == pytest.approx([16 / 20, 4 / 20])
    assert table["r_squared"].tolist() == pytest.approx([16 / 20, 4 / 20])
    assert audit.components.loc["a", "b"] == pytest.approx(0, abs=1e-12)


def test_a_component_that_moves_against_the_index_has_a_negative_share() -> None:
    (a,) = waves(2)
    table = coherence(score(frame(a=3 * a, b=-a), tree({"a": 1, "b": 1}))).importance.set_index("element")
    assert table["share"].tolist() == pytest.approx([1.5, -0.5])
    assert table["r"].tolist() == pytest.approx([1, -1])
    assert table["r_squared"].tolist() == pytest.approx([1, 1])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 0.3))
def test_shares_of_components_sum_to_one_and_those_of_a_group_are_its_components(seed: int, missing: float) -> None:
    rng = np.random.default_rng(seed)
    matrix = frame(**{name: rng.normal(50, 9, MONTHS) for name in "abcd"})
    matrix = matrix.mask(rng.random(matrix.shape) < missing)
    audit = coherence(score(matrix, tree(dict.fromkeys("abcd", 1), {"a": "x", "b": "x"})), resamples=30)
    table = audit.importance.set_index("element")
    assert table.loc[list("abcd"), "share"].sum() == pytest.approx(1)
    assert table.loc["x", "share"] == pytest.approx(table.loc[["a", "b"], "share"].sum())
    assert (table["share_low"] <= table["share_high"]).all()
    assert table["r_squared"].between(0, 1 + 1e-9).all()


def test_correlations_are_those_of_pearson_over_the_rows_that_have_both() -> None:
    rng = np.random.default_rng(1)
    matrix = frame(a=rng.normal(size=MONTHS), b=rng.normal(size=MONTHS), c=rng.normal(size=MONTHS))
    matrix.iloc[:30, 1] = np.nan
    audit = coherence(score(matrix, tree({"a": 1, "b": 1, "c": 1})))
    both = matrix.iloc[30:]
    assert audit.components.loc["a", "b"] == pytest.approx(np.corrcoef(both["a"], both["b"])[0, 1])
    assert audit.complete == MONTHS - 30
    assert audit.rows == MONTHS
    index = score(matrix, tree({"a": 1, "b": 1, "c": 1})).scores["index"]
    r = audit.importance.set_index("element").loc["b", "r"]
    assert r == pytest.approx(np.corrcoef(both["b"], index.iloc[30:])[0, 1])


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 6), st.floats(0.05, 0.95))
def test_alpha_of_equally_correlated_items_is_that_of_spearman_and_brown(k: int, r: float) -> None:
    correlation = np.full((k, k), r) + (1 - r) * np.eye(k)
    basis = np.linalg.qr(np.random.default_rng(0).normal(size=(80, k + 1)) + 1)[0]
    basis = np.linalg.qr(basis - basis.mean(axis=0))[0][:, :k]
    items = basis @ np.linalg.cholesky(correlation).T
    assert cronbach_alpha(items) == pytest.approx(k * r / (1 + (k - 1) * r))
    assert cronbach_alpha(items * np.arange(1, k + 1)) == pytest.approx(k * r / (1 + (k - 1) * r))


def test_two_columns_have_the_eigenvalues_one_plus_and_minus_their_correlation() -> None:
    a, b = waves(1, 4)
    table = pd.DataFrame({"a": a, "b": 0.6 * a + 0.8 * b})
    eigenvalues, loadings = principal_components(table)
    assert eigenvalues.tolist() == pytest.approx([1.6, 0.4])
    assert (loadings**2).sum(axis=1).tolist() == pytest.approx([1, 1])
    assert loadings["PC1"].tolist() == pytest.approx([np.sqrt(0.8), np.sqrt(0.8)])


def test_removal_equals_the_score_of_the_definition_without_the_element() -> None:
    rng = np.random.default_rng(6)
    matrix = frame(**{name: rng.normal(50, 9, MONTHS) for name in "abc"})
    matrix.iloc[:9, 2] = np.nan
    parents = {"a": "x", "b": "x", "c": "y"}
    scores = score(matrix, tree({"a": 1, "b": 3, "c": 1}, parents))
    table = removal(scores, np.arange(MONTHS)).set_index("element")
    without_b = score(matrix, tree({"a": 1, "c": 1}, parents)).scores["index"]
    shift = (without_b - scores.scores["index"]).abs()
    assert table.loc["b", "largest_shift"] == pytest.approx(shift.max())
    assert table.loc["b", "at"] == str(shift.idxmax())
    assert table.loc["b", "mean_shift"] == pytest.approx(shift.mean())
    order = without_b.corr(scores.scores["index"], method="spearman")
    assert table.loc["b", "rank_correlation"] == pytest.approx(order)
    assert table.loc["c", "largest_shift"] == pytest.approx(table.loc["y", "largest_shift"])


def test_a_component_that_does_not_vary_is_named_and_has_no_correlation() -> None:
    a, b = waves(1, 2)
    audit = coherence(score(frame(a=a, b=b, c=np.full(MONTHS, 100.0)), tree({"a": 1, "b": 1, "c": 1})))
    assert audit.constant == ("c",)
    assert audit.components["c"].isna().all()
    assert audit.importance.set_index("element").loc["c", "share"] == pytest.approx(0, abs=1e-12)
    assert len(audit.eigenvalues) == 2


def test_intervals_hold_the_share_of_independent_rows() -> None:
    held = 0
    rng = np.random.default_rng(2024)
    for seed in range(60):
        table = pd.DataFrame({"a": 2 * rng.normal(size=120), "b": rng.normal(size=120)})
        audit = coherence(score(table, tree({"a": 1, "b": 1})), seed=seed, resamples=300)
        low, high = audit.importance.set_index("element").loc["a", ["share_low", "share_high"]]
        held += low <= 0.8 <= high
    assert 47 <= held <= 60  # 90 % of 60, within three standard errors


def test_blocks_of_months_widen_the_intervals_of_slow_series() -> None:
    rng = np.random.default_rng(9)
    slow = frame(a=np.cumsum(rng.normal(size=MONTHS)), b=np.cumsum(rng.normal(size=MONTHS)))
    scores = score(slow, tree({"a": 1, "b": 1}))
    one, blocks = (coherence(scores, block=block).importance for block in (1, 24))
    assert ((blocks.share_high - blocks.share_low) > (one.share_high - one.share_low)).all()


def test_rows_of_several_pairs_are_resampled_pair_by_pair() -> None:
    rng = np.random.default_rng(9)
    pairs = {name: frame(a=rng.normal(size=MONTHS), b=rng.normal(size=MONTHS)) for name in ("AAA", "BBB", "CCC")}
    audit = coherence(score(pd.concat(pairs, names=["pair"]), tree({"a": 1, "b": 1})))
    assert audit.rows == 3 * MONTHS
    assert audit.importance["share"].sum() == pytest.approx(1)


def test_same_seed_gives_the_same_audit() -> None:
    a, b = waves(1, 2)
    scores = score(frame(a=a + 0.1 * np.arange(MONTHS), b=b), tree({"a": 1, "b": 1}))
    first, again, other = (coherence(scores, seed=seed).to_frame() for seed in (1, 1, 2))
    assert first.equals(again)
    assert not first.equals(other)


def test_only_the_rows_of_the_window_count() -> None:
    a, b = waves(1, 2)
    scores = score(frame(a=a, b=b), tree({"a": 1, "b": 1}))
    audit = coherence(scores, window=("2001-01", "2002-12"))
    assert audit.rows == 24
    assert audit.window == "2001-01 to 2002-12"
    half = coherence(score(frame(a=a, b=b).loc["2001-01":"2002-12"], tree({"a": 1, "b": 1})))
    assert audit.importance["share"].tolist() == pytest.approx(half.importance["share"].tolist())


def test_what_stands_beside_the_index_is_not_audited() -> None:
    a, b = waves(1, 2)
    definition = Definition.model_validate(
        {
            "groups": {"index": {}, "beside": {}},
            "components": {"a": {"parent": "index"}, "b": {"parent": "index"}, "c": {"parent": "beside"}},
        }
    )
    audit = coherence(score(frame(a=a, b=b, c=a * b), definition))
    assert set(audit.importance["element"]) == {"a", "b"}
    assert list(audit.groups.columns) == ["index"]


def test_correlations_come_with_the_strongest_first() -> None:
    a, b, c = waves(1, 2, 5)
    matrix = frame(a=20 * a, b=b, c=-8 * a + c)
    audit = coherence(score(matrix, tree({"a": 1, "b": 1, "c": 1}, {"a": "up", "b": "flat", "c": "down"})))
    assert audit.correlations_frame()["r"].abs().is_monotonic_decreasing


def test_too_few_rows_or_an_index_that_stands_still_are_refused() -> None:
    a, b = waves(1, 2)
    scores = score(frame(a=a, b=b), tree({"a": 1, "b": 1}))
    with pytest.raises(ScoringError, match="at least 10 rows"):
        coherence(scores, window=("2001-01", "2001-06"))
    with pytest.raises(ScoringError, match="does not vary"):
        coherence(score(frame(a=np.ones(MONTHS), b=np.ones(MONTHS)), tree({"a": 1, "b": 1})))
