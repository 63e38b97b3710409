"""The UNDP's human development indices, written as definitions (HDR 2021/22, technical notes 1 to 4)."""

from __future__ import annotations

from typing import Any

import pandas as pd

from indicators.model.definition import Definition
from indicators.scoring import score

GEOMETRIC = {"method": "geometric"}


def human_development(shortest: float = 20, longest: float = 85) -> Definition:
    """Health, education and income between their goalposts, capped at the best; geometric mean of the three."""

    def between(worst: float, best: float, scale: str = "linear") -> dict[str, Any]:
        return {"method": "goalposts", "worst": worst, "best": best, "scale": scale, "clip": "best", "high": 1}

    return Definition.model_validate(
        {
            "groups": {"HDI": {"aggregate": GEOMETRIC}, "education": {"parent": "HDI"}},
            "components": {
                "life": {"parent": "HDI", "normalise": between(shortest, longest)},
                "expected": {"parent": "education", "normalise": between(0, 18)},
                "mean": {"parent": "education", "normalise": between(0, 15)},
                "income": {"parent": "HDI", "normalise": between(100, 75_000, "log")},
            },
        }
    )


def equal_at_three_decimals(found: pd.Series, published: pd.Series) -> pd.Series:
    return (found.round(3) - published).abs() < 5e-4


def test_hdi_equals_the_published_value_in_every_country_and_year(undp):
    data = undp("hdi")
    matrix = data.set_axis(["life", "expected", "mean", "income", "published"], axis=1)
    found = score(matrix, human_development()).scores["HDI"]
    assert len(found) == 5571
    assert equal_at_three_decimals(found, matrix.published).all()


def test_ihdi_equals_the_published_value_in_every_country_and_year(undp):
    data = undp("ihdi")
    matrix = data.rename(columns={"le": "life", "eys": "expected", "mys": "mean", "gnipc": "income"})
    unadjusted = score(matrix, human_development())
    definition = Definition.model_validate(
        {
            "groups": {"IHDI": {"aggregate": GEOMETRIC}},
            "components": {name: {"parent": "IHDI"} for name in ("health", "education", "income")},
        }
    )
    adjusted = pd.DataFrame(
        {
            "health": unadjusted.components["life"] * (1 - data.ineq_le / 100),
            "education": unadjusted.scores["education"] * (1 - data.ineq_edu / 100),
            "income": unadjusted.components["income"] * (1 - data.ineq_inc / 100),
        }
    )
    found = score(adjusted, definition).scores["IHDI"]
    assert len(found) == 1736
    assert equal_at_three_decimals(found, data.ihdi).all()


def test_gdi_equals_the_published_value_in_every_country_and_year(undp):
    data = undp("gdi")
    inputs = {"life": "le", "expected": "eys", "mean": "mys", "income": "gni_pc"}
    women, men = (pd.DataFrame({name: data[f"{column}_{sex}"] for name, column in inputs.items()}) for sex in "fm")
    female = score(women, human_development(22.5, 87.5)).scores["HDI"]
    male = score(men, human_development(17.5, 82.5)).scores["HDI"]
    assert len(female) == 4894
    assert equal_at_three_decimals(female / male, data.gdi).all()


def tree(groups: dict[str, tuple[str | None, str]], figures: dict[str, str]) -> Definition:
    """A definition from group → (parent, method) and figure → parent."""
    return Definition.model_validate(
        {
            "groups": {name: {"parent": up, "aggregate": {"method": method}} for name, (up, method) in groups.items()},
            "components": {name: {"parent": parent} for name, parent in figures.items()},
        }
    )


HEALTH_AND_POWER = {
    "mmr": "health_women",
    "abr": "health_women",
    "pr_f": "power_women",
    "se_f": "power_women",
    "pr_m": "power_men",
    "se_m": "power_men",
}

WOMEN_AND_MEN_APART = tree(
    {
        "both": (None, "harmonic"),
        "women": ("both", "geometric"),
        "men": ("both", "geometric"),
        "health_women": ("women", "geometric"),
        "power_women": ("women", "geometric"),
        "power_men": ("men", "geometric"),
    },
    {**HEALTH_AND_POWER, "health_men": "men", "lfpr_f": "women", "lfpr_m": "men"},
)

WOMEN_AND_MEN_AS_ONE = tree(
    {
        "all": (None, "geometric"),
        "health": ("all", "arithmetic"),
        "power": ("all", "arithmetic"),
        "work": ("all", "arithmetic"),
        "health_women": ("health", "geometric"),
        "power_women": ("power", "geometric"),
        "power_men": ("power", "geometric"),
    },
    {**HEALTH_AND_POWER, "health_men": "health", "lfpr_f": "work", "lfpr_m": "work"},
)


def test_gii_equals_the_published_value_in_all_but_a_few_rows(undp):
    data = undp("gii")
    matrix = data.drop(columns="gii") / 100
    matrix["pr_f"] = matrix.pr_f.where(matrix.pr_f > 0, 0.001)
    matrix = matrix.assign(mmr=10 / data.mmr.clip(10, 1000), abr=1 / data.abr, health_men=1.0)
    apart = score(matrix, WOMEN_AND_MEN_APART).scores["both"]
    as_one = score(matrix, WOMEN_AND_MEN_AS_ONE).scores["all"]
    found = 1 - apart / as_one
    assert len(found) == 4889
    assert equal_at_three_decimals(found, data.gii).mean() >= 0.998
    assert (found.round(3) - data.gii).abs().max() < 0.0015
