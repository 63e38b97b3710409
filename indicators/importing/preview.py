"""A file as it was understood: nothing is stored, nothing is guessed, every line is accounted for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from indicators.errors import UnreadableSourceError
from indicators.importing.canonical import freqs_of, read_canonical
from indicators.importing.dates import FREQS
from indicators.importing.limits import MAX_BYTES
from indicators.importing.mapping import Mapping
from indicators.importing.problems import OUTCOMES, Decision, Problem, Report, Status
from indicators.model import EVENT_COLUMNS, OBSERVATION_COLUMNS

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from indicators.catalog import Catalog
    from indicators.importing.careful import Reading

Progress = Callable[[float, str], None]


@dataclass
class ImportPreview:
    """What a file holds and what is wrong with it.

    `counts` gives physical lines by worst outcome (OUTCOMES) and sums to the lines of the file. `rows` is what
    `commit` hands to the store: a frame, or an Arrow table from a canonical file, or None.
    """

    filename: str
    sha256: str
    status: Status
    kind: Literal["observations", "events"]
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
        return self._frame() if self.kind == "observations" else _empty(OBSERVATION_COLUMNS)

    @cached_property
    def events(self) -> pd.DataFrame:
        """EVENT_COLUMNS of a file of dated acts: dates datetime64, scope float64, bilateral bool, the rest str."""
        return self._frame() if self.kind == "events" else _empty(EVENT_COLUMNS)

    def _frame(self) -> pd.DataFrame:
        import pandas as pd

        if self.rows is None:
            return _empty(OBSERVATION_COLUMNS if self.kind == "observations" else EVENT_COLUMNS)
        if isinstance(self.rows, pd.DataFrame):
            return self.rows
        frame = self.rows.to_pandas(date_as_object=False).astype({"time_period": "datetime64[us]"})
        text = [name for name in frame.columns if name not in ("time_period", "obs_value")]
        return frame.astype(dict.fromkeys(text, "str"))

    def problem_frame(self) -> pd.DataFrame:
        """The problems as a frame: line, column, code, severity, message."""
        import pandas as pd

        return pd.DataFrame(self.problems, columns=list(Problem._fields))

    def summary(self) -> str:
        """One sentence: the outcome and what became of the lines."""
        lines = ", ".join(f"{self.counts[name]:,} {name}" for name in OUTCOMES if self.counts[name])
        outcome = {
            "ready": "can be stored, but for the lines with problems" if self.counts["problem"] else "can be stored",
            "needs_decision": "needs an answer before it can be stored",
            "rejected": "is refused",
        }[self.status]
        return f"{self.filename} {outcome}. Lines: {sum(self.counts.values()):,}{f' ({lines})' if lines else ''}."


def preview(
    source: Path | bytes | BinaryIO,
    filename: str,
    *,
    mapping: Mapping | None = None,
    catalog: Catalog | None = None,
    progress: Progress | None = None,
) -> ImportPreview:
    """Read a file without storing anything.

    `mapping` answers questions of an earlier preview; `catalog` is the shipped one unless given; `progress` is told the
    share that is done and what is being done. Whatever the bytes are, the outcome is an ImportPreview. Raises
    UnreadableSourceError where the source cannot be opened, MappingError where an answer does not fit the file.
    """
    data = _bytes_of(source, filename)
    catalog = catalog or _shipped_catalog()
    with ThreadPoolExecutor(1) as pool:
        digest = pool.submit(lambda: hashlib.sha256(data).hexdigest())
        maybe_canonical = mapping is None and len(data) <= MAX_BYTES
        canonical = read_canonical(data, catalog.areas) if maybe_canonical else None
    if canonical is not None:
        return _canonical_preview(data, filename, digest.result(), canonical, catalog)
    from indicators.importing.careful import read_carefully

    reading = read_carefully(data, filename, mapping or Mapping(), catalog, progress or _no_progress)
    return _careful_preview(filename, digest.result(), reading, catalog)


def _canonical_preview(data: bytes, filename: str, sha256: str, table: pa.Table, catalog: Catalog) -> ImportPreview:
    report = Report()
    for name, value in (("encoding", "utf-8"), ("delimiter", "comma"), ("decimal", "."), ("layout", "long")):
        report.decide(name, value, "the file is canonical")
    report.decide("format", "canonical", "the SDMX column names, UTF-8, commas and ISO dates in every row")
    warn_of_undescribed(table["indicator"].combine_chunks().dictionary.to_pylist(), catalog.indicators, report)
    warn_of_other_freqs(freqs_of(table), catalog, report)
    counts = dict.fromkeys(OUTCOMES, 0) | {"header": 1, "observation": table.num_rows}
    return ImportPreview(
        filename,
        sha256,
        "ready",
        "observations",
        report.listed(),
        report.decisions,
        counts,
        table,
        lambda: _cells(data),
    )


def _careful_preview(filename: str, sha256: str, reading: Reading, catalog: Catalog) -> ImportPreview:
    rows, report, grid = reading.rows, reading.report, reading.grid
    if rows is not None and len(rows):
        if reading.kind == "observations":
            warn_of_undescribed(rows["indicator"].unique().tolist(), catalog.indicators, report)
            warn_of_other_freqs(set(zip(rows["indicator"], rows["freq"], strict=True)), catalog, report)
        else:
            kinds = [kind for source in catalog.event_sources.values() for kind in source.kinds]
            warn_of_undescribed(rows["kind"].unique().tolist(), kinds, report)
    return ImportPreview(
        filename,
        sha256,
        reading.status,
        reading.kind,
        report.listed(),
        report.decisions,
        grid.counts(),
        rows,
        grid.frame,
    )


def _cells(data: bytes) -> pd.DataFrame:
    """The cells of a canonical file, which has no line breaks in them."""
    import csv
    import io

    import pandas as pd

    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    return pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1, name="line"), dtype="str")


def warn_of_undescribed(names: Iterable[str], described: Iterable[str], report: Report) -> None:
    """A warning for each indicator or kind that is not described yet: it can be stored and used all the same."""
    for name in sorted(set(names) - set(described)):
        report.add(
            1,
            "",
            "not_described",
            "warning",
            f"'{name}' is not described yet: it has no title, unit or source. Describe it to see them on screen.",
        )


def warn_of_other_freqs(found: set[tuple[str, str]], catalog: Catalog, report: Report) -> None:
    """A warning for each indicator with figures of another frequency than it is described with."""
    for indicator, freq in sorted(found):
        described = catalog.indicators.get(indicator)
        if described is not None and described.freq != freq:
            what = (
                f"'{indicator}' is described as {FREQS[described.freq]}; figures that are {FREQS[freq]} are kept apart."
            )
            report.add(1, "", "freq_differs", "warning", what)


def _bytes_of(source: Path | bytes | BinaryIO, filename: str) -> bytes:
    try:
        if isinstance(source, bytes | bytearray | memoryview):
            return bytes(source)
        if isinstance(source, str | Path):
            with Path(source).open("rb") as file:
                return file.read(MAX_BYTES + 1)
        data = source.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableSourceError(
            "{filename} cannot be opened ({strerror}).", filename=filename, strerror=error.strerror
        ) from error
    except ValueError as error:
        raise UnreadableSourceError(
            "{filename} is closed, or was opened as text; open it in binary mode.", filename=filename
        ) from error
    if not isinstance(data, bytes):
        raise UnreadableSourceError("{filename} was opened as text; open it in binary mode.", filename=filename)
    return data


def _no_progress(_done: float, _what: str) -> None:
    """Tell nobody."""


@cache
def _shipped_catalog() -> Catalog:
    from indicators.catalog import load_catalog

    return load_catalog()


def _empty(columns: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    kinds = {"obs_value": "float64", "scope": "float64", "bilateral": "bool"}
    kinds |= dict.fromkeys(("time_period", "date_start", "date_end"), "datetime64[us]")
    return pd.DataFrame({name: pd.Series(dtype=kinds.get(name, "str")) for name in columns})
