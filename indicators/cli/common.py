"""The same verbs without a browser. Every command reads the store the dashboard reads and prints the same numbers.

Exit codes: 0 done, 1 refused with a sentence on standard error, 2 wrong usage, 3 a question to answer first.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pandas as pd

from indicators.errors import RelationsIndexError
from indicators.text.tables import FORMATS, Format, render

if TYPE_CHECKING:
    from indicators.index import Index
    from indicators.index.workspace import Workspace

REFUSED, QUESTION = 1, 3


class Commands(click.Group):
    """A group whose commands end with one sentence, never a traceback, when the user can act on the failure."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except RelationsIndexError as error:
            click.echo(f"relations-index: {error}", err=True)
            ctx.exit(REFUSED)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--db",
    type=click.Path(path_type=Path),
    help="The store's file. Default: RELATIONS_INDEX_DB, else the user data folder.",
)
@click.version_option(package_name="relations-index", prog_name="relations-index")
@click.pass_context
def main(ctx: click.Context, db: Path | None) -> None:
    """Measure the relations between two countries, month by month, from real figures."""
    ctx.obj = db


def tell(share: float, what: str) -> None:
    """Say how far a long piece of work is, to a person."""
    if sys.stderr.isatty():
        click.echo(f"\r{share:4.0%} {what:<60.60}" + ("\r" + " " * 66 + "\r" if share >= 1 else ""), nl=False, err=True)


def workspace(ctx: click.Context) -> Workspace:
    """The workspace of the store that was asked for, brought up to date with the shipped data."""
    from indicators.index.workspace import open_workspace

    return ctx.with_resource(open_workspace(ctx.obj, progress=tell))


def day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> dt.date | None:
    """Read a date option."""
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"'{value}' is not a date; write it as 2022-04-04") from None


def month(_ctx: click.Context, _param: click.Parameter, value: str | None) -> pd.Period | None:
    """Read a month option."""
    if value is None:
        return None
    try:
        return pd.Period(dt.date.fromisoformat(f"{value}-01"), "M")
    except ValueError:
        raise click.BadParameter(f"'{value}' is not a month; write it as 2022-04") from None


Command = Callable[..., Any]
format_option = click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)


@dataclass(frozen=True)
class View:
    """What the view options ask for."""

    pair: str | None
    definition: str | None
    as_of: dt.date | None
    start: pd.Period | None
    end: pd.Period | None
    form: Format

    def index(self, ctx: click.Context) -> Index:
        """The index that is asked for."""
        return workspace(ctx).index(self.pair, self.definition, self.as_of)

    def show(self, frame: pd.DataFrame) -> None:
        """Print the rows of a frame whose `month`, where it has one, lies in the window."""
        show(self.within(frame) if "month" in frame.columns else frame, self.form)

    def within(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows whose `month` lies in the window."""
        keep = pd.Series(True, index=frame.index)
        if self.start is not None:
            keep &= frame["month"] >= str(self.start)
        if self.end is not None:
            keep &= frame["month"] <= str(self.end)
        return frame[keep]


def view_options(command: Command) -> Command:
    """The options that choose what is looked at, alike in every command, handed over as one View."""

    @wraps(command)
    def packed(*args: Any, **rest: Any) -> Any:
        names = [field.name for field in fields(View)]
        return command(*args, View(**{name: rest.pop(name) for name in names}), **rest)

    for option in reversed(VIEW_OPTIONS):
        packed = option(packed)
    return packed


VIEW_OPTIONS = (
    click.option(
        "--pair", help="Two ISO alpha-3 codes, the reference country first. Default: that of the shipped data."
    ),
    click.option("--definition", help="The id of a definition. Default: that of the shipped data."),
    click.option(
        "--as-of",
        callback=day,
        metavar="DATE",
        help="What could have been known on this date (timing, in today's revision).",
    ),
    click.option("--from", "start", callback=month, metavar="YYYY-MM"),
    click.option("--to", "end", callback=month, metavar="YYYY-MM"),
    format_option,
)


def show(frame: pd.DataFrame, form: Format) -> None:
    """Print a frame."""
    click.echo(render(frame, form), nl=False)
