"""One import, one batch: all of it or nothing, and nothing overwritten."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from indicators.errors import BatchNotFoundError, RetractionRefusedError, StoreError


def test_what_is_stored_comes_back(store, observations, events):
    given = observations({"2020-01": 1.25, "2020-02": -3.0})
    given["note"] = ["", "İstanbul; 'quoted', \"twice\""]
    store.add_observations(given, title="a.csv", sha256="a")
    pd.testing.assert_frame_equal(store.observations(["trade"])[list(given.columns)], given)
    acts = events({"S1": ("2020-12-14", "2022-05-31"), "S2": ("2021-01-01", "")})
    acts["scope"] = [2.0, np.nan]
    store.add_events(acts, title="b.csv", sha256="b")
    pd.testing.assert_frame_equal(store.events(["sanction"])[list(acts.columns)], acts)


def test_an_arrow_table_and_a_frame_are_stored_alike(store, observations):
    frame = observations({"2020-01": 1.0, "2020-02": np.nan})
    table = pa.Table.from_pandas(frame, preserve_index=False)
    for name in ("indicator", "ref_area", "freq", "obs_status", "note"):
        position = table.column_names.index(name)
        table = table.set_column(position, name, table[name].dictionary_encode())
    table = table.set_column(4, "time_period", table["time_period"].cast(pa.date32()))
    first = store.add_observations(frame, title="a.csv", sha256="a")
    from_frame = store.observations(["trade"])
    second = store.add_observations(table, title="a.csv", sha256="a")
    from_table = store.observations(["trade"])
    assert from_table["batch_id"].unique().tolist() == [second.batch_id]
    pd.testing.assert_frame_equal(from_table.drop(columns="batch_id"), from_frame.drop(columns="batch_id"))
    assert (first.rows_observations, second.rows_observations) == (2, 2)


def test_a_missing_figure_is_stored_as_missing_and_hides_the_one_before(store, observations):
    store.add_observations(observations({"2020-01": 1.0}), title="a.csv", sha256="a")
    store.add_observations(observations({"2020-01": np.nan}), title="b.csv", sha256="b")
    (row,) = store.observations(["trade"]).to_dict("records")
    assert np.isnan(row["obs_value"])
    assert row["obs_status"] == "M"


def test_columns_of_whole_numbers_come_back_as_numbers_with_gaps(store, observations):
    frame = observations({"2020-01": 0.0, "2020-02": 0.0})
    frame["obs_value"] = pd.array([7, None], dtype="Int64")
    store.add_observations(frame, title="a.csv", sha256="a")
    values = store.observations(["trade"])["obs_value"]
    assert values.dtype == np.float64
    assert values.iloc[0] == 7.0
    assert np.isnan(values.iloc[1])


def test_a_key_that_is_there_twice_is_refused_by_name(store, observations):
    twice = pd.concat([observations({"2020-01": 1.0, "2020-02": 1.0}), observations({"2020-02": 2.0})])
    with pytest.raises(StoreError, match=r"trade.*USA.*TUR.*2020-02-01 is there more than once"):
        store.add_observations(twice, title="a.csv", sha256="a")
    assert store.batches().empty
    assert store.observations(["trade"]).empty


def test_an_event_that_is_there_twice_is_refused_by_name(store, events):
    twice = pd.concat([events({"S1": ("2020-12-14", "")}), events({"S1": ("2020-12-15", "")})])
    with pytest.raises(StoreError, match="event_id S1 is there more than once"):
        store.add_events(twice, title="a.csv", sha256="a")
    assert store.events(["sanction"]).empty


def test_missing_is_another_value_than_infinite(store, observations):
    with pytest.raises(StoreError, match="Nothing was stored"):
        store.add_observations(observations({"2020-01": np.inf}), title="a.csv", sha256="a")
    assert store.batches().empty


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda frame: frame.drop(columns="freq"), "freq"),
        (lambda frame: frame.iloc[:0], "has no rows"),
        (lambda frame: frame.assign(time_period=frame["time_period"].dt.to_period("M")), "first day"),
        (lambda frame: frame.assign(ref_area=None), "ref_area"),
        (
            lambda frame: frame.assign(note=[1]).assign(note=pd.Series([b"x"], dtype=object)).pipe(_mixed),
            "note.*Correct it",
        ),
        (lambda frame: frame.assign(obs_value="a lot"), "a lot"),
        (lambda frame: frame.assign(freq=12), "freq holds int64; give it as text"),
        (lambda frame: frame.assign(freq="W"), "freq"),
    ],
)
def test_an_unfit_frame_is_refused_with_a_sentence(store, observations, change, sentence):
    with pytest.raises(StoreError, match=sentence):
        store.add_observations(change(observations({"2020-01": 1.0})), title="a.csv", sha256="a")
    assert store.batches().empty
    assert store.observations(["trade"]).empty


def _mixed(frame: pd.DataFrame) -> pd.DataFrame:
    doubled = pd.concat([frame, frame], ignore_index=True)
    doubled["note"] = pd.Series(["x", 1.5], dtype=object)
    return doubled


def test_what_was_written_before_a_failure_is_taken_back(store):
    def fail_after_writing() -> None:
        with store._file.writing() as cursor:
            cursor.execute("INSERT INTO store.retractions VALUES (1, now()::TIMESTAMP, '')")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_after_writing()
    with store._file.reading() as cursor:
        assert cursor.execute("SELECT count(*) FROM store.retractions").fetchall() == [(0,)]


def test_the_list_of_batches_says_what_happened(store, clock, observations, events):
    store.add_observations(observations({"2020-01": 1.0}), title="a.csv", sha256="aa")
    store.add_events(events({"S1": ("2020-12-14", "")}), title="b.csv", sha256="bb")
    clock.set(dt.date(2026, 7, 1))
    store.retract(1, "wrong unit")
    listed = store.batches()
    assert listed.columns.tolist() == [
        "batch_id",
        "kind",
        "title",
        "recorded_at",
        "sha256",
        "rows_observations",
        "rows_events",
        "retracted_at",
        "reason",
    ]
    assert listed["batch_id"].tolist() == [1, 2]
    assert listed["title"].tolist() == ["a.csv", "b.csv"]
    assert listed["rows_observations"].tolist() == [1, 0]
    assert listed["rows_events"].tolist() == [0, 1]
    assert listed["reason"].tolist() == ["wrong unit", ""]
    assert listed["retracted_at"].isna().tolist() == [False, True]


def test_a_retracted_figure_gives_way_to_the_one_before(store, observations):
    store.add_observations(observations({"2020-01": 1.0}), title="a.csv", sha256="a")
    second = store.add_observations(observations({"2020-01": 2.0}), title="b.csv", sha256="b")
    store.retract(second.batch_id, "")
    assert store.observations(["trade"])["obs_value"].tolist() == [1.0]


def test_what_cannot_be_undone_says_why(store, data, observations):
    data.figures["trade"] = observations({"2020-01": 1.0})
    (shipped,) = store.sync(data.catalog())
    imported = store.add_observations(observations({"2020-01": 2.0}), title="a.csv", sha256="a")
    with pytest.raises(RetractionRefusedError, match="shipped data"):
        store.retract(shipped.batch_id, "")
    store.retract(imported.batch_id, "")
    with pytest.raises(RetractionRefusedError, match=r"undone on 2026-06-01"):
        store.retract(imported.batch_id, "")
    with pytest.raises(BatchNotFoundError, match="no batch 77"):
        store.retract(77, "")


def test_the_data_version_changes_with_every_batch_and_retraction_and_only_then(store, observations):
    seen = [store.data_version]
    first = store.add_observations(observations({"2020-01": 1.0}), title="a.csv", sha256="a")
    seen.append(store.data_version)
    store.add_observations(observations({"2020-01": 2.0}), title="b.csv", sha256="b")
    seen.append(store.data_version)
    store.retract(first.batch_id, "")
    seen.append(store.data_version)
    assert len(set(seen)) == 4
    store.observations(["trade"])
    store.save_definition("mine", "title = 'x'")
    assert store.data_version == seen[-1]


def test_the_difference_names_new_revised_and_unchanged_rows_in_their_order(store, observations):
    store.add_observations(observations({"2020-01": 1.0, "2020-02": 2.0, "2020-04": 4.0}), title="a", sha256="a")
    given = observations({"2020-04": 4.0, "2020-03": 3.0, "2020-02": 2.5, "2020-01": np.nan})
    difference = store.difference(given)
    assert difference["status"].tolist() == ["unchanged", "new", "revised", "revised"]
    np.testing.assert_array_equal(difference["old_value"], [4.0, np.nan, 2.0, 1.0])
    np.testing.assert_array_equal(difference["obs_value"], given["obs_value"])
    assert difference["time_period"].tolist() == given["time_period"].tolist()
    store.add_observations(given, title="b", sha256="b")
    assert set(store.difference(given)["status"]) == {"unchanged"}


def test_the_indicators_are_those_with_a_row(store, observations):
    assert store.indicators() == []
    store.add_observations(observations({"2020-01": 1.0}, "trade"), title="a", sha256="a")
    second = store.add_observations(observations({"2020-01": 1.0}, "aid"), title="b", sha256="b")
    assert store.indicators() == ["aid", "trade"]
    store.retract(second.batch_id, "")
    assert store.indicators() == ["trade"]


def test_coverage_counts_figures_and_leaves_out_what_is_missing(store, observations):
    store.add_observations(observations({"2020-01": np.nan, "2020-02": 2.0, "2020-04": 4.0}), title="a", sha256="a")
    store.add_observations(observations({"2020-04": 4.4}), title="b", sha256="b")
    (row,) = store.coverage().to_dict("records")
    assert row == {
        "indicator": "trade",
        "freq": "M",
        "first": pd.Timestamp("2020-02-01"),
        "last": pd.Timestamp("2020-04-01"),
        "figures": 2,
    }


def test_kept_definitions_and_snapshots_stay_beside_their_successors(store):
    store.save_definition("mine", "title = 'one'", "first try")
    store.save_definition("mine", "title = 'two'")
    assert store.definitions()["toml"].tolist() == ["title = 'one'", "title = 'two'"]
    assert store.definitions()["note"].tolist() == ["first try", ""]
    store.save_snapshot("report", "ff", '{"files": []}')
    (snapshot,) = store.snapshots().to_dict("records")
    assert (snapshot["name"], snapshot["sha256"], snapshot["manifest"]) == ("report", "ff", '{"files": []}')
