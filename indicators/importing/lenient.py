"""The lenient reader: any bytes → a table → observations or events, with every line accounted for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from indicators.importing.bytes.decode import decode, is_zip
from indicators.importing.bytes.source import Source
from indicators.importing.bytes.xlsx import BINARY, read_workbook
from indicators.importing.grid.records import Grid, physical_lines, read_text
from indicators.importing.layout.layout import find_layout
from indicators.importing.problems import Kind, Report, StoppedError
from indicators.importing.rows.events import read_events
from indicators.importing.rows.observations import read_observations

if TYPE_CHECKING:
    import pandas as pd

    from indicators.catalog import Catalog
    from indicators.importing.mapping import Mapping


def read_leniently(
    source: Source, mapping: Mapping, catalog: Catalog, report: Report, progress: Callable[[float, str], None]
) -> tuple[Grid, Kind, pd.DataFrame | None]:
    """The table in any file, what it holds, and its rows; None where nothing could be read.

    What is wrong with the bytes is put into the report, never raised; MappingError for a wrong setting.
    """
    grid = _unread(source.data)
    kind: Kind = "observations"
    rows: pd.DataFrame | None = None
    try:
        progress(0.0, "text")
        grid = _grid(source, mapping, report)
        progress(0.3, "layout")
        layout = find_layout(grid, mapping, catalog, report)
        kind = layout.kind
        progress(0.5, kind)
        rows = read_events(layout) if kind == "events" else read_observations(layout)
        if rows.empty and not report.has("error", "question"):
            report.add("no_rows.figures")
    except StoppedError as stopped:
        report.add_each([stopped.problem], lambda problem: problem)
        grid.refuse_unread()
    progress(1.0, "done")
    return grid, kind, rows


def _unread(data: bytes) -> Grid:
    """The lines of a file before it is known to be text: one record without cells. Binary data has no lines."""
    n_lines = 0 if b"\x00" in data else len(physical_lines(data.decode("latin-1")))
    return Grid([[]] if n_lines else [], [1] if n_lines else [], [n_lines] if n_lines else [], n_lines)


def _grid(source: Source, mapping: Mapping, report: Report) -> Grid:
    data, name = source.data, source.filename
    if (is_zip(data) and name.lower().endswith((".xlsx", ".xlsm"))) or (
        data.startswith(BINARY) and name.lower().endswith(".xls")
    ):
        return read_workbook(data, mapping.sheet, report)
    grid = read_text(
        decode(data, name, mapping.encoding, report), "," if source.is_frame else mapping.delimiter, report
    )
    grid.typed = source.typed
    return grid
