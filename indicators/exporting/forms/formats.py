"""Every form in which an edition is handed out, by the ending of the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from indicators.errors import ExportError
from indicators.exporting.edition import Edition
from indicators.exporting.forms import CITATIONS, FORMS
from indicators.exporting.forms.citation import bibtex, citation, citation_cff
from indicators.exporting.forms.tables import csv_export, json_export, parquet_export
from indicators.index import Index
from indicators.model.methods import DRAWS, SEED

Progress = Callable[[float, str], None]


def write(
    edition: Edition,
    form: str,
    *,
    table: str = "scores",
    window: tuple[str, str] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    progress: Progress | None = None,
) -> bytes:
    """An edition in one of the `FORMS`; ExportError names those there are.

    `table` is the one that a form with one table holds, `window` the months that tables and report are cut to, `draws`
    and `seed` those of the uncertainty in report and snapshot.
    """
    tell = progress or (lambda _share, _what: None)
    tell(0.0, "Gathering figures and sources")
    match form:
        case "csv":
            content = csv_export(edition, table, window)
        case "json":
            content = json_export(edition, table, window)
        case "parquet":
            content = parquet_export(edition, table, window)
        case "xlsx":
            from indicators.exporting.forms.workbook import xlsx_export

            content = xlsx_export(edition, window, tell)
        case "html":
            from indicators.exporting.forms.report import events_about_pair, html_report

            tell(0.2, "Drawing the uncertainty")
            drawn = edition.uncertainty(draws, seed)
            tell(0.6, "Drawing the charts")
            content = html_report(edition, events=events_about_pair(edition.index), drawn=drawn, window=window)
        case "zip":
            from indicators.exporting.snapshot.snapshot import snapshot_of

            tell(0.2, "Drawing the uncertainty")
            content = snapshot_of(edition, draws=draws, seed=seed).data
        case "bib":
            content = bibtex(edition).encode()
        case "cff":
            content = citation_cff(edition).encode()
        case _:
            known = ", ".join(FORMS)
            raise ExportError("There is no form '{form}' to export to. Choose one of {known}.", form=form, known=known)
    tell(1.0, "Written")
    return content


def file_name(edition: Edition, form: str, table: str = "scores") -> str:
    """The name that the file should have: with the hash, and the table where it holds but one."""
    if form == "cff":
        return "CITATION.cff"
    return f"{edition.name}_{table}.{form}" if FORMS[form].one_table else f"{edition.name}.{form}"


def export(index: Index, path: Path, *, table: str = "scores", window: tuple[str, str] | None = None) -> Path:
    """Write an index to a new file whose ending names one of the `FORMS`; a CSV in a folder. ExportError."""
    edition = Edition.of(index)
    form = "csv" if path.is_dir() else path.suffix.lstrip(".").lower()
    content = write(edition, form, table=table, window=window)
    return write_new(path, file_name(edition, form, table), content)


def cite(index: Index, form: str = "text") -> str:
    """How to cite an index: one of the `CITATIONS`; ExportError for another form."""
    if form not in CITATIONS:
        known = ", ".join(CITATIONS)
        raise ExportError("There is no citation '{form}'. Choose one of {known}.", form=form, known=known)
    return {"text": citation, "bib": bibtex, "cff": citation_cff}[form](Edition.of(index))


def write_new(out: Path, name: str, content: bytes) -> Path:
    """Write a file that does not exist yet: `out` itself, or `name` in it where it is a folder; ExportError."""
    path = out / name if out.is_dir() else out
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise ExportError("{path} exists already; choose another name or remove it first.", path=path) from None
    except OSError as error:
        why = error.strerror
        raise ExportError("{path} cannot be written ({why}); choose another place.", path=path, why=why) from None
    return path
