"""What the checks of all claims read, as of one date, each thing computed once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from indicators.claims.model import Among, Claim, OfIndex, Quantity
from indicators.claims.subject import Subject, without
from indicators.index import FiguresView, Index, Origin, index_of, read_panel
from indicators.index.robustness import SEED, alternatives, bounds
from indicators.model import Pair
from indicators.model.arrays import Floats
from indicators.model.definition import Definition
from indicators.model.steps import EventsSource
from indicators.panel.events import EventTable, collected, select
from indicators.scoring.aggregate import aggregate_nodes
from indicators.scoring.score import Scores, score
from indicators.scoring.uncertainty import Uncertainty, uncertainty
from indicators.scoring.uncertainty.choices import Alternatives, Bounds, Choices
from indicators.trends import components_that_code, pipeline_null

Made = TypeVar("Made")

DRAWS = 1000
WORLDS = 199
"""Simulated worlds: the smallest rank among them is 1 in 200."""


class Evidence:
    """Figures, indices, draws and simulated worlds as of a date (None: all that is recorded)."""

    def __init__(self, origin: Origin, as_of: dt.date | None = None) -> None:
        self.origin = Origin(FiguresView.once(origin.figures), origin.catalog)
        self.catalog, self.as_of = origin.catalog, as_of
        self._made: dict[Hashable, Any] = {}

    def _once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        if key not in self._made:
            self._made[key] = make()
        made: Made = self._made[key]
        return made

    # --- figures -----------------------------------------------------------------------------------

    def monthly(self, quantity: Quantity, pair: Pair) -> pd.Series:
        """A quantity by month (PeriodIndex), NaN where it has no value."""
        definition = Definition.model_validate(
            {
                "id": "quantity",
                "groups": {"quantity": {}},
                "components": {
                    "value": {
                        "parent": "quantity",
                        "source": quantity.source,
                        "role": quantity.role,
                        "steps": quantity.steps,
                    }
                },
            }
        )
        key = ("monthly", quantity.model_dump_json(), str(pair))
        return self._once(
            key,
            lambda: read_panel(self.origin, definition, pair, as_of=self.as_of).matrix["value"],
        )

    def measured(self, quantity: Quantity) -> tuple[Quantity, Quantity] | None:
        """The quantity at both ends of its published measurement interval; None where its indicator has none."""
        indicator = self.catalog.indicator(quantity.source.indicator)
        if indicator.low is None or indicator.high is None:
            return None
        low, high = (
            quantity.model_copy(update={"source": quantity.source.model_copy(update={"indicator": bound})})
            for bound in (indicator.low, indicator.high)
        )
        return low, high

    # --- acts --------------------------------------------------------------------------------------

    def events(self, kinds: Sequence[str]) -> pd.DataFrame:
        """Acts of these kinds between any two areas."""
        kinds = sorted(kinds)
        return self._once(("events", *kinds), lambda: self.origin.figures.events(kinds, None, self.as_of))

    def acts(self, kinds: Sequence[str], pair: Pair, once_within_days: int | None = None) -> pd.DataFrame:
        """Acts of these kinds between two areas, by day; a delegation once where `once_within_days` is given."""
        source = EventsSource(events=dict.fromkeys(kinds, 1.0), once_within_days=once_within_days)
        table = EventTable(self.events(kinds), pair)
        chosen = select("claim", source, "pair", pair, table, self.catalog.event_sources)
        return table.frame.iloc[table.rows[chosen.at]]

    def collected(self, kind: str, pair: Pair) -> list[tuple[dt.date, dt.date]]:
        """The periods in which a kind was collected for a pair, as far as they had passed on the as-of date."""
        found = collected(self.catalog.kind(kind)[0], kind, pair)
        if self.as_of is not None:
            found = found.until(self.as_of)
        return [interval for lines in found.classes for interval in lines]

    # --- indices -----------------------------------------------------------------------------------

    def index(self, definition: str, pair: Pair) -> Index:
        """The index of a pair."""
        return self._once(
            ("index", definition, str(pair)),
            lambda: index_of(self.origin, definition, pair, as_of=self.as_of),
        )

    def subject(self, definition: str, pair: Pair, node: str | None = None, topics: tuple[str, ...] = ()) -> Subject:
        """A score without the components under it that code any of the topics."""
        index = self.index(definition, pair)
        node = node or index.definition.index
        coding = components_that_code(index.definition, topics)
        left_out = tuple(name for name in coding if name in index.definition.leaves(node))

        def make() -> Scores:
            if not left_out:
                return index.scores
            reduced = without(index.definition, left_out)
            kept = list(reduced.components)
            return score(index.panel.matrix[kept], reduced, carried=index.panel.carried[kept])

        return Subject(index, node, left_out, self._once(("scores", definition, str(pair), left_out), make))

    def subject_of(self, check: OfIndex, claim: Claim) -> Subject:
        """What a check of a claim looks at, without the components that code what either of them names."""
        definition = check.definition if isinstance(check, Among) else claim.definition
        return self.subject(definition, claim.areas, check.node, (*claim.about, *check.without))

    def group_of(self, subject: Subject, group: str) -> Subject:
        """A group of the same scores, with the same components left out."""
        return replace(subject, node=group)

    def drawn(self, subject: Subject) -> Uncertainty:
        """A score under joint draws of the choices behind its definition."""
        index, scores = subject.index, subject.scores
        full = (index.definition.id, str(index.pair))
        varied = self._once(("variants", *full), lambda: alternatives(index))
        measured = self._once(("bounds", *full), lambda: bounds(index))
        kept = list(scores.definition.components)
        return self._once(
            ("drawn", *full, subject.left_out, subject.node),
            lambda: uncertainty(
                scores.matrix,
                scores.definition,
                carried=index.panel.carried[kept],
                alternatives=_of_columns(varied, kept),
                bounds=_bounds_of(measured, kept),
                node=subject.node,
                draws=DRAWS,
                seed=SEED,
            ),
        )

    def worlds(self, subject: Subject) -> pd.DataFrame:
        """A score in worlds in which nothing happens, through the same steps and scoring: months × worlds."""
        index, scores = subject.index, subject.scores
        key = (index.definition.id, str(index.pair))
        null = self._once(
            ("worlds", *key), lambda: pipeline_null(index.definition, index.panel, draws=WORLDS, seed=SEED)
        )

        def make() -> Floats:
            names = scores.definition.components
            values = np.stack([null.series(name).to_numpy() for name in names], axis=-1).swapaxes(0, 1)
            return aggregate_nodes(values, scores.tree, scores.node_weights)

        nodes = self._once(("nodes", *key, subject.left_out), make)
        return pd.DataFrame(nodes[..., scores.tree.columns[subject.node]].T, index=null.months)

    def drawn_pairs(self, subject: Subject, areas: Sequence[str]) -> Uncertainty:
        """The same score of several pairs in one matrix of rows pair × month, each draw on its own scale."""
        definition, reference = subject.scores.definition, subject.index.pair.a
        kept = list(definition.components)

        def make() -> Uncertainty:
            panels = {area: self.index(definition.id, Pair(a=reference, b=area)).panel for area in areas}
            matrix, carried = (
                pd.concat({area: getattr(panel, part)[kept] for area, panel in panels.items()}, names=["area", "month"])
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

        return self._once(("pairs", definition.id, subject.left_out, subject.node, tuple(areas)), make)

    def had_not_been(self, index: Index, events: Sequence[str]) -> Scores:
        """The scores had some acts never been in force."""
        without = self.origin.changed(events=lambda known: known[~known["event_id"].isin(list(events))])
        panel = read_panel(without, index.definition, index.pair, as_of=index.as_of)
        return score(panel.matrix, index.definition, carried=panel.carried)


def _of_columns(varied: Alternatives, kept: Sequence[str]) -> Alternatives:
    """The variants of some of the columns; a choice that concerns none of them is not one."""
    cut = {
        choice: {label: frame[[column for column in frame if column in kept]] for label, frame in frames.items()}
        for choice, frames in varied.items()
    }
    return {choice: frames for choice, frames in cut.items() if any(frame.shape[1] for frame in frames.values())}


def _bounds_of(measured: Bounds | None, kept: Sequence[str]) -> Bounds | None:
    columns = [column for column in measured.low if column in kept] if measured is not None else []
    return Bounds(measured.low[columns], measured.high[columns]) if measured is not None and columns else None
