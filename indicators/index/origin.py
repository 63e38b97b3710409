"""Where figures come from: a store, or a view of one in which something is held, filtered or replaced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import pandas as pd

from indicators.catalog import Catalog
from indicators.model import OBSERVATION_KEY

Read = Callable[[Sequence[str], Sequence[str] | None, dt.date | None], pd.DataFrame]
Change = Callable[[pd.DataFrame], pd.DataFrame]


class Figures(Protocol):
    """Where figures and events are read from, as of a date."""

    @property
    def data_version(self) -> str:
        """Differs whenever the figures may differ."""

    def observations(
        self, indicators: Sequence[str], areas: Sequence[str] | None = None, as_of: dt.date | None = None, /
    ) -> pd.DataFrame:
        """Observations of these indicators whose areas are among those given, as `Store.observations` gives them."""

    def events(
        self, kinds: Sequence[str], areas: Sequence[str] | None = None, as_of: dt.date | None = None, /
    ) -> pd.DataFrame:
        """Events of these kinds whose areas are among those given, as `Store.events` gives them."""


class FiguresView:
    """Figures and events read through two functions: it reads like a store."""

    def __init__(self, observations: Read, events: Read, data_version: str) -> None:
        self._observations, self._events, self.data_version = observations, events, data_version

    @classmethod
    def held(cls, observations: pd.DataFrame, events: pd.DataFrame, data_version: str = "") -> FiguresView:
        """Frames that were read before, divided by areas, so that each of many pairs reads only its own rows.

        They are as known on the date of that reading, whatever date they are asked for.
        """
        return cls(_held(observations, "indicator"), _held(events, "kind"), data_version)

    @classmethod
    def once(cls, source: Figures) -> FiguresView:
        """A source of which each set of indicators and kinds is read once, for all areas."""
        return cls(_once(source.observations), _once(source.events), source.data_version)

    @classmethod
    def changed(
        cls, source: Figures, *, observations: Change | None = None, events: Change | None = None
    ) -> FiguresView:
        """A source whose observations and events each pass through a function of the frame."""
        return cls(_changed(source.observations, observations), _changed(source.events, events), source.data_version)

    def observations(
        self, indicators: Sequence[str], areas: Sequence[str] | None = None, as_of: dt.date | None = None, /
    ) -> pd.DataFrame:
        """As `Figures.observations`."""
        return self._observations(indicators, areas, as_of)

    def events(
        self, kinds: Sequence[str], areas: Sequence[str] | None = None, as_of: dt.date | None = None, /
    ) -> pd.DataFrame:
        """As `Figures.events`."""
        return self._events(kinds, areas, as_of)


@dataclass(frozen=True, eq=False)
class Origin:
    """What an index is made from: figures, and the catalogue that describes them."""

    figures: Figures
    catalog: Catalog

    def changed(self, *, observations: Change | None = None, events: Change | None = None) -> Origin:
        """The same with other observations or events."""
        return replace(self, figures=FiguresView.changed(self.figures, observations=observations, events=events))

    def with_observations(self, also: pd.DataFrame) -> Origin:
        """The same with observations that count as if they were stored, in the place of those with the same key."""

        def add(names: Sequence[str], areas: Sequence[str] | None, as_of: dt.date | None) -> pd.DataFrame:
            wanted = also[also["indicator"].isin(list(names))]
            if areas is not None:
                among = wanted["counterpart_area"].isin([*areas, ""])
                wanted = wanted[wanted["ref_area"].isin(list(areas)) & among]
            stored = self.figures.observations(names, areas, as_of)
            return pd.concat([stored, wanted]).drop_duplicates(list(OBSERVATION_KEY), keep="last")

        return replace(self, figures=FiguresView(add, self.figures.events, self.figures.data_version))

    def events_about(self, area: str, as_of: dt.date | None = None) -> pd.DataFrame:
        """All events that concern an area, scored or not, by day."""
        kinds = [kind for source in self.catalog.event_sources.values() for kind in source.kinds]
        rows = self.figures.events(kinds, None, as_of)
        return rows[(rows["ref_area"] == area) | (rows["counterpart_area"] == area)].sort_values("date_start")


def _held(frame: pd.DataFrame, column: str) -> Read:
    """Reads rows of a frame in their order. The key of two empty texts has none, so that there is always a frame."""
    groups = frame.groupby(["ref_area", "counterpart_area"], sort=False)
    divided: Mapping[tuple[str, str], pd.DataFrame] = {("", ""): frame.iloc[:0]} | {
        (str(ref), str(other)): rows for (ref, other), rows in groups
    }

    def read(wanted: Sequence[str], areas: Sequence[str] | None, _as_of: dt.date | None) -> pd.DataFrame:
        inside = None if areas is None else {*areas, ""}
        parts = [rows for key, rows in divided.items() if inside is None or inside.issuperset(key)]
        rows = pd.concat(parts).sort_index()
        return rows[rows[column].isin(list(wanted))].reset_index(drop=True)

    return read


def _once(source: Read) -> Read:
    known: dict[tuple[object, ...], pd.DataFrame] = {}

    def read(wanted: Sequence[str], areas: Sequence[str] | None, as_of: dt.date | None) -> pd.DataFrame:
        key = (*wanted, as_of)
        if key not in known:
            known[key] = source(wanted, None, as_of)
        rows = known[key]
        if areas is None:
            return rows.copy()
        among = rows["ref_area"].isin(list(areas)) & rows["counterpart_area"].isin([*areas, ""])
        return rows[among].reset_index(drop=True)

    return read


def _changed(source: Read, change: Change | None) -> Read:
    if change is None:
        return source
    return lambda wanted, areas, as_of: change(source(wanted, areas, as_of))
