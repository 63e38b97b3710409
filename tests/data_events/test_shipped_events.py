"""The events that ship: what every file must hold, and dates that other publications state too."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest

from indicators.catalog import Catalog

VISIT_KINDS = ("leader_visit", "leader_visit_other", "secretary_visit")


@pytest.fixture(scope="module")
def files(catalog: Catalog) -> dict[str, pd.DataFrame]:
    return {name: frame for name, frame, _ in catalog.shipped_events()}


@pytest.fixture(scope="module")
def events(files: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(files.values(), ignore_index=True)


def test_four_files_ship(files: dict[str, pd.DataFrame]) -> None:
    assert set(files) == {"contacts", "measures", "arms_sales", "context"}
    assert all(len(frame) for frame in files.values())


def test_an_event_has_one_id_in_all_files(events: pd.DataFrame) -> None:
    assert not events["event_id"].duplicated().any()


def test_every_kind_of_a_file_is_described_and_has_rows(catalog: Catalog, files: dict[str, pd.DataFrame]) -> None:
    for name, frame in files.items():
        assert set(frame["kind"]) == set(catalog.event_sources[name].kinds), name


def test_no_event_ends_before_it_begins(events: pd.DataFrame) -> None:
    assert events["date_start"].notna().all()
    assert not (events["date_end"] < events["date_start"]).any()


def test_an_end_is_written_exactly_where_it_is_known(events: pd.DataFrame) -> None:
    assert set(events["end_status"]) == {"ended", "open", "unknown"}
    assert (events["date_end"].notna() == (events["end_status"] == "ended")).all()


def test_areas_are_iso_codes(catalog: Catalog, events: pd.DataFrame) -> None:
    assert set(events["ref_area"]) <= set(catalog.areas)
    assert set(events["counterpart_area"]) - {""} <= set(catalog.areas)


def test_undirected_events_name_the_areas_in_alphabetical_order(catalog: Catalog, events: pd.DataFrame) -> None:
    directed = events["kind"].map(lambda kind: catalog.kind(kind)[1].directed)
    undirected = events[~directed]
    assert len(undirected)
    assert (undirected["ref_area"] < undirected["counterpart_area"]).all()


def test_every_event_names_one_page(events: pd.DataFrame) -> None:
    assert events["source_url"].str.fullmatch(r"https?://[^\s]+").all()
    assert not events["source_url"].str.contains(r"//\d+\.\d+\.\d+\.\d+").any()


def test_further_pages_are_readable_and_no_unfit_ones(catalog: Catalog) -> None:
    pages = [url for one in catalog.support.values() for url, _ in one.sources]
    assert not [url for url in pages if unfit(url)]


UNFIT = [
    "anca.org",
    "armeniandiaspora.com",
    "tass.com",
    "sputniknews.com",
    "anlatilaninotesi.com.tr",
    "southfront.press",
    "gamereactor.eu",
    "fresh-hope.com",
    "gefira.org",
    "warsintheworld.com",
    "nuovaresistenza.org",
    "blogspot.com",
    "wordpress.com",
]
"""Outlets of a party or a state, and blogs: none of them is the only page of an act (CODEBOOK.md, Sources)."""


def unfit(url: str) -> bool:
    host = str(urlsplit(url).hostname).rstrip(".")
    return any(f".{host}".endswith(f".{one}") for one in UNFIT)


def test_no_event_rests_on_an_unfit_page(events: pd.DataFrame) -> None:
    assert events.loc[events["source_url"].map(unfit), "event_id"].tolist() == []


def test_context_and_notified_sales_are_never_scored(catalog: Catalog) -> None:
    for name in ("context", "arms_sales"):
        source = catalog.event_sources[name]
        assert not any(kind.scored for kind in source.kinds.values())
        assert source.coverage == ()


# --- contacts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ref_area", "kind", "start", "end"),
    [
        # history.state.gov/departmenthistory/travels/president/turkey, as archived in 2012
        ("USA", "leader_visit", "1991-07-20", "1991-07-22"),
        ("USA", "leader_visit", "1999-11-15", "1999-11-19"),
        ("USA", "leader_visit", "2004-06-26", "2004-06-29"),
        ("USA", "leader_visit", "2009-04-05", "2009-04-07"),
        # history.state.gov/departmenthistory/visits/turkey
        ("TUR", "leader_visit", "1964-06-22", "1964-06-23"),
        ("TUR", "leader_visit_other", "1978-05-30", "1978-05-31"),
        ("TUR", "leader_visit", "1985-04-01", "1985-04-05"),
        ("TUR", "leader_visit", "1988-06-26", "1988-06-30"),
        # trt and The American Conservative, 2025-09-25: first White House visit since November 2019
        ("TUR", "leader_visit", "2019-11-12", "2019-11-13"),
        ("TUR", "leader_visit", "2025-09-25", "2025-09-25"),
    ],
)
def test_visits_have_their_published_dates(
    files: dict[str, pd.DataFrame], ref_area: str, kind: str, start: str, end: str
) -> None:
    rows = files["contacts"]
    other = "TUR" if ref_area == "USA" else "USA"
    found = rows[
        (rows["ref_area"] == ref_area)
        & (rows["counterpart_area"] == other)
        & (rows["date_start"] == start)
        & (rows["kind"] == kind)
    ]
    assert found["date_end"].dt.strftime("%Y-%m-%d").tolist() == [end]


def test_no_visit_to_washington_between_2019_and_2025_was_bilateral(files: dict[str, pd.DataFrame]) -> None:
    rows = files["contacts"]
    visits = rows[(rows["ref_area"] == "TUR") & (rows["kind"] == "leader_visit")]
    between = visits[(visits["date_start"] > "2019-11-13") & (visits["date_start"] < "2025-09-25")]
    assert between.empty


def test_no_record_of_a_visit_stands_twice(files: dict[str, pd.DataFrame]) -> None:
    rows = files["contacts"]
    key = ["ref_area", "counterpart_area", "kind", "date_start", "title"]
    assert not rows.duplicated(key).any()


def test_a_trip_that_met_no_official_is_not_a_visit(catalog: Catalog, files: dict[str, pd.DataFrame]) -> None:
    rows = files["contacts"]
    istanbul = rows[(rows["date_start"] == "2020-11-16") & (rows["counterpart_area"] == "TUR")]
    assert istanbul["kind"].tolist() == ["visit_without_meeting"]
    assert not catalog.kind("visit_without_meeting")[1].scored


def test_calls_and_postponed_visits_are_not_scored(catalog: Catalog) -> None:
    for kind in ("call", "postponed_visit"):
        assert not catalog.kind(kind)[1].scored


def test_the_summit_of_2026_is_a_visit_on_a_margin(files: dict[str, pd.DataFrame]) -> None:
    contacts, context = files["contacts"].set_index("event_id"), files["context"]
    here = contacts[(contacts["date_start"] == "2026-07-07") & (contacts["counterpart_area"] == "TUR")]
    assert dict(zip(here["kind"], here["grade"], strict=True)) == {
        "leader_visit_other": "president",
        "secretary_visit": "secretary_of_state",
    }
    assert here["types"].str.split().map(lambda words: "margin" in words).all()
    summit = context[context["date_start"] == "2026-07-07"].iloc[0]
    assert (summit["end_status"], summit["date_end"]) == ("ended", pd.Timestamp("2026-07-08"))


def test_summits_on_either_side_are_margins(files: dict[str, pd.DataFrame]) -> None:
    rows = files["contacts"]
    other = rows[
        (rows["kind"] == "leader_visit_other") & (rows["ref_area"].eq("TUR") | rows["counterpart_area"].eq("TUR"))
    ]
    assert set(other["ref_area"]) == {"TUR", "USA"}
    assert other["types"].str.split().map(lambda words: "margin" in words).all()
    antalya = rows.set_index("event_id").loc[["travels-3441", "travels-3569", "travels-577"], "types"]
    assert antalya.str.split().map(lambda words: "margin" in words).all()


def test_a_margin_is_told_of_meetings_and_visits_alone(files: dict[str, pd.DataFrame]) -> None:
    """Whoever met at a summit in a third country met on its margin; a call has none."""
    rows = files["contacts"]
    words = rows["types"].str.split()
    summits = {"bilateral_at_summit", "bilateral_at_conference", "talk_at_summit", "multilateral_event"}
    assert words[words.map(lambda said: bool(summits & set(said)))].map(lambda said: "margin" in said).all()
    assert not words[rows["kind"] == "call"].map(lambda said: "margin" in said).any()


def test_a_contact_with_bounds_says_that_its_day_is_not_certain(
    catalog: Catalog, files: dict[str, pd.DataFrame]
) -> None:
    rows = files["contacts"].set_index("event_id")
    bounded = [id for id, one in catalog.support.items() if id in rows.index and one.bounds]
    assert bounded
    assert not [id for id in bounded if "precision:" not in rows.at[id, "types"]]
    uncertain = rows.index[rows["types"].str.contains("precision:")]
    assert set(uncertain) == set(bounded)


def test_visits_were_collected_to_july_2026_for_turkiye_only(catalog: Catalog) -> None:
    lines = [line for line in catalog.event_sources["contacts"].coverage if line.kinds == VISIT_KINDS]
    ends = {line.pairs: line.covered_to for line in lines}
    assert ends == {(): dt.date(2024, 12, 31), ("USA-TUR",): dt.date(2026, 7, 31)}
    assert all(line.covered_from <= dt.date(1965, 1, 1) for line in lines), "twenty years of memory before 1985"


def test_no_visit_of_turkiye_lies_outside_what_was_collected(files: dict[str, pd.DataFrame]) -> None:
    rows = files["contacts"]
    turkiye = rows[(rows["ref_area"] == "TUR") | (rows["counterpart_area"] == "TUR")]
    visits = turkiye[turkiye["kind"].isin(VISIT_KINDS)]
    assert visits["date_start"].between("1960-01-01", "2026-07-31").all()


# --- measures ----------------------------------------------------------------------------------------

MEASURES = """
F008  USA arms_restriction 1994-08-23 1995-09-30 1
F009  USA arms_restriction 1994-12-28 unknown    1
F011  USA arms_restriction 1996-06-28 unknown    1
F012  USA arms_restriction 1996-06-28 unknown    1
F024  USA arms_restriction 2010-08-16 unknown    1
F025  USA arms_restriction 2013-01-03 unknown    1
F034  USA visa_restriction 2017-11-06 2017-12-28 1
F035  TUR visa_restriction 2017-11-06 2017-12-28 1
F037  USA arms_restriction 2018-08-13 2018-11-16 2
F042  USA arms_restriction 2025-09-26 2026-06-24 1
S001  USA arms_restriction 1975-02-05 1978-09-26 3
S004  TUR visa_restriction 2017-10-08 2017-11-06 2
S005  USA visa_restriction 2017-10-08 2017-11-06 2
S007  TUR tariff           2018-06-21 2018-08-15 2
S008  USA arms_restriction 2018-07-01 2024-01-26 2
S009  USA sanction         2018-08-01 2018-11-02 1
S010  TUR sanction         2018-08-04 2018-11-02 1
S012  USA tariff           2018-08-13 2019-05-21 2
S013  TUR tariff           2018-08-15 2019-05-22 2
S015  USA arms_restriction 2019-02-15 2019-07-17 2
S018R TUR tariff           2019-05-22 2025-09-22 1
S019  USA arms_restriction 2019-07-17 open       2
S021  USA sanction         2019-10-14 2019-10-23 2
S024  USA sanction         2020-12-14 open       2
"""


def test_the_measures_in_force_are_these_and_no_others(catalog: Catalog, files: dict[str, pd.DataFrame]) -> None:
    rows = files["measures"]
    in_force = ["sanction", "tariff", "visa_restriction", "arms_restriction"]
    scored = rows[rows["kind"].isin(in_force) & rows["bilateral"]].sort_values("event_id")
    end = scored["date_end"].dt.strftime("%Y-%m-%d").fillna(scored["end_status"])
    start = scored["date_start"].dt.strftime("%Y-%m-%d")
    columns = (scored["event_id"], scored["ref_area"], scored["kind"], start, end, scored["scope"].map("{:g}".format))
    assert [list(row) for row in zip(*columns, strict=True)] == [line.split() for line in MEASURES.strip().splitlines()]


def test_worldwide_tariffs_and_private_listings_are_not_acts_between_the_two(files: dict[str, pd.DataFrame]) -> None:
    rows = files["measures"].set_index("event_id")
    assert not rows.loc[["S006", "S053", "S054", "S056", "S057", "S059"], "bilateral"].any()
    assert not rows.loc[rows["kind"].isin(["global_tariff", "private_designation"]), "bilateral"].any()


def test_an_act_without_a_known_end_is_not_taken_for_open(files: dict[str, pd.DataFrame]) -> None:
    rows = files["measures"].set_index("event_id")
    assert rows.loc["F011", "end_status"] == "unknown"
    assert set(rows.index[rows["end_status"] == "open"]) == {"S019", "S024"}


def test_restrictions_of_bases_recalls_and_votes_are_acts_of_one_side(files: dict[str, pd.DataFrame]) -> None:
    rows = files["measures"]
    sides = rows.groupby("kind")["ref_area"].agg(set)
    assert sides["base_restriction"] == sides["recall"] == {"TUR"}
    assert sides["hostile_vote"] == {"USA"}
    votes = rows[rows["kind"] == "hostile_vote"]
    assert votes["types"].str.split().map(lambda words: "committee" in words).sum() == 6
    assert rows.loc[rows["kind"].isin(["base_restriction", "recall"]), "scope"].notna().all()


def test_what_was_searched_is_said_for_every_class_that_is_scored(catalog: Catalog) -> None:
    source = catalog.event_sources["measures"]
    for name, kinds in source.classes.items():
        lines = [line for line in source.coverage if line.kinds == kinds]
        assert lines, name
        for side in {line.ref_area for line in lines}:
            spans = sorted((line.covered_from, line.covered_to) for line in lines if line.ref_area == side)
            assert all(a[1] < b[0] for a, b in itertools.pairwise(spans)), (name, side)
            assert spans[-1][1] >= dt.date(2026, 11, 30), (name, side)


def test_a_search_names_its_words_or_its_pages() -> None:
    rows = pd.read_csv(Path(__file__).parents[2] / "data" / "searched.csv", dtype=str, keep_default_na=False)
    assert set(rows["result"]) == {"found", "none found", "not searched"}
    searched = rows["result"] != "not searched"
    assert (rows.loc[searched, "queries"] != "").all()
    assert (rows.loc[~searched, "queries"] == "").all()
    assert (rows.loc[rows["result"] == "none found", "note"] != "").all()
