"""One index of one pair: store → panel → scores, and what can be read off them.

The dashboard, the command line, the exports and the notebooks all start here, so that the same number stands in each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from indicators.errors import SensitivityError
from indicators.index.origin import Origin
from indicators.index.upper_floors import upper
from indicators.model import WORLD, Pair
from indicators.model.definition import Component, Definition, Variant
from indicators.model.methods import DRAWS as DRAWS
from indicators.model.methods import SEED as SEED
from indicators.model.methods import Holds
from indicators.model.steps import Deflate, EventsSource, IndicatorSource, Per, ShareOf
from indicators.panel import Panel, Trace, build_panel
from indicators.scoring.attribute import Attribution, attribute_change
from indicators.scoring.bands import banded
from indicators.scoring.score import Scores, score

if TYPE_CHECKING:
    from indicators.index.check import Check
    from indicators.index.comparison import Comparison
    from indicators.index.scenario import Scenario
    from indicators.index.vintages import Progress, Vintages
    from indicators.scoring.coherence import Coherence
    from indicators.scoring.uncertainty import Uncertainty
    from indicators.scoring.uncertainty.sensitivity import Sensitivity


@dataclass(frozen=True)
class Headline:
    """The latest month that is fresh enough to stand for the present.

    `latest` is the latest month with an index at all; where it is later than `month`, too much of it was carried.
    `change` is against twelve months before, `coverage_effect` the part of it that is not news. `bands` has the word
    for each group that the definition has words for.
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
    bands: dict[str, str]


