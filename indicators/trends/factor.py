"""Does an independent method agree? One dynamic factor of the same components, weighted by how they move together.

The index weighs by judgement, the factor by co-movement. Where the two part, the weights matter, and a reader should
know. Annual components are left out by name: held over months, they would be twelve figures that were never measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from scipy.stats import norm

from indicators.errors import Message, SeriesTooShortError, TrendError
from indicators.panel import Panel
from indicators.text import listing, period_name
from indicators.trends.fitting import fits
from indicators.trends.plot import Band, Line, Plot, Points
from indicators.trends.question import Question, Subject, by_month
from indicators.trends.results import TrendResult
from indicators.trends.series import as_regular

AT_LEAST = 60
COMPONENTS = 3


@dataclass(frozen=True, eq=False, kw_only=True)
class LatentFactor(TrendResult):
    """`factor`: one row a month: `factor`, `low`, `high` (90 % of the smoothed state), and with an index to compare
    with `index` and `apart` (more than a standard deviation of the index between the two).

    `loadings`: by component, its `loading` and the `share` of its variance that the factor explains. `left_out`: by
    name, why. `titles`: what the sentences call a component. `fit` is the statsmodels result, for `factor_news`.
    """

    factor: pd.DataFrame
    loadings: pd.DataFrame
    left_out: dict[str, Message]
    correlation: float | None
    converged: bool
    iterations: int
    fit: Any = field(repr=False)
    titles: dict[str, str] = field(default_factory=dict)

    formula: ClassVar[str] = "x_t = Λ f_t + ε_t;  f_t = A f_{t−1} + u_t;  ε_{it} = ρ_i ε_{i,t−1} + e_{it}"
    reference: ClassVar[str] = (
        "Bańbura & Modugno (2014) Journal of Applied Econometrics 29; Mariano & Murasawa (2003) Journal of Applied "
        "Econometrics 18; Bok, Caratelli, Giannone, Sbordone & Tambalotti (2018) Annual Review of Economics 10"
    )

    def to_frame(self) -> pd.DataFrame:
        return self.factor


@fits
def latent_factor(
    panel: Panel | pd.DataFrame,
    *,
    index: pd.Series | None = None,
    quarterly: pd.DataFrame | None = None,
    directions: Mapping[str, int] | None = None,
    most_iterations: int = 1000,
) -> LatentFactor:
    """One factor of the monthly and quarterly components, by expectation maximisation, with a ragged edge.

    `panel`: a Panel, whose carried values are taken out, whose annual components are left out and whose quarterly
    ones enter once a quarter; or a frame of monthly components by month, with `quarterly` ones beside it and
    `directions` (1 or −1) by component. Components are turned so that up is better, and standardised. The sign is
    such that the loadings sum to a positive number: the factor rises when most components improve. The scale is the
    mean and standard deviation of `index` over their common months; without an index, 0 and 1.
    Raises SeriesTooShortError below 60 months, TrendError below three components that vary. A search that does not
    converge is a result with a sentence.
    """
    left_out: dict[str, Message] = {}
    titles: dict[str, str] = {}
    if isinstance(panel, Panel):
        titles = {name: panel.definition.label(name) for name in panel.definition.components}
        monthly, quarterly, left_out = _of_panel(panel)
        directions = {name: component.direction for name, component in panel.definition.components.items()}
    else:
        monthly = as_regular(panel)
    monthly, quarterly = _usable(monthly, quarterly, directions or {}, left_out, titles)
    model = mixed_frequency_model(monthly, quarterly)
    fit = model.fit(disp=False, maxiter=most_iterations)
    iterations = int(fit.mle_retvals["iter"])
    factor, sign, correlation = _scaled(fit, index)
    return LatentFactor(
        factor=factor,
        loadings=_loadings(fit, sign),
        left_out=left_out,
        correlation=correlation,
        converged=iterations < most_iterations,
        iterations=iterations,
        fit=fit,
        caveats=_caveats(factor, correlation, iterations, most_iterations, left_out, titles),
        titles=titles,
        name="" if index is None else str(index.name or ""),
    )


def mixed_frequency_model(monthly: pd.DataFrame, quarterly: pd.DataFrame | None, **specification: Any) -> Any:
    """The statsmodels model: one factor with one lag and AR(1) idiosyncratic parts unless `specification` says else."""
    from statsmodels.tsa.statespace.dynamic_factor_mq import DynamicFactorMQ

    asked = {"factors": 1, "factor_orders": 1, "idiosyncratic_ar1": True, "standardize": True} | specification
    return DynamicFactorMQ(monthly, endog_quarterly=quarterly, **asked)


@fits
def factor_news(
    earlier: Any, monthly: pd.DataFrame, quarterly: pd.DataFrame | None, *, month: str, component: str
) -> pd.DataFrame:
    """What new figures change in the expected value of a component in a month, parameters held.

    `earlier`: a fitted model (`LatentFactor.fit`). One row a new figure: `month`, `component`, `expected`,
    `observed`, `weight`, `impact` (weight × surprise), and one row for all revisions of earlier figures together.
    """
    later = earlier.apply(monthly, endog_quarterly=quarterly, retain_standardization=True)
    news = later.news(earlier, impact_date=month, impacted_variable=component, comparison_type="previous")
    details = news.details_by_impact.loc[month, component].reset_index()
    table = details.rename(
        columns={"update date": "month", "updated variable": "component", "forecast (prev)": "expected"}
    )[["month", "component", "expected", "observed", "weight", "impact"]]
    revisions = float(news.revision_impacts.loc[month, component])
    table.loc[len(table)] = [pd.NaT, "revisions", np.nan, np.nan, np.nan, revisions]
    return table


def _of_panel(panel: Panel) -> tuple[pd.DataFrame, pd.DataFrame | None, dict[str, Message]]:
    """Measured values of monthly and quarterly components; annual ones are named."""
    measured = panel.matrix.where(~panel.carried)
    periods = {name: panel.columns[name].series.period for name in measured.columns}
    left_out = {name: Message("its figures are annual") for name, period in periods.items() if period == 12}
    by_quarter = [name for name, period in periods.items() if period == 3]
    monthly = measured[[name for name, period in periods.items() if period == 1]]
    if not by_quarter:
        return monthly, None, left_out
    return monthly, measured[by_quarter].groupby(measured.index.asfreq("Q")).last(), left_out


def _usable(
    monthly: pd.DataFrame,
    quarterly: pd.DataFrame | None,
    directions: Mapping[str, int],
    left_out: dict[str, Message],
    titles: Mapping[str, str],
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Components turned so that up is better; those that never vary are named in `left_out`."""

    def turned(frame: pd.DataFrame) -> pd.DataFrame:
        for name in frame.columns[frame.std().fillna(0) < 1e-12]:
            left_out[str(name)] = Message("it never changes")
        kept = frame.loc[:, frame.std() >= 1e-12].dropna(how="all")
        return as_regular(kept) * pd.Series({name: directions.get(str(name), 1) for name in kept.columns}, dtype=float)

    monthly = turned(monthly)
    quarterly = turned(quarterly) if quarterly is not None else None
    if quarterly is not None and quarterly.empty:
        quarterly = None
    number = monthly.shape[1] + (0 if quarterly is None else quarterly.shape[1])
    if number < COMPONENTS or monthly.empty:
        names = listing([titles.get(name, name) for name in left_out])
        raise TrendError(
            "A common factor needs at least {components} monthly or quarterly components that vary; there are {number}"
            "{names}. Choose a wider definition or window.",
            components=COMPONENTS,
            number=number,
            names=f" (left out: {names})" if names else "",
        )
    if len(monthly) < AT_LEAST:
        raise SeriesTooShortError(
            "A common factor needs at least {at_least} months; there are {n}. Choose a longer window.",
            at_least=AT_LEAST,
            n=len(monthly),
        )
    return monthly, quarterly


