"""How the index is made, in words and formulas read from its file: nothing here is written by hand for a definition."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from indicators.dashboard import registry
from indicators.dashboard.pages.method import sections
from indicators.dashboard.ui import cache, controls, download, parts
from indicators.dashboard.ui.cache import CachedIndex, plain
from indicators.dashboard.ui.language import say
from indicators.errors import ScoringError
from indicators.model.definition import Definition
from indicators.wording import rules
from indicators.wording.exports import timing
from indicators.wording.scoring import covers

INDENT = "\u2003"


def render() -> None:
    """Draw the page from top to bottom."""
    index = controls.view().index
    _definition(index)
    st.header("The tree", anchor=False)
    _tree(index)
    st.header("Goalposts", anchor=False)
    sections.goalposts(index)
    if index.definition.bands:
        st.header(say("Words for where an axis stands"), anchor=False)
        sections.bands(index)
    st.header("Components", anchor=False)
    sections.components(index)
    st.header("From components to the index", anchor=False)
    _aggregation(index)
    st.header("Dated acts and when they were collected", anchor=False)
    sections.events(index)
    st.header("What was known when", anchor=False)
    _known(index)
    st.header("How sure", anchor=False)
    _uncertainty(index)
    st.header("What the index cannot see", anchor=False)
    st.markdown("\n".join(f"- {plain(limit)}" for limit in index.definition.limits))
    st.header("How to cite", anchor=False)
    download.cite(index)
    st.header("Links", anchor=False)
    _links()


@parts.still
def _definition(index: CachedIndex) -> None:
    definition = index.definition
    st.title(plain(definition.title or definition.id), anchor=False)
    st.markdown(plain(definition.description))
    st.caption(plain(f"Definition {definition.id}, version {definition.version}; data version {index.data_version}."))
    if definition.zero:
        st.markdown(f"**0** {plain(definition.zero)}\n\n**100** {plain(definition.hundred)}")
    st.markdown("50 means nothing by itself: the scale is made of the goalposts below, not of a typical year.")


# --- the tree --------------------------------------------------------------------------------------


@parts.still
def _tree(index: CachedIndex) -> None:
    table = tree(index.definition)
    table[["weight", "share"]] *= 100
    st.dataframe(
        cache.cells(table),
        hide_index=True,
        height="content",
        placeholder="–",
        column_config={
            "node": st.column_config.TextColumn("Group or component", pinned=True),
            "weight": st.column_config.NumberColumn("Weight in its group", format="%.1f %%"),
            "share": st.column_config.NumberColumn("Share of the index", format="%.1f %%"),
            "what": st.column_config.TextColumn("What", width="medium"),
            "reason": st.column_config.TextColumn("Why this weight", width="large"),
        },
        alt="Groups and components of the index with their weights and the reasons for them.",
    )


def tree(definition: Definition) -> pd.DataFrame:
    """One row per node from the root down: `node` (indented), `weight` in its group, `share` of the index, `what`,
    `reason`."""
    shares = definition.nominal_weights()
    rows: list[dict[str, Any]] = []

    def walk(name: str, depth: int, weight: float | None) -> None:
        node = definition.node(name)
        leaves = [name] if name in definition.components else definition.leaves(name)
        share = sum(shares.get(leaf, 0.0) for leaf in leaves)
        rows.append(
            {
                "node": INDENT * depth + definition.label(name),
                "weight": weight,
                "share": share or None,
                "what": node.description,
                "reason": node.reason,
            }
        )
        if name in definition.groups:
            children = definition.children(name)
            total = sum(definition.node(child).weight for child in children)
            for child in children:
                walk(child, depth + 1, definition.node(child).weight / total)

    for root in definition.roots:
        walk(root, 0, None)
    return pd.DataFrame(rows)


# --- rules of the whole ----------------------------------------------------------------------------


@parts.still
def _aggregation(index: CachedIndex) -> None:
    definition = index.definition
    st.markdown("\n".join(f"- {plain(rules.group_text(definition, name))}" for name in definition.groups))
    st.markdown("**When a month has an index**\n" + "\n".join(f"- {plain(r)}" for r in rules.missing_text(definition)))
    st.markdown(
        "**Points** A component adds its effective weight times its score; the points of a month sum to its index. The "
        "change between two months is the sum of what each component did and of one coverage effect, for components "
        "that entered or left between the two."
    )


@parts.still
def _known(index: CachedIndex) -> None:
    """The as-of rule, and what it rests on for each source."""
    st.markdown(
        f"{plain(timing())} A figure is known from the last day of the period for which it stands (or, where it is "
        "measured at the period's start, of its first month) plus the publication lag below; an act from its first "
        "day plus the lag of its file; imported rows from the moment they were recorded. An act that ended after the "
        "date is read as still open. The panel ends with the last month that any component has a figure of its own for."
    )
    st.dataframe(
        cache.cells(sources_table(index.definition)),
        hide_index=True,
        column_config={
            "lag": st.column_config.NumberColumn("Lag, days", format="%d"),
            "what": st.column_config.TextColumn("What", width="medium"),
            "source": st.column_config.TextColumn("Source", width="medium"),
            "licence": st.column_config.TextColumn("Licence", width="medium"),
            "citation": st.column_config.TextColumn("Citation", width="large"),
            "retrieved": st.column_config.DateColumn("Retrieved", format="D MMM YYYY"),
            "url": st.column_config.LinkColumn("Link", display_text="open"),
        },
        alt="Sources of the index with publication lag, day of retrieval, licence and citation.",
    )


def sources_table(definition: Definition) -> pd.DataFrame:
    """One row per described source that the definition or one of its variants reads."""
    return pd.DataFrame(
        [
            {
                "what": one.title,
                "lag": getattr(one, "publication_lag_days", 0),
                "retrieved": one.retrieved,
                "source": one.source,
                "licence": one.licence,
                "citation": one.citation,
                "url": str(one.url),
            }
            for one in cache.described(definition)
        ]
    )


@parts.still
def _uncertainty(index: CachedIndex) -> None:
    try:
        drawn = cache.drawn(index)
    except ScoringError as refused:
        st.markdown(plain(f"Other choices cannot be drawn here. {refused}"))
        return
    st.markdown(
        plain(
            f"The band on Overview is where 90 % of {drawn.draws:,} indices lie that other defensible choices would "
            f"have made. {rules.readable(covers(drawn), index.definition)}"
        )
    )


# --- links -----------------------------------------------------------------------------------------


def _links() -> None:
    st.markdown(
        "The whole view stands in the address: paste it and see the same. A copied link pins the version of the "
        "definition, the window and the as-of date. What a link asks for and is not there is left, and the page "
        "says so."
    )
    st.dataframe(
        url_keys(),
        hide_index=True,
        height="content",
        column_config={"holds": st.column_config.TextColumn("Holds", width="large"), "page": "Page", "key": "Key"},
        alt="Keys of the address on each page and what they hold.",
    )


def url_keys() -> pd.DataFrame:
    """Every key of the address: `page` (its path, or every page), `key`, `holds`."""
    everywhere = [("every page", key, holds) for key, holds in controls.URL_KEYS.items()]
    own = [(page.path, key, holds) for page in registry.PAGES for key, holds in page.url_keys.items()]
    return pd.DataFrame([*everywhere, *own], columns=["page", "key", "holds"])
