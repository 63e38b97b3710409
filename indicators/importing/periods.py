"""When a figure is for."""

from __future__ import annotations

import datetime as dt

FIRST_YEAR = 1500


def is_first_day(day: dt.date, freq: str) -> bool:
    """Whether a period of this freq begins on the day."""
    return (
        freq == "D"
        or day.day == 1
        and (freq == "M" or freq == "Q" and day.month in (1, 4, 7, 10) or freq == "A" and day.month == 1)
    )
