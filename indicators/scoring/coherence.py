"""Does the index hang together? The statistical audit of a composite indicator, as the JRC does it.

Correlations, Cronbach's alpha (Psychometrika 16, 1951), principal components, nominal weight against realised
importance, and what removing each element would do (OECD/JRC Handbook 2008, step 3; Saisana and Saltelli, "Rankings
and ratings: instructions for use", Hague Journal on the Rule of Law 3, 2011). None of it proves an index right: an
index of opposed axes is formative and may have a low alpha for good reasons. It says what the numbers do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.errors import Message, ScoringError
from indicators.model.arrays import Floats, Positions
from indicators.model.methods import Window
from indicators.scoring.aggregate import aggregate_array
from indicators.scoring.score import Scores, nominal_shares
from indicators.scoring.selection import in_window, months_covered, months_of, resampling_counts, row_name
from indicators.scoring.threads import one_blas_thread

FEWEST_ROWS = 10


@dataclass(frozen=True, eq=False)
class Coherence:
    """The audit of one scored matrix over a window of rows in which the index is given.

    `components` and `groups` are correlation matrices over pairwise complete rows (NaN for an element that does not
    vary; those are named in `constant`). `alpha` is Cronbach's alpha of the components below each group that has
    several, `eigenvalues` and `loadings` the principal components of the components' correlations; both over
    `complete` rows, those without a missing component, and empty where there are not more of them than components.
    `importance` and `removal` are described at their functions.
    """

    scores: Scores
    window: Message
    rows: int
    complete: int
    constant: tuple[str, ...]
    components: pd.DataFrame
    groups: pd.DataFrame
    alpha: pd.Series
    eigenvalues: pd.Series
    loadings: pd.DataFrame
    importance: pd.DataFrame
    removal: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """One row per element: importance beside what removing it does."""
        return self.importance.merge(self.removal, on="element")

    def correlations_frame(self) -> pd.DataFrame:
        """Long: level (component, group), a, b, r; each pair once, the strongest first."""
        parts = []
        for level, matrix in (("component", self.components), ("group", self.groups)):
            upper = np.triu_indices(len(matrix), 1)
            names = matrix.columns.to_numpy()
            values = matrix.to_numpy()[upper]
            parts.append(pd.DataFrame({"level": level, "a": names[upper[0]], "b": names[upper[1]], "r": values}))
        return pd.concat(parts).dropna().sort_values("r", key=abs, ascending=False, ignore_index=True)

    def label(self, name: str) -> str:
        """The title of an element."""
        return self.scores.definition.label(name)


@one_blas_thread()
def coherence(
    scores: Scores,
    *,
    window: Window | None = None,
    resamples: int = 999,
    block: int = 24,
    level: float = 0.9,
    seed: int = 0,
) -> Coherence:
    """Audit scores over a window of months, or over all rows.

    Only rows that have an index count, and only the tree under the index. The intervals of the importance come from
    `resamples` of the rows, months in blocks of `block`. Raises ScoringError for fewer than ten rows or an index that
    does not vary, AttributionError where the aggregation has no exact contributions.
    """
    definition, index = scores.definition, scores.matrix.index
    given = np.zeros(len(index), dtype=bool)
    given[in_window(index, window, Message("the audit"))] = True
    given &= scores.scores[definition.index].notna().to_numpy()
    rows = np.flatnonzero(given)
    if len(rows) < FEWEST_ROWS or np.ptp(scores.scores[definition.index].to_numpy()[rows]) < 1e-9:
        raise ScoringError(
            "The index has {n} rows in this window, or does not vary in them; an audit needs at least {least} rows "
            "that differ. Widen the window.",
            n=len(rows),
            least=FEWEST_ROWS,
        )
    leaves = list(definition.leaves(definition.index))
    groups = [name for name in definition.groups if set(definition.leaves(name)) <= set(leaves)]
    components = scores.components[leaves].iloc[rows]
    spread = components.max() - components.min()
    constant = tuple(name for name in leaves if not spread[name] > 1e-9)
    varying = [name for name in leaves if name not in constant]
    complete = components[varying].dropna()
    complete = complete.loc[:, complete.max() - complete.min() > 1e-9]
    enough = len(complete) > complete.shape[1] > 1
    eigenvalues, loadings = principal_components(complete) if enough else (pd.Series(dtype=float), pd.DataFrame())
    return Coherence(
        scores=scores,
        window=months_covered(index[rows]),
        rows=len(rows),
        complete=len(complete),
        constant=constant,
        components=_correlations(components, varying),
        groups=_correlations(scores.scores[groups].iloc[rows], groups),
        alpha=pd.Series(
            {
                group: cronbach_alpha(complete[members].to_numpy())
                for group in groups
                if enough and len(members := [name for name in definition.leaves(group) if name in complete]) > 1
            },
            dtype=float,
        ),
        eigenvalues=eigenvalues,
        loadings=loadings,
        importance=importance(scores, rows, resamples=resamples, block=block, level=level, seed=seed),
        removal=removal(scores, rows),
    )


def cronbach_alpha(items: Floats) -> float:
    """k / (k − 1) · (1 − k / Σ r) of complete rows × items, the sum over all correlations: standardised, so that it
    does not depend on the scale that goalposts give an item."""
    k = items.shape[1]
    return float(k / (k - 1) * (1 - k / np.corrcoef(items, rowvar=False).sum()))


def principal_components(complete: pd.DataFrame) -> tuple[pd.Series, pd.DataFrame]:
    """Eigenvalues of the correlation matrix, largest first, and loadings (columns × components of the analysis):
    correlations of each column with each principal component, signed so that they sum to zero or more. `complete` is
    rows × columns that vary, without missing values.
    """
    values, vectors = np.linalg.eigh(np.corrcoef(complete.to_numpy(), rowvar=False))
    values, vectors = values[::-1], vectors[:, ::-1]
    loadings = vectors * np.sqrt(np.maximum(values, 0.0))
    loadings *= np.where(loadings.sum(axis=0) < 0, -1.0, 1.0)
    names = [f"PC{i + 1}" for i in range(len(values))]
    return pd.Series(values, names), pd.DataFrame(loadings, complete.columns, names)


def removal(scores: Scores, rows: Positions) -> pd.DataFrame:
    """What the index would be without each component and each group, the weights of its siblings renormalised.

    Columns: element, largest_shift (with its sign dropped) and `at`, the row it falls on, mean_shift, and
    rank_correlation (Spearman) of the index with and without; NaN where nothing is left to score.
    """
    tree, definition = scores.tree, scores.definition
    index = scores.scores[definition.index]
    values, nominal = scores.components.to_numpy()[rows], index.to_numpy()[rows]
    top = tree.groups.index(tree.index)
    inside = set(definition.leaves(tree.index))
    found = []
    for name in (*definition.components, *definition.groups):
        below = {name} if name in definition.components else set(definition.leaves(name))
        if name == tree.index or not below <= inside:
            continue
        weights = np.broadcast_to(scores.node_weights, (len(index), len(tree.columns)))[rows].copy()
        weights[:, tree.columns[name]] = 0.0
        for branch in tree.branches:
            weights[~weights[:, branch.children].any(axis=1), branch.column] = 0.0
        if scores.node_weights.ndim == 1:
            weights = weights[0]
        without = pd.Series(aggregate_array(values, tree, weights)[:, top], index.index[rows])
        shift = (without - nominal).abs()
        if shift.notna().any():
            order = without.rank().corr(pd.Series(nominal, without.index).where(without.notna()).rank())
            at = row_name(shift.idxmax()) if shift.max() > 1e-9 else ""
            found.append((name, shift.max(), at, shift.mean(), order))
        else:
            found.append((name, np.nan, "", np.nan, np.nan))
    return pd.DataFrame(found, columns=["element", "largest_shift", "at", "mean_shift", "rank_correlation"])


def _correlations(table: pd.DataFrame, varying: list[str]) -> pd.DataFrame:
    flat = [name for name in table.columns if not table[name].max() - table[name].min() > 1e-9]
    return table.drop(columns=flat).corr(min_periods=FEWEST_ROWS).reindex(index=table.columns, columns=table.columns)


def importance(scores: Scores, rows: Positions, *, resamples: int, block: int, level: float, seed: int) -> pd.DataFrame:
    """How much of the index's movement comes from each element: one row per component and per group below the index.

    A weight is what the makers meant; the realised importance is what the figures made of it (Paruolo, Saisana and
    Saltelli, Journal of the Royal Statistical Society A 176, 2013). The share of the index's variance that an element's
    contribution carries, cov(contribution, index) / var(index), sums to one over the components; the squared
    correlation of its score with the index is the part that would be explained if only this element were known and
    acted in a straight line.

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

    terms = _moments(own, added, index)
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


def _moments(own: Floats, added: Floats, index: Floats) -> Floats:
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
