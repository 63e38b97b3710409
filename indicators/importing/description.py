"""The description of a new indicator: the TOML file that goes beside the store, and a table to start from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import ValidationError

from indicators.errors import DescriptionError
from indicators.model import OBSERVATION_COLUMNS, Indicator, one_sentence

TEMPLATE = ",".join(OBSERVATION_COLUMNS) + "\n"
"""The header of a canonical file of observations."""

_ORDER = ("title", "description", "unit", "freq", "kind", "about", "publication_lag_days", "valid_from_months")
_ORIGIN = ("source", "url", "licence", "citation", "retrieved", "notes", "note_codes")


def describe_indicator(id: str, **fields: Any) -> str:
    """The TOML text that describes an indicator, checked as the catalogue will check it.

    `fields` are those of `indicators.model.Indicator` but for `id`, which is the file's name. DescriptionError names
    the first field that is missing or wrong.
    """
    given = {name: value for name, value in fields.items() if value not in (None, "", ())}
    try:
        indicator = Indicator.model_validate({"id": id, "retrieved": dt.date.today(), **given})
    except ValidationError as error:
        raise DescriptionError("{id}: {problem}.", id=id, problem=one_sentence(error)) from error
    values = indicator.model_dump(exclude_defaults=True) | {"url": str(indicator.url)}
    return tomli_w.dumps({name: values[name] for name in (*_ORDER, *_ORIGIN) if name in values})


def write_description(folder: Path, id: str, **fields: Any) -> Path:
    """Write it to `folder/indicators/ID.toml`, where the catalogue reads it; DescriptionError if that exists."""
    text = describe_indicator(id, **fields)
    path = folder / "indicators" / f"{id}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise DescriptionError("{path} describes '{id}' already; change it there.", path=path, id=id) from error
    return path
