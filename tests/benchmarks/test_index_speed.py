"""Rows in the store → the index of one pair, beside the reads alone."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import pytest

from indicators.catalog import Catalog
from indicators.index import Origin, areas_of, index_of, needed
from indicators.model import Pair
from indicators.store import Store


def median(work: Callable[[], object], rounds: int = 25) -> float:
    """Seconds of the middle one of many rounds."""
    took = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return statistics.median(took)


@pytest.mark.benchmark(group="one pair")
def test_an_index_costs_little_more_than_reading_its_rows(benchmark, shipped_store: Store, catalog: Catalog) -> None:
    definition = catalog.definition("strategic-mechanism")
    names, kinds = needed(definition)
    areas = areas_of(definition, Pair(a="USA", b="TUR"))

    def read() -> object:
        return shipped_store.observations(names, areas), shipped_store.events(kinds, areas)

    def build() -> object:
        return index_of(Origin(shipped_store, catalog), definition, "USA-TUR")

    build()
    ratio = median(build) / median(read)
    benchmark.pedantic(build, rounds=10)
    benchmark.extra_info["times the reads"] = round(ratio, 2)
    print(f"\nindex of one pair: {ratio:.2f} times reading its rows")
    assert ratio <= 3
