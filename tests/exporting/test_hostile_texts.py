"""Hostile texts through import, store, snapshot and every export: they arrive as text and as nothing else."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as parquet
import pytest
from python_calamine import CalamineWorkbook

from indicators.catalog import Catalog
from indicators.exporting.edition import Edition
from indicators.exporting.forms.formats import write
from indicators.exporting.forms.tables import csv_export
from indicators.exporting.forms.workbook import MAX_TEXT, xlsx_export
from indicators.exporting.snapshot.verify import verify
from indicators.importing import commit, preview
from indicators.index import Origin, index_of
from indicators.model import OBSERVATION_COLUMNS
from indicators.model.definition import Definition
from indicators.store import Store

HOSTILE = [
    '=HYPERLINK("http://evil.example","click")',
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "＝1+1",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "[click](javascript:alert(1)) ![x](http://evil.example/x.png)",
    "harmless;=cmd|x",
    'quotes " and, commas',
    "{{ 7 * 7 }} {% raw %} $\\alpha$",
]
APOSTROPHE = "'=already with an apostrophe"
"""A spreadsheet's own mark for text: importing takes it off, the store gives it back as it is."""

RUNS = re.compile("[ \u00a0\u3000\ufeff]*[=+\\-@＝＋－＠\t\r\n]")
LONG = "=" + "x" * 300_000


@pytest.fixture(scope="module")
def hostile(built_file: Path, tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Iterator[Edition]:
    """An index whose figures carry hostile notes, whose acts have hostile titles, under a hostile definition."""
    copy = tmp_path_factory.mktemp("hostile") / "own.duckdb"
    copy.write_bytes(built_file.read_bytes())
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(OBSERVATION_COLUMNS)
    for place, text in enumerate(HOSTILE, start=1):
        writer.writerow(["goods_trade", "USA", "TUR", "M", f"2019-{place:02}-01", "1000.5", "A", text])
    acts = pd.DataFrame(
        {
            "event_id": [f"own-{place}" for place in range(len(HOSTILE) + 2)],
            "kind": "leader_visit", "ref_area": "TUR", "counterpart_area": "USA",
            "date_start": pd.to_datetime([f"2019-{place % 12 + 1:02}-05" for place in range(len(HOSTILE) + 2)]),
            "date_end": pd.NaT, "grade": "head_of_state", "scope": float("nan"), "types": "", "bilateral": True,
            "end_status": "unknown", "title": [*HOSTILE, APOSTROPHE, LONG], "source_url": "https://example.org/=1",
        }
    ).astype({"date_start": "datetime64[us]", "date_end": "datetime64[us]"})  # fmt: skip
    written = catalog.definition("strategic-mechanism")
    texts = {"title": HOSTILE[5], "description": HOSTILE[6], "reason": HOSTILE[7], "unit": HOSTILE[0]}
    definition: Definition = written.model_copy(
        update={
            "title": HOSTILE[0],
            "zero": HOSTILE[6],
            "limits": tuple(HOSTILE),
            "annotate": tuple(acts["event_id"]),
            "components": {name: one.model_copy(update=texts) for name, one in written.components.items()},
            "groups": {name: one.model_copy(update={"title": HOSTILE[6]}) for name, one in written.groups.items()},
        }
    )
    with Store.open(copy) as store:
        read = preview(buffer.getvalue().encode(), "=evil.csv", catalog=catalog)
        commit(read, store)
        store.add_events(acts, title="=1+1", sha256="0" * 64)
        yield Edition.of(index_of(Origin(store, catalog), definition, "USA-TUR"))


def notes(frame: pd.DataFrame) -> list[str]:
    own = frame[(frame["indicator"] == "goods_trade") & (frame["time_period"].dt.year == 2019)]
    return own[own["obs_value"] == 1000.5].sort_values("time_period")["note"].tolist()


def test_import_keeps_the_texts_as_they_are(hostile: Edition) -> None:
    assert notes(hostile.inputs.rows) == HOSTILE


@pytest.mark.parametrize("table", ["scores", "components", "contributions", "observations", "events"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_of_a_csv_begins_a_formula(hostile: Edition, table: str, delimiter: str) -> None:
    """Read with commas or, as a spreadsheet with a decimal comma does, with semicolons. Numbers stay numbers."""
    text = csv_export(hostile, table).decode()
    csv.field_size_limit(1_000_000)
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        for cell in row:
            assert not RUNS.match(cell) or re.fullmatch(r"-?[\d.]+(e-?\d+)?", cell), cell[:80]


def test_what_was_exported_is_imported_as_it_was(hostile: Edition, catalog: Catalog) -> None:
    back = preview(csv_export(hostile, "observations"), "back.csv", catalog=catalog)
    assert back.status == "ready"
    assert notes(back.observations) == HOSTILE


def test_a_workbook_holds_texts_and_no_formula_or_link(hostile: Edition) -> None:
    data = xlsx_export(hostile)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for name in book.namelist():
            content = book.read(name).decode()
            assert "<f>" not in content
            assert not re.search(r"<hyperlinks?[ >/]", content)
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(data))
    header, *rows = sheets.get_sheet_by_name("observations").to_python()
    cells = {row[header.index("note")] for row in rows}
    assert set(HOSTILE) <= cells
    header, *rows = sheets.get_sheet_by_name("events").to_python()
    (cut,) = [row[header.index("title")] for row in rows if len(row[header.index("title")]) > 1000]
    assert len(cut) == MAX_TEXT
    assert cut.endswith("the whole text is in the CSV export)")


def test_json_and_parquet_hold_the_texts_as_they_are(hostile: Edition) -> None:
    titles = {row["title"] for row in json.loads(write(hostile, "json", table="events"))["events"]}
    assert {*HOSTILE, APOSTROPHE, LONG} <= titles
    frame = parquet.read_table(io.BytesIO(write(hostile, "parquet", table="events"))).to_pandas()
    assert {*HOSTILE, APOSTROPHE, LONG} <= set(frame["title"])


def test_a_snapshot_of_hostile_texts_verifies_and_gives_them_back(hostile: Edition) -> None:
    verified = verify(write(hostile, "zip", draws=16))
    assert notes(verified.snapshot.inputs.rows) == HOSTILE
    assert {*HOSTILE, APOSTROPHE, LONG} <= set(verified.snapshot.inputs.acts["title"])
    assert verified.snapshot.definition == hostile.index.definition


def test_citations_stay_text(hostile: Edition) -> None:
    assert "\n=" not in write(hostile, "bib").decode()
    for line in write(hostile, "cff").decode().splitlines():
        assert re.match(r"\s*(- )?[a-z-]+:", line)
