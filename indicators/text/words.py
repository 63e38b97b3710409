"""Numbers, days and lists as people write them."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

MINUS = "\u2212"


def number(value: float | None, digits: int = 1) -> str:
    """A number as people write it, with a true minus sign; `–` where there is none."""
    if value is None or math.isnan(value):
        return "–"
    text = f"{abs(value):,.{digits}f}"
    return text if value >= 0 or float(text.replace(",", "")) == 0 else MINUS + text


def figure(value: float) -> str:
    """A figure in a unit of its own, to four digits: `35,790`, `35.79`, `0.006612`."""
    if math.isnan(value) or value == 0:
        return number(value, 0)
    return number(value, max(0, 3 - math.floor(math.log10(abs(value)))))


def signed(value: float, digits: int = 1) -> str:
    """A change: `+1.2` or `−1.2`, and `0.0` without a sign."""
    text = number(value, digits)
    return text if text.startswith(MINUS) or not text.strip("0.,") else f"+{text}"


def percent(share: float) -> str:
    """A share of one as a whole percentage, rounded down so that 100 % means all of it."""
    return "–" if math.isnan(share) else f"{math.floor(share * 100 + 1e-6)} %"


def month_name(month: pd.Period) -> str:
    """`December 2025`"""
    return str(month.strftime("%B %Y"))


def day_name(day: dt.date) -> str:
    """`7 August 2018`"""
    return f"{day.day} {day:%B %Y}"


def listing(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`"""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def period_name(period: Any) -> str:
    """`August 2026`, `Q3 2008`, `2024`; what is no period, such as a number, as it is."""
    if not hasattr(period, "freqstr"):
        return str(period)
    return str(period.strftime({"M": "%B %Y", "Q": "Q%q %Y"}.get(period.freqstr[0], "%Y")))


def significant(value: float, *, sign: bool = False) -> str:
    """A number to three significant digits without zeros at its end: `1,098`, `61.5`, `−0.5`; with `sign`, `+0.25`."""
    if not math.isfinite(value):
        return "no value"
    if value == 0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    text = f"{value:{'+' if sign else ''},.{max(0, 2 - size)}f}" if size >= -4 else f"{value:{'+' if sign else ''}.2e}"
    if "." in text and "e" not in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", MINUS)


def p_text(p: float) -> str:
    """`p = 0.031`, `p < 0.001`"""
    return "p < 0.001" if p < 0.001 else f"p = {p:.2g}"


def spelled(count: int) -> str:
    """`one`, `two`, … `nine`, then digits."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[count] if count < len(words) else str(count)
