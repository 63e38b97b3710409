"""A snapshot: the same state gives the same bytes, everything in it can be checked with ordinary tools."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalog import Catalog
from indicators.exporting.edition import Edition
from indicators.exporting.snapshot.snapshot import FILES, Snapshot, read_snapshot, take_snapshot
from indicators.exporting.snapshot.verify import verify
from indicators.index import Index, Origin, index_of
from indicators.store import Store


def from_a_new_store(path: Path, catalog: Catalog, moment: dt.datetime, as_of: dt.date | None) -> bytes:
    """A snapshot from a store that was built at some moment."""
    with Store.open(path, clock=lambda: moment) as store:
        store.sync(catalog)
        index = index_of(Origin(store, catalog), "strategic-mechanism", "USA-TUR", as_of=as_of)
        return take_snapshot(index, draws=64).data


@pytest.mark.parametrize("as_of", [None, dt.date(2022, 4, 4)])
def test_two_stores_built_at_different_moments_give_the_same_bytes(
    tmp_path: Path, catalog: Catalog, as_of: dt.date | None
) -> None:
    moments = [dt.datetime(2026, 1, 2, tzinfo=dt.UTC), dt.datetime(2031, 7, 8, 23, 59, tzinfo=dt.UTC)]
    one, other = (
        from_a_new_store(tmp_path / f"{place}.duckdb", catalog, moment, as_of) for place, moment in enumerate(moments)
    )
    assert one == other


def test_the_name_says_pair_definition_date_and_hash(april: Snapshot, take: Callable[..., Snapshot]) -> None:
    assert re.fullmatch(r"USA-TUR_strategic-mechanism@1_2022-04-04_[0-9a-f]{12}\.zip", april.file_name)
    assert april.manifest.hash.startswith(april.manifest.name[-12:])
    assert re.fullmatch(
        r"USA-GBR_us-partners@1_latest_[0-9a-f]{12}", take(pair="USA-GBR", definition="us-partners").manifest.name
    )


def test_an_ordinary_tool_opens_it_and_finds_the_checksums_right(april: Snapshot) -> None:
    with zipfile.ZipFile(io.BytesIO(april.data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["manifest.json", *FILES]
        manifest = json.loads(archive.read("manifest.json"))
        for entry in archive.infolist():
            assert entry.compress_type == zipfile.ZIP_STORED
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        for name, said in manifest["files"].items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == said["sha256"]
    assert manifest["as_of"] == "2022-04-04"
    assert manifest["software"].keys() == {"relations-index", "numpy", "pandas", "scipy"}


def test_no_moment_of_writing_is_inside(april: Snapshot) -> None:
    """The only days in the manifest are the as-of date and what is in the name."""
    manifest = zipfile.ZipFile(io.BytesIO(april.data)).read("manifest.json").decode()
    assert set(re.findall(r"\d{4}-\d{2}-\d{2}", manifest)) == {"2022-04-04"}


@pytest.mark.parametrize("name", ["scores.csv", "components.csv", "contributions.csv", "uncertainty.csv"])
def test_computed_numbers_have_ten_decimals_and_rows_are_sorted(april: Snapshot, name: str) -> None:
    header, *rows = csv.reader(io.StringIO(april.files[name].decode()))
    months = [row[0] for row in rows]
    assert months == sorted(months)
    texts = {"month", "component", "carried"}
    cells = [cell for row in rows for column, cell in zip(header, row, strict=True) if column not in texts and cell]
    assert cells
    assert all(re.fullmatch(r"-?\d+\.\d{10}", cell) for cell in cells)


def test_inputs_are_sorted_and_none_was_known_later(april: Snapshot) -> None:
    rows, acts = april.inputs.rows, april.inputs.acts
    key = ["indicator", "ref_area", "counterpart_area", "freq", "time_period"]
    pd.testing.assert_frame_equal(rows, rows.sort_values(key, ignore_index=True))
    pd.testing.assert_frame_equal(acts, acts.sort_values(["date_start", "event_id"], ignore_index=True))
    assert rows["known_from"].max() <= pd.Timestamp("2022-04-04")
    assert acts["known_from"].max() <= pd.Timestamp("2022-04-04")
    assert not (acts["date_end"] > pd.Timestamp("2022-04-04")).any()


def test_contributions_in_it_sum_to_the_index_in_it(april: Snapshot) -> None:
    scores = pd.read_csv(io.BytesIO(april.files["scores.csv"])).set_index("month")["index"].dropna()
    parts = pd.read_csv(io.BytesIO(april.files["contributions.csv"]))
    # Each of the parts is rounded to ten decimals.
    assert (parts.groupby("month")["contribution"].sum() - scores).abs().max() < 1e-8
    assert set(parts["month"]) == set(scores.index)


def test_it_is_read_back_as_it_was_taken(april: Snapshot, read: Callable[..., Index]) -> None:
    back = read_snapshot(april.data)
    assert back.manifest == april.manifest
    assert back.data == april.data
    assert back.definition == read("2022-04-04").definition
    pd.testing.assert_series_equal(back.index.index, read("2022-04-04").index)


def test_the_hash_does_not_depend_on_draws_but_the_file_does(
    shipped_store: Store, catalog: Catalog, read: Callable[..., Index], april: Snapshot
) -> None:
    """The hash on screen stands for the figures; how the uncertainty was drawn is in the manifest."""
    other = take_snapshot(read("2022-04-04"), draws=32, seed=1)
    assert other.manifest.hash == april.manifest.hash
    assert other.sha256 != april.sha256


def test_an_import_that_the_index_reads_changes_the_hash_and_another_does_not(own_file: Path, catalog: Catalog) -> None:
    row = {
        "indicator": "goods_trade", "ref_area": "USA", "counterpart_area": "TUR", "freq": "M",
        "time_period": pd.Timestamp("2020-01-01"), "obs_value": 90000.0, "obs_status": "A", "note": "",
    }  # fmt: skip
    with Store.open(own_file) as store:

        def digest() -> str:
            return Edition.of(index_of(Origin(store, catalog), "strategic-mechanism", "USA-TUR")).hash

        before = digest()
        store.add_observations(pd.DataFrame([row | {"indicator": "tourists"}]), title="tourists", sha256="0" * 64)
        assert digest() == before
        store.add_observations(pd.DataFrame([row]), title="trade", sha256="1" * 64)
        assert digest() != before


def test_the_descriptor_fits_the_tables(april: Snapshot) -> None:
    """datapackage.json: paths, bytes and hashes of the resources, and every field of every table in its order."""
    package = json.loads(april.files["datapackage.json"])
    assert re.fullmatch(r"[-a-z0-9._/]+", package["name"])
    assert {one["path"] for one in package["resources"]} == {name for name in FILES if name.endswith(".csv")}
    for one in package["resources"]:
        content = april.files[one["path"]]
        assert one["bytes"] == len(content)
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        names = [field["name"] for field in one["schema"]["fields"]]
        table = pd.read_csv(io.BytesIO(content), dtype="str")
        assert names == list(table.columns)
        assert not table.duplicated(one["schema"]["primaryKey"]).any()
        for field in one["schema"]["fields"]:
            cells = table[field["name"]].dropna()
            if field["type"] == "number":
                assert pd.to_numeric(cells).notna().all()
            elif field["type"] in ("date", "yearmonth"):
                assert cells.str.fullmatch(r"\d{4}-\d{2}(-\d{2})?").all()


def test_a_snapshot_before_anything_can_be_drawn_says_why(take: Callable[..., Snapshot]) -> None:
    """In April 1985 there is no month with an index, so nothing to draw; the rest can be checked all the same."""
    early = take("1985-04-04")
    assert "1985-12 to 2024-12" in early.manifest.uncertainty.refused
    assert early.files["uncertainty.csv"].count(b"\n") == 1


def test_a_version_with_a_minor_number_stands_in_name_and_manifest_and_verifies(april: Snapshot) -> None:
    later = april.definition.model_copy(update={"version": "1.1"})
    taken = take_snapshot(index_of(april.inputs.origin, later, april.pair, as_of=april.manifest.as_of), draws=16)
    assert taken.manifest.name.startswith("USA-TUR_strategic-mechanism@1.1_2022-04-04_")
    assert taken.manifest.definition_version == "1.1"
    assert verify(taken.data).index.definition == later
