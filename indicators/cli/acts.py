"""A command that asks publishers for acts that the files of events lack."""

from __future__ import annotations

from pathlib import Path

import click
import pandas as pd

from indicators.cli.common import REFUSED, Selection, main, selects
from indicators.errors import Message


@main.command("acts")
@selects("form")
@click.argument("files", nargs=-1, metavar="[FILES]")
@click.option("--yes", is_flag=True, help="Ask without a question.")
@click.option(
    "--offline",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Read answers from a folder: contacts.1.xml, contacts.2.xml …",
)
def acts_command(selection: Selection, files: tuple[str, ...], yes: bool, offline: Path | None) -> None:
    """What publishers have that the FILES of events (all unless named) lack.

    Nothing is stored: a person reads each act and writes it down, or not.
    """
    from indicators.sources import Live, Replay, candidates
    from indicators.sources.readers import Candidate

    catalog = selection.workspace.catalog
    asked = {name: source for name, source in catalog.event_sources.items() if source.fetch}
    if unknown := set(files) - asked.keys():
        known = ", ".join(sorted(asked))
        raise click.UsageError(
            Message("'{file}' is no file of events that can be asked for: {known}.", file=min(unknown), known=known)
        )
    chosen = [source for name, source in asked.items() if not files or name in files]
    if offline is None and not yes:
        for source in chosen:
            for fetch in source.fetch:
                click.echo(f"{source.id}: {fetch.url}", err=True)
        if not click.confirm("Ask them?", err=True):
            click.echo("Nobody was asked.", err=True)
            selection.ctx.exit(REFUSED)
    transport = Replay(offline) if offline is not None else Live()
    found = [
        (source.id, *one)
        for source in chosen
        for one in candidates(source, catalog, transport, selection.workspace.store.events(list(source.kinds)))
    ]
    selection.show(pd.DataFrame(found, columns=["file", *Candidate._fields]))
