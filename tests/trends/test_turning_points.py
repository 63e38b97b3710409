"""Where did it turn?"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import SeriesTooShortError
from indicators.trends import turning_points
from indicators.wording.trends import summary


@pytest.fixture(scope="module")
def output() -> pd.Series:
    """ln of US real GDP, 1959Q1 to 2009Q3."""
    import statsmodels.api as sm

    table = sm.datasets.macrodata.load_pandas().data
    return pd.Series(
        np.log(table["realgdp"].to_numpy()), index=pd.period_range("1959Q1", periods=len(table), freq="Q"), name="GDP"
    )


def test_american_recessions_are_dated_near_the_committee(output: pd.Series, published: dict[str, Any]) -> None:
    turns = turning_points(output).turns
    for kind in ("peak", "trough"):
        found = turns.loc[turns["kind"] == kind, "date"].tolist()
        expected = [pd.Period(one, "Q") for one in published["recessions"][f"{kind}s"]]
        assert len(found) == len(expected)
        assert all(abs((a - b).n) <= 3 for a, b in zip(found, expected, strict=True))


def test_a_sine_turns_where_it_must(monthly: Callable[..., pd.Series]) -> None:
    months = np.arange(150)
    result = turning_points(monthly(np.cos(2 * np.pi * (months - 20) / 48)))
    peaks = result.turns.loc[result.turns["kind"] == "peak", "date"].astype(str).tolist()
    troughs = result.turns.loc[result.turns["kind"] == "trough", "date"].astype(str).tolist()
    assert peaks == ["2001-09", "2005-09", "2009-09"]
    assert troughs == ["2003-09", "2007-09", "2011-09"]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([1.0, 0.3]))
def test_the_rules_hold_on_any_walk(seed: int, roughness: float) -> None:
    random = np.random.default_rng(seed)
    values = random.normal(size=200).cumsum() + roughness * random.normal(size=200)
    series = pd.Series(values, index=pd.period_range("2000-01", periods=200, freq="M"))
    turns = turning_points(series).turns
    at = [int((date - series.index[0]).n) for date in turns["date"]]
    kinds = turns["kind"].tolist()
    assert all(one != other for one, other in pairwise(kinds))
    assert all(later - earlier >= 5 for earlier, later in pairwise(at))
    assert all(later - earlier >= 15 for earlier, later in zip(at, at[2:], strict=False))
    assert all(5 <= t < 195 for t in at)
    for t, kind in zip(at, kinds, strict=True):
        window = values[t - 5 : t + 6]
        assert values[t] == (window.max() if kind == "peak" else window.min())
    mirrored = turning_points(-series).turns
    assert mirrored["date"].tolist() == turns["date"].tolist()


def test_a_line_never_turns(monthly: Callable[..., pd.Series]) -> None:
    result = turning_points(monthly(np.arange(60.0), name="trade"))
    assert result.turns.empty
    assert summary(result) == (
        "No turning point in trade. No turn before June 2000 or after July 2004 can be told yet."
    )


def test_three_years_are_needed(monthly: Callable[..., pd.Series]) -> None:
    with pytest.raises(SeriesTooShortError, match="at least 36 months"):
        turning_points(monthly(np.sin(np.arange(35))))
