"""What the index would be if it were made otherwise, or if the figures had been others: arithmetic, not evidence."""

from indicators.index.scenario.apply import applied as applied
from indicators.index.scenario.apply import differences as differences
from indicators.index.scenario.apply import moves as moves
from indicators.index.scenario.apply import scenario_definition as scenario_definition
from indicators.index.scenario.effect import Effect as Effect
from indicators.index.scenario.effect import scenario_effect as scenario_effect
from indicators.index.scenario.examples import Example as Example
from indicators.index.scenario.examples import brought_forward as brought_forward
from indicators.index.scenario.examples import examples as examples
from indicators.index.scenario.examples import year_begin as year_begin
from indicators.index.scenario.model import AGGREGATIONS as AGGREGATIONS
from indicators.index.scenario.model import NORMALISATIONS as NORMALISATIONS
from indicators.index.scenario.model import HeldValue as HeldValue
from indicators.index.scenario.model import MovedEvent as MovedEvent
from indicators.index.scenario.model import ScaledFigures as ScaledFigures
from indicators.index.scenario.model import Scenario as Scenario
from indicators.index.scenario.presets import PRESETS as PRESETS
from indicators.index.scenario.presets import preset_weights as preset_weights
from indicators.index.scenario.text import decode as decode
from indicators.index.scenario.text import encode as encode
