"""What the checks of all claims read, as of one date, each thing computed once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from indicators.claims.finding import Exhibit, NotKnown
from indicators.claims.model import Among, Claim, OfIndex, Quantity
from indicators.index import FiguresView, Index, Origin, index_of, read_panel
from indicators.index.index import SEED
from indicators.model import Pair
from indicators.model.arrays import Floats
from indicators.model.definition import Definition
from indicators.model.methods import Window
from indicators.model.steps import EventsSource
from indicators.panel.events import EventTable, collected, select
from indicators.scoring.aggregate import aggregate_nodes
from indicators.scoring.uncertainty import Uncertainty, uncertainty
from indicators.scoring.uncertainty.choices import Choices
from indicators.trends import components_that_code, pipeline_null

Made = TypeVar("Made")

DRAWS = 1000
REPLICATES = 199
"""Null replicates: the smallest rank among them is 1 in 200."""


@dataclass(frozen=True, eq=False)
class Subject:
    """The score that a check looks at: a group of an index from which the components in `left_out` are gone."""

    index: Index
    node: str
    left_out: tuple[str, ...]

    @property
    def series(self) -> pd.Series:
        """The score by month."""
        return self.index.scores.scores[self.node]

    @property
    def groups(self) -> list[Subject]:
        """The groups of the index that still have components."""
        return [replace(self, node=group) for group in self.index.groups]

    def mean(self, window: Window) -> float:
        """The mean over a span, NaN unless every month of it has a value."""
        return mean_over(self.series, window)

    def carried(self, window: Window) -> tuple[int, int]:
        """How many months of a span stand mostly on carried figures, and how many it has."""
        freshness = self.index.scores.freshness[slice(*window)]
        return int((freshness < self.index.definition.headline_freshness - 1e-9).sum()), len(freshness)

    def not_known(self, window: Window) -> NotKnown:
        """The outcome where the score is not given in every month of a span."""
        months = self.series.reindex(pd.period_range(*window, freq="M"))
        return NotKnown(first=months.index[months.isna().to_numpy()][0], window=window, left_out=self.left_out)

    def exhibit(self, spans: dict[str, Window], around: int = 36) -> Exhibit:
        """The score with the means of its spans, and some months on either side."""
        first = min(pd.Period(window[0], "M") for window in spans.values())
        last = max(pd.Period(window[1], "M") for window in spans.values())
        rows = [(label, *window, self.mean(window)) for label, window in spans.items()]
        return Exhibit(
            "lines",
            by_month(self.series[first - around : last + around]),
            pd.DataFrame(rows, columns=["label", "start", "end", "mean"]),
        )


def by_month(series: pd.Series) -> pd.DataFrame:
    """The months in which a series has a value: `month`, `value`."""
    given = series.dropna()
    return pd.DataFrame({"month": given.index.astype(str), "value": given.to_numpy()})


def mean_over(series: pd.Series, window: Window) -> float:
    """The mean of a monthly series over a span, NaN unless every month of it has a value."""
    values = series.reindex(pd.period_range(*window, freq="M")).to_numpy(dtype=float)
    return float(values.mean()) if len(values) and np.isfinite(values).all() else float("nan")


class Evidence:
    """Figures, indices, draws and null replicates as of a date (None: all that is recorded)."""

    def __init__(self, origin: Origin, as_of: dt.date | None = None) -> None:
        self.origin = Origin(FiguresView.once(origin.figures), origin.catalog)
        self.catalog, self.as_of = origin.catalog, as_of
        self._made: dict[Hashable, Any] = {}

    def _once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        if key not in self._made:
            self._made[key] = make()
        made: Made = self._made[key]
        return made

    # --- figures and events --------------------------------------------------------------------------

    def monthly(self, quantity: Quantity, pair: Pair) -> pd.Series:
        """A quantity by month (PeriodIndex), NaN where it has no value."""
        value = {"parent": "quantity"} | {name: getattr(quantity, name) for name in ("source", "role", "steps")}
        definition = Definition.model_validate(
            {"id": "quantity", "groups": {"quantity": {}}, "components": {"value": value}}
        )
        return self._once(
            ("monthly", quantity.model_dump_json(), str(pair)),
            lambda: read_panel(self.origin, definition, pair, as_of=self.as_of).matrix["value"],
        )

    def measured(self, quantity: Quantity) -> tuple[Quantity, ...]:
        """The quantity at both ends of its published measurement interval; empty where its indicator has none."""
        indicator = self.catalog.indicator(quantity.source.indicator)
        return tuple(
            quantity.model_copy(update={"source": quantity.source.model_copy(update={"indicator": bound})})
            for bound in (indicator.low, indicator.high)
            if bound is not None
        )

    def events(self, kinds: Sequence[str], pair: Pair, once_within_days: int | None = None) -> pd.DataFrame:
        """Events of these kinds between two areas, by day; a delegation once where `once_within_days` is given."""
        read = self._once(
            ("events", *sorted(kinds)), lambda: self.origin.figures.events(sorted(kinds), None, self.as_of)
        )
        source = EventsSource(events=dict.fromkeys(kinds, 1.0), once_within_days=once_within_days)
        table = EventTable(read, pair)
        chosen = select("claim", source, "pair", pair, table, self.catalog.event_sources)
        return table.frame.iloc[table.rows[chosen.at]]

    def collected(self, kind: str, pair: Pair) -> list[tuple[dt.date, dt.date]]:
        """The periods in which acts of a kind by either side were searched for, as far as they had passed on the as-of
        date."""
        sides = [collected(self.catalog.kind(kind)[0], kind, pair, side, searched=True) for side in (pair.a, pair.b)]
        found = replace(sides[0], classes=sides[0].classes + sides[1].classes)
        return list((found.until(self.as_of) if self.as_of is not None else found).periods)

    # --- indices -----------------------------------------------------------------------------------

    def index(self, definition: str, pair: Pair) -> Index:
        """The index of a pair."""
        chosen = self.origin.catalog.definition(definition)
        return self._once(
            ("index", chosen.full_id, str(pair)), lambda: index_of(self.origin, chosen, pair, as_of=self.as_of)
        )

    def subject(self, check: OfIndex, claim: Claim, node: str | None = None, *, whole: bool = False) -> Subject:
        """What a check of a claim looks at, without the components that code what either of them names, or `whole`."""
        id = check.definition if isinstance(check, Among) else claim.definition
        index = self.index(id, claim.areas)
        node = node or check.node or index.definition.index
        coding = () if whole else components_that_code(index.definition, (*claim.about, *check.without))
        left_out = tuple(name for name in coding if name in index.definition.leaves(node))
        if left_out:
            key = ("reduced", id, claim.pair, left_out)
            index = self._once(key, lambda: self.index(id, claim.areas).what_if(without=left_out))
        return Subject(index, node, left_out)

    def draws(self, subject: Subject) -> Uncertainty:
        """A score under joint draws of the choices behind its definition."""
        index, node = subject.index, subject.node
        key = ("draws", index.definition.full_id, str(index.pair), subject.left_out, node)
        return self._once(key, lambda: index.uncertainty(node, draws=DRAWS, seed=SEED))

    def replicates(self, subject: Subject) -> pd.DataFrame:
        """A score where nothing happens, through the same steps and scoring: months × null replicates."""
        scores, key = subject.index.scores, (subject.index.definition.full_id, str(subject.index.pair))
        whole = self.index(key[0], subject.index.pair)
        null = self._once(
            ("null", *key), lambda: pipeline_null(whole.definition, whole.panel, draws=REPLICATES, seed=SEED)
        )

        def make() -> Floats:
            names = scores.definition.components
            values = np.stack([null.series(name).to_numpy() for name in names], axis=-1).swapaxes(0, 1)
            return aggregate_nodes(values, scores.tree, scores.node_weights)

        nodes = self._once(("nodes", *key, subject.left_out), make)
        return pd.DataFrame(nodes[..., scores.tree.columns[subject.node]].T, index=null.months)

    def draws_of_pairs(self, subject: Subject, areas: Sequence[str]) -> Uncertainty:
        """The same score of several pairs in one matrix of rows pair × month, each draw on its own scale."""
        definition, reference = subject.index.definition, subject.index.pair.a

        def make() -> Uncertainty:
            panels = {area: self.index(definition.full_id, Pair(a=reference, b=area)).panel for area in areas}
            matrix, carried = (
                pd.concat(
                    {area: getattr(panel, part)[list(definition.components)] for area, panel in panels.items()},
                    names=["area", "month"],
                )
                for part in ("matrix", "carried")
            )
            return uncertainty(
                matrix,
                definition,
                carried=carried,
                # To normalise on a window instead of by goalposts would give every pair a level of its own.
                choices=Choices(normalisation={}),
                node=subject.node,
                draws=DRAWS,
                seed=SEED,
                common_scale=False,
            )

        return self._once(("pairs", definition.full_id, subject.left_out, subject.node, tuple(areas)), make)
