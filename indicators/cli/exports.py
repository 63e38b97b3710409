"""Commands that hand an index out: as a file in any form, and as a citation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pandas as pd

from indicators.cli.common import VIEW_OPTIONS, Command, View, main, tell, workspace
from indicators.cli.robustness import draw_options
from indicators.errors import ExportError

if TYPE_CHECKING:
    from indicators.exporting.forms.formats import Order

TABLES = ("scores", "components", "contributions", "observations", "events")
FORMS = ("csv", "xlsx", "json", "parquet", "html", "zip", "bib", "cff")


def options(*chosen: Command) -> Callable[[Command], Command]:
    """Several options at once, in the order they are given."""

    def decorate(command: Command) -> Command:
        for option in reversed(chosen):
            command = option(command)
        return command

    return decorate


def write_new(out: Path, name: str, content: bytes) -> Path:
    """Write a file that does not exist yet; wrong usage where it does."""
    from indicators.exporting.forms import formats

    try:
        return formats.write_new(out, name, content)
    except ExportError as error:
        raise click.UsageError(str(error)) from None


def ordered(ctx: click.Context, view: View, table: str = "scores", **draws: int) -> Order:
    """What is to be handed out, for a view."""
    from indicators.exporting.forms.formats import Order

    index = view.index(ctx)
    months = index.index.index
    window = (str(view.start or months[0]), str(view.end or months[-1])) if view.start or view.end else None
    return Order(index, table, window, **draws)


@main.command()
@options(*VIEW_OPTIONS[:5])
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="The file to write; its ending chooses the form: " + ", ".join(FORMS) + ". Nothing is overwritten. "
    "In a folder the file gets the name of the snapshot.",
)
@click.option("--as", "form", type=click.Choice(FORMS), help="The form, where the ending does not say it.")
@click.option("--table", type=click.Choice(TABLES), default="scores", show_default=True, help="For csv, json, parquet.")
@draw_options(2000)
@click.pass_context
def export(
    ctx: click.Context,
    pair: str | None,
    definition: str | None,
    as_of: dt.date | None,
    start: pd.Period | None,
    end: pd.Period | None,
    out: Path,
    form: str | None,
    table: str,
    draws: int,
    seed: int,
) -> None:
    """Write the index to a file: tables, a workbook, a report, a snapshot or a citation."""
    from indicators.exporting.forms.formats import file_name, write

    form = form or out.suffix.lstrip(".").lower()
    if form not in FORMS:
        raise click.UsageError(
            f"'{out.name}' does not say the form; end it with one of {', '.join(FORMS)}, or use --as"
        )
    view = View(pair, definition, as_of, start, end, "table")
    order = ordered(ctx, view, table, draws=draws, seed=seed)
    path = write_new(out, file_name(order.edition, form, table), write(order, form, tell))
    click.echo(f"{path} written; snapshot {order.edition.short}", err=True)


@main.command()
@options(*VIEW_OPTIONS[:3])
@click.option("--as", "form", type=click.Choice(["text", "bib", "cff"]), default="text", show_default=True)
@click.pass_context
def cite(ctx: click.Context, pair: str | None, definition: str | None, as_of: dt.date | None, form: str) -> None:
    """How to cite the index, with its hash and the licences of its sources."""
    click.echo(workspace(ctx).index(pair, definition, as_of).cite(form).rstrip("\n"))
