"""What could have been known on a date."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

DAY = dt.timedelta(days=1)


def months(frame: pd.DataFrame) -> list[str]:
    return frame["time_period"].dt.strftime("%Y-%m").tolist()


def test_a_shipped_figure_is_known_from_the_end_of_its_period_plus_its_lag(store, data, observations):
    data.lag = 40
    data.figures["trade"] = observations({"2022-01": 1.0, "2022-02": 2.0})
    store.sync(data.catalog())
    known = dt.date(2022, 1, 31) + 40 * DAY
    assert known == dt.date(2022, 3, 12)
    assert months(store.observations(["trade"], as_of=known - DAY)) == []
    assert months(store.observations(["trade"], as_of=known)) == ["2022-01"]
    assert months(store.observations(["trade"])) == ["2022-01", "2022-02"]
    assert store.observations(["trade"])["known_from"].tolist() == [
        pd.Timestamp("2022-03-12"),
        pd.Timestamp("2022-02-28") + 40 * DAY,
    ]


def test_an_imported_figure_is_known_from_the_day_it_was_recorded(store, clock, observations):
    clock.now = dt.datetime(2026, 3, 5, 23, 59, tzinfo=dt.UTC)
    store.add_observations(observations({"2020-01": 1.0}), title="a.csv", sha256="a")
    assert store.observations(["trade"], as_of=dt.date(2026, 3, 4)).empty
    assert len(store.observations(["trade"], as_of=dt.date(2026, 3, 5))) == 1


def test_days_are_those_of_utc(store, clock, observations):
    clock.now = dt.datetime(2026, 3, 6, 1, 0, tzinfo=dt.timezone(3 * dt.timedelta(hours=1)))
    batch = store.add_observations(observations({"2020-01": 1.0}), title="a.csv", sha256="a")
    assert len(store.observations(["trade"], as_of=dt.date(2026, 3, 5))) == 1
    assert store.batches()["recorded_at"].tolist() == [pd.Timestamp("2026-03-05 22:00")]
    assert batch.recorded_at == clock.now


def test_the_latest_recorded_value_wins_among_those_known_by_then(store, clock, observations):
    for day, value in ((dt.date(2026, 1, 10), 1.0), (dt.date(2026, 2, 10), 2.0)):
        clock.set(day)
        store.add_observations(observations({"2020-01": value}), title="a.csv", sha256="a")
    assert store.observations(["trade"])["obs_value"].tolist() == [2.0]
    assert store.observations(["trade"], as_of=dt.date(2026, 2, 9))["obs_value"].tolist() == [1.0]
    assert store.observations(["trade"], as_of=dt.date(2026, 2, 10))["obs_value"].tolist() == [2.0]


def test_a_retraction_counts_from_its_day(store, clock, observations):
    clock.set(dt.date(2026, 1, 10))
    kept = store.add_observations(observations({"2020-01": 1.0}), title="a.csv", sha256="a")
    undone = store.add_observations(observations({"2020-01": 2.0}), title="b.csv", sha256="b")
    clock.set(dt.date(2026, 3, 1))
    store.retract(undone.batch_id, "wrong unit")
    assert store.observations(["trade"], as_of=dt.date(2026, 2, 28))["batch_id"].tolist() == [undone.batch_id]
    assert store.observations(["trade"], as_of=dt.date(2026, 3, 1))["batch_id"].tolist() == [kept.batch_id]
    assert store.observations(["trade"])["obs_value"].tolist() == [1.0]


def test_a_shipped_revision_is_read_at_every_date_because_as_of_is_timing_not_vintage(store, data, observations):
    data.figures["trade"] = observations({"2022-01": 1.0})
    store.sync(data.catalog())
    data.figures["trade"] = observations({"2022-01": 1.5})
    store.sync(data.catalog())
    assert store.observations(["trade"], as_of=dt.date(2022, 3, 12))["obs_value"].tolist() == [1.5]


def test_a_corrected_lag_hides_the_figure_until_its_new_day(store, data, observations):
    data.figures["trade"] = observations({"2022-01": 1.0})
    store.sync(data.catalog())
    data.lag = 100
    store.sync(data.catalog())
    assert store.observations(["trade"], as_of=dt.date(2022, 3, 12)).empty
    assert len(store.observations(["trade"], as_of=dt.date(2022, 1, 31) + 100 * DAY)) == 1


def test_the_end_of_an_act_is_known_from_that_end(store, data, events):
    data.acts["measures"] = events({"S1": ("2020-12-14", "2022-05-31"), "S2": ("2021-01-01", "")})
    store.sync(data.catalog())

    def ends(as_of: dt.date | None) -> list[tuple[str, object, str]]:
        frame = store.events(["sanction"], as_of=as_of)
        return list(zip(frame["event_id"], frame["date_end"], frame["end_status"], strict=True))

    assert ends(dt.date(2020, 12, 13)) == []
    assert ends(dt.date(2022, 5, 30)) == [("S1", pd.NaT, "open"), ("S2", pd.NaT, "unknown")]
    assert ends(dt.date(2022, 5, 31))[0] == ("S1", pd.Timestamp("2022-05-31"), "ended")
    assert ends(None)[0] == ("S1", pd.Timestamp("2022-05-31"), "ended")


@pytest.mark.parametrize("as_of", [None, dt.date(2026, 12, 31)])
def test_both_areas_of_a_row_are_among_those_asked_for(store, observations, as_of):
    frames = [
        observations({"2020-01": 1.0}, areas=areas) for areas in ("USA-TUR", "TUR-USA", "USA-WLD", "USA-GRC", "TUR")
    ]
    store.add_observations(pd.concat(frames), title="a.csv", sha256="a")
    found = store.observations(["trade"], ["USA", "TUR"], as_of)
    assert set(zip(found["ref_area"], found["counterpart_area"], strict=True)) == {
        ("USA", "TUR"),
        ("TUR", "USA"),
        ("TUR", ""),
    }
    assert len(store.observations(["trade"], None, as_of)) == 5
    assert store.observations(["trade"], [], as_of).empty
    assert store.observations([], None, as_of).empty
    assert store.observations(["nothing"], None, as_of).empty


def test_what_is_not_there_has_the_same_columns_and_types_as_what_is(store, observations, events):
    store.add_observations(observations({"2020-01": 1.0}), title="a.csv", sha256="a")
    store.add_events(events({"S1": ("2020-12-14", "")}), title="b.csv", sha256="b")
    assert store.observations([]).dtypes.equals(store.observations(["trade"]).dtypes)
    assert store.events([]).dtypes.equals(store.events(["sanction"]).dtypes)
    types = store.observations(["trade"]).dtypes
    assert types["obs_value"] == "float64"
    assert types["indicator"] == pd.StringDtype(na_value=float("nan"))
    assert types["time_period"] == "datetime64[us]"
    assert store.events(["sanction"]).dtypes["bilateral"] == "bool"
