"""A table as it stands in a file: text cells, the physical lines of each record, what each line turned out to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from indicators.importing.problems import OUTCOMES

if TYPE_CHECKING:
    import pandas as pd

HEADER, METADATA, BLANK, OBSERVATION, PROBLEM = range(len(OUTCOMES))


@dataclass
class Grid:
    """`rows[i]` are the cells of a record that begins at physical line `lines[i]` (from 1) and has `spans[i]` lines.

    Blank lines are not records. `damaged` names the records whose quotes had to be repaired to read them at all;
    `typed` says that numbers were stored as numbers (a workbook), so that their decimal mark is not in question.
    """

    rows: list[list[str]]
    lines: list[int]
    spans: list[int]
    n_lines: int
    damaged: dict[int, str] = field(default_factory=dict)
    typed: bool = False

    def __post_init__(self) -> None:
        self.outcomes = np.full(len(self.rows), METADATA, np.int8)

    def refuse_unread(self) -> None:
        """Count every line that was not found to be a header or blank as a problem: the file is not read further."""
        self.outcomes[self.outcomes == METADATA] = PROBLEM

    def counts(self) -> dict[str, int]:
        """Physical lines by outcome; they sum to `n_lines`."""
        lines = np.bincount(self.outcomes, weights=self.spans, minlength=len(OUTCOMES)) if self.rows else np.zeros(5)
        counts = {name: int(lines[code]) for code, name in enumerate(OUTCOMES)}
        counts["blank"] += self.n_lines - sum(self.spans)
        return counts

    def frame(self) -> pd.DataFrame:
        """The cells as a frame with columns 0, 1, …, indexed by line; cells that a short row lacks are empty."""
        import pandas as pd

        width = max(map(len, self.rows), default=0)
        rows = [row if len(row) == width else row + [""] * (width - len(row)) for row in self.rows]
        return pd.DataFrame(
            rows, index=pd.Index(self.lines, name="line", dtype="int64"), columns=range(width), dtype="str"
        )
