"""The periods of a file: the order of day and month, and the frequency, decided by the column or asked."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from indicators.catalog.areas import fold
from indicators.importing.cells import Cells, Distinct, groups
from indicators.importing.dates import FREQS, as_date, day_order, infer_freq
from indicators.importing.periods import Period, first_day, is_first_day, is_last_day, read_period
from indicators.importing.problems import listing, shown

if TYPE_CHECKING:
    from indicators.catalog import Catalog
    from indicators.importing.mapping import Mapping

_FREQ_WORDS = {"a": "A", "annual": "A", "yearly": "A", "yillik": "A", "y": "A", "q": "Q", "quarterly": "Q"}
_FREQ_WORDS |= {"ceyreklik": "Q", "uc aylik": "Q", "m": "M", "monthly": "M", "aylik": "M", "d": "D", "daily": "D"}
_FREQ_WORDS |= {"gunluk": "D"}
WHY_NOT = {
    "no_period": "The period is not given.",
    "no_such_date": "There is no such date; correct it.",
    "year_out_of_range": "The year is outside of 1500 to 2200; correct it.",
    "time_zone": "A time of day in a time zone can be one day or the next; write the date alone.",
    "other_period": "Only years, quarters, months and days are read: no weeks, half-years or split years.",
    "not_a_period": "It is not a period. Write 2019, 2019-Q3, 2019-07 or 2019-07-31.",
    "no_year": "The year is missing; add a column 'year' or write it beside the month.",
}


def read_when(
    cells: Cells, indicators: np.ndarray, mapping: Mapping, catalog: Catalog
) -> tuple[np.ndarray, np.ndarray]:
    """freq (A Q M D) and the first day of the period (datetime64[D]) of every figure; '' and NaT where not read."""
    texts, label = _period_texts(cells)
    periods = _settle_column(cells, texts, texts.read(read_period), label)
    asked = _asked_freqs(cells, indicators, mapping, catalog)
    # A date is settled per text and frequency asked of it.
    names = sorted(set(asked))
    combined = texts.codes * len(names) + np.searchsorted(names, asked)
    pairs, codes = np.unique(combined, return_inverse=True)
    choices = [(periods[pair // len(names)], names[pair % len(names)]) for pair in pairs]
    day_first = day_order(choices, cells.lines, codes, label, mapping, cells.report)
    dated = [(as_date(period, day_first), freq) for period, freq in choices]
    dated = _infer_freqs(cells, dated, codes, indicators, label)
    results = [_period_of(period, freq) for period, freq in dated]
    errors = Distinct(codes, []).spread([error for _, _, error in results])

    def message(place: int) -> str:
        text = texts.texts[texts.codes[place]]
        return f"'{shown(text)}': {errors[place]}" if text else str(errors[place])

    cells.refuse(errors != "", label, "period", message)
    _note_period_ends(cells, dated, results)
    freqs = Distinct(codes, []).spread([freq for freq, _, _ in results])
    days = Distinct(codes, []).spread([np.datetime64(day or "NaT", "D") for _, day, _ in results], "datetime64[D]")
    cells.bad |= np.isnat(days)
    if "freq" not in cells.layout.roles:
        _ask_about_mixture(cells, freqs, indicators, label)
    return freqs, days


def _period_texts(cells: Cells) -> tuple[Distinct, str]:
    """The text of each figure's period, put together where its parts have columns of their own."""
    layout = cells.layout
    if layout.across == "periods":
        return cells.headers(), "header"
    if "time_period" in layout.roles:
        return cells.text("time_period") or cells.constant(""), layout.label("time_period")
    year = cells.text("year")
    part = cells.headers() if layout.across == "months" else cells.text("quarter") or cells.text("month")
    if year is None:
        return part or cells.constant(""), layout.label("month" if "month" in layout.roles else "time_period")
    if part is None:
        return year, layout.label("year")
    day = cells.text("day")
    quarterly = "quarter" in layout.roles and layout.across != "months"
    days = day.spread(day.texts) if day is not None else np.full(len(cells), "", dtype=object)
    joined = [
        _joined(*parts, quarterly) for parts in zip(year.spread(year.texts), part.spread(part.texts), days, strict=True)
    ]
    whole = np.empty(len(joined), dtype=object)
    whole[:] = joined
    return Distinct.of(whole), layout.label("year")


def _joined(year: str, part: str, day: str, quarterly: bool) -> str:
    year, part, day = (text.removesuffix(".0") for text in (year, part, day))
    if part.isdecimal():
        return f"{year}Q{part}" if quarterly else f"{year}-{part.zfill(2)}" + (f"-{day.zfill(2)}" if day else "")
    return f"{day} {part} {year}".strip()


def _settle_column(cells: Cells, texts: Distinct, periods: list[Period], label: str) -> list[Period]:
    """Readings that depend on the whole column: day numbers of a spreadsheet, split years, months without a year."""
    kinds = Counter(period.freq for period in periods)
    short = [(text, period) for text, period in zip(texts.texts, periods, strict=True) if _is_short(text, period)]
    if short:
        text, period = short[0]
        year = period.start.year if period.start else period.parts[2] if period.parts else 0
        cells.report.decide("years of two digits", f"'{shown(text)}' is in {year}", "at most 20 years from now")
    if kinds["serial"] and kinds["serial"] == sum(count for kind, count in kinds.items() if kind):
        cells.report.decide("dates", "day numbers of a spreadsheet", f"every entry of {label} is one (1900 system)")
        periods = [period._replace(freq="D") if period.freq == "serial" else period for period in periods]
    split_years = (kinds["split"] > 1 and kinds["M"] == 0) or any(p.freq == "split" and not p.start for p in periods)
    settled = []
    for period in periods:
        if period.freq == "split":
            period = Period("", error="other_period") if split_years else period._replace(freq="M")
        elif period.freq == "serial":
            period = Period("", error="not_a_period")
        elif period.freq in ("month", "quarter"):
            period = Period("", error="no_year")
        settled.append(period)
    return settled


