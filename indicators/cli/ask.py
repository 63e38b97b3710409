"""Commands that ask the index of a pair: what it is, how sure it is, and what was known when."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import get_args

import click
import pandas as pd

from indicators.cli.common import (
    ENDS,
    OPTIONS,
    Selection,
    day,
    draw_options,
    format_option,
    main,
    month_option,
    selects,
    show,
    tell,
    workspace,
)
from indicators.model.methods import DRAWS, Holds
from indicators.text.tables import Format


@main.command("score")
@selects(*OPTIONS)
def score_command(selection: Selection) -> None:
    """The index, its groups, coverage and freshness, one row a month."""
    selection.show(selection.index.frame())


@main.command()
@selects(*OPTIONS)
def contributions(selection: Selection) -> None:
    """What each component adds to the index; the contributions of a month sum to it."""
    selection.show(selection.index.contributions())


@main.command()
@selects(*OPTIONS)
@draw_options(DRAWS)
@click.option(
    "--holds",
    type=click.Choice(get_args(Holds)),
    default="choices",
    show_default=True,
    help="What is drawn: other choices, or these and what figures and acts may have wrong.",
)
@click.option("--raw", is_flag=True, help="Each draw on its own scale, which shows how the choices move the level.")
def uncertainty(selection: Selection, draws: int, seed: int, holds: Holds, raw: bool) -> None:
    """The index under other choices, and other data: quantiles a month. It is not a forecast interval."""
    from indicators.wording.scoring import covers

    drawn = selection.index.uncertainty(holds=holds, draws=draws, seed=seed)
    drawn = drawn.raw() if raw else drawn
    selection.show(drawn.to_frame().dropna(subset=["nominal"]))
    click.echo(covers(drawn), err=True)


@main.command()
@selects(*OPTIONS)
@draw_options(512)
@click.option(
    "--of", "of", metavar="YYYY-MM[:YYYY-MM]", help="A month, or a change between two. Default: the headline month."
)
def sensitivity(selection: Selection, draws: int, seed: int, of: str | None) -> None:
    """Which choice moves the index: first-order and total Sobol indices with intervals."""
    first, _, second = (of or "").partition(":")
    result = selection.index.sensitivity((first, second) if second else of, draws=draws, seed=seed)
    selection.show(result.to_frame())


@main.command()
@selects(*OPTIONS)
def coherence(selection: Selection) -> None:
    """How the parts of the index hang together: correlations, alpha, components of variance, importance."""
    from indicators.wording.scoring import coherence_sentences

    result = selection.index.coherence(selection.window)
    selection.show(result.to_frame())
    for sentence in coherence_sentences(result):
        click.echo(sentence, err=True)


@main.command("validity")
@format_option
@click.option("--series", is_flag=True, help="The outside series instead of the turning points.")
@click.option(
    "--points",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV of other turning points: id, date, title, sign (+ or -), magnitude (1 to 3), source_url.",
)
@click.pass_context
def validity_command(ctx: click.Context, form: Format, series: bool, points: Path | None) -> None:
    """The index against what was expected of it beforehand: turning points and outside series."""
    from indicators.index.validity import validity
    from indicators.wording.validity import answer, cautions, fixed

    found = validity(workspace(ctx).origin, points)
    show(found.series if series else found.points, form)
    for sentence in (fixed(found), answer(found), *cautions(found)):
        click.echo(sentence, err=True)


@main.command("check")
@selects("pair", "definition", "as_of", "form")
@click.option(
    "--horizon", default=3, show_default=True, type=click.IntRange(0, 120), help="Months after the latest figures."
)
def check_command(selection: Selection, horizon: int) -> None:
    """Until when the index can be given if nothing new comes, and which component ends it.

    Exit code 4 where a month within the horizon would have no index, 0 where each has one or the definition ends it.
    """
    from indicators.wording.check import ending_sentence

    found = selection.index.check(horizon)
    selection.show(found.frame())
    click.echo(ending_sentence(found), err=True)
    if not found.holds:
        selection.ctx.exit(ENDS)


@main.command("vintages")
@selects("pair", "definition")
@month_option("--from", "start", required=True, help="First month shown.")
@month_option("--to", "end", required=True, help="Last month shown.")
@month_option("--known-from", help="As known at the end of this month; default: --from.")
@month_option("--known-to", help="Default: a year after --to.")
@click.option("--every", default=1, show_default=True, type=click.IntRange(1, 120), help="Months from date to date.")
@click.option("--real-time", is_flag=True, help="The first value of each month against its last one.")
@OPTIONS["form"]
def vintages_command(
    selection: Selection, known_from: pd.Period | None, known_to: pd.Period | None, every: int, real_time: bool
) -> None:
    """The index as known on any date: months down, dates across (pseudo-real-time)."""
    from indicators.index.vintages import PSEUDO, month_ends

    start, end = selection.start, selection.end
    assert start is not None
    assert end is not None
    known = selection.index.vintages(month_ends(known_from or start, known_to or end + 12, every), progress=tell)
    tell(1.0, "")
    selection.show(known.real_time if real_time else known.between(*selection.window))
    click.echo(PSEUDO, err=True)


@main.command("revisions")
@selects("pair", "definition")
@click.option("--since", callback=day, metavar="DATE", required=True)
@click.option("--until", callback=day, metavar="DATE", required=True)
@OPTIONS["form"]
def revisions_command(selection: Selection, since: dt.date, until: dt.date) -> None:
    """Which figure or act moved which month between two dates, with its batch (pseudo-real-time)."""
    from indicators.index.vintages import PSEUDO, moves
    from indicators.wording.change import moves_table

    ws = selection.workspace
    old, new = (ws.index(selection.pair, selection.definition, date) for date in (since, until))
    selection.show(moves_table(moves(old, new)))
    click.echo(PSEUDO, err=True)
