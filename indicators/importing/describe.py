"""A new indicator in words: the TOML file that goes beside the store, and a table to start from."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from indicators.errors import DescriptionError
from indicators.model import OBSERVATION_COLUMNS, Indicator, one_sentence

TEMPLATE = ",".join(OBSERVATION_COLUMNS) + "\n"
"""The header of a canonical file of observations."""

_ORDER = ("title", "description", "unit", "freq", "kind", "about", "publication_lag_days", "valid_from_months")
_ORIGIN = ("source", "url", "licence", "citation", "retrieved", "notes", "note_codes")


def describe_indicator(id: str, **said: Any) -> str:
    """The TOML text that describes an indicator, checked as the catalogue will check it.

    `said` are the fields of `indicators.model.Indicator` but for `id`, which is the file's name. DescriptionError
    names the first field that is missing or wrong.
    """
    given = {name: value for name, value in said.items() if value not in (None, "", ())}
    given.setdefault("retrieved", dt.date.today())
    try:
        indicator = Indicator.model_validate({"id": id, **given})
    except ValidationError as error:
        raise DescriptionError("{id}: {one_sentence}.", id=id, one_sentence=one_sentence(error)) from error
    values = indicator.model_dump(exclude_defaults=True)
    lines = [f"{name} = {_toml(values[name])}" for name in (*_ORDER, *_ORIGIN) if name in values]
    return "\n".join(lines) + "\n"


def write_description(folder: Path, id: str, **said: Any) -> Path:
    """Write it to `folder/indicators/ID.toml`, where the catalogue reads it; DescriptionError if that exists."""
    text = describe_indicator(id, **said)
    path = folder / "indicators" / f"{id}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise DescriptionError("{path} describes '{id}' already; change it there.", path=path, id=id) from error
    return path


def _toml(value: Any) -> str:
    """A value as TOML. JSON strings are TOML basic strings, but for DEL, which TOML wants escaped too."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, int):
        return str(value)
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
