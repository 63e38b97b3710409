"""One definition over all its pairs: their indices beside one another, and ranks with the range that choices give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from indicators.catalog import Catalog
from indicators.errors import PairError, PanelError
from indicators.index import Figures, Index, areas_of, needed, relations_index
from indicators.index.robustness import SEED, alternatives, bounds
from indicators.model.definition import Definition
from indicators.scoring.uncertainty import Uncertainty, uncertainty
from indicators.scoring.uncertainty.choices import Bounds
from indicators.scoring.uncertainty.ranks import RankUncertainty, rank_uncertainty

RANK_DRAWS = 1000

Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Comparison:
    """The indices of a definition's pairs by their text (`USA-TUR`); `refused` says why a pair has none.

    `rows` is what they were computed from, read once for all of them.
    """

    definition: Definition
    as_of: dt.date | None
    indices: Mapping[str, Index]
    refused: Mapping[str, str]
    rows: Figures

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
    store: Figures,
    catalog: Catalog,
    definition: Definition,
    *,
    as_of: dt.date | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """The indices of all pairs of a definition. PairError for a definition with one partner, which compares nothing.

    A pair without figures is refused with its sentence and left out; any other refusal concerns all pairs and is
    raised.
    """
    pairs = catalog.pairs(definition)
    if len(pairs) < 2:
        raise PairError("The definition '{id}' has one partner; choose one with several to compare.", id=definition.id)
    rows = _Rows.read(store, catalog, definition, as_of)
    indices: dict[str, Index] = {}
    refused: dict[str, str] = {}
    for place, pair in enumerate(pairs):
        try:
            indices[str(pair)] = relations_index(rows, catalog, definition, pair, as_of=as_of)
        except PanelError as error:
            refused[str(pair)] = str(error)
        if progress:
            progress((place + 1) / len(pairs))
    return Comparison(definition, as_of, indices, refused, rows)


def ranks_drawn(
    catalog: Catalog,
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
                for choices, frames in alternatives(comparison.rows, catalog, index).items()
            }
        )
        errors.append(bounds(comparison.rows, catalog, index))
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


class _Rows:
    """What all pairs of a definition read, read once and divided by the two areas of a row."""

    def __init__(self, rows: pd.DataFrame, acts: pd.DataFrame, data_version: str) -> None:
        self.data_version = data_version
        self._rows, self._acts = _by_areas(rows), _by_areas(acts)

    @classmethod
    def read(cls, store: Figures, catalog: Catalog, definition: Definition, as_of: dt.date | None) -> _Rows:
        """The rows behind all pairs and the bounds of measurement of their figures."""
        names, kinds = needed(definition)
        described = [catalog.indicators[name] for name in names if name in catalog.indicators]
        limits = {bound for one in described for bound in (one.low, one.high) if bound}
        areas = sorted({area for pair in catalog.pairs(definition) for area in areas_of(definition, pair)})
        version = store.data_version
        return cls(
            store.observations(sorted({*names, *limits}), areas, as_of), store.events(kinds, areas, as_of), version
        )

    def observations(
        self, indicators: Sequence[str], areas: Sequence[str] | None = None, as_of: dt.date | None = None
    ) -> pd.DataFrame:
        """As `Figures` has it, for the date that the rows were read at."""
        return _among(self._rows, "indicator", indicators, areas)

    def events(
        self, kinds: Sequence[str], areas: Sequence[str] | None = None, as_of: dt.date | None = None
    ) -> pd.DataFrame:
        """As `Figures` has it, for the date that the rows were read at."""
        return _among(self._acts, "kind", kinds, areas)


_Divided = Mapping[tuple[str, str], pd.DataFrame]
"""Rows by `ref_area` and `counterpart_area`; the key of two empty texts has none, so that there is always a frame."""


def _by_areas(frame: pd.DataFrame) -> _Divided:
    groups = frame.groupby(["ref_area", "counterpart_area"], sort=False)
    return {("", ""): frame.iloc[:0]} | {(str(ref), str(other)): rows for (ref, other), rows in groups}


def _among(divided: _Divided, column: str, wanted: Sequence[str], areas: Sequence[str] | None) -> pd.DataFrame:
    """The rows of some indicators or kinds, in the order in which they were read."""
    inside = None if areas is None else {*areas, ""}
    parts = [rows for key, rows in divided.items() if inside is None or inside.issuperset(key)]
    frame = pd.concat(parts).sort_index()
    return frame[frame[column].isin(list(wanted))].reset_index(drop=True)
