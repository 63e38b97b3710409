"""The same verbs without a browser, with the same numbers as the screen."""

from indicators.cli import data, definitions, view
from indicators.cli.common import main

__all__ = ["data", "definitions", "main", "view"]
