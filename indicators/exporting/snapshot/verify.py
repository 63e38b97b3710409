"""A snapshot → everything computed again from the zip alone, and the first difference, or none.

First the archive is refused or opened (`snapshot.read_snapshot`); then panel, scores, contributions and uncertainty are
computed from the observations, events, descriptions and the definition inside; every cell of what was handed out is
compared with what follows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from pathlib import Path

import pandas as pd

from indicators.errors import ExportError, Message, RelationsIndexError, SnapshotDiffersError, SnapshotRefusedError
from indicators.exporting.csvtext import read_texts
from indicators.exporting.edition import SHORT, Edition, identity_hash, software
from indicators.exporting.forms.citation import readme
from indicators.exporting.inputs import json_text
from indicators.exporting.snapshot.datapackage import KEYS, descriptor
from indicators.exporting.snapshot.snapshot import FILES, IDENTITY_FILES, Entry, Snapshot, quantiles_file, read_snapshot
from indicators.index import Index
from indicators.wording.exports import verified_sentence
from indicators.wording.language import translated

TOLERANCE = 1e-9
"""Largest difference of two numbers that count as equal; beside it, what a float of that size cannot tell apart."""

_RESULTS = ("components.csv", "scores.csv", "contributions.csv", "uncertainty.csv")
_WORDS = ("observations.csv", "events.csv", "definition.json", "sources.json", "README.txt", "datapackage.json")
_NO_ROW, _NO_LINE, _NOTHING = Message("no row"), Message("no line"), Message("nothing")
_MAX_CELLS = 20_000_000
_MAX_NODES = 2_000

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Verified:
    """A snapshot whose every figure follows from its inputs. `notes` say what a reader should know besides."""

    snapshot: Snapshot
    index: Index
    notes: tuple[Message, ...]

    def sentence(self, *, lang: str = "en") -> str:
        """What was done and found."""
        inputs, manifest = self.snapshot.inputs, self.snapshot.manifest
        done = verified_sentence(
            self.index,
            name=manifest.name,
            figures=len(inputs.rows),
            events=len(inputs.acts),
            draws=0 if manifest.uncertainty.refused else manifest.uncertainty.draws,
            hash=manifest.hash,
            lang=lang,
        )
        return " ".join([done, *(translated(note, lang) for note in self.notes)])


def verify(source: Path | bytes, *, expected_hash: str | None = None, progress: Progress | None = None) -> Verified:
    """Compute a snapshot again from itself and compare everything.

    `expected_hash` is the hash (or its first letters, at least 12) that a citation gave. Raises SnapshotRefusedError
    where the file cannot be computed, SnapshotDiffersError with the first difference where it was.

    Examples
    --------
    >>> file = indicators.open().index("USA-TUR", as_of="2022-04-04").snapshot("april.zip", draws=16)
    >>> verified = indicators.verify(file)
    >>> verified.index.pair
    Pair(a='USA', b='TUR')
    """
    tell = progress or (lambda _share, _what: None)
    tell(0.0, "Opening the snapshot")
    found = read_snapshot(source)
    changed = [name for name in FILES if Entry.of(found.files[name]) != found.manifest.files[name]]
    _check_hash(found, expected_hash, source)
    _check_draws(found, found.manifest.files["scores.csv"].lines)
    edition, quantiles, refused = _computed(found, changed, tell)
    tell(0.8, "Comparing")
    differences = chain(
        _result_differences(found, {**edition.files, "uncertainty.csv": quantiles}),
        _manifest_differences(found, edition, refused),
        _word_differences(found, edition, changed),
    )
    first = list(islice(differences, 1))
    if first or changed:
        raise SnapshotDiffersError(_joined(*first, *_changes(found, changed), *_versions(found)))
    tell(1.0, "Compared")
    return Verified(found, edition.index, tuple(_versions(found)))


# --- before computing ------------------------------------------------------------------------------


def _check_hash(found: Snapshot, expected: str | None, source: Path | bytes) -> None:
    """The hash follows from the manifest, and is the one that was expected or that the file is named by."""
    manifest = found.manifest
    follows = identity_hash(
        manifest.pair, manifest.as_of, {n: manifest.files[n].sha256 for n in IDENTITY_FILES}, manifest.format
    )
    if follows != manifest.hash:
        raise SnapshotDiffersError(
            "manifest.json, hash: expected {expected}, which follows from the files it lists, found {found}.",
            expected=follows,
            found=manifest.hash,
        )
    if expected is None and isinstance(source, Path):
        named = re.search(rf"_([0-9a-f]{{{SHORT}}})$", source.stem)
        expected = named.group(1) if named else None
    if expected is not None and not (len(expected) >= SHORT and manifest.hash.startswith(expected.lower())):
        raise SnapshotDiffersError(
            "This is another snapshot than the one expected: expected hash {expected}, found {found}.",
            expected=expected[:64],
            found=manifest.hash,
        )


def _check_draws(found: Snapshot, months: int) -> None:
    """Refuse what would take far more time and memory than the uncertainty of any index does."""
    draws = found.manifest.uncertainty.draws
    if months * draws > _MAX_CELLS:
        values = {"draws": draws, "months": months}
        raise SnapshotRefusedError(
            "The snapshot asks for {draws:,} draws of {months:,} months, more than is computed. Check it by hand.",
            **values,
        )


def _computed(found: Snapshot, changed: list[str], tell: Progress) -> tuple[Edition, bytes, str]:
    """The edition and the uncertainty computed from the snapshot (or why there is none), or why they cannot be."""
    try:
        definition, inputs, draws = found.definition, found.inputs, found.manifest.uncertainty
        if len(definition.groups) + len(definition.components) > _MAX_NODES:
            raise SnapshotRefusedError("definition.json has more than {most:,} groups and components.", most=_MAX_NODES)
        _check_known(found, "observations.csv", inputs.rows)
        _check_known(found, "events.csv", inputs.acts)
        tell(0.1, "Computing the index")
        index = found.index
        _check_draws(found, len(index.index))
        tell(0.3, "Drawing the uncertainty")
        edition = Edition.of(index, inputs)
        return edition, *quantiles_file(edition, draws.draws, draws.seed, draws.method or 1)
    except SnapshotDiffersError as error:
        raise SnapshotDiffersError(_joined(error.message, *_changes(found, changed))) from error
    except (RelationsIndexError, ValueError, ArithmeticError, RecursionError, MemoryError) as error:
        why = getattr(error, "message", str(error))
        refusal = Message("The index cannot be computed from the snapshot: {why}", why=why)
        raise SnapshotRefusedError(_joined(refusal, *_changes(found, changed), *_versions(found))) from error


def _check_known(found: Snapshot, name: str, frame: pd.DataFrame) -> None:
    """No row of a snapshot as of a day could be known only later."""
    as_of = found.manifest.as_of
    if as_of is None or not (late := frame["known_from"] > pd.Timestamp(as_of)).any():
        return
    place = int(late.argmax())
    row = frame.iloc[place]
    key = ", ".join(str(row[part]).removesuffix(" 00:00:00") for part in KEYS[name])
    values = {"name": name, "row": place + 1, "key": key, "as_of": as_of, "day": row["known_from"].date()}
    raise SnapshotDiffersError(
        "{name}, row {row} ({key}), column known_from: expected {as_of} or earlier, found {day}.", **values
    )


# --- after computing -------------------------------------------------------------------------------


def _result_differences(found: Snapshot, expected: Mapping[str, bytes]) -> Iterator[Message]:
    """What differs in the results, the causes before their effects."""
    for name in _RESULTS:
        if found.files[name] != expected[name]:
            yield from _table_difference(name, expected[name], found.files[name])


def _manifest_differences(found: Snapshot, edition: Edition, refused: str) -> Iterator[Message]:
    manifest = found.manifest
    for key, has, ought in (
        ("definition", manifest.definition, edition.definition),
        ("definition_version", manifest.definition_version, edition.index.definition.version),
        ("uncertainty.refused", manifest.uncertainty.refused, refused),
    ):
        if has != ought:
            values = {"key": key, "expected": ought, "found": str(has)[:200]}
            yield Message("manifest.json, {key}: expected '{expected}', found '{found}'.", **values)


def _word_differences(found: Snapshot, edition: Edition, changed: list[str]) -> Iterator[Message]:
    """What differs in texts that follow from the inputs. Another version may word them otherwise."""
    if found.manifest.software.get("relations-index") != software()["relations-index"]:
        return
    expected = {**edition.files, "README.txt": readme(edition).encode()}
    if not changed:  # else its checksums differ, which says no more than those of the manifest
        expected["datapackage.json"] = json_text(descriptor(edition, found.files)).encode()
    for name in _WORDS:
        # Where a result differs by less than the tolerance, so does the hash; it was compared with the manifest.
        words = expected.get(name, found.files[name]).replace(edition.hash.encode(), found.manifest.hash.encode())
        words = words.replace(edition.short.encode(), found.manifest.hash[:SHORT].encode())
        if found.files[name] != words:
            yield _line_difference(name, words, found.files[name])


def _table_difference(name: str, expected: bytes, found: bytes) -> Iterator[Message]:
    """The first cell of a table that differs by more than the tolerance, if any does."""
    columns, ought = read_texts(expected, name)
    try:
        header, rows = read_texts(found, name)
    except ExportError as error:
        yield error.message
        return
    if header != columns:
        texts = {"expected": ", ".join(columns), "found": ", ".join(header)[:300]}
        yield Message("{name}, the columns: expected {expected}, found {found}.", name=name, **texts)
        return
    key = [columns.index(part) for part in KEYS[name]]
    for number, (right, row) in enumerate(zip_longest(ought, rows), start=1):
        named = [", ".join(one[place] for place in key) if one is not None else _NO_ROW for one in (right, row)]
        cell: dict[str, object] = {"name": name, "row": number}
        if named[0] != named[1]:
            cell |= {"expected": named[0], "found": named[1] if row is None else named[1][:200]}
            yield Message("{name}, row {row}: expected {expected}, found {found}.", **cell)
            return
        for column, a, b in zip(columns, right, row, strict=True):
            if not _same(a, b):
                cell |= {"key": named[0], "column": column, "expected": a or _NOTHING, "found": b[:80] or _NOTHING}
                yield Message("{name}, row {row} ({key}), column {column}: expected {expected}, found {found}.", **cell)
                return


def _same(expected: str, found: str) -> bool:
    if expected == found:
        return True
    try:
        a, b = float(expected), float(found)
    except ValueError:
        return False
    return abs(a - b) <= TOLERANCE + 1e-14 * abs(a)


def _line_difference(name: str, expected: bytes, found: bytes) -> Message:
    """The first line of a text that differs from what follows from the other files."""
    lines = zip_longest(expected.decode().split("\n"), found.decode(errors="replace").split("\n"), fillvalue=_NO_LINE)
    number, ought, has = next((n, a, b) for n, (a, b) in enumerate(lines, start=1) if a != b)
    at = next((i for i, (a, b) in enumerate(zip(ought, has, strict=False)) if a != b), min(len(ought), len(has)))
    texts = {key: line[max(0, at - 30) : at + 60].strip() for key, line in (("expected", ought), ("found", has))}
    return Message("{name}, line {line}: expected “{expected}”, found “{found}”.", name=name, line=number, **texts)


def _changes(found: Snapshot, changed: list[str]) -> Iterator[Message]:
    """The files that are not those that the manifest lists."""
    for name in changed:
        listed, has = found.manifest.files[name], Entry.of(found.files[name])
        values = {"name": name, "expected": listed.sha256[:16], "found": has.sha256[:16]}
        yield Message(
            "{name} was changed after the snapshot was written: expected SHA-256 {expected}…, found {found}….", **values
        )
        if has.lines != listed.lines:
            yield Message("It has {n:,} lines, the manifest lists {listed:,}.", n=has.lines, listed=listed.lines)


def _versions(found: Snapshot) -> Iterator[Message]:
    """The versions that differ from those here."""
    here, there = software(), found.manifest.software
    others = [
        f"{name} {there.get(name, 'of no version')[:40]} (here {here[name]})"
        for name in here
        if there.get(name) != here[name]
    ]
    if others:
        yield Message("The snapshot was written with {versions}.", versions=", ".join(others))


def _joined(*sentences: Message) -> Message:
    """Several sentences as one message."""
    named = {f"sentence_{place}": sentence for place, sentence in enumerate(sentences)}
    return Message(" ".join(f"{{{name}}}" for name in named), **named)
