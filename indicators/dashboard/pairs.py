"""Partners beside one another on the definition that compares: ties, not relations, and ranks only with their range."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from indicators.charts import pairs as charts
from indicators.comparison import Comparison, compare, rank_path, ranks_drawn, ranks_in
from indicators.dashboard import backend, background, controls, parts
from indicators.dashboard.background import Work
from indicators.dashboard.controls import View
from indicators.definition import Definition
from indicators.explain import listing, month_name, number, signed
from indicators.index import RelationsIndex
from indicators.scoring.uncertainty import Uncertainty

MOST = 8
"""Partners drawn at once: there are no more colours that stay apart."""


@dataclass(frozen=True, eq=False)
class Shown:
    """What the page shows: the comparison, the names of its pairs, the chosen ones, and the window."""

    comparison: Comparison
    names: dict[str, str]
    chosen: list[str]
    window: tuple[str, str]
    key: str

    @property
    def definition(self) -> Definition:
        """The definition that compares."""
        return self.comparison.definition

    @property
    def anyone(self) -> RelationsIndex:
        """Any of the indices, for what they share: their sources."""
        return next(iter(self.comparison.indices.values()))

    def show(self, chart: charts.Chart, name: str) -> None:
        """A chart and what stands under it."""
        parts.show(chart, key=f"pairs_{name}", name=name, index=self.anyone)


def render() -> None:
    """Draw the page from top to bottom."""
    view = controls.view()
    st.title("Pairs", anchor=False)
    definition = _comparable(view)
    if definition is None:
        return
    comparison = _comparison(definition, view)
    st.markdown(backend.plain(definition.description))
    shown = _chosen(comparison, view)
    if shown is None:
        return
    _overlay(shown)
    st.subheader("One against another", anchor=False)
    _difference(shown)
    st.subheader("Ranking", anchor=False)
    _ranking(shown)
    st.subheader("Two scores of every partner", anchor=False)
    _scatter(shown)


def _comparable(view: View) -> Definition | None:
    """The definition chosen, or where it has one partner, the one with the most; says so and offers it."""
    if len(view.definition.partners) > 1:
        return view.definition
    known = backend.catalog().definitions.values()
    several = [one for one in known if len(one.partners) > 1]
    if not several:
        st.info("No definition has several partners, so there is nothing to compare.", icon=":material/info:")
        return None
    found = max(several, key=lambda one: (view.pair.b in one.partners, len(one.partners)))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(
            backend.plain(
                f"“{view.definition.title}” has one partner. This page compares with “{found.title}”, which measures "
                f"{len(found.partners)} partners alike; its numbers are not those of the other pages."
            ),
            icon=":material/compare_arrows:",
        )
        st.button(
            "Use it on all pages", on_click=controls.set_choice, args=("definition", found.id), key="use_comparable"
        )
    return found


def _comparison(definition: Definition, view: View) -> Comparison:
    """The indices of all pairs, from the background."""
    key = (backend.index_key(definition, view.pair, view.as_of), "pairs")
    work: Work[Comparison] = background.start(
        key,
        lambda tell: compare(backend.store(), backend.catalog(), definition, as_of=view.as_of, progress=tell),
    )
    return background.wait_for(work, f"Computing {len(definition.partners)} pairs")


def _chosen(comparison: Comparison, view: View) -> Shown | None:
    """The partners that the user chose, from the URL like all that matters."""
    given = comparison.scores.columns[comparison.scores.notna().any()]
    if given.empty:
        st.info(
            "No pair has an index under this definition as of this date; choose a later one.", icon=":material/info:"
        )
        return None
    areas = backend.catalog().areas
    names = {pair: areas[pair[4:]].name_en for pair in sorted(given, key=lambda pair: areas[pair[4:]].name_en)}
    latest = comparison.scores.loc[comparison.year_ends[-1], list(names)].sort_values(ascending=False).dropna()
    default = [str(view.pair)] if str(view.pair) in names else []
    default += [pair for pair in (latest.index[0], latest.index[len(latest) // 2]) if pair not in default]
    chosen = _choose_many("Partners", list(names), default, key="partners", names=names.__getitem__)
    if comparison.refused:
        st.caption(backend.plain(f"Without figures: {listing(list(comparison.refused))}."))
    months = comparison.scores.dropna(how="all").index
    first, last = max(view.window[0], str(months[0])), min(view.window[1], str(months[-1]))
    window = (first, last) if first < last else (str(months[0]), str(months[-1]))
    return Shown(comparison, names, chosen, window, f"{view.key};{comparison.definition.id}")


def _choose_many(
    label: str, options: Sequence[str], default: list[str], *, key: str, names: Callable[[str], str]
) -> list[str]:
    """As `controls.choose`, for several: ids in the URL, joined by commas; those that are not there are left."""
    widget = f"chosen_{key}"
    if widget not in st.session_state:
        asked = st.query_params.get(key, "").split(",")
        st.session_state[widget] = [one for one in dict.fromkeys(asked) if one in options][:MOST] or default
    st.session_state[widget] = [one for one in st.session_state[widget] if one in options]
    chosen: list[str] = st.multiselect(
        label, options, format_func=names, key=widget, max_selections=MOST, persist_state="session",
        help=f"At most {MOST}. Type to find one.",
    )  # fmt: skip
    if chosen == default:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != ",".join(chosen):
        st.query_params[key] = ",".join(chosen)
    return chosen


# --- lines -----------------------------------------------------------------------------------------


def _overlay(shown: Shown) -> None:
    if not shown.chosen:
        st.info("Choose a partner above.", icon=":material/add:")
        return
    scores = shown.comparison.scores
    middle = scores.median(axis=1)
    named = scores[shown.chosen].rename(columns=shown.names)
    at = named[shown.window[0] : shown.window[1]].dropna(how="all").index
    if len(at):
        told = [f"{name} {number(value)}" for name, value in named.loc[at[-1]].dropna().items()]
        st.markdown(
            backend.plain(
                f"In {month_name(at[-1])}: {listing(told)}; the median of {scores.loc[at[-1]].count()} partners is "
                f"{number(middle[at[-1]])}."
            )
        )
    shown.show(charts.overlay_chart(named, middle=middle, window=shown.window), "overlay")
    with st.expander("Small multiples", icon=":material/grid_view:"):
        for row in range(0, len(shown.chosen), 4):
            for column, pair in zip(st.columns(4), shown.chosen[row : row + 4], strict=False):
                with column:
                    name = shown.names[pair]
                    st.markdown(f"**{backend.plain(name)}**")
                    place = shown.chosen.index(pair)
                    chart = charts.small_chart(named[name], middle, window=shown.window, place=place)
                    st.plotly_chart(chart.figure, key=f"small_{pair}", alt=chart.alt, config={"displayModeBar": False})


def _difference(shown: Shown) -> None:
    options = list(shown.names)
    start = (shown.chosen + [one for one in options if one not in shown.chosen])[:2]
    if len(start) < 2:
        st.info("Only one pair has an index.", icon=":material/info:")
        return
    left, right = st.columns(2)
    with left:
        first = controls.choose("First", options, start[0], key="first", names=shown.names.__getitem__)
    with right:
        second = controls.choose("Second", options, start[1], key="second", names=shown.names.__getitem__)
    if first == second:
        st.info("Choose two different partners.", icon=":material/info:")
        return
    scores = shown.comparison.scores.rename(columns=shown.names)
    one, other = scores[shown.names[first]], scores[shown.names[second]]
    gap = (one - other)[shown.window[0] : shown.window[1]].dropna()
    if len(gap):
        st.markdown(
            backend.plain(
                f"In {month_name(gap.index[-1])} the ties of {one.name} stood {number(abs(gap.iloc[-1]))} points "
                f"{'above' if gap.iloc[-1] >= 0 else 'below'} those of {other.name}; in {month_name(gap.index[0])} "
                f"the difference was {signed(gap.iloc[0])}."
            )
        )
    shown.show(charts.difference_chart(one, other, window=shown.window), "difference")


# --- ranks -----------------------------------------------------------------------------------------


def _ranking(shown: Shown) -> None:
    names = parts.month_names(shown.comparison.scores.index)
    months = [str(month) for month in shown.comparison.year_ends][::-1]
    if not months:
        st.info("No month has an index of several pairs, so there is no rank.", icon=":material/info:")
        return
    month = controls.choose("Ranks in", months, months[0], key="ranks", names=names.__getitem__)
    st.markdown(
        "A rank stands only with its range: 5–95 % of the ranks when weights, scoring, joining, half-lives and "
        "components are drawn as in the uncertainty of the index. Partners whose ranges overlap cannot be told apart."
    )
    _ranked(shown, month)


@st.fragment(parallel=True)
def _ranked(shown: Shown, month: str) -> None:
    """Fills in when the draws are there."""
    with backend.sentences():
        work: Work[Uncertainty] = background.start(
            (shown.key, "ranks"),
            lambda tell: ranks_drawn(backend.catalog(), shown.comparison, progress=lambda done: tell(0.9 * done)),
        )
        drawn = background.wait_for(work, "Drawing the ranks of all pairs")
        ranks = ranks_in(drawn, pd.Period(month, "M"))
        table = ranks.to_frame().replace({"item": shown.names})
        chosen = [shown.names[pair] for pair in shown.chosen]
        left, right = st.columns([5, 4], gap="medium")
        with left:
            chart = charts.ranks_chart(table, chosen=chosen, month=month_name(pd.Period(month, "M")))
            shown.show(chart, "ranks")
        with right:
            _rank_table(shown, table)
        st.caption(backend.plain(drawn.covers))
        if shown.chosen:
            _position(shown, drawn)


def _rank_table(shown: Shown, table: pd.DataFrame) -> None:
    courses = shown.comparison.scores.reindex(shown.comparison.year_ends).rename(columns=shown.names).round(1)
    rows = table.dropna(subset=["rank"]).assign(
        range=[f"{row.low:.0f}–{row.high:.0f}" for row in table.dropna(subset=["rank"]).itertuples()],
        course=[courses[name].dropna().tolist() for name in table.dropna(subset=["rank"])["item"]],
    )
    st.dataframe(
        rows[["rank", "range", "item", "score", "course"]],
        hide_index=True,
        height=100 + 22 * len(rows),
        row_height=30,
        column_config={
            "rank": st.column_config.NumberColumn("Rank", format="%d", width="small"),
            "range": st.column_config.TextColumn("5–95 %", width="small"),
            "item": "Partner",
            "score": st.column_config.NumberColumn("Score", format="%.1f", width="small"),
            "course": st.column_config.LineChartColumn("Course", y_min=0, y_max=100, width="small"),
        },
        alt="Ranks of all partners with their 5–95 % range, score and course over the years.",
    )


def _position(shown: Shown, drawn: Uncertainty) -> None:
    """One pair's rank over the years."""
    st.markdown("**One partner's position over time**")
    pair = st.selectbox("Partner", shown.chosen, format_func=shown.names.__getitem__, key="position")
    path = rank_path(drawn, pair)
    shown.show(charts.rank_path_chart(path, shown.names[pair]), "position")


