"""What publishers were asked becomes a batch: whole, once, known from the right day, and undone as any import."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import subprocess
import sys
import threading

import pandas as pd
import pytest

from indicators.errors import RetractionRefusedError, StoreError
from indicators.model import OBSERVATION_KEY, FetchRecord

DAY = dt.timedelta(days=1)


def fetched(day: dt.date, sha256: str = "a" * 64, outcome: str = "new") -> FetchRecord:
    moment = dt.datetime.combine(day, dt.time(12), dt.UTC)
    return FetchRecord(
        source="trade",
        url="https://example.org/trade.csv",
        status=200,
        etag='"1"',
        last_modified="",
        sha256=sha256,
        bytes=12,
        publisher_stamp="May 2026",
        reader="test/1",
        fetched_at=moment,
        outcome=outcome,  # type: ignore[arg-type]
    )


def values(store, as_of: dt.date | None = None) -> dict[str, float]:
    frame = store.observations(["trade"], as_of=as_of)
    return dict(zip(frame["time_period"].dt.strftime("%Y-%m"), frame["obs_value"], strict=True))


@pytest.fixture
def shipped(store, data, observations):
    """A store with three months that were retrieved on 1 January 2026, and the catalogue of them."""
    data.figures["trade"] = observations({"2025-08": 1.0, "2025-09": 2.0, "2025-10": 3.0})
    catalog = data.catalog()
    store.sync(catalog)
    return catalog


def test_only_what_is_new_or_revised_is_recorded_with_what_was_asked(store, clock, shipped, observations):
    reply = observations({"2025-08": 1.0, "2025-09": 2.5, "2025-10": 3.0 + 1e-10, "2025-11": 4.0})
    record = fetched(clock.now.date())
    changes = store.changes(reply, record, shipped)
    assert changes.counts == {"new": 1, "revised": 1, "gone": 0}
    assert changes.unchanged == 2
    assert changes.rows[["status", "old_value", "obs_value"]].iloc[0].tolist() == ["revised", 2.0, 2.5]
    assert values(store) == {"2025-08": 1.0, "2025-09": 2.0, "2025-10": 3.0}
    before = store.data_version
    batch = store.add_update(reply, record, shipped, title="trade", body=b"the reply")
    assert (batch.kind, batch.rows_observations, batch.sha256) == ("update", 2, record.sha256)
    assert store.data_version != before
    assert values(store) == {"2025-08": 1.0, "2025-09": 2.5, "2025-10": 3.0, "2025-11": 4.0}
    (row,) = store.fetches().to_dict("records")
    assert (row["outcome"], row["rows_new"], row["rows_revised"], row["batch_id"]) == ("new", 1, 1, batch.batch_id)
    assert store.last_fetch("trade") == record
    assert gzip.decompress((store.raw / f"{record.sha256}.gz").read_bytes()) == b"the reply"
    assert [file.name for file in store.raw.iterdir()] == [f"{record.sha256}.gz"]


def test_a_figure_printed_with_fewer_decimals_is_not_revised(store, clock, data, observations):
    data.figures["trade"] = observations({"2025-08": 1.234567, "2025-09": 2.0, "2025-10": 3.04})
    store.sync(data.catalog())
    reply = observations({"2025-08": 1.2, "2025-09": 2.1, "2025-10": 3.1})
    changes = store.changes(reply, fetched(clock.now.date()), data.catalog())
    assert changes.rows["obs_value"].tolist() == [2.1, 3.1]


def test_a_revision_is_known_from_the_fetch_and_a_backlog_by_the_rule(store, clock, shipped, observations):
    day = clock.now.date()
    store.add_update(observations({"2025-09": 2.5, "2025-11": 4.0}), fetched(day), shipped, title="trade")
    assert values(store, day - DAY) == {"2025-08": 1.0, "2025-09": 2.0, "2025-10": 3.0, "2025-11": 4.0}
    assert values(store, day)["2025-09"] == 2.5
    rule = dt.date(2025, 11, 30) + 40 * DAY
    assert "2025-11" not in values(store, rule - DAY)
    assert values(store, rule)["2025-11"] == 4.0


@pytest.mark.parametrize(("gap", "seen"), [(35, True), (36, False)])
def test_a_new_period_is_known_from_the_fetch_where_the_source_was_asked_shortly_before(
    store, clock, shipped, observations, gap, seen
):
    day = dt.date(2026, 6, 1)
    store.note_fetch(fetched(day - gap * DAY), outcome="unchanged")
    reply = observations({"2025-07": 0.5, "2026-03": 5.0})
    rows = store.changes(reply, fetched(day), shipped).rows.set_index("time_period")
    assert rows["by_rule"].tolist() == [True, not seen]  # a period before the first was only not in our copy
    ruled = pd.Timestamp("2026-03-31") + 40 * DAY
    assert rows["known_from"].iloc[1] == (pd.Timestamp(day) if seen else ruled)


def test_a_figure_that_is_out_before_the_rule_says_is_known_from_the_fetch(store, shipped, observations):
    day = dt.date(2026, 6, 1)
    (row,) = store.changes(observations({"2026-05": 6.0}), fetched(day), shipped).rows.to_dict("records")
    assert (row["known_from"], row["by_rule"]) == (pd.Timestamp(day), False)


def test_a_newer_package_does_not_push_older_figures_over_newer_fetched_ones(store, clock, data, shipped, observations):
    store.add_update(observations({"2025-09": 2.5, "2025-10": 3.5}), fetched(clock.now.date()), shipped, title="trade")
    data.figures["trade"] = observations({"2025-08": 1.0, "2025-09": 2.2, "2025-10": 3.0})
    data.retrieved = clock.now.date() - DAY
    store.sync(data.catalog())
    assert values(store) == {"2025-08": 1.0, "2025-09": 2.5, "2025-10": 3.5}
    data.retrieved = clock.now.date() + DAY  # had after the fetch: counts, also where it is what shipped before
    data.figures["trade"] = observations({"2025-08": 1.0, "2025-09": 2.3, "2025-10": 3.0})
    store.sync(data.catalog())
    assert values(store) == {"2025-08": 1.0, "2025-09": 2.3, "2025-10": 3.0}


def test_a_persons_figure_stands_until_the_publisher_changes_its_own(store, clock, shipped, observations):
    store.add_observations(observations({"2025-09": 20.0, "2025-10": 30.0}), title="mine.csv", sha256="m")
    assert store.observations(["trade"], published=True)["obs_value"].tolist() == [1.0, 2.0, 3.0]
    batch = store.add_update(
        observations({"2025-09": 2.0, "2025-10": 3.1}), fetched(clock.now.date() + DAY), shipped, title="trade"
    )
    assert values(store) == {"2025-08": 1.0, "2025-09": 20.0, "2025-10": 3.1}
    store.retract(batch.batch_id, "")
    assert values(store) == {"2025-08": 1.0, "2025-09": 20.0, "2025-10": 30.0}


def test_an_update_is_undone_exactly_and_the_source_is_then_asked_for_everything(store, clock, shipped, observations):
    before = store.observations(["trade"])
    day = clock.now.date()
    first = store.add_update(observations({"2025-09": 2.5}), fetched(day), shipped, title="trade")
    clock.set(day + DAY)
    store.retract(first.batch_id, "not believed")
    assert store.observations(["trade"]).equals(before)
    assert store.last_fetch("trade") is None
    again = store.add_update(observations({"2025-09": 2.5}), fetched(day + 2 * DAY), shipped, title="trade")
    assert values(store)["2025-09"] == 2.5
    assert store.last_fetch("trade") is not None
    with pytest.raises(RetractionRefusedError, match="Batch 1 came with"):
        store.retract(1, "")
    assert again.batch_id == 3


def test_what_is_gone_counts_until_a_person_says_so(store, clock, shipped, observations):
    reply = observations({"2025-08": 1.0, "2025-09": 2.0})
    gone = observations({"2025-10": 0.0})[list(OBSERVATION_KEY)]
    record = fetched(clock.now.date())
    assert store.changes(reply, record, shipped, gone=gone).counts["gone"] == 1
    assert store.add_update(reply, record, shipped, title="trade") is None
    assert "2025-10" in values(store)
    batch = store.add_update(reply, record, shipped, title="trade", gone=gone)
    assert values(store) == {"2025-08": 1.0, "2025-09": 2.0}
    assert "2025-10" in values(store, clock.now.date() - DAY)
    assert store.fetches()["rows_gone"].tolist() == [0, 1]
    store.retract(batch.batch_id, "")
    assert "2025-10" in values(store)


def test_two_updates_at_once_do_not_double(store, clock, shipped, observations):
    reply, record, done = observations({"2025-09": 2.5}), fetched(clock.now.date()), []
    threads = [
        threading.Thread(target=lambda: done.append(store.add_update(reply, record, shipped, title="trade")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(batch is not None for batch in done) == 1
    assert sorted(store.fetches()["outcome"]) == ["new", "unchanged", "unchanged", "unchanged"]
    assert len(store.batches()) == 2


@pytest.mark.parametrize("moment", ["keep_body", "compare", "add_batch", "register", "note_fetch"])
def test_a_kill_at_any_moment_leaves_no_part_of_the_batch(store, clock, shipped, observations, moment):
    code = f"""
