"""Scores, their uncertainty and their coherence in sentences."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from indicators.index import Index
from indicators.model.definition import Definition
from indicators.scoring import score
from indicators.scoring.coherence import coherence
from indicators.scoring.uncertainty import uncertainty
from indicators.scoring.uncertainty.choices import Bounds, Choices
from indicators.scoring.uncertainty.ranks import rank_uncertainty
from indicators.scoring.uncertainty.sensitivity import sensitivity
from indicators.wording import language
from indicators.wording.scoring import (
    band_sentence,
    coherence_sentences,
    covers,
    rank_sentence,
    sensitivity_sentence,
)

MONTHS = 96


def tree(parents: dict[str, str]) -> Definition:
    groups = {"index": {}} | {group: {"parent": "index"} for group in dict.fromkeys(parents.values())}
    return Definition.model_validate({"groups": groups, "components": {n: {"parent": p} for n, p in parents.items()}})


@pytest.fixture(scope="module")
def matrix() -> pd.DataFrame:
    """Three cosines over whole periods; the last one runs against the first."""
    a, b, c = (np.cos(2 * np.pi * k * np.arange(MONTHS) / MONTHS) for k in (1, 2, 5))
    months = pd.period_range("2000-01", periods=MONTHS, freq="M", name="month")
    return pd.DataFrame({"a": 20 * a, "b": b, "c": -8 * a + c}, months)


@pytest.fixture(scope="module")
def definition() -> Definition:
    return tree({"a": "up", "b": "flat", "c": "down"})


def test_covers_is_one_text(matrix: pd.DataFrame, definition: Definition) -> None:
    assert covers(uncertainty(matrix, definition, choices=Choices.only(), draws=10)) == "Nothing was varied."
    bounds = Bounds(matrix[["a"]] - 1, matrix[["a"]] + 1)
    chosen = Choices(concentration=50, normalisation={}, aggregation={}, leave_one_out=True)
    drawn = uncertainty(matrix, definition, choices=chosen, bounds=bounds, draws=20)
    varied = "Drawn jointly: weights (Dirichlet, concentration 50); measurement of a; leaving out one component."
    assert covers(drawn) == (
        f"{varied} Each draw has the mean and the spread of the nominal score over 2000-01 to 2007-12. It shows what "
        "other choices give; it is not a forecast interval."
    )
    assert covers(drawn.raw()) == (
        f"{varied} Each draw is on its own scale, which moves with the choices. It shows what other choices give; it "
        "is not a forecast interval."
    )


def test_what_keeps_its_normalisation_is_named(matrix: pd.DataFrame, definition: Definition) -> None:
    drawn = uncertainty(matrix.assign(b=80.0), definition, choices=Choices.only("normalisation"), draws=30)
    assert covers(drawn).startswith(
        "Drawn jointly: normalisation (as defined, z_score, ecdf). b cannot be normalised otherwise and kept the "
        "method as defined. Each draw has"
    )


def test_a_band_names_its_row_or_span(matrix: pd.DataFrame, definition: Definition) -> None:
    drawn = uncertainty(matrix, definition, choices=Choices.only("weights"), draws=20)
    month, span = band_sentence(drawn, "2005-12"), band_sentence(drawn, slice("2001-01", "2001-12"))
    assert month.startswith("index in 2005-12: ")
    assert "; 90 % of 20 draws lie between " in month
    assert month.endswith(covers(drawn))
    assert span.startswith("index in 2001-01 to 2001-12: ")


def test_a_rank_has_its_range() -> None:
    countries = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [2.0, 4.0, 9.0], "c": [1.0, 5.0, 6.0]}, ["TUR", "GRC", "USA"])
    ranked = rank_uncertainty(
        uncertainty(countries, tree(dict.fromkeys("abc", "all")), choices=Choices.only("weights"), draws=40)
    )
    assert rank_sentence(ranked, "USA").startswith("USA is 1 of 3; in 90 % of the draws it lies between 1 and 1. Drawn")


def test_a_sensitivity_names_the_factor_that_matters_most(matrix: pd.DataFrame, definition: Definition) -> None:
    chosen = Choices(normalisation={}, aggregation={}, leave_one_out=True)
    found = sensitivity(matrix, definition, of=("2000-01", "2004-12"), choices=chosen, n=64, resamples=50)
    sentence = sensitivity_sentence(found)
    assert sentence.startswith("index, 2000-01 to 2004-12: 'component left out' alone explains ")
    assert "% of the variance (" in sentence


def test_an_audit_says_what_moves_the_index_and_what_runs_against_each_other(
    matrix: pd.DataFrame, definition: Definition
) -> None:
    text = coherence_sentences(coherence(score(matrix, definition)))
    assert text[0].startswith("Most of the movement in 2000-01 to 2007-12 comes from a: ")
    assert any("against each other" in sentence and "up and down (−0.99)" in sentence for sentence in text)
    assert any("Cronbach's alpha of the 3 components" in sentence for sentence in text)
    constant = coherence_sentences(coherence(score(matrix.assign(c=100.0), definition)))
    assert constant[-1] == "Not varying in 2000-01 to 2007-12, and so without a correlation: c."


def test_the_audit_of_the_shipped_index(turkiye: Index) -> None:
    whole = coherence_sentences(turkiye.coherence(("1985-12", "2025-12")))
    assert any("do not measure one thing" in sentence for sentence in whole)
    assert 4 <= len(whole) <= 8
    assert "74% of the variance" in coherence_sentences(turkiye.coherence(("1985-12", "2017-09")))[0]


def test_every_part_is_said_in_the_language_asked_for(
    matrix: pd.DataFrame, definition: Definition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "xx" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    known = {
        "Drawn jointly: {choices}.": "D {choices}.",
        "leaving out one component": "L",
        "{start} to {end}": "{start}…{end}",
        "Each draw has the mean and the spread of the nominal score over {window}.": "E {window}.",
        "It shows what other choices give; it is not a forecast interval.": "S.",
    }
    texts = "\n".join(f'msgid "{english}"\nmsgstr "{other}"\n' for english, other in known.items())
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (folder / "messages.po").write_text(header + texts, encoding="utf-8")
    monkeypatch.setattr(language, "LOCALE", tmp_path)
    language.translator.cache_clear()
    chosen = Choices(None, {}, {}, {}, leave_one_out=True)
    assert covers(uncertainty(matrix, definition, choices=chosen, draws=9), lang="xx") == "D L. E 2000-01…2007-12. S."
    language.translator.cache_clear()
