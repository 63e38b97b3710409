"""The ways in which one line with doubtful quotes can be read."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count

from indicators.importing.dialect import Dialect

_STEPS, _WORK = 5_000, 5_000_000
"""Cells that are tried over all readings of one line, and characters looked at for them."""

_ENDS = 4
"""Places at which one quoted cell is tried to end."""

_Path = tuple[str, "_Path | None"]


def readings(text: str, dialect: Dialect) -> Iterator[tuple[list[str], bool]]:
    """Ways to cut one record into cells, those with the fewest irregular cells first; each with whether it has none.

    A cell that begins with a quote ends at a quote before a delimiter or the end of the text: regularly at the first
    one that is neither doubled nor escaped, irregularly at another, or the opening quote is text.
    """
    delimiter, quote = dialect.delimiter or "\n", dialect.quote
    ends = re.compile(re.escape(quote) + r"(?=[ ]*(?:" + re.escape(delimiter) + r"|$))")
    closing = [match.start() for match in ends.finditer(text)]
    order = count()
    open_paths: list[tuple[int, int, int | None, _Path | None]] = [(0, next(order), 0, None)]
    for _ in range(min(_STEPS, _WORK // max(1, len(text)))):
        if not open_paths:
            return
        irregular, _, place, path = heappop(open_paths)
        if place is None:
            yield _unwind(path), not irregular
            continue
        for cell, after, cost in _cells_at(text, place, closing, dialect):
            heappush(open_paths, (irregular + cost, next(order), after, (cell, path)))


def _unwind(path: _Path | None) -> list[str]:
    cells = []
    while path is not None:
        cell, path = path
        cells.append(cell)
    return cells[::-1]


def _cells_at(text: str, place: int, closing: list[int], dialect: Dialect) -> list[tuple[str, int | None, int]]:
    """The ways to read the cell that begins at `place`: its text, where the next one begins, irregular quotes in it."""
    delimiter, quote, escape = dialect.delimiter or "\n", dialect.quote, dialect.escape
    ways: list[tuple[str, int | None, int]] = []
    opens = text.startswith(quote, place)
    if opens:
        first = bisect_right(closing, place)
        following = closing[first : first + 4 * _ENDS]
        ordered = sorted(following, key=lambda end: not _is_regular(text[place + 1 : end], quote, escape))
        for end in ordered[:_ENDS]:
            inside = text[place + 1 : end]
            after = text.find(delimiter, end)
            cost = 0 if _is_regular(inside, quote, escape) else 1
            ways.append((_unescape(inside, dialect), _next(after, delimiter), cost))
    after = text.find(delimiter, place)
    while escape and after > 0 and text[after - 1] == escape:
        after = text.find(delimiter, after + 1)
    cell = text[place:] if after < 0 else text[place:after]
    cost = int(opens) + cell.rstrip().endswith(quote)
    ways.append((_unescape(cell, dialect) if escape else cell, _next(after, delimiter), cost))
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
