"""The small statistics behind the checks, against published answers and what they must mean."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from indicators.claims.associations import correlation_interval
from indicators.claims.effects import windows
from indicators.claims.events import beyond_chance, counted, rate_ratio, share_ratio
from indicators.claims.figures import within_range
from indicators.claims.statistics import all_beyond, decided, rank_among
from indicators.claims.trajectories import line_and_step, mimicry


def test_share_ratio_is_that_of_the_lady_tasting_tea() -> None:
    """R, help(fisher.test), Agresti 1990: table (3 1; 1 3), odds ratio 6.408309, lower 95 % bound 0.3135693, which is
    the lower end of the two-sided 90 % interval."""
    value, low, high = share_ratio(1, 4, 3, 4)
    assert value == pytest.approx(6.408309, abs=2e-5)
    assert low == pytest.approx(0.3135693, abs=1e-5)
    assert high > 100


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.floats(0.5, 10), st.floats(0.5, 10))
def test_rate_ratio_has_five_percent_beyond_either_end(before: int, after: int, years: float, later: float) -> None:
    value, low, high = rate_ratio(before, years, after, later)
    assert value == pytest.approx((after / later) / (before / years))
    assert low < value < high
    total = before + after
    for end, tail in ((low, lambda p: binom.sf(after - 1, total, p)), (high, lambda p: binom.cdf(after, total, p))):
        assert tail(end * later / (end * later + years)) == pytest.approx(0.05, abs=1e-6)


@settings(deadline=None)
@given(st.integers(1, 30), st.integers(1, 30))
def test_rate_ratio_turned_around_is_its_inverse(first: int, second: int) -> None:
    value, low, high = rate_ratio(first, 1, second, 1)
    assert np.allclose(rate_ratio(second, 1, first, 1), (1 / value, 1 / high, 1 / low))


@settings(deadline=None)
@given(st.integers(0, 40), st.floats(0.5, 10), st.floats(0.5, 10))
def test_what_would_be_beyond_chance_is_where_the_interval_leaves_one(before: int, years: float, later: float) -> None:
    fewer, more = beyond_chance(before, years, later)
    assert rate_ratio(before, years, more, later)[1] > 1
    assert more == 0 or rate_ratio(before, years, more - 1, later)[1] <= 1
    if fewer is not None:
        assert rate_ratio(before, years, fewer, later)[2] < 1
    assert rate_ratio(before, years, 0 if fewer is None else fewer + 1, later)[2] >= 1


def test_small_numbers_cannot_show_much() -> None:
    """Binomial tails at one half: 8 or more of 10 have 5.5 %, 9 or more of 11 have 3.3 %, none of 2 has 25 %; 4 or
    fewer of 16 have 3.8 %, 5 or fewer of 17 have 7.2 %."""
    assert beyond_chance(2, 1, 1) == (None, 9)
    assert beyond_chance(12, 5, 5)[0] == 4


def test_against_a_claim_counts_what_counts_for_it() -> None:
    """An interval around no change says neither that there is one nor that there is none."""
    assert all_beyond([(1.1, 2.0)], "up", 1) is True
    assert all_beyond([(0.2, 0.9)], "up", 1) is False
    assert all_beyond([(0.1, 9.2)], "up", 1) is None
    assert all_beyond([(1.1, 2.0), (0.9, 2.0)], "up", 1) is None
    assert all_beyond([(1.1, 2.0), (0.2, 0.9)], "up", 1) is None


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(0, 3)), min_size=1, max_size=4))
def test_the_opposite_claim_gets_the_opposite_answer(spans: list[tuple[float, float]]) -> None:
    intervals = [(low, low + width) for low, width in spans]
    up, down = all_beyond(intervals, "up", 1), all_beyond(intervals, "down", 1)
    assert down is (None if up is None else not up)


def test_a_change_on_both_sides_of_a_range_does_not_refute_it() -> None:
    assert within_range(26.4, 32.6, 25, 35) is True
    assert within_range(20, 24, 25, 35) is False
    assert within_range(36, 40, 25, 35) is False
    assert within_range(20, 40, 25, 35) is None, "the range lies between two ways of counting"
    assert within_range(20, 30, 25, 35) is None


def test_no_act_at_all_says_nothing() -> None:
    for value, low, high in (rate_ratio(0, 1, 0, 1), share_ratio(0, 10, 0, 10), share_ratio(1, 10, 0, 0)):
        assert math.isnan(value)
        assert (low, high) == (0, math.inf)


def test_correlation_interval_of_zero_is_symmetric_and_known() -> None:
    """z = 1.644854 / √25 = 0.3289707, tanh of it 0.3176."""
    low, high = correlation_interval(0.0, 28)
    assert high == pytest.approx(0.3176, abs=5e-5)
    assert low == pytest.approx(-high)


def test_a_step_is_found_where_it_is_and_the_slope_before_it_is_exact() -> None:
    months = np.arange(120)
    one = np.where(months < 70, 50 + months / 12, 20.0)
    other = np.where(months < 40, 50 - 2 * months / 12, 10.0)
    found = line_and_step(np.column_stack([one, other]), 12)
    assert found.step.tolist() == [70, 40]
    assert found.slope_before == pytest.approx([1.0, -2.0])
    assert not found.line_is_better.any()


def test_a_line_is_better_than_a_step_where_it_is_a_line() -> None:
    random = np.random.default_rng(3)
    months = np.arange(240)[:, None]
    falling = 60 - 0.5 * months / 12 + random.normal(0, 0.5, (240, 40))
    found = line_and_step(falling, 24)
    assert found.line_is_better.all()
    assert found.slope.mean() == pytest.approx(-0.5, abs=0.02)
    fell_once = np.where(months < 180, 60.0, 45.0) + random.normal(0, 0.5, (240, 40))
    found = line_and_step(fell_once, 24)
    assert not found.line_is_better.any()
    assert (found.step == 180).all()
    assert (found.slope < -0.5).all(), "a line through one step falls, too: that is why a trend alone says nothing"


def slow_waves(months: int, worlds: int, seed: int) -> np.ndarray:
    """Months × worlds of noise that fades by a tenth a month."""
    random = np.random.default_rng(seed)
    values = np.zeros((months, worlds))
    for month in range(1, months):
        values[month] = 0.9 * values[month - 1] + random.normal(0, 1, worlds)
    return values


def test_in_slow_waves_a_line_passes_for_a_step_and_in_still_water_it_does_not() -> None:
    """BIC prefers the step in most worlds with a slow decline and slow waves: no evidence against the decline."""
    line = (-0.3 * np.arange(240) / 12)[:, None]
    found = line_and_step(slow_waves(240, 99, 1) + line, 24)
    assert (found.advantage > 0).mean() > 0.6
    ranks = [mimicry(values, slow_waves(240, 99, 2), 24, -1)[0] for values in (slow_waves(240, 40, 3) + line).T]
    assert np.mean(np.array(ranks) <= 0.1) < 0.25, "a line is taken for a step about as seldom as the level says"
    calm = np.random.default_rng(4).normal(0, 0.3, (240, 99))
    steep = calm[:, 0] - 2 * np.arange(240) / 12
    like_step, like_line = mimicry(steep, calm, 24, -1)
    assert like_line == 1 / 100
    assert like_step > 0.1
    stepped = calm[:, 1] + np.where(np.arange(240) < 180, 0.0, -15.0)
    assert mimicry(stepped, calm, 24, -1)[0] == 1 / 100


def test_the_step_leaves_enough_months_on_either_side() -> None:
    values = np.zeros((60, 1))
    values[:3] = 100.0
    assert line_and_step(values, 24).step[0] >= 24


@pytest.mark.parametrize(
    ("up", "expected"),
    [(1000, True), (920, True), (918, None), (900, None), (100, None), (82, None), (80, False), (0, False)],
)
def test_a_direction_that_flips_under_other_weights_is_open(up: int, expected: bool | None) -> None:
    """Nine tenths of a thousand draws, and two standard errors of 0.0095 on top."""
    moved = np.repeat([1.0, -1.0], [up, 1000 - up])
    assert decided(moved, "up", 0.9)[0] is expected
    assert decided(-moved, "down", 0.9)[0] is expected


def test_silence_is_not_absence() -> None:
    assert counted(0, 0, 0, complete=False) is None, "nobody looked, so nothing follows from nothing found"
    assert counted(0, 0, 0, complete=True) is True
    assert counted(1, 0, 0, complete=False) is False, "one act refutes, whatever is missing"
    assert counted(2, 2, None, complete=False) is True, "enough is enough, whatever is missing"
    assert counted(2, 2, 2, complete=False) is None, "a third may be missing"
    assert counted(1, 2, 2, complete=False) is None
    assert counted(1, 2, 2, complete=True) is False
    assert counted(3, 2, 2, complete=True) is False


def test_a_rank_is_never_zero_and_the_windows_meet_at_the_date() -> None:
    assert rank_among(np.zeros(199), 5.0) == 1 / 200
    assert rank_among(np.full(199, 6.0), 5.0) == 1.0
    assert windows("2022-04", 24) == (("2020-04", "2022-03"), ("2022-04", "2024-03"))
