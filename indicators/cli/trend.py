"""The command that asks what an index does over time."""

from __future__ import annotations

import click
import pandas as pd

from indicators.cli import common
from indicators.cli.common import OPTIONS, Selection, main, selects, show
from indicators.text.tables import render
from indicators.trends.question import QUESTIONS, REPLICATES
from indicators.trends.question import question as question_of

GROUPS = "groups"


@main.command()
@selects(*OPTIONS)
@click.option("--question", required=True, type=click.Choice(list(QUESTIONS)))
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
    default=REPLICATES,
    show_default=True,
    type=click.IntRange(0, 10_000),
    help="For shifts and direction: worlds in which nothing happens, to rank the index among; 0 for none.",
)
def trend(
    selection: Selection, question: str, node: str | None, date: pd.Period | None, months: int, draws: int
) -> None:
    """What the index does over time: one question, its numbers on standard output, its sentences on standard error."""
    from indicators.index.trend import ask, shifts_by_group
    from indicators.trends.pipeline import pipeline_null
    from indicators.wording.trends import also, beware, sentences

    asked = question_of(question)
    if "month" in asked.options and date is None:
        raise click.UsageError(f"an {question} needs a date; name one with --date 2022-04")
    index, window = selection.index, selection.window
    null = pipeline_null(index.definition, index.panel, draws=draws) if asked.ranked and draws else None
    if node == GROUPS and question == "shifts":
        show(shifts_by_group(index, window, null=null), selection.form)
        return
    answer = ask(question, index, node or index.definition.index, window, null=null, months=months, month=date)
    show(answer.table, selection.form)
    if answer.numbers is not answer.table and selection.form == "table":
        click.echo(render(answer.numbers, "table"), err=True)
    for text in (*sentences(answer), *also(answer), *(f"Beware: {text}" for text in beware(answer))):
        click.echo(text, err=True)
