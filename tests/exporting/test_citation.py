"""How an edition is cited: version, as-of date, hash and the licences of its sources, in three forms."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from indicators.catalog import Catalog
from indicators.exporting.edition import Edition, software
from indicators.exporting.forms.citation import bibtex, citation, citation_cff, readme
from indicators.index import Index
from indicators.store import Store


@pytest.fixture(scope="module")
def early(shipped_store: Store, catalog: Catalog, read: Callable[..., Index]) -> Edition:
    return Edition.of(read("2022-04-04"))


@pytest.mark.parametrize("form", [citation, bibtex, citation_cff, readme])
def test_every_form_names_version_date_hash_and_licences(early: Edition, form: Callable[[Edition], str]) -> None:
    text = form(early).replace("\\_", "_").replace("\\&", "&")
    assert software()["relations-index"] in text
    assert early.short in text
    assert "4 April 2022" in text or "2022-04-04" in text
    assert "pseudo-real-time" in text
    for one in early.sources:
        assert one.licence in text
        assert one.source.split(",")[0] in text


def test_the_year_is_that_of_the_as_of_date_or_of_the_last_month(early: Edition, edition: Edition) -> None:
    assert "(2022)" in citation(early)
    assert f"({edition.index.index.index[-1].year})" in citation(edition)


def test_bibtex_is_balanced_and_escapes_what_tex_would_run(early: Edition) -> None:
    entry = bibtex(early)
    depth = 0
    for letter, before in zip(entry, " " + entry, strict=False):
        depth += (letter == "{" and before != "\\") - (letter == "}" and before != "\\")
        assert depth >= 0
    assert depth == 0
    assert entry.startswith("@misc{relations-index-")
    assert not re.search(r"(?<!\\)[&%#_$]", entry.split("\n", 1)[1])


def parsed(text: str) -> dict:
    """The block YAML that a citation file is written in: keys, lists of mappings, JSON scalars."""
    found: dict = {}
    items: list = []
    for line in text.splitlines():
        match = re.fullmatch(r"(\s*)(- )?([a-z-]+):(?: (.+))?", line)
        assert match, line
        indent, dash, key, value = match.groups()
        scalar = None if value is None else json.loads(value)
        if not indent:
            items = found.setdefault(key, []) if value is None else []
            if value is not None:
                found[key] = scalar
        elif len(indent) <= 4:
            if dash:
                items.append({})
            items[-1][key] = scalar if value is not None else []
        else:
            last = next(reversed(items[-1]))
            if dash:
                items[-1][last].append({})
            items[-1][last][-1][key] = scalar
    return found


def test_the_citation_file_has_what_its_format_asks_for(early: Edition) -> None:
    """Citation File Format 1.2.0: cff-version, message, title and authors are required."""
    file = parsed(citation_cff(early))
    assert file["cff-version"] == "1.2.0"
    assert file["type"] == "dataset"
    assert file["message"]
    assert file["title"]
    assert file["authors"] == [{"name": "Relations Index contributors"}]
    assert file["date-released"] == "2022-04-04"
    assert file["identifiers"][0]["value"] == f"sha256:{early.hash}"
    assert [one["title"] for one in file["references"]] == [one.title for one in early.sources]
    for one in file["references"]:
        assert one["type"] == "data"
        assert one["authors"][0]["name"]
        assert one["url"].startswith("https://")


def test_figures_without_a_description_are_named_as_such(early: Edition) -> None:
    import dataclasses

    rows = early.inputs.rows.copy()
    rows.loc[0, "indicator"] = "tourists"
    other = dataclasses.replace(early, inputs=dataclasses.replace(early.inputs, rows=rows))
    assert other.undescribed == ["tourists"]
    for form in (citation, bibtex, readme):
        assert "without" in form(other)
        assert "tourists" in form(other)
