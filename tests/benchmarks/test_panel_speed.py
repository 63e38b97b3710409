"""Rows in memory → panel: 500 months × 16 components."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from indicators.model import EVENT_COLUMNS, EventSource, Pair
from indicators.model.definition import Definition
from indicators.panel import build_panel

MONTHS = 500
SOURCED = {
    "title": "t",
    "description": "d",
    "source": "s",
    "url": "https://example.org/",
    "licence": "CC0",
    "citation": "c",
    "retrieved": "2026-01-01",
}


def _observations() -> pd.DataFrame:
    months = pd.period_range("1985-01", periods=MONTHS, freq="M").to_timestamp()
    keys = [
        (f"flow{number}", *direction)
        for number in range(12)
        for direction in (("USA", "TUR"), ("TUR", "USA"), ("USA", "WLD"), ("WLD", "USA"))
    ]
    keys.append(("cpi", "USA", ""))
    generator = np.random.default_rng(1)
    frames = [
        pd.DataFrame(
            {
                "indicator": indicator,
                "ref_area": ref,
                "counterpart_area": counterpart,
                "freq": "M",
                "time_period": months,
                "obs_value": generator.uniform(1, 100, MONTHS),
                "obs_status": "A",
                "note": "",
            }
        )
        for indicator, ref, counterpart in keys
    ]
    return pd.concat(frames, ignore_index=True)


def _events() -> pd.DataFrame:
    days = pd.date_range("1985-01-15", "2026-01-15", periods=200).normalize()
    frame = pd.DataFrame({"event_id": [f"e{number}" for number in range(200)], "kind": ["visit", "sanction"] * 100})
    frame = frame.assign(ref_area="USA", counterpart_area="TUR", date_start=days, date_end=days + pd.Timedelta(days=90))
    frame = frame.assign(grade="", scope=2.0, types="", bilateral=True, end_status="ended", title="", source_url="")
    return frame[list(EVENT_COLUMNS)]


def _definition() -> Definition:
    deflate = {"step": "deflate", "by": "cpi", "base": "2024"}
    share = {"step": "share_of", "indicator": "flow0", "role": "pair", "counterpart": "WLD"}
    year = {"step": "sum", "months": 12}
    steps = ([deflate, year, {"step": "log"}], [year, share], [year], [])
    components = {
        f"c{number}": {
            "parent": "index",
            "source": {"indicator": f"flow{number}"},
            "role": "pair",
            "steps": steps[number % 4],
            "max_age_months": 3,
        }
        for number in range(12)
    }
    for number, (kind, step) in enumerate(
        [("visit", {"step": "decayed", "half_life_days": 365}), ("sanction", {"step": "in_force"})] * 2
    ):
        source = {"events": {kind: 1.0}, "by_scope": True}
        components[f"e{number}"] = {"parent": "index", "source": source, "role": "pair", "steps": [step]}
    return Definition(reference="USA", groups={"index": {}}, components=components)


@pytest.mark.benchmark(group="panel")
def test_rows_to_panel(benchmark):
    observations, events, definition = _observations(), _events(), _definition()
    kinds = {kind: {"title": kind, "description": kind} for kind in ("visit", "sanction")}
    coverage = [{"covered_from": "1985-01-01", "covered_to": "2026-08-31", "reason": "all"}]
    sources = {"acts": EventSource(id="acts", **SOURCED, kinds=kinds, coverage=coverage)}
    built = benchmark(
        build_panel, definition, Pair(a="USA", b="TUR"), observations, events, indicators={}, event_sources=sources
    )
    assert built.matrix.shape == (MONTHS, 16)
    assert benchmark.stats["median"] < 0.020
