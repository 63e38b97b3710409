"""The template of the message catalogues has every message of the code. Run this file to write it anew.

Messages are read from the syntax tree and not by Babel's own reader, which passes over what is not a plain text: here a
template that cannot be read is an error.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

import indicators.errors
from indicators.wording.language import LOCALE

PACKAGE = Path(indicators.errors.__file__).parent
TEMPLATE = LOCALE / "messages.pot"
SAYING = {"say", "Message"} | {
    name
    for name, thing in inspect.getmembers(indicators.errors, inspect.isclass)
    if issubclass(thing, indicators.errors.RelationsIndexError)
}
"""The functions and classes whose first argument is a template, and the second one its plural."""


def messages(source: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line and template (with its plural) of every message in a Python source; ValueError where one is glued."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args and _name(node.func) in SAYING:
            ways = [_texts(argument) for argument in node.args[:2]]
            if any(isinstance(argument, ast.JoinedStr) for argument in node.args[:2]):
                raise ValueError(f"line {node.lineno}: an f-string is no template")
            if len(ways) == 2 and ways[0] and ways[1]:
                yield node.lineno, (ways[0][0], ways[1][0])
            else:
                yield from ((node.lineno, (text,)) for text in ways[0])


def _name(function: ast.expr) -> str:
    return (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )


def _texts(argument: ast.expr) -> list[str]:
    """The plain texts that an argument may be: itself, or either side of a condition."""
    if isinstance(argument, ast.IfExp):
        return _texts(argument.body) + _texts(argument.orelse)
    plain = isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value.strip()
    return [argument.value] if plain else []  # type: ignore[attr-defined]


def template() -> bytes:
    """The catalogue's template: every message once, with the files it stands in."""
    catalog = Catalog(project="relations-index", fuzzy=False)
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE.parent).as_posix()
        for _, texts in messages(path.read_text(encoding="utf-8")):
            catalog.add(texts if len(texts) > 1 else texts[0], locations=[(place, None)], flags=["python-brace-format"])
    written = BytesIO()
    write_po(written, catalog, sort_output=True, omit_header=True, width=120, include_lineno=False)
    return written.getvalue()


def test_the_template_has_every_message_of_the_code() -> None:
    assert TEMPLATE.read_bytes() == template(), "run `python tests/wording/test_catalogue.py`"
    assert len(read_po(BytesIO(template()))) > 500


def test_a_glued_template_is_an_error() -> None:
    assert list(messages('say("{n} month", "{n} months", n=3)')) == [(1, ("{n} month", "{n} months"))]
    assert list(messages('raise PairError("no" if a else "yes")')) == [(1, ("no",)), (1, ("yes",))]
    with pytest.raises(ValueError, match="line 1"):
        list(messages('Message(f"the {pair}")'))


if __name__ == "__main__":
    TEMPLATE.parent.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(template())
