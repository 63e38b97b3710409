"""The preview as a whole: its sources, its two paths, what it says, what it hands to the store."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from indicators.catalog import Catalog
from indicators.errors import NotReadyError, UnreadableSourceError
from indicators.importing import Decision, Mapping, Problem, commit, preview
from indicators.importing.problems import LISTED_PER_CODE
from indicators.model import EVENT_COLUMNS, OBSERVATION_COLUMNS
from indicators.store import Store

HEADER = "indicator,ref_area,counterpart_area,freq,time_period,obs_value,obs_status,note\n"
GOOD = "goods_trade,USA,TUR,M,2019-01-01,5.5,A,\ngoods_trade,USA,TUR,M,2019-02-01,,M,not published\n"


def test_path_bytes_and_stream_read_alike(tmp_path: Path, catalog: Catalog) -> None:
    data = (HEADER + GOOD).encode()
    path = tmp_path / "figures.csv"
    path.write_bytes(data)
    read = [preview(source, "figures.csv", catalog=catalog) for source in (path, data, io.BytesIO(data))]
    assert {one.sha256 for one in read} == {hashlib.sha256(data).hexdigest()}
    for one in read[1:]:
        pd.testing.assert_frame_equal(one.observations, read[0].observations)


def test_a_source_that_cannot_be_opened_says_so(tmp_path: Path, catalog: Catalog) -> None:
    with pytest.raises(UnreadableSourceError, match=r"figures.csv cannot be opened \(No such file"):
        preview(tmp_path / "figures.csv", "figures.csv", catalog=catalog)
    closed = io.BytesIO(b"a,b")
    closed.close()
    with pytest.raises(UnreadableSourceError, match="closed"):
        preview(closed, "figures.csv", catalog=catalog)
    with pytest.raises(UnreadableSourceError, match="binary"):
        preview(io.StringIO("a,b"), "figures.csv", catalog=catalog)  # type: ignore[arg-type]


def test_a_canonical_file_stays_in_arrow_to_the_store(catalog: Catalog, recording: Any) -> None:
    read = preview((HEADER + GOOD).encode(), "figures.csv", catalog=catalog)
    assert read.status == "ready"
    assert read.problems == []
    assert isinstance(read.rows, pa.Table)
    assert read.rows.column_names == list(OBSERVATION_COLUMNS)
    commit(read, recording)
    kind, handed, title, sha256 = recording.added[0]
    assert (kind, handed, title, sha256) == ("observations", read.rows, "figures.csv", read.sha256)


def test_importing_loads_nothing_heavy() -> None:
    heavy = {"pandas", "babel", "python_calamine", "statsmodels", "streamlit", "duckdb", "plotly"}
    code = f"import sys, indicators.importing\nassert not {heavy!r} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    "line",
    [
        "goods_trade,USA,XXX,M,2019-03-01,1,A,",
        "goods_trade,USA,USA,M,2019-03-01,1,A,",
        "goods_trade,,TUR,M,2019-03-01,1,A,",
        "Goods Trade!,USA,TUR,M,2019-03-01,1,A,",
        "goods_trade,usa,TUR,M,2019-03-01,1,A,",
        "goods_trade,USA,TUR,W,2019-03-01,1,A,",
        "goods_trade,USA,TUR,M,2019-03-02,1,A,",
        "goods_trade,USA,TUR,Q,2019-03-01,1,A,",
        "goods_trade,USA,TUR,A,2019-03-01,1,A,",
        "goods_trade,USA,TUR,M,2190-03-01,1,A,",
        "goods_trade,USA,TUR,M,1066-03-01,1,A,",
        "goods_trade,USA,TUR,M,2019-03,1,A,",
        "goods_trade,USA,TUR,M,,1,A,",
        "goods_trade,USA,TUR,M,2019-03-01,inf,A,",
        "goods_trade,USA,TUR,M,2019-03-01,nan,A,",
        "goods_trade,USA,TUR,M,2019-03-01,1e999,A,",
        "goods_trade,USA,TUR,M,2019-03-01,one,A,",
        "goods_trade,USA,TUR,M,2019-03-01,1,Z,",
        "goods_trade,USA,TUR,M,2019-01-01,7,A,",
        "goods_trade,USA,TUR,M,2019-03-01,1,A",
        "goods_trade,USA,TUR,M,2019-03-01,1,A,,extra",
        'goods_trade,USA,TUR,M,2019-03-01,1,A,"open',
        'goods_trade,USA,TUR,M,2019-03-01,1,A,"two\nlines"',
        "",
    ],
)
def test_one_line_that_is_not_canonical_takes_the_careful_path(line: str, catalog: Catalog) -> None:
    read = preview((HEADER + GOOD + line + "\n").encode(), "figures.csv", catalog=catalog)
    assert "format" not in read.decisions
    assert sum(read.counts.values()) == 4 + line.count("\n")
    assert len(read.observations) in (1, 2, 3)


def test_an_unknown_indicator_is_stored_with_a_warning(catalog: Catalog, recording: Any) -> None:
    data = (HEADER + GOOD.replace("goods_trade", "my_own_series")).encode()
    for mapping in (None, Mapping(decimal=".")):
        read = preview(data, "figures.csv", mapping=mapping, catalog=catalog)
        assert [(problem.code, problem.severity) for problem in read.problems] == [("not_described", "warning")]
        commit(read, recording)
    assert len(recording.added) == 2


def test_frames_have_the_shared_columns_and_types(catalog: Catalog) -> None:
    for mapping in (None, Mapping(decimal=".")):
        read = preview((HEADER + GOOD).encode(), "figures.csv", mapping=mapping, catalog=catalog)
        types = {name: str(dtype) for name, dtype in read.observations.dtypes.items()}
        expected = dict.fromkeys(OBSERVATION_COLUMNS, "str")
        assert types == expected | {"time_period": "datetime64[us]", "obs_value": "float64"}
        assert list(read.events.columns) == list(EVENT_COLUMNS)
        assert read.events.empty


def test_the_table_has_the_cells_as_text_indexed_by_line(catalog: Catalog) -> None:
    read = preview(b"Title\n\ndate,value\n2019-01, 1.50 \n", "x.csv", catalog=catalog)
    assert read.table.index.tolist() == [1, 3, 4]
    assert read.table.to_numpy().tolist() == [["Title", ""], ["date", "value"], ["2019-01", " 1.50 "]]


def test_a_table_is_shown_even_where_the_file_is_refused(catalog: Catalog) -> None:
    read = preview(b"name,city\nAda,Ankara\n", "x.csv", catalog=catalog)
    assert read.status == "rejected"
    assert read.table.to_numpy().tolist() == [["name", "city"], ["Ada", "Ankara"]]


def test_a_refused_or_open_preview_stores_nothing(catalog: Catalog, recording: Any) -> None:
    for data in (b"%PDF-1.7", b"date,value\n03/04/2019,5\n"):
        with pytest.raises(NotReadyError, match=r"x\.csv"):
            commit(preview(data, "x.csv", catalog=catalog), recording)
    assert recording.added == []


def test_many_problems_of_one_kind_are_listed_up_to_a_limit_and_all_counted(catalog: Catalog) -> None:
    lines = "".join(f"nowhere{number},2019,5\n" for number in range(LISTED_PER_CODE + 500))
    read = preview(f"country,year,value\n{lines}".encode(), "x.csv", catalog=catalog)
    unknown = [problem for problem in read.problems if problem.code == "unknown_area"]
    assert len(unknown) == LISTED_PER_CODE + 1
    assert "500 more lines" in unknown[-1].message
    assert read.counts["problem"] == LISTED_PER_CODE + 500


def test_text_of_a_file_cannot_break_a_sentence(catalog: Catalog) -> None:
    data = 'country,year,value\n"Nar\x1b[31m\u202enia\n",2019,5\nTUR,2020,6\n'.encode()
    read = preview(data, "x.csv", mapping=Mapping(indicator="x"), catalog=catalog)
    assert [problem.line for problem in read.problems if problem.severity == "error"] == [2]
    assert all(problem.message.isprintable() for problem in read.problems)
    assert all(decision.value.isprintable() for decision in read.decisions.values())


def test_problems_decisions_and_summary_are_plain(catalog: Catalog) -> None:
    read = preview(
        b"country,year,value\nNarnia,2019,5\nTUR,2020,6\n", "x.csv", mapping=Mapping(indicator="x"), catalog=catalog
    )
    assert all(isinstance(problem, Problem) for problem in read.problems)
    assert all(isinstance(decision, Decision) for decision in read.decisions.values())
    assert list(read.problem_frame().columns) == ["line", "column", "code", "severity", "message"]
    assert read.summary() == (
        "x.csv can be stored, but for the lines with problems. Lines: 3 (1 header, 1 observation, 1 problem)."
    )


def test_progress_is_told(catalog: Catalog) -> None:
    told: list[float] = []
    preview(b"date,value\n2019-01,5\n", "x.csv", catalog=catalog, progress=lambda done, _what: told.append(done))
    assert told == sorted(told)
    assert told[0] == 0.0
    assert told[-1] == 1.0


def test_limits_are_sentences(monkeypatch: pytest.MonkeyPatch, catalog: Catalog) -> None:
    cases = {
        "bytes.decode.MAX_BYTES": (b"date,value\n2019-01,5\n", "more than 0 MB"),
        "bytes.decode.MAX_ROWS": (b"date,value\n2019-01,5\n2019-02,5\n", "more than 2 lines"),
        "grid.records.MAX_COLUMNS": (b"a,b,c\n1,2,3\n", "3 columns, more than 2"),
        "grid.records.MAX_CELLS": (b"date,value\n2019-01,5\n", "more than 2 cells"),
        "grid.records.MAX_CELL": (b"date,value\n2019-01,5\n", "A cell in line 1 has more than 2 characters"),
    }
    for name, (data, sentence) in cases.items():
        with monkeypatch.context() as patch:
            patch.setattr(f"indicators.importing.{name}", 2)
            read = preview(data, "x.csv", catalog=catalog)
        assert read.status == "rejected"
        assert [(problem.code, sentence in problem.message) for problem in read.problems] == [("too_large", True)]


def test_into_a_real_store_and_back(tmp_path: Path, catalog: Catalog) -> None:
    files = {
        "canonical.csv": (HEADER + GOOD).encode(),
        "turkish.csv": "Dönem;Değer\nOca 2020;1.234,56\nŞub 2020;987,5\n".encode("cp1254"),
        "acts.csv": b"kind,ref_area,counterpart_area,date_start,title\nleader_visit,USA,TUR,2019-11-13,Visit\n",
    }
    answers = {"turkish.csv": Mapping(indicator="goods_trade", ref_area="ABD", counterpart_area="Türkiye")}
    with Store.open(tmp_path / "store.duckdb") as store:
        batches = {
            name: commit(preview(data, name, mapping=answers.get(name), catalog=catalog), store)
            for name, data in files.items()
        }
        stored = store.observations(["goods_trade"]).sort_values("time_period")
        assert stored["obs_value"].tolist()[::2] == [5.5, 1234.56]
        assert len(store.events(["leader_visit"])) == 1
        for batch in batches.values():
            store.retract(batch.batch_id, "test")
        assert store.observations(["goods_trade"]).empty
        assert store.events(["leader_visit"]).empty


def test_a_broken_file_changes_nothing_in_a_real_store(tmp_path: Path, catalog: Catalog) -> None:
    with Store.open(tmp_path / "store.duckdb") as store:
        before = store.data_version
        for data in (b"\x00\xff\x00", b"PK\x03\x04", (HEADER + "x,USA,XXX,M,2019-01-01,1,A,\n").encode()):
            with pytest.raises(NotReadyError):
                commit(preview(data, "x.csv", catalog=catalog), store)
        assert store.data_version == before
        assert store.batches().empty


def test_text_that_an_export_kept_from_running_comes_back_as_it_was(catalog: Catalog) -> None:
    data = b"country,year,value,note\nTUR,2019,5,'=1+1\nTUR,2020,6,'a; b\n"
    read = preview(data, "x.csv", mapping=Mapping(indicator="x"), catalog=catalog)
    assert read.observations["note"].tolist() == ["=1+1", "'a; b"]
    assert read.table[3].tolist() == ["note", "'=1+1", "'a; b"]
