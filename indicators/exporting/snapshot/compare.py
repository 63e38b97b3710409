"""Two snapshots of one pair → what moved and why: new data, revision, weights, method.

The effects are taken one after the other, in this order, each on top of those before it, so that they sum to the
change of every month exactly:

revision  the figures and acts that both know, with the later values, as of the earlier date
new data  everything that the later one knows, as of its date
weights   the weights of the later definition in the tree of the earlier one
method    all else in the later definition
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from indicators.errors import RelationsIndexError, SnapshotError
from indicators.exporting.inputs import Descriptions, Inputs
from indicators.exporting.snapshot.snapshot import Snapshot
from indicators.index import index_of, needed
from indicators.model import OBSERVATION_KEY
from indicators.model.definition import Definition
from indicators.wording.exports import difference_sentences

TERMS = ("revision", "new_data", "weights", "method")
_NEWS = ("date_end", "end_status")
"""What is learnt about an act when it ends: news, not a revision."""


@dataclass(frozen=True, eq=False)
class SnapshotDifference:
    """Two snapshots of one pair, the earlier first."""

    old: Snapshot
    new: Snapshot

    @cached_property
    def values(self) -> pd.DataFrame:
        """One row a month that either has: `month`, `old`, `new`, `change` and the TERMS, which sum to `change`.

        `change` and the terms are NaN where only one of the two has an index; the terms alone where a step between
        them has none.
        """
        levels = [self.old.index.index, *self._between, self.new.index.index]
        months = levels[0].dropna().index.union(levels[-1].dropna().index)
        aligned = [level.reindex(months).to_numpy() for level in levels]
        table = pd.DataFrame({"month": months.astype(str), "old": aligned[0], "new": aligned[-1]})
        table["change"] = table["new"] - table["old"]
        for term, (before, after) in zip(TERMS, pairwise(aligned), strict=True):
            table[term] = after - before
        table.loc[table[list(TERMS)].isna().any(axis=1), list(TERMS)] = np.nan
        return table

    @cached_property
    def contributions(self) -> pd.DataFrame:
        """One row per month and component that either has: `month`, `component`, `old`, `new`, `change`."""
        keys = ["month", "component"]
        old, new = (one.index.contributions() for one in (self.old, self.new))
        table = old.merge(new, on=keys, how="outer", suffixes=("_old", "_new"))
        table.columns = [*keys, "old", "new"]
        return table.assign(change=table["new"].fillna(0) - table["old"].fillna(0))

    @cached_property
    def definition(self) -> pd.DataFrame:
        """What the definitions say differently: `where`, `old`, `new`."""
        old, new = (_flat(one.definition.model_dump(mode="json")) for one in (self.old, self.new))
        rows = [
            (where, old.get(where, ""), new.get(where, ""))
            for where in dict.fromkeys([*old, *new])
            if old.get(where, "") != new.get(where, "")
        ]
        return pd.DataFrame(rows, columns=["where", "old", "new"])

    @cached_property
    def observations(self) -> pd.DataFrame:
        """The figures that differ: their key, `status` (new, revised, withdrawn), `old`, `new`, `known_from`.

        Only of indicators that both read: the others differ by method.
        """
        keys = list(OBSERVATION_KEY)
        names = set.intersection(*(set(one.inputs.described.indicators) for one in (self.old, self.new)))
        names |= set.intersection(*(set(needed(one.definition)[0]) for one in (self.old, self.new)))
        old, new = (one.inputs.rows[one.inputs.rows["indicator"].isin(names)] for one in (self.old, self.new))
        table = old.merge(new, on=keys, how="outer", suffixes=("_old", "_new"))
        there = [table[f"known_from_{side}"].notna() for side in ("old", "new")]
        same = np.isclose(table["obs_value_old"], table["obs_value_new"], rtol=0, atol=0, equal_nan=True)
        table["status"] = np.select([~there[0], ~there[1], ~same], ["new", "withdrawn", "revised"], "")
        table["known_from"] = table["known_from_new"].fillna(table["known_from_old"])
        table = table.rename(columns={"obs_value_old": "old", "obs_value_new": "new"})
        return table.loc[table["status"] != "", [*keys, "status", "old", "new", "known_from"]].reset_index(drop=True)

    @cached_property
    def events(self) -> pd.DataFrame:
        """The acts that differ: `event_id`, `kind`, `title`, `known_from`, `status` (new, ended, revised, withdrawn).

        Only of kinds that both read.
        """
        kinds = set.intersection(*(set(needed(one.definition)[1]) for one in (self.old, self.new)))
        acts = [one.inputs.acts for one in (self.old, self.new)]
        old, new = (one[one["kind"].isin(kinds)].set_index("event_id") for one in acts)
        rows = []
        for name in old.index.union(new.index):
            shown = (new if name in new.index else old).loc[name]
            status = "new" if name not in old.index else "withdrawn"
            if name in old.index and name in new.index:
                changed = {column for column in old.columns if not _equal(old.at[name, column], new.at[name, column])}
                if not changed:
                    continue
                status = "ended" if changed <= set(_NEWS) else "revised"
            rows.append((name, shown["kind"], shown["title"], status, shown["known_from"]))
        return pd.DataFrame(rows, columns=["event_id", "kind", "title", "status", "known_from"])

    def sentences(self, *, lang: str = "en") -> list[str]:
        """What moved, in words."""
        return difference_sentences(self.values, self.definition, self.observations, self.events, lang=lang)

    # --- the steps from the one to the other -------------------------------------------------------

    @property
    def _between(self) -> list[pd.Series]:
        """The index after each of the TERMS but the last."""
        everything, as_of = self._everything(), self.new.manifest.as_of
        reweighed = with_weights_of(self.old.definition, self.new.definition)
        return [
            self._computed(self._revised(), self.old.definition, self.old.manifest.as_of),
            self._computed(everything, self.old.definition, as_of),
            self._computed(everything, reweighed, as_of),
        ]

    def _computed(self, inputs: Inputs, definition: Definition, as_of: dt.date | None) -> pd.Series:
        """The index between the two; without a month where it cannot be computed."""
        try:
            return index_of(inputs.origin, definition, self.old.pair, as_of=as_of).index
        except RelationsIndexError:
            return pd.Series(dtype=float, index=pd.PeriodIndex([], freq="M"))

    def _revised(self) -> Inputs:
        """What the earlier one read, with the values of the later one where that reads the same sources."""
        indicators, kinds = (set(names) for names in needed(self.new.definition))
        old, new = self.old.inputs, self.new.inputs
        rows = _with_later(old.rows, new.rows, list(OBSERVATION_KEY), old.rows["indicator"].isin(indicators), ())
        acts = _with_later(old.acts, new.acts, ["event_id"], old.acts["kind"].isin(kinds), _NEWS)
        return Inputs(rows, acts, old.described)

    def _everything(self) -> Inputs:
        """All that the later one read, and what only the earlier definition needs."""
        indicators, kinds = (set(names) for names in needed(self.new.definition))
        old, new = self.old.inputs, self.new.inputs
        rows = pd.concat([new.rows, old.rows[~old.rows["indicator"].isin({*indicators, *new.rows["indicator"]})]])
        acts = pd.concat([new.acts, old.acts[~old.acts["kind"].isin({*kinds, *new.acts["kind"]})]])
        described = Descriptions(
            areas=new.described.areas,
            indicators={**old.described.indicators, **new.described.indicators},
            events={**old.described.events, **new.described.events},
        )
        return Inputs(rows.reset_index(drop=True), acts.reset_index(drop=True), described)


def compare(old: Snapshot, new: Snapshot) -> SnapshotDifference:
    """Compare two snapshots of one pair, the one with the earlier as-of date first; SnapshotError for two pairs."""
    if old.manifest.pair != new.manifest.pair:
        pairs = {"pair": old.manifest.pair, "other": new.manifest.pair}
        raise SnapshotError("The snapshots are of {pair} and {other}. Compare two of the same pair.", **pairs)
    latest = dt.date.max
    if (old.manifest.as_of or latest) > (new.manifest.as_of or latest):
        old, new = new, old
    return SnapshotDifference(old, new)


def with_weights_of(definition: Definition, other: Definition) -> Definition:
    """A definition with the weights of another one, where both have the same nodes under the same parents."""
    nodes = {**definition.groups, **definition.components}
    others = {**other.groups, **other.components}
    trees = [
        [{name: node.parent for name, node in part.items()} for part in (d.groups, d.components)]
        for d in (definition, other)
    ]
    if trees[0] != trees[1]:
        return definition
    changed = {
        name: node.model_copy(
            update={"weight": others[name].weight, "weights_from": others[name].weights_from}
            | ({"weighting": other.groups[name].weighting} if name in definition.groups else {})
        )
        for name, node in nodes.items()
    }
    return definition.model_copy(
        update={
            "groups": {name: changed[name] for name in definition.groups},
            "components": {name: changed[name] for name in definition.components},
        }
    )


def _with_later(
    old: pd.DataFrame, new: pd.DataFrame, key: Sequence[str], read_by_both: pd.Series, kept: Sequence[str]
) -> pd.DataFrame:
    """The rows of `old` that `new` has too, with its values in all columns but `kept`; rows it never read stay."""
    joined = old.merge(new, on=list(key), how="left", suffixes=("", "_later"), indicator="found")
    there = joined["found"] == "both"
    for column in old.columns.difference([*key, *kept]):
        joined[column] = joined[column].mask(there, joined[f"{column}_later"])
    return joined.loc[there | ~read_by_both.to_numpy(), list(old.columns)].reset_index(drop=True)


def _equal(one: Any, other: Any) -> bool:
    return bool(one == other) or bool(pd.isna(one) and pd.isna(other))


def _flat(value: Any, where: str = "") -> dict[str, str]:
    """A tree of dictionaries and lists as `a.b.0.c` → text; order counts in lists, and in dictionaries not."""
    if isinstance(value, dict | list) and value:
        items = value.items() if isinstance(value, dict) else enumerate(value)
        return {name: text for key, one in items for name, text in _flat(one, f"{where}.{key}".strip(".")).items()}
    return {where: "" if value is None else str(value)}
