"""The two definitions that ship: complete, resting on data that ship, with the weights and goalposts they state."""

from __future__ import annotations

import datetime as dt

import pytest

from indicators.catalog import Catalog
from indicators.model.definition import Component, Definition
from indicators.model.steps import Deflate, EventsSource, IndicatorSource, ShareOf

DEFINITIONS = ("strategic-mechanism", "us-partners")

NATO = """
ALB BEL BGR CAN CZE DEU DNK ESP EST FIN FRA GBR GRC HRV HUN ISL ITA LTU LUX LVA MKD MNE NLD NOR POL PRT ROU SVK SVN SWE
TUR
"""
OTHERS = "ISR EGY SAU ARE IND JPN KOR RUS CHN"


@pytest.fixture(scope="module")
def mechanism(catalog: Catalog) -> Definition:
    return catalog.definition("strategic-mechanism")


@pytest.fixture(scope="module")
def partners(catalog: Catalog) -> Definition:
    return catalog.definition("us-partners")


def indicators_of(component: Component) -> set[str]:
    named = {component.source.indicator} if isinstance(component.source, IndicatorSource) else set()
    for step in component.steps:
        if isinstance(step, Deflate):
            named.add(step.by)
        elif isinstance(step, ShareOf):
            named.add(step.indicator)
    return named


@pytest.mark.parametrize("name", DEFINITIONS)
def test_every_node_says_what_it_is_and_why_it_weighs_what_it_weighs(catalog: Catalog, name: str) -> None:
    definition = catalog.definition(name)
    for group_id, group in definition.groups.items():
        assert group.title, group_id
        assert group.description, group_id
        assert group.reason or group.parent is None, group_id
    for component_id, component in definition.components.items():
        texts = (component.title, component.description, component.reason, component.unit, component.normalise.reason)
        assert all(texts), component_id
    assert definition.zero
    assert definition.hundred
    assert definition.limits


@pytest.mark.parametrize("name", DEFINITIONS)
def test_components_rest_on_indicators_and_kinds_that_ship(catalog: Catalog, name: str) -> None:
    for component in catalog.definition(name).components.values():
        for indicator in indicators_of(component):
            catalog.indicator(indicator)
        sources = [component.source, *(variant.source for variant in component.variants)]
        for source in sources:
            if isinstance(source, EventsSource):
                assert all(catalog.kind(kind)[1].scored for kind in source.events)


@pytest.mark.parametrize("name", DEFINITIONS)
def test_events_that_a_definition_names_ship(catalog: Catalog, name: str) -> None:
    definition = catalog.definition(name)
    shipped = {event for _, frame, _ in catalog.shipped_events() for event in frame["event_id"]}
    coded = {code for component in definition.components.values() for code in component.codes if code[0] == "S"}
    assert set(definition.annotate) | coded <= shipped


def test_every_measure_since_1985_is_coded_by_exactly_one_component(catalog: Catalog, mechanism: Definition) -> None:
    frames = {name: frame for name, frame, _ in catalog.shipped_events()}
    measures = frames["measures"]
    scored = measures["kind"].map(lambda kind: catalog.kind(kind)[1].scored) & (measures["date_start"] >= "1985-01-01")
    codes = [code for component in mechanism.components.values() for code in component.codes if code[0] == "S"]
    assert sorted(codes) == sorted(measures.loc[scored, "event_id"])


# --- strategic-mechanism -----------------------------------------------------------------------------


def test_weights_of_the_index(mechanism: Definition) -> None:
    groups = {name: mechanism.groups[name].weight for name in mechanism.required}
    assert groups == {
        "engagement": 25,
        "trade": 15,
        "energy": 10,
        "defence": 15,
        "alignment": 15,
        "frictions": 20,
    }
    for axis in mechanism.axes:
        children = mechanism.children(axis)
        assert mechanism.groups[axis].weight == sum(mechanism.groups[child].weight for child in children)
    nominal = mechanism.nominal_weights()
    assert sum(nominal.values()) == pytest.approx(1)
    assert {name: round(weight, 4) for name, weight in nominal.items()} == {
        "contact": 0.1875,
        "ambassador": 0.0625,
        "trade_volume": 0.075,
        "trade_share": 0.075,
        "lng": 0.10,
        "arms_restrictions": 0.09,
        "troops": 0.06,
        "un_votes": 0.09,
        "liberal_democracy": 0.06,
        "us_measures": 0.13,
        "turkish_measures": 0.07,
    }


