"""The file: made whole, refused with a sentence when it is something else, copied while open, let go of."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import duckdb
import pytest

from indicators.errors import QueryTimeoutError, StoreError, StoreVersionError
from indicators.store import Store, database, default_path
from indicators.store.database import SCHEMA_VERSION


def open_files(folder: Path) -> list[str]:
    """Names of the files of a folder that this process has open."""
    return [link for link in handles() if link.startswith(str(folder))]


def handles() -> list[str]:
    """What this process has open."""
    return [str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]


def read_all(path: Path) -> None:
    with Store.open(path) as store:
        store.observations(store.indicators())
        store.events(["leader_visit"])


def sql(path: Path, *statements: str) -> None:
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_store_is_made_where_there_is_none_with_nothing_left_beside_it(tmp_path):
    path = tmp_path / "deep" / "er" / "store.duckdb"
    with Store.open(path) as store:
        assert store.batches().empty
        assert store.path == path
    assert [file.name for file in path.parent.iterdir()] == ["store.duckdb"]


def test_the_place_is_the_environments_else_the_users_data_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("RELATIONS_INDEX_DB", str(tmp_path / "named.duckdb"))
    with Store.open() as store:
        assert store.path == tmp_path / "named.duckdb"
    monkeypatch.delenv("RELATIONS_INDEX_DB")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_path() == tmp_path / "relations-index" / "relations-index.duckdb"


@pytest.mark.parametrize("name", ["o'clock.duckdb", "ünlü ş; DROP TABLE batches.duckdb", "no-suffix"])
def test_any_name_of_a_file_will_do(tmp_path, observations, name):
    path = tmp_path / name
    with Store.open(path) as store:
        store.add_observations(observations({"2020-01": 1.0}), title="a", sha256="a")
        store.backup(tmp_path / f"copy of {name}")
    with Store.open(tmp_path / f"copy of {name}") as copy:
        assert copy.observations(["trade"])["obs_value"].tolist() == [1.0]


def test_no_file_is_held_between_calls_or_after_closing(tmp_path, observations):
    with Store.open(tmp_path / "store.duckdb") as store:
        store.add_observations(observations({"2020-01": 1.0}), title="a", sha256="a")
        for _ in range(20):
            store.observations(["trade"])
            assert open_files(tmp_path) == []
    before = len(handles())
    for _ in range(10):
        with Store.open(tmp_path / "store.duckdb") as store:
            store.observations(["trade"])
            with pytest.raises(StoreError):
                store.add_observations(observations({}), title="a", sha256="a")
    assert len(handles()) == before


def test_a_closed_store_says_so_and_its_twin_goes_on(tmp_path, observations):
    first, second = Store.open(tmp_path / "store.duckdb"), Store.open(tmp_path / "store.duckdb")
    first.close()
    first.close()
    with pytest.raises(StoreError, match="was closed"):
        first.observations(["trade"])
    second.add_observations(observations({"2020-01": 1.0}), title="a", sha256="a")
    assert second.indicators() == ["trade"]
    second.close()


def test_writes_are_seen_where_neither_clock_nor_size_tells(store, observations):
    """The file's size goes up and down by a block with every second write."""
    later = time.time_ns() + 3_600_000_000_000
    for number in range(2, 20, 2):
        for _ in range(2):
            store.add_observations(observations({"2020-01": 1.0}), title="a", sha256="a")
        os.utime(store.path, ns=(later, later))
        assert store.data_version.startswith(f"b{number}-")


@pytest.mark.parametrize("content", [b"", b"indicator,ref_area\n" * 1000, b"SQLite format 3\0" + b"\0" * 8192])
def test_what_is_not_a_store_is_refused_and_left_alone(tmp_path, content):
    path = tmp_path / "figures.csv"
    path.write_bytes(content)
    with pytest.raises(StoreVersionError, match=r"figures\.csv is not a store"):
        Store.open(path)
    assert path.read_bytes() == content
    assert open_files(tmp_path) == []


def test_somebody_elses_database_is_refused(tmp_path):
    sql(tmp_path / "other.duckdb", "CREATE TABLE observations (x INTEGER)")
    with pytest.raises(StoreVersionError, match=r"other\.duckdb is a DuckDB database but not a store"):
        Store.open(tmp_path / "other.duckdb")


@pytest.mark.parametrize(("version", "sentence"), [(SCHEMA_VERSION + 1, "newer version"), (0, "no whole store")])
def test_another_schema_is_refused_with_what_to_do(tmp_path, version, sentence):
    path = tmp_path / "store.duckdb"
    Store.open(path).close()
    sql(path, f"UPDATE about SET schema_version = {version}")
    with pytest.raises(
        StoreVersionError, match=rf"{sentence}.*schema is {version}, not {SCHEMA_VERSION}\. (Update|Move)"
    ):
        Store.open(path)


