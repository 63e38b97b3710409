"""How a publisher is asked for an indicator's figures, and what is remembered of one asking."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from indicators.errors import ModelError
from indicators.model.base import AreaCode, Frozen, Identifier, Text

Address = Annotated[str, StringConstraints(pattern=r"^https://[^\s@]+$")]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Z]*$")]
Covers = Literal["all", "window"]
Outcome = Literal["new", "unchanged", "refused", "failed", "discarded"]


class UnitCheck(Frozen):
    """One figure that is known roughly: where it lies outside `between`, the unit has slipped."""

    ref_area: AreaCode
    counterpart_area: AreaCode | Literal[""] = ""
    period: dt.date
    between: tuple[float, float]


class Release(Frozen):
    """When a figure comes out: so many days after the last day of its period, at the earliest and at the latest."""

    lag_days: tuple[int, int]

    @field_validator("lag_days")
    @classmethod
    def _in_order(cls, days: tuple[int, int]) -> tuple[int, int]:
        if not 0 <= days[0] <= days[1] <= 3650:
            raise ModelError("write the earliest day first, both between 0 and 3650")
        return days


class Drop(Frozen):
    """Figures that the publisher prints and nobody believes: one direction, from the first period to the last."""

    ref_area: AreaCode
    counterpart_area: AreaCode | Literal[""] = ""
    first: dt.date
    last: dt.date


class Asked(Frozen):
    """A format and an address, with the name of the key that it wants."""

    reader: Text
    url: Address
    key: Key = ""

    @model_validator(mode="after")
    def _key_has_its_place(self) -> Self:
        if ("{key}" in self.url) != bool(self.key):
            raise ModelError("name the key that stands as {{key}} in the address", key=self.key)
        return self


class Fallback(Asked):
    """A second publisher of the same figure, asked only when a person says so."""

    covers: Covers = "window"
    columns: tuple[Text, ...] = ()
    select: dict[str, str] = Field(default={})


class Fetch(Asked):
    """The `[fetch]` table of an indicator. Indicators with the same reader and address are served by one file.

    `url` and `further` are the files that make one reply; `by_hand` where `url` is a page from which a person fetches
    the file. `key` names a key, never holds one; "" where none is needed.
    `release` is absent where the publication lag of the indicator says it. `covers` says whether a reply is the whole
    history or the last years only. `columns` are the contract: refused where one is missing. `areas` takes the
    publisher's codes to ISO 3166-1 alpha-3 and `left_out` has the codes that are known and not wanted; any other code
    with figures stops the source. With `iso` the publisher's codes are alpha-3: all are kept, or those in `areas`.
    `drop` has printed figures that are not believed. `least` is how many figures a reply holds at least, and
    `changed_share` how many of the old ones may change at once: 1 where every release re-estimates all years. `select`
    is what the reader takes from the file for this indicator.
    """

    further: tuple[Address, ...] = ()
    by_hand: bool = False
    min_interval_days: int = Field(default=1, ge=0)
    release: Release | None = None
    revises: str = ""
    least: int = Field(default=1, ge=0)
    changed_share: float = Field(default=0.2, gt=0, le=1)
    covers: Covers = "all"
    max_bytes: int = Field(gt=0, le=256 * 1024 * 1024)
    columns: tuple[Text, ...]
    unit_check: UnitCheck | None = None
    iso: bool = False
    areas: dict[str, AreaCode] = Field(default={})
    left_out: tuple[Text, ...] = ()
    drop: tuple[Drop, ...] = ()
    select: dict[str, str] = Field(default={})
    fallback: Fallback | None = None


class EventFetch(Frozen):
    """Where a publisher of acts is asked for what a file of events lacks: one `[[fetch]]` table for each file."""

    reader: Text
    url: Address
    max_bytes: int = Field(gt=0, le=256 * 1024 * 1024)
    select: dict[str, str] = Field(default={})


@dataclass(frozen=True)
class FetchRecord:
    """What is remembered of one asking. `url` holds no secret; `status` is that of HTTP, 0 without an answer."""

    source: Identifier
    url: str
    status: int
    etag: str
    last_modified: str
    sha256: str
    bytes: int
    publisher_stamp: str
    reader: str
    fetched_at: dt.datetime
    outcome: Outcome
    reason: str = ""
