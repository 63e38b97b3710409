"""The choices that made an index, and what else each of them could have been.

An index is one outcome of many choices that could have been made otherwise: how much each group weighs, how a figure
becomes a score, how scores become one, what a late component counts for before it begins, how fast a visit fades. The
label "as defined" always stands for what the definition says; the alternatives are written beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Literal, get_args

import numpy as np
import pandas as pd
from scipy.special import ndtri

from indicators.errors import Message, UncertaintyError
from indicators.model.arrays import Floats
from indicators.model.methods import Aggregate, Normalise, Treat

AS_DEFINED = "as defined"

Entry = Literal["as written", "missing", "left out"]
"""What a component with a `before` rule counts for before it begins: the written score; nothing, with the weights of
the others renormalised; or the component is left out of the index altogether."""

Alternatives = Mapping[str | tuple[str, ...], Mapping[str | tuple[str, ...], pd.DataFrame]]
"""Matrices that other choices of half-life, window or source would have given: name of the choice → label → matrix,
or only the columns that change. "as defined" need not be given, unless one of the matrices is the nominal one under a
label of its own. Choices that change the same column come together, with names and labels as tuples:
`{("half_life", "contact"): {("180", "leaders"): frame, …}}`, every combination present."""


def _normalisations() -> dict[str, Normalise]:
    """A standard deviation of 15 spreads scores about as goalposts do: a floor of 5 is three of them below 50."""
    return {
        "z_score": Normalise(method="z_score", mean=50.0, sd=15.0),
        "ecdf": Normalise(method="ecdf", low=0.0, high=100.0),
    }


def _aggregations() -> dict[str, Aggregate]:
    return {"geometric": Aggregate(method="geometric", floor=5.0)}


@dataclass(frozen=True)
class Choices:
    """What varies from draw to draw; labels of one choice are equally likely.

    `concentration` is that of the Dirichlet distribution around the nominal weights of each group: a child with the
    share w varies with standard deviation sqrt(w (1 − w) / (concentration + 1)); None keeps the weights.
    `normalisation`, `treatment` and `aggregation` are alternatives to "as defined", each put in the place of every
    component's or group's own method (a group keeps its `min_share` and `min_weight`). A normalisation without a
    window takes the definition's frozen window. `entry` applies where a component has a `before` rule.
    `leave_one_out` leaves out no component or one of them, each equally likely.
    """

    concentration: float | None = 50.0
    normalisation: Mapping[str, Normalise] = field(default_factory=_normalisations)
    treatment: Mapping[str, Treat | None] = field(default_factory=dict)
    aggregation: Mapping[str, Aggregate] = field(default_factory=_aggregations)
    entry: tuple[Entry, ...] = get_args(Entry)
    leave_one_out: bool = True

    def __post_init__(self) -> None:
        if self.concentration is not None and not 1 <= self.concentration <= 1e12:
            raise UncertaintyError(
                "The concentration is {concentration:g}; it must lie between 1 (almost any weights) and 1e12 "
                "(the weights as written). 50 is usual; None keeps the weights.",
                concentration=self.concentration,
            )
        for name in ("normalisation", "treatment", "aggregation"):
            if AS_DEFINED in getattr(self, name):
                raise UncertaintyError(
                    "'{as_defined}' is always among the labels of {name} and stands for the definition itself; "
                    "give the alternative another label.",
                    as_defined=AS_DEFINED,
                    name=name,
                )
        if not self.entry or set(self.entry) - set(get_args(Entry)) or len(set(self.entry)) < len(self.entry):
            raise UncertaintyError(
                "entry is {entry!r}; name one or more of {known}, each once.", entry=self.entry, known=get_args(Entry)
            )

    @classmethod
    def only(cls, *names: str) -> Choices:
        """The default alternatives of the named choices and nothing else: `only("weights")`, `only("entry")`."""
        unknown = sorted(set(names) - set(_NOTHING) - {"weights"})
        if unknown:
            known = ", ".join(_NOTHING)
            raise UncertaintyError(
                "'{name}' is not a choice; name some of weights, {known}.", name=unknown[0], known=known
            )
        fixed = {name: value for name, value in _NOTHING.items() if name not in names}
        return cls(concentration=cls.concentration if "weights" in names else None, **fixed)  # type: ignore[arg-type]


_NOTHING: dict[str, object] = {
    "normalisation": {},
    "treatment": {},
    "aggregation": {},
    "entry": ("as written",),
    "leave_one_out": False,
}


@dataclass(frozen=True)
class Bounds:
    """Measurement error: lower and upper bounds in the unit of the matrix, rows × components that have any.

    `level` is the probability between the bounds: 0.68 for V-Dem, whose bounds lie about one standard deviation away.
    A draw takes each component's error as constant over all rows (a coder's error lasts), so it moves the level of a
    component more than its changes: a normal on either side of the value, each with its own spread. The spreads are
    those around `middle`, where it is given, whatever other choice moves the value.
    """

    low: pd.DataFrame
    high: pd.DataFrame
    level: float = 0.68
    middle: pd.DataFrame | None = None

    def __post_init__(self) -> None:
        if set(self.low.columns) != set(self.high.columns) or not self.low.index.equals(self.high.index):
            raise UncertaintyError("The frames of lower and upper bounds differ in rows or columns; align them.")
        if not 0 < self.level < 1:
            raise UncertaintyError("The level {level:g} is not a probability between 0 and 1.", level=self.level)

    def shifted(self, column: pd.Series, deviate: float) -> pd.Series:
        """The column moved by so many standard deviations of its error; a row without bounds stays."""
        name = column.name
        side = (self.high if deviate > 0 else self.low)[name].reindex(column.index)
        middle = column if self.middle is None else self.middle[name].reindex(column.index)
        half = ((side - middle).abs() / ndtri((1 + self.level) / 2)).fillna(0.0)
        return column + deviate * half


ERROR_LEVELS = 21


def error_deviates() -> Floats:
    """Equally likely deviates that stand for a standard normal: medians of 21 slices, scaled to unit variance."""
    medians = ndtri((np.arange(ERROR_LEVELS) + 0.5) / ERROR_LEVELS)
    return np.asarray(medians / medians.std())


@dataclass(frozen=True)
class Alternative:
    """Choices that change the matrix together: their labels, and the changed columns per combination of labels."""

    names: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    frames: Mapping[tuple[str, ...], pd.DataFrame]

    @property
    def columns(self) -> set[str]:
        return {str(column) for frame in self.frames.values() for column in frame.columns}


def read_alternatives(alternatives: Alternatives | None, matrix: pd.DataFrame) -> list[Alternative]:
    """The caller's alternatives with only the columns that differ from `matrix`; refuses what cannot be combined."""
    read = [_read_one(key, frames, matrix) for key, frames in (alternatives or {}).items()]
    names = [name for alternative in read for name in alternative.names]
    own = [name for name in names if name in (*_NOTHING, "weights", "component left out")]
    if own:
        raise UncertaintyError(
            "'{own}' is a choice of its own; give the alternative matrices another name.", own=own[0]
        )
    if len(set(names)) < len(names):
        raise UncertaintyError("The choice '{name}' is given twice; give each once.", name=max(names, key=names.count))
    for i, one in enumerate(read):
        for other in read[:i]:
            if shared := sorted(one.columns & other.columns):
                raise UncertaintyError(
                    "The choices {a} and {b} both change '{column}'. Give the matrices of their combinations under the "
                    "one key {both}.",
                    a=other.names,
                    b=one.names,
                    column=shared[0],
                    both=other.names + one.names,
                )
    return read


