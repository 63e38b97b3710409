"""What the data are: areas, pairs, indicators, kinds of events and the period in which they were collected.

Everything is frozen and validated on construction. The words are those of SDMX where it has them. The tree that
makes an index out of these is in `indicators.model.definition`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, StringConstraints, model_validator

from indicators.errors import Message, PairError

Freq = Literal["A", "Q", "M", "D"]
AreaCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

OBSERVATION_COLUMNS = (
    "indicator",
    "ref_area",
    "counterpart_area",
    "freq",
    "time_period",
    "obs_value",
    "obs_status",
    "note",
)
"""Columns of an observation, in file order. `time_period` is the first day of the period; `counterpart_area` is
empty for a figure about one country; `obs_status` uses the SDMX code list (A normal, E estimated, P provisional,
M missing …)."""

OBSERVATION_KEY = ("indicator", "ref_area", "counterpart_area", "freq", "time_period")

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

OBS_STATUS = {
    "A": "normal value",
    "B": "time series break",
    "E": "estimated value",
    "F": "forecast value",
    "M": "missing value",
    "P": "provisional value",
    "S": "strike or special event",
}

MONTHS_PER_PERIOD: dict[str, int] = {"A": 12, "Q": 3, "M": 1, "D": 1}

WORLD = "WLD"


class Frozen(BaseModel):
    """Base of every node: frozen, and a key that is not known is an error, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Area(Frozen):
    """A country or, as the one documented exception to ISO 3166, the world (`WLD`)."""

    code: AreaCode
    iso2: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = ""
    m49: Annotated[str, StringConstraints(pattern=r"^([0-9]{3})?$")] = ""
    name_en: Text
    name_tr: Text
    aliases: tuple[str, ...] = ()


class Pair(Frozen):
    """Two areas, the definition's reference country first: `USA-TUR`."""

    a: AreaCode
    b: AreaCode

    @model_validator(mode="after")
    def _two_areas(self) -> Pair:
        if self.a == self.b:
            raise ValueError(Message("a pair needs two different areas, not {a} twice", a=self.a))
        return self

    @classmethod
    def parse(cls, text: str, *, reference: str) -> Pair:
        """Read `USA-TUR`; raise PairError with the right spelling for anything else."""
        match = re.fullmatch(r"\s*([A-Za-z]{3})\s*-\s*([A-Za-z]{3})\s*", text)
        if not match:
            raise PairError(
                "'{text}' is not a pair. Write two ISO alpha-3 codes with a hyphen, {reference} first: "
                "{reference}-TUR.",
                text=text,
                reference=reference,
            )
        a, b = match.group(1).upper(), match.group(2).upper()
        if a == b:
            raise PairError(
                "'{text}' names one area twice. A pair needs two, {reference} first.", text=text, reference=reference
            )
        if b == reference:
            raise PairError(
                "'{text}' is spelled {b}-{a}: the definition's reference country comes first.", text=text, b=b, a=a
            )
        if a != reference:
            raise PairError(
                "'{text}' does not start with {reference}, the reference country of this definition. "
                "Try {reference}-{b}.",
                text=text,
                reference=reference,
                b=b,
            )
        return cls(a=a, b=b)

    def __str__(self) -> str:
        return f"{self.a}-{self.b}"


class Sourced(Frozen):
    """What every shipped file says about where it comes from."""

    id: Identifier
    title: Text
    description: Text
    source: Text
    url: HttpUrl
    licence: Text
    citation: Text
    retrieved: dt.date
    notes: tuple[Text, ...] = ()


class Indicator(Sourced):
    """What is measured. One TOML file beside one CSV file of observations.

    `publication_lag_days` counts to the day a figure could be known: from the last day of the period for which it
    stands, or, with `measured = "start"` (a September stock), from the last day of that period's first month.
    `valid_from_months` shifts the first month for which an annual or quarterly value stands, counted from the first
    month of `time_period`: a UN session opens in October (9), a September stock is of September (8), a US fiscal
    year begins in October of the year before (-3).
    `directed` figures run from `ref_area` to `counterpart_area`; an indicator with `about = "area"` has no
    counterpart. `low` and `high` name the indicators that hold the bounds of a measurement interval.
    `note_codes` say what the note of a row means: how it was read, or what is special about it. A code that ends in
    `…` stands for every note that begins so, and the rest of the note takes the place of `…` in the meaning.
    """

    unit: Text
    freq: Freq
    kind: Literal["flow", "level"]
    about: Literal["pair", "area", "world"]
    publication_lag_days: int = Field(ge=0, le=3650)
    valid_from_months: int = Field(default=0, ge=-24, le=24)
    measured: Literal["period", "start"] = "period"
    low: Identifier | None = None
    high: Identifier | None = None
    column_titles: dict[str, str] = {}
    # Without codes it is written as before there were any, so that snapshots of then still verify.
    note_codes: dict[Text, Text] = Field(default={}, exclude_if=lambda codes: not codes)

    def code_of(self, note: str) -> str:
        """The code under which a note falls, or nothing."""
        if note in self.note_codes:
            return note
        return next((code for code in self.note_codes if code.endswith("…") and note.startswith(code[:-1])), "")

    def note_in_words(self, note: str) -> str:
        """What the note of a row means; a note under no code speaks for itself."""
        code = self.code_of(note)
        if not code:
            return note
        meaning = self.note_codes[code]
        return meaning if code == note else meaning.replace("…", note.removeprefix(code[:-1]))


