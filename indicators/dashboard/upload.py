"""From a file to the store: what was read, what is wrong, what would change, then commit or discard."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from indicators.dashboard import backend, controls
from indicators.errors import RelationsIndexError
from indicators.explain import listing, month_name, number, signed
from indicators.importing import ImportPreview, Mapping, commit, preview
from indicators.index import relations_index

TEMPLATE = (
    "indicator,ref_area,counterpart_area,freq,time_period,obs_value,obs_status,note\n"
    "goods_trade,USA,TUR,M,2026-09-01,1234.5,A,an example: US exports to Türkiye in million USD\n"
)
STATUS = {
    "ready": (st.success, ":material/check_circle:"),
    "needs_decision": (st.warning, ":material/help:"),
    "rejected": (st.error, ":material/block:"),
}
SHOWN = 500


def draw() -> None:
    """The upload and, for each file, its preview."""
    st.markdown(
        "A CSV or XLSX file of yours: figures by month, quarter or year, or dated acts. Nothing is stored until you "
        "say so, and every import can be taken back. Imports are shared by all who use this server."
    )
    _say_what_was_done()
    files = st.file_uploader(
        "Files", type=["csv", "tsv", "txt", "xlsx"], accept_multiple_files=True, key=f"files_{_round()}"
    )
    st.download_button(
        "Template", TEMPLATE.encode(), "relations-index-template.csv", "text/csv", icon=":material/download:",
        type="tertiary", on_click="ignore",
    )  # fmt: skip
    for place, file in enumerate(files):
        with st.container(border=True):
            _one_file(f"{_round()}_{place}_{file.file_id}", file.name, file.getvalue())


def _round() -> int:
    """Counts the commits of this session, so that the uploader is empty after each."""
    return int(st.session_state.setdefault("_imports", 0))


def _say_what_was_done() -> None:
    if message := st.session_state.pop("_imported", None):
        st.success(backend.plain(message), icon=":material/check_circle:")


def _one_file(key: str, name: str, data: bytes) -> None:
    mapping = st.session_state.get(f"_mapping_{key}")
    try:
        with st.spinner(f"Reading {name} …"):
            read = preview(data, name, mapping=mapping, catalog=backend.catalog())
    except RelationsIndexError as error:
        st.error(backend.plain(str(error)), icon=":material/block:")
        return
    show, icon = STATUS[read.status]
    show(backend.plain(read.summary()), icon=icon)
    _problems(read)
    _decisions(key, read, mapping)
    if read.status != "ready":
        return
    if read.kind == "observations":
        _difference(read)
        _effect(read)
    else:
        _events(read)
    skip = True
    if left_out := read.counts["problem"]:
        skip = st.checkbox(
            f"Leave out the {left_out:,} lines with problems and store the others", key=f"skip_{key}", value=False
        )
    if st.button("Store this file", key=f"commit_{key}", type="primary", icon=":material/save:", disabled=not skip):
        batch = commit(read, backend.store())
        st.session_state["_imports"] = _round() + 1
        st.session_state["_imported"] = (
            f"{name} is stored as batch {batch.batch_id}. The batches below say how to take it back."
        )
        st.rerun()
    st.caption("To discard it, remove the file above or leave the page: nothing was stored.")


def _problems(read: ImportPreview) -> None:
    problems = read.problem_frame()
    if problems.empty:
        return
    problems["text"] = [_line_text(read, line) for line in problems["line"]]
    st.markdown(f"**{len(problems):,} remarks**")
    st.dataframe(
        backend.cells(problems.head(SHOWN)),
        hide_index=True,
        column_config={
            "line": st.column_config.NumberColumn("Line", format="%d"),
            "column": "Column",
            "code": None,
            "severity": "Weight",
            "message": st.column_config.TextColumn("What, why, what to do", width="large"),
            "text": st.column_config.TextColumn("The line", width="medium"),
        },
        alt="Problems found in the file, with their lines.",
    )


def _line_text(read: ImportPreview, line: int) -> str:
    if line not in read.table.index:
        return ""
    cells = read.table.loc[line]
    return " · ".join(str(cell) for cell in cells if isinstance(cell, str) and cell)[:300]


def _decisions(key: str, read: ImportPreview, mapping: Mapping | None) -> None:
    """How the file was read, and the answers that change it."""
    with st.expander("How it was read", expanded=read.status == "needs_decision", icon=":material/rule:"):
        if read.decisions:
            rows = [
                {"what": name.replace("_", " "), "read as": str(made.value), "because": made.how}
                for name, made in read.decisions.items()
            ]
            st.dataframe(
                backend.cells(pd.DataFrame(rows)), hide_index=True, alt="What was decided about the file, and how."
            )
        with st.form(f"form_{key}", border=False):
            answers = _answers(key, mapping)
            if st.form_submit_button("Read again", icon=":material/refresh:"):
                _read_again(key, answers)


def _answers(key: str, mapping: Mapping | None) -> dict[str, Any]:
    old = mapping or Mapping()
    left, middle, right = st.columns(3)
    yes_no = {None: "as found", True: "day first (03/04 is 3 April)", False: "month first (03/04 is March 4)"}
    decimals = {None: "as found", ",": "comma (1.234,5)", ".": "point (1,234.5)"}
    with left:
        indicator = st.text_input("Indicator", old.indicator or "", key=f"indicator_{key}")
        period = st.text_input("Period column", old.period_column or "", key=f"period_{key}")
        decimal = st.selectbox(
            "Decimal mark",
            list(decimals),
            list(decimals).index(old.decimal),
            decimals.__getitem__,
            key=f"decimal_{key}",
        )
    with middle:
        ref_area = st.text_input("From (ref_area)", old.ref_area or "", key=f"ref_{key}")
        value = st.text_input("Value column", old.value_column or "", key=f"value_{key}")
        day_first = st.selectbox(
            "Order of dates", list(yes_no), list(yes_no).index(old.day_first), yes_no.__getitem__, key=f"day_{key}"
        )
    with right:
        counterpart = st.text_input("To (counterpart_area)", old.counterpart_area or "", key=f"to_{key}")
        freq = st.selectbox(
            "Frequency", [None, "A", "Q", "M", "D"], [None, "A", "Q", "M", "D"].index(old.freq),
            lambda code: {None: "as found", "A": "annual", "Q": "quarterly", "M": "monthly", "D": "daily"}[code],
            key=f"freq_{key}",
        )  # fmt: skip
        sheet = st.text_input("Sheet", old.sheet or "", key=f"sheet_{key}")
    unit = st.text_input("Unit to keep", old.unit or "", key=f"unit_{key}")
    answers = {
        "indicator": indicator, "ref_area": ref_area, "counterpart_area": counterpart, "freq": freq, "unit": unit,
        "period_column": period, "value_column": value, "decimal": decimal, "day_first": day_first, "sheet": sheet,
    }  # fmt: skip
    return {name: answer for name, answer in answers.items() if answer not in ("", None)}


def _read_again(key: str, answers: dict[str, Any]) -> None:
    try:
        st.session_state[f"_mapping_{key}"] = Mapping(**answers)
    except ValueError as error:
        st.error(backend.plain(backend.refusal(error)), icon=":material/block:")
        return
    st.rerun()


def _difference(read: ImportPreview) -> None:
    """What is new, revised or unchanged against the store."""
    difference = backend.store().difference(read.observations)
    counts = difference["status"].value_counts()
    st.markdown(
        f"Against the store: **{counts.get('new', 0):,}** new, **{counts.get('revised', 0):,}** revised, "
        f"**{counts.get('unchanged', 0):,}** unchanged."
    )
    moved = difference[difference["status"] != "unchanged"]
    if len(moved):
        with st.expander(f"The {min(len(moved), SHOWN):,} figures that change", icon=":material/difference:"):
            st.dataframe(
                moved.head(SHOWN)[
                    ["status", "indicator", "ref_area", "counterpart_area", "time_period", "old_value", "obs_value"]
                ],
                hide_index=True,
                column_config={"time_period": st.column_config.DateColumn("time_period", format="YYYY-MM-DD")},
                alt="Figures that are new or revised, with the old and the new value.",
            )


def _effect(read: ImportPreview) -> None:
    """The index before and after."""
    view = controls.view()
    before = backend.index(view.definition, view.pair, view.as_of)
    try:
        after = relations_index(
            backend.store(), backend.catalog(), view.definition, view.pair, as_of=view.as_of, also=read.observations
        )
    except RelationsIndexError as error:
        st.warning(
            backend.plain(f"With these figures the index cannot be computed: {error}"), icon=":material/warning:"
        )
        return
    shift = (after.index - before.index).dropna()
    moved = shift[shift.abs() > 5e-4]
    if moved.empty and len(after.index.dropna()) == len(before.index.dropna()):
        st.markdown(
            backend.plain(
                f"The index of {view.pair} does not move: its definition uses none of the figures that change."
            )
        )
        return
    parts = []
    if len(moved):
        largest = moved.abs().idxmax()
        parts.append(
            f"{len(moved):,} months move, the most {month_name(largest)}: {number(before.index[largest])} → "
            f"{number(after.index[largest])} ({signed(moved[largest])})"
        )
    more = len(after.index.dropna()) - len(before.index.dropna())
    if more:
        parts.append(f"{abs(more)} months {'are added' if more > 0 else 'are lost'}")
    st.markdown(backend.plain(f"Effect on the index of {view.pair}: {listing(parts)}."))


def _events(read: ImportPreview) -> None:
    st.markdown(f"**{len(read.events):,}** dated acts.")
    st.dataframe(backend.cells(read.events.head(SHOWN)), hide_index=True, alt="The dated acts that were read.")
