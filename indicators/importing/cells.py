"""The cells of a table's body as columns of text, one entry per figure, read once per distinct text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import pandas as pd

from indicators.importing.figures import Written, read_value
from indicators.importing.grid import Grid
from indicators.importing.layout import Layout
from indicators.importing.problems import Report, Severity

Read = TypeVar("Read")


@dataclass
class Distinct:
    """A column of text as `codes` into its distinct `texts`."""

    codes: np.ndarray
    texts: list[str]

    @classmethod
    def of(cls, texts: np.ndarray) -> Distinct:
        """Factorise an array of str."""
        codes, distinct = pd.factorize(texts)
        return cls(codes, list(distinct))

    def read(self, reader: Callable[[str], Read]) -> list[Read]:
        """The reading of each distinct text."""
        return [reader(text) for text in self.texts]

    def spread(self, values: list, dtype: type | str = object) -> np.ndarray:
        """One value per entry from one per distinct text."""
        table = np.empty(len(values), dtype=dtype)
        table[:] = values
        return table[self.codes] if len(values) else table


def groups(keys: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """Each distinct key with the places where it stands, in the order of first appearance."""
    codes, names = pd.factorize(keys)
    order = np.argsort(codes, kind="stable")
    return zip(names, np.split(order, np.flatnonzero(np.diff(codes[order])) + 1), strict=False)


class Cells:
    """Every figure of a table with the texts that describe it.

    `records[i]` is the record of figure i and `value_columns[i]` its column; `bad[i]` is set where something about it
    cannot be read. An empty cell of a wide table is no figure.
    """

    def __init__(self, grid: Grid, layout: Layout, report: Report) -> None:
        self.grid, self.layout, self.report = grid, layout, report
        body = np.array(layout.body, dtype=np.int64)
        width = len(layout.values)
        self.records = np.repeat(body, width)
        self.value_columns = np.tile(np.array(layout.values, dtype=np.int64), len(body))
        rows = [grid.rows[record] for record in layout.body]
        texts = np.empty((len(rows), width), dtype=object)
        for place, column in enumerate(layout.values):
            texts[:, place] = [row[column] for row in rows]
        self.values = texts.reshape(-1)
        if layout.across:
            filled = np.array([bool(text.strip()) for text in self.values], dtype=bool)
            self.records, self.value_columns = self.records[filled], self.value_columns[filled]
            self.values = self.values[filled]
        self.lines = np.array(grid.lines, dtype=np.int64)[self.records] if len(self.records) else self.records
        self.bad = np.zeros(len(self.records), dtype=bool)

    @cached_property
    def figures(self) -> Distinct:
        """The distinct texts of the figures."""
        return Distinct.of(self.values)

    @cached_property
    def written(self) -> list[Written]:
        """The reading of each distinct text of a figure."""
        return self.figures.read(read_value)

    def line(self, place: int) -> int:
        """The physical line of a figure."""
        return int(self.lines[place])

    def value_label(self, place: int) -> str:
        """The header of a figure's column."""
        return self.layout.columns.label(int(self.value_columns[place]))

    def __len__(self) -> int:
        return len(self.records)

    def text(self, role: str) -> Distinct | None:
        """The texts of the column with a role, or None where it has none."""
        column = self.layout.roles.get(role)
        if column is None:
            return None
        rows = self.grid.rows
        texts = np.empty(len(self), dtype=object)
        texts[:] = [rows[record][column].strip() for record in self.records]
        return Distinct.of(texts)

    def headers(self) -> Distinct:
        """The header of each figure's column."""
        names = np.array([name.strip() for name in self.layout.columns.names], dtype=object)
        return Distinct.of(names[self.value_columns] if len(self) else np.empty(0, dtype=object))

    def constant(self, text: str) -> Distinct:
        """The same text for every figure."""
        return Distinct(np.zeros(len(self), dtype=np.int64), [text])

    def refuse(
        self,
        where: np.ndarray,
        column: str | None,
        code: str,
        message: Callable[[int], str],
        severity: Severity = "error",
    ) -> None:
        """Note a problem where the mask is set and, but for a warning, leave these figures out.

        A problem of a named column is noted once per line; with None it is one of the figure itself, in its column.
        """
        places = np.flatnonzero(where)
        if column is not None:
            places = places[np.unique(self.lines[places], return_index=True)[1]]
        self.report.add_each(
            places.tolist(),
            self.line,
            self.value_label if column is None else lambda _: column,
            code,
            severity,
            message,
        )
        if severity != "warning":
            self.bad |= where
