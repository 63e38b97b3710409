"""What importing has to say about a file: a problem at a line, a decision it took, how lines were counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import numpy as np

Severity = Literal["error", "warning", "question"]
Status = Literal["ready", "needs_decision", "rejected"]

OUTCOMES = ("header", "metadata", "blank", "observation", "problem")
"""What a physical line can turn out to be, the worst last. Every line is counted once, by its worst outcome; a line of
a file of events that was read counts as an observation."""

LISTED_PER_CODE = 1000
"""Problems of one kind that are listed one by one; the rest are counted in a last line of that kind."""


class Problem(NamedTuple):
    """One thing that is wrong or unclear. `line` is physical, from 1; what concerns the whole file stands at line 1."""

    line: int
    column: str
    code: str
    severity: Severity
    message: str


class StoppedError(Exception):
    """Reading ends here: the problem says why. It never leaves importing; the preview shows the problem."""

    def __init__(self, line: int, column: str, code: str, message: str, severity: Severity = "error") -> None:
        super().__init__(message)
        self.problem = Problem(line, column, code, severity, message)


class Decision(NamedTuple):
    """Something the file left open that was decided, and how."""

    value: str
    how: str


class Report:
    """Collects problems and decisions while a file is read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.decisions: dict[str, Decision] = {}
        self._seen: Counter[tuple[str, Severity]] = Counter()

    def add(self, line: int, column: str, code: str, severity: Severity, message: str) -> None:
        """Note a problem."""
        self.add_each([0], lambda _: line, lambda _: column, code, severity, lambda _: message)

    def add_each(
        self,
        places: Sequence[int] | np.ndarray,
        line: Callable[[int], int],
        column: Callable[[int], str],
        code: str,
        severity: Severity,
        message: Callable[[int], str],
    ) -> None:
        """Note a problem for each place; past LISTED_PER_CODE of one kind they are only counted."""
        room = max(0, LISTED_PER_CODE - self._seen[code, severity])
        self._seen[code, severity] += len(places)
        for place in places[:room]:
            self.problems.append(Problem(max(line(place), 1), column(place), code, severity, message(place)))

    def stop(self, stopped: StoppedError) -> None:
        """Note the problem at which reading ended."""
        problem = stopped.problem
        self.add(problem.line, problem.column, problem.code, problem.severity, problem.message)

    def decide(self, name: str, value: str, how: str) -> None:
        """Record a decision; a later one of the same name replaces it."""
        self.decisions[name] = Decision(value, how)

    def has(self, *severities: Severity) -> bool:
        """Whether anything of one of these severities was noted."""
        return any(count and severity in severities for (_, severity), count in self._seen.items())

    def listed(self) -> list[Problem]:
        """All problems by line, each kind closed by a count of those not listed."""
        more = [
            Problem(1, "", code, severity, f"{count - LISTED_PER_CODE:,} more lines have this problem ('{code}').")
            for (code, severity), count in self._seen.items()
            if count > LISTED_PER_CODE
        ]
        return sorted(self.problems, key=lambda problem: problem.line) + more


def listing(items: Iterable[object], limit: int = 5) -> str:
    """Some of the items for a sentence: `a, b, c and 12 more`."""
    texts = [str(item) for item in items]
    shown = ", ".join(texts[:limit])
    return shown if len(texts) <= limit else f"{shown} and {len(texts) - limit:,} more"


def shown(text: str, limit: int = 60) -> str:
    """Text from a file as it can stand in a sentence: one line, no control characters, not too long."""
    plain = "".join(character if character.isprintable() else " " for character in text)
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"
