"""The what-if page as a person finds it: the link is the scenario, the controls write it, nothing is stored."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from indicators.catalog import Catalog, load_catalog
from indicators.index import Index
from indicators.index.scenario import applied, decode, scenario_effect
from indicators.store import Store
from indicators.wording.scenario import effect_sentence

LIFTED = "end:S024=2026-01-01"


@pytest.fixture
def app(app: AppTest) -> AppTest:
    """The app on the page."""
    app._page_hash = calc_hash("what_if")
    return app


def words(app: AppTest) -> str:
    """All the words on the page, without the marks that keep them plain."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "error", "warning", "info", "success")
    said = "\n".join(str(element.value) for kind in kinds for element in getattr(app, kind))
    return re.sub(r"\\(.)", r"\1", said)


def metrics(app: AppTest) -> dict[str, tuple[str, str]]:
    """The numbers on the page: label → value and change."""
    return {metric.label.replace("\\", ""): (metric.value, metric.delta) for metric in app.metric}


def asked(app: AppTest) -> str | None:
    """The scenario in the URL."""
    found = app.query_params.get("scenario")
    return found[0] if isinstance(found, list) else found


def widget(app: AppTest, kind: str, name: str) -> object:
    """The widget of a name; keys carry the definition's id."""
    return getattr(app, kind)(key=f"scenario_strategic-mechanism@1_{name}")


def test_first_the_page_says_what_it_is_and_nothing_is_changed(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert "arithmetic, not evidence" in words(app)
    assert "Nothing is changed yet" in words(app)
    assert asked(app) is None


def test_a_link_shows_its_scenario(app: AppTest, turkiye: Index) -> None:
    app.query_params["scenario"] = LIFTED
    app.run()
    assert not app.exception
    assert "CAATSA" in words(app)
    assert "68.0 instead of 61.5: +6.5 points" in words(app)
    expected = applied(decode(LIFTED), turkiye).index["2026-06"]
    assert metrics(app)["Index, Jun 2026"] == (f"{expected:.1f}", "+6.5")
    assert asked(app) == LIFTED


def test_the_effect_has_its_range_under_the_same_draws(
    app: AppTest, shipped_store: Store, catalog: Catalog, turkiye: Index
) -> None:
    app.query_params["scenario"] = LIFTED
    app.run()
    effect = scenario_effect(turkiye, decode(LIFTED), "2026-06")
    assert f"How sure:** {effect_sentence(effect)}" in words(app)
    said = next(one for one in app.markdown if one.value.startswith("**How sure"))
    assert "December 1985 to December 2024" in said.help


def test_other_weights_say_why_they_have_no_range(app: AppTest) -> None:
    app.query_params["scenario"] = "weight:economic=50"
    app.run()
    assert not app.exception
    assert "How sure:** no range can be given. The scenario changes weights" in words(app)


def test_the_month_of_the_greatest_difference_is_named_where_it_tells_something(app: AppTest) -> None:
    app.query_params["scenario"] = LIFTED  # the same 6.5 points in every month
    app.run()
    assert "It differs in 6 of 487 months, first in January 2026. The figures" in words(app)
    app.query_params["scenario"] = "never:documented-42"  # a visit, which fades
    app.run()
    assert re.search(r"first in (September 2025), most in \1 \(−\d", words(app))


def test_lifting_the_only_measure_says_that_it_is_the_only_one(app: AppTest) -> None:
    app.query_params["scenario"] = "end:S024=2025-01-01"
    app.run()
    assert "No other act counts in US measures against Türkiye, which is made of: US sanctions" in words(app)
    assert "Changes begin in January 2025 to show in full by then" in words(app)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("=HYPERLINK(1)", "begins with none of"),
        ("weight:trade=1e400", "finite"),
        ("weight:nothing=3", "not in strategic-mechanism"),
        ("end:<script>=2026-01-01", "There is no act '<script>'"),
        ("end:S024=2019-01-01", "before it begins"),
        ("weight:economic=0;weight:political=0", "all have the weight 0"),
        ("value:nothing=1@2020-01", "not a component"),
        ("times:nothing=1@2020-01", "reads no figures"),
        ("x" * 5000, "characters"),
    ],
)
def test_a_wrong_link_is_told_and_the_index_stays(app: AppTest, text: str, why: str) -> None:
    app.query_params["scenario"] = text
    app.run()
    assert not app.exception
    assert why in words(app)
    assert metrics(app)["Index, Dec 2025"][0] == "61.2"


