"""What the index would be if it were made otherwise, or if the figures had been others: arithmetic, not evidence."""

from indicators.scenario.apply import applied, scenario_definition
from indicators.scenario.effect import Effect, scenario_effect
from indicators.scenario.model import (
    AGGREGATIONS,
    NORMALISATIONS,
    HeldValue,
    MovedAct,
    ScaledFigures,
    Scenario,
)
from indicators.scenario.own import save_definition, toml_text
from indicators.scenario.presets import PRESETS, preset_weights
from indicators.scenario.ready import Ready, brought_forward, ready_made, year_begin
from indicators.scenario.text import decode, encode
from indicators.scenario.words import (
    beyond_goalposts,
    difference_sentence,
    differences,
    in_words,
    moves,
    others_in_force,
)

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
    "beyond_goalposts",
    "brought_forward",
    "decode",
    "difference_sentence",
    "differences",
    "encode",
    "in_words",
    "moves",
    "others_in_force",
    "preset_weights",
    "ready_made",
    "save_definition",
    "scenario_definition",
    "scenario_effect",
    "toml_text",
    "year_begin",
]
