"""Area columns: whom figures are about, by name or code in English or Turkish, with the direction the file gives."""

from __future__ import annotations

import numpy as np

from indicators.catalog import Catalog
from indicators.catalog.areas import fold
from indicators.errors import MappingError, Message, UnknownAreaError
from indicators.importing.columns.cells import Bools, Cells, Distinct, Texts
from indicators.importing.columns.vocabulary import FORMS, GROUPS, INWARD, OUTWARD
from indicators.importing.problems import AS_SET, listing, printable

_LONGEST = 120
_SUGGESTED = 50
"""Unknown names for which the nearest known ones are searched."""


def read_areas(cells: Cells) -> tuple[Texts, Texts]:
    """The alpha-3 codes of ref_area and counterpart_area for every figure; '' for no counterpart."""
    refs, counterparts = _read_side(cells, "ref_area"), _read_side(cells, "counterpart_area")
    inward = _inward_flows(cells)
    if inward.any():
        refs, counterparts = np.where(inward, counterparts, refs), np.where(inward, refs, counterparts)
        how = Message("ref_area is the exporter: the partner, where it says import")
        cells.report.decide("direction", Message("imports turned"), how)
    cells.refuse((refs == counterparts) & (refs != ""), cells.layout.label("counterpart_area"), "same_area", area=refs)
    return refs, counterparts


def _read_side(cells: Cells, role: str) -> Texts:
    """The codes of one side: of its column or headers, else as set, else ''."""
    texts = cells.headers() if cells.layout.across == role else cells.text(role)
    setting = getattr(cells.mapping, role)
    if texts is not None:
        return _read_column(cells, texts, role)
    if setting is None:
        return cells.filled("")
    try:
        code = cells.catalog.area(setting).code
    except UnknownAreaError as error:
        raise MappingError("{setting}: {error}", setting=role, error=error.message) from error
    cells.report.decide(role, code if len(cells) else setting, AS_SET)
    return cells.filled(code)


def _inward_flows(cells: Cells) -> Bools:
    """Where a column says import, the partner is the exporter: it becomes ref_area, the reporter its counterpart."""
    texts = cells.text("flow")
    if texts is None or not cells.layout.has("counterpart_area"):
        return np.zeros(len(cells), dtype=bool)
    unknown = texts.each(lambda text: fold(text) not in OUTWARD | INWARD, bool)
    cells.refuse(unknown, cells.layout.label("flow"), "flow", text=texts)
    return texts.each(lambda text: fold(text) in INWARD, bool)


def _read_column(cells: Cells, texts: Distinct, role: str) -> Texts:
    texts = _by_either(cells, texts, role)
    codes = texts.read(lambda text: _code(text, cells.catalog))
    label = "header" if cells.layout.across == role else cells.layout.label(role)
    if role == "ref_area":
        empty = texts.each(lambda text: not text, bool)
        cells.refuse(empty, label, "no_area")
    _ask_namibia(cells, texts, label)
    unknown = [bool(text) and not code for text, code in zip(texts.texts, codes, strict=True)]
    groups = [none and fold(text) in GROUPS for text, none in zip(texts.texts, unknown, strict=True)]
    if any(groups):
        where = texts.spread(groups, bool)
        names = listing((text for text, group in zip(texts.texts, groups, strict=True) if group), 12)
        cells.report.add("groups", cells.line(int(np.flatnonzero(where)[0])), label, names=names)
        cells.left_out |= where
        unknown = [none and not group for none, group in zip(unknown, groups, strict=True)]
    reasons: dict[str, str] = {}

    def reason(place: int) -> str:
        text = texts.texts[texts.codes[place]]
        if text not in reasons:
            reasons[text] = _why_unknown(text, cells.catalog, suggest=len(reasons) < _SUGGESTED)
        return reasons[text]

    cells.refuse(texts.spread(unknown, bool), label, "unknown_area", reason=reason)
    cells.decide_readings(role, texts, codes, Message("names and codes of the list of areas"))
    return texts.spread(codes)


def _by_either(cells: Cells, texts: Distinct, role: str) -> Distinct:
    """The texts of a side; those of its second column (the name beside a code) where the first is none of a country."""
    second = cells.second(role)
    if second is None:
        return texts
    known = texts.each(lambda text: bool(_code(text, cells.catalog)) or fold(text) in GROUPS or text == "NA", bool)
    other = second.spread(second.texts)
    return Distinct.of(np.where(known | (other == ""), texts.spread(texts.texts), other))


def _ask_namibia(cells: Cells, texts: Distinct, label: str) -> None:
    """NA is Namibia only among other codes of two letters; elsewhere it may as well say 'not available'."""
    others = [text for text in texts.texts if text and text != "NA"]
    if "NA" not in texts.texts or (others and all(len(text) == 2 for text in others)):
        return
    where = np.flatnonzero(texts.each(lambda text: text == "NA", bool))
    if cells.mapping.na == "missing":
        count = Message("{count:,} left out", count=len(where))
        cells.report.decide("NA", count, AS_SET)
        cells.left_out[where] = True
    elif cells.mapping.na == "country":
        cells.report.decide("NA", cells.catalog.names.code("NA"), AS_SET)
    elif len(where):
        cells.report.add("namibia", cells.line(int(where[0])), label)
        cells.bad[where] = True


def _code(text: str, catalog: Catalog) -> str:
    """The alpha-3 code of a name or code. SDMX may write `TUR: Türkiye`, spreadsheets the M49 code 792 as 792.0."""
    if not text or len(text) > _LONGEST:
        return ""
    number = text.removesuffix(".0")
    if number.isdecimal() and len(number) <= 3:
        return catalog.names.code(number.zfill(3))
    return catalog.names.code(text) or catalog.names.code(text.split(": ")[0]) or _inverted(text, catalog)


def _inverted(text: str, catalog: Catalog) -> str:
    """The code of a name with its form behind: `Türkiye, Republic of`, `China, P.R.: Mainland`, `Netherlands, The`.

    It is read in the order of speech. Only where no other country has that name and a form is it read without the form:
    there are two Koreas.
    """
    name, comma, form = text.partition(", ")
    if not comma:
        return ""
    _, colon, part = form.rpartition(": ")
    code = catalog.names.code(part) if colon else ""
    if code := code or catalog.names.code(f"{part} {name}"):
        return code
    alone = catalog.names.code(name)
    if not alone or fold(form) not in FORMS:
        return ""
    others = [area for area in catalog.areas.values() if area.code != alone]
    names = [fold(one) for area in others for one in (area.name_en, area.name_tr, *area.aliases)]
    return "" if any(fold(name) in other for other in names) else alone


def _why_unknown(text: str, catalog: Catalog, suggest: bool) -> str:
    if suggest and len(text) <= _LONGEST:
        try:
            catalog.area(printable(text))
        except UnknownAreaError as error:
            return error.message
    what = Message("'{text}' is not the name or code of a country. Write an ISO 3166-1 alpha-3 code such as TUR.")
    return Message(what, text=printable(text))