def _read_one(
    key: str | tuple[str, ...], given: Mapping[str | tuple[str, ...], pd.DataFrame], matrix: pd.DataFrame
) -> Alternative:
    names = _tuple(key)
    frames: dict[tuple[str, ...], pd.DataFrame] = {}
    for label, frame in given.items():
        if len(_tuple(label)) != len(names):
            raise UncertaintyError(
                "The label {label!r} of {key!r} needs {n} parts, one per choice.", label=label, key=key, n=len(names)
            )
        where = Message("'{label}' of '{key}'", label=label, key=key)
        frames[_tuple(label)] = _changed_columns(frame, matrix, where)
    named_otherwise = any(frame.empty for frame in frames.values()) and not any(AS_DEFINED in label for label in frames)
    if not named_otherwise:
        frames = {(AS_DEFINED,) * len(names): pd.DataFrame(index=matrix.index), **frames}
    labels = tuple(_distinct(label[i] for label in frames) for i in range(len(names)))
    for combination in product(*labels):
        if combination not in frames:
            raise UncertaintyError(
                "The choices {names} lack the matrix of {labels}; give every combination.",
                names=names,
                labels=combination,
            )
    return Alternative(names, labels, frames)


def _changed_columns(frame: pd.DataFrame, matrix: pd.DataFrame, where: Message) -> pd.DataFrame:
    unknown = [str(column) for column in frame.columns if column not in matrix.columns]
    if unknown:
        raise UncertaintyError(
            "The alternative {where} has the column '{name}', which the matrix lacks.", where=where, name=unknown[0]
        )
    if not frame.index.equals(matrix.index):
        raise UncertaintyError(
            "The alternative {where} has other rows than the matrix; build it for the same rows.", where=where
        )
    return frame[[column for column in frame.columns if not frame[column].equals(matrix[column])]]


def _tuple(key: str | tuple[str, ...]) -> tuple[str, ...]:
    return (key,) if isinstance(key, str) else tuple(key)


def _distinct(labels: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(labels))
