"""Krippendorff's α between codings of events, by field.

Run `python docs/agreement.py FIRST.csv SECOND.csv kind scope:ordinal`. The files share the column `event_id`; an empty
cell was not coded. Only events that two coders coded count (K. Krippendorff, Computing Krippendorff's
Alpha-Reliability, 2011).
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import permutations, product
from pathlib import Path


def alpha(units: Sequence[Sequence[object]], ordinal: bool = False) -> float:
    """α of units, each with the values that its coders gave; ordinal values are numbers.

    1 is full agreement, 0 what chance gives; NaN where fewer than two values occur, so that nothing could differ.
    """
    paired = [unit for unit in units if len(unit) > 1]
    totals = Counter(value for unit in paired for value in unit)
    if len(totals) < 2:
        return float("nan")
    observed: Counter[tuple[object, object]] = Counter()
    for unit in paired:
        for pair in permutations(unit, 2):
            observed[pair] += 1 / (len(unit) - 1)
    ranks = sorted(totals) if ordinal else []

    def distance(a: object, b: object) -> float:
        if not ordinal:
            return float(a != b)
        low, high = sorted((ranks.index(a), ranks.index(b)))
        return (sum(totals[value] for value in ranks[low : high + 1]) - (totals[a] + totals[b]) / 2) ** 2

    seen = sum(count * distance(*pair) for pair, count in observed.items())
    expected = sum(totals[a] * totals[b] * distance(a, b) for a, b in product(totals, repeat=2))
    return 1 - (sum(totals.values()) - 1) * seen / expected


def by_field(codings: Sequence[Sequence[dict[str, str]]], fields: Sequence[str]) -> dict[str, tuple[int, float]]:
    """For every field (`name` or `name:ordinal`): how many events two coders coded, and α."""
    found = {}
    for field in fields:
        name, _, level = field.partition(":")
        units: dict[str, list[object]] = {}
        for row in (row for coding in codings for row in coding):
            if row[name]:
                units.setdefault(row["event_id"], []).append(float(row[name]) if level == "ordinal" else row[name])
        values = list(units.values())
        found[name] = (sum(len(unit) > 1 for unit in values), alpha(values, level == "ordinal"))
    return found


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if len({row["event_id"] for row in rows}) < len(rows):
        sys.exit(f"{path}: an event stands twice; a coder codes it once.")
    return rows


if __name__ == "__main__":
    _files = [one for one in sys.argv[1:] if one.endswith(".csv")]
    _fields = sys.argv[1 + len(_files) :]
    if len(_files) < 2 or not _fields:
        sys.exit(__doc__)
    for _name, (_events, _alpha) in by_field([_read(Path(path)) for path in _files], _fields).items():
        print(f"{_name}\t{_events} events\tα {_alpha:.3f}")
