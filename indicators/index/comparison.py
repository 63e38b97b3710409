"""One definition over all its pairs: their indices beside one another, and ranks with the range that choices give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from indicators.errors import Message, PairError, PanelError
from indicators.index import FiguresView, Index, Origin, areas_of, index_of, needed
from indicators.index.robustness import alternatives, bounds
from indicators.model import Pair
from indicators.model.definition import Definition
from indicators.model.methods import SEED
from indicators.scoring.uncertainty import Uncertainty, uncertainty
from indicators.scoring.uncertainty.choices import Bounds
from indicators.scoring.uncertainty.ranks import RankUncertainty, rank_uncertainty

RANK_DRAWS = 1000

Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Comparison:
    """The indices of a definition's pairs by their text (`USA-TUR`); `refused` says why a pair has none."""

    definition: Definition
    as_of: dt.date | None
    indices: Mapping[str, Index]
    refused: Mapping[str, Message]

    def table(self, node: str) -> pd.DataFrame:
        """Scores of a group or component, months × pairs; NaN where there is none."""
        part = "components" if node in self.definition.components else "scores"
        return pd.DataFrame({pair: getattr(one.scores, part)[node] for pair, one in self.indices.items()})

    @cached_property
    def scores(self) -> pd.DataFrame:
        """The index, months × pairs."""
        return self.table(self.definition.index)

    @property
    def beside(self) -> dict[str, str]:
        """The pairs that the definition sets beside the one looked at, to begin with, and why."""
        return {f"{self.definition.reference}-{one.partner}": one.reason for one in self.definition.compare}

    @cached_property
    def year_ends(self) -> pd.PeriodIndex:
        """The last month in which most pairs have an index, and the same month of every year before it."""
        given = self.scores.notna().sum(axis=1)
        months = given.index[given >= max(given.max() / 2, 2)]
        return months[(months[-1].ordinal - months.asi8) % 12 == 0] if len(months) else months

    @cached_property
    def can_be_drawn(self) -> bool:
        """Whether there can be draws of the ranks: a year's end lies in the window of months from which other ways of
        scoring take what is low and high."""
        ends, window = self.year_ends, self.definition.frozen_window
        return len(ends if window is None else ends[(ends >= window[0]) & (ends <= window[1])]) > 0


def compare(
    origin: Origin,
    definition: Definition,
    *,
    as_of: dt.date | None = None,
    pairs: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """The indices of all pairs of a definition, or of `pairs`.

    PairError for a definition with one partner, which compares nothing. A pair without figures is refused with its
    sentence and left out; any other refusal concerns all pairs and is raised.
    """
    known = origin.catalog.pairs(definition)
    wanted = (
        known if pairs is None else [Pair.parse(pair, reference=definition.reference or pair[:3]) for pair in pairs]
    )
    if len(known) < 2:
        raise PairError("The definition '{id}' has one partner; choose one with several to compare.", id=definition.id)
    rows = read_once(origin, definition, as_of)
    indices: dict[str, Index] = {}
    refused: dict[str, Message] = {}
    for place, pair in enumerate(wanted):
        try:
            indices[str(pair)] = index_of(rows, definition, pair, as_of=as_of)
        except PanelError as error:
            refused[str(pair)] = error.message
        if progress:
            progress((place + 1) / len(wanted))
    return Comparison(definition, as_of, indices, refused)


def ranks_drawn(
    comparison: Comparison,
    *,
    draws: int = RANK_DRAWS,
    seed: int = SEED,
    progress: Progress | None = None,
) -> Uncertainty:
    """All pairs at every year's end under joint draws of the choices: rows pair × month, normalised together.

    Half-lives and other variants, and errors of measurement, come from the panels of each pair.
    """
    months = comparison.year_ends
    matrices: list[pd.DataFrame] = []
    varied: list[dict[Any, dict[Any, pd.DataFrame]]] = []
    errors: list[Bounds | None] = []
    for place, index in enumerate(comparison.indices.values()):
        matrices.append(index.panel.matrix.reindex(months))
        varied.append(
            {
                choices: {labels: frame.reindex(months) for labels, frame in frames.items()}
                for choices, frames in alternatives(index).items()
            }
        )
        errors.append(bounds(index))
        if progress:
            progress((place + 1) / len(comparison.indices))

    def joined(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
        return pd.concat([frame.reindex(months) for frame in frames], keys=comparison.indices, names=["pair", "month"])

    measured = [error for error in errors if error is not None]
    return uncertainty(
        joined(matrices),
        comparison.definition,
        alternatives={
            choices: {labels: joined([one[choices][labels] for one in varied]) for labels in frames}
            for choices, frames in varied[0].items()
        },
        bounds=Bounds(joined([one.low for one in measured]), joined([one.high for one in measured]))
        if measured
        else None,
        draws=draws,
        seed=seed,
    )


def ranks_in(drawn: Uncertainty, month: pd.Period) -> RankUncertainty:
    """The ranks of the pairs in one of the months drawn."""
    return rank_uncertainty(drawn, within=month)


def rank_path(drawn: Uncertainty, pair: str) -> pd.DataFrame:
    """One pair's score, rank, the 5–95 % range of its ranks (`low`, `high`) and how many were ranked (`of`), by month.

    Months in which the pair has no index are left out.
    """
    months = pd.PeriodIndex(drawn.nominal[pair].dropna().index)
    rows = []
    for month in months:
        table = ranks_in(drawn, month).to_frame()
        row = table.set_index("item").loc[pair, ["score", "rank", "low", "high"]]
        rows.append({**row, "of": int(table["rank"].notna().sum())})
    return pd.DataFrame(rows, index=months, columns=["score", "rank", "low", "high", "of"])


def read_once(origin: Origin, definition: Definition, as_of: dt.date | None) -> Origin:
    """What all pairs of a definition read, bounds of measurement included, read once for all of them."""
    catalog = origin.catalog
    names, kinds = needed(definition)
    described = [catalog.indicators[name] for name in names if name in catalog.indicators]
    limits = {bound for one in described for bound in (one.low, one.high) if bound}
    areas = sorted({area for pair in catalog.pairs(definition) for area in areas_of(definition, pair)})
    version = origin.figures.data_version
    figures = FiguresView.held(
        origin.figures.observations(sorted({*names, *limits}), areas, as_of),
        origin.figures.events(kinds, areas, as_of),
        version,
    )
    return Origin(figures, catalog)
