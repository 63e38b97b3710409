"""Inputs of an index in which nothing happens: figures without a trend or a shift, acts at a constant rate.

Each input keeps what a filter turns into false trends (its persistence, its season, its gaps, its dates of
measurement) and loses what a test should find (any lasting change).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.signal import lfilter

from indicators.model.arrays import Days, Durations, Floats, Ints, Positions

BURN_IN = 240
LARGEST_ROOT = 0.98


@dataclass(frozen=True, eq=False)
class StationaryFigures:
    """A stationary copy of one series of figures.

    z = ln(x / base) where all x are positive, else x / base, has the mean of the original and follows
    z_t = mean + season_t + e_t, e_t = φ e_{t−1} + u_t, with φ from the detrended original and u drawn from its
    residuals. `base` is the deflator or denominator of the component, so that nothing happens to the share or the
    real value rather than to the dollars. A series of zeros and ones is a two-state Markov chain instead.
    """

    present: Ints
    base: Floats
    logarithms: bool
    never_negative: bool
    mean: float
    season: Floats
    root: float
    shocks: Floats
    switching: tuple[float, float] | None = None

    @classmethod
    def of(cls, positions: Ints, values: Floats, base: Floats, per_year: int) -> StationaryFigures:
        """`positions` (periods, ascending), `values` and `base` of the figures that exist; `per_year` 12, 4 or 1."""
        places = positions - positions[0]
        z = np.full(int(places[-1]) + 1, np.nan)
        logarithms = bool(np.all(values > 0))
        z[places] = np.log(values / base) if logarithms else values / base
        rest, season = _without_trend_and_season(z, per_year)
        root, shocks = _autoregression(rest)
        return cls(
            present=places,
            base=base,
            logarithms=logarithms,
            never_negative=bool(np.all(values >= 0)),
            mean=float(np.nanmean(z)),
            season=season,
            root=root,
            shocks=shocks,
            switching=_switching(values),
        )

    def sample(self, random: np.random.Generator) -> Floats:
        """One simulated series, for the same periods as the original."""
        n = int(self.present[-1]) + 1
        if self.switching is not None:
            return _chain(self.switching, n, random)[self.present]
        shocks = self.shocks[random.integers(len(self.shocks), size=BURN_IN + n)]
        wandering = lfilter([1.0], [1.0, -self.root], shocks)[BURN_IN:]
        z = (self.mean + self.season + wandering)[self.present]
        x = np.exp(z) * self.base if self.logarithms else z * self.base
        return np.asarray(np.maximum(x, 0.0) if self.never_negative else x)


def _without_trend_and_season(z: Floats, per_year: int) -> tuple[Floats, Floats]:
    """What is left of z after a straight line and, from three years on, a mean for each season; and that season."""
    there = np.flatnonzero(np.isfinite(z))
    rest = np.full(len(z), np.nan)
    line = np.polyval(np.polyfit(there, z[there], 1), there) if len(there) > 2 else np.mean(z[there])
    rest[there] = z[there] - line
    season = np.zeros(len(z))
    if per_year > 1 and len(there) >= 3 * per_year:
        phase = np.arange(len(z)) % per_year
        by_phase = [rest[(phase == p) & np.isfinite(rest)] for p in range(per_year)]
        means = np.array([part.mean() if len(part) else 0.0 for part in by_phase])
        season = (means - means.mean())[phase]
        rest = rest - season
    return rest, season


def _autoregression(rest: Floats) -> tuple[float, Floats]:
    """φ by least squares over neighbouring periods, and its centred residuals.

    Least squares is biased towards zero after a line was taken out, by (2 + 4φ)/n (Shaman and Stine 1988); that is
    put back, up to 0.98, since too little persistence would make chance look rarer than it is.
    """
    before, after = rest[:-1], rest[1:]
    both = np.isfinite(before) & np.isfinite(after)
    before, after = before[both], after[both]
    n, squares = len(before), float(before @ before)
    if n < 4 or squares == 0:
        spread = rest[np.isfinite(rest)]
        return 0.0, spread - spread.mean()
    raw = float(before @ after) / squares
    shocks = after - raw * before
    return float(np.clip(raw + (2 + 4 * raw) / n, 0.0, LARGEST_ROOT)), shocks - shocks.mean()


def _switching(values: Floats) -> tuple[float, float] | None:
    """P(0 → 1) and P(1 → 0) of a series of zeros and ones; None for any other."""
    if not np.all(np.isin(values, (0.0, 1.0))):
        return None
    before, after = values[:-1], values[1:]
    up = (np.sum((before == 0) & (after == 1)) + 0.5) / (np.sum(before == 0) + 1)
    down = (np.sum((before == 1) & (after == 0)) + 0.5) / (np.sum(before == 1) + 1)
    return float(up), float(down)


def _chain(switching: tuple[float, float], n: int, random: np.random.Generator) -> Floats:
    up, down = switching
    state = float(random.random() < up / (up + down))
    states = np.empty(n)
    for t, chance in enumerate(random.random(n)):
        states[t] = state
        if chance < (up if state == 0 else down):
            state = 1.0 - state
    return states


# --- acts ------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class ConstantRateEvents:
    """Acts at their historical rate: of each kind and sender a Poisson number, on days drawn evenly.

    `rows` are the acts that were counted, `durations` how long each was in force (NaT without an end). `classes` hold,
    for each kind and sender, the positions of its acts and the days (datetime64[D]) on which it was collected. An act
    keeps its scope, grade and duration; one that was still open keeps the time that it had been in force.
    """

    rows: pd.DataFrame
    durations: Durations
    classes: tuple[tuple[Positions, Days], ...]

    @classmethod
    def of(cls, events: pd.DataFrame, collected: Mapping[tuple[str, str], Days]) -> ConstantRateEvents:
        """`events`: rows with the event columns; `collected`: by kind and sender, the days on which somebody
        searched for them."""
        starts = events["date_start"].to_numpy().astype("datetime64[D]")
        ends = events["date_end"].to_numpy().astype("datetime64[D]")
        is_open = np.isnat(ends) & (events["end_status"].to_numpy(dtype=object) == "open")
        classes = []
        for group, positions in sorted(events.groupby(["kind", "ref_area"], sort=True).indices.items()):
            days = collected[group]
            inside = positions[np.isin(starts[positions], days)]
            still_open = inside[is_open[inside]]
            ends[still_open] = days.max() if len(still_open) else ends[still_open]
            if len(inside):
                classes.append((inside, days))
        return cls(events, ends - starts, tuple(classes))

    def sample(self, random: np.random.Generator) -> pd.DataFrame:
        """The events of one null replicate, with the columns of the original rows and ids of their own."""
        which, starts = [np.empty(0, dtype=int)], [np.empty(0, dtype="datetime64[D]")]
        for positions, days in self.classes:
            number = int(random.poisson(len(positions)))
            which.append(random.choice(positions, size=number))
            starts.append(random.choice(days, size=number))
        at, begin = np.concatenate(which), np.concatenate(starts)
        end = begin + self.durations[at]
        status = self.rows["end_status"].to_numpy(dtype=object)[at]
        return self.rows.iloc[at].assign(
            event_id=[f"simulated-{number:05d}" for number in range(len(at))],
            date_start=begin.astype("datetime64[us]"),
            date_end=end.astype("datetime64[us]"),
            end_status=np.where(np.isnat(end), status, "ended"),
        )
