"""The cells of a table's body as columns of text, one entry per figure, read once per distinct text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.errors import Message
from indicators.importing.columns.figures import Written, read_value
from indicators.importing.layout.layout import Layout
from indicators.importing.problems import Problem, listing, printable, problem

Read = TypeVar("Read")
Bools = NDArray[np.bool_]
Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Texts = NDArray[np.object_]
"""One str per entry."""


@dataclass
class Distinct:
    """A column of text as `codes` into its distinct `texts`."""

    codes: Ints
    texts: list[str]

    @classmethod
    def of(cls, texts: Texts) -> Distinct:
        """Factorise an array of str."""
        codes, distinct = pd.factorize(texts)
        return cls(codes, list(distinct))

    def read(self, reader: Callable[[str], Read]) -> list[Read]:
        """The reading of each distinct text."""
        return [reader(text) for text in self.texts]

    def each(self, reader: Callable[[str], Any], dtype: type | str = object) -> NDArray[Any]:
        """The reading of each entry."""
        return spread(self.codes, self.read(reader), dtype)

    def spread(self, values: Sequence[Any], dtype: type | str = object) -> NDArray[Any]:
        """One value per entry from one per distinct text."""
        return spread(self.codes, values, dtype)


Name = str | Callable[[int], str]
"""A problem's name, for all figures or by a figure's place."""

Value = Distinct | NDArray[Any] | Callable[[int], Any]
"""A value of a sentence for every figure."""


def spread(codes: Ints, values: Sequence[Any], dtype: type | str = object) -> NDArray[Any]:
    """One value per entry from the distinct ones that the codes point to."""
    table = np.empty(len(values), dtype=dtype)
    table[:] = values
    return table[codes] if len(values) else table


def groups(keys: Texts) -> Iterator[tuple[str, Ints]]:
    """Each distinct key with the places where it stands, in the order of first appearance."""
    codes, names = pd.factorize(keys)
    order = np.argsort(codes, kind="stable")
    return zip(names, np.split(order, np.flatnonzero(np.diff(codes[order])) + 1), strict=False)


class Cells:
    """Every figure of a table with the texts that describe it.

    `records[i]` is the record of figure i and `value_columns[i]` its column; `bad[i]` is set where something about it
    cannot be read, `left_out[i]` where it is of a group of countries. An empty cell of a wide table is no figure.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout, self.grid, self.report = layout, layout.grid, layout.report
        self.mapping, self.catalog = layout.mapping, layout.catalog
        body = np.array(layout.body, dtype=np.int64)
        width = len(layout.values)
        self.records = np.repeat(body, width)
        self.value_columns = np.tile(np.array(layout.values, dtype=np.int64), len(body))
        rows = [self.grid.rows[record] for record in layout.body]
        texts = np.empty((len(rows), width), dtype=object)
        for place, column in enumerate(layout.values):
            texts[:, place] = [row[column] for row in rows]
        self.values = texts.reshape(-1)
        if layout.across:
            filled = np.array([bool(text.strip()) for text in self.values], dtype=bool)
            self.records, self.value_columns = self.records[filled], self.value_columns[filled]
            self.values = self.values[filled]
        self.lines = np.array(self.grid.lines, dtype=np.int64)[self.records] if len(self.records) else self.records
        self.bad = np.zeros(len(self.records), dtype=bool)
        self.left_out = np.zeros(len(self.records), dtype=bool)

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
        return None if column is None else self.column(column)

    def second(self, role: str) -> Distinct | None:
        """The texts of the second column with a role by its header, or None where there is none."""
        column = self.layout.seconds.get(role)
        return None if column is None else self.column(column)

    def column(self, column: int) -> Distinct:
        """The texts of a column, those that stand once a block filled down."""
        texts = np.array([*self.layout.texts(column)], dtype=object)
        return Distinct.of(texts[np.searchsorted(self.layout.body, self.records)])

    def text_or_empty(self, role: str) -> Distinct:
        """The texts of the column with a role; empty ones where it has none."""
        found = self.text(role)
        return found if found is not None else Distinct(np.zeros(len(self), dtype=np.int64), [""])

    def headers(self) -> Distinct:
        """The header of each figure's column."""
        names = np.array([name.strip() for name in self.layout.columns.names], dtype=object)
        return Distinct.of(names[self.value_columns] if len(self) else np.empty(0, dtype=object))

    def filled(self, text: str) -> Texts:
        """The same text for every figure."""
        return np.full(len(self), text, dtype=object)

    def refuse(self, where: Bools, column: str | None, name: Name, /, **values: Value) -> None:
        """Note an error where the mask is set and leave these figures out.

        A problem of a named column is noted once per line; with None it is one of the figure itself, in its column.
        """
        places = np.flatnonzero(where)
        if column is not None:
            places = places[np.unique(self.lines[places], return_index=True)[1]]
        self.note(places.tolist(), column, name, **values)
        self.bad |= where

    def note(self, places: Sequence[int], column: str | None, name: Name, /, **values: Value) -> None:
        """Note a problem at each place, with what each value of its sentence is there."""

        def problem_at(place: int) -> Problem:
            here = {key: _at(value, place) for key, value in values.items()}
            label = self.value_label(place) if column is None else column
            return problem(name(place) if callable(name) else name, self.line(place), label, **here)

        self.report.add_each(places, problem_at)

    def decide_readings(self, role: str, texts: Distinct, ids: Sequence[str], how: Message) -> None:
        """Say which texts were read as another name: `Türkiye = TUR`."""
        pairs = zip(texts.texts, ids, strict=True)
        renamed = [f"{printable(text)} = {id}" for text, id in pairs if id and text != id]
        if renamed:
            self.report.decide(f"{role} readings", listing(renamed, 12), how)


def _at(value: Value, place: int) -> Any:
    """What stands at one figure: a text as it can stand in a sentence, a day as a date."""
    if isinstance(value, Distinct):
        return printable(value.texts[value.codes[place]])
    found = value(place) if callable(value) else value[place]
    return found.item() if isinstance(found, np.generic) else found
