"""Sensitivity of an index to the choices behind it, where the division of its variance is known."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import ScoringError, SensitivityError
from indicators.model.definition import Definition
from indicators.scoring.uncertainty import uncertainty
from indicators.scoring.uncertainty.choices import Choices
from indicators.scoring.uncertainty.sensitivity import Sensitivity, sensitivity

NOTHING = Choices.only()
ROWS = 24


@pytest.fixture(scope="module")
def matrix() -> pd.DataFrame:
    index = pd.period_range("2000-01", periods=ROWS, freq="M", name="month")
    return pd.DataFrame({"a": [30.0 + i for i in range(ROWS)], "b": [50.0 + (7 * i) % 11 for i in range(ROWS)]}, index)


@pytest.fixture(scope="module")
def definition() -> Definition:
    goalposts = {"method": "goalposts", "worst": 0, "best": 100}
    components = {name: {"parent": "index", "normalise": goalposts} for name in "ab"}
    return Definition.model_validate({"groups": {"index": {}}, "components": components})


def raw(matrix: pd.DataFrame, definition: Definition, **arguments: object) -> Sensitivity:
    """Sensitivity on each draw's own scale, on which shifts add up."""
    return sensitivity(matrix, definition, common_scale=False, **arguments)  # type: ignore[arg-type]


def shifted(matrix: pd.DataFrame, column: str, by: float) -> dict[str, pd.DataFrame]:
    return {"shifted": matrix[[column]] + by}


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 20), st.integers(1, 20), st.integers(0, 1000))
def test_choices_that_add_up_divide_the_variance_by_their_squares(matrix, definition, one, other, seed) -> None:
    alternatives = {"one": shifted(matrix, "a", one), "other": shifted(matrix, "b", other)}
    found = raw(matrix, definition, of="2001-06", choices=NOTHING, alternatives=alternatives, n=2048, seed=seed)
    frame = found.to_frame().set_index("factor")
    for name, shift in {"one": one, "other": other}.items():
        share = shift**2 / (one**2 + other**2)
        assert frame.loc[name, "first"] == pytest.approx(share, abs=0.08)
        assert frame.loc[name, "total"] == pytest.approx(share, abs=0.08)


def test_a_choice_that_moves_all_months_alike_does_not_move_a_change(matrix, definition) -> None:
    early = matrix[["b"]].copy()
    early.iloc[:12] += 8
    alternatives = {"always": shifted(matrix, "a", 9), "early": {"shifted": early}}
    found = raw(matrix, definition, of=("2000-03", "2001-06"), choices=NOTHING, alternatives=alternatives)
    frame = found.to_frame().set_index("factor")
    assert frame.loc["always", "total"] == pytest.approx(0, abs=1e-12)
    assert frame.loc["early", "total_low"] <= 1 <= frame.loc["early", "total_high"]
    assert found.of == "index, 2000-03 to 2001-06"


def test_a_span_is_moved_as_much_as_its_months_are(matrix, definition) -> None:
    early = matrix[["b"]].copy()
    early.iloc[:12] += 8
    found = raw(
        matrix,
        definition,
        of=slice("2001-01", "2001-12"),
        alternatives={"early": {"shifted": early}},
        choices=Choices.only("weights"),
    )
    frame = found.to_frame().set_index("factor")
    assert frame.loc["early", "total"] == pytest.approx(0, abs=1e-12)
    assert frame.loc["weights of index", "total"] == pytest.approx(1, abs=0.02)


def test_factors_are_all_that_uncertainty_varies(matrix, definition) -> None:
    frame = sensitivity(matrix, definition, of="2001-06", n=64).to_frame()
    assert set(frame["factor"]) == set(uncertainty(matrix, definition, draws=10).sample.factors)
    assert set(frame["factor"]) == {"normalisation", "aggregation", "component left out", "weights of index"}
    assert (frame["first_low"] <= frame["first_high"]).all()
    assert (frame["total_low"] <= frame["total_high"]).all()
    assert frame["total"].is_monotonic_decreasing


def test_variance_is_that_of_the_uncertainty(matrix, definition) -> None:
    found = sensitivity(matrix, definition, of="2001-06", n=4096, resamples=10)
    drawn = uncertainty(matrix, definition, draws=8192)
    assert found.indices.variance == pytest.approx(drawn.values("2001-06").var(), rel=1e-9)


def test_a_rank_can_be_explained(asem) -> None:
    definition = asem.definition({"method": "min_max", "low": 0, "high": 100}, {"method": "arithmetic"})
    found = sensitivity(
        asem.matrix,
        definition,
        of="GBR",
        rank=True,
        n=128,
        resamples=50,
    )
    assert found.of.startswith("Index, rank of ")
    assert found.to_frame()["total"].max() > 0.1


def test_same_seed_gives_the_same_indices(matrix, definition) -> None:
    first, again, other = (
        sensitivity(matrix, definition, of="2001-06", n=64, seed=seed).to_frame() for seed in (1, 1, 2)
    )
    assert first.equals(again)
    assert not first.equals(other)


def test_refusals_say_what_is_wrong(matrix, definition) -> None:
    with pytest.raises(SensitivityError, match="No choice varies"):
        sensitivity(matrix, definition, of="2001-06", choices=NOTHING)
    with pytest.raises(SensitivityError, match="not of a span"):
        sensitivity(matrix, definition, of=slice("2001-01", "2001-06"), rank=True)
    with pytest.raises(SensitivityError, match="leave out 'rank'"):
        sensitivity(matrix, definition, of=("2001-01", "2001-06"), rank=True)
    with pytest.raises(ScoringError, match="not among the rows"):
        sensitivity(matrix, definition, of="2031-01")
