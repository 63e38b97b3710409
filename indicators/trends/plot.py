"""A chart as data: which columns of a table are drawn, and as what. Trends know no Plotly; the charts floor draws."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Line:
    """A column as a line. `look` names one of the looks of the charts floor; `strip`: in the strip below the series."""

    column: str
    name: str
    look: str = "model"
    strip: bool = False


@dataclass(frozen=True)
class Band:
    """Two columns as the edges of a band."""

    low: str
    high: str
    name: str
    look: str = "edge"


@dataclass(frozen=True)
class Points:
    """The values of a column as marks."""

    column: str
    name: str
    look: str


@dataclass(frozen=True)
class Bars:
    """A column as bars by row, coloured by sign."""

    column: str


@dataclass(frozen=True)
class Interval:
    """Dates of the interval of a date, as a bar in the strip."""

    low: pd.Period
    date: pd.Period
    high: pd.Period


@dataclass(frozen=True)
class Upright:
    """A vertical mark at a date (`2018-08`) or a value."""

    at: str | float


@dataclass(frozen=True)
class Histogram:
    """How often a column has which values, with a mark at one of them."""

    column: str
    at: float
    across: str
    upright: str


@dataclass(frozen=True)
class NamedEvents:
    """Room for the named events as ticks in the strip."""


Part = Line | Band | Points | Bars | Interval | Upright | Histogram | NamedEvents


@dataclass(frozen=True, eq=False)
class Plot:
    """What is drawn of a `table`, whose rows are periods unless the parts are bars or a histogram.

    `strip`: lowest and highest value of a strip below the series, where there is one. `data`: the numbers that are
    handed on with the chart, if not the table.
    """

    table: pd.DataFrame
    parts: tuple[Part, ...]
    strip: tuple[float, float] | None = None
    data: pd.DataFrame | None = None
