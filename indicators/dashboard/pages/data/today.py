"""Figures of today: who would be asked, what each answers, what that changes; then store it or leave it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

from indicators.dashboard.ui import cache, controls, parts
from indicators.dashboard.ui.background import STEP, Work
from indicators.dashboard.ui.language import Markdown, language, say, text
from indicators.dashboard.ui.table import Column, table
from indicators.errors import RelationsIndexError
from indicators.index.update import Update, due, plan
from indicators.sources import Live, Source, Transport, is_offline
from indicators.wording.update import answer_line, effect_sentence, plan_lines

MOST = 500
"""Rows of a long list that are shown."""

SOURCES = (
    Column("source", "Source", "text", 170, pinned=True),
    Column("host", "Publisher's host", "text", 180),
    Column("megabytes", "At most, MB", "%d", 90),
    Column("last", "Figures to", "day in words", 100),
    Column("next_release", "Next release", "day in words", 105, "The earliest day, by the publisher's own rhythm."),
    Column("due", "Due", "check", 50),
    Column("last_asked", "Last asked (UTC)", "moment", 140),
    Column("outcome", "What came of it", "text", 110),
    Column("key", "Key needed", "text", 90),
    Column("indicators", "Indicators", "text", 260),
)
CHANGES = (
    Column("status", "Status", "text", 75),
    Column("indicator", "Indicator", "text", 150),
    Column("ref_area", "From", "text", 60),
    Column("counterpart_area", "To", "text", 60),
    Column("time_period", "Period from", "day in words", 105),
    Column("old_value", "Old", "localized", 100),
    Column("obs_value", "New", "localized", 100),
    Column("change", "Change", "localized", 100),
    Column("known_from", "Known from", "day in words", 105),
    Column("by_rule", "By rule", "check", 70, "The day follows from the publication lag; nobody saw it come out."),
)


@dataclass
class Asking:
    """One asking of this session: what every source is doing, in a stage and a number, and the work that ends with an
    Update."""

    sources: list[Source]
    lines: dict[str, tuple[str, int]] = field(default_factory=dict)
    work: Work[Update] | None = None

    def tell(self, source: str, stage: str, number: int) -> None:
        """Note what a source is doing."""
        self.lines[source] = (stage, number)

    def start(self) -> None:
        """Ask, in a thread of its own."""
        workspace, ids, via = cache.workspace(), [one.id for one in self.sources], transport()
        self.lines = dict.fromkeys(ids, ("waiting", 0))
        self.work = Work(lambda _tell: workspace.update(ids, via, progress=self.tell))


def transport() -> Transport:
    """Who is asked."""
    return Live()


@st.fragment
def draw() -> None:
    """The button and all that follows it."""
    if message := st.session_state.pop("_updated", None):
        st.success(message, icon=":material/check_circle:")
    asking: Asking | None = st.session_state.get("_asking")
    place = st.empty()  # so that each stage takes the place of the one before at once
    with cache.sentences():
        if asking is not None and asking.work is not None:
            _watch(asking, asking.work, place)
        with place.container():
            if asking is None:
                _offer()
            elif asking.work is None:
                _confirm(asking)
            else:
                _answers(asking.work)


def _offer() -> None:
    """What could be asked, and the button where that is allowed."""
    rows = _due(cache.version(), dt.date.today())
    late = int(rows["due"].sum())
    st.markdown(
        say(
            "{n} of {all} sources may have figures that are not here yet. Nobody is asked until you say so, and every "
            "update can be taken back.",
            n=late,
            all=len(rows),
        )
    )
    if is_offline():
        st.info(
            say("Nobody can be asked from here: RELATIONS_INDEX_OFFLINE is set where this server was started."),
            icon=":material/cloud_off:",
        )
    else:
        with st.container(horizontal=True):
            st.button(
                say("Check for new figures"),
                key="check",
                type="primary",
                icon=":material/update:",
                disabled=not late,
                on_click=_begin,
                args=(True,),
            )
            st.button(say("Ask all sources"), key="check_all", type="tertiary", on_click=_begin, args=(False,))
    with st.expander(say("When each source was asked, and when its next figures are due"), icon=":material/schedule:"):
        alt = say("Sources that can be asked, with the last asking and the next release.")
        table(rows, SOURCES, placeholder="–", alt=alt)


@parts.still
def _due(version: str, today: dt.date) -> pd.DataFrame:
    rows = due(cache.store(), cache.catalog(), today)
    return rows.assign(megabytes=(rows["max_bytes"] / 1e6).clip(lower=1).round())


def _begin(due_only: bool) -> None:
    st.session_state["_asking"] = Asking(plan(cache.workspace(), due_only=due_only))


def _confirm(asking: Asking) -> None:
    """The hosts that would be asked and the sizes, before the first request."""
    st.markdown(say("These hosts would be asked, one file after the other:"))
    st.markdown("\n".join(say("- {line}", line=line) for line in plan_lines(asking.sources, lang=language())))
    with st.container(horizontal=True):
        label = say("Ask these hosts")
        st.button(label, icon=":material/cloud_download:", type="primary", key="ask", on_click=asking.start)
        st.button(say("Ask nobody"), key="ask_nobody", on_click=_end)


def _watch(asking: Asking, work: Work[Update], place: Any) -> None:
    """A line for each source while they are asked."""
    while not work.done(within=STEP):
        lines = [
            say("- **{source}**: {doing}", source=id, doing=_doing(*line)) for id, line in list(asking.lines.items())
        ]
        place.markdown("\n".join(lines))


def _answers(work: Work[Update]) -> None:
    """What every source answered and what that changes, to be stored or left."""
    try:
        update = work.result()
    except RelationsIndexError:
        _end()
        raise
    st.markdown("\n".join(say("- {line}", line=answer_line(one, lang=language())) for one in update.answers.values()))
    if not update.left:
        st.markdown(say("There is nothing to store."))
        st.button(say("Done"), key="update_done", on_click=_end)
        return
    chosen = st.pills(
        say("Store the figures of"), update.left, default=update.left, selection_mode="multi", key="update_chosen"
    )
    _changes(update, chosen)
    gone = sum(update.answers[id].changes.counts["gone"] for id in chosen)
    drop = bool(gone) and st.checkbox(
        say("Take out {n:,} figures that their publishers no longer give", n=gone), key="update_gone"
    )
    with st.container(horizontal=True):
        if st.button(say("Store"), icon=":material/save:", type="primary", key="update_store", disabled=not chosen):
            batches = update.store(chosen, gone=drop)
            update.discard()
            st.session_state["_updated"] = (
                say(
                    "Stored as batch {batches}. It can be taken back under Batches below.",
                    batches=", ".join(str(batch.batch_id) for batch in batches),
                )
                if batches
                else say("Somebody stored the same figures meanwhile.")
            )
            _end()
            st.rerun()
        if st.button(say("Discard all"), key="update_discard"):
            update.discard()
            _end()
            st.rerun()


def _changes(update: Update, chosen: list[str]) -> None:
    """What the chosen sources change: the index, then the figures, those of the source that moves it most first."""
    view = controls.view()
    index = cache.index(view.definition, view.pair, None)
    effects = {id: update.effect(index, [id]).largest for id in chosen}
    if chosen:
        effect = update.effect(index, chosen)
        st.markdown(say("{effect}", effect=effect_sentence(str(view.pair), effect, lang=language())))
    rows = update.changes
    rows = rows[rows["source"].isin(chosen)]
    rows = rows.assign(
        change=rows["obs_value"] - rows["old_value"],
        moves=rows["source"].map(effects),
        status=rows["status"].map({"new": text("new"), "revised": text("revised"), "gone": text("gone")}),
    ).sort_values(["moves", "time_period"], ascending=False, kind="stable")
    label = say("What changes ({count:,} of {all:,})", count=min(len(rows), MOST), all=len(rows))
    with st.expander(label, icon=":material/difference:", expanded=True):
        alt = say("Figures that are new, revised or gone, with the old and the new value.")
        table(rows.head(MOST), CHANGES, placeholder="–", alt=alt)


def _doing(stage: str, number: int) -> Markdown:
    """What a source is doing, in words."""
    match stage:
        case "waiting":
            return say("waiting")
        case "asking":
            return say("asking, {n:,} bytes so far", n=number)
        case "new":
            return say("{n:,} figure differs", "{n:,} figures differ", n=number)
        case "unchanged":
            return say("nothing new")
        case "refused":
            return say("refused")
        case _:
            return say("not answered")


def _end() -> None:
    """Back to the button."""
    st.session_state.pop("_asking", None)
