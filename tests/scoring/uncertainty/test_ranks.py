"""Ranks within draws: for countries in one table, and for pairs drawn alike."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from indicators.errors import UncertaintyError
from indicators.model.definition import Definition
from indicators.scoring.uncertainty import uncertainty
from indicators.scoring.uncertainty.choices import Choices
from indicators.scoring.uncertainty.ranks import descending_ranks, rank_uncertainty


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8))
def test_the_highest_score_has_rank_one_and_ties_share_the_best(scores: list[int]) -> None:
    values = np.array(scores, dtype=float)[:, None]
    assert descending_ranks(values)[:, 0].tolist() == rankdata(-values[:, 0], method="min").tolist()


def test_items_without_a_score_have_no_rank() -> None:
    ranks = descending_ranks(np.array([[3.0], [np.nan], [7.0]]))
    assert ranks[[0, 2], 0].tolist() == [2, 1]
    assert np.isnan(ranks[1, 0])


def test_asem_ranks_follow_the_published_scores_and_their_range_holds_them(asem) -> None:
    definition = asem.definition({"method": "min_max", "low": 0, "high": 100}, {"method": "arithmetic"})
    ranked = rank_uncertainty(uncertainty(asem.matrix, definition, draws=300))
    frame = ranked.to_frame()
    published = asem.expected[(asem.expected.config == "R01_minmax0_100_amean") & (asem.expected.iCode == "Index")]
    order = published.sort_values("value", ascending=False).uCode.tolist()
    assert frame["item"].tolist() == order
    assert ((frame["low"] <= frame["median"]) & (frame["median"] <= frame["high"])).all()
    assert (frame["low"] >= 1).all()
    assert (frame["high"] <= 51).all()
    assert (ranked.ranks.min(axis=0) == 1).all()
    assert ranked.probability(order[0], within=51) == 1
    assert ranked.probability(order[-1], within=10) == 0


def test_ranks_are_certain_where_nothing_varies(asem) -> None:
    definition = asem.definition({"method": "min_max"}, {"method": "arithmetic"})
    frame = rank_uncertainty(uncertainty(asem.matrix, definition, choices=Choices.only(), draws=20)).to_frame()
    assert (frame["low"] == frame["rank"]).all()
    assert (frame["high"] == frame["rank"]).all()


@pytest.fixture
def definition() -> Definition:
    components = {name: {"parent": "index"} for name in "ab"}
    return Definition.model_validate({"groups": {"index": {}}, "components": components})


def test_pairs_drawn_alike_are_ranked_in_a_month(months, definition: Definition) -> None:
    rng = np.random.default_rng(3)
    base = months(a=rng.uniform(20, 80, 24).tolist(), b=rng.uniform(20, 80, 24).tolist())
    drawn = {name: uncertainty(base + k, definition, draws=50) for name, k in (("low", 0), ("high", 20), ("mid", 10))}
    ranked = rank_uncertainty(drawn, at="2001-12")
    assert ranked.to_frame()["item"].tolist() == ["high", "mid", "low"]
    assert (ranked.ranks == np.array([[3], [1], [2]])).all()


def test_rows_of_pair_and_month_are_ranked_within_a_month(months, definition: Definition) -> None:
    rng = np.random.default_rng(3)
    base = months(a=rng.uniform(20, 80, 24).tolist(), b=rng.uniform(20, 80, 24).tolist())
    both = pd.concat({"low": base, "high": base + 15}, names=["pair"])
    ranked = rank_uncertainty(uncertainty(both, definition, draws=50), within="2001-12")
    assert ranked.to_frame()["item"].tolist() == ["high", "low"]
    assert (ranked.ranks == np.array([[2], [1]])).all()


def test_refusals_say_what_is_wrong(months, definition: Definition) -> None:
    matrix = months(a=list(range(12)), b=[3.0, 9.0] * 6)
    first, second = (uncertainty(matrix, definition, draws=20, seed=seed) for seed in (1, 2))
    with pytest.raises(UncertaintyError, match="name it with 'at'"):
        rank_uncertainty({"x": first})
    with pytest.raises(UncertaintyError, match="not drawn alike"):
        rank_uncertainty({"x": first, "y": second}, at="2000-05")
    with pytest.raises(UncertaintyError, match="one of them is raw"):
        rank_uncertainty({"x": first, "y": first.raw()}, at="2000-05")
    with pytest.raises(UncertaintyError, match="pair × month"):
        rank_uncertainty(first, within="2000-05")
    with pytest.raises(UncertaintyError, match="not among the ranked"):
        rank_uncertainty({"x": first}, at="2000-05").probability("z", within=1)
