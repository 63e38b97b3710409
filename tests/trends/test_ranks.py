"""Ranks among simulated values, and many tests at once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from indicators.trends.ranks import false_discoveries, rank_p_value


def test_a_rank_is_never_zero_and_counts_what_differs_by_rounding_only() -> None:
    assert rank_p_value(5.0, np.zeros(199)) == 1 / 200
    assert rank_p_value(0.1 + 0.2, np.full(199, 0.3)) == 1.0


def test_no_test_has_no_discovery() -> None:
    assert false_discoveries({}).empty


def test_a_q_value_at_the_rate_is_a_discovery() -> None:
    assert false_discoveries({"a": 0.05, "b": 0.05, "c": 0.05, "d": 0.1, "e": 0.1, "f": 0.6})["discovery"].sum() == 3


def test_false_discoveries_as_benjamini_and_hochberg_worked_them() -> None:
    # section 4 of their paper: 15 endpoints of a trial of thrombolysis, of which 5 % rejects the first four
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0000,
    ]
    table = false_discoveries({f"t{i}": one for i, one in enumerate(p)}, rate=0.05)
    assert table["discovery"].sum() == 4
    shuffled = false_discoveries(pd.Series(p, index=table.index).sample(frac=1, random_state=3), rate=0.05)
    pd.testing.assert_frame_equal(shuffled.sort_index(), table.sort_index())


def test_under_no_effect_a_discovery_is_as_rare_as_the_rate() -> None:
    random = np.random.default_rng(2)
    any_found = [
        false_discoveries(dict(enumerate(random.random(10))), rate=0.1)["discovery"].any() for _ in range(1000)
    ]
    assert 0.07 <= np.mean(any_found) <= 0.13
