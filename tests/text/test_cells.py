"""No text becomes a formula, and every text comes back as it was."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indicators.text.cells import defused, restored

MIXED = st.text(alphabet="'= +-@;\t\r\n\u3000\ufeffab＝＋－＠；1", max_size=20) | st.text(max_size=20)
RUNS = re.compile("[ \u00a0\u3000\ufeff]*[=+\\-@＝＋－＠]")


@given(MIXED)
@example("'=1")
@example("\n\t=1")
def test_what_was_defused_comes_back(text: str) -> None:
    assert restored(defused(text)) == text


@given(MIXED)
def test_no_cell_begins_a_formula_however_a_spreadsheet_cuts_the_text(text: str) -> None:
    """A spreadsheet with a decimal comma cuts a file at semicolons and line ends, whatever its quotes say."""
    assert defused(text)[:1] not in ("\t", "\r", "\n")
    for cell in re.split("[;；\t\r\n]", defused(text)):
        assert not RUNS.match(cell)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+90 312", "'+90 312"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("＝1", "'＝1"),
        ("a;=cmd|x", "a;'=cmd|x"),
        ("Ankara, 4 April", "Ankara, 4 April"),
        ("it's = to", "it's = to"),
    ],
)
def test_only_what_would_run_gets_an_apostrophe(text: str, written: str) -> None:
    assert defused(text) == written
