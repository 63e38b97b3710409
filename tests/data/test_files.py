"""Every shipped file: canonical columns, described units, known areas, whole periods, no figure twice."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from shipping import SHIPPED

from indicators.catalog import Catalog
from indicators.catalog.shipped import read_events, read_observations
from indicators.model import EVENT_COLUMNS, OBS_STATUS, OBSERVATION_COLUMNS, OBSERVATION_KEY

INDICATORS = sorted(path.stem for path in (SHIPPED / "indicators").glob("*.toml"))
EVENTS = sorted(path.stem for path in (SHIPPED / "events").glob("*.toml"))
FIRST_MONTHS = {"A": {1}, "Q": {1, 4, 7, 10}, "M": set(range(1, 13))}


@pytest.fixture(params=INDICATORS)
def figures(request: pytest.FixtureRequest) -> pd.DataFrame:
    return read_observations(SHIPPED / "indicators" / f"{request.param}.csv", request.param)


@pytest.fixture(params=EVENTS)
def acts(request: pytest.FixtureRequest) -> pd.DataFrame:
    frame = read_events(SHIPPED / "events" / f"{request.param}.csv")
    frame.attrs["file"] = request.param
    return frame


def test_figures_have_the_canonical_columns_and_types(figures: pd.DataFrame) -> None:
    assert tuple(figures.columns) == OBSERVATION_COLUMNS
    assert figures["time_period"].dtype == "datetime64[us]"
    assert figures["obs_value"].dtype == np.float64
    text = figures.drop(columns=["time_period", "obs_value"])
    assert all(isinstance(dtype, pd.StringDtype) for dtype in text.dtypes)
    assert not text.isna().to_numpy().any()


def test_no_figure_is_there_twice_and_rows_are_in_order(figures: pd.DataFrame) -> None:
    assert not figures.duplicated(list(OBSERVATION_KEY)).any()
    order = ["ref_area", "counterpart_area", "time_period"]
    assert figures[order].equals(figures[order].sort_values(order, ignore_index=True))


def test_figures_are_finite_and_their_status_is_of_the_code_list(figures: pd.DataFrame) -> None:
    assert len(figures)
    assert np.isfinite(figures["obs_value"]).all()
    assert set(figures["obs_status"]) <= OBS_STATUS.keys()


def test_areas_are_known_and_fit_what_the_indicator_is_about(figures: pd.DataFrame, catalog: Catalog) -> None:
    about = catalog.indicator(figures["indicator"].iloc[0]).about
    areas = set(figures["ref_area"]) | set(figures["counterpart_area"]) - {""}
    assert areas <= catalog.areas.keys()
    assert ((figures["counterpart_area"] != "") == (about == "pair")).all()
    assert about != "world" or set(figures["ref_area"]) == {"WLD"}
    assert not (figures["ref_area"] == figures["counterpart_area"]).any()


def test_periods_begin_on_their_first_day_and_have_ended(figures: pd.DataFrame, catalog: Catalog) -> None:
    indicator = catalog.indicator(figures["indicator"].iloc[0])
    assert set(figures["freq"]) == {indicator.freq}
    assert (figures["time_period"].dt.day == 1).all()
    assert set(figures["time_period"].dt.month) <= FIRST_MONTHS[indicator.freq]
    assert figures["time_period"].max().date() < indicator.retrieved


@pytest.mark.parametrize("id", INDICATORS)
def test_descriptions_are_complete_and_reason_the_publication_lag(id: str, catalog: Catalog) -> None:
    indicator = catalog.indicator(id)
    assert indicator.retrieved <= dt.date.today()
    assert any(note.startswith("publication_lag_days: ") for note in indicator.notes)


def test_every_note_of_a_row_is_spelled_out_and_every_code_is_used(figures: pd.DataFrame, catalog: Catalog) -> None:
    indicator = catalog.indicator(figures["indicator"].iloc[0])
    notes = set(figures["note"]) - {""}
    assert {note for note in notes if not indicator.code_of(note)} == set()
    assert {indicator.code_of(note) for note in notes} == indicator.note_codes.keys()
    assert not [note for note in notes if "…" in indicator.note_in_words(note)]


def test_where_the_shipments_to_turkiye_of_january_2022_were_read(catalog: Catalog) -> None:
    """In the copy of December 2024, not in the release of September 2026 from which the last months are."""
    rows = read_observations(SHIPPED / "indicators" / "lng_exports.csv", "lng_exports")
    rows = rows[rows["counterpart_area"] == "TUR"].set_index("time_period", drop=False)
    words = catalog.in_words(rows)
    assert "December 2024 (github.com/arnavkhurma/natural-gas-dashboard" in words.at[pd.Timestamp("2022-01-01"), "note"]
    assert "30 September 2026" in words.at[pd.Timestamp("2026-07-01"), "note"]
    assert set(words["obs_status"]) == {"normal value"}


def test_acts_have_the_canonical_columns_known_areas_and_kinds(acts: pd.DataFrame, catalog: Catalog) -> None:
    assert tuple(acts.columns) == EVENT_COLUMNS
    assert acts["event_id"].is_unique
    assert set(acts["kind"]) <= catalog.event_sources[acts.attrs["file"]].kinds.keys()
    assert (set(acts["ref_area"]) | set(acts["counterpart_area"])) - {""} <= catalog.areas.keys()
    assert set(acts["end_status"]) <= {"ended", "open", "unknown"}
    assert acts["date_start"].notna().all()
    assert not (acts["date_end"] < acts["date_start"]).any()
    assert acts.loc[acts["end_status"] == "ended", "date_end"].notna().all()


def test_ids_of_acts_are_unique_across_files(catalog: Catalog) -> None:
    ids = pd.concat([frame["event_id"] for _, frame, _ in catalog.shipped_events()])
    assert ids.is_unique


def test_what_the_definitions_use_is_there(catalog: Catalog) -> None:
    for definition in catalog.definitions.values():
        for component in definition.components.values():
            indicator = getattr(component.source, "indicator", None)
            kinds = getattr(component.source, "events", {})
            assert indicator is None or indicator in INDICATORS
            assert all(catalog.kind(kind) for kind in kinds)


def test_files_are_small_enough_to_read_and_to_clone() -> None:
    sizes = {path: path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file()}
    assert max(sizes.values()) < 3_000_000
    assert sum(sizes.values()) < 12_000_000
