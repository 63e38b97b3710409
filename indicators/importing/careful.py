"""The careful path: any bytes → a table → observations or events, with every line accounted for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from indicators.importing.decode import decode, is_zip
from indicators.importing.events import read_events
from indicators.importing.grid import Grid
from indicators.importing.layout import find_layout
from indicators.importing.observations import read_observations
from indicators.importing.problems import Report, Status, StoppedError
from indicators.importing.reader import physical_lines, read_text
from indicators.importing.xlsx import read_workbook

if TYPE_CHECKING:
    import pandas as pd

    from indicators.catalog import Catalog
    from indicators.importing.mapping import Mapping


@dataclass
class Reading:
    """What the careful path made of a file; `rows` is None where nothing could be read."""

    grid: Grid
    kind: Literal["observations", "events"] = "observations"
    rows: pd.DataFrame | None = None
    report: Report = field(default_factory=Report)

    @property
    def status(self) -> Status:
        """Questions come before refusal; a file of which no line could be read is refused."""
        if self.report.has("question"):
            return "needs_decision"
        return "ready" if self.rows is not None and len(self.rows) else "rejected"


def read_carefully(
    data: bytes, filename: str, mapping: Mapping, catalog: Catalog, progress: Callable[[float, str], None]
) -> Reading:
    """Read any file. What is wrong with its bytes is in the report, never raised; MappingError for a wrong setting."""
    reading = Reading(_unread(data))
    report = reading.report
    try:
        progress(0.0, "text")
        reading.grid = _grid(data, filename, mapping, report)
        progress(0.3, "layout")
        layout = find_layout(reading.grid, mapping, catalog, report)
        reading.kind = layout.kind
        progress(0.5, layout.kind)
        read = read_events if layout.kind == "events" else read_observations
        reading.rows = read(reading.grid, layout, mapping, catalog, report)
        if reading.rows.empty and not report.has("error", "question"):
            report.add(1, "", "no_rows", "error", "No line holds a figure. Choose another file.")
    except StoppedError as stopped:
        report.stop(stopped)
        reading.grid.refuse_unread()
    progress(1.0, "done")
    return reading


def _unread(data: bytes) -> Grid:
    """The lines of a file before it is known to be text: one record without cells. Binary data has no lines."""
    n_lines = 0 if b"\x00" in data else len(physical_lines(data.decode("latin-1")))
    return Grid([[]] if n_lines else [], [1] if n_lines else [], [n_lines] if n_lines else [], n_lines)


def _grid(data: bytes, filename: str, mapping: Mapping, report: Report) -> Grid:
    if is_zip(data) and filename.lower().endswith((".xlsx", ".xlsm")):
        return read_workbook(data, mapping.sheet, report)
    return read_text(decode(data, filename, mapping.encoding, report), mapping.delimiter, report)
