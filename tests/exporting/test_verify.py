"""Verify: a true snapshot passes from the file alone, a changed one is named cell by cell, a hostile one is refused."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from indicators.errors import SnapshotDiffersError, SnapshotRefusedError
from indicators.exporting.edition import edition_name, identity_hash
from indicators.exporting.inputs import json_text
from indicators.exporting.snapshot.pack import pack, unpack
from indicators.exporting.snapshot.snapshot import FILES, IDENTITY_FILES, Snapshot
from indicators.exporting.snapshot.verify import verify

Rewrite = Callable[[bytes, Mapping[str, bytes]], bytes]
Files = dict[str, bytes]


# --- what passes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "definition", "pair"),
    [
        (None, "strategic-mechanism", "USA-TUR"),
        ("2022-04-04", "strategic-mechanism", "USA-TUR"),
        ("1996-06-30", "strategic-mechanism", "USA-TUR"),
        ("1985-04-04", "strategic-mechanism", "USA-TUR"),
        (None, "us-partners", "USA-GBR"),
        ("2015-01-01", "us-partners", "USA-ISR"),
    ],
)
def test_a_snapshot_verifies_from_its_bytes_alone(
    take: Callable[..., Snapshot], as_of: str | None, definition: str, pair: str
) -> None:
    snapshot = take(as_of, definition=definition, pair=pair)
    verified = verify(snapshot.data)
    assert verified.notes == ()
    assert snapshot.manifest.hash in verified.sentence()
    assert verified.index.data_version == snapshot.manifest.data_version


def test_it_verifies_where_there_is_no_store_and_no_shipped_data(april: Snapshot, tmp_path: Path) -> None:
    """In a new process that may neither open a store nor find data/."""
    file = tmp_path / april.file_name
    file.write_bytes(april.data)
    program = (
        "import sys, indicators.catalog, indicators.store.database as database\n"
        "def refuse(*a, **k): raise AssertionError('asked for data')\n"
        "indicators.catalog.data_root = indicators.catalog.load_catalog = refuse\n"
        "database.Database = database.create = refuse\n"
        "from pathlib import Path; from indicators.exporting.snapshot.verify import verify\n"
        "print(verify(Path(sys.argv[1])).sentence())\n"
    )
    environment = {**os.environ, "RELATIONS_INDEX_DB": "/nowhere/at/all.duckdb"}
    done = subprocess.run(
        [sys.executable, "-c", program, str(file)],
        capture_output=True, text=True, cwd=tmp_path, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert april.manifest.hash in done.stdout
    assert list(tmp_path.iterdir()) == [file]


def test_it_asks_for_the_hash_of_a_citation(april: Snapshot) -> None:
    verify(april.data, expected_hash=april.manifest.hash)
    verify(april.data, expected_hash=april.manifest.hash[:12].upper())
    for other in ("0" * 64, april.manifest.hash[:4], ""):
        with pytest.raises(SnapshotDiffersError, match="another snapshot"):
            verify(april.data, expected_hash=other)


def test_another_version_is_computed_again_and_named(april: Snapshot, rewritten: Rewrite) -> None:
    manifest = json.loads(manifest_of(april))
    manifest["software"] = {"relations-index": "0.0.9", "numpy": "1.0"}
    data = rewritten(april.data, {"manifest.json": json.dumps(manifest).encode()})
    (note,) = verify(data).notes
    assert "relations-index 0.0.9" in note
    assert "numpy 1.0" in note
    assert "scipy of no version" in note


# --- tamperings ------------------------------------------------------------------------------------


def manifest_of(snapshot: Snapshot) -> bytes:
    return unpack(snapshot.data, ("manifest.json", *FILES))["manifest.json"]


def replaced(name: str, old: str, new: str) -> Callable[[Files], Files]:
    """One text put in the place of another, which must be there."""

    def change(files: Files) -> Files:
        assert old.encode() in files[name], f"{old} is not in {name}"
        return files | {name: files[name].replace(old.encode(), new.encode(), 1)}

    return change


def with_row(name: str, row: str) -> Callable[[Files], Files]:
    return lambda files: files | {name: files[name] + row.encode()}


def without_row(name: str, begins: str) -> Callable[[Files], Files]:
    def change(files: Files) -> Files:
        lines = files[name].decode().splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(begins)]
        assert len(kept) == len(lines) - 1
        return files | {name: "".join(kept).encode()}

    return change


def cell(name: str, row: str, column: str, value: str) -> Callable[[Files], Files]:
    """Another value in one cell, found by the beginning of its row."""

    def change(files: Files) -> Files:
        lines = files[name].decode().split("\n")
        place = lines[0].split(",").index(column)
        number = next(n for n, line in enumerate(lines) if line.startswith(row))
        cells = lines[number].split(",")
        assert cells[place] != value
        cells[place] = value
        lines[number] = ",".join(cells)
        return files | {name: "\n".join(lines).encode()}

    return change


CHANGED = r"observations\.csv was changed"
TAMPERINGS = {
    "a figure": (
        cell("observations.csv", "lng_exports,USA,TUR,M,2022-01-01", "obs_value", "99999"),
        [r"components\.csv, row \d+ \(2022-01, lng\), column figure: expected \d+\.\d+, found", CHANGED],
    ),
    "a result": (
        cell("scores.csv", "2016-05,", "index", "48.0000000000"),
        [r"scores\.csv, row 377 \(2016-05\), column index: expected [\d.]+, found 48\.0{10}", "scores.csv was changed"],
    ),
    "a result by a billionth too much": (
        lambda files: cell(
            "scores.csv", "2016-05,", "index",
            f"{float(files['scores.csv'].decode().split(chr(10))[377].split(',')[1]) + 2.1e-9:.10f}",
        )(files),
        [r"scores\.csv, row 377 \(2016-05\), column index"],
    ),
    "a weight": (
        replaced("definition.json", '"weight": 0.75', '"weight": 0.8'),
        [r"components\.csv, row \d+ \(\d{4}-\d\d, contact\), column weight: expected", "definition.json was changed"],
    ),
    "a goalpost": (
        replaced("definition.json", '"best": 3.0', '"best": 2.0'),
        [r"components\.csv, row \d+ \(\d{4}-\d\d, contact\), column score: expected", "definition.json was changed"],
    ),
    "a contribution": (
        cell("contributions.csv", "2016-05,trade_volume", "contribution", "9.9999999999"),
        [r"contributions\.csv, row \d+ \(2016-05, trade_volume\), column contribution: expected .*, found 9\.9{10}"],
    ),
    "a quantile": (
        cell("uncertainty.csv", "2016-05,", "q95", "50.0000000000"),
        [r"uncertainty\.csv, row 377 \(2016-05\), column q95: expected .*, found 50\.0000000000"],
    ),
    "an extra row of figures that counts": (
        with_row("observations.csv", "lng_exports,USA,TUR,M,2022-02-01,500000.0,A,,2022-03-30\n"),
        [r"\(2022-0\d, lng\), column (figure|carried)", r"observations\.csv was changed .* lines, the manifest lists"],
    ),
    "an extra row of figures that counts nowhere": (
        with_row("observations.csv", "lng_exports,USA,TUR,A,2015-01-01,1.0,A,,2016-03-30\n"),
        [rf"{CHANGED} after the snapshot was written: expected SHA-256", r"has \d,\d+ lines, the manifest lists"],
    ),
    "an extra month of results": (
        with_row("scores.csv", "2030-01" + ",50.0" * 11 + "\n"),
        [r"scores\.csv, row 448: expected no row, found 2030-01"],
    ),
    "a month of results taken out": (
        without_row("scores.csv", "2016-05,"),
        [r"scores\.csv, row 377: expected 2016-05, found 2016-06"],
    ),
    "a figure taken out": (
        without_row("observations.csv", "goods_trade,USA,TUR,M,2016-05-01"),
        [r"components\.csv, row \d+ \(2016-05, trade_volume\), column figure", "observations.csv was changed"],
    ),
    "an act moved by a year": (
        replaced("events.csv", ",TUR,USA,2017-05-16,", ",TUR,USA,2015-05-16,"),
        [r"components\.csv, row \d+ \(2015-05, contact\), column figure", "events.csv was changed"],
    ),
    "an act of which nobody could know": (
        replaced("events.csv", ",2017-05-16\n", ",2023-05-16\n"),
        [r"events\.csv, row \d+ \(.*\), column known_from: expected 2022-04-04 or earlier, found 2023-05-16"],
    ),
    "a swapped source": (
        replaced("sources.json", "US Census Bureau, U.S. Trade in Goods by Country", "Own estimate"),
        [r"README\.txt, line \d+: expected .*Own estimate.*, found .*US Census Bureau", "sources.json was changed"],
    ),
    "a licence": (
        replaced("sources.json", '"licence": "CC BY-SA 4.0"', '"licence": "Public domain"'),
        [r"expected .*Public domain.*, found .*CC BY-SA 4\.0", "sources.json was changed"],
    ),
    "a publication lag": (
        replaced("sources.json", '"valid_from_months": 9', '"valid_from_months": 3'),
        [r"components\.csv, row \d+ \(\d{4}-\d\d, un_votes\), column", "sources.json was changed"],
    ),
    "a note": (
        lambda files: files | {"observations.csv": files["observations.csv"].replace(b",A,B,", b",A,C,", 1)},
        [r"observations\.csv was changed after the snapshot was written"],
    ),
    "another as-of date": (
        replaced("manifest.json", '"as_of": "2022-04-04"', '"as_of": "2022-05-04"'),
        [r"manifest\.json names the snapshot|manifest\.json, hash"],
    ),
    "another seed": (
        replaced("manifest.json", '"seed": 20220404', '"seed": 20220405'),
        [r"uncertainty\.csv, row \d+ \(1985-12\), column (mean|q\d\d): expected"],
    ),
    "the hash": (
        lambda files: files | {"manifest.json": files["manifest.json"].replace(b'"hash": "', b'"hash": "0', 1)},
        [r"manifest\.json: hash"],
    ),
    "the citation": (
        replaced("README.txt", "Relations Index contributors", "Somebody else"),
        [r"README\.txt, line \d+: expected .*Relations Index contributors.*, found .*Somebody else"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_tampering_is_named(april: Snapshot, what: str) -> None:
    change, patterns = TAMPERINGS[what]
    files = change(unpack(april.data, ("manifest.json", *FILES)))
    with pytest.raises((SnapshotDiffersError, SnapshotRefusedError)) as refusal:
        verify(pack(files))
    said = str(refusal.value)
    for pattern in patterns:
        assert re.search(pattern, said), said


def forged(files: Files) -> bytes:
    """A careful forger: the manifest lists the changed files, and hash and name follow from them."""
    manifest = json.loads(files["manifest.json"])
    old = manifest["hash"]
    digests = {name: hashlib.sha256(files[name]).hexdigest() for name in IDENTITY_FILES}
    as_of = dt.date.fromisoformat(manifest["as_of"])
    new = manifest["hash"] = identity_hash(manifest["pair"], as_of, digests)
    manifest["name"] = edition_name(manifest["pair"], manifest["definition"], as_of, new)
    package = json.loads(files["datapackage.json"])
    for one in package["resources"]:
        content = files[one["path"]]
        one |= {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
    files = files | {"datapackage.json": json_text(package).encode()}
    for name in ("README.txt", "datapackage.json"):
        files[name] = files[name].replace(old.encode(), new.encode()).replace(old[:12].encode(), new[:12].encode())
    for name in FILES:
        manifest["files"][name] = {
            "sha256": hashlib.sha256(files[name]).hexdigest(),
            "lines": files[name].count(b"\n"),
        }
    return pack(files | {"manifest.json": json.dumps(manifest).encode()})


@pytest.mark.parametrize(
    "what",
    ["a figure", "a result", "a weight", "a goalpost", "a contribution", "a quantile", "a swapped source", "a licence"],
)
def test_a_forger_who_writes_a_new_manifest_is_found_by_computing(april: Snapshot, what: str) -> None:
    change, patterns = TAMPERINGS[what]
    data = forged(change(unpack(april.data, ("manifest.json", *FILES))))
    with pytest.raises(SnapshotDiffersError) as refusal:
        verify(data)
    assert re.search(patterns[0], str(refusal.value)), str(refusal.value)


def test_a_consistent_snapshot_of_other_figures_has_another_hash(april: Snapshot, tmp_path: Path) -> None:
    """What computing cannot find, a forged source, the hash in the file's name and in a citation finds."""
    files = unpack(april.data, ("manifest.json", *FILES))
    for name in ("sources.json", "README.txt", "datapackage.json"):
        files[name] = files[name].replace(b"US Bureau of Labor Statistics", b"Bureau of Own Statistics")
    file = tmp_path / april.file_name
    file.write_bytes(forged(files))
    with pytest.raises(SnapshotDiffersError, match="another snapshot than the one expected"):
        verify(file)
    with pytest.raises(SnapshotDiffersError, match="another snapshot than the one expected"):
        verify(file.read_bytes(), expected_hash=april.manifest.hash[:12])


def test_numbers_closer_than_a_billionth_are_the_same(april: Snapshot) -> None:
    """Another machine's mathematics may differ in the last digit that is written."""
    files = unpack(april.data, ("manifest.json", *FILES))
    value = float(files["scores.csv"].decode().split("\n")[377].split(",")[1])
    moved = cell("scores.csv", "2016-05,", "index", f"{value + 4e-10:.10f}")(files)
    assert verify(forged(moved)).notes == ()
