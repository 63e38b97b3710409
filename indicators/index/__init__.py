"""The index of a pair: store → panel → scores, and what can be asked of it."""

from indicators.index.index import Headline as Headline
from indicators.index.index import Index as Index
from indicators.index.index import areas_of as areas_of
from indicators.index.index import index_of as index_of
from indicators.index.index import needed as needed
from indicators.index.index import read_panel as read_panel
from indicators.index.origin import Figures as Figures
from indicators.index.origin import FiguresView as FiguresView
from indicators.index.origin import Origin as Origin
