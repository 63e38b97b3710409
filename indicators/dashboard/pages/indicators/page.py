"""Every stored series about the pair: in any unit and frequency, over one another or below, with its source."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from indicators.charts import Chart
from indicators.charts.coverage import coverage_chart
from indicators.charts.series import MOST, SeriesLine, multiples_chart, overlay_chart, table
from indicators.dashboard import registry
from indicators.dashboard.pages.indicators import stored_series
from indicators.dashboard.pages.indicators.metadata import about
from indicators.dashboard.ui import cache, controls, parts
from indicators.dashboard.ui.controls import View
from indicators.dashboard.ui.download import Origin
from indicators.errors import RelationsIndexError, SeriesError
from indicators.index.series import FREQUENCIES, UNITS, StoredSeries, bases, stretches
from indicators.model.definition import Definition
from indicators.model.steps import IndicatorSource
from indicators.panel.roles import directions
from indicators.text import month_name

LAYOUTS = {"overlay": "Over one another", "multiples": "Below one another"}
Window = tuple[str, str]


def render() -> None:
    """Draw the page from top to bottom."""
    view = controls.view()
    st.title("Indicators", anchor=False)
    known = stored_series.known(view.pair, view.as_of)
    if not known:
        st.info(
            cache.plain(
                f"Nothing is stored about {view.pair} that was known on the as-of date. Choose a later date or "
                "another pair, or add figures on the Data page."
            ),
            icon=":material/info:",
        )
        return
    st.markdown(
        f"{len(known)} stored series are about this pair: each country, both directions, and the world. What stands "
        "here is what was published."
    )
    st.page_link(
        registry.streamlit_page(registry.page("drivers")),
        label="Where a single figure is from",
        icon=":material/waterfall_chart:",
    )
    chosen = _choose(view, known)
    how = _how(known, chosen)
    if chart := _draw(stored_series.key(view), tuple(chosen), *how, view.asked, view):
        _under(chart, view, [known[one] for one in chosen], how)
    st.header("Where figures stand", anchor=False)
    _coverage(stored_series.key(view), tuple(chosen), view.asked, view)
    st.header("What they are", anchor=False)
    for one in chosen:
        about(known[one], stored_series.label(known[one]), view.definition)
    st.header("All series of this pair", anchor=False)
    stored_series.table(view)


# --- controls --------------------------------------------------------------------------------------


def _choose(view: View, known: stored_series.Known) -> list[str]:
    """Which series are drawn."""
    return controls.choose_many(
        "Series",
        known,
        _weightiest(view.definition, known),
        key=stored_series.SHOWN,
        names=stored_series.labels(view.pair, view.as_of).__getitem__,
        most=stored_series.MOST,
        help=f"Up to {MOST} in two units over one another, up to {stored_series.MOST} below one another. With none "
        "chosen, those that weigh most in the index.",
    )


def _weightiest(definition: Definition, known: stored_series.Known) -> list[str]:
    """The series of the indicator that weighs most in the index and is stored, or the first there is."""
    weights: dict[str, float] = defaultdict(float)
    for name, weight in definition.nominal_weights().items():
        if isinstance(source := definition.components[name].source, IndicatorSource):
            weights[source.indicator] += weight
    for indicator in sorted(weights, key=weights.__getitem__, reverse=True):
        if between := [key for key, one in known.items() if one.key.indicator == indicator and ".world" not in key]:
            return between[:MOST]
    return list(known)[:1]


def _how(known: stored_series.Known, chosen: list[str]) -> tuple[str, str, str, str]:
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
    return cache.plain(f"{text}. Gaps stay gaps: whatever needs a missing figure is missing.")


# --- the chart, its table and what stands under them -------------------------------------------------


@parts.still
def _draw(
    key: str, chosen: tuple[str, ...], unit: str, freq: str, base: str, layout: str, window: Window, _view: View
) -> Chart | None:
    """The chart beside its table, and below them what stands out; nothing where no series can be drawn so."""
    known = stored_series.known(_view.pair, _view.as_of)
    drawn = []
    for name in chosen:
        one = known[name]
        try:
            figures = one.shown(unit, freq, base)
        except SeriesError as refused:
            st.warning(cache.plain(str(refused)), icon=":material/block:")
            continue
        drawn.append(SeriesLine(name, stored_series.label(one), one.unit_shown(unit, base), figures))
    if not drawn:
        return None
    if not any(one.within(window).notna().any() for one in drawn):
        st.info(
            f"No figure of these series lies between {month_name(pd.Period(window[0]))} and "
            f"{month_name(pd.Period(window[1]))}. Widen the window at the side, or choose other series.",
            icon=":material/info:",
        )
        _summaries(drawn)
        return None
    try:
        chart = (multiples_chart if layout == "multiples" else overlay_chart)(drawn, window=window)
    except SeriesError as refused:
        st.info(cache.plain(f"{refused} They are drawn below one another here."), icon=":material/info:")
        chart = multiples_chart(drawn, window=window)
    left, right = st.columns([2, 1])
    with left:
        parts.chart(chart, "series_chart")
    with right:
        figures = table(drawn, window).iloc[::-1]
        columns = {one.id: _column(one, stored_series.head(known[one.id]), figures[one.id]) for one in drawn}
        st.dataframe(
            figures,
            hide_index=True,
            placeholder="–",
            height=380,
            column_config={"period": st.column_config.TextColumn("Period", pinned=True, width=75), **columns},
            alt="The figures in the chart, the latest first; empty where there is none.",
        )
    _summaries(drawn)
    return chart


def _column(one: SeriesLine, head: str, figures: pd.Series) -> Any:
    return st.column_config.NumberColumn(
        head, width=105, format=f"%,.{stored_series.places(figures)}f", help=cache.plain(f"{one.label}: {one.unit}")
    )


def _summaries(drawn: list[SeriesLine]) -> None:
    """What stands out in what is drawn, over all its periods."""
    rows = pd.DataFrame([stored_series.standing(one.label, one.unit, one.figures) for one in drawn])
    st.dataframe(
        cache.cells(rows),
        hide_index=True,
        placeholder="–",
        column_order=[name for name in stored_series.COLUMNS if name in rows],
        column_config=stored_series.COLUMNS,
        alt="Last, previous, highest and lowest figure of each series drawn, with their periods.",
    )


def _under(chart: Chart, view: View, shown: list[StoredSeries], how: tuple[str, str, str, str]) -> None:
    """Sources, and the figures drawn to take away."""
    described = list({one.described.id: one.described for one in shown if one.described}.values())
    unit, freq, base, _ = how
    about = {
        "pair": str(view.pair),
        "unit": UNITS[unit].title,
        "frequency": FREQUENCIES[freq],
        "base": base or None,
        "as_of": view.as_of and view.as_of.isoformat(),
    }
    origin = Origin.of_sources(described, about)
    if not all(one.described for one in shown):
        origin = replace(origin, line=f"{origin.line if described else ''} Imported figures are not described yet.")
    parts.below(chart, key="series", name=f"indicators-{view.pair}", origin=origin)


@parts.still
def _coverage(key: str, chosen: tuple[str, ...], window: Window, _view: View) -> None:
    known = stored_series.known(_view.pair, _view.as_of)
    stands = [stretches(known[one], _carried(_view, known[one])) for one in chosen]
    parts.chart(
        coverage_chart([stored_series.label(known[one]) for one in chosen], stands, window=window), "series_coverage"
    )
    st.caption(
        "A figure stands for the months of its period, shifted as its description says. Where it ends, the index may "
        "go on using it for as long as the component allows; those months are marked as carried everywhere."
    )


def _carried(view: View, one: StoredSeries) -> pd.Series | None:
    """Months in which a component of the index goes on using a figure of this series; None where there is no index."""
    try:
        panel = view.index.panel
    except RelationsIndexError:
        return None
    using = [
        name
        for name, component in view.definition.components.items()
        if isinstance(component.source, IndicatorSource)
        and component.source.indicator == one.key.indicator
        and component.role is not None
        and (one.ref_area, one.counterpart_area) in directions(component.role, view.pair)
    ]
    return panel.carried[using].any(axis=1) if using else None