def _scaled(fit: Any, index: pd.Series | None) -> tuple[pd.DataFrame, float, float | None]:
    """The smoothed factor with its band on the scale of the index, its sign, and the correlation of the two."""
    level = fit.factors.smoothed.iloc[:, 0]
    months = level.index
    spread = np.sqrt(np.maximum(fit.smoothed_state_cov[0, 0], 0.0))
    sign = 1.0 if float(_raw_loadings(fit).sum()) >= 0 else -1.0
    frame = pd.DataFrame({"factor": sign * level})
    mean, sd = float(frame["factor"].mean()), float(frame["factor"].std())
    target_mean, target_sd, correlation = 0.0, 1.0, None
    if index is not None:
        compared = as_regular(index.astype(float)).reindex(months)
        common = compared.notna()
        if common.sum() < AT_LEAST // 2:
            raise SeriesTooShortError("The index and the factor have too few months in common to be compared.")
        mean, sd = float(frame.loc[common, "factor"].mean()), float(frame.loc[common, "factor"].std())
        target_mean, target_sd = float(compared.mean()), float(compared[common].std())
        correlation = float(np.corrcoef(frame.loc[common, "factor"], compared[common])[0, 1])
    scale = target_sd / sd
    frame["factor"] = target_mean + (frame["factor"] - mean) * scale
    half = float(norm.ppf(0.95)) * spread * scale
    frame = frame.assign(low=frame["factor"] - half, high=frame["factor"] + half)
    if index is not None:
        frame["index"] = compared
        frame["apart"] = (frame["factor"] - compared).abs() > target_sd
    return frame, sign, correlation


