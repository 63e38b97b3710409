"""Any history of batches and retractions reads as a model in plain Python says."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.model import OBSERVATION_COLUMNS, FetchRecord
from indicators.store import Store
from indicators.store.sync import Shipped, dated, record_changes
from indicators.store.tables import EVENTS, OBSERVATIONS

FIRST = dt.date(2026, 1, 1)
MONTHS = ("2020-01-01", "2020-02-01", "2020-03-01")
BY_RULE = -2000
"""The day from which a figure of 2020 is known by the publication lag: long before the first."""
days = st.integers(0, 20)
figures = st.dictionaries(st.sampled_from(MONTHS), st.integers(0, 3), min_size=1)
imports = st.tuples(st.just("import"), figures)
had = st.integers(-20, 20)
shipments = st.tuples(
    st.just("ship"),
    st.tuples(st.dictionaries(st.sampled_from(MONTHS), st.tuples(st.integers(0, 3), days)), had),
)
updates = st.tuples(st.just("update"), figures)
retractions = st.tuples(st.just("retract"), st.integers(1, 8))
histories = st.lists(st.one_of(imports, shipments, updates, retractions), min_size=1, max_size=7)


@dataclass
class Row:
    """A recorded row of the model; `value` None marks one that left."""

    batch: int
    kind: str
    month: str
    value: int | None
    known: int
    had: int


class Model:
    """The rule as it is written in the design, with lists."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.kinds: list[str] = []
        self.retracted: dict[int, int] = {}
        self.asked = False

    def imported(self, day: int, values: dict[str, int]) -> None:
        self.kinds.append("import")
        had = max([day, *(row.had for row in self.rows)])
        self.rows += [Row(len(self.kinds), "import", month, value, day, had) for month, value in values.items()]

    def shipped(self, ships: dict[str, tuple[int, int]], had: int) -> None:
        self.kinds.append("shipped")
        batch = len(self.kinds)
        for month in MONTHS:
            earlier = [row for row in self.rows if row.kind == "shipped" and row.month == month]
            last = earlier[-1] if earlier else None
            if month in ships:
                value, known = ships[month]
                overtaken = last is not None and any(
                    row.kind == "update" and row.month == month and last.had <= row.had <= had and last.had < had
                    for row in self.rows
                )
                if last is None or (last.value, last.known) != (value, known) or overtaken:
                    self.rows.append(Row(batch, "shipped", month, value, known, had))
            elif last is not None and last.value is not None:
                self.rows.append(Row(batch, "shipped", month, None, last.known, last.had))

    def updated(self, day: int, values: dict[str, int]) -> None:
        published = self.read(98, published=True)
        rows = []
        for month, value in values.items():
            watched = self.asked and bool(published) and month > min(published)
            if month not in published:
                rows.append((month, value, day if watched else BY_RULE))
            elif published[month] != value:
                rows.append((month, value, day))
        if rows:
            self.kinds.append("update")
            self.rows += [Row(len(self.kinds), "update", month, value, known, day) for month, value, known in rows]
        self.asked = True

    def can_retract(self, batch: int) -> bool:
        return self.kinds[batch - 1 : batch] in (["import"], ["update"]) and batch not in self.retracted

    def retract(self, batch: int, day: int) -> None:
        self.retracted[batch] = day
        self.asked = self.asked and self.kinds[batch - 1] != "update"

    def read(self, as_of: int, *, published: bool = False) -> dict[str, int]:
        found: dict[str, int] = {}
        for month in MONTHS:
            rows = [row for row in self.rows if row.month == month and self.retracted.get(row.batch, 99) > as_of]
            rows = [row for row in rows if not (published and row.kind == "import")]
            last = max((row.batch for row in rows if row.kind == "shipped"), default=0)
            rows = [row for row in rows if row.known <= as_of and (row.kind != "shipped" or row.batch == last)]
            if rows and (value := max(rows, key=lambda row: (row.had, row.batch)).value) is not None:
                found[month] = value
        return found


def frame(values: dict[str, int]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "indicator": "goods_trade",
            "ref_area": "USA",
            "counterpart_area": "TUR",
            "freq": "M",
            "time_period": pd.to_datetime(list(values)),
            "obs_value": [float(value) for value in values.values()],
            "obs_status": "A",
            "note": "",
        },
        columns=list(OBSERVATION_COLUMNS),
    )


def ship(store: Store, ships: dict[str, tuple[int, int]], had: int, now: dt.datetime) -> None:
    """What a sync records, with the day from which each row is known chosen freely."""
    table = frame({month: value for month, (value, _) in ships.items()})
    known = [pd.Timestamp(FIRST) + pd.Timedelta(days=day) for _, day in ships.values()]
    had_on = FIRST + dt.timedelta(days=had)
    shipped = Shipped(
        dated(table, OBSERVATIONS, known, had_on),
        dated(pd.DataFrame(columns=list(EVENTS.columns)), EVENTS, [], had_on),
        "sha",
    )
    with store._file.writing() as cursor:
        record_changes(cursor, shipped, now)


def fetched(now: dt.datetime) -> FetchRecord:
    return FetchRecord("goods_trade", "https://example.org/", 200, "", "", "a", 1, "", "test/1", now, "new")


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "store.duckdb"
    Store.open(path).close()
    return path


@settings(max_examples=50, deadline=None)
@given(history=histories, dates=st.lists(days, min_size=1, max_size=4))
def test_any_history_reads_as_the_model_says(empty_file, catalog, tmp_path_factory, history, dates):
    path = shutil.copyfile(empty_file, tmp_path_factory.mktemp("model") / "store.duckdb")
    model = Model()
    now = dt.datetime.combine(FIRST, dt.time(9), dt.UTC)
    with Store.open(path, clock=lambda: now) as store:
        for day, (what, argument) in enumerate(history):
            now = dt.datetime.combine(FIRST + dt.timedelta(days=2 * day), dt.time(9), dt.UTC)
            if what == "import":
                model.imported(2 * day, argument)
                store.add_observations(frame(argument), title="a", sha256="a")
            elif what == "ship":
                model.shipped(*argument)
                ship(store, *argument, now)
            elif what == "update":
                model.updated(2 * day, argument)
                store.add_update(frame(argument), fetched(now), catalog, title="u")
            elif model.can_retract(argument):
                model.retract(argument, 2 * day)
                store.retract(argument, "")
        for as_of in (*dates, None):
            date = None if as_of is None else FIRST + dt.timedelta(days=as_of)
            found = store.observations(["goods_trade"], as_of=date)
            read = dict(zip(found["time_period"].dt.strftime("%Y-%m-%d"), found["obs_value"], strict=True))
            assert read == model.read(98 if as_of is None else as_of)
        assert store.indicators() == (["goods_trade"] if model.read(98) else [])