# --- two scores ------------------------------------------------------------------------------------


def _scatter(shown: Shown) -> None:
    definition, scores = shown.definition, shown.comparison.scores
    nodes = [*definition.groups, *definition.components]
    axes = [*definition.axes, *definition.children(definition.index)][:2]
    if len(axes) < 2:
        axes = nodes[:2]
    names = parts.month_names(scores.index)
    months = [str(month) for month in scores.dropna(how="all").index][::-1]
    first, second, third = st.columns(3)
    with first:
        across = controls.choose("Across", nodes, axes[0], key="across", names=definition.label)
    with second:
        up = controls.choose("Up", nodes, axes[1], key="up", names=definition.label)
    with third:
        month = controls.choose("In", months, months[0], key="month", names=names.__getitem__)
    at = pd.Period(month, "M")
    x, y = (shown.comparison.table(node).loc[at] for node in (across, up))
    pairs = list(shown.names)
    table = pd.DataFrame(
        {
            "name": [shown.names[pair] for pair in pairs],
            "code": [pair[4:] for pair in pairs],
            "x": x[pairs].to_numpy(),
            "y": y[pairs].to_numpy(),
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
    labels = (definition.label(across), definition.label(up))
    chosen = [shown.names[pair] for pair in shown.chosen]
    shown.show(charts.scatter_chart(table, chosen=chosen, labels=labels, month=month_name(at)), "scatter")
