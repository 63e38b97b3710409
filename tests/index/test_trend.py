"""Every question to the shipped index: an answer in words and numbers, or a sentence why there is none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from indicators import trends
from indicators.catalog import Catalog
from indicators.errors import SeriesTooShortError, TrendError
from indicators.index import Index, Origin, index_of
from indicators.index.trend import ask, shifts_by_group
from indicators.index.trend_series import trend_series
from indicators.store import Store
from indicators.trends.question import QUESTIONS, Answer, question
from indicators.wording.trends import beware, sentences

MONTH = pd.Period("2018-08", "M")


@pytest.fixture(scope="module")
def events(turkiye: Index, shipped_store: Store, catalog: Catalog) -> pd.DataFrame:
    """The events around the pair."""
    return turkiye.origin.events_about("TUR")


@pytest.fixture(scope="module")
def null(turkiye: Index) -> trends.PipelineNull:
    """A few worlds in which nothing happens."""
    return trends.pipeline_null(turkiye.definition, turkiye.panel, draws=19)


@pytest.fixture(scope="module")
def answered(turkiye: Index, events: pd.DataFrame) -> dict[str, Answer]:
    """All questions to the index."""
    return {question: ask(question, turkiye, "index", events=events, month=MONTH) for question in QUESTIONS}


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_has_a_sentence_numbers_and_a_method(answered: dict[str, Answer], question: str) -> None:
    answer = answered[question]
    assert len(answer.table) > 0
    assert all(text[0].isupper() or text[0].isdigit() for text in (*sentences(answer), *beware(answer)))
    assert all(formula and reference for formula, reference in answer.methods)
    assert "None" not in " ".join(sentences(answer))


@pytest.mark.parametrize("question", ["shifts", "direction", "intervention"])
def test_changes_are_in_points(answered: dict[str, Answer], question: str) -> None:
    assert " points" in sentences(answered[question])[0]


def test_monthly_tables_begin_with_their_month(answered: dict[str, Answer]) -> None:
    for id in ("direction", "season", "regimes", "forecast", "factor"):
        months = answered[id].table["month"]
        assert months.str.fullmatch(r"\d{4}-\d{2}").all()
        assert months.is_monotonic_increasing


def test_worlds_in_which_nothing_happens_are_the_evidence(
    turkiye: Index, events: pd.DataFrame, null: trends.PipelineNull
) -> None:
    for id in (id for id in QUESTIONS if question(id).ranked):
        plain = ask(id, turkiye, "index", events=events)
        ranked = ask(id, turkiye, "index", events=events, null=null)
        assert "nothing happens" not in sentences(plain)[0]
        assert "nothing happens" in sentences(ranked)[0]
    found = ranked.of(trends.SenSlope)
    assert found.null_p_value * 20 == pytest.approx(round(found.null_p_value * 20))


def test_a_forecast_stays_on_the_scale(turkiye: Index) -> None:
    fan = ask("forecast", turkiye, "frictions", months=24).of(trends.Forecast).fan
    assert len(fan) == 24
    assert np.all(fan.to_numpy() >= 0)
    assert np.all(fan.to_numpy() <= 100)


def test_an_effect_is_not_tested_on_what_codes_it(answered: dict[str, Answer]) -> None:
    """In August 2018 both sides took measures; both components are out, and the sentence says so."""
    answer = answered["intervention"]
    assert set(answer.of(trends.Intervention).left_out) >= {
        "US measures against Türkiye",
        "Turkish measures against the United States",
    }
    assert "without US measures against Türkiye" in sentences(answer)[0]


def test_the_second_opinion_is_on_the_index_whatever_series_is_chosen(turkiye: Index) -> None:
    answer = ask("factor", turkiye, "trade", ("2000-01", "2020-12"))
    compared = answer.of(trends.LatentFactor).factor["index"].dropna()
    pd.testing.assert_series_equal(
        compared, trend_series(turkiye, "index", ("2000-01", "2020-12")), check_names=False, check_freq=False
    )


@pytest.mark.parametrize("question", [question for question in QUESTIONS if question != "factor"])
def test_a_year_is_too_short_for_any_question(turkiye: Index, events: pd.DataFrame, question: str) -> None:
    with pytest.raises(SeriesTooShortError, match="needs"):
        ask(question, turkiye, "index", ("2020-01", "2020-12"), events=events, month=pd.Period("2020-07", "M"))


@pytest.mark.parametrize("question", ["shifts", "direction", "season", "regimes", "turns", "forecast"])
def test_what_never_changes_has_no_answer(turkiye: Index, events: pd.DataFrame, question: str) -> None:
    """Frictions stand at 100 in these decades, by silence."""
    with pytest.raises(TrendError, match="nothing changes"):
        ask(question, turkiye, "frictions", ("1990-01", "2010-12"), events=events)


def test_the_factor_is_made_of_the_components_of_the_index_alone(
    turkiye: Index, answered: dict[str, Answer], shipped_store: Store, catalog: Catalog
) -> None:
    """Beside its index the other definition scores size, which counts visits and trade a second time."""
    found = answered["factor"].of(trends.LatentFactor)
    assert set(found.loadings.index) | set(found.left_out) == set(turkiye.definition.leaves("index"))
    (left_out,) = [text for text in beware(answered["factor"]) if text.startswith("Left out: ")]
    assert all(turkiye.definition.label(name) in left_out for name in found.left_out)
    greece = index_of(Origin(shipped_store, catalog), "us-partners", "USA-GRC")
    with pytest.raises(TrendError, match="there are 2"):
        ask("factor", greece, "index")


def test_an_intervention_needs_a_date(turkiye: Index) -> None:
    with pytest.raises(TrendError, match="Which date"):
        ask("intervention", turkiye, "index")


def test_groups_are_tested_together(turkiye: Index, null: trends.PipelineNull) -> None:
    table = shifts_by_group(turkiye, null=null)
    assert len(table) == len(turkiye.groups)
    assert (table["q_value"] >= table["p_value"] - 1e-12).all()
    assert (table["discovery"] == (table["q_value"] <= 0.1)).all()
