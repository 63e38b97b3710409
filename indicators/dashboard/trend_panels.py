"""The panels of the Trends page: the sentence first, then the chart, the numbers, and how they were computed.

Every panel is a fragment beside the others and whatever is fitted runs in the background, so that no panel waits for
another, and a session that moves on need not wait at all.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from indicators import trends
from indicators.charts import Chart, named_events
from indicators.charts import trends as charts
from indicators.dashboard import backend, background, parts
from indicators.dashboard.background import Progress, Work
from indicators.dashboard.controls import View
from indicators.errors import TrendError
from indicators.explain import listing, month_name
from indicators.outlook import answers
from indicators.outlook.answers import Answer
from indicators.outlook.series import other_pairs, trend_series

DRAWS = 200
FIRST = next(iter(answers.QUESTIONS))
MOMENT = 0.2
"""Seconds that the other panels leave to the first: a browser draws at once what comes at once, and is not done until
the last chart is."""


@dataclass(frozen=True, eq=False)
class Asked:
    """What all panels are asked about."""

    view: View
    node: str
    events: pd.DataFrame

    def answer(self, question: str, option: str = "", null: trends.PipelineNull | None = None) -> Answer:
        """The answer to a question, from the background."""
        index, window, events = self.view.index, self.view.window, self.events
        node = index.definition.index if question == "factor" else self.node
        month = pd.Period(option, "M") if question == "intervention" else None
        months = int(option) if question == "forecast" else 12
        store, catalog = backend.store(), backend.catalog()

        def compute(_: Progress) -> Answer:
            others = other_pairs(store, catalog, index, node, month) if month is not None else None
            return answers.ask(
                question, index, node, window, events=events, null=null, months=months, month=month, others=others
            )

        ranked = "" if null is None else "ranked"
        work: Work[Answer] = background.start((self.view.key, node, question, option, ranked), compute)
        return background.wait_for(work, "Fitting")

    def groups(self, null: trends.PipelineNull) -> pd.DataFrame:
        """All groups tested for level shifts together, from the background."""
        index, window = self.view.index, self.view.window
        work: Work[pd.DataFrame] = background.start(
            (self.view.key, "groups"), lambda _: answers.shifts_by_group(index, window, null=null)
        )
        return background.wait_for(work, "Testing the groups")

    def null(self) -> trends.PipelineNull:
        """Worlds in which nothing happens, from the background."""
        index = self.view.index
        work: Work[trends.PipelineNull] = background.start(
            (index.key, "null"),
            lambda tell: trends.pipeline_null(index.definition, index.panel, draws=DRAWS, progress=tell),
        )
        return background.wait_for(work, f"Simulating {DRAWS} worlds in which nothing happens")


@st.fragment(parallel=True)
def panel(asked: Asked, question: str, option: str, *, together: bool = False) -> None:
    """One question: sentence, chart, numbers, warnings, method. A series that cannot answer gets the sentence why.

    `together`: beside the shifts of the series, those of all groups.
    """
    if question != FIRST:
        time.sleep(MOMENT)
    index = asked.view.index
    component = asked.node if asked.node in index.definition.components and question != "factor" else None
    with _refusals():
        answer = asked.answer(question, option)
        said = st.empty()
        said.markdown(_paragraphs(answer.sentences))
        for place, chart in enumerate(_charts(asked, answer)):
            key = f"trend_{question}_{place}"
            parts.show(chart, key=key, name=f"{question}-{asked.node}", index=index, component=component)
        if answer.also:
            st.markdown(_bullets(answer.also))
        numbers = st.empty()
        _numbers(numbers, question, answer)
        null = None
        if question in answers.RANKED:
            null = asked.null()
            answer = asked.answer(question, option, null)
            said.markdown(_paragraphs(answer.sentences))
            _numbers(numbers, question, answer)
        if answer.warnings:
            st.caption(":material/warning: To beware of\n" + _bullets(answer.warnings))
        if question == "shifts" and null is not None:
            _events_inside(answer.of(trends.LevelShifts))
            if together:
                _groups_together(asked, null)
        _how(answer, null)


@contextmanager
def _refusals() -> Iterator[None]:
    """What a series cannot answer is an answer; what is wrong is an error. Both are sentences."""
    with backend.sentences():
        try:
            yield
        except TrendError as error:
            st.info(backend.plain(str(error)), icon=":material/block:")


def _charts(asked: Asked, answer: Answer) -> Iterator[Chart]:
    """The charts of an answer."""
    series = trend_series(asked.view.index, asked.node, asked.view.window)
    match answer.results:
        case (trends.LevelShifts() as found,):
            named = named_events(asked.view.index, asked.events, asked.view.window)
            yield charts.shifts_chart(found, series, named[named["number"].notna()])
        case (trends.SenSlope() as sen, trends.UnderlyingTrend() as trend):
            yield charts.direction_chart(trend, sen)
        case (trends.Seasonality() as found,):
            yield charts.season_chart(found)
        case (trends.Regimes() as found,):
            yield charts.regimes_chart(found, series)
        case (trends.TurningPoints() as found,):
            yield charts.turns_chart(found)
        case (trends.Forecast() as found,):
            yield charts.forecast_chart(found)
        case (trends.LatentFactor() as found,):
            yield charts.factor_chart(found)
        case (trends.Intervention() as found,):
            yield charts.intervention_chart(found)
            if len(found.placebo_dates):
                yield charts.placebo_chart(found)


def _paragraphs(sentences: tuple[str, ...]) -> str:
    return "\n\n".join(backend.plain(text) for text in sentences)


def _bullets(sentences: tuple[str, ...]) -> str:
    return "\n".join(f"- {backend.plain(text)}" for text in sentences)


def _numbers(place: DeltaGenerator, question: str, answer: Answer) -> None:
    """The few numbers that an answer rests on."""
    if len(answer.numbers):
        table = answer.numbers.copy()
        for name in table.columns.intersection(MONTHS):
            table[name] = pd.to_datetime(table[name])
        for name in table.columns.intersection(SHARES):
            table[name] *= 100
        place.dataframe(
            table,
            hide_index=True,
            placeholder="–",
            column_config={name: column for name, column in COLUMNS.items() if name in table.columns},
            alt=f"Numbers behind the answer: {answers.QUESTIONS[question]}",
        )


def _events_inside(found: trends.LevelShifts) -> None:
    """The events inside the interval of each shift, the latest shift first."""
    for date, rows in reversed(list(found.events.groupby("shift"))):
        with st.expander(
            f"{len(rows)} events inside the interval of the shift after {month_name(date)}", icon=":material/event:"
        ):
            st.dataframe(
                backend.cells(rows[["date", "what", "kind", "title"]]),
                hide_index=True,
                column_config=COLUMNS | {"date": st.column_config.DateColumn("Day", format="YYYY-MM-DD")},
                alt=f"Events that begin or end inside the interval of the shift after {month_name(date)}.",
            )


def _groups_together(asked: Asked, null: trends.PipelineNull) -> None:
    """Which of the groups' shifts to believe when all are tested."""
    table = asked.groups(null)
    believed = listing(table.loc[table["discovery"], "group"].tolist()) or "none of them"
    st.markdown(backend.plain(f"If one in ten of the believed may be false, shifts are to be believed in {believed}."))
    st.dataframe(
        table,
        hide_index=True,
        placeholder="–",
        column_config=COLUMNS,
        alt="Shifts by group with p-values and q-values.",
    )


