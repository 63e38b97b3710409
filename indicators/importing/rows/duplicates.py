"""Two lines with one key: equal ones become one and are counted, conflicting ones are both named and left out."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from indicators.errors import Message
from indicators.importing.columns.cells import Cells


def settle_duplicates(frame: pd.DataFrame, key: Sequence[str], values: Sequence[str], cells: Cells) -> pd.DataFrame:
    """The frame with one row per key. `place` points to the figure in `cells`; `values` are the columns to agree on."""
    several = frame[frame.duplicated(list(key), keep=False)].copy()
    if several.empty:
        return frame
    places = several.groupby(list(key), sort=False, dropna=False)["place"]
    first = dict(zip(several["place"], cells.lines[places.transform("first")], strict=True))
    last = dict(zip(several["place"], cells.lines[places.transform("last")], strict=True))
    value = dict(zip(several["place"], several[values[0]], strict=True))
    agreeing = several.groupby([*key, *values], sort=False, dropna=False)["place"].transform("size")
    conflicting = several[agreeing < places.transform("size")]
    repeated = several.drop(conflicting.index)
    repeated = repeated[repeated.duplicated(list(key))]

    def other(place: int) -> int:
        return int(last[place] if cells.line(place) == first[place] else first[place])

    cells.note(repeated["place"].tolist(), "", "repeated", first=first.__getitem__)
    if len(repeated):
        count = Message("{count:,} counted once", count=len(repeated))
        cells.report.decide("repeated figures", count, Message("same key and same value"))
    cells.note(conflicting["place"].tolist(), None, "conflict", value=value.__getitem__, other=other)
    cells.bad[conflicting["place"]] = True
    return frame.drop([*repeated.index, *conflicting.index])
