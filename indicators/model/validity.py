"""What an index should show if it measures what it says, fixed before anything was computed."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from indicators.model.base import Frozen, Identifier, Text
from indicators.model.steps import Role


class TurningRule(Frozen):
    """A turning point moves as expected where the score of the month `after` months later lies on the expected side of
    that of the month `before` months earlier."""

    before: int = Field(ge=1, le=24)
    after: int = Field(ge=0, le=24)
    reason: Text


class TurningPoint(Frozen):
    """A dated act with the direction that the page cited gives it, and a size from 1 (mild) to 3 (worst or first)."""

    id: Text
    date: dt.date
    title: Text
    sign: Literal["+", "-"]
    magnitude: int = Field(ge=1, le=3)
    seen: str = ""
    source_url: Text


class SeriesRule(Frozen):
    """How outside series are compared: yearly means, by Spearman, with intervals from blocks of years."""

    fewest_years: int = Field(ge=4)
    draws: int = Field(ge=200, le=100_000)
    seed: int = Field(ge=0)
    reason: Text


class ExpectedSeries(Frozen):
    """An outside series and the sign that its correlation should have (0: none); `seen` is what was known before."""

    indicator: Identifier
    role: Role
    sign: Literal["+", "-", "0"]
    reason: Text
    seen: str = ""


class Protocol(Frozen):
    """The expectations of one definition, which is pinned by the SHA-256 of its file."""

    id: str = "protocol"
    title: Text
    fixed: dt.date
    definition: Text
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    pair: Text
    node: Identifier
    notes: tuple[Text, ...] = ()
    turning_points: TurningRule
    series_rule: SeriesRule
    series: tuple[ExpectedSeries, ...]
