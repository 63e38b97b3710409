"""The words with which files name columns, totals and gaps, in English and Turkish, all as `fold` writes them; and
names from files as identifiers of indicators and kinds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from indicators.catalog.areas import fold

if TYPE_CHECKING:
    from indicators.catalog import Catalog

_HEADERS: dict[str, str] = {
    "indicator": """indicator | indicator code | indicator id | indicator name | series | series code | series id |
        series name | variable | measure | subject | gösterge | gösterge kodu | gösterge adı | seri | seri kodu |
        seri adı | değişken""",
    "ref_area": """ref area | reference area | reporter | reporter code | reporter iso | reporting country | exporter
        | exporting country | sender | sending country | actor | donor | origin | country of origin | from | source
        country | ihracatçı | ihracatçı ülke | ihraç eden ülke | gönderen | gönderen ülke | bildiren ülke | kaynak
        ülke | menşe ülke | çıkış ülkesi""",
    "area": """country | country code | country name | country or area | economy | geo | geo labels | geography |
        geopolitical entity | geopolitical entity reporting | area | area code | area name | location | iso | iso2 |
        iso3 | iso3c | iso code | iso alpha 3 | entity | code | territory | nation | ülke | ülke adı | ülke kodu |
        ülkeler | coğrafya""",
    "counterpart_area": """counterpart area | counterpart | counterpart country | partner | partner area | partner
        code | partner country | partner iso | partner name | importer | importing country | destination |
        destination country | recipient | receiver | receiving country | target | target country | to | ortak |
        ortak ülke | karşı ülke | muhatap ülke | hedef ülke | ithalatçı | ithalatçı ülke | ithal eden ülke | alıcı |
        alıcı ülke | alan ülke | varış ülkesi | partner ülke""",
    "freq": "freq | frequency | time frequency | sıklık | frekans",
    "time_period": """time period | time | period | date | observation date | obs date | reference period | dönem |
        tarih | zaman | yıl ay | ay yıl | year month""",
    "year": "year | years | ref year | yıl | yil | sene",
    "quarter": "quarter | çeyrek | quarters",
    "month": "month | months | ay | aylar",
    "day": "day | gün",
    "obs_value": """obs value | observation value | value | values | primary value | trade value | amount | figure |
        observation | değer | değeri | tutar | miktar | gözlem değeri | gözlem""",
    "obs_status": """obs status | observation status | obs flag | observation flag | status | flag | flags | durum |
        gözlem durumu""",
    "note": "note | notes | comment | comments | remark | remarks | footnote | not | notlar | açıklama | dipnot",
    "unit": """unit | units | unit measure | unit of measure | unit name | currency | birim | ölçü birimi | para
        birimi""",
    "unit_mult": "unit mult | unit multiplier",
    "flow": "flow | flow desc | trade flow | flow name | direction | akış | ticaret akışı | yön",
}
_EVENT_HEADERS: dict[str, str] = {
    "event_id": "event id | id | olay no",
    "kind": "kind | event kind | event type | type | tür | olay türü",
    "date_start": """date start | start | start date | begin | date | event date | tarih | başlangıç | başlangıç
        tarihi""",
    "date_end": "date end | end | end date | bitiş | bitiş tarihi",
    "grade": "grade | level | derece | düzey",
    "scope": "scope | kapsam",
    "types": "types | type flags | türler",
    "bilateral": "bilateral | ikili",
    "end_status": "end status | bitiş durumu",
    "title": "title | event | headline | description | olay | başlık | açıklama",
    "source_url": "source url | url | source | link | address | kaynak | bağlantı",
}


def _words(texts: str) -> frozenset[str]:
    return frozenset(fold(word) for word in texts.split("|"))


_ROLES = {word: role for role, words in _HEADERS.items() for word in _words(words)}
_EVENT_ROLES = _ROLES | {word: role for role, words in _EVENT_HEADERS.items() for word in _words(words)}

TOTALS = _words("""total | totals | grand total | subtotal | sub total | sum | all countries | toplam | genel toplam |
    ara toplam | yıllık toplam | tüm ülkeler | average | mean | ortalama | change | değişim""")
MISSING = _words("""na | n a | nan | null | none | nil | missing | not available | no data | unknown | yok | veri yok |
    mevcut değil | bilinmiyor | boş | #yok | #n/a | #na""")
MISSING_SIGNS = frozenset(("", ":", ".", "..", "...", "…", "-", "--", "–", "—", "−", "*", "#", "x", "?", "/"))
OUTWARD = _words("x | export | exports | ihracat | outward | giden")
INWARD = _words("m | import | imports | ithalat | inward | gelen")
"""Words of a column that says which way a flow goes, seen from the reporting country."""

FOOTNOTE_STARTS = tuple(
    _words("""source | sources | note | notes | last updated | data from | kaynak | not | notlar | açıklama | son
    güncelleme | special value | observation flags | legend | footnote | dipnot""")
)
_LONGEST = 200


def role_of(header: str) -> str:
    """The role of a column by its header, or ''. A unit may follow in brackets, or a label as SDMX writes it.

    `area` is a country on a side that the name does not say.
    """
    name = re.match(r"[A-Z][A-Z0-9_]+(?=: )|[^(\[]+(?=[(\[])", header)
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name[0] if name else header)  # reporterISO
    return _ROLES.get(fold(header)) or _ROLES.get(fold(apart)) or ""


def event_role_of(header: str) -> str:
    """The role of a column of a file of events, or ''."""
    return _EVENT_ROLES.get(fold(header), "")


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
