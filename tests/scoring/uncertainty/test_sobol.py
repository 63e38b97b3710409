"""Sobol indices against functions whose indices are known in closed form, and against scipy's estimator."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import qmc, sobol_indices

from indicators.errors import SensitivityError
from indicators.scoring.selection import resampling_counts
from indicators.scoring.uncertainty.sensitivity import RESAMPLES_AT_ONCE, SobolIndices, sobol_from_values

G_COEFFICIENTS = np.array([0.0, 1.0, 4.5, 9.0, 99.0])
G_FIRST = [0.7165, 0.1791, 0.0237, 0.0072, 0.0001]
"""First-order indices of the g-function with these coefficients (Saltelli et al. 2008, Global Sensitivity Analysis)."""


def g_function(x: np.ndarray) -> np.ndarray:
    return np.prod((np.abs(4 * x - 2) + G_COEFFICIENTS) / (1 + G_COEFFICIENTS), axis=1)


def ishigami(u: np.ndarray) -> np.ndarray:
    x = np.pi * (2 * u - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def sobol(
    function: Callable[[np.ndarray], np.ndarray], factors: Sequence[str], *, n: int, seed: int = 0, resamples: int = 999
) -> SobolIndices:
    """The indices of a function on Saltelli's design: A, B, and A with one factor after the other taken from B."""
    k, rng = len(factors), np.random.default_rng(seed)
    points = qmc.Sobol(2 * k, rng=rng, bits=64).random(n)
    a, b = points[:, :k], points[:, k:]
    exchanged = np.stack([function(np.where(np.arange(k) == factor, b, a)) for factor in range(k)])
    return sobol_from_values(function(a), function(b), exchanged, factors, seed=rng, resamples=resamples)


@pytest.mark.parametrize("seed", range(5))
def test_g_function_first_order_lies_inside_the_intervals(seed: int) -> None:
    frame = sobol(g_function, "abcde", n=1024, seed=seed).to_frame()
    assert (frame["first_low"] <= G_FIRST).all()
    assert (frame["first_high"] >= G_FIRST).all()
    assert frame["first"].to_numpy() == pytest.approx(G_FIRST, abs=0.02)


def test_g_function_total_indices_are_those_of_the_closed_form() -> None:
    parts = 1 / (3 * (1 + G_COEFFICIENTS) ** 2)
    variance = np.prod(1 + parts) - 1
    total = [parts[i] * np.prod(1 + np.delete(parts, i)) / variance for i in range(5)]
    frame = sobol(g_function, "abcde", n=4096, seed=1).to_frame()
    assert (frame["total_low"] <= total).all()
    assert (frame["total_high"] >= total).all()


def test_ishigami_third_factor_acts_only_together_with_the_first() -> None:
    indices = sobol(ishigami, ["x1", "x2", "x3"], n=4096, seed=3)
    b = 0.1
    alone_1, alone_2, both = (1 + b * np.pi**4 / 5) ** 2 / 2, 7**2 / 8, b**2 * np.pi**8 * (1 / 18 - 1 / 50)
    variance = alone_1 + alone_2 + both
    assert indices.variance == pytest.approx(variance, rel=0.02)
    assert indices.first == pytest.approx([alone_1 / variance, alone_2 / variance, 0], abs=0.01)
    assert indices.total == pytest.approx([(alone_1 + both) / variance, alone_2 / variance, both / variance], abs=0.01)


def test_estimates_equal_those_of_scipy_on_the_same_values() -> None:
    rng = np.random.default_rng(11)
    at_a, at_b = rng.normal(50, 4, (2, 256))
    at_ab = at_a + rng.normal(size=(7, 256))
    ours = sobol_from_values(at_a, at_b, at_ab, list("abcdefg"))
    theirs = sobol_indices(func={"f_A": at_a[None], "f_B": at_b[None], "f_AB": at_ab[:, None]}, n=256)
    assert ours.first == pytest.approx(theirs.first_order, abs=1e-12)
    assert ours.total == pytest.approx(theirs.total_order, abs=1e-12)


