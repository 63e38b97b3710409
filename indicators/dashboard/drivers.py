"""What made the index, and what moved it between two months: every step sums."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from indicators.charts import Chart, contributions_chart, waterfall_chart
from indicators.dashboard import backend, controls, detail, parts
from indicators.dashboard.backend import Keyed
from indicators.explain import change_sentence, number


def render() -> None:
    """Draw the page from top to bottom."""
    view = controls.view()
    st.title("What drives the index", anchor=False)
    index = view.index
    if index.headline is None:
        parts.no_index(index)
        return
    drawn = _contributions(index, view.window)
    parts.under(drawn, key="contributions", name="contributions", index=index)
    st.header("From one month to another", anchor=False)
    with backend.sentences():
        _compare(index)
    detail.follow(index, view.window)


@parts.still
def _contributions(index: Keyed, window: tuple[str, str]) -> Chart:
    st.markdown(
        "Each component adds its effective weight times its score. In every month these points sum to the index, and "
        "the change between two months is the sum of what each component did."
    )
    return parts.chart(contributions_chart(index, window=window), "contributions")


def _compare(index: Keyed) -> None:
    assert index.headline is not None
    names = parts.month_names(index.index.index)
    months = [month for month, given in zip(names, index.index.notna(), strict=True) if given]
    latest = months.index(str(index.headline.month))
    first, second, third = st.columns(3)
    with first:
        start = controls.choose("From", months, months[max(latest - 12, 0)], key="start", names=names.__getitem__)
    with second:
        end = controls.choose("To", months, months[latest], key="end", names=names.__getitem__)
    with third:
        nodes = [index.definition.index, *index.axes, *index.groups]
        node = controls.choose("Of", nodes, nodes[0], key="node", names=index.definition.label)
    if start == end:
        st.info("Choose two different months to see what moved the index between them.", icon=":material/info:")
        return
    drawn = _waterfall(index, start, end, node)
    parts.under(drawn, key="waterfall", name=f"change-{start}-{end}", index=index)
    st.caption(
        "The axis does not begin at zero. “Coverage” is the part that is no news: a component entered or left between "
        "the two months, and the comparison uses only those that both have."
    )


@parts.still
def _waterfall(index: Keyed, start: str, end: str, node: str) -> Chart:
    whole = node == index.definition.index
    change = index.change(start, end, node)
    first, last = pd.Period(start, "M"), pd.Period(end, "M")
    if whole:
        st.markdown(backend.plain(change_sentence(index, change, first, last)))
    else:
        st.markdown(backend.plain(f"The effects sum to {number(float(change.total), 2)} points."))
    return parts.chart(waterfall_chart(index, first, last, None if whole else node), "waterfall")
