"""Every draw equals the score of a definition with that draw's choices written into it, computed by `score`."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from indicators.errors import UncertaintyError
from indicators.model.definition import Definition
from indicators.model.methods import Aggregate, Normalise, Treat
from indicators.scoring import score
from indicators.scoring.uncertainty import Uncertainty, uncertainty
from indicators.scoring.uncertainty.choices import Choices

TREATED = Treat(method="winsorise", then="log")
AROUND_100 = {"method": "z_score", "mean": 100, "sd": 10}


def as_written(drawn: Uncertainty, choices: Choices, draw: int) -> Definition:
    """The definition that a draw stands for, with its weights, methods and the component that it leaves out."""
    table, definition = drawn.sample, drawn.scores.definition
    taken = table.to_frame().iloc[draw]
    columns, multipliers = drawn.scores.tree.columns, table.multipliers[draw]
    rule = choices.aggregation.get(taken.get("aggregation", ""))
    normalise = choices.normalisation.get(taken.get("normalisation", ""))
    treatment = taken.get("treatment", "as defined")
    components, groups = {}, {}
    for name, component in definition.components.items():
        changed = {"weight": component.weight * multipliers[columns[name]] * (name != taken.get("component left out"))}
        if normalise is not None:
            changed["normalise"] = normalise
        if treatment != "as defined":
            changed["treat"] = choices.treatment[treatment]
        components[name] = component.model_copy(update=changed)
    for name, group in definition.groups.items():
        own = group.aggregate
        if rule is not None:
            kept = {"min_share": own.min_share, "min_weight": own.min_weight}
            own = rule.model_copy(update=kept)
        weight = group.weight * multipliers[columns[name]]
        weights_from = tuple(
            later.model_copy(update={"weight": later.weight * multipliers[columns[name]]})
            for later in group.weights_from
        )
        update = {"aggregate": own, "weight": weight, "weights_from": weights_from}
        groups[name] = group.model_copy(update=update)
    return definition.model_copy(update={"components": components, "groups": groups})


AGGREGATIONS = {
    "geometric": Aggregate(method="geometric"),
    "harmonic": Aggregate(method="harmonic"),
    "generalised": Aggregate(method="generalised", p=0.5),
    "median": Aggregate(method="median"),
    "minimum": Aggregate(method="minimum"),
    "mpi": Aggregate(method="mpi"),
    "copeland": Aggregate(method="copeland"),
}


def test_asem_draws_are_scores_over_treatment_normalisation_weights_aggregation_and_components(asem) -> None:
    definition = asem.definition(AROUND_100, {"method": "arithmetic", "min_share": 0.3})
    choices = Choices(
        normalisation={
            "min_max": Normalise(method="min_max", low=70, high=130),
            "ecdf": Normalise(method="ecdf", low=70, high=130),
        },
        treatment={"winsorised": TREATED},
        aggregation=AGGREGATIONS,
    )
    drawn = uncertainty(asem.matrix, definition, choices=choices, draws=60, common_scale=False)
    assert set(drawn.sample.to_frame()["aggregation"]) == {"as defined", *AGGREGATIONS}
    for draw in range(60):
        expected = score(asem.matrix, as_written(drawn, choices, draw)).scores["Index"]
        assert drawn.paths[:, draw] == pytest.approx(expected.to_numpy(), rel=1e-10, nan_ok=True)


@pytest.mark.parametrize(
    "per_level", [{2: "geometric", 3: "arithmetic", 4: "harmonic"}, {2: "mpi", 3: "mpi", 4: "mpi"}]
)
def test_trees_of_mixed_means_are_drawn_like_any_other(asem, per_level: dict[int, str]) -> None:
    definition = asem.definition(AROUND_100, {level: {"method": method} for level, method in per_level.items()})
    choices = Choices.only("weights", "leave_one_out")
    drawn = uncertainty(asem.matrix, definition, choices=choices, draws=25, common_scale=False)
    for draw in range(25):
        expected = score(asem.matrix, as_written(drawn, choices, draw)).scores["Index"]
        assert drawn.paths[:, draw] == pytest.approx(expected.to_numpy(), rel=1e-10)


def test_months_with_missing_figures_and_dated_weights_are_drawn_like_any_other(months) -> None:
    rng = np.random.default_rng(4)
    matrix = months(**{name: rng.uniform(20, 90, 60).tolist() for name in "abcde"})
    matrix.iloc[:9, 1] = np.nan
    matrix.iloc[30:44, [0, 3]] = np.nan
    matrix.iloc[50:, 4] = np.nan
    goalposts = {"method": "goalposts", "worst": 0, "best": 100}
    later = [{"month": "2002-01", "weight": 3, "reason": "it counts for more since"}]
    definition = Definition.model_validate(
        {
            "frozen_window": ("2000-03", "2003-12"),
            "groups": {
                "index": {},
                "x": {"parent": "index", "weights_from": later},
                "y": {"parent": "index", "aggregate": {"method": "arithmetic", "min_weight": 0.5}},
            },
            "components": {
                name: {"parent": parent, "weight": weight, "normalise": goalposts}
                for name, parent, weight in zip("abcde", "xxyyy", (1, 2, 1, 2, 3), strict=True)
            },
        }
    )
    choices = Choices()
    drawn = uncertainty(matrix, definition, choices=choices, draws=40, common_scale=False)
    for draw in range(40):
        expected = score(matrix, as_written(drawn, choices, draw)).scores["index"]
        expected[drawn.nominal.isna()] = np.nan
        assert drawn.paths[:, draw] == pytest.approx(expected.to_numpy(), rel=1e-10, nan_ok=True)


def test_rows_of_several_pairs_share_one_scale(months) -> None:
    rng = np.random.default_rng(8)
    one = months(**{name: rng.uniform(20, 60, 24).tolist() for name in "ab"})
    both = pd.concat({"USA-AAA": one, "USA-BBB": one + 9}, names=["pair"])
    definition = Definition.model_validate(
        {
            "frozen_window": ("2000-01", "2001-06"),
            "groups": {"index": {}},
            "components": {name: {"parent": "index"} for name in "ab"},
        }
    )
    drawn = uncertainty(both, definition, draws=50)
    assert drawn.probability(("USA-BBB", "2001-12"), above=("USA-AAA", "2001-12")) == 1
    assert list(drawn.to_frame().columns[:2]) == ["pair", "month"]


def test_copeland_is_refused_where_weights_differ_between_rows(months) -> None:
    matrix = months(a=list(range(20)), b=[5.0, 1.0] * 10)
    definition = Definition.model_validate(
        {
            "groups": {"index": {}},
            "components": {
                "a": {"parent": "index"},
                "b": {"parent": "index", "before": {"until": "2000-06", "score": 0, "reason": "began"}},
            },
        }
    )
    choices = Choices(aggregation={"copeland": Aggregate(method="copeland")}, normalisation={})
    with pytest.raises(UncertaintyError, match="Take copeland out"):
        uncertainty(matrix, definition, choices=choices, draws=20)
