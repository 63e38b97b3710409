"""Keys of publishers: from the environment or the user's config folder, and never in a text."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import platformdirs

from indicators.errors import MissingKeyError


class Secret:
    """A text that prints as ***; only `reveal` gives it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def __repr__(self) -> str:
        return "***"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not pickled")

    def reveal(self) -> str:
        """The text itself, for the one place that sends it."""
        return self._value


def keys_file() -> Path:
    """Where keys are kept: `NAME = "…"`, one a line."""
    return platformdirs.user_config_path("relations-index") / "keys.toml"


def find_key(name: str) -> Secret | None:
    """The key of this name, or None. MissingKeyError where the file is no TOML or others can read it."""
    if value := os.environ.get(f"RELATIONS_INDEX_{name}_KEY", "").strip():
        return Secret(value)
    path = keys_file()
    if not path.is_file():
        return None
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise MissingKeyError("{path} can be read by others; run: chmod 600 {path}", path=path)
    problem = ""
    try:
        value = tomllib.loads(path.read_text(encoding="utf-8")).get(name, "")
    except OSError as error:
        problem = error.strerror or ""
    except ValueError:  # its text would quote the file
        problem = "not TOML"
    if problem:
        raise MissingKeyError("{path} cannot be read ({why}); write one line a key.", path=path, why=problem)
    return Secret(value.strip()) if isinstance(value, str) and value.strip() else None


def key(name: str, host: str) -> Secret:
    """The key of this name, or MissingKeyError with where to put it."""
    found = find_key(name)
    if found is None:
        raise MissingKeyError(
            "{host} wants a key. Get one there (it costs nothing) and set RELATIONS_INDEX_{name}_KEY, or write "
            '{name} = "…" to {path}.',
            host=host,
            name=name,
            path=keys_file(),
        )
    return found
