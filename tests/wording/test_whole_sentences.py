"""Sentences that a person reads are whole templates with named places, so that each can be said in another language.

Outside `wording/` nothing glues one: no f-string with words, no sum of texts, no `.format` or `%` on words. What stands
inside `Message(…)`, `say(…)` or the call of an error is a template and is not glued, for it is no f-string.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "indicators"
WORDS = re.compile(r"[A-Za-zÀ-ÿ]{2,}[,;:]? [a-zà-ÿ]{2,}")
"""Two words in a row, the second in lower case: prose, not a name or a format."""
SQL = re.compile(r"\b(SELECT|FROM|WHERE|AND|INSERT|UPDATE|ATTACH|COPY)\b")


def glued(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of every sentence that is put together in a Python source."""
    tree = ast.parse(source)
    documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in documented:
            continue
        match node:
            case ast.JoinedStr(values=parts):
                texts = [part.value for part in parts if isinstance(part, ast.Constant)]
                filled = any(isinstance(part, ast.FormattedValue) for part in parts)
            case ast.BinOp(left=left, op=ast.Add() | ast.Mod(), right=right):
                texts = [side.value for side in (left, right) if isinstance(side, ast.Constant)]
                filled = True
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=text), attr="format")):
                texts, filled = [text], True
            case _:
                continue
        prose = " ".join(text for text in texts if isinstance(text, str))
        if filled and WORDS.search(prose) and not SQL.search(prose):
            yield node.lineno, prose


def test_the_check_sees_what_is_glued() -> None:
    assert [line for line, _ in glued('a = f"the index of {pair}"\nb = "in all " + c\nd = "{} of it".format(e)')] == [
        1,
        2,
        3,
    ]
    assert not list(glued('"""A {docstring} of words."""\na = f"{x}-{y}"\nb = Message("the index of {pair}", pair=p)'))


STILL_GLUED = {
    "dashboard": 51,
    "cli": 14,
    "index": 9,
    "trends": 4,
    "claims": 3,
    "importing": 2,
    "__init__": 1,
    "charts": 1,
    "exporting": 1,
    "store": 1,
}
"""How many are still glued, by floor: it may only become fewer."""


def test_no_more_sentences_are_glued_outside_wording_than_are_known() -> None:
    found = [
        (path.relative_to(PACKAGE).parts[0].removesuffix(".py"), f"{path.relative_to(PACKAGE)}:{line}: {text[:80]}")
        for path in sorted(PACKAGE.rglob("*.py"))
        if "wording" not in path.parts
        for line, text in glued(path.read_text(encoding="utf-8"))
    ]
    for floor in {floor for floor, _ in found}:
        places = [place for where, place in found if where == floor]
        assert len(places) <= STILL_GLUED.get(floor, 0), "\n".join(places)
