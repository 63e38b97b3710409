"""Ten thousand versions of an index in less than the time it takes to notice, beside a busy neighbour."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_limits

from indicators.model.definition import Definition
from indicators.model.methods import Aggregate, Normalise, Treat
from indicators.scoring import score
from indicators.scoring.uncertainty import uncertainty
from indicators.scoring.uncertainty.choices import Choices
from indicators.scoring.uncertainty.design import make_design
from indicators.scoring.uncertainty.sample import draw
from indicators.scoring.uncertainty.simulate import simulate

ASEM = Path(__file__).parent.parent / "scoring" / "golden" / "asem"
DRAWS, MONTHS, COMPONENTS = 10_000, 500, 20


def seconds(run: Callable[[], object], times: int) -> list[float]:
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        run()
        taken.append(time.perf_counter() - begin)
    return taken


@pytest.fixture
def busy_neighbour() -> Iterator[None]:
    """Another process that never rests."""
    neighbour = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    yield
    neighbour.kill()
    neighbour.wait()


@pytest.fixture(scope="module")
def panel() -> tuple[pd.DataFrame, Definition]:
    """500 months × 20 components in five groups, four components starting late or ending early."""
    rng = np.random.default_rng(0)
    months = pd.period_range("1985-01", periods=MONTHS, freq="M")
    names = [f"c{i}" for i in range(COMPONENTS)]
    matrix = pd.DataFrame(50 + np.cumsum(rng.normal(size=(MONTHS, COMPONENTS)), axis=0), months, names)
    for column, (first, last) in {3: (40, MONTHS), 7: (90, MONTHS), 11: (0, 480), 15: (0, 492)}.items():
        matrix.iloc[[*range(first), *range(last, MONTHS)], column] = np.nan
    definition = Definition.model_validate(
        {
            "frozen_window": ("1993-01", "2022-12"),
            "groups": {"index": {}} | {f"g{i}": {"parent": "index", "weight": i + 1} for i in range(5)},
            "components": {
                name: {
                    "parent": f"g{i % 5}",
                    "weight": 1 + i % 3,
                    "normalise": {"method": "goalposts", "worst": 0, "best": 100},
                }
                for i, name in enumerate(names)
            },
        }
    )
    return matrix, definition


def test_ten_thousand_draws_with_quantiles_take_less_than_a_second(panel, busy_neighbour, record_property) -> None:
    matrix, definition = panel
    alternatives = {"half_life": {"180": matrix[["c0"]] * 1.1, "730": matrix[["c0"]] * 0.9}}
    with threadpool_limits(1):
        taken = median(
            seconds(lambda: uncertainty(matrix, definition, alternatives=alternatives, draws=DRAWS).bands, 7)
        )
    record_property("milliseconds", round(taken * 1000))
    print(f"10,000 draws × 500 months × 20 components with quantiles, all choices: {taken * 1000:.0f} ms")
    assert taken < 1


def test_paths_of_the_weight_draws_take_at_most_two_matrix_products(panel, record_property) -> None:
    matrix, definition = panel
    complete = matrix.fillna(50.0)
    design = make_design(score(complete, definition), Choices.only("weights"))
    sample = draw(design, DRAWS, 0)
    rng = np.random.default_rng(1)
    months, weights = rng.normal(size=(MONTHS, COMPONENTS)), rng.normal(size=(COMPONENTS, DRAWS))
    with threadpool_limits(1):
        ratios, drawing = [], []
        for _ in range(15):
            product = seconds(lambda: months @ weights, 1)[0]
            ratios.append(seconds(lambda: simulate(design, sample), 1)[0] / product)
            drawing.append(seconds(lambda: draw(design, DRAWS, 0), 1)[0] / product)
    record_property("ratio", round(median(ratios), 2))
    print(f"Paths of 10,000 weight draws: {median(ratios):.2f} × one product (drawing: {median(drawing):.2f} × more)")
    assert median(ratios) <= 2


def test_asem_takes_at_most_a_second_for_a_thousand_draws(record_property) -> None:
    framework = pd.read_csv(ASEM / "framework.csv").set_index("iCode")
    matrix = pd.read_csv(ASEM / "indicators.csv.gz").set_index("uCode")
    groups = {
        code: {"parent": node.Parent if isinstance(node.Parent, str) else None, "weight": node.Weight}
        for code, node in framework[framework.Level > 1].iterrows()
    }
    normalise = {"method": "min_max", "low": 1, "high": 100}
    components = {
        code: {"parent": node.Parent, "direction": int(node.Direction), "normalise": normalise, "weight": node.Weight}
        for code, node in framework[framework.Level == 1].iterrows()
    }
    definition = Definition.model_validate({"groups": groups, "components": components})
    choices = Choices(
        treatment={"winsorised": Treat(method="winsorise", then="log")},
        normalisation={"z_score": Normalise(method="z_score", mean=50, sd=10), "ecdf": Normalise(method="ecdf")},
        aggregation={
            "geometric": Aggregate(method="geometric", floor=1),
            "harmonic": Aggregate(method="harmonic", floor=1),
            "median": Aggregate(method="median"),
        },
    )
    with threadpool_limits(1):
        taken = median(seconds(lambda: uncertainty(matrix, definition, choices=choices, draws=1000).bands, 5))
    record_property("milliseconds", round(taken * 1000))
    print(f"ASEM, 1,000 draws over treatment, normalisation, weights and aggregation: {taken * 1000:.0f} ms")
    assert taken <= 1
