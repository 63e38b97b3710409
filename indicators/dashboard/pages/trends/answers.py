"""What the Trends page computes, all of it in the background: the answers, and the null replicates that rank them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from indicators.dashboard.ui import background
from indicators.dashboard.ui.controls import View
from indicators.index import trend
from indicators.trends.pipeline import PipelineNull, pipeline_null
from indicators.trends.question import REPLICATES, Answer, Question


@dataclass(frozen=True, eq=False)
class Answers:
    """What is answered about one series of a view."""

    view: View
    node: str
    events: pd.DataFrame

    def key(self, question: Question, option: str = "", ranked: bool = False) -> str:
        """What differs whenever an answer may."""
        return f"{self.view.key};{self.node};{question.id};{option};{'ranked' if ranked else ''}"

    def answer(self, question: Question, option: str = "", null: PipelineNull | None = None) -> Answer:
        """The answer to a question; `option` is the text of what it asks for beside the series."""
        view, node, events = self.view, self.node, self.events
        months = int(option) if "months" in question.options else 12
        month = pd.Period(option, "M") if "month" in question.options else None

        def compute(_: background.Progress) -> Answer:
            return trend.ask(
                question.id, view.index, node, view.window, events=events, null=null, months=months, month=month
            )

        work = background.start(self.key(question, option, null is not None), compute)
        return background.wait_for(work, "Fitting")

    def groups(self, null: PipelineNull) -> pd.DataFrame:
        """All groups tested for level shifts together."""
        index, window = self.view.index, self.view.window
        work = background.start(self.groups_key, lambda _: trend.shifts_by_group(index, window, null=null))
        return background.wait_for(work, "Testing the groups")

    def null(self) -> PipelineNull:
        """The index where nothing happens."""
        index = self.view.index
        work = background.start(
            self._null_key, lambda tell: pipeline_null(index.definition, index.panel, draws=REPLICATES, progress=tell)
        )
        return background.wait_for(work, f"Simulating {REPLICATES} worlds in which nothing happens")

    @property
    def groups_key(self) -> str:
        """What differs whenever the groups may."""
        return f"{self.view.key};groups"

    @property
    def _null_key(self) -> str:
        return f"{self.view.index.key};null"

    def null_if_there(self) -> PipelineNull | None:
        """The replicates where they have been simulated before."""
        return self.null() if background.ended(self._null_key) else None

    def is_known(self, question: Question, option: str, together: bool) -> bool:
        """Whether all that a panel shows has been computed before."""
        needed = [self.key(question, option, question.ranked)]
        needed += [self._null_key] if question.ranked else []
        needed += [self.groups_key] if together else []
        return all(map(background.ended, needed))
