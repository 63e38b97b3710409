"""Indicators and their observations. The words are those of SDMX where it has them."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import Field, HttpUrl

from indicators.model.base import Frozen, Identifier, Text
from indicators.model.fetch import Fetch

Freq = Literal["A", "Q", "M", "D"]

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


class Revised(Frozen):
    """How far later editions moved what was published: one standard deviation, in the unit of the figures that a
    component reads (`sd`) or as a share of them (`share`). `reason` names the editions compared."""

    sd: float = Field(default=0.0, ge=0)
    share: float = Field(default=0.0, ge=0, le=1)
    reason: Text


class Indicator(Sourced):
    """What is measured. One TOML file beside one CSV file of observations.

    `publication_lag_days` counts to the day a figure could be known: from the last day of the period for which it
    stands, or, with `measured = "start"` (a September stock), from the last day of that period's first month.
    `valid_from_months` shifts the first month for which an annual or quarterly value stands, counted from the first
    month of `time_period`: a UN session opens in October (9), a September stock is of September (8), a US fiscal
    year begins in October of the year before (-3).
    `directed` figures run from `ref_area` to `counterpart_area`; an indicator with `about = "area"` has no
    counterpart. `low` and `high` name the indicators that hold the bounds of a measurement interval, which covers
    the probability `level`.
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
    # As below: what a file says nothing of is left out, so that earlier snapshots still verify.
    level: float = Field(default=0.68, gt=0, lt=1, exclude_if=lambda level: level == 0.68)
    revised: Revised | None = Field(default=None, exclude_if=lambda said: said is None)
    column_titles: dict[str, str] = Field(default={})
    # Without codes it is written as before there were any, so that snapshots of then still verify.
    note_codes: dict[Text, Text] = Field(default={}, exclude_if=lambda codes: not codes)
    # Asking is no part of what was computed: no snapshot holds it.
    fetch: Fetch | None = Field(default=None, exclude=True)

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
