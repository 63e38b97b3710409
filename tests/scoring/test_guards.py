"""Defects seen in other toolboxes, each held off by a test that names it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from indicators.errors import TreatmentError, WeightError
from indicators.model.definition import Definition
from indicators.scoring import score


def definition(component: dict[str, Any] | None = None, group: dict[str, Any] | None = None, **more: Any) -> Definition:
    """Three components, alike but for their weights, under one group."""
    return Definition.model_validate(
        {
            "groups": {"index": group or {}},
            "components": {name: {"parent": "index", **(component or {})} for name in "abc"},
            **more,
        }
    )


def figures(rows: int = 40) -> pd.DataFrame:
    rng = np.random.default_rng(12)
    common = rng.lognormal(3, 0.4, (rows, 1))
    return pd.DataFrame(common + rng.lognormal(2, 0.7, (rows, 3)), columns=[*"abc"])


@pytest.mark.parametrize("then", ["none", "log", "log_of_winsorised"])
def test_a_treatment_that_fails_is_an_error_and_never_a_warning_with_untreated_data(then):
    hopeless = figures().assign(a=[0.0] * 39 + [1e6])
    with pytest.raises(TreatmentError, match="Component 'a'"):
        score(hopeless, definition({"treat": {"method": "winsorise", "then": then}}))


def test_a_score_does_not_depend_on_row_order_when_values_are_missing():
    matrix = figures().mask(np.random.default_rng(3).random((40, 3)) < 0.3)
    chosen = definition(
        {
            "treat": {"method": "winsorise", "max_points": 9, "then": "log"},
            "normalise": {"method": "min_max", "low": 1},
        },
        {"aggregate": {"method": "geometric", "min_share": 0.5}, "weighting": {"method": "pca"}},
    )
    backwards = score(matrix.iloc[::-1], chosen).scores.sort_index()
    pd.testing.assert_frame_equal(backwards, score(matrix, chosen).scores)


@pytest.mark.parametrize(
    "step",
    [
        *({"normalise": {"method": method}} for method in ("min_max", "z_score", "rank", "percentile_rank", "borda")),
        *({"normalise": {"method": method}} for method in ("distance_to_maximum", "share_of_maximum", "ecdf")),
        {"normalise": {"method": "distance_to_reference", "reference": "7"}},
        {"normalise": {"method": "distance_to_target", "target": 50}},
        {"normalise": {"method": "goalposts", "worst": 0, "best": 90}},
        {"direction": -1},
        {"treat": {"method": "log"}},
        {"treat": {"method": "winsorise", "skewness": 0.1, "kurtosis": 0.1, "max_points": 30}},
    ],
    ids=str,
)
def test_every_step_returns_something_other_than_its_input(step):
    matrix = figures()
    assert not np.allclose(score(matrix, definition(step)).components, matrix)


@pytest.mark.parametrize("method", ["geometric", "harmonic", "generalised", "median", "minimum", "copeland", "mpi"])
def test_every_aggregation_differs_from_the_arithmetic_mean(method):
    rule = {"method": method, **({"p": 3} if method == "generalised" else {})}
    found = score(figures(), definition(group={"aggregate": rule})).scores
    assert not np.allclose(found, score(figures(), definition()).scores)


@pytest.mark.parametrize("method", ["equal", "pca", "correlation"])
def test_every_weighting_differs_from_the_written_weights(method):
    def weighted(how: str) -> Definition:
        components = {"a": {"parent": "index", "weight": 1.0}, "b": {"parent": "index", "weight": 1.1}}
        return Definition.model_validate(
            {"groups": {"index": {"weighting": {"method": how}}}, "components": components}
        )

    assert not np.allclose(score(figures(), weighted(method)).scores, score(figures(), weighted("given")).scores)


def test_an_optimiser_that_stops_early_says_so_and_gives_no_weights():
    one_of_three = figures().assign(c=lambda frame: frame.a + frame.b + np.arange(40) % 3)
    with pytest.raises(WeightError, match=r"optimiser stopped after \d+ steps with correlations .* apart"):
        score(one_of_three, definition(group={"weighting": {"method": "correlation"}}))


def test_negative_weights_are_refused_unless_asked_for():
    with pytest.raises(ValidationError, match="negative weight"):
        definition({"weight": -1})
    assert score(figures(), definition({"weight": -1}, allow_negative_weights=True)).scores["index"].notna().all()


def test_scores_of_months_do_not_change_when_another_month_arrives():
    months = figures().set_index(pd.period_range("2000-01", periods=40, freq="M"))
    chosen = definition(
        {"treat": {"method": "winsorise", "max_points": 9}, "normalise": {"method": "z_score", "mean": 50, "sd": 10}},
        {"weighting": {"method": "pca"}},
        frozen_window=("2000-01", "2002-12"),
    )
    later = pd.concat([months, months.iloc[-3:].set_index(months.index[-3:] + 3) * 9])
    pd.testing.assert_frame_equal(score(later, chosen).scores.iloc[:40], score(months, chosen).scores, check_freq=False)
