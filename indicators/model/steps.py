"""Where a component's figures come from, and the steps from observations to one figure a month.

The docstring of a step is its published formula; the app shows it as it stands here.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from indicators.model import AreaCode, Frozen, Identifier

Role = Literal["a_to_b", "b_to_a", "pair", "a", "b", "gap", "world"]
"""`a_to_b`, `b_to_a`: the figure in that direction. `pair`: both directions summed. `a`, `b`: the figure about one
country. `gap`: |a − b| of two figures about one country. `world`: a figure about the world as a whole."""

# --- where a component's figures come from -----------------------------------------------------------


class IndicatorSource(Frozen):
    indicator: Identifier


class Strained(Frozen):
    """An act that begins while one of these `events` between the two, of either side, is in force and not older than
    `within_days` weighs nothing: contact in an open dispute is contact without warmth."""

    events: tuple[Identifier, ...] = Field(min_length=1)
    within_days: int = Field(gt=0, le=3650)


class EventsSource(Frozen):
    """Events by kind, each with its weight.

    `by_scope` multiplies the weight by the event's scope (1–3). `once_within_days` counts events of one direction
    that begin within so many days of one another once, at the highest weight (a delegation). Only acts marked
    bilateral count unless `bilateral_only` is false.

    `tagged` gives acts that carry a word in their `types` another weight, by word and kind; where several words do,
    the lowest counts. Where nobody searched, no act is zero by silence, or (`unsearched`) the figure is missing.
    """

    events: dict[Identifier, float] = Field(min_length=1)
    by_scope: bool = False
    once_within_days: int | None = Field(default=None, ge=0, le=60)
    bilateral_only: bool = True
    # Left out of a dump where a file says nothing, so that its hash is the one it had before there were these keys.
    tagged: dict[Identifier, dict[Identifier, float]] = Field(default={}, exclude_if=lambda said: not said)
    strained: Strained | None = Field(default=None, exclude_if=lambda said: said is None)
    unsearched: Literal["zero", "missing"] = Field(default="zero", exclude_if=lambda said: said == "zero")


# --- steps from observations to a monthly figure -----------------------------------------------------


class TrailingSum(Frozen):
    """x_t + … + x_{t−months+1}; missing when any of them is."""

    step: Literal["sum"]
    months: int = Field(ge=1, le=240)


class TrailingMean(Frozen):
    """(x_t + … + x_{t−months+1}) / months; missing when any of them is."""

    step: Literal["mean"]
    months: int = Field(ge=1, le=240)


class Change(Frozen):
    """x_t − x_{t−months}"""

    step: Literal["change"]
    months: int = Field(default=1, ge=1, le=240)


class PercentChange(Frozen):
    """100 · (x_t / x_{t−months} − 1)"""

    step: Literal["percent_change"]
    months: int = Field(default=1, ge=1, le=240)


class ChangeFromYearAgo(Frozen):
    """x_t − x_{t−12}"""

    step: Literal["change_from_year_ago"]


class PercentChangeFromYearAgo(Frozen):
    """100 · (x_t / x_{t−12} − 1)"""

    step: Literal["percent_change_from_year_ago"]


class Log(Frozen):
    """ln(x + plus)"""

    step: Literal["log"]
    plus: float = Field(default=0.0, ge=0)


class IndexTo(Frozen):
    """100 · x_t / mean of x over the base year (`2015`) or month (`2015-01`)"""

    step: Literal["index_to"]
    base: Annotated[str, StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2]))?$")]


class Deflate(Frozen):
    """x_t · mean of d over the base year / d_t, with d carried over a gap of at most two months

    `level` writes that mean down, so that a reading as of a day before the base year's end has the same unit.
    """

    step: Literal["deflate"]
    by: Identifier
    role: Role = "a"
    base: Annotated[str, StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2]))?$")]
    level: float | None = Field(default=None, gt=0)


class ShareOf(Frozen):
    """100 · x_t / y_t, with y the other source taken through the same steps up to here.

    `counterpart` puts another area in the place of b, so that a pair's trade can be a share of trade with the world.
    """

    step: Literal["share_of"]
    indicator: Identifier
    role: Role
    counterpart: AreaCode | None = None


class Per(Frozen):
    """x_t · scale / y_t, with y another indicator as it stands (per head, per unit of output)"""

    step: Literal["per"]
    indicator: Identifier
    role: Role
    scale: float = 1.0


class Scale(Frozen):
    """x_t · factor, which changes the unit"""

    step: Literal["scale"]
    factor: float


class RatioToMean(Frozen):
    """x_t / mean of x over the trailing months, t included; missing when fewer than `at_least` of them are there"""

    step: Literal["ratio_to_mean"]
    months: int = Field(ge=2, le=600)
    at_least: int = Field(ge=1, le=600)


class Decayed(Frozen):
    """Σ w · 0.5^(days since / half-life) · ln 2 / half-life in years: a rate per year, measured at the month's end"""

    step: Literal["decayed"]
    half_life_days: float = Field(gt=0, le=36500)


class InForce(Frozen):
    """Σ w × the share of the month's days on which the act was in force"""

    step: Literal["in_force"]


Step = Annotated[
    TrailingSum
    | TrailingMean
    | Change
    | PercentChange
    | ChangeFromYearAgo
    | PercentChangeFromYearAgo
    | Log
    | IndexTo
    | Deflate
    | ShareOf
    | Per
    | Scale
    | RatioToMean
    | Decayed
    | InForce,
    Field(discriminator="step"),
]
