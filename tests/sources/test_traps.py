"""What is known to have gone wrong with these publishers, here or with others."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pandas as pd
import pytest
from recordings import FOLDER, RECORDINGS, Recording

from indicators.errors import SourceRefusedError
from indicators.model import OBSERVATION_COLUMNS
from indicators.sources import Reply, Source
from indicators.sources.readers import READERS
from indicators.sources.readers.base import sheet

NOTHING = pd.DataFrame(columns=list(OBSERVATION_COLUMNS))
SourceOf = Callable[[Recording], Source]


def of(name: str) -> Recording:
    """A recording by its name."""
    return next(one for one in RECORDINGS if one.name == name)


def test_months_to_come_that_are_printed_as_zero_are_no_figures(asked: Callable[..., Reply]) -> None:
    recording = of("census")
    last = [line for line in recording.cells[1:] if line[0] == "2023"]
    assert {float(line[recording.place("EFEB")]) for line in last} == {0.0}
    reply = asked(recording, recording.bodies(), NOTHING)
    assert reply.frame["time_period"].max() == pd.Timestamp("2023-01-01")


def test_a_page_cap_cannot_cut_a_series_again(asked: Callable[..., Reply], source_of: SourceOf) -> None:
    recording = of("eia api")
    first, second = (json.loads(body) for body in recording.bodies())
    total = str(len(first["response"]["data"]) + len(second["response"]["data"]) + 1)
    for page in (first, second):
        page["response"] |= {"total": total, "warnings": [{"warning": "incomplete return"}]}
    fetch = source_of(recording).first
    reader = READERS["eia-api-v2"]
    pages = [json.dumps(page).encode() for page in (first, second)]
    assert f"offset={len(first['response']['data'])}&" in reader.following(pages[:1], fetch)
    assert f"offset={int(total) - 1}&" in reader.following(pages, fetch)
    empty = json.dumps({"response": {"total": total, "data": []}}).encode()
    assert reader.following([*pages, empty], fetch) == ""
    reply = asked(recording, [*pages, empty], NOTHING)
    assert reply.record.outcome == "refused"
    assert "a part is missing" in reply.record.reason
    assert asked(recording, pages[:1], NOTHING).record.outcome == "failed"


def test_the_mean_of_a_year_is_no_month_and_messages_are_no_failure(source_of: SourceOf) -> None:
    body = (FOLDER / "bls_v1_no_data_messages.json").read_bytes()
    source = source_of(of("bls"))
    table = READERS["bls-api-v1"].read([body], source.fetches, dt.date(2022, 1, 1))
    assert [(str(row.period), row.value) for row in table.rows] == [
        ("2020-04-01", 256.389),
        ("2020-03-01", 258.115),
        ("2019-12-01", 256.974),
    ]
    spent = b'{"status": "REQUEST_NOT_PROCESSED", "message": ["daily threshold"], "Results": {}}'
    with pytest.raises(SourceRefusedError, match="daily threshold"):
        READERS["bls-api-v1"].read([spent], source.fetches, dt.date(2022, 1, 1))


def test_a_new_country_stops_the_source_instead_of_vanishing(asked: Callable[..., Reply]) -> None:
    recording = of("dmdc")
    cells = [*recording.cells, ["ATLANTIS", "0", "0", "0"]]
    reply = asked(recording, recording.bodies(cells), NOTHING)
    assert reply.record.outcome == "refused"
    assert "'ATLANTIS'" in reply.record.reason


def test_a_suppressed_number_is_not_known_and_not_zero(asked: Callable[..., Reply]) -> None:
    recording = of("dmdc")
    cells = [
        recording.cells[0],
        *(["GREECE*", *line[1:-1], "*"] if line[0] == "GREECE" else line for line in recording.cells[1:]),
    ]
    reply = asked(recording, recording.bodies(cells), NOTHING)
    assert reply.refusals == ()
    assert set(reply.frame["counterpart_area"]) == {"TUR", "DEU", "POL", "KOR"}


def test_an_entry_counts_once_for_a_country_and_a_country_without_one_has_zero(asked: Callable[..., Reply]) -> None:
    recording = of("ofac")
    counts = asked(recording, recording.bodies(), NOTHING).frame.set_index("counterpart_area")["obs_value"]
    assert counts["GBR"] == 1  # two addresses of one entry
    assert counts["RUS"] == 4
    assert counts["ISL"] == 0
    assert "USA" not in counts.index


def test_the_month_of_asking_is_provisional_until_it_is_over(source_of: SourceOf) -> None:
    recording = of("ofac")
    source = source_of(recording)
    for day, status, note in ((30, "P", "as of 2025-05-30"), (31, "A", "")):
        table = READERS["ofac-addresses-csv"].read(recording.bodies(), source.fetches, dt.date(2025, 5, day))
        assert {(row.status, row.note, row.period) for row in table.rows} == {(status, note, dt.date(2025, 5, 1))}


def test_the_quarter_between_two_fiscal_years_and_regions_are_left_out(asked: Callable[..., Reply]) -> None:
    recording = of("aid")
    reply = asked(recording, recording.bodies(), NOTHING)
    assert set(reply.frame["counterpart_area"]) == {"EGY", "GRC", "TUR"}
    assert len(reply.frame) == len(recording.cells) - 3


def test_prices_of_another_year_are_another_unit(asked: Callable[..., Reply]) -> None:
    recording = of("aid")
    moved = [recording.cells[0], *([*line[:-1], line[-1] * 1.12] for line in recording.cells[1:])]
    reply = asked(recording, recording.bodies(moved), NOTHING)
    assert reply.record.outcome == "refused"
    assert "the unit is checked" in reply.record.reason


def test_suppliers_sum_to_the_printed_total(asked: Callable[..., Reply]) -> None:
    recording = of("epdk")
    frame = asked(recording, recording.bodies(), NOTHING).frame
    total = frame[frame["ref_area"] == "WLD"].set_index("time_period")["obs_value"]
    assert total.to_dict() == {
        pd.Timestamp("2025-01-01"): 6418.88, pd.Timestamp("2025-02-01"): 6433.02, pd.Timestamp("2025-03-01"): 5997.99,
    }  # fmt: skip
    parts = frame[frame["ref_area"] != "WLD"].groupby("time_period")["obs_value"].sum()
    assert (parts - total).abs().max() < 0.02
    wrong = [
        recording.cells[0],
        *(["ABD", "1", "1", "1"] if line[0] == "ABD" else line for line in recording.cells[1:]),
    ]
    assert "sum to" in asked(recording, recording.bodies(wrong), NOTHING).record.reason


def test_another_workbook_and_an_empty_file_are_named() -> None:
    with pytest.raises(SourceRefusedError, match="no sheet 'country', only Sheet1"):
        sheet(of("gpr").bodies()[0], "country", "country.xlsx")
    with pytest.raises(SourceRefusedError, match="the file is empty"):
        sheet(b"", "country", "country.xlsx")
