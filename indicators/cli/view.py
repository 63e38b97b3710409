"""Commands that show the index of a pair."""

from __future__ import annotations

import click

from indicators.cli.common import View, main, view_options


@main.command("score")
@view_options
@click.pass_context
def score_command(
    ctx: click.Context,
    view: View,
) -> None:
    """The index, its groups, coverage and freshness, one row a month."""
    view.show(view.index(ctx).frame())


@main.command()
@view_options
@click.pass_context
def contributions(
    ctx: click.Context,
    view: View,
) -> None:
    """What each component adds to the index; the contributions of a month sum to it."""
    view.show(view.index(ctx).contributions())
