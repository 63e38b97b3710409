"""The shipped data: taken in once, then only what changed."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from indicators.errors import StoreError


def values(store, indicator: str = "trade") -> dict[str, float]:
    frame = store.observations([indicator])
    return dict(zip(frame["time_period"].dt.strftime("%Y-%m"), frame["obs_value"], strict=True))


def test_unchanged_data_make_no_batch_and_take_no_time(store, data, observations):
    data.figures["trade"] = observations({"2022-01": 1.0})
    catalog = data.catalog()
    assert len(store.sync(catalog)) == 1
    took = []
    for _ in range(5):
        began = time.perf_counter()
        assert store.sync(catalog) == []
        took.append(time.perf_counter() - began)
    assert min(took) < 0.05
    assert len(store.batches()) == 1


def test_a_changed_file_makes_one_batch_that_holds_only_what_changed(store, data, observations, events):
    data.figures["trade"] = observations({"2022-01": 1.0, "2022-02": 2.0, "2022-03": 3.0})
    data.figures["aid"] = observations({"2022-01": 9.0}, "aid")
    data.acts["measures"] = events({"S1": ("2022-01-01", "")})
    (first,) = store.sync(data.catalog())
    assert (first.rows_observations, first.rows_events) == (4, 1)
    data.figures["trade"] = observations({"2022-01": 1.0, "2022-02": 2.2, "2022-04": 4.0})
    (second,) = store.sync(data.catalog())
    assert second.kind == "shipped"
    assert "trade" in second.title
    assert "aid" not in second.title
    # revised, new, and the mark of the one that left
    assert (second.rows_observations, second.rows_events) == (3, 0)
    assert values(store) == {"2022-01": 1.0, "2022-02": 2.2, "2022-04": 4.0}


def test_a_row_that_left_may_come_back(store, data, observations):
    for months in (["2022-01", "2022-02"], ["2022-01"], ["2022-01", "2022-02"]):
        data.figures["trade"] = observations(dict.fromkeys(months, 1.0))
        store.sync(data.catalog())
        assert list(values(store)) == months


def test_a_row_that_left_is_marked_once(store, data, observations):
    data.figures["trade"] = observations({"2022-01": 1.0, "2022-02": 2.0})
    store.sync(data.catalog())
    data.figures["trade"] = observations({"2022-01": 1.0})
    store.sync(data.catalog())
    data.figures["trade"] = observations({"2022-01": 1.1})
    (batch,) = store.sync(data.catalog())
    assert batch.rows_observations == 1


def test_an_indicator_that_no_longer_ships_has_no_rows(store, data, observations, events):
    data.figures["trade"] = observations({"2022-01": 1.0})
    data.figures["aid"] = observations({"2022-01": 9.0}, "aid")
    data.acts["measures"] = events({"S1": ("2022-01-01", ""), "S2": ("2022-02-01", "")})
    store.sync(data.catalog())
    del data.figures["aid"]
    data.acts["measures"] = events({"S2": ("2022-02-01", "2022-03-01")})
    store.sync(data.catalog())
    assert store.indicators() == ["trade"]
    assert store.observations(["aid"]).empty
    assert store.events(["sanction"])["event_id"].tolist() == ["S2"]


def test_a_changed_description_is_noted_without_any_row(store, data, observations):
    data.figures["trade"] = observations({"2022-01": 1.0})
    store.sync(data.catalog())
    catalog = data.catalog()
    description = catalog.root / "indicators" / "trade.toml"
    description.write_text(description.read_text().replace("A test figure", "Another text"))
    again = type(catalog)(**{name: getattr(catalog, name) for name in catalog.__dataclass_fields__})
    (batch,) = store.sync(again)
    assert batch.rows_observations == 0
    assert "no figure changed" in batch.title
    assert store.sync(again) == []


def test_an_import_stands_until_its_figure_changes_in_shipped_data_that_were_had_later(
    store, clock, data, observations
):
    data.figures["trade"] = observations({"2022-01": 1.0, "2022-02": 2.0})
    store.sync(data.catalog())
    store.add_observations(observations({"2022-01": 10.0, "2022-02": 20.0}), title="mine.csv", sha256="a")
    data.figures["trade"] = observations({"2022-01": 1.0, "2022-02": 2.5})
    store.sync(data.catalog())
    assert values(store) == {"2022-01": 10.0, "2022-02": 20.0}
    data.figures["trade"] = observations({"2022-01": 1.0, "2022-02": 2.6})
    data.retrieved = clock.now.date() + dt.timedelta(days=1)
    store.sync(data.catalog())
    assert values(store) == {"2022-01": 10.0, "2022-02": 2.6}


def test_progress_runs_from_nothing_to_all(store, data, observations, events):
    data.figures["trade"] = observations({"2022-01": 1.0})
    data.acts["measures"] = events({"S1": ("2022-01-01", "")})
    told: list[tuple[float, str]] = []
    store.sync(data.catalog(), lambda share, what: told.append((share, what)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert any("trade" in what for _, what in told)


def test_a_progress_display_that_fails_leaves_the_store_as_it_was(store, data, observations):
    data.figures["trade"] = observations({"2022-01": 1.0})

    def stop(share: float, what: str) -> None:
        raise RuntimeError("closed")

    with pytest.raises(RuntimeError, match="closed"):
        store.sync(data.catalog(), stop)
    assert store.batches().empty


def test_an_event_in_two_files_is_refused(store, data, events):
    data.acts["measures"] = events({"S1": ("2022-01-01", "")})
    catalog = data.catalog()
    for suffix in (".toml", ".csv"):
        text = (catalog.root / "events" / f"measures{suffix}").read_text()
        (catalog.root / "events" / f"more{suffix}").write_text(text)
    catalog.event_sources["more"] = catalog.event_sources["measures"]
    with pytest.raises(StoreError, match="S1 is there more than once"):
        store.sync(catalog)
    assert store.batches().empty


def test_what_ships_comes_back_as_it_stands_in_its_files(shipped_store, catalog):
    stored = 0
    for name, frame, _ in catalog.shipped_observations():
        found = shipped_store.observations([name])
        stored += len(found)
        assert len(found) == len(frame)
        assert found["obs_value"].sum() == pytest.approx(frame["obs_value"].sum(), rel=1e-12)
        assert found["obs_value"].isna().sum() == frame["obs_value"].isna().sum()
    assert shipped_store.batches()["rows_observations"].tolist() == [stored]
    assert shipped_store.indicators() == sorted(catalog.indicators)
