"""Scenarios: the text of a link, arithmetic identities, refusals, and a definition kept as one's own."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from indicators.catalog import Catalog
from indicators.catalog.toml import to_toml
from indicators.errors import DefinitionError, ScenarioError
from indicators.index import Index
from indicators.index.scenario import (
    HeldValue,
    MovedEvent,
    ScaledFigures,
    Scenario,
    applied,
    brought_forward,
    decode,
    encode,
    examples,
    preset_weights,
    scenario_definition,
    year_begin,
)
from indicators.index.scenario.apply import differences
from indicators.index.workspace import open_workspace
from indicators.model.definition import Definition
from indicators.store import Store
from indicators.wording.scenario import difference_sentence, phrases

names = some.text(min_size=1, max_size=20)
numbers = some.floats(0, 1e6, allow_nan=False)
month_texts = some.dates().map(lambda day: f"{day:%Y-%m}".rjust(7, "0"))
scenarios = some.builds(
    Scenario,
    weights=some.dictionaries(names, numbers, max_size=3),
    without=some.lists(names, unique=True, max_size=3).map(tuple),
    half_lives=some.dictionaries(names, some.floats(1, 36500), max_size=2),
    normalisation=some.sampled_from(["", "z_score", "ecdf", "min_max"]),
    aggregation=some.sampled_from(["", "geometric", "harmonic", "minimum"]),
    events=some.lists(
        some.builds(MovedEvent, event=names, side=some.sampled_from(["start", "end"]), date=some.dates()),
        unique_by=lambda one: (one.side, one.event),
        max_size=3,
    ).map(tuple),
    never=some.lists(names, unique=True, max_size=2).map(tuple),
    figures=some.lists(
        some.builds(
            ScaledFigures, indicator=some.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True), factor=numbers,
            since=month_texts,
        ),
        unique_by=lambda one: one.indicator,
        max_size=2,
    ).map(tuple),
    values=some.lists(
        some.builds(
            HeldValue, component=names, value=some.floats(allow_nan=False, allow_infinity=False), since=month_texts
        ),
        unique_by=lambda one: one.component,
        max_size=2,
    ).map(tuple),
)  # fmt: skip


@given(scenarios)
def test_a_link_brings_the_same_scenario_back(scenario: Scenario) -> None:
    assert decode(encode(scenario)) == scenario


@given(some.text(alphabet="weight:without=;@.%0123456789-nd halfe_ivu\x00é"))
def test_any_text_is_a_scenario_or_is_refused(text: str) -> None:
    try:
        scenario = decode(text)
    except ScenarioError:
        return
    assert decode(encode(scenario)) == scenario


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("weight", "begins with none of"),
        ("wieght:trade=3", "begins with none of"),
        ("weight:trade", "cannot be read"),
        ("without:lng=1", "cannot be read"),
        ("weight:trade=-1", "greater than or equal to 0"),
        ("weight:trade=nan", "finite number"),
        ("weight:trade=1;weight:trade=2", "twice"),
        ("normalisation:best", "normalisation"),
        ("end:S024=tomorrow", "events.0.date"),
        ("times:lng_exports=0.7", "figures.0.since"),
        ("times:LNG=0.7@2025-01", "figures.0.indicator"),
        ("value:lng=inf@2025-01", "finite number"),
        ("without:a;" * 1000, "characters"),
    ],
)
def test_a_wrong_text_is_refused_in_one_sentence(text: str, why: str) -> None:
    with pytest.raises(ScenarioError, match=why):
        decode(text)


def test_changing_nothing_changes_nothing(turkiye: Index) -> None:
    same = applied(Scenario(), turkiye)
    pd.testing.assert_frame_equal(same.scores.scores, turkiye.scores.scores)
    pd.testing.assert_series_equal(same.scores.freshness, turkiye.scores.freshness)


def test_lifting_a_measure_adds_its_share_of_the_scale(turkiye: Index) -> None:
    """Scope 2 on goalposts 4 → 0 is half the scale; times 0.65 of frictions (20 of the political 75), times 0.75."""
    lifted = applied(decode("end:S024=2026-01-01"), turkiye)
    gap = differences(turkiye, lifted)
    assert gap[:"2025-12"].abs().max() < 1e-9
    assert gap["2026-01":].to_numpy() == pytest.approx(50 * 0.65 * 20 / 75 * 0.75)


def test_an_act_that_ends_as_it_begins_never_was(turkiye: Index) -> None:
    gap = differences(turkiye, applied(decode("end:S024=2020-12-14"), turkiye))
    assert gap[:"2020-11"].abs().max() < 1e-9
    assert gap["2021-01"] == pytest.approx(6.5)


def test_a_measure_that_never_was_is_one_that_ends_as_it_begins(turkiye: Index) -> None:
    never, ended = (applied(decode(text), turkiye) for text in ("never:S024", "end:S024=2020-12-14"))
    pd.testing.assert_series_equal(never.index, ended.index)


def test_without_all_visits_nobody_visits(turkiye: Index) -> None:
    """A visit ends on the day it begins and counts all the same, so only `never` takes it away."""
    events = turkiye.panel.sources.events.frame
    visits = events.loc[events["kind"].isin(turkiye.definition.components["contact"].source.events), "event_id"]
    rate = applied(Scenario(never=tuple(visits)), turkiye).panel.matrix["contact"]
    assert (rate.dropna() == 0).all()
    assert turkiye.panel.matrix["contact"].dropna().iloc[-1] > 0


def test_an_example_does_what_it_says(turkiye: Index) -> None:
    found = examples(turkiye)
    month = turkiye.headline.month
    for one in found:
        assert differences(turkiye, applied(one.scenario, turkiye))[month] == pytest.approx(one.points)
    lifted = [one for one in found if one.about == "lifted"]
    assert {event.event for one in lifted for event in one.scenario.events} == {"S019", "S024"}
    assert all(one.points > 0 for one in lifted)
    assert all(one.points < 0 for one in found if one.about in ("lower", "never"))
    assert [held.value for one in found for held in one.scenario.values] == [100.0]  # billion USD, a power of ten


def test_an_act_after_the_figures_is_brought_before_them(turkiye: Index) -> None:
    """An end in the headline's first month shows as much as one in any later month before the headline."""
    late, early = decode("end:S024=2026-09-01;end:S019=2024-05-01"), decode("end:S019=2024-05-01")
    assert brought_forward(early, turkiye) == early
    moved = brought_forward(late, turkiye)
    assert [event.date.isoformat() for event in moved.events] == [f"{year_begin(turkiye)}-01", "2024-05-01"]
    assert applied(moved, turkiye).index[turkiye.headline.month] > applied(late, turkiye).index[turkiye.headline.month]


