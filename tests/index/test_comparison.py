"""All pairs of a definition: the same numbers as one by one, and ranks that stand with their range."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from indicators.catalog import Catalog
from indicators.errors import PairError
from indicators.index import Origin, index_of
from indicators.index.comparison import Comparison, compare, rank_path, ranks_drawn, ranks_in
from indicators.scoring.uncertainty import Uncertainty
from indicators.store import Store


@pytest.fixture(scope="module")
def partners(shipped_store: Store, catalog: Catalog) -> Comparison:
    """The forty partners."""
    return compare(Origin(shipped_store, catalog), catalog.definition("us-partners"))


@pytest.fixture(scope="module")
def drawn(catalog: Catalog, partners: Comparison) -> Uncertainty:
    """Their scores at every year's end under few draws."""
    return ranks_drawn(partners, draws=200)


def test_a_pair_among_all_has_the_index_it_has_alone(
    shipped_store: Store, catalog: Catalog, partners: Comparison
) -> None:
    for pair in ("USA-TUR", "USA-DEU", "USA-MNE"):
        alone = index_of(Origin(shipped_store, catalog), "us-partners", pair)
        pd.testing.assert_frame_equal(partners.indices[pair].scores.scores, alone.scores.scores)
    assert set(partners.indices) | set(partners.refused) == {
        str(pair) for pair in catalog.pairs(catalog.definition("us-partners"))
    }


def test_ranks_are_compared_at_the_ends_of_years(partners: Comparison) -> None:
    assert set(partners.year_ends.month) == {12}
    assert str(partners.year_ends[-1]) == "2024-12"


def test_ranks_can_be_drawn_once_a_year_ends_in_the_frozen_window(partners: Comparison) -> None:
    """Where no window is frozen, any year's end will do."""
    early = {name: one for name, one in partners.indices.items() if name in ("USA-TUR", "USA-GRC")}
    definition = partners.definition
    for window, expected in ((("2005-12", "2024-12"), True), (("2025-01", "2026-12"), False), (None, True)):
        frozen = definition.model_copy(update={"frozen_window": window})
        assert dataclasses.replace(partners, definition=frozen, indices=early).can_be_drawn is expected


def test_size_and_affinity_are_unrelated_across_partners(partners: Comparison) -> None:
    """What the definition says of itself: a rank by one is not a rank by the other."""
    size, affinity = (partners.table(axis).loc["2024-12"] for axis in ("size", "affinity"))
    assert abs(size.corr(affinity)) < 0.15
    assert size.rank(ascending=False)["USA-TUR"] == pytest.approx(10, abs=2)
    assert affinity.rank(ascending=False)["USA-TUR"] == pytest.approx(35, abs=2)


def test_a_component_is_compared_by_its_own_score(partners: Comparison) -> None:
    table = partners.table("troops")
    assert table["USA-DEU"]["2019-12"] == partners.indices["USA-DEU"].scores.components.at["2019-12", "troops"]


def test_the_nominal_rank_is_that_of_the_score(partners: Comparison, drawn: Uncertainty) -> None:
    month = partners.year_ends[-1]
    table = ranks_in(drawn, month).to_frame().set_index("item")
    scores = partners.scores.loc[month]
    pd.testing.assert_series_equal(table["score"].sort_index(), scores.sort_index(), check_names=False)
    assert (table["rank"] == scores.rank(ascending=False, method="min").reindex(table.index)).all()
    assert table["low"].ge(1).all()
    assert table["high"].le(len(scores)).all()
    assert table["low"].le(table["high"]).all()


def test_the_ends_of_the_order_are_sure_and_its_middle_is_not(partners: Comparison, drawn: Uncertainty) -> None:
    """In the trial Russia is last in nine draws of ten, and the middle of the order spans twenty ranks."""
    table = ranks_in(drawn, partners.year_ends[-1]).to_frame().set_index("item")
    assert table.loc["USA-RUS", "low"] >= 39
    assert table.loc["USA-TUR", "high"] - table.loc["USA-TUR", "low"] > 10


def test_a_path_is_the_rank_of_every_year(partners: Comparison, drawn: Uncertainty) -> None:
    path = rank_path(drawn, "USA-TUR")
    last = ranks_in(drawn, path.index[-1]).to_frame().set_index("item").loc["USA-TUR"]
    assert path.iloc[-1][["rank", "low", "high"]].tolist() == last[["rank", "low", "high"]].tolist()
    assert path["of"].iloc[-1] == partners.scores.loc[path.index[-1]].notna().sum()
    assert path["rank"].between(path["low"], path["high"]).mean() > 0.9
    assert rank_path(drawn, "USA-MNE").index[0] > path.index[0]


def test_progress_reaches_the_end(shipped_store: Store, catalog: Catalog) -> None:
    said: list[float] = []
    few = catalog.definition("us-partners").model_copy(update={"partners": ("TUR", "GRC")})
    both = compare(Origin(shipped_store, catalog), few, progress=said.append)
    ranks_drawn(both, draws=20, progress=said.append)
    assert said == [0.5, 1.0, 0.5, 1.0]
    assert np.isin(both.scores.columns, ["USA-TUR", "USA-GRC"]).all()


def test_what_the_definition_sets_beside_a_pair_comes_with_its_reason(partners: Comparison) -> None:
    assert list(partners.beside) == ["USA-GRC", "USA-DEU"]
    assert "Aegean" in partners.beside["USA-GRC"]


def test_one_partner_compares_nothing(shipped_store: Store, catalog: Catalog) -> None:
    with pytest.raises(PairError, match="one partner"):
        compare(Origin(shipped_store, catalog), catalog.definition("strategic-mechanism"))
