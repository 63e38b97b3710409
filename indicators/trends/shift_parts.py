"""What a level shift is made of: each component's part of it, and how much of it people coded rather than measured."""

from __future__ import annotations

import pandas as pd

from indicators.errors import TrendError
from indicators.model.definition import Component, Definition
from indicators.model.steps import EventsSource
from indicators.trends.shifts import LevelShifts


def shift_sources(result: LevelShifts, contributions: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    """By shift and component, the difference between the component's mean contributions after and before.

    `result`: the shifts of an index. `contributions`: months × components, summing to that index in every month (as
    `Scores.contributions` do). One row a shift and component, the largest part first: `shift`, `component`, `change`
    (points; they sum to the shift's `change`), `coded` (the component weighs acts by a scope that people assigned).
    Raises TrendError where the contributions do not belong to the series.
    """
    fitted = result.fitted.dropna()
    within = contributions.reindex(fitted.index)
    if within.isna().all(axis=1).any():
        month = within.index[within.isna().all(axis=1)][0]
        raise TrendError(
            "There are no contributions for {month}, where {name} has a value. Pass those of the same index.",
            month=month,
            name=result.name,
        )
    regime = pd.Series(0, index=fitted.index)
    for date in result.shifts["date"]:
        regime += fitted.index > date
    means = within.fillna(0.0).groupby(regime).mean()
    rows = [
        {"shift": date, "component": name, "change": change, "coded": is_coded(definition.components[name])}
        for number, date in enumerate(result.shifts["date"])
        for name, change in (means.loc[number + 1] - means.loc[number]).items()
    ]
    table = pd.DataFrame(rows, columns=["shift", "component", "change", "coded"])
    order = table.assign(size=-table["change"].abs()).sort_values(["shift", "size"], kind="stable").index
    return table.loc[order].reset_index(drop=True)


def is_coded(component: Component) -> bool:
    """Whether a component's values rest on a scale that people assigned to acts, rather than on figures or counts."""
    return isinstance(component.source, EventsSource) and component.source.by_scope
