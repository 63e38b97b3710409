"""Series with a known answer, and a small index whose inputs can be simulated."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from indicators.model import EVENT_COLUMNS, OBSERVATION_COLUMNS, EventSource, Indicator, Pair
from indicators.model.definition import Definition
from indicators.panel import Panel, build_panel

GOLDEN = Path(__file__).parent / "golden"
FIRST = "2003-01"
MONTHS = 231
"""The window of the false-alarm figures: 2003-01 to 2022-03."""

SOURCED = {
    "title": "title",
    "description": "description",
    "source": "source",
    "url": "https://example.org/",
    "licence": "CC0",
    "citation": "citation",
    "retrieved": dt.date(2026, 1, 1),
}


@pytest.fixture(scope="session")
def published() -> dict[str, Any]:
    """Published results, with their origin written beside each."""
    return tomllib.loads((GOLDEN / "published.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def nile() -> pd.Series:
    """Annual flow of the Nile at Aswan, 10⁸ m³, 1871 to 1970."""
    import statsmodels.api as sm

    flow = sm.datasets.nile.load_pandas().data["volume"]
    return flow.set_axis(pd.period_range("1871", "1970", freq="Y")).rename("Nile")


@pytest.fixture(scope="session")
def driver_deaths() -> pd.Series:
    """log₁₀ of car drivers killed or seriously injured in Great Britain, 1969-01 to 1984-12."""
    table = pd.read_csv(GOLDEN / "uk_driver_deaths.csv")
    return pd.Series(
        np.log10(table["drivers"].to_numpy()), index=pd.PeriodIndex(table["month"], freq="M"), name="deaths"
    )


@pytest.fixture(scope="session")
def airline() -> pd.Series:
    """ln of thousands of international airline passengers, 1949-01 to 1960-12."""
    table = pd.read_csv(GOLDEN / "airline.csv")
    return pd.Series(
        np.log(table["passengers"].to_numpy()), index=pd.PeriodIndex(table["month"], freq="M"), name="airline"
    )


@pytest.fixture
def monthly() -> Callable[..., pd.Series]:
    """Values on months from 2000-01."""

    def build(values: np.ndarray, start: str = "2000-01", name: str = "x") -> pd.Series:
        return pd.Series(values, index=pd.period_range(start, periods=len(values), freq="M", name="month"), name=name)

    return build


# --- an index of visits that fade and of annual figures that are held ----------------------------------


def _definition() -> Definition:
    return Definition.model_validate(
        {
            "id": "small",
            "groups": {"index": {}},
            "components": {
                "contact": {
                    "parent": "index",
                    "source": {"events": {"visit": 1.0}},
                    "role": "pair",
                    "steps": [{"step": "decayed", "half_life_days": 365}],
                    "normalise": {"method": "goalposts", "worst": 0, "best": 4},
                    "codes": ["visits"],
                },
                "votes": {
                    "parent": "index",
                    "source": {"indicator": "votes"},
                    "role": "b",
                    "normalise": {"method": "goalposts", "worst": -5, "best": 5},
                    "max_age_months": 12,
                },
            },
        }
    )


def _world(random: np.random.Generator, *, shift: float = 0.0, rate: float = 2.0) -> Panel:
    """Visits at a constant rate and annual votes as an AR(0.8), with a shift of the votes in 2012 if asked for."""
    days = pd.date_range("1990-01-01", "2022-03-31")
    starts = days[np.sort(random.integers(len(days), size=random.poisson(rate * 32)))]
    visits = pd.DataFrame(
        {
            "event_id": [f"v{i}" for i in range(len(starts))],
            "kind": "visit",
            "ref_area": "AAA",
            "counterpart_area": "BBB",
            "date_start": starts.astype("datetime64[us]"),
            "date_end": pd.NaT,
            "grade": "",
            "scope": np.nan,
            "types": "",
            "bilateral": True,
            "end_status": "unknown",
            "title": "",
            "source_url": "",
        },
        columns=list(EVENT_COLUMNS),
    ).astype({"date_end": "datetime64[us]"})
    years = np.arange(1985, 2022)
    shocks, votes = random.normal(size=len(years) + 40), np.zeros(len(years) + 40)
    for year in range(1, len(votes)):
        votes[year] = 0.8 * votes[year - 1] + 0.6 * shocks[year]
    figures = pd.DataFrame(
        {
            "indicator": "votes",
            "ref_area": "BBB",
            "counterpart_area": "",
            "freq": "A",
            "time_period": pd.to_datetime([f"{year}-01-01" for year in years]).astype("datetime64[us]"),
            "obs_value": votes[40:] + shift * (years >= 2012),
            "obs_status": "A",
            "note": "",
        },
        columns=list(OBSERVATION_COLUMNS),
    )
    collected = EventSource.model_validate(
        {
            **SOURCED,
            "id": "contacts",
            "kinds": {"visit": {"title": "visit", "description": "visit"}},
            "coverage": [{"covered_from": "1990-01-01", "covered_to": "2022-03-31", "reason": "checked"}],
        }
    )
    described = Indicator.model_validate(
        {
            **SOURCED,
            "id": "votes",
            "unit": "points",
            "freq": "A",
            "kind": "level",
            "about": "area",
            "publication_lag_days": 0,
        }
    )
    return build_panel(
        _definition(),
        Pair(a="AAA", b="BBB"),
        figures,
        visits,
        indicators={"votes": described},
        event_sources={"contacts": collected},
        start=FIRST,
        end="2022-03",
    )


@pytest.fixture(scope="session")
def world() -> Callable[..., Panel]:
    """A panel of 231 months made of simulated inputs; nothing happens in it unless a shift is asked for."""
    return _world
