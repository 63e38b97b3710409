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
    from indicators.wording.claims import comparisons_sentence, finding_record, finding_row, finding_text

    ws = workspace(ctx)
    findings = ws.claims(None if claim is None else [claim], as_of)
    refused = read_claims(ws.catalog, ws.store.extra).refused
    if form == "json":
        click.echo(json.dumps([finding_record(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        rows = pd.DataFrame([finding_row(finding) for finding in findings])
        show(rows if form == "csv" else rows.drop(columns=["sentence", "sample"]), form)
    if form == "table":
        for finding in findings:
            text = finding_text(finding)
            click.echo(f"\n{finding.claim.title}: {finding.verdict}.\n{text.sentence}\n{text.beside}".rstrip())
    click.echo(comparisons_sentence(findings), err=True)
    for sentence in refused:
        click.echo(f"relations-index: {sentence}", err=True)
    if refused:
        ctx.exit(REFUSED)