@pytest.mark.parametrize("text", ["start:S024=2030-01-01", "end:S018R=2030-01-01", "start:S024=2030-01-01;never:S019"])
def test_an_act_moved_past_the_figures_that_moves_what_was_stays(turkiye: Index, text: str) -> None:
    """Sanctions of 2020 that begin in 2030, and duties ended in 2025 that end in 2030, change the months between."""
    scenario = decode(text)
    assert differences(turkiye, applied(scenario, turkiye)).abs().max() > 1
    assert brought_forward(scenario, turkiye) == scenario


@pytest.mark.parametrize("text", ["end:C999=2030-01-01", "start:S009=2030-01-01"])
def test_an_act_that_does_not_fit_is_left_to_be_refused(turkiye: Index, text: str) -> None:
    assert brought_forward(decode(text), turkiye) == decode(text)
    with pytest.raises(ScenarioError):
        applied(decode(text), turkiye)


def test_lifting_holds_the_data_as_they_are(turkiye: Index, shipped_store: Store) -> None:
    version = shipped_store.data_version
    before = turkiye.panel.sources.events.frame.copy()
    applied(decode("end:S024=2026-01-01;times:lng_exports=0.7@2025-01;value:troops=9@2020-01"), turkiye)
    pd.testing.assert_frame_equal(turkiye.panel.sources.events.frame, before)
    assert shipped_store.data_version == version


