"""What makes the index: contributions stacked over time, and the steps from one month to another."""

from __future__ import annotations

import pandas as pd

from indicators.charts.base import (
    COLOURS,
    DOWN,
    GRID,
    LEVEL,
    UP,
    Chart,
    Window,
    broken,
    colour,
    figure,
    line,
    months,
    pattern,
)
from indicators.index import Index
from indicators.text import month_name, number, signed
from indicators.wording.charts import contributions_alt, waterfall_alt
from indicators.wording.language import translator


def contributions_chart(index: Index, *, window: Window, lang: str = "en") -> Chart:
    """The contributions of the groups, stacked; together they are the index."""
    series = index.index
    contributions = index.scores.contributions.loc[series.first_valid_index() : series.last_valid_index()]
    parts = pd.DataFrame(
        {group: contributions[list(index.definition.leaves(group))].sum(axis=1, min_count=1) for group in index.groups}
    )
    areas = [
        line(parts[group], index.definition.label(group), width=0, color=colour(place))
        | {"stackgroup": "index", "fillcolor": colour(place), "fillpattern": pattern(place)}
        for place, group in enumerate(parts)
    ]
    whole = line(series, translator(lang)("Index"), color=COLOURS[7], width=2)
    drawn = figure([*areas, whole], height=380, window=window)
    alt = contributions_alt(index, parts[window[0] : window[1]].dropna(how="all"), window, lang=lang)
    parts.insert(0, "month", months(parts.index))
    return Chart(drawn, alt, parts.reset_index(drop=True))


def waterfall_chart(
    index: Index, start: pd.Period, end: pd.Period, node: str | None = None, *, lang: str = "en"
) -> Chart:
    """The steps from one month's score to another's: one bar per component, the largest rise first, then what is no
    news."""
    say, series = translator(lang), index.scores.scores[node or index.definition.index]
    steps = index.change(start, end, node).to_frame()
    steps = steps[steps["effect"].abs() > 1e-12]
    steps = steps.sort_values("effect", ascending=False).sort_values(
        "term", key=lambda term: term != "value", kind="stable"
    )
    heights = series[start] + steps["effect"].cumsum()
    low, high = min(series[start], heights.min()), max(series[start], heights.max())
    labels = [
        index.definition.label(row.component) if row.component else row.term.capitalize() for row in steps.itertuples()
    ]
    effects = [signed(effect) for effect in steps["effect"]]
    # Places, not labels, on the axis: two components of one title are two bars.
    places = list(range(len(steps) + 2))
    names = [month_name(start), *map(broken, labels), month_name(end)]
    bars = {
        "type": "waterfall",
        "orientation": "h",
        "y": places,
        "x": [series[start], *steps["effect"], 0],
        "measure": ["absolute", *["relative"] * len(steps), "total"],
        "text": [number(series[start]), *effects, number(series[end])],
        "textposition": "outside",
        "increasing": {"marker": {"color": UP}},
        "decreasing": {"marker": {"color": DOWN}},
        "totals": {"marker": {"color": LEVEL}},
        "connector": {"line": {"width": 0.5, "color": LEVEL}},
        "cliponaxis": False,
        "hovertemplate": "%{hovertext}: %{text}<extra></extra>",
        "hovertext": names,
    }
    room = 0.2 * (high - low) + 1
    drawn = figure(
        [bars],
        height=80 + 32 * (len(steps) + 2),
        hovermode="closest",
        xaxis={
            "range": [low - room, high + room],
            "showgrid": True,
            "gridcolor": GRID,
            "title": {"text": say("points (axis not from zero)")},
        },
        yaxis={"autorange": "reversed", "showgrid": False, "tickvals": places, "ticktext": names},
    )
    alt = waterfall_alt(series[[start, end]], list(zip(labels, effects, strict=True)), lang=lang)
    return Chart(drawn, alt, steps)
