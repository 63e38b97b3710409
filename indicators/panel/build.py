"""A definition, a pair and what is known → Panel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

from indicators.errors import PanelError
from indicators.model import MONTHS_PER_PERIOD, EventSource, Indicator, Pair
from indicators.model.definition import Definition
from indicators.model.steps import EventsSource
from indicators.panel.calendar import Grid, month_number, month_of, month_text
from indicators.panel.events import EventTable
from indicators.panel.figures import FigureTable
from indicators.panel.result import Column, Panel
from indicators.panel.sources import Sources
from indicators.panel.steps import through_steps

_LONGEST_SHIFT = 24
"""A figure stands at most this many months before or after its period (`valid_from_months`)."""

_LONGEST_PERIOD = max(MONTHS_PER_PERIOD.values())


def build_panel(
    definition: Definition,
    pair: Pair,
    observations: pd.DataFrame,
    events: pd.DataFrame,
    *,
    indicators: Mapping[str, Indicator],
    event_sources: Mapping[str, EventSource],
    as_of: dt.date | None = None,
    start: str | None = None,
    end: str | None = None,
) -> Panel:
    """Put the components of a definition on months.

    `observations` and `events` have the columns of `indicators.model` and hold what was known on `as_of` (None: all
    there is); `as_of` itself cuts the periods in which events were collected and the months that exist. `start` and
    `end` are months (`2015-01`); unless given, the panel begins with the definition's start (or its first own value)
    and ends with the latest month for which any component has a figure of its own that had been measured by then, but
    never after the definition's `end`.

    Each component goes: source in its role → months → steps → the result carried at most `max_age_months`. A
    component without figures is missing, with a reason; one that cannot be computed as written raises PanelError,
    and so does a pair for which no component has a figure.
    """
    table, between = FigureTable(observations), EventTable(events, pair)
    grid = _grid(definition, table, event_sources, as_of, (start, end))
    sources = Sources(pair, as_of, indicators, event_sources, table, between, grid)
    columns = {
        name: Column.of(through_steps(name, component, sources)[-1], component.max_age_months)
        for name, component in definition.components.items()
    }
    first, last = _ends(definition, pair, columns, grid, (start, end))
    window = slice(first - grid.first, last - grid.first + 1)
    months, names = grid.periods(first, last), list(columns)
    matrix = np.column_stack([column.values[window] for column in columns.values()])
    carried = np.column_stack([column.carried[window] for column in columns.values()])
    return Panel(
        definition,
        pair,
        as_of,
        matrix=pd.DataFrame(matrix, index=months, columns=names),
        carried=pd.DataFrame(carried, index=months, columns=names),
        columns=columns,
        sources=sources,
    )


def _grid(
    definition: Definition,
    table: FigureTable,
    event_sources: Mapping[str, EventSource],
    as_of: dt.date | None,
    asked: tuple[str | None, ...],
) -> Grid:
    """All months that any figure, any collected event or the question itself can reach."""
    months = [month_number(text) for text in (definition.start, *asked) if text is not None]
    if table.span is not None:
        months += [table.span[0] - _LONGEST_SHIFT, table.span[1] + _LONGEST_SHIFT + _LONGEST_PERIOD]
    kinds = {
        kind
        for component in definition.components.values()
        if isinstance(component.source, EventsSource)
        for kind in component.source.events
    }
    for source in event_sources.values():
        if kinds & source.kinds.keys():
            months += [month_of(day) for line in source.coverage for day in (line.covered_from, line.covered_to)]
    last = max(months, default=0) if as_of is None else min(max(months, default=0), month_of(as_of))
    return Grid(min([*months, last]), last)


def _ends(
    definition: Definition, pair: Pair, columns: Mapping[str, Column], grid: Grid, asked: tuple[str | None, str | None]
) -> tuple[int, int]:
    """The first and the last month of the panel."""
    own = [(column.own() + grid.first, column.series.known_to) for column in columns.values()]
    own = [(months, known_to) for months, known_to in own if len(months)]
    if not own:
        name, column = next(iter(columns.items()))
        raise PanelError(
            "No component of '{id}' has a value for {pair}. The first, '{name}': {why}. Import figures for this pair, "
            "or choose another pair or a later as-of date.",
            id=definition.id,
            pair=pair,
            name=name,
            why=column.why_missing(grid.size - 1, grid.first),
        )
    start, end = asked
    start = start or definition.start
    first = min(int(months[0]) for months, _ in own) if start is None else month_number(start)
    last = max(min(int(months[-1]), known_to) for months, known_to in own) if end is None else month_number(end)
    last = min(last, grid.last)
    if definition.end is not None:
        last = min(last, month_number(definition.end))
    if first > last:
        raise PanelError(
            "The panel of {pair} would begin in {first} and end in {last}; choose an earlier start or a later end or "
            "as-of date.",
            pair=pair,
            first=month_text(first),
            last=month_text(last),
        )
    return first, last
