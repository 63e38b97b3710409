"""A scenario: what is changed about an index. A value, never stored as data."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, ValidationError

from indicators.errors import ScenarioError
from indicators.model import Frozen, Identifier, one_sentence
from indicators.model.methods import Aggregate, Month, Normalise
from indicators.scoring.uncertainty.choices import Choices

NORMALISATIONS: dict[str, Normalise] = {**Choices().normalisation, "min_max": Normalise(method="min_max")}
"""Other ways to score a figure: those that the uncertainty draws, and min–max, all measured on the frozen window."""

AGGREGATIONS: dict[str, Aggregate] = {
    **Choices().aggregation,
    "harmonic": Aggregate(method="harmonic", floor=5.0),
    "minimum": Aggregate(method="minimum"),
}
"""Other ways to make one score of several."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class MovedEvent(Frozen):
    """An event (a measure, a visit) that begins or ends on another day."""

    event: Name
    side: Literal["start", "end"]
    date: dt.date


class ScaledFigures(Frozen):
    """The pair's figures of an indicator, multiplied for every period that begins in a month or later.

    Figures about the pair or one of its two countries; not those about the world that a share is taken of.
    """

    indicator: Identifier
    factor: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
    since: Month


class HeldValue(Frozen):
    """A component held at a value, in its own unit, from a month on."""

    component: Name
    value: Number
    since: Month


class Scenario(Frozen):
    """Changes of the definition, then changes of the data; what is not named stays as it is.

    `weights` are weights among siblings, as the definition writes them. `without` are components switched off, their
    siblings renormalised. `half_lives` are in days, by component. `normalisation` and `aggregation` are labels of
    NORMALISATIONS and AGGREGATIONS and take the place of every component's or group's own method; a component with a
    written score before its figures begin keeps its own. `events` begin or end on another day, `never` are events that
    had not taken place.

    Examples
    --------
    >>> scenario = indicators.Scenario.of(weights={"economic": 50, "political": 50}, without=["lng"])
    >>> scenario.changes_definition, scenario.changes_data
    (True, False)
    """

    weights: dict[Name, Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]] = Field(default_factory=dict)
    without: tuple[Name, ...] = ()
    half_lives: dict[Name, Annotated[float, Field(ge=1, le=36500, allow_inf_nan=False)]] = Field(default_factory=dict)
    normalisation: Literal["", "z_score", "ecdf", "min_max"] = ""
    aggregation: Literal["", "geometric", "harmonic", "minimum"] = ""
    events: tuple[MovedEvent, ...] = ()
    never: tuple[Name, ...] = ()
    figures: tuple[ScaledFigures, ...] = ()
    values: tuple[HeldValue, ...] = ()

    @classmethod
    def of(cls, **changes: Any) -> Self:
        """The scenario of some of its fields; ScenarioError says which cannot be read."""
        try:
            return cls.model_validate(changes)
        except ValidationError as error:
            raise ScenarioError("The scenario cannot be read: {why}.", why=one_sentence(error)) from error

    @property
    def changes_definition(self) -> bool:
        """Whether the definition itself is changed, so that there is something to save as an own one."""
        return bool(self.weights or self.without or self.half_lives or self.normalisation or self.aggregation)

    @property
    def changes_data(self) -> bool:
        """Whether figures or events are changed."""
        return bool(self.events or self.never or self.figures or self.values)

    def __bool__(self) -> bool:
        return self.changes_definition or self.changes_data
