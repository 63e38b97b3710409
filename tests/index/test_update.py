"""Every source is asked alone; what it changes is shown beside the store, stored when told, and undone exactly."""

from __future__ import annotations

import datetime as dt
import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from recordings import RECORDINGS
from replies import Parts, Publishers, prices, trade, unpack

import indicators
from indicators import Workspace
from indicators.catalog import Catalog
from indicators.errors import MissingKeyError, OfflineError, UnknownIndicatorError
from indicators.index.update import due, plan
from indicators.model import OBSERVATION_COLUMNS
from indicators.store import Store

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
ID = "consumer_prices"


@pytest.fixture(scope="module")
def shipped(catalog: Catalog) -> pd.DataFrame:
    """The shipped consumer prices."""
    return next(frame for name, frame, _ in catalog.shipped_observations() if name == ID)


@pytest.fixture
def ws(own_file: Path) -> Iterator[Workspace]:
    with indicators.open(own_file) as workspace:
        yield workspace


def last_value(ws: Workspace) -> float:
    return float(ws.store.observations([ID])["obs_value"].iloc[-1])


def test_one_source_fails_alone_and_nothing_is_stored_before_it_is_told(ws, shipped):
    publishers = Publishers(
        consumer_prices=prices(shipped, {"2026-07": 350.0, "2026-09": 336.0}), gpr_country=b"<html>no"
    )
    told: list[tuple[str, str, int]] = []
    before = ws.store.data_version
    update = ws.update(
        [ID, "gpr_country", "exchange_rate_usd"],
        publishers,
        now=NOW,
        progress=lambda *what: told.append(what),
    )
    assert {id: one.outcome for id, one in update.answers.items()} == {
        ID: "new",
        "gpr_country": "refused",
        "exchange_rate_usd": "failed",
    }
    assert update.refused == ["exchange_rate_usd", "gpr_country"]
    assert told[0] == (ID, "asking", 0)
    assert told[-1] == ("gpr_country", "refused", 0)
    assert ws.store.data_version == before
    assert sorted(ws.store.fetches()["outcome"]) == ["failed", "refused"]
    assert len(list(ws.store.raw.iterdir())) == 1  # what was refused, for a report
    assert update.changes[["source", "status"]].to_numpy().tolist() == [[ID, "revised"], [ID, "new"]]
    (batch,) = update.store()
    assert (batch.kind, batch.rows_observations) == ("update", 2)
    assert update.left == []
    assert last_value(ws) == 336.0


def test_the_effect_is_computed_beside_the_store_and_is_what_storing_does(ws, shipped):
    index = ws.index()
    update = ws.update([ID], Publishers(consumer_prices=prices(shipped, {"2025-01": 400.0})), now=NOW)
    effect = update.effect(index)
    assert effect.moves
    assert effect.month == index.headline.month
    assert ws.index().index.equals(index.index)
    (batch,) = update.store()
    after = ws.index()
    assert after.headline.value == pytest.approx(effect.new_value)
    assert (after.index - index.index).abs().max() == pytest.approx(effect.largest)
    ws.undo(batch)
    assert ws.index().index.equals(index.index)
    assert not update.effect(index, []).moves


def test_whole_answers_move_the_headline_as_the_same_figures_typed_in_do_and_are_undone_exactly(
    ws, shipped, catalog, built_file, tmp_path
):
    """Two sources, a month more of each; beside a store into which a person imports what is new."""
    flows = next(frame for name, frame, _ in catalog.shipped_observations() if name == "goods_trade")
    codes = catalog.indicator("goods_trade").fetch.areas
    publishers = Publishers(
        consumer_prices=prices(shipped, {"2025-06": 300.0, "2026-09": 336.0}),
        goods_trade=trade(flows, codes, {"2025-11": 3000.0, "2026-09": 2000.0}),
    )
    before = ws.index().frame()
    update = ws.update([ID, "goods_trade"], publishers, now=NOW)
    assert sorted(update.left) == [ID, "goods_trade"], [one.reply.refusals for one in update.answers.values()]
    effect = update.effect(ws.index())
    batches = update.store()
    after = ws.index()
    assert after.headline.value == pytest.approx(effect.new_value)
    assert not after.frame().equals(before)
    shutil.copyfile(built_file, tmp_path / "typed.duckdb")
    with indicators.open(tmp_path / "typed.duckdb") as other:
        for one in update.answers.values():
            other.add(one.changes.rows[list(OBSERVATION_COLUMNS)])
        typed = other.index()
    assert (typed.headline.month, typed.headline.value) == (after.headline.month, pytest.approx(after.headline.value))
    assert typed.index.to_numpy() == pytest.approx(after.index.to_numpy(), abs=1e-12, nan_ok=True)
    for batch in batches:
        ws.undo(batch)
    assert ws.index().frame().equals(before)
    kept = {path.name: gzip.decompress(path.read_bytes()) for path in ws.store.raw.iterdir()}
    assert sorted(kept.values()) == sorted(publishers.bodies.values())


