"""The panels of the Trends page: the sentence first, then the chart, the numbers, and how they were computed.

Whatever is fitted runs in the background. While anything is, every panel is a fragment beside the others, so that none
waits for another and a session that moves on need not wait at all; what is known is drawn once and replayed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
import streamlit as st

from indicators import trends
from indicators.charts import Chart, named_events
from indicators.charts import trends as charts
from indicators.dashboard.pages.trends.asked import Asked
from indicators.dashboard.ui import cache, parts
from indicators.dashboard.ui.cache import CachedIndex
from indicators.errors import TrendError
from indicators.index import trend
from indicators.index.trend import Answer
from indicators.index.trend_series import trend_series
from indicators.text import listing, month_name

FIRST = next(iter(trend.QUESTIONS))
MOMENT = 0.2
"""Seconds that the other panels leave to the first while anything is computed: a browser draws at once what comes at
once, and is not done until the last chart is."""


def panel(asked: Asked, question: str, option: str, *, together: bool = False) -> None:
    """One question: sentence, chart, numbers, warnings, method. A series that cannot answer gets the sentence why.

    `together`: beside the shifts of the series, those of all groups.
    """
    if asked.is_known(question, option, together):
        _at_once(asked, question, option, together)
    else:
        _beside_others(asked, question, option, together)


@st.fragment(parallel=True)
def _beside_others(asked: Asked, question: str, option: str, together: bool) -> None:
    if question != FIRST and not asked.is_known(question, option, together):  # known when its menu is opened later
        time.sleep(MOMENT)
    _draw(asked, question, option, together)


@st.fragment
def _at_once(asked: Asked, question: str, option: str, together: bool) -> None:
    _draw(asked, question, option, together)


def _draw(asked: Asked, question: str, option: str, together: bool) -> None:
    ranked = question in trend.RANKED
    with _refusals():
        null = asked.null_if_there() if ranked else None
        answer = asked.answer(question, option, null)
        if ranked and null is None:
            null = _ranked_when_simulated(asked, question, option, answer)
        else:
            key = asked.key(question, option, ranked)
            _said(key, answer)
            _charts(asked, question, option, answer)
            _rest(key, question, answer, null)
        if together and null is not None:
            _groups_together(asked.groups_key, asked.groups(null))


def _ranked_when_simulated(asked: Asked, question: str, option: str, answer: Answer) -> trends.PipelineNull:
    """The answer without a rank, replaced by the one with it when the worlds in which nothing happens are there."""
    said, key = st.empty(), asked.key(question, option)
    with said:
        _said(key, answer)
    _charts(asked, question, option, answer)
    rest = st.empty()
    with rest.container():
        _rest(key, question, answer, None)
    null = asked.null()
    answer, key = asked.answer(question, option, null), asked.key(question, option, ranked=True)
    with said:
        _said(key, answer)
    with rest.container():
        _rest(key, question, answer, null)
    return null


@contextmanager
def _refusals() -> Iterator[None]:
    """What a series cannot answer is an answer; what is wrong is an error. Both are sentences."""
    with cache.sentences():
        try:
            yield
        except TrendError as error:
            st.info(cache.plain(str(error)), icon=":material/block:")


@parts.still
def _said(key: str, _answer: Answer) -> None:
    st.markdown("\n\n".join(cache.plain(text) for text in _answer.sentences))


def _charts(asked: Asked, question: str, option: str, answer: Answer) -> None:
    """The charts of an answer, each with what stands under it."""
    index, key = asked.view.index, asked.key(question, option)
    component = asked.node if asked.node in index.definition.components and question != "factor" else None
    for place in range(_number_of_charts(answer)):
        name = f"trend_{question}_{place}"
        drawn = _chart(index, key, place, name, asked, answer)
        parts.under(drawn, key=name, name=f"{question}-{asked.node}", index=index, component=component)


@parts.still
def _chart(index: CachedIndex, key: str, place: int, _name: str, _asked: Asked, _answer: Answer) -> Chart:
    return parts.chart(_made(_asked, _answer)[place], _name)


def _number_of_charts(answer: Answer) -> int:
    match answer.results:
        case (trends.Intervention() as found,):
            return 2 if len(found.placebo_dates) else 1
    return 1


def _made(asked: Asked, answer: Answer) -> tuple[Chart, ...]:
    """The charts of an answer."""
    view = asked.view
    series = trend_series(view.index, asked.node, view.window)
    match answer.results:
        case (trends.LevelShifts() as found,):
            named = named_events(view.index, asked.events, view.window)
            return (charts.shifts_chart(found, series, named[named["number"].notna()]),)
        case (trends.SenSlope() as sen, trends.UnderlyingTrend() as trend):
            return (charts.direction_chart(trend, sen),)
        case (trends.Seasonality() as found,):
            return (charts.season_chart(found),)
        case (trends.Regimes() as found,):
            return (charts.regimes_chart(found, series),)
        case (trends.TurningPoints() as found,):
            return (charts.turns_chart(found),)
        case (trends.Forecast() as found,):
            return (charts.forecast_chart(found),)
        case (trends.LatentFactor() as found,):
            return (charts.factor_chart(found),)
        case (trends.Intervention() as found,):
            around = charts.intervention_chart(found)
            return (around, charts.placebo_chart(found)) if len(found.placebo_dates) else (around,)
    return ()


@parts.still
def _rest(key: str, question: str, _answer: Answer, _null: trends.PipelineNull | None) -> None:
    """What stands below the chart: what only the index can add, the numbers, warnings, events, method."""
    if _answer.also:
        st.markdown(_bullets(_answer.also))
    _numbers(question, _answer)
    if _answer.warnings:
        st.caption(":material/warning: To beware of\n" + _bullets(_answer.warnings))
    if question == "shifts":
        _events_inside(_answer.of(trends.LevelShifts))
    _how(_answer, _null)


def _bullets(sentences: tuple[str, ...]) -> str:
    return "\n".join(f"- {cache.plain(text)}" for text in sentences)


def _numbers(question: str, answer: Answer) -> None:
    """The few numbers that an answer rests on."""
    if len(answer.numbers):
        table = answer.numbers.copy()
        for name in table.columns.intersection(MONTHS):
            table[name] = pd.to_datetime(table[name])
        for name in table.columns.intersection(SHARES):
            table[name] *= 100
        st.dataframe(
            table,
            hide_index=True,
            placeholder="–",
            column_config={name: column for name, column in COLUMNS.items() if name in table.columns},
            alt=f"Numbers behind the answer: {trend.QUESTIONS[question]}",
        )


def _events_inside(found: trends.LevelShifts) -> None:
    """The events inside the interval of each shift, the latest shift first."""
    for date, rows in reversed(list(found.events.groupby("shift"))):
        with st.expander(
            f"{rows['event_id'].nunique()} events begin or end inside the interval of the shift after "
            f"{month_name(date)}",
            icon=":material/event:",
        ):
            st.dataframe(
                cache.cells(rows[["date", "what", "kind", "title"]]),
                hide_index=True,
                column_config=COLUMNS | {"date": st.column_config.DateColumn("Day", format="YYYY-MM-DD")},
                alt=f"Events that begin or end inside the interval of the shift after {month_name(date)}.",
            )


@parts.still
def _groups_together(key: str, _table: pd.DataFrame) -> None:
    """Which of the groups' shifts to believe when all are tested."""
    believed = listing(_table.loc[_table["discovery"], "group"].tolist()) or "none of them"
    st.markdown(cache.plain(f"If one in ten of the believed may be false, shifts are to be believed in {believed}."))
    st.dataframe(
        _table,
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
            st.caption(cache.plain(method.reference))
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
    "before": _number("Mean before", "%.2f"),
    "after": _number("Mean after", "%.2f"),
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
    "p_against_naive": _number("p against naive", "%.3f", "Paired t-test of the backtests' errors, one-sided."),
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
