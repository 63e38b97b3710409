"""Which regime are we in? Two states of a Markov chain, each with its own mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from indicators.errors import Message
from indicators.model.arrays import Floats
from indicators.trends.fitting import fits
from indicators.trends.plot import Line, Plot
from indicators.trends.question import Question, Subject, by_month
from indicators.trends.results import TrendResult
from indicators.trends.series import TimeSeries, read_series

AT_LEAST = 40
STATES = ("low", "high")


@dataclass(frozen=True, eq=False, kw_only=True)
class Regimes(TrendResult):
    """`probabilities`: by period, the smoothed probability of the `low` and the `high` state.

    `means` and `durations` (expected, in periods) by state; `staying`: the probability of staying in a state.
    `differ`: whether the two states are told apart; `wanders`: whether one state with serial correlation describes the
    series better (BIC); `converged`: whether the likelihood was maximised. Where any of them speaks against two states
    the numbers stand as description and the sentence says so first.
    """

    probabilities: pd.DataFrame
    observed: pd.Series
    means: dict[str, float]
    variance: float
    staying: dict[str, float]
    durations: dict[str, float]
    log_likelihood: float
    differ: bool
    wanders: bool
    converged: bool

    formula: ClassVar[str] = "y_t = μ_{s_t} + ε_t,  ε_t ~ N(0, σ²),  P(s_t = j | s_{t−1} = i) = p_ij,  two states"
    reference: ClassVar[str] = "Hamilton (1989) Econometrica 57; Kim (1994) Journal of Econometrics 60"

    def to_frame(self) -> pd.DataFrame:
        return self.probabilities


@fits
def regimes(series: pd.Series) -> Regimes:
    """Fit two states that differ in mean and share a variance, by maximum likelihood from five starts.

    Raises SeriesTooShortError below 40 values, TrendError for a gap or a series that never changes. A model that does
    not converge, or two states that differ by less than they should, are results with a sentence.
    """
    from statsmodels.tsa.regime_switching.markov_regression import MarkovRegression

    read = read_series(series, question="A model of two regimes", at_least=AT_LEAST, gaps=False, must_vary=True)
    centre, scale = float(read.values.mean()), float(read.values.std())
    model = MarkovRegression((read.values - centre) / scale, k_regimes=2)
    fit = _best_fit(model, (read.values - centre) / scale)
    if fit is None:
        return _not_fitted(read)
    params = dict(zip(model.param_names, np.asarray(fit.params), strict=True))
    order = ("low", "high") if params["const[0]"] <= params["const[1]"] else ("high", "low")
    state = {name: order.index(name) for name in STATES}
    stay = {order[0]: float(params["p[0->0]"]), order[1]: 1.0 - float(params["p[1->0]"])}
    converged = bool(fit.mle_retvals["converged"]) and bool(np.isfinite(fit.llf))
    differ = _differ(fit, params, read)
    log_likelihood = float(fit.llf) - len(read) * float(np.log(scale))
    probabilities = pd.DataFrame(
        {name: fit.smoothed_marginal_probabilities[:, state[name]] for name in STATES}, index=read.index
    )
    return Regimes(
        probabilities=probabilities,
        observed=read.series(),
        means={name: centre + scale * float(params[f"const[{state[name]}]"]) for name in STATES},
        variance=float(params["sigma2"]) * scale**2,
        staying={name: stay[name] for name in STATES},
        durations={name: 1.0 / max(1.0 - stay[name], 1e-12) for name in STATES},
        log_likelihood=log_likelihood,
        differ=differ,
        wanders=_wandering_is_better(log_likelihood, read),
        converged=converged,
        unit=read.unit,
        name=read.name,
        caveats=_caveats(probabilities, converged, differ),
    )


def _best_fit(model: Any, z: Floats) -> Any:
    """The highest likelihood from starts that cut the series at its mean or a quantile; None if none can be used."""
    best = None
    for cut in (0.0, *np.quantile(z, [0.3, 0.7, 0.15, 0.85])):
        high = z > cut
        if high.all() or not high.any():
            continue
        low_mean, high_mean = z[~high].mean(), z[high].mean()
        spread = float(np.var(np.where(high, z - high_mean, z - low_mean)))
        start = np.array([0.95, 0.05, low_mean, high_mean, max(spread, 1e-3)])
        try:
            fit = model.fit(start, disp=False, em_iter=10, cov_type="none", maxiter=200)
        except (RuntimeError, ValueError, np.linalg.LinAlgError):
            continue
        if np.isfinite(fit.llf) and (best is None or fit.llf > best.llf):
            best = fit
    return best


def _not_fitted(read: TimeSeries) -> Regimes:
    """The answer where no start leads anywhere: no numbers, and the sentence that says so."""
    nothing = dict.fromkeys(STATES, float("nan"))
    return Regimes(
        probabilities=pd.DataFrame(nothing, index=read.index),
        observed=read.series(),
        means=nothing,
        variance=float("nan"),
        staying=nothing,
        durations=nothing,
        log_likelihood=float("nan"),
        differ=False,
        wanders=False,
        converged=False,
        unit=read.unit,
        name=read.name,
        caveats=(Message("The estimation did not converge from any start; there are no numbers to show."),),
    )


def _differ(fit: Any, params: dict[str, float], read: TimeSeries) -> bool:
    """Two states if they have the lower BIC, each holds a twentieth of the series, and they are a σ apart.

    The likelihood ratio of one against two states has no usual distribution (a parameter is unidentified under one
    state), so it is not tested.
    """
    n = len(read)
    one_state = -0.5 * n * (np.log(2 * np.pi) + 1)
    lower_bic = -2 * float(fit.llf) + 5 * np.log(n) < -2 * one_state + 2 * np.log(n)
    shares = fit.smoothed_marginal_probabilities.mean(axis=0)
    apart = abs(params["const[1]"] - params["const[0]"]) > np.sqrt(params["sigma2"])
    return bool(lower_bic and shares.min() > 0.05 and apart)


def _caveats(probabilities: pd.DataFrame, converged: bool, differ: bool) -> tuple[Message, ...]:
    caveats: list[Message] = []
    if not converged:
        caveats.append(Message("The estimation did not converge; the numbers are where it stopped."))
    if not differ:
        caveats.append(Message("The two states do not differ enough to be called regimes."))
    changes = int(np.sum(np.diff((probabilities["high"] > 0.5).astype(int)) != 0))
    if converged and differ and changes <= 1:
        caveats.append(
            Message(
                "The series changes state at most once, so this says no more than a level shift: a return was never "
                "seen."
            )
        )
    return tuple(caveats)


def _wandering_is_better(log_likelihood: float, read: TimeSeries) -> bool:
    """Whether a first-order autoregression (three parameters) has a lower BIC than two states (five)."""
    y, n = read.values, len(read) - 1
    slope, intercept = np.polyfit(y[:-1], y[1:], 1)
    rest = y[1:] - intercept - slope * y[:-1]
    one = -0.5 * n * (np.log(2 * np.pi * np.mean(rest**2)) + 1)
    return bool(-2 * one + 3 * np.log(n) < -2 * log_likelihood + 5 * np.log(n + 1))


def _fit(subject: Subject) -> tuple[Regimes]:
    series = subject.series()
    return (replace(regimes(series), observed=series),)


def _table(found: Regimes) -> pd.DataFrame:
    return by_month(found.to_frame().assign(observed=found.observed))


def _numbers(found: Regimes) -> pd.DataFrame:
    """Two states, their means and how long they last."""
    states = pd.DataFrame({"mean": found.means, "staying": found.staying, "duration_months": found.durations})
    return states.rename_axis("state").reset_index()


def _chart(found: Regimes) -> tuple[Plot, ...]:
    """The series with the mean of each state; below, the probability of the high state."""
    table = pd.DataFrame({"observed": found.observed, **found.probabilities})
    parts = (
        Line("observed", "Score", "series"),
        Line("high_mean", "Mean of the high state", "high state"),
        Line("low_mean", "Mean of the low state", "low state"),
        Line("high", "Probability of the high state", "chance", strip=True),
    )
    means = {f"{state}_mean": pd.Series(mean, found.probabilities.index) for state, mean in found.means.items()}
    return (Plot(table.assign(**means), parts, strip=(0, 1.05), data=by_month(table)),)


QUESTION = Question("regimes", Message("Which regime are we in?"), _fit, _chart, _table, _numbers)
