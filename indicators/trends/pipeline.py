"""How many shifts does chance alone show? The index where nothing happens, through the same steps.

Sums, decays and held annual figures turn noise into slow waves, and tests made for plain series take those for
change. So the inputs are simulated instead: acts at their historical rate, figures as stationary autoregressions, on
the dates on which they were really collected. The same panel and the same scoring then make an index of them, and what
a test says of the real index is ranked among what it says of these.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from indicators.errors import Message, TrendError
from indicators.model import MONTHS_PER_PERIOD, Indicator
from indicators.model.arrays import Days, Floats, Ints
from indicators.model.definition import Component, Definition
from indicators.model.steps import Deflate, IndicatorSource, Per, ShareOf
from indicators.panel import Panel, build_panel
from indicators.panel.figures import Figures
from indicators.scoring.score import score
from indicators.text import listing
from indicators.trends.question import REPLICATES
from indicators.trends.results import TrendResult
from indicators.trends.simulate import ConstantRateEvents, StationaryFigures


@dataclass(frozen=True, eq=False, kw_only=True)
class PipelineNull(TrendResult):
    """Simulated scores of every group and component: `values` has the shape (nodes, months, draws).

    NaN where a node has no score in a month. `series(node)` is what `level_shifts` and `sen_slope` take as `null`.
    """

    title: str
    nodes: tuple[str, ...]
    months: pd.PeriodIndex
    values: Floats
    seed: int

    formula: ClassVar[str] = (
        "acts: N ~ Poisson(number collected), days uniform; figures: z_t = mean + season + e_t, e_t = φ e_{t−1} + u_t, "
        "annual ones held over their months; p = (1 + #{simulated ≥ observed}) / (1 + draws)"
    )
    reference: ClassVar[str] = (
        "Davison & Hinkley (1997) Bootstrap Methods and their Application, chapter 4; "
        "Phipson & Smyth (2010) Statistical Applications in Genetics and Molecular Biology 9"
    )

    def series(self, node: str) -> pd.DataFrame:
        """Months × draws of one group or component."""
        if node not in self.nodes:
            raise TrendError(
                "'{node}' was not simulated; there are {nodes}.", node=node, nodes=listing(list(self.nodes))
            )
        return pd.DataFrame(self.values[self.nodes.index(node)], index=self.months)

    def to_frame(self) -> pd.DataFrame:
        """By node, how far scores wander with nothing happening: mean, and quantiles of (highest − lowest month)."""
        ranges = np.fmax.reduce(self.values, axis=1) - np.fmin.reduce(self.values, axis=1)
        table = pd.DataFrame(np.quantile(ranges, [0.05, 0.5, 0.95], axis=1).T, columns=["low", "median", "high"])
        mean = pd.DataFrame(self.values.reshape(len(self.nodes), -1)).mean(axis=1)
        return table.assign(mean=mean).set_index(pd.Index(self.nodes, name="node"))


def pipeline_null(
    definition: Definition,
    panel: Panel,
    *,
    draws: int = REPLICATES,
    seed: int = 1,
    progress: Callable[[float], None] | None = None,
) -> PipelineNull:
    """Simulate the inputs of `panel` without any change and take them through the steps and scoring of `definition`.

    The months, gaps, carrying and coverage are those of the panel. Deflators and denominators stay as they are. A
    component with a written score before its start gets its own mean score there, so that its entry is not a shift.
    `progress` is called with the share done. The same seed gives the same design. Raises TrendError for fewer than
    one draw and PanelError where the definition cannot be built from the panel's sources.
    """
    if draws < 1:
        raise TrendError("{draws} draws are none; ask for at least one, and for 200 to rank anything.", draws=draws)
    design = _Design.of(definition, panel)
    first, last = str(panel.matrix.index[0]), str(panel.matrix.index[-1])
    nodes = (*definition.groups, *definition.components)
    values = np.empty((len(nodes), len(panel.matrix), draws))
    for draw in range(draws):
        observations, events = design.sample(seed, draw)
        simulated = build_panel(
            design.definition,
            panel.pair,
            observations,
            events,
            indicators=design.indicators,
            event_sources=panel.sources.event_sources,
            as_of=panel.as_of,
            start=first,
            end=last,
        )
        scores = score(simulated.matrix, design.definition, carried=simulated.carried)
        both = pd.concat([scores.scores, scores.components], axis=1)[list(nodes)]
        values[:, :, draw] = both.reindex(panel.matrix.index).to_numpy().T
        if progress is not None:
            progress((draw + 1) / draws)
    return PipelineNull(
        title=definition.label(nodes[0]),
        nodes=nodes,
        months=panel.matrix.index,
        values=values,
        seed=seed,
        caveats=_caveats(design, definition),
    )


@dataclass(frozen=True, eq=False)
class _Figures:
    """One series of a component, ready to be simulated: its rows, and the name of its random stream."""

    rows: pd.DataFrame
    model: StationaryFigures
    stream: str


@dataclass(frozen=True, eq=False)
class _Design:
    """What all null replicates share: the definition on simulated indicators, and the models of the inputs.

    `observations` begin with the real rows, which the deflators and denominators stay in, followed by the rows of each
    of `figures`, whose values every replicate draws anew.
    """

    definition: Definition
    indicators: Mapping[str, Indicator]
    observations: pd.DataFrame
    figures: tuple[_Figures, ...]
    events: ConstantRateEvents

    @classmethod
    def of(cls, definition: Definition, panel: Panel) -> _Design:
        components, indicators = {}, dict(panel.sources.indicators)
        figures: list[_Figures] = []
        scores = score(panel.matrix, definition, carried=panel.carried).components
        for number, (name, component) in enumerate(definition.components.items()):
            changed = _entered_at_its_mean(component, scores[name])
            if isinstance(component.source, IndicatorSource):
                own = f"simulated_{number}"
                described = panel.sources.indicators.get(component.source.indicator)
                if described is not None:
                    indicators[own] = described.model_copy(update={"id": own})
                figures += list(_figures_of(name, component, own, panel))
                changed = changed.model_copy(update={"source": IndicatorSource(indicator=own)})
            components[name] = changed
        return cls(
            definition=definition.model_copy(update={"components": components}),
            indicators=indicators,
            observations=pd.concat([panel.observations, *(one.rows for one in figures)], ignore_index=True),
            figures=tuple(figures),
            events=ConstantRateEvents.of(panel.events, _collected_days(panel)),
        )

    def sample(self, seed: int, draw: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Observations and events of one null replicate. Components that read the same series get the same shocks."""
        values = self.observations["obs_value"].to_numpy(copy=True)
        at = len(values) - sum(len(one.rows) for one in self.figures)
        for one in self.figures:
            random = np.random.default_rng([seed, draw, zlib.crc32(one.stream.encode())])
            values[at : at + len(one.rows)] = one.model.sample(random)
            at += len(one.rows)
        events = self.events.sample(np.random.default_rng([seed, draw]))
        return self.observations.assign(obs_value=values), events


