"""The words with which files name their columns, totals and gaps, in English and Turkish. All as `fold` writes them."""

from __future__ import annotations

import re

from indicators.catalog.areas import fold

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
    "note": """note | notes | comment | comments | remark | remarks | footnote | not | notlar | açıklama | dipnot""",
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
_TOTALS = """total | totals | grand total | subtotal | sub total | sum | all countries | toplam | genel toplam |
    ara toplam | yıllık toplam | tüm ülkeler | average | mean | ortalama | change | değişim"""
_MISSING = """na | n a | nan | null | none | nil | missing | not available | no data | unknown | yok | veri yok |
    mevcut değil | bilinmiyor | boş | #yok | #n/a | #na"""


def _by_word(lists: dict[str, str]) -> dict[str, str]:
    return {fold(word): role for role, words in lists.items() for word in words.split("|")}


HEADERS = _by_word(_HEADERS)
"""Column name → role, for files of observations; `area` is a country on a side that the name does not say."""

EVENT_HEADERS = _by_word(_HEADERS) | _by_word(_EVENT_HEADERS)
"""Column name → role, for files of events."""

TOTALS = frozenset(fold(word) for word in _TOTALS.split("|"))
MISSING = frozenset(fold(word) for word in _MISSING.split("|"))
OUTWARD = frozenset(fold(word) for word in ["x ", " export ", " exports ", " ihracat ", " outward ", " giden"])
INWARD = frozenset(fold(word) for word in ["m ", " import ", " imports ", " ithalat ", " inward ", " gelen"])
"""Words of a column that says which way a flow goes, seen from the reporting country."""

MISSING_SIGNS = frozenset(("", ":", ".", "..", "...", "…", "-", "--", "–", "—", "−", "*", "#", "x", "?", "/"))

FOOTNOTE_STARTS = (
    "source",
    "sources",
    "note",
    "notes",
    "last updated",
    "data from",
    "kaynak",
    "not",
    "notlar",
    "aciklama",
    "son guncelleme",
    "special value",
    "observation flags",
    "legend",
    "footnote",
    "dipnot",
)


def role_of(header: str) -> str:
    """The role of a column by its header, or ''. A unit may follow in brackets, or a label as SDMX writes it."""
    name = re.match(r"[A-Z][A-Z0-9_]+(?=: )|[^(\[]+(?=[(\[])", header)
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name[0] if name else header)  # reporterISO
    return HEADERS.get(fold(header)) or HEADERS.get(fold(apart)) or ""


def event_role_of(header: str) -> str:
    """The role of a column of a file of events, or ''."""
    return EVENT_HEADERS.get(fold(header), "")