@dataclass(frozen=True, eq=False, repr=False)
class Index:
    """The index of a pair under a definition, as it could have been known on a date (`as_of`, or all there is).

    It carries what it was made from (`origin`), so that whatever is asked of it needs nothing else. `panel` has the
    figures by month in natural units, `scores` the scores, weights and contributions.

    Examples
    --------
    >>> index = indicators.open().index("USA-TUR", as_of="2022-04-04")
    >>> index
    Index of USA-TUR under strategic-mechanism 1, as of 2022-04-04
    months      1985-12 to 2022-03, 436
    2022-01     45.5
    economic    66.4
    political   38.6
    >>> change = index.change("2016-12", "2018-12")
    >>> bool(abs(change.values.sum() + change.coverage - change.total) < 1e-9)
    True
    >>> len(index.figures("trade_volume", "2021-12").observations)
    36
    """

    origin: Origin
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

    def contributions(self) -> pd.DataFrame:
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
    def bands(self) -> dict[str, pd.Series]:
        """The band by month (a name, or None where there is no score) of each group that has bands."""
        return {name: banded(self.scores.scores[name], bands) for name, bands in self.definition.bands.items()}

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
            bands={name: str(band[month]) for name, band in self.bands.items() if band[month] is not None},
        )

    def change(self, start: pd.Period | str, end: pd.Period | str, node: str | None = None) -> Attribution:
        """What moved the index (or a group) between two months; the parts sum to the change."""
        return attribute_change(self.scores, pd.Period(start, "M"), pd.Period(end, "M"), node=node)

    def why_missing(self, month: pd.Period) -> str:
        """Why the index is not given in a month, or an empty text."""
        return str(self.scores.reasons[month])

    def figures(self, component: str, month: pd.Period | str) -> Trace:
        """Down to the figures: the rows behind a cell and its value after every step. PanelError for no such cell."""
        return self.panel.trace(component, month)

    # --- how sure it is ----------------------------------------------------------------------------

    def uncertainty(
        self, node: str | None = None, *, holds: Holds = "choices", draws: int = DRAWS, seed: int = SEED
    ) -> Uncertainty:
        """The index, or a group, under joint draws of the choices that made it, or (`choices and data`) also of what
        its figures and acts may have wrong; UncertaintyError where they cannot be drawn."""
        from indicators.index.robustness import index_uncertainty

        return index_uncertainty(self, node, holds=holds, draws=draws, seed=seed)

    def sensitivity(
        self, of: str | tuple[str, str] | None = None, *, draws: int = 512, seed: int = SEED
    ) -> Sensitivity:
        """Which choice moves a month (`2025-12`, the headline month unless given) or a change between two months."""
        from indicators.index.robustness import index_sensitivity

        if of is None:
            if self.headline is None:
                raise SensitivityError("There is no headline month of {pair}; name a month.", pair=self.pair)
            of = str(self.headline.month)
        return index_sensitivity(self, of=of, draws=draws, seed=seed)

    def coherence(self, window: tuple[str, str] | None = None) -> Coherence:
        """How the parts of the index hang together over its months, or those of a window."""
        from indicators.scoring.coherence import coherence

        return coherence(self.scores, window=window)

    def check(self, horizon: int = 3) -> Check:
        """Until when the index can be given if nothing new comes, and which component ends it; `holds` says whether
        that is more than `horizon` months after the latest figures. ScoringError where no month has an index."""
        from indicators.index.check import check

        return check(self, horizon)

    # --- over time, and beside others --------------------------------------------------------------

    def trend(
        self, question: str, node: str | None = None, window: tuple[str, str] | None = None, **options: Any
    ) -> Any:
        """One question about the index, a group or a component over time, answered; TrendError where it cannot be.

        The questions and their options are those of `indicators.index.trend.ask`.
        """
        from indicators.index.trend import ask

        return ask(question, self, node or self.definition.index, window, **options)

    def vintages(self, dates: Iterable[dt.date], *, progress: Progress | None = None) -> Vintages:
        """The index as known on each of some dates."""
        from indicators.index.vintages import vintages

        return vintages(self.origin, self.definition, self.pair, dates, progress=progress)

    def compare(self, pairs: Iterable[str] | None = None) -> Comparison:
        """The indices of other pairs under the same definition: all of its pairs, or those named besides this one."""
        from indicators.index.comparison import compare

        return compare(
            self.origin, self.definition, as_of=self.as_of, pairs=None if pairs is None else [str(self.pair), *pairs]
        )

    def what_if(self, scenario: Scenario | str | None = None, **changes: Any) -> Index:
        """The index as it would be made otherwise or from other figures: arithmetic, not evidence.

        `scenario` is a Scenario or its text; or `changes` are its fields: `weights={"trade": 30}`, `without=["lng"]`,
        `half_lives`, `normalisation`, `aggregation`, `never`, `events`, `figures`, `values`. ScenarioError says what
        does not fit.
        """
        from indicators.index.scenario import Scenario, applied, decode

        if isinstance(scenario, str):
            scenario = decode(scenario)
        return applied(scenario or Scenario.of(**changes), self)

    # --- handing it on -----------------------------------------------------------------------------

    def plot(self, node: str | None = None) -> Any:
        """A Plotly figure of the index with its axes and events, or of a group or component."""
        return upper("charts", "plot")(self, node)

    def export(self, path: Path | str, *, table: str = "scores", window: tuple[str, str] | None = None) -> Path:
        """Write the index to a new file; its ending chooses the form (csv, xlsx, json, parquet, html, zip, bib, cff).

        In a folder the file gets the name of the snapshot (then a CSV). Nothing is overwritten: ExportError.
        """
        written: Path = upper("exporting.forms.formats", "export")(self, Path(path), table=table, window=window)
        return written

    def snapshot(self, path: Path | str, *, draws: int = DRAWS, seed: int = SEED) -> Path:
        """Write the index with everything needed to recompute and check it as one zip, a new file; ExportError."""
        written: Path = upper("exporting.snapshot.snapshot", "write_snapshot")(self, Path(path), draws=draws, seed=seed)
        return written

    def cite(self, form: str = "text") -> str:
        """How to cite it, with its hash and the licences of its sources: `text`, `bib` (BibTeX) or `cff`."""
        cited: str = upper("exporting.forms.formats", "cite")(self, form)
        return cited

    # --- at a prompt -------------------------------------------------------------------------------

    def __repr__(self) -> str:
        given = self.index.dropna()
        lines = [
            f"Index of {self.pair} under {self.definition.id} {self.definition.version}, as of {self.as_of or 'today'}",
            f"months      {given.index[0]} to {given.index[-1]}, {len(given)}" if len(given) else "no month",
        ]
        if (headline := self.headline) is not None:
            lines.append(f"{headline.month}     {headline.value:.1f}")
            lines += [
                f"{name:11} {value:.1f}" + (f"  {headline.bands[name]}" if name in headline.bands else "")
                for name, value in headline.axes.items()
            ]
        return "\n".join(lines[:10])

    def _repr_html_(self) -> str:
        table: str = self.frame().tail(12).to_html(index=False, float_format="{:.1f}".format, border=0)
        return f"<p>{escape(repr(self).splitlines()[0])}</p>{table}"


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
                case EventsSource(events=weights, strained=strained):
                    kinds.update(weights, strained.events if strained else ())
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


def read_panel(origin: Origin, definition: Definition, pair: Pair, *, as_of: dt.date | None = None) -> Panel:
    """Read what a definition needs for a pair, as of a date, and build its panel."""
    names, kinds = needed(definition)
    areas = areas_of(definition, pair)
    return build_panel(
        definition,
        pair,
        origin.figures.observations(names, areas, as_of),
        origin.figures.events(kinds, areas, as_of),
        indicators=origin.catalog.indicators,
        event_sources=origin.catalog.event_sources,
        as_of=as_of,
    )


def index_of(origin: Origin, definition: Definition | str, pair: Pair | str, *, as_of: dt.date | None = None) -> Index:
    """Build the index of a pair.

    `definition` and `pair` may be ids (`strategic-mechanism`, `USA-TUR`). Raises UnknownDefinitionError, PairError,
    UnknownAreaError, PanelError or ScoringError with a sentence.
    """
    if isinstance(definition, str):
        definition = origin.catalog.definition(definition)
    if isinstance(pair, str):
        pair = Pair.parse(pair, reference=definition.reference or pair[:3].upper())
        for code in (pair.a, pair.b):
            origin.catalog.area(code)
    data_version = origin.figures.data_version
    panel = read_panel(origin, definition, pair, as_of=as_of)
    scores = score(panel.matrix, definition, carried=panel.carried)
    return Index(origin, definition, pair, as_of, panel, scores, data_version)
