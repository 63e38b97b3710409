"""Did this date change it? An interrupted series, judged against dates and pairs where nothing happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from indicators.errors import Message, SeriesTooShortError, TrendError
from indicators.model.arrays import Floats
from indicators.model.definition import Definition
from indicators.text import p_text, period_name
from indicators.trends.fitting import fits
from indicators.trends.plot import Histogram, Line, Plot, Upright
from indicators.trends.question import Question, Subject, by_month
from indicators.trends.ranks import rank_p_value
from indicators.trends.results import TrendResult
from indicators.trends.series import TimeSeries, as_regular, read_series

EFFECTS = ("difference", "level_change", "slope_change")


@dataclass(frozen=True, eq=False, kw_only=True)
class Intervention(TrendResult):
    """`effects`: one row an effect (`difference` of the two means; `level_change` and `slope_change` of two lines).

    Columns: `estimate`, `hac_se` and `hac_p_value` (description only), `placebo_date_p` and `placebo_pair_p` (the
    evidence: how often another date, or another pair at this date, shows at least as much), `lowest_p`, below which
    the independent placebo dates allow no claim. `placebo_dates`: the effects at every other date. `pre_trend`: slope
    before the date and its HAC p-value.
    """

    effects: pd.DataFrame
    placebo_dates: pd.DataFrame
    placebo_pairs: pd.DataFrame
    independent_placebos: float
    pre_trend: float
    pre_trend_p_value: float
    fitted: pd.Series
    observed: pd.Series
    date: Any
    window: int
    left_out: tuple[str, ...]

    formula: ClassVar[str] = "y_t = α + β(t − T) + δ·1[t ≥ T] + γ(t − T)·1[t ≥ T] + u_t, T − w ≤ t < T + w"
    reference: ClassVar[str] = (
        "Bernal, Cummins & Gasparrini (2017) International Journal of Epidemiology 46; "
        "Abadie, Diamond & Hainmueller (2010) JASA 105 for placebo ranks; Newey & West (1987) Econometrica 55"
    )

    @property
    def difference(self) -> float:
        """Mean of the window from the date on, less the mean of the window before it."""
        return float(self.effects.at["difference", "estimate"])

    def to_frame(self) -> pd.DataFrame:
        return self.effects


@fits
def intervention(
    series: pd.Series,
    date: Any,
    *,
    window: int = 24,
    other_pairs: pd.DataFrame | None = None,
    left_out: Iterable[str] = (),
) -> Intervention:
    """Compare the `window` periods from `date` on with those before it.

    `date`: the first period in which the event can show. `other_pairs`: the same series for pairs without the event,
    one a column. `left_out` names the components that code the event and that the caller left out of `series` (see
    `components_that_code`). The evidence is the rank of the absolute effect among all other dates whose windows do
    not touch this one's event, and among the other pairs; textbook and HAC p-values are too small on series that were
    summed, decayed or held. Raises SeriesTooShortError where either window is not complete.
    """
    read = read_series(series, question="An interrupted series", at_least=4)
    at = read.position(date)
    values = _window(read, at, window)
    left = tuple(left_out)
    estimates = _effects(values[None, :])[0]
    hac, fitted = _hac(values)
    dates = _placebo_dates(read, at, window)
    pairs = _placebo_pairs(other_pairs, read, at, window)
    independent = len(dates) / (2 * window)
    effects = pd.DataFrame(
        {
            "estimate": estimates,
            "hac_se": hac[:, 0],
            "hac_p_value": hac[:, 1],
            "placebo_date_p": [_rank(estimates[i], dates.iloc[:, i]) for i in range(3)],
            "placebo_pair_p": [_rank(estimates[i], pairs.iloc[:, i]) for i in range(3)],
            "lowest_p": 1 / (1 + independent) if len(dates) else np.nan,
        },
        index=pd.Index(EFFECTS, name="effect"),
    )
    pre_trend, pre_p = _pre_trend(values[:window])
    line = np.full(len(read), np.nan)
    line[at - window : at + window] = fitted
    return Intervention(
        effects=effects,
        placebo_dates=dates,
        placebo_pairs=pairs,
        independent_placebos=independent,
        pre_trend=pre_trend,
        pre_trend_p_value=pre_p,
        fitted=read.series(line),
        observed=read.series(),
        date=read.index[at],
        window=window,
        left_out=left,
        unit=read.unit,
        name=read.name,
        caveats=_caveats(pre_trend, pre_p, independent, dates, pairs, read),
    )


def components_that_code(definition: Definition, topics: Iterable[str]) -> tuple[str, ...]:
    """Ids of the components that code any of these events or topics themselves: no effect may be tested on them."""
    wanted = set(topics)
    return tuple(name for name, component in definition.components.items() if wanted & set(component.codes))


def _window(read: TimeSeries, at: int, window: int) -> Floats:
    """The values of both windows; refused where one is cut off or has a gap."""
    room = min(at, len(read) - at)
    if window < 3 or room < window:
        raise SeriesTooShortError(
            "An interrupted series needs {window} {unit}s before {written} and as many "
            "after; {name} has {at} before and {read} from then on. "
            "Choose a window of 3 to {room} {unit}s or another date.",
            window=max(window, 3),
            unit=read.unit,
            written=period_name(read.index[at]),
            name=read.name,
            at=at,
            read=len(read) - at,
            room=max(room, 3),
        )
    values = read.values[at - window : at + window]
    if not np.all(np.isfinite(values)):
        raise SeriesTooShortError(
            "{name} has no value for some of the {window} {unit}s around {written}. "
            "Choose a shorter window or another date.",
            name=read.name,
            window=2 * window,
            unit=read.unit,
            written=period_name(read.index[at]),
        )
    return values


def _design(window: int) -> Floats:
    """Columns: constant, time from the date, after, time after."""
    time = np.arange(-window, window, dtype=float)
    after = (time >= 0).astype(float)
    return np.column_stack([np.ones(2 * window), time, after, time * after])


def _effects(windows: Floats) -> Floats:
    """Windows × (difference, level change, slope change), by least squares."""
    half = windows.shape[1] // 2
    coefficients = windows @ np.linalg.pinv(_design(half)).T
    difference = windows[:, half:].mean(axis=1) - windows[:, :half].mean(axis=1)
    return np.column_stack([difference, coefficients[:, 2], coefficients[:, 3]])


def _hac(values: Floats) -> tuple[Floats, Floats]:
    """Newey–West standard error and p-value of each effect (half a window of lags), and the two fitted lines."""
    import statsmodels.api as sm

    half = len(values) // 2
    options = {"maxlags": max(half // 2, 1), "use_correction": True}
    after = (np.arange(2 * half) >= half).astype(float)
    step = sm.OLS(values, sm.add_constant(after)).fit(cov_type="HAC", cov_kwds=options)
    lines = sm.OLS(values, _design(half)).fit(cov_type="HAC", cov_kwds=options)
    rows = [(step.bse[1], step.pvalues[1]), (lines.bse[2], lines.pvalues[2]), (lines.bse[3], lines.pvalues[3])]
    return np.array(rows, dtype=float), np.asarray(lines.fittedvalues)


def _pre_trend(before: Floats) -> tuple[float, float]:
    """Slope before the date and its HAC p-value."""
    import statsmodels.api as sm

    time = sm.add_constant(np.arange(len(before), dtype=float))
    fit = sm.OLS(before, time).fit(cov_type="HAC", cov_kwds={"maxlags": max(len(before) // 4, 1)})
    return float(fit.params[1]), float(fit.pvalues[1])


def _placebo_dates(read: TimeSeries, at: int, window: int) -> pd.DataFrame:
    """Effects at every other date whose two complete windows do not contain the event."""
    starts = np.arange(window, len(read) - window + 1)
    starts = starts[np.abs(starts - at) >= window]
    if not len(starts):
        return pd.DataFrame(columns=list(EFFECTS), dtype=float)
    windows = np.lib.stride_tricks.sliding_window_view(read.values, 2 * window)[starts - window]
    complete = np.all(np.isfinite(windows), axis=1)
    return pd.DataFrame(_effects(windows[complete]), columns=list(EFFECTS), index=read.index[starts[complete]])


def _placebo_pairs(others: pd.DataFrame | None, read: TimeSeries, at: int, window: int) -> pd.DataFrame:
    """Effects at the same date in the other pairs that have both windows."""
    rows = {}
    periods = read.index[at - window : at + window]
    others = pd.DataFrame() if others is None else others
    for name in others.columns:
        values = as_regular(others[name].astype(float)).reindex(periods).to_numpy()
        if np.all(np.isfinite(values)):
            rows[name] = _effects(values[None, :])[0]
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(EFFECTS), dtype=float)


def _rank(estimate: float, placebos: pd.Series) -> float:
    """Rank of the size of an effect among placebos; NaN without any."""
    return rank_p_value(abs(estimate), placebos.abs().to_numpy(dtype=float)) if len(placebos) else float("nan")


def _caveats(
    pre_trend: float, pre_p: float, independent: float, dates: pd.DataFrame, pairs: pd.DataFrame, read: TimeSeries
) -> tuple[Message, ...]:
    caveats: list[Message] = []
    if pre_p < 0.05:
        caveats.append(
            Message(
                "{name} was already rising before the date (Newey–West {p}), so a difference of means is not an effect "
                "of the date."
                if pre_trend > 0
                else "{name} was already falling before the date (Newey–West {p}), so a difference of means is not an "
                "effect of the date.",
                name=read.name,
                p=p_text(pre_p),
            )
        )
    if len(dates) and independent < 20:
        caveats.append(
            Message(
                "The placebo dates hold about {windows:.0f} independent windows: no p below {p:.2f} can be claimed "
                "from them.",
                windows=independent,
                p=1 / (1 + independent),
            )
        )
    if not len(dates) and not len(pairs):
        caveats.append(Message("There is no other date and no other pair to compare with, so nothing can be claimed."))
    return tuple(caveats)


def _fit(subject: Subject) -> tuple[Intervention]:
    """The months from a date on against those before it, without the components that code what happened then."""
    if subject.month is None:
        raise TrendError("Which date? Name the first month in which the event can show, as 2022-04.")
    left_out = subject.coding()
    series, others = subject.series(left_out=left_out), subject.other_pairs()
    names = [subject.definition.label(name) for name in left_out]
    return (intervention(series, subject.month, other_pairs=others, left_out=names),)


def _table(found: Intervention) -> pd.DataFrame:
    return found.effects.rename(index=lambda effect: effect.replace("_", " ")).reset_index()


def _chart(found: Intervention) -> tuple[Plot, ...]:
    """The series around the date with a line before it and one from it on; the difference among other dates."""
    at = found.observed.index.get_loc(found.date)
    around = found.observed.iloc[max(at - 3 * found.window, 0) : at + 3 * found.window]
    fitted = found.fitted.reindex(around.index)
    table = pd.DataFrame({"observed": around, "fitted": fitted})
    since = fitted.index >= found.date
    halves = table.assign(before=fitted.where(~since), after=fitted.where(since))
    parts = (
        Line("observed", "Score", "series"),
        Line("before", "Line before", "line"),
        Line("after", "Line from the date on", "line"),
        Upright(str(found.date)),
    )
    histogram = Histogram(
        "difference",
        found.difference,
        across=Message("Difference of the two means, in points; the line is this date"),
        upright=Message("Other dates"),
    )
    plots = (Plot(halves, parts, data=by_month(table)), Plot(found.placebo_dates[["difference"]], (histogram,)))
    return plots if len(found.placebo_dates) else plots[:1]


QUESTION = Question(
    "intervention",
    Message("Did this date change it?"),
    _fit,
    _chart,
    _table,
    lambda found: _table(found).dropna(axis="columns", how="all"),
    options=("month",),
)
