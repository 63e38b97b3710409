"""One question to an index, one answer: its results, its numbers, what to beware of, and how it was computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from indicators.index import Index
from indicators.index.trend_series import Window, components_that_moved, effects_since_start, other_pairs, trend_series
from indicators.model.definition import Definition
from indicators.panel import Panel
from indicators.trends.pipeline import PipelineNull
from indicators.trends.question import Answer, question
from indicators.trends.shifts import level_shifts_by_group

MEASURE = "points"
"""What changes of scores are in."""


@dataclass(frozen=True, eq=False)
class _Subject:
    """A node of an index in a window, as the questions read it."""

    index: Index
    node: str
    window: Window | None
    events: pd.DataFrame
    null: pd.DataFrame | None
    months: int
    month: pd.Period | None
    others: pd.DataFrame | None

    @property
    def definition(self) -> Definition:
        return self.index.definition

    @property
    def panel(self) -> Panel:
        return self.index.panel

    def series(self, *, whole: bool = False, left_out: Sequence[str] = ()) -> pd.Series:
        node = self.definition.index if whole else self.node
        return trend_series(self.index, node, self.window, left_out=left_out)

    def effects(self) -> pd.DataFrame:
        return effects_since_start(self.index, self.node)

    def coding(self) -> tuple[str, ...]:
        return () if self.month is None else components_that_moved(self.index, self.node, self.month)

    def other_pairs(self) -> pd.DataFrame:
        if self.others is not None or self.month is None:
            return pd.DataFrame() if self.others is None else self.others
        return other_pairs(self.index, self.node, self.month)


def ask(
    id: str,
    index: Index,
    node: str,
    window: Window | None = None,
    *,
    events: pd.DataFrame | None = None,
    null: PipelineNull | None = None,
    months: int = 12,
    month: pd.Period | None = None,
    others: pd.DataFrame | None = None,
) -> Answer:
    """Ask one of `QUESTIONS` of the index, a group or a component within a window.

    `events` are looked for inside the intervals of level shifts: all that concern the pair unless given. `null` ranks
    shifts and slopes; without it their answer has no rank, since simulating takes long (see `pipeline_null`). `months`
    is how far a forecast looks ahead; `month` the first one of an intervention, and `others` the same series of other
    pairs, computed unless given. Raises TrendError where the series cannot answer.
    """
    asked = question(id)
    if events is None:
        events = index.origin.events_about(index.pair.b, index.as_of)
    simulated = None if null is None else null.series(node)
    return asked.answer(_Subject(index, node, window, events, simulated, months, month, others), measure=MEASURE)


def shifts_by_group(index: Index, window: Window | None = None, *, null: PipelineNull | None = None) -> pd.DataFrame:
    """The groups tested together: `group`, `shifts`, `p_value`, `q_value`, `discovery` (a tenth of the discoveries may
    be false), and `refused`, why a group could not be tested."""
    groups = pd.DataFrame({group: trend_series(index, group, window) for group in index.groups})
    simulated = None if null is None else {group: null.series(group) for group in index.groups}
    _, table = level_shifts_by_group(groups, null=simulated)
    table = table.reset_index()
    table["group"] = table["group"].map(index.definition.label)
    return table
