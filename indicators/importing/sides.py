"""Whom the figures are about: areas, by name or code in English or Turkish, with the direction that the file gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from indicators.catalog.areas import fold
from indicators.errors import MappingError, UnknownAreaError
from indicators.importing.cells import Cells, Distinct
from indicators.importing.problems import listing, shown
from indicators.importing.vocabulary import INWARD, OUTWARD

if TYPE_CHECKING:
    from indicators.catalog import Catalog
    from indicators.importing.mapping import Mapping

_LONGEST = 120
_SUGGESTED = 50
"""Unknown names for which the nearest known ones are searched."""


def read_sides(cells: Cells, mapping: Mapping, catalog: Catalog) -> tuple[np.ndarray, np.ndarray]:
    """The alpha-3 codes of ref_area and counterpart_area for every figure; '' for no counterpart."""
    sides = []
    for role, setting in (("ref_area", mapping.ref_area), ("counterpart_area", mapping.counterpart_area)):
        texts = cells.headers() if cells.layout.across == role else cells.text(role)
        if texts is not None:
            codes = _read_areas(cells, texts, role, catalog)
        elif setting is not None:
            codes = np.full(len(cells), _set_area(setting, role, catalog), dtype=object)
            cells.report.decide(role, str(codes[0]) if len(codes) else setting, "as set")
        else:
            codes = np.full(len(cells), "", dtype=object)
        sides.append(codes)
    _turn_inward_flows(cells, sides)
    same = (sides[0] == sides[1]) & (sides[0] != "")
    cells.refuse(
        same,
        cells.layout.label("counterpart_area"),
        "same_area",
        lambda place: f"{sides[0][place]} stands on both sides. Correct one, or leave counterpart_area empty.",
    )
    return sides[0], sides[1]


def _turn_inward_flows(cells: Cells, sides: list[np.ndarray]) -> None:
    """Where a column says import, the partner is the exporter: it becomes ref_area, the reporter its counterpart."""
    texts = cells.text("flow")
    if texts is None or "counterpart_area" not in cells.layout.roles:
        return
    words = [fold(text) for text in texts.texts]
    unknown = texts.spread([word not in OUTWARD | INWARD for word in words], bool)
    cells.refuse(
        unknown,
        cells.layout.label("flow"),
        "flow",
        lambda place: (
            f"'{shown(texts.texts[texts.codes[place]])}' does not say which way the flow goes. Write export or import."
        ),
    )
    inward = texts.spread([word in INWARD for word in words], bool)
    if inward.any():
        sides[0], sides[1] = np.where(inward, sides[1], sides[0]), np.where(inward, sides[0], sides[1])
        cells.report.decide(
            "direction", "imports turned", "ref_area is the exporter: the partner, where it says import"
        )


def _set_area(text: str, setting: str, catalog: Catalog) -> str:
    try:
        return catalog.area(text).code
    except UnknownAreaError as error:
        raise MappingError("{setting}: {error}", setting=setting, error=error) from error


def _read_areas(cells: Cells, texts: Distinct, role: str, catalog: Catalog) -> np.ndarray:
    codes = texts.read(lambda text: _code(text, catalog))
    read = texts.spread(codes)
    label = "header" if cells.layout.across == role else cells.layout.label(role)
    if role == "ref_area":
        empty = texts.spread([not text for text in texts.texts], bool)
        cells.refuse(
            empty, label, "no_area", lambda place: "The country is not given; without it a figure has no place."
        )
    unknown = texts.spread([bool(text) and not code for text, code in zip(texts.texts, codes, strict=True)], bool)
    messages: dict[str, str] = {}

    def message(place: int) -> str:
        text = texts.texts[texts.codes[place]]
        if text not in messages:
            messages[text] = _why_unknown(text, catalog, suggest=len(messages) < _SUGGESTED)
        return messages[text]

    cells.refuse(unknown, label, "unknown_area", message)
    renamed = [
        f"{shown(text)} = {code}" for text, code in zip(texts.texts, codes, strict=True) if code and text != code
    ]
    if renamed:
        cells.report.decide(f"{role} readings", listing(renamed, 12), "names and codes of the list of areas")
    return read


def _code(text: str, catalog: Catalog) -> str:
    """The alpha-3 code of a name or code. SDMX may write `TUR: Türkiye`, spreadsheets the M49 code 792 as 792.0."""
    if not text or len(text) > _LONGEST:
        return ""
    number = text.removesuffix(".0")
    if number.isdecimal() and len(number) <= 3:
        return catalog.names.code(number.zfill(3))
    return catalog.names.code(text) or catalog.names.code(text.split(": ")[0])


def _why_unknown(text: str, catalog: Catalog, suggest: bool) -> str:
    if suggest and len(text) <= _LONGEST:
        try:
            catalog.area(shown(text))
        except UnknownAreaError as error:
            return str(error)
    return f"'{shown(text)}' is not the name or code of a country. Write an ISO 3166-1 alpha-3 code such as TUR."
