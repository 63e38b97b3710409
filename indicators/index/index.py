"""One index of one pair: store → panel → scores, and what can be read off them.

The dashboard, the command line, the exports and the notebooks all start here, so that the same number stands in each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import pandas as pd

from indicators.catalog import Catalog
from indicators.model import OBSERVATION_KEY, WORLD, Pair
from indicators.model.definition import Component, Definition, Variant
from indicators.model.steps import Deflate, EventsSource, IndicatorSource, Per, ShareOf
from indicators.panel import Panel, build_panel
from indicators.scoring.attribute import Attribution, attribute_change
from indicators.scoring.score import Scores, score


class Figures(Protocol):
    """Where figures and acts are read from, as of a date: a store, or a snapshot of what was read from one."""

    @property
    def data_version(self) -> str:
        """Differs whenever the figures may differ."""

    def observations(
        self, indicators: Sequence[str], areas: Sequence[str] | None = None, as_of: dt.date | None = None
    ) -> pd.DataFrame:
        """Observations of these indicators whose areas are among those given, as `Store.observations` gives them."""

    def events(
        self, kinds: Sequence[str], areas: Sequence[str] | None = None, as_of: dt.date | None = None
    ) -> pd.DataFrame:
        """Events of these kinds whose areas are among those given, as `Store.events` gives them."""


@dataclass(frozen=True)
class Headline:
    """The latest month that is fresh enough to stand for the present.

    `latest` is the latest month with an index at all; where it is later than `month`, too much of it was carried.
    `change` is against twelve months before, `coverage_effect` the part of it that is not news.
    """

    month: pd.Period
    value: float
    axes: dict[str, float]
    coverage: float
    freshness: float
    latest: pd.Period
    before: pd.Period | None
    change: float | None
    coverage_effect: float | None


@dataclass(frozen=True)
class Index:
    """The index of a pair under a definition, as it could have been known on a date (`as_of`, or all there is)."""

    definition: Definition
    pair: Pair
    as_of: dt.date | None
    panel: Panel
    scores: Scores
    data_version: str

    @property
    def index(self) -> pd.Series:
        """The index by month; NaN where it is not given."""
        return self.scores.scores[self.definition.index]

    @property
    def axes(self) -> tuple[str, ...]:
        """Ids of the groups that stand beside the index."""
        return self.definition.axes

    @property
    def groups(self) -> tuple[str, ...]:
        """Ids of the groups that hold components and belong to the index."""
        inside = set(self.definition.leaves(self.definition.index))
        return tuple(
            name
            for name in self.definition.groups
            if any(child in inside for child in self.definition.children(name) if child in self.definition.components)
        )

    def frame(self) -> pd.DataFrame:
        """One row a month: `month` (YYYY-MM), `index`, `coverage`, `freshness` and one column per further group."""
        scores = self.scores
        columns = {
            "month": self.index.index.astype(str),
            "index": self.index.to_numpy(),
            "coverage": scores.coverage.to_numpy(),
            "freshness": scores.freshness.to_numpy(),
        }
        others = (name for name in self.definition.groups if name != self.definition.index)
        return pd.DataFrame(columns | {name: scores.scores[name].to_numpy() for name in others})

    def contributions_frame(self) -> pd.DataFrame:
        """Long: `month`, `component`, `contribution`; the contributions of a month sum to its index."""
        wide = self.scores.contributions[self.index.notna()]
        months, components = wide.shape
        table = pd.DataFrame(
            {
                "month": np.repeat(wide.index.astype(str).to_numpy(), components),
                "component": np.tile(np.asarray(wide.columns, dtype=object), months),
                "contribution": wide.to_numpy().ravel(),
            }
        )
        return table.dropna(subset=["contribution"]).reset_index(drop=True)

    def month_table(self, month: pd.Period) -> pd.DataFrame:
        """One row per component of the index in a month: figure, score, effective weight, points, effect in 12 months.

        The points (`contribution`) sum to the index; `effect` is NaN where there was no index twelve months before.
        """
        definition, scores = self.definition, self.scores
        before = month - 12
        change = self.change(before, month) if before in self.index.index and pd.notna(self.index[before]) else None
        rows = [
            {
                "group": definition.label(group),
                "component": definition.label(name),
                "id": name,
                "value": self.panel.matrix.at[month, name],
                "unit": definition.components[name].unit,
                "carried": bool(self.panel.carried.at[month, name]),
                "score": scores.components.at[month, name],
                "weight": scores.effective_weights.at[month, name],
                "contribution": scores.contributions.at[month, name],
                "effect": np.nan if change is None else change.values.get(name, np.nan),
            }
            for group in self.groups
            for name in definition.children(group)
            if name in definition.components
        ]
        return pd.DataFrame(rows)

    @cached_property
    def headline(self) -> Headline | None:
        """The headline month and its figures, or None where no month is fresh enough."""
        given = self.index.dropna()
        fresh = self.scores.freshness[given.index] >= self.definition.headline_freshness - 1e-9
        if not fresh.any():
            return None
        month = given.index[fresh.to_numpy()][-1]
        before = month - 12 if (month - 12) in given.index else None
        change = self.change(before, month) if before is not None else None
        return Headline(
            month=month,
            value=float(given[month]),
            axes={name: float(self.scores.scores.at[month, name]) for name in self.axes},
            coverage=float(self.scores.coverage[month]),
            freshness=float(self.scores.freshness[month]),
            latest=given.index[-1],
            before=before,
            change=None if change is None else float(change.total),
            coverage_effect=None if change is None else float(change.coverage),
        )

    def change(self, start: pd.Period | str, end: pd.Period | str, node: str | None = None) -> Attribution:
        """What moved the index (or a group) between two months; the parts sum to the change."""
        return attribute_change(self.scores, pd.Period(start, "M"), pd.Period(end, "M"), node=node)

    def why_missing(self, month: pd.Period) -> str:
        """Why the index is not given in a month, or an empty text."""
        return str(self.scores.reasons[month])


def needed(definition: Definition, only: str | None = None) -> tuple[list[str], list[str]]:
    """Ids of the indicators and kinds of the events that a definition and its variants read, each sorted.

    `only` asks for those of one component.
    """
    indicators: set[str] = set()
    kinds: set[str] = set()
    for component in definition.components.values() if only is None else [definition.components[only]]:
        ways: list[Component | Variant] = [component, *component.variants]
        for counted in ways:
            match counted.source:
                case IndicatorSource(indicator=name):
                    indicators.add(name)
                case EventsSource(events=weights):
                    kinds.update(weights)
            for step in counted.steps:
                match step:
                    case Deflate(by=name) | ShareOf(indicator=name) | Per(indicator=name):
                        indicators.add(name)
    return sorted(indicators), sorted(kinds)


def areas_of(definition: Definition, pair: Pair) -> list[str]:
    """The areas whose figures a pair's index reads: the two, the world, and areas that a share is taken of."""
    areas = {pair.a, pair.b, WORLD}
    for component in definition.components.values():
        areas.update(step.counterpart for step in component.steps if isinstance(step, ShareOf) and step.counterpart)
    return sorted(areas)