def test_an_end_after_the_figures_is_answered_before_them(app: AppTest) -> None:
    app.query_params["scenario"] = "end:S024=2026-09-01"
    app.run()
    assert not app.exception
    assert "ends on 1 September 2026: after the last figures, those of June 2026" in words(app)
    assert "Had it been so since January 2025: In December 2025 the index would be 67.7 instead of 61.2" in words(app)
    widget(app, "button", "earlier").click().run()
    assert asked(app) == "end:S024=2025-01-01"
    assert metrics(app)["Index, Dec 2025"] == ("67.7", "+6.5")


@pytest.mark.parametrize("text", ["start:S024=2030-01-01", "end:S018R=2030-01-01"])
def test_an_act_moved_past_the_figures_that_moves_what_was_is_not_called_still(app: AppTest, text: str) -> None:
    app.query_params["scenario"] = text
    app.run()
    assert not app.exception
    assert "It differs in" in words(app)
    assert "moves nothing yet" not in words(app)
    assert not any("earlier" in str(button.key) for button in app.button)


@pytest.mark.parametrize(("text", "way"), [("value:lng=0@2025-01", "DOWN"), (LIFTED, "UP"), ("", "NONE")])
def test_the_arrow_beside_a_number_points_where_it_moves(app: AppTest, text: str, way: str) -> None:
    app.query_params["scenario"] = text
    app.run()
    proto = app.metric[0].proto
    assert proto.MetricDirection.Name(proto.direction) == way


@pytest.mark.parametrize("text", ["value:liberal_democracy=0.117@2025-01", "end:S024=2026-09-01"])
def test_where_no_month_moves_no_range_is_told(app: AppTest, text: str) -> None:
    app.query_params["scenario"] = text
    app.run()
    assert not app.exception
    assert "No month moves" in words(app)
    assert "How sure" not in words(app)


def test_an_act_is_added_and_taken_out_again(app: AppTest) -> None:
    app.run()
    act = widget(app, "selectbox", "event")
    assert "CAATSA" in act.options[0]
    widget(app, "button", "add_act").click().run()
    assert asked(app) == "end:S024=2025-01-01"
    assert metrics(app)["Index, Dec 2025"] == ("67.7", "+6.5")
    widget(app, "multiselect", "items").unselect("end:S024=2025-01-01").run()
    assert asked(app) is None
    assert not app.exception


def test_an_act_that_never_was_replaces_its_other_day(app: AppTest) -> None:
    app.query_params["scenario"] = "end:S024=2025-06-01;without:lng"
    app.run()
    widget(app, "selectbox", "side").select("never").run()
    widget(app, "button", "add_act").click().run()
    assert asked(app) == "without:lng;never:S024"
    assert not app.exception


def test_an_example_is_ticked_and_says_beforehand_what_it_does(app: AppTest) -> None:
    app.run()
    lifted = widget(app, "checkbox", "example_end:S024=2025-01-01")
    label = re.sub(r"\\(.)", r"\1", lifted.label)
    assert "CAATSA" in label
    assert label.endswith("**+6.5**")
    lifted.check().run()
    assert metrics(app)["Index, Dec 2025"][1] == "+6.5"
    widget(app, "checkbox", "example_times:lng_exports=0.7@2025-01").check().run()
    assert asked(app) == "end:S024=2025-01-01;times:lng_exports=0.7@2025-01"
    widget(app, "checkbox", "example_end:S024=2025-01-01").uncheck().run()
    assert asked(app) == "times:lng_exports=0.7@2025-01"
    assert not app.exception


def test_a_value_beyond_the_goalposts_says_that_no_more_counts(app: AppTest) -> None:
    app.query_params["scenario"] = "value:trade_volume=100@2025-01"
    app.run()
    assert "at 100 scores what 60 billion USD of 2024 scores" in words(app)


def test_an_act_without_a_day_is_refused_with_a_sentence(app: AppTest) -> None:
    app.run()
    widget(app, "date_input", "day").set_value(None)
    widget(app, "button", "add_act").click().run()
    assert not app.exception
    assert "Choose the day on which the act begins or ends." in words(app)
    assert asked(app) is None


def test_figures_and_values_are_added(app: AppTest) -> None:
    app.run()
    widget(app, "selectbox", "indicator").select("lng_exports")
    widget(app, "selectbox", "since_figures").select("2025-01")
    widget(app, "button", "add_figures").click().run()
    assert asked(app) == "times:lng_exports=0.7@2025-01"
    widget(app, "selectbox", "component").select("trade_volume").run()
    widget(app, "number_input", "value_trade_volume").set_value(100.0)
    widget(app, "selectbox", "since_values").select("2025-01")
    widget(app, "button", "add_value").click().run()
    assert asked(app) == "times:lng_exports=0.7@2025-01;value:trade_volume=100@2025-01"
    assert not app.exception


