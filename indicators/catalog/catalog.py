"""data/ → model: every indicator, event file, definition and area that the project knows.

A new indicator is a TOML file and a CSV in data/indicators; a new definition is a TOML file, and so is a new version of
one, beside the old: `ID.toml`, `ID@1.1.toml`. A user's own
descriptions lie in a folder beside the store (`extra`) and are read in the same way.
"""

from __future__ import annotations

import csv
import hashlib
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from indicators.catalog.areas import AreaNames, read_areas
from indicators.catalog.shipped import read_events, read_observations, read_support
from indicators.errors import CatalogError, DefinitionError, UnknownDefinitionError, UnknownIndicatorError
from indicators.model import (
    OBS_STATUS,
    Area,
    Covered,
    EventKind,
    EventSource,
    EventSupport,
    Frozen,
    Indicator,
    Pair,
    one_sentence,
)
from indicators.model.definition import Definition

if TYPE_CHECKING:
    import pandas as pd

Described = TypeVar("Described", bound=Frozen)


class Defaults(Frozen):
    """The definition and the pair that are looked at where nothing else is asked for."""

    id: str = "defaults"
    definition: str = ""
    pair: str = ""


@dataclass(frozen=True, eq=False)
class Catalog:
    """What is described. The frames behind it are read on demand.

    `definitions` are the newest versions by id, `versions` all of them by full id (`strategic-mechanism@1`).
    """

    areas: Mapping[str, Area]
    indicators: Mapping[str, Indicator]
    event_sources: Mapping[str, EventSource]
    definitions: Mapping[str, Definition]
    root: Path
    names: AreaNames = field(repr=False)
    defaults: Defaults = field(default_factory=Defaults)
    versions: Mapping[str, Definition] = field(default_factory=dict)

    def area(self, text: str) -> Area:
        """The area of a code, a name or an alias in English or Turkish, however it is cased or accented."""
        return self.names.find(text)

    def indicator(self, id: str) -> Indicator:
        """The indicator of this id, or UnknownIndicatorError."""
        if id not in self.indicators:
            known = ", ".join(sorted(self.indicators))
            raise UnknownIndicatorError(
                "There is no indicator '{id}'. Those described are: {known}.", id=id, known=known
            )
        return self.indicators[id]

    def definition(self, name: str) -> Definition:
        """The newest definition of an id, or the version that `id@version` names; UnknownDefinitionError."""
        id, pinned, version = name.partition("@")
        if id not in self.definitions:
            known = ", ".join(sorted(self.definitions))
            raise UnknownDefinitionError("There is no definition '{id}'. Those there are: {known}.", id=id, known=known)
        if not pinned:
            return self.definitions[id]
        if (full := f"{id}@{version.removesuffix('.0')}") not in self.versions:
            known = ", ".join(full for full, one in self.versions.items() if one.id == id)
            raise UnknownDefinitionError(
                "There is no version '{version}' of '{id}'. Those there are: {known}.",
                version=version,
                id=id,
                known=known,
            )
        return self.versions[full]

    def kind(self, kind: str) -> tuple[EventSource, EventKind]:
        """The file that holds a kind of event, and the kind's description."""
        for source in self.event_sources.values():
            if kind in source.kinds:
                return source, source.kinds[kind]
        known = sorted(name for source in self.event_sources.values() for name in source.kinds)
        raise UnknownIndicatorError(
            "There is no kind of event '{kind}'. Those described are: {known}.", kind=kind, known=", ".join(known)
        )

    def in_words(self, rows: pd.DataFrame) -> pd.DataFrame:
        """What `obs_status` and `note` of observations mean, under the same names and on the same rows.

        What nobody has described stands as it is: a status outside the code list, a note of an imported indicator.
        """
        notes = [
            self.indicators[indicator].note_in_words(note) if indicator in self.indicators else note
            for indicator, note in zip(rows["indicator"], rows["note"], strict=True)
        ]
        status = rows["obs_status"].map(lambda code: OBS_STATUS.get(code, code))
        return rows[["note"]].assign(obs_status=status, note=notes)[["obs_status", "note"]].astype({"note": "str"})

    def pair_name(self, pair: Pair) -> str:
        """`United States – Türkiye`; the code of an area that is not known."""
        return " – ".join(self.areas[code].name_en if code in self.areas else code for code in (pair.a, pair.b))

    def pairs(self, definition: Definition) -> list[Pair]:
        """The reference country with each partner, in the definition's order."""
        if definition.reference is None:
            return []
        return [Pair(a=definition.reference, b=partner) for partner in definition.partners]

    def shipped_observations(self) -> Iterator[tuple[str, pd.DataFrame, str]]:
        """(indicator id, observations, SHA-256 of its TOML and CSV) for every indicator that ships, by id."""
        for toml in sorted((self.root / "indicators").glob("*.toml")):
            table = toml.with_suffix(".csv")
            yield toml.stem, read_observations(table, toml.stem), _sha256(toml, table)

    def shipped_events(self) -> Iterator[tuple[str, pd.DataFrame, str]]:
        """(event file, events, SHA-256 of its TOML and CSV) for every file of events that ships, by name."""
        for toml in sorted((self.root / "events").glob("*.toml")):
            table = toml.with_suffix(".csv")
            yield toml.stem, read_events(table), _sha256(toml, table)

    @cached_property
    def support(self) -> Mapping[str, EventSupport]:
        """Further pages and bounds of the events that ship, by event_id; CatalogError as `read_support` raises it."""
        found: dict[str, EventSupport] = {}
        for name in self.event_sources:
            table = self.root / "events" / f"{name}.csv"
            beside = table.with_suffix(".sources.csv")
            if beside.is_file():
                found |= read_support(beside, read_events(table))
        return found

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over the names and contents of all that ships: one changed figure changes it."""
        files = sorted(path for path in self.root.rglob("*") if path.suffix in (".toml", ".csv"))
        lines = [f"{path.relative_to(self.root).as_posix()} {_sha256(path)}\n" for path in files]
        return hashlib.sha256("".join(lines).encode()).hexdigest()


def data_root() -> Path:
    """The folder of the data that ship: inside an installed wheel, or data/ of a checkout.

    RELATIONS_INDEX_DATA names another edition of them, for those who compute with the figures of a certain day.
    """
    package = Path(__file__).parents[1]
    named = os.environ.get("RELATIONS_INDEX_DATA")
    for folder in (Path(named),) if named else (package / "_data", package.parent / "data"):
        if (folder / "areas.csv").is_file():
            return folder
    if named:
        raise CatalogError(
            "RELATIONS_INDEX_DATA names {folder}, which holds no areas.csv; name a folder as data/ is.", folder=named
        )
    raise CatalogError(
        "The shipped data are not beside the package at {package}; install the package again.", package=package
    )


def load_catalog(root: Path | None = None, extra: Path | None = None) -> Catalog:
    """Read and validate all descriptions under `root` (the shipped data unless given).

    `extra` is a user's own folder: `extra/indicators/*.toml` describe imported indicators (their figures are in the
    store, not in a CSV there) and `extra/definitions/*.toml` are further definitions. It need not exist.
    """
    root = root or data_root()
    areas = read_areas(root / "areas.csv")
    for folder in ("indicators", "events"):
        _refuse_half_pairs(root / folder)
    folders = [root] if extra is None else [root, extra]
    indicators = _describe([folder / "indicators" for folder in folders], Indicator)
    event_sources = _searched(root / "searched.csv", _describe([root / "events"], EventSource))
    versions = _versions([folder / "definitions" for folder in folders])
    _check_bounds(indicators)
    _check_kinds(event_sources)
    _check_areas(versions, areas)
    file = root / "defaults.toml"
    defaults = read_toml(file, Defaults) if file.exists() else Defaults()
    newest: dict[str, Definition] = {}
    for one in versions.values():
        if one.id not in newest or one.version_order > newest[one.id].version_order:
            newest[one.id] = one
    catalog = Catalog(areas, indicators, event_sources, newest, root, AreaNames(areas), defaults, versions)
    if file.exists() and defaults.pair not in map(str, catalog.pairs(catalog.definition(defaults.definition))):
        raise CatalogError(
            "{path}: pair: '{pair}' is not one of its definition's pairs.", path=file, pair=defaults.pair
        )
    return catalog


def read_definition(path: Path) -> Definition:
    """One definition file, wherever it lies; DefinitionError names the key that is wrong and the remedy."""
    return read_toml(path, Definition)


def _describe(folders: list[Path], model: type[Described]) -> dict[str, Described]:
    """Every TOML file of the folders as a model, by file stem."""
    found: dict[str, Described] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            if path.stem in found:
                raise CatalogError(
                    "{path}: '{id}' ships with the product; give your file another name.", path=path, id=path.stem
                )
            found[path.stem] = read_toml(path, model)
    return found


def _versions(folders: list[Path]) -> dict[str, Definition]:
    """Every definition of the folders, by full id; no folder adds a version of what an earlier one holds."""
    found: dict[str, Definition] = {}
    for folder in folders:
        taken = {one.id for one in found.values()}
        for path in sorted(folder.glob("*.toml")):
            one = read_definition(path)
            if one.id in taken:
                raise CatalogError(
                    "{path}: '{id}' ships with the product; give your file another name.", path=path, id=one.id
                )
            if one.full_id in found:
                raise DefinitionError(
                    "{path}: another file is version {version} of '{id}' too; give this one a version of its own.",
                    path=path,
                    version=one.version,
                    id=one.id,
                )
            found[one.full_id] = one
    return found


def read_toml(path: Path, model: type[Described]) -> Described:
    """One TOML file as a model whose id is the file's name; CatalogError names the key that is wrong and the remedy.

    The name of a definition may have its version too: `ID@1.1.toml`.
    """
    refusal = DefinitionError if model is Definition else CatalogError
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise refusal("{path} cannot be read ({why}).", path=path, why=error.strerror) from error
    except UnicodeDecodeError as error:
        raise refusal("{path} is not UTF-8 (byte {start}); save it as UTF-8.", path=path, start=error.start) from error
    except (ValueError, RecursionError) as error:
        raise refusal("{path} is not TOML: {error}. Correct that line.", path=path, error=error) from error
    stem, pinned, version = path.stem.partition("@") if model is Definition else (path.stem, "", "")
    if content.setdefault("id", stem) != stem:
        id = content["id"]
        raise refusal(
            "{path}: id: '{id}' is not the file's name; remove the line or rename the file.", path=path, id=id
        )
    if pinned:
        content.setdefault("version", version)
    try:
        described = model.model_validate(content)
    except ValidationError as error:
        raise refusal("{path}: {why}.", path=path, why=one_sentence(error)) from error
    if pinned and isinstance(described, Definition) and described.full_id != path.stem:
        raise refusal(
            "{path}: version: it is version {version}; rename the file {right}.toml or correct the line.",
            path=path,
            version=described.version,
            right=described.full_id,
        )
    return described


def _refuse_half_pairs(folder: Path) -> None:
    described = {path.stem for path in folder.glob("*.toml")}
    tabled = {path.stem for path in folder.glob("*.csv") if not path.stem.endswith(".sources")}
    for path in sorted(folder.glob("*.sources.csv")):
        if (stem := path.stem.removesuffix(".sources")) not in tabled:
            raise CatalogError(
                "{file} has no {absent} beside it; add it or remove the file.", file=path, absent=f"{stem}.csv"
            )
    for stem in sorted(described ^ tabled):
        there, absent = ("toml", "csv") if stem in described else ("csv", "toml")
        raise CatalogError(
            "{file} has no {absent} beside it; add it or remove the file.",
            file=folder / f"{stem}.{there}",
            absent=f"{stem}.{absent}",
        )


def _searched(file: Path, event_sources: dict[str, EventSource]) -> dict[str, EventSource]:
    """The sources with the record of searches (`data/searched.csv`), where there is one, as lines of coverage."""
    if not file.exists():
        return event_sources
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    known = {name for source in event_sources.values() for name in source.classes}
    for number, row in enumerate(rows, start=2):
        if row["class"] not in known:
            raise CatalogError(
                "{file}, line {line}: no file of events has the class '{name}'; name it in [classes] of one.",
                file=file,
                line=number,
                name=row["class"],
            )
    added: dict[str, list[Covered]] = {name: [] for name in event_sources}
    for number, row in enumerate(rows, start=2):
        line = {
            "pairs": (f"{row['ref_area']}-{row['counterpart_area']}",),
            "ref_area": row["ref_area"],
            "covered_from": row["searched_from"],
            "covered_to": row["searched_to"],
            "result": row["result"],
            "reason": row["note"] or row["queries"] or row["result"],
        }
        for name, source in event_sources.items():
            if row["class"] in source.classes:
                try:
                    added[name].append(Covered.model_validate({**line, "kinds": source.classes[row["class"]]}))
                except ValidationError as error:
                    raise CatalogError(
                        "{file}, line {line}: {why}.", file=file, line=number, why=one_sentence(error)
                    ) from error
    return {
        name: source.model_copy(update={"coverage": (*source.coverage, *added[name])})
        for name, source in event_sources.items()
    }


def _check_bounds(indicators: Mapping[str, Indicator]) -> None:
    for indicator in indicators.values():
        for key in ("low", "high"):
            bound = getattr(indicator, key)
            if bound is not None and bound not in indicators:
                raise CatalogError(
                    "{id}.toml: {key}: there is no indicator '{bound}'; add it or remove the line.",
                    id=indicator.id,
                    key=key,
                    bound=bound,
                )


def _check_kinds(event_sources: Mapping[str, EventSource]) -> None:
    owners: dict[str, str] = {}
    for source in event_sources.values():
        for kind in source.kinds:
            owner = owners.setdefault(kind, source.id)
            if owner != source.id:
                raise CatalogError(
                    "{id}.toml: kinds.{kind}: {owner}.toml describes this kind too; keep it in one file.",
                    id=source.id,
                    kind=kind,
                    owner=owner,
                )


def _check_areas(definitions: Mapping[str, Definition], areas: Mapping[str, Area]) -> None:
    for definition in definitions.values():
        for key, codes in (("reference", [definition.reference]), ("partners", definition.partners)):
            for code in codes:
                if code is not None and code not in areas:
                    raise DefinitionError(
                        "{id}.toml: {key}: '{code}' is not an ISO 3166-1 alpha-3 code; correct it.",
                        id=definition.id,
                        key=key,
                        code=code,
                    )


def _sha256(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()
