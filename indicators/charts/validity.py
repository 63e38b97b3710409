"""Turning points: how far each moved the score, beside the direction that was expected."""

from __future__ import annotations

from indicators.charts.base import COLOURS, DOWN, Chart, figure, letters, upright
from indicators.index.validity import Validity
from indicators.text import signed
from indicators.wording.language import translator

LEGEND = {"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0}
"""Above the bars: the days below them stand upright."""


def turning_chart(found: Validity, *, lang: str = "en") -> Chart:
    """One bar a turning point, in order of time: the change of the score, filled where it went as expected."""
    say = translator(lang)
    rows = found.points[found.points["change"].notna()]
    traces = []
    for hit, name, colour, pattern in (
        (True, say("As expected"), COLOURS[0], ""),
        (False, say("Not as expected"), DOWN, "/"),
    ):
        part = rows[rows["hit"] == hit]
        traces.append(
            {
                "type": "bar",
                "name": name,
                "x": part["date"].astype(str) + " ",
                "y": part["change"],
                "marker": {"color": colour, "pattern": {"shape": pattern}},
                "text": part["sign"].map({"+": "▲", "-": "▼"}),
                "textposition": "outside",
                "customdata": part["title"].map(letters),
                "hovertemplate": "%{customdata}<br>%{y:+.1f}<extra></extra>",
            }
        )
    axis = {
        "type": "category",
        "tickangle": -90,
        "categoryorder": "array",
        "categoryarray": list(rows["date"].astype(str) + " "),
    }
    told = [
        say("{day}: {title}, {change}", day=str(row.date), title=row.title, change=signed(row.change))
        for row in rows.itertuples()
    ]
    alt = say(
        "Bars of the change of the score around {count} turning points, {hits} of them as expected. {list}",
        count=len(rows),
        hits=int(rows["hit"].sum()),
        list="; ".join(told),
    )
    return Chart(
        figure(traces, height=420, xaxis=axis, yaxis=upright(), legend=LEGEND), alt, rows.reset_index(drop=True)
    )
