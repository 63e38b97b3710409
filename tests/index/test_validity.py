"""The index against what was expected of it: counted rightly, fixed by a hash, and never better than it is."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shipping import SHIPPED

import indicators
from indicators.errors import ScoringError
from indicators.index.origin import Origin
from indicators.index.validity import Validity, _at_least, _correlation, _verdict, read_protocol, validity


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Origin]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("RELATIONS_INDEX_DATA")
        with indicators.open(tmp_path_factory.mktemp("store") / "relations.duckdb") as workspace:
            yield workspace.origin


@pytest.fixture(scope="module")
def found(origin: Origin) -> Validity:
    return validity(origin)


def test_the_definition_is_the_one_that_the_expectations_were_fixed_for(origin: Origin) -> None:
    protocol, points = read_protocol(origin.catalog)
    assert protocol.definition in origin.catalog.versions
    assert len({point.id for point in points}) == len(points)


def test_a_changed_definition_is_refused(origin: Origin, tmp_path: Path) -> None:
    for folder in ("validity", "definitions"):
        shutil.copytree(SHIPPED / folder, tmp_path / folder)
    protocol, _ = read_protocol(origin.catalog)
    file = tmp_path / "definitions" / f"{protocol.definition}.toml"
    file.write_text(file.read_text(encoding="utf-8") + "\n# one weight less\n", encoding="utf-8")
    with pytest.raises(ScoringError, match="expectations of its own"):
        read_protocol(replace(origin.catalog, root=tmp_path))


def test_a_row_that_cannot_be_read_is_named(origin: Origin, tmp_path: Path) -> None:
    for folder in ("validity", "definitions"):
        shutil.copytree(SHIPPED / folder, tmp_path / folder)
    file = tmp_path / "validity" / "turning_points.csv"
    file.write_text(
        file.read_text(encoding="utf-8") + "X1,2020-13-01,No month,+,1,,https://example.org\n", encoding="utf-8"
    )
    with pytest.raises(ScoringError, match=r"line \d+"):
        read_protocol(replace(origin.catalog, root=tmp_path))


def test_other_turning_points_can_be_given(origin: Origin, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(
        "id,date,title,expected_sign,magnitude,source_url,more\nM1,2018-08-01,Two ministers' assets frozen,-,3,https://x.org,x\n",
        encoding="utf-8",
    )
    found = validity(origin, file)
    assert found.points["id"].tolist() == ["M1"]
    assert found.turning().hits == 1
    file.write_text("id,date\nM1,2018-08-01\n", encoding="utf-8")
    with pytest.raises(ScoringError, match="line 2"):
        validity(origin, file)


def test_changes_are_those_of_the_axis(found: Validity) -> None:
    scores, rule = found.index.scores.scores[found.protocol.node], found.protocol.turning_points
    for row in found.points.itertuples():
        month = pd.Period(dt.date.fromisoformat(str(row.date)), "M")
        assert row.change == pytest.approx(scores[month + rule.after] - scores[month - rule.before])
        assert row.hit == ((row.change > 0) == (row.sign == "+"))


def test_chance_is_the_share_of_all_months(found: Validity) -> None:
    scores, rule = found.index.scores.scores[found.protocol.node].dropna(), found.protocol.turning_points
    moved = [scores.iloc[at + rule.before + rule.after] - scores.iloc[at] for at in range(len(scores) - 3)]
    up = found.points.loc[found.points["sign"] == "+", "chance"].iloc[0]
    assert up == pytest.approx(np.mean(np.array(moved) > 1e-9))


def test_signs_turned_round_turn_the_hits_round(found: Validity) -> None:
    turned = found.points.assign(hit=~found.points["hit"])
    assert replace(found, points=turned).turning().hits == found.turning().count - found.turning().hits


def test_the_probability_counts_all_outcomes() -> None:
    chances = np.array([0.2, 0.5, 0.7])
    for hits in range(4):
        brute = sum(
            np.prod([p if one else 1 - p for one, p in zip(outcome, chances, strict=True)])
            for outcome in product([0, 1], repeat=3)
            if sum(outcome) >= hits
        )
        assert _at_least(chances, hits) == pytest.approx(brute)


def test_correlations_find_what_is_there_and_nothing_else() -> None:
    random = np.random.default_rng(5)
    x = np.cumsum(random.normal(size=40))
    same, low, _ = _correlation(np.column_stack([x, x + random.normal(scale=0.1, size=40)]), 500, 1)
    assert same > 0.95
    assert low > 0.8
    noise = [_correlation(random.normal(size=(40, 2)), 300, seed) for seed in range(60)]
    assert 0.75 < np.mean([low <= 0 <= high for _, low, high in noise]) <= 1


@pytest.mark.parametrize(
    ("sign", "interval", "says"),
    [
        ("+", (0.4, 0.1, 0.6), "as expected"),
        ("+", (0.1, -0.2, 0.4), "not shown"),
        ("+", (-0.4, -0.6, -0.1), "against"),
        ("-", (-0.4, -0.6, -0.1), "as expected"),
        ("-", (0.4, 0.1, 0.6), "against"),
        ("0", (0.1, -0.2, 0.4), "as expected"),
        ("0", (0.5, 0.2, 0.7), "against"),
    ],
)
def test_a_verdict_needs_the_whole_interval(sign: str, interval: tuple[float, float, float], says: str) -> None:
    assert _verdict(sign, *interval) == says


def test_no_series_of_the_test_is_part_of_the_index(found: Validity) -> None:
    used = {getattr(one.source, "indicator", "") for one in found.index.definition.components.values()}
    assert not used & set(found.series["indicator"])
