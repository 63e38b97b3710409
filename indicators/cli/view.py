"""Commands that show the index of a pair."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click
import pandas as pd

from indicators.cli.common import build, main, show, view_options, within
from indicators.output import Format, render


@main.command("score")
@view_options
@click.pass_context
def score_command(
    ctx: click.Context,
    pair: str,
    definition_id: str,
    as_of: dt.date | None,
    start: pd.Period | None,
    end: pd.Period | None,
    form: Format,
) -> None:
    """The index, its groups, coverage and freshness, one row a month."""
    show(within(build(ctx, definition_id, pair, as_of).frame(), start, end), form)


@main.command()
@view_options
@click.pass_context
def contributions(
    ctx: click.Context,
    pair: str,
    definition_id: str,
    as_of: dt.date | None,
    start: pd.Period | None,
    end: pd.Period | None,
    form: Format,
) -> None:
    """What each component adds to the index; the contributions of a month sum to it."""
    show(within(build(ctx, definition_id, pair, as_of).contributions_frame(), start, end), form)


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
    pair: str,
    definition_id: str,
    as_of: dt.date | None,
    start: pd.Period | None,
    end: pd.Period | None,
    form: Format,
    out: Path,
) -> None:
    """Write the scores to a CSV file."""
    frame = within(build(ctx, definition_id, pair, as_of).frame(), start, end)
    try:
        with out.open("x", encoding="utf-8", newline="") as file:
            file.write(render(frame, "csv" if form == "table" else form))
    except FileExistsError:
        raise click.UsageError(f"{out} exists already; choose another name or remove it first") from None
    click.echo(f"{len(frame)} months written to {out}", err=True)
