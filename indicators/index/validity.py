"""Does the index measure relations? What was expected beforehand, beside what came out.

`data/validity` holds the expectations (`protocol.toml`) and the turning points, fixed by the hash of the definition.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import ValidationError
from scipy import stats

from indicators.catalog import Catalog
from indicators.catalog.catalog import read_toml
from indicators.errors import ScoringError
from indicators.index.index import Index, index_of
from indicators.index.origin import Origin
from indicators.model import one_sentence
from indicators.model.arrays import Floats
from indicators.model.definition import Component
from indicators.model.steps import IndicatorSource
from indicators.model.validity import Protocol, TurningPoint
from indicators.panel import build_panel

Verdict = Literal["as expected", "not shown", "against", "too few years"]
STILL = 1e-9
"""A change smaller than this is none."""


@dataclass(frozen=True)
class Turning:
    """How many turning points moved as expected.

    `chance` is the mean share of all months whose change over the same span has the expected sign, `p` the probability
    of as many hits or more if every act had fallen on a month at random (Poisson-binomial), `low` and `high` Wilson's
    90 % interval of the share of hits.
    """

    count: int
    hits: int
    chance: float
    p: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Validity:
    """Expectations and results of an index.

    `points`: one row a turning point: `id`, `date`, `title`, `sign`, `magnitude`, `change`, `hit`, `chance`, `counted`
    (whether an act that the index counts begins in the span), `seen`, `source_url`. `series`: one row an outside
    series: `indicator`, `sign`, `years`, `levels`, `low`, `high`, `changes`, `changes_low`, `changes_high`, `verdict`,
    `seen`, `reason`.
    """

    protocol: Protocol
    index: Index
    points: pd.DataFrame
    series: pd.DataFrame

    def turning(self, sign: str = "", *, unseen: bool = False) -> Turning:
        """All turning points, those of one sign, or those not seen before the definition was fixed."""
        rows = self.points[self.points["change"].notna()]
        rows = rows[rows["sign"] == sign] if sign else rows
        rows = rows[rows["seen"] == ""] if unseen else rows
        hits, chance = int(rows["hit"].sum()), rows["chance"].to_numpy(dtype=float)
        if rows.empty:
            return Turning(0, 0, np.nan, np.nan, np.nan, np.nan)
        interval = stats.binomtest(hits, len(rows)).proportion_ci(0.9, method="wilson")
        p = float(_at_least(chance, hits))
        return Turning(len(rows), hits, float(chance.mean()), p, float(interval.low), float(interval.high))

    @cached_property
    def size(self) -> tuple[float, float]:
        """Spearman's correlation of the signed magnitude with the change, and its p by permutation."""
        rows = self.points[self.points["change"].notna()]
        expected = rows["magnitude"] * rows["sign"].map({"+": 1, "-": -1})
        return _spearman_p(expected.to_numpy(dtype=float), rows["change"].to_numpy(dtype=float))


def read_protocol(catalog: Catalog) -> tuple[Protocol, tuple[TurningPoint, ...]]:
    """The expectations that ship, with their turning points; ScoringError where there are none, where a row cannot be
    read, or where the definition is no longer the one that they were fixed for."""
    folder = catalog.root / "validity"
    file = folder / "protocol.toml"
    if not file.exists():
        raise ScoringError("There is no {file}, so nothing was expected beforehand.", file=file)
    protocol = read_toml(file, Protocol)
    shipped = catalog.root / "definitions" / f"{protocol.definition}.toml"
    found = hashlib.sha256(shipped.read_bytes()).hexdigest() if shipped.exists() else ""
    if found != protocol.sha256:
        raise ScoringError(
            "{file}: the expectations were fixed for {definition} with the SHA-256 {expected}; the file has {found}. A "
            "definition that was changed needs expectations of its own.",
            file=file,
            definition=protocol.definition,
            expected=protocol.sha256[:12],
            found=found[:12],
        )
    return protocol, read_points(folder / "turning_points.csv")


def read_points(file: Path) -> tuple[TurningPoint, ...]:
    """Turning points of a CSV with the columns `id`, `date`, `title`, `sign` (or `expected_sign`), `magnitude`,
    `source_url` and, if it has it, `seen`; others are not read. ScoringError names the line that cannot be."""
    points = []
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ScoringError("{file} cannot be read as CSV in UTF-8 ({why}).", file=file, why=error) from error
    for number, row in enumerate(rows, start=2):
        known = {name: row[name] for name in TurningPoint.model_fields if row.get(name) is not None}
        try:
            points.append(TurningPoint.model_validate({"sign": row.get("expected_sign")} | known))
        except ValidationError as error:
            why = one_sentence(error)
            raise ScoringError("{file}, line {line}: {why}.", file=file, line=number, why=why) from error
    return tuple(points)


def validity(origin: Origin, file: Path | None = None) -> Validity:
    """Hold the index against what was expected of it; `file` has other turning points than those that ship."""
    protocol, points = read_protocol(origin.catalog)
    points = points if file is None else read_points(file)
    index = index_of(origin, protocol.definition, protocol.pair)
    return Validity(protocol, index, _points(index, protocol, points), _series(index, protocol))