def test_weights_inside_each_group_sum_to_one(mechanism: Definition) -> None:
    for group in mechanism.required:
        assert sum(mechanism.components[name].weight for name in mechanism.children(group)) == pytest.approx(1)


def test_the_index_opens_into_two_axes_and_six_groups(mechanism: Definition) -> None:
    assert mechanism.children("index") == mechanism.axes == ("economic", "political")
    assert set(mechanism.children("economic") + mechanism.children("political")) == set(mechanism.required)


def test_only_gas_has_a_written_score_before_its_figures_begin(mechanism: Definition) -> None:
    before = {name: part.before for name, part in mechanism.components.items() if part.before}
    assert set(before) == {"lng"}
    assert (before["lng"].until, before["lng"].score) == ("2016-11", 0)


def test_contact_counts_only_classes_collected_alike_over_the_whole_range(
    catalog: Catalog, mechanism: Definition
) -> None:
    source = mechanism.components["contact"].source
    assert isinstance(source, EventsSource)
    assert source.events == {"leader_visit": 1.0, "leader_visit_other": 0.5, "secretary_visit": 0.4}
    lines = catalog.event_sources["contacts"].coverage
    uniform = [line for line in lines if set(source.events) <= set(line.kinds)]
    assert uniform
    assert all(line.covered_from.year < 1985 for line in uniform)


def test_variants_of_contact_change_what_they_say(mechanism: Definition) -> None:
    contact = mechanism.components["contact"]
    assert {(variant.choice, variant.id) for variant in contact.variants} == {
        ("contact_source", "leaders"),
        ("half_life", "180"),
        ("half_life", "730"),
    }
    varied = contact.as_variant("leaders", "730")
    assert isinstance(varied.source, EventsSource)
    assert varied.source.events["leader_meeting"] == 0.5
    assert varied.steps[0].half_life_days == 730
    assert (varied.weight, varied.normalise) == (contact.weight, contact.normalise)
    assert contact.as_variant("180").source == contact.source


def test_goalposts_of_the_index(mechanism: Definition) -> None:
    found = {
        name: (part.normalise.worst, part.normalise.best, part.normalise.scale)
        for name, part in mechanism.components.items()
    }
    assert found == {
        "contact": (0, 3, "linear"),
        "ambassador": (0, 0.85, "linear"),
        "trade_volume": (4, 60, "log"),
        "trade_share": (0.2, 0.8, "log"),
        "lng": (0, 12.5, "linear"),
        "arms_restrictions": (4, 0, "linear"),
        "troops": (500, 6500, "log"),
        "un_votes": (3.1, 1.6, "linear"),
        "liberal_democracy": (0.10, 0.78, "linear"),
        "us_measures": (4, 0, "linear"),
        "turkish_measures": (4, 0, "linear"),
    }


# --- us-partners -------------------------------------------------------------------------------------


def test_forty_partners_of_which_31_are_nato_members(partners: Definition) -> None:
    assert len(partners.partners) == len(set(partners.partners)) == 40
    assert len(NATO.split()) == 31
    assert set(partners.partners) == {*NATO.split(), *OTHERS.split()}


def test_size_and_affinity_stand_beside_the_index_of_ties(partners: Definition) -> None:
    assert partners.roots == ("index", "size", "affinity")
    assert partners.axes == ("size", "affinity")
    weights = {name: partners.groups[name].weight for name in partners.children("index")}
    assert weights == {"engagement": 30, "trade": 20, "alignment": 35, "defence": 15}
    assert set(partners.required) == set(weights)


def test_partners_are_compared_only_while_all_are_measured_alike(catalog: Catalog, partners: Definition) -> None:
    assert partners.end == "2024-12"
    visits = [line for line in catalog.event_sources["contacts"].coverage if "leader_visit" in line.kinds]
    assert min(line.covered_to for line in visits) == dt.date(2024, 12, 31)
    assert partners.components["contact"].max_age_months == 0
