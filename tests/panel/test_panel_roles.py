"""Which figures a role reads."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import PanelError
from indicators.model import Pair

SMALL = st.lists(st.one_of(st.just(float("nan")), st.floats(-1e6, 1e6)), min_size=3, max_size=3)


def _component(role: str) -> dict[str, object]:
    return {"source": {"indicator": "x"}, "role": role}


def _values(built, name="x"):
    return built.matrix[name].to_numpy()


def test_each_direction_is_its_own_figure(panel, rows, run):
    figures = [rows("x", "USA", "TUR", run("2015-01", 1, 2)), rows("x", "TUR", "USA", run("2015-01", 10, 20))]
    built = panel({role: _component(role) for role in ("a_to_b", "b_to_a", "pair")}, figures)
    assert built.matrix.to_numpy().tolist() == [[1, 10, 11], [2, 20, 22]]


def test_figures_about_one_country_and_about_the_world(panel, rows, run):
    figures = [rows("x", area, "", run("2015-01", value)) for area, value in (("USA", 3), ("TUR", 8), ("WLD", 100))]
    built = panel({role: _component(role) for role in ("a", "b", "gap", "world")}, figures)
    assert built.matrix.to_numpy().tolist() == [[3, 8, 5, 100]]


@settings(deadline=None, max_examples=60)
@given(SMALL, SMALL)
def test_sum_and_distance_do_not_depend_on_who_comes_first_and_need_both(panel, rows, run, one, other):
    span = {"start": "2015-01", "end": "2015-03"}
    clock = rows("clock", "WLD", "", run("2015-01", 1, 1, 1))
    turned = Pair(a="TUR", b="USA")
    for role, figures in (
        ("pair", [rows("x", "USA", "TUR", run("2015-01", *one)), rows("x", "TUR", "USA", run("2015-01", *other))]),
        ("gap", [rows("x", "USA", "", run("2015-01", *one)), rows("x", "TUR", "", run("2015-01", *other))]),
    ):
        components = {"x": _component(role), "clock": {"source": {"indicator": "clock"}, "role": "world"}}
        here = _values(panel(components, [*figures, clock], **span))
        there = _values(panel(components, [*figures, clock], pair=turned, **span))
        np.testing.assert_array_equal(here, there)
        np.testing.assert_array_equal(np.isnan(here), np.isnan(one) | np.isnan(other))


def test_a_pair_with_one_direction_only_is_missing_and_says_which(panel, rows, run):
    figures = [rows("x", "USA", "TUR", run("2015-01", 1)), rows("clock", "WLD", "", run("2015-01", 1))]
    built = panel({"x": _component("pair"), "clock": {"source": {"indicator": "clock"}, "role": "world"}}, figures)
    assert np.isnan(built.matrix.loc["2015-01", "x"])
    assert built.why_missing("x", "2015-01") == "there is no figure of 'x' for TUR→USA"


@pytest.mark.parametrize(
    ("about", "role", "advice"),
    [
        ("area", "pair", "about one area; use a or b or gap or world"),
        ("pair", "a", "about a pair; use a_to_b or b_to_a or pair"),
        ("world", "b", "about the world; use world"),
    ],
)
def test_a_role_that_an_indicator_cannot_play_is_refused(panel, rows, run, indicator, about, role, advice):
    with pytest.raises(PanelError, match=f"reads 'x' in the role '{role}'.*{advice}"):
        panel(
            {"x": _component(role)},
            [rows("x", "USA", "TUR", run("2015-01", 1))],
            indicators=[indicator("x", about=about)],
        )


def test_an_indicator_that_nobody_described_is_read_at_the_frequency_of_its_rows(panel, rows):
    built = panel({"x": _component("a")}, [rows("x", "USA", "", {"2015-01-01": 1.0}, "Q")])
    assert built.matrix["x"].to_list() == [1, 1, 1]
    mixed = [rows("x", "USA", "", {"2015-01-01": 1.0}, freq) for freq in ("A", "M")]
    with pytest.raises(PanelError, match="frequencies A and M; describe the indicator"):
        panel({"x": _component("a")}, mixed)


def test_rows_at_another_frequency_than_the_described_one_are_not_mixed_in(panel, rows, run, indicator):
    described = [indicator("x", about="area", kind="level")]
    both = [rows("x", "USA", "", {"2015-01-01": 99.0}, "A"), rows("x", "USA", "", run("2015-01", 1, 2))]
    assert panel({"x": _component("a")}, both, indicators=described).matrix["x"].to_list() == [1, 2]
    with pytest.raises(PanelError, match="have the frequency A, its description says M"):
        panel({"x": _component("a")}, both[:1], indicators=described)


def test_a_component_needs_a_source(panel, rows, run):
    with pytest.raises(PanelError, match="component 'x' has no source"):
        panel({"x": {}}, [rows("y", "USA", "", run("2015-01", 1))])
