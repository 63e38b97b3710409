"""What the pairs page shows without controls: lines, differences, ranks, a plane; drawn once and replayed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from indicators.charts import Chart
from indicators.charts import pairs as charts
from indicators.comparison import Comparison, ranks_in
from indicators.dashboard import backend, parts
from indicators.dashboard.takeaway import Origin, camera
from indicators.definition import Definition
from indicators.explain import listing, month_name, number, percent, signed
from indicators.scoring.uncertainty import Uncertainty


@dataclass(frozen=True, eq=False)
class Shown:
    """What the page shows: the comparison, the names of its pairs and months, the chosen pairs, how they are drawn, the
    window.

    `data` differs whenever the figures may, `key` whenever anything on screen may.
    """

    comparison: Comparison
    names: dict[str, str]
    months: dict[str, str]
    chosen: list[str]
    layout: str
    window: tuple[str, str]
    data: str

    @property
    def key(self) -> str:
        """The key of what is drawn once."""
        return f"{self.data};{self.window};{camera()}"

    @property
    def definition(self) -> Definition:
        """The definition that compares."""
        return self.comparison.definition

    @property
    def titles(self) -> list[str]:
        """The names of the chosen pairs."""
        return [self.names[pair] for pair in self.chosen]

    def under(self, drawn: Chart, name: str) -> None:
        """What stands under a chart."""
        about = {"definition": self.definition.id, "definition_version": self.definition.version}
        origin = Origin.of_sources(backend.described(self.definition), about)
        parts.below(drawn, key=f"pairs_{name}", name=f"{name}-{self.definition.id}", origin=origin)


@parts.still
def lines(key: str, chosen: tuple[str, ...], layout: str, _shown: Shown) -> Chart:
    """How the chosen partners stand in the last month, and their course over the median of all."""
    scores = _shown.comparison.scores
    middle = scores.median(axis=1)
    named = scores[list(chosen)].rename(columns=_shown.names)
    at = named[_shown.window[0] : _shown.window[1]].dropna(how="all").index
    if len(at):
        told = [f"{name} {number(value)}" for name, value in named.loc[at[-1]].dropna().items()]
        st.markdown(
            backend.plain(
                f"In {month_name(at[-1])}: {listing(told)}; the median of {scores.loc[at[-1]].count()} partners is "
                f"{number(middle[at[-1]])}."
            )
        )
    together = charts.overlay_chart(named, middle=middle, window=_shown.window)
    if layout == "overlay":
        return parts.chart(together, "pairs_overlay")
    _multiples(named, middle, _shown.window)
    return together


def _multiples(named: pd.DataFrame, middle: pd.Series, window: tuple[str, str]) -> None:
    """Each partner for itself, on one window and one scale, with how it stands at the end of it."""
    for row in range(0, named.shape[1], 4):
        for place, column in enumerate(st.columns(4)[: named.shape[1] - row], start=row):
            score = named.iloc[:, place]
            last = score[window[0] : window[1]].dropna()
            with column:
                st.markdown(f"**{backend.plain(str(score.name))}** {number(last.iloc[-1]) if len(last) else '–'}")
                parts.chart(charts.small_chart(score, middle, window=window, place=place), f"pairs_small_{place}")
    st.caption("Dotted: the median of all partners.")


def above(shown: Shown, drawn: Uncertainty, first: str, second: str) -> str:
    """How sure it is that one stands above the other, at the last year's end that has both."""
    both = shown.comparison.scores.loc[shown.comparison.year_ends, [first, second]].dropna()
    if both.empty:
        return f"At no year's end have both {shown.names[first]} and {shown.names[second]} an index."
    month = both.index[-1]
    share = drawn.probability((first, month), above=(second, month))
    return (
        f"How sure: with weights, scoring and components drawn otherwise, {shown.names[first]} stands above "
        f"{shown.names[second]} in {percent(share)} of {drawn.draws:,} draws for {month_name(month)}."
    )


