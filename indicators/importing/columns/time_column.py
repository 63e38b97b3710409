"""The time column: the order of day and month, and the frequency of each figure, decided by the column or asked."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from indicators.catalog.areas import fold
from indicators.errors import Message
from indicators.importing.columns.cells import Cells, Days, Distinct, Ints, Texts, groups, spread
from indicators.importing.columns.periods import (
    FREQS,
    Period,
    date_of,
    first_day,
    is_first_day,
    is_last_day,
    read_period,
    roman_month,
)
from indicators.importing.columns.vocabulary import FREQ_WORDS
from indicators.importing.problems import AS_SET, listing, printable

WHY_NOT = {
    "no_period": Message("The period is not given."),
    "no_such_date": Message("There is no such date; correct it."),
    "year_out_of_range": Message("The year is outside of 1500 to 2200; correct it."),
    "time_zone": Message("A time of day in a time zone can be one day or the next; write the date alone."),
    "other_period": Message("Only years, quarters, months and days are read: no weeks, half-years or split years."),
    "not_a_period": Message("It is not a period. Write 2019, 2019-Q3, 2019-07 or 2019-07-31."),
    "no_year": Message("The year is missing; add a column 'year' or write it beside the month."),
}
_OPEN = Period("open")

Dated = tuple[Period, str]
"""A period and the frequency asked of it: by its freq column or the setting, in lower case where it is only known of
the indicator, which settles dates but nothing else; '' where nothing is known."""


def read_time_column(cells: Cells, indicators: Texts) -> tuple[Texts, Days]:
    """freq (A Q M D) and the first day of the period (datetime64[D]) of every figure; '' and NaT where not read."""
    texts, label = _period_texts(cells)
    periods = _settle_column(cells, texts, label)
    asked = _asked_freqs(cells, indicators)
    # A date is settled per text and frequency asked of it.
    freqs = sorted(set(asked))
    pairs, codes = np.unique(texts.codes * len(freqs) + np.searchsorted(freqs, asked), return_inverse=True)
    choices = [(periods[pair // len(freqs)], freqs[pair % len(freqs)]) for pair in pairs]
    day_first = day_order(cells, choices, cells.lines, codes, label)
    dated = [(as_date(period, day_first), freq) for period, freq in choices]
    dated = _infer_freqs(cells, dated, codes, indicators, label)
    results = [_period_of(period, freq) for period, freq in dated]
    reasons = spread(codes, [reason for _, _, reason in results])
    names = texts.each(lambda text: "period" if text else "period.missing")
    unread = np.array([reason is not None for reason in reasons], dtype=bool)
    cells.refuse(unread, label, names.__getitem__, text=texts, reason=reasons)
    _note_period_ends(cells, dated, [day for _, day, _ in results])
    found = spread(codes, [freq for freq, _, _ in results])
    days = spread(codes, [np.datetime64(day or "NaT", "D") for _, day, _ in results], "datetime64[D]")
    cells.bad |= np.isnat(days)
    if not cells.layout.has("freq"):
        _ask_about_mixture(cells, found, indicators, label)
    return found, days


def _period_texts(cells: Cells) -> tuple[Distinct, str]:
    """The text of each figure's period, put together where its parts have columns of their own."""
    layout = cells.layout
    if layout.across == "periods":
        return cells.headers(), "header"
    if layout.has("time_period"):
        return cells.text_or_empty("time_period"), layout.label("time_period")
    year = cells.text("year")
    part = cells.headers() if layout.across == "months" else cells.text("quarter") or cells.text("month")
    if year is None:
        return part or cells.text_or_empty(""), layout.label("month" if layout.has("month") else "time_period")
    if part is None:
        return year, layout.label("year")
    quarterly = layout.has("quarter") and layout.across != "months"
    columns = [column.spread(column.texts) for column in (year, part, cells.text_or_empty("day"))]
    joined = np.empty(len(cells), dtype=object)
    joined[:] = [_joined(quarterly, *parts) for parts in zip(*columns, strict=True)]
    return Distinct.of(joined), layout.label("year")


def _joined(quarterly: bool, year: str, part: str, day: str) -> str:
    year, part, day = (text.removesuffix(".0") for text in (year, part, day))
    if part.isdecimal():
        return f"{year}Q{part}" if quarterly else f"{year}-{part.zfill(2)}" + (f"-{day.zfill(2)}" if day else "")
    return f"{day} {part} {year}".strip()


