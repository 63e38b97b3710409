"""The word for where a group stands: what the definition says, no more precise than the draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

import indicators
from indicators.index import Index
from indicators.model.definition import Bands
from indicators.scoring.bands import band_of
from indicators.wording.bands import bands_table, reach, standing

BANDS = Bands(names=("low", "rather_low", "high"), cuts=(40, 70), reason="A scale in three parts.")


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with indicators.open() as workspace:
        plain = workspace.index("USA-TUR", "strategic-mechanism@1")
        yield replace(plain, definition=plain.definition.model_copy(update={"bands": {"political": BANDS}}))


def test_it_says_the_band_the_score_and_the_month(index: Index) -> None:
    assert index.headline is not None
    said = standing(index, "political")
    score = index.scores.scores.at[index.headline.month, "political"]
    assert band_of(score, BANDS).replace("_", " ") in said
    assert f"{score:.0f} of 100 in December 2025" in said


def test_it_says_the_direction_of_a_year(index: Index) -> None:
    assert index.headline is not None
    scores, month = index.scores.scores["political"], index.headline.month
    change = scores[month] - scores[month - 12]
    assert ("improving" in standing(index, "political")) == (change >= 2)


def test_draws_that_span_bands_are_said_as_such(index: Index) -> None:
    drawn = index.uncertainty("political", draws=200)
    low, high = drawn.bands.loc[index.headline.month, ["q05", "q95"]]  # type: ignore[union-attr]
    assert (band_of(low, BANDS) != band_of(high, BANDS)) == ("between" in reach(index, "political", drawn))


def test_a_group_without_words_has_none(index: Index) -> None:
    assert standing(index, "economic") == ""
    assert reach(index, "economic", index.uncertainty("economic", draws=20)) == ""
    assert reach(index, "political", None) == ""


def test_the_table_goes_from_low_to_high(index: Index) -> None:
    table = bands_table(index.definition)
    assert table["band"].tolist() == ["low", "rather low", "high"]
    assert table["low"].tolist() == [0, *BANDS.cuts]
    assert table["high"].tolist() == [*BANDS.cuts, 100]
