"""A shift is the sum of what its components did, exactly; what people coded stands apart from what was measured."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from indicators.index import Index
from indicators.index.trend_series import effects_since_start, trend_series
from indicators.model.definition import Definition
from indicators.scoring.score import score
from indicators.trends import LevelShifts, level_shifts
from indicators.trends.shift_parts import COVERAGE, is_coded, shift_parts, shifts_table, usual_number
from indicators.wording.trends import details


def with_parts(index: Index, node: str, series: pd.Series) -> LevelShifts:
    """The shifts of a series with what they are made of, as the question finds them."""
    events = index.origin.events_about("TUR")
    found = level_shifts(series, events=events)
    return replace(found, parts=shift_parts(found, effects_since_start(index, node), index.definition, events))


@pytest.fixture(scope="module")
def found(turkiye: Index) -> LevelShifts:
    """The shifts of the index with the events around the pair."""
    return with_parts(turkiye, "index", trend_series(turkiye, "index"))


@pytest.mark.parametrize("node", ["index", "economic", "political", "trade", "defence", "lng"])
def test_effects_sum_to_the_score(turkiye: Index, node: str) -> None:
    effects = effects_since_start(turkiye, node)
    scores = turkiye.scores
    own = (scores.components if node in scores.components else scores.scores)[node].dropna()
    assert np.abs(effects.sum(axis=1) - (own - own.iloc[0])).max() < 1e-9


def test_effects_are_the_monthly_attributions_added_up(turkiye: Index) -> None:
    """Across the entry of a component too, where the attribution has a coverage effect."""
    effects = effects_since_start(turkiye, "index")
    months = pd.period_range("1987-10", "1988-02", freq="M")
    steps = [turkiye.change(one, other) for one, other in pairwise(months)]
    done = effects.loc[months[-1]] - effects.loc[months[0]]
    assert done[COVERAGE] == pytest.approx(sum(step.coverage for step in steps), abs=1e-9)
    assert abs(done[COVERAGE]) > 0.5
    for component in turkiye.definition.leaves("index"):
        assert done[component] == pytest.approx(sum(step.values.get(component, 0.0) for step in steps), abs=1e-9)


@pytest.mark.parametrize("method", ["arithmetic", "geometric"])
def test_effects_sum_under_any_mean_and_across_entries(method: str) -> None:
    rng = np.random.default_rng(3)
    goalposts = {"method": "goalposts", "worst": 0, "best": 1}
    definition = Definition.model_validate(
        {
            "groups": {"index": {"aggregate": {"method": method}}},
            "components": {name: {"parent": "index", "normalise": goalposts} for name in "abc"},
        }
    )
    months = pd.period_range("2000-01", periods=60, freq="M")
    matrix = pd.DataFrame(rng.uniform(0.1, 0.9, (60, 3)), index=months, columns=list("abc"))
    matrix.loc[:"2001-06", "c"] = np.nan
    scores = score(matrix, definition)
    effects = effects_since_start(SimpleNamespace(definition=definition, scores=scores), "index")  # type: ignore[arg-type]
    own = scores.scores["index"]
    assert np.abs(effects.sum(axis=1) - (own - own.iloc[0])).max() < 1e-9
    moved = effects[COVERAGE].diff().abs()
    assert moved["2001-07"] > 1e-3
    assert moved.drop(pd.Period("2001-07")).max() < 1e-9


def test_the_parts_of_a_shift_sum_to_it(found: LevelShifts) -> None:
    table = shifts_table(found)
    assert len(table) == len(found.shifts) > 0
    assert np.abs(table[["coded", "measured", "coverage"]].sum(axis=1) - table["change"]).max() < 1e-6


def test_acts_are_coded_and_figures_are_measured(turkiye: Index) -> None:
    coded = {name for name in turkiye.definition.components if is_coded(turkiye.definition, name)}
    assert coded == {"contact", "arms_restrictions", "us_measures", "turkish_measures"}


@pytest.mark.parametrize(
    ("node", "kind", "other"), [("frictions", "coded", "measured"), ("trade", "measured", "coded")]
)
def test_a_group_of_one_kind_shifts_by_that_kind(turkiye: Index, node: str, kind: str, other: str) -> None:
    table = shifts_table(with_parts(turkiye, node, trend_series(turkiye, node)))
    assert len(table) > 0
    assert (table[other] == 0).all()
    assert (table[kind].abs() > 1).all()


def test_each_shift_is_said_with_its_parts_and_what_lies_around(found: LevelShifts) -> None:
    said = details(found)
    assert len(said) == len(found.shifts)
    for text, shift in zip(said, found.shifts.itertuples(), strict=True):
        assert text.startswith(f"After {shift.date.strftime('%B %Y')}: ")
        assert "coded by people" in text
        assert "measured" in text
        wide = (shift.high - shift.low).n + 1 > len(found.fitted) / 3
        assert ("too wide to tie it to any event" in text) == wide


def test_what_is_named_adds_up(found: LevelShifts) -> None:
    """The largest parts are named and the others summed, so the numbers in a bracket sum to the one before it."""
    checked = 0
    for text in details(found):
        for total, named in re.findall(r"([+−][\d.]+) (?:coded by people|measured) \(([^()]*)\)", text):
            inside = [float(one.replace("−", "-")) for one in re.findall(r"[+−]\d+\.\d", named)]
            assert sum(inside) == pytest.approx(float(total.replace("−", "-")), abs=0.25)
            checked += 1
    assert checked >= len(found.shifts)


def test_an_event_that_begins_and_ends_inside_is_counted_once(found: LevelShifts) -> None:
    table = shifts_table(found)
    both = found.events.groupby(["shift", "event_id"]).size()
    assert (both == 2).any()
    assert table["events"].tolist() == both.groupby("shift").size().reindex(table["date"], fill_value=0).tolist()


def test_without_shifts_there_are_no_parts(turkiye: Index) -> None:
    noise = pd.Series(
        np.random.default_rng(1).normal(50, 1, 120), index=pd.period_range("2000-01", periods=120, freq="M")
    )
    found = with_parts(turkiye, "index", noise)
    assert found.shifts.empty
    assert found.parts is not None
    assert found.parts.effects.empty
    assert shifts_table(found).empty
    assert details(found) == []


def test_the_usual_number_of_events_is_their_rate_times_the_length() -> None:
    """One event a month: an interval of k months and the one after holds k + 1."""
    months = pd.period_range("2000-01", periods=100, freq="M")
    found: Any = SimpleNamespace(fitted=pd.Series(0.0, index=months))
    events = pd.DataFrame({"date_start": months.to_timestamp(), "date_end": pd.NaT})
    assert usual_number(found, events, 11) == 12
    assert usual_number(found, events.assign(date_end=events["date_start"]), 11) == 12