def _settle_column(cells: Cells, texts: Distinct, label: str) -> list[Period]:
    """Readings that depend on the whole column: day numbers of a spreadsheet, split years, months without a year."""
    periods = _read_all(cells, texts, label)
    kinds = Counter(period.freq for period in periods)
    pairs = zip(texts.texts, periods, strict=True)
    text, short = next(((text, period) for text, period in pairs if _is_short(text, period)), ("", None))
    if short is not None:
        year = short.start.year if short.start else short.parts[2] if short.parts else 0
        value = Message("'{text}' is in {year}", text=printable(text), year=year)
        cells.report.decide("years of two digits", value, Message("at most 20 years from now"))
    serials = kinds["serial"] > 0 and kinds["serial"] == sum(count for kind, count in kinds.items() if kind)
    if serials:
        how = Message("every entry of {column} is one (1900 system)", column=label)
        cells.report.decide("dates", Message("day numbers of a spreadsheet"), how)
    split_years = (kinds["split"] > 1 and kinds["M"] == 0) or any(p.freq == "split" and not p.start for p in periods)
    unread = {"month": "no_year", "quarter": "no_year"}
    unread |= {} if serials else {"serial": "not_a_period"}
    unread |= {"split": "other_period"} if split_years else {}
    settled = {"serial": "D", "split": "M"}
    return [
        Period("", error=unread[one.freq]) if one.freq in unread else one._replace(freq=settled.get(one.freq, one.freq))
        for one in periods
    ]


def _read_all(cells: Cells, texts: Distinct, label: str) -> list[Period]:
    """Every period as it is written. Roman numerals are months where one of them is above IV, else quarters."""
    months = [roman_month(text) for text in texts.texts]
    if not any(one is not None and one.start is not None and one.start.month > 4 for one in months):
        return texts.read(read_period)
    how = Message("an entry of {column} is above IV", column=label)
    cells.report.decide("Roman numerals", Message("months"), how)
    return [roman_month(text) or read_period(text) for text in texts.texts]


def _is_short(text: str, period: Period) -> bool:
    """Whether a period was read from a year of two digits."""
    return period.freq in ("M", "D", "slash") and not re.search(r"\d{4}", text)


def _asked_freqs(cells: Cells, indicators: Texts) -> Texts:
    """What is asked of each figure's frequency; see `Dated`."""
    column = cells.text("freq")
    if column is not None:
        codes = [FREQ_WORDS.get(fold(text)) or FREQ_WORDS.get(fold(text.split(":")[0])) or "" for text in column.texts]
        unknown = [bool(text) and not code for text, code in zip(column.texts, codes, strict=True)]
        cells.refuse(column.spread(unknown, bool), cells.layout.label("freq"), "freq", text=column)
        return column.spread(codes)
    if cells.mapping.freq:
        cells.report.decide("freq", cells.mapping.freq, AS_SET)
        return cells.filled(cells.mapping.freq)
    described = {indicator: cells.catalog.indicators.get(indicator) for indicator in set(indicators)}
    known = {indicator: found.freq.lower() if found else "" for indicator, found in described.items()}
    return np.array([known[indicator] for indicator in indicators], dtype=object)


# --- the order of day and month ------------------------------------------------------------------------


def day_order(cells: Cells, choices: Sequence[Dated], lines: Ints, codes: Ints, label: str) -> bool | None:
    """Whether dates such as 03/04/2019 have the day first: as set, as one of them proves, as the frequency asked for
    needs; None after asking. `choices` are the distinct periods with that frequency, `codes` point to them by line."""
    report, day_first = cells.report, cells.mapping.day_first
    ambiguous = [(number, period.parts, freq) for number, (period, freq) in enumerate(choices) if period.parts]
    if not ambiguous:
        return None
    names = {True: Message("day first"), False: Message("month first")}
    if day_first is not None:
        report.decide("date order", names[day_first], AS_SET)
        return day_first
    proofs = {
        order: next((one for _, one, _ in ambiguous if date_of(one, order) and not date_of(one, not order)), None)
        for order in (True, False)
    }
    number, first, freq = ambiguous[0]
    for order in (True, False):
        proof = proofs[order]
        if proof and not proofs[not order]:
            report.decide("date order", names[order], Message("proven by {date}", date=_slashed(proof)))
            return order
    begins = {order: all(_begins(parts, order, freq) for _, parts, freq in ambiguous) for order in (True, False)}
    if not any(proofs.values()) and begins[True] != begins[False]:
        how = Message("the only one with which all are first days ({freq})", freq=FREQS[freq.upper()])
        report.decide("date order", names[begins[True]], how)
        return begins[True]
    line = int(lines[np.flatnonzero(codes == number)[0]])
    by_day, by_month = proofs[True], proofs[False]
    if by_day and by_month:
        report.add("date_order.both", line, label, day_first=_slashed(by_day), month_first=_slashed(by_month))
    else:
        day, other = date_of(first, True), date_of(first, False)
        report.add("date_order", line, label, date=_slashed(first), day=day, other=other)
    return None


def _slashed(parts: tuple[int, int, int]) -> str:
    return "{:02d}/{:02d}/{}".format(*parts)


def _begins(parts: tuple[int, int, int], day_first: bool, freq: str) -> bool:
    day = date_of(parts, day_first)
    return day is not None and freq.upper() in ("A", "Q", "M") and is_first_day(day, freq.upper())


