"""A stored series as it is looked at: one figure a period, in a unit and a frequency.

The units are FRED's and their formulas those of `model.steps`: a series is put on months, where a figure holds for its
whole period, so that a lag of one period is a step of as many months. As at FRED, figures are first brought to the
frequency and then put in the unit. Nothing is filled: a period without a figure stays empty, and so does every
result that needs it.
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, cast

import numpy as np
import pandas as pd

from indicators.errors import SeriesError
from indicators.index.origin import Origin
from indicators.model import MONTHS_PER_PERIOD, WORLD, Freq, Indicator, Pair, steps
from indicators.panel.calendar import Grid, last_whole_month
from indicators.panel.steps import OwnStep, formula, mean_of_base
from indicators.text import period_name

Side = Literal["a", "b", "world", ""]
"""An area as a pair sees it, so that the same series of another pair has the same key."""

FREQUENCIES = {"own": "as published", "Q": "quarterly", "A": "annual"}
_PANDAS = {"A": "Y", "Q": "Q", "M": "M", "D": "M"}


@dataclass(frozen=True)
class SeriesKey:
    """`trade.M.a.b`: indicator, frequency, from whom, to whom (nothing for a figure about one area)."""

    indicator: str
    freq: Freq
    ref: Side
    counterpart: Side

    def __str__(self) -> str:
        return ".".join(part for part in (self.indicator, self.freq, self.ref, self.counterpart) if part)


@dataclass(frozen=True, eq=False)
class StoredSeries:
    """The figures of one key, by period, every period from the first to the last there and NaN where there is none.

    Days are put to months, as the index does it. An indicator that nobody has described yet has no unit and counts as
    a level.
    """

    key: SeriesKey
    ref_area: str
    counterpart_area: str
    described: Indicator | None
    figures: pd.Series
    status: Mapping[str, int]

    @property
    def title(self) -> str:
        """The indicator's title, or its id where it is not described yet."""
        return self.described.title if self.described else self.key.indicator

    @property
    def unit(self) -> str:
        """The published unit, empty where it is not described yet."""
        return self.described.unit if self.described else ""

    @property
    def valid_from(self) -> int:
        """By how many months the figures are shifted to where they stand."""
        return self.described.valid_from_months if self.described else 0

    @cached_property
    def summary(self) -> Summary:
        """Last, previous, highest and lowest figure, each with its period."""
        return Summary.of(self.figures)

    def shown(self, unit: str = "published", freq: str = "own", base: str = "") -> pd.Series:
        """The figures in a frequency of FREQUENCIES, then a unit of UNITS; SeriesError where there is no such result.

        A coarser period has a figure where all of its parts have one: their sum for a flow, their mean for a level.
        A finer one cannot be made; the series stays as it is.
        """
        kind = self.described.kind if self.described else "level"
        return in_unit(aggregated(self.figures, freq, kind), unit, base, self.title)

    def unit_shown(self, unit: str, base: str = "") -> str:
        """What the shown figures are measured in."""
        return UNITS[unit].measured(self.unit or "unit not described", base)


@dataclass(frozen=True)
class Summary:
    """What stands out in a series: (period, figure) each, None where there is none."""

    last: tuple[pd.Period, float] | None
    previous: tuple[pd.Period, float] | None
    high: tuple[pd.Period, float] | None
    low: tuple[pd.Period, float] | None
    figures: int
    missing: int

    @classmethod
    def of(cls, series: pd.Series) -> Summary:
        """The summary of a series; of equal extremes the first counts."""
        known = series.dropna()

        def at(position: int) -> tuple[pd.Period, float] | None:
            return (
                (known.index[position], float(known.iloc[position])) if -len(known) <= position < len(known) else None
            )

        high, low = (int(known.argmax()), int(known.argmin())) if len(known) else (0, 0)
        return cls(at(-1), at(-2), at(high), at(low), len(known), len(series) - len(known))


