"""How findings are written: periods, shares, ranks, changes, areas, acts."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.catalog import Catalog
from indicators.text import month_name, number, signed

LEVEL = 0.9
"""Of the intervals that come from counts and correlations."""


def last_month(period: str) -> pd.Period:
    """The month for which a period stands: a year for its December."""
    return pd.Period(f"{period}-12" if len(period) == 4 else period, "M")


def period_name(period: str) -> str:
    """`2021`, `January 2022`"""
    return period if len(period) == 4 else month_name(pd.Period(period, "M"))


def span(first: str, last: str) -> str:
    """`April 2022 to March 2024`"""
    return f"{period_name(first)} to {period_name(last)}"


def day(date: dt.date) -> str:
    """`4 April 2022`"""
    return f"{date.day} {date:%B %Y}"


def days(first: dt.date, last: dt.date) -> str:
    """`20 January 2021 to 12 May 2022`"""
    return f"{day(first)} to {day(last)}"


def change_of(value: float, measure: str, digits: int) -> str:
    """A change with its sign: `+32.6 %`, `−0.378`."""
    return f"{signed(value)} %" if measure == "percent" else signed(value, digits)


def as_share(p: float | None) -> str:
    """A rank as a share: `3 %`, never less than `1 %`."""
    return "–" if p is None or math.isnan(p) else f"{max(1, round(100 * p))} %"


def rest(settled_at: float) -> float:
    """One minus a share, without the rounding of floats: 0.1 for 0.9."""
    return round(1 - settled_at, 9)


def rank_among(simulated: NDArray[np.float64], found: float) -> float:
    """(1 + simulated values at least as large) / (1 + simulated values): never zero (Phipson and Smyth 2010)."""
    return float((1 + np.sum(simulated >= found)) / (1 + len(simulated)))


def ratio(value: float) -> str:
    """A ratio as it stands in a sentence."""
    return "∞" if math.isinf(value) else number(value, 2)


def area_name(catalog: Catalog, code: str) -> str:
    """The English name of an area, or its code."""
    return catalog.areas[code].name_en if code in catalog.areas else code


def capital(sentence: str) -> str:
    """The sentence with a capital letter."""
    return sentence[:1].upper() + sentence[1:]


def listed(acts: pd.DataFrame) -> str:
    """`14 June 2021 (A and B in Brussels); …`"""
    return "; ".join(f"{day(row.date_start)} ({row.title})" for row in acts.itertuples())
