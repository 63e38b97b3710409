"""The ASEM index of COINr 1.1.14, every pillar, sub-index and index, and the rules of its other methods."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest

from indicators.scoring import score

ARITHMETIC = {"method": "arithmetic"}
GEOMETRIC = {"method": "geometric"}
MIN_MAX = {"method": "min_max", "low": 0, "high": 100}
ABOVE_ZERO = {"method": "min_max", "low": 1, "high": 100}

CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "R01_minmax0_100_amean": {"normalise": MIN_MAX, "aggregate": ARITHMETIC},
    "R02_minmax1_100_gmean": {"normalise": ABOVE_ZERO, "aggregate": GEOMETRIC},
    "R03_zscore_amean": {"normalise": {"method": "z_score"}, "aggregate": ARITHMETIC},
    "R05_prank_amean": {"normalise": {"method": "percentile_rank"}, "aggregate": ARITHMETIC},
    "R10_minmax0_100_median": {"normalise": MIN_MAX, "aggregate": {"method": "median"}},
    "R11_minmax0_100_amean_datthresh0.7": {
        "normalise": MIN_MAX,
        "aggregate": {"method": "arithmetic", "min_share": 0.7},
    },
    "R17_minmax1_100_gmean_amean_hmean": {
        "normalise": ABOVE_ZERO,
        "aggregate": {2: GEOMETRIC, 3: ARITHMETIC, 4: {"method": "harmonic"}},
    },
    "T01_treat_default_minmax_amean": {
        "normalise": MIN_MAX,
        "aggregate": ARITHMETIC,
        "treat": {"method": "winsorise", "skewness": 2, "kurtosis": 3.5, "max_points": 5, "then": "log"},
    },
    "U03_raw_unequal_weights_amean_missing": {"normalise": MIN_MAX, "aggregate": ARITHMETIC, "weights": "unequal"},
    "G01_goalposts_trunc_amean": {"normalise": "goalposts", "aggregate": ARITHMETIC},
}


def written_goalposts(asem, code: str) -> dict[str, Any]:
    low, high = asem.goalposts.loc[code, ["lo", "hi"]]
    worst, best = (low, high) if asem.goalposts.direction[code] == 1 else (high, low)
    return {"method": "goalposts", "worst": worst, "best": best, "clip": True}


def build(asem, configuration: dict[str, Any]):
    options = dict(configuration)
    if options.get("weights") == "unequal":
        options["weights"] = asem.unequal
    if options["normalise"] == "goalposts":
        options["normalise"] = lambda code: written_goalposts(asem, code)
    return asem.definition(**options)


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_published_scores_of_all_groups_are_reproduced(asem, configuration):
    published = asem.expected[asem.expected.config == configuration]
    published = published.pivot_table(index="uCode", columns="iCode", values="value", dropna=False)
    found = score(asem.matrix, build(asem, CONFIGURATIONS[configuration])).scores
    assert found.columns.size == published.columns.size == 11
    np.testing.assert_allclose(found.loc[published.index, published.columns], published, rtol=1e-10, atol=0)


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_contributions_sum_to_the_published_index(asem, configuration):
    published = asem.expected[(asem.expected.config == configuration) & (asem.expected.iCode == "Index")]
    published = published.set_index("uCode").value
    contributions = score(asem.matrix, build(asem, CONFIGURATIONS[configuration])).contributions
    sums = contributions.sum(axis=1, min_count=1)[published.index]
    np.testing.assert_allclose(sums, published, rtol=1e-12, atol=1e-9)


def test_every_configuration_that_was_published_is_tried(asem):
    assert set(CONFIGURATIONS) == set(asem.expected.config)


# --- the other methods of COINr, by their rules, one value at a time --------------------------------


def plain_rank(values: list[float], x: float) -> int:
    return 1 + sum(other < x for other in values)


REFERENCE_COUNTRY = "AUT"
RULES = {
    "rank": lambda x, values, goal: plain_rank(values, x),
    "borda": lambda x, values, goal: plain_rank(values, x) - 1,
    "percentile_rank": lambda x, values, goal: (plain_rank(values, x) - 1) / (len(values) - 1),
    "distance_to_maximum": lambda x, values, goal: 1 - (max(values) - x) / (max(values) - min(values)),
    "distance_to_reference": lambda x, values, goal: 1 - (goal - x) / (goal - min(values)),
    "distance_to_target": lambda x, values, goal: 1 - (goal - x) / (goal - min(values)),
}


@pytest.mark.parametrize("cap", [False, True])
@pytest.mark.parametrize("method", RULES)
def test_component_scores_follow_the_rule_of_the_method(asem, method, cap):
    chosen = [code for code in asem.matrix if pd.notna(asem.matrix.loc[REFERENCE_COUNTRY, code])]
    directions = asem.indicators.Direction
    lowest = {code: (asem.matrix[code] * directions[code]).min() for code in chosen}
    chosen = [c for c in chosen if asem.matrix.loc[REFERENCE_COUNTRY, c] * directions[c] > lowest[c]]

    def normalise(code: str) -> dict[str, Any]:
        if code not in chosen:
            return MIN_MAX
        extra = {
            "distance_to_reference": {"reference": REFERENCE_COUNTRY, "cap": cap},
            "distance_to_target": {"target": asem.indicators.Target[code], "cap": cap},
        }
        return {"method": method, **extra.get(method, {})}

    found = score(asem.matrix, asem.definition(normalise, ARITHMETIC)).components
    for code in chosen:
        column = asem.matrix[code] * directions[code]
        values = column.dropna().tolist()
        goal = {
            "distance_to_reference": column[REFERENCE_COUNTRY],
            "distance_to_target": asem.indicators.Target[code] * directions[code],
        }.get(method, 0.0)
        for country, x in column.items():
            expected = np.nan if pd.isna(x) else RULES[method](x, values, goal)
            if cap and method in ("distance_to_reference", "distance_to_target"):
                expected = min(expected, 1.0) if pd.notna(x) else np.nan
            np.testing.assert_allclose(found.loc[country, code], expected, rtol=1e-12, atol=1e-12)


def test_share_of_maximum_divides_by_the_largest_value(asem):
    positive = asem.indicators.index[asem.indicators.Direction == 1]
    definition = asem.definition(
        lambda code: {"method": "share_of_maximum"} if code in positive else MIN_MAX, ARITHMETIC
    )
    found = score(asem.matrix, definition).components[positive]
    pd.testing.assert_frame_equal(found, asem.matrix[positive] / asem.matrix[positive].max(), check_exact=False)


def test_copeland_counts_pairwise_wins_less_losses(asem):
    definition = asem.definition(
        MIN_MAX, {2: {"method": "copeland"}, 3: ARITHMETIC, 4: ARITHMETIC}, weights=asem.unequal
    )
    scores = score(asem.matrix, definition)
    pillar = ["ConSpeed", "Ship", "Flights", "LPI", "Bord", "Elec", "Gas", "Cov4G"]
    expected = dict.fromkeys(asem.matrix.index, 0)
    for one, other in combinations(asem.matrix.index, 2):
        both = [c for c in pillar if pd.notna(asem.matrix.loc[one, c]) and pd.notna(asem.matrix.loc[other, c])]
        above = sum(asem.unequal[c] for c in both if asem.matrix.loc[one, c] > asem.matrix.loc[other, c])
        equal = sum(asem.unequal[c] for c in both if asem.matrix.loc[one, c] == asem.matrix.loc[other, c])
        share = (above + equal / 2) / sum(asem.unequal[c] for c in both)
        expected[one] += 1 if share > 0.5 else -1 if share < 0.5 else 0
        expected[other] += 1 if share < 0.5 else -1 if share > 0.5 else 0
    assert scores.scores["Physical"].to_dict() == expected


@pytest.mark.parametrize("power", [-2.0, 0.0, 0.5, 1.0, 3.0])
def test_generalised_mean_is_the_root_of_the_mean_power(asem, power):
    definition = asem.definition(ABOVE_ZERO, {"method": "generalised", "p": power}, weights=asem.unequal)
    scores = score(asem.matrix, definition)
    below = ["Goods", "Services", "FDI", "PRemit", "ForPort"]
    for country, row in scores.components[below].iterrows():
        there = row.dropna()
        weights = asem.unequal[there.index] / asem.unequal[there.index].sum()
        expected = np.exp(weights @ np.log(there)) if power == 0 else (weights @ there**power) ** (1 / power)
        np.testing.assert_allclose(scores.scores.loc[country, "ConEcFin"], expected, rtol=1e-12)
