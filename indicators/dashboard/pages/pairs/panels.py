"""What the pairs page shows without controls: lines, differences, ranks, a plane; drawn once and replayed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from indicators.charts import Chart
from indicators.charts import pairs as charts
from indicators.charts.base import on_scale, scale
from indicators.dashboard.ui import cache, parts
from indicators.dashboard.ui.download import Origin, camera
from indicators.index.comparison import Comparison, ranks_in
from indicators.model.definition import Definition
from indicators.scoring.uncertainty import Uncertainty
from indicators.text import listing, month_name, number, percent, signed
from indicators.wording.scoring import covers


@dataclass(frozen=True, eq=False)
class Shown:
    """What the page shows: the comparison, the names of its pairs and months, the chosen pairs, the one of them that
    is looked at, the others with the one to set it against first, how they are drawn, the window.

    `data` differs whenever the figures may, `key` whenever anything on screen may.
    """

    comparison: Comparison
    names: dict[str, str]
    months: dict[str, str]
    chosen: list[str]
    subject: str
    others: list[str]
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
    def label(self) -> str:
        """What is scored, in the definition's words."""
        return self.definition.label(self.definition.index)

    @property
    def told(self) -> pd.Period | None:
        """The month that is told in words: the last in the window with an index of a chosen pair, if there is one with
        ranks."""
        chosen = self.comparison.scores.loc[self.window[0] : self.window[1], self.chosen]
        known = chosen.dropna(how="all").index
        ranked = known.intersection(self.comparison.year_ends)
        return (*known[-1:], *ranked[-1:])[-1] if len(known) else None

    @property
    def titles(self) -> list[str]:
        """The names of the chosen pairs."""
        return [self.names[pair] for pair in self.chosen]

    def under(self, drawn: Chart, name: str) -> None:
        """What stands under a chart."""
        about = {"definition": self.definition.id, "definition_version": self.definition.version}
        origin = Origin.of_sources(cache.described(self.definition), about)
        parts.below(drawn, key=f"pairs_{name}", name=f"{name}-{self.definition.id}", origin=origin)


@parts.still
def answer(key: str, chosen: tuple[str, ...], subject: str, _shown: Shown) -> None:
    """The scores of the chosen partners, and how far one stands from each of the others."""
    month = _shown.told
    if month is None:
        return
    every = _shown.comparison.scores.loc[month].dropna()
    scores = every.reindex(list(chosen))
    told = [f"{_shown.names[str(pair)]} {number(score)}" for pair, score in scores.dropna().items()]
    said = f"{listing(told)}{' of 100' if on_scale(_shown.comparison.scores) else ''}; "
    if missing := [_shown.names[str(pair)] for pair in scores.index[scores.isna()]]:
        said += f"no score of {listing(missing)} in that month; "
    said += f"the median of {len(every)} partners is {number(every.median())}."
    gaps = (scores[subject] - scores.drop(subject)).dropna()
    if len(gaps):
        apart = [_apart(gap, _shown.names[str(pair)]) for pair, gap in gaps.items()]
        said += f" In points, {_shown.names[subject]} stands {listing(apart)}."
    st.markdown(f"**{cache.plain(f'{_shown.label}, {month_name(month)}:')}** {cache.plain(said)}")


def _apart(gap: float, other: str, unit: str = "") -> str:
    """`7.4 below Greece`"""
    return f"{number(abs(gap))} {unit}{'above' if gap >= 0 else 'below'} {other}"


@parts.still
def order(key: str, chosen: tuple[str, ...], _shown: Shown, _drawn: Uncertainty) -> None:
    """The ranks of the chosen partners with their range."""
    month = _shown.told
    if month not in _shown.comparison.year_ends:
        return
    table = _ranked(_shown.data, str(month), _shown, _drawn)
    ranked = table.reindex(list(chosen)).dropna(subset=["rank"])
    told = [f"{row.item} {row.rank:.0f} ({row.range})" for row in ranked.itertuples()]
    if told:
        st.markdown(
            f"**Rank of {len(table)}**, with the range of 90 % of {_drawn.draws:,} draws of other choices: "
            f"{cache.plain(listing(told))}.",
            help=cache.plain(covers(_drawn)),
        )


