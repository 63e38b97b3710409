"""What a test found: an outcome for each check, and the verdict that follows from them by one rule."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from indicators.claims.model import AnyCheck, Claim, Direction
from indicators.text import number

Verdict = Literal["supported", "partly supported", "not supported", "cannot be settled"]
VERDICTS: tuple[Verdict, ...] = ("supported", "partly supported", "not supported", "cannot be settled")


@dataclass(frozen=True, eq=False)
class Exhibit:
    """What a chart shows, as numbers.

    `bars`: label, value, emphasis. `lines`: month, value, and `spans` with start, end, label, mean. `acts`:
    date_start, title, kind, and `spans` with start, end, label (when a kind was collected). `points`: label, x, y.
    """

    form: Literal["bars", "lines", "acts", "points"]
    frame: pd.DataFrame
    unit: str
    spans: pd.DataFrame | None = None
    x_unit: str = ""


@dataclass(frozen=True, eq=False, kw_only=True)
class Outcome:
    """What one check found. `holds` is None where it cannot be settled; `interval_of` says what the interval means.

    `comparisons` counts the numbers that were looked at for significance, so that many tests are not taken for one.
    `drawn` says what the draws varied.
    """

    holds: bool | None
    sentence: str
    figure: float | None = None
    interval: tuple[float, float] | None = None
    unit: str = ""
    interval_of: str = ""
    sample: str = ""
    comparisons: int = 1
    robustness: tuple[str, ...] = ()
    drawn: str = ""
    limits: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    acts: pd.DataFrame | None = None
    exhibit: Exhibit | None = None


@dataclass(frozen=True, eq=False)
class Finding:
    """A claim as it stands on a date: the verdict, and everything it rests on.

    The figure, its interval, unit and chart are those of the first core check that has a figure.
    """

    claim: Claim
    as_of: dt.date | None
    data_version: str
    results: tuple[tuple[AnyCheck, Outcome], ...]

    @property
    def id(self) -> str:
        return self.claim.id

    @property
    def verdict(self) -> Verdict:
        return verdict((check.part, outcome.holds) for check, outcome in self.results)

    @property
    def main(self) -> Outcome:
        """The outcome whose figure stands for the finding."""
        deciding = [outcome for check, outcome in self.results if check.part == "core"]
        premises = [outcome for check, outcome in self.results if check.part == "premise"]
        with_figure = [outcome for outcome in (*deciding, *premises) if outcome.figure is not None]
        return with_figure[0] if with_figure else deciding[0]

    @property
    def exhibit(self) -> Exhibit | None:
        """What the chart shows: that of the figure, or else of the first check that has one."""
        shown = [outcome.exhibit for _, outcome in self.results if outcome.exhibit is not None]
        return self.main.exhibit or next(iter(shown), None)

    @property
    def figure(self) -> float | None:
        return self.main.figure

    @property
    def interval(self) -> tuple[float, float] | None:
        return self.main.interval

    @property
    def unit(self) -> str:
        return self.main.unit

    @property
    def figure_text(self) -> str:
        """`−13.6 points (−15.6 to −0.3)`, `rank 2 (2 to 3)`, or `–` where there is none."""
        if self.figure is None:
            return "–"
        values = [self.figure, *(self.interval or ())]
        whole = all(value == round(value) for value in values) or abs(self.figure) >= 1000
        texts = [number(value, 0 if whole else 1 if max(map(abs, values)) >= 3 else 2) for value in values]
        figure = f"rank {texts[0]}" if self.unit == "rank" else f"{texts[0]} {self.unit}"
        return figure + (f" ({' to '.join(texts[1:])})" if self.interval else "")

    @property
    def sentence(self) -> str:
        """What was found on every part that decides, in the order of the file."""
        said = [outcome.sentence for check, outcome in self.results if check.part != "context"]
        return " ".join(dict.fromkeys(said))

    @property
    def beside(self) -> str:
        """What stands beside it and decides nothing."""
        said = [outcome.sentence for check, outcome in self.results if check.part == "context"]
        return " ".join(dict.fromkeys(said))

    @property
    def sample(self) -> str:
        """Figures, windows and sources of the parts that decide."""
        said = [outcome.sample for check, outcome in self.results if check.part != "context" and outcome.sample]
        return " ".join(dict.fromkeys(said))

    @property
    def limits(self) -> tuple[str, ...]:
        """What the figures cannot see: as the file says, and as the test met it."""
        met = [limit for _, outcome in self.results for limit in outcome.limits]
        return tuple(dict.fromkeys((*self.claim.limits, *met)))

    @property
    def robustness(self) -> tuple[str, ...]:
        """How the result stands under other choices, other dates, other pairs."""
        lines = [line for _, outcome in self.results for line in outcome.robustness]
        drawn = [outcome.drawn for _, outcome in self.results if outcome.drawn]
        return tuple(dict.fromkeys((*lines, *drawn[:1])))

    @property
    def left_out(self) -> tuple[str, ...]:
        """Components that code what the claim is about, and so have no part in the test."""
        return tuple(dict.fromkeys(name for _, outcome in self.results for name in outcome.left_out))

    @property
    def comparisons(self) -> int:
        """How many numbers were looked at."""
        return sum(outcome.comparisons for _, outcome in self.results)

    def row(self) -> dict[str, object]:
        """The finding as one row of a table."""
        low, high = self.interval or (math.nan, math.nan)
        return {
            "id": self.id,
            "verdict": self.verdict,
            "figure": math.nan if self.figure is None else self.figure,
            "low": low,
            "high": high,
            "unit": self.unit,
            "sentence": self.sentence,
            "sample": self.sample,
        }

    def to_dict(self) -> dict[str, object]:
        """The finding in JSON's own types."""
        return {
            "id": self.id,
            "verdict": self.verdict,
            "figure": self.figure,
            "interval": list(self.interval) if self.interval else None,
            "unit": self.unit,
            "interval_of": self.main.interval_of,
            "sentence": self.sentence,
            "sample": self.sample,
            "beside": self.beside,
            "robustness": list(self.robustness),
            "left_out": list(self.left_out),
            "limits": list(self.limits),
            "would_change": list(self.claim.would_change),
            "comparisons": self.comparisons,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "parts": [
                {"says": check.says, "kind": check.kind, "part": check.part, "holds": outcome.holds}
                for check, outcome in self.results
            ],
        }


def shown(intervals: Iterable[tuple[float, float]], direction: Direction, beyond: float) -> bool | None:
    """Whether every interval lies wholly beyond a value in a direction (True), every one on its other side (False), or
    neither."""
    intervals = list(intervals)
    above, below = all(low > beyond for low, _ in intervals), all(high < beyond for _, high in intervals)
    claimed, other = (above, below) if direction == "up" else (below, above)
    return claimed if claimed or other else None


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
