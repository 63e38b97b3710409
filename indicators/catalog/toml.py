"""Models → TOML, as the catalogue reads it."""

from __future__ import annotations

import tomli_w

from indicators.model import Frozen


def to_toml(described: Frozen) -> str:
    """A model as a TOML file: what is not the default, its id left to the file's name."""
    return tomli_w.dumps(described.model_dump(exclude={"id"}, exclude_defaults=True, exclude_none=True))
