"""One question to an index, one answer: the sentences, the numbers, what to beware of, and how it was computed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import pandas as pd

from indicators import trends
from indicators.errors import TrendError
from indicators.index import Index
from indicators.index.shift_parts import shift_parts, shift_sentences, shifts_table
from indicators.index.trend_series import Window, components_that_moved, trend_series

Result = TypeVar("Result", bound=trends.TrendResult)

QUESTIONS = {
    "shifts": "When did the level shift?",
    "direction": "What is the underlying direction?",
    "season": "Is there a season?",
    "regimes": "Which regime are we in?",
    "turns": "Where did it turn?",
    "forecast": "Where is it heading?",
    "factor": "Does an independent method agree?",
    "intervention": "Did this date change it?",
}
"""What can be asked, in the order of the page."""

RANKED = ("shifts", "direction")
"""Questions whose evidence is the rank among worlds in which nothing happens."""

MEASURE = "points"
"""What changes of scores are in."""

SCALE = (0.0, 100.0)
"""No forecast leaves the scale of the scores."""


@dataclass(frozen=True, eq=False)
class Answer:
    """`results`: what the models returned, the main one first. `also`: sentences that only the index can add.

    `table`: what is exported, its dates in front as text; `numbers`: the few that the answer rests on.
    """

    results: tuple[trends.TrendResult, ...]
    table: pd.DataFrame
    numbers: pd.DataFrame
    also: tuple[str, ...] = ()

    def of(self, kind: type[Result]) -> Result:
        """The result of this kind."""
        return next(result for result in self.results if isinstance(result, kind))

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answers of the models in words."""
        return tuple(_capital(result.summary_sentence()) for result in self.results)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to beware of, each once."""
        return tuple(dict.fromkeys(_capital(text) for result in self.results for text in result.warnings))

    @property
    def methods(self) -> tuple[tuple[str, str], ...]:
        """Formula and reference of each method."""
        return tuple((result.formula, result.reference) for result in self.results)


def ask(
    question: str,
    index: Index,
    node: str,
    window: Window | None = None,
    *,
    events: pd.DataFrame | None = None,
    null: trends.PipelineNull | None = None,
    months: int = 12,
    month: pd.Period | None = None,
    others: pd.DataFrame | None = None,
) -> Answer:
    """Ask one of `QUESTIONS` of the index, a group or a component within a window.

    `events` are looked for inside the intervals of level shifts; `null` ranks shifts and slopes; `months` is how far a
    forecast looks ahead; `month` the first one of an intervention, and `others` the same series of other pairs.
    Raises TrendError where the series cannot answer.
    """
    answer = _answer(question, index, node, window, events, null, months, month, others)
    return replace(answer, results=tuple(replace(result, measure=MEASURE) for result in answer.results))


def _answer(
    question: str,
    index: Index,
    node: str,
    window: Window | None,
    events: pd.DataFrame | None,
    null: trends.PipelineNull | None,
    months: int,
    month: pd.Period | None,
    others: pd.DataFrame | None,
) -> Answer:
    """What `ask` answers, changes without what they are in."""
    if question == "intervention":
        if month is None:
            raise TrendError("Which date? Name the first month in which the event can show, as 2022-04.")
        return _intervention(index, node, window, month, others)
    series = trend_series(index, index.definition.index if question == "factor" else node, window)
    simulated = None if null is None else null.series(node)
    match question:
        case "shifts":
            return _shifts(index, node, series, events, simulated)
        case "direction":
            return _direction(series, simulated)
        case "season":
            season = trends.seasonality(series)
            effect = season.by_season.rename("points").reset_index()
            return Answer((season,), by_month(season.to_frame()), effect if season.present else effect.iloc[:0])
        case "regimes":
            return _regimes(series)
        case "turns":
            turns = trends.turning_points(series)
            table = turns.to_frame().astype({"date": str}).rename(columns={"date": "month"})
            return Answer((turns,), table, table)
        case "forecast":
            ahead = trends.forecast(series, months, bounds=SCALE)
            return Answer((ahead,), by_month(ahead.to_frame()), ahead.record.reset_index())
        case "factor":
            return _factor(index, series)
    raise TrendError(
        "'{question}' is not a question; there are {questions}.", question=question, questions=", ".join(QUESTIONS)
    )


def _shifts(
    index: Index, node: str, series: pd.Series, events: pd.DataFrame | None, null: pd.DataFrame | None
) -> Answer:
    """Level shifts, and what each of them is made of."""
    found = trends.level_shifts(series, events=events, null=null)
    parts = shift_parts(index, node, found)
    table = shifts_table(found, parts).astype({"date": str, "low": str, "high": str})
    return Answer((found,), table, table, tuple(shift_sentences(index, found, parts, events)))


def _direction(series: pd.Series, null: pd.DataFrame | None) -> Answer:
    """The smoothed trend, and Sen's slope with every test that speaks for or against it."""
    sen, trend = trends.sen_slope(series, null=null), trends.underlying_trend(series)
    table = trend.to_frame().assign(sen_line=sen.to_frame()["line"])
    year = sen.per_year or 1
    tests = [
        ("Sen's slope, Mann–Kendall", sen.slope * year, sen.p_value),
        ("Sen's slope, Mann–Kendall after Hamed and Rao", sen.slope * year, sen.robust_p_value),
        (f"straight line, Newey–West errors of {sen.hac_lags} lags", sen.hac_slope * year, sen.hac_p_value),
    ]
    if sen.null_p_value is not None:
        tests.append(("Sen's slope, rank among worlds in which nothing happens", sen.slope * year, sen.null_p_value))
    numbers = pd.DataFrame(tests, columns=["test", "slope_per_year", "p_value"])
    return Answer((sen, trend), by_month(table), numbers, (trend.diagnostics_sentence(),))


