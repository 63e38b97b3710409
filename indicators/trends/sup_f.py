"""Is there any shift at all: sup-F statistics with their published critical values.

The critical values are those of Bai and Perron (2003, "Critical values for multiple structural change tests",
Econometrics Journal 6), for a shift in one coefficient at 5 %, by the share of the series that a regime must span.
They hold for series that were not filtered. For those that were, the rank among simulated series is the evidence.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from indicators.model.arrays import Floats
from indicators.trends.dating import Partitions, gain_of_one_more

SUP_F = {
    0.05: (9.63, 8.78, 7.85, 7.21, 6.69, 6.23, 5.86, 5.51, 5.20),
    0.10: (9.10, 7.92, 6.84, 6.03, 5.37, 4.80, 4.23, 3.58),
    0.15: (8.58, 7.22, 5.96, 4.99, 3.91),
    0.20: (8.22, 6.53, 5.08),
    0.25: (7.86, 5.80),
}
"""sup F(m) of 0 against m shifts."""

UD_MAX = {0.05: 10.17, 0.10: 9.52, 0.15: 8.88, 0.20: 8.43, 0.25: 8.01}
"""UDmax = max over m of sup F(m), for an unknown number of shifts."""

SEQUENTIAL = {
    0.05: (9.63, 11.14, 12.16, 12.83, 13.45, 14.05, 14.29, 14.50, 14.69, 14.88),
    0.10: (9.10, 10.55, 11.36, 12.35, 12.97, 13.45, 13.88, 14.12, 14.45, 14.51),
    0.15: (8.58, 10.13, 11.14, 11.83, 12.25, 12.66, 13.08, 13.35, 13.75, 13.89),
    0.20: (8.22, 9.71, 10.66, 11.34, 11.93, 12.30, 12.68, 12.92, 13.21, 13.61),
    0.25: (7.86, 9.29, 10.12, 10.93, 11.37, 11.82, 12.20, 12.65, 12.79, 13.09),
}
"""sup F(m + 1 | m) of m against m + 1 shifts."""


def tabulated_share(min_share: float) -> float:
    """The largest tabulated share that is not above the one in use: its critical values are the next stricter ones."""
    return max((share for share in SUP_F if share <= min_share + 1e-9), default=min(SUP_F))


def sup_f_table(values: Floats, parts: Partitions, variance: Floats, min_share: float) -> pd.DataFrame:
    """One row a number of shifts m ≥ 1: sup F(m) and sup F(m | m − 1) with their critical values at 5 %.

    `variance[m]` is the (long-run) error variance with m shifts. With it, sup F(m) = (SSR₀ − SSR_m) / (m · variance):
    for a shift in the mean this is Bai and Perron's Wald statistic with one variance for all regimes. The sequential
    statistic keeps the m − 1 dates where they are and adds the best further one.
    """
    share = tabulated_share(min_share)
    numbers = np.arange(1, len(parts.ssr))
    sup_f = (parts.ssr[0] - parts.ssr[1:]) / (numbers * variance[1:])
    step = np.array([gain_of_one_more(values, parts.ends[m - 1], parts.shortest) for m in numbers]) / variance[1:]

    def critical(row: tuple[float, ...]) -> list[float]:
        return [row[m - 1] if m <= len(row) else math.nan for m in numbers]

    return pd.DataFrame(
        {
            "sup_f": sup_f,
            "critical_5": critical(SUP_F[share]),
            "sup_f_one_more": step,
            "critical_5_one_more": critical(SEQUENTIAL[share]),
            "bic": parts.bic[1:],
        },
        index=pd.Index(numbers, name="shifts"),
    )


def sup_f_p_value(sup_f: float, min_share: float) -> float:
    """Asymptotic p-value of sup F(1): P(sup over [ε, 1−ε] of (B(λ) − λB(1))² / (λ(1−λ)) > x).

    Tail expansion of DeLong (1981), as in Estrella (2003, Econometric Theory 19), for one coefficient:
    √(x/2π) e^(−x/2) · ((1 − 1/x)·ln((1−ε)²/ε²) + 2/x). Below x = 3 it is no longer a tail and 1 is returned,
    which can only hide a shift that no level of interest would show (p above 0.3).
    """
    if sup_f < 3:
        return 1.0
    range_ = 2 * math.log((1 - min_share) / min_share)
    density = math.sqrt(sup_f / (2 * math.pi)) * math.exp(-sup_f / 2)
    return float(min(density * ((1 - 1 / sup_f) * range_ + 2 / sup_f), 1.0))
