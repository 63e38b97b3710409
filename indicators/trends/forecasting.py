"""Where is it heading? A forecast beside its own record, and naive unless something beats it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from indicators.errors import Message, SeriesTooShortError, TrendError
from indicators.text import listing
from indicators.trends import candidates as methods
from indicators.trends.backtest import Record, backtest, origins_of
from indicators.trends.candidates import Candidate, Path
from indicators.trends.fitting import fits
from indicators.trends.plot import Band, Line, Plot
from indicators.trends.question import Question, Subject, by_month
from indicators.trends.results import TrendResult
from indicators.trends.seasonal import seasonality
from indicators.trends.series import TimeSeries, read_series

LEVELS = (0.8, 0.95)
LEARN = 24
"""Values that a method must have seen before its first forecast is judged."""
SCALE = (0.0, 100.0)
"""No forecast leaves the scale of the scores."""
YEARS = 10
"""Of the series that are drawn before its forecast."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Forecast(TrendResult):
    """`fan`: one row a future period: `forecast`, `low_80`, `high_80`, `low_95`, `high_95`.

    `record`: one row a method: `kind` (model or benchmark), `mase`, `coverage_80`, `coverage_95` of the backtest,
    `p_against_naive` (paired t-test of the errors; empty for naive itself), `beats_naive` and `chosen`. A forecast
    interval says where one future value may lie if the past is a guide; it is not the uncertainty of the index, which
    comes from the choices that made it.
    """

    fan: pd.DataFrame
    record: pd.DataFrame
    method: str
    beats_naive: bool
    origins: int
    parameters: dict[str, float]
    observed: pd.Series

    formula: ClassVar[str] = (
        "MASE = mean |y − ŷ| / mean |y_t − y_{t−1}| of what was known; rolling origins, refitted at each; "
        "the lowest MASE of the methods that beat naive (paired t-test over the origins, 5 %), and naive if none does"
    )
    reference: ClassVar[str] = (
        "Hyndman & Koehler (2006) International Journal of Forecasting 22; "
        "Tashman (2000) International Journal of Forecasting 16; "
        "Hyndman, Koehler, Ord & Snyder (2008) Forecasting with Exponential Smoothing"
    )

    def to_frame(self) -> pd.DataFrame:
        return self.fan


@fits
def forecast(
    series: pd.Series, months: int = 12, *, bounds: tuple[float, float] | None = None, origins: int = 16
) -> Forecast:
    """Forecast so many months ahead (periods, for a series without dates) with the method of the best record.

    Models: local level, local linear trend, AR(1) and damped smoothing; for a series with a season the airline model
    and seasonal smoothing. Benchmarks: naive, drift and, by month or quarter, seasonal naive. Each is refitted at up
    to `origins` earlier origins. The record of the chosen method is a little too good, since it was chosen by it.
    `bounds` cut the intervals of a series that cannot leave a range. Raises SeriesTooShortError below 24 values plus
    twice the horizon, TrendError for a gap, a series that never changes or a horizon that is not positive.
    """
    if months < 1:
        raise TrendError("A forecast looks ahead; {months} months is not ahead. Ask for one or more.", months=months)
    read = read_series(series, question="A forecast", at_least=LEARN, gaps=False, must_vary=True)
    steps = math.ceil(months * read.per_year / 12) if read.per_year else months
    if len(read) < LEARN + 2 * steps:
        raise SeriesTooShortError(
            "A forecast {steps} {unit}s ahead needs at least {learn} values, to see how it would "
            "have done; {name} has {n}. Ask for a shorter horizon or a longer series.",
            steps=steps,
            unit=read.unit,
            learn=LEARN + 2 * steps,
            name=read.name,
            n=len(read),
        )
    period = read.per_year or 1
    models = _models(read, period)
    everything = models | (methods.SEASONAL_BENCHMARKS if period > 1 else methods.BENCHMARKS)
    at = origins_of(len(read), steps, LEARN, origins)
    records, failed = backtest(everything, read.values, steps, period, at, LEVELS)
    better = [name for name in records if records[name].beats(records["naive"])]
    method = min(better, key=lambda name: records[name].mase, default="naive")
    path = everything[method](read.values, steps, period, None)
    return Forecast(
        fan=_fan(read, path, bounds),
        record=_record_table(records, set(models), method),
        method=method,
        beats_naive=bool(better),
        origins=len(at),
        parameters=path.parameters,
        observed=read.series(),
        unit=read.unit,
        name=read.name,
        caveats=_caveats(records[method], failed, path, len(at)),
    )


