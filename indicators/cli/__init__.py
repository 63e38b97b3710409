"""The same verbs without a browser, with the same numbers as the screen."""

from indicators.cli import data, definitions, robustness, view
from indicators.cli.common import main

__all__ = ["data", "definitions", "main", "robustness", "view"]
