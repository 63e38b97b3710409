"""Commands that say how much of the index rests on the choices that made it."""

from __future__ import annotations

import click

from indicators.cli.common import Command, View, main, view_options
from indicators.wording.scoring import coherence_sentences, covers

SEED = 20220404


def draw_options(draws: int) -> Command:
    """Options of what is drawn."""

    def decorate(command: Command) -> Command:
        command = click.option(
            "--seed",
            default=SEED,
            show_default=True,
            type=click.IntRange(0),
            help="The same seed gives the same draws.",
        )(command)
        return click.option("--draws", default=draws, show_default=True, type=click.IntRange(16, 100_000))(command)

    return decorate


@main.command()
@view_options
@draw_options(2000)
@click.option("--raw", is_flag=True, help="Each draw on its own scale, which shows how the choices move the level.")
@click.pass_context
def uncertainty(
    ctx: click.Context,
    view: View,
    draws: int,
    seed: int,
    raw: bool,
) -> None:
    """The index under other choices: quantiles a month. It is not a forecast interval."""
    index = view.index(ctx)
    drawn = index.uncertainty(draws=draws, seed=seed)
    drawn = drawn.raw() if raw else drawn
    view.show(drawn.to_frame().dropna(subset=["nominal"]))
    click.echo(covers(drawn), err=True)


@main.command()
@view_options
@draw_options(512)
@click.option(
    "--of", "of", metavar="YYYY-MM[:YYYY-MM]", help="A month, or a change between two. Default: the headline month."
)
@click.pass_context
def sensitivity(
    ctx: click.Context,
    view: View,
    draws: int,
    seed: int,
    of: str | None,
) -> None:
    """Which choice moves the index: first-order and total Sobol indices with intervals."""
    index = view.index(ctx)
    first, _, second = (of or "").partition(":")
    result = index.sensitivity((first, second) if second else of, draws=draws, seed=seed)
    view.show(result.to_frame())


@main.command()
@view_options
@click.pass_context
def coherence(
    ctx: click.Context,
    view: View,
) -> None:
    """How the parts of the index hang together: correlations, alpha, components of variance, importance."""
    index = view.index(ctx)
    window = (str(view.start or index.index.index[0]), str(view.end or index.index.index[-1]))
    result = index.coherence(window)
    view.show(result.to_frame())
    for sentence in coherence_sentences(result):
        click.echo(sentence, err=True)
