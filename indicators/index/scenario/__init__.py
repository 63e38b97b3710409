"""What the index would be if it were made otherwise, or if the figures had been others: arithmetic, not evidence."""

from indicators.index.scenario.apply import applied, differences, moves, scenario_definition
from indicators.index.scenario.effect import Effect, scenario_effect
from indicators.index.scenario.examples import Ready, brought_forward, ready_made, year_begin
from indicators.index.scenario.model import AGGREGATIONS, NORMALISATIONS, HeldValue, MovedAct, ScaledFigures, Scenario
from indicators.index.scenario.presets import PRESETS, preset_weights
from indicators.index.scenario.text import decode, encode

__all__ = [
    "AGGREGATIONS",
    "NORMALISATIONS",
    "PRESETS",
    "Effect",
    "HeldValue",
    "MovedAct",
    "Ready",
    "ScaledFigures",
    "Scenario",
    "applied",
    "brought_forward",
    "decode",
    "differences",
    "encode",
    "moves",
    "preset_weights",
    "ready_made",
    "scenario_definition",
    "scenario_effect",
    "year_begin",
]
