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
from indicators.scoring.importance import importance
from indicators.scoring.score import Scores
from indicators.scoring.selection import in_window, months_covered, row_name
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
    given[in_window(index, window, "the audit")] = True
    given &= scores.scores[definition.index].notna().to_numpy()
    rows = np.flatnonzero(given)
    if len(rows) < FEWEST_ROWS or np.ptp(scores.scores[definition.index].to_numpy()[rows]) < 1e-9:
        raise ScoringError(
            "The index has {n} rows in this window, or does not vary in them; an audit needs at least "
            "{fewest_rows} rows that differ. Widen the window.",
            n=len(rows),
            fewest_rows=FEWEST_ROWS,
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
