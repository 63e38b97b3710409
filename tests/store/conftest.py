"""A store of its own for each test, a clock that the test sets, and shipped data small enough to read."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from indicators.catalog import Catalog, data_root, load_catalog
from indicators.model import EVENT_COLUMNS, OBSERVATION_COLUMNS
from indicators.store import Store

DESCRIBED = """
title = "{name}"
description = "A test figure."
source = "Nobody"
url = "https://example.org/"
licence = "CC0"
citation = "Nobody (2026)"
retrieved = {retrieved}
publication_lag_days = {lag}
"""
INDICATOR = """
unit = "million USD"
freq = "M"
kind = "flow"
about = "pair"
"""
EVENTS = """
coverage = [{ covered_from = 2000-01-01, covered_to = 2026-12-31, reason = "the test's range" }]
[kinds.sanction]
title = "Sanction"
description = "A measure."
"""


class Clock:
    """A moment that stands still until it is set."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def set(self, day: dt.date) -> None:
        self.now = dt.datetime.combine(day, dt.time(12), dt.UTC)


def make_observations(values: dict[str, float], indicator: str = "trade", areas: str = "USA-TUR") -> pd.DataFrame:
    """Monthly figures by month, written YYYY-MM."""
    ref_area, _, counterpart_area = areas.partition("-")
    return pd.DataFrame(
        {
            "indicator": indicator,
            "ref_area": ref_area,
            "counterpart_area": counterpart_area,
            "freq": "M",
            "time_period": pd.to_datetime([f"{month}-01" for month in values]),
            "obs_value": np.array(list(values.values()), dtype=float),
            "obs_status": "A",
            "note": "",
        }
    )[list(OBSERVATION_COLUMNS)]


def make_events(periods: dict[str, tuple[str, str]], kind: str = "sanction") -> pd.DataFrame:
    """Measures of the USA against TUR by id, each with its first day and its end ('' for none)."""
    ends = [end for _, end in periods.values()]
    return pd.DataFrame(
        {
            "event_id": list(periods),
            "kind": kind,
            "ref_area": "USA",
            "counterpart_area": "TUR",
            "date_start": pd.to_datetime([start for start, _ in periods.values()]),
            "date_end": pd.to_datetime([end or None for end in ends]),
            "grade": "",
            "scope": 2.0,
            "types": "financial travel",
            "bilateral": True,
            "end_status": ["ended" if end else "unknown" for end in ends],
            "title": "A measure",
            "source_url": "https://example.org/",
        }
    )[list(EVENT_COLUMNS)]


@dataclass
class Data:
    """A folder of shipped data that a test writes and rewrites."""

    root: Path
    lag: int = 40
    retrieved: dt.date = dt.date(2026, 1, 1)
    figures: dict[str, pd.DataFrame] = field(default_factory=dict)
    acts: dict[str, pd.DataFrame] = field(default_factory=dict)

    def catalog(self) -> Catalog:
        shutil.rmtree(self.root, ignore_errors=True)
        for folder in ("indicators", "events", "definitions"):
            (self.root / folder).mkdir(parents=True)
        shutil.copyfile(data_root() / "areas.csv", self.root / "areas.csv")
        for folder, tables, more in (("indicators", self.figures, INDICATOR), ("events", self.acts, EVENTS)):
            for name, frame in tables.items():
                described = DESCRIBED.format(
                    name=name, lag=self.lag if folder == "indicators" else 0, retrieved=self.retrieved
                )
                (self.root / folder / f"{name}.toml").write_text(described + more, encoding="utf-8")
                written = frame.assign(bilateral="true") if folder == "events" else frame
                written.to_csv(self.root / folder / f"{name}.csv", index=False)
        return load_catalog(self.root)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    with Store.open(tmp_path / "store.duckdb", clock=clock) as store:
        yield store


@pytest.fixture
def data(tmp_path: Path) -> Data:
    return Data(tmp_path / "data")


@pytest.fixture
def observations() -> Callable[..., pd.DataFrame]:
    return make_observations


@pytest.fixture
def events() -> Callable[..., pd.DataFrame]:
    return make_events
