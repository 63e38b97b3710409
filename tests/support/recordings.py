"""Recorded answers of publishers: cells in the project's own form, put back into the form of the publisher."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

FOLDER = Path(__file__).parents[1] / "sources" / "recordings"

VOLUME, PRICE, WORLD = (f"NGM_EPG0_EVE_NUS-{end}" for end in ("NTU_MMCF", "NTU_DMCF", "Z00_MMCF"))
"""Series of EIA: shipments to Türkiye, their price, all shipments."""

Cells = list[list[Any]]


@dataclass(frozen=True)
class Recording:
    """The cells of one answer (the first row is the header), how they become bytes, and the day of asking."""

    name: str
    source: str
    cells: Cells
    dress: Callable[[Cells], list[bytes]]
    day: dt.date
    value: str
    """A column that holds figures."""
    period: str
    """The column that holds the period."""
    swap: tuple[str, str]
    """Two columns whose headers change places in a mutation."""
    drop: str
    """The column that goes or changes its name."""
    fallback: bool = False

    def bodies(self, cells: Cells | None = None) -> list[bytes]:
        """The answer as the publisher sends it."""
        return self.dress(self.cells if cells is None else cells)

    def place(self, column: str) -> int:
        """Where a column stands."""
        return int(self.cells[0].index(column))


def rows_of(name: str, delimiter: str = ",") -> Cells:
    """The cells of a recorded table."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def workbook(sheets: dict[str, Cells], days: tuple[str, ...] = ()) -> bytes:
    """A workbook of these sheets: numbers as numbers, and the cells of a first column that are days as days."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
        style = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, cells in sheets.items():
            page = book.add_worksheet(name)
            for row, line in enumerate(cells):
                for column, cell in enumerate(line):
                    try:
                        page.write_number(row, column, float(cell))
                    except ValueError:
                        if name in days and column == 0 and row and str(cell)[:4].isdigit():
                            page.write_datetime(row, column, dt.datetime.fromisoformat(cell), style)
                        else:
                            page.write_string(row, column, str(cell))
    return body.getvalue()


def _text(cells: Cells, delimiter: str = ",") -> list[bytes]:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", delimiter=delimiter).writerows(cells)
    return [text.getvalue().encode()]


def _objects(cells: Cells) -> list[dict[str, Any]]:
    return [dict(zip(cells[0], line, strict=True)) for line in cells[1:]]


def _csv(cells: Cells) -> list[bytes]:
    return _text(cells)


def _zipped(cells: Cells) -> list[bytes]:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(zipfile.ZipInfo("eurofxref-hist.csv"), _text(cells)[0], zipfile.ZIP_DEFLATED)
    return [archive.getvalue()]


def _census(cells: Cells) -> list[bytes]:
    return [workbook({"country": cells})]


def _gpr(cells: Cells) -> list[bytes]:
    return [workbook({"Sheet1": cells}, ("Sheet1",))]


def _bls(cells: Cells) -> list[bytes]:
    series = [{"seriesID": "CUUR0000SA0", "data": _objects(cells)}]
    return [json.dumps({"status": "REQUEST_SUCCEEDED", "message": [], "Results": {"series": series}}).encode()]


def _eia(cells: Cells) -> list[bytes]:
    lines = [{**line, "value": line["value"] or None} if "value" in line else line for line in _objects(cells)]
    half = len(lines) // 2
    return [
        json.dumps({"response": {"total": str(len(lines)), "data": page}}).encode()
        for page in (lines[:half], lines[half:])
    ]


def _eia_workbook(cells: Cells) -> list[bytes]:
    contents = [["Release Date:", "12/31/2024"]]
    return [workbook({"Contents": contents, "Data 1": [["Back to Contents"], *cells]}, ("Data 1",))]


def _ofac(cells: Cells) -> list[bytes]:
    body = _text(cells[1:])[0]
    return [body, b"900001,1,-0- ,-0- ,-0- ,-0- \n"]


def _world_bank(cells: Cells) -> list[bytes]:
    lines = [{"indicator": {"id": line.pop("id", None)}, **line} for line in _objects(cells)]
    return [json.dumps([{"page": 1, "pages": 1, "total": len(lines), "lastupdated": "2026-04-08"}, lines]).encode()]


def _dataverse(cells: Cells) -> list[bytes]:
    listing = {"releaseTime": "2026-06-01", "files": [{"dataFile": {"id": 1, "filename": "Idealpointestimates.tab"}}]}
    return [json.dumps({"data": {"latestVersion": listing}}).encode(), *_text(cells, "\t")]


def _dmdc_cells() -> Cells:
    lines = [
        line for line in _shipped("us_troops_quarterly", "TUR", "GRC", "DEU", "POL", "KOR") if line[1] == "2025-10-01"
    ]
    names = {"TUR": "TURKEY", "GRC": "GREECE", "DEU": "GERMANY", "POL": "POLAND", "KOR": "KOREA, SOUTH"}
    return [["place", "Army", "Navy", "Total"], *([names[code], "0", "0", value] for code, _, value in lines)]


def _dmdc(cells: Cells) -> list[bytes]:
    """A report of five places overseas, with the total that they had when they were recorded."""
    total = sum(float(line[3]) for line in _dmdc_cells()[1:])
    printed = ["0"] * (len(cells[0]) - 1)
    printed[-1] = str(total)
    blank = [""] * len(printed)
    report = [
        ["DMDC", *blank, ""],
        ["As of December 31, 2025", *blank, ""],
        ["", "", "ACTIVE DUTY", *blank[1:], "RESERVE"],
        ["", "", *cells[0][1:], "Total"],
        ["UNITED STATES", "ALABAMA*", *printed, "1"],
        ["UNITED STATES TOTAL", "", *printed, "1"],
        *(["OVERSEAS", *line, "7"] for line in cells[1:]),
        ["OVERSEAS TOTAL", "", *printed, "1"],
        ["GRAND TOTAL", "", *printed, "2"],
    ]
    file = {"groupName": "milRegionCountry", "fileName": "DMDC_Website_Location_Report_2512.xlsx", "fileId": "a/1"}
    older = {**file, "fileName": "DMDC_Website_Location_Report_2509.xlsx", "fileId": "b"}
    return [json.dumps({"lists": [{"files": [older, file]}]}).encode(), workbook({"Sheet1": report})]


def _epdk(cells: Cells) -> list[bytes]:
    """The sheet of the appendix: another table first, then the suppliers under each licence, and the total printed."""
    total = ["Genel Toplam", *("6418880000", "6433020000", "5997990000")[: len(cells[0]) - 1]]
    spot = [line for line in cells[1:] if line[0] in ("ABD", "Brezilya")]
    others = [line for line in cells[1:] if line not in spot]
    sheet = [
        ["Tablo 3", "2025"],
        ["", "Ocak"],
        ["Boru Gazı", "1"],
        ["Genel Toplam", "1"],
        ["Tablo 4", "2025"],
        cells[0],
        ["Spot"],
        *spot,
        ["Uzun Dönemli İthalat Lisansı"],
        *others,
        total,
    ]
    width = max(map(len, sheet))
    return [workbook({"Tablo 3-4": [[*line, *[""] * (width - len(line))] for line in sheet]})]


def _aid_cells() -> Cells:
    lines = _shipped("foreign_aid_obligations", "EGY", "TUR", "GRC")
    columns = ["country_code", "country_name", "transaction_type_name", "fiscal_year", "constant_amount"]
    rows = [[code, code, "Obligations", day[:4], float(value)] for code, day, value in lines]
    return [columns, *rows, ["", "World", "Obligations", "2019", 1.0], ["TUR", "TUR", "Obligations", "1976tq", 1.0]]


def _aid(cells: Cells) -> list[bytes]:
    lines = _objects(cells)
    half = len(lines) // 2
    return [
        json.dumps({"data": page, "page_info": {"total_pages": 2, "total_records": len(lines)}}).encode()
        for page in (lines[:half], lines[half:])
    ]


def _bls_cells() -> Cells:
    reply = json.loads((FOLDER / "bls_v1_CUUR0000SA0_2024.json").read_bytes())
    (series,) = reply["Results"]["series"]
    columns = ["year", "period", "periodName", "value"]
    return [columns, *([line[column] for column in columns] for line in series["data"])]


def _shipped(indicator: str, *areas: str) -> Cells:
    """Area, period and value of shipped figures, as texts."""
    with (FOLDER.parents[2] / "data" / "indicators" / f"{indicator}.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            (row["ref_area"], row["counterpart_area"], row["time_period"], row["obs_value"])
            for row in csv.DictReader(file)
        ]
    return [
        [counterpart or ref, period, value] for ref, counterpart, period, value in rows if (counterpart or ref) in areas
    ]


def _world_bank_cells() -> Cells:
    lines = _shipped("wgi_rule_of_law", "TUR", "USA", "GRC")
    return [
        ["id", "countryiso3code", "date", "value"],
        *(["GOV_WGI_RL.EST", code, day[:4], float(value)] for code, day, value in lines),
    ]


def _eia_workbook_cells() -> Cells:
    """Recorded rows of the API as the workbook has them, the world from the shipped figures."""
    found: dict[str, dict[str, str]] = {}
    for line in _objects(rows_of("eia_turkiye.csv")):
        found.setdefault(f"{line['period']}-01", {})[line["series"]] = line["value"]
    for _, day, value in _shipped("lng_exports", "WLD"):
        if day in found:
            found[day][WORLD] = value
    keys = [VOLUME, PRICE, WORLD]
    lines = [[f"{day[:8]}15", *(series.get(key, "") for key in keys)] for day, series in sorted(found.items())]
    return [["Sourcekey", *keys], ["Date", *keys], *lines]


RECORDINGS = (
    Recording(
        "census",
        "goods_trade",
        rows_of("census_country.csv"),
        _census,
        dt.date(2023, 3, 9),
        "EJAN",
        "year",
        ("IJAN", "EJAN"),
        "EMAR",
    ),
    Recording(
        "gpr",
        "gpr_country",
        rows_of("gpr_export.csv"),
        _gpr,
        dt.date(2026, 8, 18),
        "GPRC_TUR",
        "month",
        ("GPR", "GPRC_USA"),
        "GPRC_USA",
    ),
    Recording(
        "ecb",
        "exchange_rate_usd",
        rows_of("ecb_eurofxref_hist.csv"),
        _zipped,
        dt.date(2026, 4, 14),
        "TRY",
        "Date",
        ("USD", "TRY"),
        "TRY",
    ),
    Recording(
        "bls", "consumer_prices", _bls_cells(), _bls, dt.date(2024, 6, 13), "value", "year", ("year", "period"), "value"
    ),
    Recording(
        "eia",
        "lng_export_price",
        _eia_workbook_cells(),
        _eia_workbook,
        dt.date(2024, 12, 31),
        WORLD,
        "Sourcekey",
        (PRICE, WORLD),
        WORLD,
    ),
    Recording(
        "eia api",
        "lng_export_price",
        rows_of("eia_turkiye.csv"),
        _eia,
        dt.date(2024, 12, 31),
        "value",
        "period",
        ("series", "units"),
        "series",
        fallback=True,
    ),
    Recording(
        "fred",
        "consumer_prices",
        rows_of("fred_fredgraph.csv"),
        _csv,
        dt.date(2026, 2, 16),
        "FEDFUNDS",
        "observation_date",
        ("observation_date", "FEDFUNDS"),
        "FEDFUNDS",
        fallback=True,
    ),
    Recording(
        "ofac",
        "ofac_listed_entities",
        [["entry", "address", "street", "city", "country", "remarks"], *rows_of("ofac_add.csv")],
        _ofac,
        dt.date(2025, 5, 31),
        "",
        "",
        ("city", "country"),
        "country",
    ),
    Recording(
        "world bank",
        "wgi_rule_of_law",
        _world_bank_cells(),
        _world_bank,
        dt.date(2026, 4, 8),
        "value",
        "date",
        ("date", "value"),
        "value",
    ),
    Recording(
        "dmdc",
        "us_troops",
        _dmdc_cells(),
        _dmdc,
        dt.date(2026, 3, 20),
        "Total",
        "",
        ("Army", "Total"),
        "Total",
    ),
    Recording(
        "epdk",
        "gas_imports_monthly",
        rows_of("epdk_suppliers.csv"),
        _epdk,
        dt.date(2025, 5, 20),
        "Mart",
        "",
        ("Ocak", "Mart"),
        "Mart",
    ),
    Recording(
        "aid",
        "foreign_aid_obligations",
        _aid_cells(),
        _aid,
        dt.date(2022, 10, 15),
        "constant_amount",
        "fiscal_year",
        ("fiscal_year", "country_name"),
        "constant_amount",
    ),
    Recording(
        "dataverse",
        "un_ideal_point",
        rows_of("dataverse_ideal_points.tab", "\t"),
        _dataverse,
        dt.date(2026, 6, 7),
        "IdealPointFP",
        "year",
        ("NVotesFP", "IdealPointFP"),
        "IdealPointFP",
    ),
)
