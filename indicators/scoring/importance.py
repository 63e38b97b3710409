"""How much of the index's movement comes from each element, against the weight it was given.

A weight is what the makers meant; the realised importance is what the figures made of it (Paruolo, Saisana and
Saltelli, Journal of the Royal Statistical Society A 176, 2013). Two measures of it: the share of the index's variance
that an element's contribution carries, cov(contribution, index) / var(index), which sums to one over the components;
and the squared correlation of the element's score with the index, the part of the variance that would be explained if
only this element were known and acted in a straight line.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from indicators.model.arrays import Floats, Positions
from indicators.scoring.score import Scores, nominal_shares
from indicators.scoring.selection import months_of, resampling_counts


def importance(scores: Scores, rows: Positions, *, resamples: int, block: int, level: float, seed: int) -> pd.DataFrame:
    """One row per component and per group below the index.

    Columns: element, kind, weight (its nominal share of the index, mean over the rows), share with share_low and
    share_high, r (correlation with the index, NaN for an element that does not vary), r_squared with its bounds.
    `rows` are numbers of rows that have an index. Raises AttributionError where the index has no exact contributions.
    """
    definition = scores.definition
    leaves = definition.leaves(definition.index)
    groups = [g for g in definition.groups if g != definition.index and set(definition.leaves(g)) <= set(leaves)]
    members = {**{name: (name,) for name in leaves}, **{group: definition.leaves(group) for group in groups}}
    contributions = scores.contributions.iloc[rows]
    added = np.column_stack([contributions[list(part)].sum(axis=1) for part in members.values()])
    own = np.column_stack([(scores.components if n in leaves else scores.scores)[n].to_numpy()[rows] for n in members])
    index = scores.scores[definition.index].to_numpy()[rows]

    terms = _terms(own, added, index)
    share, r = _measures(terms.sum(axis=0, keepdims=True))
    counts = _resample(scores.matrix.index[rows], resamples, block, np.random.default_rng(seed))
    share_draws, r_draws = _measures(counts @ terms)
    tails = [(1 - level) / 2, (1 + level) / 2]
    share_low, share_high = np.nanquantile(share_draws, tails, axis=0)
    moving = ~np.isnan(r[0])
    bounds = np.full((2, len(moving)), np.nan)
    bounds[:, moving] = np.nanquantile(r_draws[:, moving] ** 2, tails, axis=0)
    nominal = np.broadcast_to(nominal_shares(scores.tree, scores.node_weights), scores.components.shape)[rows].mean(
        axis=0
    )
    weight = dict(zip(scores.tree.components, nominal, strict=True))
    return pd.DataFrame(
        {
            "element": list(members),
            "kind": ["component" if name in leaves else "group" for name in members],
            "weight": [sum(weight[leaf] for leaf in part) for part in members.values()],
            "share": share[0],
            "share_low": share_low,
            "share_high": share_high,
            "r": r[0],
            "r_squared": r[0] ** 2,
            "r_squared_low": bounds[0],
            "r_squared_high": bounds[1],
        }
    )


def _terms(own: Floats, added: Floats, index: Floats) -> Floats:
    """What the moments sum over rows: (rows, 3 + 8 · elements), everything measured from its mean.

    1, y, y², then per element c, c·y for its contribution c, and m, m·x, m·x², m·x·y, m·y, m·y² for its score x where
    it is there (m).
    """
    there = ~np.isnan(own)
    centre = np.where(there, own, 0.0).sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    x = np.where(there, own - centre, 0.0)
    y = (index - index.mean())[:, None]
    c = added - added.mean(axis=0)
    return np.hstack([np.ones_like(y), y, y**2, c, c * y, there, x, x**2, x * y, there * y, there * y**2])


def _measures(sums: Floats) -> tuple[Floats, Floats]:
    """Share of variance and correlation, each (samples, elements), from summed terms (samples, terms)."""
    n, y, yy = (sums[:, i, None] for i in range(3))
    c, cy, m, x, xx, xy, my, myy = np.split(sums[:, 3:], 8, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):  # an element that does not vary has no correlation
        share = (cy - c * y / n) / (yy - y**2 / n)
        varies = xx - x**2 / m
        r = (xy - x * my / m) / np.sqrt(varies * (myy - my**2 / m))
    return share, np.where(varies > 1e-9 * np.maximum(m, 1), r, np.nan)


def _resample(index: pd.Index, resamples: int, block: int, rng: np.random.Generator) -> Floats:
    """How often each resample takes each row, (resamples, rows).

    Months are taken in blocks of `block` that follow one another, the last joined to the first (circular block
    bootstrap, Politis and Romano 1992), because months are not independent; pairs × months pair by pair; other rows
    one by one.
    """
    n = len(index)
    if index.nlevels > 1:
        unit, units = pd.factorize(index.get_level_values(0))
        return resampling_counts(rng.integers(0, len(units), (resamples, len(units))), len(units))[:, unit]
    length = min(block, n) if months_of(index) is not None else 1
    starts = rng.integers(0, n, (resamples, -(-n // length)))
    rows = (starts[:, :, None] + np.arange(length)) % n
    return resampling_counts(rows.reshape(resamples, -1)[:, :n], n)
