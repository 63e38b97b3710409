"""The shipped definitions, scored on the shipped data without a store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import pytest

from indicators.catalog import Catalog
from indicators.model import Pair
from indicators.model.definition import Definition
from indicators.panel import Panel, build_panel
from indicators.scoring.score import Scores, score


@dataclass(frozen=True)
class Scored:
    panel: Panel
    scores: Scores

    @property
    def by_month(self) -> pd.DataFrame:
        """Scores of all groups, coverage and freshness; rows are named `2015-01`."""
        table = self.scores.scores.assign(coverage=self.scores.coverage, fresh=self.scores.freshness)
        return table.set_axis(table.index.astype(str))


ScoreOf = Callable[[Definition, str], Scored]


@pytest.fixture(scope="session")
def score_of(catalog: Catalog) -> ScoreOf:
    """(definition, partner) → the partner's panel and scores from all shipped figures."""
    observations = pd.concat([frame for _, frame, _ in catalog.shipped_observations()], ignore_index=True)
    events = pd.concat([frame for _, frame, _ in catalog.shipped_events()], ignore_index=True)

    def scored(definition: Definition, partner: str) -> Scored:
        panel = build_panel(
            definition,
            Pair(a="USA", b=partner),
            observations,
            events,
            indicators=catalog.indicators,
            event_sources=catalog.event_sources,
        )
        return Scored(panel, score(panel.matrix, definition, carried=panel.carried))

    return scored
