"""Where did it turn? Peaks and troughs by the rules of Bry and Boschan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from indicators.errors import Message
from indicators.model.arrays import Floats
from indicators.trends.fitting import fits
from indicators.trends.plot import Line, Plot, Points
from indicators.trends.question import Question
from indicators.trends.results import TrendResult
from indicators.trends.series import read_series

WINDOW = {12: 5, 4: 2, 1: 1}
PHASE = {12: 5, 4: 2, 1: 1}
CYCLE = {12: 15, 4: 5, 1: 2}
AT_LEAST = {12: 36, 4: 12, 1: 8}

Turn = tuple[int, str]


@dataclass(frozen=True, eq=False, kw_only=True)
class TurningPoints(TrendResult):
    """`turns`: one row a turn: `date`, `kind` (peak or trough), `value`, `change` since the turn before."""

    turns: pd.DataFrame
    observed: pd.Series
    earliest: object
    latest: object

    formula: ClassVar[str] = (
        "peak: y_t = max(y_{t−k} … y_{t+k}), trough: the minimum, k = 5 months; peaks and troughs alternate; "
        "phase ≥ 5 months, cycle ≥ 15 months"
    )
    reference: ClassVar[str] = (
        "Bry & Boschan (1971) Cyclical Analysis of Time Series, NBER; "
        "Harding & Pagan (2002) Journal of Monetary Economics 49 for quarters and years"
    )

    def to_frame(self) -> pd.DataFrame:
        return self.turns


@fits
def turning_points(series: pd.Series) -> TurningPoints:
    """Date the peaks and troughs of a monthly series (quarterly and annual ones by Harding and Pagan's windows).

    Bry and Boschan's rules without their smoothing of a noisy original: candidates are extremes of a window, turns
    alternate, none lies within a window of either end, the first and last are the extreme of their end, and phases
    and cycles have a minimum length. Raises SeriesTooShortError below three years, TrendError for a gap.
    """
    read = read_series(series, question="A search for turning points", at_least=AT_LEAST[1], gaps=False, must_vary=True)
    per_year = read.per_year or 1
    read_series(series, question="A search for turning points", at_least=AT_LEAST[per_year])
    window = WINDOW[per_year]
    y = read.values
    turns = _alternate(_candidates(y, window), y)
    turns = _settle_ends(turns, y)
    turns = _shorten(turns, y, CYCLE[per_year], same_kind=True)
    turns = _shorten(turns, y, PHASE[per_year], same_kind=False)
    turns = _settle_ends(turns, y)
    table = pd.DataFrame(
        {
            "date": [read.index[t] for t, _ in turns],
            "kind": [kind for _, kind in turns],
            "value": [float(y[t]) for t, _ in turns],
        },
        columns=["date", "kind", "value"],
    )
    table["change"] = table["value"].diff()
    return TurningPoints(
        turns=table, observed=read.series(), earliest=read.index[window], latest=read.index[-1 - window], name=read.name
    )


def _candidates(y: Floats, window: int) -> list[Turn]:
    """Extremes of the window around them; of a plateau the last period counts, as in the original."""
    found = []
    for t in range(window, len(y) - window):
        before, after = y[t - window : t], y[t + 1 : t + window + 1]
        if y[t] >= before.max() and y[t] > after.max():
            found.append((t, "peak"))
        elif y[t] <= before.min() and y[t] < after.min():
            found.append((t, "trough"))
    return found


def _more_extreme(one: Turn, other: Turn, y: Floats) -> Turn:
    """Of two turns of one kind the higher peak or lower trough; the later of equals."""
    sign = 1 if one[1] == "peak" else -1
    return one if sign * y[one[0]] > sign * y[other[0]] else other


def _alternate(turns: list[Turn], y: Floats) -> list[Turn]:
    """Of neighbours of one kind keep the more extreme."""
    kept: list[Turn] = []
    for turn in turns:
        if kept and kept[-1][1] == turn[1]:
            kept[-1] = _more_extreme(kept[-1], turn, y)
        else:
            kept.append(turn)
    return kept


def _settle_ends(turns: list[Turn], y: Floats) -> list[Turn]:
    """Drop a first (last) turn that a value nearer to the start (end) surpasses."""
    while turns:
        t, kind = turns[0]
        sign = 1 if kind == "peak" else -1
        if np.max(sign * y[:t], initial=-np.inf) > sign * y[t]:
            turns = turns[1:]
            continue
        t, kind = turns[-1]
        sign = 1 if kind == "peak" else -1
        if np.max(sign * y[t + 1 :], initial=-np.inf) > sign * y[t]:
            turns = turns[:-1]
            continue
        break
    return turns


def _shorten(turns: list[Turn], y: Floats, shortest: int, *, same_kind: bool) -> list[Turn]:
    """Remove phases (neighbours) or cycles (turns of one kind) that are too short, the smallest movement first.

    A phase goes with both its turns; of a cycle the less extreme of the two equal turns goes, and what is left is
    made to alternate again.
    """
    step = 2 if same_kind else 1
    while True:
        short = [i for i in range(len(turns) - step) if turns[i + step][0] - turns[i][0] < shortest]
        if not short:
            return turns
        i = min(short, key=lambda j: abs(y[turns[j + 1][0]] - y[turns[j][0]]))
        if same_kind:
            keep = _more_extreme(turns[i], turns[i + 2], y)
            turns = [*turns[:i], keep, *turns[i + 3 :]]
        else:
            turns = [*turns[:i], *turns[i + 2 :]]
        turns = _alternate(turns, y)


def _table(found: TurningPoints) -> pd.DataFrame:
    return found.turns.astype({"date": str}).rename(columns={"date": "month"})


def _chart(found: TurningPoints) -> tuple[Plot, ...]:
    """The series with its peaks and troughs."""
    columns = {kind: rows.set_index("date")["value"] for kind, rows in found.turns.groupby("kind")}
    table = pd.DataFrame({"observed": found.observed}).assign(peak=np.nan, trough=np.nan).assign(**columns)
    marks = (Points("peak", "Peaks", "peak"), Points("trough", "Troughs", "trough"))
    return (Plot(table, (Line("observed", "Score", "series"), *marks), data=_table(found)),)


QUESTION = Question(
    "turns", Message("Where did it turn?"), lambda subject: (turning_points(subject.series()),), _chart, _table
)