# --- turning points ----------------------------------------------------------------------------------


def _points(index: Index, protocol: Protocol, points: tuple[TurningPoint, ...]) -> pd.DataFrame:
    rule, scores = protocol.turning_points, index.scores.scores[protocol.node]
    span = rule.before + rule.after
    changes = (scores - scores.shift(span)).dropna()
    share = {"+": float((changes > STILL).mean()), "-": float((changes < -STILL).mean())}
    events = index.panel.sources.events
    begun = pd.PeriodIndex(events.start.astype("datetime64[D]").astype("datetime64[us]"), freq="M")
    rows = []
    for point in points:
        month = pd.Period(point.date, "M")
        first, last = month - rule.before, month + rule.after
        known = first in scores.index and last in scores.index
        change = float(scores[last] - scores[first]) if known else np.nan
        rows.append(
            point.model_dump()
            | {
                "change": change,
                "hit": bool((change if point.sign == "+" else -change) > STILL),
                "chance": share[point.sign],
                "counted": bool(((begun > first) & (begun <= last)).any()),
            }
        )
    return pd.DataFrame(rows)


def _at_least(chances: Floats, hits: int) -> float:
    """P(at least so many successes) of independent trials with these chances."""
    distribution = np.ones(1)
    for chance in chances:
        distribution = np.convolve(distribution, [1 - chance, chance])
    return float(distribution[hits:].sum())


def _spearman_p(x: Floats, y: Floats) -> tuple[float, float]:
    if len(x) < 4:
        return np.nan, np.nan
    random = np.random.default_rng(1)
    observed = float(stats.spearmanr(x, y).statistic)
    ranked, other = stats.rankdata(x), stats.rankdata(y)
    drawn = np.array([np.corrcoef(random.permutation(ranked), other)[0, 1] for _ in range(9999)])
    return observed, float((1 + (drawn >= observed - STILL).sum()) / 10_000)


# --- outside series ----------------------------------------------------------------------------------


def _series(index: Index, protocol: Protocol) -> pd.DataFrame:
    score = _yearly(index.scores.scores[protocol.node])
    rule = protocol.series_rule
    rows = []
    for expected in protocol.series:
        both = pd.concat([score, _yearly(_outside(index, expected.indicator, expected.role))], axis=1).dropna()
        levels = _correlation(both.to_numpy(), rule.draws, rule.seed)
        whole = both.reindex(range(both.index.min(), both.index.max() + 1)) if len(both) else both
        changes = _correlation(whole.diff().dropna().to_numpy(), rule.draws, rule.seed)
        found: Verdict = "too few years"
        if len(both) >= rule.fewest_years:
            found = _verdict(expected.sign, *levels)
        rows.append(
            {
                "indicator": expected.indicator,
                "sign": expected.sign,
                "years": len(both),
                **dict(zip(("levels", "low", "high"), levels, strict=True)),
                **dict(zip(("changes", "changes_low", "changes_high"), changes, strict=True)),
                "verdict": found,
                "seen": expected.seen,
                "reason": expected.reason,
            }
        )
    return pd.DataFrame(rows)


def _verdict(sign: str, levels: float, low: float, high: float) -> Verdict:
    if sign == "0":
        return "as expected" if low <= 0 <= high and abs(levels) < 0.3 else "against"
    if (low if sign == "+" else -high) > 0:
        return "as expected"
    return "against" if (high if sign == "+" else -low) < 0 else "not shown"


def _outside(index: Index, indicator: str, role: str) -> pd.Series:
    """An outside series in its role, by month, nothing carried."""
    component = Component.model_validate(
        {"parent": index.definition.index, "source": IndicatorSource(indicator=indicator), "role": role}
    )
    origin = index.origin
    areas = [index.pair.a, index.pair.b, "WLD"]
    panel = build_panel(
        index.definition.model_copy(update={"components": {indicator: component}, "end": None}),
        index.pair,
        origin.figures.observations([indicator], areas, index.as_of),
        origin.figures.events([], areas, index.as_of),
        indicators=origin.catalog.indicators,
        event_sources={},
        as_of=index.as_of,
    )
    return panel.matrix[indicator]


def _yearly(series: pd.Series) -> pd.Series:
    values = series.dropna()
    return values.groupby(pd.PeriodIndex(values.index).year).mean()


def _correlation(both: Floats, draws: int, seed: int) -> tuple[float, float, float]:
    """Spearman's correlation of two columns and its 90 % interval from circular blocks of n^(1/3) rows."""
    n = len(both)
    if n < 4:
        return np.nan, np.nan, np.nan
    random, length = np.random.default_rng(seed), max(2, round(n ** (1 / 3)))
    starts = random.integers(0, n, (draws, -(-n // length)))
    rows = ((starts[:, :, None] + np.arange(length)) % n).reshape(draws, -1)[:, :n]
    drawn = [stats.spearmanr(both[at, 0], both[at, 1]).statistic for at in rows if np.ptp(both[at], axis=0).min() > 0]
    low, high = np.quantile(drawn, (0.05, 0.95))
    return float(stats.spearmanr(both[:, 0], both[:, 1]).statistic), float(low), float(high)
