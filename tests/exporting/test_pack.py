"""A hostile zip is refused with a sentence, before it can cost memory, time or a file on disk."""

from __future__ import annotations

import datetime as dt
import io
import json
import struct
import time
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from indicators.errors import SnapshotError, SnapshotRefusedError
from indicators.exporting.snapshot.pack import MAX_BYTES, pack, unpack
from indicators.exporting.snapshot.snapshot import FILES, Snapshot, read_snapshot
from indicators.exporting.snapshot.verify import verify

ALL = ("manifest.json", *FILES)


def zipped(files: list[tuple[str, bytes]], compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def contents(snapshot: Snapshot) -> list[tuple[str, bytes]]:
    return list(unpack(snapshot.data, ALL).items())


def with_file(name: str, content: bytes) -> Callable[[Snapshot], bytes]:
    return lambda snapshot: zipped([*contents(snapshot), (name, content)])


def with_manifest(**changes: object) -> Callable[[Snapshot], bytes]:
    def make(snapshot: Snapshot) -> bytes:
        files = dict(contents(snapshot))
        return pack(files | {"manifest.json": json.dumps(json.loads(files["manifest.json"]) | changes).encode()})

    return make


def with_content(name: str, content: bytes) -> Callable[[Snapshot], bytes]:
    return lambda snapshot: pack(dict(contents(snapshot)) | {name: content})


def doubled(snapshot: Snapshot) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return zipped([*contents(snapshot), ("scores.csv", b"month,index\n")])


def encrypted(snapshot: Snapshot) -> bytes:
    """The flag that says a file is encrypted, set in the list of contents."""
    data = bytearray(snapshot.data)
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def lying_about_sizes(snapshot: Snapshot) -> bytes:
    """A list of contents that says a file is four gigabytes long."""
    data = bytearray(snapshot.data)
    at = data.find(b"PK\x01\x02")
    data[at + 20 : at + 28] = struct.pack("<2L", 0xFFFFFFF0, 0xFFFFFFF0)
    return bytes(data)


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def bomb(snapshot: Snapshot) -> bytes:
    """Fifty megabytes of zeros, packed to fifty kilobytes."""
    return zipped([*contents(snapshot)[:-1], ("README.txt", b"\0" * 50_000_000)], zipfile.ZIP_DEFLATED)


def without_events(snapshot: Snapshot) -> bytes:
    return zipped([one for one in contents(snapshot) if one[0] != "events.csv"])


def with_figures(old: bytes, new: bytes) -> Callable[[Snapshot], bytes]:
    def make(snapshot: Snapshot) -> bytes:
        return with_content("observations.csv", snapshot.files["observations.csv"].replace(old, new))(snapshot)

    return make


HOSTILE = {
    "nothing": (lambda _: b"", "not a zip"),
    "a text": (lambda _: b"month,index\n2016-05,50\n", "not a zip"),
    "another zip": (lambda _: zipped([("a.txt", b"hello")]), "'a.txt', which no snapshot has"),
    "an empty zip": (lambda _: zipped([]), "not a zip"),
    "half of it": (lambda s: s.data[: len(s.data) // 2], "cut off"),
    "something after it": (lambda s: s.data + b"\0" * 100, "cut off, or something was put"),
    "something before it": (lambda s: b"PK\x03\x04" + s.data, "something was put before"),
    "a missing file": (without_events, "events.csv is missing"),
    "a missing manifest": (lambda s: zipped(contents(s)[1:]), "manifest.json is missing"),
    "an extra file": (with_file("extra.csv", b"x"), "'extra.csv', which no snapshot has"),
    "a path that climbs": (with_file("../../etc/cron.d/x", b"x"), r"'\.\./\.\./etc/cron\.d/x', which no snapshot has"),
    "an absolute path": (with_file("/etc/passwd", b"x"), "'/etc/passwd', which no snapshot has"),
    "a name of control signs": (with_file("a\x1b[31m\n", b"x"), r"\\x1b\[31m\\n"),
    "a file twice": (doubled, "'scores.csv' twice"),
    "a bomb": (bomb, "compressed"),
    "a compressed one": (lambda s: zipped(contents(s), zipfile.ZIP_DEFLATED), "compressed"),
    "an encrypted one": (encrypted, "encrypted"),
    "a lie about sizes": (lying_about_sizes, "cut off|damaged"),
    "ten thousand files": (lambda _: zipped([(f"{n}", b"") for n in range(10_000)]), "far more files"),
    "a manifest that is no JSON": (with_content("manifest.json", b"{"), "manifest.json is not JSON"),
    "a manifest that is a list": (with_content("manifest.json", b"[]"), "manifest.json"),
    "a manifest nested deep": (with_content("manifest.json", nested(200_000)), "manifest.json"),
    "a manifest with an unknown key": (with_manifest(colour="red"), "colour"),
    "a manifest of a later form": (with_manifest(format=3), "form 3; this version reads forms 1 to 2"),
    "a manifest that lists nothing": (with_manifest(files={}), "lists 0 files"),
    "a manifest with another name": (with_manifest(name="USA-TUR_other_latest_0"), "names the snapshot"),
    "a name that climbs": (with_manifest(definition="../x"), "definition"),
    "a billion draws": (with_manifest(uncertainty={"draws": 10**9, "seed": 1}), "draws"),
    "a method of drawing that came later": (
        with_manifest(uncertainty={"draws": 16, "seed": 1, "method": 9}), "method 9, which this version does not have"
    ),
    "more draws than are computed": (with_manifest(uncertainty={"draws": 100_000, "seed": 1}), "more than is computed"),
    "a definition that is no JSON": (with_content("definition.json", b"nothing"), "definition.json is not JSON"),
    "a definition nested deep": (with_content("definition.json", nested(200_000)), "definition.json"),
    "a definition of a later version": (
        lambda s: with_content("definition.json", s.files["definition.json"].replace(b'"partners"', b'"allies"'))(s),
        "allies",
    ),
    "figures that are no table": (with_content("observations.csv", b"\x00\xff\xfe"), "observations.csv"),
    "a table of one line a megabyte long": (with_content("events.csv", b"x" * 1_000_000), "events.csv"),
    "figures of the year 9999": (
        with_figures(b",2016-05-01,", b",9999-05-01,"),
        r"observations\.csv, line \d+: time_period",
    ),
    "figures without a day": (
        with_figures(b",M,2016-05-01,", b",M,,"),
        r"observations\.csv, line \d+: time_period is empty",
    ),
    "an infinite figure": (
        lambda s: with_content(
            "observations.csv", s.files["observations.csv"] + b"lng_exports,USA,TUR,M,2010-01-01,inf,A,,2010-03-01\n"
        )(s),
        "infinite",
    ),
    "a figure twice": (
        lambda s: with_content(
            "observations.csv",
            s.files["observations.csv"] + s.files["observations.csv"].splitlines(keepends=True)[-1],
        )(s),
        r"observations\.csv, line \d+: the row .* is there twice",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(april: Snapshot, what: str) -> None:
    make, says = HOSTILE[what]
    data = make(april)
    started = time.monotonic()
    with pytest.raises(SnapshotError, match=says) as refusal:
        verify(data)
    assert time.monotonic() - started < 5
    assert len(str(refusal.value)) < 1500
    assert str(refusal.value).isprintable()


def test_a_bomb_costs_no_memory(april: Snapshot) -> None:
    data = bomb(april)
    assert len(data) < 2_000_000
    tracemalloc.start()
    try:
        with pytest.raises(SnapshotRefusedError, match="compressed"):
            read_snapshot(data)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_a_huge_file_is_not_even_read(tmp_path: Path) -> None:
    file = tmp_path / "huge.zip"
    with file.open("wb") as hole:
        hole.truncate(MAX_BYTES + 1)
    with pytest.raises(SnapshotRefusedError, match="It is not opened"):
        read_snapshot(file)


def test_a_definition_that_is_its_own_grandparent_or_endlessly_deep_is_refused(april: Snapshot) -> None:
    definition = json.loads(april.files["definition.json"])
    below = {f"g{n}": definition["groups"]["trade"] | {"parent": f"g{n - 1}" if n else "trade"} for n in range(1500)}
    definition["groups"] |= below
    definition["components"]["trade_volume"]["parent"] = "g1499"
    with pytest.raises(SnapshotError, match=r"definition\.json|cannot be computed"):
        verify(with_content("definition.json", json.dumps(definition).encode())(april))


def test_nothing_is_written_anywhere(april: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    verify(april.data)
    with pytest.raises(SnapshotRefusedError):
        verify(with_file("../x", b"x")(april))
    assert list(tmp_path.iterdir()) == []
    assert not (tmp_path.parent / "x").exists()


def test_packing_does_not_ask_the_clock(april: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    files = dict(contents(april))
    before = pack(files)
    monkeypatch.setattr(time, "time", lambda: dt.datetime(2040, 1, 1).timestamp())
    assert pack(files) == before