def as_date(period: Period, day_first: bool | None) -> Period:
    """A period with the order of its day and month settled, or left open."""
    if period.parts is None:
        return period
    if day_first is None:
        return _OPEN
    day = date_of(period.parts, day_first)
    return Period("D", day) if day else Period("", error="no_such_date")


# --- the frequency --------------------------------------------------------------------------------------


def _infer_freqs(cells: Cells, dated: list[Dated], codes: Ints, indicators: Texts, label: str) -> list[Dated]:
    """Give a frequency to full dates for which none is asked, from the distances between them; ask where these fail."""
    unsettled = [number for number, (period, freq) in enumerate(dated) if period.freq == "D" and not freq]
    found: dict[int, str] = {}
    asked = False
    undecided = np.flatnonzero(np.isin(codes, unsettled))
    for _, places in groups(indicators[undecided]):
        mine = undecided[places]
        numbers = np.unique(codes[mine]).tolist()
        freq = infer_freq([start for number in numbers if (start := dated[number][0].start)])
        asking = mine[~cells.bad[mine]]
        if freq:
            how = Message("the dates in {column} are {freq}", column=label, freq=FREQS[freq])
            cells.report.decide("freq", freq, how)
        elif len(asking) and not asked:
            asked = True
            day = dated[codes[asking[0]]][0].start
            cells.report.add("freq.open", cells.line(asking[0]), label, day=day)
        for number in numbers:
            # A date of two indicators with different frequencies settles neither.
            found[number] = freq if found.get(number, freq) == freq else ""
    settled = list(dated)
    for number in unsettled:
        freq = found.get(number, "")
        settled[number] = (dated[number][0], freq) if freq else (_OPEN, "")
    return settled


def infer_freq(days: list[dt.date]) -> str:
    """The frequency of a series by its dates, or '' where they leave it open.

    First or last days of months, some of them neighbours, are monthly; three or more, all three months apart at
    quarters' ends, quarterly; all twelve apart at the year's, annual. Other dates are daily, unless weekly.
    """
    days = sorted(set(days))
    if len(days) < 2:
        return ""
    if not _at_edges(days, "M"):
        return "" if min((later - earlier).days for earlier, later in pairwise(days)) >= 7 else "D"
    months = [12 * day.year + day.month for day in days]
    gaps = {later - earlier for earlier, later in pairwise(months)}
    if 1 in gaps:
        return "M"
    lengths = {"Q": {3}, "A": {12}}
    return next((f for f in lengths if gaps == lengths[f] and len(days) > 2 and _at_edges(days, f)), "")


def _at_edges(days: Sequence[dt.date], freq: str) -> bool:
    """Whether all days begin periods of this frequency, or all end them."""
    return all(is_first_day(day, freq) for day in days) or all(is_last_day(day, freq) for day in days)


def _period_of(period: Period, asked: str) -> tuple[str, dt.date | None, Message | None]:
    """(freq, first day, None) of one settled period, or ('', None, why not)."""
    if period.freq == "open":
        return "", None, None
    if not period.freq or period.start is None:
        return "", None, WHY_NOT[period.error]
    if period.freq == "D":
        freq = asked.upper()
        if is_first_day(period.start, freq) or is_last_day(period.start, freq):
            return freq, first_day(period.start, freq), None
        why = Message("This is not the first or last day of a period ({freq}). Write the first day.", freq=FREQS[freq])
        return "", None, why
    if asked.isupper() and asked != period.freq:
        what = Message("This is {found}, but the frequency is {asked}. Correct one of them.")
        return ("", None, Message(what, found=FREQS[period.freq], asked=FREQS[asked]))
    return period.freq, period.start, None


def _note_period_ends(cells: Cells, dated: Sequence[Dated], days: Sequence[dt.date | None]) -> None:
    moved = [period.start for (period, _), day in zip(dated, days, strict=True) if day and period.start != day]
    if moved:
        cells.report.decide("period ends", Message("read as the period they end"), listing(moved, 2))


def _ask_about_mixture(cells: Cells, freqs: Texts, indicators: Texts, label: str) -> None:
    """Years among months in a file without a freq column may be totals: ask which are meant."""
    for _, places in groups(indicators):
        mine = places[~cells.bad[places]]
        found = Counter(freqs[mine])
        if len(found) == 1:
            freq = next(iter(found))
            if "freq" not in cells.report.decisions:
                cells.report.decide("freq", freq, Message("the periods are written as {freq} ones", freq=FREQS[freq]))
        elif found:
            rare = min(found, key=lambda freq: found[freq])
            lengths = listing(f"{count:,} {FREQS[freq]}" for freq, count in found.most_common())
            cells.report.add("mixed_freq", cells.line(mine[freqs[mine] == rare][0]), label, lengths=lengths)
            cells.bad[places] = True
