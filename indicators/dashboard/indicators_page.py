"""Every stored series about the pair: in any unit and frequency, over one another or below, with its source."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from indicators.charts.series import MOST, Drawn, coverage_chart, multiples_chart, overlay_chart, table
from indicators.dashboard import backend, controls, parts, stored
from indicators.dashboard.backend import Keyed
from indicators.dashboard.described import about
from indicators.errors import SeriesError
from indicators.exporting.csvtext import csv_text
from indicators.panel.roles import directions
from indicators.series import FREQUENCIES, UNITS, StoredSeries, bases, stretches
from indicators.steps import IndicatorSource

LAYOUTS = {"overlay": "Over one another", "multiples": "Below one another"}
Window = tuple[str, str]


def render() -> None:
    """Draw the page from top to bottom."""
    index = controls.view().index
    st.title("Indicators", anchor=False)
    known = stored.known(index)
    if not known:
        st.info(
            backend.plain(
                f"Nothing is stored about {index.pair} that was known on the as-of date. Choose a later date or "
                "another pair, or add figures on the Data page."
            ),
            icon=":material/info:",
        )
        return
    st.markdown(
        f"{len(known)} stored series are about this pair: each country, both directions, and the world. What stands "
        "here is what was published; what the index makes of it is on Overview and Drivers."
    )
    window: Window = st.session_state["window"]
    chosen = _choose(index, known)
    unit, freq, base, layout = _how(known, chosen)
    drawn = _draw(index, tuple(chosen), unit, freq, base, layout, window)
    if drawn:
        _under(index, drawn, window, known)
    st.header("Where figures stand", anchor=False)
    _coverage(index, tuple(chosen), window)
    st.header("What they are", anchor=False)
    for one in chosen:
        about(known[one], stored.label(known[one]), index)
    st.header("All series of this pair", anchor=False)
    stored.table(index)


# --- controls --------------------------------------------------------------------------------------


def _choose(index: Keyed, known: stored.Known) -> list[str]:
    """Which series are drawn; their ids stand in the URL, and what it asks for and is not there is said."""
    widget = stored.SHOWN
    if widget not in st.session_state:
        asked = st.query_params.get_all("shown")
        st.session_state[widget] = asked
        if strange := [one for one in asked if one not in known]:
            st.warning(
                backend.plain(
                    f"The link asks for {', '.join(strange)[:120]}, which is not stored for {index.pair}; the page "
                    "shows the others, or what weighs most in the index."
                ),
                icon=":material/link_off:",
            )
    default = _weightiest(index, known)
    left = [one for one in st.session_state[widget] if one in known][: stored.MOST] or default
    if st.session_state[widget] != left:
        st.session_state[widget] = left
    chosen: list[str] = st.multiselect(
        "Series",
        list(known),
        key=widget,
        format_func=lambda one: stored.label(known[one]),
        max_selections=stored.MOST,
        persist_state="session",
        help=f"Up to {MOST} in two units over one another, up to {stored.MOST} below one another. With none chosen, "
        "those that weigh most in the index.",
    )
    if chosen == default:
        st.query_params.pop("shown", None)
    elif st.query_params.get_all("shown") != chosen:
        st.query_params["shown"] = chosen
    return chosen


def _weightiest(index: Keyed, known: stored.Known) -> list[str]:
    """The series of the two indicators that weigh most in the index, or the first there is."""
    definition = index.definition
    weights = sorted(definition.nominal_weights().items(), key=lambda item: -item[1])
    sources = [definition.components[name].source for name, _ in weights]
    names = list(dict.fromkeys(source.indicator for source in sources if isinstance(source, IndicatorSource)))
    between = [key for name in names[:2] for key in known if known[key].key.indicator == name and ".world" not in key]
    return between[:MOST] or list(known)[:1]


def _how(known: stored.Known, chosen: list[str]) -> tuple[str, str, str, str]:
    """Unit, frequency, base and layout, with the formula of the unit under them."""
    first, second, third, fourth = st.columns(4)
    with first:
        unit = controls.choose("Unit", list(UNITS), "published", key="unit", names=lambda one: UNITS[one].title)
    with second:
        freq = controls.choose(
            "Frequency",
            list(FREQUENCIES),
            "own",
            key="freq",
            names=lambda one: FREQUENCIES[one].capitalize(),
            help="A flow is summed, a level averaged, over whole quarters or years only. Figures that are as coarse "
            "already stay as they are. Days are months everywhere.",
        )
    with third:
        layout = controls.choose("Draw", list(LAYOUTS), "overlay", key="layout", names=LAYOUTS.__getitem__)
    base = ""
    if unit == "index_to":
        options = bases([known[one].figures for one in chosen]) or ("2015",)
        with fourth:
            base = controls.choose("Base", options, options[0], key="base", names=str)
    st.caption(_formula(unit, base))
    return unit, freq, base, layout


def _formula(unit: str, base: str) -> str:
    text = f"{UNITS[unit].title}: {UNITS[unit].formula}"
    if "months" in UNITS[unit].formula:
        text += ", months being the length of a period: one month, a quarter or a year"
    if base:
        text += f", here {base}"
    return backend.plain(f"{text}. Gaps stay gaps: whatever needs a missing figure is missing.")


# --- the chart, its table and what stands under them -------------------------------------------------


@parts.still
def _draw(
    index: Keyed, chosen: tuple[str, ...], unit: str, freq: str, base: str, layout: str, window: Window
) -> list[Drawn]:
    """The chart beside its table. Returns what was drawn, in full."""
    known = stored.known(index)
    drawn = []
    for name in chosen:
        one = known[name]
        try:
            figures = one.shown(unit, freq, base)
        except SeriesError as refused:
            st.warning(backend.plain(str(refused)), icon=":material/block:")
            continue
        drawn.append(Drawn(name, stored.label(one), one.unit_shown(unit, base), figures))
    if not drawn:
        return []
    try:
        chart = (multiples_chart if layout == "multiples" else overlay_chart)(drawn, window=window)
    except SeriesError as refused:
        st.info(backend.plain(f"{refused} They are drawn below one another here."), icon=":material/info:")
        chart = multiples_chart(drawn, window=window)
    left, right = st.columns([2, 1])
    with left:
        parts.chart(chart, "series_chart")
    with right:
        columns = {one.id: _column(one) for one in drawn}
        st.dataframe(
            chart.data.iloc[::-1],
            hide_index=True,
            placeholder="–",
            height=380,
            column_config={"period": st.column_config.TextColumn("Period", pinned=True), **columns},
            alt="The figures in the chart, the latest first; empty where there is none.",
        )
    _summaries(drawn)
    return drawn


def _column(one: Drawn) -> Any:
    return st.column_config.NumberColumn(
        one.label, format="localized", width="small", help=backend.plain(f"{one.label}: {one.unit}")
    )


def _summaries(drawn: list[Drawn]) -> None:
    """What stands out in what is drawn, over all its periods."""
    rows = pd.DataFrame([stored.standing(one.label, one.unit, one.figures) for one in drawn])
    st.dataframe(
        backend.cells(rows),
        hide_index=True,
        placeholder="–",
        column_order=[name for name in stored.COLUMNS if name in rows],
        column_config=stored.COLUMNS,
        alt="Last, previous, highest and lowest figure of each series drawn, with their periods.",
    )


def _under(index: Keyed, drawn: list[Drawn], window: Window, known: stored.Known) -> None:
    """Sources, and the figures as CSV: those in the window, or all."""
    described = [known[one.id].described for one in drawn]
    sources = list(dict.fromkeys(one.source if one else "imported, not described yet" for one in described))
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(backend.plain(f"Source{'s' if len(sources) > 1 else ''}: {'; '.join(sources)}."), width="content")
        with st.container(horizontal=True, width="content"):
            for title, span, what in (("CSV", window, "in this chart"), ("CSV, all periods", None, "of all periods")):
                st.download_button(
                    title,
                    data=lambda span=span: csv_text(table(drawn, span)).encode(),  # type: ignore[misc]
                    file_name=f"indicators-{index.pair}.csv",
                    mime="text/csv",
                    icon=":material/download:",
                    type="tertiary",
                    on_click="ignore",
                    key=f"series_csv_{'all' if span is None else 'shown'}",
                    help=f"The figures {what}.",
                )


@parts.still
def _coverage(index: Keyed, chosen: tuple[str, ...], window: Window) -> None:
    known = stored.known(index)
    stands = [stretches(known[one], _carried(index, known[one])) for one in chosen]
    parts.chart(coverage_chart([stored.label(known[one]) for one in chosen], stands, window=window), "series_coverage")
    st.caption(
        "A figure stands for the months of its period, shifted as its description says. Where it ends, the index may "
        "go on using it for as long as the component allows; those months are marked as carried everywhere."
    )


def _carried(index: Keyed, one: StoredSeries) -> pd.Series | None:
    """Months in which a component of the index goes on using a figure of this series."""
    panel = index.panel
    using = [
        name
        for name, component in index.definition.components.items()
        if isinstance(component.source, IndicatorSource)
        and component.source.indicator == one.key.indicator
        and component.role is not None
        and (one.ref_area, one.counterpart_area) in directions(component.role, index.pair)
    ]
    return panel.carried[using].any(axis=1) if using else None
