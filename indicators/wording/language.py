"""The language that a sentence is said in: an argument, never a state of the process.

English stands in the code and is what the catalogues are asked for. A language is one file,
`locale/LANG/LC_MESSAGES/messages.po`, which Babel reads when the language is first asked for: nothing is compiled, so
an editable install and the wheel carry the same file. `messages.pot` has every message of the code.
"""

from __future__ import annotations

from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

from indicators.errors import Message

LOCALE = Path(__file__).parent / "locale"


class Say(Protocol):
    """Says whole sentences in one language: a template with named places, its plural, what stands in the places."""

    def __call__(self, template: str, plural: str = "", /, **values: Any) -> str: ...


@lru_cache(maxsize=8)
def translator(lang: str) -> Say:
    """Says templates in a language. One that has no catalogue yet, or a template that it lacks, stays English."""
    catalogue = _catalogue(lang)

    def say(template: str, plural: str = "", /, **values: Any) -> str:
        known = {name: translated(value, lang) for name, value in values.items()}
        if plural:
            template = catalogue.ngettext(template, plural, values["n"])
        elif template:
            template = catalogue.gettext(template)
        return template.format(**known) if known else template

    return say


def translated(value: Any, lang: str) -> Any:
    """A message, or a value that is one, in a language; everything else as it is."""
    if not isinstance(value, Message):
        return value
    return translator(lang)(value.template, value.plural, **value.values)


def _catalogue(lang: str) -> NullTranslations:
    file = LOCALE / lang / "LC_MESSAGES" / "messages.po"
    if lang == "en" or not file.exists():
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source))
    compiled.seek(0)
    return GNUTranslations(compiled)
