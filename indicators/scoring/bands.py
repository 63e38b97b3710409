"""In which band of a scale a series lies, month by month."""

from __future__ import annotations

import numpy as np
import pandas as pd

from indicators.model.definition import Bands


def band_of(value: float, bands: Bands) -> str:
    """The band of one value by the cuts alone; a value on a cut belongs to the band above it."""
    return bands.names[int(np.searchsorted(bands.cuts, value, side="right"))]


def banded(scores: pd.Series, bands: Bands) -> pd.Series:
    """The band of each month by name; None where there is no score.

    The first month, and the first after a gap, lies where the cuts put it. After that a series passes a cut only with
    `beyond` points to spare.
    """
    held: int | None = None
    found: list[str | None] = []
    cuts = np.asarray(bands.cuts)
    for value in scores.to_numpy(dtype=float):
        if np.isnan(value):
            held = None
        elif held is None:
            held = int(np.searchsorted(cuts, value, side="right"))
        else:
            least, most = (int(np.searchsorted(cuts + by, value, side="right")) for by in (bands.beyond, -bands.beyond))
            held = min(max(held, least), most)
        found.append(None if held is None else bands.names[held])
    return pd.Series(found, index=scores.index, dtype=object, name=scores.name)
