"""Statements about relations, tested on the figures."""

from __future__ import annotations

import datetime as dt
import json

import click
import pandas as pd

from indicators.cli.common import REFUSED, day, format_option, main, show, workspace
from indicators.text.tables import Format


@main.command()
@click.argument("claim", required=False)
@click.option(
    "--as-of",
    callback=day,
    metavar="DATE",
    help="What could have been said on this date (timing, in today's revision).",
)
@format_option
@click.pass_context
def claims(ctx: click.Context, claim: str | None, as_of: dt.date | None, form: Format) -> None:
    """Statements about relations with a verdict, the figure and its interval; all of them, or one.

    A claim of your own is a TOML file in the folder `claims` among your files (`relations-index where`).
    """
    from indicators.claims import read_claims

    ws = workspace(ctx)
    findings = ws.claims(None if claim is None else [claim], as_of)
    book = read_claims(ws.catalog, ws.store.extra)
    if form == "json":
        click.echo(json.dumps([finding.to_dict() for finding in findings], ensure_ascii=False, indent=1))
    else:
        rows = pd.DataFrame([finding.row() for finding in findings])
        show(rows if form == "csv" else rows.drop(columns=["sentence", "sample"]), form)
    if form == "table":
        for finding in findings:
            click.echo(f"\n{finding.claim.title}: {finding.verdict}.\n{finding.sentence}\n{finding.beside}".rstrip())
    looked = sum(finding.comparisons for finding in findings)
    click.echo(
        f"{looked} numbers were compared with chance or with a threshold; some look unusual by chance alone.", err=True
    )
    for sentence in book.refused:
        click.echo(f"relations-index: {sentence}", err=True)
    if book.refused:
        ctx.exit(REFUSED)