def test_bootstrap_spread_agrees_with_that_of_scipy() -> None:
    rng = np.random.default_rng(5)
    at_a, at_b = rng.normal(size=(2, 512))
    at_ab = 0.6 * at_a + 0.8 * rng.normal(size=(3, 512))
    ours = sobol_from_values(at_a, at_b, at_ab, list("abc"), resamples=2000)
    theirs = sobol_indices(func={"f_A": at_a[None], "f_B": at_b[None], "f_AB": at_ab[:, None]}, n=512).bootstrap()
    for kind in ("first", "total"):
        width = getattr(ours, f"{kind}_high") - getattr(ours, f"{kind}_low")
        interval = getattr(theirs, f"{kind}_order").confidence_interval
        assert width == pytest.approx(interval.high - interval.low, rel=0.15)


def test_a_factor_without_influence_has_indices_of_zero() -> None:
    indices = sobol(lambda x: x[:, 0] ** 2, ["used", "unused"], n=256)
    assert indices.first[1] == pytest.approx(0, abs=1e-12)
    assert indices.total[1] == pytest.approx(0, abs=1e-12)
    assert indices.total[0] == pytest.approx(1, abs=0.02)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0.1, 10), min_size=2, max_size=6), st.integers(0, 1000))
def test_additive_function_divides_its_variance_by_squared_coefficients(slopes: list[float], seed: int) -> None:
    slope = np.array(slopes)
    indices = sobol(lambda x: x @ slope + 100, "abcdef"[: len(slopes)], n=1024, seed=seed, resamples=50)
    assert indices.first == pytest.approx(slope**2 / np.sum(slope**2), abs=0.02)
    assert indices.total == pytest.approx(indices.first, abs=0.02)
    assert (indices.total_low <= indices.total_high).all()


@settings(max_examples=20, deadline=None)
@given(st.floats(-1000, 1000), st.floats(0.01, 100), st.integers(0, 100))
def test_indices_do_not_depend_on_the_unit_of_the_result(shift: float, scale: float, seed: int) -> None:
    plain = sobol(g_function, "abcde", n=128, seed=seed, resamples=20)
    other = sobol(lambda x: shift + scale * g_function(x), "abcde", n=128, seed=seed, resamples=20)
    assert other.first == pytest.approx(plain.first, abs=1e-7)
    assert other.total_high == pytest.approx(plain.total_high, abs=1e-7)


def test_same_seed_gives_the_same_indices_and_another_seed_does_not() -> None:
    first, again, other = (sobol(g_function, "abcde", n=64, seed=seed).to_frame() for seed in (7, 7, 8))
    assert first.equals(again)
    assert not first.equals(other)


def test_intervals_do_not_depend_on_how_many_resamples_are_held_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sobol(g_function, "abcde", n=64, resamples=300)
    monkeypatch.setattr("indicators.scoring.uncertainty.sensitivity.RESAMPLES_AT_ONCE", 7)
    blocks = sobol(g_function, "abcde", n=64, resamples=300)
    assert RESAMPLES_AT_ONCE != 7
    assert blocks.first_low == pytest.approx(whole.first_low, abs=1e-12)


def test_counts_say_how_often_each_row_is_taken() -> None:
    counts = resampling_counts(np.array([[0, 0, 2], [1, 2, 2]]), 3)
    assert counts.tolist() == [[2, 0, 1], [0, 1, 2]]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sobol(lambda x: x[:, 0] * np.nan, "abcde", n=8), "missing or infinite"),
        (lambda: sobol(lambda x: np.full(len(x), 61.2), "abcde", n=8), "does not vary"),
    ],
)
def test_refusals_say_what_is_wrong(call, words: str) -> None:
    with pytest.raises(SensitivityError, match=words):
        call()
