"""A snapshot: one zip with an index, its uncertainty and everything needed to compute both again.

The same state of the store, definition, as-of date, seed and pinned versions give the same bytes: files are stored,
not compressed, rows are sorted, computed numbers have ten decimals, and no moment of writing is inside. (On another
family of processors a quantile of the uncertainty can differ in its tenth decimal: one cell of 3,500 did between two
of five tried. The hash does not cover the draws, and verifying compares to 1e-9.) The zip is also a Frictionless Data
Package.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import pandas as pd
from pydantic import Field, StringConstraints, TypeAdapter

from indicators.errors import ExportError, ScoringError, SnapshotRefusedError
from indicators.exporting.csvtext import DECIMALS, csv_text
from indicators.exporting.edition import Edition, edition_name, software
from indicators.exporting.forms.citation import readme
from indicators.exporting.forms.formats import write_new
from indicators.exporting.inputs import FORMAT, Inputs, json_text, read_json
from indicators.exporting.snapshot.datapackage import descriptor
from indicators.exporting.snapshot.pack import pack, unpack
from indicators.index import Index, index_of
from indicators.index.robustness import choices_and_intervals
from indicators.model import Frozen, Pair
from indicators.model.definition import Definition, Version
from indicators.model.methods import DRAWS, SEED, Holds

IDENTITY_FILES = (
    "definition.json",
    "observations.csv",
    "events.csv",
    "sources.json",
    "scores.csv",
    "components.csv",
    "contributions.csv",
)
"""What the hash covers: what went in and what came out."""

FILES = (*IDENTITY_FILES, "uncertainty.csv", "datapackage.json", "README.txt")
"""Everything in a snapshot beside its manifest."""

_QUANTILES = ["mean", "q05", "q25", "q50", "q75", "q95"]


def _first_method(edition: Edition, draws: int, seed: int) -> pd.DataFrame:
    """Choices with the published intervals, not bounded to the scale."""
    drawn = choices_and_intervals(edition.index, draws=draws, seed=seed)
    return drawn.to_frame()[["month", "nominal", *_QUANTILES]]


def _second_method(edition: Edition, draws: int, seed: int) -> pd.DataFrame:
    """Choices; then, as `data_…`, choices and data."""
    choices, both = (edition.index.uncertainty(holds=holds, draws=draws, seed=seed) for holds in get_args(Holds))
    wider = both.to_frame()[_QUANTILES].add_prefix("data_")
    return pd.concat([choices.to_frame()[["month", "nominal", *_QUANTILES]], wider], axis=1)


METHODS = {1: _first_method, 2: _second_method}
"""The methods of drawing, by number: one that draws otherwise gets the next, and the earlier ones stay."""

_Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Entry(Frozen):
    """A file of the snapshot."""

    sha256: _Digest
    lines: int = Field(ge=0)

    @classmethod
    def of(cls, content: bytes) -> Entry:
        """The entry of a file with this content."""
        return cls(sha256=hashlib.sha256(content).hexdigest(), lines=content.count(b"\n"))


class Draws(Frozen):
    """How the uncertainty was drawn; `refused` says why there is none. Format 1 names no method: it was the first."""

    draws: int = Field(ge=1, le=100_000)
    seed: int = Field(ge=0, lt=2**63)
    refused: str = ""
    method: int | None = Field(default=None, exclude_if=lambda said: said is None)


class Manifest(Frozen):
    """What a snapshot says about itself. `hash` covers pair, as-of date and `IDENTITY_FILES`; `definition` is an
    `id@version`, in format 1 an id."""

    product: Literal["relations-index"] = "relations-index"
    format: int = FORMAT
    name: str
    hash: _Digest
    pair: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-[A-Z]{3}$")]
    definition: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*(@[0-9.]+)?$", max_length=100)]
    definition_version: Version
    as_of: dt.date | None
    data_version: str
    software: dict[str, str]
    uncertainty: Draws
    files: dict[str, Entry]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A manifest and the files that it lists."""

    manifest: Manifest
    files: Mapping[str, bytes]

    @property
    def file_name(self) -> str:
        """The name that the zip should have."""
        return f"{self.manifest.name}.zip"

    @property
    def pair(self) -> Pair:
        """The pair."""
        a, b = self.manifest.pair.split("-")
        return Pair(a=a, b=b)

    @cached_property
    def definition(self) -> Definition:
        """The definition as it stands in the snapshot."""
        definition: Definition = read_json(self.files["definition.json"], TypeAdapter(Definition), "definition.json")
        return definition

    @cached_property
    def inputs(self) -> Inputs:
        """The rows and descriptions that it was made from."""
        return Inputs.read(self.files, self.manifest.data_version, self.manifest.format)

    @cached_property
    def index(self) -> Index:
        """The index, computed again from what is inside."""
        return index_of(self.inputs.origin, self.definition, self.pair, as_of=self.manifest.as_of)

    @cached_property
    def data(self) -> bytes:
        """The zip."""
        manifest = json_text(self.manifest.model_dump(mode="json")).encode()
        return pack({"manifest.json": manifest, **self.files})

    @property
    def sha256(self) -> str:
        """SHA-256 of the zip."""
        return hashlib.sha256(self.data).hexdigest()


