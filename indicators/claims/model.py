"""A claim is data: what was said, by whom, what of it can be tested, and by which rule each part of it is decided.

One TOML file a claim. Its `checks` are of a few kinds; the docstring of a kind says what it looks at, its `rule` when
the part holds, fails or stays open. The rules are the same for all claims.

"Fails" asks for as much as "holds" does, turned around: an interval, a rank or the draws have to exclude what is
claimed. Absence of evidence is not evidence of absence (Altman and Bland, BMJ 311, 1995): such a part stays open.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal, Self

import pandas as pd
from pydantic import Field, HttpUrl, StringConstraints, model_validator

from indicators.errors import Message, ModelError
from indicators.model import AreaCode, Frozen, Identifier, Pair, Text
from indicators.model.methods import Month, Window
from indicators.model.steps import IndicatorSource, Role, Step

PairText = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-[A-Z]{3}$")]
Year = Annotated[str, StringConstraints(pattern=r"^\d{4}$")]
Period = Year | Month
"""A year stands for its December: a sum of twelve months is then the year's total."""

Days = tuple[dt.date, dt.date]
"""First and last day, both inside."""

Direction = Literal["up", "down"]


class Quantity(Frozen):
    """A figure by month, written as a component of a definition is: where it comes from and the steps to it."""

    title: Text
    source: IndicatorSource
    role: Role
    steps: tuple[Step, ...] = ()
    unit: Text
    digits: int = Field(default=1, ge=0, le=6)


class Check(Frozen):
    """One part of a claim. `says` is the sentence that is tested, `why` the reason for testing it so.

    A `core` part decides. A `premise` must hold, and proves nothing alone. `context` is said beside and decides
    nothing.
    """

    rule: ClassVar[Message]

    says: Text
    part: Literal["core", "premise", "context"] = "core"
    why: str = ""

    @model_validator(mode="after")
    def _spans_run_forward(self) -> Self:
        for name in ("before", "after", "window", "years", "between"):
            ends = getattr(self, name, None)
            if ends is not None and ends[0] > ends[1]:
                raise ModelError(
                    "{name} ends before it begins ({start}, {end}); swap the two", name=name, start=ends[0], end=ends[1]
                )
        return self


# --- figures and totals ------------------------------------------------------------------------------


class Change(Check):
    """A figure at two times. `also` are other ways to count it; `beside` other pairs to read it against, each under
    its label, and `peers` other partners of the same country, whose median and order are said."""

    rule = Message(
        "Holds when the change lies in the range by every way of counting, and through the published measurement "
        "interval where there is one; fails when all of them lie on one side of the range; open otherwise."
    )
    kind: Literal["change"]
    of: Quantity
    also: tuple[Quantity, ...] = ()
    start: Period
    end: Period
    measure: Literal["percent", "difference"] = "percent"
    at_least: float = float("-inf")
    at_most: float = float("inf")
    beside: dict[str, PairText] = Field(default_factory=dict)
    peers: tuple[AreaCode, ...] = ()

    @property
    def decides(self) -> bool:
        """Whether a range is stated at all."""
        return self.at_least > float("-inf") or self.at_most < float("inf")

    @model_validator(mode="after")
    def _has_a_range(self) -> Self:
        if self.part != "context" and not self.decides:
            raise ModelError("a change that decides needs at_least or at_most; write one, or make it part = 'context'")
        return self


class Record(Check):
    """A year's figure among those of all years since another."""

    rule = Message(
        "Holds when no other year up to then is as high by any way of counting; fails when by every way one is; open "
        "otherwise."
    )
    kind: Literal["record"]
    of: Quantity
    also: tuple[Quantity, ...] = ()
    year: Year
    since: Year

    @model_validator(mode="after")
    def _has_other_years(self) -> Self:
        if self.since >= self.year:
            raise ModelError("no year from {since} lies before {year}; begin earlier", since=self.since, year=self.year)
        return self


class Rank(Check):
    """The place of one supplier among all, where only some are known: the rest of the total bounds the others."""

    rule = Message(
        "Holds when the known figures and what is left of the total allow this rank only; fails when they exclude it; "
        "open when they allow others too, or when a figure is missing."
    )
    kind: Literal["rank"]
    indicator: Identifier
    area: AreaCode
    to: AreaCode
    total: AreaCode = "WLD"
    period: Period
    rank: int = Field(ge=1)


# --- events --------------------------------------------------------------------------------------------


class Count(Check):
    """Events of some kinds between two days, listed one by one, with the period in which each kind was collected."""

    rule = Message(
        "More acts than allowed: fails. As many as needed: holds. That there were no more, or too few, counts only "
        "where every kind was collected in the whole window and something shows that none is missing: silence is not "
        "absence, and otherwise it stays open."
    )
    kind: Literal["count"]
    kinds: tuple[Identifier, ...] = Field(min_length=1)
    between: Days
    at_least: int = Field(default=0, ge=0)
    at_most: int | None = Field(default=None, ge=0)
    what: Text = "acts"
    """What is counted, in the plural, as it stands in the sentence."""
    types: tuple[str, ...] = ()
    """Only events with one of these flags; empty for all."""
    none_missing: str = ""
    """What shows that the record lacks none: a full list, another count. A record found by search can lack some."""


class Counting(Frozen):
    """One way to count contact: the kinds of events that belong to it."""

    title: Text
    kinds: tuple[Identifier, ...] = Field(min_length=1)


