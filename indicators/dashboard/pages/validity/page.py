"""Does the index measure relations? What was expected beforehand, beside what came out, failures included."""

from __future__ import annotations

import streamlit as st

from indicators.charts.validity import turning_chart
from indicators.dashboard.ui import cache, download, parts
from indicators.dashboard.ui.language import language, say
from indicators.dashboard.ui.table import Column, table
from indicators.errors import ScoringError
from indicators.index.validity import Validity, validity
from indicators.wording import validity as wording

POINTS = [
    Column("date", "Day", "day"),
    Column("title", "Turning point", "text", "large"),
    Column("sign", "Expected"),
    Column("magnitude", "Size"),
    Column("change", "Change of the score", "%+.1f"),
    Column("hit", "As expected", "check"),
    Column("counted", "Holds an act that is counted", "check"),
    Column("source_url", "Source", "link"),
]
SERIES = [
    Column("series", "Outside series", "text", "medium"),
    Column("sign", "Expected"),
    Column("verdict", "Result"),
    Column("levels", "Levels (90 %)"),
    Column("changes", "Changes (90 %)"),
    Column("years", "Years"),
    Column("seen", "Seen before", "text"),
    Column("reason", "Why", "text", "large"),
]


def render() -> None:
    """Draw the page from top to bottom."""
    st.title(say("Does the index measure relations?"), anchor=False)
    try:
        found = _found(cache.version())
    except ScoringError as refused:
        st.info(say("{reason}", reason=refused.message), icon=":material/info:")
        return
    lang = language()
    st.markdown(say("{answer}", answer=wording.answer(found, lang=lang)))
    drawn = parts.chart(turning_chart(found, lang=lang), "turning_chart")
    line = say("Change of the {node} from the month before to the second month after each.", node=_node(found))
    index = cache.index(found.index.definition, found.index.pair, None)
    parts.below(drawn, key="turning_chart", name="validity", origin=download.Origin.of_index(index, line))
    st.header(say("Outside series"), anchor=False)
    st.caption(found.protocol.series_rule.reason)
    table(wording.series_rows(found, lang=lang), SERIES, alt=say("Outside series, the sign expected and the result."))
    st.header(say("What weakens the test"), anchor=False)
    lines = [*wording.cautions(found, lang=lang), *found.protocol.notes]
    st.markdown("\n".join(f"- {cache.plain(sentence)}" for sentence in lines))
    st.caption(say("{sentence}", sentence=wording.fixed(found, lang=lang)))
    with st.expander(say("All turning points"), icon=":material/flag:"):
        table(found.points, POINTS, alt=say("Turning points with the direction expected and the change of the score."))


def _node(found: Validity) -> str:
    return found.index.definition.label(found.protocol.node)


@st.cache_resource(show_spinner="Computing …", max_entries=4)
def _found(_version: str) -> Validity:
    return validity(cache.origin())
