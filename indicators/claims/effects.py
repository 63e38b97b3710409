"""Checks on effects: did a date change the score, judged against other dates, null replicates and other pairs?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd

from indicators.claims.evidence import Evidence, Subject, mean_over
from indicators.claims.finding import Exhibit, Outcome
from indicators.claims.model import Among, Around, Claim
from indicators.claims.statistics import band, complement, decided, rank_among, settled
from indicators.claims.trajectories import by_group
from indicators.model.arrays import Floats
from indicators.model.methods import Window
from indicators.scoring.uncertainty import Uncertainty
from indicators.scoring.uncertainty.ranks import descending_ranks


@dataclass(frozen=True, eq=False, kw_only=True)
class AroundDate(Outcome):
    """The change at a date: the share of draws that have it as claimed, and its rank among other dates and among null
    replicates.

    `dates` other dates hold `independent` windows that do not overlap, so no rank among them lies below `lowest_rank`.
    `groups` has the change of each, and whether it is a `discovery`.
    """

    share: float
    date_rank: float
    null_rank: float
    dates: int
    independent: float
    lowest_rank: float
    groups: pd.DataFrame


def around(check: Around, claim: Claim, evidence: Evidence) -> Outcome:
    """The months from a date on against those before: under draws, among other dates, among null replicates."""
    from indicators.trends import intervention

    subject = evidence.subject(check, claim)
    before, after = windows(check.month, check.months)
    for window in (before, after):
        if np.isnan(subject.mean(window)):
            return subject.not_known(window)
    found = intervention(subject.series.dropna(), check.month, window=check.months, left_out=subject.left_out)
    dates = found.effects.loc["difference"]
    draws = evidence.draws(subject)
    changes = draws.values(slice(*after)) - draws.values(slice(*before))
    direction, share = decided(changes, check.direction, claim.settled_at)

    def null_rank(group: Subject, change: float) -> float:
        """The rank of a change, of either sign, among those of null replicates at the same date."""
        null = evidence.replicates(group)
        moved = null.loc[slice(*after)].mean() - null.loc[slice(*before)].mean()
        return rank_among(np.abs(moved.dropna().to_numpy(dtype=float)), abs(change))

    def of_group(group: Subject) -> tuple[float, float]:
        change = group.mean(after) - group.mean(before)
        return change, null_rank(group, change)

    date_rank, rank = float(dates["placebo_date_p"]), null_rank(subject, found.difference)
    return AroundDate(
        holds=direction if max(date_rank, rank) <= complement(claim.settled_at) else None,
        figure=found.difference,
        interval=band(changes),
        comparisons=3 + len(subject.groups),
        left_out=subject.left_out,
        carried=subject.carried((before[0], after[1])),
        caveats=draws.caveats,
        exhibit=subject.exhibit({"before": before, "after": after}),
        share=share,
        date_rank=date_rank,
        null_rank=rank,
        dates=len(found.placebo_dates),
        independent=found.independent_placebos,
        lowest_rank=float(dates["lowest_p"]),
        groups=by_group(subject, of_group),
    )


def windows(month: str, months: int) -> tuple[Window, Window]:
    """The months before a date, and those from it on."""
    turn = pd.Period(month, "M")
    return (str(turn - months), str(turn - 1)), (month, str(turn + months - 1))


# --- other pairs -------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, kw_only=True)
class AmongPairs(Outcome):
    """The change of a pair among those of so many: its place with the range over the draws, the median of the others,
    the edges of nine in ten of them around it, and the share of draws in which it moved further than their median."""

    place: int
    places: tuple[int, int]
    pairs: int
    median: float
    others: tuple[float, float]
    share: float


def among(check: Among, claim: Claim, evidence: Evidence) -> Outcome:
    """The same change at the same date in other pairs, ranked within every draw."""
    subject = evidence.subject(check, claim)
    before, after = windows(check.month, check.months)
    draws = evidence.draws_of_pairs(subject, check.areas)
    nominal, paths = _changes(draws, before, after)
    own = subject.index.pair.b
    if own not in nominal.index:
        return subject.not_known(before if np.isnan(subject.mean(before)) else after)
    row, pairs = list(nominal.index).index(own), len(nominal)
    sign = 1 if check.direction == "up" else -1
    ranks = descending_ranks(sign * paths)[row]
    others = nominal.drop(own)
    tenth = pairs * complement(claim.settled_at)
    first, _ = settled(ranks <= tenth, claim.settled_at)
    last, _ = settled(pairs + 1 - ranks <= tenth, claim.settled_at)
    middle = np.median(np.delete(paths, row, axis=0), axis=0)
    low, high = np.quantile(others - others.median(), (0.05, 0.95))
    ordered = nominal.sort_values(ascending=False)
    bars = {"label": ordered.index, "value": ordered.to_numpy(), "emphasis": ordered.index == own}
    places = np.quantile(ranks, (0.05, 0.95))
    return AmongPairs(
        holds=True if first else False if last else None,
        figure=float(nominal[own]),
        interval=band(paths[row]),
        comparisons=pairs,
        left_out=subject.left_out,
        caveats=draws.caveats,
        exhibit=Exhibit("bars", pd.DataFrame(bars)),
        place=int((sign * others > sign * nominal[own]).sum()) + 1,
        places=(int(places[0]), int(places[1])),
        pairs=pairs,
        median=float(others.median()),
        others=(float(low), float(high)),
        share=float(np.mean(sign * (paths[row] - middle) > 0)),
    )


def _changes(draws: Uncertainty, before: Window, after: Window) -> tuple[pd.Series, Floats]:
    """The change of every partner that has all months: nominal, and (partners, draws)."""
    nominal, paths = {}, []
    for area, rows in draws.nominal.groupby(level=0, sort=False).indices.items():
        score = pd.Series(draws.nominal.to_numpy()[rows], index=draws.nominal.index.get_level_values(1)[rows])
        change = mean_over(score, after) - mean_over(score, before)
        if np.isfinite(change):
            nominal[cast(str, area)] = change
            late, early = (np.asarray((score.index >= w[0]) & (score.index <= w[1])) for w in (after, before))
            paths.append(draws.paths[rows[late]].mean(axis=0) - draws.paths[rows[early]].mean(axis=0))
    return pd.Series(nominal, dtype=float), np.array(paths).reshape(len(nominal), draws.draws)
