"""Full dates: whether the day or the month stands first, and how long a period they stand for."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from indicators.importing.periods import Period, date_of, is_first_day, is_last_day
from indicators.importing.problems import Report

if TYPE_CHECKING:
    from indicators.importing.mapping import Mapping

FREQS = {"A": "annual", "Q": "quarterly", "M": "monthly", "D": "daily"}


def day_order(
    choices: list[tuple[Period, str]],
    lines: np.ndarray,
    codes: np.ndarray,
    label: str,
    mapping: Mapping,
    report: Report,
) -> bool | None:
    """Whether dates such as 03/04/2019 have the day first: as set, as one of them proves, as the frequency asked for
    needs; None after asking. `choices` are the distinct periods with that frequency, `codes` point to them by line."""
    open_dates = [(number, period.parts, freq) for number, (period, freq) in enumerate(choices) if period.parts]
    if not open_dates:
        return None
    if mapping.day_first is not None:
        report.decide("date order", _order(mapping.day_first), "as set")
        return mapping.day_first
    proofs = {
        order: [item for item in open_dates if date_of(item[1], order) and not date_of(item[1], not order)]
        for order in (True, False)
    }
    first = open_dates[0]
    if not proofs[True] and not proofs[False]:
        for order in (True, False):
            if all(_begins(parts, order, freq) for _, parts, freq in open_dates) and not all(
                _begins(parts, not order, freq) for _, parts, freq in open_dates
            ):
                freq = FREQS[first[2].upper()]
                report.decide("date order", _order(order), f"the only one with which all are first days ({freq})")
                return order
    elif not (proofs[True] and proofs[False]):
        order = bool(proofs[True])
        report.decide("date order", _order(order), f"proven by {_slashed(proofs[order][0][1])}")
        return order
    line = int(lines[np.flatnonzero(codes == first[0])[0]])
    if proofs[True]:
        what = f"{_slashed(proofs[True][0][1])} has the day first and {_slashed(proofs[False][0][1])} the month"
    else:
        day, month = date_of(first[1], True), date_of(first[1], False)
        what = f"'{_slashed(first[1])}' can be {day} or {month}"
    report.add(
        line, label, "date_order", "question", f"{what}. Set day_first to true (day first) or false (month first)."
    )
    return None


def _slashed(parts: tuple[int, int, int]) -> str:
    return "{:02d}/{:02d}/{}".format(*parts)


def _order(day_first: bool) -> str:
    return "day first" if day_first else "month first"


def _begins(parts: tuple[int, int, int], day_first: bool, freq: str) -> bool:
    day = date_of(parts, day_first)
    return day is not None and freq.upper() in ("A", "Q", "M") and is_first_day(day, freq.upper())


def as_date(period: Period, day_first: bool | None) -> Period:
    """A period with the order of its day and month settled, or left open."""
    if period.parts is None:
        return period
    if day_first is None:
        return Period("open")
    day = date_of(period.parts, day_first)
    return Period("D", day) if day else Period("", error="no_such_date")


def infer_freq(days: list[dt.date]) -> str:
    """The frequency of a series by its dates, or '' where they leave it open.

    First or last days of months, some of them neighbours, are monthly; three or more, all three months apart at
    quarters' ends, quarterly; all twelve apart at the year's, annual. Other dates are daily, unless weekly.
    """
    days = sorted(set(days))
    if len(days) < 2:
        return ""
    at_edge = all(is_first_day(day, "M") for day in days) or all(is_last_day(day, "M") for day in days)
    if not at_edge:
        gaps = {(later - earlier).days for earlier, later in pairwise(days)}
        return "" if min(gaps) >= 7 else "D"
    months = [12 * day.year + day.month for day in days]
    gaps = {later - earlier for earlier, later in pairwise(months)}
    if 1 in gaps:
        return "M"
    for freq, length in (("Q", 3), ("A", 12)):
        ends = all(is_first_day(day, freq) for day in days) or all(is_last_day(day, freq) for day in days)
        if gaps == {length} and len(days) > 2 and ends:
            return freq
    return ""
