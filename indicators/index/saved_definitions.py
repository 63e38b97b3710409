"""A changed definition kept as one's own: a TOML file beside the store, read like those that ship."""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

from indicators.catalog import Catalog, load_catalog
from indicators.errors import DefinitionError
from indicators.model import one_sentence
from indicators.model.definition import Definition


class Keeper(Protocol):
    """Where definitions are kept: a store."""

    @property
    def extra(self) -> Path:
        """The folder of the user's own descriptions."""

    def save_definition(self, definition_id: str, toml: str, note: str = "") -> None:
        """Keep a definition as it stands now."""


def save_definition(
    store: Keeper, catalog: Catalog, definition: Definition, *, id: str, title: str, made: str = ""
) -> Definition:
    """Write a definition to the user's own folder and keep it in the store; the definition as it can now be chosen.

    `made` says how it differs from the one it was made from and becomes its first limit. An own definition of that id
    becomes its next version; earlier ones stay in the store. DefinitionError for the id of a definition that ships, or
    an id that cannot be one.
    """
    if (catalog.root / "definitions" / f"{id}.toml").exists():
        raise DefinitionError("'{id}' ships with the product and cannot be overwritten; choose another id.", id=id)
    earlier = catalog.definitions.get(id)
    changed = {"id": id, "title": title, "version": 1 if earlier is None else earlier.version + 1}
    limits = (made, *definition.limits) if made else definition.limits
    try:
        own = Definition.model_validate(definition.model_dump() | changed | {"limits": limits})
    except ValidationError as error:
        raise DefinitionError(
            "The definition cannot be saved: {one_sentence}.", one_sentence=one_sentence(error)
        ) from error
    text = toml_text(own)
    if Definition.model_validate(tomllib.loads(text) | {"id": id}) != own:
        raise DefinitionError("'{id}' cannot be written as TOML without loss; report the scenario that made it.", id=id)
    path = store.extra / "definitions" / f"{id}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(path)
    store.save_definition(id, text, made)
    return load_catalog(catalog.root, store.extra).definition(id)


def toml_text(definition: Definition) -> str:
    """A definition as TOML, with what is not the default, its id left to the file's name."""
    said = definition.model_dump(exclude_defaults=True, mode="json")
    said.pop("id", None)
    groups, components = said.pop("groups"), said.pop("components")
    blocks = [_lines(said)]
    for part, nodes in (("groups", groups), ("components", components)):
        blocks += [f"[{part}.{_key(name)}]\n{_lines(node)}" for name, node in nodes.items()]
    return "\n\n".join(blocks) + "\n"


def _lines(table: Mapping[str, Any]) -> str:
    return "\n".join(f"{_key(key)} = {_value(value)}" for key, value in table.items() if value is not None)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _text(name)


def _value(value: Any) -> str:
    """A value as TOML, tables on one line."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case float():
            return repr(value) if math.isfinite(value) else str(value)
        case str():
            return _text(value)
        case Mapping():
            inside = ", ".join(f"{_key(key)} = {_value(part)}" for key, part in value.items() if part is not None)
            return f"{{ {inside} }}"
        case _:
            return f"[{', '.join(map(_value, value))}]"


def _text(text: str) -> str:
    """JSON strings are TOML basic strings, but for DEL, which TOML wants escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
