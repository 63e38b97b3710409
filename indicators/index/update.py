"""Figures of today: every source is asked, one by one; what its answer changes is shown before anything is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import pandas as pd

from indicators.catalog import Catalog
from indicators.errors import MissingKeyError
from indicators.index.index import Index, index_of
from indicators.model import OBSERVATION_COLUMNS, OBSERVATION_KEY, FetchRecord
from indicators.model.fetch import Outcome
from indicators.sources import Live, Reply, Source, Transport, ask, is_due, release_due, sources
from indicators.store import Batch, Changes, Store

if TYPE_CHECKING:
    from indicators.index.workspace import Workspace

Stage = Outcome | Literal["asking"]
Progress = Callable[[str, Stage, int], None]
"""Told the id of a source, what is going on, and a number: bytes while asking, rows that change at the end."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What one source answered, and what that changes in the figures that stand."""

    source: Source
    reply: Reply
    changes: Changes

    @property
    def outcome(self) -> Outcome:
        """As of the reply; "unchanged" also where another file holds the same figures."""
        new = self.reply.record.outcome == "new"
        return "unchanged" if new and self.changes.rows.empty else self.reply.record.outcome


@dataclass(frozen=True)
class Effect:
    """What figures do to an index: its headline month and value before and after (None where it has none), the value
    of the earlier month afterwards, and the largest move of any month."""

    month: pd.Period | None
    value: float | None
    new_month: pd.Period | None
    new_value: float | None
    revised: float | None
    largest: float

    @property
    def moves(self) -> bool:
        """Whether anything is different afterwards."""
        return self.largest > 0 or self.month != self.new_month


class Update:
    """The answers of all sources that were asked. Nothing is stored until `store` is called, for each source alone.

    `answers` are by id of the source; `left` are those with something to store that were neither stored nor discarded.
    """

    def __init__(self, store: Store, catalog: Catalog, answers: Iterable[Answer]) -> None:
        self._store, self._catalog = store, catalog
        self.answers = {one.source.id: one for one in answers}
        self.left = [id for id, one in self.answers.items() if one.outcome == "new"]

    @property
    def refused(self) -> list[str]:
        """The sources that did not answer, or not with what is believed."""
        return [id for id, one in self.answers.items() if one.outcome in ("refused", "failed")]

    @property
    def changes(self) -> pd.DataFrame:
        """What is new, revised or gone, all sources together: `source` and the columns of `Changes.rows`."""
        parts = [one.changes.rows.assign(source=id) for id, one in self.answers.items()]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()

    def after(self, index: Index, ids: Iterable[str] | None = None) -> Index:
        """An index as it will be when the figures of some sources (all that are left unless given) are stored."""
        chosen = self.left if ids is None else list(ids)
        parts = [self.answers[id].changes.rows for id in chosen]
        rows = pd.concat(parts or [pd.DataFrame(columns=[*OBSERVATION_COLUMNS, "known_from", "removed"])])
        rows = rows[~rows["removed"].astype(bool)]
        also = rows[[*OBSERVATION_COLUMNS, "known_from"]].assign(batch_id=0)
        if also.empty:
            return index
        return index_of(index.origin.with_observations(also), index.definition, index.pair, as_of=index.as_of)

    def effect(self, index: Index, ids: Iterable[str] | None = None) -> Effect:
        """What storing them does to an index, computed beside the store."""
        after = self.after(index, ids)
        before_line, after_line = index.headline, after.headline
        moved = (after.index - index.index).abs().max()
        month = before_line.month if before_line else None
        return Effect(
            month=month,
            value=before_line.value if before_line else None,
            new_month=after_line.month if after_line else None,
            new_value=after_line.value if after_line else None,
            revised=float(after.index[month]) if month in after.index.index else None,
            largest=float(moved) if moved > 1e-9 else 0.0,
        )

    def store(self, ids: Iterable[str] | None = None, *, gone: bool = False) -> list[Batch]:
        """Store what some sources (all that are left unless given) changed, one batch each.

        Figures that a publisher no longer gives count until `gone` says otherwise. A source whose figures another
        process stored meanwhile makes no batch.
        """
        batches = []
        for id in self.left.copy() if ids is None else ids:
            one = self.answers[id]
            batch = self._store.add_update(
                one.reply.frame,
                one.reply.record,
                self._catalog,
                title=f"{', '.join(one.source.indicators)}: {one.source.host}",
                body=one.reply.body,
                gone=one.reply.gone if gone else None,
            )
            self.left.remove(id)
            batches += [batch] if batch else []
        return batches

    def discard(self, ids: Iterable[str] | None = None) -> None:
        """Remember that some sources (all that are left unless given) were asked and nothing was taken over."""
        for id in self.left.copy() if ids is None else ids:
            self._store.note_fetch(self.answers[id].reply.record, outcome="discarded")
            self.left.remove(id)


