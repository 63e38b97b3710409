"""Commands about the files that say what an index is made of."""

from __future__ import annotations

from pathlib import Path

import click

from indicators.cli.common import Selection, format_option, main, month_option, selects, show


@main.group("definition")
def definition_group() -> None:
    """The files that say what an index is made of."""


@definition_group.command("show")
@selects()
@click.argument("definition", required=False, metavar="[DEFINITION_ID]")
@format_option
def definition_show(selection: Selection) -> None:
    """The tree of a definition: weights, goalposts and the reason for each."""
    from indicators.exporting.forms.tables import definition_frame

    catalog = selection.workspace.catalog
    definition = catalog.definition(selection.definition or catalog.defaults.definition)
    if selection.form == "table":
        click.echo(f"{definition.title} ({definition.id}, version {definition.version})\n{definition.description}\n")
        click.echo(f"0: {definition.zero}\n100: {definition.hundred}\n")
    tree = definition_frame(definition).rename(columns={"weight in group": "weight"})
    tree["node"] = tree["depth"].map("  ".__mul__) + tree["node"]
    show(tree[["node", "weight", "share", "reason", "worst", "best", "unit"]], selection.form)


@definition_group.command("check")
@selects()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def definition_check(selection: Selection, file: Path) -> None:
    """Read a definition file and say what is wrong with it, or that nothing is."""
    from indicators.catalog import read_definition
    from indicators.index import needed

    ws = selection.workspace
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
@selects("pair")
@click.argument("definition", required=False, metavar="[DEFINITION_ID]")
@month_option("--from", "start", required=True)
@month_option("--to", "end", required=True)
@click.option("--low", default=0.05, show_default=True, help="Quantile proposed for the worse end.")
@click.option("--high", default=0.95, show_default=True, help="Quantile proposed for the better end.")
@format_option
def definition_goalposts(selection: Selection, low: float, high: float) -> None:
    """Propose goalposts from a window of years. A person writes them down, with the reason."""
    from indicators.scoring import propose_goalposts

    index = selection.index
    proposed = propose_goalposts(index.panel.matrix, index.definition, window=selection.window, low=low, high=high)
    show(proposed, selection.form)
