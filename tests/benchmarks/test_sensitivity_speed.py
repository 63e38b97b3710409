"""Sobol indices with intervals, beside scipy's on the same function values and with as many resamples."""

from __future__ import annotations

import time
from statistics import median

import numpy as np
from scipy.stats import sobol_indices
from threadpoolctl import threadpool_limits

from indicators.scoring.uncertainty.sensitivity import sobol_from_values

FACTORS, N, RESAMPLES = 20, 1024, 999


def test_intervals_of_twenty_factors_take_at_most_one_and_a_half_times_scipy(record_property) -> None:
    rng = np.random.default_rng(0)
    at_a, at_b = rng.normal(size=(2, N))
    at_ab = at_a + 0.3 * rng.normal(size=(FACTORS, N))
    names = [f"x{i}" for i in range(FACTORS)]
    own, other = [], []
    with threadpool_limits(1):
        for _ in range(5):
            begin = time.perf_counter()
            ours = sobol_from_values(at_a, at_b, at_ab, names, resamples=RESAMPLES)
            own.append(time.perf_counter() - begin)
            begin = time.perf_counter()
            theirs = sobol_indices(func={"f_A": at_a[None], "f_B": at_b[None], "f_AB": at_ab[:, None]}, n=N)
            theirs.bootstrap(n_resamples=RESAMPLES)
            other.append(time.perf_counter() - begin)
    assert np.allclose(ours.first, theirs.first_order)
    ratio = median(own) / median(other)
    record_property("ratio", round(ratio, 3))
    print(f"Sobol, 20 factors, N = 1024, 999 resamples: {median(own) * 1000:.0f} ms, {ratio:.2f} × scipy")
    assert ratio <= 1.5
