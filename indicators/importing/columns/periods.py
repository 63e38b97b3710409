"""Text → periods. What is written decides the frequency; the order of day and month is decided by the column or asked.

Month names are those of CLDR in English and Turkish.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import cache
from typing import NamedTuple

from indicators.catalog.areas import fold
from indicators.errors import Message

FREQS = {"A": Message("annual"), "Q": Message("quarterly"), "M": Message("monthly"), "D": Message("daily")}
FIRST_YEAR, LAST_YEAR = 1500, 2200
_LONGEST = 80
_SERIALS = range(18264, 73051)
"""Excel's day numbers from 1950 to 2099, counted from 1899-12-30 (the 1900 system)."""


class Period(NamedTuple):
    """A period as it is written.

    `freq` is A, Q or M where the text says so, D for a full date, `slash` for a date whose order is open (then
    `parts` are the first number, the second and the year), `serial` for what may be a day number of a spreadsheet,
    `split` for 2010/11, a month or a year that begins in one and ends in the next, `month` or `quarter` for one
    without a year, '' with an `error` code for what cannot be read.
    """

    freq: str
    start: dt.date | None = None
    parts: tuple[int, int, int] | None = None
    error: str = ""


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ROMAN_MONTHS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN_MONTH = re.compile(
    r"(?P<y1>\d{4})\s*[-./: ]\s*(?P<m1>[IVX]{1,4})|(?P<m2>[IVX]{1,4})\s*[-./: ]\s*(?P<y2>\d{4})", re.I
)
_YEAR = re.compile(r"(?:X|Y|YR|FY ?)?(\d{4})(?:[.,]0)?(?:-?A1?)?", re.I)
_QUARTER = re.compile(
    r"""(?P<y1>\d{4})\s*[-./:]?\s*[QÇC](?P<q1>[1-4])
    | [QÇC](?P<q2>[1-4])\s*[-./:,]?\s*(?P<y2>\d{4})
    | (?P<q3>[1-4])\s*[QÇC]\s*[-./]?\s*(?P<y3>\d{4})
    | (?P<y4>\d{4})\s*[-./,]?\s*(?P<q4>[1-4]|I{1,3}|IV)\.?\s*(?:Çeyrek|Ceyrek|Çeyreği|Quarter|Qtr)
    | (?P<q5>[1-4]|I{1,3}|IV)\.?\s*(?:st|nd|rd|th)?\s*(?:Çeyrek|Ceyrek|Çeyreği|Quarter|Qtr)
      \s*[-./,]?\s*(?P<y5>\d{4})
    | (?P<y6>\d{4})\s*[-./:]?\s*(?:[QÇC]\s*-?\s*)?(?P<q6>I{1,3}|IV)
    | (?:[QÇC]\s*-?\s*)?(?P<q7>I{1,3}|IV)\s*[-./:]?\s*(?P<y7>\d{4})""",
    re.I | re.X,
)
_YEAR_MONTH = re.compile(
    r"(\d{4})\s*-?\s*M\s?(\d{1,2})|(\d{4})[-/](\d{1,2})|(\d{4})\.(\d{2})|(\d{4})(\d{2})(?:\.0)?", re.I
)
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})|M(\d{1,2})[- ]?(\d{4})", re.I)
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\.?|(\d{4})(\d{2})(\d{2})")
_CLOCK = re.compile(
    r"(?P<date>.{6,}?)(?:T|\s+)(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?"
)
_THREE = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})\.?")
_NAMED = re.compile(
    r"(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)? )?(?P<m>[a-z]+)(?: (?P<d2>\d{1,2})(?:st|nd|rd|th)?(?= \d{4}))? "
    r"(?P<y>\d{4}|\d{2})"
)
_YEAR_NAMED = re.compile(r"(?P<y>\d{4}) (?P<m>[a-z]+)(?: (?P<d>\d{1,2}))?")
_OTHER = re.compile(
    r"""\d{4}[- ]?W(?:eek)?[ ]?\d{1,2} | W(?:eek)?[ ]?\d{1,2}[- /,]*\d{4}
    | \d{1,2}\.[ ]?Hafta[ ]\d{4} | \d{4}[ ]\d{1,2}\.[ ]?Hafta
    | \d{4}[- /]?[SHB][12] | [SHB][12][- /]?\d{4} | [12][ ]?[HS][- /]?\d{4} | HALF[ ]?[12][- /,]*\d{4}
    | (?:\d{4}[ ])?[12]\.[ ]?Yar[ıi]y[ıi]l(?:[ ]\d{4})?
    | \d{4}\s?[/-]\s?\d{4} | \d{4}-?T[1-3]""",
    re.I | re.X,
)


@cache
def month_names() -> dict[str, int]:
    """Folded month names and abbreviations in English and Turkish → month number, from CLDR."""
    from babel.dates import get_month_names

    names = {"sept": 9, "agus": 8}
    for language in ("en", "tr"):
        for width in ("wide", "abbreviated"):
            names |= {fold(name): month for month, name in get_month_names(width, locale=language).items()}
    return names


def read_period(text: str) -> Period:
    """One period as it is written. Nothing is decided here that needs the rest of the column."""
    text = re.sub(r" ?\[[^\]]*\]$", "", " ".join(text[: _LONGEST + 1].split())).strip("'\u200b\ufeff ")
    if not text or len(text) > _LONGEST:
        return Period("", error="not_a_period" if text else "no_period")
    clock = _CLOCK.fullmatch(text)
    if clock:
        midnight = not re.search(r"[1-9]", clock["time"])
        if clock["zone"] and not midnight:
            return Period("", error="time_zone")
        text = clock["date"]
    for reader in (_read_year, _read_quarter, _read_month, _read_date, _read_three, _read_named):
        period = reader(text)
        if period is not None:
            return period
    if text.isdecimal() and len(text) == 5 and int(text) in _SERIALS:
        return Period("serial", dt.date(1899, 12, 30) + dt.timedelta(int(text)))
    return Period("", error="other_period" if _OTHER.fullmatch(text) else "not_a_period")


