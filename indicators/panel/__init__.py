"""As-of observations and events → a matrix: months × components, and the way back from a cell to its figures.

figures   rows of a frame → one series per indicator and direction
roles     which direction, or which of the two countries, a component reads
calendar  months as numbers; how long a value holds and how far it is carried
events    events → a rate or a measure in force, inside the period in which they were collected
steps     the formulas
build     a definition and a pair → Panel
trace     a cell of the panel → the rows behind it
"""

from indicators.panel.build import build_panel as build_panel
from indicators.panel.result import Panel as Panel
from indicators.panel.trace import Trace as Trace
from indicators.panel.trace import TraceStep as TraceStep