def test_the_same_again_is_no_batch_whoever_asks(ws, shipped):
    publishers = Publishers(consumer_prices=prices(shipped, {"2026-09": 336.0}))
    first, second = (ws.update([ID], publishers, now=NOW) for _ in range(2))
    assert len(first.store()) == 1
    assert second.store() == []
    third = ws.update([ID], publishers, now=NOW)
    assert third.answers[ID].outcome == "unchanged"
    other = Publishers(consumer_prices=prices(shipped, {"2026-09": 336.0}) + b"\n")
    fourth = ws.update([ID], other, now=NOW)
    assert (fourth.answers[ID].outcome, fourth.left) == ("unchanged", [])
    assert ws.store.fetches()["outcome"].tolist() == ["new", "unchanged", "unchanged", "unchanged"]


def test_discarded_figures_are_offered_again(ws, shipped):
    publishers = Publishers(consumer_prices=prices(shipped, {"2026-09": 336.0}))
    ws.update([ID], publishers, now=NOW).discard()
    assert ws.store.fetches()["outcome"].tolist() == ["discarded"]
    assert ws.update([ID], publishers, now=NOW).left == [ID]


def test_a_dry_run_leaves_no_trace(ws, shipped):
    update = ws.update([ID], Publishers(consumer_prices=b"<html>"), now=NOW, remember=False)
    assert update.refused == [ID]
    assert ws.store.fetches().empty
    assert not ws.store.raw.exists()


def test_a_missing_key_is_the_reason_of_its_source_alone(ws, shipped):
    publishers = Publishers(
        consumer_prices=prices(shipped, {"2026-09": 336.0}), gpr_country=MissingKeyError("Put the key in {f}.", f="x")
    )
    update = ws.update([ID, "gpr_country"], publishers, now=NOW)
    assert update.answers["gpr_country"].reply.refusals[0] == "Put the key in x."
    assert update.left == [ID]


def test_of_given_answers_those_that_a_person_fetches_are_read_too(ws, tmp_path):
    by_hand = {one.id for one in plan(ws) if one.first.by_hand}
    given = {one.id for one in plan(ws, given=True) if one.first.by_hand}
    assert (by_hand, given) == (set(), {"gas_imports_monthly"})


def test_who_may_ask_nobody_is_told_so(ws, monkeypatch):
    monkeypatch.setenv("RELATIONS_INDEX_OFFLINE", "1")
    with pytest.raises(OfflineError):
        ws.update([ID])
    with pytest.raises(UnknownIndicatorError):
        ws.update(["nothing"])
    assert ws.store.fetches().empty


def test_only_what_is_due_is_asked_and_not_twice_a_day(ws, shipped):
    table = due(ws.store, ws.catalog, NOW.date()).set_index("source")
    assert table.loc[ID, "due"]
    assert table.loc[ID, "last"] == shipped["time_period"].max()
    assert table["last_asked"].isna().all()
    publishers = Publishers(consumer_prices=prices(shipped, {"2026-09": 336.0, "2026-10": 337.0}))
    ws.update([ID], publishers, due_only=True, now=NOW).store()
    assert publishers.asked == [ID]
    again = due(ws.store, ws.catalog, NOW.date()).set_index("source").loc[ID]
    assert not again["due"]
    assert again["outcome"] == "new"
    assert again["next_release"] > pd.Timestamp(NOW.date())
    ws.update([ID], publishers, due_only=True, now=NOW + dt.timedelta(hours=2))
    assert publishers.asked == [ID]


@pytest.mark.parametrize(
    "recording", [one for one in RECORDINGS if one.name not in ("bls", "fred")], ids=lambda one: one.name
)
def test_a_recorded_answer_is_stored_undone_exactly_and_kept_as_it_came(tmp_path, recording):
    now = dt.datetime.combine(recording.day, dt.time(12), dt.UTC)
    with Store.open(tmp_path / "store.duckdb", clock=lambda: now) as store:
        ws, bodies = Workspace(store), recording.bodies()
        named = ws.catalog.indicator(recording.source).id
        update = ws.update([named], Parts(bodies), fallback=recording.fallback, now=now)
        assert update.left == [recording.source]
        (batch,) = update.store()
        stored = store.observations(store.indicators())
        frame = update.answers[recording.source].reply.frame
        assert len(stored) == len(frame) == batch.rows_observations
        assert stored["obs_value"].sum() == pytest.approx(frame["obs_value"].sum())
        (kept,) = store.raw.iterdir()
        body = gzip.decompress(kept.read_bytes())
        assert (unpack(body) if len(bodies) > 1 else [body]) == bodies
        ws.undo(batch)
        assert store.indicators() == []
        again = ws.update([named], Parts(bodies), fallback=recording.fallback, now=now)
        assert again.changes.equals(update.changes)
