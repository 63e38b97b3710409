"""The way back from a cell to its figures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest


def test_a_share_of_real_trade_names_its_figures_denominators_and_deflators(panel, rows, run):
    share = {"step": "share_of", "indicator": "trade", "role": "a_to_b", "counterpart": "WLD"}
    component = {
        "source": {"indicator": "trade"},
        "role": "a_to_b",
        "steps": [{"step": "deflate", "by": "cpi", "base": "2015-01"}, {"step": "sum", "months": 2}, share],
        "max_age_months": 2,
    }
    cpi = {"2015-01-01": 100.0, "2015-02-01": 200.0, "2015-04-01": 400.0}
    built = panel(
        {"x": component, "cpi": {"source": {"indicator": "cpi"}, "role": "a"}},
        [
            rows("trade", "USA", "TUR", run("2015-01", 1, 2, 3)),
            rows("trade", "USA", "WLD", run("2015-01", 10, 10, 10)),
            rows("trade", "TUR", "USA", run("2015-01", 7, 7, 7)),
            rows("cpi", "USA", "", cpi),
        ],
    )
    found = built.trace("x", "2015-04")
    assert (found.carried, str(found.belongs_to)) == (True, "2015-03")
    assert [step.step for step in found.steps] == ["source", "deflate", "sum", "share_of"]
    assert [step.value for step in found.steps] == pytest.approx([3, 1.5, 2.5, 100 * 2.5 / 10])
    assert found.steps[2].formula == "x_t + … + x_{t−months+1}; missing when any of them is."
    assert found.steps[2].settings == {"months": 2}
    uses = {
        (row.indicator, row.counterpart_area, str(row.time_period)[:7], row.use)
        for row in found.observations.itertuples()
    }
    assert uses == {
        ("trade", "TUR", "2015-02", "figure"),
        ("trade", "TUR", "2015-03", "figure"),
        ("trade", "WLD", "2015-02", "denominator"),
        ("trade", "WLD", "2015-03", "denominator"),
        ("cpi", "", "2015-02", "deflator"),
        ("cpi", "", "2015-01", "base of the deflator"),
    }


def test_an_annual_figure_is_found_from_any_month_that_it_stands_for(panel, rows, indicator):
    built = panel(
        {"x": {"source": {"indicator": "stock"}, "role": "a"}},
        [rows("stock", "USA", "", {"2014-01-01": 1.0, "2015-01-01": 2.0}, "A")],
        indicators=[indicator("stock", freq="A", kind="level", about="area", valid_from_months=8)],
        end="2016-08",
    )
    for month, year in (("2015-08", 2014), ("2015-09", 2015), ("2016-08", 2015)):
        found = built.trace("x", month).observations
        assert found["time_period"].to_list() == [pd.Timestamp(year, 1, 1)]


def test_the_parts_of_the_events_sum_to_the_rate_and_to_the_measures_in_force(panel, acts, collected):
    events = acts(
        {"kind": "visit", "date_start": "2015-01-10", "event_id": "early"},
        {"kind": "visit", "date_start": "2015-06-10", "event_id": "late"},
        {"kind": "visit", "date_start": "2016-02-10", "event_id": "later"},
        {"kind": "sanction", "date_start": "2015-06-11", "date_end": "2015-07-05", "event_id": "short"},
        {"kind": "sanction", "date_start": "2015-01-01", "end_status": "unknown", "event_id": "unknown"},
    )
    built = panel(
        {
            "rate": {
                "source": {"events": {"visit": 1.0}},
                "role": "pair",
                "steps": [{"step": "decayed", "half_life_days": 365}, {"step": "log", "plus": 1}],
            },
            "force": {
                "source": {"events": {"sanction": 2.0}},
                "role": "a_to_b",
                "steps": [{"step": "in_force"}],
            },
        },
        events=events,
        collected=collected(["visit", "sanction"], {"covered_from": "2015-01-01", "covered_to": "2016-12-31"}),
    )
    rate = built.trace("rate", "2015-12")
    assert rate.events["event_id"].to_list() == ["late", "early"]
    assert rate.steps[0].step == "decayed"
    assert rate.events["part"].sum() == pytest.approx(rate.steps[0].value)
    assert rate.value == pytest.approx(np.log1p(rate.steps[0].value))
    force = built.trace("force", "2015-06")
    assert force.events[["event_id", "weight", "part"]].to_numpy().tolist() == [["short", 2.0, pytest.approx(40 / 30)]]
    assert built.trace("force", "2015-08").events.empty
    assert built.trace("force", "2015-06").observations.empty


def test_a_missing_cell_shows_at_which_step_it_broke(panel, rows, run):
    built = panel(
        {"x": {"source": {"indicator": "x"}, "role": "a", "steps": [{"step": "sum", "months": 3}]}},
        [rows("x", "USA", "", run("2015-01", 1, 2, 3))],
        start="2015-02",
    )
    found = built.trace("x", "2015-02")
    assert [step.value for step in found.steps] == pytest.approx([2, np.nan], nan_ok=True)
    assert found.belongs_to is None
    assert found.reason == "no value before 2015-03: the figures that it needs begin in 2015-01"
    assert found.reason.values == {"month": "2015-03", "begin": "2015-01"}
    assert len(found.observations) == 2


def test_the_panel_names_the_rows_it_read_and_no_others(panel, rows, run, acts, collected):
    built = panel(
        {
            "x": {"source": {"indicator": "x"}, "role": "a_to_b"},
            "rate": {
                "source": {"events": {"visit": 1.0}},
                "role": "a_to_b",
                "steps": [{"step": "decayed", "half_life_days": 365}],
            },
        },
        [
            rows("y", "USA", "TUR", run("2015-01", 9)),
            rows("x", "USA", "TUR", run("2015-01", 1, 2)),
            rows("x", "TUR", "USA", run("2015-01", 5)),
        ],
        events=acts(
            {"kind": "visit", "date_start": "2015-01-10"},
            {"kind": "visit", "date_start": "2015-01-11", "ref_area": "TUR", "counterpart_area": "USA"},
            {"kind": "call", "date_start": "2015-01-12"},
        ),
        collected=collected(["visit", "call"], {"covered_from": "2015-01-01", "covered_to": "2015-12-31"}),
    )
    assert built.observations[["indicator", "obs_value"]].to_numpy().tolist() == [["x", 1.0], ["x", 2.0]]
    assert built.events["event_id"].to_list() == ["e0"]


@pytest.mark.parametrize("months", [1, 2, 3, 7, 12])
@pytest.mark.parametrize(
    ("step", "formula"), [("change", lambda x, y: x - y), ("percent_change", lambda x, y: 100 * (x / y - 1))]
)
def test_a_change_reads_the_month_and_the_one_exactly_so_many_months_before(panel, rows, run, step, formula, months):
    values = [float(2**number) for number in range(16)]
    component = {
        "source": {"indicator": "x"},
        "role": "a_to_b",
        "steps": [{"step": step, "months": months}, {"step": "scale", "factor": 2.0}],
    }
    built = panel({"x": component}, [rows("x", "USA", "TUR", run("2015-01", *values))], start="2015-01")
    found = built.trace("x", "2016-04")
    assert found.value == pytest.approx(2 * formula(values[15], values[15 - months]))
    assert sorted(found.observations["obs_value"]) == [values[15 - months], values[15]]
    assert list(built.observations["obs_value"]) == values
    assert built.matrix["x"].isna().sum() == months
