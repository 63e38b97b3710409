"""The same verbs without a browser. Every command reads the store the dashboard reads and prints the same numbers.

Exit codes: 0 done, 1 refused with a sentence on standard error, 2 wrong usage, 3 a question to answer first,
4 the index ends soon (`check`).
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pandas as pd

from indicators.errors import RelationsIndexError
from indicators.model.methods import SEED
from indicators.text.tables import FORMATS, Format, render

if TYPE_CHECKING:
    from indicators.index import Index
    from indicators.index.workspace import Workspace

REFUSED, QUESTION, ENDS = 1, 3, 4

Command = Callable[..., Any]
Decorator = Callable[[Command], Command]


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


def show(frame: pd.DataFrame, form: Format) -> None:
    """Print a frame."""
    click.echo(render(frame, form), nl=False)


def workspace(ctx: click.Context) -> Workspace:
    """The workspace of the store that was asked for, brought up to date with the shipped data."""
    from indicators.index.workspace import open_workspace

    return ctx.with_resource(open_workspace(ctx.obj, progress=tell))


# --- what is looked at -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Selection:
    """What the options of a command choose, and what there is of it."""

    ctx: click.Context
    pair: str | None = None
    definition: str | None = None
    as_of: dt.date | None = None
    start: pd.Period | None = None
    end: pd.Period | None = None
    form: Format = "table"

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace that is asked."""
        return workspace(self.ctx)

    @cached_property
    def index(self) -> Index:
        """The index that is asked for."""
        return self.workspace.index(self.pair, self.definition, self.as_of)

    @property
    def window(self) -> tuple[str, str]:
        """First and last month: those asked for, else those of the index."""
        months = self.index.index.index
        return str(self.start or months[0]), str(self.end or months[-1])

    def show(self, frame: pd.DataFrame) -> None:
        """Print the rows of a frame whose `month`, where it has one, lies between the months asked for."""
        if "month" in frame.columns:
            months = frame["month"]
            frame = frame[(months >= str(self.start or "")) & (months <= str(self.end or "~"))]
        show(frame, self.form)


def selects(*names: str) -> Decorator:
    """Gives a command these OPTIONS and hands over a Selection of all that its options choose of what one has."""
    known = [field.name for field in fields(Selection)]

    def decorate(command: Command) -> Command:
        @wraps(command)
        def selecting(**options: Any) -> Any:
            chosen = {name: options.pop(name) for name in known if name in options}
            return command(Selection(click.get_current_context(), **chosen), **options)

        wrapped: Command = selecting
        for name in reversed(names):
            wrapped = OPTIONS[name](wrapped)
        return wrapped

    return decorate


def day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> dt.date | None:
    """Read a date option."""
    try:
        return None if value is None else dt.date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"'{value}' is not a date; write it as 2022-04-04") from None


def month(_ctx: click.Context, _param: click.Parameter, value: str | None) -> pd.Period | None:
    """Read a month option."""
    try:
        return None if value is None else pd.Period(dt.date.fromisoformat(f"{value}-01"), "M")
    except ValueError:
        raise click.BadParameter(f"'{value}' is not a month; write it as 2022-04") from None


def month_option(*names: str, **settings: Any) -> Decorator:
    """An option that is a month."""
    return click.option(*names, callback=month, metavar="YYYY-MM", **settings)


def draw_options(draws: int) -> Decorator:
    """Options of what is drawn."""
    same = "The same seed gives the same draws."
    seed = click.option("--seed", default=SEED, show_default=True, type=click.IntRange(0), help=same)
    number = click.option("--draws", default=draws, show_default=True, type=click.IntRange(16, 100_000))
    return lambda command: number(seed(command))


OPTIONS: dict[str, Decorator] = {
    "pair": click.option(
        "--pair", help="Two ISO alpha-3 codes, the reference country first. Default: that of the shipped data."
    ),
    "definition": click.option(
        "--definition",
        help="The id of a definition (its newest version) or id@version. Default: that of the shipped data.",
    ),
    "as_of": click.option(
        "--as-of",
        callback=day,
        metavar="DATE",
        help="What could have been known on this date (timing, in today's revision).",
    ),
    "start": month_option("--from", "start"),
    "end": month_option("--to", "end"),
    "form": click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True),
}
"""The options that choose what is looked at, alike in every command."""

format_option = OPTIONS["form"]
