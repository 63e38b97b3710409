"""Where nobody searched no act is zero by silence, or the figure is missing; contact in a dispute weighs nothing."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from indicators.model import Covered
from indicators.trends.pipeline import pipeline_null

LOOKED = {"covered_from": "2015-01-01", "covered_to": "2015-06-30"}
NOT = {"covered_from": "2015-07-01", "covered_to": "2015-09-30", "result": "not searched"}
NONE = {"covered_from": "2015-10-01", "covered_to": "2015-12-31", "result": "none found"}
SANCTION = {"kind": "sanction", "date_start": "2015-02-01", "date_end": "2015-03-01"}


def _force(role="a_to_b", **more):
    return {"source": {"events": {"sanction": 1.0}, **more}, "role": role, "steps": [{"step": "in_force"}]}


def _contact(**more):
    source = {"events": {"visit": 1.0, "other": 0.5}, **more}
    return {"source": source, "role": "pair", "steps": [{"step": "decayed", "half_life_days": 365}]}


@pytest.fixture(scope="session")
def built(panel, acts, collected):
    def compute(component, *of, lines=(LOOKED, NOT, NONE), **more):
        source = collected(("visit", "other", "sanction"), *lines)
        return panel({"x": component}, events=acts(*of), collected=source, **more)

    return compute


def test_silence_is_zero_or_missing_as_the_definition_says(built):
    by_silence = built(_force(), SANCTION).matrix["x"]
    known = built(_force(unsearched="missing"), SANCTION)
    assert by_silence.loc["2015-07":"2015-09"].tolist() == [0, 0, 0]
    assert known.matrix["x"].loc["2015-07":"2015-09"].isna().all()
    rest = known.matrix["x"].dropna()
    np.testing.assert_array_equal(rest, by_silence[rest.index])
    assert str(known.why_missing("x", "2015-08")) == "nobody searched for acts of its kinds in all of this month"
    assert str(known.why_missing("x", "2015-10")) == ""


def test_the_old_silent_part_of_a_line_is_not_searched_either(built):
    line = {**LOOKED, "covered_to": "2015-12-31", "silent": ["2015-07-01", "2015-09-30"]}
    old = built(_force(unsearched="missing"), SANCTION, lines=(line,))
    np.testing.assert_array_equal(old.matrix, built(_force(unsearched="missing"), SANCTION).matrix)


@pytest.mark.parametrize(("role", "there"), [("a_to_b", 12), ("b_to_a", 9), ("pair", 9)])
def test_each_side_is_searched_for_itself(built, role, there):
    lines = (
        {**LOOKED, "covered_to": "2015-12-31", "ref_area": "USA"},
        *({**line, "ref_area": "TUR"} for line in (LOOKED, NOT, NONE)),
    )
    of = (SANCTION, {**SANCTION, "ref_area": "TUR", "counterpart_area": "USA"})
    asked = built(_force(role, unsearched="missing"), *of, lines=lines, start="2015-01", end="2015-12")
    assert asked.matrix["x"].notna().sum() == there


def test_a_line_says_its_parts_that_were_searched():
    whole = Covered(covered_from="2015-01-01", covered_to="2015-12-31", silent=["2015-01-01", "2015-12-31"], reason="r")
    assert whole.searched == ()
    assert Covered(**NONE, reason="r").searched == ((dt.date(2015, 10, 1), dt.date(2015, 12, 31)),)


def test_a_word_lowers_the_weight_of_its_kinds_only(built):
    visit = {"kind": "visit", "date_start": "2015-01-10"}
    other = {"kind": "other", "date_start": "2015-01-10"}
    tagged = {"margin": {"visit": 0.5}, "strain": {"visit": 0.1, "other": 0.0}}
    plain = built(_contact(), visit).matrix["x"]
    for types, weight in (("margin", 0.5), ("confidence:A margin", 0.5), ("marginal", 1.0), ("margin strain", 0.1)):
        found = built(_contact(tagged=tagged), {**visit, "types": types}).matrix["x"]
        np.testing.assert_allclose(found, plain * weight)
    np.testing.assert_allclose(built(_contact(tagged=tagged), {**other, "types": "margin"}).matrix["x"], plain * 0.5)


@pytest.mark.parametrize(
    ("dispute", "warm"),
    [
        ({}, False),
        ({"date_end": "2015-03-10"}, True),
        ({"date_end": "2015-03-11"}, False),
        ({"date_start": "2015-03-11", "date_end": "2015-06-01"}, True),
        ({"date_start": "2014-12-09"}, True),
        ({"date_start": "2014-12-10"}, False),
        ({"date_start": "2015-03-10", "date_end": "2015-03-10"}, False),
        ({"date_end": None, "end_status": "open"}, False),
        ({"date_end": None, "end_status": "unknown"}, True),
        ({"bilateral": False}, True),
        ({"kind": "other"}, True),
        ({"ref_area": "TUR", "counterpart_area": "USA"}, False),
        ({"counterpart_area": "GRC"}, True),
    ],
)
def test_contact_in_an_open_dispute_is_without_warmth(built, dispute, warm):
    visit = {"kind": "visit", "date_start": "2015-03-10"}
    strained = {"events": ["sanction"], "within_days": 90}
    of = (visit, {**SANCTION, "date_end": "2015-06-01", **dispute})
    asked = built(_contact(strained=strained), *of)
    others = built(_contact(), *of[1:]).matrix["x"]
    np.testing.assert_allclose(asked.matrix["x"] - others, built(_contact(), visit).matrix["x"] if warm else 0)


def test_the_acts_that_open_a_dispute_are_read_too_so_that_a_snapshot_has_them(built):
    strained = {"events": ["sanction"], "within_days": 90}
    read = built(_contact(strained=strained), {"kind": "visit", "date_start": "2015-02-10"}, SANCTION).events
    assert set(read["kind"]) == {"sanction"}


def test_simulated_acts_fall_on_searched_days_only(built):
    of = [
        {**SANCTION, "date_start": f"2015-02-{day:02d}", "date_end": f"2015-02-{day + 1:02d}"} for day in range(1, 25)
    ]
    whole = built(_force(), *of)
    values = pipeline_null(whole.definition, whole, draws=30).values
    simulated = dict(zip(whole.matrix.index.month, values[0], strict=True))
    # An act of one day that begins on 30 June is still in force on the first of July.
    assert not np.ptp([simulated[8], simulated[9]]) > 0
    assert all(np.ptp(simulated[month]) > 0 for month in (*range(1, 7), 10, 11, 12))
