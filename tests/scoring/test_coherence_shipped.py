"""The audit of the default index, against a trial of the same data that was made before this code."""

from __future__ import annotations

import pytest

from indicators.index import Index
from indicators.scoring.coherence import Coherence


@pytest.fixture(scope="module")
def whole(turkiye: Index) -> Coherence:
    return turkiye.coherence(("1985-12", "2025-12"))


def test_before_2017_visits_carry_three_quarters_of_the_variance(turkiye: Index) -> None:
    audit = turkiye.coherence(("1985-12", "2017-09"))
    table = audit.importance.set_index("element")
    assert table.loc["contact", "share"] == pytest.approx(0.74, abs=0.01)
    assert table.loc["contact", "weight"] == pytest.approx(0.19, abs=0.01)
    assert table.loc["contact", "r"] == pytest.approx(0.91, abs=0.015)
    assert set(audit.constant) == {"us_measures", "turkish_measures", "arms_restrictions"}


def test_after_2017_arms_restrictions_and_measures_carry_most(turkiye: Index) -> None:
    table = turkiye.coherence(("2017-10", "2025-12")).importance.set_index("element")
    trial = {
        "arms_restrictions": 0.26,
        "contact": 0.20,
        "us_measures": 0.15,
        "ambassador": 0.11,
        "lng": 0.11,
        "turkish_measures": 0.11,
        "liberal_democracy": 0.0,
    }
    for name, share in trial.items():
        assert table.loc[name, "share"] == pytest.approx(share, abs=0.015)


def test_groups_run_against_each_other_as_in_the_trial(whole: Coherence) -> None:
    trial = [
        ("trade", "defence", -0.75),
        ("trade", "frictions", -0.62),
        ("trade", "engagement", -0.27),
        ("engagement", "frictions", 0.53),
        ("defence", "frictions", 0.77),
        ("economic", "political", -0.73),
    ]
    for a, b, r in trial:
        assert whole.groups.loc[a, b] == pytest.approx(r, abs=0.015)


def test_the_index_is_formative_not_a_scale(whole: Coherence) -> None:
    assert whole.alpha["index"] == pytest.approx(-0.20, abs=0.01)
    assert whole.eigenvalues.iloc[0] / whole.eigenvalues.sum() == pytest.approx(0.57, abs=0.01)
    assert whole.eigenvalues.sum() == pytest.approx(11)


def test_every_element_has_its_importance_and_its_removal(whole: Coherence) -> None:
    assert set(whole.to_frame()["kind"]) == {"component", "group"}
    assert len(whole.to_frame()) == len(whole.importance) == len(whole.removal)
