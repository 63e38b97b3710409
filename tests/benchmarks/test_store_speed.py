"""The store's speed as ratios to what is bare, both sides measured in one run."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from indicators.catalog import Catalog
from indicators.importing import commit, preview
from indicators.index import areas_of, needed
from indicators.model import OBSERVATION_KEY, Pair
from indicators.store import Store

ROWS, MONTHS, ROUNDS = 1_000_000, 500, 5


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Path:
    """A canonical file of a million observations: 10 indicators of the USA with 200 countries over 500 months."""
    path = tmp_path_factory.mktemp("million") / "million.csv"
    partners = [code for code in catalog.areas if code not in ("USA", "WLD")][:200]
    indicators = [f"flow_{number}" for number in range(ROWS // (len(partners) * MONTHS))]
    months = pd.period_range("1980-01", periods=MONTHS, freq="M").strftime("%Y-%m-01")
    values = np.random.default_rng(1).lognormal(5, 2, ROWS).round(3)
    keys = itertools.product(indicators, partners, months)
    with path.open("w") as file:
        file.write("indicator,ref_area,counterpart_area,freq,time_period,obs_value,obs_status,note\n")
        file.writelines(
            f"{name},USA,{partner},M,{month},{value},A,\n"
            for (name, partner, month), value in zip(keys, values, strict=True)
        )
    return path


@pytest.mark.benchmark(group="import of a million rows")
def test_a_million_rows(benchmark, million, tmp_path, catalog):
    """At most 2.2 times DuckDB's bare unordered load of the file, and 0.9 times the way through pandas."""

    def bare(target: Path) -> None:
        with duckdb.connect(str(target), config={"preserve_insertion_order": False, "threads": 2}) as connection:
            connection.execute("CREATE TABLE t AS SELECT * FROM read_csv(?)", [str(million)])

    def through_pandas(target: Path) -> None:
        frame = pd.read_csv(million, parse_dates=["time_period"], keep_default_na=False, na_values={"obs_value": ""})
        areas = set(catalog.areas) | {""}
        assert frame["ref_area"].isin(areas).all()
        assert frame["counterpart_area"].isin(areas).all()
        assert (frame["time_period"].dt.day == 1).all()
        assert np.isfinite(frame["obs_value"]).all()
        assert not frame.duplicated(list(OBSERVATION_KEY)).any()
        with duckdb.connect(str(target)) as connection:
            connection.execute("CREATE TABLE t AS SELECT * FROM frame")

    def imported(target: Path) -> None:
        with Store.open(target) as store:
            commit(preview(million, million.name, catalog=catalog), store)

    took: dict[str, list[float]] = {"bare": [], "pandas": []}
    rounds = itertools.count()

    def others() -> tuple[tuple[Path], dict[str, object]]:
        """The two other ways, measured just before each round so that all three see the same machine."""
        number = next(rounds)
        for name, run in (("bare", bare), ("pandas", through_pandas)):
            began = time.perf_counter()
            run(tmp_path / f"{name}-{number}.duckdb")
            took[name].append(time.perf_counter() - began)
        return (tmp_path / f"store-{number}.duckdb",), {}

    benchmark.pedantic(imported, setup=others, rounds=ROUNDS, warmup_rounds=1)
    with Store.open(tmp_path / "store-0.duckdb") as store:
        assert store.coverage()["figures"].sum() == ROWS
    ours = benchmark.stats["min"]
    to_bare, to_pandas = ours / min(took["bare"]), ours / min(took["pandas"])
    benchmark.extra_info.update(to_bare_load=round(to_bare, 2), to_pandas_route=round(to_pandas, 2))
    print(f"\nimport of {ROWS:,} rows: {ours:.2f} s, {to_bare:.2f} × bare load, {to_pandas:.2f} × pandas route")
    assert to_bare <= 2.2
    assert to_pandas <= 0.9


@pytest.mark.benchmark(group="reads")
@pytest.mark.parametrize("batches", [1, 3])
def test_rows_of_one_pair(benchmark, own_file, catalog, batches):
    """All that the default index reads of its pair, warm, from one batch and from several."""
    definition = catalog.definition("strategic-mechanism")
    names, _ = needed(definition)
    areas = areas_of(definition, Pair(a="USA", b="TUR"))
    with Store.open(own_file) as store:
        some = store.observations(["goods_trade"], ["USA", "TUR"])
        for number in range(1, batches):
            store.add_observations(some.iloc[number * 50 :], title=f"{number}.csv", sha256=str(number))
        time.sleep(0.2)  # as in use: the file was not written a moment ago
        frame = benchmark(store.observations, names, areas)
    benchmark.extra_info["rows"] = len(frame)
    assert benchmark.stats["median"] < 0.015


@pytest.mark.benchmark(group="reads")
def test_the_data_version(benchmark, own_file):
    """Part of every cache key, so asked for at every turn."""
    with Store.open(own_file) as store:
        time.sleep(0.2)
        benchmark(lambda: store.data_version)
    assert benchmark.stats["median"] < 0.001


@pytest.mark.benchmark(group="shipped data")
def test_the_first_build(benchmark, tmp_path, catalog):
    """From data/ to a store."""
    rounds = itertools.count()

    def build() -> None:
        with Store.open(tmp_path / f"{next(rounds)}.duckdb") as store:
            store.sync(catalog)

    benchmark.pedantic(build, rounds=ROUNDS)
    assert benchmark.stats["min"] < 5


@pytest.mark.benchmark(group="shipped data")
def test_nothing_changed(benchmark, own_file, catalog):
    """Every start asks."""
    with Store.open(own_file) as store:
        assert benchmark(store.sync, catalog) == []
    assert benchmark.stats["median"] < 0.05
