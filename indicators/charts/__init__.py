"""Results → Plotly figures, each with an alternative text computed from the data."""

from indicators.charts.base import Chart
from indicators.charts.drivers import contributions_chart, waterfall_chart
from indicators.charts.groups import groups_chart
from indicators.charts.lines import (
    begun_within,
    component_chart,
    group_chart,
    index_chart,
    labelled_events,
    named_events,
    plot,
)
from indicators.charts.plane import plane_chart
from indicators.charts.vintages import comparison_chart, real_time_chart

__all__ = [
    "Chart",
    "begun_within",
    "comparison_chart",
    "component_chart",
    "contributions_chart",
    "group_chart",
    "groups_chart",
    "index_chart",
    "labelled_events",
    "named_events",
    "plane_chart",
    "plot",
    "real_time_chart",
    "waterfall_chart",
]
