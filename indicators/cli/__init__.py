"""The same verbs without a browser, with the same numbers as the screen."""

from indicators.cli import claims, data, definitions, exports, robustness, snapshots, trend, view, vintages
from indicators.cli.common import main

__all__ = ["claims", "data", "definitions", "exports", "main", "robustness", "snapshots", "trend", "view", "vintages"]
