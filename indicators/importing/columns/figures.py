"""Text → figures. A column's decimal mark is decided by its figures, all of them, or asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indicators.catalog.areas import fold
from indicators.importing.columns.vocabulary import MISSING, MISSING_SIGNS

_CURRENCIES = {"US$": "USD", "$": "USD", "USD": "USD", "€": "EUR", "EUR": "EUR", "£": "GBP", "GBP": "GBP"}
_CURRENCIES |= {"₺": "TRY", "TL": "TRY", "TRY": "TRY", "YTL": "TRY", "¥": "JPY", "JPY": "JPY"}
_MARK = "|".join(re.escape(mark) for mark in sorted(_CURRENCIES, key=len, reverse=True))
_SPACES = " \u00a0\u2007\u2009\u202f"
_APOSTROPHES = "'’"
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_VALUE = re.compile(
    rf"""(?P<open>\()?[{_SPACES}]*
    (?P<sign>[-+−–]?)[{_SPACES}]*(?P<before>{_MARK}|%)?[{_SPACES}]*(?P<inner>[-+−–]?)
    (?P<digits>\d(?:[\d.,{_APOSTROPHES}]|[{_SPACES}](?=\d))*|[.,]\d+)(?P<power>[eE][-+]?\d+)?
    [{_SPACES}]*(?P<after>{_MARK}|%)?[{_SPACES}]*(?P<close>\))?
    [{_SPACES}]*(?P<flag>\(?[bcdefinprsuz]{{1,3}}\)?|\*{{1,3}}|[†‡¹²³⁴-⁹]+)?""",
    re.X | re.A,
)
_LONGEST = 80
_DIGIT = re.compile(r"\d", re.A)
_FORMULA = re.compile(r"[=@]|[-+][A-Za-z(]")
_PLAIN = re.compile(r"-?\d+(?:\.(?:\d{1,2}|\d{4,}))?", re.A)
_BLANK_MARK = re.compile(f"[{_SPACES}{_APOSTROPHES}]")
_GROUPED_PLAIN = re.compile(r"-?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:,\d{3})+\.\d+)", re.A)
_GROUPED = {mark: re.compile(rf"\d{{1,3}}(?:\{mark}\d{{3}})+") for mark in ".,"}
_SPACED = re.compile(rf"\d{{1,3}}(?:(?P<mark>[{_SPACES}{_APOSTROPHES}])\d{{3}})(?:(?P=mark)\d{{3}})*(?P<rest>[.,]\d*)?")
_GROUP_NAMES = {".": "point", ",": "comma"}
_GROUP_NAMES |= dict.fromkeys(_SPACES, "space") | dict.fromkeys(_APOSTROPHES, "apostrophe")
_STATUS_OF_FLAG = {"e": "E", "s": "E", "p": "P", "b": "B", "f": "F"}


@dataclass(frozen=True, slots=True)
class Written:
    """A value as it is written: `digits` with its marks, or `missing`, or an `error` code.

    `speaks_for` is the decimal mark it proves ('.' or ','), '?' where it could be either and '' without any mark.
    """

    digits: str = ""
    factor: str = ""
    power: str = ""
    unit: str = ""
    flag: str = ""
    speaks_for: str = ""
    missing: bool = False
    error: str = ""

    def value(self, decimal: str) -> float | None:
        """The figure under a decimal mark, or None where it cannot be written so."""
        digits, other = self.digits, "," if decimal == "." else "."
        spaced = _SPACED.fullmatch(digits)
        if spaced:
            digits = digits.replace(spaced["mark"], "")
        whole, _, fraction = digits.partition(decimal)
        if other in fraction or (other in whole and (spaced or not _GROUPED[other].fullmatch(whole))):
            return None
        try:
            return float(f"{self.factor}{whole.replace(other, '') or '0'}.{fraction or '0'}{self.power}")
        except ValueError:
            return None

    def grouping(self, decimal: str) -> str:
        """The mark between thousands under a decimal mark: 'point', 'comma', 'space' or 'apostrophe'; '' for none."""
        whole = self.digits.partition(decimal)[0]
        return next((name for mark, name in _GROUP_NAMES.items() if mark in whole), "")

    @property
    def status(self) -> str:
        """The SDMX observation status that a footnote flag stands for."""
        if self.missing:
            return "M"
        return next((_STATUS_OF_FLAG[letter] for letter in self.flag if letter in _STATUS_OF_FLAG), "A")


def read_value(text: str) -> Written:
    """A value cell as it is written. Nothing is decided here that needs the rest of the column."""
    if len(text) <= _LONGEST:
        plain, grouped = _PLAIN.fullmatch(text), _GROUPED_PLAIN.fullmatch(text)
        if plain or grouped:
            sign, digits = ("-", text[1:]) if text[0] == "-" else ("", text)
            mark = max(".,", key=digits.rfind) if grouped else "." if "." in digits else ""
            return Written(digits, sign, speaks_for=mark)
    text = _INVISIBLE.sub("", text).strip(_SPACES + "\t\n")
    if len(text) > _LONGEST:
        return Written(error="not_a_number")
    if not _DIGIT.search(text):
        return _read_words(text)
    match = _VALUE.fullmatch(text) if text[0] not in "=@" else None
    if match is None and (_FORMULA.match(text) or text[0] == "#"):
        return Written(error="formula_error" if text[0] == "#" else "formula")
    if match is None or bool(match["open"]) != bool(match["close"]) or (match["before"] and match["after"]):
        return Written(error="not_a_number")
    minus = sum(sign not in ("", "+") for sign in (match["sign"], match["inner"])) + bool(match["open"])
    speaks_for = _decimal_mark(match["digits"])
    if speaks_for == "?" and match["power"]:
        speaks_for = "." if "." in match["digits"] else ","  # a mantissa has no thousands
    if speaks_for is None or minus > 1 or (match["sign"] and match["inner"]):
        return Written(error="not_a_number")
    mark, flag = match["before"] or match["after"] or "", (match["flag"] or "").strip("()")
    factor, power, unit = "-" if minus else "", match["power"] or "", _CURRENCIES.get(mark, mark)
    return Written(match["digits"], factor, power, unit, flag, speaks_for)


def _read_words(text: str) -> Written:
    """A value cell without a digit: a gap, an error of a spreadsheet, or nothing that can be read."""
    if text in MISSING_SIGNS or fold(text) in MISSING or re.fullmatch(r"(?::|\.\.)\s*\(?[a-z]\)?", text):
        return Written(missing=True)
    if re.fullmatch(r"[-+−]?(?:inf|infinity|∞|sonsuz)", text, re.I):
        return Written(error="infinite")
    if _FORMULA.match(text) or text[0] == "#":
        return Written(error="formula_error" if text[0] == "#" else "formula")
    return Written(error="not_a_number")


def _decimal_mark(digits: str) -> str | None:
    """'.' or ',' where the digits prove it, '?' where they could be either, '' without a mark, None for no number."""
    spaced = _SPACED.fullmatch(digits)
    if spaced:
        return (spaced["rest"] or "")[:1]
    if _BLANK_MARK.search(digits):
        return None
    marks = [mark for mark in digits if mark in ".,"]
    if not marks:
        return ""
    last, other = marks[-1], "," if marks[-1] == "." else "."
    whole, _, fraction = digits.rpartition(last)
    if other in marks:
        return last if marks.count(last) == 1 and _GROUPED[other].fullmatch(whole) else None
    if len(marks) > 1:
        return other if _GROUPED[last].fullmatch(digits) else None
    could_group = len(fraction) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
    return "?" if could_group else last