def _how(answer: Answer, null: trends.PipelineNull | None) -> None:
    """Formulas and references."""
    with st.expander("How this was computed", icon=":material/function:"):
        for method in (*answer.results, *([null] if null is not None else [])):
            st.code(method.formula, language=None, wrap_lines=True)
            st.caption(backend.plain(method.reference))
        if null is not None:
            st.markdown(_bullets((null.summary_sentence(), *null.warnings)))


def _number(label: str, form: str, help: str | None = None) -> Any:
    return st.column_config.NumberColumn(label, format=form, help=help)


def _month(label: str) -> Any:
    return st.column_config.DateColumn(label, format="MMM YYYY")


MONTHS = ("date", "low", "high", "month")
SHARES = ("coverage_80", "coverage_95", "share")
COLUMNS = {
    "date": _month("Last month before"),
    "low": _month("95 % from"),
    "high": _month("95 % to"),
    "before": _number("Mean before", "%.1f"),
    "after": _number("Mean after", "%.1f"),
    "change": _number("Change", "%+.1f"),
    "observations_before": None,
    "p_value": _number("p", "%.3f", "Rank among worlds in which nothing happens, where they were simulated."),
    "coded": _number("Coded", "%+.1f", "Points from acts whose kind and scope people wrote down."),
    "measured": _number("Measured", "%+.1f", "Points from figures."),
    "coverage": _number("No news", "%+.1f", "Points from components that entered or left."),
    "events": _number("Events inside", "%d"),
    "test": st.column_config.TextColumn("Test", width="large"),
    "slope_per_year": _number("Points a year", "%+.2f"),
    "month": _month("Month"),
    "points": _number("Effect", "%+.2f"),
    "state": "State",
    "mean": _number("Mean", "%.1f"),
    "staying": _number("Probability of staying", "%.3f"),
    "duration_months": _number("Months a stay lasts", "%.0f"),
    "kind": "Kind",
    "value": _number("Score", "%.1f"),
    "method": "Method",
    "mase": _number("MASE", "%.2f", "Mean absolute scaled error of the backtests; lower is better."),
    "coverage_80": _number("Held by 80 %", "%.0f %%", "Share of the values that the 80 % intervals held."),
    "coverage_95": _number("Held by 95 %", "%.0f %%", "Share of the values that the 95 % intervals held."),
    "beats_naive": "Beats naive",
    "chosen": "Shown",
    "component": "Component",
    "loading": _number("Loading", "%.2f"),
    "share": _number("Variance explained", "%.0f %%"),
    "effect": "Effect",
    "estimate": _number("Estimate", "%+.2f"),
    "hac_se": _number("Newey–West error", "%.2f", "Description: too small on series that were summed or held."),
    "hac_p_value": _number("Newey–West p", "%.3f", "Description, not evidence."),
    "placebo_date_p": _number("p among other dates", "%.3f"),
    "placebo_pair_p": _number("p among other pairs", "%.3f"),
    "lowest_p": _number("Lowest p possible", "%.3f", "The other dates hold few independent windows."),
    "what": "What",
    "title": st.column_config.TextColumn("Event", width="large"),
    "group": "Group",
    "shifts": _number("Shifts", "%d"),
    "q_value": _number("q", "%.3f", "The lowest share of false discoveries at which it would be believed."),
    "discovery": "Believed",
    "refused": "Why not tested",
}
"""How the numbers of all panels are shown, by column."""
