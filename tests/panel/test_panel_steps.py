"""The formulas: worked cases and identities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import PanelError

NAN = float("nan")
GAPPY = st.lists(st.one_of(st.just(NAN), st.floats(0.5, 1000)), min_size=13, max_size=40)


def _component(*steps: dict[str, object], **more: object) -> dict[str, object]:
    return {"source": {"indicator": "x"}, "role": "a", "steps": list(steps), **more}


@pytest.fixture(scope="session")
def after(panel, rows, run):
    """after(values, step, …, others={id: values}): the component by month from 2015-01, NaN where missing."""

    def compute(values, *steps, others=None, **settings):
        frames = [rows("x", "USA", "", run("2015-01", *values))]
        frames += [rows(name, "USA", "", run("2015-01", *of)) for name, of in (others or {}).items()]
        frames.append(rows("clock", "USA", "", run("2015-01", *[1.0] * len(values))))
        components = {"x": _component(*steps), "clock": {"source": {"indicator": "clock"}, "role": "a"}}
        return panel(components, frames, start="2015-01", **settings).matrix["x"].to_numpy()

    return compute


@pytest.mark.parametrize(
    ("step", "values", "expected"),
    [
        ({"step": "sum", "months": 3}, [1, 2, 3, 4], [NAN, NAN, 6, 9]),
        ({"step": "mean", "months": 2}, [1, 2, 4], [NAN, 1.5, 3]),
        ({"step": "sum", "months": 2}, [1, NAN, 3, 4], [NAN, NAN, NAN, 7]),
        ({"step": "change"}, [1, 4, 2], [NAN, 3, -2]),
        ({"step": "change", "months": 2}, [1, 4, 2], [NAN, NAN, 1]),
        ({"step": "percent_change"}, [4, 5, 0, 1], [NAN, 25, -100, NAN]),
        ({"step": "percent_change"}, [-4, 5], [NAN, NAN]),
        ({"step": "log"}, [1, np.e, NAN], [0, 1, NAN]),
        ({"step": "log", "plus": 1}, [0, np.e - 1], [0, 1]),
        ({"step": "scale", "factor": 0.001}, [1500, 0], [1.5, 0]),
        ({"step": "index_to", "base": "2015-02"}, [1, 4, 6], [25, 100, 150]),
        ({"step": "ratio_to_mean", "months": 3, "at_least": 2}, [2, 4, NAN, 6], [NAN, 4 / 3, NAN, 1.2]),
        ({"step": "ratio_to_mean", "months": 2, "at_least": 2}, [2, -2], [NAN, NAN]),
    ],
)
def test_each_step_by_hand(after, step, values, expected):
    np.testing.assert_allclose(after(values, step), expected)


def test_year_ago_is_the_same_month_of_the_year_before(after):
    values = [float(month) for month in range(1, 15)]
    np.testing.assert_allclose(after(values, {"step": "change_from_year_ago"})[12:], [12, 12])
    np.testing.assert_allclose(after(values, {"step": "percent_change_from_year_ago"})[12:], [1200, 600])


def test_an_index_to_a_year_is_100_on_average_in_that_year(after):
    values = np.linspace(50, 250, 30)
    index = after(values, {"step": "index_to", "base": "2016"})
    assert index[12:24].mean() == pytest.approx(100)
    np.testing.assert_allclose(index / values, index[0] / values[0])


def test_deflating_a_constant_sum_by_doubled_prices_halves_it(after):
    prices = [1.0] * 12 + [2.0] * 3
    real = after([10.0] * 15, {"step": "deflate", "by": "cpi", "base": "2015"}, others={"cpi": prices})
    np.testing.assert_allclose(real, [10.0] * 12 + [5.0] * 3)


def test_a_deflator_is_carried_over_two_months_and_not_over_three(after):
    prices = [2.0, NAN, NAN, NAN, 4.0]
    real = after([1.0] * 5, {"step": "deflate", "by": "cpi", "base": "2015-01"}, others={"cpi": prices})
    np.testing.assert_allclose(real, [1, 1, 1, NAN, 0.5])


def test_the_base_of_a_deflator_is_never_filled(after):
    prices = [2.0, NAN] + [2.0] * 12
    with pytest.raises(PanelError, match=r"'cpi' for every month of 2015, its base"):
        after([1.0] * 14, {"step": "deflate", "by": "cpi", "base": "2015"}, others={"cpi": prices})


def test_a_written_level_stands_in_for_a_base_year_that_is_not_over(panel, rows, run):
    figures = [rows("x", "USA", "", run("2015-01", 10, 10)), rows("cpi", "USA", "", run("2015-01", 2, 4))]
    deflate = {"step": "deflate", "by": "cpi", "base": "2016"}
    written = panel({"x": _component({**deflate, "level": 8})}, figures, as_of="2015-03-31")
    assert written.matrix["x"].to_list() == [40, 20]
    clock = {"source": {"indicator": "cpi"}, "role": "a"}
    unwritten = panel({"x": _component(deflate), "clock": clock}, figures, as_of="2015-03-31")
    assert unwritten.matrix["x"].isna().all()
    assert "for all of 2016, its base, could not be known on 2015-03-31" in unwritten.why_missing("x", "2015-01")


def test_a_written_level_that_contradicts_the_figures_is_refused(after):
    with pytest.raises(PanelError, match="writes 3 as the level of 'cpi' in 2015-01; its figures have 2"):
        after([1.0], {"step": "deflate", "by": "cpi", "base": "2015-01", "level": 3}, others={"cpi": [2.0]})


def test_a_share_takes_both_through_the_same_steps(panel, rows, run):
    figures = [
        rows("x", "USA", "TUR", run("2015-01", 1, 3)),
        rows("x", "TUR", "USA", run("2015-01", 1, 3)),
        rows("x", "USA", "WLD", run("2015-01", 10, 20)),
        rows("x", "WLD", "USA", run("2015-01", 30, 40)),
    ]
    share = {"step": "share_of", "indicator": "x", "role": "pair", "counterpart": "WLD"}
    component = {"source": {"indicator": "x"}, "role": "pair", "steps": [{"step": "sum", "months": 2}, share]}
    assert panel({"x": component}, figures).matrix["x"].to_list() == [pytest.approx(100 * 8 / 100)]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(0.1, 1e6), min_size=13, max_size=30), st.floats(0.1, 100))
def test_a_share_of_real_trade_is_the_share_of_nominal_trade(after, values, price):
    others = {"all": [2 * value + 1 for value in values], "cpi": [price] * len(values)}
    share = {"step": "share_of", "indicator": "all", "role": "a"}
    nominal = after(values, share, others=others)
    real = after(values, {"step": "deflate", "by": "cpi", "base": "2015"}, share, others=others)
    np.testing.assert_allclose(nominal, real)


def test_per_head_and_per_nothing(after):
    heads = {"heads": [2.0, 0.0, NAN]}
    step = {"step": "per", "indicator": "heads", "role": "a", "scale": 1000}
    np.testing.assert_allclose(after([4, 4, 4], step, others=heads), [2000, NAN, NAN])


@settings(deadline=None, max_examples=60)
@given(GAPPY, st.integers(1, 12))
def test_a_mean_is_the_annualised_sum_over_twelve_and_is_missing_with_any_month(after, values, months):
    total = after(values, {"step": "sum", "months": months})
    mean = after(values, {"step": "mean", "months": months})
    np.testing.assert_allclose(mean * months, total)
    for month in range(len(values)):
        window = values[max(0, month - months + 1) : month + 1]
        whole = len(window) == months and not np.isnan(window).any()
        assert np.isnan(total[month]) != whole
        if whole:
            assert total[month] == pytest.approx(sum(window))


@settings(deadline=None, max_examples=60)
@given(GAPPY)
def test_percent_changes_chain_to_the_ratio_of_the_ends(after, values):
    monthly = after(values, {"step": "percent_change"})
    yearly = after(values, {"step": "percent_change", "months": 12})
    for month in range(12, len(values)):
        chain = np.prod(1 + monthly[month - 11 : month + 1] / 100)
        if not np.isnan(chain):
            assert 1 + yearly[month] / 100 == pytest.approx(chain)


def test_a_logarithm_that_does_not_exist_names_component_month_and_value(after):
    with pytest.raises(PanelError, match=r"'x' takes the logarithm of 0 in 2015-02.*'plus'"):
        after([1, 0], {"step": "log"})


def test_an_index_to_a_base_with_a_gap_or_of_zero_is_refused(after):
    with pytest.raises(PanelError, match="its own figures for every month of 2015, its base"):
        after([1.0] * 11, {"step": "index_to", "base": "2015"})
    with pytest.raises(PanelError, match="is zero on average in 2015-01"):
        after([0.0, 1.0], {"step": "index_to", "base": "2015-01"})


def test_trailing_months_of_annual_figures_are_averaged_but_not_summed(panel, rows):
    figures = [rows("x", "USA", "", {"2014-01-01": 12.0, "2015-01-01": 24.0}, "A")]
    mean = panel({"x": _component({"step": "mean", "months": 12})}, figures).matrix["x"]
    assert mean["2015-06"] == pytest.approx(18)
    with pytest.raises(PanelError, match="'x' sums trailing months of annual figures"):
        panel({"x": _component({"step": "sum", "months": 12})}, figures)


def test_a_share_of_counted_events_is_refused(panel, rows, run, acts, collected):
    component = {
        "source": {"events": {"visit": 1.0}},
        "role": "pair",
        "steps": [{"step": "in_force"}, {"step": "share_of", "indicator": "x", "role": "a"}],
    }
    with pytest.raises(PanelError, match="'in_force', which counts events"):
        panel(
            {"x": component},
            [rows("x", "USA", "", run("2015-01", 1))],
            events=acts({"kind": "visit", "date_start": "2015-01-01", "end_status": "open"}),
            collected=collected(["visit"], {"covered_from": "2015-01-01", "covered_to": "2015-12-31"}),
        )
