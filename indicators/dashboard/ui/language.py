"""What a page says: whole sentences in the language of the session, with what files say shown as it stands."""

from __future__ import annotations

import re
from typing import Any

from indicators.dashboard.ui.cache import plain
from indicators.wording.language import translated, translator


class Markdown(str):
    """Text that is meant as Markdown, and is not escaped when it stands in a sentence."""


def language() -> str:
    """The language of this session."""
    return "en"


def say(template: str, plural: str = "", /, **values: Any) -> Markdown:
    """A sentence of ours, which may have Markdown, with values in its places, whose texts are escaped.

    `plural` is the template for other counts than one and takes the count as `n`.
    """
    lang = language()
    texts = {name: translated(value, lang) for name, value in values.items()}
    begins = {name for name in texts if re.search(rf"(^|\n|- ){{{name}}}", template)}
    safe = {name: plain(text, name in begins) if type(text) is str else text for name, text in texts.items()}
    return Markdown(translator(lang)(template, plural, **safe))


def text(template: str, plural: str = "", /, **values: Any) -> str:
    """A sentence of ours that is no Markdown, for a table, a file or a source line: nothing in it is escaped."""
    return translator(language())(template, plural, **values)
