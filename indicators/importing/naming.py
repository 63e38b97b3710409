"""Names from files as identifiers of indicators and kinds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from indicators.catalog.areas import fold

if TYPE_CHECKING:
    from indicators.catalog import Catalog

_LONGEST = 200


def looks_like_name(text: str) -> bool:
    """Whether a header was written as a name: one word of letters, digits and underscores."""
    return re.fullmatch(r"[^\W\d_]\w*", text) is not None


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
