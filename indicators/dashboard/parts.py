"""Parts that several pages draw in the same way: a chart with its download, the component table, missing states."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from indicators.charts import Chart
from indicators.dashboard import backend
from indicators.explain import listing, month_name
from indicators.index import RelationsIndex

CHART_CONFIG = {
    "displaylogo": False,
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
    "toImageButtonOptions": {"format": "svg"},
}


def show(chart: Chart, *, key: str, name: str, index: RelationsIndex, component: str | None = None) -> None:
    """A chart, and under it where its figures come from and the numbers it shows."""
    st.plotly_chart(chart.figure, key=key, alt=chart.alt, config=CHART_CONFIG)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(source_line(index, component), width="content")
        st.download_button(
            "CSV",
            data=lambda: chart.data.to_csv(index=False).encode(),
            file_name=f"{name}-{index.pair}-{index.definition.id}.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            key=f"{key}_csv",
            help="The numbers in this chart.",
        )


def source_line(index: RelationsIndex, component: str | None) -> str:
    """Who published the figures behind one component; for the whole index, how many sources there are."""
    sources = backend.sources(index.definition, component)
    if component is None and len(sources) > 2:
        return f"{len(sources)} sources, listed on the Data page; own computation."
    return backend.plain(f"Source: {listing(sources)}; own computation.")


def no_index(index: RelationsIndex) -> None:
    """Say why there is no headline and what to do."""
    reasons = index.scores.reasons[index.scores.reasons != ""]
    why = str(reasons.iloc[-1]) if len(reasons) else "no month has enough fresh figures"
    st.info(
        backend.plain(
            f"There is no index of {index.pair} to show: {why}. Choose another pair, a later as-of date, "
            "or add the missing figures on the Data page."
        ),
        icon=":material/info:",
    )


def months_with_index(index: RelationsIndex) -> list[str]:
    """The months in which the index is given, as `YYYY-MM`."""
    return [str(month) for month in index.index.dropna().index]


def pretty_month(text: str) -> str:
    """`2025-12` → `December 2025`"""
    return month_name(pd.Period(text, "M"))


def periods(*texts: str) -> list[pd.Period]:
    """`YYYY-MM` texts as months."""
    return [pd.Period(text, "M") for text in texts]