def test_figures_times_a_factor_move_their_component_by_it(turkiye: Index) -> None:
    """Twelve months after the first changed month a trailing sum has moved by the whole factor."""
    less = applied(decode("times:lng_exports=0.7@2024-01"), turkiye)
    old, new = turkiye.panel.matrix["lng"], less.panel.matrix["lng"]
    assert new[:"2023-12"].equals(old[:"2023-12"])
    assert new["2024-12":"2025-12"].to_numpy() == pytest.approx(0.7 * old["2024-12":"2025-12"].to_numpy())
    others = turkiye.panel.matrix.columns.drop("lng")
    pd.testing.assert_frame_equal(less.panel.matrix[others], turkiye.panel.matrix[others])


def test_a_component_held_at_a_goalpost_scores_that_end_and_is_fresh(turkiye: Index) -> None:
    held = applied(decode("value:trade_volume=60@2025-06;value:un_votes=3.1@2025-06"), turkiye)
    late = held.scores.components["2025-06":]
    assert late["trade_volume"].to_numpy() == pytest.approx(100.0)
    assert late["un_votes"].to_numpy() == pytest.approx(0.0)
    assert not held.panel.carried["2025-06":][["trade_volume", "un_votes"]].any(axis=None)
    assert held.index[:"2025-05"].equals(turkiye.index[:"2025-05"])


def test_a_component_switched_off_is_the_index_with_its_siblings_renormalised(turkiye: Index) -> None:
    scores = turkiye.scores.scores.loc["2025-12"]
    without = applied(decode("without:lng"), turkiye)
    assert "energy" not in without.definition.groups
    assert "energy" not in without.definition.required
    assert without.index["2025-12"] == pytest.approx(0.25 * scores["trade"] + 0.75 * scores["political"])


def test_weights_are_shares_among_siblings(turkiye: Index) -> None:
    scores = turkiye.scores.scores.loc["2025-12"]
    even = applied(decode("weight:economic=3;weight:political=3"), turkiye)
    assert even.index["2025-12"] == pytest.approx((scores["economic"] + scores["political"]) / 2)


def test_a_half_life_changes_its_component_only(turkiye: Index) -> None:
    slow = applied(decode("half_life:contact=730"), turkiye)
    assert slow.definition.components["contact"].steps[0].half_life_days == 730
    others = turkiye.panel.matrix.columns.drop("contact")
    pd.testing.assert_frame_equal(slow.panel.matrix[others], turkiye.panel.matrix[others])
    assert not slow.panel.matrix["contact"].equals(turkiye.panel.matrix["contact"])


def test_the_means_keep_their_order(turkiye: Index) -> None:
    """Minimum ≤ harmonic ≤ geometric mean, in every group and so in the index."""
    methods = ("minimum", "harmonic", "geometric")
    index = {method: applied(Scenario(aggregation=method), turkiye).index.dropna() for method in methods}
    assert (index["minimum"] <= index["harmonic"] + 1e-9).all()
    assert (index["harmonic"] <= index["geometric"] + 1e-9).all()


