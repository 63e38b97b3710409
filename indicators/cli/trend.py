"""The command that asks what an index does over time."""

from __future__ import annotations

import click
import pandas as pd

from indicators.cli import common
from indicators.cli.common import OPTIONS, Selection, main, selects, show
from indicators.text.tables import render

QUESTIONS = ("shifts", "direction", "season", "regimes", "turns", "forecast", "factor", "intervention")
DRAWS = 200
GROUPS = "groups"


@main.command()
@selects(*OPTIONS)
@click.option("--question", required=True, type=click.Choice(QUESTIONS))
@click.option(
    "--series",
    "node",
    metavar="GROUP|COMPONENT",
    help="An axis, a group or a component by its id, as scores from 0 to 100. Default: the index. "
    f"With shifts, '{GROUPS}' tests all groups together.",
)
@click.option(
    "--date",
    callback=common.month,
    metavar="YYYY-MM",
    help="For intervention: the first month in which the event can show.",
)
@click.option(
    "--months", default=12, show_default=True, type=click.IntRange(1, 120), help="For forecast: how far ahead."
)
@click.option(
    "--draws",
    default=DRAWS,
    show_default=True,
    type=click.IntRange(0, 10_000),
    help="For shifts and direction: worlds in which nothing happens, to rank the index among; 0 for none.",
)
def trend(
    selection: Selection, question: str, node: str | None, date: pd.Period | None, months: int, draws: int
) -> None:
    """What the index does over time: one question, its numbers on standard output, its sentences on standard error."""
    from indicators import trends
    from indicators.index import trend, trend_series

    if question == "intervention" and date is None:
        raise click.UsageError("an intervention needs a date; name one with --date 2022-04")
    index = selection.index
    node = node or index.definition.index
    window = selection.window
    null = None
    if question in trend.RANKED and draws:
        null = trends.pipeline_null(index.definition, index.panel, draws=draws)
    if node == GROUPS and question == "shifts":
        show(trend.shifts_by_group(index, window, null=null), selection.form)
        return
    month = date if question == "intervention" else None
    others = trend_series.other_pairs(index, node, month) if month is not None else None
    answer = trend.ask(
        question,
        index,
        node,
        window,
        events=index.origin.events_about(index.pair.b, selection.as_of),
        null=null,
        months=months,
        month=month,
        others=others,
    )
    show(answer.table, selection.form)
    if answer.numbers is not answer.table and selection.form == "table":
        click.echo(render(answer.numbers, "table"), err=True)
    for text in (*answer.sentences, *answer.also, *(f"Beware: {text}" for text in answer.warnings)):
        click.echo(text, err=True)
