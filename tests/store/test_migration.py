"""A store of an earlier schema becomes one of today's, with every figure it had on every date."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from indicators.errors import StoreError
from indicators.store import Store, database
from indicators.store.database import SCHEMA_VERSION

OLD = Path(__file__).parent / "schema_1"
SHAPE = """
    SELECT table_name, column_name, data_type FROM duckdb_columns() UNION ALL
    SELECT table_name, constraint_text, constraint_type FROM duckdb_constraints() ORDER BY ALL
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file of schema 1."""
    path = tmp_path / "store.duckdb"
    with duckdb.connect(str(path)) as connection:
        for name in ("schema.sql", "history.sql"):
            connection.execute((OLD / name).read_text(encoding="utf-8"))
    return path


def reads(store: Store, as_of: str) -> list[tuple[object, ...]]:
    day = dt.date.fromisoformat(as_of) if as_of else None
    figures = store.observations(["trade", "aid"], as_of=day).rename(
        columns={"indicator": "what", "time_period": "day", "obs_value": "value", "obs_status": "status"}
    )
    acts = store.events(["sanction"], as_of=day).rename(
        columns={"event_id": "what", "date_start": "day", "scope": "value", "end_status": "status"}
    )
    columns = ["what", "day", "value", "status", "batch_id", "known_from"]
    return list(pd.concat([figures[columns], acts[columns]]).itertuples(index=False, name=None))


def version(path: Path) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        ((found,),) = connection.execute("SELECT max(schema_version) FROM about").fetchall()
    return int(found)


def test_every_figure_reads_on_every_date_as_it_did(old):
    expected = pd.read_csv(OLD / "expected.csv", parse_dates=["day", "known_from"], keep_default_na=False)
    with Store.open(old) as store:
        for as_of, rows in expected.groupby("as_of"):
            rows["value"] = pd.to_numeric(rows["value"])
            found = pd.DataFrame(reads(store, str(as_of)), columns=rows.columns[1:])
            pd.testing.assert_frame_equal(found, rows.iloc[:, 1:].reset_index(drop=True), check_dtype=False)
        listed = store.batches()
        assert listed["kind"].tolist() == ["shipped", "import", "import", "shipped", "import"]
        assert listed["reason"].tolist() == ["", "", "wrong unit", "", ""]
        assert store.definitions()["toml"].tolist() == ['title = "Mine"']
        assert store.snapshots()["manifest"].tolist() == ['{"index": 31.5}']
        store.retract(2, "again")
        assert store.observations(["trade"])["obs_value"].tolist() == [1.0, 2.5, 3.0, 5.0]
    assert [file.name for file in old.parent.iterdir()] == ["store.duckdb"]


def test_a_migrated_file_has_the_shape_of_a_new_one(old, tmp_path):
    Store.open(old).close()
    Store.open(tmp_path / "new.duckdb").close()
    shapes = []
    for path in (old, tmp_path / "new.duckdb"):
        with duckdb.connect(str(path), read_only=True) as connection:
            shapes.append(connection.execute(SHAPE).fetchall())
    assert shapes[0] == shapes[1]


def test_a_migration_that_fails_leaves_the_old_file_and_its_copy_and_can_be_repeated(old, monkeypatch):
    whole = database._text
    monkeypatch.setattr(database, "_text", lambda name: whole(name) + "SELECT error('stopped')")
    with pytest.raises(StoreError, match="stopped"):
        Store.open(old)
    copy = old.with_name(f"{old.name}.schema-1")
    assert version(old) == version(copy) == 1
    monkeypatch.setattr(database, "_text", whole)
    with Store.open(old) as store:
        assert len(store.batches()) == 5
    assert version(old) == SCHEMA_VERSION
    assert not copy.exists()


@pytest.mark.parametrize("statement", ["COPY FROM", "DROP TABLE events_1", "UPDATE about"])
def test_a_killed_migration_leaves_the_old_file_or_the_new(old, statement):
    """The process ends at once, as by kill -9, when it is about to run this statement of the migration."""
    code = f"""
import os, sys
import indicators.store.database as database
from indicators.store import Store
start = database._start
class Deadly:
    def __init__(self, instance): self.instance = instance
    def __getattr__(self, name): return getattr(self.instance, name)
    def execute(self, text, *more):
        before, found, after = text.partition({statement!r})
        if found:
            if before: self.instance.execute(before)
            os._exit(9)
        return self.instance.execute(text, *more)
database._start = lambda *files: Deadly(start(*files)) if len(files) > 1 else start(*files)
Store.open(sys.argv[1])
"""
    assert subprocess.run([sys.executable, "-c", code, str(old)], check=False).returncode == 9
    with Store.open(old) as store:
        assert store.observations(["trade"])["obs_value"].tolist() == [10.0, 2.5, 30.0, 5.0]
    assert [file.name for file in old.parent.iterdir()] == ["store.duckdb"]
