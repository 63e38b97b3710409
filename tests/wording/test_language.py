"""Messages remember their template, so that a language can be an argument."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import pytest

from indicators.errors import Message, PairError, RelationsIndexError
from indicators.wording import language


def test_a_message_is_its_english_text() -> None:
    message = Message("There is no {what} '{id}'.", what="indicator", id="a{b}")
    assert message == "There is no indicator 'a{b}'."
    assert message.template == "There is no {what} '{id}'."
    assert Message("braces {stay}") == "braces {stay}"


def test_a_count_chooses_the_form() -> None:
    assert Message("{n} line", "{n} lines", n=1) == "1 line"
    assert Message("{n:,} line", "{n:,} lines", n=1200) == "1,200 lines"


def test_an_error_carries_its_message_also_through_pickle_and_copy() -> None:
    error = PairError("'{pair}' is no pair; write {right}.", pair="TUR-USA", right="USA-TUR")
    assert str(error) == "'TUR-USA' is no pair; write USA-TUR."
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert str(other) == str(error)
        assert other.message.values == {"pair": "TUR-USA", "right": "USA-TUR"}


def test_a_wrapped_message_keeps_its_template() -> None:
    inner = Message("no {thing}", thing="figure")
    assert RelationsIndexError(inner).message.template == "no {thing}"


@pytest.fixture
def turkish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue of two messages."""
    folder = tmp_path / "xx" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(
        'msgid ""\nmsgstr ""\n"Language: tr\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n>1);\\n"\n\n'
        'msgid "There is no {what}."\nmsgstr "{what} yok."\n\nmsgid "figure"\nmsgstr "veri"\n\n'
        'msgid "{n} line"\nmsgid_plural "{n} lines"\nmsgstr[0] "{n} satır"\nmsgstr[1] "{n} satır"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(language, "LOCALE", tmp_path)
    language.translator.cache_clear()


@pytest.mark.usefixtures("turkish")
def test_a_language_says_the_template_and_the_messages_inside_it() -> None:
    message = Message("There is no {what}.", what=Message("figure"))
    assert language.translated(message, "xx") == "veri yok."
    assert language.translated(Message("{n} line", "{n} lines", n=3), "xx") == "3 satır"
    assert message == "There is no figure."
    assert language.translated("as a user typed it", "xx") == "as a user typed it"
    assert language.translator("xx")("not in the catalogue {a}", a=1) == "not in the catalogue 1"
