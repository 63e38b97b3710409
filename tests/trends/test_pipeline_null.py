"""How many shifts does chance alone show? False alarms of textbook tests on filtered series, and of ranks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from indicators.errors import TrendError
from indicators.index import Index
from indicators.panel import Panel
from indicators.scoring.score import score
from indicators.trends import level_shifts, pipeline_null, sen_slope
from indicators.trends.simulate import ConstantRateEvents, StationaryFigures
from indicators.wording.trends import summary

WORLDS = 30


@pytest.fixture(scope="module")
def alarms(world: Callable[..., Panel]) -> dict[str, pd.DataFrame]:
    """In 30 worlds where nothing happens, what each test says of fading visits and of held annual figures."""
    random = np.random.default_rng(3)
    said: dict[str, list[dict[str, float]]] = {"contact": [], "votes": []}
    for seed in range(WORLDS):
        panel = world(random)
        components = score(panel.matrix, panel.definition).components
        null = pipeline_null(panel.definition, panel, draws=49, seed=seed)
        for name, rows in said.items():
            series, simulated = components[name].dropna(), null.series(name)
            slope, shifts = sen_slope(series, null=simulated), level_shifts(series, null=simulated)
            rows.append(
                {
                    "mann_kendall": slope.p_value < 0.05,
                    "hamed_rao": slope.robust_p_value < 0.05,
                    "hac": slope.hac_p_value < 0.05,
                    "shifts": len(shifts.shifts),
                    "by_chance": shifts.by_chance,
                    "slope_rank": slope.null_p_value <= 0.1,
                    "shift_rank": shifts.p_value <= 0.1,
                }
            )
    return {name: pd.DataFrame(rows).astype(float) for name, rows in said.items()}


@pytest.mark.parametrize(("component", "trial"), [("contact", "contact"), ("votes", "annual")])
def test_textbook_tests_raise_false_alarms_on_filtered_series(
    alarms: dict[str, pd.DataFrame], published: dict[str, Any], component: str, trial: str
) -> None:
    rates, expected = alarms[component].mean(), published["false_alarms"][trial]
    for test in ("mann_kendall", "hamed_rao", "hac"):
        assert rates[test] > 0.25
        assert rates[test] == pytest.approx(expected[test], abs=0.25)
    assert (alarms[component]["shifts"] > 0).all()
    assert rates["shifts"] == pytest.approx(expected["shifts"], abs=0.6)


@pytest.mark.parametrize("component", ["contact", "votes"])
def test_ranks_among_simulated_worlds_keep_their_rate(alarms: dict[str, pd.DataFrame], component: str) -> None:
    rates = alarms[component].mean()
    assert rates["slope_rank"] <= 0.24
    assert rates["shift_rank"] <= 0.24
    assert rates["by_chance"] == pytest.approx(rates["shifts"], abs=0.5)


def test_a_real_shift_is_still_seen(world: Callable[..., Panel]) -> None:
    random = np.random.default_rng(4)
    p_values = []
    for seed in range(8):
        panel = world(random, shift=5.0)
        null = pipeline_null(panel.definition, panel, draws=49, seed=seed)
        series = score(panel.matrix, panel.definition).components["votes"].dropna()
        p_values.append(level_shifts(series, null=null.series("votes")).p_value)
    assert np.median(p_values) <= 0.06


# --- what a world is -------------------------------------------------------------------------------------


def test_the_same_seed_makes_the_same_worlds(world: Callable[..., Panel]) -> None:
    panel = world(np.random.default_rng(5))
    one, same, other = (pipeline_null(panel.definition, panel, draws=3, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.values, same.values)
    assert not np.array_equal(one.values, other.values)
    assert one.nodes == ("index", "contact", "votes")
    assert one.values.shape == (3, 231, 3)


def test_annual_figures_are_held_and_visits_fade(world: Callable[..., Panel]) -> None:
    panel = world(np.random.default_rng(6))
    null = pipeline_null(panel.definition, panel, draws=4, seed=1)
    for draw in null.series("votes").T.to_numpy():
        changes = np.flatnonzero(np.diff(draw))
        assert set(panel.matrix.index[changes + 1].month) == {1}
    for draw in null.series("contact").T.to_numpy():
        assert ((np.diff(draw) < 0).mean()) > 0.7  # most months bring no visit and the rate only fades


def test_progress_is_told(world: Callable[..., Panel]) -> None:
    panel = world(np.random.default_rng(7))
    told: list[float] = []
    result = pipeline_null(panel.definition, panel, draws=4, progress=told.append)
    assert told == [0.25, 0.5, 0.75, 1.0]
    assert set(result.to_frame().columns) == {"low", "median", "high", "mean"}
    assert "4 worlds where nothing happens" in summary(result)
    with pytest.raises(TrendError, match="was not simulated"):
        result.series("trade")
    with pytest.raises(TrendError, match="at least one"):
        pipeline_null(panel.definition, panel, draws=0)


def test_figures_keep_their_persistence_season_and_level_but_no_trend() -> None:
    random = np.random.default_rng(8)
    months = np.arange(360)
    wandering = np.zeros(360)
    for t in range(1, 360):
        wandering[t] = 0.7 * wandering[t - 1] + 0.1 * random.normal()
    deflator = np.exp(0.002 * months)
    values = deflator * np.exp(3 + 0.004 * months + 0.3 * np.sin(2 * np.pi * months / 12) + wandering)
    model = StationaryFigures.of(months, values, deflator, 12)
    assert model.logarithms
    assert model.root == pytest.approx(0.7, abs=0.08)
    draws = np.log(np.array([model.sample(np.random.default_rng(i)) for i in range(60)]) / deflator)
    slopes = [np.polyfit(months, draw, 1)[0] for draw in draws]
    assert abs(np.mean(slopes)) < 0.0004
    assert draws.mean() == pytest.approx(np.log(values / deflator).mean(), abs=0.05)
    by_month = draws.mean(axis=0).reshape(30, 12).mean(axis=0)
    assert by_month.max() - by_month.min() == pytest.approx(0.6, abs=0.1)


def test_gaps_stay_gaps_and_posts_stay_filled_or_empty() -> None:
    positions = np.array([10, 11, 12, 13, 17, 18, 19, 20])
    model = StationaryFigures.of(positions, np.array([1.0, 1, 0, 0, 1, 1, 1, 0]), np.ones(8), 12)
    drawn = model.sample(np.random.default_rng(1))
    assert len(drawn) == 8
    assert set(drawn) <= {0.0, 1.0}
    shares = [model.sample(np.random.default_rng(i)).mean() for i in range(400)]
    up, down = model.switching or (0, 0)
    assert np.mean(shares) == pytest.approx(up / (up + down), abs=0.05)


def test_acts_come_at_their_historical_rate() -> None:
    acts = pd.DataFrame(
        {
            "event_id": list("abcd"),
            "kind": ["visit", "visit", "visit", "measure"],
            "ref_area": "AAA",
            "counterpart_area": "BBB",
            "date_start": pd.to_datetime(["2001-01-01", "2003-05-05", "1970-01-01", "2004-01-01"]),
            "date_end": pd.to_datetime([None, None, None, "2004-02-01"]),
            "end_status": ["unknown", "unknown", "unknown", "ended"],
        }
    )
    days = np.arange("2000-01-01", "2010-01-01", dtype="datetime64[D]")
    model = ConstantRateEvents.of(acts, {("visit", "AAA"): days, ("measure", "AAA"): days})
    worlds = [model.sample(np.random.default_rng(i)) for i in range(500)]
    visits = np.array([(world["kind"] == "visit").sum() for world in worlds])
    assert visits.mean() == pytest.approx(2, abs=0.2)  # the visit of 1970 was not collected and does not count
    assert visits.var() == pytest.approx(2, abs=0.4)
    together = pd.concat(worlds)
    assert together["date_start"].between("2000-01-01", "2009-12-31").all()
    measures = together[together["kind"] == "measure"]
    assert (measures["date_end"] - measures["date_start"] == pd.Timedelta(days=31)).all()
    assert all(world["event_id"].is_unique for world in worlds)


# --- the shipped index -----------------------------------------------------------------------------------


def test_no_shift_of_the_shipped_index_stands_out_from_acts_on_days_searched(turkiye: Index) -> None:
    null = pipeline_null(turkiye.definition, turkiye.panel, draws=60, seed=1)
    result = level_shifts(turkiye.index, null=null.series(turkiye.definition.index))
    assert len(result.shifts) == 4
    assert result.by_chance == pytest.approx(4, abs=1)
    assert (result.shifts["p_value"] < 0.1).tolist() == [False] * 4
    assert result.shifts["date"].iloc[-1].year == 2018
    assert result.shifts["change"].iloc[-1] == pytest.approx(-16, abs=1.5)