@dataclass(frozen=True)
class Unit:
    """A unit of FRED's menu: its name, its step for figures that stand for so many months, what it is measured in."""

    title: str
    step: Callable[[int, str], OwnStep] | None
    measured: Callable[[str, str], str]

    @property
    def formula(self) -> str:
        """The published formula, as the step's docstring has it."""
        if self.step is None:
            return "x_t"
        first, *_ = (inspect.getdoc(self.step(1, "2000")) or "").split("\n\n")
        return first.replace("`", "")


def _itself(unit: str, _base: str) -> str:
    return unit


def _percent(_unit: str, _base: str) -> str:
    return "%"


UNITS = {
    "published": Unit("As published", None, _itself),
    "change": Unit("Change", lambda months, _: steps.Change(step="change", months=months), _itself),
    "change_from_year_ago": Unit(
        "Change from year ago", lambda *_: steps.ChangeFromYearAgo(step="change_from_year_ago"), _itself
    ),
    "percent_change": Unit(
        "Percent change", lambda months, _: steps.PercentChange(step="percent_change", months=months), _percent
    ),
    "percent_change_from_year_ago": Unit(
        "Percent change from year ago",
        lambda *_: steps.PercentChangeFromYearAgo(step="percent_change_from_year_ago"),
        _percent,
    ),
    "log": Unit("Natural log", lambda *_: steps.Log(step="log"), lambda unit, _: f"ln({unit})"),
    "index_to": Unit(
        "Index", lambda _, base: steps.IndexTo(step="index_to", base=base), lambda _, base: f"index, {base} = 100"
    ),
}
"""FRED's units, by the id that stands in the URL."""


def read_series(
    origin: Origin, indicators: Sequence[str], pair: Pair, as_of: dt.date | None = None
) -> dict[str, StoredSeries]:
    """Every series of some indicators about the two areas of a pair and the world, as known on a date, by key.

    Ordered by title and direction, what is not described yet at the end.
    """
    sides: dict[str, Side] = {pair.a: "a", pair.b: "b", WORLD: "world", "": ""}
    rows = origin.figures.observations(indicators, [pair.a, pair.b, WORLD], as_of)
    found = []
    for (indicator, ref, other, freq), group in rows.groupby(
        ["indicator", "ref_area", "counterpart_area", "freq"], sort=False
    ):
        key = SeriesKey(indicator, cast(Freq, freq), sides[ref], sides[other])
        described = origin.catalog.indicators.get(indicator)
        status = group["obs_status"].value_counts().to_dict()
        found.append(StoredSeries(key, ref, other, described, _by_period(group, freq, described, as_of), status))
    found.sort(key=lambda one: (one.described is None, one.title, str(one.key)))
    return {str(one.key): one for one in found if len(one.figures)}


def _by_period(rows: pd.DataFrame, freq: str, described: Indicator | None, as_of: dt.date | None) -> pd.Series:
    """The figures of one series on all periods from its first to its last; days as whole months."""
    periods = pd.PeriodIndex(rows["time_period"], freq=_PANDAS[freq])
    figures = pd.Series(rows["obs_value"].to_numpy(), index=periods)
    if freq == "D":
        by_month = figures.dropna().groupby(level=0)
        figures = by_month.sum() if described is not None and described.kind == "flow" else by_month.mean()
        if as_of is not None:
            figures = figures[figures.index.asi8 <= last_whole_month(as_of)]
    if figures.empty:
        return figures
    every = pd.period_range(figures.index.min(), figures.index.max(), name="period")
    return figures.reindex(every)


def months_per_period(figures: pd.Series) -> int:
    """For how many months one figure stands."""
    return MONTHS_PER_PERIOD["A" if figures.index.freqstr[0] == "Y" else figures.index.freqstr[0]]


