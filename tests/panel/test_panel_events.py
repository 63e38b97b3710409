"""Acts as figures: decay, days in force, and the periods in which they were collected."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import PanelError

ALL = {"covered_from": "2015-01-01", "covered_to": "2017-12-31"}
FIRST, LAST = dt.date(2015, 1, 1), dt.date(2017, 12, 31)
DAYS = st.dates(FIRST, LAST)


def _force(weights=None, role="a_to_b", **more):
    source = {"events": weights or {"sanction": 1.0}, **more}
    return {"source": source, "role": role, "steps": [{"step": "in_force"}]}


def _rate(weights=None, role="pair", half_life=365.0, **more):
    source = {"events": weights or {"visit": 1.0}, **more}
    return {"source": source, "role": role, "steps": [{"step": "decayed", "half_life_days": half_life}]}


@pytest.fixture(scope="session")
def monthly(panel, acts, collected):
    """monthly(component, act, …, lines=[…], kinds=[…]): the component by month."""

    def compute(component, *of, lines=(ALL,), kinds=("visit", "meeting", "sanction"), undirected=("meeting",), **more):
        source = collected(kinds, *lines, undirected=undirected)
        return panel({"x": component}, events=acts(*of), collected=source, **more).matrix["x"]

    return compute


# --- decayed -------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(DAYS, st.floats(0.1, 3)), max_size=12), st.floats(20, 2000))
def test_a_rate_is_the_published_sum_at_every_months_end(monthly, visits, half_life):
    kinds = [f"kind{number}" for number in range(len(visits))] or ["visit"]
    weights = {kind: weight for kind, (_, weight) in zip(kinds, visits, strict=False)} or {"visit": 1.0}
    of = [{"kind": kind, "date_start": day} for kind, (day, _) in zip(kinds, visits, strict=False)]
    rate = monthly(_rate(weights, half_life=half_life), *of, kinds=kinds, undirected=())
    for month, value in rate.items():
        last = month.end_time.date()
        begun = [(weight, (last - day).days) for day, weight in visits if day <= last]
        expected = sum(weight * 0.5 ** (days / half_life) for weight, days in begun)
        assert value == pytest.approx(expected * math.log(2) / (half_life / 365.25), rel=1e-9, abs=1e-12)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(DAYS, st.sampled_from(["visit", "sanction"])), max_size=12), st.randoms())
def test_the_order_of_the_events_does_not_matter(monthly, visits, chance):
    of = [{"kind": kind, "date_start": day, "event_id": f"e{n}"} for n, (day, kind) in enumerate(visits)]
    component = _rate({"visit": 1.0, "sanction": 0.4}, once_within_days=2)
    shuffled = chance.sample(of, len(of))
    np.testing.assert_array_equal(monthly(component, *of), monthly(component, *shuffled))


@pytest.mark.parametrize("half_life", [180, 365, 730])
def test_a_steady_visit_a_month_is_twelve_a_year_whatever_the_half_life(panel, acts, collected, half_life):
    days = [dt.date(year, month, 15) for year in range(1960, 2000) for month in range(1, 13)]
    built = panel(
        {"x": _rate(half_life=half_life)},
        events=acts(*({"kind": "visit", "date_start": day} for day in days)),
        collected=collected(["visit"], {"covered_from": "1960-01-01", "covered_to": "1999-12-31"}),
    )
    assert built.matrix["x"].iloc[-12:].mean() == pytest.approx(12, rel=0.01)


def test_a_delegation_counts_once_at_its_highest_weight_and_own_date(monthly):
    weights = {"visit": 1.0, "meeting": 0.4}
    secretary = {"kind": "meeting", "date_start": "2015-11-15"}
    president = {"kind": "visit", "date_start": "2015-11-16"}
    component = _rate(weights, once_within_days=2)
    once = monthly(component, secretary, president, undirected=())
    np.testing.assert_allclose(once, monthly(component, president, undirected=()))
    for apart in (
        {**secretary, "date_start": "2015-11-13"},
        {**secretary, "ref_area": "TUR", "counterpart_area": "USA"},
    ):
        both = monthly(component, apart, president, undirected=())
        alone = [monthly(component, one, undirected=()) for one in (apart, president)]
        np.testing.assert_allclose(both, sum(alone))


def test_days_of_a_delegation_do_not_chain(monthly):
    visits = [{"kind": "visit", "date_start": f"2015-03-{day:02d}"} for day in (1, 3, 5)]
    component = _rate(once_within_days=2)
    np.testing.assert_allclose(monthly(component, *visits), monthly(component, visits[0], visits[2]))


# --- in force ------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(DAYS, st.one_of(st.none(), st.integers(0, 500)), st.sampled_from([1, 2, 3])), max_size=8))
def test_in_force_is_the_count_of_days(monthly, measures):
    of = [
        {
            "kind": "sanction",
            "date_start": start,
            "date_end": None if length is None else start + dt.timedelta(days=length),
            "end_status": "open" if length is None else "ended",
            "scope": scope,
        }
        for start, length, scope in measures
    ]
    force = monthly(_force(by_scope=True), *of)
    for month, value in force.items():
        days = [month.start_time.date() + dt.timedelta(days=number) for number in range(month.days_in_month)]
        stood = sum(
            scope
            for day in days
            for start, length, scope in measures
            if day >= start and (length is None or day < start + dt.timedelta(days=length))
        )
        assert value == pytest.approx(stood / len(days))


def test_an_unknown_end_is_not_in_force_and_an_open_one_is(monthly):
    begun = {"kind": "sanction", "date_start": "2015-02-01"}
    assert (monthly(_force(), {**begun, "end_status": "unknown"}) == 0).all()
    assert (monthly(_force(), {**begun, "end_status": "open"})["2015-02":] == 1).all()
    with pytest.raises(PanelError, match="'e0', which is said to have ended but has no date_end"):
        monthly(_force(), begun)


def test_as_of_a_day_a_later_end_is_not_known(monthly):
    begun = {"kind": "sanction", "date_start": "2015-02-01", "end_status": "ended"}
    assert monthly(_force(), begun, as_of="2015-04-30").to_list() == [0, 1, 1, 1]


def test_only_bilateral_acts_count_unless_all_are_asked_for(monthly):
    act = {"kind": "sanction", "date_start": "2015-01-01", "date_end": "2017-01-01", "bilateral": False}
    assert (monthly(_force(), act) == 0).all()
    assert monthly(_force(bilateral_only=False), act)["2016-12"] == 1


def test_an_act_without_scope_cannot_be_weighed_by_scope(monthly):
    with pytest.raises(PanelError, match="weighs events by scope, but 'e0' has none"):
        monthly(_force(by_scope=True), {"kind": "sanction", "date_start": "2015-01-01", "end_status": "open"})


# --- who acts ------------------------------------------------------------------------------------


def test_directions_add_up_to_the_pair_and_only_the_pair_sees_meetings_elsewhere(monthly):
    of = [
        {"kind": "visit", "date_start": "2015-02-03"},
        {"kind": "visit", "date_start": "2015-07-03", "ref_area": "TUR", "counterpart_area": "USA"},
        {"kind": "meeting", "date_start": "2016-02-03", "ref_area": "TUR", "counterpart_area": "USA"},
        {"kind": "visit", "date_start": "2016-03-03", "ref_area": "USA", "counterpart_area": "DEU"},
    ]
    weights = {"visit": 1.0, "meeting": 0.5}
    there, back, pair = (monthly(_rate(weights, role), *of) for role in ("a_to_b", "b_to_a", "pair"))
    meetings = monthly(_rate({"meeting": 0.5}), *of)
    np.testing.assert_allclose(pair, there + back + meetings)
    assert there["2015-03"] > 0 == back["2015-03"]
    assert meetings["2016-01"] == 0 < meetings["2016-02"]


def test_roles_and_kinds_that_count_nothing_are_refused(monthly):
    with pytest.raises(PanelError, match="counts events in the role 'gap'; acts run between two areas"):
        monthly(_rate(role="gap"))
    with pytest.raises(PanelError, match="counts no events: every kind weighs 0 or is undirected"):
        monthly(_rate({"meeting": 1.0, "visit": 0.0}, role="a_to_b"))


# --- when they were collected --------------------------------------------------------------------


def test_inside_the_collected_period_no_row_is_zero_and_outside_nothing_is_known(monthly):
    line = {"covered_from": "2015-01-15", "covered_to": "2015-05-30"}
    rate = monthly(_rate(), {"kind": "visit", "date_start": "2015-03-01"}, lines=[line], start="2015-01", end="2015-06")
    assert rate["2015-02"] == 0
    assert rate.isna().to_list() == [True, False, False, False, True, True]


def test_decay_stops_with_the_collection_and_the_last_value_is_carried(panel, acts, collected):
    built = panel(
        {"x": {**_rate(), "max_age_months": 1}},
        events=acts({"kind": "visit", "date_start": "2015-03-01"}),
        collected=collected(["visit"], {"covered_from": "2015-01-01", "covered_to": "2015-04-30"}),
        end="2015-06",
    )
    assert built.matrix["x"]["2015-05"] == built.matrix["x"]["2015-04"]
    assert built.carried["x"].to_list() == [False, False, False, False, True, False]
    reason = "the source was collected to 2015-04-30; the value of its last whole month may be carried 1 months"
    assert built.why_missing("x", "2015-06") == reason


def test_kinds_that_are_counted_together_must_be_collected_together(monthly):
    lines = [
        {"kinds": ["visit"], "covered_from": "2015-01-01", "covered_to": "2015-12-31"},
        {"kinds": ["sanction"], "covered_from": "2015-06-01", "covered_to": "2016-12-31"},
    ]
    both = monthly(_rate({"visit": 1.0, "sanction": 1.0}), lines=lines)
    assert [str(month) for month in both.index[[0, -1]]] == ["2015-06", "2015-12"]
    weightless = monthly(_rate({"visit": 1.0, "sanction": 0.0}), lines=lines)
    assert [str(month) for month in weightless.index[[0, -1]]] == ["2015-01", "2015-12"]
    apart = [lines[0], {**lines[1], "covered_from": "2016-01-01"}]
    with pytest.raises(PanelError, match="never collected in the same months"):
        monthly(_rate({"visit": 1.0, "sanction": 1.0}), lines=apart)


def test_lines_that_follow_one_another_join_even_inside_a_month(monthly):
    lines = [
        {"covered_from": "2015-01-01", "covered_to": "2015-03-10"},
        {"covered_from": "2015-03-11", "covered_to": "2015-05-31"},
    ]
    assert monthly(_rate(), lines=lines).notna().to_list() == [True] * 5
    apart = [lines[0], {**lines[1], "covered_from": "2015-03-12"}]
    assert monthly(_rate(), lines=apart).notna().to_list() == [True, True, False, True, True]


def test_a_line_that_names_the_pair_goes_before_one_that_names_none(monthly):
    general = {"covered_from": "2015-01-01", "covered_to": "2015-06-30"}
    for spelling in ("USA-TUR", "TUR-USA"):
        named = {"pairs": [spelling], "covered_from": "2015-03-01", "covered_to": "2015-04-30"}
        assert [str(month) for month in monthly(_rate(), lines=[general, named]).index] == ["2015-03", "2015-04"]
    other = {"pairs": ["USA-DEU"], "covered_from": "2015-03-01", "covered_to": "2015-04-30"}
    assert len(monthly(_rate(), lines=[general, other])) == 6


def test_grades_that_were_not_collected_do_not_count_and_all_grades_must_be(monthly):
    lines = [
        {"grades": ["president"], "covered_from": "2015-01-01", "covered_to": "2015-06-30"},
        {"grades": ["minister"], "covered_from": "2015-03-01", "covered_to": "2015-08-31"},
    ]
    grades = ("president", "minister", "deputy")
    of = [{"kind": "visit", "grade": grade, "date_start": "2015-03-01"} for grade in grades]
    counted = monthly(_rate(), *of, lines=lines)
    assert [str(month) for month in counted.index[[0, -1]]] == ["2015-03", "2015-06"]
    np.testing.assert_allclose(counted, 2 * monthly(_rate(), of[0])["2015-03":"2015-06"])


def test_a_kind_that_nobody_collected_is_missing_with_the_reason(panel, acts, collected, rows, run):
    clock = {"source": {"indicator": "clock"}, "role": "a"}
    figures = [rows("clock", "USA", "", run("2015-01", 1))]
    for kinds, lines in ((["visit"], [{**ALL, "pairs": ["USA-DEU"]}]), (["other"], [ALL])):
        built = panel(
            {"x": _rate(), "clock": clock},
            figures,
            events=acts({"kind": "visit", "date_start": "2015-01-01"}),
            collected=collected(kinds, *lines),
            start="2015-01",
            end="2015-01",
        )
        assert built.why_missing("x", "2015-01") == (
            "no source says when events of the kind 'visit' were collected for USA-TUR"
        )


@pytest.mark.parametrize(("as_of", "last"), [("2015-06-29", "2015-05"), ("2015-06-30", "2015-06")])
def test_as_of_a_day_only_whole_months_were_collected(monthly, as_of, last):
    assert str(monthly(_rate(), as_of=as_of).index[-1]) == last


def test_acts_become_known_with_their_sources_lag(panel, acts, collected):
    source = collected(["visit"], ALL, lag=40)
    built = panel({"x": _rate()}, events=acts(), collected=source, as_of="2015-06-30")
    assert str(built.matrix.index[-1]) == "2015-04"
