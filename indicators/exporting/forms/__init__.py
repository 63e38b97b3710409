"""Forms in which an index is handed out, and the tables that can be chosen. Loads nothing: a menu reads them."""

from __future__ import annotations

from dataclasses import dataclass

from indicators.errors import Message


@dataclass(frozen=True)
class Form:
    """A form of file: what it is, its MIME type, and whether it holds one table that can be chosen."""

    title: Message
    mime: str
    one_table: bool = False


FORMS = {
    "csv": Form(Message("CSV"), "text/csv", one_table=True),
    "xlsx": Form(Message("XLSX workbook"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": Form(Message("JSON"), "application/json", one_table=True),
    "parquet": Form(Message("Parquet"), "application/vnd.apache.parquet", one_table=True),
    "html": Form(Message("Report (HTML)"), "text/html"),
    "zip": Form(Message("Snapshot (Data Package)"), "application/zip"),
    "bib": Form(Message("Citation (BibTeX)"), "application/x-bibtex"),
    "cff": Form(Message("Citation (CFF)"), "application/yaml"),
}
"""By the ending of the file."""

CITATIONS = ("text", "bib", "cff")


@dataclass(frozen=True)
class Table:
    """A table that can be exported; `imports` says that importing it gives back what was exported."""

    about: Message
    imports: bool = False


TABLES = {
    "scores": Table(Message("The index, coverage, freshness and every group, by month")),
    "components": Table(Message("Every component by month: figure, whether it was carried, score, effective weight")),
    "contributions": Table(Message("What each component adds to the index of a month; they sum to it")),
    "observations": Table(Message("The figures that were read; can be imported as it is"), imports=True),
    "events": Table(Message("The dated acts that were read; can be imported as it is"), imports=True),
    "pages": Table(Message("Further pages of those acts, and bounds of days that are not certain")),
}
