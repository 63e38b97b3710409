"""10 MB of the hardest dialect → a preview: cp1254, semicolons, every cell in quotes, Turkish months and decimals."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from indicators.catalog import Catalog
from indicators.importing import preview

ROWS = 110_000
MONTHS = "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara".split()  # noqa: SIM905
COUNTRIES = (
    "Amerika Birleşik Devletleri",
    "Türkiye",
    "Almanya",
    "Fransa",
    "Birleşik Krallık",
    "İtalya",
    "İspanya",
    "Hollanda",
    "Yunanistan",
    "Polonya",
)


@pytest.fixture(scope="module")
def hardest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """110,000 observations in 9.8 MB."""
    amounts = np.random.default_rng(3).normal(5000, 3000, ROWS)
    keys = itertools.product(range(3), itertools.permutations(COUNTRIES, 2), range(1985, 2026), MONTHS)
    lines = ["Gösterge;Gönderen Ülke;Alıcı Ülke;Dönem;Değer;Durum;Not"]
    for amount, (series, (sender, receiver), year, month) in zip(amounts, keys, strict=False):
        value = f"{amount:,.2f}".translate(str.maketrans(".,", ",."))
        cells = (f"seri_{series}", sender, receiver, f"{month} {year}", value, "e", 'Kaynak: ""TÜİK""; geçici')
        lines.append(";".join(f'"{cell}"' for cell in cells))
    path = tmp_path_factory.mktemp("hardest") / "hardest.csv"
    path.write_bytes("\r\n".join(lines).encode("cp1254"))
    return path


def _processor_time(work: Callable[[], object]) -> float:
    """Seconds of processor time, which neighbours do not lengthen; the best of three."""

    def once() -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    return min(once() for _ in range(3))


@pytest.mark.benchmark(group="preview of 10 MB")
def test_ten_megabytes_of_the_hardest_dialect(benchmark, hardest: Path, catalog: Catalog) -> None:
    read = benchmark.pedantic(preview, args=(hardest, hardest.name), kwargs={"catalog": catalog}, rounds=3)
    assert read.status == "ready"
    assert len(read.observations) == ROWS
    assert hardest.stat().st_size > 9_500_000
    ours = _processor_time(lambda: preview(hardest, hardest.name, catalog=catalog))
    pandas = _processor_time(lambda: pd.read_csv(hardest, engine="python", sep=";", encoding="cp1254", dtype=str))
    print(f"\npreview of 10 MB: {ours:.2f} s of processor time, {ours / pandas:.1f} × pandas' Python engine")
    assert ours < 5
    assert ours < 10 * pandas