def take_snapshot(index: Index, *, draws: int = DRAWS, seed: int = SEED) -> Snapshot:
    """The snapshot of an index."""
    return snapshot_of(Edition.of(index), draws=draws, seed=seed)


def write_snapshot(index: Index, path: Path, *, draws: int = DRAWS, seed: int = SEED) -> Path:
    """Write the snapshot of an index to a new file, or into a folder under its own name; ExportError."""
    taken = take_snapshot(index, draws=draws, seed=seed)
    return write_new(path, taken.file_name, taken.data)


def snapshot_of(edition: Edition, *, draws: int, seed: int) -> Snapshot:
    """The snapshot of an edition, with the quantiles of its uncertainty."""
    index, method = edition.index, max(METHODS)
    quantiles, refused = quantiles_file(edition, draws, seed, method)
    files = {**edition.files, "uncertainty.csv": quantiles}
    files["datapackage.json"] = json_text(descriptor(edition, files)).encode()
    files["README.txt"] = readme(edition).encode()
    manifest = Manifest(
        name=edition.name,
        hash=edition.hash,
        pair=str(index.pair),
        definition=edition.definition,
        definition_version=index.definition.version,
        as_of=index.as_of,
        data_version=edition.inputs.data_version,
        software=software(),
        uncertainty=Draws(draws=draws, seed=seed, refused=refused, method=method),
        files={name: Entry.of(files[name]) for name in FILES},
    )
    return Snapshot(manifest, {name: files[name] for name in FILES})


def quantiles_file(edition: Edition, draws: int, seed: int, method: int) -> tuple[bytes, str]:
    """The quantiles of the uncertainty by month as CSV; where it cannot be drawn, no rows and the reason."""
    refused = ""
    try:
        frame = METHODS[method](edition, draws, seed)
    except ScoringError as error:
        data = [] if method == 1 else [f"data_{name}" for name in _QUANTILES]
        frame, refused = pd.DataFrame(columns=["month", "nominal", *_QUANTILES, *data]), str(error)
    return csv_text(frame, decimals=DECIMALS).encode(), refused


def read_snapshot(source: Path | bytes) -> Snapshot:
    """Open a snapshot without checking its numbers; SnapshotRefusedError with the reason where it is none."""
    files = unpack(source, ("manifest.json", *FILES))
    try:
        raw = read_json(files["manifest.json"], TypeAdapter(dict[str, Any]), "manifest.json")
        if raw.get("format") not in range(1, FORMAT + 1):
            raise SnapshotRefusedError(
                "The snapshot has the form {form}; this version reads forms 1 to {known}. It was written by "
                "{software}: use that version.",
                form=str(raw.get("format"))[:20],
                known=FORMAT,
                software=str(raw.get("software"))[:200],
            )
        manifest: Manifest = read_json(files["manifest.json"], TypeAdapter(Manifest), "manifest.json")
    except ExportError as error:
        why = error.message
        raise SnapshotRefusedError("{why} The snapshot cannot be read without its manifest.", why=why) from error
    if set(manifest.files) != set(FILES):
        count = len(manifest.files)
        raise SnapshotRefusedError(
            "manifest.json lists {count} files and not those of a snapshot. Get the snapshot again.", count=count
        )
    if (method := manifest.uncertainty.method or 1) not in METHODS:
        raise SnapshotRefusedError(
            "The uncertainty was drawn by method {method}, which this version does not have. It was written by "
            "{software}: use that version.",
            method=method,
            software=str(manifest.software)[:200],
        )
    named = edition_name(manifest.pair, manifest.definition, manifest.as_of, manifest.hash)
    if manifest.name != named:
        name = manifest.name[:120]
        raise SnapshotRefusedError(
            "manifest.json names the snapshot '{name}', but its own entries make it '{named}'.", name=name, named=named
        )
    return Snapshot(manifest, {name: files[name] for name in FILES})
