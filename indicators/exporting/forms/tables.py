"""The tables of an edition, each with what it holds, as every export writes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from indicators.errors import ExportError
from indicators.exporting.csvtext import csv_text
from indicators.exporting.edition import Edition, components_frame
from indicators.model import EVENT_COLUMNS, OBSERVATION_COLUMNS


@dataclass(frozen=True)
class Table:
    """A table that can be exported; `imports` says that importing it gives back what was exported."""

    name: str
    about: str
    frame: Callable[[Edition], pd.DataFrame]
    imports: bool = False


TABLES = {
    table.name: table
    for table in (
        Table("scores", "The index, coverage, freshness and every group, by month", lambda e: e.index.frame()),
        Table(
            "components",
            "Every component by month: figure, whether it was carried, score, effective weight",
            lambda e: components_frame(e.index),
        ),
        Table(
            "contributions",
            "What each component adds to the index of a month; they sum to it",
            lambda e: e.index.contributions(),
        ),
        Table(
            "observations",
            "The figures that were read; can be imported as it is",
            lambda e: e.inputs.rows[list(OBSERVATION_COLUMNS)],
            imports=True,
        ),
        Table(
            "events",
            "The dated acts that were read; can be imported as it is",
            lambda e: e.inputs.acts[list(EVENT_COLUMNS)],
            imports=True,
        ),
    )
}


def table_of(edition: Edition, name: str, window: tuple[str, str] | None = None) -> pd.DataFrame:
    """A table by its name, cut to a window of months where it has months; ExportError names those there are."""
    if name not in TABLES:
        raise ExportError(
            "There is no table '{name}' to export. Choose one of {tables}.", name=name, tables=", ".join(TABLES)
        )
    frame = TABLES[name].frame(edition)
    if window is not None and "month" in frame.columns:
        frame = frame[frame["month"].between(*window)]
    return frame.reset_index(drop=True)


def csv_export(edition: Edition, name: str = "scores", window: tuple[str, str] | None = None) -> bytes:
    """A table as CSV with full precision. Results say in every row which snapshot they belong to."""
    frame = table_of(edition, name, window)
    if not TABLES[name].imports:
        frame = frame.assign(snapshot=edition.short)
    return csv_text(frame).encode()
