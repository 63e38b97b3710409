"""What the Trends page asks: the view, the series, and the answers as they come from the background."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from indicators import trends
from indicators.dashboard.ui import background
from indicators.dashboard.ui.background import Progress, Work
from indicators.dashboard.ui.controls import View
from indicators.index import trend
from indicators.index.trend import Answer
from indicators.index.trend_series import other_pairs

DRAWS = 200


@dataclass(frozen=True, eq=False)
class Asked:
    """What all panels are asked about."""

    view: View
    node: str
    events: pd.DataFrame

    def key(self, question: str, option: str = "", ranked: bool = False) -> str:
        """What differs whenever an answer may."""
        return f"{self.view.key};{self.node};{question};{option};{'ranked' if ranked else ''}"

    def answer(self, question: str, option: str = "", null: trends.PipelineNull | None = None) -> Answer:
        """The answer to a question, from the background."""
        index, window, events = self.view.index, self.view.window, self.events
        node = index.definition.index if question == "factor" else self.node
        month = pd.Period(option, "M") if question == "intervention" else None
        months = int(option) if question == "forecast" else 12

        def compute(_: Progress) -> Answer:
            others = None if month is None else other_pairs(index, node, month)
            return trend.ask(
                question, index, node, window, events=events, null=null, months=months, month=month, others=others
            )

        work: Work[Answer] = background.start(self.key(question, option, null is not None), compute)
        return background.wait_for(work, "Fitting")

    def groups(self, null: trends.PipelineNull) -> pd.DataFrame:
        """All groups tested for level shifts together, from the background."""
        index, window = self.view.index, self.view.window
        work: Work[pd.DataFrame] = background.start(
            self.groups_key, lambda _: trend.shifts_by_group(index, window, null=null)
        )
        return background.wait_for(work, "Testing the groups")

    def null(self) -> trends.PipelineNull:
        """Worlds in which nothing happens, from the background."""
        index = self.view.index
        work: Work[trends.PipelineNull] = background.start(
            self._null_key,
            lambda tell: trends.pipeline_null(index.definition, index.panel, draws=DRAWS, progress=tell),
        )
        return background.wait_for(work, f"Simulating {DRAWS} worlds in which nothing happens")

    @property
    def groups_key(self) -> str:
        """What differs whenever the groups may."""
        return f"{self.view.key};groups"

    @property
    def _null_key(self) -> str:
        return f"{self.view.index.key};null"

    def null_if_there(self) -> trends.PipelineNull | None:
        """These worlds where they have been simulated before."""
        return self.null() if background.ended(self._null_key) else None

    def is_known(self, question: str, option: str, together: bool) -> bool:
        """Whether all that a panel shows has been computed before."""
        ranked = question in trend.RANKED
        needed = [self.key(question, option, ranked)]
        needed += [self._null_key] if ranked else []
        needed += [self.groups_key] if together else []
        return all(map(background.ended, needed))
