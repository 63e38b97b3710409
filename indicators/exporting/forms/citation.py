"""How to cite an edition: as text, BibTeX and CITATION.cff, with version, as-of date, hash, sources and licences."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from indicators.exporting.edition import Edition, software
from indicators.model import Sourced
from indicators.wording import exports


def title(edition: Edition, *, lang: str = "en") -> str:
    """`Relations Index, United States – Türkiye: Strategic Mechanism index, version 1`"""
    return exports.title(edition.countries, edition.index.definition, lang=lang)


def citation(edition: Edition, retrieved: dt.date | None = None, *, lang: str = "en") -> str:
    """The citation in one line of text, and what it rests on in another; with the day it was looked at, if given."""
    line = exports.citation_line(
        title(edition, lang=lang),
        edition.index.as_of,
        year=_year(edition),
        version=software()["relations-index"],
        snapshot=edition.short,
        lang=lang,
    )
    if retrieved is not None:
        line += " " + exports.retrieved_on(retrieved, lang=lang)
    return f"{line}\n{exports.rests_on(edition.sources, edition.undescribed, lang=lang)}."


def bibtex(edition: Edition, retrieved: dt.date | None = None, *, lang: str = "en") -> str:
    """The citation as a BibTeX entry; with the day it was looked at, if given."""
    fields = {
        "author": "{" + exports.AUTHOR + "}",
        "title": "{" + _tex(title(edition, lang=lang)) + "}",
        "year": _year(edition),
        "version": software()["relations-index"],
        "note": _tex(exports.citation_note(edition.index.as_of, edition.hash, lang=lang)),
        "annote": _tex(exports.rests_on(edition.sources, edition.undescribed, lang=lang)),
    }
    if retrieved is not None:
        fields["urldate"] = str(retrieved)
    return _entry(f"relations-index-{edition.short}", fields)


def source_bibtex(one: Sourced, *, lang: str = "en") -> str:
    """The citation of one source as a BibTeX entry."""
    fields = {
        "author": "{" + _tex(one.source) + "}",
        "title": "{" + _tex(one.title) + "}",
        "year": str(one.retrieved.year),
        "howpublished": r"\url{" + str(one.url) + "}",
        "note": _tex(exports.source_note(one, lang=lang)),
    }
    return _entry(one.id, fields)


def citation_cff(edition: Edition, *, lang: str = "en") -> str:
    """The citation as CITATION.cff (Citation File Format 1.2.0), with a reference for each source."""
    index = edition.index
    identifier = {
        "type": "other",
        "value": f"sha256:{edition.hash}",
        "description": exports.hash_of_snapshot(lang=lang),
    }
    content: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": exports.cite_this(lang=lang),
        "type": "dataset",
        "title": title(edition, lang=lang),
        "version": software()["relations-index"],
        "authors": [{"name": exports.AUTHOR}],
        "abstract": f"{index.definition.description} {exports.edition_holds(index.as_of, lang=lang)}".strip(),
        "identifiers": [identifier],
        "references": [
            {
                "type": "data",
                "title": one.title,
                "authors": [{"name": one.source}],
                "url": str(one.url),
                "date-accessed": one.retrieved.isoformat(),
                "notes": exports.source_licence(one, lang=lang),
            }
            for one in edition.sources
        ],
    }
    if index.as_of is not None:
        content["date-released"] = index.as_of.isoformat()
    return "".join(_yaml(content))


def readme(edition: Edition) -> str:
    """The text that lies in a snapshot, in English, so that the same snapshot has the same bytes for everybody."""
    return exports.readme(
        edition.name,
        title(edition),
        edition.index.definition,
        edition.index.as_of,
        hash=edition.hash,
        citation=citation(edition),
        sources=edition.sources,
        undescribed=edition.undescribed,
    )


def _entry(key: str, fields: dict[str, str]) -> str:
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items()]
    return "@misc{" + key + ",\n" + ",\n".join(lines) + "\n}\n"


def _year(edition: Edition) -> str:
    """The year of the as-of date, else of the last month: nothing here asks a clock."""
    index = edition.index
    return str(index.as_of.year if index.as_of is not None else index.index.index[-1].year)


_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def _tex(text: str) -> str:
    """Text as TeX shows it; a line end would end nothing but is no text either."""
    return "".join(_TEX.get(letter, letter) for letter in " ".join(text.split()))


def _yaml(value: dict[str, Any], indent: str = "") -> list[str]:
    """Block YAML of dictionaries, lists of dictionaries and text; every scalar is a JSON string, which YAML reads."""
    lines = []
    for key, one in value.items():
        if isinstance(one, list):
            lines.append(f"{indent}{key}:\n")
            for item in one:
                first, *rest = _yaml(item, indent + "    ")
                lines += [f"{indent}  - {first.strip()}\n", *rest]
        else:
            lines.append(f"{indent}{key}: {json.dumps(one, ensure_ascii=False)}\n")
    return lines
