"""Commands about what was known when."""

from __future__ import annotations

import datetime as dt

import click
import pandas as pd

from indicators.cli.common import VIEW_OPTIONS, day, format_option, main, month, show, tell, workspace
from indicators.cli.exports import options
from indicators.text.tables import Format


@main.command("vintages")
@options(*VIEW_OPTIONS[:2])
@click.option("--from", "start", callback=month, metavar="YYYY-MM", required=True, help="First month shown.")
@click.option("--to", "end", callback=month, metavar="YYYY-MM", required=True, help="Last month shown.")
@click.option(
    "--known-from", callback=month, metavar="YYYY-MM", help="As known at the end of this month; default: --from."
)
@click.option("--known-to", callback=month, metavar="YYYY-MM", help="Default: a year after --to.")
@click.option("--every", default=1, show_default=True, type=click.IntRange(1, 120), help="Months from date to date.")
@click.option("--real-time", is_flag=True, help="The first value of each month against its last one.")
@format_option
@click.pass_context
def vintages_command(
    ctx: click.Context,
    pair: str | None,
    definition: str | None,
    start: pd.Period,
    end: pd.Period,
    known_from: pd.Period | None,
    known_to: pd.Period | None,
    every: int,
    real_time: bool,
    form: Format,
) -> None:
    """The index as known on any date: months down, dates across (pseudo-real-time)."""
    from indicators.index.vintages import PSEUDO, month_ends, vintages

    ws = workspace(ctx)
    index = ws.index(pair, definition)
    dates = month_ends(known_from or start, known_to or end + 12, every)
    known = vintages(ws.origin, index.definition, index.pair, dates, progress=tell)
    tell(1.0, "")
    frame = known.real_time if real_time else known.between(str(start), str(end))
    show(frame[frame["month"].between(str(start), str(end))], form)
    click.echo(PSEUDO, err=True)


@main.command("revisions")
@options(*VIEW_OPTIONS[:2])
@click.option("--since", callback=day, metavar="DATE", required=True)
@click.option("--until", callback=day, metavar="DATE", required=True)
@format_option
@click.pass_context
def revisions_command(
    ctx: click.Context, pair: str | None, definition: str | None, since: dt.date, until: dt.date, form: Format
) -> None:
    """Which figure or act moved which month between two dates, with its batch (pseudo-real-time)."""
    from indicators.index.vintages import PSEUDO, moves

    ws = workspace(ctx)
    old, new = (ws.index(pair, definition, date) for date in (since, until))
    show(moves(old, new), form)
    click.echo(PSEUDO, err=True)
