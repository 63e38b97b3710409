"""ASEM and forty years of months in a few milliseconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

from indicators.model.definition import Definition
from indicators.scoring import score

ASEM = Path(__file__).parent.parent / "scoring" / "golden" / "asem"
MONTHS, COMPONENTS = 500, 20


def seconds(run: Callable[[], object], times: int) -> list[float]:
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        run()
        taken.append(time.perf_counter() - begin)
    return taken


def test_raw_score_of_asem_takes_at_most_ten_milliseconds(record_property):
    framework = pd.read_csv(ASEM / "framework.csv").set_index("iCode")
    matrix = pd.read_csv(ASEM / "indicators.csv.gz").set_index("uCode")
    groups = {
        code: {"parent": node.Parent if isinstance(node.Parent, str) else None}
        for code, node in framework[framework.Level > 1].iterrows()
    }
    components = {
        code: {"parent": node.Parent, "direction": int(node.Direction), "normalise": {"method": "min_max"}}
        for code, node in framework[framework.Level == 1].iterrows()
    }
    definition = Definition.model_validate({"groups": groups, "components": components})
    taken = median(seconds(lambda: score(matrix, definition), 25))
    record_property("milliseconds", round(taken * 1000, 2))
    print(f"ASEM, raw score: {taken * 1000:.1f} ms")
    assert taken <= 0.010


def test_five_hundred_months_of_one_pair_take_at_most_five_milliseconds(record_property):
    definition = twenty_components()
    months = pd.period_range("1985-01", periods=MONTHS, freq="M")
    matrix = pd.DataFrame(simulated(MONTHS), index=months, columns=list(definition.components))
    taken = median(seconds(lambda: score(matrix, definition), 25))
    record_property("milliseconds", round(taken * 1000, 2))
    print(f"500 months × 20 components: {taken * 1000:.1f} ms")
    assert taken <= 0.005


def twenty_components() -> Definition:
    """Twenty components between goalposts, six groups, two axes, an index that needs three fifths of its weight."""
    groups = {"index": {}, "economic": {"parent": "index"}, "political": {"parent": "index"}}
    for number in range(6):
        parent = ("economic", "political")[number % 2]
        groups[f"group{number}"] = {"parent": parent, "aggregate": {"method": "arithmetic", "min_weight": 0.5}}
    components = {
        f"c{number}": {
            "parent": f"group{number % 6}",
            "weight": 1 + number % 3,
            "normalise": {"method": "goalposts", "worst": 5, "best": 95},
        }
        for number in range(COMPONENTS)
    }
    return Definition.model_validate({"min_coverage": 0.6, "groups": groups, "components": components})


def simulated(rows: int) -> np.ndarray:
    """Figures from 0 to 100, one in ten of them missing."""
    rng = np.random.default_rng(7)
    figures = rng.uniform(0, 100, (rows, COMPONENTS))
    figures[rng.uniform(size=figures.shape) < 0.1] = np.nan
    return figures
