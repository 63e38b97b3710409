"""The default index under other choices, against a trial of the same data that was made before this code.

The trial drew 3,000 times over the same choices (Dirichlet weights with concentration 50, three normalisations, two
means, three half-lives, two contact sources, three treatments of gas before 2016, leaving one component out). It did
not state its z scale, nor how often it left a component out, so bands agree to a few points, not to one.
"""

from __future__ import annotations

import pytest

from indicators.catalog import Catalog
from indicators.index import Index
from indicators.index.robustness import alternatives, index_sensitivity, index_uncertainty
from indicators.scoring.uncertainty import Uncertainty, uncertainty
from indicators.scoring.uncertainty.choices import Choices
from indicators.scoring.uncertainty.ranks import rank_uncertainty
from indicators.store import Store

TRIAL_BANDS = {
    "1991-07": (58, 71),
    "2003-12": (46, 59),
    "2009-12": (66, 73),
    "2012-12": (62, 68),
    "2018-10": (33, 50),
    "2021-05": (41, 51),
    "2025-12": (50, 71),
}
LOW = slice("2018-10", "2020-12")


def year(first: int, last: int | None = None) -> slice:
    return slice(f"{first}-01", f"{last or first}-12")


TRIAL_PROBABILITIES = [
    (year(2002), year(2003), 1.00),
    (year(2004), year(2003), 0.88),
    (year(2003), LOW, 0.94),
    (year(2012), year(2018, 2020), 1.00),
    ("2025-12", "2023-12", 0.98),
    (year(2025), year(2024), 0.63),
    ("2025-12", year(2003), 0.54),
    ("2025-12", year(2002), 0.31),
    ("2025-12", year(2012), 0.08),
]


@pytest.fixture(scope="module")
def drawn(shipped_store: Store, catalog: Catalog, turkiye: Index) -> Uncertainty:
    return index_uncertainty(turkiye, draws=3000)


@pytest.mark.parametrize("month", TRIAL_BANDS)
def test_bands_lie_near_those_of_the_trial(drawn: Uncertainty, month: str) -> None:
    low, high = TRIAL_BANDS[month]
    assert drawn.bands.loc[month, "q05"] == pytest.approx(low, abs=6)
    assert drawn.bands.loc[month, "q95"] == pytest.approx(high, abs=6)


@pytest.mark.parametrize(("at", "above", "probability"), TRIAL_PROBABILITIES)
def test_probabilities_lie_near_those_of_the_trial(drawn: Uncertainty, at, above, probability: float) -> None:
    assert drawn.probability(at, above=above) == pytest.approx(probability, abs=0.15)


def test_weights_alone_move_the_last_year_end_by_what_the_trial_found(turkiye: Index) -> None:
    choices = Choices.only("weights")
    alone = uncertainty(turkiye.panel.matrix, turkiye.definition, choices=choices, draws=3000).raw().bands
    assert alone.loc["2025-12", "q05"] == pytest.approx(57, abs=1)
    assert alone.loc["2025-12", "q95"] == pytest.approx(66, abs=1.5)


def test_choices_move_the_scale_more_than_the_course(drawn: Uncertainty) -> None:
    common, raw = drawn.bands, drawn.raw().bands
    given = drawn.nominal.notna()
    assert (raw.q95 - raw.q05)[given].mean() > 1.5 * (common.q95 - common.q05)[given].mean()


def test_nearly_every_month_lies_in_its_band_and_every_given_month_has_one(drawn: Uncertainty) -> None:
    given = drawn.bands[drawn.nominal.notna()]
    assert given.notna().all(axis=None)
    assert given["nominal"].between(given["q05"] - 1e-9, given["q95"] + 1e-9).mean() > 0.95


def test_choices_of_the_definition_are_all_drawn(drawn: Uncertainty) -> None:
    for words in ("half_life", "contact_source", "entry", "weights", "1985-12"):
        assert words in " ".join(drawn.caveats)


def test_the_weights_inside_small_groups_matter_least(shipped_store: Store, catalog: Catalog, turkiye: Index) -> None:
    table = index_sensitivity(turkiye, of="2025-12").to_frame().set_index("factor")
    assert table.loc["component left out", "total"] > 0.1
    assert table.loc["normalisation", "total"] > 0.1
    for small in ("weights of trade", "weights of defence", "measurement of liberal_democracy"):
        assert table.loc[small, "total"] < 0.05


def test_half_life_moves_the_low_of_2018_by_what_the_trial_found(
    shipped_store: Store, catalog: Catalog, turkiye: Index
) -> None:
    own = {key: frames for key, frames in alternatives(turkiye).items() if "half_life" in key}
    moved = uncertainty(
        turkiye.panel.matrix,
        turkiye.definition,
        choices=Choices.only(),
        alternatives=own,
        draws=200,
        common_scale=False,
    )
    plain = moved.sample.taken("contact_source", "as defined")
    for month, range_in_trial in {"2018-10": 3, "1991-07": 7.5}.items():
        values = moved.values(month)[plain]
        assert values.max() - values.min() == pytest.approx(range_in_trial, abs=0.5)


def test_months_rank_as_their_draws_do(drawn: Uncertainty) -> None:
    ranked = rank_uncertainty(drawn).to_frame()
    lowest = ranked[ranked["rank"].notna()].iloc[-1]
    assert "2018-10" <= lowest["item"] <= "2020-12"
