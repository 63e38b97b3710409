"""What can be asked of a series over time: each question is one file of this folder and one line below.

The file has a `QUESTION`: how it is fitted, what is shown of it. Page, command line, charts and sentences read it here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from indicators.errors import Message, TrendError

if TYPE_CHECKING:
    import pandas as pd

    from indicators.model.definition import Definition
    from indicators.panel import Panel
    from indicators.trends.plot import Plot
    from indicators.trends.results import TrendResult

QUESTIONS = {
    "shifts": ".shifts",
    "direction": ".direction",
    "season": ".seasonal",
    "regimes": ".switching",
    "turns": ".turns",
    "forecast": ".forecasting",
    "factor": ".factor",
    "intervention": ".interrupted",
}
"""The file of each question, in the order of the page; it is read when the question is asked."""

REPLICATES = 200
"""Simulated series that the evidence of a ranked question is a rank among."""

Result = TypeVar("Result", bound="TrendResult")


def question(id: str) -> Question:
    """The question of this id; TrendError names those there are."""
    if id not in QUESTIONS:
        raise TrendError("'{id}' is not a question; there are {ids}.", id=id, ids=", ".join(QUESTIONS))
    found: Question = import_module(QUESTIONS[id], __package__).QUESTION
    return found


class Subject(Protocol):
    """What is asked about, as an index gives it: a node of it in a window, and what the options say.

    `events`: those that concern the pair. `months`: how far to look ahead. `month`: the date asked about. `null`:
    simulated series of the node without a trend or a shift, or None.
    """

    @property
    def definition(self) -> Definition: ...
    @property
    def panel(self) -> Panel: ...
    @property
    def events(self) -> pd.DataFrame: ...
    @property
    def null(self) -> pd.DataFrame | None: ...
    @property
    def months(self) -> int: ...
    @property
    def month(self) -> pd.Period | None: ...

    def series(self, *, whole: bool = False, left_out: Sequence[str] = ()) -> pd.Series:
        """The scores by month, of the whole index or without some components."""

    def effects(self) -> pd.DataFrame:
        """What each component has done to the score since the first month, and a column `coverage` for the rest."""

    def coding(self) -> tuple[str, ...]:
        """Ids of the components that code what happened in `month`."""

    def other_pairs(self) -> pd.DataFrame:
        """The same series of other pairs, one a column, without the components that code what happened in `month`."""


@dataclass(frozen=True, eq=False)
class Answer:
    """`results`: what the models returned, the main one first. `table`: what is exported, its dates in front as text;
    `numbers`: the few that the answer rests on."""

    question: Question
    results: tuple[TrendResult, ...]
    table: pd.DataFrame
    numbers: pd.DataFrame

    def of(self, kind: type[Result]) -> Result:
        """The result of this kind."""
        return next(result for result in self.results if isinstance(result, kind))

    @cached_property
    def plots(self) -> tuple[Plot, ...]:
        """What is drawn."""
        return self.question.chart(*self.results)

    @property
    def caveats(self) -> tuple[Message, ...]:
        """What to beware of, each once."""
        own = (caveat for result in self.results for caveat in result.caveats)
        return tuple(dict.fromkeys((*self.question.caveats, *own)))

    @property
    def methods(self) -> tuple[tuple[str, str], ...]:
        """Formula and reference of each method."""
        return tuple((result.formula, result.reference) for result in self.results)


def by_month(table: pd.DataFrame) -> pd.DataFrame:
    """A table by period with its periods as a text column `month` in front."""
    return table.set_axis(table.index.astype(str)).rename_axis("month").reset_index()


def _first_table(first: TrendResult, *_: TrendResult) -> pd.DataFrame:
    return by_month(first.to_frame())


@dataclass(frozen=True, eq=False)
class Question:
    """A question with its heading.

    `fit` returns the results, the main one first, and raises TrendError where the series cannot answer. `chart`,
    `table` and `numbers` are made from the results; without a table it is the first one's, without numbers the table.
    `caveats` hold whatever the result. `options`: which of `months` and `month` it reads. `ranked`: whether simulated
    series give its evidence.
    """

    id: str
    title: Message
    fit: Callable[[Subject], tuple[TrendResult, ...]]
    chart: Callable[..., tuple[Plot, ...]]
    table: Callable[..., pd.DataFrame] = _first_table
    numbers: Callable[..., pd.DataFrame] | None = None
    caveats: tuple[Message, ...] = ()
    options: tuple[str, ...] = ()
    ranked: bool = False

    def answer(self, subject: Subject, **marks: Any) -> Answer:
        """Ask it; `marks` are set on every result, as `measure`."""
        results = tuple(replace(result, **marks) for result in self.fit(subject))
        table = self.table(*results)
        return Answer(self, results, table, table if self.numbers is None else self.numbers(*results))
