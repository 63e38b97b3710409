"""Words for stretches of a scale: where a value lies, and that noise at a cut renames nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from indicators.model.definition import Bands
from indicators.scoring.bands import band_of, banded

BANDS = Bands(names=("low", "middle", "high"), cuts=(40, 60), beyond=2, reason="A scale in three parts.")


def names(*values: float) -> list[str | None]:
    return list(banded(pd.Series(values, dtype=float), BANDS))


def test_cuts_alone_place_a_first_month() -> None:
    assert [band_of(value, BANDS) for value in (0, 39.9, 40, 59.9, 60, 100)] == [
        "low", "low", "middle", "middle", "high", "high",
    ]  # fmt: skip


def test_a_band_is_left_only_beyond_the_cut() -> None:
    assert names(39, 41, 41.9, 42, 38.1, 37.9) == ["low", "low", "low", "middle", "middle", "low"]


def test_a_leap_passes_every_cut_that_it_clears() -> None:
    assert names(10, 90, 10) == ["low", "high", "low"]
    assert names(10, 61) == ["low", "middle"]


def test_after_a_gap_the_cuts_decide_anew() -> None:
    assert names(39, np.nan, 41) == ["low", None, "middle"]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=60))
def test_never_further_than_beyond_from_what_the_cuts_say(values: list[float]) -> None:
    for value, name in zip(values, names(*values), strict=True):
        near = {band_of(value - 2, BANDS), band_of(value, BANDS), band_of(value + 2, BANDS)}
        assert name in near


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"cuts": (60, 40)}, "rise"),
        ({"cuts": (40,)}, "3 names need 2 cuts"),
        ({"cuts": (0, 60)}, "rise"),
        ({"names": ("low", "low", "high")}, "stands twice"),
        ({"anchors": [{"band": "middling", "months": ("2018-09", "2019-05")}]}, "middling"),
    ],
)
def test_what_cannot_be_is_refused(changed: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Bands.model_validate(BANDS.model_dump() | changed)
