"""The formulas of `indicators.model.steps`, on arrays of months.

A missing month makes every result that needs it missing; nothing is skipped or filled, but for the deflator.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from indicators.errors import Message, PanelError
from indicators.model import steps
from indicators.model.arrays import Floats
from indicators.model.definition import Component
from indicators.model.steps import EventsSource, IndicatorSource, Step
from indicators.panel.calendar import Grid, base_months, carry, month_text, take
from indicators.panel.sources import Monthly, Sources

OwnStep = (
    steps.TrailingSum
    | steps.TrailingMean
    | steps.Change
    | steps.PercentChange
    | steps.ChangeFromYearAgo
    | steps.PercentChangeFromYearAgo
    | steps.Log
    | steps.IndexTo
    | steps.Scale
    | steps.RatioToMean
)
"""The steps that need nothing but the series itself."""

DEFLATOR_GAP = 2
"""Months over which a deflator is carried. Such a month is marked as carried; later sums that contain it are not."""


def through_steps(name: str, component: Component, sources: Sources) -> list[Monthly]:
    """A component's series as it is read and after each of its steps; events begin as their first step counts them."""
    match component.source, component.role:
        case IndicatorSource(indicator=indicator), role if role is not None:
            series = [sources.monthly(name, indicator, role)]
        case EventsSource() as source, role if role is not None:
            series = [sources.counted(name, source, role, counting_step(component))]
        case _:
            raise PanelError("The component '{name}' has no source; write 'source' and 'role' for it.", name=name)
    counted = isinstance(component.source, EventsSource)
    for number, step in enumerate(component.steps):
        if number > 0 or not counted:
            series.append(apply(step, series[-1], component.steps[:number], name, sources))
    return series


def counting_step(component: Component) -> steps.Decayed | steps.InForce:
    """The step that turns a component's events into figures, which a valid definition has first."""
    step = component.steps[0]
    assert isinstance(step, steps.Decayed | steps.InForce)
    return step


def apply(step: Step, x: Monthly, taken: Sequence[Step], component: str, sources: Sources) -> Monthly:
    """One step. `taken` are the steps before it, which the denominator of a share goes through as well."""
    match step:
        case steps.TrailingSum():
            _refuse_sum_of_held(x, component)
            return x.given(formula(step, x.values, sources.grid, component))
        case steps.IndexTo():
            return _index_to(x, step, component, sources)
        case steps.Deflate():
            return _deflate(x, step, component, sources)
        case steps.ShareOf():
            return _share_of(x, step, taken, component, sources)
        case steps.Per(indicator=indicator, role=role, scale=scale):
            y = sources.monthly(component, indicator, role)
            return _divided(x, y, scale)
        case steps.Decayed() | steps.InForce():
            raise PanelError(
                "The component '{component}' takes figures through the step '{step}', which counts events; "
                "a share of a count of events cannot be taken with 'share_of', use 'per'.",
                component=component,
                step=step.step,
            )
        case _:
            return x.given(formula(step, x.values, sources.grid, component))


def formula(step: OwnStep, values: Floats, grid: Grid, name: str) -> Floats:
    """A step that needs nothing but the series itself, on the months of a grid; `name` is what a refusal calls it."""
    match step:
        case steps.TrailingSum(months=months):
            return np.asarray(_windows(values, months).sum(axis=1))
        case steps.TrailingMean(months=months):
            return np.asarray(_windows(values, months).sum(axis=1) / months)
        case steps.Change(months=months):
            return values - _lag(values, months)
        case steps.ChangeFromYearAgo():
            return values - _lag(values, 12)
        case steps.PercentChange(months=months):
            return _percent_change(values, months)
        case steps.PercentChangeFromYearAgo():
            return _percent_change(values, 12)
        case steps.Log(plus=plus):
            return _log(values + plus, grid, name)
        case steps.Scale(factor=factor):
            return values * factor
        case steps.RatioToMean(months=months, at_least=at_least):
            return _ratio_to_mean(values, months, at_least)
        case steps.IndexTo(base=base):
            return 100 * values / mean_of_base(values, base, grid)


def offsets(step: Step) -> range:
    """How many months back a step looks: the months t − k that its result for t is made of."""
    match step:
        case steps.TrailingSum(months=months) | steps.TrailingMean(months=months) | steps.RatioToMean(months=months):
            return range(months)
        case steps.Change(months=months) | steps.PercentChange(months=months):
            return range(0, months + 1, months)
        case steps.ChangeFromYearAgo() | steps.PercentChangeFromYearAgo():
            return range(0, 13, 12)
        case _:
            return range(1)


def _windows(values: Floats, months: int) -> Floats:
    """months of the grid × the trailing months, padded with missing ones before the first."""
    return sliding_window_view(np.concatenate([np.full(months - 1, np.nan), values]), months)


def _lag(values: Floats, months: int) -> Floats:
    return np.concatenate([np.full(months, np.nan), values])[: len(values)]