@parts.still
def lines(key: str, chosen: tuple[str, ...], layout: str, _shown: Shown) -> Chart:
    """The course of the chosen partners over the median of all."""
    middle = _shown.comparison.scores.median(axis=1)
    named = _shown.comparison.scores[list(chosen)].rename(columns=_shown.names)
    together = charts.overlay_chart(named, middle=middle, window=_shown.window, label=_shown.label)
    if layout == "overlay":
        return parts.chart(together, "pairs_overlay")
    _multiples(named, middle, _shown)
    return together


def _multiples(named: pd.DataFrame, middle: pd.Series, shown: Shown) -> None:
    """Each partner for itself, on one window and one scale, with how it stands in the month told in words."""
    month = shown.told
    for row in range(0, named.shape[1], 4):
        for place, column in enumerate(st.columns(4)[: named.shape[1] - row], start=row):
            score = named.iloc[:, place]
            with column:
                st.markdown(f"**{cache.plain(str(score.name))}** {number(None if month is None else score[month])}")
                drawn = charts.small_chart(named, middle, window=shown.window, place=place, label=shown.label)
                parts.chart(drawn, f"pairs_small_{place}")
    ends = ", 0 to 100" if on_scale(named, middle) else ""
    st.caption(cache.plain(f"{shown.label}{ends}. Dotted: the median of all partners."))


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
            cache.plain(
                f"{_shown.label}: in {month_name(gap.index[-1])} {one.name} stood "
                f"{_apart(gap.iloc[-1], str(other.name), 'points ')}; in {month_name(gap.index[0])} the difference was "
                f"{signed(gap.iloc[0])}."
            )
        )
    drawn = charts.difference_chart(one, other, window=_shown.window, label=_shown.label)
    return parts.chart(drawn, "pairs_difference")


@parts.still
def ranks(key: str, chosen: tuple[str, ...], month: str, _shown: Shown, _drawn: Uncertainty) -> Chart:
    """The ranks of a month as a chart and as a table, the chosen partners on top of it."""
    at = pd.Period(month, "M")
    table = _ranked(_shown.data, month, _shown, _drawn)
    st.markdown(f"**{cache.plain(f'{_shown.label}, {month_name(at)}')}**, in the table the chosen partners first")
    left, right = st.columns(2, gap="medium")
    with right:
        first = table.index.isin(list(chosen))
        _rank_table(pd.concat([table[first], table[~first]]))
    with left:
        figures = table.drop(columns=["range", "change", "course"])
        chart = charts.ranks_chart(figures, chosen=_shown.titles, month=month_name(at), label=_shown.label)
        drawn = parts.chart(chart, "pairs_ranks")
    st.caption("How the ranges were drawn", help=cache.plain(covers(_drawn)))
    return drawn


@st.cache_resource(show_spinner=False, max_entries=64)
def _ranked(data: str, month: str, _shown: Shown, _drawn: Uncertainty) -> pd.DataFrame:
    """The pairs that have a rank in a month, by it: rank, its range, name, score, change in twelve months, course.

    It is the same in every window, and nobody may change it.
    """
    scores, at = _shown.comparison.scores, pd.Period(month, "M")
    courses = scores.reindex(_shown.comparison.year_ends).round(1)
    table = ranks_in(_drawn, at).to_frame().dropna(subset=["rank"]).set_index("item", drop=False)
    return table.assign(
        item=table["item"].replace(_shown.names),
        range=[f"{row.low:.0f}–{row.high:.0f}" for row in table.itertuples()],
        change=table["score"] - scores.shift(12).loc[at],
        course=[courses[pair].dropna().tolist() for pair in table.index],
    )


def _rank_table(rows: pd.DataFrame) -> None:
    low, high = scale({"range": [0, 100]}, *rows["course"])["range"]
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
            "course": st.column_config.LineChartColumn("Over the years", y_min=low, y_max=high, width=105),
        },
        alt="Ranks of all partners with their 5–95 % range, their scores, the change in a year and over the years.",
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
            cache.plain(
                f"Across {len(known)} partners the correlation of the two is "
                f"{number(float(known['x'].corr(known['y'])), 2)} in {month_name(at)}."
            )
        )
    labels = (_shown.definition.label(across), _shown.definition.label(up))
    chart = charts.scatter_chart(table, chosen=_shown.titles, labels=labels, month=month_name(at))
    return parts.chart(chart, "pairs_scatter")
