"""How often a shift "stands out" at 5 % where nothing happens: worlds without a change, drawn on the days searched.

Each of a thousand worlds is ranked among four hundred others, as the index is: the same panel, scoring and search.
"""

from __future__ import annotations

import numpy as np
import pytest

import indicators
from indicators.trends.pipeline import pipeline_null
from indicators.trends.shifts import _null_statistics

WORLDS, AMONG = 1000, 400
SHORTEST = 0.15
"""The shortest stretch between two shifts, as a share of the months."""


@pytest.mark.parametrize("node", ["index", "political"])
def test_false_alarms_at_five_percent(node: str, monkeypatch: pytest.MonkeyPatch, tmp_path, record_property) -> None:
    monkeypatch.delenv("RELATIONS_INDEX_DATA", raising=False)
    with indicators.open(tmp_path / "relations.duckdb") as workspace:
        index = workspace.index("USA-TUR", "strategic-mechanism@2")
        given = index.index.dropna().index
        series = pipeline_null(index.definition, index.panel, draws=WORLDS + AMONG, seed=2026).series(node).loc[given]
    found = _null_statistics(series.to_numpy(dtype=float), int(SHORTEST * len(series)), None)["statistic"].to_numpy()
    worlds, among = found[:WORLDS], np.sort(found[WORLDS:])
    above = AMONG - np.searchsorted(among, worlds, side="left")
    size = float(((1 + above) / (1 + AMONG) <= 0.05).mean())
    record_property("size", size)
    print(f"{node}: {size:.1%} of {WORLDS} worlds without a change show a shift at 5 %")
    assert 0.035 <= size <= 0.065
