"""Critical values and p-values of sup-F statistics."""

from __future__ import annotations

import numpy as np
import pytest

from indicators.trends.sup_f import SEQUENTIAL, SUP_F, UD_MAX, sup_f_p_value, tabulated_share


@pytest.mark.parametrize("share", SUP_F)
def test_the_p_value_agrees_with_the_tabulated_critical_value(share: float) -> None:
    assert sup_f_p_value(SUP_F[share][0], share) == pytest.approx(0.05, abs=0.006)


@pytest.mark.parametrize("share", SUP_F)
def test_the_tables_are_ordered_as_they_must_be(share: float) -> None:
    assert list(SUP_F[share]) == sorted(SUP_F[share], reverse=True)
    assert list(SEQUENTIAL[share]) == sorted(SEQUENTIAL[share])
    assert SEQUENTIAL[share][0] == SUP_F[share][0] < UD_MAX[share]


def test_the_p_value_is_that_of_a_brownian_bridge() -> None:
    random = np.random.default_rng(1)
    n, draws, share = 1000, 3000, 0.15
    walk = random.normal(size=(draws, n)).cumsum(axis=1) / np.sqrt(n)
    time = np.arange(1, n + 1) / n
    bridge = walk - time * walk[:, -1:]
    inside = (time >= share) & (time <= 1 - share)
    largest = (bridge[:, inside] ** 2 / (time * (1 - time))[inside]).max(axis=1)
    for x in (6.0, 8.58, 12.0):
        simulated = (largest > x).mean()
        assert sup_f_p_value(x, share) == pytest.approx(simulated, abs=0.02)


def test_the_p_value_falls_with_the_statistic() -> None:
    p = [sup_f_p_value(x, 0.15) for x in np.linspace(0, 40, 200)]
    assert all(0 <= one <= 1 for one in p)
    assert p == sorted(p, reverse=True)


def test_a_share_between_two_tables_takes_the_stricter_one() -> None:
    assert [tabulated_share(share) for share in (0.05, 0.12, 0.15, 0.33)] == [0.05, 0.10, 0.15, 0.25]
