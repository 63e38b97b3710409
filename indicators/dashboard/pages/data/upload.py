"""From a file to the store: what was read, what is wrong, what would change, then store it or leave it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from indicators.dashboard.pages.data import inventory
from indicators.dashboard.pages.indicators.stored_series import FREQ
from indicators.dashboard.ui import cache, controls, parts
from indicators.dashboard.ui.cache import CachedIndex, plain
from indicators.dashboard.ui.language import Markdown, language, say
from indicators.dashboard.ui.table import Column, table
from indicators.errors import RelationsIndexError
from indicators.importing import TEMPLATE, ImportPreview, Mapping, commit, preview
from indicators.index import index_of
from indicators.text import day_name
from indicators.wording.language import translated
from indicators.wording.vintages import index_moves

STATUS = {
    "ready": (st.success, ":material/check_circle:"),
    "needs_decision": (st.warning, ":material/help:"),
    "rejected": (st.error, ":material/block:"),
}

MOST = 500
"""Rows of a long list that are shown."""

CHOICES: dict[str, tuple[str, dict[Any, str]]] = {
    "decimal": ("Decimal mark", {",": "comma (1.234,5)", ".": "point (1,234.5)"}),
    "day_first": ("Order of dates", {True: "day first (03/04 is 3 April)", False: "month first (03/04 is March 4)"}),
    "freq": ("Frequency", FREQ),
    "na": ("NA among countries", {"country": "Namibia", "missing": "not available"}),
    "delimiter": ("Delimiter", {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "space"}),
}
TEXTS = {
    "indicator": "Indicator",
    "ref_area": "From (exporter, sender, actor)",
    "counterpart_area": "To",
    "period_column": "Column of periods",
    "value_column": "Column of values",
    "series_column": "Column that tells series apart",
    "series": "Series to keep",
    "unit": "Unit to keep",
    "sheet": "Sheet",
    "encoding": "Encoding",
}

PROBLEMS = (
    Column("line", "Line", "%d", 60),
    Column("message", "What, why, what to do", "text", 480),
    Column("severity", "Weight", "text", 75),
    Column("text", "The line", "text", 240),
    Column("column", "Column", "text", 90),
)
DIFFERENCE = (
    Column("status", "Status"),
    Column("indicator", "Indicator"),
    Column("ref_area", "From"),
    Column("counterpart_area", "To"),
    Column("freq", "Freq"),
    Column("time_period", "Period from", "day in words"),
    Column("old_value", "Old", "localized"),
    Column("obs_value", "New", "localized"),
)
EVENTS = (
    Column("date_start", "From", "day in words"),
    Column("date_end", "To", "day in words"),
    Column("kind", "Kind"),
    Column("ref_area", "Actor"),
    Column("counterpart_area", "Towards"),
    Column("title", "Act", "text", "large"),
    Column("scope", "Scope"),
    Column("types", "Types"),
)


@st.fragment
def draw() -> None:
    """The upload and, for each file, what it would do."""
    st.markdown(
        say(
            "A CSV or XLSX file of yours: figures by month, quarter or year, or dated acts. Nothing is stored until "
            "you say so, and every import can be taken back. Imports are shared by all who use this server."
        )
    )
    files = st.file_uploader(
        say("Files"), type=["csv", "tsv", "txt", "xlsx", "xls"], accept_multiple_files=True, key="files"
    )
    st.download_button(
        say("Empty table with the columns this store has"), TEMPLATE.encode(), "relations-index-template.csv",
        "text/csv", icon=":material/download:", type="tertiary", on_click="ignore",
    )  # fmt: skip
    before: dict[str, ImportPreview] = st.session_state.get("_read", {})
    now = st.session_state["_read"] = {}
    for file in files:
        with st.container(border=True), cache.sentences():
            if message := st.session_state.get(f"_stored_{file.file_id}"):
                st.success(message, icon=":material/check_circle:")
                continue
            mapping = st.session_state.get(f"_mapping_{file.file_id}")
            key = f"{file.file_id};{mapping};{cache.version()}"
            now[key] = before.get(key) or _read(file.name, file.getvalue(), mapping)
            _one_file(file.file_id, key, now[key], mapping)


def _read(name: str, data: bytes, mapping: Mapping | None) -> ImportPreview:
    """Read a file, showing how far it is. Kept for the session, so that nothing is read twice."""
    place = st.empty()
    bar = place.progress(0.0, say("Reading {name}", name=name))

    def tell(share: float, stage: str) -> None:
        bar.progress(min(max(share, 0.0), 1.0), say("{name}: {stage}", name=name, stage=stage))

    read = preview(data, name, mapping=mapping, catalog=cache.catalog(), progress=tell)
    place.empty()
    return read


def _one_file(file: str, key: str, read: ImportPreview, mapping: Mapping | None) -> None:
    show, icon = STATUS["needs_decision" if read.status == "ready" and read.counts["problem"] else read.status]
    show(say("{summary}", summary=read.summary()), icon=icon)
    questions = dict.fromkeys(problem.message for problem in read.problems if problem.severity == "question")
    if questions:
        st.markdown("\n".join(say("- {question}", question=message) for message in list(questions)[:5]))
    _problems(read)
    _decisions(file, read, mapping)
    if read.status != "ready":
        st.caption(say("Nothing was stored."))
        return
    if read.kind == "observations":
        _against_the_store(key, read)
        _effect(key, read)
        rows = read.observations
        for name in sorted(set(rows["indicator"]) - cache.catalog().indicators.keys()):
            own = rows[rows["indicator"] == name]
            about = "pair" if (own["counterpart_area"] != "").any() else "area"
            inventory.describe(name, freq=str(own["freq"].iloc[0]), about=about)
    else:
        st.markdown(say("**{count:,}** dated acts.", count=len(read.events)))
        table(read.events.head(MOST), EVENTS, alt=say("The dated acts that were read."))
    _store(file, read)


# --- how it was read -------------------------------------------------------------------------------


def _problems(read: ImportPreview) -> None:
    """Every remark with the text of its line."""
    found = read.problem_frame().query("severity != 'question'")
    if found.empty:
        return
    if len(found) > MOST:
        st.markdown(say("**{count:,} remarks**, the first {most} below", count=len(found), most=MOST))
    else:
        st.markdown(say("**{n:,} remark**", "**{n:,} remarks**", n=len(found)))
    rows = found.head(MOST)
    texts = [_line_text(read, line) for line in rows["line"]]
    table(rows.assign(text=texts), PROBLEMS, alt=say("Problems found in the file, with their lines."))


def _line_text(read: ImportPreview, line: int) -> str:
    if line not in read.table.index:
        return ""
    return " · ".join(str(cell) for cell in read.table.loc[line] if isinstance(cell, str) and cell)[:300]


def _decisions(file: str, read: ImportPreview, mapping: Mapping | None) -> None:
    """What was decided about the file and how, and a form to decide otherwise."""
    with st.expander(say("How it was read"), expanded=read.status == "needs_decision", icon=":material/rule:"):
        if read.decisions:
            rows = [
                [plain(str(translated(cell, language()))) for cell in (name.replace("_", " "), made.value, made.how)]
                for name, made in read.decisions.items()
            ]
            heads = [say("What"), say("Read as"), say("Because")]
            st.table(pd.DataFrame(rows, columns=heads), border="horizontal", hide_index=True)
        with st.form(f"answers_{file}", border=False):
            st.markdown(say("Where this is not how the file is meant, say so; what is left empty stays as found."))
            answers = _answers(file, mapping or Mapping())
            if st.form_submit_button(say("Read again"), icon=":material/refresh:"):
                try:
                    st.session_state[f"_mapping_{file}"] = Mapping(**answers)
                except ValueError as error:
                    st.error(plain(cache.refusal(error)), icon=":material/block:")
                else:
                    st.rerun()


def _answers(file: str, old: Mapping) -> dict[str, Any]:
    """The form's fields: what was answered before is filled in."""
    columns = st.columns(3)
    answers: dict[str, Any] = {}
    for place, (name, label) in enumerate(TEXTS.items()):
        value = getattr(old, name) or ""
        answers[name] = columns[place % 3].text_input(say(label), value, key=f"{name}_{file}").strip()
    for place, (name, (label, meaning)) in enumerate(CHOICES.items(), start=len(TEXTS)):
        names = {None: "as found", **meaning}
        answers[name] = columns[place % 3].selectbox(
            say(label),
            list(names),
            list(names).index(getattr(old, name)),
            format_func=names.__getitem__,
            key=f"{name}_{file}",
        )
    return {name: answer for name, answer in answers.items() if answer not in ("", None)}


