"""When did the level shift? Dates with confidence intervals, and the events inside them.

Bai and Perron (1998, 2003): dates by least squares over all partitions, their number by BIC, sup-F tests, intervals
for the dates after Bai (1997). A filtered series (summed, decayed, held over a year) has long memory, and these tests
then find shifts where there is none; `null` brings simulated series from the same pipeline, and the ranks among them
are the evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd
from scipy.stats import chi2

from indicators.errors import TrendError
from indicators.trends.dating import Partitions, date_interval, long_run_variance, partitions, regimes_of, residuals
from indicators.trends.fitting import fits
from indicators.trends.ranks import rank_p_value, simulated_on
from indicators.trends.results import TrendResult, counted, in_words, joined, moved, p_text, written
from indicators.trends.series import TimeSeries, read_series
from indicators.trends.shift_tests import UD_MAX, false_discoveries, sup_f_p_value, sup_f_table, tabulated_share

AT_LEAST = 20
SIGNIFICANCE = 0.05
QUESTION = "A search for level shifts"
SHIFT_COLUMNS = ("date", "low", "high", "before", "after", "change", "observations_before", "p_value")
EVENT_COLUMNS = ("shift", "event_id", "kind", "what", "date", "title")


@dataclass(frozen=True, eq=False, kw_only=True)
class LevelShifts(TrendResult):
    """The shifts of one series.

    `shifts`: one row a shift; `date` is the last period before it, `low` and `high` its interval, `before` and
    `after` the means on either side, `p_value` the share of simulated series whose largest shift is at least as large
    (empty without a null). `tests`: sup-F statistics by number of shifts. `earliest` and `latest`: the first and last
    `date` that could have been found at all. `p_value`: of no shift at all, the rank among the simulated series or,
    without them, the asymptotic one. `by_chance`: shifts found on average in the simulated series.
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
    name: str

    formula: ClassVar[str] = "y_t = μ_j + u_t, T_{j−1} < t ≤ T_j; dates minimise Σ_j Σ_t (y_t − μ_j)², number by BIC"
    reference: ClassVar[str] = (
        "Bai & Perron (1998) Econometrica 66; Bai & Perron (2003) Journal of Applied Econometrics 18; "
        "Bai (1997) Review of Economics and Statistics 79"
    )

    def to_frame(self) -> pd.DataFrame:
        return self.shifts

    def summary_sentence(self) -> str:
        reach = f"No shift could be found before {written(self.earliest)} or after {written(self.latest)}."
        if self.shifts.empty:
            return f"No level shift in {self.name}. {reach}"
        found = self._dated() if self.by_chance is None else self._against_chance()
        return f"{found} {reach}"

    def _dated(self) -> str:
        """What the search dates, where nothing tells it from chance."""
        largest = next(self.shifts.iloc[[self.shifts["change"].abs().argmax()]].itertuples())
        number = len(self.shifts)
        return (
            f"{in_words(number)} level shift{'s are' if number > 1 else ' is'} dated in {self.name}"
            f"{'; the largest' if number > 1 else ''}: {self._in_words(largest)}. How often chance alone makes as much "
            "was not simulated."
        )

    def _against_chance(self) -> str:
        """What stands out from the simulated series first; the rest is what chance makes."""
        stand_out = self.shifts[self.shifts["p_value"] < SIGNIFICANCE]
        rest = self.shifts.drop(index=stand_out.index)
        after = f"after {joined([written(date) for date in rest['date']])}"
        many = len(rest) > 1
        if len(stand_out):
            found = [self._in_words(row) for row in stand_out.itertuples()]
            plural = len(found) > 1
            said = (
                f"{in_words(len(found))} level shift{'s stand' if plural else ' stands'} out in {self.name}: "
                f"{joined(found)}."
            )
            if len(rest):
                said += (
                    f" {in_words(len(rest)).capitalize()} more, {after}, {'are' if many else 'is'} no larger than what "
                    "chance alone makes."
                )
        else:
            said = (
                f"No level shift stands out in {self.name}: {in_words(len(rest))} {'are' if many else 'is'} dated, "
                f"{after}, no larger than what chance alone makes ({'at best ' if many else ''}"
                f"{p_text(rest['p_value'].min())})."
            )
        return (
            f"{said} Series in which nothing happens show {self.by_chance:.1f} on average after the same steps; p is "
            f"the share of them that hold a change as large. The fit of the whole search has {p_text(self.p_value)}."
        )

    def _in_words(self, shift: Any) -> str:
        """`after June 2018 (95 % interval …) the mean goes from … to … (−16.2 points, p = 0.04)`"""
        before, after, change = moved(shift.before, shift.after)
        ranked = "" if np.isnan(shift.p_value) else f", {p_text(shift.p_value)}"
        return (
            f"after {written(shift.date)} (95 % interval {written(shift.low)} to {written(shift.high)}) the mean goes "
            f"from {before} to {after} ({self.measured(change)}{ranked})"
        )


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
    read = read_series(series, question=QUESTION, at_least=AT_LEAST, must_vary=True)
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
        name=read.name,
        warnings=_warnings(read, shifts, parts, tests, min_share, correlated, simulated is not None),
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