@parts.still
def gap(key: str, first: str, second: str, _shown: Shown) -> Chart:
    """The first less the second, and how far apart the two stand."""
    one, other = (_shown.comparison.scores[pair].rename(_shown.names[pair]) for pair in (first, second))
    gap = (one - other)[_shown.window[0] : _shown.window[1]].dropna()
    if len(gap):
        st.markdown(
            backend.plain(
                f"In {month_name(gap.index[-1])} the ties of {one.name} stood {number(abs(gap.iloc[-1]))} points "
                f"{'above' if gap.iloc[-1] >= 0 else 'below'} those of {other.name}; in {month_name(gap.index[0])} "
                f"the difference was {signed(gap.iloc[0])}."
            )
        )
    return parts.chart(charts.difference_chart(one, other, window=_shown.window), "pairs_difference")


@parts.still
def ranks(key: str, chosen: tuple[str, ...], month: str, _shown: Shown, _drawn: Uncertainty) -> Chart:
    """The ranks of a month as a chart and as a table."""
    table = ranks_in(_drawn, pd.Period(month, "M")).to_frame().replace({"item": _shown.names})
    left, right = st.columns([5, 4], gap="medium")
    with right:
        _rank_table(_shown, table, pd.Period(month, "M"))
    with left:
        chart = charts.ranks_chart(table, chosen=_shown.titles, month=month_name(pd.Period(month, "M")))
        drawn = parts.chart(chart, "pairs_ranks")
    st.caption("How the ranges were drawn", help=backend.plain(_drawn.covers))
    return drawn


def _rank_table(shown: Shown, table: pd.DataFrame, month: pd.Period) -> None:
    courses = shown.comparison.scores.reindex(shown.comparison.year_ends).rename(columns=shown.names).round(1)
    ranked = table.dropna(subset=["rank"])
    before = shown.comparison.scores.shift(12).loc[month].rename(shown.names)
    rows = ranked.assign(
        range=[f"{row.low:.0f}–{row.high:.0f}" for row in ranked.itertuples()],
        change=ranked["score"] - before[ranked["item"]].to_numpy(),
        course=[courses[name].dropna().tolist() for name in ranked["item"]],
    )
    st.dataframe(
        rows[["rank", "range", "item", "score", "change", "course"]],
        hide_index=True,
        height=100 + 22 * len(rows),
        row_height=30,
        column_config={
            "rank": st.column_config.NumberColumn("Rank", format="%d", width=50),
            "range": st.column_config.TextColumn("5–95 %", width=65),
            "item": st.column_config.TextColumn("Partner", width=105),
            "score": st.column_config.NumberColumn("Score", format="%.1f", width=55),
            "change": st.column_config.NumberColumn(
                "12 months", format="%+.1f", width=80, help="Change of the score against twelve months before"
            ),
            "course": st.column_config.LineChartColumn("Course", y_min=0, y_max=100, width=70),
        },
        alt="Ranks of all partners with their 5–95 % range, their scores, the change in a year and the course.",
    )


@parts.still
def plane(key: str, chosen: tuple[str, ...], across: str, up: str, month: str, _shown: Shown) -> Chart:
    """Two scores of every partner in a month, and how they go together."""
    at, pairs = pd.Period(month, "M"), list(_shown.names)
    x, y = (_shown.comparison.table(node).loc[at, pairs] for node in (across, up))
    table = pd.DataFrame(
        {
            "name": [_shown.names[pair] for pair in pairs],
            "code": [pair[4:] for pair in pairs],
            "x": x.to_numpy(),
            "y": y.to_numpy(),
        }
    )
    known = table.dropna()
    if len(known) > 2 and across != up:
        st.markdown(
            backend.plain(
                f"Across {len(known)} partners the correlation of the two is "
                f"{number(float(known['x'].corr(known['y'])), 2)} in {month_name(at)}."
            )
        )
    labels = (_shown.definition.label(across), _shown.definition.label(up))
    chart = charts.scatter_chart(table, chosen=_shown.titles, labels=labels, month=month_name(at))
    return parts.chart(chart, "pairs_scatter")
