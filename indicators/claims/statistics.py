"""When a share of draws settles something, and how rare a value is among those of null replicates."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from indicators.claims.model import Direction
from indicators.model.arrays import Bools, Floats

LEVEL = 0.9
"""Of the intervals that come from counts and correlations."""
TINY = 1e-9
"""A change smaller than this is the rounding of floats."""


def complement(share: float) -> float:
    """One minus a share, without the rounding of floats: 0.1 for 0.9."""
    return round(1 - share, 9)


def rank_among(simulated: Floats, found: float) -> float:
    """(1 + simulated values at least as large) / (1 + simulated values): never zero (Phipson and Smyth 2010)."""
    from indicators.trends.ranks import rank_p_value

    return rank_p_value(found, simulated)


def settled(claimed: Bools, settled_at: float) -> tuple[bool | None, float]:
    """Whether enough draws show what is claimed (True), or enough do not (False), or neither; and the share that do.

    Two standard errors of a share at the threshold come on top, so that no verdict hangs on which draws were taken.
    """
    share = float(np.mean(claimed))
    needed = settled_at + 2 * math.sqrt(settled_at * (1 - settled_at) / len(claimed))
    return (True if share >= needed else False if share <= 1 - needed else None), share


def decided(changes: Floats, direction: Direction, settled_at: float) -> tuple[bool | None, float]:
    """As `settled`, of draws of a change: whether it has a direction."""
    changes = changes[np.isfinite(changes)]
    return settled(changes > TINY if direction == "up" else changes < -TINY, settled_at)


def band(draws: Floats) -> tuple[float, float]:
    """The 5 and 95 % quantiles of the draws."""
    low, high = np.nanquantile(draws, (0.05, 0.95))
    return float(low), float(high)


def all_beyond(intervals: Iterable[tuple[float, float]], direction: Direction, value: float) -> bool | None:
    """Whether every interval lies wholly beyond a value in a direction (True), every one on its other side (False), or
    neither."""
    intervals = list(intervals)
    above, below = all(low > value for low, _ in intervals), all(high < value for _, high in intervals)
    claimed, other = (above, below) if direction == "up" else (below, above)
    return claimed if claimed or other else None
