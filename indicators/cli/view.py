"""Commands that show the index of a pair."""

from __future__ import annotations

from pathlib import Path

import click

from indicators.cli.common import View, main, open_all, view_options
from indicators.output import render


@main.command("score")
@view_options
@click.pass_context
def score_command(
    ctx: click.Context,
    view: View,
) -> None:
    """The index, its groups, coverage and freshness, one row a month."""
    view.show(view.index(*open_all(ctx)).frame())


@main.command()
@view_options
@click.pass_context
def contributions(
    ctx: click.Context,
    view: View,
) -> None:
    """What each component adds to the index; the contributions of a month sum to it."""
    view.show(view.index(*open_all(ctx)).contributions_frame())


@main.command()
@view_options
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The CSV file to write; an existing one is not overwritten.",
)
@click.pass_context
def export(
    ctx: click.Context,
    view: View,
    out: Path,
) -> None:
    """Write the scores to a CSV file."""
    frame = view.within(view.index(*open_all(ctx)).frame())
    try:
        with out.open("x", encoding="utf-8", newline="") as file:
            file.write(render(frame, "csv" if view.form == "table" else view.form))
    except FileExistsError:
        raise click.UsageError(f"{out} exists already; choose another name or remove it first") from None
    click.echo(f"{len(frame)} months written to {out}", err=True)
