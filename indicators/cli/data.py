"""Commands that change or describe what is stored."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from indicators.cli.common import QUESTION, REFUSED, Selection, format_option, main, selects, show, workspace


@main.command("import")
@selects()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Answer a question: decimal=, day_first=true, indicator=…, ref_area=…, series_column=…",
)
@click.option("--skip-problems", is_flag=True, help="Store the good lines of a file and leave the others out.")
@click.option("--dry-run", is_flag=True, help="Say what would be stored and store nothing.")
@format_option
def import_command(
    selection: Selection, file: Path, settings: tuple[str, ...], skip_problems: bool, dry_run: bool
) -> None:
    """Read a file of observations or events into the store. Nothing is stored unless all of it can be."""
    from indicators.importing import Mapping, commit, preview

    ws, ctx = selection.workspace, selection.ctx
    result = preview(file, file.name, mapping=Mapping.from_settings(settings) if settings else None, catalog=ws.catalog)
    if result.problems or selection.form == "json":
        show(result.problem_frame(), selection.form)
    click.echo(result.summary(), err=True)
    if result.status == "ready" and result.counts["problem"] and not skip_problems:
        click.echo(
            "Nothing was stored. Correct the lines named above, or store the others alone with --skip-problems.",
            err=True,
        )
        ctx.exit(REFUSED)
    if result.status != "ready":
        ctx.exit(QUESTION if result.status == "needs_decision" else REFUSED)
    if dry_run:
        click.echo("Dry run: nothing was stored.", err=True)
        return
    batch = commit(result, ws.store)
    click.echo(f"Stored as batch {batch.batch_id}. To take it back: relations-index undo {batch.batch_id}", err=True)


@main.command()
@selects("form")
def batches(selection: Selection) -> None:
    """All imports, the latest last, and what was taken back."""
    show(selection.workspace.store.batches(), selection.form)


@main.command()
@click.argument("batch", type=int)
@click.option("--reason", default="", help="Kept with the retraction.")
@click.pass_context
def undo(ctx: click.Context, batch: int, reason: str) -> None:
    """Take an import back. It stays in the record, marked as retracted."""
    workspace(ctx).undo(batch, reason)
    click.echo(f"Batch {batch} is retracted; its figures no longer count.", err=True)


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_context
def backup(ctx: click.Context, file: Path) -> None:
    """Copy the store while it may be in use."""
    store = workspace(ctx).store
    store.backup(file)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    click.echo(f"{store.path} copied to {file} (SHA-256 {digest[:16]}…)", err=True)


@main.command()
@click.pass_context
def where(ctx: click.Context) -> None:
    """Where the store and the shipped data are."""
    ws = workspace(ctx)
    store = ws.store
    click.echo(
        f"store        {store.path}\nyour files   {store.extra}\n"
        f"shipped data {ws.catalog.root}\ndata version {store.data_version}"
    )


@main.command()
@click.option("--port", default=8501, show_default=True)
@click.pass_context
def dashboard(ctx: click.Context, port: int) -> None:
    """Start the dashboard in this terminal, listening on this machine only."""
    from indicators.cli.launch import run_dashboard

    run_dashboard(ctx.obj, port)
