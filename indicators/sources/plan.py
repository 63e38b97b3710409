"""The `[fetch]` tables of the catalogue → the files to be asked for, and when the next release is."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np

from indicators.catalog import Catalog
from indicators.model import MONTHS_PER_PERIOD, Fetch, Indicator, known_from


@dataclass(frozen=True)
class Source:
    """One file to be asked for, and the indicators it serves. Its id is that of the first of them."""

    id: str
    indicators: tuple[str, ...]
    reader: str
    url: str
    key: str
    max_bytes: int
    fetches: dict[str, Fetch]

    @property
    def host(self) -> str:
        """The publisher's host."""
        return urlsplit(self.url).hostname or ""

    @property
    def first(self) -> Fetch:
        """The table of the first indicator: what holds for the whole file is the same in all."""
        return self.fetches[self.indicators[0]]


def sources(catalog: Catalog, ids: Iterable[str] | None = None, *, fallback: bool = False) -> list[Source]:
    """The sources of these indicators (all that can be asked for unless given), by id; with `fallback` the second
    publishers of those that have one.

    An indicator that shares its file comes with the others of the file. UnknownIndicatorError for an id that is none.
    """
    wanted = None if ids is None else {catalog.indicator(id).id for id in ids}
    files: dict[tuple[str, str], dict[str, Fetch]] = defaultdict(dict)
    for indicator in sorted(catalog.indicators.values(), key=lambda one: one.id):
        fetch = _second(indicator.fetch) if fallback else indicator.fetch
        if fetch:
            files[fetch.reader, fetch.url][indicator.id] = fetch
    found = []
    for (reader, url), fetches in files.items():
        served, first = tuple(fetches), next(iter(fetches.values()))
        if wanted is None or wanted & fetches.keys():
            found.append(Source(served[0], served, reader, url, first.key, first.max_bytes, fetches))
    return sorted(found, key=lambda one: one.id)


def _second(fetch: Fetch | None) -> Fetch | None:
    """The table of the second publisher: its own reader and codes, checked against the same stored figures."""
    if fetch is None or fetch.fallback is None:
        return None
    told = {name: getattr(fetch.fallback, name) for name in ("reader", "url", "key", "covers", "columns", "select")}
    codes = {**fetch.areas, **{area: area for area in fetch.areas.values()}}
    return fetch.model_copy(update={**told, "areas": codes, "further": (), "unit_check": None})


def release_due(indicator: Indicator, last_period: dt.date | None, today: dt.date) -> dt.date | None:
    """The earliest day, from `today` on, on which a period after `last_period` may come out.

    None for an indicator that cannot be asked for, and where nothing is stored: then there is no rhythm to go by.
    """
    if indicator.fetch is None or last_period is None:
        return None
    period = last_period
    while (day := _out(indicator, period := _next(indicator, period))) < today:
        pass
    return day


def is_due(indicator: Indicator, last_period: dt.date | None, last_asked: dt.date | None, today: dt.date) -> bool:
    """Whether a release that was not seen may be out: of the period after `last_period`, and not asked for lately.

    What a person fetches by hand is never due: there is nothing to ask.
    """
    if indicator.fetch is None or indicator.fetch.by_hand:
        return False
    if last_asked is not None and (today - last_asked).days < indicator.fetch.min_interval_days:
        return False
    return last_period is None or _out(indicator, _next(indicator, last_period)) <= today


def _next(indicator: Indicator, period: dt.date) -> dt.date:
    """The first day of the period after this one."""
    if indicator.freq == "D":
        return period + dt.timedelta(days=1)
    months = period.year * 12 + period.month - 1 + MONTHS_PER_PERIOD[indicator.freq]
    return dt.date(months // 12, months % 12 + 1, 1)


def _out(indicator: Indicator, period: dt.date) -> dt.date:
    """The earliest day on which the figure of a period comes out."""
    day: dt.date = known_from(indicator, np.array([period], dtype="datetime64[D]"))[0].astype("datetime64[D]").item()
    if indicator.fetch and indicator.fetch.release:
        day += dt.timedelta(days=indicator.fetch.release.lag_days[0] - indicator.publication_lag_days)
    return day
