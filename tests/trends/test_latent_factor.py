"""Does an independent method agree? The New York Fed's results, a factor that is known, and what is left out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from indicators.errors import SeriesTooShortError, TrendError
from indicators.panel import Panel
from indicators.trends import factor_news, latent_factor
from indicators.trends.factor import mixed_frequency_model
from indicators.trends.fitting import fitting
from indicators.wording.trends import summary

# --- the New York Fed's nowcast --------------------------------------------------------------------------

MONTHLY = {"CPIAUCSL": "percent", "UNRATE": "change", "PAYEMS": "change"}


@pytest.fixture(scope="module")
def fed() -> Path:
    """The data and results of the New York Fed's MATLAB programs, as statsmodels carries them."""
    import statsmodels.tsa.statespace.tests.results as results

    return Path(results.__file__).parent / "frbny_nowcast"


def vintage(fed: Path, day: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Three monthly and two quarterly series as they were published on a day, transformed as the Fed does."""
    table = pd.read_csv(fed / "Nowcasting" / "data" / "US" / f"{day}.csv")
    table.index = pd.PeriodIndex(table.pop("Date").tolist(), freq="M")
    monthly = pd.DataFrame(
        {
            name: table[name].diff() if how == "change" else 100 * (table[name] / table[name].shift(1) - 1)
            for name, how in MONTHLY.items()
        }
    )["2000":]
    quarters = table[["GDPC1", "ULCNFB"]].groupby(table.index.asfreq("Q")).last()
    quarterly = (100 * ((quarters / quarters.shift(1)) ** 4 - 1))["2000":]
    trim = [frame.loc[frame.first_valid_index() : frame.last_valid_index()] for frame in (monthly, quarterly)]
    return trim[0], trim[1]


def fed_model(fed: Path, results: dict[str, Any]) -> Any:
    monthly, quarterly = vintage(fed, "2016-06-29")
    factors, order = int(results["Spec"]["k"][0, 0][0, 0]), int(results["Spec"]["p"][0, 0][0, 0])
    model = mixed_frequency_model(
        monthly,
        quarterly,
        factors=factors,
        factor_orders=order if factors == 1 else {("0", "1"): order},
        init_t0=True,
        obs_cov_diag=True,
    )
    states = factors * max(5, order) + 3
    order_of_states = np.r_[np.arange(states), states + np.arange(10).reshape(2, 5).ravel(order="F")]
    model.initialize_known(
        results["Res"]["Z_0"][0, 0][:, 0][order_of_states],
        results["Res"]["V_0"][0, 0][order_of_states][:, order_of_states],
    )
    return model


@pytest.mark.parametrize("run", ["111", "112", "221", "222"])
def test_likelihood_and_nowcast_as_the_fed_has_them(fed: Path, run: str) -> None:
    from scipy.io import loadmat

    results = loadmat(fed / f"test_dfm_{run}.mat")
    with fitting():
        model = fed_model(fed, results)
        fit = model.smooth(results["params"][:, 0], cov_type="none")
    assert fit.llf - model.loglike_constant == pytest.approx(results["Res"]["loglik"][0, 0][0, 0])
    expected = results["Res"]["x_sm"][0, 0]
    np.testing.assert_allclose(fit.filter_results.smoothed_forecasts.T[1:], expected[:-1], rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("run", ["112", "222"])
def test_news_as_the_fed_has_them(fed: Path, run: str) -> None:
    from scipy.io import loadmat

    results = loadmat(fed / f"test_news_{run}.mat")
    with fitting():
        earlier = fed_model(fed, results).smooth(results["params"][:, 0], cov_type="none")
    news = factor_news(earlier, *vintage(fed, "2016-07-29"), month="2016-09", component="GDPC1").set_index("component")
    expected = results["Res"]["news_table"][0, 0]
    columns = ["expected", "observed", "weight", "impact"]
    for row, name in enumerate(["CPIAUCSL", "UNRATE", "PAYEMS", "GDPC1"]):
        np.testing.assert_allclose(news.loc[name, columns].astype(float), expected[row], rtol=1e-6)
    revisions = results["Res"]["impact_revisions"][0, 0]
    assert news.loc["revisions", "impact"] == pytest.approx(float(np.squeeze(revisions)))


# --- a factor that is known ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def known() -> tuple[pd.Series, pd.DataFrame, pd.DataFrame]:
    """A factor, five monthly components that it moves (one the other way), and a quarterly one."""
    random = np.random.default_rng(81)
    months = pd.period_range("2000-01", periods=180, freq="M", name="month")
    truth = np.zeros(180)
    for t in range(1, 180):
        truth[t] = 0.9 * truth[t - 1] + random.normal()
    loadings = np.array([1.0, 0.8, -0.7, 0.5, 0.9])
    monthly = pd.DataFrame(
        truth[:, None] * loadings + random.normal(size=(180, 5)), index=months, columns=list("abcde")
    )
    monthly.loc["2014-10":, "b"] = np.nan
    quarters = pd.Series(truth, index=months).groupby(months.asfreq("Q")).mean()
    return pd.Series(truth, index=months), monthly, pd.DataFrame({"q": quarters + 0.3 * random.normal(size=60)})


def test_a_known_factor_is_found(known: tuple[pd.Series, pd.DataFrame, pd.DataFrame]) -> None:
    truth, monthly, quarterly = known
    result = latent_factor(monthly, quarterly=quarterly, directions={"c": -1}, index=truth)
    assert result.converged
    assert result.correlation is not None
    assert result.correlation > 0.9
    assert (result.loadings["loading"] > 0).all()
    assert result.factor["factor"].notna().all()
    inside = (result.factor["low"] <= truth) & (truth <= result.factor["high"])
    assert 0.75 < inside.mean() < 1
    width = result.factor["high"] - result.factor["low"]
    assert width["2014-12"] > 1.02 * width["2007-06"]  # a component ends before the others
    assert "agrees with the index" in summary(result)
    # the scale is that of the index
    assert result.factor["factor"].mean() == pytest.approx(truth.mean())
    assert result.factor["factor"].std() == pytest.approx(truth.std())


def test_a_quarter_may_reach_past_the_last_month(known: tuple[pd.Series, pd.DataFrame, pd.DataFrame]) -> None:
    _, monthly, quarterly = known
    result = latent_factor(monthly[:"2014-10"], quarterly=quarterly, directions={"c": -1})
    assert str(result.factor.index[-1]) == "2014-12"
    assert result.factor.notna().all().all()


def test_turned_components_turn_nothing(known: tuple[pd.Series, pd.DataFrame, pd.DataFrame]) -> None:
    _, monthly, _ = known
    one = latent_factor(monthly, directions={"c": -1})
    other = latent_factor(-monthly, directions=dict.fromkeys("abde", -1))
    np.testing.assert_allclose(one.factor["factor"], other.factor["factor"], atol=1e-6)
    assert one.correlation is None
    assert one.factor["factor"].std() == pytest.approx(1)


def test_a_factor_that_contradicts_the_index_is_flagged(known: tuple[pd.Series, pd.DataFrame, pd.DataFrame]) -> None:
    truth, monthly, _ = known
    result = latent_factor(monthly, directions={"c": -1}, index=-truth)
    assert result.correlation is not None
    assert result.correlation < 0
    assert "contradicts the index" in summary(result)
    assert any("part in" in sentence for sentence in result.caveats)


def test_a_search_that_stops_early_says_so(known: tuple[pd.Series, pd.DataFrame, pd.DataFrame]) -> None:
    result = latent_factor(known[1], most_iterations=3)
    assert not result.converged
    assert any("without converging" in sentence for sentence in result.caveats)


def test_annual_components_are_left_out_by_name(world: Callable[..., Panel]) -> None:
    with pytest.raises(TrendError, match="left out: votes"):
        latent_factor(world(np.random.default_rng(82)))


def test_what_never_varies_is_named(known: tuple[pd.Series, pd.DataFrame, pd.DataFrame]) -> None:
    result = latent_factor(known[1].assign(still=5.0), directions={"c": -1}, most_iterations=20)
    assert result.left_out == {"still": "it never changes"}
    assert "without still" in summary(result)


def test_five_years_are_needed(known: tuple[pd.Series, pd.DataFrame, pd.DataFrame]) -> None:
    with pytest.raises(SeriesTooShortError, match="at least 60 months; there are 40"):
        latent_factor(known[1].iloc[:40])
