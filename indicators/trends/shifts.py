"""When did the level shift? Dates with confidence intervals, and the events inside them.

Bai and Perron (1998, 2003): dates by least squares over all partitions, their number by BIC, sup-F tests, intervals
for the dates after Bai (1997). A filtered series (summed, decayed, held over a year) has long memory, and these tests
then find shifts where there is none; `null` brings simulated series from the same pipeline, and the ranks among them
are the evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd
from scipy.stats import chi2

from indicators.errors import Message, TrendError
from indicators.model.arrays import Floats, Positions
from indicators.text import listing, period_name
from indicators.trends.dating import Partitions, date_interval, long_run_variance, partitions, regimes_of, residuals
from indicators.trends.fitting import fits
from indicators.trends.plot import Interval, Line, NamedEvents, Plot
from indicators.trends.question import Question, Subject
from indicators.trends.ranks import false_discoveries, rank_p_value, simulated_on
from indicators.trends.results import TrendResult
from indicators.trends.series import TimeSeries, read_series
from indicators.trends.shift_parts import ShiftParts, shift_parts, shifts_table
from indicators.trends.sup_f import UD_MAX, sup_f_p_value, sup_f_table, tabulated_share

AT_LEAST = 20
SIGNIFICANCE = 0.05
SHIFT_COLUMNS = ("date", "low", "high", "before", "after", "change", "observations_before", "p_value")
EVENT_COLUMNS = ("shift", "event_id", "kind", "what", "date", "title")


@dataclass(frozen=True, eq=False, kw_only=True)
class LevelShifts(TrendResult):
    """The shifts of one series.

    `shifts`: one row a shift; `date` is the last period before it, `low` and `high` its interval, `before` and
    `after` the means on either side, `p_value` the share of simulated series whose largest shift is at least as large
    (empty without a null). `tests`: sup-F statistics by number of shifts. `earliest` and `latest`: the first and last
    `date` that could have been found at all. `p_value`: of no shift at all, the rank among the simulated series or,
    without them, the asymptotic one. `by_chance`: shifts found on average in the simulated series. `parts`: what each
    shift is made of, where the index said so.
    """

    shifts: pd.DataFrame
    tests: pd.DataFrame
    p_value: float
    by_chance: float | None
    correlated: bool
    earliest: Any
    latest: Any
    events: pd.DataFrame
    fitted: pd.Series
    observed: pd.Series
    parts: ShiftParts | None = None

    formula: ClassVar[str] = "y_t = μ_j + u_t, T_{j−1} < t ≤ T_j; dates minimise Σ_j Σ_t (y_t − μ_j)², number by BIC"
    reference: ClassVar[str] = (
        "Bai & Perron (1998) Econometrica 66; Bai & Perron (2003) Journal of Applied Econometrics 18; "
        "Bai (1997) Review of Economics and Statistics 79"
    )

    def to_frame(self) -> pd.DataFrame:
        return self.shifts


@fits
def level_shifts(
    series: pd.Series,
    min_share: float = 0.15,
    *,
    events: pd.DataFrame | None = None,
    null: pd.DataFrame | None = None,
    most: int | None = None,
    errors: Literal["auto", "independent", "correlated"] = "auto",
) -> LevelShifts:
    """Date the shifts in the mean of a series.

    `min_share`: the shortest regime, as a share of the series. `events`: a frame with `date_start` (and `date_end`,
    `event_id`, `kind`, `title`), listed where they fall inside an interval. `null`: simulated series without a shift,
    one a column, as long as `series` (see `pipeline_null`). `errors`: whether tests and intervals allow for serial
    correlation (a quadratic spectral long-run variance); `auto` asks a Ljung–Box test of the residuals.
    Missing values are left out, and that is said. Raises SeriesTooShortError below 20 values, TrendError for a share
    outside 0.05 to 0.45 or a null of another length.
    """
    if not 0.05 <= min_share <= 0.45:
        raise TrendError(
            "min_share is {min_share:g}; the shortest regime must be 0.05 to 0.45 of the series.", min_share=min_share
        )
    read = read_series(series, question="A search for level shifts", at_least=AT_LEAST, must_vary=True)
    at = read.observed
    values = read.values[at]
    shortest = max(int(len(values) * min_share + 1e-9), 2)
    parts = partitions(values, shortest, most)
    rest = residuals(values, parts.best)
    correlated = errors == "correlated" or (errors == "auto" and _correlated(rest, parts.number))
    tests = sup_f_table(values, parts, _variances(values, parts, correlated), min_share)
    shifts = _shift_table(read, at, values, parts, correlated)
    simulated = None if null is None else _null_statistics(simulated_on(null, read), shortest, most)
    if simulated is None:
        p_value = sup_f_p_value(float(tests["sup_f"].iloc[0]), min_share)
    else:
        p_value = rank_p_value(parts.largest_f, simulated["statistic"].to_numpy())
        shifts["p_value"] = [rank_p_value(abs(change), simulated["largest"].to_numpy()) for change in shifts["change"]]
    fitted = np.full(len(read), np.nan)
    fitted[at] = values - rest
    return LevelShifts(
        shifts=shifts,
        tests=tests,
        p_value=p_value,
        by_chance=None if simulated is None else float(simulated["number"].mean()),
        correlated=correlated,
        earliest=read.index[at[shortest - 1]],
        latest=read.index[at[len(at) - shortest - 1]],
        events=_events_inside(shifts, events, read),
        fitted=read.series(fitted),
        observed=read.series(),
        name=read.name,
        caveats=_caveats(read, shifts, parts, tests, min_share, correlated, simulated is not None),
    )


def level_shifts_by_group(
    groups: pd.DataFrame, *, rate: float = 0.1, null: Mapping[str, pd.DataFrame] | None = None, **options: Any
) -> tuple[dict[str, LevelShifts], pd.DataFrame]:
    """The shifts of several series, and which of them to believe together.

    `groups`: one series a column. Returns the results by group and a table: `p_value`, `q_value`, `discovery` at the
    false-discovery `rate`, `shifts` (how many) and `refused` (why a group could not be tested; it then takes no part).
    `null` holds the simulated series of each group; further options go to `level_shifts`.
    """
    found: dict[str, LevelShifts] = {}
    refused: dict[str, str] = {}
    for name in groups.columns:
        try:
            found[str(name)] = level_shifts(groups[name], null=(null or {}).get(str(name)), **options)
        except TrendError as error:
            refused[str(name)] = str(error)
    table = false_discoveries({name: result.p_value for name, result in found.items()}, rate)
    table = table.assign(shifts=[len(result.shifts) for result in found.values()])
    table = table.reindex([str(name) for name in groups.columns]).rename_axis("group")
    return found, table.assign(
        shifts=table["shifts"].fillna(0).astype(int),
        discovery=table["discovery"].eq(True),
        refused=[refused.get(name, "") for name in table.index],
    )


def _correlated(rest: Floats, shifts: int) -> bool:
    """Ljung–Box on the residuals about the shifting mean, ten lags, 5 %; each shift costs a degree of freedom."""
    n, squares = len(rest), float(rest @ rest)
    if squares == 0:
        return False
    lag = np.arange(1, min(10, n // 4) + 1)
    r = np.array([rest[k:] @ rest[:-k] for k in lag]) / squares
    statistic = n * (n + 2) * float(np.sum(r**2 / (n - lag)))
    return bool(chi2.sf(statistic, max(len(lag) - shifts, 1)) < 0.05)


def _variances(values: Floats, parts: Partitions, correlated: bool) -> Floats:
    """The (long-run) variance of the errors with 0, 1, … shifts."""
    left = [residuals(values, ends) for ends in parts.ends]
    if correlated:
        variances = [long_run_variance(rest) for rest in left]
    else:
        variances = [float(rest @ rest) / (parts.n - m - 1) for m, rest in enumerate(left)]
    return np.asarray(np.maximum(variances, 1e-12 * values.var()))


def _shift_table(read: TimeSeries, at: Positions, values: Floats, parts: Partitions, correlated: bool) -> pd.DataFrame:
    rows = []
    rest = residuals(values, parts.best)
    inflation = long_run_variance(rest) / float(np.mean(rest**2)) if correlated else 1.0
    for end, (one, other) in zip(parts.best, pairwise(regimes_of(parts.n, parts.best)), strict=True):
        before, after = values[one], values[other]
        change = float(after.mean() - before.mean())
        low, high = date_interval(change, before.var() * inflation, after.var() * inflation)
        rows.append(
            {
                "date": read.index[at[end - 1]],
                "low": read.index[at[max(end - 1 + low, 0)]],
                "high": read.index[at[min(end - 1 + high, parts.n - 1)]],
                "before": float(before.mean()),
                "after": float(after.mean()),
                "change": change,
                "observations_before": end,
                "p_value": np.nan,
            }
        )
    return pd.DataFrame(rows, columns=list(SHIFT_COLUMNS))


def _null_statistics(draws: Floats, shortest: int, most: int | None) -> pd.DataFrame:
    """Of each simulated series: the largest F statistic, the number of shifts by BIC, the largest shift."""
    rows = []
    for draw in draws.T:
        parts = partitions(draw, shortest, most)
        means = [draw[part].mean() for part in regimes_of(parts.n, parts.best)]
        rows.append((parts.largest_f, parts.number, np.max(np.abs(np.diff(means)), initial=0.0)))
    return pd.DataFrame(rows, columns=["statistic", "number", "largest"])


def _events_inside(shifts: pd.DataFrame, events: pd.DataFrame | None, read: TimeSeries) -> pd.DataFrame:
    """Events that begin or end inside an interval, or in the period after it (where a shift after `high` shows)."""
    if events is None or read.freq is None:
        return pd.DataFrame(columns=list(EVENT_COLUMNS))
    named = events.reindex(columns=["event_id", "kind", "title", "date_start", "date_end"])
    inside = []
    for shift in shifts.itertuples():
        for what, column in (("begins", "date_start"), ("ends", "date_end")):
            dated = named.assign(shift=shift.date, what=what, date=pd.to_datetime(named[column]))
            inside.append(dated[dated["date"].between(shift.low.start_time, (shift.high + 1).end_time)])
    if not inside:
        return pd.DataFrame(columns=list(EVENT_COLUMNS))
    return pd.concat(inside)[list(EVENT_COLUMNS)].sort_values(["shift", "date"], ignore_index=True)


def _caveats(
    read: TimeSeries,
    shifts: pd.DataFrame,
    parts: Partitions,
    tests: pd.DataFrame,
    min_share: float,
    correlated: bool,
    simulated: bool,
) -> tuple[Message, ...]:
    caveats: list[Message] = []
    if missing := len(read) - len(read.observed):
        caveats.append(
            Message(
                "{n} {unit} without a value inside the series left out.",
                "{n} {unit}s without a value inside the series left out.",
                n=missing,
                unit=read.unit,
            )
        )
    if correlated and not simulated:
        caveats.append(
            Message(
                "What is left after the shifts is serially correlated, so tests and intervals use a long-run variance. "
                "They still find shifts too easily in series that were summed, decayed or held: believe ranks among "
                "simulated series of the same pipeline instead."
            )
        )
    critical, largest = UD_MAX[tabulated_share(min_share)], tests["sup_f"].max()
    if len(shifts) and not simulated and largest < critical:
        caveats.append(
            Message(
                "BIC finds {n} shift, but the largest sup-F statistic ({sup_f:.2f}) is below its critical value at 5 % "
                "({critical:.2f}).",
                "BIC finds {n} shifts, but the largest sup-F statistic ({sup_f:.2f}) is below its critical value at "
                "5 % ({critical:.2f}).",
                n=len(shifts),
                sup_f=largest,
                critical=critical,
            )
        )
    if len(shifts) == len(parts.ssr) - 1 and len(shifts):
        caveats.append(Message("The most shifts that fit were found: the series drifts rather than shifts."))
    overlaps = [period_name(b.date) for a, b in pairwise(shifts.itertuples()) if b.low <= a.high]
    if overlaps:
        caveats.append(
            Message(
                "The interval of the shift after {dates} overlaps the one before.",
                "The intervals of the shifts after {dates} overlap the one before.",
                n=len(overlaps),
                dates=listing(overlaps),
            )
        )
    return tuple(caveats)


def _fit(subject: Subject) -> tuple[LevelShifts]:
    """Level shifts, and what each of them is made of."""
    series = subject.series()
    found = level_shifts(series, events=subject.events, null=subject.null)
    parts = shift_parts(found, subject.effects(), subject.definition, subject.events)
    return (replace(found, observed=series, parts=parts),)


def _table(found: LevelShifts) -> pd.DataFrame:
    return shifts_table(found).astype({"date": str, "low": str, "high": str})


def _chart(found: LevelShifts) -> tuple[Plot, ...]:
    """The series with the mean of each level; below, the interval of each date, and the named events as ticks."""
    table = pd.DataFrame({"observed": found.observed, "level": found.fitted})
    intervals = [Interval(shift.low, shift.date, shift.high) for shift in found.shifts.itertuples()]
    lines = Line("observed", "Score", "series"), Line("level", "Mean of each level", "level")
    strip = (-0.7, len(intervals) + 0.7)
    return (Plot(table, (*lines, *intervals, NamedEvents()), strip=strip),)


QUESTION = Question("shifts", Message("When did the level shift?"), _fit, _chart, _table, ranked=True)