def _is_short(text: str, period: Period) -> bool:
    """Whether a period was read from a year of two digits."""
    return period.freq in ("M", "D", "slash") and not re.search(r"\d{4}", text)


def _asked_freqs(cells: Cells, indicators: np.ndarray, mapping: Mapping, catalog: Catalog) -> np.ndarray:
    """The frequency each figure must have by its freq column or the setting; in lower case where it is only known of
    the indicator, which settles dates but nothing else; '' where nothing is known."""
    column = cells.text("freq")
    if column is not None:
        codes = [_freq_code(text) for text in column.texts]
        unknown = column.spread([code == "?" for code in codes], bool)
        cells.refuse(
            unknown,
            cells.layout.label("freq"),
            "freq",
            lambda place: f"'{shown(column.texts[column.codes[place]])}' is not a frequency. Write A, Q, M or D.",
        )
        return column.spread(["" if code == "?" else code for code in codes])
    if mapping.freq:
        cells.report.decide("freq", mapping.freq, "as set")
        return np.full(len(cells), mapping.freq, dtype=object)
    described = {indicator: catalog.indicators.get(indicator) for indicator in set(indicators)}
    known = {indicator: found.freq.lower() if found else "" for indicator, found in described.items()}
    return np.array([known[indicator] for indicator in indicators], dtype=object)


def _freq_code(text: str) -> str:
    return _FREQ_WORDS.get(fold(text)) or _FREQ_WORDS.get(fold(text.split(":")[0])) or ("?" if text else "")


def _infer_freqs(
    cells: Cells, dated: list[tuple[Period, str]], codes: np.ndarray, indicators: np.ndarray, label: str
) -> list[tuple[Period, str]]:
    """Give a frequency to full dates for which none is asked, from the distances between them; ask where these fail."""
    unsettled = [number for number, (period, freq) in enumerate(dated) if period.freq == "D" and not freq]
    if not unsettled:
        return dated
    found: dict[int, str] = {}
    undecided = np.flatnonzero(np.isin(codes, unsettled))
    for _, places in groups(indicators[undecided]):
        mine = undecided[places]
        numbers = np.unique(codes[mine]).tolist()
        freq = infer_freq([dated[number][0].start for number in numbers if dated[number][0].start])
        asking = mine[~cells.bad[mine]]
        if freq:
            cells.report.decide("freq", freq, f"the dates in {label} are {FREQS[freq]}")
        elif len(asking):
            what = (
                f"The dates do not tell how long a period each figure is for ({dated[codes[asking[0]]][0].start}, …)."
            )
            cells.report.add(cells.line(asking[0]), label, "freq", "question", f"{what} Set freq to A, Q, M or D.")
        for number in numbers:
            # A date of two indicators with different frequencies settles neither.
            found[number] = freq if found.get(number, freq) == freq else ""
    return [
        (period, freq or found.get(number, ""))
        if number not in unsettled or found.get(number)
        else (Period("open"), "")
        for number, (period, freq) in enumerate(dated)
    ]


def _period_of(period: Period, asked: str) -> tuple[str, dt.date | None, str]:
    """(freq, first day, '') of one settled period, or ('', None, why not)."""
    if period.freq == "open":
        return "", None, ""
    if not period.freq or period.start is None:
        return "", None, WHY_NOT[period.error]
    if period.freq == "D":
        freq = asked.upper()
        if is_first_day(period.start, freq) or is_last_day(period.start, freq):
            return freq, first_day(period.start, freq), ""
        return "", None, f"This is not the first or last day of a period ({FREQS[freq]}). Write the first day."
    if asked.isupper() and asked != period.freq:
        return "", None, f"This is {FREQS[period.freq]}, but the frequency is {FREQS[asked]}. Correct one of them."
    return period.freq, period.start, ""


def _note_period_ends(
    cells: Cells, dated: list[tuple[Period, str]], results: list[tuple[str, dt.date | None, str]]
) -> None:
    moved = [
        period.start
        for (period, _), (freq, day, _) in zip(dated, results, strict=True)
        if day is not None and period.freq == "D" and freq != "D" and period.start != day
    ]
    if moved:
        cells.report.decide("period ends", "read as the period they end", listing(moved, 2))


def _ask_about_mixture(cells: Cells, freqs: np.ndarray, indicators: np.ndarray, label: str) -> None:
    """Years among months in a file without a freq column may be totals: ask which are meant."""
    for _, places in groups(indicators):
        mine = places[~cells.bad[places]]
        found = Counter(freqs[mine])
        if len(found) == 1:
            freq = next(iter(found))
            if "freq" not in cells.report.decisions:
                cells.report.decide("freq", freq, f"the periods are written as {FREQS[freq]} ones")
        elif found:
            rare = min(found, key=lambda freq: found[freq])
            what = listing(f"{count:,} {FREQS[freq]}" for freq, count in found.most_common())
            what = f"The periods are of several lengths: {what}. Set freq to keep one."
            cells.report.add(cells.line(mine[freqs[mine] == rare][0]), label, "mixed_freq", "question", what)
            cells.bad[places] = True
