"""The figures that ship, written anew from what publishers answer. For maintainers, in a checkout."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from indicators.index.update import Update
from indicators.index.workspace import Workspace
from indicators.model import OBSERVATION_COLUMNS
from indicators.sources import Transport
from indicators.store import Store


def rebuild(ids: Iterable[str] | None, transport: Transport, folder: Path) -> tuple[Update, list[Path]]:
    """Ask sources and write what ships of their indicators into a folder of indicators; the files that changed.

    The store is a new one, so that only what ships and what is answered counts. Where the publisher's figures are the
    ones that ship, the same bytes are written; where they are not, the day of `retrieved` is today's.
    """
    with tempfile.TemporaryDirectory() as place, Store.open(Path(place) / "new.duckdb") as store:
        workspace = Workspace(store)
        workspace.sync()
        update = workspace.update(ids, transport)
        update.store()
        return update, [
            path
            for answer in update.answers.values()
            if answer.outcome in ("new", "unchanged")
            for id in answer.source.indicators
            for path in _write(folder, id, store.observations([id]), answer.reply.record.fetched_at.date().isoformat())
        ]


def _write(folder: Path, id: str, figures: pd.DataFrame, day: str) -> list[Path]:
    path, described = folder / f"{id}.csv", folder / f"{id}.toml"
    text = shipped_text(figures)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return []
    path.write_text(text, encoding="utf-8", newline="\n")
    if not described.exists():
        return [path]
    about = described.read_text(encoding="utf-8")
    dated = re.sub(r"^retrieved = .*$", f"retrieved = {day}", about, count=1, flags=re.MULTILINE)
    described.write_text(dated, encoding="utf-8", newline="\n")
    return [path, described]


def shipped_text(figures: pd.DataFrame) -> str:
    """Observations as they stand in a file that ships: at most six decimals, and none that say nothing."""
    written = figures["obs_value"].map(lambda value: "" if value != value else _number(value)).astype("str")
    table = figures[list(OBSERVATION_COLUMNS)].assign(obs_value=written)
    return str(table.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d"))


def _number(value: float) -> str:
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
