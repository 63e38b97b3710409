"""Commands about snapshots: take one, verify one from itself alone, list those kept, compare two."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indicators.cli.common import VIEW_OPTIONS, format_option, main, show, tell, workspace
from indicators.cli.exports import options, write_new
from indicators.cli.robustness import draw_options
from indicators.text.tables import Format

if TYPE_CHECKING:
    from indicators.exporting.snapshot.snapshot import Snapshot


@main.command("snapshot")
@options(*VIEW_OPTIONS[:3])
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The zip to write, or a folder for it; nothing is overwritten.",
)
@click.option("--keep", is_flag=True, help="Keep it in the store's list, as the Snapshots page does.")
@click.option("--note", default="", help="Kept with it.")
@draw_options(2000)
@click.pass_context
def snapshot_command(
    ctx: click.Context,
    pair: str | None,
    definition: str | None,
    as_of: dt.date | None,
    out: Path | None,
    keep: bool,
    note: str,
    draws: int,
    seed: int,
) -> None:
    """Write the index with everything needed to compute it again; the same state gives the same bytes."""
    from indicators.exporting.snapshot.archive import Kept
    from indicators.exporting.snapshot.snapshot import take_snapshot

    if out is None and not keep:
        raise click.UsageError("say where to write it with --out, or --keep it in the store's list")
    ws = workspace(ctx)
    index = ws.index(pair, definition, as_of)
    tell(0.3, "Drawing the uncertainty")
    snapshot = take_snapshot(index, draws=draws, seed=seed)
    tell(1.0, "")
    if out is not None:
        path = write_new(out, snapshot.file_name, snapshot.data)
        click.echo(f"{path} written (SHA-256 {snapshot.sha256})", err=True)
    if keep:
        new = Kept(ws.store).keep(snapshot, note)
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
@format_option
@click.pass_context
def snapshots_command(ctx: click.Context, form: Format) -> None:
    """The kept snapshots, the latest first."""
    from indicators.exporting.snapshot.archive import Kept

    show(Kept(workspace(ctx).store).listed(), form)


@main.command("compare")
@click.argument("old")
@click.argument("new")
@click.option(
    "--what",
    type=click.Choice(["values", "contributions", "definition", "observations", "events"]),
    default="values",
    show_default=True,
)
@format_option
@click.pass_context
def compare_command(ctx: click.Context, old: str, new: str, what: str, form: Format) -> None:
    """What moved between two snapshots, files or kept ones, and why: revision, new data, weights, method."""
    from indicators.exporting.snapshot.compare import compare

    comparison = compare(_snapshot(ctx, old), _snapshot(ctx, new))
    frame = getattr(comparison, what)
    show(frame[frame["change"] != 0] if "change" in frame.columns else frame, form)
    click.echo(" ".join(comparison.sentences()), err=True)


def _snapshot(ctx: click.Context, named: str) -> Snapshot:
    """A snapshot from a file, or a kept one of this name."""
    from indicators.exporting.snapshot.archive import Kept
    from indicators.exporting.snapshot.snapshot import read_snapshot

    path = Path(named)
    return read_snapshot(path) if path.is_file() else Kept(workspace(ctx).store).read(named)