class Rate(Check):
    """Events a year in two spans of time. With `among`, their share of those with all of these partners."""

    rule = Message(
        "Holds when by every way of counting the number moves the claimed way by more than chance (90 % interval of "
        "the ratio wholly beyond 1); fails when by every way it moves the other way by more than chance; open "
        "otherwise, and where a kind was not collected in both spans."
    )
    kind: Literal["rate"]
    countings: tuple[Counting, ...] = Field(min_length=1)
    before: Window
    after: Window
    direction: Direction
    once_within_days: int = Field(default=2, ge=0, le=60)
    among: tuple[AreaCode, ...] = ()


# --- trajectories of an index -----------------------------------------------------------------------------


class OfIndex(Check):
    """What looks at the index or one of its groups. `without` names events or topics: the components that code any of
    them are left out, as are those that code what the claim itself is about."""

    node: str | None = None
    without: tuple[str, ...] = ()


class Difference(OfIndex):
    """The mean over one span of months against that over an earlier one."""

    rule = Message(
        "Holds when the difference has the claimed direction in enough of the draws of other weights and methods, "
        "fails when it does not in as many; open otherwise. It compares two levels and asks nothing of chance."
    )
    kind: Literal["difference"]
    before: Window
    after: Window
    direction: Direction


class Trajectory(OfIndex):
    """A lasting movement, or one step? A straight line through all months against two levels and the date between."""

    rule = Message(
        "Holds when a straight line in the claimed direction describes the months better than one step (lower BIC) in "
        "enough of the draws, and few simulated worlds move as much or, with one step in them, look as much like a "
        "line; fails when it does not in as many draws and few worlds with such a line look as much like a step, or "
        "when the line goes the other way by more than chance; open otherwise."
    )
    kind: Literal["course"]
    window: Window
    direction: Direction
    shortest: int = Field(default=24, ge=6)
    """Months on either side of the step at least."""

    @model_validator(mode="after")
    def _has_room_for_a_step(self) -> Self:
        months = len(pd.period_range(*self.window, freq="M"))
        if months < 2 * self.shortest:
            raise ModelError(
                "window has {months} months, and a step needs {shortest} on either side; widen the window",
                months=months,
                shortest=self.shortest,
            )
        return self


class Around(OfIndex):
    """The months from a date on against those before it, ranked among other dates and among null
    replicates."""

    rule = Message(
        "Holds when the change has the claimed direction in enough of the draws, and both few other dates and few "
        "simulated worlds show as large a change; fails when all this is so of the other direction; open otherwise."
    )
    kind: Literal["around"]
    month: Month
    months: int = Field(default=24, ge=3, le=120)
    direction: Direction


class Among(OfIndex):
    """The same change at the same date in other pairs, where nothing of the kind happened."""

    rule = Message(
        "Holds when the change is among the tenth of all pairs that moved furthest the claimed way in enough of the "
        "draws; fails when it is among the tenth at the other end in as many; open otherwise."
    )
    kind: Literal["among"]
    definition: str
    areas: tuple[AreaCode, ...] = Field(min_length=5)
    month: Month
    months: int = Field(default=24, ge=3, le=120)
    direction: Direction


class WhatIf(OfIndex):
    """The index had some events never been in force: arithmetic that returns our own weights, so it decides nothing."""

    rule = Message("Decides nothing: it returns the weights of the definition.")
    kind: Literal["what_if"]
    part: Literal["context"] = "context"
    events: tuple[str, ...] = Field(min_length=1)
    window: Window


# --- associations, and what is beyond the figures ------------------------------------------------------------


class Association(OfIndex):
    """The correlation of a yearly figure with scores, in levels and in changes from year to year.

    Two series that both drift correlate in levels, so the changes decide. No correlation, of either sign, decides
    about a cause: it is at most a premise.
    """

    rule = Message(
        "Holds when the 90 % interval of the correlation of yearly changes lies wholly on the claimed side for every "
        "figure and score named; fails when it lies wholly on the other side for all; open otherwise."
    )
    kind: Literal["link"]
    part: Literal["premise", "context"] = "premise"
    of: Quantity
    also: tuple[Quantity, ...] = ()
    nodes: tuple[str, ...] = Field(min_length=1)
    years: tuple[Year, Year]
    direction: Direction


class Beyond(Check):
    """A part that nothing at hand can decide; `why` says so."""

    rule = Message("Stays open: nothing at hand can decide it.")
    kind: Literal["beyond"]
    why: Text


AnyCheck = Annotated[
    Change | Record | Rank | Count | Rate | Difference | Trajectory | Around | Among | WhatIf | Association | Beyond,
    Field(discriminator="kind"),
]


class Claim(Frozen):
    """What was said, and how it is tested. `about` names the events or topics that the claim is about: no component
    that codes one of them has a part in a check of an effect."""

    id: Identifier
    order: int = 0
    """The place among the claims of one date."""
    title: Text
    statement: Text
    source: Text
    url: HttpUrl
    date: dt.date
    tested: Text
    definition: str
    pair: PairText
    about: tuple[str, ...] = ()
    settled_at: float = Field(default=0.9, gt=0.5, lt=1)
    """The share of draws from which something counts as settled (plus two standard errors of such a share); one minus
    it is the largest rank that counts."""
    checks: tuple[AnyCheck, ...] = Field(min_length=1)
    limits: tuple[Text, ...]
    would_change: tuple[Text, ...]

    @property
    def areas(self) -> Pair:
        """The two areas."""
        return Pair(a=self.pair[:3], b=self.pair[4:])

    @model_validator(mode="after")
    def _decides(self) -> Self:
        if not any(check.part == "core" for check in self.checks):
            raise ModelError("no check has the part 'core', so nothing would be decided; make one the core")
        return self
