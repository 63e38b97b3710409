"""What a file would change: its rows against the store, and the index before and after."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from indicators.dashboard.pages.data.reading import SHOWN
from indicators.dashboard.ui import cache, controls, parts
from indicators.dashboard.ui.cache import CachedIndex
from indicators.errors import RelationsIndexError
from indicators.importing import ImportPreview
from indicators.index import index_of
from indicators.text import listing, month_name, number, signed


@parts.still
def against_the_store(key: str, _read: ImportPreview) -> None:
    """What is new, revised or unchanged; `key` tells one reading from another."""
    difference = cache.store().difference(_read.observations)
    counts = difference["status"].value_counts()
    st.markdown(
        f"Against the store: **{counts.get('new', 0):,}** new, **{counts.get('revised', 0):,}** revised, "
        f"**{counts.get('unchanged', 0):,}** unchanged."
    )
    moved = difference[difference["status"] != "unchanged"]
    if moved.empty:
        return
    with st.expander(f"What changes ({min(len(moved), SHOWN):,} of {len(moved):,})", icon=":material/difference:"):
        st.dataframe(
            cache.cells(moved.head(SHOWN)),
            hide_index=True,
            column_order=[
                "status", "indicator", "ref_area", "counterpart_area", "freq", "time_period", "old_value", "obs_value",
            ],
            column_config={
                "status": "Status",
                "indicator": "Indicator",
                "ref_area": "From",
                "counterpart_area": "To",
                "freq": "Freq",
                "time_period": st.column_config.DateColumn("Period from", format="D MMM YYYY"),
                "old_value": st.column_config.NumberColumn("Old", format="localized"),
                "obs_value": st.column_config.NumberColumn("New", format="localized"),
            },
            alt="Figures that are new or revised, with the old and the new value.",
        )  # fmt: skip


def effect(key: str, read: ImportPreview) -> None:
    """The index of the view before and after."""
    view = controls.view()
    if view.as_of is not None and view.as_of < dt.date.today():
        st.markdown(
            f"On {view.as_of.day} {view.as_of:%B %Y}, the as-of date at the side, none of this was recorded: the "
            "index of that day does not move."
        )
        return
    try:
        sentence = _effect(view.index, key, read)
    except RelationsIndexError as error:
        sentence = f"With these figures the index cannot be computed: {error}"
    st.markdown(cache.plain(sentence))


@parts.still
def _effect(before: CachedIndex, key: str, _read: ImportPreview) -> str:
    origin = before.origin.with_observations(_read.observations)
    after = index_of(origin, before.definition, before.pair, as_of=before.as_of)
    parts = moved(before.index, after.index)
    if not parts:
        return f"The index of {before.pair} does not move: its definition uses none of the figures that change."
    return f"Effect on the index of {before.pair}: {listing(parts)}."


def moved(before: pd.Series, after: pd.Series) -> list[str]:
    """Which months move and how far, and how many come or go."""
    shift = (after - before).dropna()
    shift = shift[shift.abs() > 5e-4]
    said = []
    if len(shift):
        most = shift.abs().idxmax()
        said.append(
            f"{len(shift):,} month{'s' if len(shift) > 1 else ''} move{'' if len(shift) > 1 else 's'}, the most "
            f"{month_name(most)}: {number(before[most])} → {number(after[most])} ({signed(shift[most])})"
        )
    if more := int(after.notna().sum() - before.notna().sum()):
        said.append(f"{abs(more)} month{'s' if abs(more) > 1 else ''} {'added' if more > 0 else 'lost'}")
    return said


def acts(read: ImportPreview) -> None:
    """The dated acts that were read."""
    st.markdown(f"**{len(read.events):,}** dated acts.")
    st.dataframe(
        cache.cells(read.events.head(SHOWN)),
        hide_index=True,
        column_order=["date_start", "date_end", "kind", "ref_area", "counterpart_area", "title", "scope", "types"],
        column_config={
            "date_start": st.column_config.DateColumn("From", format="D MMM YYYY"),
            "date_end": st.column_config.DateColumn("To", format="D MMM YYYY"),
            "kind": "Kind",
            "ref_area": "Actor",
            "counterpart_area": "Towards",
            "title": st.column_config.TextColumn("Act", width="large"),
            "scope": "Scope",
            "types": "Types",
        },
        alt="The dated acts that were read.",
    )