def known_from(indicator: Indicator, time_periods: ArrayLike) -> NDArray[np.datetime64]:
    """The day from which each figure could be known, as datetime64[us], for first days of periods of the same length.

    January's figure with a lag of 40 days is known from 12 March: 31 January + 40 days. A day on which
    `known_from <= as_of` sees the figure.
    """
    periods = np.asarray(time_periods, dtype="datetime64[D]")
    if indicator.freq == "D":
        last_days = periods
    else:
        months = 1 if indicator.measured == "start" else MONTHS_PER_PERIOD[indicator.freq]
        following = periods.astype("datetime64[M]") + indicator.valid_from_months + months
        last_days = following.astype("datetime64[D]") - 1
    return (last_days + indicator.publication_lag_days).astype("datetime64[us]")


class EventKind(Frozen):
    """A kind of act. Undirected kinds (a meeting in a third country) are seen by the role `pair` only."""

    title: Text
    description: Text
    directed: bool = True
    scored: bool = True


class Covered(Frozen):
    """A period in which rows of these kinds were collected: inside it no row is zero, outside nothing is known.

    Empty `kinds`, `grades` or `pairs` mean all of the file's. `pairs` are written `USA-TUR` and mean both directions;
    a pair named here goes before a line that names none. `silent` are the first and the last day of a part of the
    period in which nobody looked: no row counts as zero there too, but by silence, and it is said so.
    """

    kinds: tuple[Identifier, ...] = ()
    grades: tuple[str, ...] = ()
    pairs: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-[A-Z]{3}$")], ...] = ()
    covered_from: dt.date
    covered_to: dt.date
    silent: tuple[dt.date, dt.date] | None = None
    reason: Text

    @model_validator(mode="after")
    def _ordered(self) -> Covered:
        if self.silent is not None and not self.covered_from <= self.silent[0] <= self.silent[1] <= self.covered_to:
            raise ValueError(
                Message(
                    "silent = {silent} to {value} is not a part of the period covered",
                    silent=self.silent[0],
                    value=self.silent[1],
                )
            )
        if self.covered_from > self.covered_to:
            raise ValueError(
                Message(
                    "covered_from {covered_from} is after covered_to {covered_to}; swap them",
                    covered_from=self.covered_from,
                    covered_to=self.covered_to,
                )
            )
        return self


class EventSource(Sourced):
    """A file of events: its kinds and the periods in which each was collected."""

    publication_lag_days: int = Field(default=0, ge=0, le=3650)
    kinds: dict[Identifier, EventKind]
    coverage: tuple[Covered, ...]

    @model_validator(mode="after")
    def _kinds_exist(self) -> EventSource:
        for line in self.coverage:
            for kind in line.kinds:
                if kind not in self.kinds:
                    raise ValueError(
                        Message("coverage names the kind '{kind}', which [kinds] does not describe", kind=kind)
                    )
        return self


def one_sentence(error: Any) -> str:
    """The first problem of a pydantic ValidationError as `key: what is wrong`, and how many more there are.

    A key that is not known comes first: misspelt, it is also the reason why another is missing.
    """
    problems = sorted(error.errors(), key=lambda problem: problem["type"] != "extra_forbidden")
    first = problems[0]
    where = ".".join(str(part) for part in first["loc"]) or "the file"
    what = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        what = "is not a key of this file; remove it or correct its spelling"
    elif first["type"] == "missing":
        what = "is missing; add it"
    elif "input" in first and isinstance(first["input"], (str, int, float)):
        what = f"{what} (found {first['input']!r})"
    more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{where}: {what}{more}"
