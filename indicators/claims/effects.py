"""Checks on effects: did a date change the score, judged against other dates, simulated worlds and other pairs?"""

from __future__ import annotations

from typing import cast

import numpy as np
import pandas as pd

from indicators.claims.evidence import Evidence
from indicators.claims.finding import Exhibit, Outcome
from indicators.claims.model import Among, Around, Claim
from indicators.claims.subject import Subject, mean_over
from indicators.claims.trajectories import BAND, band, carried_limit, decided, in_groups, lines, not_given, settled
from indicators.claims.words import area_name, as_share, rank_among, rest, span
from indicators.model.arrays import Floats
from indicators.model.methods import Window
from indicators.scoring.uncertainty import Uncertainty
from indicators.scoring.uncertainty.ranks import descending_ranks
from indicators.text import month_name, number, percent, signed


def around(check: Around, claim: Claim, evidence: Evidence) -> Outcome:
    """The months from a date on against those before: under draws, among other dates, among simulated worlds."""
    from indicators.trends import intervention

    subject = evidence.subject_of(check, claim)
    before, after = windows(check.month, check.months)
    for window in (before, after):
        if np.isnan(mean_over(subject.series, window)):
            return not_given(subject, window)
    result = intervention(subject.series.dropna(), check.month, window=check.months, left_out=subject.left_out)
    dates = result.effects.loc["difference"]
    worlds = _rank_of(result.difference, evidence.worlds(subject), before, after)
    draws = evidence.drawn(subject)
    moved = draws.values(slice(*after)) - draws.values(slice(*before))
    direction, share = decided(moved, check.direction, claim.settled_at)
    unusual = max(dates["placebo_date_p"], worlds) <= rest(claim.settled_at)
    groups, tests = _changes_of_groups(evidence, subject, before, after)
    return Outcome(
        holds=direction if unusual else None,
        sentence=(
            f"In the {check.months} months from {month_name(pd.Period(check.month, 'M'))} on, {subject.name} was "
            f"{number(abs(result.difference))} points {'above' if result.difference > 0 else 'below'} the "
            f"{check.months} before; {percent(share)} of the draws of other choices have it "
            f"{'higher' if check.direction == 'up' else 'lower'}. {as_share(dates['placebo_date_p'])} of the other "
            f"dates and {as_share(worlds)} of the worlds in which nothing happens show as large a change."
        ),
        figure=result.difference,
        interval=band(moved),
        unit="points",
        interval_of=BAND,
        sample=f"{subject.described}, {span(*before)} against {span(*after)}.",
        comparisons=3 + tests,
        robustness=(
            f"The {len(result.placebo_dates)} other dates hold about {result.independent_placebos:.0f} windows that do "
            f"not overlap, so dates alone can claim no p below {dates['lowest_p']:.2f}.",
            groups,
        ),
        drawn=" ".join(draws.caveats),
        limits=carried_limit(subject, (before[0], after[1])),
        left_out=subject.left_out,
        exhibit=lines(subject, {"before": before, "after": after}),
    )


def windows(month: str, months: int) -> tuple[Window, Window]:
    """The months before a date, and those from it on."""
    turn = pd.Period(month, "M")
    return (str(turn - months), str(turn - 1)), (month, str(turn + months - 1))


def _rank_of(change: float, worlds: pd.DataFrame, before: Window, after: Window) -> float:
    """The rank of a change, of either sign, among those of the simulated worlds at the same date."""
    moved = worlds.loc[slice(*after)].mean() - worlds.loc[slice(*before)].mean()
    return rank_among(np.abs(moved.dropna().to_numpy(dtype=float)), abs(change))


def _changes_of_groups(evidence: Evidence, subject: Subject, before: Window, after: Window) -> tuple[str, int]:
    """The change of every group, and how many there are."""
    from indicators.trends import false_discoveries

    changes, p_values = {}, {}
    for group in subject.groups:
        series = subject.scores.scores[group]
        change = mean_over(series, after) - mean_over(series, before)
        worlds = evidence.worlds(evidence.group_of(subject, group))
        changes[group], p_values[group] = signed(change), _rank_of(change, worlds, before, after)
    return in_groups(subject, changes, false_discoveries(p_values), "of the score"), len(changes)


# --- other pairs -------------------------------------------------------------------------------------


def among(check: Among, claim: Claim, evidence: Evidence) -> Outcome:
    """The same change at the same date in other pairs, ranked within every draw."""
    subject = evidence.subject_of(check, claim)
    before, after = windows(check.month, check.months)
    draws = evidence.drawn_pairs(subject, check.areas)
    nominal, paths = _changes(draws, before, after)
    own = subject.index.pair.b
    if own not in nominal.index:
        return not_given(subject, before if np.isnan(mean_over(subject.series, before)) else after)
    row, pairs = list(nominal.index).index(own), len(nominal)
    sign = 1 if check.direction == "up" else -1
    ranks = descending_ranks(sign * paths)[row]
    others = nominal.drop(own)
    place = int((sign * others > sign * nominal[own]).sum()) + 1
    tenth = pairs * rest(claim.settled_at)
    first, _ = settled(ranks <= tenth, claim.settled_at)
    last, _ = settled(pairs + 1 - ranks <= tenth, claim.settled_at)
    middle = np.median(np.delete(paths, row, axis=0), axis=0)
    ahead = float(np.mean(sign * (paths[row] - middle) > 0))
    spread = np.quantile(others - others.median(), (0.05, 0.95))
    low, high = (int(edge) for edge in np.quantile(ranks, (0.05, 0.95)))
    ordered = nominal.sort_values(ascending=False)
    return Outcome(
        holds=True if first else False if last else None,
        sentence=(
            f"Between the {check.months} months before {month_name(pd.Period(check.month, 'M'))} and the "
            f"{check.months} from then on, {subject.name} of “{subject.index.definition.title}” moved by "
            f"{signed(nominal[own])} points, number {place} of {pairs}; the median of the other partners is "
            f"{signed(float(others.median()))}. In {percent(ahead)} of the draws of other choices it moved further "
            f"{check.direction} than their median."
        ),
        figure=float(nominal[own]),
        interval=band(paths[row]),
        unit="points",
        interval_of=BAND,
        sample=f"{subject.described} and {pairs - 1} other partners, {span(*before)} against {span(*after)}.",
        comparisons=pairs,
        robustness=(
            f"Over the draws its place lies between {low} and {high} of {pairs} (90 %). Nine in ten of the others lie "
            f"between {signed(spread[0])} and {signed(spread[1])} around their median, so a distance of that size from "
            "it needs no cause.",
        ),
        drawn=" ".join(draws.caveats),
        left_out=subject.left_out,
        exhibit=Exhibit(
            "bars",
            pd.DataFrame(
                {
                    "label": [area_name(evidence.catalog, str(area)) for area in ordered.index],
                    "value": ordered.to_numpy(),
                    "emphasis": ordered.index == own,
                }
            ),
            "points",
        ),
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