# --- what it would change --------------------------------------------------------------------------


@parts.still
def _against_the_store(key: str, _read: ImportPreview) -> None:
    """What is new, revised or unchanged; `key` tells one reading from another."""
    difference = cache.store().difference(_read.observations)
    counts = {status: int((difference["status"] == status).sum()) for status in ("new", "revised", "unchanged")}
    st.markdown(
        say("Against the store: **{new:,}** new, **{revised:,}** revised, **{unchanged:,}** unchanged.", **counts)
    )
    moved = difference[difference["status"] != "unchanged"]
    if moved.empty:
        return
    label = say("What changes ({count:,} of {all:,})", count=min(len(moved), MOST), all=len(moved))
    with st.expander(label, icon=":material/difference:"):
        alt = say("Figures that are new or revised, with the old and the new value.")
        table(moved.head(MOST), DIFFERENCE, alt=alt)


def _effect(key: str, read: ImportPreview) -> None:
    """The index of the view before and after."""
    view = controls.view()
    if view.as_of is not None and view.as_of < dt.date.today():
        st.markdown(
            say(
                "On {day}, the as-of date at the side, none of this was recorded: the index of that day does not move.",
                day=day_name(view.as_of),
            )
        )
        return
    try:
        sentence = _moves(view.index, key, read)
    except RelationsIndexError as error:
        sentence = say("With these figures the index cannot be computed: {reason}", reason=error.message)
    st.markdown(sentence)


@parts.still
def _moves(before: CachedIndex, key: str, _read: ImportPreview) -> Markdown:
    origin = before.origin.with_observations(_read.observations)
    after = index_of(origin, before.definition, before.pair, as_of=before.as_of)
    pair = str(before.pair)
    if moves := index_moves(before.index, after.index):
        return say("Effect on the index of {pair}: {moves}.", pair=pair, moves=moves)
    return say("The index of {pair} does not move: its definition uses none of the figures that change.", pair=pair)


def _store(file: str, read: ImportPreview) -> None:
    """The button, after which the whole page is drawn anew, for the store has changed."""
    agreed = True
    if left_out := read.counts["problem"]:
        label = say("Leave out the {count:,} lines with problems and store the others", count=left_out)
        agreed = st.checkbox(label, key=f"skip_{file}")
    label = say("Store this file")
    if st.button(label, key=f"commit_{file}", type="primary", icon=":material/save:", disabled=not agreed):
        try:
            batch: Any = commit(read, cache.store())
        except RelationsIndexError as error:
            st.error(plain(str(error)), icon=":material/error:")
        else:
            st.session_state[f"_stored_{file}"] = say(
                "{file} is stored as batch {batch}. It can be taken back under Batches below.",
                file=read.filename,
                batch=batch.batch_id,
            )
            st.rerun()
    st.caption(say("Nothing was stored yet. To discard the file, remove it above or leave the page."))
