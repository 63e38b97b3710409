"""Workbooks beside those of the corpus: old binary ones, and sheets with a cell far away."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

from indicators.catalog import Catalog
from indicators.importing import Mapping, preview

OLD = Path(__file__).parent / "workbooks" / "tourists.xls"


def far(row: int, column: int, filled: int = 3) -> bytes:
    """A workbook of a small table and one cell far away."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet("A")
        sheet.write_row(0, 0, ["date", "value"])
        for number in range(1, filled + 1):
            sheet.write_row(number, 0, [f"2019-{number:02}", number])
        sheet.write(row, column, "far")
    return data.getvalue()


def test_an_old_binary_workbook_reads_as_its_table(catalog: Catalog) -> None:
    mapping = Mapping(indicator="tourists", counterpart_area="TUR")
    read = preview(OLD, mapping=mapping, catalog=catalog)
    assert read.status == "ready"
    assert read.observations[["ref_area", "obs_value"]].to_numpy().tolist() == [
        ["USA", 45210.0],
        ["USA", 51007.5],
        ["DEU", 210330.0],
    ]
    assert read.observations["time_period"].dt.strftime("%Y-%m").tolist() == ["2024-01", "2024-02", "2024-01"]


def test_an_old_file_under_another_name_is_refused_with_what_to_do(catalog: Catalog) -> None:
    read = preview(OLD.read_bytes(), "table.csv", catalog=catalog)
    assert read.status == "rejected"
    assert "old binary Office file" in read.problems[0].message


def test_a_damaged_old_workbook_is_refused(catalog: Catalog) -> None:
    read = preview(OLD.read_bytes()[:900], "table.xls", catalog=catalog)
    assert "is damaged" in read.problems[0].message


def test_a_table_with_a_cell_somewhat_away_is_read(catalog: Catalog) -> None:
    read = preview(far(400, 30), "x.xlsx", mapping=Mapping(indicator="x", ref_area="USA"), catalog=catalog)
    assert not any("far away" in problem.message for problem in read.problems)


@pytest.mark.parametrize(("row", "column"), [(999_999, 12), (60_000, 200)])
def test_a_cell_far_away_is_refused_at_once(row: int, column: int, tmp_path: Path) -> None:
    """In a process of its own, whose memory is measured beside that of a file without the cell."""
    code = (
        "import resource, sys\n"
        "from indicators.catalog import load_catalog\n"
        "from indicators.importing import preview\n"
        "read = preview(sys.argv[1], catalog=load_catalog())\n"
        "far = any('far away' in problem.message for problem in read.problems)\n"
        "print(far, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    peaks = {}
    for name, data in (("near", far(5, 3)), ("far", far(row, column))):
        file = tmp_path / f"{name}.xlsx"
        file.write_bytes(data)
        asked = [sys.executable, "-c", code, str(file)]
        said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
        peaks[name] = int(said[-1])
        assert said[0] == str(name == "far")
    assert peaks["far"] - peaks["near"] < 100_000, "kilobytes"


def test_words_beside_the_figures_make_no_header(catalog: Catalog) -> None:
    """The geopolitical risk index has its key, name and label, beside the first lines of figures."""
    lines = ["month,GPR,GPRT,var_name,var_label", "1985-01,95.7,64.7,month,Date (year/month)"]
    lines += [f"1985-{month:02},{month}.5,{month}.25,," for month in range(2, 9)]
    read = preview("\n".join(lines).encode(), "g.csv", mapping=Mapping(ref_area="WLD"), catalog=catalog)
    assert read.decisions["header"].value == "line 1"
    assert set(read.observations["indicator"]) == {"gpr", "gprt"}
    assert len(read.observations) == 16
