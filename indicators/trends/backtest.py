"""How a forecast would have done: the same methods from many earlier origins, against what then came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student_t

from indicators.model.arrays import Floats
from indicators.trends.candidates import Candidate, Path


@dataclass(frozen=True, eq=False)
class Record:
    """Of one method: its scaled error at every origin, and the share of values inside its intervals by level."""

    errors: Floats
    coverage: dict[float, float]

    @property
    def mase(self) -> float:
        """Mean absolute scaled error."""
        return float(self.errors.mean())

    def p_against(self, other: Record) -> float:
        """How easily chance makes its error as much lower: a paired t-test over the origins, one-sided."""
        gain = other.errors - self.errors
        error = gain.std(ddof=1) / np.sqrt(len(gain)) if len(gain) > 1 else np.inf
        if error == 0:
            return 0.0 if gain.mean() > 0 else 1.0
        return float(student_t.sf(gain.mean() / error, max(len(gain) - 1, 1)))

    def beats(self, other: Record) -> bool:
        """Whether its error is lower by more than chance, at 5 %.

        Of several methods one always has the lowest error; without a margin a random walk would seem predictable.
        """
        return self.p_against(other) < 0.05


def origins_of(n: int, steps: int, at_least: int, most: int) -> Floats:
    """Up to `most` evenly spaced origins (values known so far), from the middle to `steps` before the end."""
    first, last = max(at_least, n // 2), n - steps
    return np.unique(np.linspace(first, last, min(most, last - first + 1)).astype(int))


def backtest(
    candidates: Mapping[str, Candidate],
    values: Floats,
    steps: int,
    period: int,
    origins: Floats,
    levels: tuple[float, ...],
) -> tuple[dict[str, Record], dict[str, str]]:
    """Rolling-origin evaluation: refit at every origin on the values before it only.

    The errors of an origin are divided by the mean absolute change from one period to the next in what was known
    there (Hyndman and Koehler 2006), or in the whole series where nothing had changed yet. A method that fails at any
    origin is left out, with the reason.
    """
    records, failed = {}, {}
    for name, candidate in candidates.items():
        try:
            records[name] = _record(candidate, values, steps, period, origins, levels)
        except (ValueError, np.linalg.LinAlgError, FloatingPointError) as error:
            failed[name] = str(error)
    return records, failed


def _record(
    candidate: Candidate, values: Floats, steps: int, period: int, origins: Floats, levels: tuple[float, ...]
) -> Record:
    errors: list[float] = []
    inside: dict[float, list[float]] = {level: [] for level in levels}
    path: Path | None = None
    for origin in origins:
        known, came = values[:origin], values[origin : origin + steps]
        path = candidate(known, steps, period, path)
        if not (np.all(np.isfinite(path.mean)) and np.all(np.isfinite(path.se))):
            raise ValueError("its forecast is not a finite number")
        scale = np.mean(np.abs(np.diff(known))) or np.mean(np.abs(np.diff(values)))
        errors.append(float(np.mean(np.abs(came - path.mean)) / scale))
        for level in levels:
            low, high = path.interval(level)
            inside[level].append(float(np.mean((came >= low) & (came <= high))))
    return Record(np.array(errors), {level: float(np.mean(shares)) for level, shares in inside.items()})
