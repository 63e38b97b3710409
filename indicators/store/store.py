"""The store: what was recorded, when it could be known, and nothing that is ever overwritten."""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pandas as pd
import platformdirs
import pyarrow as pa
from duckdb import DuckDBPyConnection

from indicators.catalog import Catalog
from indicators.errors import Message, StoreError
from indicators.model import FetchRecord
from indicators.store import batches, reads, sync, updates
from indicators.store.batches import Batch, State
from indicators.store.database import SCHEMA_VERSION, Database, create
from indicators.store.tables import EVENTS, OBSERVATIONS, RowKind, as_arrow
from indicators.store.updates import Changes

_databases: dict[Path, tuple[Database, int]] = {}
"""The databases open in this process, by file, each with the number of stores that use it."""
_databases_lock = threading.Lock()


def default_path() -> Path:
    """The file used when none is named: RELATIONS_INDEX_DB, else one in the user's data folder."""
    named = os.environ.get("RELATIONS_INDEX_DB")
    return Path(named) if named else platformdirs.user_data_path("relations-index") / "relations-index.duckdb"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Store:
    """Observations and events in one file, in batches that are only ever added.

    Safe to use from any number of threads. Reads return frames that belong to the caller: text columns are str, days
    datetime64[us], `obs_value` float64 with NaN for a figure known to be missing. Every method raises StoreError
    (StoreLockedError where another process holds the file) with a sentence.
    """

    def __init__(self, database: Database, clock: Callable[[], dt.datetime]) -> None:
        self.path = database.path
        self._database: Database | None = database
        self._clock = clock
        self._seen: tuple[object, State] | None = None

    @classmethod
    def open(cls, path: Path | None = None, *, clock: Callable[[], dt.datetime] = _now) -> Store:
        """Open the store in a file, which is made when it is not there.

        A file of an earlier schema is migrated. `clock` tells the moment that a batch is recorded. StoreVersionError
        where the file is no store, or one of a newer version.
        """
        path = Path(path or default_path()).expanduser().absolute().resolve()
        with _databases_lock:
            database, users = _databases.get(path, (None, 0))
            if database is None:
                if not path.exists():
                    create(path)
                database = Database(path)
            _databases[path] = (database, users + 1)
        store = cls(database, clock)
        try:
            database.fold()
            with database.reading() as cursor:
                found = batches.schema_version(cursor)
            if found < SCHEMA_VERSION:
                database.migrate(found)
            store._state()
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Let go of the file; the store cannot be used after that."""
        database, self._database = self._database, None
        if database is None:
            return
        with _databases_lock:
            _, users = _databases.pop(self.path)
            if users > 1:
                _databases[self.path] = (database, users - 1)
            else:
                database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def extra(self) -> Path:
        """The folder beside the file where a user's own descriptions lie; it need not exist."""
        return self.path.with_suffix(".descriptions")

    @property
    def raw(self) -> Path:
        """The folder beside the file where publishers' replies are kept; it need not exist."""
        return self.path.with_suffix(".raw")

    @property
    def data_version(self) -> str:
        """A short text that changes with every batch and retraction, by whichever process. Part of every cache key."""
        return self._state().version

    # --- reading -----------------------------------------------------------------------------------

    def observations(
        self,
        indicators: Sequence[str],
        areas: Sequence[str] | None = None,
        as_of: dt.date | None = None,
        *,
        published: bool = False,
    ) -> pd.DataFrame:
        """Observations of these indicators, by key: OBSERVATION_COLUMNS, `batch_id` and `known_from`.

        Both areas of a row are among `areas`, or its counterpart is empty. `as_of` asks for what could have been
        known at the end of that day (UTC); None for all that is recorded. `published` leaves out what was imported:
        the publishers' own figures.
        """
        with self._file.reading() as cursor:
            state = self._state(cursor)
            return reads.read_rows(
                cursor, OBSERVATIONS, "indicator", indicators, areas, as_of, state, published=published
            )

    def events(
        self, kinds: Sequence[str], areas: Sequence[str] | None = None, as_of: dt.date | None = None
    ) -> pd.DataFrame:
        """Events of these kinds, by day: EVENT_COLUMNS, `batch_id` and `known_from`.

        An act that ended after `as_of` comes back without its end, with the end_status `open`.
        """
        with self._file.reading() as cursor:
            return reads.read_rows(cursor, EVENTS, "kind", kinds, areas, as_of, self._state(cursor))

    def coverage(self) -> pd.DataFrame:
        """What is stored of each indicator: indicator, freq, first and last period with a figure, number of figures."""
        with self._file.reading() as cursor:
            return reads.read_coverage(cursor, self._state(cursor))

    def indicators(self) -> list[str]:
        """Ids of all indicators with at least one observation."""
        return list(self.coverage()["indicator"].unique())

    def difference(self, frame: pd.DataFrame | pa.Table) -> pd.DataFrame:
        """What storing these observations would change, one row for each, in their order.

        The key, `obs_value`, `status` (new, revised: another value or status, unchanged) and `old_value`.
        """
        table = as_arrow(frame, OBSERVATIONS)
        with self._file.reading() as cursor:
            return reads.read_difference(cursor, table, self._state(cursor))

    def batches(self) -> pd.DataFrame:
        """All batches, the oldest first, with the moment and reason of a retraction. Moments are in UTC."""
        return self._table(batches.LIST)

    def vintages(self, indicators: Sequence[str], areas: Sequence[str]) -> pd.DataFrame:
        """Every value recorded of the figures that an update revised or brought, of these indicators and areas: the
        key, `obs_value`, `known_from`, `by_rule` (nobody saw that day: it follows from the lag) and `batch_id`."""
        with self._file.reading() as cursor:
            return reads.read_vintages(cursor, indicators, areas)

    def fetches(self) -> pd.DataFrame:
        """All askings of publishers, the oldest first: the fields of FetchRecord, `rows_new`, `rows_revised`,
        `rows_gone` and `batch_id`, which is missing where nothing was stored. Moments are in UTC."""
        return self._table(updates.FETCHES)

    def last_fetch(self, source: str) -> FetchRecord | None:
        """The last asking of a source whose answer is in the store; None when there is none, or it was undone."""
        with self._file.reading() as cursor:
            return updates.last_fetch(cursor, source)

    # --- writing -----------------------------------------------------------------------------------

    def sync(self, catalog: Catalog, progress: sync.Progress | None = None) -> list[Batch]:
        """Take in what ships. Only what changed since the last time is recorded, as one batch; [] for nothing.

        `progress` is told the share done and what is being done.
        """
        if self._state().shipped == catalog.content_hash:
            return []
        tell = progress or (lambda _share, _what: None)
        shipped = sync.read_shipped(catalog, tell)
        tell(0.8, Message("Writing the store"))
        with self._file.writing() as cursor:
            if batches.read_state(cursor).shipped == shipped.sha256:  # another process was faster
                return []
            batch = sync.record_changes(cursor, shipped, self._clock())
        tell(1.0, batch.title)
        return [batch]

    def add_observations(self, frame: pd.DataFrame | pa.Table, *, title: str, sha256: str) -> Batch:
        """Record observations as one batch: all of them, or none when StoreError is raised.

        Needs OBSERVATION_COLUMNS. A NaN becomes a figure known to be missing (status M). `title` and `sha256` say
        which file this was.
        """
        return self._import(OBSERVATIONS, frame, title, sha256)

    def add_events(self, frame: pd.DataFrame | pa.Table, *, title: str, sha256: str) -> Batch:
        """Record events as one batch: all of them, or none when StoreError is raised. Needs EVENT_COLUMNS."""
        return self._import(EVENTS, frame, title, sha256)

    def changes(
        self, frame: pd.DataFrame, record: FetchRecord, catalog: Catalog, *, gone: pd.DataFrame | None = None
    ) -> Changes:
        """What a publisher's reply would change; nothing is stored. `gone` has keys that the reply no longer holds."""
        gone = frame.iloc[:0] if gone is None else gone
        with self._file.reading() as cursor:
            return updates.compare(cursor, frame, gone, record, catalog, self._state(cursor))

    def add_update(
        self,
        frame: pd.DataFrame,
        record: FetchRecord,
        catalog: Catalog,
        *,
        title: str,
        body: bytes = b"",
        gone: pd.DataFrame | None = None,
    ) -> Batch | None:
        """Record what is new or revised in a publisher's reply as one batch, and the asking: all of it, or none.

        None where nothing is, as after another process that stored the same. Figures of `gone` keys no longer count.
        What the publisher sent is kept under its hash.
        """
        gone = frame.iloc[:0] if gone is None else gone
        updates.keep_body(self.raw, record.sha256, body)
        with self._file.writing() as cursor:
            changes = updates.compare(cursor, frame, gone, record, catalog, batches.read_state(cursor))
            return updates.add_update(cursor, changes, record, title, self._clock())

    def note_fetch(self, record: FetchRecord, *, outcome: str = "", body: bytes = b"") -> None:
        """Remember one asking of which nothing was stored; what came is kept for a report."""
        updates.keep_body(self.raw, record.sha256, body)
        with self._file.writing() as cursor:
            updates.note_fetch(cursor, record, outcome=outcome)

    def retract(self, batch_id: int, reason: str) -> None:
        """Undo an import or an update: from now on its rows do not count. The batch stays in the list.

        BatchNotFoundError, or RetractionRefusedError for a shipped batch and one that was undone before.
        """
        with self._file.writing() as cursor:
            batches.retract(cursor, batch_id, reason, self._clock())

    def backup(self, path: Path) -> None:
        """Copy the store, which may be in use, to a name that is not taken."""
        self._file.copy_to(Path(path).expanduser().absolute())

    # --- keepsakes ---------------------------------------------------------------------------------

    def save_definition(self, definition_id: str, toml: str, note: str = "") -> None:
        """Keep a user's definition as it stands now; earlier ones of the same id stay."""
        self._keep("definitions", definition_id, toml, note)

    def definitions(self) -> pd.DataFrame:
        """All definitions that were kept, the oldest first: definition_id, toml, note, recorded_at."""
        return self._table("SELECT * FROM store.definitions ORDER BY recorded_at")

    def save_snapshot(self, name: str, sha256: str, manifest: str, note: str = "") -> None:
        """Keep what a snapshot was: its name, its SHA-256 and its manifest (JSON)."""
        self._keep("snapshots", name, sha256, manifest, note)

    def snapshots(self) -> pd.DataFrame:
        """All snapshots that were kept, the oldest first: name, sha256, manifest, note, recorded_at."""
        return self._table("SELECT * FROM store.snapshots ORDER BY recorded_at")

    # --- how ---------------------------------------------------------------------------------------

    @property
    def _file(self) -> Database:
        if self._database is None:
            raise StoreError("The store {path} was closed; open it again.", path=self.path)
        return self._database

    def _state(self, cursor: DuckDBPyConnection | None = None) -> State:
        """What the store holds; read again only when the file is another than it was."""
        mark = self._file.mark()
        if mark is not None and self._seen is not None and self._seen[0] == mark:
            return self._seen[1]
        if cursor is None:
            with self._file.reading() as cursor:
                return self._state(cursor)
        state = batches.read_state(cursor)
        self._seen = (mark, state)
        return state

    def _import(self, rows: RowKind, frame: pd.DataFrame | pa.Table, title: str, sha256: str) -> Batch:
        table = as_arrow(frame, rows)
        with self._file.writing() as cursor:
            return batches.import_rows(cursor, rows, table, title=title, sha256=sha256, now=self._clock())

    def _table(self, query: str) -> pd.DataFrame:
        with self._file.reading() as cursor:
            return reads.read_frame(cursor, query)

    def _keep(self, table: str, *values: str) -> None:
        moment = self._clock().astimezone(dt.UTC).replace(tzinfo=None)
        marks = ", ".join("?" * (len(values) + 1))
        with self._file.writing() as cursor:
            cursor.execute(f"INSERT INTO store.{table} VALUES ({marks})", [*values, moment])
