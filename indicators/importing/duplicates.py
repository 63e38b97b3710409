"""Two lines with one key: equal ones become one and are counted, conflicting ones are both named and left out."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from indicators.importing.cells import Cells


def settle_duplicates(frame: pd.DataFrame, key: Sequence[str], said: Sequence[str], cells: Cells) -> pd.DataFrame:
    """The frame with one row per key. `place` points to the figure in `cells`; `said` are the columns to agree on."""
    several = frame[frame.duplicated(list(key), keep=False)].copy()
    if several.empty:
        return frame
    places = several.groupby(list(key), sort=False, dropna=False)["place"]
    several["size"] = places.transform("size")
    several["first"] = cells.lines[places.transform("first")]
    several["last"] = cells.lines[places.transform("last")]
    agreeing = several.groupby([*key, *said], sort=False, dropna=False)["place"].transform("size")
    conflicting = several[agreeing < several["size"]]
    repeated = several.drop(conflicting.index)
    repeated = repeated[repeated.duplicated(list(key))]
    first, last, value = (
        dict(zip(several["place"], several[name], strict=True)) for name in ("first", "last", said[0])
    )
    cells.report.add_each(
        repeated["place"].tolist(),
        cells.line,
        lambda _: "",
        "repeated",
        "warning",
        lambda place: f"Says the same as line {first[place]}; counted once.",
    )
    if len(repeated):
        cells.report.decide("repeated figures", f"{len(repeated):,} counted once", "same key and same value")

    def conflict(place: int) -> str:
        other = last[place] if cells.line(place) == first[place] else first[place]
        return f"'{value[place]}' here, another in line {other}, for the same key. Keep the right one."

    cells.report.add_each(conflicting["place"].tolist(), cells.line, cells.value_label, "conflict", "error", conflict)
    cells.bad[conflicting["place"]] = True
    return frame.drop([*repeated.index, *conflicting.index])
