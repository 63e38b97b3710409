"""Parts that several pages draw in the same way: a chart with its download, missing states, names of months."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeVar, cast

import pandas as pd
import streamlit as st

from indicators.charts import Chart
from indicators.dashboard.ui import cache, download
from indicators.dashboard.ui.cache import CachedIndex
from indicators.dashboard.ui.language import say
from indicators.errors import ScoringError
from indicators.index import Index
from indicators.index.change import LEAST, conventions, events_behind, extremes
from indicators.model.methods import Holds
from indicators.scoring.attribute import Attribution
from indicators.scoring.uncertainty import Uncertainty
from indicators.text import listing, month_name, percent, signed
from indicators.wording import rules, scoring
from indicators.wording.change import change_sentence, convention_phrases, event_phrases

Part = TypeVar("Part", bound=Callable[..., Any])


def cached_fragment(part: Part) -> Part:
    """A part of a page without controls: drawn once for the same arguments, then replayed from the cache.

    It may return what a download needs, which nobody may change.
    """
    # A chart's camera is part of what is drawn.
    by_key = cache.by_key | {CachedIndex: lambda index: f"{index.key};{download.camera()}"}
    cached = st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=by_key)
    return cast(Part, cached(part))


still = cached_fragment


def chart(drawn: Chart, key: str) -> Chart:
    """Draw a chart, and return it for what stands under it."""
    st.plotly_chart(drawn.figure, key=key, alt=drawn.alt, config=chart_config(key))
    return drawn


def chart_config(name: str) -> dict[str, Any]:
    """What Plotly's own buttons do: its camera saves the picture under a name, in the form chosen."""
    return {
        "displaylogo": False,
        "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
        "toImageButtonOptions": {"format": download.camera(), "filename": name.replace("_", "-"), "scale": 2},
    }


def under(drawn: Chart, *, key: str, name: str, index: CachedIndex, component: str | None = None) -> None:
    """Under a chart of one index: where its figures come from, and on demand its numbers in several forms."""
    origin = download.Origin.of_index(index, source_line(index, component))
    below(drawn, key=key, name=f"{name}-{index.pair}-{index.definition.id}", origin=origin)


