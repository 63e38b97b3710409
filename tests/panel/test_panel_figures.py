"""Figures by key: whatever the order of the rows, what is computed from them is the same to the last bit."""

from __future__ import annotations

from itertools import permutations

import pytest

from indicators.errors import PanelError
from indicators.panel.figures import FigureTable

DAYS = {"2015-01-01": 0.1, "2015-01-02": 1e16, "2015-01-03": -1e16, "2015-02-01": 3.0}


@pytest.mark.parametrize("order", [*permutations(range(4))])
def test_figures_come_in_the_order_of_time(rows, order):
    frame = rows("x", "USA", "TUR", DAYS, freq="D").iloc[list(order)]
    found = FigureTable(frame).find("x", "USA", "TUR")["D"]
    assert found.values.tolist() == list(DAYS.values())
    assert found.months.tolist() == sorted(found.months.tolist())
    assert frame.iloc[found.rows]["obs_value"].tolist() == list(DAYS.values())


@pytest.mark.parametrize("order", [*permutations(range(4))])
def test_the_mean_of_days_does_not_depend_on_the_order_of_the_rows(panel, rows, indicator, order):
    frame = rows("x", "USA", "TUR", DAYS, freq="D").iloc[list(order)].reset_index(drop=True)
    component = {"source": {"indicator": "x"}, "role": "a_to_b"}
    described = [indicator("x", freq="D", kind="level")]
    values = panel({"x": component}, [frame], indicators=described, start="2015-01").matrix["x"].tolist()
    assert values == [(0.1 + 1e16 - 1e16) / 3, 3.0]


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_two_figures_of_one_day_are_refused_wherever_they_stand(rows, order):
    frame = rows("x", "USA", "TUR", {"2015-01-01": 1.0, "2015-01-02": 2.0, "2015-01-03": 3.0}, freq="D")
    frame.loc[2, "time_period"] = frame.loc[0, "time_period"]
    with pytest.raises(PanelError, match="two figures for 2015-01-01"):
        FigureTable(frame.iloc[list(order)]).find("x", "USA", "TUR")
