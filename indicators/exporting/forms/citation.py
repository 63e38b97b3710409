"""How to cite an edition: as text, BibTeX and CITATION.cff, with version, as-of date, hash, sources and licences."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from indicators.exporting.edition import Edition, software
from indicators.model import Sourced

AUTHOR = "Relations Index contributors"

TIMING = (
    "As-of dates mean timing, not vintage: what could have been known then, in today's revision of the figures "
    "(pseudo-real-time)."
)


def title(edition: Edition) -> str:
    """`Relations Index, United States – Türkiye: Strategic Mechanism index, version 1`"""
    definition = edition.index.definition
    name = definition.title or definition.id
    return f"Relations Index, {edition.countries}: {name}, version {definition.version}"


def citation(edition: Edition, retrieved: dt.date | None = None) -> str:
    """The citation in one line of text, and what it rests on in another; with the day it was looked at, if given."""
    product = software()["relations-index"]
    line = f"{AUTHOR} ({_year(edition)}): {title(edition)}. Data set, {edition.clock}. "
    line += f"Computed with relations-index {product}; snapshot {edition.short}."
    if retrieved is not None:
        line += f" Retrieved {retrieved}."
    return f"{line}\nRests on: {'; '.join(_resting(edition))}."


def bibtex(edition: Edition, retrieved: dt.date | None = None) -> str:
    """The citation as a BibTeX entry; with the day it was looked at, if given."""
    fields = {
        "author": "{" + AUTHOR + "}",
        "title": "{" + _tex(title(edition)) + "}",
        "year": _year(edition),
        "version": software()["relations-index"],
        "note": _tex(f"Data set, {edition.clock}; snapshot {edition.hash}"),
        "annote": _tex(f"Rests on: {'; '.join(_resting(edition))}"),
    }
    if retrieved is not None:
        fields["urldate"] = str(retrieved)
    return _entry(f"relations-index-{edition.short}", fields)


def source_bibtex(one: Sourced) -> str:
    """The citation of one source as a BibTeX entry."""
    fields = {
        "author": "{" + _tex(one.source) + "}",
        "title": "{" + _tex(one.title) + "}",
        "year": str(one.retrieved.year),
        "howpublished": r"\url{" + str(one.url) + "}",
        "note": _tex(f"{one.citation} Retrieved {one.retrieved}. Licence: {one.licence}"),
    }
    return _entry(one.id, fields)


def citation_cff(edition: Edition) -> str:
    """The citation as CITATION.cff (Citation File Format 1.2.0), with a reference for each source."""
    content: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "Cite this data set, and its sources with their licences.",
        "type": "dataset",
        "title": title(edition),
        "version": software()["relations-index"],
        "authors": [{"name": AUTHOR}],
        "abstract": f"{edition.index.definition.description} This edition holds {edition.clock}.".strip(),
        "identifiers": [
            {"type": "other", "value": f"sha256:{edition.hash}", "description": "Hash of the snapshot"},
        ],
        "references": [
            {
                "type": "data",
                "title": one.title,
                "authors": [{"name": one.source}],
                "url": str(one.url),
                "date-accessed": one.retrieved.isoformat(),
                "notes": f"{one.citation} Licence: {one.licence}",
            }
            for one in edition.sources
        ],
    }
    if edition.index.as_of is not None:
        content["date-released"] = edition.index.as_of.isoformat()
    return "".join(_yaml(content))


def readme(edition: Edition) -> str:
    """The text that lies in a snapshot: what it is, how to check it, where its figures come from."""
    definition = edition.index.definition
    sections = [
        f"{title(edition)}\n{edition.name}",
        definition.description,
        f"0: {definition.zero}\n100: {definition.hundred}" if definition.zero else "",
        f"Holds {edition.clock}.\n{TIMING}",
        f"Hash {edition.hash}",
        "To compute everything again from this file alone and compare it to 1e-9:\n"
        f"  relations-index verify {edition.name}.zip",
        "scores.csv         the index, coverage, freshness and every group, by month\n"
        "components.csv     every component by month: figure, whether it was carried, score, weight\n"
        "contributions.csv  what each component adds to the index of a month; they sum to it\n"
        "uncertainty.csv    quantiles of the index under other choices; no forecast interval\n"
        "definition.json    groups, components, weights, goalposts and the reason for each\n"
        "observations.csv   the figures that were read, with the day from which each could be known\n"
        "events.csv         the dated acts that were read\n"
        "sources.json       what each figure and act is, its source and its licence\n"
        "datapackage.json   Frictionless Data Package descriptor\n"
        "manifest.json      versions, seed, and the SHA-256 of each file",
        "A text that a spreadsheet would run as a formula has an apostrophe before it.",
        f"Cite as\n{citation(edition)}",
        "Sources and licences\n" + "\n".join(f"- {_source_line(one)}" for one in edition.sources),
    ]
    if edition.undescribed:
        sections.append(f"Imported without a description, so without source and licence: {_undescribed(edition)}.")
    return "\n\n".join(section for section in sections if section) + "\n"


def _entry(key: str, fields: dict[str, str]) -> str:
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items()]
    return "@misc{" + key + ",\n" + ",\n".join(lines) + "\n}\n"


def _year(edition: Edition) -> str:
    """The year of the as-of date, else of the last month: nothing here asks a clock."""
    index = edition.index
    return str(index.as_of.year if index.as_of is not None else index.index.index[-1].year)


def _resting(edition: Edition) -> list[str]:
    """Each source once, with its licence."""
    lines = dict.fromkeys(f"{one.source} ({one.licence})" for one in edition.sources)
    if edition.undescribed:
        lines[f"imported figures without a description ({_undescribed(edition)})"] = None
    return list(lines)


def _undescribed(edition: Edition) -> str:
    return ", ".join(edition.undescribed)


def _source_line(one: Sourced) -> str:
    return f"{one.id}: {one.title}. {one.citation} {one.url} Licence: {one.licence}. Retrieved {one.retrieved}."


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
