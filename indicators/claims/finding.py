"""What a test found: an outcome for each check, and the verdict that follows from them by one rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from indicators.catalog import Catalog
from indicators.claims.model import AnyCheck, Claim
from indicators.errors import Message
from indicators.model.methods import Window

Verdict = Literal["supported", "partly supported", "not supported", "cannot be settled"]
VERDICTS: tuple[Verdict, ...] = ("supported", "partly supported", "not supported", "cannot be settled")


@dataclass(frozen=True, eq=False)
class Exhibit:
    """What a chart shows, as numbers. A label is an id (an area, a kind, a period) or a title of the claim's file.

    `bars`: label, value, emphasis. `lines`: month, value, and `spans` with label, start, end, mean. `events`:
    date_start, title, label, and `spans` with label, start, end (when a kind was collected). `points`: label, x, y.
    """

    form: Literal["bars", "lines", "events", "points"]
    frame: pd.DataFrame
    spans: pd.DataFrame | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Outcome:
    """What one check found; each kind of check adds its own numbers. `holds` is None where it cannot be settled.

    `comparisons` counts the numbers that were looked at for significance, so that many tests are not taken for one.
    `carried`: how many months, of how many compared, stand mostly on carried figures. `caveats` say what was drawn.
    """

    holds: bool | None = None
    figure: float | None = None
    interval: tuple[float, float] | None = None
    comparisons: int = 1
    left_out: tuple[str, ...] = ()
    carried: tuple[int, int] = (0, 0)
    caveats: tuple[Message, ...] = ()
    exhibit: Exhibit | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Refused(Outcome):
    """A check that cannot be made, and why."""

    reason: Message
    comparisons: int = 0


@dataclass(frozen=True, eq=False, kw_only=True)
class NotKnown(Outcome):
    """What a check needs is not known on the date: the figure `lacking`, or the score from the month `first` on, of
    `window`."""

    lacking: str = ""
    first: pd.Period | None = None
    window: Window = ("", "")
    comparisons: int = 0


@dataclass(frozen=True, eq=False)
class Finding:
    """A claim as it stands on a date: the verdict, and everything it rests on.

    The figure and its interval are those of the first core check that has a figure.
    """

    claim: Claim
    as_of: dt.date | None
    data_version: str
    catalog: Catalog
    results: tuple[tuple[AnyCheck, Outcome], ...]

    @property
    def id(self) -> str:
        return self.claim.id

    @property
    def verdict(self) -> Verdict:
        return verdict((check.part, outcome.holds) for check, outcome in self.results)

    @property
    def main(self) -> tuple[AnyCheck, Outcome]:
        """The check whose figure stands for the finding, and its outcome."""
        core, premises = ([one for one in self.results if one[0].part == part] for part in ("core", "premise"))
        return next((one for one in (*core, *premises) if one[1].figure is not None), core[0])

    @property
    def charted(self) -> tuple[AnyCheck, Outcome] | None:
        """What the chart shows: the check of the figure, or else the first one that has something to show."""
        return next((one for one in (self.main, *self.results) if one[1].exhibit is not None), None)

    @property
    def figure(self) -> float | None:
        return self.main[1].figure

    @property
    def interval(self) -> tuple[float, float] | None:
        return self.main[1].interval

    @property
    def left_out(self) -> tuple[str, ...]:
        """Components that code what the claim is about, and so have no part in the test."""
        return tuple(dict.fromkeys(name for _, outcome in self.results for name in outcome.left_out))

    @property
    def comparisons(self) -> int:
        """How many numbers were looked at."""
        return sum(outcome.comparisons for _, outcome in self.results)


def verdict(parts: Iterable[tuple[str, bool | None]]) -> Verdict:
    """The verdict that every way of settling the open parts would give; where they differ, it cannot be settled.

    With all parts settled: a premise that fails, or no core part that holds, is not supported; all core parts
    supported; some of them partly. `parts` are pairs of `core`, `premise` or `context` and what was found.
    """
    parts = list(parts)
    premises, core = ([holds for part, holds in parts if part == wanted] for wanted in ("premise", "core"))
    possible: set[Verdict] = set()
    if not all(premises):
        possible.add("not supported")
    if False not in premises:
        may_hold, may_fail = (sum(holds in (found, None) for holds in core) for found in (True, False))
        if may_fail == len(core):
            possible.add("not supported")
        if core and may_hold == len(core):
            possible.add("supported")
        if len(core) > 1 and may_hold and may_fail:
            possible.add("partly supported")
    return possible.pop() if len(possible) == 1 else "cannot be settled"
