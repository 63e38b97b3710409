"""What the floors above lend to a Workspace and an Index, found by name when asked for.

An index can be drawn, exported and tested, but this floor imports none of those that do it: each lends its verb here,
as plotting backends do for pandas.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


def upper(floor: str, verb: str) -> Callable[..., Any]:
    """The function `verb` of the package or module `indicators.<floor>`."""
    found: Callable[..., Any] = getattr(import_module(f"indicators.{floor}"), verb)
    return found