def _ratio(x: Floats, y: Floats) -> Floats:
    """x / y, missing where y is zero."""
    return np.divide(x, y, out=np.full_like(x, np.nan), where=y != 0)


def _percent_change(values: Floats, months: int) -> Floats:
    """Missing on a base of zero or less, where a percentage means nothing."""
    before = _lag(values, months)
    return 100 * (_ratio(values, np.where(before > 0, before, np.nan)) - 1)


def _ratio_to_mean(values: Floats, months: int, at_least: int) -> Floats:
    windows = _windows(values, months)
    there = ~np.isnan(windows)
    count = there.sum(axis=1)
    mean = np.divide(np.where(there, windows, 0.0).sum(axis=1), count, out=np.zeros(len(values)), where=count > 0)
    return np.where(count >= at_least, _ratio(values, mean), np.nan)


def _log(values: Floats, grid: Grid, name: str) -> Floats:
    refused = np.flatnonzero(values <= 0)
    if len(refused):
        month = month_text(grid.first + int(refused[0]))
        raise PanelError(
            "The component '{name}' takes the logarithm of {value:g} in {month}, which does not exist; add 'plus' to "
            "the step 'log', or use log1p goalposts in its place.",
            name=name,
            value=values[refused[0]],
            month=month,
        )
    return np.log(values)


def mean_of_base(values: Floats, base: str, grid: Grid) -> float:
    """The mean over a base year or month, NaN where one of its months is missing."""
    at = [grid.position(month) for month in base_months(base)]
    return float(np.mean([np.nan if position is None else values[position] for position in at]))


def _no_base(x: Monthly, base: str, what: Message, component: str, sources: Sources) -> Monthly:
    """As of a day, a base that was not over is a reason to be missing; without one, it is a mistake in the file."""
    if sources.as_of is not None:
        day = sources.as_of
        return x.without(
            Message("{what} for all of {base}, its base, could not be known on {day}", what=what, base=base, day=day)
        )
    raise PanelError(
        "The component '{component}' needs {what} for every month of {base}, its base, and some are missing; choose "
        "another base.",
        component=component,
        what=what,
        base=base,
    )


def _index_to(x: Monthly, step: steps.IndexTo, component: str, sources: Sources) -> Monthly:
    if x.reason:
        return x
    mean = mean_of_base(x.values, step.base, sources.grid)
    if np.isnan(mean):
        return _no_base(x, step.base, Message("its own figures"), component, sources)
    if mean == 0:
        raise PanelError(
            "The component '{component}' is zero on average in {base}, its base; choose another base.",
            component=component,
            base=step.base,
        )
    return x.given(formula(step, x.values, sources.grid, component))


def _deflate(x: Monthly, step: steps.Deflate, component: str, sources: Sources) -> Monthly:
    d = sources.monthly(component, step.by, step.role)
    if d.reason:
        return x.without(d.reason)
    mean = mean_of_base(d.values, step.base, sources.grid)
    if np.isnan(mean) and step.level is None:
        return _no_base(x, step.base, Message("the figures of '{id}'", id=step.by), component, sources)
    if step.level is not None and abs(mean / step.level - 1) > 0.001:
        raise PanelError(
            "The component '{component}' writes {level:g} as the level of '{by}' in {base}; "
            "its figures have {mean:g}. Correct 'level' in the step 'deflate'.",
            component=component,
            level=step.level,
            by=step.by,
            base=step.base,
            mean=mean,
        )
    level = mean if step.level is None else step.level
    positions = carry(d.values, DEFLATOR_GAP)
    values = level * _ratio(x.values, take(d.values, positions))
    filled = (positions != np.arange(len(positions))) & ~np.isnan(values)
    provisional = filled if x.provisional is None else filled | x.provisional
    return replace(_with(x, d, values), provisional=provisional)


def _share_of(x: Monthly, step: steps.ShareOf, taken: Sequence[Step], component: str, sources: Sources) -> Monthly:
    y = sources.monthly(component, step.indicator, step.role, step.counterpart)
    for number, before in enumerate(taken):
        y = apply(before, y, taken[:number], component, sources)
    return _divided(x, y, 100.0)


def _divided(x: Monthly, y: Monthly, factor: float) -> Monthly:
    if y.reason:
        return x.without(y.reason)
    return _with(x, y, factor * _ratio(x.values, y.values))


def _with(x: Monthly, y: Monthly, values: Floats) -> Monthly:
    """A series made of two: its figures begin with the later and end with the earlier of them."""
    return replace(x, values=values, first=max(x.first, y.first), last=min(x.last, y.last))


def _refuse_sum_of_held(x: Monthly, component: str) -> None:
    if x.period > 1:
        raise PanelError(
            "The component '{component}' sums trailing months of {period} figures, which would count each of them "
            "several times; use 'mean', or leave the step out.",
            component=component,
            period=Message("annual") if x.period == 12 else Message("quarterly"),
        )
