"""The file on disk: opened hardened, held only while a call reads or writes it, one writer at a time.

A DuckDB instance takes about 14 ms to start, attaching a file to a running one 0.5 ms (measured). So there is one
in-memory instance per file and process, and the file is attached to it for the length of a call: a process that has
the store open but does nothing keeps no other process from writing.

DuckDB locks the file with POSIX locks, which a process loses as soon as it closes *any* handle of that file. Nothing
here opens the file but DuckDB.
"""

from __future__ import annotations

import os
import random
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path
from typing import Literal

import duckdb
from duckdb import DuckDBPyConnection

from indicators.errors import StoreError, StoreLockedError
from indicators.store.refusals import is_locked, sentences

SCHEMA_VERSION = 2
"""Each version above 1 has a file migrations/VERSION.sql that makes it from the one before."""

PATIENCE_SECONDS = 5.0
"""How long a call waits for another process to let go of the file."""

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "allow_community_extensions": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "max_execution_time": 60_000,
    "memory_limit": "2GB",
    "preserve_insertion_order": False,
    "temp_directory": "",
    "threads": 2,
}


class Database:
    """One file and the DuckDB instance that reads it. Many readers or one writer at a time, in any thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._instance = _start(path)
        self._turn = threading.Condition()
        self._readers = 0
        self._writers = 0  # waiting or at work: readers let them pass

    @contextmanager
    def reading(self) -> Iterator[DuckDBPyConnection]:
        """A cursor of its own on the file, read-only. Results must be fetched before the block ends."""
        with self._turn:
            self._turn.wait_for(lambda: not self._writers)
            if not self._readers:
                self._attach("READ_ONLY")
            self._readers += 1
        try:
            with self._cursor() as cursor:
                yield cursor
        finally:
            with self._turn:
                self._readers -= 1
                if not self._readers:
                    self._detach()
                    self._turn.notify_all()

    @contextmanager
    def writing(self) -> Iterator[DuckDBPyConnection]:
        """A cursor inside a transaction that is committed at the end of the block, or rolled back if it raises."""
        with self._alone():
            self._attach("READ_WRITE")
            try:
                with self._cursor() as cursor:
                    cursor.begin()
                    try:
                        yield cursor
                        cursor.commit()
                    except BaseException:
                        with suppress(duckdb.Error):  # a failed statement may have ended the transaction already
                            cursor.rollback()
                        raise
            finally:
                self._detach()

    def copy_to(self, target: Path) -> None:
        """Write a consistent copy to a name that is not taken; StoreError where it is."""

        def fill(instance: DuckDBPyConnection) -> None:
            _attach(instance, self.path, "READ_ONLY")
            instance.execute("COPY FROM DATABASE store TO new")

        with self._alone(), sentences(self.path):
            made = _make(target, fill, self.path)
        if not made:
            raise StoreError("{target} exists already and is not overwritten; choose another name.", target=target)

    def fold(self) -> None:
        """Bring what a killed process left in the write-ahead log into the file, unless others are reading."""
        if _log(self.path).exists():
            with suppress(StoreLockedError), self.writing():
                pass

    def migrate(self, found: int) -> None:
        """Bring a file of an earlier schema, `found`, to this one: all steps in one transaction, or none.

        A copy stands beside the file until that succeeded. Another process that was faster is no failure.
        """
        copy = self.path.with_name(f"{self.path.name}.schema-{found}")
        with self._alone(), sentences(self.path):
            instance = _start(self.path, copy)
            try:
                _attach(instance, self.path, "READ_WRITE")
                instance.execute("USE store")
                if instance.execute("SELECT max(schema_version) FROM about").fetchone() != (found,):
                    return
                for file in (copy, _log(copy)):  # of a migration that was killed: the file is as it was before
                    file.unlink(missing_ok=True)
                instance.execute(f"ATTACH {_quoted(copy)} AS copy")
                instance.execute("COPY FROM DATABASE store TO copy")
                instance.execute("DETACH copy")
                instance.begin()
                for version in range(found + 1, SCHEMA_VERSION + 1):
                    instance.execute(_text(f"migrations/{version}.sql"))
                instance.execute("UPDATE about SET schema_version = ?", [SCHEMA_VERSION])
                instance.commit()
                instance.execute("USE memory")
                instance.execute("DETACH store")
            finally:
                instance.close()
            copy.unlink()

    def mark(self) -> tuple[tuple[int, int, int], ...] | None:
        """What changes whenever the file does, without opening it; None while a change is too recent to tell."""
        marks = []
        for file in (self.path, _log(self.path)):
            with suppress(FileNotFoundError):
                seen = file.stat()
                # Two writes within one tick of the file system's clock look alike.
                if time.time_ns() - seen.st_mtime_ns < 100_000_000:
                    return None
                marks.append((seen.st_ino, seen.st_size, seen.st_mtime_ns))
        return tuple(marks)

    def close(self) -> None:
        """End the DuckDB instance."""
        with self._alone():
            self._instance.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait until nobody reads or writes, and keep it so."""
        with self._turn:
            self._writers += 1
            try:
                self._turn.wait_for(lambda: not self._readers)
                yield
            finally:
                self._writers -= 1
                self._turn.notify_all()

    @contextmanager
    def _cursor(self) -> Iterator[DuckDBPyConnection]:
        with sentences(self.path), self._instance.cursor() as cursor:
            yield cursor

    def _attach(self, access: Literal["READ_ONLY", "READ_WRITE"]) -> None:
        with sentences(self.path):
            _attach(self._instance, self.path, access)

    def _detach(self) -> None:
        # Detaching folds the log into the file. Where that fails (a full disk) what was committed is safe in the
        # log and the file is let go all the same.
        with suppress(duckdb.Error):
            self._instance.execute("DETACH store")


