"""One object at the door: a store, the catalogue that describes it, and the user's own files beside it."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Self

import pandas as pd
from pydantic import ValidationError

from indicators.catalog import Catalog, load_catalog
from indicators.catalog.toml import to_toml
from indicators.errors import DefinitionError, NotReadyError, WorkspaceError
from indicators.index.comparison import Comparison, compare
from indicators.index.index import Index, index_of
from indicators.index.origin import Origin
from indicators.index.upper_floors import upper
from indicators.model import Pair, one_sentence
from indicators.model.definition import Definition
from indicators.store import Batch, Store

if TYPE_CHECKING:
    from indicators.importing import ImportPreview
    from indicators.index.update import Update
    from indicators.sources import Transport

Progress = Callable[[float, str], None]


class Workspace:
    """A store with its catalogue: what indices are made from, and where figures, definitions and claims are added.

    Made by `indicators.open`. It may be used in a `with` statement, which closes the store; after that every question
    is refused with a StoreError. `catalog` is what is described, as `refresh` last read it.

    Examples
    --------
    >>> ws = indicators.open()
    >>> ws.pairs.query("definition == 'strategic-mechanism'")
          pair                     name           definition
    0  USA-TUR  United States – Türkiye  strategic-mechanism
    >>> ws.indicators.set_index("indicator").loc["goods_trade", "unit"]
    'million USD'
    >>> ws.index("TUR-USA")
    Traceback (most recent call last):
    ...
    indicators.errors.PairError: 'TUR-USA' is spelled USA-TUR: the definition's reference country comes first.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.own_files = self._look()
        self.catalog = load_catalog(extra=store.extra)

    def sync(self, progress: Progress | None = None) -> None:
        """Bring the store up to date with the shipped data."""
        self.store.sync(self.catalog, progress)

    def refresh(self) -> Catalog:
        """What is described, read again where a file of the user's changed.

        `own_files` is a text that changes with each of them.
        """
        if (now := self._look()) != self.own_files:
            self.catalog, self.own_files = load_catalog(extra=self.store.extra), now
        return self.catalog

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        catalog = self.catalog
        return (
            f"Workspace({str(self.store.path)!r}: {len(catalog.indicators)} indicators, "
            f"{len(catalog.event_sources)} files of events, definitions {', '.join(sorted(catalog.definitions))})"
        )

    # --- what there is -----------------------------------------------------------------------------

    def _look(self) -> str:
        folder = self.store.extra
        if not folder.exists():
            return ""
        return ";".join(f"{file.name} {file.stat().st_mtime_ns}" for file in sorted(folder.glob("*/*.toml")))

    @property
    def origin(self) -> Origin:
        """What indices are made from here."""
        return Origin(self.store, self.refresh())

    @property
    def pairs(self) -> pd.DataFrame:
        """One row a pair and definition: `pair`, `name`, `definition`."""
        catalog = self.refresh()
        rows = [
            (str(pair), catalog.pair_name(pair), one.id)
            for one in catalog.definitions.values()
            for pair in catalog.pairs(one)
        ]
        return pd.DataFrame(rows, columns=["pair", "name", "definition"])

    @property
    def definitions(self) -> Mapping[str, Definition]:
        """The newest definitions by id; `catalog.versions` has all of them by id@version."""
        return self.refresh().definitions

    @property
    def indicators(self) -> pd.DataFrame:
        """One row a stored indicator and frequency: `indicator`, `freq`, `first`, `last`, `figures`, `title`, `unit`,
        `source`; the last three are empty for one that nobody has described."""
        known, stored = self.refresh().indicators, self.store.coverage()
        for part in ("title", "unit", "source"):
            stored[part] = [getattr(known[id], part) if id in known else "" for id in stored["indicator"]]
        return stored

    @property
    def events(self) -> pd.DataFrame:
        """All events, by day, as `Store.events` gives them."""
        kinds = [kind for source in self.refresh().event_sources.values() for kind in source.kinds]
        return self.store.events(kinds)

    # --- asking ------------------------------------------------------------------------------------

    def index(
        self,
        pair: Pair | str | None = None,
        definition: Definition | str | None = None,
        as_of: dt.date | str | None = None,
    ) -> Index:
        """The index of a pair under a definition, both the catalogue's defaults unless given, as known on a date.

        The id of a definition is its newest version, `id@version` pins one. `as_of` is a date or its ISO text. Raises
        UnknownDefinitionError, PairError, PanelError or ScoringError.
        """
        origin, defaults = self.origin, self.catalog.defaults
        day = _day(as_of) if isinstance(as_of, str) else as_of
        return index_of(origin, definition or defaults.definition, pair or defaults.pair, as_of=day)

    def compare(
        self,
        definition: Definition | str,
        as_of: dt.date | None = None,
        *,
        progress: Callable[[float], None] | None = None,
    ) -> Comparison:
        """The indices of all pairs of a definition; PairError for one with a single partner."""
        chosen = self.refresh().definition(definition) if isinstance(definition, str) else definition
        return compare(self.origin, chosen, as_of=as_of, progress=progress)

    def claims(self, ids: Iterable[str] | None = None, as_of: dt.date | None = None) -> list[Any]:
        """Statements about relations, tested: all of them or those named, each a Finding. ClaimError for no such id."""
        found: list[Any] = upper("claims", "findings")(self, ids, as_of)
        return found

    # --- adding ------------------------------------------------------------------------------------

    def preview(self, source: Path | str | bytes | BinaryIO | pd.DataFrame, **mapping: Any) -> ImportPreview:
        """What a file or a frame holds and what is wrong with it; nothing is stored.

        `mapping` are the answers of `indicators.importing.Mapping`, as `indicator="tourists"`, and `filename` a name
        for what has none.
        """
        from indicators.importing import Mapping as Answers
        from indicators.importing import preview

        path = Path(source) if isinstance(source, str) else source
        name = mapping.pop("filename", path.name if isinstance(path, Path) else "frame.csv")
        answers = Answers.from_settings(f"{key}={value}" for key, value in mapping.items()) if mapping else None
        return preview(path, name, mapping=answers, catalog=self.refresh())

    def add(
        self, source: Path | str | bytes | BinaryIO | pd.DataFrame, *, skip_problems: bool = False, **mapping: Any
    ) -> Batch:
        """Store the observations or events of a file or a frame as one batch, or nothing.

        The reading and its refusals are those of `preview`. What is hashed for a frame are the bytes of the CSV text
        that it is written as: UTF-8, its columns in their order, without its index. NotReadyError where a question is
        open or a line has a problem, unless `skip_problems` leaves such lines out.
        """
        from indicators.importing import commit

        found = self.preview(source, **mapping)
        if found.status == "ready" and found.counts["problem"] and not skip_problems:
            raise NotReadyError(
                "{summary} Nothing was stored. Correct the lines, or leave them out (skip_problems).",
                summary=found.summary(),
            )
        batch: Batch = commit(found, self.store)
        return batch

    def update(self, ids: Iterable[str] | None = None, transport: Transport | None = None, **how: Any) -> Update:
        """Ask the publishers of some indicators (of all unless given) and compare; nothing is stored before its
        `store` is called. `how` are the keywords of `indicators.index.update.update`. OfflineError where nobody may be
        asked."""
        from indicators.index.update import update

        return update(self, ids, transport, **how)

    @property
    def sources(self) -> pd.DataFrame:
        """Every source that can be asked, as `indicators.index.update.due` gives it for today (UTC)."""
        from indicators.index.update import due

        return due(self.store, self.refresh(), dt.datetime.now(dt.UTC).date())

    def undo(self, batch: int | Batch, reason: str = "") -> None:
        """Take an import back; it stays in the record. BatchNotFoundError, or RetractionRefusedError."""
        self.store.retract(batch.batch_id if isinstance(batch, Batch) else batch, reason)

    def describe(self, indicator: str, **about: Any) -> Path:
        """Write the description of an imported indicator among the user's files, and give back the file.

        `about` are the fields of `indicators.model.Indicator` (title, unit, kind, freq, about, source, licence …).
        DescriptionError names the first that is missing or wrong.
        """
        from indicators.importing import write_description

        return write_description(self.store.extra, indicator, **about)

    def save_definition(self, definition: Definition, id: str, title: str = "", made: str = "") -> Definition:
        """Save a definition among the user's files and in the store; the definition as it can now be chosen.

        `made` says how it differs from the one it was made from and becomes its first limit. A saved definition of
        that id becomes its next version, in a file beside the earlier ones (`id@2.toml`). DefinitionError for the id of
        a definition that ships, or an id that cannot be one.
        """
        catalog = self.refresh()
        if any(file.stem.partition("@")[0] == id for file in (catalog.root / "definitions").glob("*.toml")):
            raise DefinitionError("'{id}' ships with the product and cannot be overwritten; choose another id.", id=id)
        earlier = catalog.definitions.get(id)
        changed = {
            "id": id,
            "title": title or definition.title,
            "version": 1 if earlier is None else earlier.version_order[0] + 1,
        }
        limits = (made, *definition.limits) if made else definition.limits
        try:
            own = Definition.model_validate(definition.model_dump() | changed | {"limits": limits})
        except ValidationError as error:
            raise DefinitionError("The definition cannot be saved: {why}.", why=one_sentence(error)) from error
        text = to_toml(own)
        if Definition.model_validate(tomllib.loads(text) | {"id": id}) != own:
            raise DefinitionError("'{id}' cannot be written as TOML without loss; report what made it.", id=id)
        path = self.store.extra / "definitions" / f"{own.full_id}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.draft")
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(path)
        self.store.save_definition(id, text, made)
        return self.refresh().definition(id)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise WorkspaceError("'{text}' is not a date; write it as 2022-04-04.", text=text) from None


def open_workspace(path: Path | str | None = None, *, progress: Progress | None = None) -> Workspace:
    """Open the store in a file, made when it is not there, and bring it up to date with the shipped data.

    Parameters
    ----------
    path
        The file, or None for the default one (RELATIONS_INDEX_DB, else the user's data folder).
    progress
        Is told the share done (0 to 1) and what is being done.

    Raises
    ------
    StoreError
        StoreLockedError where another process holds the file, StoreVersionError where it is no store of this version.
    CatalogError
        A description that ships, or one of the user's, is wrong; names the file, the key and the remedy.

    Examples
    --------
    >>> with indicators.open() as ws:
    ...     sorted(ws.definitions)
    ['strategic-mechanism', 'us-partners']
    """
    store = Store.open(Path(path) if path is not None else None)
    try:
        workspace = Workspace(store)
        workspace.sync(progress)
    except BaseException:
        store.close()
        raise
    return workspace
