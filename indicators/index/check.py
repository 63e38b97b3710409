"""Until when an index can be given if nothing new comes, and which component ends it.

A component has a value until the last month of its own figures plus `max_age_months`; without it, the rules of the
definition (`min_coverage`, `required`, the groups' own) are asked whether there is an index.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from indicators.errors import Message, ScoringError
from indicators.panel.calendar import Grid
from indicators.panel.result import Column
from indicators.scoring.score import why_withheld

if TYPE_CHECKING:
    from indicators.index.index import Index


@dataclass(frozen=True, eq=False)
class Check:
    """What ends an index if nothing new comes.

    `latest` is the last month that any figure reaches, `ends` the first month without an index, `reason` the rule that
    withholds it there and `components` those that are missing there and were not in the month before. All components
    by id: `last` is the last month of their own figures, `until` the last one with a value (None: there is none).
    `by_definition`: the definition's `end` comes before all that.
    """

    index: Index
    horizon: int
    latest: pd.Period
    ends: pd.Period
    reason: Message
    components: tuple[str, ...]
    last: dict[str, pd.Period | None]
    until: dict[str, pd.Period | None]
    by_definition: bool

    @property
    def holds(self) -> bool:
        """Whether there is an index in each of the `horizon` months after `latest`, or until the definition ends it."""
        return self.by_definition or self.ends > self.latest + self.horizon

    def frame(self) -> pd.DataFrame:
        """One row a component of the index, the first to end first: `component`, `title`, `weight` (its share of the
        index), `last`, `max_age_months`, `until` and `ends_index`: the month `ends` for those that end it, else empty.
        """
        definition = self.index.definition
        shares = definition.nominal_weights()
        rows = [
            {
                "component": name,
                "title": definition.label(name),
                "weight": share,
                "last": str(self.last[name] or ""),
                "max_age_months": definition.components[name].max_age_months,
                "until": str(self.until[name] or ""),
                "ends_index": str(self.ends) if name in self.components else "",
            }
            for name, share in shares.items()
        ]
        return pd.DataFrame(rows).sort_values(["until", "component"], ignore_index=True)


def check(index: Index, horizon: int = 3) -> Check:
    """Until when an index can be given from the figures there are; ScoringError where no month has one."""
    definition, scores, panel = index.definition, index.scores, index.panel
    latest, given = index.index.index[-1], index.index.dropna().index
    if not len(given):
        raise ScoringError("No month has an index of {pair}. {why}", pair=index.pair, why=index.why_missing(latest))
    last = {name: _last(column, panel.sources.grid) for name, column in panel.columns.items()}
    until = {name: month and month + panel.columns[name].max_age for name, month in last.items()}
    for name, component in definition.components.items():
        if component.before is not None:
            written = pd.Period(component.before.until, "M")
            until[name] = max(until[name] or written, written)
    names = list(scores.components.columns)
    ends = given[-1] + 1
    there = scores.components.notna()
    reason: Message = scores.reasons[ends] if ends <= latest else Message("")
    while not reason:
        there.loc[ends] = [(month := until[name]) is not None and month >= ends for name in names]
        [reason] = why_withheld(there.loc[[ends]].to_numpy(), scores)
        ends += 0 if reason else 1
    if definition.end is not None and (end := pd.Period(definition.end, "M")) < ends:
        reason = Message("The definition ends the index with {month}.", month=str(end))
        return Check(index, horizon, latest, end + 1, reason, (), last, until, by_definition=True)
    lost = [name for name in definition.leaves(definition.index) if not there.at[ends, name]]
    return Check(
        index,
        horizon,
        latest,
        ends,
        reason,
        components=tuple([name for name in lost if there.at[ends - 1, name]] or lost),
        last=last,
        until=until,
        by_definition=False,
    )


def _last(column: Column, grid: Grid) -> pd.Period | None:
    """The last month of a component's own figures."""
    own = np.flatnonzero(~np.isnan(column.series.values))
    if not len(own):
        return None
    month = grid.first + int(own[-1])
    # The day asked for cuts the months, not the period that a figure stands for.
    return pd.Period(ordinal=max(month, column.series.last) if month == grid.last else month, freq="M")
