"""How an uploaded file was read: its problems with their lines, what was decided, and the answers that change it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from indicators.dashboard.pages.indicators.stored_series import FREQ
from indicators.dashboard.ui import cache
from indicators.importing import ImportPreview, Mapping

SHOWN = 500
"""Rows of a long list that are shown."""

CHOICES: dict[str, tuple[str, dict[Any, str]]] = {
    "decimal": ("Decimal mark", {",": "comma (1.234,5)", ".": "point (1,234.5)"}),
    "day_first": ("Order of dates", {True: "day first (03/04 is 3 April)", False: "month first (03/04 is March 4)"}),
    "freq": ("Frequency", FREQ),
    "delimiter": ("Delimiter", {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "space"}),
}
TEXTS = {
    "indicator": "Indicator",
    "ref_area": "From (exporter, sender, actor)",
    "counterpart_area": "To",
    "period_column": "Column of periods",
    "value_column": "Column of values",
    "unit": "Unit to keep",
    "sheet": "Sheet",
    "encoding": "Encoding",
}


def questions(read: ImportPreview) -> None:
    """What has to be answered before the file can be stored."""
    asked = dict.fromkeys(problem.message for problem in read.problems if problem.severity == "question")
    if asked:
        st.markdown("\n".join(f"- {cache.plain(message)}" for message in list(asked)[:5]))


def problems(read: ImportPreview) -> None:
    """Every remark with the text of its line."""
    found = read.problem_frame().query("severity != 'question'")
    if found.empty:
        return
    shown = found.head(SHOWN)
    shown = shown.assign(text=[_line_text(read, line) for line in shown["line"]])
    more = f", the first {SHOWN} below" if len(found) > SHOWN else ""
    st.markdown(f"**{len(found):,} remark{'s' if len(found) > 1 else ''}**{more}")
    st.dataframe(
        cache.cells(shown),
        hide_index=True,
        column_order=["line", "message", "severity", "text", "column"],
        column_config={
            "line": st.column_config.NumberColumn("Line", format="%d", width=60),
            "severity": st.column_config.TextColumn("Weight", width=75),
            "message": st.column_config.TextColumn("What, why, what to do", width=480),
            "text": st.column_config.TextColumn("The line", width=240),
            "column": st.column_config.TextColumn("Column", width=90),
        },
        alt="Problems found in the file, with their lines.",
    )


def _line_text(read: ImportPreview, line: int) -> str:
    if line not in read.table.index:
        return ""
    return " · ".join(str(cell) for cell in read.table.loc[line] if isinstance(cell, str) and cell)[:300]


def decisions(file: str, read: ImportPreview, mapping: Mapping | None) -> None:
    """What was decided about the file and how, and a form to decide otherwise."""
    with st.expander("How it was read", expanded=read.status == "needs_decision", icon=":material/rule:"):
        if read.decisions:
            rows = [
                [cache.plain(text) for text in (name.replace("_", " "), str(made.value), made.how)]
                for name, made in read.decisions.items()
            ]
            st.table(pd.DataFrame(rows, columns=["What", "Read as", "Because"]), border="horizontal", hide_index=True)
        with st.form(f"answers_{file}", border=False):
            st.markdown("Where this is not how the file is meant, say so; what is left empty stays as found.")
            answers = _answers(file, mapping or Mapping())
            if st.form_submit_button("Read again", icon=":material/refresh:"):
                _read_again(file, answers)


def _answers(file: str, old: Mapping) -> dict[str, Any]:
    """The form's fields: what was answered before is filled in."""
    columns = st.columns(3)
    answers: dict[str, Any] = {}
    for place, (name, label) in enumerate(TEXTS.items()):
        with columns[place % 3]:
            answers[name] = st.text_input(label, getattr(old, name) or "", key=f"{name}_{file}").strip()
    for place, (name, (label, meaning)) in enumerate(CHOICES.items(), start=len(TEXTS)):
        options = [None, *meaning]
        with columns[place % 3]:
            answers[name] = st.selectbox(
                label,
                options,
                options.index(getattr(old, name)),
                format_func={None: "as found", **meaning}.__getitem__,
                key=f"{name}_{file}",
            )
    return {name: answer for name, answer in answers.items() if answer not in ("", None)}


def _read_again(file: str, answers: dict[str, Any]) -> None:
    try:
        st.session_state[f"_mapping_{file}"] = Mapping(**answers)
    except ValueError as error:
        st.error(cache.plain(cache.refusal(error)), icon=":material/block:")
        return
    st.rerun()
