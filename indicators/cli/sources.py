"""Commands that ask publishers for figures, say when they were asked, and watch what moved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pandas as pd

from indicators.cli.common import REFUSED, Selection, main, selects, show, tell
from indicators.errors import Message, SourceError

if TYPE_CHECKING:
    from indicators.index.update import Update
    from indicators.sources import Transport

SOME, MOST = 3, 40
"""The exit code where some of several were refused, or something moved; and how many changes a table shows."""

COLUMNS = [
    "indicator",
    "ref_area",
    "counterpart_area",
    "time_period",
    "status",
    "old_value",
    "obs_value",
    "known_from",
    "by_rule",
]

_offline = click.option(
    "--offline",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Read answers from a folder of files named as the sources.",
)
_from_file = click.option(
    "--from-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file that you fetched: the answer of the one source that is named.",
)


def _transport(ids: tuple[str, ...], offline: Path | None, from_file: Path | None) -> Transport | None:
    """What is read in the place of publishers; None where they are to be asked."""
    from indicators.sources import GivenFile, Replay

    if from_file is not None:
        if len(ids) != 1 or offline is not None:
            raise click.UsageError("say of which one indicator the file is, as in: update goods_trade --from-file FILE")
        return GivenFile(from_file)
    return Replay(offline) if offline is not None else None


@main.command("update")
@selects("pair", "definition", "form")
@click.argument("ids", nargs=-1, metavar="[IDS]")
@click.option("--due", "due_only", is_flag=True, help="Only sources of which a release may be out (without IDS).")
@click.option("--all", "everything", is_flag=True, help="All sources, due or not.")
@click.option("--dry-run", is_flag=True, help="Ask and compare, store nothing.")
@click.option("--yes", is_flag=True, help="Ask and store without questions, for a scheduler.")
@click.option("--gone", is_flag=True, help="Also take out figures that a publisher no longer gives.")
@click.option("--fallback", is_flag=True, help="Ask the second publishers of those that have one.")
@_offline
@_from_file
def update_command(
    selection: Selection,
    ids: tuple[str, ...],
    due_only: bool,
    everything: bool,
    dry_run: bool,
    yes: bool,
    gone: bool,
    fallback: bool,
    offline: Path | None,
    from_file: Path | None,
) -> None:
    """Ask publishers for new figures, show what changes, and store it. Without IDS: the sources that are due.

    Exit codes: 0 done, 3 some sources did not answer or were refused (the others are stored), 1 none answered.
    """
    from indicators.index.update import plan
    from indicators.wording.update import effect_sentence, plan_lines

    ws = selection.workspace
    transport = _transport(ids, offline, from_file)
    only = due_only or not (ids or everything or transport)
    chosen = plan(ws, ids or None, due_only=only, fallback=fallback, given=transport is not None)
    if not chosen:
        click.echo("No release is due. To ask all the same: relations-index update --all", err=True)
        return
    if transport is None:
        for line in plan_lines(chosen):
            click.echo(line, err=True)
        if not yes and not click.confirm("Ask them?", err=True):
            click.echo("Nobody was asked.", err=True)
            selection.ctx.exit(REFUSED)
    update = ws.update([one.id for one in chosen], transport, fallback=fallback, remember=not dry_run, progress=_say())
    _report(selection, update)
    if update.left:
        index = selection.index
        click.echo(effect_sentence(str(index.pair), update.effect(index)), err=True)
        if dry_run:
            click.echo("Dry run: nothing was stored.", err=True)
        elif yes or click.confirm("Store them?", err=True):
            _store(update, gone)
        else:
            update.discard()
            click.echo("Nothing was stored.", err=True)
    if update.refused:
        selection.ctx.exit(REFUSED if len(update.refused) == len(update.answers) else SOME)


def _store(update: Update, gone: bool) -> None:
    """Store all that is left, and say as which batches."""
    told = len(update.left)
    batches = update.store(gone=gone)
    for batch in batches:
        stored = Message(
            "{title}: stored as batch {id}. To take it back: relations-index undo {id}",
            title=batch.title,
            id=batch.batch_id,
        )
        click.echo(stored, err=True)
    if len(batches) < told:
        same = Message(
            "Somebody else has stored the same figures of one source meanwhile; nothing was added for it.",
            "Somebody else has stored the same figures of {n} sources meanwhile; nothing was added for them.",
            n=told - len(batches),
        )
        click.echo(same, err=True)


def _report(selection: Selection, update: Update) -> None:
    """A line for each source, and the changes."""
    from indicators.wording.update import answer_line

    for answer in update.answers.values():
        click.echo(answer_line(answer), err=True)
    changes = update.changes
    rows = changes[["source", *COLUMNS]] if len(changes) else pd.DataFrame(columns=["source", *COLUMNS])
    shown = rows if selection.form != "table" else rows.drop(columns="source").head(MOST)
    if len(rows) or selection.form != "table":
        show(shown, selection.form)
    if len(shown) < len(rows):
        click.echo(Message("… and {n:,} more; all of them with --format csv", n=len(rows) - len(shown)), err=True)


def _say() -> Callable[[str, str, int], None]:
    """Says on a terminal who is asked."""
    return lambda source, stage, number: tell(0.0 if stage == "asking" else 1.0, f"{source}: {number:,} bytes")


@main.command("sources")
@selects("form")
def sources_command(selection: Selection) -> None:
    """Every publisher's file that can be asked for: when it was, what came of it, when the next release is due."""
    show(selection.workspace.sources, selection.form)


@main.command("watch")
@selects("pair", "definition", "form")
@click.option("--above", default=5.0, show_default=True, type=click.FloatRange(0), help="Points.")
def watch_command(selection: Selection, above: float) -> None:
    """What moved by more than some points since a snapshot of this index was last kept. Exit code 3 where anything did.

    The index, its axes and components are compared in the headline month of then and of now.
    """
    from indicators.exporting.snapshot.archive import SnapshotArchive
    from indicators.exporting.snapshot.watch import last_kept, moves
    from indicators.wording.update import moved_sentence

    index = selection.index
    store = selection.workspace.store
    name = last_kept(store, index)
    found = moves(SnapshotArchive(store).read(name).index, index)
    found = found[found["change"].abs() > above]
    if len(found) or selection.form != "table":
        show(found, selection.form)
    click.echo(moved_sentence(str(index.pair), name, above, len(found)), err=True)
    selection.ctx.exit(SOME if len(found) else 0)


@main.command("rebuild", hidden=True)
@click.argument("ids", nargs=-1, required=True, metavar="IDS")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), help="A folder. Default: what ships.")
@_offline
@_from_file
@click.pass_context
def rebuild_command(
    ctx: click.Context, ids: tuple[str, ...], into: Path | None, offline: Path | None, from_file: Path | None
) -> None:
    """Write the CSV files that ship anew from what publishers answer. For maintainers, in a checkout."""
    from indicators.catalog import data_root
    from indicators.exporting.shipped import rebuild
    from indicators.sources import Live
    from indicators.wording.update import answer_line

    transport = _transport(ids, offline, from_file) or Live()
    update, written = rebuild(ids, transport, into or data_root() / "indicators")
    for answer in update.answers.values():
        click.echo(answer_line(answer), err=True)
    for path in written:
        click.echo(path)
    if update.refused:
        raise SourceError(
            "{n} of {all} sources were refused or did not answer; nothing was written for them.",
            n=len(update.refused),
            all=len(update.answers),
        )
