"""Results → Plotly figures, each with an alternative text computed from the data."""

from indicators.charts.base import Chart as Chart
from indicators.charts.drivers import contributions_chart as contributions_chart
from indicators.charts.drivers import waterfall_chart as waterfall_chart
from indicators.charts.groups import group_chart as group_chart
from indicators.charts.groups import groups_chart as groups_chart
from indicators.charts.lines import begun_within as begun_within
from indicators.charts.lines import component_chart as component_chart
from indicators.charts.lines import index_chart as index_chart
from indicators.charts.lines import labelled_events as labelled_events
from indicators.charts.lines import named_events as named_events
from indicators.charts.lines import plot as plot
from indicators.charts.plane import plane_chart as plane_chart
from indicators.charts.vintages import comparison_chart as comparison_chart
from indicators.charts.vintages import real_time_chart as real_time_chart
