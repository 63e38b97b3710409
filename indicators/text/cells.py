"""Text that a spreadsheet would run as a formula, written so that it does not, and read back as it was.

A cell runs when its text begins with = + - @, a tab or a line end, or with a full-width form of the first four. An
apostrophe before it keeps it text. The same holds after every semicolon, tab and line end inside a text: a spreadsheet
with a decimal comma cuts a file there, whatever its quotes say. `restored(defused(text)) == text` for every text.
"""

from __future__ import annotations

import re

_STARTS = r"'*[ \u00a0\u3000\ufeff]*[=+\-@＝＋－＠\t\r\n]"
_CELL = r"(^|[;；\t\r\n])"
_RUNS = re.compile(f"{_CELL}(?={_STARTS})")
_DEFUSED = re.compile(f"{_CELL}'(?={_STARTS})")


def defused(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet would begin a formula."""
    return _RUNS.sub(r"\1'", text)


def restored(text: str) -> str:
    """The text that `defused` was given."""
    return _DEFUSED.sub(r"\1", text)