def read_panel(
    store: Figures,
    catalog: Catalog,
    definition: Definition,
    pair: Pair,
    *,
    as_of: dt.date | None = None,
    also: pd.DataFrame | None = None,
) -> Panel:
    """Read what a definition needs for a pair, as of a date, and build its panel."""
    names, kinds = needed(definition)
    areas = areas_of(definition, pair)
    observations = store.observations(names, areas, as_of)
    if also is not None:
        wanted = also[also["indicator"].isin(names) & also["ref_area"].isin(areas)]
        observations = pd.concat([observations, wanted]).drop_duplicates(list(OBSERVATION_KEY), keep="last")
    return build_panel(
        definition,
        pair,
        observations,
        store.events(kinds, areas, as_of),
        indicators=catalog.indicators,
        event_sources=catalog.event_sources,
        as_of=as_of,
    )


def relations_index(
    store: Figures,
    catalog: Catalog,
    definition: Definition | str,
    pair: Pair | str,
    *,
    as_of: dt.date | None = None,
    also: pd.DataFrame | None = None,
) -> Index:
    """Build the index of a pair.

    `definition` and `pair` may be ids (`strategic-mechanism`, `USA-TUR`). `also` are observations that count as if
    they were stored, for the effect of a file before it is. Raises UnknownDefinitionError, PairError,
    PanelError or ScoringError with a sentence.
    """
    if isinstance(definition, str):
        definition = catalog.definition(definition)
    if isinstance(pair, str):
        pair = Pair.parse(pair, reference=definition.reference or pair[:3].upper())
    data_version = store.data_version
    panel = read_panel(store, catalog, definition, pair, as_of=as_of, also=also)
    scores = score(panel.matrix, definition, carried=panel.carried)
    return Index(definition, pair, as_of, panel, scores, data_version)