def test_a_damaged_file_is_refused_with_what_to_do(built_file, tmp_path):
    whole = built_file.read_bytes()
    places = [len(whole) // 2, 4096 * 3 + 50, 9000]
    for number, place in enumerate(places):
        path = tmp_path / f"damaged-{number}.duckdb"
        path.write_bytes(whole[:place] + b"\xff" * 300 + whole[place + 300 :])
        with pytest.raises(StoreVersionError, match=r"is damaged\. Put a backup"):
            read_all(path)
    path = tmp_path / "cut.duckdb"
    path.write_bytes(whole[:5000])
    with pytest.raises(StoreVersionError, match="is not a store"):
        Store.open(path)


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="Choose another place"):
        Store.open(tmp_path / "file" / "store.duckdb")
    with pytest.raises(StoreError, match="cannot be used"):
        Store.open(tmp_path)


def test_a_file_that_vanishes_is_a_sentence(tmp_path):
    with Store.open(tmp_path / "store.duckdb") as store:
        store.path.unlink()
        with pytest.raises(StoreError, match=r"store\.duckdb"):
            store.batches()


def test_a_backup_is_the_same_store_and_overwrites_nothing(store, tmp_path, data, observations, events):
    data.figures["trade"] = observations({"2022-01": 1.0})
    data.acts["measures"] = events({"S1": ("2022-01-01", "")})
    store.sync(data.catalog())
    batch = store.add_observations(observations({"2022-01": 2.0}), title="a", sha256="a")
    store.retract(batch.batch_id, "why")
    store.backup(tmp_path / "copy.duckdb")
    with Store.open(tmp_path / "copy.duckdb") as copy:
        assert copy.data_version == store.data_version
        assert copy.batches().equals(store.batches())
        assert copy.observations(["trade"]).equals(store.observations(["trade"]))
        assert copy.events(["sanction"]).equals(store.events(["sanction"]))
        with pytest.raises(StoreError, match="Nothing was stored"):  # the copy keeps the same guards
            copy.add_observations(observations({"2022-01": float("inf")}), title="a", sha256="a")
    kept = (tmp_path / "copy.duckdb").read_bytes()
    with pytest.raises(StoreError, match=r"copy\.duckdb exists already"):
        store.backup(tmp_path / "copy.duckdb")
    with pytest.raises(StoreError, match=r"store\.duckdb exists already"):
        store.backup(store.path)
    assert (tmp_path / "copy.duckdb").read_bytes() == kept
    with pytest.raises(StoreError):
        store.backup(tmp_path / "nowhere" / "copy.duckdb")
    assert sorted(file.name for file in tmp_path.glob("*copy*")) == ["copy.duckdb"]


def test_a_file_copied_with_its_log_is_read_whole(tmp_path, observations):
    """What a killed process committed but did not fold into the file is neither lost nor in the way."""
    path = tmp_path / "store.duckdb"
    with Store.open(path) as store:
        store.add_observations(observations({"2020-01": 1.0}), title="a", sha256="a")
    connection = duckdb.connect(str(path), config={"checkpoint_threshold": "1TB"})
    connection.execute("INSERT INTO batches VALUES (2, 'import', 'b', TIMESTAMP '2026-01-01', 'b', 0, 0)")
    other = tmp_path / "other.duckdb"
    shutil.copyfile(path, other)
    shutil.copyfile(f"{path}.wal", f"{other}.wal")
    connection.close()
    with Store.open(other) as store:
        assert store.batches()["title"].tolist() == ["a", "b"]
    assert not Path(f"{other}.wal").exists()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/out.csv'",
        "ATTACH '/tmp/other.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET threads = 8",
        "SET enable_external_access = true",
        "SET allowed_paths = ['/etc/passwd']",
        "SELECT * FROM frame_of_this_test",
    ],
)
def test_the_file_is_opened_with_everything_else_shut(tmp_path, observations, statement):
    frame_of_this_test = observations({"2020-01": 1.0})
    assert len(frame_of_this_test) == 1
    refused = pytest.raises(StoreError, match=r"is disabled|are disabled|has been locked|frame_of_this_test does not")
    with Store.open(tmp_path / "store.duckdb") as store, refused, store._file.reading() as cursor:
        cursor.execute(statement)


def test_a_read_that_takes_too_long_ends_with_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setitem(database.SETTINGS, "max_execution_time", 50)
    endless = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 3"
    with (
        Store.open(tmp_path / "store.duckdb") as store,
        pytest.raises(QueryTimeoutError, match="time limit"),
        store._file.reading() as cursor,
    ):
        cursor.execute(endless)