def _models(read: TimeSeries, period: int) -> dict[str, Candidate]:
    """Seasonal models where there is a season and three years to learn it from, else those without."""
    try:
        seasonal = seasonality(read.series()).present
    except TrendError:
        seasonal = False
    if not seasonal:
        return methods.MODELS
    return methods.SEASONAL_MODELS if len(read) // 2 >= 3 * period else {}


def _fan(read: TimeSeries, path: Path, bounds: tuple[float, float] | None) -> pd.DataFrame:
    low, high = bounds if bounds is not None else (-np.inf, np.inf)
    columns = {"forecast": np.clip(path.mean, low, high)}
    for level in LEVELS:
        lower, upper = path.interval(level)
        columns[f"low_{level * 100:.0f}"] = np.clip(lower, low, high)
        columns[f"high_{level * 100:.0f}"] = np.clip(upper, low, high)
    if isinstance(read.index, pd.PeriodIndex):
        ahead: pd.Index = pd.period_range(read.index[-1] + 1, periods=len(path.mean), name=read.index.name)
    else:
        ahead = pd.RangeIndex(read.index[-1] + 1, read.index[-1] + 1 + len(path.mean), name=read.index.name)
    return pd.DataFrame(columns, index=ahead)


def _record_table(records: dict[str, Record], models: set[str], method: str) -> pd.DataFrame:
    rows = [
        {
            "method": name,
            "kind": "model" if name in models else "benchmark",
            "mase": record.mase,
            **{f"coverage_{level * 100:.0f}": share for level, share in record.coverage.items()},
            "p_against_naive": np.nan if name == "naive" else record.p_against(records["naive"]),
            "beats_naive": record.beats(records["naive"]),
            "chosen": name == method,
        }
        for name, record in records.items()
    ]
    return pd.DataFrame(rows).set_index("method").sort_values("mase")


def _caveats(record: Record, failed: dict[str, str], path: Path, origins: int) -> tuple[Message, ...]:
    caveats: list[Message] = []
    if not path.converged:
        caveats.append(Message("The likelihood did not reach its maximum: read the forecast as a rough guide."))
    for name, reason in failed.items():
        caveats.append(
            Message("{method} could not be fitted ({reason}) and is left out.", method=name.capitalize(), reason=reason)
        )
    off = [f"{100 * level:.0f} %" for level, share in record.coverage.items() if abs(share - level) > 0.1]
    if off:
        caveats.append(
            Message(
                "In the backtests the {levels} intervals did not hold what they say; see the record beside the fan.",
                levels=listing(off),
            )
        )
    if origins < 8:
        caveats.append(
            Message("The record rests on {n} origin only.", "The record rests on {n} origins only.", n=origins)
        )
    return tuple(caveats)


def _fit(subject: Subject) -> tuple[Forecast]:
    return (forecast(subject.series(), subject.months, bounds=SCALE),)


def _chart(found: Forecast) -> tuple[Plot, ...]:
    """The last years and the fan of the forecast, which begins at the last value."""
    recent = found.observed.iloc[-12 * YEARS :]
    now = recent.loc[[recent.last_valid_index()]]
    fan = pd.DataFrame({name: pd.concat([now, column]) for name, column in found.fan.items()})
    table = pd.concat([recent.rename("observed"), fan], axis=1)
    parts = (
        Line("observed", "Score", "series"),
        Band("low_95", "high_95", "Forecast interval, 95 %", "fan edge"),
        Band("low_80", "high_80", "Forecast interval, 80 %", "fan"),
        Line("forecast", "Forecast", "forecast"),
    )
    return (Plot(table, parts, data=by_month(found.fan)),)


QUESTION = Question(
    "forecast",
    Message("Where is it heading?"),
    _fit,
    _chart,
    numbers=lambda found: found.record.reset_index(),
    options=("months",),
)
