"""Block scores are the scores, for any tree, in pieces of any size."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from indicators.errors import ScoringError
from indicators.model.definition import Definition
from indicators.scoring import blocks as blocks_module
from indicators.scoring import score, score_blocks

NAN = float("nan")
LINES = [
    {"method": "goalposts", "worst": 20, "best": 80},
    {"method": "goalposts", "worst": 20, "best": 80, "clip": False},
    {"method": "goalposts", "worst": 20, "best": 80, "clip": "best", "low": 10, "high": 90},
    {"method": "goalposts", "worst": 20, "best": 80, "clip": "worst"},
    {"method": "goalposts", "worst": 1, "best": 90, "scale": "log"},
    {"method": "min_max", "low": 5, "high": 95},
    {"method": "none"},
]
RULES = [
    {"method": "arithmetic"},
    {"method": "arithmetic", "min_share": 0.6},
    {"method": "arithmetic", "min_weight": 0.6},
    {"method": "generalised", "p": 2.0, "floor": 1.0},
]


def definition(lines: list[dict[str, Any]], rules: list[dict[str, Any]], **more: Any) -> Definition:
    """An index of a component and two groups, one of which holds a group; a further root stands beside it."""
    parents = {"index": None, "one": "index", "two": "index", "deep": "two", "beside": None}
    groups = {name: {"parent": up, "aggregate": rule} for (name, up), rule in zip(parents.items(), rules, strict=True)}
    components = {}
    for number, (parent, line) in enumerate(zip(("index", "one", "one", "two", "deep", "beside"), lines, strict=True)):
        direction = 1 if number % 2 else -1
        if direction == -1 and line["method"] == "goalposts":
            line = {**line, "worst": line["best"], "best": line["worst"]}
        components[f"c{number}"] = {"parent": parent, "weight": number + 1, "direction": direction, "normalise": line}
    return Definition.model_validate({"groups": groups, "components": components, **more})


def joined(values: Any, chosen: Definition) -> np.ndarray:
    return np.concatenate(list(score_blocks(values, chosen)))


@settings(max_examples=80, deadline=None)
@given(
    values=hnp.arrays(float, (9, 6), elements=st.floats(1, 100) | st.just(NAN)),
    lines=st.lists(st.sampled_from(LINES), min_size=6, max_size=6),
    rules=st.lists(st.sampled_from(RULES[:3]), min_size=5, max_size=5) | st.just([RULES[3]] * 5),
    floor=st.sampled_from([0.0, 0.5]),
)
def test_blocks_give_the_scores_that_score_gives(values, lines, rules, floor):
    values = np.vstack([values, np.full(6, 1.0), np.full(6, 100.0)])  # so that every column has a spread
    if rules[0]["method"] == "generalised":
        lines = [LINES[0]] * 6
    chosen = definition(lines, rules, min_coverage=floor, required=["two"])
    expected = score(pd.DataFrame(values, columns=list(chosen.components)), chosen).scores.to_numpy()
    np.testing.assert_allclose(joined(values, chosen), expected, rtol=1e-9, atol=1e-9)


def test_pieces_and_a_list_of_blocks_change_nothing(monkeypatch):
    values = np.random.default_rng(1).uniform(1, 100, (1000, 6))
    values[values < 10] = NAN
    chosen = definition([LINES[0], LINES[5], *LINES[:4]], RULES[:1] * 5)
    whole = joined(values, chosen)
    monkeypatch.setattr(blocks_module, "BLOCK_ROWS", 64)
    np.testing.assert_allclose(joined([values[:300], values[300:]], chosen), whole, rtol=1e-12)


def test_goalposts_need_one_pass_and_take_any_iterable():
    values = np.random.default_rng(1).uniform(1, 100, (30, 6))
    goalposts, extremes = (definition([line] * 6, RULES[:1] * 5) for line in (LINES[0], LINES[5]))
    np.testing.assert_array_equal(joined(iter([values]), goalposts), joined(values, goalposts))
    with pytest.raises(ScoringError, match="twice"):
        joined(iter([values]), extremes)


@pytest.mark.parametrize(
    ("lines", "rules", "message"),
    [
        ([{"method": "z_score"}, *LINES[:5]], RULES[:1] * 5, "sample of rows"),
        (LINES[:6], [*RULES[:1] * 4, {"method": "copeland"}], "depends on other rows"),
    ],
)
def test_what_needs_more_than_a_row_at_a_time_is_refused(lines, rules, message):
    with pytest.raises(ScoringError, match=message):
        joined(np.ones((3, 6)), definition(lines, rules))


def test_blocks_of_the_wrong_width_and_figures_without_a_logarithm_are_refused():
    chosen = definition([LINES[4]] * 6, RULES[:1] * 5)
    with pytest.raises(ScoringError, match="needs 6 columns"):
        joined(np.ones((3, 5)), chosen)
    with pytest.raises(ScoringError, match="no logarithm"):
        joined(np.zeros((3, 6)), chosen)
