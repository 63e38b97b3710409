"""What made the index, and what moved it between two months: every step sums."""

from __future__ import annotations

import streamlit as st

from indicators.charts import contributions_chart, waterfall_chart
from indicators.dashboard import backend, controls, detail, parts
from indicators.explain import change_sentence, number
from indicators.index import RelationsIndex


def render() -> None:
    """Draw the page from top to bottom."""
    view = controls.view()
    index = backend.index(view.definition, view.pair, view.as_of)
    st.title("What drives the index", anchor=False)
    if index.headline is None:
        parts.no_index(index)
        return
    st.markdown(
        "Each component adds its effective weight times its score. In every month these points sum to the index, and "
        "the change between two months is the sum of what each component did."
    )
    parts.show(contributions_chart(index, window=view.window), key="contributions", name="contributions", index=index)
    st.subheader("From one month to another", anchor=False)
    _compare(index)
    st.subheader("Down to the figures", anchor=False)
    detail.follow(index, view.window)


def _compare(index: RelationsIndex) -> None:
    months = parts.months_with_index(index)
    headline = str(index.headline.month) if index.headline else months[-1]
    default = months.index(headline) if headline in months else len(months) - 1
    first, second, third = st.columns(3)
    with first:
        start = controls.choose("From", months, months[max(default - 12, 0)], key="start", names=parts.pretty_month)
    with second:
        end = controls.choose("To", months, months[default], key="end", names=parts.pretty_month)
    with third:
        nodes = [index.definition.index, *index.axes, *index.groups]
        node = controls.choose("Of", nodes, nodes[0], key="node", names=index.definition.label)
    if start == end:
        st.info("Choose two different months to see what moved the index between them.", icon=":material/info:")
        return
    whole = node == index.definition.index
    change = index.change(start, end, node)
    if whole:
        st.markdown(backend.plain(change_sentence(index, change, *parts.periods(start, end))))
    chart = waterfall_chart(index, *parts.periods(start, end), None if whole else node)
    parts.show(chart, key="waterfall", name=f"change-{start}-{end}", index=index)
    st.caption(
        "The axis does not begin at zero. "
        f"The effects sum to {number(float(change.total), 2)} points. “Coverage” is the part that is no news: a "
        "component entered or left between the two months, and the comparison uses only those that both have."
    )
