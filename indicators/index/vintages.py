"""The index as known on any date: the revision triangle, real time against final, and what moved which month.

Pseudo-real-time: what could have been known by a date from publication lags and the moments of imports, in today's
revision of the figures (Croushore and Stark 2001 on real-time data sets; ALFRED keeps true vintages of its series).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from indicators.errors import ExportError, Message, PanelError
from indicators.index import Index, Origin, index_of
from indicators.model import OBSERVATION_KEY, Pair
from indicators.model.definition import Definition
from indicators.scoring.attribute import attribute_revision

PSEUDO = Message(
    "Pseudo-real-time: what could have been known on each date, in today's revision of the figures. It shows timing, "
    "not the revisions that publishers made."
)
MOST_DATES = 600
MOVED = 5e-7
"""A change smaller than this is rounding."""

Progress = Callable[[float, str], None]


@dataclass(frozen=True, eq=False)
class Vintages:
    """The index as known on each of some dates. `triangle` has months × dates, NaN where a month had no index yet."""

    triangle: pd.DataFrame

    @property
    def dates(self) -> list[dt.date]:
        """The dates, the earliest first."""
        return list(self.triangle.columns)

    def between(self, start: str, end: str) -> pd.DataFrame:
        """The triangle of some months, one row each: `month` and a column per date, written YYYY-MM-DD."""
        part = self.triangle.loc[start:end]
        part.columns = [str(date) for date in part.columns]
        return part.reset_index().astype({"month": str})

    @cached_property
    def real_time(self) -> pd.DataFrame:
        """One row a month: `month`, `first_known`, the value then (`first`), `final` on the last date, `revision`.

        A month that was known on the first of the dates already is left out: when it was first known is not seen.
        """
        seen = self.triangle[self.triangle.iloc[:, 0].isna() & self.triangle.iloc[:, -1].notna()]
        place = seen.notna().to_numpy().argmax(axis=1)
        first, final = seen.to_numpy()[np.arange(len(seen)), place], seen.iloc[:, -1].to_numpy()
        return pd.DataFrame(
            {
                "month": seen.index.astype(str),
                "first_known": [str(self.dates[one]) for one in place],
                "first": first,
                "final": final,
                "revision": final - first,
            }
        )


def vintages(
    origin: Origin,
    definition: Definition,
    pair: Pair,
    dates: Iterable[dt.date],
    *,
    progress: Progress | None = None,
) -> Vintages:
    """The index as known on each of the dates, each computed as `index_of` computes it for that date.

    A date before any figure was published has no index. PanelError where none of the dates has one, ExportError for
    fewer than two dates or too many.
    """
    wanted = sorted(set(dates))
    if not 2 <= len(wanted) <= MOST_DATES:
        raise ExportError(
            "{n} dates were asked for; choose from 2 to {most_dates}, or wider steps.",
            n=len(wanted),
            most_dates=MOST_DATES,
        )
    known: dict[dt.date, pd.Series] = {}
    for done, date in enumerate(wanted):
        if progress is not None:
            progress(done / len(wanted), Message("As known on {date}", date=date))
        try:
            known[date] = index_of(origin, definition, pair, as_of=date).index
        except PanelError:
            if known or date == wanted[-1]:
                raise
    triangle = pd.DataFrame(known).sort_index().reindex(columns=wanted).dropna(how="all")
    return Vintages(triangle.rename_axis(index="month"))


@dataclass(frozen=True)
class News:
    """A figure of a period that became known on a day, or an event with its own day; neither where a period of
    collection or the end of an event moved."""

    what: str = ""
    areas: str = ""
    period: str = ""
    known_from: dt.date | None = None
    batch: int = 0


def moves(old: Index, new: Index) -> pd.DataFrame:
    """What moved the months that were known on both of two dates, one row per month and component.

    `month`, `before`, `after`, `component` (empty for what came or went), `effect`, and `because`, a tuple of the News
    behind it.
    """
    both = old.index.dropna().index.intersection(new.index.dropna().index)
    rows = []
    for month in both[(new.index[both] - old.index[both]).abs().to_numpy() > MOVED]:
        parts = attribute_revision(old.scores, new.scores, month)
        effects = [(str(name), effect) for name, effect in parts.values.items() if abs(effect) > MOVED]
        effects += [("", parts.coverage)] if abs(parts.coverage) > MOVED else []
        for name, effect in effects:
            names = [name] if name else [*parts.entered, *parts.left]
            because = tuple(dict.fromkeys(news for one in names for news in _news(old, new, str(one), month)))
            rows.append((str(month), old.index[month], new.index[month], name, effect, because))
    return pd.DataFrame(rows, columns=["month", "before", "after", "component", "effect", "because"])


def month_ends(start: pd.Period, end: pd.Period, every: int = 1) -> list[dt.date]:
    """The last days of the months from `start` to `end`, every so many months, the last one always among them."""
    months = pd.period_range(start, end, freq="M")
    return [month.end_time.date() for month in months[::-1][::every][::-1]]


def _news(old: Index, new: Index, component: str, month: pd.Period) -> list[News]:
    """The figures and events behind a cell that were not known before, or otherwise."""
    trace, keys = new.panel.trace(component, month), list(OBSERVATION_KEY)
    before = old.panel.sources.table.frame[[*keys, "obs_value"]]
    figures = trace.observations.merge(before, on=keys, how="left", suffixes=("", "_before"))
    events = trace.events[~trace.events["event_id"].isin(old.panel.sources.events.frame["event_id"])]
    found = [
        News(
            row.indicator,
            "→".join(filter(None, (row.ref_area, row.counterpart_area))),
            _period(row.time_period, row.freq),
            row.known_from.date(),
            row.batch_id,
        )
        for row in figures[figures["obs_value"] != figures["obs_value_before"]].itertuples()
    ]
    found += [News(row.title, "", f"{row.date_start:%Y-%m-%d}", None, row.batch_id) for row in events.itertuples()]
    return found or [News()]


def _period(day: pd.Timestamp, freq: str) -> str:
    match freq:
        case "A":
            return f"{day:%Y}"
        case "Q":
            return f"{day.year}-Q{day.quarter}"
        case "M":
            return f"{day:%Y-%m}"
        case _:
            return f"{day:%Y-%m-%d}"
