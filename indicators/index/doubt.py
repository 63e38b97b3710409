"""What an index rests on beside choices: figures with an interval, figures carried or revised later, acts coded by
people who may have missed some.

Each is drawn as the record shows it: the interval that a source publishes; how far a figure moved while its
predecessor was carried; how far later editions moved it; the share of scopes that two coders graded differently; dates
known to the month only; the share of acts that a second search of the same years added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd
from scipy.special import ndtri

from indicators.catalog import Catalog
from indicators.index.index import Index, areas_of, needed, read_panel
from indicators.model import EventSource, Indicator, Pair
from indicators.model.arrays import Bools, Days, Floats
from indicators.model.definition import Component, Definition
from indicators.model.steps import Decayed, EventsSource, IndicatorSource, InForce, Role
from indicators.panel.calendar import month_number
from indicators.panel.events import EventTable, Interval, collected
from indicators.panel.result import Column
from indicators.panel.sources import Sources
from indicators.panel.steps import through_steps
from indicators.scoring.uncertainty.choices import AS_DEFINED, Alternatives, Bounds
from indicators.scoring.uncertainty.sample import stream

RECORDS = 12
"""Records of acts as they may have been, beside the one there is: each equally likely."""

ONE_SD = 0.68
FADING, IN_FORCE = "record of acts", "record of measures"
APPROXIMATE_DAYS = 15
"""How many days either way a date marked approximate may lie."""


def with_bounds(catalog: Catalog, component: Component) -> Indicator | None:
    """The indicator of a component if it publishes an interval, else None."""
    if not isinstance(component.source, IndicatorSource):
        return None
    indicator = catalog.indicators.get(component.source.indicator)
    return indicator if indicator is not None and indicator.low and indicator.high else None


def labels_of(definition: Definition, choice: str) -> list[str]:
    """What a choice can be: as defined, or one of its variants."""
    ids = [
        variant.id
        for component in definition.components.values()
        for variant in component.variants
        if variant.choice == choice
    ]
    return [AS_DEFINED, *dict.fromkeys(ids)]


# --- figures -----------------------------------------------------------------------------------------


def figure_bounds(index: Index) -> Bounds | None:
    """One standard deviation about the figures of indicators: interval, later revision and carrying, in quadrature.

    A component's error is one draw over all its months; carrying widens it in carried months only.
    """
    middle = index.panel.matrix
    below, above = {}, {}
    for name, component in index.definition.components.items():
        if isinstance(component.source, EventsSource):
            continue
        low, high = _interval(index, name)
        shared = _revision(index, component, middle[name]) ** 2 + _carrying(index, name) ** 2
        low, high = (np.nan_to_num(np.sqrt(side**2 + shared)) for side in (low, high))
        if (low > 0).any() or (high > 0).any():
            below[name], above[name] = middle[name] - low, middle[name] + high
    if not below:
        return None
    unit = float(ndtri((1 + ONE_SD) / 2))
    widened = [
        middle[[*below]] + (pd.DataFrame(side, index=middle.index) - middle[[*below]]) * unit for side in (below, above)
    ]
    return Bounds(widened[0], widened[1], ONE_SD, middle[[*below]])


def _interval(index: Index, name: str) -> tuple[Floats, Floats]:
    """The published interval of a component as standard deviations below and above; zero where there is none.

    That of a distance comes from both countries' intervals, taken as independent.
    """
    component = index.definition.components[name]
    indicator = with_bounds(index.origin.catalog, component)
    if indicator is None:
        return (nothing := np.zeros(len(index.panel.matrix))), nothing
    spread = float(ndtri((1 + indicator.level) / 2))

    def read(what: object, role: Role | None) -> Floats:
        source = IndicatorSource(indicator=str(what))
        return _column(index, name, component.model_copy(update={"source": source, "variants": (), "role": role}))

    if component.role != "gap":
        middle = index.panel.matrix[name].to_numpy()
        below, above = (
            np.abs(read(side, component.role) - middle) / spread for side in (indicator.low, indicator.high)
        )
        return below, above
    sides: tuple[Role, Role] = ("a", "b")
    halves = [(read(indicator.high, side) - read(indicator.low, side)) / 2 / spread for side in sides]
    both = np.hypot(*halves)
    return both, both


def _column(index: Index, name: str, component: Component) -> Floats:
    """The figures of a component counted otherwise, on the months of the index."""
    definition = index.definition.model_copy(update={"components": {name: component}})
    found = read_panel(index.origin, definition, index.pair, as_of=index.as_of).matrix[name]
    return np.asarray(found.reindex(index.panel.matrix.index), dtype=float)


def _revision(index: Index, component: Component, middle: pd.Series) -> Floats:
    """How far later editions move a figure, one standard deviation."""
    described = None
    if isinstance(component.source, IndicatorSource):
        described = index.origin.catalog.indicators.get(component.source.indicator)
    if described is None or described.revised is None:
        return np.zeros(len(middle))
    return np.asarray(np.hypot(described.revised.sd, described.revised.share * middle.abs().to_numpy(dtype=float)))


def _carrying(index: Index, name: str) -> Floats:
    """The spread of how far a figure had moved after as many periods as a month has been carried.

    Read off the component's own figures, one a period; where fewer than eight pairs so far apart exist, the spread
    of one period times the root of their number, as in a random walk.
    """
    carried = index.panel.carried[name].to_numpy()
    spread = np.zeros(len(carried))
    if not carried.any():
        return spread
    period = index.panel.columns[name].series.period
    values = index.panel.matrix[name].mask(index.panel.carried[name]).to_numpy(dtype=float)
    last = np.flatnonzero(~np.isnan(values))[-1]
    own = values[last % period : last + 1 : period]
    since = 0
    for month, held in enumerate(carried):
        since = since + 1 if held else 0
        if since:
            spread[month] = _moved(own, -(-since // period))
    return spread


def _moved(own: Floats, periods: int) -> float:
    """Root mean square of the change over so many periods."""
    change = own[periods:] - own[:-periods]
    change = change[~np.isnan(change)]
    if len(change) >= 8:
        return float(np.sqrt(np.mean(change**2)))
    return 0.0 if periods == 1 else _moved(own, 1) * float(np.sqrt(periods))


# --- acts --------------------------------------------------------------------------------------------


def records(index: Index, choices: Alternatives, seed: int) -> Alternatives:
    """The matrices that other records of acts give, under each choice that changes the same components.

    `choices` are the alternatives of the definition; what they hold of other components stays. Acts that fade and
    measures in force have records of their own.
    """
    origin, definition = index.origin, index.definition
    acts = {name: one for name, one in definition.components.items() if isinstance(one.source, EventsSource)}
    if not acts:
        return choices
    kinds = needed(definition.model_copy(update={"components": acts}))[1]
    rows = origin.figures.events(kinds, areas_of(definition, index.pair), index.as_of)
    between = {index.pair.a, index.pair.b}
    rows = rows[rows["ref_area"].isin(between) & rows["counterpart_area"].isin(between)]
    rows = rows.sort_values("event_id", ignore_index=True)
    acts_between = _Acts.of(rows, index)
    found: dict[str | tuple[str, ...], Mapping[str | tuple[str, ...], pd.DataFrame]] = dict(choices)
    for choice, step in ((FADING, Decayed), (IN_FORCE, InForce)):
        counted = {name: one for name, one in acts.items() if isinstance(one.steps[0], step)}
        if not counted:
            continue
        variants = {variant.choice for one in counted.values() for variant in one.variants}
        keys = [key for key in found if variants & {*key}]
        names = tuple(sorted(variants.union(*keys)))
        streams = [stream(seed, f"{choice} {n}") for n in range(RECORDS)]
        tables = [rows, *(acts_between.otherwise(random) for random in streams)]
        sources = [replace(index.panel.sources, events=EventTable(table, index.pair)) for table in tables]
        moved = pd.DataFrame({name: _carrying(index, name) for name in counted}, index.panel.matrix.index)
        moves = [0.0 * moved, *(moved * random.standard_normal(len(counted)) for random in streams)]
        nominal = index.panel.matrix[list(counted)]
        frames: dict[str | tuple[str, ...], pd.DataFrame] = {}
        for labels in product(*(labels_of(definition, name) for name in names)):
            changed = {name: one.as_variant(*labels) for name, one in counted.items()}
            taken = dict(zip(names, labels, strict=True))
            others = [found[key].get(tuple(taken[name] for name in key)) for key in keys]
            kept = [frame.drop(columns=list(counted), errors="ignore") for frame in others if frame is not None]
            for number, (read, move) in enumerate(zip(sources, moves, strict=True)):
                columns = {name: _by_month(name, one, read, nominal.index) for name, one in changed.items()}
                label = AS_DEFINED if number == 0 else str(number)
                drawn = pd.DataFrame(columns, nominal.index).fillna(nominal) + move
                frames[(*labels, label)] = pd.concat([drawn, *kept], axis=1)
        found = {key: value for key, value in found.items() if key not in keys}
        found[(*names, choice)] = frames
    return found


def _by_month(name: str, component: Component, sources: Sources, months: pd.PeriodIndex) -> Floats:
    """The figures of one component, carried, on some months."""
    values = Column.of(through_steps(name, component, sources)[-1], component.max_age_months).values
    first = month_number(str(months[0])) - sources.grid.first
    return values[first : first + len(months)]


@dataclass(frozen=True, eq=False)
class _Class:
    """The acts of one kind and sender that were found, the days searched and those that nobody searched, and the share
    that is missed."""

    name: str
    found: pd.DataFrame
    searched: Days
    silent: Days
    missed: float

    @classmethod
    def of(cls, acts: pd.DataFrame, source: EventSource, pair: Pair) -> _Class:
        kind, sender = (str(acts[column].iloc[0]) for column in ("kind", "ref_area"))
        side = sender if source.kinds[kind].directed else None
        searched, covered = (
            _days(collected(source, kind, pair, side, searched=only).periods) for only in (True, False)
        )
        begun = acts["date_start"].to_numpy().astype("datetime64[D]")
        share = source.doubt.missed.get(kind, 0.0) if source.doubt else 0.0
        found = acts[np.isin(begun, searched)]
        return cls(f"missed-{kind}-{sender}", found, searched, np.setdiff1d(covered, searched), share)

    def missing(self, random: np.random.Generator) -> pd.DataFrame:
        """Acts that the file lacks, each like one that it has.

        On searched days as many as the share says; on collected days that nobody searched, as many as searched days
        hold. One like an act still open lasts as long as that one has so far.
        """
        found = len(self.found)
        on_searched = random.poisson(found * self.missed / (1 - self.missed))
        on_silent = random.poisson(found * len(self.silent) / len(self.searched))
        like = self.found.iloc[random.integers(0, found, on_searched + on_silent)]
        days = [random.choice(part, n) for part, n in ((self.searched, on_searched), (self.silent, on_silent)) if n]
        start = np.concatenate([np.empty(0, "datetime64[D]"), *days]).astype("datetime64[us]")
        still_open = (like["end_status"] == "open") & like["date_end"].isna()
        ends = like["date_end"].mask(still_open, pd.Timestamp(self.searched[-1]))
        return like.assign(
            event_id=[f"{self.name}-{n}" for n in range(len(like))],
            date_start=start,
            date_end=start + (ends - like["date_start"]).to_numpy(),
            end_status=like["end_status"].mask(still_open, "ended"),
        )


@dataclass(frozen=True, eq=False)
class _Acts:
    """The acts between the two, with how far each may be wrong."""

    rows: pd.DataFrame
    graded: Floats
    approximate: Bools
    of_month: Bools
    classes: tuple[_Class, ...]

    @classmethod
    def of(cls, rows: pd.DataFrame, index: Index) -> _Acts:
        sources = {kind: source for source in index.origin.catalog.event_sources.values() for kind in source.kinds}
        doubt = {kind: source.doubt for kind, source in sources.items() if source.doubt is not None}
        graded = rows["kind"].map(lambda kind: doubt[kind].scope if kind in doubt else 0.0)
        words = rows["types"].str.split()
        approximate, of_month = (
            words.map(lambda known, flag=flag: flag in known).to_numpy(dtype=bool)
            for flag in ("precision:approx", "precision:month")
        )
        classes = [
            _Class.of(acts, sources[str(kind)], index.pair)
            for (kind, _), acts in rows.groupby(["kind", "ref_area"], sort=True)
            if kind in doubt
        ]
        some = tuple(one for one in classes if len(one.found) and (one.missed or len(one.silent)))
        return cls(rows, graded.to_numpy(dtype=float), approximate, of_month, some)

    def otherwise(self, random: np.random.Generator) -> pd.DataFrame:
        """The acts with other grades of scope, dates within their precision, and acts that were missed."""
        rows, count = self.rows, len(self.rows)
        step = random.choice([-1.0, 1.0], count)
        step = np.where((rows["scope"] + step).between(1, 3), step, -step)
        scope = rows["scope"] + np.where(random.random(count) < self.graded, step, 0.0)
        days = self.approximate * random.integers(-APPROXIMATE_DAYS, APPROXIMATE_DAYS + 1, count)
        days += self.of_month * random.integers(0, 28, count)
        moved = pd.to_timedelta(days, unit="D").astype("timedelta64[us]")
        changed = rows.assign(scope=scope, date_start=rows["date_start"] + moved, date_end=rows["date_end"] + moved)
        return pd.concat([changed, *(one.missing(random) for one in self.classes)], ignore_index=True)


def _days(periods: tuple[Interval, ...]) -> Days:
    spans = [np.arange(np.datetime64(first, "D"), np.datetime64(last, "D") + 1) for first, last in periods]
    return np.concatenate([np.empty(0, "datetime64[D]"), *spans])
