"""Did this date change it?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from indicators.errors import SeriesTooShortError, TrendError
from indicators.panel import Panel
from indicators.trends import components_that_code, intervention
from indicators.wording.trends import summary


def test_a_step_and_a_bend_are_measured(monthly: Callable[..., pd.Series]) -> None:
    time = np.arange(120)
    values = 10 + 0.2 * time + (time >= 60) * (5 + 0.3 * (time - 60))
    result = intervention(monthly(values), "2005-01", window=24)
    assert result.effects.at["level_change", "estimate"] == pytest.approx(5)
    assert result.effects.at["slope_change", "estimate"] == pytest.approx(0.3)
    assert result.difference == pytest.approx(values[60:84].mean() - values[36:60].mean())
    assert result.pre_trend == pytest.approx(0.2)
    np.testing.assert_allclose(result.fitted.dropna(), values[36:84])
    assert any("already rising before the date" in sentence for sentence in result.caveats)


def test_belts_made_british_roads_safer(driver_deaths: pd.Series) -> None:
    # Harvey & Durbin (1986): wearing belts became compulsory on 31 January 1983 and saved 23 % of the drivers
    result = intervention(driver_deaths, "1983-02", window=12)
    assert 10**result.difference - 1 == pytest.approx(-0.23, abs=0.04)
    assert result.effects.at["difference", "placebo_date_p"] < 0.02


def test_no_date_is_special_in_noise_that_wanders(monthly: Callable[..., pd.Series]) -> None:
    random = np.random.default_rng(91)
    placebo, textbook = [], []
    for _ in range(80):
        values, shocks = np.zeros(300), random.normal(size=300)
        for t in range(1, 300):
            values[t] = 0.9 * values[t - 1] + shocks[t]
        effects = intervention(monthly(values), "2012-01", window=24).effects.loc["difference"]
        placebo.append(effects["placebo_date_p"] <= 0.1)
        textbook.append(effects["hac_p_value"] < 0.05)
    assert np.mean(textbook) > 0.2
    assert np.mean(placebo) < 0.2


def test_placebo_windows_never_touch_the_event(monthly: Callable[..., pd.Series]) -> None:
    values = np.random.default_rng(92).normal(size=200)
    result = intervention(monthly(values), "2008-05", window=24)
    apart = [abs((date - result.date).n) for date in result.placebo_dates.index]
    assert min(apart) == 24
    assert result.independent_placebos == pytest.approx(len(apart) / 48)
    assert result.effects["lowest_p"].iloc[0] == pytest.approx(1 / (1 + len(apart) / 48))
    assert any("no p below" in sentence for sentence in result.caveats)


def test_other_pairs_are_placebos_too(monthly: Callable[..., pd.Series]) -> None:
    random = np.random.default_rng(93)
    index = pd.period_range("2000-01", periods=60, freq="M")
    others = pd.DataFrame(random.normal(size=(60, 19)), index=index, columns=[f"USA-{i:02d}" for i in range(19)])
    others.iloc[30:, 0] = np.nan
    values = random.normal(size=60) + 10 * (np.arange(60) >= 30)
    result = intervention(monthly(values), "2002-07", window=12, other_pairs=others)
    assert len(result.placebo_pairs) == 18
    assert result.effects.at["difference", "placebo_pair_p"] == pytest.approx(1 / 19)
    assert "18 other pairs" in summary(result)


def test_what_was_left_out_stands_in_the_sentence(
    monthly: Callable[..., pd.Series], world: Callable[..., Panel]
) -> None:
    definition = world(np.random.default_rng(94)).definition
    left_out = components_that_code(definition, ["visits", "tariffs"])
    assert left_out == ("contact",)
    result = intervention(monthly(np.random.default_rng(95).normal(size=80)), "2003-01", window=12, left_out=left_out)
    assert "without contact (which code the event)" in summary(result)


def test_without_anything_to_compare_nothing_is_claimed(monthly: Callable[..., pd.Series]) -> None:
    result = intervention(monthly(np.random.default_rng(96).normal(size=48)), "2002-01", window=24)
    assert result.placebo_dates.empty
    assert "nothing to compare with" in summary(result)
    assert any("nothing can be claimed" in sentence for sentence in result.caveats)


def test_both_windows_must_be_complete(monthly: Callable[..., pd.Series]) -> None:
    values = np.random.default_rng(97).normal(size=60)
    with pytest.raises(SeriesTooShortError, match="Choose a window of 3 to 10 months"):
        intervention(monthly(values), "2004-03", window=24)
    values[20] = np.nan
    with pytest.raises(SeriesTooShortError, match="no value for some"):
        intervention(monthly(values), "2002-01", window=12)
    with pytest.raises(TrendError, match="is not a month of this series"):
        intervention(monthly(values), "1999-01", window=12)