def test_min_max_reaches_both_ends_of_the_scale_in_the_window(turkiye: Index) -> None:
    index = applied(decode("normalisation:min_max"), turkiye)
    inside = index.scores.components.loc["1985-12":"2024-12"].drop(columns="lng")
    assert inside.min().to_numpy() == pytest.approx(0.0)
    assert inside.max().to_numpy() == pytest.approx(100.0)
    written = turkiye.definition.components["lng"].normalise
    assert index.definition.components["lng"].normalise == written


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("weight:contact_size=1", "not in strategic-mechanism"),
        ("without:trade", "not in strategic-mechanism"),
        ("half_life:lng=100", "does not fade"),
        ("weight:economic=0;weight:political=0", "all have the weight 0"),
        ("end:C999=2026-01-01", "no act 'C999'"),
        ("never:C999", "take never:C999 out"),
        ("end:S024=2019-01-01", "before it begins"),
        ("start:S009=2020-01-01", "before it begins"),
        ("times:gpr_global=2@2020-01", "reads no figures"),
        ("times:lng_exports=2@2030-01", "end before 2030-01"),
        ("value:economic=2@2020-01", "not a component"),
        ("value:lng=2@2010-01", "written up to"),
        ("value:troops=2@2030-01", "choose an earlier month"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_item(turkiye: Index, text: str, why: str) -> None:
    with pytest.raises(ScenarioError, match=why):
        applied(decode(text), turkiye)


def test_switching_everything_off_leaves_no_index(turkiye: Index) -> None:
    everything = Scenario(without=tuple(turkiye.definition.components))
    with pytest.raises(ScenarioError, match="switches every component off"):
        applied(everything, turkiye)


def test_equal_weights_are_equal_within_every_group(turkiye: Index) -> None:
    weights, kept = preset_weights(turkiye, "equal")
    definition = scenario_definition(Scenario(weights=weights), turkiye.definition)
    assert not kept
    for group in definition.groups:
        assert len({definition.node(child).weight for child in definition.children(group)}) == 1


def test_principal_components_say_which_groups_have_none(turkiye: Index) -> None:
    """The two axes are opposed (r = −0.7), so no weights can come from their first principal component."""
    weights, kept = preset_weights(turkiye, "pca")
    assert any(sentence.startswith("Relations index keeps its weights") for sentence in kept)
    assert not {"economic", "political"} & weights.keys()
    assert {"engagement", "defence", "frictions"} <= weights.keys()


@given(scenarios)
def test_every_item_of_the_text_has_its_words(turkiye: Index, scenario: Scenario) -> None:
    items = [item for item in encode(scenario).split(";") if item]
    assert len(phrases(scenario, turkiye)) == len(items)


def test_words_name_the_act_and_the_parts_sum(turkiye: Index) -> None:
    scenario = decode("end:S024=2026-01-01;times:lng_exports=0.7@2025-01")
    words = phrases(scenario, turkiye)
    assert list(words) == ["end:S024", "times:lng_exports"]
    assert words["end:S024"].endswith("ends on 1 January 2026")
    assert "−30 %" in words["times:lng_exports"]
    after = applied(scenario, turkiye)
    sentence = difference_sentence(turkiye, after, pd.Period("2026-06", "M"))
    assert "(+6.5)" in sentence
    parts = after.scores.contributions.loc["2026-06"] - turkiye.scores.contributions.loc["2026-06"]
    assert parts.sum() == pytest.approx(after.index["2026-06"] - turkiye.index["2026-06"])


# --- kept as one's own -----------------------------------------------------------------------------


def test_every_shipped_definition_is_the_same_after_writing_and_reading(catalog: Catalog) -> None:
    for definition in catalog.definitions.values():
        assert Definition.model_validate(tomllib.loads(to_toml(definition)) | {"id": definition.id}) == definition


def test_a_saved_definition_gives_the_scenario(own_file: Path, catalog: Catalog, turkiye: Index) -> None:
    scenario = decode("weight:economic=50;weight:political=50;without:troops;half_life:contact=180")
    changed = scenario_definition(scenario, turkiye.definition)
    with open_workspace(own_file) as workspace:
        saved = workspace.save_definition(changed, "half-half", "Half “and” half\n\x7f", made="Changed.")
        assert workspace.definitions["half-half"] == saved
        assert saved.limits[0] == "Changed."
        assert list(workspace.store.definitions()["definition_id"]) == ["half-half"]
        again = workspace.index("USA-TUR", "half-half")
        pd.testing.assert_series_equal(again.index, applied(scenario, turkiye).index)
        second = workspace.save_definition(changed, "half-half", "Again")
        assert second.version == 2
        assert len(workspace.store.definitions()) == 2
        assert workspace.index("USA-TUR", "half-half").definition == second
        assert workspace.index("USA-TUR", "half-half@1.0").definition == saved


def test_a_definition_that_ships_is_not_overwritten(own_file: Path, catalog: Catalog, turkiye: Index) -> None:
    with open_workspace(own_file) as workspace:
        with pytest.raises(DefinitionError, match="ships with the product"):
            workspace.save_definition(turkiye.definition, "us-partners", "Mine")
        with pytest.raises(DefinitionError, match="id"):
            workspace.save_definition(turkiye.definition, "../escape", "Mine")
        assert not workspace.store.extra.exists()
