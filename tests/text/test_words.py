"""Numbers as people write them."""

from __future__ import annotations

import pandas as pd

from indicators.text import p_text, period_name, significant, spelled


def test_significant_digits() -> None:
    assert [significant(x) for x in (1097.75, 61.46, 0.01744, 0.0, -0.5, 12345678.0)] == [
        "1,098",
        "61.5",
        "0.0174",
        "0",
        "−0.5",
        "12,345,678",
    ]
    assert significant(0.25, sign=True) == "+0.25"
    assert significant(float("nan")) == "no value"


def test_p_values_and_small_counts() -> None:
    assert [p_text(p) for p in (0.0001, 0.0312, 0.5)] == ["p < 0.001", "p = 0.031", "p = 0.5"]
    assert [spelled(n) for n in (0, 1, 9, 10)] == ["no", "one", "nine", "10"]


def test_periods_and_what_is_none() -> None:
    assert [period_name(pd.Period(text)) for text in ("2026-08", "2008Q3")] == ["August 2026", "Q3 2008"]
    assert [period_name(pd.Period("2024", "Y")), period_name(1898)] == ["2024", "1898"]