def aggregated(figures: pd.Series, freq: str, kind: Literal["flow", "level"]) -> pd.Series:
    """Figures by quarter or year where that is coarser: the sum of a flow or the mean of a level, of whole periods."""
    own = months_per_period(figures)
    if freq == "own" or MONTHS_PER_PERIOD[freq] <= own:
        return figures
    parts = figures.groupby(figures.index.asfreq(_PANDAS[freq]))
    together = parts.sum() if kind == "flow" else parts.mean()
    return together.where(parts.count() == MONTHS_PER_PERIOD[freq] // own)


def in_unit(figures: pd.Series, unit: str, base: str = "", name: str = "The series") -> pd.Series:
    """Figures in a unit of UNITS, on their own periods. SeriesError says why there is no such result."""
    chosen = UNITS[unit]
    if chosen.step is None:
        return figures
    own = months_per_period(figures)
    held = np.repeat(figures.to_numpy(dtype=float), own)
    first = figures.index[0].asfreq("M", how="start").ordinal
    grid, step = Grid(first, first + len(held) - 1), chosen.step(own, base)
    _refuse(step, figures, held, grid, name)
    return pd.Series(formula(step, held, grid, name)[::own], index=figures.index)


def _refuse(step: OwnStep, figures: pd.Series, held: np.ndarray, grid: Grid, name: str) -> None:
    match step:
        case steps.Log() if (figures <= 0).any():
            first = figures.index[(figures <= 0).to_numpy()][0]
            raise SeriesError(
                "{name}: there is no logarithm of {figures:g} ({period_name}); choose another unit.",
                name=name,
                figures=figures[first],
                period_name=period_name(first),
            )
        case steps.IndexTo(base=base):
            mean = mean_of_base(held, base, grid)
            if np.isnan(mean):
                raise SeriesError(
                    "{name}: {base} cannot be the base, it has no figure for all of it; choose another.",
                    name=name,
                    base=base,
                )
            if mean <= 0:
                raise SeriesError(
                    "{name}: {base} cannot be the base, its figure is not above zero; choose another.",
                    name=name,
                    base=base,
                )


def bases(series: list[pd.Series]) -> tuple[str, ...]:
    """Years, then months, the latest first, in which all of the series have figures: what can be the base of an
    index."""
    common: pd.Index | None = None
    for figures in series:
        own, known = months_per_period(figures), figures.dropna().index
        starts = known.asfreq("M", how="start").asi8
        months = pd.Index((starts[:, None] + np.arange(own)).ravel())
        common = months if common is None else common.intersection(months)
    if common is None:
        return ()
    months = pd.PeriodIndex.from_ordinals(common.sort_values(ascending=False), freq="M")
    counts = pd.Series(months.year).value_counts(sort=False)
    return (*(str(year) for year, count in counts.items() if count == 12), *(str(month) for month in months))


def stretches(series: StoredSeries, carried: pd.Series | None = None) -> pd.DataFrame:
    """The months in which a series stands, lacks a figure, or is carried: `state`, `start`, `end`, in order.

    A figure stands for the months of its period, shifted as its description says. `carried` is true (by month) where
    an index goes on using the last figure.
    """
    own, figures = months_per_period(series.figures), series.figures
    first = figures.index[0].asfreq("M", how="start").ordinal + series.valid_from
    known = np.repeat(figures.notna().to_numpy(), own)
    states = pd.Series(np.where(known, "figure", "missing"), index=np.arange(first, first + len(known)))
    if carried is not None:
        after = carried.index.asi8[carried.to_numpy(dtype=bool)]
        states = states.reindex(np.union1d(states.index, after))
        states[after] = states[after].where(states[after] == "figure", "carried")
    breaks = (states != states.shift()) | (np.diff(states.index, prepend=states.index[0] - 1) != 1)
    groups = states.groupby(breaks.cumsum())
    ends = [(group.iloc[0], group.index[0], group.index[-1]) for _, group in groups]
    return pd.DataFrame(
        [(state, pd.Period(ordinal=a, freq="M"), pd.Period(ordinal=b, freq="M")) for state, a, b in ends],
        columns=["state", "start", "end"],
    )


def monthly_coverage(series: StoredSeries, years: range) -> pd.Series:
    """Share of each year's months for which a figure stands, by year."""
    standing = stretches(series).query("state == 'figure'")
    months = [month.year for row in standing.itertuples() for month in pd.period_range(row.start, row.end)]
    return (pd.Series(months, dtype=int).value_counts() / 12).reindex(years, fill_value=0.0)
