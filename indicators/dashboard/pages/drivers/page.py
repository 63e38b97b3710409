"""What made the index, and what moved it between two months: every step sums."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from indicators.charts import Chart, contributions_chart, waterfall_chart
from indicators.dashboard.pages.drivers import detail
from indicators.dashboard.ui import cache, controls, parts
from indicators.dashboard.ui.cache import CachedIndex
from indicators.dashboard.ui.language import say
from indicators.text import number
from indicators.wording.change import window_sentence


def render() -> None:
    """Draw the page from top to bottom."""
    view = controls.view()
    st.title(say("What drives the index"), anchor=False)
    index = view.index
    if index.headline is None:
        parts.no_index(index)
        return
    st.header(say("From one month to another"), anchor=False)
    most = ""
    with cache.sentences():
        most = _compare(index, view.window)
    st.header(say("Month by month"), anchor=False)
    parts.under(_contributions(index, view.window), key="contributions", name="contributions", index=index)
    detail.follow(index, view.window, most)


@parts.cached_fragment
def _contributions(index: CachedIndex, window: tuple[str, str]) -> Chart:
    st.markdown(
        say(
            "Each component adds its effective weight times its score. In every month these points sum to the index, "
            "and the change between two months is the sum of what each component did."
        )
    )
    return parts.chart(contributions_chart(index, window=window), "contributions")


def _compare(index: CachedIndex, window: tuple[str, str]) -> str:
    """Choose two months and a part, and see what moved it; the component that did most, or an empty text."""
    names = parts.month_names(index.index.index)
    months = [month for month, given in zip(names, index.index.notna(), strict=True) if given]
    first, last = parts.ends(index, window)
    if first == months[0]:  # the window is not narrowed: the last year is what is news
        first = months[max(months.index(last) - 12, 0)]
    left, middle, right = st.columns(3)
    with left:
        start = controls.choose(say("From"), months, first, key="start", names=names.__getitem__)
    with middle:
        end = controls.choose(say("To"), months, last, key="end", names=names.__getitem__)
    with right:
        nodes = [index.definition.index, *index.axes, *index.groups]
        node = controls.choose(say("Of"), nodes, nodes[0], key="node", names=index.definition.label)
    # Small, not a caption, whose links are too faint to be read.
    st.markdown(
        say(
            ":small[10 y or 5 y at the side sets both months, unless they are chosen here. Where a figure is from: "
            "[down to the figures](#figures).]"
        )
    )
    if start >= end:
        later = say("Choose a later month to end with, to see what moved the index in between.")
        st.info(later, icon=":material/info:")
        return ""
    drawn, most = _waterfall(index, start, end, node)
    parts.under(drawn, key="waterfall", name=f"change-{start}-{end}", index=index)
    return most


@parts.cached_fragment
def _waterfall(index: CachedIndex, start: str, end: str, node: str) -> tuple[Chart, str]:
    whole = node == index.definition.index
    change = index.change(start, end, node)
    first, last = pd.Period(start, "M"), pd.Period(end, "M")
    if whole:
        st.markdown(say("{sentence}", sentence=window_sentence(index, change, first, last)))
        parts.how_sure_of_change(index, start, end)
    else:
        st.markdown(say("The effects sum to {points} points.", points=number(float(change.total), 2)))
    if abs(change.coverage) > 1e-12:
        st.caption(
            say(
                "“Coverage” is the part that is no news: a component entered or left between the two months, and the "
                "comparison uses only those that both have."
            )
        )
    parts.behind(index, change, start, end, swings=whole)
    drawn = parts.chart(waterfall_chart(index, first, last, None if whole else node), "waterfall")
    effects = change.values.dropna().abs()
    return drawn, str(effects.idxmax()) if len(effects) else ""
