"""What is the underlying direction? The smoothed trend, and Sen's slope with every test for or against it."""

from __future__ import annotations

import pandas as pd

from indicators.errors import Message
from indicators.trends.plot import Band, Line, Plot
from indicators.trends.question import Question, Subject, by_month
from indicators.trends.sen import SenSlope, sen_slope
from indicators.trends.structural import UnderlyingTrend, underlying_trend


def _fit(subject: Subject) -> tuple[SenSlope, UnderlyingTrend]:
    series = subject.series()
    return sen_slope(series, null=subject.null), underlying_trend(series)


def _with_line(sen: SenSlope, trend: UnderlyingTrend) -> pd.DataFrame:
    return trend.to_frame().assign(sen_line=sen.to_frame()["line"])


def _numbers(sen: SenSlope, trend: UnderlyingTrend) -> pd.DataFrame:
    year = sen.per_year or 1
    tests = [
        ("Sen's slope, Mann–Kendall", sen.slope * year, sen.p_value),
        ("Sen's slope, Mann–Kendall after Hamed and Rao", sen.slope * year, sen.robust_p_value),
        (f"straight line, Newey–West errors of {sen.hac_lags} lags", sen.hac_slope * year, sen.hac_p_value),
    ]
    if sen.null_p_value is not None:
        tests.append(("Sen's slope, rank among worlds in which nothing happens", sen.slope * year, sen.null_p_value))
    return pd.DataFrame(tests, columns=["test", "slope_per_year", "p_value"])


def _chart(sen: SenSlope, trend: UnderlyingTrend) -> tuple[Plot, ...]:
    """The series, its smoothed trend with a band between dotted lines, and Sen's straight line."""
    band = Band("low", "high", f"Band of the trend ({100 * trend.level:.0f} %)")
    parts = (
        Line("observed", "Score", "series"),
        *(() if trend.is_the_series else (band,)),
        Line("trend", "Underlying trend"),
        Line("sen_line", "Sen's slope", "straight"),
    )
    return (Plot(_with_line(sen, trend), parts),)


QUESTION = Question(
    "direction",
    Message("What is the underlying direction?"),
    _fit,
    _chart,
    lambda sen, trend: by_month(_with_line(sen, trend)),
    _numbers,
    ranked=True,
)
