"""Write → read is the identity; and no bytes, however broken, raise, hang or load what does not add up."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.catalog import load_catalog
from indicators.importing import ImportPreview, Mapping, preview
from indicators.model import OBS_STATUS, OBSERVATION_COLUMNS, OBSERVATION_KEY

CORPUS = Path(__file__).parent / "corpus"
CATALOG = load_catalog()  # a fixture would be printed with every failing example
AREAS = ("USA", "TUR", "DEU", "NAM", "CIV", "GBR")
TURKISH_MONTHS = ("Oca", "Şub", "Mar", "Nis", "May", "Haz", "Tem", "Ağu", "Eyl", "Eki", "Kas", "Ara")
relaxed = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

NO_NOTE = st.just("")
notes = st.text(st.characters(exclude_categories=("C", "Zl", "Zp"), exclude_characters="\u0085"), max_size=30).map(
    lambda text: unicodedata.normalize("NFC", text).strip()
)
months = st.dates(dt.date(1950, 1, 1), dt.date(2025, 12, 1)).map(lambda day: day.replace(day=1))
values = st.floats(allow_nan=False, allow_infinity=False, width=64) | st.integers(-(10**12), 10**12).map(float)


@st.composite
def observations(draw: st.DrawFn, note: st.SearchStrategy[str] = NO_NOTE) -> list[dict[str, Any]]:
    keys = draw(
        st.lists(
            st.tuples(
                st.sampled_from(("exports", "goods_x")), st.permutations(AREAS).map(lambda p: tuple(p[:2])), months
            ),
            min_size=1,
            max_size=12,
            unique=True,
        )
    )
    return [
        {
            "indicator": indicator,
            "ref_area": sides[0],
            "counterpart_area": sides[1],
            "freq": "M",
            "time_period": month,
            "obs_value": draw(values),
            "obs_status": draw(st.sampled_from(sorted(OBS_STATUS))),
            "note": draw(note),
        }
        for indicator, sides, month in keys
    ]


def as_written(row: dict[str, Any], decimal: str, period: str, names: str) -> list[str]:
    month: dt.date = row["time_period"]
    text = {
        "iso": f"{month:%Y-%m-%d}",
        "month": f"{month:%Y-%m}",
        "sdmx": f"{month:%YM%m}",
        "turkish": f"{TURKISH_MONTHS[month.month - 1]} {month.year}",
        "points": f"{month:%d.%m.%Y}",
    }[period]
    areas = [
        row[side] if names == "code" else getattr(CATALOG.areas[row[side]], names)
        for side in ("ref_area", "counterpart_area")
    ]
    value = repr(row["obs_value"]).replace(".", decimal)
    return [row["indicator"], *areas, row["freq"], text, value, row["obs_status"], row["note"]]


def assert_read_back(rows: list[dict[str, Any]], got: ImportPreview) -> None:
    assert got.status == "ready", got.problems
    assert not [problem for problem in got.problems if problem.severity == "error"]
    expected = pd.DataFrame(rows, columns=list(OBSERVATION_COLUMNS))
    expected["time_period"] = pd.to_datetime(expected["time_period"]).astype("datetime64[us]")
    order = ["indicator", "ref_area", "counterpart_area", "time_period"]
    frames = [frame.sort_values(order).reset_index(drop=True) for frame in (expected, got.observations)]
    pd.testing.assert_frame_equal(*frames, check_dtype=False, check_exact=True)


@relaxed
@given(
    rows=observations(notes),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    decimal=st.sampled_from([".", ","]),
    period=st.sampled_from(["iso", "month", "sdmx", "turkish", "points"]),
    names=st.sampled_from(["code", "name_en", "name_tr"]),
)
def test_long_tables_come_back_as_they_were_written(
    rows: list[dict[str, Any]],
    delimiter: str,
    quoting: Any,
    end: str,
    encoding: str,
    decimal: str,
    period: str,
    names: str,
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerow(OBSERVATION_COLUMNS)
    writer.writerows(as_written(row, decimal, period, names) for row in rows)
    answers = Mapping(decimal=decimal, delimiter=delimiter)
    assert_read_back(rows, preview(text.getvalue().encode(encoding), "x.csv", mapping=answers, catalog=CATALOG))


@relaxed
@given(
    rows=observations(), delimiter=st.sampled_from([",", ";", "\t", "|"]), names=st.sampled_from(["code", "name_en"])
)
def test_the_delimiter_is_found(rows: list[dict[str, Any]], delimiter: str, names: str) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(OBSERVATION_COLUMNS)
    writer.writerows(as_written(row, ".", "month", names) for row in rows)
    assert_read_back(rows, preview(text.getvalue().encode(), "x.csv", mapping=Mapping(decimal="."), catalog=CATALOG))


@relaxed
@given(rows=observations())
def test_the_canonical_path_and_the_careful_one_agree(rows: list[dict[str, Any]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(OBSERVATION_COLUMNS)
    writer.writerows(as_written(row, ".", "iso", "code") for row in rows)
    data = text.getvalue().encode()
    fast = preview(data, "x.csv", catalog=CATALOG)
    careful = preview(data, "x.csv", mapping=Mapping(decimal="."), catalog=CATALOG)
    assert fast.decisions["format"].value == "canonical"
    assert "format" not in careful.decisions
    assert_read_back(rows, fast)
    assert_read_back(rows, careful)
    assert fast.counts == careful.counts
    assert fast.table.to_numpy().tolist() == careful.table.to_numpy().tolist()


@relaxed
@given(
    cells=st.dictionaries(st.tuples(st.sampled_from(AREAS), st.integers(1960, 2020)), values, min_size=2, max_size=20),
    delimiter=st.sampled_from([",", ";"]),
)
def test_wide_tables_come_back_as_they_were_written(cells: dict[tuple[str, int], float], delimiter: str) -> None:
    years = sorted({year for _, year in cells} | {2021, 2022})
    areas = sorted({area for area, _ in cells})
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(["Country Name", "Country Code", *years])
    for area in areas:
        row = [repr(cells[area, year]) if (area, year) in cells else "" for year in years]
        writer.writerow([CATALOG.areas[area].name_en, area, *row])
    answers = Mapping(indicator="exports", decimal=".")
    got = preview(text.getvalue().encode(), "x.csv", mapping=answers, catalog=CATALOG)
    assert got.status == "ready"
    read = got.observations.set_index(["ref_area", got.observations["time_period"].dt.year])["obs_value"]
    assert read.to_dict() == cells


# --- hostile bytes ---------------------------------------------------------------------------------


def assert_adds_up(got: ImportPreview) -> None:
    """Whatever was in the file: counts and rows are consistent and every row could be stored."""
    assert all(count >= 0 for count in got.counts.values())
    frame = got.observations
    assert list(frame.columns) == list(OBSERVATION_COLUMNS)
    assert not frame.duplicated(list(OBSERVATION_KEY)).any()
    assert not np.isinf(frame["obs_value"]).any()
    assert set(frame["ref_area"]) | (set(frame["counterpart_area"]) - {""}) <= set(CATALOG.areas)
    assert set(frame["freq"]) <= set("AQMD")
    assert set(frame["obs_status"]) <= set(OBS_STATUS)
    assert len(frame) == 0 or got.counts["observation"] + got.counts["problem"] > 0
    assert got.table.shape[0] <= sum(got.counts.values())
    if got.status == "ready":
        assert len(frame) + len(got.events) > 0
    else:
        assert [problem for problem in got.problems if problem.severity != "warning"]


@relaxed
@given(st.binary(max_size=400))
def test_any_bytes_give_a_preview(data: bytes) -> None:
    for name in ("x.csv", "x.xlsx"):
        assert_adds_up(preview(data, name, catalog=CATALOG))


@relaxed
@given(st.text(st.sampled_from("date,value;\t|\"'\n\r 2019-0123./:=()%-eTURUSA\ufeff\x00ıŞ"), max_size=300))
def test_any_text_gives_a_preview(text: str) -> None:
    answers = Mapping(indicator="exports", ref_area="USA")
    assert_adds_up(preview(text.encode(), "x.csv", catalog=CATALOG))
    assert_adds_up(preview(text.encode(), "x.csv", mapping=answers, catalog=CATALOG))


def mutated(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """The bytes with one to four accidents: changed, lost, doubled, moved or foreign pieces."""
    for _ in range(chance.randint(1, 4)):
        at, length = chance.randrange(len(data) + 1), chance.choice((1, 1, 2, 7, 40))
        piece = chance.choice(
            (
                b"",
                bytes([chance.randrange(256)]),
                chance.choice((b'"', b"\n", b"\r", b",", b";", b"\t", b"\x00", b"\xff", b"=", b"\xc3", b"'", b" ")),
                data[at : at + length] * 2,
                other[at : at + 4 * length],
            )
        )
        data = data[:at] + piece + data[at + chance.choice((0, len(piece), length)) :]
    return data


@pytest.mark.parametrize("seed", range(8))
def test_mutated_files_give_a_preview(seed: int) -> None:
    chance = random.Random(seed)
    files = [
        path for path in sorted(CORPUS.iterdir()) if path.suffix in (".csv", ".xlsx") and path.stat().st_size < 20_000
    ]
    for _ in range(100):
        first, second = chance.choice(files), chance.choice(files)
        data = mutated(first.read_bytes(), second.read_bytes(), chance)
        answers = Mapping(indicator="exports", ref_area="USA") if chance.random() < 0.5 else None
        assert_adds_up(preview(data, first.name, mapping=answers, catalog=CATALOG))