def roman_month(text: str) -> Period | None:
    """A month written as a Roman numeral beside its year (VII/2019), or None. I to IV may be quarters as well."""
    match = _ROMAN_MONTH.fullmatch(" ".join(text[: _LONGEST + 1].split()))
    numeral = ((match["m1"] or match["m2"]) if match else "").lower()
    if match is None or numeral not in _ROMAN_MONTHS:
        return None
    return _checked("M", int(match["y1"] or match["y2"]), _ROMAN_MONTHS.index(numeral) + 1, 1)


def _read_year(text: str) -> Period | None:
    match = _YEAR.fullmatch(text)
    if not match:
        return None
    return _checked("A", int(match[1]), 1, 1)


def _read_quarter(text: str) -> Period | None:
    match = _QUARTER.fullmatch(text)
    if not match:
        bare = re.fullmatch(r"[QÇC]([1-4])|([1-4]|I{1,3}|IV)\.? ?(?:Çeyrek|Ceyrek|Quarter)", text, re.I)
        return Period("quarter", parts=(_quarter(bare[1] or bare[2]), 0, 0)) if bare else None
    year, quarter = (next(value for key, value in match.groupdict().items() if key[0] == k and value) for k in "yq")
    return _checked("Q", int(year), 3 * _quarter(quarter) - 2, 1)


def _quarter(text: str) -> int:
    return _ROMAN.get(text.lower()) or int(text)


def _read_month(text: str) -> Period | None:
    split = re.fullmatch(r"(1[5-9]\d\d|2[01]\d\d)\s?([/-])\s?(\d{2})", text)
    if split and int(split[3]) == (int(split[1]) + 1) % 100 and (split[2] == "/" or int(split[3]) > 12):
        return Period("split", dt.date(int(split[1]), int(split[3]), 1) if 1 <= int(split[3]) <= 12 else None)
    match = _YEAR_MONTH.fullmatch(text)
    if match:
        year, month = (int(value) for value in match.groups() if value)
        if match[7] and not 1 <= month <= 12:
            return None
        return _checked("M", year, month, 1)
    match = _MONTH_YEAR.fullmatch(text)
    if match:
        month, year = (int(value) for value in match.groups() if value)
        return _checked("M", year, month, 1)
    return None


def _read_date(text: str) -> Period | None:
    match = _ISO.fullmatch(text)
    if not match:
        return None
    year, month, day = (int(value) for value in match.groups() if value and value.isdecimal())
    return _checked("D", year, month, day)


def _read_three(text: str) -> Period | None:
    match = _THREE.fullmatch(text)
    if not match:
        return None
    first, second, year = int(match[1]), int(match[3]), full_year(match[4])
    if match[2] == "." and second <= 12:
        return _checked("D", year, second, first)
    if first == second:
        return _checked("D", year, first, second)
    if max(first, second) > 31 or min(first, second) > 12 or min(first, second) < 1:
        return Period("", error="no_such_date")
    return Period("slash", parts=(first, second, year))


def _read_named(text: str) -> Period | None:
    """Periods with a month's name, in any order people write them in."""
    apart = re.sub(r"(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])(?!st\b|nd\b|rd\b|th\b)|[\W_]", " ", text)
    words = fold(apart)
    months = month_names()
    if words in months:
        return Period("month", parts=(months[words], 0, 0))
    match = _NAMED.fullmatch(words) or _YEAR_NAMED.fullmatch(words)
    if not match or match["m"] not in months:
        return None
    found = match.groupdict()
    day = found.get("d1") or found.get("d2") or found.get("d")
    return _checked("D" if day else "M", full_year(found["y"]), months[match["m"]], int(day or 1))


def full_year(text: str) -> int:
    """A year of two digits as the one nearest to today: at most 20 years ahead, else in the past."""
    year = int(text)
    if len(text) > 2:
        return year
    this_year = dt.date.today().year
    century = this_year - this_year % 100
    return century + year if century + year <= this_year + 20 else century - 100 + year


def _checked(freq: str, year: int, month: int, day: int) -> Period:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Period("", error="year_out_of_range")
    try:
        return Period(freq, dt.date(year, month, day))
    except ValueError:
        return Period("", error="no_such_date")


def date_of(parts: tuple[int, int, int], day_first: bool) -> dt.date | None:
    """The date that `03/04/2019` is under an order, or None where there is no such date."""
    first, second, year = parts
    day, month = (first, second) if day_first else (second, first)
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def is_first_day(day: dt.date, freq: str) -> bool:
    """Whether a period of this freq begins on the day."""
    return day == first_day(day, freq)


def first_day(day: dt.date, freq: str) -> dt.date:
    """The first day of the period of this freq that the day lies in."""
    if freq == "D":
        return day
    month = {"A": 1, "Q": day.month - (day.month - 1) % 3, "M": day.month}[freq]
    return dt.date(day.year, month, 1)


def is_last_day(day: dt.date, freq: str) -> bool:
    """Whether a period of this freq ends on the day."""
    ends = day.day == calendar.monthrange(day.year, day.month)[1]
    return freq == "D" or (ends and day.month % {"A": 12, "Q": 3, "M": 1}[freq] == 0)
