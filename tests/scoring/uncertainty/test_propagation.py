"""Joint draws of the choices: each draw is a score that someone could have made, and the band is what they span."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import AggregationError, ScoringError, UncertaintyError
from indicators.model.definition import Definition
from indicators.model.methods import Aggregate, Normalise
from indicators.scoring import score
from indicators.scoring.uncertainty import quantiles, uncertainty
from indicators.scoring.uncertainty.choices import Bounds, Choices, error_deviates

GOALPOSTS = {"method": "goalposts", "worst": 0, "best": 100}
NOTHING = Choices.only()
FEW = settings(max_examples=20, deadline=None)


def two_groups(**changes: Any) -> Definition:
    """An index of a group `x` (a, b) and a group `y` (c, d), with a frozen window."""
    components = {name: {"parent": parent, "normalise": GOALPOSTS} for name, parent in zip("abcd", "xxyy", strict=True)}
    for name, change in changes.items():
        components[name] |= change
    return Definition.model_validate(
        {
            "frozen_window": ("2000-01", "2004-12"),
            "groups": {"index": {}, "x": {"parent": "index", "weight": 2}, "y": {"parent": "index"}},
            "components": components,
        }
    )


def panel(seed: int = 0, rows: int = 72) -> pd.DataFrame:
    """Four wandering columns between 20 and 90 over months from 2000-01 on."""
    rng = np.random.default_rng(seed)
    walk = 55 + 10 * np.cumsum(rng.normal(0, 0.4, (rows, 4)), axis=0) + rng.normal(0, 3, (rows, 4))
    months = pd.period_range("2000-01", periods=rows, freq="M", name="month")
    return pd.DataFrame(np.clip(walk, 20, 90), months, list("abcd"))


# --- the band -----------------------------------------------------------------------------------------


@FEW
@given(st.integers(0, 10_000), st.integers(2, 60))
def test_nothing_varied_gives_the_nominal_score(seed: int, draws: int) -> None:
    drawn = uncertainty(panel(seed), two_groups(), choices=NOTHING, draws=draws, seed=seed)
    for column in drawn.bands:
        assert drawn.bands[column].to_numpy() == pytest.approx(drawn.nominal.to_numpy(), abs=1e-9)
    assert drawn.caveats == ("Nothing was varied.",)


@FEW
@given(st.integers(0, 10_000))
def test_concentration_without_limit_gives_the_nominal_score(seed: int) -> None:
    choices = Choices(1e12, {}, {}, {}, ("as written",), leave_one_out=False)
    drawn = uncertainty(panel(seed), two_groups(), choices=choices, draws=20, seed=seed)
    assert np.abs(drawn.paths - drawn.nominal.to_numpy()[:, None]).max() < 1e-3


@FEW
@given(st.integers(0, 10_000))
def test_a_lower_concentration_widens_the_band(seed: int) -> None:
    wide, narrow = (
        uncertainty(panel(seed), two_groups(), choices=Choices(c, {}, {}, {}, leave_one_out=False), draws=400)
        .raw()
        .bands
        for c in (10, 1000)
    )
    assert ((wide.q95 - wide.q05) >= (narrow.q95 - narrow.q05) - 1e-9).all()


@FEW
@given(st.integers(0, 10_000))
def test_quantiles_rise_and_stay_within_the_draws(seed: int) -> None:
    drawn = uncertainty(panel(seed), two_groups(), draws=60, seed=seed)
    assert (np.diff(drawn.bands[["q05", "q25", "q50", "q75", "q95"]], axis=1) >= 0).all()
    assert (drawn.bands["q05"] >= drawn.paths.min(axis=1)).all()
    assert (drawn.bands["mean"] <= drawn.paths.max(axis=1)).all()


def test_quantiles_equal_those_of_numpy_and_leave_out_missing_draws() -> None:
    paths = np.random.default_rng(2).normal(size=(5, 101))
    paths[1, :40], paths[2, 1:], paths[3] = np.nan, np.nan, np.nan
    found = quantiles(paths, [0.0, 0.05, 0.5, 1.0])
    rows = [0, 1, 2, 4]
    assert found[rows] == pytest.approx(np.nanquantile(paths[rows], [0.0, 0.05, 0.5, 1.0], axis=1).T)
    assert np.isnan(found[3]).all()


def test_each_draw_has_the_mean_and_the_spread_of_the_nominal_score_in_the_frozen_window() -> None:
    drawn = uncertainty(panel(), two_groups(), draws=50)
    inside = drawn.paths[:60]
    assert inside.mean(axis=0) == pytest.approx(drawn.nominal.iloc[:60].mean(), abs=1e-9)
    assert inside.std(axis=0) == pytest.approx(drawn.nominal.iloc[:60].std(ddof=0), abs=1e-9)
    assert drawn.paths[60:].mean(axis=0).std() > 0.1


def test_raw_draws_are_those_before_the_common_scale() -> None:
    common = uncertainty(panel(), two_groups(), draws=50)
    own = uncertainty(panel(), two_groups(), draws=50, common_scale=False)
    assert common.raw().paths == pytest.approx(own.paths, abs=1e-9)
    assert common.raw().paths != pytest.approx(common.paths, abs=0.1)


def test_rows_without_an_index_have_no_band() -> None:
    matrix = panel()
    matrix.loc["2000-01":"2000-06", ["c", "d"]] = np.nan
    definition = two_groups().model_copy(update={"required": ("y",)})
    drawn = uncertainty(matrix, definition, draws=30)
    assert drawn.bands.loc[:"2000-06"].isna().all(axis=None)
    assert drawn.bands.loc["2000-07":].notna().all(axis=None)
    with pytest.raises(ScoringError, match="no score in 2000-03"):
        drawn.values("2000-03")


def test_any_group_can_be_drawn() -> None:
    drawn = uncertainty(panel(), two_groups(), node="y", draws=40)
    assert drawn.nominal.name == "y"
    assert {name for name in drawn.sample.factors if name.startswith("weights")} == {"weights of y"}
    with pytest.raises(UncertaintyError, match="not a group"):
        uncertainty(panel(), two_groups(), node="z")


# --- seeds, order, blocks ---------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_draws_and_another_one_does_not() -> None:
    first, again, other = (uncertainty(panel(), two_groups(), draws=30, seed=seed).paths for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@FEW
@given(st.permutations("abcd"), st.integers(0, 1000))
def test_the_order_of_components_changes_nothing(order: list[str], seed: int) -> None:
    definition = two_groups()
    shuffled = definition.model_copy(update={"components": {name: definition.components[name] for name in order}})
    plain = uncertainty(panel(seed), definition, draws=40, seed=seed)
    other = uncertainty(panel(seed)[order], shuffled, draws=40, seed=seed)
    assert other.paths == pytest.approx(plain.paths, abs=1e-9)


def test_the_order_of_rows_changes_nothing() -> None:
    matrix, definition = panel(), two_groups()
    matrix.iloc[5:20, 1] = np.nan
    backwards = uncertainty(matrix[::-1], definition, draws=40)
    assert backwards.paths[::-1] == pytest.approx(uncertainty(matrix, definition, draws=40).paths, abs=1e-9)


def test_the_size_of_blocks_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    mixed = {"median": Aggregate(method="median"), "mpi": Aggregate(method="mpi")}
    choices = Choices(normalisation={}, aggregation=mixed)
    whole = uncertainty(panel(), two_groups(), choices=choices, draws=60).paths
    monkeypatch.setattr("indicators.scoring.uncertainty.simulate.CELLS_AT_ONCE", 1000)
    assert uncertainty(panel(), two_groups(), choices=choices, draws=60).paths == pytest.approx(whole, abs=1e-12)


def test_draws_of_weights_do_not_depend_on_what_else_varies() -> None:
    alone = uncertainty(panel(), two_groups(), choices=Choices.only("weights"), draws=30).sample
    together = uncertainty(panel(), two_groups(), draws=30).sample
    assert np.array_equal(alone.multipliers, together.multipliers)


# --- what is drawn -----------------------------------------------------------------------------------------


def test_weights_have_the_moments_of_the_dirichlet_distribution() -> None:
    table = uncertainty(panel(), two_groups(), choices=Choices.only("weights"), draws=20_000).sample.to_frame()
    share = table["weight of x"]
    assert share.mean() == pytest.approx(2 / 3, abs=0.002)
    assert share.std() == pytest.approx(np.sqrt(2 / 3 * 1 / 3 / 51), rel=0.02)
    assert (table["weight of x"] + table["weight of y"]).to_numpy() == pytest.approx(1)
    assert abs(share.corr(table["weight of a"])) < 0.03


def test_leaving_out_a_component_renormalises_the_others() -> None:
    matrix, definition = panel(), two_groups()
    drawn = uncertainty(matrix, definition, choices=Choices.only("leave_one_out"), draws=60, common_scale=False)
    without_a = drawn.paths[:, drawn.sample.taken("component left out", "a")]
    expected = 2 / 3 * matrix["b"] + 1 / 3 * (matrix["c"] + matrix["d"]) / 2
    assert without_a == pytest.approx(np.repeat(expected.to_numpy()[:, None], without_a.shape[1], axis=1))
    assert set(drawn.sample.to_frame()["component left out"]) == {"none", *"abcd"}


def test_a_group_whose_only_component_is_left_out_is_left_out() -> None:
    definition = Definition.model_validate(
        {
            "groups": {"index": {"aggregate": {"method": "arithmetic", "min_share": 1}}, "x": {"parent": "index"}},
            "components": {
                "a": {"parent": "x", "normalise": GOALPOSTS},
                "b": {"parent": "index", "normalise": GOALPOSTS},
            },
        }
    )
    drawn = uncertainty(panel(), definition, choices=Choices.only("leave_one_out"), draws=40, common_scale=False)
    without_a = drawn.paths[:, drawn.sample.taken("component left out", "a")]
    assert without_a == pytest.approx(np.repeat(panel()[["b"]].to_numpy(), without_a.shape[1], axis=1))


BEFORE = {"before": {"until": "2000-12", "score": 10, "reason": "it began in 2001"}}


@pytest.mark.parametrize("normalisation", [{}, {"z": Normalise(method="z_score", mean=50, sd=10)}])
def test_entry_rules_are_those_of_their_names(normalisation: dict[str, Normalise]) -> None:
    matrix, definition = panel(), two_groups(d=BEFORE)
    matrix.loc[:"2000-12", "d"] = np.nan
    choices = Choices(None, normalisation, {}, {}, leave_one_out=False)
    drawn = uncertainty(matrix, definition, choices=choices, draws=80, common_scale=False)
    if normalisation:
        filled = matrix.fillna({"d": 10.0})  # the figure that scores 10 under these goalposts
        window = {name: filled[name]["2000-01":"2004-12"] for name in "abcd"}
        z = {n: 50 + 10 * (filled[n] - w.mean()) / w.std() for n, w in window.items()}
        only = matrix["d"]["2001-01":"2004-12"]
        missing_d, chosen = 50 + 10 * (matrix["d"] - only.mean()) / only.std(), drawn.sample.taken("normalisation", "z")
    else:
        z = {name: matrix[name].fillna(10.0) for name in "abcd"}
        missing_d, chosen = matrix["d"], np.ones(80, dtype=bool)
    x = (z["a"] + z["b"]) / 2
    expected = {
        "as written": 2 / 3 * x + 1 / 3 * (z["c"] + z["d"]) / 2,
        "missing": 2 / 3 * x + 1 / 3 * pd.concat([z["c"], missing_d], axis=1).mean(axis=1),
        "left out": 2 / 3 * x + 1 / 3 * z["c"],
    }
    for entry, index in expected.items():
        paths = drawn.paths[:, drawn.sample.taken("entry", entry) & chosen]
        assert paths.shape[1] > 3
        assert paths == pytest.approx(np.repeat(index.to_numpy()[:, None], paths.shape[1], axis=1))


def test_alternative_matrices_take_the_place_of_their_columns() -> None:
    matrix, definition = panel(), two_groups()
    alternatives = {"half_life": {"180": matrix[["a"]] + 5, "730": matrix.assign(a=matrix["a"] - 5)}}
    drawn = uncertainty(matrix, definition, choices=NOTHING, alternatives=alternatives, draws=60, common_scale=False)
    nominal = drawn.nominal.to_numpy()[:, None]
    for label, shift in {"as defined": 0, "180": 5 / 3, "730": -5 / 3}.items():
        paths = drawn.paths[:, drawn.sample.taken("half_life", label)]
        assert paths - nominal == pytest.approx(np.full(paths.shape, shift))


def test_alternatives_of_one_column_combine_under_one_key() -> None:
    matrix, definition = panel(), two_groups()
    both = {
        (speed, source): matrix[["a"]] + shift + extra
        for speed, shift in {"as defined": 0, "180": 3}.items()
        for source, extra in {"as defined": 0, "leaders": 6}.items()
    }
    drawn = uncertainty(
        matrix, definition, choices=NOTHING, alternatives={("half_life", "source"): both}, draws=80, common_scale=False
    )
    assert {"half_life", "source"} <= set(drawn.sample.factors)
    faster_and_leaders = drawn.sample.taken("half_life", "180") & drawn.sample.taken("source", "leaders")
    gap = drawn.paths[:, faster_and_leaders] - drawn.nominal.to_numpy()[:, None]
    assert gap == pytest.approx(np.full(gap.shape, 9 / 3))


def test_a_matrix_equal_to_the_nominal_one_is_the_nominal_label() -> None:
    matrix = panel()
    alternatives = {"half_life": {"365": matrix, "730": matrix[["a"]] + 1}}
    table = uncertainty(matrix, two_groups(), choices=NOTHING, alternatives=alternatives, draws=30).sample
    assert table.options["half_life"] == ("365", "730")


def test_measurement_error_moves_a_score_by_its_standard_deviation() -> None:
    matrix = panel()
    bounds = Bounds(matrix[["a"]] - 6, matrix[["a"]] + 3)
    drawn = uncertainty(
        matrix, two_groups(), choices=NOTHING, bounds=bounds, draws=40_000, common_scale=False, node="x"
    )
    shift = 2 * (drawn.paths[30] - drawn.nominal.iloc[30])
    normal_68 = 0.9945  # half-width of the 68 % interval of a standard normal
    assert np.sqrt(2 * np.mean(np.maximum(shift, 0) ** 2)) == pytest.approx(3 / normal_68, rel=0.02)
    assert np.sqrt(2 * np.mean(np.minimum(shift, 0) ** 2)) == pytest.approx(6 / normal_68, rel=0.02)
    assert error_deviates().std() == pytest.approx(1)


def test_a_component_that_never_varied_keeps_its_own_normalisation_and_is_named() -> None:
    matrix = panel().assign(c=80.0)
    drawn = uncertainty(matrix, two_groups(), choices=Choices.only("normalisation"), draws=30)
    assert "c cannot be normalised otherwise" in " ".join(drawn.caveats)
    assert np.isfinite(drawn.paths).all()


# --- what is read off --------------------------------------------------------------------------------------


@FEW
@given(st.integers(0, 71), st.integers(0, 71), st.integers(0, 1000))
def test_probabilities_of_two_rows_and_of_their_tie_sum_to_one(i: int, j: int, seed: int) -> None:
    drawn = uncertainty(panel(seed), two_groups(), draws=50, seed=seed)
    a, b = drawn.nominal.index[i], drawn.nominal.index[j]
    tie = float((np.abs(drawn.paths[i] - drawn.paths[j]) <= 1e-9).mean())
    assert drawn.probability(a, above=b) + drawn.probability(b, above=a) + tie == pytest.approx(1)
    assert drawn.probability(a, above=a) == 0
    gap = drawn.values(a) - drawn.values(b)
    assert drawn.change(a, since=b) == pytest.approx(tuple(np.quantile(gap, [0.05, 0.95])))
    assert drawn.share_below(a) == pytest.approx(np.mean(drawn.values(a) < drawn.nominal[a] - 1e-9), abs=1e-12)


def test_probability_is_certain_where_nothing_varies() -> None:
    matrix = panel()
    drawn = uncertainty(matrix, two_groups(), choices=NOTHING, draws=10)
    low, high = drawn.nominal.idxmin(), drawn.nominal.idxmax()
    assert drawn.probability(str(high), above=str(low)) == 1
    assert drawn.probability(str(low), above=slice("2000-01", "2005-12")) == 0


def test_a_month_that_carries_the_same_figures_is_not_above_the_one_before() -> None:
    matrix = panel()
    matrix.iloc[40] = matrix.iloc[39]
    drawn = uncertainty(matrix, two_groups(), draws=200)
    assert drawn.probability("2003-05", above="2003-04") == 0
    assert drawn.probability("2003-04", above="2003-05") == 0


def test_a_span_is_the_mean_of_its_rows() -> None:
    drawn = uncertainty(panel(), two_groups(), draws=20)
    assert drawn.values(slice("2001-01", "2001-12")) == pytest.approx(drawn.paths[12:24].mean(axis=0))


def test_caveats_name_every_choice_and_say_what_the_band_is_not() -> None:
    matrix = panel()
    drawn = uncertainty(
        matrix,
        two_groups(d=BEFORE),
        alternatives={"half_life": {"180": matrix[["a"]] + 1}},
        bounds=Bounds(matrix[["b"]] - 1, matrix[["b"]] + 1),
        draws=20,
    )
    for words in ("weights", "normalisation", "aggregation", "entry", "half_life", "leaving out", "measurement of b"):
        assert words in drawn.caveats[0]
    assert "over 2000-01 to 2004-12." in drawn.caveats[1]
    assert drawn.caveats[-1].endswith("not a forecast interval.")


def test_frame_writes_months_as_year_and_month() -> None:
    frame = uncertainty(panel(), two_groups(), draws=20).to_frame()
    assert list(frame.columns) == ["month", "nominal", "mean", "q05", "q25", "q50", "q75", "q95"]
    assert frame["month"].iloc[0] == "2000-01"


# --- refusals ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"draws": 0}, "at least one"),
        ({"alternatives": {"h": {"1": panel()[["a"]] + 1}, "s": {"1": panel()[["a"]] + 2}}}, "both change 'a'"),
        ({"alternatives": {"h": {"1": panel().rename(columns={"a": "z"})}}}, "column 'z'"),
        ({"alternatives": {"h": {"1": panel()[["a"]].iloc[1:]}}}, "other rows"),
        ({"alternatives": {("h", "s"): {("1", "1"): panel()[["a"]] + 1}}}, "every combination"),
        ({"alternatives": {"entry": {"1": panel()[["a"]] + 1}}}, "a choice of its own"),
        ({"alternatives": {("h", "s"): {"1": panel()[["a"]] + 1}}}, "needs 2 parts"),
    ],
)
def test_refusals_say_what_is_wrong(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(UncertaintyError, match=words):
        uncertainty(panel(), two_groups(), **arguments)


def test_choices_that_mean_nothing_are_refused() -> None:
    for wrong in ({"concentration": 0.1}, {"entry": ()}, {"normalisation": {"as defined": Normalise()}}):
        with pytest.raises(UncertaintyError):
            Choices(**wrong)
    with pytest.raises(UncertaintyError, match="not a choice"):
        Choices.only("half_life")
    with pytest.raises(UncertaintyError, match="differ in rows or columns"):
        Bounds(panel()[["a"]], panel()[["b"]])


def test_a_geometric_mean_without_a_floor_refuses_a_score_of_zero() -> None:
    matrix = panel()
    matrix.iloc[3, 0] = 0.0
    choices = Choices(aggregation={"geometric": Aggregate(method="geometric")})
    with pytest.raises(AggregationError, match="floor"):
        uncertainty(matrix, two_groups(), choices=choices, draws=50)


def test_negative_weights_cannot_be_drawn() -> None:
    definition = two_groups()
    negative = {**definition.components, "a": definition.components["a"].model_copy(update={"weight": -0.2})}
    definition = definition.model_copy(update={"components": negative, "allow_negative_weights": True})
    with pytest.raises(UncertaintyError, match="negative weight"):
        uncertainty(panel(), definition, draws=10)


def test_a_score_that_does_not_vary_cannot_be_put_on_a_common_scale() -> None:
    flat = panel().assign(a=50.0, b=50.0, c=50.0, d=50.0)
    with pytest.raises(UncertaintyError, match="does not vary"):
        uncertainty(flat, two_groups(), draws=10)


def test_a_row_that_is_not_there_is_named_with_those_that_are() -> None:
    drawn = uncertainty(panel(), two_groups(), draws=10)
    for wrong in ("2031-01", "nonsense", slice("2031-01", "2031-12")):
        with pytest.raises(ScoringError, match="2000-01 to 2005-12"):
            drawn.values(wrong)


def test_score_is_untouched_by_drawing() -> None:
    matrix = panel()
    before = matrix.copy()
    drawn = uncertainty(matrix, two_groups(), draws=20)
    assert matrix.equals(before)
    assert drawn.nominal.equals(score(matrix, two_groups()).scores["index"])
