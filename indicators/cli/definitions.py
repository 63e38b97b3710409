"""Commands about the files that say what an index is made of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pandas as pd

from indicators.cli.common import format_option, main, month, show, workspace
from indicators.model.definition import Definition
from indicators.text.tables import Format


@main.group("definition")
def definition_group() -> None:
    """The files that say what an index is made of."""


@definition_group.command("show")
@click.argument("definition_id", required=False)
@format_option
@click.pass_context
def definition_show(ctx: click.Context, definition_id: str | None, form: Format) -> None:
    """The tree of a definition: weights, goalposts and the reason for each."""
    catalog = workspace(ctx).catalog
    definition = catalog.definition(definition_id or catalog.defaults.definition)
    if form == "table":
        click.echo(f"{definition.title} ({definition.id}, version {definition.version})\n{definition.description}\n")
        click.echo(f"0: {definition.zero}\n100: {definition.hundred}\n")
    show(tree_frame(definition), form)


def tree_frame(definition: Definition) -> pd.DataFrame:
    """One row per group and component, in the order of the tree."""
    nominal = definition.nominal_weights()
    rows: list[dict[str, Any]] = []

    def walk(name: str, depth: int) -> None:
        node = definition.node(name)
        row: dict[str, Any] = {"node": "  " * depth + name, "weight": node.weight, "share": nominal.get(name)}
        if name in definition.components:
            component = definition.components[name]
            row |= {"worst": component.normalise.worst, "best": component.normalise.best, "unit": component.unit}
        rows.append(row | {"reason": node.reason})
        for child in definition.children(name) if name in definition.groups else ():
            walk(child, depth + 1)

    for root in definition.roots:
        walk(root, 0)
    return pd.DataFrame(rows)


@definition_group.command("check")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_context
def definition_check(ctx: click.Context, file: Path) -> None:
    """Read a definition file and say what is wrong with it, or that nothing is."""
    from indicators.catalog import read_definition
    from indicators.index import needed

    ws = workspace(ctx)
    definition = read_definition(file)
    names, kinds = needed(definition)
    stored = set(ws.store.indicators())
    for name in names:
        if name not in stored:
            ws.catalog.indicator(name)
    for kind in kinds:
        ws.catalog.kind(kind)
    click.echo(f"{file}: {len(definition.groups)} groups, {len(definition.components)} components; nothing is wrong.")


@definition_group.command("goalposts")
@click.argument("definition_id", required=False)
@click.option("--pair")
@click.option("--from", "start", callback=month, metavar="YYYY-MM", required=True)
@click.option("--to", "end", callback=month, metavar="YYYY-MM", required=True)
@click.option("--low", default=0.05, show_default=True, help="Quantile proposed for the worse end.")
@click.option("--high", default=0.95, show_default=True, help="Quantile proposed for the better end.")
@format_option
@click.pass_context
def definition_goalposts(
    ctx: click.Context,
    definition_id: str | None,
    pair: str | None,
    start: pd.Period,
    end: pd.Period,
    low: float,
    high: float,
    form: Format,
) -> None:
    """Propose goalposts from a window of years. A person writes them down, with the reason."""
    from indicators.scoring import propose_goalposts

    index = workspace(ctx).index(pair, definition_id)
    show(
        propose_goalposts(index.panel.matrix, index.definition, window=(str(start), str(end)), low=low, high=high), form
    )
