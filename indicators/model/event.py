"""Events: their kinds, and the periods in which they were collected."""

from __future__ import annotations

import datetime as dt
from itertools import chain
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from indicators.errors import ModelError
from indicators.model.base import AreaCode, Frozen, Identifier, Text
from indicators.model.fetch import EventFetch
from indicators.model.indicator import Sourced

EVENT_COLUMNS = (
    "event_id",
    "kind",
    "ref_area",
    "counterpart_area",
    "date_start",
    "date_end",
    "grade",
    "scope",
    "types",
    "bilateral",
    "end_status",
    "title",
    "source_url",
)
"""Columns of an event, in file order. `ref_area` acts (or, for an undirected kind, comes first in the alphabet);
`types` are flags separated by spaces; an empty `date_end` is read with `end_status`."""


SUPPORT_COLUMNS = (
    "event_id",
    "source_url",
    "note",
    "date_start_from",
    "date_start_to",
    "date_end_from",
    "date_end_to",
)
"""Columns of `NAME.sources.csv` beside a file of events: a further page of an event, or bounds of its days, or both."""


class EventSupport(Frozen):
    """What documents an event beside its own row: further pages with a note each, and bounds of its days.

    A bound is a first or last day on which the start or the end can lie; None where no page gives one.
    """

    sources: tuple[tuple[str, str], ...] = ()
    date_start_from: dt.date | None = None
    date_start_to: dt.date | None = None
    date_end_from: dt.date | None = None
    date_end_to: dt.date | None = None

    @property
    def bounds(self) -> dict[str, dt.date]:
        """The bounds that are known, by the name of their column."""
        known = {name: getattr(self, name) for name in SUPPORT_COLUMNS[3:]}
        return {name: day for name, day in known.items() if day is not None}


class EventKind(Frozen):
    """A kind of act. Undirected kinds (a meeting in a third country) are seen by the role `pair` only."""

    title: Text
    description: Text
    directed: bool = True
    scored: bool = True


class Covered(Frozen):
    """A period in which rows of these kinds were collected: inside it no row is zero, outside nothing is known.

    Empty `kinds`, `grades` or `pairs` mean all of the file's. `pairs` are written `USA-TUR` and mean both directions;
    a pair named here goes before a line that names none. `ref_area` limits a line to the acts of one side. `result`
    says what looking for them gave; `silent` are the first and the last day of a part of the period in which nobody
    looked. Where nobody looked, a definition says whether no row is zero by silence or unknown.
    """

    kinds: tuple[Identifier, ...] = ()
    grades: tuple[str, ...] = ()
    pairs: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-[A-Z]{3}$")], ...] = ()
    ref_area: AreaCode | None = Field(default=None, exclude_if=lambda said: said is None)
    covered_from: dt.date
    covered_to: dt.date
    result: Literal["found", "none found", "not searched"] = Field(
        default="found", exclude_if=lambda said: said == "found"
    )
    silent: tuple[dt.date, dt.date] | None = None
    reason: Text

    @model_validator(mode="after")
    def _ordered(self) -> Covered:
        if self.silent is not None and not self.covered_from <= self.silent[0] <= self.silent[1] <= self.covered_to:
            raise ModelError(
                "silent = {a} to {b} is not a part of the period covered", a=self.silent[0], b=self.silent[1]
            )
        if self.covered_from > self.covered_to:
            raise ModelError(
                "covered_from {a} is after covered_to {b}; swap them", a=self.covered_from, b=self.covered_to
            )
        return self

    @property
    def searched(self) -> tuple[tuple[dt.date, dt.date], ...]:
        """The parts of the period in which somebody looked, first and last days."""
        if self.result == "not searched":
            return ()
        if self.silent is None:
            return ((self.covered_from, self.covered_to),)
        day = dt.timedelta(days=1)
        around = ((self.covered_from, self.silent[0] - day), (self.silent[1] + day, self.covered_to))
        return tuple(part for part in around if part[0] <= part[1])


class Doubt(Frozen):
    """How far a file of acts may be wrong, as a second coding and a second search of the same years showed.

    `scope` is the share of acts whose scope two coders graded differently, `missed` by kind the share of acts that the
    file lacks where somebody searched; `reason` says what both were read from.
    """

    scope: float = Field(default=0.0, ge=0, le=1)
    missed: dict[Identifier, Annotated[float, Field(ge=0, le=0.9)]] = Field(default={})
    reason: Text


class EventSource(Sourced):
    """A file of events: its kinds and the periods in which each was collected.

    `classes` gathers kinds that were searched for together, as the record of searches names them.
    """

    publication_lag_days: int = Field(default=0, ge=0, le=3650)
    kinds: dict[Identifier, EventKind]
    classes: dict[Identifier, tuple[Identifier, ...]] = Field(default={}, exclude_if=lambda said: not said)
    coverage: tuple[Covered, ...]
    doubt: Doubt | None = Field(default=None, exclude_if=lambda said: said is None)
    # Asking is no part of what was computed: no snapshot holds it.
    fetch: tuple[EventFetch, ...] = Field(default=(), exclude=True)

    @model_validator(mode="after")
    def _kinds_exist(self) -> EventSource:
        for kind in [kind for line in self.coverage for kind in line.kinds] + [
            *chain(*self.classes.values()),
            *(self.doubt.missed if self.doubt else ()),
        ]:
            if kind not in self.kinds:
                raise ModelError("coverage names the kind '{kind}', which [kinds] does not describe", kind=kind)
        return self
