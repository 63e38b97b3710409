"""A file as it was understood: nothing is stored, nothing is guessed, every line is accounted for."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from indicators.errors import Message
from indicators.importing.bytes.decode import MAX_BYTES
from indicators.importing.bytes.source import open_source
from indicators.importing.columns.periods import FREQS
from indicators.importing.mapping import Mapping
from indicators.importing.problems import OUTCOMES, Decision, Kind, Problem, Report, Status
from indicators.importing.rows.canonical import freqs_of, read_canonical
from indicators.model import EVENT_COLUMNS, OBSERVATION_COLUMNS

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from indicators.catalog import Catalog

Progress = Callable[[float, str], None]

_OUTCOMES = {
    "ready": Message("{filename} can be stored. Lines: {lines}."),
    "problem": Message("{filename} can be stored, but for the lines with problems. Lines: {lines}."),
    "needs_decision": Message("{filename} needs an answer before it can be stored. Lines: {lines}."),
    "rejected": Message("{filename} is refused. Lines: {lines}."),
}


@dataclass
class ImportPreview:
    """What a file holds and what is wrong with it.

    `counts` gives physical lines by worst outcome (OUTCOMES) and sums to the lines of the file. `rows` is what
    `commit` hands to the store: a frame, or an Arrow table from a canonical file, or None.
    """

    filename: str
    sha256: str
    status: Status
    kind: Kind
    problems: list[Problem]
    decisions: dict[str, Decision]
    counts: dict[str, int]
    rows: pd.DataFrame | pa.Table | None
    cells: Callable[[], pd.DataFrame] = field(repr=False)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The text cells as they stand in the file, the header too; one row per record, indexed by its line."""
        return self.cells()

    @cached_property
    def observations(self) -> pd.DataFrame:
        """OBSERVATION_COLUMNS: time_period datetime64, obs_value float64 (NaN = missing), the rest str."""
        return self._frame("observations", OBSERVATION_COLUMNS)

    @cached_property
    def events(self) -> pd.DataFrame:
        """EVENT_COLUMNS of a file of events: dates datetime64, scope float64, bilateral bool, the rest str."""
        return self._frame("events", EVENT_COLUMNS)

    def _frame(self, kind: Kind, columns: tuple[str, ...]) -> pd.DataFrame:
        import pandas as pd

        rows = self.rows if kind == self.kind else None
        if isinstance(rows, pd.DataFrame):
            return rows
        types = {"obs_value": "float64", "scope": "float64", "bilateral": "bool"}
        types |= dict.fromkeys(("time_period", "date_start", "date_end"), "datetime64[us]")
        frame = pd.DataFrame(columns=list(columns)) if rows is None else rows.to_pandas(date_as_object=False)
        return frame.astype({name: types.get(name, "str") for name in columns})

    def problem_frame(self) -> pd.DataFrame:
        """The problems as a frame: line, column, code, severity, message."""
        import pandas as pd

        return pd.DataFrame(self.problems, columns=list(Problem._fields))

    def summary(self) -> Message:
        """One sentence: the outcome and what became of the lines."""
        outcomes = ", ".join(f"{self.counts[name]:,} {name}" for name in OUTCOMES if self.counts[name])
        total = Message("{total:,} ({outcomes})", total=sum(self.counts.values()), outcomes=outcomes)
        outcome = "problem" if self.status == "ready" and self.counts["problem"] else self.status
        return Message(_OUTCOMES[outcome], filename=self.filename, lines=total if outcomes else 0)


def preview(
    source: Path | bytes | BinaryIO | pd.DataFrame,
    filename: str | None = None,
    *,
    mapping: Mapping | None = None,
    catalog: Catalog | None = None,
    progress: Progress | None = None,
) -> ImportPreview:
    """Read a file, or a frame, without storing anything.

    A frame is written as a CSV file (UTF-8, commas, no index but its named levels as columns, dates without a midnight)
    and goes through the very same reading; its SHA-256 is of those bytes. `filename` is a path's name unless given.
    `mapping` answers questions of an earlier preview; `catalog` is the shipped one unless given; `progress` is told the
    share that is done and what is being done. Whatever the bytes are, the outcome is an ImportPreview. Raises
    UnreadableSourceError where the source cannot be opened, MappingError where an answer does not fit the file.
    """
    opened = open_source(source, filename)
    data = opened.data
    catalog = catalog or _shipped_catalog()
    report = Report()
    with ThreadPoolExecutor(1) as pool:
        digest = pool.submit(lambda: hashlib.sha256(data).hexdigest())
        maybe_canonical = mapping is None and len(data) <= MAX_BYTES
        canonical = read_canonical(data, catalog.areas) if maybe_canonical else None
    kind: Kind = "observations"
    rows: pd.DataFrame | pa.Table | None = canonical
    if canonical is not None:
        _decide_canonical(report)
        _compare_with_catalog(freqs_of(canonical), catalog, report)
        counts = dict.fromkeys(OUTCOMES, 0) | {"header": 1, "observation": canonical.num_rows}
        cells: Callable[[], pd.DataFrame] = partial(_cells, data)
    else:
        from indicators.importing.lenient import read_leniently

        tell = progress or (lambda _done, _what: None)
        grid, kind, rows = read_leniently(opened, mapping or Mapping(), catalog, report, tell)
        if kind == "events" and rows is not None:
            kinds = [name for source in catalog.event_sources.values() for name in source.kinds]
            _warn_of_undescribed(rows["kind"], kinds, report)
        elif rows is not None:
            _compare_with_catalog(set(zip(rows["indicator"], rows["freq"], strict=True)), catalog, report)
        counts, cells = grid.counts(), grid.frame
    status: Status = "ready" if rows is not None and len(rows) else "rejected"
    if report.has("question"):
        status = "needs_decision"
    problems, decisions = report.listed(), report.decisions
    return ImportPreview(opened.filename, digest.result(), status, kind, problems, decisions, counts, rows, cells)


def _decide_canonical(report: Report) -> None:
    for name, value in (("encoding", "utf-8"), ("delimiter", "comma"), ("decimal", "."), ("layout", "long")):
        report.decide(name, value, Message("the file is canonical"))
    how = Message("the SDMX column names, UTF-8, commas and ISO dates in every row")
    report.decide("format", Message("canonical"), how)


def _cells(data: bytes) -> pd.DataFrame:
    """The cells of a canonical file, which has no line breaks in them."""
    import pandas as pd

    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    return pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1, name="line"), dtype="str")


def _compare_with_catalog(found: set[tuple[str, str]], catalog: Catalog, report: Report) -> None:
    """A warning for each indicator that is not described yet, or is described with another frequency."""
    _warn_of_undescribed((indicator for indicator, _ in found), catalog.indicators, report)
    for indicator, freq in sorted(found):
        described = catalog.indicators.get(indicator)
        if described is not None and described.freq != freq:
            report.add("freq_differs", indicator=indicator, described=FREQS[described.freq], freq=FREQS[freq])


def _warn_of_undescribed(names: Iterable[str], described: Iterable[str], report: Report) -> None:
    """A warning for each indicator or kind that is not described yet: it can be stored and used all the same."""
    for name in sorted(set(names) - set(described)):
        report.add("not_described", name=name)


@cache
def _shipped_catalog() -> Catalog:
    from indicators.catalog import load_catalog

    return load_catalog()