def test_every_control_writes_the_link_and_reset_clears_it(app: AppTest) -> None:
    app.run()
    widget(app, "slider", "weight_economic").set_value(50.0).run()
    assert asked(app) == "weight:economic=50"
    widget(app, "toggle", "on_lng").set_value(False).run()
    widget(app, "number_input", "half_life_contact").set_value(180.0).run()
    widget(app, "selectbox", "normalisation").select("z_score").run()
    widget(app, "selectbox", "aggregation").select("geometric").run()
    assert asked(app) == (
        "weight:economic=50;without:lng;half_life:contact=180;normalisation:z_score;aggregation:geometric"
    )
    assert not app.exception
    assert "another scale" in words(app)
    widget(app, "button", "reset").click().run()
    assert asked(app) is None
    assert widget(app, "slider", "weight_economic").value == 25.0
    assert widget(app, "toggle", "on_lng").value is True
    assert not app.exception


def test_two_changes_in_one_run_both_count(app: AppTest) -> None:
    app.run()
    widget(app, "toggle", "on_lng").set_value(False)
    widget(app, "slider", "weight_economic").set_value(50.0)
    app.run()
    assert asked(app) == "weight:economic=50;without:lng"


def test_a_control_moved_before_the_address_was_written_counts(app: AppTest) -> None:
    app.run()
    widget(app, "slider", "weight_economic").set_value(50.0).run()
    widget(app, "slider", "weight_economic").set_value(60.0).run()
    app.query_params["scenario"] = "weight:economic=50"  # as the browser sends it when the two follow at once
    widget(app, "slider", "weight_economic").set_value(70.0).run()
    assert asked(app) == "weight:economic=70"


def test_an_answer_to_a_list_that_has_changed_since_is_left(app: AppTest) -> None:
    app.query_params["scenario"] = "weight:economic=50"
    app.run()
    widget(app, "multiselect", "items").set_value(["Economic axis weighs 49, not 25"])
    app.run()
    assert not app.exception
    assert asked(app) == "weight:economic=50"


def test_a_weight_set_back_is_no_change(app: AppTest) -> None:
    app.query_params["scenario"] = "weight:economic=50"
    app.run()
    widget(app, "slider", "weight_economic").set_value(25.0).run()
    assert asked(app) is None


def test_presets_move_the_weights_and_say_where_they_cannot(app: AppTest) -> None:
    app.run()
    widget(app, "button", "preset_equal").click().run()
    assert widget(app, "slider", "weight_economic").value == widget(app, "slider", "weight_political").value
    widget(app, "button", "preset_pca").click().run()
    assert "Relations index keeps its weights" in words(app)
    assert widget(app, "slider", "weight_economic").value == 25.0
    widget(app, "button", "preset_nominal").click().run()
    assert asked(app) is None
    assert not app.exception


def test_a_scenario_becomes_an_own_definition(app: AppTest, own_file: Path) -> None:
    app.query_params["scenario"] = f"weight:economic=50;{LIFTED}"
    app.run()
    app.text_input[0].set_value("us-partners")
    save = next(button for button in app.button if button.label == "Save")
    save.click().run()
    assert "ships with the product" in words(app)
    app.text_input[0].set_value("even-axes")
    app.text_input[1].set_value("Even axes")
    next(button for button in app.button if button.label == "Save").click().run()
    assert not app.exception
    assert "“Even axes” is now among the definitions" in words(app)
    assert "Even axes" in app.selectbox(key="chosen_definition").options
    with Store.open(own_file) as store:
        saved = load_catalog(extra=store.extra).definition("even-axes")
        assert list(store.batches()["kind"]) == ["shipped"]
    assert saved.groups["economic"].weight == 50
    assert "Economic axis weighs 50, not 25" in saved.limits[0]
    assert "CAATSA" not in saved.limits[0]


def test_another_definition_has_a_scenario_of_its_own(app: AppTest) -> None:
    app.query_params["scenario"] = "without:lng"
    app.run()
    app.selectbox(key="chosen_definition").select("us-partners").run()
    assert not app.exception
    assert not app.error
    assert asked(app) is None
    app.selectbox(key="chosen_definition").select("strategic-mechanism").run()
    assert asked(app) == "without:lng"


def test_before_anything_was_known_the_page_says_what_to_do(app: AppTest) -> None:
    app.query_params["as_of"] = "1985-02-01"
    app.query_params["scenario"] = LIFTED
    app.run()
    assert not app.exception
    assert "There is no index" in words(app)


def test_the_audit_is_in_plain_sentences(app: AppTest) -> None:
    app.query_params["audit"] = "true"
    app.run()
    assert not app.exception
    assert not app.error
    assert "Most of the movement in December 1985 to June 2026 comes from Visits" in words(app)
    assert "Cronbach's alpha" in words(app)
    assert "Of all choices, how figures are scored alone explains" in words(app)
