"""The words with which files name columns, totals and gaps (vocabulary.toml), all as `fold` writes them; and names from
files as identifiers of indicators and kinds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from indicators.catalog.areas import fold

if TYPE_CHECKING:
    from indicators.catalog import Catalog

_FILE = tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))


def _by_word(lists: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {fold(word): name for name, words in lists.items() for word in words}


_ROLES = _by_word(_FILE["columns"])
_EVENT_ROLES = _ROLES | _by_word(_FILE["event_columns"])
_CELLS = {name: frozenset(map(fold, words)) for name, words in _FILE["cells"].items()}

_LISTS = ("totals", "missing", "groups", "forms", "outward", "inward")
TOTALS, MISSING, GROUPS, FORMS, OUTWARD, INWARD = (_CELLS[name] for name in _LISTS)
FOOTNOTE_STARTS = tuple(_CELLS["footnotes"])
FREQ_WORDS = _by_word(_FILE["freqs"])
MISSING_SIGNS = frozenset(("", ":", ".", "..", "...", "…", "-", "--", "–", "—", "−", "*", "#", "x", "?", "/"))
_LONGEST = 200


def role_of(header: str) -> str:
    """The role of a column by its header, or ''. A unit may follow in brackets, or a label as SDMX writes it.

    `area` is a country on a side that the name does not say.
    """
    name = re.match(r"[A-Z][A-Z0-9_]+(?=: )|[^(\[]+(?=[(\[])", header)
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name[0] if name else header)  # reporterISO
    halves = {_ROLES.get(fold(half)) for half in re.split(r" [-–/|] ", header)}  # Yıl - Year
    return _ROLES.get(fold(header)) or _ROLES.get(fold(apart)) or (halves.pop() if len(halves) == 1 else "") or ""


def event_role_of(header: str) -> str:
    """The role of a column of a file of events, or ''."""
    return _EVENT_ROLES.get(fold(header), "")


def indicator_names(catalog: Catalog) -> dict[str, str]:
    """Folded ids and titles of the described indicators → id."""
    return {fold(name): id for id, found in catalog.indicators.items() for name in (found.title, id)}


def kind_names(catalog: Catalog) -> dict[str, str]:
    """Folded ids and titles of the described kinds of events → id."""
    kinds = [item for source in catalog.event_sources.values() for item in source.kinds.items()]
    return {fold(name): id for id, kind in kinds for name in (kind.title, id)}


def as_identifier(text: str, known: Mapping[str, str]) -> str:
    """The id for a name in a file: that of a known name, else the name in lower case with underscores, else ''.

    `NE.EXP.GNFS.CD` becomes `ne_exp_gnfs_cd`. Text that a spreadsheet would run, or with brackets of a markup, is none.
    """
    if len(text) > _LONGEST:
        return ""
    if fold(text) in known:
        return known[fold(text)]
    if re.search(r"[<>\[\]{}|`\\]", text) or text.strip()[:1] in ("=", "+", "-", "@"):
        return ""
    identifier = "_".join(fold(re.sub(r"[.'’‘`]", " ", text)).split())
    return identifier if re.fullmatch(r"[a-z][a-z0-9_]{0,79}", identifier) else ""
