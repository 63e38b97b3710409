"""Small definitions, rows and events to build panels from, so that a test reads as one statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import pytest

from indicators.model import EVENT_COLUMNS, OBSERVATION_COLUMNS, EventSource, Indicator, Pair
from indicators.model.definition import Definition
from indicators.panel import Panel, build_panel

PAIR = Pair(a="USA", b="TUR")
SOURCED = {
    "title": "title",
    "description": "description",
    "source": "source",
    "url": "https://example.org/",
    "licence": "CC0",
    "citation": "citation",
    "retrieved": "2026-01-01",
}


def _indicator(id: str, **settings: Any) -> Indicator:
    plain = {"unit": "unit", "freq": "M", "kind": "flow", "about": "pair", "publication_lag_days": 30}
    return Indicator(id=id, **{**SOURCED, **plain, **settings})


def _rows(indicator: str, ref: str, counterpart: str, figures: Mapping[str, float], freq: str = "M") -> pd.DataFrame:
    return pd.DataFrame(
        [(indicator, ref, counterpart, freq, pd.Timestamp(day), value, "A", "") for day, value in figures.items()],
        columns=list(OBSERVATION_COLUMNS),
    ).astype({"time_period": "datetime64[us]", "obs_value": "float64"})


def _run(start: str, *values: float) -> dict[str, float]:
    months = pd.period_range(start, periods=len(values), freq="M")
    return {f"{month}-01": value for month, value in zip(months, values, strict=True)}


def _acts(*acts: Mapping[str, Any]) -> pd.DataFrame:
    plain = {
        "ref_area": "USA",
        "counterpart_area": "TUR",
        "date_end": None,
        "grade": "",
        "scope": float("nan"),
        "types": "",
        "bilateral": True,
        "end_status": "ended",
        "title": "",
        "source_url": "",
    }
    rows = [{"event_id": f"e{number}", **plain, **act} for number, act in enumerate(acts)]
    frame = pd.DataFrame(rows, columns=list(EVENT_COLUMNS))
    return frame.astype(
        {"date_start": "datetime64[us]", "date_end": "datetime64[us]", "scope": "float64", "bilateral": "bool"}
    )


def _collected(
    kinds: Sequence[str], *lines: Mapping[str, Any], undirected: Sequence[str] = (), lag: int = 0
) -> EventSource:
    described = {kind: {"title": kind, "description": kind, "directed": kind not in undirected} for kind in kinds}
    return EventSource(
        id="acts",
        **SOURCED,
        publication_lag_days=lag,
        kinds=described,
        coverage=[{"reason": "checked", **line} for line in lines],
    )


def _panel(
    components: Mapping[str, Mapping[str, Any]],
    observations: Sequence[pd.DataFrame] = (),
    *,
    indicators: Sequence[Indicator] = (),
    events: pd.DataFrame | None = None,
    collected: EventSource | None = None,
    as_of: str | None = None,
    pair: Pair = PAIR,
    definition: Mapping[str, Any] | None = None,
    **ends: str,
) -> Panel:
    tree = {
        "reference": "USA",
        "groups": {"index": {}},
        "components": {name: {"parent": "index", **component} for name, component in components.items()},
    }
    frames = [*observations] or [_rows("none", "USA", "", {})]
    return build_panel(
        Definition(**{**tree, **(definition or {})}),
        pair,
        pd.concat(frames, ignore_index=True),
        events if events is not None else _acts(),
        indicators={one.id: one for one in indicators},
        event_sources={} if collected is None else {collected.id: collected},
        as_of=None if as_of is None else dt.date.fromisoformat(as_of),
        **ends,
    )


@pytest.fixture(scope="session")
def indicator() -> Callable[..., Indicator]:
    """indicator(id, **settings): a described indicator, monthly flow of a pair unless said otherwise."""
    return _indicator


@pytest.fixture(scope="session")
def rows() -> Callable[..., pd.DataFrame]:
    """rows(indicator, ref_area, counterpart_area, {day: value}, freq="M"): observations."""
    return _rows


@pytest.fixture(scope="session")
def run() -> Callable[..., dict[str, float]]:
    """run("2015-01", 1, 2, 3): figures of consecutive months."""
    return _run


@pytest.fixture(scope="session")
def acts() -> Callable[..., pd.DataFrame]:
    """acts({kind, date_start, …}, …): events from USA to TUR unless said otherwise."""
    return _acts


@pytest.fixture(scope="session")
def collected() -> Callable[..., EventSource]:
    """collected(kinds, {covered_from, covered_to, …}, …): an event source."""
    return _collected


@pytest.fixture(scope="session")
def panel() -> Callable[..., Panel]:
    """panel({component: settings}, [observations], …): the panel of USA-TUR under a definition of one group."""
    return _panel