def _entered_at_its_mean(component: Component, scores: pd.Series) -> Component:
    """A written score before the start becomes the mean score from then on."""
    if component.before is None:
        return component
    own = scores[scores.index > pd.Period(component.before.until, "M")].mean()
    if not np.isfinite(own):
        return component
    return component.model_copy(update={"before": component.before.model_copy(update={"score": float(own)})})


def _figures_of(name: str, component: Component, own: str, panel: Panel) -> Iterator[_Figures]:
    """The series that a component reads, each with its model."""
    assert isinstance(component.source, IndicatorSource)
    assert component.role is not None
    sources, indicator = panel.sources, component.source.indicator
    found, _ = sources.figures(name, indicator, component.role)
    for series in found:
        order = np.argsort(series.months)
        months = series.months[order]
        length = MONTHS_PER_PERIOD[series.freq]
        base = _base(name, component, panel)[np.clip(_standing(series, indicator, panel)[order], 0, None)]
        rows = sources.table.frame.iloc[series.rows[order]].assign(indicator=own)
        model = StationaryFigures.of(months // length, series.values[order], base, 12 // length)
        yield _Figures(rows, model, series.label)


def _standing(series: Figures, indicator: str, panel: Panel) -> Ints:
    """Where each figure first stands on the panel's grid."""
    at = series.months + panel.sources.valid_from(indicator) - panel.sources.grid.first
    return np.minimum(at, panel.sources.grid.size - 1)


def _base(name: str, component: Component, panel: Panel) -> Floats:
    """The product of the component's deflators and denominators by month, gaps bridged; ones without any."""
    sources = panel.sources
    product = np.ones(sources.grid.size)
    for step in component.steps:
        match step:
            case Deflate(by=by, role=role):
                other = sources.monthly(name, by, role)
            case ShareOf(indicator=by, role=role, counterpart=counterpart):
                other = sources.monthly(name, by, role, counterpart)
            case Per(indicator=by, role=role):
                other = sources.monthly(name, by, role)
            case _:
                continue
        there = np.flatnonzero(np.isfinite(other.values) & (other.values != 0))
        if len(there):
            product *= np.interp(np.arange(sources.grid.size), there, other.values[there])
    return product


def _collected_days(panel: Panel) -> dict[tuple[str, str], Days]:
    """By kind and sender of the events that the components read, the days on which somebody searched for them."""
    sources, edges = panel.sources, panel.sources.grid.edges
    days = np.arange(edges[0], edges[-1]).astype("datetime64[D]")
    collected = {}
    for kind, sender in set(panel.events[["kind", "ref_area"]].itertuples(index=False, name=None)):
        described = next((one for one in sources.event_sources.values() if kind in one.kinds), None)
        inside = np.zeros(len(days), dtype=bool)
        for first, last in sources.collected(described, kind, sender, searched=True).periods:
            inside |= (days >= np.datetime64(first)) & (days <= np.datetime64(last))
        collected[kind, sender] = days[inside]
    return collected


def _caveats(design: _Design, definition: Definition) -> tuple[Message, ...]:
    caveats: list[Message] = []
    entered = [definition.label(name) for name, node in definition.components.items() if node.before is not None]
    if entered:
        caveats.append(
            Message(
                "{names}: the written score before the start is replaced by the mean score after it.",
                names=listing(entered),
            )
        )
    if 0 < (acts := len(design.events.rows)) < 30:
        caveats.append(
            Message("The rate of acts rests on {n} act only.", "The rate of acts rests on {n} acts only.", n=acts)
        )
    return tuple(caveats)
