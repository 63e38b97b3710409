"""What was known when, and what differs between two snapshots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from indicators.charts.base import (
    COLOURS,
    PATTERNS,
    SHADE,
    Chart,
    Trace,
    colour,
    figure,
    line,
    months,
    on_scale,
    values,
)
from indicators.text import listing, month_name, number, signed


def real_time_chart(real_time: pd.DataFrame, *, pair: str) -> Chart:
    """The first value of each month against its final one, the gap between them shaded.

    `real_time` has a row per month: `month` (YYYY-MM), `first_known`, `first`, `final`, `revision`.
    """
    by_month = real_time.set_index(pd.PeriodIndex(real_time["month"], freq="M"))
    final = line(by_month["final"], "As it stands on the last date", color=COLOURS[0], width=3)
    first = line(
        by_month["first"], "As first known (pseudo-real-time)", hover="%{y:.1f}, known on %{text}", color=COLOURS[4],
        width=1.8, dash="dash",
    ) | {"fill": "tonexty", "fillcolor": SHADE, "text": real_time["first_known"].tolist()}  # fmt: skip
    upright = _titled(by_month["first"], by_month["final"])
    return Chart(figure([final, first], height=360, yaxis=upright), _describe(real_time, pair), real_time)


def _describe(real_time: pd.DataFrame, pair: str) -> str:
    if real_time.empty:
        return f"The index of {pair} as first known: no month became known between the dates."
    worst = real_time.loc[real_time["revision"].abs().idxmax()]
    return (
        f"The index of {pair} as first known and as it stands, {len(real_time)} months from "
        f"{month_name(pd.Period(real_time['month'].iloc[0], 'M'))} to "
        f"{month_name(pd.Period(real_time['month'].iloc[-1], 'M'))}: on average it moved by "
        f"{number(real_time['revision'].abs().mean(), 2)} points after it was first known, the most for "
        f"{month_name(pd.Period(worst['month'], 'M'))} ({number(worst['first'])} → {number(worst['final'])}, "
        f"{signed(worst['revision'])})."
    )


def _titled(*scores: pd.Series) -> Trace:
    """The axis follows the values; its title names the scale that they keep to."""
    return {"title": {"text": "index, 0–100" if on_scale(*scores) else "index"}}


def as_known_chart(then: pd.Series, now: pd.Series, *, date: dt.date, pair: str, window: tuple[str, str]) -> Chart:
    """An index as it could have been known on a date over the index as it stands, by month."""
    traces = [
        line(now, "All that is stored", color=COLOURS[0], width=3),
        line(then, f"As of {date.day} {date:%B %Y}", color=COLOURS[4], width=2, dash="dash"),
    ]
    gap = (now - then).dropna()
    alt = f"The index of {pair} as of {date.day} {date:%B %Y} and with all that is stored: no month has both."
    if len(gap):
        worst = gap.abs().idxmax()
        alt = (
            f"The index of {pair} as of {date.day} {date:%B %Y} and with all that is stored: {len(gap)} months have "
            f"both, {month_name(worst)} moved most ({number(then[worst])} → {number(now[worst])}, "
            f"{signed(gap[worst])})."
        )
    table = pd.DataFrame({"as of the date": then, "all that is stored": now})
    table = table.set_axis(table.index.astype(str)).rename_axis("month").reset_index()
    return Chart(figure(traces, height=340, window=window, yaxis=_titled(then, now)), alt, table)


def comparison_chart(changes: pd.DataFrame, *, terms: Sequence[str], pair: str) -> Chart:
    """The change of each month between two snapshots as stacked effects, which sum to the line.

    `changes` has a row per month: `month` (YYYY-MM), `change` and a column per term.
    """
    by_month = changes.set_index(pd.PeriodIndex(changes["month"], freq="M"))
    bars = [
        {
            "type": "bar", "name": _in_words(term), "x": months(by_month.index), "y": values(by_month[term]),
            "marker": {"color": colour(place), "pattern": {"shape": PATTERNS[place], "size": 5}},
            "hovertemplate": "%{y:+.2f}",
        }
        for place, term in enumerate(terms)
        if by_month[term].abs().max() > 0
    ]  # fmt: skip
    total = line(by_month["change"], "Change", hover="%{y:+.2f}", color=COLOURS[7], width=1.5)
    scale = {"title": {"text": "points"}}
    drawn = figure([*bars, total], height=320, barmode="relative", bargap=0.1, yaxis=scale)
    means = {term: changes[term].mean() for term in terms}
    parts = [f"{_in_words(term).lower()} {signed(mean, 2)}" for term, mean in means.items() if abs(mean) > 5e-4]
    alt = (
        f"The change of the index of {pair} between two snapshots in {len(changes)} months; on average "
        f"{signed(changes['change'].mean(), 2)}{f', of which {listing(parts)}' if parts else ''}."
    )
    return Chart(drawn, alt, changes)


def _in_words(term: str) -> str:
    return term.replace("_", " ").capitalize()
