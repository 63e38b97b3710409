"""What new figures may change, and what they never change."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

FIGURE = st.one_of(st.just(float("nan")), st.floats(0.5, 1000))
MONTHS = st.lists(st.tuples(FIGURE, FIGURE, FIGURE, FIGURE), min_size=3, max_size=40)
SERIES = (("trade", "USA", "TUR"), ("trade", "TUR", "USA"), ("cpi", "USA", ""), ("world", "WLD", ""))
COMPONENTS = {
    "plain": {"source": {"indicator": "trade"}, "role": "a_to_b", "max_age_months": 2},
    "real_year": {
        "source": {"indicator": "trade"},
        "role": "pair",
        "steps": [{"step": "deflate", "by": "cpi", "base": "2015-01"}, {"step": "sum", "months": 12}, {"step": "log"}],
        "max_age_months": 3,
    },
    "share": {
        "source": {"indicator": "trade"},
        "role": "pair",
        "steps": [
            {"step": "mean", "months": 2},
            {"step": "share_of", "indicator": "world", "role": "world"},
            {"step": "ratio_to_mean", "months": 6, "at_least": 2},
        ],
    },
    "growth": {
        "source": {"indicator": "world"},
        "role": "world",
        "steps": [{"step": "percent_change_from_year_ago"}],
        "max_age_months": 1,
    },
}


@pytest.fixture(scope="session")
def monthly_panel(panel, rows, run):
    """monthly_panel([(four figures), …], order=…): the components above from figures of consecutive months."""

    def build(months, shuffle=None, **settings):
        frames = [
            rows(*series, run("2015-01", *[month[number] for month in months])) for number, series in enumerate(SERIES)
        ]
        # The base of the deflator is there, and one figure at least, so that there is a panel at all.
        frames[2].loc[0, "obs_value"] = 100.0
        frames[0].loc[0, "obs_value"] = 1.0
        if shuffle is not None:
            whole = pd.concat(frames, ignore_index=True)
            frames = [whole.sample(frac=1, random_state=shuffle)]
        return panel(COMPONENTS, frames, start="2015-01", **settings)

    return build


@settings(deadline=None, max_examples=80)
@given(MONTHS, st.tuples(FIGURE, FIGURE, FIGURE, FIGURE))
def test_a_month_of_new_monthly_figures_changes_no_earlier_value(monthly_panel, months, new):
    until = str(pd.Period("2015-01", "M") + len(months) - 1)
    before = monthly_panel(months, end=until)
    after = monthly_panel([*months, new], end=until)
    pd.testing.assert_frame_equal(after.matrix, before.matrix, check_exact=True)
    pd.testing.assert_frame_equal(after.carried, before.carried)


@settings(deadline=None, max_examples=80)
@given(MONTHS, st.integers(0, 99))
def test_the_order_of_the_rows_does_not_matter(monthly_panel, months, seed):
    one, other = monthly_panel(months), monthly_panel(months, shuffle=seed)
    pd.testing.assert_frame_equal(one.matrix, other.matrix, check_exact=True)
    pd.testing.assert_frame_equal(one.carried, other.carried)


@settings(deadline=None, max_examples=80)
@given(
    st.dictionaries(st.integers(2000, 2010), st.floats(1, 100), min_size=1),
    st.integers(2000, 2010),
    st.floats(1, 100),
    st.integers(-12, 12),
    st.integers(0, 30),
)
def test_a_new_annual_figure_changes_its_own_period_and_what_carried_its_predecessor(
    panel, rows, indicator, years, new, value, shift, max_age
):
    described = indicator("stock", freq="A", kind="level", about="area", valid_from_months=shift)

    def build(figures):
        component = {"source": {"indicator": "stock"}, "role": "a", "max_age_months": max_age}
        dated = {f"{year}-01-01": figure for year, figure in figures.items()}
        frames = [rows("stock", "USA", "", dated, "A")]
        return panel({"x": component}, frames, indicators=[described], start="1998-01", end="2014-12")

    old = {year: figure for year, figure in years.items() if year != new} or {1999: 1.0}
    before, after = build(old), build({**old, new: value})
    first = pd.Period(f"{new}-01", "M") + shift
    own = pd.period_range(first, periods=12, freq="M")
    carried_on = pd.period_range(first + 12, periods=max_age, freq="M") if max_age else own[:0]
    changed = before.matrix.index[
        ~before.matrix["x"].eq(after.matrix["x"]) & ~(before.matrix["x"].isna() & after.matrix["x"].isna())
    ]
    fresh_before = before.matrix.index[before.matrix["x"].notna() & ~before.carried["x"]]
    assert set(changed) <= set(own) | set(carried_on)
    assert not set(changed) & set(fresh_before)
    inside = own[(own >= after.matrix.index[0]) & (own <= after.matrix.index[-1])]
    assert (after.matrix.loc[inside, "x"] == value).all()
    assert not after.carried.loc[inside, "x"].any()


@settings(deadline=None, max_examples=80)
@given(MONTHS)
def test_carried_values_are_values_and_every_gap_has_a_reason(monthly_panel, months):
    built = monthly_panel(months)
    assert not (built.carried & built.matrix.isna()).to_numpy().any()
    gaps = built.missing
    covered = sum((gap.end - gap.start).n + 1 for gap in gaps.itertuples())
    assert covered == int(built.matrix.isna().to_numpy().sum())
    assert gaps["reason"].str.len().gt(20).all()
    for gap in gaps.itertuples():
        assert built.matrix.loc[gap.start : gap.end, gap.component].isna().all()


@settings(deadline=None, max_examples=80)
@given(MONTHS, st.integers(0, 39))
def test_tracing_a_cell_gives_its_value_and_rows_that_suffice_to_compute_it(monthly_panel, panel, months, number):
    built = monthly_panel(months)
    month = built.matrix.index[number % len(built.matrix)]
    for component in COMPONENTS:
        value = built.matrix.at[month, component]
        found = built.trace(component, month)
        np.testing.assert_equal(found.value, value)
        assert found.carried == built.carried.at[month, component]
        assert (found.belongs_to is None) == np.isnan(value) == bool(found.reason)
        if np.isnan(value):
            continue
        rows = found.observations.drop(columns="use")
        again = panel({component: COMPONENTS[component]}, [rows], start="2015-01", end=str(month))
        assert again.matrix.at[month, component] == pytest.approx(value, rel=1e-12)
