"""Published data as frames, and definitions built from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from indicators.model.definition import Definition

GOLDEN = Path(__file__).parent / "golden"


class Asem:
    """The ASEM data and its tree, as published (origin in golden/ORIGIN.md)."""

    def __init__(self) -> None:
        folder = GOLDEN / "asem"
        self.framework = pd.read_csv(folder / "framework.csv")
        self.indicators = self.framework[self.framework.Level == 1].set_index("iCode")
        self.nodes = self.framework[self.framework.Level > 1].set_index("iCode")
        self.matrix = pd.read_csv(folder / "indicators.csv.gz").set_index("uCode")
        self.goalposts = pd.read_csv(folder / "goalposts.csv").set_index("iCode")
        self.unequal = pd.read_csv(folder / "weights_unequal.csv").set_index("iCode").Weight
        self.expected = pd.read_csv(folder / "expected.csv.gz")

    def definition(
        self,
        normalise: Mapping[str, Any] | Callable[[str], Mapping[str, Any]],
        aggregate: Mapping[str, Any] | Mapping[int, Mapping[str, Any]],
        *,
        treat: Mapping[str, Any] | None = None,
        weights: pd.Series | None = None,
    ) -> Definition:
        """The ASEM tree with one normalisation and treatment for all indicators, and one aggregation for all groups or
        one per level."""
        written = self.framework.set_index("iCode").Weight if weights is None else weights
        groups: dict[str, Any] = {}
        for code, node in self.nodes.iterrows():
            rule = aggregate if "method" in aggregate else aggregate[int(node.Level)]
            groups[code] = {"weight": written[code], "aggregate": rule}
            if isinstance(node.Parent, str):
                groups[code]["parent"] = node.Parent
        components: dict[str, Any] = {}
        for code, indicator in self.indicators.iterrows():
            components[code] = {
                "parent": indicator.Parent,
                "weight": written[code],
                "direction": int(indicator.Direction),
                "normalise": normalise(code) if callable(normalise) else normalise,
                "treat": treat,
            }
        return Definition.model_validate({"groups": groups, "components": components})


@pytest.fixture(scope="session")
def asem() -> Asem:
    return Asem()


@pytest.fixture(scope="session")
def undp() -> Callable[[str], pd.DataFrame]:
    """Reads one of hdi, ihdi, gdi, gii: inputs and published values by country and year."""
    return lambda name: pd.read_csv(GOLDEN / "undp" / f"{name}.csv.gz").set_index(["iso3", "year"])


@pytest.fixture(scope="session")
def months() -> Callable[..., pd.DataFrame]:
    """Builds a matrix of months × components from columns of figures; the first month is 2000-01."""

    def build(**columns: list[float]) -> pd.DataFrame:
        rows = len(next(iter(columns.values())))
        index = pd.period_range("2000-01", periods=rows, freq="M", name="month")
        return pd.DataFrame({name: np.array(values, dtype=float) for name, values in columns.items()}, index=index)

    return build