def _correlated(rest: np.ndarray, shifts: int) -> bool:
    """Ljung–Box on the residuals about the shifting mean, ten lags, 5 %; each shift costs a degree of freedom."""
    n, squares = len(rest), float(rest @ rest)
    if squares == 0:
        return False
    lag = np.arange(1, min(10, n // 4) + 1)
    r = np.array([rest[k:] @ rest[:-k] for k in lag]) / squares
    statistic = n * (n + 2) * float(np.sum(r**2 / (n - lag)))
    return bool(chi2.sf(statistic, max(len(lag) - shifts, 1)) < 0.05)


def _variances(values: np.ndarray, parts: Partitions, correlated: bool) -> np.ndarray:
    """The (long-run) variance of the errors with 0, 1, … shifts."""
    left = [residuals(values, ends) for ends in parts.ends]
    if correlated:
        variances = [long_run_variance(rest) for rest in left]
    else:
        variances = [float(rest @ rest) / (parts.n - m - 1) for m, rest in enumerate(left)]
    return np.maximum(variances, 1e-12 * values.var())


def _shift_table(
    read: TimeSeries, at: np.ndarray, values: np.ndarray, parts: Partitions, correlated: bool
) -> pd.DataFrame:
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


def _null_statistics(draws: np.ndarray, shortest: int, most: int | None) -> pd.DataFrame:
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


def _warnings(
    read: TimeSeries,
    shifts: pd.DataFrame,
    parts: Partitions,
    tests: pd.DataFrame,
    min_share: float,
    correlated: bool,
    simulated: bool,
) -> tuple[str, ...]:
    said = []
    missing = len(read) - len(read.observed)
    if missing:
        said.append(f"{counted(missing, read.unit)} without a value inside the series left out.")
    if correlated and not simulated:
        said.append(
            "What is left after the shifts is serially correlated, so tests and intervals use a long-run variance. "
            "They still find shifts too easily in series that were summed, decayed or held: believe ranks among "
            "simulated series of the same pipeline instead."
        )
    critical = UD_MAX[tabulated_share(min_share)]
    if len(shifts) and not simulated and tests["sup_f"].max() < critical:
        said.append(
            f"BIC finds {counted(len(shifts), 'shift')}, but the largest sup-F statistic "
            f"({tests['sup_f'].max():.2f}) is below its critical value at 5 % ({critical:.2f})."
        )
    if len(shifts) == len(parts.ssr) - 1 and len(shifts):
        said.append("The most shifts that fit were found: the series drifts rather than shifts.")
    overlaps = [
        written(b.date)
        for a, b in zip(shifts.itertuples(), list(shifts.itertuples())[1:], strict=False)
        if b.low <= a.high
    ]
    if overlaps:
        plural, one = ("s", "") if len(overlaps) > 1 else ("", "s")
        said.append(f"The interval{plural} of the shift{plural} after {joined(overlaps)} overlap{one} the one before.")
    return tuple(said)