import datetime as dt, os, pathlib, sys
from indicators.catalog import load_catalog
from indicators.model import FetchRecord
from indicators.store import Store, updates
updates.{moment} = lambda *_, **__: os._exit(9)
store, catalog = Store.open(pathlib.Path(sys.argv[1])), load_catalog(pathlib.Path(sys.argv[2]))
reply = store.observations(["trade"]).drop(columns=["batch_id", "known_from"]).assign(obs_value=9.0)
store.add_update(reply, {fetched(clock.now.date())!r}, catalog, title="t", body=b"x")
""".replace("datetime.datetime", "dt.datetime").replace("datetime.timezone", "dt.timezone")
    done = subprocess.run([sys.executable, "-c", code, str(store.path), str(shipped.root)], check=False)
    assert done.returncode == 9
    assert values(store) == {"2025-08": 1.0, "2025-09": 2.0, "2025-10": 3.0}
    assert len(store.batches()) == 1
    assert store.fetches().empty
    batch = store.add_update(observations({"2025-09": 2.5}), fetched(clock.now.date()), shipped, title="trade")
    assert batch.batch_id == 2


def test_what_was_recorded_of_a_figure_is_read_with_the_day_it_was_known(store, clock, shipped, observations):
    day = clock.now.date()
    assert store.vintages(["trade"], ["USA", "TUR"]).empty
    batch = store.add_update(observations({"2025-09": 2.5, "2025-11": 4.0}), fetched(day), shipped, title="trade")
    rows = store.vintages(["trade"], ["USA", "TUR"])
    assert rows["obs_value"].tolist() == [2.0, 2.5, 4.0]
    assert rows["by_rule"].tolist() == [True, False, True]
    assert rows["known_from"].iloc[1] == pd.Timestamp(day)
    assert store.vintages(["trade"], ["USA", "GRC"]).empty
    store.retract(batch.batch_id, "")
    assert store.vintages(["trade"], ["USA", "TUR"]).empty


def test_a_refused_or_discarded_reply_is_remembered_and_counts_for_nothing(store, clock, shipped):
    for outcome, sha256 in (("refused", "b" * 64), ("discarded", "c" * 64)):
        record = dataclasses.replace(fetched(clock.now.date(), sha256), reason="why")
        store.note_fetch(record, outcome=outcome, body=b"x")
    assert sorted(store.fetches()["outcome"]) == ["discarded", "refused"]
    assert store.last_fetch("trade") is None
    assert len(list(store.raw.iterdir())) == 2


def test_a_reply_that_cannot_be_stored_leaves_nothing_but_its_body(store, clock, shipped, observations):
    twice = pd.concat([observations({"2025-11": 1.0}), observations({"2025-11": 2.0})])
    with pytest.raises(StoreError, match="more than once"):
        store.add_update(twice, fetched(clock.now.date()), shipped, title="trade", body=b"x")
    assert len(store.batches()) == 1
    assert store.fetches().empty
