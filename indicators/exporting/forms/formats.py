"""Every form in which an edition is handed out, by the ending of the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from indicators.errors import ExportError, ScoringError
from indicators.exporting.edition import Edition
from indicators.exporting.forms.tables import csv_export
from indicators.index import Index
from indicators.index.robustness import DRAWS, SEED, index_uncertainty
from indicators.model import WORLD
from indicators.scoring.uncertainty import Uncertainty

Progress = Callable[[float, str], None]


@dataclass(frozen=True, eq=False)
class Order:
    """What is to be handed out of an index: the table and the window, and how many draws go with it."""

    index: Index
    table: str = "scores"
    window: tuple[str, str] | None = None
    draws: int = DRAWS
    seed: int = SEED

    @cached_property
    def edition(self) -> Edition:
        """The edition of the index."""
        return Edition.of(self.index)

    def drawn(self) -> Uncertainty | str:
        """The uncertainty of the index, or why there is none."""
        try:
            return index_uncertainty(self.index, draws=self.draws, seed=self.seed)
        except ScoringError as error:
            return str(error)

    def events(self) -> pd.DataFrame:
        """All acts that concern the second country of the pair, those that are not scored included."""
        pair, as_of = self.index.pair, self.index.as_of
        rows = self.index.origin.events_about(pair.b, as_of)
        rows = rows[
            rows["ref_area"].isin(among := [pair.a, pair.b, WORLD]) & rows["counterpart_area"].isin([*among, ""])
        ]
        return rows.sort_values(["date_start", "event_id"], ignore_index=True)


@dataclass(frozen=True)
class Form:
    """A form: what it is, its MIME type, whether it holds one table that can be chosen, and how it is written."""

    title: str
    mime: str
    one_table: bool
    write: Callable[[Order, Progress], bytes]


def _xlsx(order: Order, tell: Progress) -> bytes:
    from indicators.exporting.forms.workbook import xlsx_export

    return xlsx_export(order.edition, order.window, tell)


def _json(order: Order, _tell: Progress) -> bytes:
    from indicators.exporting.forms.documents import json_export

    return json_export(order.edition, order.table, order.window)


def _parquet(order: Order, _tell: Progress) -> bytes:
    from indicators.exporting.forms.documents import parquet_export

    return parquet_export(order.edition, order.table, order.window)


def _html(order: Order, tell: Progress) -> bytes:
    from indicators.exporting.forms.report import html_report

    tell(0.2, "Drawing the uncertainty")
    drawn = order.drawn()
    tell(0.6, "Drawing the charts")
    return html_report(order.edition, events=order.events(), drawn=drawn, window=order.window)


def _snapshot(order: Order, tell: Progress) -> bytes:
    from indicators.exporting.snapshot.snapshot import take_snapshot

    tell(0.2, "Drawing the uncertainty")
    return take_snapshot(order.index, draws=order.draws, seed=order.seed).data


def _bibtex(order: Order, _tell: Progress) -> bytes:
    from indicators.exporting.forms.citation import bibtex

    return bibtex(order.edition).encode()


def _cff(order: Order, _tell: Progress) -> bytes:
    from indicators.exporting.forms.citation import citation_cff

    return citation_cff(order.edition).encode()


FORMS = {
    "csv": Form("CSV", "text/csv", True, lambda order, _tell: csv_export(order.edition, order.table, order.window)),
    "xlsx": Form("XLSX workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", False, _xlsx),
    "json": Form("JSON", "application/json", True, _json),
    "parquet": Form("Parquet", "application/vnd.apache.parquet", True, _parquet),
    "html": Form("Report (HTML)", "text/html", False, _html),
    "zip": Form("Snapshot (Data Package)", "application/zip", False, _snapshot),
    "bib": Form("Citation (BibTeX)", "application/x-bibtex", False, _bibtex),
    "cff": Form("Citation (CFF)", "application/yaml", False, _cff),
}


def write(order: Order, form: str, progress: Progress | None = None) -> bytes:
    """An edition in one of the `FORMS`; ExportError names those there are."""
    if form not in FORMS:
        raise ExportError(
            "There is no form '{form}' to export to. Choose one of {forms}.", form=form, forms=", ".join(FORMS)
        )
    tell = progress or (lambda _share, _what: None)
    tell(0.0, "Gathering figures and sources")
    content = FORMS[form].write(order, tell)
    tell(1.0, "Written")
    return content


def file_name(edition: Edition, form: str, table: str = "scores") -> str:
    """The name that the file should have: with the hash, and the table where it holds but one."""
    if form == "cff":
        return "CITATION.cff"
    return f"{edition.name}_{table}.{form}" if FORMS[form].one_table else f"{edition.name}.{form}"


def export(index: Index, path: Path, *, table: str = "scores", window: tuple[str, str] | None = None) -> Path:
    """Write an index to a new file whose ending names one of the `FORMS`; a CSV in a folder. ExportError."""
    order = Order(index, table, window)
    form = "csv" if path.is_dir() else path.suffix.lstrip(".").lower()
    return write_new(path, file_name(order.edition, form, table) if path.is_dir() else "", write(order, form))


def cite(index: Index, form: str = "text") -> str:
    """How to cite an index: `text`, `bib` or `cff`; ExportError for another form."""
    from indicators.exporting.forms.citation import bibtex, citation, citation_cff

    ways = {"text": citation, "bib": bibtex, "cff": citation_cff}
    if form not in ways:
        raise ExportError("There is no citation '{form}'. Choose one of {ways}.", form=form, ways=", ".join(ways))
    return ways[form](Edition.of(index))


def write_new(out: Path, name: str, content: bytes) -> Path:
    """Write a file that does not exist yet: `out` itself, or `name` in it where it is a folder; ExportError."""
    path = out / name if out.is_dir() else out
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise ExportError("{path} exists already; choose another name or remove it first.", path=path) from None
    except OSError as error:
        raise ExportError(
            "{path} cannot be written ({why}); choose another place.", path=path, why=error.strerror
        ) from None
    return path