def due(store: Store, catalog: Catalog, today: dt.date) -> pd.DataFrame:
    """Every source that can be asked, one row each: `source`, `indicators`, `host`, `key` (the name of one that is
    needed), `last_asked` and `outcome` of that, `last` (the last period stored), `next_release`, `due`, `max_bytes`.
    """
    fetches, coverage = store.fetches(), store.coverage()
    asked = fetches.groupby("source").last()
    last = {(row.indicator, row.freq): row.last.date() for row in coverage.itertuples() if not pd.isna(row.last)}
    rows = []
    for one in sources(catalog):
        described = [catalog.indicators[id] for id in one.indicators]
        lasts = {it.id: last.get((it.id, it.freq)) for it in described}
        answered = fetches[(fetches["source"] == one.id) & (fetches["outcome"] != "failed")]["fetched_at"].max()
        before = None if pd.isna(answered) else answered.date()
        rows.append(
            {
                "source": one.id,
                "indicators": ", ".join(one.indicators),
                "host": one.host,
                "key": one.key,
                "last_asked": asked["fetched_at"].get(one.id),
                "outcome": asked["outcome"].get(one.id, ""),
                "last": min((day for day in lasts.values() if day), default=None),
                "next_release": min(
                    (day for it in described if (day := release_due(it, lasts[it.id], today))), default=None
                ),
                "due": any(is_due(it, lasts[it.id], before, today) for it in described),
                "max_bytes": one.max_bytes,
            }
        )
    frame = pd.DataFrame(rows)
    days = ("last_asked", "last", "next_release")
    return frame.astype(dict.fromkeys(days, "datetime64[us]")) if rows else frame


def plan(
    workspace: Workspace,
    ids: Iterable[str] | None = None,
    *,
    due_only: bool = False,
    fallback: bool = False,
    given: bool = False,
    today: dt.date | None = None,
) -> list[Source]:
    """The sources that would be asked for these indicators, or all that programs can ask; with `due_only` those of
    which a release may be out. Where answers are `given`, those that a person fetches are among all."""
    chosen = sources(workspace.refresh(), ids, fallback=fallback)
    if ids is None and not given:
        chosen = [one for one in chosen if not one.first.by_hand]
    if not due_only:
        return chosen
    table = due(workspace.store, workspace.catalog, today or dt.datetime.now(dt.UTC).date())
    wanted = set(table.loc[table["due"], "source"]) if len(table) else set()
    return [one for one in chosen if one.id in wanted]


def update(
    workspace: Workspace,
    ids: Iterable[str] | None = None,
    transport: Transport | None = None,
    *,
    due_only: bool = False,
    fallback: bool = False,
    remember: bool = True,
    progress: Progress | None = None,
    now: dt.datetime | None = None,
) -> Update:
    """Ask the sources of some indicators (all that can be asked for unless given), and compare. Nothing is stored but,
    where it is to be remembered, that a source was asked and had nothing, or nothing to be believed.

    Raises UnknownIndicatorError, or OfflineError where nobody may be asked.
    """
    store, catalog, now = workspace.store, workspace.refresh(), now or dt.datetime.now(dt.UTC)
    transport, tell = transport or Live(), progress or (lambda _source, _stage, _number: None)
    chosen = plan(workspace, ids, due_only=due_only, fallback=fallback, today=now.date())
    answers = []
    for one in chosen:
        tell(one.id, "asking", 0)
        answer = _ask(store, catalog, one, transport, tell, now)
        if remember and answer.outcome != "new":
            store.note_fetch(answer.reply.record, outcome=answer.outcome, body=answer.reply.body)
        tell(one.id, answer.outcome, len(answer.changes.rows))
        answers.append(answer)
    return Update(store, catalog, answers)


def _ask(
    store: Store, catalog: Catalog, source: Source, transport: Transport, tell: Progress, now: dt.datetime
) -> Answer:
    since = store.last_fetch(source.id)
    stored = store.observations(source.indicators, published=True)
    try:
        reply = ask(
            source,
            catalog,
            transport,
            since=since if since and since.url == source.url else None,
            stored=stored,
            progress=lambda done, _all: tell(source.id, "asking", done),
            now=now,
        )
    except MissingKeyError as error:
        record = FetchRecord(source.id, source.url, 0, "", "", "", 0, "", source.reader, now, "failed", str(error))
        reply = Reply(record, stored[list(OBSERVATION_COLUMNS)].iloc[:0], stored[list(OBSERVATION_KEY)].iloc[:0])
        reply = replace(reply, refusals=(error.message,))
    return Answer(source, reply, store.changes(reply.frame, reply.record, catalog, gone=reply.gone))
