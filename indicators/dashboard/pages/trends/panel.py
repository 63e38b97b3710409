"""A panel of the Trends page: the sentence first, then the chart, the numbers, and how they were computed.

Whatever is fitted runs in the background. While anything is, every panel is a fragment beside the others, so that none
waits for another and a session that moves on need not wait at all; what is known is drawn once and replayed.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pandas as pd
import streamlit as st

from indicators.charts import Chart, named_events
from indicators.charts.trends import trend_charts
from indicators.dashboard.pages.trends.answers import Answers
from indicators.dashboard.ui import cache, parts
from indicators.dashboard.ui.cache import CachedIndex
from indicators.dashboard.ui.language import language, say
from indicators.dashboard.ui.table import Column, table
from indicators.errors import TrendError
from indicators.text import listing, month_name
from indicators.trends.pipeline import PipelineNull
from indicators.trends.question import Answer, Question
from indicators.trends.shifts import LevelShifts
from indicators.wording.language import translated
from indicators.wording.trends import also, beware, sentences, summary

MOMENT = 0.2
"""Seconds that the other panels leave to the first while anything is computed: a browser draws at once what comes at
once, and is not done until the last chart is."""


def panel(answers: Answers, question: Question, option: str, *, together: bool, first: bool) -> None:
    """One question: sentence, chart, numbers, caveats, method. A series that cannot answer gets the sentence why.

    `together`: beside the shifts of the series, those of all groups.
    """
    if answers.is_known(question, option, together):
        _at_once(answers, question, option, together)
    else:
        _beside_others(answers, question, option, together, first)


@st.fragment(parallel=True)
def _beside_others(answers: Answers, question: Question, option: str, together: bool, first: bool) -> None:
    if not first and not answers.is_known(question, option, together):  # known when its menu is opened later
        time.sleep(MOMENT)
    _draw(answers, question, option, together)


@st.fragment
def _at_once(answers: Answers, question: Question, option: str, together: bool) -> None:
    _draw(answers, question, option, together)


def _draw(answers: Answers, question: Question, option: str, together: bool) -> None:
    with _refusals():
        null = answers.null_if_there() if question.ranked else None
        answer = answers.answer(question, option, null)
        if question.ranked and null is None:
            null = _ranked_when_simulated(answers, option, answer)
        else:
            key = answers.key(question, option, question.ranked)
            _sentences(key, answer)
            _charts(answers, option, answer)
            _rest(key, answer, null)
        if together and null is not None:
            _groups_together(answers.groups_key, answers.groups(null))


def _ranked_when_simulated(answers: Answers, option: str, answer: Answer) -> PipelineNull:
    """The answer without a rank, replaced by the one with it when the null replicates are there."""
    question = answer.question
    above, key = st.empty(), answers.key(question, option)
    with above:
        _sentences(key, answer)
    _charts(answers, option, answer)
    below = st.empty()
    with below.container():
        _rest(key, answer, None)
    null = answers.null()
    answer, key = answers.answer(question, option, null), answers.key(question, option, ranked=True)
    with above:
        _sentences(key, answer)
    with below.container():
        _rest(key, answer, null)
    return null


@contextmanager
def _refusals() -> Iterator[None]:
    """What a series cannot answer is an answer; what is wrong is an error. Both are sentences."""
    with cache.sentences():
        try:
            yield
        except TrendError as error:
            st.info(cache.plain(translated(error.message, language())), icon=":material/block:")


@parts.still
def _sentences(key: str, _answer: Answer) -> None:
    st.markdown("\n\n".join(map(cache.plain, sentences(_answer, lang=language()))))


def _charts(answers: Answers, option: str, answer: Answer) -> None:
    """The charts of an answer, each with what stands under it."""
    index, id = answers.view.index, answer.question.id
    component = answers.node if answers.node in index.definition.components and id != "factor" else None
    for place in range(len(answer.plots)):
        name = f"trend_{id}_{place}"
        chart = _chart(index, answers.key(answer.question, option), place, name, answers, answer)
        parts.under(chart, key=name, name=f"{id}-{answers.node}", index=index, component=component)


@parts.still
def _chart(index: CachedIndex, key: str, place: int, name: str, _answers: Answers, _answer: Answer) -> Chart:
    named = named_events(index, _answers.events, _answers.view.window)
    return parts.chart(trend_charts(_answer, named[named["number"].notna()])[place], name)


@parts.still
def _rest(key: str, _answer: Answer, _null: PipelineNull | None) -> None:
    """What stands below the chart: what only the index can add, the numbers, caveats, events, method."""
    lang = language()
    if details := also(_answer, lang=lang):
        st.markdown(_bullets(details))
    _numbers(_answer)
    if caveats := beware(_answer, lang=lang):
        st.caption(say(":material/warning: To beware of") + "\n" + _bullets(caveats))
    for result in _answer.results:
        if isinstance(result, LevelShifts):
            _events_inside(result)
    _how(_answer, _null)


def _bullets(texts: Iterable[str]) -> str:
    return "\n".join(f"- {cache.plain(text)}" for text in texts)


def _numbers(answer: Answer) -> None:
    """The few numbers that an answer rests on."""
    if len(answer.numbers):
        numbers = answer.numbers.drop(columns=HIDDEN, errors="ignore")
        months = {name: pd.to_datetime(numbers[name]) for name in numbers.columns.intersection(MONTHS)}
        shares = {name: 100 * numbers[name] for name in numbers.columns.intersection(SHARES)}
        question = say(answer.question.title)
        alt = say("Numbers behind the answer: {question}", question=question)
        table(numbers.assign(**months, **shares), _columns(numbers), alt=alt, placeholder="–")


def _columns(frame: pd.DataFrame) -> list[Column]:
    """How the columns of a frame are shown; one that is not declared has its own name for a title."""
    known = {column.id: column for column in COLUMNS}
    return [known.get(name) or Column(name, name.replace("_", " ").capitalize()) for name in frame]


def _events_inside(found: LevelShifts) -> None:
    """The events inside the interval of each shift, the latest shift first."""
    for date, rows in reversed(list(found.events.groupby("shift"))):
        title = say(
            "{n} event begins or ends inside the interval of the shift after {month}",
            "{n} events begin or end inside the interval of the shift after {month}",
            n=rows["event_id"].nunique(),
            month=month_name(date),
        )
        with st.expander(title, icon=":material/event:"):
            alt = say(
                "Events that begin or end inside the interval of the shift after {month}.", month=month_name(date)
            )
            table(rows, EVENT_COLUMNS, alt=alt)


@parts.still
def _groups_together(key: str, _table: pd.DataFrame) -> None:
    """Which of the groups' shifts to believe when all are tested."""
    believed = listing(_table.loc[_table["discovery"], "group"].tolist())
    st.markdown(
        say(
            "If one in ten of the believed may be false, shifts are to be believed in {groups}."
            if believed
            else "If one in ten of the believed may be false, shifts are to be believed in none of them.",
            groups=believed,
        )
    )
    table(_table, _columns(_table), alt=say("Shifts by group with p-values and q-values."), placeholder="–")


