"""What every trend model returns: a table, one sentence, and what the reader must be warned of."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd


@dataclass(frozen=True, eq=False, kw_only=True)
class TrendResult(ABC):
    """Base of the results: frozen, with the formula and the reference of the method beside the answer.

    `measure`: what the values are in, as it stands after a change in the sentence (`points`); empty where unknown.
    """

    warnings: tuple[str, ...] = ()
    measure: str = ""

    formula: ClassVar[str]
    reference: ClassVar[str]

    @abstractmethod
    def to_frame(self) -> pd.DataFrame:
        """The result as one table, as it is exported."""

    @abstractmethod
    def summary_sentence(self) -> str:
        """The answer in words, with its uncertainty."""

    def measured(self, change: str) -> str:
        """A change with what it is measured in."""
        return f"{change} {self.measure}".rstrip()


def figure(value: float, *, sign: bool = False) -> str:
    """A number as it stands in a sentence: three significant digits, thousands apart, a true minus sign."""
    if not np.isfinite(value):
        return "no value"
    if value == 0:
        return "0"
    size = int(np.floor(np.log10(abs(value))))
    text = f"{value:{'+' if sign else ''},.{max(0, 2 - size)}f}" if size >= -4 else f"{value:{'+' if sign else ''}.2e}"
    if "." in text and "e" not in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−")


def moved(before: float, after: float) -> tuple[str, str, str]:
    """Two means and the change between them, as they stand in a sentence: four significant digits for the means and a
    decimal less for the change, so that what is shown adds up."""
    size = int(np.floor(np.log10(max(abs(before), abs(after), 1e-4))))
    decimals = max(0, 3 - size)
    means = [f"{value:,.{decimals}f}".replace("-", "−") for value in (before, after)]
    return means[0], means[1], f"{after - before:+,.{max(0, decimals - 1)}f}".replace("-", "−")


def p_text(p: float) -> str:
    """A p-value as it stands in a sentence."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.2g}"


def counted(number: int, noun: str) -> str:
    """`1 shift`, `3 shifts`, `no shift`."""
    return f"no {noun}" if number == 0 else f"{number} {noun}{'' if number == 1 else 's'}"


def in_words(number: int) -> str:
    """`one`, `two`, … `nine`, then digits."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[number] if number < len(words) else str(number)


def written(period: Any) -> str:
    """A period as people write it: `December 2025`; quarters, years and numbers as they are."""
    return period.strftime("%B %Y") if isinstance(period, pd.Period) and period.freqstr == "M" else str(period)


def joined(items: list[Any]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    words = [str(item) for item in items]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