def below(drawn: Chart, *, key: str, name: str, origin: download.Origin) -> None:
    """Under any chart: the line that says where its figures come from, and on demand its numbers in several forms."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(say("{line}", line=origin.line), width="content")
        with st.popover("Download and cite", icon=":material/download:", key=f"{key}_away", on_change="rerun") as asked:
            if asked.open:
                download.numbers(drawn, name, origin, key=key)


def show(drawn: Chart, *, key: str, name: str, index: CachedIndex, component: str | None = None) -> None:
    """A chart and what stands under it."""
    under(chart(drawn, key), key=key, name=name, index=index, component=component)


def source_line(index: CachedIndex, component: str | None) -> str:
    """Who published the figures behind one component; for the whole index, how many sources there are."""
    sources = index.publishers if component is None else cache.sources(index.definition, component)
    if component is None and len(sources) > 2:
        return f"{len(sources)} sources, named on the Method page; own computation."
    return f"Source: {listing(sources)}; own computation."


def no_index(index: Index) -> None:
    """Say why there is no headline and what to do."""
    reasons = index.scores.reasons[index.scores.reasons != ""]
    st.info(
        say(
            "There is no index of {pair} to show: {why}. Choose another pair, a later as-of date, or add the missing "
            "figures on the Data page.",
            pair=str(index.pair),
            why=str(reasons.iloc[-1]).rstrip(".") if len(reasons) else say("no month has enough fresh figures"),
        ),
        icon=":material/info:",
    )


def ends(index: CachedIndex, window: tuple[str, str]) -> tuple[str, str]:
    """The first and the last month in a window that have an index fresh enough to compare; the same one where there is
    no second."""
    assert index.headline is not None
    given = index.index[window[0] : min(window[1], str(index.headline.month))].dropna().index
    return (str(given[0]), str(given[-1])) if len(given) else (window[0], window[0])


def draws(index: CachedIndex) -> Uncertainty | None:
    """The index under other choices; where they cannot be drawn, None, and why is said."""
    try:
        return cache.drawn(index)
    except ScoringError as refused:
        st.markdown(say("**How sure:** other choices cannot be drawn here. {reason}", reason=refused.message))
        return None


def drawn_widely(index: CachedIndex, node: str) -> Uncertainty | None:
    """A group under other choices and other data; None where these cannot be drawn."""
    try:
        return cache.drawn(index, "choices and data", node)
    except ScoringError:
        return None


def how_sure_of_change(index: CachedIndex, start: str, end: str) -> None:
    """How far other choices agree on what the index did between two months."""
    if (drawn := draws(index)) is None:
        return
    low, high = drawn.change(end, since=start)
    st.markdown(
        say(
            "**How sure:** of {draws} indices that other defensible choices give, 90 % changed by {low} to {high} "
            "points between the two months; {rose} rose. Errors in the figures count only where their publisher gives "
            "a range.",
            draws=f"{drawn.draws:,}",
            low=signed(low),
            high=signed(high),
            rose=percent(drawn.probability(end, above=start)),
        ),
        help=covers(drawn),
    )


def band(index: CachedIndex, holds: Holds = "choices") -> pd.DataFrame | None:
    """The edges `low` and `high` of what other choices give, or these and other data, by month; None where they cannot
    be drawn, which the words beside a chart say."""
    try:
        return cache.drawn(index, holds).bands.rename(columns={"q05": "low", "q95": "high"})
    except ScoringError:
        return None


def covers(drawn: Uncertainty) -> str:
    """What the draws stand for, as the help of what is said of them."""
    return cache.plain(rules.readable(scoring.covers(drawn), drawn.scores.definition))


def behind(index: CachedIndex, change: Attribution, start: str, end: str, *, swings: bool = True) -> None:
    """What stands behind a change: events, what the index did between its extremes, what rests on a convention."""
    first, last = pd.Period(start, "M"), pd.Period(end, "M")
    _events(index, change, first, last)
    if swings and (swing := extremes(index, first, last)):
        _swing(index, *map(str, swing))
    moved = [str(name) for name, effect in change.values.items() if abs(effect) >= LEAST]
    found = [one for month in (last, first) for one in conventions(index, month, moved)]
    if phrases := convention_phrases(index, found):
        title = say("Rests on a convention at one of the two ends: {names}", names=listing(list(phrases)))
        with st.expander(title):
            st.markdown(
                say(
                    "Written, or taken from silence, where no figure says it. The range of other choices does not "
                    "vary it."
                )
            )
            st.markdown(_listed(phrases))


@cached_fragment
def _swing(index: CachedIndex, start: str, end: str) -> None:
    """What moved the index from its lowest month to its highest, or back: the same in many windows."""
    first, last = pd.Period(start, "M"), pd.Period(end, "M")
    change = index.change(first, last)
    st.markdown(say("**Between its extremes:** {change}", change=change_sentence(index, change, first, last)))
    _events(index, change, first, last)


def _events(index: CachedIndex, change: Attribution, first: pd.Period, last: pd.Period) -> None:
    """The events that came into force or ended between two months, of the components that they moved."""
    if phrases := event_phrases(index, events_behind(index, change, first, last)):
        st.markdown(_listed(phrases))


def _listed(texts: dict[str, str]) -> str:
    """Texts by what they are about, as a list in Markdown."""
    return bullets(say("**{about}:** {text}", about=about, text=text) for about, text in texts.items())


def bullets(sentences: Iterable[str]) -> str:
    """Sentences as a list in Markdown."""
    return "\n".join(say("- {sentence}", sentence=sentence) for sentence in sentences)


def month_names(months: pd.PeriodIndex) -> dict[str, str]:
    """`2025-12` → `December 2025` for consecutive months."""
    return _month_names(months[0], len(months))


@lru_cache(maxsize=32)
def _month_names(first: pd.Period, count: int) -> dict[str, str]:
    return {str(month): month_name(month) for month in pd.period_range(first, periods=count, freq="M")}