def _how(answer: Answer, null: PipelineNull | None) -> None:
    """Formulas and references."""
    lang = language()
    with st.expander(say("How this was computed"), icon=":material/function:"):
        for method in (*answer.results, *([] if null is None else [null])):
            st.code(method.formula, language=None, wrap_lines=True)
            st.caption(cache.plain(method.reference))
        if null is not None:
            caveats = [translated(caveat, lang) for caveat in null.caveats]
            st.markdown(_bullets((summary(null, lang=lang), *caveats)))


MONTHS = ("date", "low", "high", "month")
SHARES = ("coverage_80", "coverage_95", "share")
HIDDEN = ["observations_before"]
COLUMNS = (
    Column("date", "Last month before", "month"),
    Column("low", "95 % from", "month"),
    Column("high", "95 % to", "month"),
    Column("before", "Mean before", "%.2f"),
    Column("after", "Mean after", "%.2f"),
    Column("change", "Change", "%+.1f"),
    Column("p_value", "p", "%.3f", help="Rank among worlds in which nothing happens, where they were simulated."),
    Column("coded", "Coded", "%+.1f", help="Points from acts whose kind and scope people wrote down."),
    Column("measured", "Measured", "%+.1f", help="Points from figures."),
    Column("coverage", "No news", "%+.1f", help="Points from components that entered or left."),
    Column("events", "Events inside", "%d"),
    Column("test", "Test", "text", "large"),
    Column("slope_per_year", "Points a year", "%+.2f"),
    Column("month", "Month", "month"),
    Column("points", "Effect", "%+.2f"),
    Column("mean", "Mean", "%.1f"),
    Column("staying", "Probability of staying", "%.3f"),
    Column("duration_months", "Months a stay lasts", "%.0f"),
    Column("value", "Score", "%.1f"),
    Column("mase", "MASE", "%.2f", help="Mean absolute scaled error of the backtests; lower is better."),
    Column("coverage_80", "Held by 80 %", "%.0f %%", help="Share of the values that the 80 % intervals held."),
    Column("coverage_95", "Held by 95 %", "%.0f %%", help="Share of the values that the 95 % intervals held."),
    Column("p_against_naive", "p against naive", "%.3f", help="Paired t-test of the backtests' errors, one-sided."),
    Column("chosen", "Shown"),
    Column("loading", "Loading", "%.2f"),
    Column("share", "Variance explained", "%.0f %%"),
    Column("estimate", "Estimate", "%+.2f"),
    Column("hac_se", "Newey–West error", "%.2f", help="Description: too small on series that were summed or held."),
    Column("hac_p_value", "Newey–West p", "%.3f", help="Description, not evidence."),
    Column("placebo_date_p", "p among other dates", "%.3f"),
    Column("placebo_pair_p", "p among other pairs", "%.3f"),
    Column("lowest_p", "Lowest p possible", "%.3f", help="The other dates hold few independent windows."),
    Column("shifts", "Shifts", "%d"),
    Column("q_value", "q", "%.3f", help="The lowest share of false discoveries at which it would be believed."),
    Column("discovery", "Believed"),
    Column("refused", "Why not tested"),
)
"""How the numbers of all panels are shown, by column; other columns have their name for a title."""
EVENT_COLUMNS = (
    Column("date", "Day", "day"),
    Column("what", "What"),
    Column("kind", "Kind"),
    Column("title", "Event", "text", "large"),
)
