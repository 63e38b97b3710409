"""The Method page: what it prints is what is computed, for every definition, and every key of the address is named."""

from __future__ import annotations

import math
import re
from typing import get_args

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from indicators.catalog import Catalog, load_catalog
from indicators.dashboard import registry
from indicators.dashboard.pages.method import page
from indicators.dashboard.ui import controls
from indicators.index import Index
from indicators.model.definition import Component
from indicators.model.methods import Aggregate, Normalise
from indicators.scoring.normalise import goalposts, normalise_column
from indicators.wording import rules

SHIPPED = sorted(load_catalog().definitions)


@pytest.fixture
def app(app: AppTest) -> AppTest:
    """The app on the page."""
    app._page_hash = calc_hash("method")
    return app


def words(app: AppTest) -> str:
    """All the words on the page, without the escapes of Markdown."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "error", "warning", "info")
    said = [str(element.value) for kind in kinds for element in getattr(app, kind)]
    said += [" ".join(map(str, table.value.to_numpy().ravel())) for table in app.table]
    return "\n".join(said).replace("\\", "")


def computed(formula: str, x: float) -> float:
    """The value of a printed formula, its clipping included."""
    printed, *ends = formula.split(", ")
    python = printed.replace("·", "*").replace("−", "-").replace("x", f"{x!r}")
    value = eval(re.sub(r"ln ([\d.e+-]+)", r"log(\1)", python.replace("ln(", "log(")), {"log": math.log})
    for end in ends:
        numbers = [float(number) for number in re.findall(r"[\d.]+", end)]
        if end.startswith(("kept", "at least")):
            value = max(value, numbers[0])
        if end.startswith(("kept", "at most")):
            value = min(value, numbers[-1])
    return value


# --- formulas --------------------------------------------------------------------------------------


@pytest.mark.parametrize("definition", SHIPPED)
def test_a_printed_score_formula_gives_the_score(catalog: Catalog, definition: str) -> None:
    for name, component in catalog.definitions[definition].components.items():
        spec = component.normalise
        assert spec.worst is not None
        assert spec.best is not None
        low, high = sorted((spec.worst, spec.best))
        for x in np.linspace(max(low - 0.2 * (high - low), low / 2), high + 0.2 * (high - low), 7):
            expected = goalposts(np.array([x]), spec, name)[0]
            assert computed(rules.score_formula(spec), float(x)) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("scale", ["linear", "log", "log1p"])
@pytest.mark.parametrize("clip", [True, False, "best", "worst"])
def test_so_it_does_on_every_scale_and_with_every_end(scale: str, clip: object) -> None:
    spec = Normalise(method="goalposts", worst=2, best=8, low=10, high=90, scale=scale, clip=clip)
    for x in (1.0, 5.0, 20.0):
        expected = goalposts(np.array([x]), spec, "x")[0]
        assert computed(rules.score_formula(spec), x) == pytest.approx(expected)


def test_every_method_of_a_definition_has_its_formula() -> None:
    methods = set(get_args(Normalise.model_fields["method"].annotation))
    assert rules.NORMALISED.keys() | {"goalposts"} == methods
    assert rules.AGGREGATED.keys() == set(get_args(Aggregate.model_fields["method"].annotation))


def test_a_z_score_is_told_its_mean_and_spread_and_a_range_its_ends() -> None:
    assert rules.score_formula(Normalise(method="z_score", mean=50, sd=15)) == (
        "mean + sd · (x − x̄) / s (mean 50, sd 15)"
    )
    assert rules.score_formula(Normalise(method="min_max")).endswith("(low 0, high 100)")
    assert rules.score_formula(Normalise(method="none")) == "x"


def test_the_printed_rank_formulas_are_those_computed() -> None:
    column = np.array([3.0, 1.0, 3.0, 7.0])
    lower = np.array([(column < value).sum() for value in column])
    for method_, expected in (("borda", lower), ("rank", 1 + lower), ("percentile_rank", lower / 3)):
        component = Component(parent="index", normalise=Normalise(method=method_))
        np.testing.assert_allclose(normalise_column(column, component, "c"), expected)


# --- the tree --------------------------------------------------------------------------------------


@pytest.mark.parametrize("definition", SHIPPED)
def test_the_shares_of_the_components_sum_to_the_index(catalog: Catalog, definition: str) -> None:
    described = catalog.definitions[definition]
    tree = page.tree(described)
    depth = tree["node"].str.count(page.INDENT)
    leaves = depth.shift(-1, fill_value=0) <= depth
    assert leaves.sum() == len(described.components)
    assert tree.loc[leaves, "share"].sum() == pytest.approx(1)
    assert tree["share"].iloc[0] == pytest.approx(1)
    assert len(tree) == len(described.groups) + len(described.components)


def test_a_sentence_of_the_scoring_becomes_readable(catalog: Catalog) -> None:
    definition = catalog.definition("strategic-mechanism")
    said = rules.readable("half_life of contact, most of the time (2018-07); S024-01-99 of the rows (-4%)", definition)
    assert said == "half life of Visits, most of the time (July 2018); S024-01-99 of the months (−4%)"


def test_role_names_the_countries() -> None:
    assert rules.role_text("gap", "Here", "There") == "the distance |Here − There| of the figures about the two"
    assert rules.role_text("b_to_a", "Here", "There") == "from There to Here"


# --- the page --------------------------------------------------------------------------------------


def test_all_reasons_limits_and_steps_of_the_file_are_on_the_page(app: AppTest, turkiye: Index) -> None:
    app.run()
    assert not app.exception
    assert not app.error
    said, definition = words(app), turkiye.definition
    for component in definition.components.values():
        assert component.reason in said
        assert component.normalise.reason in said
        assert all(variant.reason in said for variant in component.variants)
        assert component.before is None or component.before.reason in said
    for text in (definition.zero, definition.hundred, *definition.limits):
        assert text in said
    assert "Σ w · 0.5^(days since / half-life)" in said
    assert "90 % of 2,000 indices" in said
    assert "leaving out one component" in said
    goalposts = next(table.value for table in app.dataframe if "worst" in table.value.columns).set_index("component")
    assert set(goalposts.index) == {definition.label(name) for name in definition.components}
    assert goalposts.at["US forces in Türkiye", "best"] == definition.components["troops"].normalise.best
    assert f"version {definition.version}" in said
    assert any(f"version {definition.version}" in code.value for code in app.code)


def test_coverage_of_every_kind_of_act_has_its_reason(app: AppTest, catalog: Catalog) -> None:
    app.run()
    said = words(app)
    for source in catalog.event_sources.values():
        assert all(line.reason in said for line in source.coverage)


def test_another_definition_and_pair(app: AppTest, catalog: Catalog) -> None:
    app.query_params["definition"] = "us-partners"
    app.query_params["pair"] = "USA-GRC"
    app.run()
    assert not app.exception
    assert not app.error
    assert catalog.definitions["us-partners"].limits[0] in words(app)
    assert "from Greece to United States" in words(app) or "about Greece" in words(app)


def test_every_key_of_every_page_is_documented_once() -> None:
    table = page.url_keys()
    documented = list(zip(table["page"], table["key"], strict=True))
    assert len(set(documented)) == len(documented)
    for key in controls.URL_KEYS:
        assert ("every page", key) in documented
    for one in registry.PAGES:
        assert {key for where, key in documented if where == one.path} == set(one.url_keys)
    assert "/overview" not in set(table["page"]), "the start page stands at the root alone"
    assert (table["holds"].str.len() > 0).all()