def _raw_loadings(fit: Any) -> pd.Series:
    return fit.params[fit.params.index.str.startswith("loading.")]


def _loadings(fit: Any, sign: float) -> pd.DataFrame:
    """Loadings on standardised components, and R² of each on the factor."""
    shares = fit.get_coefficients_of_determination(method="individual").iloc[:, 0]
    names = pd.Index(shares.index.astype(str), name="component")
    return pd.DataFrame({"loading": sign * _raw_loadings(fit).to_numpy(), "share": shares.to_numpy()}, index=names)


def _caveats(
    factor: pd.DataFrame,
    correlation: float | None,
    iterations: int,
    most: int,
    left_out: Mapping[str, Message],
    titles: Mapping[str, str],
) -> tuple[Message, ...]:
    caveats: list[Message] = []
    if iterations >= most:
        caveats.append(
            Message("The search stopped after {n} rounds without converging: read the factor as a rough guide.", n=most)
        )
    for reason in dict.fromkeys(left_out.values()):
        names = [titles.get(name, name) for name, why in left_out.items() if why == reason]
        caveats.append(Message("Left out: {names} ({reason}).", names=listing(names), reason=reason))
    if correlation is not None and factor["apart"].any():
        runs = (factor["apart"] != factor["apart"].shift()).cumsum()[factor["apart"]]
        longest = max((run for _, run in runs.groupby(runs)), key=len)
        caveats.append(
            Message(
                "The factor and the index part in {spells} spells, the longest {first} to {last}: there the weights "
                "decide.",
                spells=runs.nunique(),
                first=period_name(longest.index[0]),
                last=period_name(longest.index[-1]),
            )
        )
    return tuple(caveats)


def _fit(subject: Subject) -> tuple[LatentFactor]:
    """Of the components of the index, beside the index, whatever series is asked about."""
    definition, panel = subject.definition, subject.panel
    inside = list(definition.leaves(definition.index))
    panel = replace(panel, matrix=panel.matrix[inside], carried=panel.carried[inside])
    # The fitted model is a thousand times larger than what is said of it.
    return (replace(latent_factor(panel, index=subject.series(whole=True)), fit=None),)


def _numbers(found: LatentFactor) -> pd.DataFrame:
    return found.loadings.rename(index=lambda name: found.titles.get(name, name)).reset_index()


def _chart(found: LatentFactor) -> tuple[Plot, ...]:
    """The index and the factor on its scale, and the months in which they part."""
    parts = (
        Line("index", "Index", "series"),
        Band("low", "high", "Band of the factor (90 %)"),
        Line("factor", "Common factor"),
        Points("marks", "More than a standard deviation apart", "apart"),
    )
    marks = pd.Series(2.0, index=found.factor.index).where(found.factor["apart"])
    return (Plot(found.factor.assign(marks=marks), parts, data=by_month(found.factor)),)


QUESTION = Question("factor", Message("Does an independent method agree?"), _fit, _chart, numbers=_numbers)
