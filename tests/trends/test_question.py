"""Adding a question is one file and one line: this file is the one, the fixture adds the line."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pandas as pd
import pytest
import streamlit as st
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from indicators.charts.trends import trend_charts
from indicators.cli import main
from indicators.dashboard import MAIN
from indicators.dashboard.pages.trends import answers
from indicators.dashboard.ui import cache
from indicators.errors import Message, TrendError
from indicators.index import Index
from indicators.trends.plot import Band, Line, Plot
from indicators.trends.question import QUESTIONS, Question, question
from indicators.trends.results import TrendResult
from indicators.wording.trends import beware, sentences


@dataclass(frozen=True, eq=False, kw_only=True)
class Spread(TrendResult):
    """How wide a year is."""

    spread: pd.DataFrame

    formula: ClassVar[str] = "max − min of twelve months"
    reference: ClassVar[str] = "a test"

    def to_frame(self) -> pd.DataFrame:
        return self.spread


def _fit(subject: object) -> tuple[Spread]:
    series = subject.series()
    year = series.rolling(12)
    table = pd.DataFrame({"observed": series, "lowest": year.min(), "highest": year.max()}).dropna()
    return (Spread(spread=table, name=str(series.name), unit="month"),)


def _chart(found: Spread) -> tuple[Plot, ...]:
    return (Plot(found.spread, (Line("observed", "Score", "series"), Band("lowest", "highest", "Range of a year"))),)


QUESTION = Question(
    "spread", Message("How wide is a year?"), _fit, _chart, numbers=lambda found: found.spread.tail(1),
    caveats=(Message("this is no forecast."),),
)  # fmt: skip


@pytest.fixture
def registered() -> Iterator[None]:
    """The line, and the command read anew as a new process would."""
    shipped = dict(QUESTIONS)
    QUESTIONS["spread"] = __name__
    command = importlib.reload(sys.modules["indicators.cli.trend"])
    yield
    QUESTIONS.clear()
    QUESTIONS.update(shipped)
    importlib.reload(command)


@pytest.mark.usefixtures("registered")
def test_it_is_answered_with_a_table_a_sentence_and_a_chart(turkiye: Index) -> None:
    answer = turkiye.trend("spread", "trade")
    assert answer.table.columns.tolist() == ["month", "observed", "lowest", "highest"]
    (sentence,) = sentences(answer)
    assert sentence.startswith(f"The score of Trade in {answer.numbers.index[-1]:%B %Y}: observed ")
    assert "lowest" in sentence
    assert beware(answer) == ["This is no forecast."]
    (chart,) = trend_charts(answer)
    assert [trace.name for trace in chart.figure.data] == ["Score", "Range of a year", "Range of a year"]
    assert chart.alt.startswith("Line chart of the score of Trade from ")


@pytest.mark.usefixtures("registered")
def test_the_command_line_has_it(built_file: Path) -> None:
    arguments = ["--db", str(built_file), "trend", "--question", "spread", "--format", "json"]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    assert set(json.loads(result.stdout)[0]) == {"month", "observed", "lowest", "highest"}
    assert "Beware: This is no forecast." in result.stderr


@pytest.mark.usefixtures("registered")
def test_the_page_has_it(built_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELATIONS_INDEX_DB", str(built_file))
    monkeypatch.setattr(answers, "REPLICATES", 5)
    for id in set(QUESTIONS) - {"turns", "spread"}:
        del QUESTIONS[id]
    st.cache_resource.clear()
    cache.forget()
    app = AppTest.from_file(str(MAIN), default_timeout=300)
    app._page_hash = calc_hash("trends")
    app.run()
    assert not app.exception
    assert [heading.value for heading in app.header] == ["Where did it turn?", "How wide is a year?"]
    assert len(app.get("plotly_chart")) == 2
    assert any("observed" in table.value.columns for table in app.dataframe)
    cache.store().close()
    st.cache_resource.clear()
    cache.forget()


def test_an_unknown_question_names_those_there_are() -> None:
    with pytest.raises(TrendError, match="'fate' is not a question; there are shifts, direction"):
        question("fate")


def test_every_question_is_its_line() -> None:
    assert [question(id).id for id in QUESTIONS] == list(QUESTIONS)