def _regimes(series: pd.Series) -> Answer:
    """Two states, their means and how long they last."""
    found = trends.regimes(series)
    states = pd.DataFrame({"mean": found.means, "staying": found.staying, "duration_months": found.durations})
    table = found.to_frame().assign(observed=series)
    return Answer((found,), by_month(table), states.rename_axis("state").reset_index())


def _factor(index: Index, series: pd.Series) -> Answer:
    """The common factor of the components of the index, beside the index."""
    inside = list(index.definition.leaves(index.definition.index))
    panel = replace(index.panel, matrix=index.panel.matrix[inside], carried=index.panel.carried[inside])
    found = trends.latent_factor(panel, index=series)
    loadings = found.loadings.rename(index=index.definition.label)
    # The fitted model is a thousand times larger than what is said of it.
    return Answer((replace(found, fit=None),), by_month(found.to_frame()), loadings.reset_index())


def _intervention(
    index: Index, node: str, window: Window | None, month: pd.Period, others: pd.DataFrame | None
) -> Answer:
    """The months from a date on against those before it, without the components that code what happened then."""
    left_out = components_that_moved(index, node, month)
    series = trend_series(index, node, window, left_out=left_out)
    names = [index.definition.label(name) for name in left_out]
    found = trends.intervention(series, month, other_pairs=others, left_out=names)
    table = found.to_frame().rename(index=lambda effect: effect.replace("_", " ")).reset_index()
    return Answer((found,), table, table.dropna(axis="columns", how="all"))


def shifts_by_group(
    index: Index, window: Window | None = None, *, null: trends.PipelineNull | None = None
) -> pd.DataFrame:
    """The groups tested together: `group`, `shifts`, `p_value`, `q_value`, `discovery` (a tenth of the discoveries may
    be false), and `refused`, why a group could not be tested."""
    groups = pd.DataFrame({group: trend_series(index, group, window) for group in index.groups})
    simulated = None if null is None else {group: null.series(group) for group in index.groups}
    _, table = trends.level_shifts_by_group(groups, null=simulated)
    table = table.reset_index()
    table["group"] = table["group"].map(index.definition.label)
    return table


def by_month(table: pd.DataFrame) -> pd.DataFrame:
    """A table by period with its periods as a text column `month` in front."""
    return table.set_axis(table.index.astype(str)).rename_axis("month").reset_index()


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