def create(path: Path) -> None:
    """Make an empty store; one that another process made meanwhile is kept."""

    def fill(instance: DuckDBPyConnection) -> None:
        instance.execute("USE new")
        instance.execute(_text("schema.sql"))
        instance.execute("INSERT INTO about VALUES (?)", [SCHEMA_VERSION])
        instance.execute("USE memory")

    with sentences(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _make(path, fill)


def _text(name: str) -> str:
    return resources.files("indicators.store").joinpath(name).read_text(encoding="utf-8")


def _make(target: Path, fill: Callable[[DuckDBPyConnection], None], *also: Path) -> bool:
    """Make a file, attached as `new` while it is filled, whole or not at all; False where its name is taken.

    `also` are other files that filling it needs.
    """
    new = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
    instance = _start(new, *also)
    try:
        instance.execute(f"ATTACH {_quoted(new)} AS new")
        fill(instance)
        instance.execute("DETACH new")
        instance.close()
        return _give_name(new, target)
    finally:
        instance.close()
        for file in (new, _log(new)):
            file.unlink(missing_ok=True)


def _give_name(finished: Path, target: Path) -> bool:
    """Give a finished file its name in one step, without overwriting; False where the name is taken."""
    try:
        os.link(finished, target)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if target.exists():
            return False
        finished.rename(target)
    return True


def _start(*files: Path) -> DuckDBPyConnection:
    """An in-memory instance that can touch these files and nothing else, in a configuration that cannot change."""
    names = [name for file in files for name in (file, _log(file), f"{file}.wal.checkpoint", f"{file}.wal.recovery")]
    instance = duckdb.connect(":memory:", config=SETTINGS)
    instance.execute(f"SET allowed_paths = [{', '.join(map(_quoted, names))}]")
    instance.execute("SET enable_external_access = false")
    instance.execute("SET lock_configuration = true")
    return instance


def _attach(instance: DuckDBPyConnection, file: Path, access: Literal["READ_ONLY", "READ_WRITE"]) -> None:
    """Attach a file as `store`; where another process holds it, wait for a while."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            instance.execute(f"ATTACH {_quoted(file)} AS store (TYPE duckdb, {access})")
            return
        except duckdb.Error as error:
            if not is_locked(error) or time.monotonic() > deadline:
                raise
        time.sleep(random.uniform(0.002, 0.03))


def _log(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _quoted(path: Path | str) -> str:
    return "'" + str(path).replace("'", "''") + "'"
