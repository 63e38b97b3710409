"""The scores that trends are read from: of the index, its groups and components, and of other pairs."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from indicators.errors import PanelError, TrendError
from indicators.index import Index, index_of
from indicators.model.steps import EventsSource
from indicators.scoring.aggregate import aggregate_nodes, effective_weights
from indicators.scoring.decompose import decompose
from indicators.trends.interrupted import components_that_code
from indicators.trends.shift_parts import COVERAGE

Window = tuple[str, str]
"""First and last month, `YYYY-MM`, both inside."""

LEAST_FRESH = 0.01
"""Share of fresh weight that a last month needs where the definition asks for none: something in it must be news."""


def series_ids(index: Index) -> tuple[str, ...]:
    """What a trend can be read of: the index, its axes, its groups, and the components under it."""
    definition = index.definition
    groups = dict.fromkeys((definition.index, *index.axes, *index.groups))
    return (*groups, *definition.leaves(definition.index))


def series_name(index: Index, node: str) -> str:
    """How a series is called inside a sentence."""
    return "the index" if node == index.definition.index else f"the score of {index.definition.label(node)}"


def trend_series(index: Index, node: str, window: Window | None = None, *, left_out: Iterable[str] = ()) -> pd.Series:
    """Scores (0 to 100) of the index, a group or a component by month, as trends are read from them.

    The series ends with the last month in which enough of the node's weight is fresh, as the headline does: carried
    figures are no news. A component begins with its first figure, not with the score that was written for the time
    before. Components in `left_out` are taken out and the weights of the others renormalised. Raises TrendError for
    an id that is not in the index, and where nothing is left.
    """
    if node not in series_ids(index):
        raise TrendError(
            "'{node}' is not in {id}; there are {series_ids}.",
            node=node,
            id=index.definition.id,
            series_ids=", ".join(series_ids(index)),
        )
    left = [name for name in leaves_of(index, node) if name in set(left_out)]
    scores = index.scores.components[node] if _is_component(index, node) else index.scores.scores[node]
    if _is_component(index, node):
        scores = scores.where(index.panel.matrix[node].notna())
    if left:
        scores = _without(index, node, left).where(scores.notna())
    fresh = scores.notna() & (_fresh_share(index, node) >= max(index.definition.headline_freshness, LEAST_FRESH) - 1e-9)
    last = scores.index[fresh.to_numpy()].max() if fresh.any() else scores.index[0]
    series = scores.loc[: min(last, pd.Period(window[1], "M"))] if window else scores.loc[:last]
    series = series.loc[pd.Period(window[0], "M") :] if window else series
    if series.notna().sum() == 0:
        within = f" between {window[0]} and {window[1]}" if window else ""
        raise TrendError(
            "There is no value of {series_name}{within}. Choose another window or a later as-of date.",
            series_name=series_name(index, node),
            within=within,
        )
    return series.rename(series_name(index, node))


def _is_component(index: Index, node: str) -> bool:
    return node in index.definition.components


def leaves_of(index: Index, node: str) -> tuple[str, ...]:
    """The components under a node; of a component itself."""
    return (node,) if _is_component(index, node) else index.definition.leaves(node)


def _fresh_share(index: Index, node: str) -> pd.Series:
    """Share of the node's weight whose figure belongs to the month."""
    names = list(leaves_of(index, node))
    weights = {node: 1.0} if _is_component(index, node) else index.definition.nominal_weights(node)
    fresh = index.scores.components[names].notna() & ~index.panel.carried[names]
    return (fresh * pd.Series(weights)[names]).sum(axis=1)


def _without(index: Index, node: str, left: list[str]) -> pd.Series:
    """A node's score without some of its components, whatever its minimum shares."""
    if len(left) == len(leaves_of(index, node)):
        raise TrendError(
            "Nothing is left of {series_name} without {label}, "
            "which code what happened on that date. Choose another series or another date.",
            series_name=series_name(index, node),
            label=", ".join(map(index.definition.label, left)),
        )
    tree, components = index.scores.tree, index.scores.components
    values = np.where(components.columns.isin(left), np.nan, components.to_numpy())
    bare = tree.bare(node)
    nodes = aggregate_nodes(values, bare, index.scores.node_weights)
    return pd.Series(nodes[:, tree.columns[node]], components.index)


def components_that_moved(index: Index, node: str, month: pd.Period) -> tuple[str, ...]:
    """Components of a node that count an act which begins or ends in a month, or say that they code it.

    What happened then is in them by construction, so an effect of the month is not tested on them.
    """
    acts = index.panel.events
    inside = (acts["date_start"].dt.to_period("M") == month) | (acts["date_end"].dt.to_period("M") == month)
    acts = acts[inside]
    moved = set(components_that_code(index.definition, acts["event_id"]))
    for name, component in index.definition.components.items():
        if isinstance(component.source, EventsSource):
            counted = acts if not component.source.bilateral_only else acts[acts["bilateral"]]
            if set(counted["kind"]) & set(component.source.events):
                moved.add(name)
    return tuple(name for name in leaves_of(index, node) if name in moved)


def other_pairs(index: Index, node: str, month: pd.Period) -> pd.DataFrame:
    """The same series of the definition's other pairs, one a column, to compare a month with.

    What the index leaves out because it codes what happened in the month, they leave out too.
    """
    left_out = components_that_moved(index, node, month)
    columns = {}
    for pair in index.origin.catalog.pairs(index.definition):
        if pair != index.pair:
            try:
                other = index_of(index.origin, index.definition, pair, as_of=index.as_of)
                columns[str(pair)] = trend_series(other, node, left_out=left_out)
            except (PanelError, TrendError):
                continue  # a pair without figures has nothing to compare with
    return pd.DataFrame(columns)


def effects_since_start(index: Index, node: str) -> pd.DataFrame:
    """What each component has done to a node's score since the first month that has one: months × components.

    A last column `coverage` holds what entry, exit and new weights of components did. The columns of a month sum to
    its score less the first one. Neighbouring months are compared on the components that both have, as
    `attribute_change` does, and the steps are added up.
    """
    scores = index.scores
    if node in index.definition.components:
        own = scores.components[node].dropna()
        return pd.DataFrame({node: own - own.iloc[0], COVERAGE: 0.0})
    given = scores.scores[node].dropna()
    rows = scores.scores.index.get_indexer(given.index)
    names = list(scores.components.columns)
    values = scores.components.to_numpy()[rows]
    weights = np.broadcast_to(scores.node_weights, (len(scores.components), scores.node_weights.shape[-1]))[rows]
    used = effective_weights(~np.isnan(values), scores.tree, weights, node) != 0
    both = used[1:] & used[:-1]
    before, after = (np.where(both, part, np.nan) for part in (values[:-1], values[1:]))
    steps, _ = decompose(before, after, scores.tree, weights[:-1], weights[1:], node)
    table = pd.DataFrame(0.0, given.index, [*names, COVERAGE])
    table.iloc[1:, :-1] = steps.cumsum(axis=0)
    table[COVERAGE] = given - given.iloc[0] - table[names].sum(axis=1)
    return table[[*index.definition.leaves(node), COVERAGE]]
