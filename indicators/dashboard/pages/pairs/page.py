"""Partners beside one another on the definition that compares: ties, not relations, and ranks only with their range."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from indicators.charts import pairs as charts
from indicators.dashboard.pages.pairs import panels
from indicators.dashboard.pages.pairs.panels import Shown
from indicators.dashboard.ui import background, cache, controls, parts
from indicators.dashboard.ui.background import Work
from indicators.dashboard.ui.controls import View
from indicators.errors import RelationsIndexError
from indicators.index.comparison import Comparison, compare, rank_path, ranks_drawn
from indicators.model.definition import Definition
from indicators.scoring.uncertainty import Uncertainty
from indicators.text import listing, month_name, number
from indicators.wording.scoring import covers

MOST = 8
"""Partners drawn at once: there are no more colours that stay apart."""

LAYOUTS = {"overlay": "Over one another", "multiples": "Side by side"}


def render() -> None:
    """Draw the page from top to bottom."""
    view = controls.view()
    st.title("Pairs", anchor=False)
    definition = _comparable(view)
    if definition is None:
        return
    comparison = _comparison(definition, view)
    if definition is not view.definition:
        _notice(comparison, view)
    st.markdown(cache.plain(definition.description))
    shown = _chosen(comparison, view)
    if shown is None:
        return
    panels.answer(shown.key, tuple(shown.chosen), shown.subject, shown)
    if comparison.can_be_drawn:
        _order(shown)
    shown.under(panels.lines(shown.key, tuple(shown.chosen), shown.layout, shown), "overlay")
    st.header("One against another", anchor=False)
    _difference(shown)
    st.header("Ranking", anchor=False)
    _ranking(shown)
    st.header("Two scores of every partner", anchor=False)
    _scatter(shown)


def _comparable(view: View) -> Definition | None:
    """The definition chosen, or where it has one partner, the one with the most."""
    if len(view.definition.partners) > 1:
        return view.definition
    known = cache.catalog().definitions.values()
    several = [one for one in known if len(one.partners) > 1]
    if not several:
        st.info("No definition has several partners, so there is nothing to compare.", icon=":material/info:")
        return None
    return max(several, key=lambda one: (view.pair.b in one.partners, len(one.partners)))


def _notice(comparison: Comparison, view: View) -> None:
    """Say that this is not the definition at the side, and that its numbers are other ones; offer it for all pages."""
    side, here = view.definition, comparison.definition
    said = (
        f"“{side.title}” has one partner, so this page shows another definition than the one at the side: "
        f"“{here.title}”, which measures {len(here.partners)} partners alike."
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(cache.plain(f"{said} {_two_numbers(comparison, view)}"), icon=":material/compare_arrows:")
        st.button(
            "Use it on all pages", on_click=controls.set_choice, args=("definition", here.id), key="use_comparable"
        )


def _two_numbers(comparison: Comparison, view: View) -> str:
    """The headlines of one pair under the definition at the side and under the one that compares."""
    here = comparison.indices.get(str(view.pair))
    try:
        side = view.index
    except RelationsIndexError:
        side = None
    if not (side and here and side.headline and here.headline):
        return "Its numbers are not to be compared with those of the other pages."
    return (
        f"The two numbers of {cache.catalog().areas[view.pair.b].name_en} are not to be compared: "
        f"{number(side.headline.value)} under {side.definition.title}, {month_name(side.headline.month)}; "
        f"{number(here.headline.value)} here, {month_name(here.headline.month)}."
    )


def _comparison(definition: Definition, view: View) -> Comparison:
    """The indices of all pairs, from the background."""
    origin = cache.origin()
    work: Work[Comparison] = background.start(
        (_key(definition, view), "pairs"),
        lambda tell: compare(origin, definition, as_of=view.as_of, progress=tell),
    )
    return background.wait_for(work, f"Computing {len(definition.partners)} pairs")


def _key(definition: Definition, view: View) -> str:
    """Differs whenever the comparison may: whichever pair is looked at, it is the same."""
    return cache.index_key(definition, cache.catalog().pairs(definition)[0], view.as_of)


def _chosen(comparison: Comparison, view: View) -> Shown | None:
    """The partners that the user chose and how they are drawn, from the URL like all that matters."""
    names, months = _given(_key(comparison.definition, view), comparison)
    if not names:
        st.info(
            "No pair has an index under this definition as of this date; choose a later one.", icon=":material/info:"
        )
        return None
    left, right = st.columns([3, 1])
    with left:
        chosen, subject, others = _partners(comparison, names, str(view.pair))
    with right:
        layout = controls.choose("Draw", list(LAYOUTS), "overlay", key="draw", names=LAYOUTS.__getitem__)
    if comparison.refused:
        areas = cache.catalog().areas
        refused = listing([areas[pair[4:]].name_en for pair in comparison.refused])
        st.caption(cache.plain(f"Without figures: {refused}."))
    window, key = _window(view, months), _key(comparison.definition, view)
    return Shown(comparison, names, months, chosen, subject, others, layout, window, key)


def _partners(comparison: Comparison, names: dict[str, str], own: str) -> tuple[list[str], str, list[str]]:
    """The pairs chosen, the one looked at among them, the others with the one to set it against first."""
    beside = {pair: reason for pair, reason in comparison.beside.items() if pair in names}
    begun = list(beside) or _first_and_middle(comparison, list(names))
    default = list(dict.fromkeys([*([own] if own in names else []), *begun]))[:MOST]
    said = [f"At most {MOST}. Type to find one.", ""]
    said += [f"- {cache.plain(f'{names[pair]}: {reason}')}" for pair, reason in beside.items()]
    chosen = controls.choose_many(
        "Partners", names, default, key="partners", names=names.__getitem__, most=MOST, help="\n".join(said)
    )
    subject = own if own in chosen else chosen[0]
    # Of those that the file names the first, of those that a person chose the one added last.
    others = chosen if beside and chosen == default else chosen[::-1]
    return chosen, subject, [one for one in others if one != subject]


def _first_and_middle(comparison: Comparison, pairs: list[str]) -> list[str]:
    """The ends of the upper half of the order, where the file does not say what to begin with."""
    if len(ends := comparison.year_ends):
        pairs = comparison.scores.loc[ends[-1], pairs].dropna().sort_values(ascending=False).index.to_list()
    return [pairs[0], pairs[len(pairs) // 2]]


def _window(view: View, months: dict[str, str]) -> tuple[str, str]:
    """The part of the window with an index of some pair; all months, and the words for it, where there is none."""
    every = list(months)
    first, last = max(view.asked[0], every[0]), min(view.asked[1], every[-1])
    if first < last:
        return first, last
    first, last = every[0], every[-1]
    st.info(
        f"The window at the side has no index of any partner, so all months are shown: {months[first]} to "
        f"{months[last]}.",
        icon=":material/info:",
    )
    return first, last


@st.cache_resource(show_spinner=False, max_entries=16)
def _given(key: str, _comparison: Comparison) -> tuple[dict[str, str], dict[str, str]]:
    """The names of the pairs that have an index, in their order, and of the months in which some do."""
    areas, scores = cache.catalog().areas, _comparison.scores
    names = {pair: areas[pair[4:]].name_en for pair in scores.columns[scores.notna().any()]}
    months = {str(month): month_name(month) for month in scores.dropna(how="all").index}
    return dict(sorted(names.items(), key=lambda item: item[1])), months


# --- lines -----------------------------------------------------------------------------------------


@st.fragment(parallel=True)
def _order(shown: Shown) -> None:
    """Fills in when the draws are there."""
    with cache.sentences():
        panels.order(shown.key, tuple(shown.chosen), shown, _drawn(shown))


def _difference(shown: Shown) -> None:
    options = list(shown.names)
    if len(options) < 2:
        st.info("Only one pair has an index.", icon=":material/info:")
        return
    start = shown.subject, next(one for one in [*shown.others, *options] if one != shown.subject)
    left, right = st.columns(2)
    with left:
        first = controls.choose("First", options, start[0], key="first", names=shown.names.__getitem__)
    with right:
        second = controls.choose("Second", options, start[1], key="second", names=shown.names.__getitem__)
    if first == second:
        st.info("Choose two different partners.", icon=":material/info:")
        return
    shown.under(panels.gap(shown.key, first, second, shown), "difference")
    if shown.comparison.can_be_drawn:
        _above(shown, first, second)


@st.fragment(parallel=True)
def _above(shown: Shown, first: str, second: str) -> None:
    """Fills in when the draws are there."""
    with cache.sentences():
        drawn = _drawn(shown)
        st.markdown(cache.plain(panels.above(shown, drawn, first, second)), help=cache.plain(covers(drawn)))


# --- ranks -----------------------------------------------------------------------------------------


def _ranking(shown: Shown) -> None:
    months = [str(month) for month in shown.comparison.year_ends][::-1]
    if not months:
        st.info("No month has an index of several pairs, so there is no rank.", icon=":material/info:")
        return
    since = shown.definition.frozen_window
    if since and not shown.comparison.can_be_drawn:
        need = f"Ranks and ranges need figures from {month_name(pd.Period(since[0], 'M'))} on"
        st.info(f"{need}; choose a later as-of date.", icon=":material/info:")
        return
    month = controls.choose("Ranks in", months, months[0], key="ranks", names=shown.months.__getitem__)
    st.markdown(
        "A rank stands only with its range: 5–95 % of the ranks when weights, scoring, joining, half-lives and "
        "components are drawn as in the uncertainty of the index. Where two ranges overlap the order may be the other "
        "way round; “One against another” says how often."
    )
    _ranked(shown, month)
    st.subheader("One partner's position over time", anchor=False)
    pair = controls.choose("Partner", list(shown.names), shown.chosen[0], key="position", names=shown.names.__getitem__)
    _position(shown, pair)


@st.fragment(parallel=True)
def _ranked(shown: Shown, month: str) -> None:
    """Fills in when the draws are there."""
    with cache.sentences():
        shown.under(panels.ranks(shown.key, tuple(shown.chosen), month, shown, _drawn(shown)), "ranks")


@st.fragment(parallel=True)
def _position(shown: Shown, pair: str) -> None:
    """One pair's rank over the years."""
    with cache.sentences():
        drawn = _drawn(shown)
        work: Work[pd.DataFrame] = background.start((shown.data, "path", pair), lambda _: rank_path(drawn, pair))
        path = background.wait_for(work, "Ranking every year")
        shown.under(parts.chart(charts.rank_path_chart(path, shown.names[pair]), "pairs_position"), "position")


def _drawn(shown: Shown) -> Uncertainty:
    """All pairs under other choices, from the background."""
    work: Work[Uncertainty] = background.start(
        (shown.data, "ranks"),
        lambda tell: ranks_drawn(shown.comparison, progress=lambda done: tell(0.9 * done)),
    )
    return background.wait_for(work, "Drawing the ranks of all pairs")


# --- two scores ------------------------------------------------------------------------------------


def _scatter(shown: Shown) -> None:
    definition = shown.definition
    nodes = [*definition.groups, *definition.components]
    axes = [*definition.axes, *definition.children(definition.index)][:2]
    if len(axes) < 2:
        axes = nodes[:2]
    months = list(shown.months)[::-1]
    first, second, third = st.columns(3)
    with first:
        across = controls.choose("Across", nodes, axes[0], key="across", names=definition.label)
    with second:
        up = controls.choose("Up", nodes, axes[1], key="up", names=definition.label)
    with third:
        month = controls.choose("In", months, months[0], key="at", names=shown.months.__getitem__)
    shown.under(panels.plane(shown.key, tuple(shown.chosen), across, up, month, shown), "scatter")
