"""Ranks and how far the choices move them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.errors import Message, UncertaintyError
from indicators.model.arrays import Floats, Positions
from indicators.scoring.selection import Row, given_rows, rows_at
from indicators.scoring.uncertainty.propagation import QUANTILES, TIE, Uncertainty, check_drawn_alike, quantiles


@dataclass(frozen=True, eq=False)
class RankUncertainty:
    """Rank 1 is the highest score. `ranks` is (items, draws), NaN where an item has no score; `nominal` the ranks
    under the choices as they are. Items that score alike share the best of their ranks."""

    nominal: pd.Series
    scores: pd.Series
    ranks: Floats
    caveats: tuple[Message, ...]

    def to_frame(self) -> pd.DataFrame:
        """One row per item in nominal order: item, score, rank, median rank and the 5–95 % range of ranks.

        The ends of the range are ranks that were taken: the 5 % end is the lower, the 95 % end the higher one.
        """
        low, _, median, _, high = quantiles(self.ranks, QUANTILES).T
        frame = pd.DataFrame(
            {
                "item": self.nominal.index.astype(str),
                "score": self.scores.to_numpy(),
                "rank": self.nominal.to_numpy(),
                "median": median,
                "low": np.floor(low),
                "high": np.ceil(high),
            }
        )
        return frame.sort_values(["rank", "item"], ignore_index=True)

    def probability(self, item: Hashable, *, within: int) -> float:
        """Share of the draws in which an item is among the first `within`."""
        if item not in self.nominal.index:
            known = ", ".join(map(str, self.nominal.index))
            raise UncertaintyError("'{item}' is not among the ranked items: {known}.", item=item, known=known)
        ranks = self.ranks[self.nominal.index.get_loc(item)]
        return float((ranks[~np.isnan(ranks)] <= within).mean())


def rank_uncertainty(
    drawn: Uncertainty | Mapping[str, Uncertainty], *, at: Row | None = None, within: Hashable | None = None
) -> RankUncertainty:
    """Rank items within each draw.

    Either the rows of one result (countries; with rows pair × month, those of the month `within`), or several results
    drawn alike, one per pair, compared in the row `at`. Raises UncertaintyError.
    """
    if isinstance(drawn, Uncertainty):
        rows = _rows_of(drawn.nominal.index, within)
        labels = drawn.nominal.index[rows]
        items = labels.get_level_values(0) if within is not None else labels
        scores = pd.Series(drawn.nominal.to_numpy()[rows], items)
        return RankUncertainty(_ranked(scores), scores, descending_ranks(drawn.paths[rows]), drawn.caveats)
    if at is None or not drawn:
        raise UncertaintyError("Several results are ranked in one row; name it with 'at'.")
    check_drawn_alike(list(drawn.values()))
    found = {pair: given_rows(one.nominal, at) for pair, one in drawn.items()}
    scores = pd.Series({pair: float(one.nominal.to_numpy()[found[pair]].mean()) for pair, one in drawn.items()})
    paths = np.stack([one.paths[found[pair]].mean(axis=0) for pair, one in drawn.items()])
    return RankUncertainty(_ranked(scores), scores, descending_ranks(paths), next(iter(drawn.values())).caveats)


def descending_ranks(paths: Floats) -> Floats:
    """Rank of each item in each draw, (items, draws): one more than the number of items that score higher."""
    ordered = np.sort(-paths, axis=0)
    ranks = np.empty(paths.shape)
    for draw in range(paths.shape[1]):
        ranks[:, draw] = 1 + np.searchsorted(ordered[:, draw], -paths[:, draw] - TIE)
    return np.where(np.isnan(paths), np.nan, ranks)


def _ranked(scores: pd.Series) -> pd.Series:
    return pd.Series(descending_ranks(scores.to_numpy()[:, None])[:, 0], scores.index)


def _rows_of(index: pd.Index, within: Hashable | None) -> Positions:
    if within is None:
        return np.arange(len(index))
    if index.nlevels != 2:
        raise UncertaintyError("'within' names the month of rows that are pair × month; these rows are not.")
    return rows_at(index.get_level_values(1), within)
