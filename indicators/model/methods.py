"""How a figure becomes a score and scores become one: treatment, normalisation, aggregation, weighting."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from indicators.errors import ModelError
from indicators.model import Frozen, Text

Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
Window = tuple[Month, Month]

DRAWS = 2000
SEED = 20220404
"""Draws of the uncertainty of an index, and the seed that gives the same ones again."""

Holds = Literal["choices", "choices and data"]
"""What a band holds: other choices of its makers, or these and what the data have wrong."""


class Treat(Frozen):
    """What is done about outliers before normalising, decided on `window` and then frozen.

    A column passes if |skewness| < `skewness` or excess kurtosis < `kurtosis` (G1 and G2, as in a spreadsheet).
    `winsorise` moves one point at a time to its neighbour, at most `max_points` of them; a column that still fails
    goes to `then`, or the treatment is refused. `log` is log(x − min + 0.01 · range).
    """

    method: Literal["winsorise", "log"]
    skewness: float = Field(default=2.0, gt=0)
    kurtosis: float = Field(default=3.5)
    max_points: int = Field(default=5, ge=0)
    then: Literal["none", "log", "log_of_winsorised"] = "none"
    window: Window | None = None


class Normalise(Frozen):
    """How a figure becomes a score.

    `goalposts`: 100 · (f(x) − f(worst)) / (f(best) − f(worst)) with f the `scale`; x in its own unit, so
    the direction is in the order of the two. All others first multiply by the component's direction.
    """

    method: Literal[
        "goalposts",
        "min_max",
        "z_score",
        "rank",
        "percentile_rank",
        "borda",
        "distance_to_maximum",
        "distance_to_reference",
        "distance_to_target",
        "share_of_maximum",
        "ecdf",
        "none",
    ] = "none"
    worst: float | None = None
    best: float | None = None
    clip: Literal[True, False, "best", "worst"] = True
    scale: Literal["linear", "log", "log1p"] = "linear"
    low: float = 0.0
    high: float = 100.0
    mean: float = 0.0
    sd: float = Field(default=1.0, gt=0)
    reference: str | None = None
    target: float | None = None
    cap: bool = False
    window: Window | None = None
    reason: str = ""

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Normalise:
        need = {
            "goalposts": ("worst", "best"),
            "distance_to_reference": ("reference",),
            "distance_to_target": ("target",),
        }
        for key in need.get(self.method, ()):
            if getattr(self, key) is None:
                raise ModelError("{method} needs '{key}'", method=self.method, key=key)
        if self.method == "goalposts" and self.worst == self.best:
            raise ModelError("worst and best are equal, so nothing can be scored between them; write two values")
        if self.method == "goalposts" and self.scale == "log" and min(self.worst or 0.0, self.best or 0.0) <= 0:
            raise ModelError("goalposts on a log scale must be above zero")
        if self.low >= self.high:
            raise ModelError("'low' must be below 'high'")
        return self


class Aggregate(Frozen):
    """How the children of a group become its score.

    A group is missing where the share of its children that are present is below `min_share`, or the share of its
    weight that is present is below `min_weight`. `floor` lifts every child to at least that value before a geometric
    or harmonic mean; without it a value of zero or less is refused.
    """

    method: Literal["arithmetic", "geometric", "harmonic", "generalised", "median", "minimum", "copeland", "mpi"] = (
        "arithmetic"
    )
    min_share: float = Field(default=0.0, ge=0, le=1)
    min_weight: float = Field(default=0.0, ge=0, le=1)
    p: float | None = None
    floor: float | None = Field(default=None, gt=0)
    polarity: Literal["positive", "negative"] = "positive"

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Aggregate:
        if self.method == "generalised" and self.p is None:
            raise ModelError("generalised needs the power 'p'")
        return self

    @property
    def power(self) -> float | None:
        """p of the power mean (Σ w x^p / Σ w)^(1/p), with 0 for the geometric one; None for the other methods."""
        return {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0, "generalised": self.p}.get(self.method)


class Weighting(Frozen):
    """Where the weights of a group's children come from; `given` uses those written in the file."""

    method: Literal["given", "equal", "pca", "correlation"] = "given"
    window: Window | None = None


class WeightFrom(Frozen):
    """A weight that holds from a month on, in place of the one written for the node."""

    month: Month
    weight: float
    reason: Text
