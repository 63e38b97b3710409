"""The ways in which one line with doubtful quotes can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indicators.importing.dialect import Dialect

_STEPS = 5_000
"""Cells that are tried over all readings of one line."""

_ENDS = 4
"""Places at which one quoted cell is tried to end."""

_Path = tuple[str, "_Path | None"]


def readings(text: str, dialect: Dialect) -> Iterator[tuple[list[str], bool]]:
    """Ways to cut one record into cells, the most regular first, each with whether it is regular.

    A cell that begins with a quote ends at a quote before a delimiter or the end of the text: regularly at the first
    one that is neither doubled nor escaped, irregularly at another. Failing these its opening quote is text.
    """
    delimiter, quote = dialect.delimiter or "\n", dialect.quote
    ends = re.compile(re.escape(quote) + r"(?=[ ]*(?:" + re.escape(delimiter) + r"|$))")
    closing = [match.start() for match in ends.finditer(text)]
    stack: list[tuple[int | None, _Path | None, bool]] = [(0, None, True)]
    for _ in range(_STEPS):
        if not stack:
            return
        place, path, regular = stack.pop()
        if place is None:
            yield _unwind(path), regular
            continue
        for cell, after, is_regular in reversed(_cells_at(text, place, closing, dialect)):
            stack.append((after, (cell, path), regular and is_regular))


def _unwind(path: _Path | None) -> list[str]:
    cells = []
    while path is not None:
        cell, path = path
        cells.append(cell)
    return cells[::-1]


def _cells_at(text: str, place: int, closing: list[int], dialect: Dialect) -> list[tuple[str, int | None, bool]]:
    """The ways to read the cell that begins at `place`: (its text, where the next one begins, whether regular)."""
    delimiter, quote, escape = dialect.delimiter or "\n", dialect.quote, dialect.escape
    ways: list[tuple[str, int | None, bool]] = []
    opens = text.startswith(quote, place)
    if opens:
        following = [end for end in closing if end > place][: 4 * _ENDS]
        ordered = sorted(following, key=lambda end: not _is_regular(text[place + 1 : end], quote, escape))
        for end in ordered[:_ENDS]:
            inside = text[place + 1 : end]
            after = text.find(delimiter, end)
            ways.append((_unescape(inside, dialect), _next(after, delimiter), _is_regular(inside, quote, escape)))
    after = text.find(delimiter, place)
    while escape and after > 0 and text[after - 1] == escape:
        after = text.find(delimiter, after + 1)
    cell = text[place:] if after < 0 else text[place:after]
    ways.append((_unescape(cell, dialect) if escape else cell, _next(after, delimiter), not opens))
    return ways


def _next(after: int, delimiter: str) -> int | None:
    return None if after < 0 else after + len(delimiter)


def _is_regular(inside: str, quote: str, escape: str) -> bool:
    """Whether every quote inside a quoted cell is doubled or escaped, so that the next one closes it."""
    if escape:
        inside = re.sub(re.escape(escape) + ".", "", inside)
        if inside.endswith(escape):
            return False
    return quote not in inside.replace(quote * 2, "")


def _unescape(inside: str, dialect: Dialect) -> str:
    if dialect.escape:
        special = re.escape(dialect.quote + dialect.escape + dialect.delimiter[:1])
        inside = re.sub(f"{re.escape(dialect.escape)}([{special}])", r"\1", inside)
    return inside.replace(dialect.quote * 2, dialect.quote)
