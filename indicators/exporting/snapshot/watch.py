"""What moved since a snapshot was kept: the index, its groups and its components."""

from __future__ import annotations

import pandas as pd

from indicators.errors import SnapshotNotKeptError
from indicators.exporting.snapshot.archive import SnapshotArchive
from indicators.index import Index
from indicators.store import Store


def last_kept(store: Store, index: Index) -> str:
    """The name of the snapshot of this pair and definition that was kept last; SnapshotNotKeptError for none."""
    kept = SnapshotArchive(store).list()
    ids = kept["definition"].str.split("@").str[0]
    kept = kept[(kept["pair"] == str(index.pair)) & (ids == index.definition.id)]
    if kept.empty:
        raise SnapshotNotKeptError(
            "No snapshot of {pair} under {definition} is kept; keep one with: relations-index snapshot --keep",
            pair=index.pair,
            definition=index.definition.id,
        )
    return str(kept["name"].iloc[0])


def moves(then: Index, now: Index) -> pd.DataFrame:
    """One row for the index, each group and each component that both have, the largest move first: `node`, `title`,
    `month_then`, `then`, `month_now`, `now` and `change`, each in the headline month of its index (else in its last
    month)."""
    levels, months = [], []
    for index in (then, now):
        month = index.headline.month if index.headline else index.index.last_valid_index()
        scores = pd.concat([index.scores.scores, index.scores.components], axis=1)
        levels.append(scores.loc[month])
        months.append(str(month))
    nodes = [name for name in levels[1].index if name in levels[0].index]
    frame = pd.DataFrame(
        {
            "node": nodes,
            "title": [now.definition.label(str(name)) for name in nodes],
            "month_then": months[0],
            "then": levels[0][nodes].to_numpy(),
            "month_now": months[1],
            "now": levels[1][nodes].to_numpy(),
        }
    )
    frame["change"] = frame["now"] - frame["then"]
    return frame.sort_values("change", key=abs, ascending=False, ignore_index=True)
