"""The scenario that a session has for a definition. The text in the URL is all of its state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from indicators.dashboard.ui import cache, state
from indicators.dashboard.ui.cache import CachedIndex
from indicators.dashboard.ui.language import say
from indicators.errors import ScenarioError
from indicators.index import scenario as scenarios
from indicators.index.scenario import Scenario

KEY = "scenario"
"""The key in the URL."""


@dataclass(frozen=True)
class Draft:
    """The index that a scenario is put on, and the scenario that this session has for its definition."""

    index: CachedIndex

    @property
    def scenario(self) -> Scenario:
        """The scenario as it stands now, so that two changes in one run both count."""
        return scenarios.decode(_kept().get(self.index.definition.full_id, ""))

    @classmethod
    def of(cls, index: CachedIndex) -> Draft:
        """Read the scenario from a new link, else from the session; a text that cannot be read is told and left."""
        kept = _kept()
        if (asked := state.asked_for(KEY)) is not None:
            kept[index.definition.full_id] = asked[-1] if asked else ""
        try:
            scenario = scenarios.decode(kept.get(index.definition.full_id, ""))
        except ScenarioError as error:
            left_out = say("{error} The link's scenario is left out.", error=error.message)
            st.warning(left_out, icon=":material/link_off:")
            scenario = Scenario()
        text = kept[index.definition.full_id] = scenarios.encode(scenario)
        state.leave(KEY, [text] if text else [])
        return cls(index)

    def write(self, scenario: Scenario) -> None:
        """Make this the session's scenario for the definition, in a callback; the run that follows shows it."""
        _kept()[self.index.definition.full_id] = scenarios.encode(scenario)

    def change(self, **changes: Any) -> None:
        """Write the scenario with some parts changed."""
        try:
            self.write(Scenario.model_validate(self.scenario.model_dump() | changes))
        except ValueError as error:
            st.session_state["_scenario_refused"] = cache.refusal(error)

    def key(self, *names: str) -> str:
        """The key of a widget, of its own for each definition."""
        return "_".join(("scenario", self.index.definition.full_id, *names))

    def chosen(self, *names: str) -> Any:
        """What the widget of this key says now, or None before it was drawn."""
        return st.session_state.get(self.key(*names))


def show(key: str, value: Any) -> None:
    """Let a widget show what the scenario says."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def _kept() -> dict[str, str]:
    kept: dict[str, str] = st.session_state.setdefault("_scenarios", {})
    return kept
