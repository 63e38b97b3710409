"""Commands that hand an index out: as a file in any form, as a citation, as a snapshot that is kept and checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from indicators.cli.common import Selection, draw_options, format_option, main, selects, show, tell
from indicators.errors import ExportError
from indicators.exporting.forms import CITATIONS, FORMS, TABLES
from indicators.model.methods import DRAWS

if TYPE_CHECKING:
    from indicators.exporting.snapshot.snapshot import Snapshot


def write_new(out: Path, name: str, content: bytes) -> Path:
    """Write a file that does not exist yet; wrong usage where it does."""
    from indicators.exporting.forms import formats

    try:
        return formats.write_new(out, name, content)
    except ExportError as error:
        raise click.UsageError(str(error)) from None


@main.command()
@selects("pair", "definition", "as_of", "start", "end")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="The file to write; its ending chooses the form: " + ", ".join(FORMS) + ". Nothing is overwritten. "
    "In a folder the file gets the name of the snapshot.",
)
@click.option("--as", "kind", type=click.Choice(FORMS), help="The form, where the ending does not say it.")
@click.option("--table", type=click.Choice(TABLES), default="scores", show_default=True, help="For csv, json, parquet.")
@draw_options(DRAWS)
def export(selection: Selection, out: Path, kind: str | None, table: str, draws: int, seed: int) -> None:
    """Write the index to a file: tables, a workbook, a report, a snapshot or a citation."""
    from indicators.exporting.edition import Edition
    from indicators.exporting.forms.formats import file_name, write

    kind = kind or out.suffix.lstrip(".").lower()
    if kind not in FORMS:
        raise click.UsageError(
            f"'{out.name}' does not say the form; end it with one of {', '.join(FORMS)}, or use --as"
        )
    edition = Edition.of(selection.index)
    window = selection.window if selection.start or selection.end else None
    content = write(edition, kind, table=table, window=window, draws=draws, seed=seed, progress=tell)
    path = write_new(out, file_name(edition, kind, table), content)
    click.echo(f"{path} written; snapshot {edition.short}", err=True)


@main.command()
@selects("pair", "definition", "as_of")
@click.option("--as", "kind", type=click.Choice(CITATIONS), default="text", show_default=True)
def cite(selection: Selection, kind: str) -> None:
    """How to cite the index, with its hash and the licences of its sources."""
    click.echo(selection.index.cite(kind).rstrip("\n"))


@main.command("snapshot")
@selects("pair", "definition", "as_of")
@click.option(
    "--out", type=click.Path(path_type=Path), help="The zip to write, or a folder for it; nothing is overwritten."
)
@click.option("--keep", is_flag=True, help="Keep it in the store's list, as the Snapshots page does.")
@click.option("--note", default="", help="Kept with it.")
@draw_options(DRAWS)
def snapshot_command(selection: Selection, out: Path | None, keep: bool, note: str, draws: int, seed: int) -> None:
    """Write the index with everything needed to compute it again; the same state gives the same bytes."""
    from indicators.exporting.snapshot.archive import SnapshotArchive
    from indicators.exporting.snapshot.snapshot import take_snapshot

    if out is None and not keep:
        raise click.UsageError("say where to write it with --out, or --keep it in the store's list")
    index = selection.index
    tell(0.3, "Drawing the uncertainty")
    snapshot = take_snapshot(index, draws=draws, seed=seed)
    tell(1.0, "")
    if out is not None:
        path = write_new(out, snapshot.file_name, snapshot.data)
        click.echo(f"{path} written (SHA-256 {snapshot.sha256})", err=True)
    if keep:
        new = SnapshotArchive(selection.workspace.store).save(snapshot, note)
        click.echo(f"{snapshot.manifest.name} {'is kept' if new else 'was kept before'}", err=True)
    click.echo(snapshot.manifest.hash)


@main.command("verify")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--hash", "expected", help="The hash that a citation or a screen gave, or its first 12 letters.")
def verify_command(file: Path, expected: str | None) -> None:
    """Compute a snapshot again from the file alone and compare every figure. Needs no store."""
    from indicators.exporting.snapshot.verify import verify

    click.echo(verify(file, expected_hash=expected, progress=tell).sentence())


@main.command("snapshots")
@selects("form")
def snapshots_command(selection: Selection) -> None:
    """The kept snapshots, the latest first."""
    from indicators.exporting.snapshot.archive import SnapshotArchive

    show(SnapshotArchive(selection.workspace.store).list(), selection.form)


@main.command("compare")
@selects()
@click.argument("old")
@click.argument("new")
@click.option(
    "--what",
    type=click.Choice(["values", "contributions", "definition", "observations", "events"]),
    default="values",
    show_default=True,
)
@format_option
def compare_command(selection: Selection, old: str, new: str, what: str) -> None:
    """What moved between two snapshots, files or kept ones, and why: revision, new data, weights, method."""
    from indicators.exporting.snapshot.compare import compare

    difference = compare(_snapshot(selection, old), _snapshot(selection, new))
    frame = getattr(difference, what)
    show(frame[frame["change"] != 0] if "change" in frame.columns else frame, selection.form)
    click.echo(" ".join(difference.sentences()), err=True)


def _snapshot(selection: Selection, named: str) -> Snapshot:
    """A snapshot from a file, or a kept one of this name."""
    from indicators.exporting.snapshot.archive import SnapshotArchive
    from indicators.exporting.snapshot.snapshot import read_snapshot

    path = Path(named)
    return read_snapshot(path) if path.is_file() else SnapshotArchive(selection.workspace.store).read(named)
