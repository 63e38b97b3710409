"""What a scenario does under other choices: the same draw with and without it, arithmetic by hand, and refusals."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from indicators.catalog import Catalog
from indicators.errors import ScenarioError
from indicators.index import Index, Origin, index_of
from indicators.index.robustness import choices_and_intervals
from indicators.index.scenario import Scenario, applied, decode, scenario_effect
from indicators.index.scenario.apply import differences
from indicators.index.scenario.effect import AS_IS, SCENARIO, drawn_beside
from indicators.index.scenario.rows import changed
from indicators.scoring.uncertainty import Uncertainty
from indicators.store import Store
from indicators.wording.scenario import effect_sentence, others_in_force

MONTH = pd.Period("2025-12", "M")
LIFTED = "end:S024=2025-01-01"
DRAWS = 600
MANY = 4000


@pytest.fixture(scope="module")
def lifted(shipped_store: Store, catalog: Catalog, turkiye: Index) -> Uncertainty:
    """The default index as it is and without a measure."""
    return drawn_beside(turkiye, decode(LIFTED), MONTH, draws=DRAWS)


def in_score(both: Uncertainty, component: str, **taken: str) -> np.ndarray:
    """The effect in points of one component's score, in the draws under means and goalposts that took some labels.

    An effect through one component is its score's, times the shares of weight up the tree, times the common scale.
    """
    table, definition = both.sample.to_frame(), both.scores.definition
    some = (table["normalisation"] == "as defined") & (table["aggregation"] == "as defined")
    axis = next(axis for axis in definition.axes if component in definition.leaves(axis))
    some &= ~table["component left out"].isin(definition.leaves(axis))  # whose siblings share its weight
    for choice, label in taken.items():
        some &= table[choice] == label
    assert some.sum() >= 10
    effect = both.values((SCENARIO, MONTH)) - both.values((AS_IS, MONTH))
    shares, node = both.factor.copy(), component
    while node != definition.index:
        shares = shares * table.get(f"weight of {node}", 1.0)
        node = next(group for group in definition.groups if node in definition.children(group))
    return np.asarray((effect / shares)[some])


def test_a_scenario_that_changes_nothing_moves_no_draw(shipped_store: Store, catalog: Catalog, turkiye: Index) -> None:
    effect = scenario_effect(turkiye, Scenario(), MONTH, draws=DRAWS)
    assert effect.nominal == 0
    assert (effect.drawn == 0).all()
    assert effect_sentence(effect).startswith(f"none of {DRAWS} indices")


@pytest.mark.parametrize("text", [LIFTED, "end:S019=2025-01-01", "never:S024", f"{LIFTED};end:S019=2025-01-01"])
def test_lifting_a_measure_lowers_no_draw(text: str, shipped_store: Store, catalog: Catalog, turkiye: Index) -> None:
    effect = scenario_effect(turkiye, decode(text), MONTH, draws=DRAWS)
    assert effect.drawn.min() > -1e-9
    assert effect.range[0] <= effect.nominal <= effect.range[1]
    assert effect.shares[1] == 0


@pytest.mark.parametrize("text", [LIFTED, "times:goods_trade=0.7@2025-01", "value:contact=2@2025-01", "never:S024"])
@pytest.mark.parametrize("month", ["2025-12", "2026-06"])
def test_under_the_choices_as_they_are_it_is_the_difference(
    text: str, month: str, shipped_store: Store, catalog: Catalog, turkiye: Index
) -> None:
    effect = scenario_effect(turkiye, decode(text), month, draws=16)
    gap = differences(turkiye, applied(decode(text), turkiye))
    assert effect.nominal == pytest.approx(gap[month], abs=1e-9)


@pytest.mark.parametrize(
    ("definition", "as_of", "text", "month"),
    [
        ("strategic-mechanism", None, LIFTED, "2025-12"),
        ("us-partners", None, "times:goods_trade=0.01@2023-01", "2024-12"),
        ("strategic-mechanism", dt.date(2020, 1, 1), "end:S019=2019-10-20", "2019-10"),
    ],
)
def test_the_draws_are_those_of_the_index_also_inside_the_frozen_window(
    definition: str, as_of: dt.date | None, text: str, month: str, shipped_store: Store, catalog: Catalog
) -> None:
    """The last two months lie in the window that the common scale, z-scores and shares of months are measured on."""
    index = index_of(Origin(shipped_store, catalog), definition, "USA-TUR", as_of=as_of)
    drawn = choices_and_intervals(index, draws=DRAWS)
    month = pd.Period(month, "M")
    both = drawn_beside(index, decode(text), month, draws=DRAWS)
    assert both.sample.same_as(drawn.sample)
    assert np.abs(both.values((SCENARIO, month)) - both.values((AS_IS, month))).max() > 1
    np.testing.assert_allclose(both.paths[:-1], drawn.paths, rtol=1e-12)
    np.testing.assert_allclose(both.factor, drawn.factor, rtol=1e-12)


def test_a_draw_that_leaves_the_component_out_does_not_move(lifted: Uncertainty) -> None:
    gap = lifted.values((SCENARIO, MONTH)) - lifted.values((AS_IS, MONTH))
    without = lifted.sample.taken("component left out", "us_measures")
    assert without.any()
    assert np.abs(gap[without]).max() < 1e-9
    assert (gap[~without] > 0.1).all()


def test_a_measure_of_half_the_scale_is_fifty_points_in_every_draw(lifted: Uncertainty) -> None:
    """Scope 2 on goalposts 4 → 0; only weights and the common scale differ from draw to draw."""
    assert in_score(lifted, "us_measures") == pytest.approx(50)


@pytest.mark.parametrize("text", ["never:documented-42", "value:contact=2@2025-01"])
@pytest.mark.parametrize("days", ["180", "730"])
def test_a_draw_of_another_half_life_counts_the_acts_of_the_scenario(
    text: str, days: str, shipped_store: Store, catalog: Catalog, turkiye: Index
) -> None:
    both = drawn_beside(turkiye, decode(text), MONTH, draws=MANY)
    written = f"half_life:contact={days}"
    old, new = (applied(decode(one), turkiye).scores.components for one in (written, f"{written};{text}"))
    expected = new.at[MONTH, "contact"] - old.at[MONTH, "contact"]
    assert abs(expected) > 1
    drawn = in_score(both, "contact", half_life=days, contact_source="as defined")
    assert drawn == pytest.approx(expected)


def test_a_figure_is_multiplied_with_its_bounds(shipped_store: Store, turkiye: Index) -> None:
    halved = changed(turkiye.origin, decode("times:vdem_libdem=0.5@2020-01"), turkiye.pair).figures
    asked = ["vdem_libdem", "vdem_libdem_low", "vdem_libdem_high"], ["USA", "TUR"], None
    old, new = shipped_store.observations(*asked), halved.observations(*asked)
    late = old["time_period"] >= "2020-01"
    assert set(old.loc[late, "indicator"]) == set(asked[0])
    np.testing.assert_allclose(new.loc[late, "obs_value"], old.loc[late, "obs_value"] / 2)
    pd.testing.assert_frame_equal(new[~late], old[~late])


@pytest.mark.parametrize("text", ["weight:economic=50", f"{LIFTED};without:lng", "aggregation:geometric"])
def test_other_weights_and_methods_have_no_range_and_say_so(
    text: str, shipped_store: Store, catalog: Catalog, turkiye: Index
) -> None:
    with pytest.raises(ScenarioError, match="changes weights, components or methods"):
        scenario_effect(turkiye, decode(text), MONTH)


def test_a_scale_that_the_scenario_moves_has_no_range(shipped_store: Store, catalog: Catalog, turkiye: Index) -> None:
    """Under z-scores a measure of 2020 is part of the mean; one lifted after the frozen window is not."""
    z_scores = applied(decode("normalisation:z_score"), turkiye)
    late = scenario_effect(z_scores, decode(LIFTED), MONTH, draws=16)
    assert late.nominal > 0
    with pytest.raises(ScenarioError, match="scale changes with them"):
        scenario_effect(z_scores, decode("never:S024"), MONTH, draws=16)


def test_a_month_without_an_index_is_refused(shipped_store: Store, catalog: Catalog, turkiye: Index) -> None:
    with pytest.raises(ScenarioError, match="no index of 2030-01"):
        scenario_effect(turkiye, decode(LIFTED), "2030-01")


def test_the_sentence_tells_the_range_and_who_agrees(shipped_store: Store, catalog: Catalog, turkiye: Index) -> None:
    effect = scenario_effect(turkiye, decode("times:goods_trade=0.7@2025-01"), MONTH)
    low, high = (f"−{abs(edge):.1f}" for edge in np.quantile(effect.drawn, (0.05, 0.95)))
    assert effect_sentence(effect) == (
        f"of 2,000 indices that other defensible choices give, 90 % change by {low} to {high} points in the scenario; "
        "100 % fall."
    )


def test_the_acts_beside_one_that_never_was_are_those_in_force_then(turkiye: Index) -> None:
    """In October 2018 a steel duty and frozen assets were in force together, in December 2018 only the duty."""
    without = applied(decode("never:S012"), turkiye)
    assert others_in_force(turkiye, without, pd.Period("2018-10")) == [
        "1 other act counts in US measures against Türkiye: “US freezes assets of two Turkish ministers over the "
        "Brunson case”."
    ]
    (alone,) = others_in_force(turkiye, without, pd.Period("2018-12"))
    assert alone.startswith("No other act counts in US measures against Türkiye, which is made of: US sanctions")
    assert others_in_force(turkiye, without, pd.Period("2020-01")) == []


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        (LIFTED, True),
        ("value:lng=0@2025-01", True),
        (f"{LIFTED};value:lng=0@2025-01", True),
        ("end:S019=2025-12-20", False),
    ],
)
def test_where_a_draw_does_not_move_it_says_why(
    text: str, left_out: bool, shipped_store: Store, catalog: Catalog, turkiye: Index
) -> None:
    """Shipments begin late, so a draw can leave them out with all that does. A restriction that ends within the month
    falls from 2 to 1.2, and no month of the window lies between, so shares of months count no difference."""
    restrictions = turkiye.panel.matrix["arms_restrictions"][:"2024-12"]
    assert not restrictions.between(1.2, 2, inclusive="neither").any()
    effect = scenario_effect(turkiye, decode(text), MONTH, draws=DRAWS)
    assert effect.left_out is left_out
    assert effect_sentence(effect).endswith(
        "the rest leave out what the scenario moves." if left_out else "do not move."
    )


def test_a_figure_held_where_it_is_says_that_its_error_is_gone(
    shipped_store: Store, catalog: Catalog, turkiye: Index
) -> None:
    """V-Dem publishes an interval; the value that stands is drawn from it, the value that is set is not."""
    value = float(turkiye.panel.matrix.at[MONTH, "liberal_democracy"])
    same = decode(f"value:liberal_democracy={value!r}@2025-01")
    effect = scenario_effect(turkiye, same, MONTH, draws=DRAWS)
    assert effect.nominal == pytest.approx(0)
    assert min(effect.shares) > 0.1
    assert effect_sentence(effect).endswith("What is held at a value has no error of measurement; as it is it has one.")
