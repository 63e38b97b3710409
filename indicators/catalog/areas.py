"""Which area is meant: names, codes and aliases in English and Turkish → ISO 3166-1 alpha-3."""

from __future__ import annotations

import csv
import difflib
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from indicators.errors import CatalogError, Message, UnknownAreaError
from indicators.model import Area, one_sentence

AREA_COLUMNS = ["code", "iso2", "m49", "name_en", "name_tr", "aliases"]


_FORMS = {
    *("republic", "rep", "of", "the", "islamic", "united", "arab", "federation", "federal", "fed", "kingdom", "state"),
    *("states", "plurinational", "bolivarian", "socialist", "fyr", "former", "yugoslav", "pr", "mainland"),
}
"""Words of the forms of states that lists put after a comma. “Democratic” is none: it tells Congos and Koreas apart."""


def fold(text: str) -> str:
    """A name as it is compared: without case, diacritics, punctuation and a leading article.

    The dotted and the dotless i of Turkish are one letter here, because a file typed or upper-cased on an English
    machine has the wrong one: TÜRKİYE, TURKIYE, Türkiye and turkıye are the same.
    """
    text = re.sub("[İIı]", "i", text)
    text = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    text = re.sub(r"[.'’‘`]", "", text).replace("&", " and ")
    return re.sub(r"[\W_]+", " ", text).strip().removeprefix("the ")


def read_areas(path: Path) -> dict[str, Area]:
    """areas.csv → areas by code. Read as text, so that Namibia's `NA` is not taken for a missing value."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            if rows.fieldnames != AREA_COLUMNS:
                raise CatalogError(
                    "{path}: the header must be {right}; it is {found}.",
                    path=path,
                    right=",".join(AREA_COLUMNS),
                    found=rows.fieldnames,
                )
            areas = {}
            for row in rows:
                aliases = tuple(alias for alias in row.pop("aliases").split("|") if alias)
                area = Area(**row, aliases=aliases)
                if area.code in areas:
                    line, code = rows.line_num, area.code
                    raise CatalogError(
                        "{path}, line {line}: {code} is there twice; remove one.", path=path, line=line, code=code
                    )
                areas[area.code] = area
    except OSError as error:
        raise CatalogError("{path} cannot be read ({why}); restore the file.", path=path, why=error.strerror) from error
    except ValidationError as error:
        raise CatalogError(
            "{path}, line {line}: {why}.", path=path, line=rows.line_num, why=one_sentence(error)
        ) from error
    return areas


class AreaNames:
    """Finds an area by anything people write for it."""

    def __init__(self, areas: Mapping[str, Area]) -> None:
        self._areas = areas
        self._codes: dict[str, str] = {}
        for area in areas.values():
            for name in (area.code, area.iso2, area.m49, area.name_en, area.name_tr, *area.aliases):
                owner = self._codes.setdefault(fold(name), area.code) if name else area.code
                if owner != area.code:
                    raise CatalogError(
                        "areas.csv: '{name}' stands for {owner} and for {code}; keep it at one.",
                        name=name,
                        owner=owner,
                        code=area.code,
                    )

    def code(self, text: str) -> str:
        """The alpha-3 code of the area meant, or '' for none: for many texts, where no suggestion is wanted.

        A form of state after a comma (`Türkiye, Republic of`, `Moldova, Rep. of`) is left out where the rest is a name.
        """
        code = self._codes.get(fold(text), "")
        name, comma, form = text.partition(",")
        if code or not comma or not set(fold(form).split()) <= _FORMS:
            return code
        return self._codes.get(fold(name), "")

    def find(self, text: str) -> Area:
        """The area meant by a code, name or alias; UnknownAreaError with the nearest names where none is."""
        code = self.code(text)
        if code:
            return self._areas[code]
        raise UnknownAreaError(
            "'{text}' is not the name or code of a country. {hint}", text=text, hint=self._suggestion(fold(text))
        )

    def _suggestion(self, key: str) -> Message:
        names = [name for name in self._codes if len(name) > 3]
        nearest = dict.fromkeys(self._codes[name] for name in difflib.get_close_matches(key, names, n=6, cutoff=0.75))
        if not nearest:
            return Message("Write an ISO 3166-1 alpha-3 code such as TUR, or an English or Turkish name.")
        candidates = [f"{self._areas[code].name_en} ({code})" for code in list(nearest)[:3]]
        return Message("Did you mean {candidates}?", candidates=" or ".join(candidates))
