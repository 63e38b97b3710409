"""The arrays that figures, scores and positions stand in."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.intp]
"""Numbers of rows, columns or labels, which numpy indexes with."""
Days = npt.NDArray[np.datetime64]
Durations = npt.NDArray[np.timedelta64]
