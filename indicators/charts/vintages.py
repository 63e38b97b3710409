"""What was known when, and what differs between two snapshots."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from indicators.charts.base import (
    COLOURS,
    PATTERNS,
    SHADE,
    Chart,
    Trace,
    Window,
    by_month,
    colour,
    figure,
    line,
    months,
    on_scale,
    values,
)
from indicators.errors import Message
from indicators.text import day_name
from indicators.wording.charts import as_known_alt, comparison_alt, real_time_alt
from indicators.wording.language import Say, translator

TERMS = {
    "revision": Message("Revision"),
    "new_data": Message("New data"),
    "weights": Message("Weights"),
    "method": Message("Method"),
}
"""What moves an index from one snapshot to another, in the order in which it is taken."""


def real_time_chart(real_time: pd.DataFrame, *, pair: str, lang: str = "en") -> Chart:
    """The first value of each month against its final one, the gap between them shaded.

    `real_time` has a row per month: `month` (YYYY-MM), `first_known`, `first`, `final`, `revision`.
    """
    say, table = translator(lang), real_time.set_index(pd.PeriodIndex(real_time["month"], freq="M"))
    final = line(table["final"], say("As it stands on the last date"), color=COLOURS[0], width=3)
    name, hover = say("As first known (pseudo-real-time)"), say("%{y:.1f}, known on %{text}")
    first = line(table["first"], name, hover=hover, color=COLOURS[4], width=1.8, dash="dash")
    first |= {"fill": "tonexty", "fillcolor": SHADE, "text": real_time["first_known"].tolist()}
    drawn = figure([final, first], height=360, yaxis=_titled(say, table["first"], table["final"]))
    return Chart(drawn, real_time_alt(real_time, pair, lang=lang), real_time)


def _titled(say: Say, *scores: pd.Series) -> Trace:
    """The axis follows the values; its title names the scale that they keep to."""
    return {"title": {"text": say("index, 0–100") if on_scale(*scores) else say("index")}}


def as_known_chart(
    then: pd.Series, now: pd.Series, *, date: dt.date, pair: str, window: Window, lang: str = "en"
) -> Chart:
    """An index as it could have been known on a date over the index as it stands, by month."""
    say = translator(lang)
    traces = [
        line(now, say("All that is stored"), color=COLOURS[0], width=3),
        line(then, say("As of {day}", day=day_name(date)), color=COLOURS[4], width=2, dash="dash"),
    ]
    drawn = figure(traces, height=340, window=window, yaxis=_titled(say, then, now))
    table = pd.DataFrame({"as of the date": then, "all that is stored": now})
    return Chart(drawn, as_known_alt(then, now, date, pair, lang=lang), by_month(table))


def comparison_chart(changes: pd.DataFrame, *, pair: str, lang: str = "en") -> Chart:
    """The change of each month between two snapshots as stacked effects, which sum to the line.

    `changes` has a row per month: `month` (YYYY-MM), `change` and a column for each of TERMS.
    """
    say, table = translator(lang), changes.set_index(pd.PeriodIndex(changes["month"], freq="M"))
    names = {term: say(name) for term, name in TERMS.items()}
    bars = [
        {
            "type": "bar", "name": name, "x": months(table.index), "y": values(table[term]),
            "marker": {"color": colour(place), "pattern": {"shape": PATTERNS[place], "size": 5}},
            "hovertemplate": "%{y:+.2f}",
        }
        for place, (term, name) in enumerate(names.items())
        if table[term].abs().max() > 0
    ]  # fmt: skip
    total = line(table["change"], say("Change"), hover="%{y:+.2f}", color=COLOURS[7], width=1.5)
    axis = {"title": {"text": say("points")}}
    drawn = figure([*bars, total], height=320, barmode="relative", bargap=0.1, yaxis=axis)
    return Chart(drawn, comparison_alt(changes, names, pair, lang=lang), changes)
