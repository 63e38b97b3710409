"""Goalposts proposed from a window of years. A person writes them into the definition, with the reason."""

from __future__ import annotations

import numpy as np
import pandas as pd

from indicators.errors import Message, NormalisationError
from indicators.model.definition import Definition
from indicators.model.methods import Window
from indicators.scoring.selection import in_window


def propose_goalposts(
    matrix: pd.DataFrame, definition: Definition, *, window: Window, low: float = 0.05, high: float = 0.95
) -> pd.DataFrame:
    """Quantiles of each component's figures in a window, turned by its direction, beside what is written now.

    `matrix` is months × components in natural units. One row per component: component, rows (figures in the window),
    worst and best (proposed raw values that would score 0 and 100), written_worst and written_best (NaN where the
    component has no goalposts), outside (share of the window's figures beyond what is written). Raises
    NormalisationError for quantiles that are not in order and ScoringError where no row lies in the window.
    """
    if not 0 <= low < high <= 1:
        raise NormalisationError(
            "The quantiles {low:g} and {high:g} must lie between 0 and 1, the lower one first.", low=low, high=high
        )
    inside = matrix.loc[in_window(matrix.index, window, Message("the proposal"))]
    rows = []
    for name, component in definition.components.items():
        figures = inside[name].dropna()
        ends = figures.quantile([low, high]).tolist()
        worst, best = ends if component.direction == 1 else ends[::-1]
        spec = component.normalise
        posts = sorted(end for end in (spec.worst, spec.best) if end is not None)
        outside = float((~figures.between(*posts)).mean()) if posts and len(figures) else np.nan
        rows.append((name, len(figures), worst, best, spec.worst, spec.best, outside))
    columns = ["component", "rows", "worst", "best", "written_worst", "written_best", "outside"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(dict.fromkeys(columns[2:], float))
